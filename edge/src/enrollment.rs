//! Enrolling, step by step: every protocol takes this one way.
//!
//! 1. The adapter has read the request, opened the ticket or token and verified the certificate request.
//! 2. Facts from KV; a pre-check that spares the objects what is refused anyway.
//! 3. The enrollee object admits: the verdict that counts, the slot, the right to sign once.
//! 4. The tenant object writes down what is about to be signed, or says that the policy has changed.
//! 5. The certificate is prepared, linted and signed.
//! 6. The enrollee object keeps it. From here the same request gets the same bytes.
//! 7. The adapter answers; outboxes tell everyone else.

use base64ct::{Base64, Encoding as _};
use muster_shared::ca::{
    CertificateProfile, DeviceSubject, VerifiedDeviceCertificate, VerifiedRequest, prepare,
};
use muster_shared::device::CertificateStore;
use muster_shared::enrollment::enrollee::{
    Admission, Admit, AdmitRenewal, Complete, Completion, FreshNames, LEASE_TIME, RequestProof,
};
use muster_shared::enrollment::ticket::Ticket;
use muster_shared::enrollment::{
    Credential, EnrolleeClass, Fact, Facts, Refusal, RenewalTicket, Verdict, decide,
};
use muster_shared::ids::{CertificateSerial, DeviceId, EnrolleeId, LeaseId};
use muster_shared::platform::OsVersion;
use muster_shared::policy::{PolicySet, PolicyVersion};
use muster_shared::ports::Objects as _;
use muster_shared::tenant::section::Terms;
use muster_shared::tenant::{AppendIntent, Configuration, IntentAnswer, IntentPurpose, Person};

use crate::app::{App, Platform};
use crate::http::ApiError;

/// A numbered step of an enrollment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Read and verified.
    Parsed = 1,
    /// Pre-checked.
    Prechecked = 2,
    /// Admitted by the enrollee object.
    Admitted = 3,
    /// Written down by the tenant object.
    Intended = 4,
    /// Signed.
    Signed = 5,
    /// Kept by the enrollee object.
    Completed = 6,
}

/// Where an enrollment stops dead, to show that it can be taken up again. Always off outside test builds.
#[derive(Debug, Clone, Copy, Default)]
pub struct FaultSwitch {
    #[cfg(feature = "test-hooks")]
    /// The step after which to stop.
    pub stop_after: Option<u8>,
}

impl FaultSwitch {
    #[cfg(feature = "test-hooks")]
    fn passed(self, step: Step) -> Result<(), ApiError> {
        if self.stop_after == Some(step as u8) {
            return Err(ApiError::Fault(format!(
                "stopped after step {}",
                step as u8
            )));
        }
        Ok(())
    }

    #[cfg(not(feature = "test-hooks"))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the switch of test builds has this form"
    )]
    const fn passed(self, _step: Step) -> Result<(), ApiError> {
        Ok(())
    }
}

/// How often a decision is taken again because the policy changed meanwhile, before the client is asked to come back.
const DECISIONS_AT_MOST: u8 = 3;

/// What a device says of itself in the message with which it enrolls; where the protocol has no place for that, nothing.
#[derive(Debug, Default)]
pub struct SaidAtOnce {
    /// The version of its system.
    pub os_version: Option<OsVersion>,
    /// Its maker's name.
    pub manufacturer: Option<String>,
    /// Where Windows' own client will keep the certificate.
    pub store: Option<CertificateStore>,
}

