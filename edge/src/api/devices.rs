//! Everybody's devices, for administrators.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{ChangeDevice, FleetList};
use muster_shared::device::RetireCause;
use muster_shared::enrollment::enrollee::{ChangeOwnership, OwnershipChange, Retire, RetireAnswer};
use muster_shared::fleet::{FindDevice, ListFleet, MAX_PAGE};
use muster_shared::ids::DeviceId;
use muster_shared::ports::Objects as _;

use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// `GET /api/v1/devices?after=&limit=`: a page of the fleet, in the order of the devices' identifiers.
///
/// # Errors
/// [`ApiError::BadBody`] for parameters that do not fit.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let (after, limit) = call.page(MAX_PAGE)?;
    let devices = app
        .platform
        .objects()
        .fleet(&app.config.tenant, &ListFleet { after, limit })
        .await?;
    let next = if devices.len() < limit {
        None
    } else {
        devices.last().map(|record| record.device.id.to_string())
    };
    Answer::json(StatusCode::OK, &FleetList { devices, next })
}

/// `PATCH /api/v1/devices/{device}`: says whose a device is.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index does not know or that has left management, or the refusal when the
/// way it enrolled fixes whose it is.
pub async fn change<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let ChangeDevice { ownership } = call.json()?;
    let tenant = &app.config.tenant;
    let found = app
        .platform
        .objects()
        .fleet(tenant, &FindDevice { device })
        .await?
        .ok_or(ApiError::NotFound)?;
    let change = ChangeOwnership {
        device,
        ownership,
        keep: app.configuration().await?.settings.keep,
        by: session.person.id,
    };
    match app
        .platform
        .objects()
        .enrollee(tenant, &found.enrollee, &change)
        .await?
    {
        OwnershipChange::Is { device } => Answer::json(StatusCode::OK, &*device),
        OwnershipChange::Refused { refusal } => Err(ApiError::refused(refusal)),
        OwnershipChange::Unknown => Err(ApiError::NotFound),
    }
}

/// `DELETE /api/v1/devices/{device}`: retires anybody's device. Its certificate ends at once.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index does not know.
pub async fn retire<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let tenant = &app.config.tenant;
    let found = app
        .platform
        .objects()
        .fleet(tenant, &FindDevice { device })
        .await?
        .ok_or(ApiError::NotFound)?;
    let retire = Retire {
        device,
        cause: RetireCause::RemovedByAdministrator,
    };
    match app
        .platform
        .objects()
        .enrollee(tenant, &found.enrollee, &retire)
        .await?
    {
        RetireAnswer::Retired => Ok(Answer::empty(StatusCode::NO_CONTENT)),
        RetireAnswer::Unknown => Err(ApiError::NotFound),
    }
}
