use super::rows::{NewMail, queue};
use crate::api::DeviceView;
use crate::ids::{Digest, EnrolleeId, PolicyId, TenantId, UserId};
use crate::mail::{Frame, enrolled, made_corporate, not_compliant};
use crate::store::{StoreFault, Unit};
use crate::tenant::people::Person;
use crate::tenant::rows::TenantHeader;
use crate::tenant::section::{Branding, Compliance, Notifications, SectionText};
use crate::time::Timestamp;

/// What a person is told.
#[derive(Debug, Clone, Copy)]
pub(in crate::tenant) enum Told<'a> {
    /// A device was enrolled in their name.
    Enrolled,
    /// Their device is the organisation's.
    MadeCorporate,
    /// Their device does not keep the rules: by this message.
    NotCompliant(&'a PolicyId),
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
    told: Told<'_>,
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
        Told::NotCompliant(message) => {
            let all: Compliance = SectionText::typed(unit)?;
            // A message that is gone since says nothing any more.
            let Some(words) = all.messages.iter().find(|known| known.id == *message) else {
                return Ok(());
            };
            not_compliant(&frame, words, device)
        }
    };
    // The event's own number makes the name: it is the same whenever this is done. One event may lead to several messages.
    let mut name = format!("{}/{}/{}", source.tenant, source.from, source.sequence);
    if let Told::NotCompliant(message) = told {
        name = format!("{name}/{message}");
    }
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
