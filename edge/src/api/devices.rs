//! Everybody's devices, for administrators.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{ChangeDevice, FleetList};
use muster_shared::compliance::ComplianceState;
use muster_shared::device::{DeviceRecord, RetireCause};
use muster_shared::enrollment::enrollee::{
    ChangeOwnership, DeleteDevice, Deletion, DismissRetirement, OwnershipChange, Retire,
    RetireAnswer, ShowDevice,
};
use muster_shared::field::FieldFault;
use muster_shared::fleet::{FindDevice, ListFleet, MAX_PAGE};
use muster_shared::ids::{DeviceGroupId, DeviceId, EnrolleeId};
use muster_shared::ports::Objects as _;
use muster_shared::time::Timestamp;

use crate::app::{App, Platform};
use crate::device_groups::{Sorting, unassign};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// How many pages one request looks at for members of a group. An answer may hold fewer than there are, and say where to go
/// on.
const PAGES_LOOKED_AT: usize = 10;

/// `GET /api/v1/devices?after=&limit=&group=&compliance=&retire_list=`: a page of the fleet, in the order of the devices'
/// identifiers; with a group its members alone, with a state of compliance those that stand there, and with `retire_list=1`
/// those that an action for non-compliance has put on the list of devices to be retired.
///
/// # Errors
/// [`ApiError::BadBody`] for parameters that do not fit.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let (after, limit) = call.page(MAX_PAGE)?;
    let group = match call.query("group") {
        None => None,
        Some(text) => {
            let id = text.parse::<DeviceGroupId>();
            Some(id.map_err(|error| FieldFault::at("group", error.to_string()))?)
        }
    };
    let state = match call.query("compliance") {
        None => None,
        Some(text) => {
            let found = ComplianceState::ALL.iter().find(|one| one.as_str() == text);
            Some(found.ok_or_else(|| FieldFault::at("compliance", "is no state of compliance"))?)
        }
    };
    let listed_alone = match call.query("retire_list") {
        None => false,
        Some("1") => true,
        Some(_) => return Err(FieldFault::at("retire_list", "is 1, or is left out").into()),
    };
    let now = app.now();
    let sorting = app.sorting().await?;
    let (mut devices, mut after) = (Vec::new(), after);
    for _ in 0..PAGES_LOOKED_AT {
        let left = limit.saturating_sub(devices.len());
        let list = ListFleet { after, limit };
        let tenant = &app.config.tenant;
        let page = app.platform.objects().fleet(tenant, &list).await?;
        let is_last = page.len() < limit;
        let mut found = page.into_iter().map(|record| sorted(record, &sorting, now));
        let is_meant = |record: &DeviceRecord| {
            group
                .as_ref()
                .is_none_or(|group| record.groups.contains(group))
                && state.is_none_or(|state| record.device.compliance == *state)
                && (!listed_alone || record.retire_listed.is_some())
        };
        let mut is_full = false;
        let mut taken = 0_usize;
        for record in found.by_ref() {
            after = Some(record.device.id);
            if is_meant(&record) {
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
async fn find<P: Platform>(app: &App<P>, device: DeviceId) -> Result<DeviceRecord, ApiError> {
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
    Answer::json(StatusCode::OK, &detail)
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
    let found = find(&app, device).await?;
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
    let found = objects
        .fleet(tenant, &FindDevice { device })
        .await?
        .ok_or(ApiError::NotFound)?;
    let dismiss = DismissRetirement { device };
    match objects.enrollee(tenant, &found.enrollee, &dismiss).await? {
        true => Ok(Answer::empty(StatusCode::NO_CONTENT)),
        false => Err(ApiError::NotFound),
    }
}
