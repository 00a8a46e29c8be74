//! A device comes by, whichever protocol it speaks: what it tells is taken in, and what it is asked is answered.

use muster_shared::api::{CheckInReport, ComplianceAnswer, DeviceStatus, SentCommand};
use muster_shared::device::KeptFacts;
use muster_shared::enrollment::Refusal;
use muster_shared::enrollment::enrollee::{
    CheckIn, CheckedIn, ConfigurationAsk, ConfigurationInputs, Leave, Leaving, RequestProof,
};
use muster_shared::identifier::LookUp;
use muster_shared::ids::{CertificateSerial, DeviceId, EnrolleeId, TenantId};
use muster_shared::policy::DecidedUnder;
use muster_shared::ports::Objects as _;
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::DeviceGroups;

use crate::app::{App, Platform};
use crate::enrollment::{facts_of, facts_of_nobody};
use crate::http::ApiError;
use crate::identifiers::look_up;
use crate::own_devices::person_of;

/// A device that has shown who it is.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The organisation.
    pub tenant: TenantId,
    /// Whose object holds it.
    pub enrollee: EnrolleeId,
    /// The device.
    pub device: DeviceId,
    /// The certificate that it goes by.
    pub presented: CertificateSerial,
    /// What shows that the request is new.
    pub proof: RequestProof,
}

/// What a device is told.
#[derive(Debug)]
pub struct Visit {
    /// Where it stands.
    pub status: DeviceStatus,
    /// Whether it should renew its certificate now.
    pub renew: bool,
    /// What its configuration is worked out from, where anything is set on devices.
    pub inputs: Option<ConfigurationInputs>,
    /// What it must put right to keep the organisation's rules.
    pub compliance: Option<Box<ComplianceAnswer>>,
    /// What is asked of it.
    pub commands: Vec<SentCommand>,
}

/// Takes in what a device tells.
///
/// # Errors
/// The refusal when its certificate no longer stands, or a fault of ours.
pub async fn visit<P: Platform>(
    app: &App<P>,
    visitor: &Visitor,
    mut report: CheckInReport,
) -> Result<Visit, ApiError> {
    // What has become of commands decides nothing, so that a check-in with no more than that reads no KV either.
    let command_results = core::mem::take(&mut report.command_results);
    let enrollee = visitor.enrollee;
    // Only a device that tells something can change a decision; an idle check-in reads no KV.
    let mut command = CheckIn {
        device: visitor.device,
        presented: visitor.presented,
        proof: visitor.proof,
        report,
        decide_by: None,
        under: DecidedUnder::default(),
        identifiers: LookUp::default(),
        device_groups: DeviceGroups::default(),
        keep: KeptFacts::default(),
        configuration: ConfigurationAsk::default(),
        compliance: app
            .compliance_basis(Some(&enrollee), visitor.device)
            .await?,
        hand_over: 0,
        command_results,
    };
    // What it has applied decides nothing, so it is no reason to read what decides.
    command.configuration = ConfigurationAsk {
        report: command.report.configuration.take(),
        scripts: command.report.script_results.take(),
        wants_inputs: app.has_profiles().await?,
    };
    if command.report != CheckInReport::default() {
        decide_by(app, &mut command, &enrollee, None).await?;
    }
    let objects = app.platform.objects();
    let tenant = &visitor.tenant;
    let mut answer = objects.enrollee(tenant, &enrollee, &command).await?;
    if let CheckedIn::HandedOver { to, number } = answer {
        if command.decide_by.is_some() {
            decide_by(app, &mut command, &enrollee, Some(to)).await?;
        }
        command.compliance = app.compliance_basis(to.as_ref(), command.device).await?;
        command.hand_over = number;
        answer = objects.enrollee(tenant, &enrollee, &command).await?;
    }
    match answer {
        // Handed over once more in between: a device that comes again finds it settled.
        CheckedIn::HandedOver { .. } => {
            Err(StoreFault::new("the device was handed over just now").into())
        }
        CheckedIn::Refused { refusal } => Err(ApiError::refused(refusal)),
        CheckedIn::Accepted {
            status,
            renew,
            inputs,
            compliance,
            commands,
        } => Ok(Visit {
            status,
            renew,
            inputs,
            compliance,
            commands,
        }),
    }
}

/// The same for a device whose own client manages it, and which is told to leave where this, or something before, has ended its
/// management: then there is no visit.
///
/// # Errors
/// Any other refusal, or a fault of ours.
pub async fn come_by<P: Platform>(
    app: &App<P>,
    visitor: &Visitor,
    report: CheckInReport,
) -> Result<Option<Visit>, ApiError> {
    match visit(app, visitor, report).await {
        Ok(visit) => Ok(Some(visit)),
        Err(ApiError::Refused {
            refusal:
                Refusal::DeviceRetired
                | Refusal::FactsNotLearnt
                | Refusal::OsTooOld { .. }
                | Refusal::OsTooNew { .. }
                | Refusal::ManufacturerBlocked { .. }
                | Refusal::VersionNotSupported { .. }
                | Refusal::PersonalBlocked { .. }
                | Refusal::PlatformBlocked { .. },
            ..
        }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A device leaves by itself; one that has left before has nothing to be told.
///
/// # Errors
/// The refusal when its certificate no longer stands, or a fault of ours.
pub async fn leave<P: Platform>(app: &App<P>, visitor: &Visitor) -> Result<(), ApiError> {
    let leave = Leave {
        device: visitor.device,
        presented: visitor.presented,
        proof: visitor.proof,
    };
    let left = app
        .platform
        .objects()
        .enrollee(&visitor.tenant, &visitor.enrollee, &leave)
        .await?;
    match left {
        Leaving::Left
        | Leaving::Refused {
            refusal: Refusal::DeviceRetired,
        } => Ok(()),
        Leaving::Refused { refusal } => Err(ApiError::refused(refusal)),
    }
}

/// Fills in what a device that tells something is decided by. `handed_to` is what its object has said of a hand-over.
async fn decide_by<P: Platform>(
    app: &App<P>,
    command: &mut CheckIn,
    enrollee: &EnrolleeId,
    handed_to: Option<Option<EnrolleeId>>,
) -> Result<(), ApiError> {
    let configuration = app.configuration().await?;
    command.identifiers = look_up(app, configuration.identifiers, &command.report).await?;
    // Behind a token stands nobody. A person whose copy is missing is no reason to retire a device: the object that is
    // a person's then decides another time.
    let enrolled_by = app.person(enrollee).await?;
    let mut facts = match &enrolled_by {
        Some(person) => facts_of(Some(person)),
        None => facts_of_nobody(),
    };
    // What the device is allowed goes by the groups of whoever uses it; who enrolled it stays who enrolled it.
    if handed_to.is_some() {
        let person = person_of(app, enrollee, handed_to).await?;
        facts.groups = person.map(|person| person.groups).unwrap_or_default();
    }
    let ring = handed_to.flatten().unwrap_or(*enrollee);
    let (policy, under) = configuration.policy_for(&ring, &facts.groups);
    let groups = app.device_groups_named_by(policy).await?;
    command.device_groups = groups.seen_by(Some(command.device));
    command.decide_by = Some((policy.clone(), facts));
    command.under = under;
    command.keep = configuration.settings.keep;
    Ok(())
}
