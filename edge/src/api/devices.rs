//! Everybody's devices, for administrators.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::{ChangeDevice, FleetList, RecoveryKeyList, RecoveryKeyView};
use muster_shared::compliance::ComplianceState;
use muster_shared::device::{DeviceRecord, RetireCause};
use muster_shared::enrollment::enrollee::{
    ChangeOwnership, ChangePrimaryUser, ConfigurationState, DeleteDevice, Deletion,
    DismissRetirement, OwnershipChange, PrimaryUserChange, ReadConfigurationState,
    ReadRecoveryKeys, Retire, RetireAnswer, ShowDevice, ShowInstalled,
};
use muster_shared::field::FieldFault;
use muster_shared::fleet::{FindDevice, ListFleet, MAX_PAGE};
use muster_shared::ids::{DeviceGroupId, DeviceId, EnrolleeId, UserId};
use muster_shared::platform::Platform as DevicePlatform;
use muster_shared::ports::Objects as _;
use muster_shared::profile::status_of;
use muster_shared::tenant::section::{Cleanup, CleanupRule, Section as _};
use muster_shared::time::Timestamp;

use crate::app::{App, Platform};
use crate::device_groups::{Sorting, unassign};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};
use crate::mdm::apple::escrow::reveal;
use crate::own_devices;

/// How many pages one request looks at for members of a group. An answer may hold fewer than there are, and say where to go
/// on.
const PAGES_LOOKED_AT: usize = 10;

/// Which devices of the fleet a list is to hold.
struct Wanted {
    group: Option<DeviceGroupId>,
    duplicates: bool,
    primary_user: Option<UserId>,
    compliance: Option<ComplianceState>,
    retire_listed: bool,
    listed: Listed,
}

/// Which devices a list holds, by whether cleanup rules hide them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listed {
    /// Those that are not hidden.
    Active,
    /// All.
    Every,
    /// Those that are hidden.
    Hidden,
}

/// A parameter that is `1` or `true`, or is left out.
fn flag(call: &Call, name: &str) -> Result<bool, FieldFault> {
    match call.query(name) {
        None | Some("0" | "false") => Ok(false),
        Some("1" | "true") => Ok(true),
        Some(_) => Err(FieldFault::at(name, "is 1, or is left out")),
    }
}

impl Wanted {
    fn read(call: &Call) -> Result<Self, ApiError> {
        let group = match call.query("group") {
            None => None,
            Some(text) => {
                let id = text.parse::<DeviceGroupId>();
                Some(id.map_err(|error| FieldFault::at("group", error.to_string()))?)
            }
        };
        let compliance = match call.query("compliance") {
            None => None,
            Some(text) => {
                let found = ComplianceState::ALL.iter().find(|one| one.as_str() == text);
                let found = found.copied();
                Some(
                    found
                        .ok_or_else(|| FieldFault::at("compliance", "is no state of compliance"))?,
                )
            }
        };
        let primary_user = match call.query("primary_user") {
            None => None,
            Some(text) => {
                let id = text.parse::<UserId>();
                Some(id.map_err(|error| FieldFault::at("primary_user", error.to_string()))?)
            }
        };
        let listed = match call.query("hidden") {
            None => Listed::Active,
            Some("include") => Listed::Every,
            Some("only") => Listed::Hidden,
            Some(_) => return Err(FieldFault::at("hidden", "must be `include` or `only`").into()),
        };
        Ok(Self {
            listed,
            group,
            duplicates: flag(call, "duplicates")?,
            primary_user,
            compliance,
            retire_listed: flag(call, "retire_list")?,
        })
    }

    fn has(&self, record: &DeviceRecord) -> bool {
        let in_group = |group| record.groups.contains(group);
        let is_listed = match self.listed {
            Listed::Active => record.device.hidden_since.is_none(),
            Listed::Every => true,
            Listed::Hidden => record.device.hidden_since.is_some(),
        };
        is_listed
            && self.group.as_ref().is_none_or(in_group)
            && !(self.duplicates && record.duplicates.is_empty())
            && (self.primary_user.is_none() || record.primary_user == self.primary_user)
            && self
                .compliance
                .is_none_or(|state| record.device.compliance == state)
            && (!self.retire_listed || record.retire_listed.is_some())
    }
}

