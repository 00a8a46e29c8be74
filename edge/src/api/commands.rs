//! What is asked of devices: by administrators of anybody's, by people of their own.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{CommandList, CommandRequest};
use muster_shared::command::{CommandRefusal, LONGEST_EXPIRY, Requester, SHORTEST_EXPIRY};
use muster_shared::enrollment::enrollee::{
    CancelCommand, Cancelling, Enqueue, Enqueuing, ListCommands,
};
use muster_shared::field::FieldFault;
use muster_shared::ids::{DeviceId, EnrolleeId};
use muster_shared::ports::{Objects as _, Rng as _};
use muster_shared::tenant::Permission;

use super::devices::find;
use super::me::no_manager;
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};
use crate::own_devices::holder_of;

/// A device with who holds it, and as what it is spoken to.
struct Addressed {
    device: DeviceId,
    enrollee: EnrolleeId,
    requester: Requester,
}

impl Addressed {
    /// Anybody's device, by an administrator.
    async fn anybodys<P: Platform>(app: &App<P>, call: &Call) -> Result<Self, ApiError> {
        let device = call.path::<DeviceId>("device")?;
        Ok(Self {
            device,
            enrollee: find(app, device).await?.enrollee,
            requester: Requester::Administrator,
        })
    }

    /// One of which the signed-in person is the primary user, whatever object holds it.
    async fn own<P: Platform>(
        app: &App<P>,
        session: &Session,
        call: &Call,
    ) -> Result<Self, ApiError> {
        let device = call.path("device")?;
        Ok(Self {
            device,
            enrollee: holder_of(app, session, device).await?,
            requester: Requester::Person,
        })
    }

    async fn list<P: Platform>(&self, app: &App<P>) -> Result<Answer, ApiError> {
        let list = ListCommands {
            device: self.device,
        };
        let tenant = &app.config.tenant;
        let listed = app
            .platform
            .objects()
            .enrollee(tenant, &self.enrollee, &list)
            .await?;
        let commands = listed.ok_or(ApiError::NotFound)?;
        Answer::json(StatusCode::OK, &CommandList { commands })
    }

    async fn enqueue<P: Platform>(
        &self,
        app: &App<P>,
        session: &Session,
        request: CommandRequest,
    ) -> Result<Answer, ApiError> {
        let range = SHORTEST_EXPIRY.as_secs()..=LONGEST_EXPIRY.as_secs();
        if let Some(seconds) = request.expires_in_seconds
            && !range.contains(&u64::from(seconds))
        {
            let rule = format!("must be {} to {}", range.start(), range.end());
            return Err(FieldFault::at("expires_in_seconds", rule).into());
        }
        let enqueue = Enqueue {
            device: self.device,
            command: request.command,
            key: request.key,
            expires_in_seconds: request.expires_in_seconds,
            by: Some(session.person.id),
            requester: self.requester,
            random: app.platform.rng().draw()?,
        };
        let tenant = &app.config.tenant;
        let enqueued = app
            .platform
            .objects()
            .enrollee(tenant, &self.enrollee, &enqueue)
            .await?;
        match enqueued {
            Enqueuing::Queued { command } => Answer::json(StatusCode::CREATED, &*command),
            Enqueuing::Known { command } => Answer::json(StatusCode::OK, &*command),
            Enqueuing::Refused { refusal } => Err(refused(&refusal)),
            Enqueuing::Unknown => Err(ApiError::NotFound),
        }
    }

    async fn cancel<P: Platform>(&self, app: &App<P>, call: &Call) -> Result<Answer, ApiError> {
        let cancel = CancelCommand {
            device: self.device,
            command: call.path("command")?,
            requester: self.requester,
        };
        let tenant = &app.config.tenant;
        let cancelled = app
            .platform
            .objects()
            .enrollee(tenant, &self.enrollee, &cancel)
            .await?;
        match cancelled {
            Cancelling::Cancelled { command } => Answer::json(StatusCode::OK, &*command),
            Cancelling::Refused { refusal } => Err(refused(&refusal)),
            Cancelling::Unknown => Err(ApiError::NotFound),
        }
    }
}

fn refused(refusal: &CommandRefusal) -> ApiError {
    ApiError::Conflict {
        code: refusal.code(),
        title: refusal.sentence(),
        fix: refusal.fix(),
    }
}

/// `GET /api/v1/devices/{device}/commands`: what is asked of anybody's device.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index does not know.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    Addressed::anybodys(&app, &call).await?.list(&app).await
}

/// `POST /api/v1/devices/{device}/commands`: asks something of anybody's device.
///
/// # Errors
/// [`ApiError::NotPermitted`] for what ends its management, without the permission to retire devices;
/// [`ApiError::NotFound`] for a device that the index does not know or that has left; the refusal as [`ApiError::Conflict`].
pub async fn create<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let request: CommandRequest = call.json()?;
    let ends = request.command.name().ends_management();
    if ends && !session.person.may(Permission::DeviceRetire) {
        return Err(ApiError::NotPermitted);
    }
    let addressed = Addressed::anybodys(&app, &call).await?;
    addressed.enqueue(&app, &session, request).await
}

/// `DELETE /api/v1/devices/{device}/commands/{command}`: takes a command back, as long as the device has not been told.
///
/// # Errors
/// [`ApiError::NotFound`]; the refusal as [`ApiError::Conflict`] once it has been told.
pub async fn cancel<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let addressed = Addressed::anybodys(&app, &call).await?;
    addressed.cancel(&app, &call).await
}

/// `GET /api/v1/me/devices/{device}/commands`: what is asked of one of one's own devices, by whomever.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that is not one's own.
pub async fn list_mine<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let addressed = Addressed::own(&app, &session, &call).await?;
    addressed.list(&app).await
}

/// `POST /api/v1/me/devices/{device}/commands`: asks one of one's own devices to sync, lock, renew, retire or wipe.
///
/// # Errors
/// [`ApiError::ManagersDevices`]; [`ApiError::NotPermitted`] for what is an administrator's to ask; [`ApiError::NotFound`] for a
/// device that is not one's own or has left; the refusal as [`ApiError::Conflict`].
pub async fn create_mine<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    no_manager(&session)?;
    let addressed = Addressed::own(&app, &session, &call).await?;
    let request: CommandRequest = call.json()?;
    if !request.command.name().is_for_persons() {
        return Err(ApiError::NotPermitted);
    }
    addressed.enqueue(&app, &session, request).await
}

/// `DELETE /api/v1/me/devices/{device}/commands/{command}`: takes back what one has asked of one's own device.
///
/// # Errors
/// As [`cancel`]; [`ApiError::ManagersDevices`].
pub async fn cancel_mine<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    no_manager(&session)?;
    let addressed = Addressed::own(&app, &session, &call).await?;
    addressed.cancel(&app, &call).await
}