/// Enrolls a device with a ticket or a token. Answers its certificate, DER.
///
/// # Errors
/// A refusal, or a fault of ours; both leave the credential usable or say why it is not.
pub async fn enroll<P: Platform>(
    app: &App<P>,
    credential: &Credential,
    request: &VerifiedRequest,
    said: SaidAtOnce,
) -> Result<Vec<u8>, ApiError> {
    let switch = app.platform.fault_switch();
    switch.passed(Step::Parsed)?;
    let mut configuration = app.configuration().await?;
    let enrollee = credential.enrollee();
    let mut facts = match credential {
        Credential::Ticket(ticket) => {
            let mut facts = facts_of(app.person(&enrollee).await?.as_ref());
            // All that is asked for: the object knows what has been accepted.
            let terms = app.section::<Terms>().await?;
            facts.unaccepted_terms = terms.required_of(&facts.groups);
            let (policy, _) = configuration.policy_for(&enrollee, &facts.groups);
            precheck(app, policy, ticket, &facts)?;
            facts
        }
        Credential::Token(_) => facts_of_nobody(),
    };
    if let Some(version) = said.os_version {
        facts.os_version = Fact::claimed(version);
    }
    if let Some(maker) = said.manufacturer {
        facts.manufacturer = Fact::claimed(maker);
    }
    switch.passed(Step::Prechecked)?;

    let mut holding = None;
    for _ in 0..DECISIONS_AT_MOST {
        let (policy, under) = configuration.policy_for(&enrollee, &facts.groups);
        let device_groups = app.device_groups_named_by(policy).await?;
        let admit = Admit {
            ticket: credential.enrollment_of(&request.key_digest()),
            secret: credential.secret_digest(),
            key: request.key_digest(),
            policy: policy.clone(),
            under,
            facts: facts.clone(),
            identifiers: configuration.identifiers,
            device_groups,
            // Drawn anew each time: should the lease have ended meanwhile, its serial is revoked and never used again.
            fresh: fresh_names(app)?,
            holding,
            store: said.store,
        };
        let admission = app
            .platform
            .objects()
            .enrollee(credential.tenant(), &enrollee, &admit)
            .await?;
        let granted = match granted(admission) {
            Ok(granted) => granted,
            Err(answered) => {
                return answered.map_err(|error| ticket_expired(error, credential, app));
            }
        };
        switch.passed(Step::Admitted)?;
        let version = granted.policy.unwrap_or_else(|| policy.version());
        let purpose = IntentPurpose::Enrollment {
            policy: version,
            configuration: under.configuration,
        };
        match append_intent(app, enrollee, &granted, request, purpose).await? {
            Intent::Recorded => {
                switch.passed(Step::Intended)?;
                return sign_and_complete(app, enrollee, &granted, request, switch).await;
            }
            Intent::Stale(current) => {
                app.keep_configuration(&current);
                configuration = *current;
                holding = Some(granted.lease);
            }
        }
    }
    let retry_after_seconds = u32::try_from(LEASE_TIME.as_secs()).unwrap_or(u32::MAX);
    Err(ApiError::refused(Refusal::EnrollmentInProgress {
        retry_after_seconds,
    }))
}

/// What a renewal is held to besides its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenewalRule {
    /// The request names what the certificate names (RFC 7030 section 4.2.2); when, is the client's affair.
    SameNames,
    /// Only when it is time, or IT has asked for it. Windows' client writes what it likes into its request.
    WhenItIsTime,
}

/// Gives a device its next certificate, DER. It has been identified by `current`.
///
/// # Errors
/// A refusal, or a fault of ours.
pub async fn renew<P: Platform>(
    app: &App<P>,
    current: &VerifiedDeviceCertificate,
    proof: RequestProof,
    request: &VerifiedRequest,
    rule: RenewalRule,
) -> Result<Vec<u8>, ApiError> {
    if rule == RenewalRule::SameNames && !request.asks_for_same_names_as(current.certificate()) {
        return Err(ApiError::refused(Refusal::RenewalSubjectDiffers));
    }
    let admit = AdmitRenewal {
        device: current.device(),
        presented: current.serial(),
        key: request.key_digest(),
        proof,
        fresh: fresh_names(app)?,
        in_window_only: rule == RenewalRule::WhenItIsTime,
    };
    admit_renewal(app, current.enrollee(), &admit, request).await
}