/// `GET /api/v1/devices?after=&limit=&group=&compliance=&retire_list=&duplicates=&primary_user=&hidden=`: a page of the fleet,
/// in the order of the devices' identifiers. With a group its members alone; with a state of compliance those that stand
/// there; with `retire_list=1` those that an action for non-compliance has put on the list of devices to be retired; with
/// `duplicates=1` those that say they are the same hardware as another; with a person those that they use. Devices that the
/// cleanup rules hide are left out, unless they are asked for.
///
/// # Errors
/// [`ApiError::BadBody`] or [`ApiError::BadField`] for parameters that do not fit.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let wanted = Wanted::read(&call)?;
    let cleanup = app.section::<Cleanup>().await?;
    page(&app, &call, &cleanup, &wanted).await
}

/// `GET /api/v1/devices/cleanup-preview?after_days=&platform=&after=&limit=`: a page of the devices that such a rule, alone,
/// would hide now.
///
/// # Errors
/// [`ApiError::BadField`] for what is no rule.
pub async fn preview_cleanup<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let platform = match call.query("platform") {
        None => None,
        Some(text) => {
            let named = DevicePlatform::ALL
                .into_iter()
                .find(|one| one.as_str() == text);
            Some(named.ok_or_else(|| FieldFault::at("platform", "is not known here"))?)
        }
    };
    let after_days = call.query("after_days").and_then(|days| days.parse().ok());
    let rule = CleanupRule {
        platform,
        after_days: after_days.unwrap_or_default(),
    };
    let cleanup = Cleanup { rules: vec![rule] };
    if let Err(fault) = cleanup.check() {
        return Err(FieldFault::at("after_days", fault.rule).into());
    }
    let wanted = Wanted {
        listed: Listed::Hidden,
        ..Wanted::read(&call)?
    };
    page(&app, &call, &cleanup, &wanted).await
}

async fn page<P: Platform>(
    app: &App<P>,
    call: &Call,
    cleanup: &Cleanup,
    wanted: &Wanted,
) -> Result<Answer, ApiError> {
    let now = app.now();
    let (after, limit) = call.page(MAX_PAGE)?;
    let sorting = app.sorting().await?;
    let (mut devices, mut after) = (Vec::new(), after);
    for _ in 0..PAGES_LOOKED_AT {
        let left = limit.saturating_sub(devices.len());
        let list = ListFleet { after, limit };
        let tenant = &app.config.tenant;
        let page = app.platform.objects().fleet(tenant, &list).await?;
        let is_last = page.len() < limit;
        let mut found = page.into_iter().map(|record| {
            let mut record = sorted(record, &sorting, now);
            record.device.hidden_since = cleanup.hidden_since(&record.device, now);
            record
        });
        let mut is_full = false;
        let mut taken = 0_usize;
        for record in found.by_ref() {
            after = Some(record.device.id);
            if wanted.has(&record) {
                devices.push(record);
                taken = taken.saturating_add(1);
                if taken == left {
                    is_full = true;
                    break;
                }
            }
        }
        if is_last && found.next().is_none() {
            after = None;
            break;
        }
        if is_full {
            break;
        }
    }
    let next = after.map(|device| device.to_string());
    Answer::json(StatusCode::OK, &FleetList { devices, next })
}

/// A device with its groups, as administrators see it.
fn sorted(mut record: DeviceRecord, sorting: &Sorting, now: Timestamp) -> DeviceRecord {
    // The index keeps what it was told; what time has ended since, counts.
    record.device.compliance = record.device.standing().at(now);
    if let Some(inputs) = &mut record.inputs {
        let groups = sorting.groups_of(Some(record.device.id), inputs);
        record.groups = groups.member_of;
    }
    unassign(&sorting.categories, &mut record.device);
    record.shown()
}

/// Who holds a device.
pub(super) async fn find<P: Platform>(
    app: &App<P>,
    device: DeviceId,
) -> Result<DeviceRecord, ApiError> {
    let find = FindDevice { device };
    let found = app
        .platform
        .objects()
        .fleet(&app.config.tenant, &find)
        .await?;
    found.ok_or(ApiError::NotFound)
}

