use super::rows::{NewMail, queue};
use crate::api::DeviceView;
use crate::ids::{Digest, EnrolleeId, TenantId, UserId};
use crate::mail::{Frame, enrolled, made_corporate};
use crate::store::{StoreFault, Unit};
use crate::tenant::people::Person;
use crate::tenant::rows::TenantHeader;
use crate::tenant::section::{Branding, Notifications, SectionText};
use crate::time::Timestamp;

/// What a person is told.
#[derive(Debug, Clone, Copy)]
pub(in crate::tenant) enum Told {
    /// A device was enrolled in their name.
    Enrolled,
    /// Their device is the organisation's.
    MadeCorporate,
}

/// Where what is told comes from.
pub(in crate::tenant) struct Source<'a> {
    pub tenant: &'a TenantId,
    pub from: EnrolleeId,
    pub sequence: u64,
    pub portal: &'a str,
}

/// Stages the mail to a person about one of their devices, if there is one to write: they have an address, and for an
/// enrollment there is a notification for their groups. Enrollment managers get none: they enroll for others.
pub(in crate::tenant) fn tell_person(
    unit: &mut Unit<'_>,
    header: &mut TenantHeader,
    source: &Source<'_>,
    user: UserId,
    device: &DeviceView,
    told: Told,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let Some(person) = unit.get::<Person>(&user.to_string())? else {
        return Ok(());
    };
    let (Some(to), false) = (&person.email, person.enrollment_manager) else {
        return Ok(());
    };
    let branding: Branding = SectionText::typed(unit)?;
    let organisation = if branding.name.is_empty() {
        &header.settings.organisation
    } else {
        &branding.name
    };
    let frame = Frame {
        organisation,
        branding: &branding,
        portal: source.portal,
        to,
        name: &person.display_name,
    };
    let message = match told {
        Told::Enrolled => {
            let all: Notifications = SectionText::typed(unit)?;
            let Some(notification) = all.for_member_of(&person.groups) else {
                return Ok(());
            };
            enrolled(&frame, notification, device)
        }
        Told::MadeCorporate => made_corporate(&frame, device, &header.settings.keep),
    };
    // The event's own number makes the name: it is the same whenever this is done.
    let name = format!("{}/{}/{}", source.tenant, source.from, source.sequence);
    let id = Digest::of(name.as_bytes()).to_string();
    let mail = NewMail {
        id: id.get(..32).unwrap_or(&id).to_owned(),
        user,
        enrollee: source.from,
        device: device.id,
        message,
    };
    queue(unit, header, mail, now)
}
