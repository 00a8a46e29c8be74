//! A device changes hands.
//!
//! It lives for ever in the object that enrolled it, under the certificate that names that object, and takes a place there.
//! Who uses it is an attribute: at first the person who enrolled it, for a token's device nobody. Whoever it was handed to has
//! a reference to it in their own object (`references`); what this object says is what counts.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::deadline::settle_overdue;
use super::events::{EnrolleeEvent, emit};
use super::rows::{DeviceRow, EnrolleeHeader, PresenceRow};
use crate::api::DeviceView;
use crate::enrollment::HandedTo;
use crate::ids::{DeviceId, EnrolleeId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// The person who uses a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimaryUser {
    /// Who.
    pub user: UserId,
    /// Their object.
    pub enrollee: EnrolleeId,
}

/// That a device was handed over, and to whom last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HandOver {
    /// Nobody, when none.
    pub to: Option<PrimaryUser>,
    /// Counts up.
    pub number: u64,
}

/// Whether a person's object refers to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// The device is theirs to use.
    Stands,
    /// It was, until it was handed on.
    Passed,
    /// The device has left management.
    Gone,
}

impl DeviceRow {
    /// The object of the person who uses it.
    pub fn used_by(&self, header: &EnrolleeHeader) -> Option<EnrolleeId> {
        match &self.hand_over {
            Some(hand_over) => hand_over.to.map(|to| to.enrollee),
            None => header.kind.user().map(|_| header.enrollee),
        }
    }

    /// The person who uses it.
    pub fn primary_user(&self, header: &EnrolleeHeader) -> Option<UserId> {
        match &self.hand_over {
            Some(hand_over) => hand_over.to.map(|to| to.user),
            None => header.kind.user(),
        }
    }

    /// Who uses it, if it is not its enrollee's any more.
    pub fn handed_to(&self, header: &EnrolleeHeader) -> Option<HandedTo> {
        let person = self.used_by(header);
        self.handed_over(header).map(|_| HandedTo { person })
    }

    /// The hand-over that took it from its enrollee, if it is not theirs any more.
    pub fn handed_over(&self, header: &EnrolleeHeader) -> Option<&HandOver> {
        self.hand_over
            .as_ref()
            .filter(|_| self.used_by(header) != Some(header.enrollee))
    }
}

/// Says who uses a device. The same again changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangePrimaryUser {
    /// The device.
    pub device: DeviceId,
    /// Who uses it from now on; nobody in particular, when none.
    pub to: Option<PrimaryUser>,
    /// The administrator.
    pub by: UserId,
}

/// What became of [`ChangePrimaryUser`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrimaryUserChange {
    /// It is theirs.
    Is {
        /// The device as it is now.
        device: Box<DeviceView>,
    },
    /// The enrollee has no such device in management.
    Unknown,
}

impl Command for ChangePrimaryUser {
    type Object = Enrollee;
    type Answer = PrimaryUserChange;
    const NAME: &'static str = "change-primary-user";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<PrimaryUserChange, StoreFault> {
        settle_overdue(unit, now)?;
        let Some(mut row) = in_management(unit, self.device)? else {
            return Ok(PrimaryUserChange::Unknown);
        };
        hand_over(unit, &mut row, self.to, Some(self.by), now)?;
        let presence: Option<PresenceRow> = unit.get(&self.device.to_string())?;
        Ok(PrimaryUserChange::Is {
            device: Box::new(row.view(presence.as_ref(), now)),
        })
    }
}

/// A person has left the directory: a device that they used is nobody's. One that was handed on meanwhile stays whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseDevice {
    /// The device.
    pub device: DeviceId,
    /// The object of the person who was.
    pub of: EnrolleeId,
}

impl Command for ReleaseDevice {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "release-device";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
        settle_overdue(unit, now)?;
        match in_management(unit, self.device)? {
            Some(mut row) if is_used_by(&row, self.of) => {
                hand_over(unit, &mut row, None, None, now)
            }
            _ => Ok(()),
        }
    }
}

fn is_used_by(row: &DeviceRow, of: EnrolleeId) -> bool {
    let to = row.hand_over.and_then(|hand_over| hand_over.to);
    to.is_some_and(|to| to.enrollee == of)
}

/// A device that has a certificate and has not left.
fn in_management(unit: &Unit<'_>, device: DeviceId) -> Result<Option<DeviceRow>, StoreFault> {
    let row: Option<DeviceRow> = unit.get(&device.to_string())?;
    Ok(row.filter(|row| row.counts() && row.certificate.is_some()))
}

fn hand_over(
    unit: &mut Unit<'_>,
    row: &mut DeviceRow,
    to: Option<PrimaryUser>,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let mut header = EnrolleeHeader::require(unit)?;
    let before = row.primary_user(&header);
    let after = to.map(|to| to.user);
    if before == after {
        return Ok(());
    }
    let number = refer(unit, &mut header, row, Reference::Passed, now)?;
    row.hand_over = Some(HandOver { to, number });
    unit.put(row)?;
    let event = EnrolleeEvent::PrimaryUserChanged {
        record: row.record(unit, &header, now)?,
        before,
        after,
        by,
    };
    emit(unit, &mut header, event, now)?;
    refer(unit, &mut header, row, Reference::Stands, now).map(|_| ())
}

/// A device leaves: nobody's object refers to it any more.
pub(super) fn drop_reference(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    row: &DeviceRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if row.counts() {
        refer(unit, header, row, Reference::Gone, now)?;
    }
    Ok(())
}

/// Has the object of whoever uses the device told how it refers to it, unless that is this very object. Answers the number
/// that the next hand-over has.
fn refer(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    row: &DeviceRow,
    reference: Reference,
    now: Timestamp,
) -> Result<u64, StoreFault> {
    let Some(hand_over) = row.hand_over else {
        return Ok(1);
    };
    let next = hand_over.number.saturating_add(1);
    if let Some(to) = hand_over.to.filter(|to| to.enrollee != header.enrollee) {
        let event = EnrolleeEvent::ReferenceChanged {
            device: row.id,
            of: to.enrollee,
            number: match reference {
                Reference::Stands => hand_over.number,
                Reference::Passed | Reference::Gone => next,
            },
            reference,
        };
        emit(unit, header, event, now)?;
    }
    Ok(next)
}