/// `GET /api/v1/devices/{device}`: anybody's device, with what it told, how that changed and what happened to it.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index or its holder does not know.
pub async fn show<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let found = find(&app, device).await?;
    show_detail(&app, &found.enrollee, device).await
}

/// One device as its holder knows it.
pub(super) async fn show_detail<P: Platform>(
    app: &App<P>,
    holder: &EnrolleeId,
    device: DeviceId,
) -> Result<Answer, ApiError> {
    let show = ShowDevice { device };
    let detail = app
        .platform
        .objects()
        .enrollee(&app.config.tenant, holder, &show)
        .await?;
    let mut detail = detail.ok_or(ApiError::NotFound)?;
    let sorting = app.sorting().await?;
    if let Some(mut inputs) = detail.inputs.take() {
        let groups = sorting.groups_of(Some(detail.device.id), &mut inputs);
        detail.groups = groups.member_of;
    }
    unassign(&sorting.categories, &mut detail.device);
    let cleanup = app.section::<Cleanup>().await?;
    detail.device.hidden_since = cleanup.hidden_since(&detail.device, app.now());
    Answer::json(StatusCode::OK, &detail)
}

/// `GET /api/v1/devices/{device}/configuration`: what is set on anybody's device, and how far that is in force.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that is not in management.
pub async fn show_configuration<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let found = find(&app, device).await?;
    configuration_state(&app, &found.enrollee, device).await
}

/// What is set on a device of this holder's, and how far that is in force.
pub(super) async fn configuration_state<P: Platform>(
    app: &App<P>,
    holder: &EnrolleeId,
    device: DeviceId,
) -> Result<Answer, ApiError> {
    let read = ReadConfigurationState { device };
    let objects = app.platform.objects();
    let state = objects.enrollee(&app.config.tenant, holder, &read).await?;
    let ConfigurationState { of, report } = state.ok_or(ApiError::NotFound)?;
    let of = app.configuration_of(Some(device), of).await?;
    let report = report.as_ref().map(|(report, at)| (report, *at));
    let status = status_of(&of.effective, of.version(), of.reachable, report);
    Answer::json(StatusCode::OK, &status)
}

/// `GET /api/v1/devices/{device}/installed`: what a device of the organisation's has listed of what is on it; nothing of a
/// person's own.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index or its holder does not know.
pub async fn show_installed<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let found = find(&app, device).await?;
    installed_on(&app, &found.enrollee, device).await
}

/// What a device of this holder's has listed of what is on it.
pub(super) async fn installed_on<P: Platform>(
    app: &App<P>,
    holder: &EnrolleeId,
    device: DeviceId,
) -> Result<Answer, ApiError> {
    let show = ShowInstalled { device };
    let objects = app.platform.objects();
    let installed = objects.enrollee(&app.config.tenant, holder, &show).await?;
    Answer::json(StatusCode::OK, &installed.ok_or(ApiError::NotFound)?)
}

/// `POST /api/v1/devices/{device}/recovery-keys`: what opens a Mac's disk. It is written down who has looked.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index does not know, or of which no key is kept.
pub async fn read_recovery_keys<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let found = find(&app, device).await?;
    recovery_keys_of(&app, &found.enrollee, device, session.person.id).await
}

/// What opens the disk of a device of this holder's, for `by`.
pub(super) async fn recovery_keys_of<P: Platform>(
    app: &App<P>,
    holder: &EnrolleeId,
    device: DeviceId,
    by: UserId,
) -> Result<Answer, ApiError> {
    let read = ReadRecoveryKeys { device, by };
    let objects = app.platform.objects();
    let kept = objects.enrollee(&app.config.tenant, holder, &read).await?;
    let recovery_keys: Vec<RecoveryKeyView> = kept
        .into_iter()
        .filter_map(|kept| {
            Some(RecoveryKeyView {
                recovery_key: reveal(app, device, &kept.key)?,
                escrowed_at: kept.escrowed_at,
            })
        })
        .collect();
    if recovery_keys.is_empty() {
        return Err(ApiError::NotFound);
    }
    let answer = Answer::json(StatusCode::OK, &RecoveryKeyList { recovery_keys })?;
    Ok(answer.with(header::CACHE_CONTROL, "no-store"))
}

