//! Enrollment profiles: for the holder of a ticket or a token, for an account, and once more for a device that renews.

use core::time::Duration;
use std::sync::Arc;

use muster_shared::ca::VerifiedDeviceCertificate;
use muster_shared::enrollment::{
    Credential, Facts, Refusal, RenewalTicket, Verdict, decide, groups_named_by,
};
use muster_shared::identifier::LookUp;
use muster_shared::ids::{Digest, EnrolleeId};
use muster_shared::platform::{EnrollmentMethod, Platform as DevicePlatform};
use muster_shared::protocol::apple::{
    Account, EnrollmentProfile, ManagementScope, ScepPayload, Uuid, base_identifier,
};
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::Apple;

use super::{profile, sign};
use crate::app::{App, Platform};
use crate::enrollment::facts_of;
use crate::http::who::Who;
use crate::http::{Answer, ApiError, Call};

/// For how long a device may use a renewed profile: it gets it only when it comes by, and keeps trying for a while.
const RENEWAL_COUNTS_FOR: Duration = Duration::from_hours(72);

/// Whoever holds a ticket or an enrollment token for an Apple device, in the address: a phone has it from a link or a QR code.
pub(super) struct AppleTicketHolder;

impl Who for AppleTicketHolder {
    type Identity = Credential;
    const STATEMENT: &'static str = "the holder of a ticket or an enrollment token, in the address";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<Credential, ApiError> {
        let text = call.path.get("credential").ok_or(ApiError::NotFound)?;
        open(app, text)
    }
}

/// Reads a ticket or a token and looks at what can be seen of it by itself.
pub(super) fn open<P: Platform>(app: &App<P>, text: &str) -> Result<Credential, ApiError> {
    let credential = Credential::open(text, &app.config.sealing_key).map_err(ApiError::refused)?;
    if *credential.tenant() != app.config.tenant {
        return Err(ApiError::refused(Refusal::TicketInvalid));
    }
    if let Credential::Ticket(ticket) = &credential {
        ticket.check_time(app.now()).map_err(ApiError::refused)?;
    }
    Ok(credential)
}

/// `GET /mdm/apple/profile/{credential}`: the profile with which a device enrolls.
///
/// # Errors
/// The refusal where the rules say no already, [`ApiError::Conflict`] for a ticket of another way, or a fault of ours.
pub(super) async fn by_ticket<P: Platform>(
    app: Arc<App<P>>,
    credential: Credential,
    call: Call,
) -> Result<Answer, ApiError> {
    let text = call.path.get("credential").ok_or(ApiError::NotFound)?;
    enrollment(&app, &credential, text, &LookUp::default()).await
}

/// The profile with which a device enrolls, for a credential and what is known of the device beforehand.
///
/// # Errors
/// As [`by_ticket`].
pub(super) async fn enrollment<P: Platform>(
    app: &App<P>,
    credential: &Credential,
    text: &str,
    identifiers: &LookUp,
) -> Result<Answer, ApiError> {
    let scope = scope_of(app, credential, identifiers).await?;
    let account = account_of(app, &credential.enrollee(), scope).await?;
    let topic = topic(app).await?;
    let made = Made {
        scope,
        platform: credential.request().platform,
        account: account.as_deref(),
        topic: &topic,
        challenge: text,
    };
    Ok(profile(made.signed(app).await?))
}

/// Whose managed Apple account drives an enrollment; nobody's where none does.
///
/// # Errors
/// A fault when nothing is known of the person just then: without an account the profile would be one that a device refuses, or gives
/// up its management for, so that it has to come again.
async fn account_of<P: Platform>(
    app: &App<P>,
    enrollee: &EnrolleeId,
    scope: ManagementScope,
) -> Result<Option<String>, ApiError> {
    if scope != ManagementScope::Account {
        return Ok(None);
    }
    let person = app.person(enrollee).await?;
    let person = person.ok_or_else(|| StoreFault::new("nothing is published of the person"))?;
    Ok(Some(person.username))
}

/// What differs between one profile and the next.
struct Made<'a> {
    scope: ManagementScope,
    platform: DevicePlatform,
    account: Option<&'a str>,
    topic: &'a str,
    challenge: &'a str,
}

