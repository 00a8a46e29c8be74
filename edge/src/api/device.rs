//! What a device does once it is enrolled.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::CheckInAnswer;
use muster_shared::enrollment::enrollee::{
    CHECK_IN_INTERVAL, ConfigurationFetch, FetchConfiguration, Leave, Leaving,
};
use muster_shared::ports::Objects as _;
use muster_shared::profile::linux;
use serde::Deserialize;

use crate::app::{App, Platform};
use crate::check_in::{Visit, Visitor, visit};
use crate::http::who::DeviceIdentity;
use crate::http::{Answer, ApiError, Call};

/// `POST /api/v1/device/check-in`: a device comes by, with or without something to tell.
///
/// # Errors
/// The refusal when its certificate no longer stands, or a fault of ours.
pub async fn check_in<P: Platform>(
    app: Arc<App<P>>,
    device: DeviceIdentity,
    call: Call,
) -> Result<Answer, ApiError> {
    let report = call.report()?;
    let certificate = &device.certificate;
    let visitor = Visitor {
        tenant: certificate.tenant().clone(),
        enrollee: certificate.enrollee(),
        device: certificate.device(),
        presented: certificate.serial(),
        proof: device.proof,
    };
    let Visit {
        status,
        renew,
        inputs,
        compliance,
        commands,
    } = visit(&app, &visitor, report).await?;
    let device_id = visitor.device;
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