/// `DELETE /api/v1/devices/{device}/record`: deletes a device's record, retiring the device first where it is in management.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index does not know; [`ApiError::Conflict`] for one that must be wiped first.
pub async fn delete_record<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let found = find(&app, device).await?;
    let delete = DeleteDevice {
        device,
        by: session.person.id,
    };
    match app
        .platform
        .objects()
        .enrollee(&app.config.tenant, &found.enrollee, &delete)
        .await?
    {
        Deletion::Deleted => Ok(Answer::empty(StatusCode::NO_CONTENT)),
        Deletion::Unknown => Err(ApiError::NotFound),
        Deletion::WipeFirst => Err(ApiError::Conflict {
            code: "wipe-first",
            title: "This device is managed as a whole and leaves management only by being wiped."
                .to_owned(),
            fix: "Wipe it, or retire it if it is lost for good; then delete its record.",
        }),
    }
}

/// `PATCH /api/v1/devices/{device}`: says whose a device is, or who uses it.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index does not know or that has left management, or the refusal when the
/// way it enrolled fixes whose it is; [`ApiError::BadField`] for a person who is not there.
pub async fn change<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let ChangeDevice {
        ownership,
        primary_user,
    } = call.json()?;
    if ownership.is_none() && primary_user.is_none() {
        let rule = "must say `ownership` or `primary_user`";
        return Err(FieldFault::at("", rule).into());
    }
    let tenant = &app.config.tenant;
    let found = find(&app, device).await?;
    let by = session.person.id;
    // Looked up first, so that a person who is not there stops all of it.
    let to = match primary_user {
        Some(Some(user)) => Some(own_devices::primary_user(&app, user).await?),
        Some(None) | None => None,
    };
    let objects = app.platform.objects();
    let mut shown = None;
    if let Some(ownership) = ownership {
        let change = ChangeOwnership {
            device,
            ownership,
            keep: app.configuration().await?.settings.keep,
            by,
        };
        shown = match objects.enrollee(tenant, &found.enrollee, &change).await? {
            OwnershipChange::Is { device } => Some(device),
            OwnershipChange::Refused { refusal } => return Err(ApiError::refused(refusal)),
            OwnershipChange::Unknown => None,
        };
    }
    if primary_user.is_some() {
        let change = ChangePrimaryUser { device, to, by };
        shown = match objects.enrollee(tenant, &found.enrollee, &change).await? {
            PrimaryUserChange::Is { device } => Some(device),
            PrimaryUserChange::Unknown => None,
        };
    }
    let shown = shown.ok_or(ApiError::NotFound)?;
    Answer::json(StatusCode::OK, &*shown)
}

/// `DELETE /api/v1/devices/{device}`: retires anybody's device. Its certificate ends at once.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index does not know.
pub async fn retire<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let tenant = &app.config.tenant;
    let found = find(&app, device).await?;
    let retire = Retire {
        device,
        cause: RetireCause::RemovedByAdministrator,
        by: Some(session.person.id),
    };
    match app
        .platform
        .objects()
        .enrollee(tenant, &found.enrollee, &retire)
        .await?
    {
        RetireAnswer::Retired => Ok(Answer::empty(StatusCode::NO_CONTENT)),
        RetireAnswer::Unknown | RetireAnswer::NotByPerson => Err(ApiError::NotFound),
    }
}

/// `DELETE /api/v1/devices/{device}/retire-list`: takes a device off the list of those that are to be retired. To confirm is
/// to retire it.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that is not on it.
pub async fn dismiss<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device = call.path::<DeviceId>("device")?;
    let tenant = &app.config.tenant;
    let objects = app.platform.objects();
    let found = find(&app, device).await?;
    let dismiss = DismissRetirement { device };
    match objects.enrollee(tenant, &found.enrollee, &dismiss).await? {
        true => Ok(Answer::empty(StatusCode::NO_CONTENT)),
        false => Err(ApiError::NotFound),
    }
}