/// Gives a device its next certificate, DER, for what lets it have just that: it was handed it and shows nothing else, or has shown
/// its present certificate in a message of SCEP's. Neither names nor time are looked at: what SCEP's clients write into a request is
/// theirs, and they are told when by whoever set them up.
///
/// # Errors
/// A refusal, or a fault of ours.
pub async fn renew_by_ticket<P: Platform>(
    app: &App<P>,
    ticket: &RenewalTicket,
    request: &VerifiedRequest,
) -> Result<Vec<u8>, ApiError> {
    let admit = AdmitRenewal {
        device: ticket.device,
        presented: ticket.presented,
        key: request.key_digest(),
        // The same request again is answered with the same certificate.
        proof: RequestProof::Tls,
        fresh: fresh_names(app)?,
        in_window_only: false,
    };
    admit_renewal(app, ticket.enrollee, &admit, request).await
}

async fn admit_renewal<P: Platform>(
    app: &App<P>,
    enrollee: EnrolleeId,
    admit: &AdmitRenewal,
    request: &VerifiedRequest,
) -> Result<Vec<u8>, ApiError> {
    let admission = app
        .platform
        .objects()
        .enrollee(&app.config.tenant, &enrollee, admit)
        .await?;
    let granted = match granted(admission) {
        Ok(granted) => granted,
        Err(answered) => return answered,
    };
    match append_intent(app, enrollee, &granted, request, IntentPurpose::Renewal).await? {
        Intent::Recorded => {
            sign_and_complete(
                app,
                enrollee,
                &granted,
                request,
                app.platform.fault_switch(),
            )
            .await
        }
        Intent::Stale(_) => Err(ApiError::Fault("a renewal was called stale".to_owned())),
    }
}

/// What is known of whoever holds the ticket, before the device has said anything.
#[must_use]
pub fn facts_of(person: Option<&Person>) -> Facts {
    let manager = person.is_some_and(|person| person.enrollment_manager);
    Facts {
        enrollee: if manager {
            EnrolleeClass::EnrollmentManager
        } else {
            EnrolleeClass::Person
        },
        groups: person
            .map(|person| person.groups.clone())
            .unwrap_or_default(),
        // An enrollee that nobody knows any more enrolls nothing.
        disabled: person.is_none_or(|person| person.disabled),
        ..Facts::default()
    }
}

/// What is known where nobody in person enrolls; the token's own object says the rest.
#[must_use]
pub fn facts_of_nobody() -> Facts {
    Facts {
        enrollee: EnrolleeClass::Token,
        ..Facts::default()
    }
}

/// Refuses what the object would refuse, without waking it. An Allow means nothing yet.
fn precheck<P: Platform>(
    app: &App<P>,
    policy: &PolicySet,
    ticket: &Ticket,
    facts: &Facts,
) -> Result<(), ApiError> {
    let verdict = decide(policy, &ticket.request(), facts, app.now(), &mut ());
    // A ticket that has its certificate gets it again, whatever the policy says now; only the object knows.
    match verdict {
        Verdict::Refuse {
            refusal: refusal @ Refusal::AccountDisabled,
        } => Err(ApiError::refused(refusal)),
        _ => Ok(()),
    }
}

fn fresh_names<P: Platform>(app: &App<P>) -> Result<FreshNames, ApiError> {
    Ok(FreshNames {
        device: DeviceId::from_random(app.draw()?),
        serial: CertificateSerial::from_random(app.draw()?),
        lease: LeaseId::from_random(app.draw()?),
    })
}

/// The right to sign one certificate.
struct Granted {
    lease: LeaseId,
    device: DeviceId,
    serial: CertificateSerial,
    policy: Option<PolicyVersion>,
}

/// The right to sign, or the answer there is without it.
fn granted(admission: Admission) -> Result<Granted, Result<Vec<u8>, ApiError>> {
    match admission {
        Admission::Granted {
            lease,
            device,
            serial,
            policy,
        } => Ok(Granted {
            lease,
            device,
            serial,
            policy,
        }),
        Admission::AlreadyIssued { certificate } => Err(decode(&certificate)),
        Admission::Refused { refusal, trace } => Err(Err(ApiError::Refused { refusal, trace })),
    }
}

