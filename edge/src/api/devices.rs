//! Everybody's devices, for administrators.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::FleetList;
use muster_shared::device::RetireCause;
use muster_shared::enrollment::enrollee::{Retire, RetireAnswer};
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
