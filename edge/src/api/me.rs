//! What a person does with their own devices.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{Me, Preflight, PrivacyFacts, RenameDevice};
use muster_shared::device::{NotADeviceName, RetireCause};
use muster_shared::enrollment::enrollee::{ListDevices, Rename, Renaming, Retire, RetireAnswer};
use muster_shared::enrollment::{Fact, device_limit};
use muster_shared::ids::DeviceId;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::Permission;
use muster_shared::tenant::section::{Categories, Cleanup, Compliance};

use super::terms::unaccepted;
use crate::app::{App, Platform};
use crate::device_groups::unassign;
use crate::enrollment::facts_of;
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};
use crate::own_devices::{self, holder_of};

/// `GET /api/v1/me`: who is signed in.
///
/// # Errors
/// A fault of ours.
pub async fn show<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let configuration = app.configuration().await?;
    let list = ListDevices {};
    let (_, devices_in_use) = app
        .platform
        .objects()
        .enrollee(&app.config.tenant, &session.token.enrollee, &list)
        .await?;
    let groups = &session.person.groups;
    let (policy, _) = configuration.policy_for(&session.token.enrollee, groups);
    let limit = device_limit(policy, &facts_of(Some(&session.person)));
    let permissions = Permission::ALL
        .into_iter()
        .filter(|permission| session.person.may(*permission));
    Answer::json(
        StatusCode::OK,
        &Me {
            user_id: session.person.id,
            tenant: app.config.tenant.clone(),
            organisation: app.organisation().await?,
            username: session.person.username.clone(),
            display_name: session.person.display_name.clone(),
            permissions: permissions
                .map(|permission| permission.as_str().to_owned())
                .collect(),
            enrollment_manager: session.person.enrollment_manager,
            devices_in_use,
            device_limit: limit.unwrap_or(0),
            csrf_token: session.token.csrf_token(&app.config.sealing_key),
            session_expires_at: session.ends_at,
        },
    )
}

/// `GET /api/v1/me/preflight`: what a browser needs to say at once whether a device may enroll.
///
/// # Errors
/// A fault of ours.
pub async fn preflight<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let configuration = app.configuration().await?;
    let (_, devices_in_use) = app
        .platform
        .objects()
        .enrollee(&app.config.tenant, &session.token.enrollee, &ListDevices {})
        .await?;
    let mut facts = facts_of(Some(&session.person));
    facts.devices_in_use = Fact::attested(devices_in_use);
    facts.unaccepted_terms = unaccepted(&app, &session).await?;
    let (policy, _) = configuration.policy_for(&session.token.enrollee, &facts.groups);
    let policy = policy.for_groups(&facts.groups);
    let identifiers = configuration.identifiers;
    let categories = app.section::<Categories>().await?;
    let device_groups = app.device_groups_named_by(&policy).await?.seen_by(None);
    Answer::json(
        StatusCode::OK,
        &Preflight {
            policy,
            facts,
            identifiers,
            categories: categories.categories.clone(),
            device_groups,
        },
    )
}

/// `GET /api/v1/me/devices`: one's own devices, those among them that somebody else enrolled.
///
/// # Errors
/// A fault of ours.
pub async fn list_devices<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let mut list = own_devices::list(&app, &session).await?;
    let categories = app.section::<Categories>().await?;
    let cleanup = app.section::<Cleanup>().await?;
    for device in &mut list.devices {
        unassign(&categories, device);
        device.hidden_since = cleanup.hidden_since(device, app.now());
    }
    Answer::json(StatusCode::OK, &list)
}

/// `GET /api/v1/me/devices/{device}`: one of one's own devices, with what it told and what happened to it.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that is not one's own.
pub async fn show_device<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path("device")?;
    let holder = holder_of(&app, &session, device).await?;
    super::devices::show_detail(&app, &holder, device).await
}

/// `GET /api/v1/me/devices/{device}/configuration`: what is set on one of one's own devices, and how far that is in force.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that is not one's own, or that has left.
pub async fn show_configuration<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path("device")?;
    let holder = holder_of(&app, &session, device).await?;
    super::devices::configuration_state(&app, &holder, device).await
}

/// `GET /api/v1/me/devices/{device}/installed`: what one of one's own devices has listed of what is on it.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that is not one's own.
pub async fn show_installed<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path("device")?;
    let holder = holder_of(&app, &session, device).await?;
    super::devices::installed_on(&app, &holder, device).await
}

/// `POST /api/v1/me/devices/{device}/recovery-keys`: what opens the disk of one of one's own devices that the organisation keeps it
/// of. It is written down that one has looked.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that is not one's own, or of which no key is kept.
pub async fn read_recovery_keys<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path("device")?;
    let holder = holder_of(&app, &session, device).await?;
    super::devices::recovery_keys_of(&app, &holder, device, session.person.id).await
}

/// `GET /api/v1/me/privacy`: what is kept of a device, by whose it is, and what each fact tells about it.
///
/// # Errors
/// A fault of ours.
pub async fn show_privacy<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let keep = app.configuration().await?.settings.keep;
    let compliance = app.section::<Compliance>().await?;
    let facts = PrivacyFacts::of(&keep, &compliance.policies);
    Answer::json(StatusCode::OK, &facts)
}

/// A device enrollment manager enrolls devices for others, who would lose theirs by the manager's mistake: administrators
/// alone name and remove them.
pub(super) fn no_manager(session: &Session) -> Result<(), ApiError> {
    if session.person.enrollment_manager {
        return Err(ApiError::ManagersDevices);
    }
    Ok(())
}

/// `PATCH /api/v1/me/devices/{device}`: gives one's own device another name.
///
/// # Errors
/// [`ApiError::ManagersDevices`]; [`ApiError::BadBody`] for what cannot be a name, [`ApiError::NotFound`] for a device that is not one's own or has left.
pub async fn rename_device<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    no_manager(&session)?;
    let device = call.path("device")?;
    let RenameDevice { name } = call.json()?;
    let name = name
        .parse()
        .map_err(|_: NotADeviceName| ApiError::BadBody {
            reason: "`name` is blank, longer than 64 bytes or not plain text".to_owned(),
        })?;
    let holder = holder_of(&app, &session, device).await?;
    match app
        .platform
        .objects()
        .enrollee(&app.config.tenant, &holder, &Rename { device, name })
        .await?
    {
        Renaming::Renamed { device } => Answer::json(StatusCode::OK, &device),
        Renaming::Unknown => Err(ApiError::NotFound),
    }
}

/// `DELETE /api/v1/me/devices/{device}`: removes one's own device. Its certificate ends at once.
///
/// # Errors
/// [`ApiError::ManagersDevices`]; [`ApiError::NotFound`] for a device that is not one's own.
pub async fn remove_device<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    no_manager(&session)?;
    let retire = Retire {
        device: call.path::<DeviceId>("device")?,
        cause: RetireCause::RemovedByPerson,
        by: None,
    };
    let holder = holder_of(&app, &session, retire.device).await?;
    match app
        .platform
        .objects()
        .enrollee(&app.config.tenant, &holder, &retire)
        .await?
    {
        RetireAnswer::Retired => Ok(Answer::empty(StatusCode::NO_CONTENT)),
        RetireAnswer::Unknown => Err(ApiError::NotFound),
        RetireAnswer::NotByPerson => Err(ApiError::Conflict {
            code: "not-yours-to-remove",
            title: "This device belongs to your organisation as a whole and is not removed by its person.".to_owned(),
            fix: "Ask IT to wipe or retire it.",
        }),
    }
}
