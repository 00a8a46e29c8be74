//! What a device does once it is enrolled.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{CheckInAnswer, CheckInReport};
use muster_shared::device::KeptFacts;
use muster_shared::enrollment::enrollee::{
    CHECK_IN_INTERVAL, CheckIn, CheckedIn, ConfigurationAsk, ConfigurationFetch,
    FetchConfiguration, Leave, Leaving,
};
use muster_shared::identifier::LookUp;
use muster_shared::ids::EnrolleeId;
use muster_shared::policy::DecidedUnder;
use muster_shared::ports::Objects as _;
use muster_shared::profile::linux;
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::DeviceGroups;
use serde::Deserialize;

use crate::app::{App, Platform};
use crate::enrollment::{facts_of, facts_of_nobody};
use crate::http::who::DeviceIdentity;
use crate::http::{Answer, ApiError, Call};
use crate::identifiers::look_up;
use crate::own_devices::person_of;

/// `POST /api/v1/device/check-in`: a device comes by, with or without something to tell.
///
/// # Errors
/// The refusal when its certificate no longer stands, or a fault of ours.
pub async fn check_in<P: Platform>(
    app: Arc<App<P>>,
    device: DeviceIdentity,
    call: Call,
) -> Result<Answer, ApiError> {
    let mut report = call.report()?;
    // What has become of commands decides nothing, so that a check-in with no more than that reads no KV either.
    let command_results = core::mem::take(&mut report.command_results);
    let certificate = &device.certificate;
    let enrollee = certificate.enrollee();
    // Only a device that tells something can change a decision; an idle check-in reads no KV.
    let mut command = CheckIn {
        device: certificate.device(),
        presented: certificate.serial(),
        proof: device.proof,
        report,
        decide_by: None,
        under: DecidedUnder::default(),
        identifiers: LookUp::default(),
        device_groups: DeviceGroups::default(),
        keep: KeptFacts::default(),
        configuration: ConfigurationAsk::default(),
        compliance: app
            .compliance_basis(Some(&enrollee), certificate.device())
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
        decide_by(&app, &mut command, &enrollee, None).await?;
    }
    let objects = app.platform.objects();
    let tenant = certificate.tenant();
    let mut answer = objects.enrollee(tenant, &enrollee, &command).await?;
    if let CheckedIn::HandedOver { to, number } = answer {
        if command.decide_by.is_some() {
            decide_by(&app, &mut command, &enrollee, Some(to)).await?;
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
        } => {
            let device_id = certificate.device();
            let configuration = match inputs {
                Some(inputs) => app
                    .configuration_of(Some(device_id), inputs)
                    .await?
                    .version(),
                None => None,
            };
            let next = u32::try_from(CHECK_IN_INTERVAL.as_secs()).unwrap_or(u32::MAX);
            let answer = CheckInAnswer {
                device_id,
                status,
                next_check_in_seconds: next,
                renew,
                compliance,
                configuration,
                commands,
            };
            Answer::json(StatusCode::OK, &answer)
        }
    }
}

/// `POST /api/v1/device/configuration`: a device fetches its configuration, in the form that its client reads. A device that
/// nothing is set on gets one that sets nothing, so that what was set is put back.
///
/// # Errors
/// The refusal when its certificate no longer stands; [`ApiError::NotFound`] for a client that reads no configuration;
/// [`ApiError::BadBody`] for a body that says anything; or a fault of ours.
pub async fn fetch_configuration<P: Platform>(
    app: Arc<App<P>>,
    device: DeviceIdentity,
    call: Call,
) -> Result<Answer, ApiError> {
    if !call.body.is_empty() {
        let Nothing {} = call.json()?;
    }
    let certificate = &device.certificate;
    let enrollee = certificate.enrollee();
    let fetch = FetchConfiguration {
        device: certificate.device(),
        presented: certificate.serial(),
    };
    match app
        .platform
        .objects()
        .enrollee(certificate.tenant(), &enrollee, &fetch)
        .await?
    {
        ConfigurationFetch::Known { of } => {
            let of = app.configuration_of(Some(certificate.device()), of).await?;
            if !of.reachable {
                return Err(ApiError::NotFound);
            }
            let text = linux::render(&of.effective).into_bytes();
            Ok(Answer::new(StatusCode::OK, linux::MEDIA_TYPE, text))
        }
        ConfigurationFetch::Refused { refusal } => Err(ApiError::refused(refusal)),
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

/// A body that says nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// `POST /api/v1/device/unenroll`: a device leaves by itself. Its certificate ends at once.
///
/// # Errors
/// The refusal when its certificate no longer stands, [`Refusal::DeviceRetired`] when it has left already;
/// [`ApiError::BadBody`] for a body that says anything; or a fault of ours.
///
/// [`Refusal::DeviceRetired`]: muster_shared::enrollment::Refusal::DeviceRetired
pub async fn unenroll<P: Platform>(
    app: Arc<App<P>>,
    device: DeviceIdentity,
    call: Call,
) -> Result<Answer, ApiError> {
    if !call.body.is_empty() {
        let Nothing {} = call.json()?;
    }
    let certificate = &device.certificate;
    let leave = Leave {
        device: certificate.device(),
        presented: certificate.serial(),
        proof: device.proof,
    };
    match app
        .platform
        .objects()
        .enrollee(certificate.tenant(), &certificate.enrollee(), &leave)
        .await?
    {
        Leaving::Left => Ok(Answer::empty(StatusCode::NO_CONTENT)),
        Leaving::Refused { refusal } => Err(ApiError::refused(refusal)),
    }
}