/// An open ticket is deleted when it ends, so the object no longer knows it; the ticket itself says why.
fn ticket_expired<P: Platform>(error: ApiError, credential: &Credential, app: &App<P>) -> ApiError {
    let Credential::Ticket(ticket) = credential else {
        return error;
    };
    match (error, ticket.check_time(app.now())) {
        (
            ApiError::Refused {
                refusal: Refusal::TicketInvalid,
                ..
            },
            Err(expired),
        ) => ApiError::refused(expired),
        (error, _) => error,
    }
}

enum Intent {
    Recorded,
    Stale(Box<Configuration>),
}

async fn append_intent<P: Platform>(
    app: &App<P>,
    enrollee: EnrolleeId,
    granted: &Granted,
    request: &VerifiedRequest,
    purpose: IntentPurpose,
) -> Result<Intent, ApiError> {
    let intent = AppendIntent {
        serial: granted.serial,
        enrollee,
        device: granted.device,
        key: request.key_digest(),
        purpose,
    };
    match app
        .platform
        .objects()
        .tenant(&app.config.tenant, &intent)
        .await?
    {
        IntentAnswer::Recorded => Ok(Intent::Recorded),
        IntentAnswer::Stale { configuration } => Ok(Intent::Stale(configuration)),
        IntentAnswer::Paused => give_up(app, enrollee, granted, Refusal::EnrollmentPaused).await,
        IntentAnswer::KeyReused => give_up(app, enrollee, granted, Refusal::KeyReused).await,
    }
}

/// Nothing was signed and nothing will be: hands lease and slot back, so that the next try need not wait, and answers why.
async fn give_up<P: Platform>(
    app: &App<P>,
    enrollee: EnrolleeId,
    granted: &Granted,
    refusal: Refusal,
) -> Result<Intent, ApiError> {
    let give_up = muster_shared::enrollment::enrollee::GiveUp {
        device: granted.device,
        lease: granted.lease,
        refusal: Some(refusal.clone()),
    };
    app.platform
        .objects()
        .enrollee(&app.config.tenant, &enrollee, &give_up)
        .await?;
    Err(ApiError::refused(refusal))
}

async fn sign_and_complete<P: Platform>(
    app: &App<P>,
    enrollee: EnrolleeId,
    granted: &Granted,
    request: &VerifiedRequest,
    switch: FaultSwitch,
) -> Result<Vec<u8>, ApiError> {
    let subject = DeviceSubject {
        tenant: app.config.tenant.clone(),
        enrollee,
        device: granted.device,
    };
    let profile = CertificateProfile::device();
    let prepared = prepare(
        &app.issuer,
        &profile,
        request,
        &subject,
        granted.serial,
        app.now(),
        &app.issuance_urls(),
    )
    .map_err(|error| ApiError::Fault(error.to_string()))?;
    let issued = prepared.sign(app.platform.signer()).await?;
    switch.passed(Step::Signed)?;
    let complete = Complete {
        device: granted.device,
        lease: granted.lease,
        serial: granted.serial,
        certificate: Base64::encode_string(issued.der()),
        not_after: issued.not_after(),
    };
    let completion = app
        .platform
        .objects()
        .enrollee(&app.config.tenant, &enrollee, &complete)
        .await?;
    switch.passed(Step::Completed)?;
    match completion {
        Completion::Kept { certificate } => decode(&certificate),
        Completion::LeaseLost => Err(ApiError::refused(Refusal::EnrollmentInProgress {
            retry_after_seconds: 1,
        })),
    }
}

fn decode(certificate: &str) -> Result<Vec<u8>, ApiError> {
    Base64::decode_vec(certificate)
        .map_err(|_| ApiError::Fault("a stored certificate is not base64".to_owned()))
}
