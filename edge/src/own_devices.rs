//! Whose device a device is: the person who uses it, whatever object holds it.
//!
//! Everything that a person does with a device goes through [`holder_of`]. It asks the person's own object, and when that
//! refers to another, the other, which has the last word.

use muster_shared::api::{DeviceList, DeviceView};
use muster_shared::enrollment::enrollee::{
    FindOwnDevice, ListOwnDevices, OwnDevice, PrimaryUser, ShowUsedDevices,
};
use muster_shared::field::FieldFault;
use muster_shared::ids::{DeviceId, EnrolleeId, UserId};
use muster_shared::ports::Objects as _;
use muster_shared::store::StoreFault;
use muster_shared::tenant::{Person, ReadPerson};

use crate::app::{App, Platform};
use crate::http::ApiError;
use crate::http::who::Session;

/// How many objects a person's list asks for devices that were handed to them.
const HOLDERS_ASKED: usize = 16;

/// The object that holds a device of which the signed-in person is the primary user.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that is not theirs; a fault of ours.
pub async fn holder_of<P: Platform>(
    app: &App<P>,
    session: &Session,
    device: DeviceId,
) -> Result<EnrolleeId, ApiError> {
    let tenant = &app.config.tenant;
    let of = session.token.enrollee;
    let find = FindOwnDevice { device, of };
    let objects = app.platform.objects();
    match objects.enrollee(tenant, &of, &find).await? {
        OwnDevice::Here => Ok(of),
        OwnDevice::Unknown => Err(ApiError::NotFound),
        OwnDevice::At { holder } => match objects.enrollee(tenant, &holder, &find).await? {
            OwnDevice::Here => Ok(holder),
            OwnDevice::At { .. } | OwnDevice::Unknown => Err(ApiError::NotFound),
        },
    }
}

/// The devices of the signed-in person, newest enrollment first: those they enrolled and use, and those that were handed to
/// them. An object that does not answer takes its devices out of the list, and nothing else.
///
/// # Errors
/// A fault of ours, when the person's own object does not answer.
pub async fn list<P: Platform>(app: &App<P>, session: &Session) -> Result<DeviceList, ApiError> {
    let tenant = &app.config.tenant;
    let of = session.token.enrollee;
    let objects = app.platform.objects();
    let own = objects.enrollee(tenant, &of, &ListOwnDevices {}).await?;
    let mut devices = own.devices;
    let mut not_shown = own.more;
    // In the order of their holders, so that each is asked once.
    for (asked, part) in own
        .elsewhere
        .chunk_by(|(one, _), (other, _)| one == other)
        .enumerate()
    {
        let Some((holder, _)) = part.first() else {
            continue;
        };
        let show = ShowUsedDevices {
            devices: part.iter().map(|(_, device)| *device).collect(),
            of,
        };
        let shown: Option<Vec<DeviceView>> = if asked < HOLDERS_ASKED {
            objects.enrollee(tenant, holder, &show).await.ok()
        } else {
            None
        };
        match shown {
            Some(shown) => devices.extend(shown),
            None => {
                let missing = u32::try_from(part.len()).unwrap_or(u32::MAX);
                not_shown = not_shown.saturating_add(missing);
            }
        }
    }
    // The newest first.
    muster_shared::few::sort_many(&mut devices, |one, other| {
        (other.enrolled_at, other.id).cmp(&(one.enrolled_at, one.id))
    });
    Ok(DeviceList {
        devices,
        next: None,
        handed_over: own.handed_over,
        not_shown,
    })
}

/// The person of this identifier, as one whom a device is handed to.
///
/// # Errors
/// [`ApiError::BadField`] for nobody's identifier, and for a person who is disabled.
pub async fn primary_user<P: Platform>(
    app: &App<P>,
    user: UserId,
) -> Result<PrimaryUser, ApiError> {
    let read = ReadPerson { user };
    let person = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &read)
        .await?;
    let rule = match person {
        Some(person) if !person.disabled => {
            return Ok(PrimaryUser {
                user: person.id,
                enrollee: person.enrollee,
            });
        }
        Some(_) => "names a person who is disabled",
        None => "names nobody in the directory",
    };
    Err(FieldFault::at("primary_user", rule).into())
}

/// The person whose groups count for a device: who enrolled it, or, once its object has said that it was handed over, whoever
/// uses it. That costs nothing of a device that never was.
///
/// # Errors
/// [`StoreFault`] when KV does not answer.
pub async fn person_of<P: Platform>(
    app: &App<P>,
    enrollee: &EnrolleeId,
    handed_to: Option<Option<EnrolleeId>>,
) -> Result<Option<Person>, StoreFault> {
    match handed_to {
        None => app.person(enrollee).await,
        Some(Some(to)) => app.person(&to).await,
        Some(None) => Ok(None),
    }
}