impl Made<'_> {
    async fn signed<P: Platform>(&self, app: &App<P>) -> Result<Vec<u8>, ApiError> {
        let base = base_identifier(&app.config.public_url);
        let seed = Digest::of(self.challenge.as_bytes());
        let organisation = app.organisation().await?;
        let url = scep_url(app, self.challenge);
        let written = EnrollmentProfile {
            base: &base,
            seed: seed.as_bytes(),
            organisation: &organisation,
            root_der: app.issuer.root_der(),
            scep: ScepPayload {
                url: &url,
                challenge: self.challenge,
            },
            topic: self.topic,
            public_url: &app.config.public_url,
            scope: self.scope,
            platform: self.platform,
            account: self.account.map(|managed_apple_account| Account {
                managed_apple_account,
            }),
        };
        sign::signed(app, written.write()).await
    }
}

/// Where a device asks for its certificate.
pub(super) fn scep_url<P: Platform>(app: &App<P>, challenge: &str) -> String {
    // With the CAs beside it, so that the device finds who signed what it gets.
    format!("{}/scep/{challenge}/chain", app.config.public_url)
}

/// The profile with which a device of this platform gets its next certificate. What may not change stays: its topic and how far it is
/// managed, as [`muster_shared::apple::session::Received::managed`] has them.
///
/// # Errors
/// A fault of ours.
pub(super) async fn renewal<P: Platform>(
    app: &App<P>,
    certificate: &VerifiedDeviceCertificate,
    platform: DevicePlatform,
    scope: ManagementScope,
    topic: &str,
) -> Result<Vec<u8>, ApiError> {
    let ticket = RenewalTicket {
        tenant: certificate.tenant().clone(),
        enrollee: certificate.enrollee(),
        device: certificate.device(),
        presented: certificate.serial(),
        expires_at: app.now().plus(RENEWAL_COUNTS_FOR),
    };
    let challenge = ticket.seal(&app.config.sealing_key);
    let account = account_of(app, &certificate.enrollee(), scope).await?;
    let made = Made {
        scope,
        platform,
        account: account.as_deref(),
        topic,
        challenge: &challenge,
    };
    made.signed(app).await
}

/// How far the device will be managed, by what the rules say of whose it is.
async fn scope_of<P: Platform>(
    app: &App<P>,
    credential: &Credential,
    identifiers: &LookUp,
) -> Result<ManagementScope, ApiError> {
    let request = credential.request();
    match request.method {
        EnrollmentMethod::AppleDevice => {}
        // A token is of no person, and so of no account.
        EnrollmentMethod::AppleUser if matches!(credential, Credential::Ticket(_)) => {
            return Ok(ManagementScope::Account);
        }
        method => {
            return Err(ApiError::Conflict {
                code: "ticket-for-another-way",
                title: format!("The ticket is for {}.", method.display_name()),
                fix: "Make a ticket for an Apple device in the portal.",
            });
        }
    }
    // A token says whose its devices are.
    if matches!(credential, Credential::Token(_)) {
        return Ok(ManagementScope::of(request.ownership));
    }
    let configuration = app.configuration().await?;
    let enrollee = credential.enrollee();
    let mut facts = Facts {
        identifier: identifiers.fact(request.platform),
        identifiers_listed: configuration.identifiers.on(request.platform),
        ..facts_of(app.person(&enrollee).await?.as_ref())
    };
    let (policy, _) = configuration.policy_for(&enrollee, &facts.groups);
    let groups = app.device_groups_named_by(policy).await?;
    facts.device_groups = groups_named_by(policy, &groups, None, &request, &facts);
    match decide(policy, &request, &facts, app.now(), &mut ()) {
        Verdict::Allow { ownership } | Verdict::AllowPending { ownership, .. } => {
            Ok(ManagementScope::of(ownership))
        }
        Verdict::Refuse { refusal } => Err(ApiError::refused(refusal)),
    }
}

/// The topic under which devices are woken: that of the push certificate. Without one it is a name of the deployment's own, under
/// which nobody can wake them; devices that enroll before there is a certificate have to enroll again to be woken, since Apple lets
/// no topic change.
///
/// # Errors
/// As [`App::section`].
pub(crate) async fn topic<P: Platform>(app: &App<P>) -> Result<String, StoreFault> {
    let section = app.section::<Apple>().await?;
    Ok(match section.push() {
        Ok(Some(push)) => push.topic,
        _ => {
            let of = format!("{} {}", app.config.tenant, app.config.public_url);
            let uuid = Uuid::derived(of.as_bytes(), "topic").to_string();
            format!("com.apple.mgmt.External.{}", uuid.to_ascii_lowercase())
        }
    })
}
