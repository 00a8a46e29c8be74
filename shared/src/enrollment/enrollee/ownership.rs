//! An administrator says whose a device is.
//!
//! From corporate to personal, what only a corporate device may give is erased in the same step (Intune: within seven days).
//! From personal to corporate, the device's history says so, and its person is told.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::first_name;
use super::deadline::settle_overdue;
use super::events::{EnrolleeEvent, emit};
use super::installed::forget_installed;
use super::inventory::{forget, note};
use super::recovery_key::forget_recovery_key;
use super::rows::{DeviceRow, EnrolleeHeader, PresenceRow};
use super::same_machine::recognise_machine;
use crate::api::{DeviceEventKind, DeviceFactName, DeviceView};
use crate::device::{KeptFacts, Life};
use crate::enrollment::{Facts, Refusal, derive_ownership};
use crate::ids::{DeviceId, UserId};
use crate::platform::{Ownership, OwnershipRule};
use crate::policy::CorporateClaims;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// What a device's history says of whose it has become.
pub(super) const fn made(ownership: Ownership) -> DeviceEventKind {
    match ownership {
        Ownership::Personal => DeviceEventKind::MadePersonal,
        Ownership::Corporate => DeviceEventKind::MadeCorporate,
    }
}

/// The first report of a device that was let in without it shows whose it is, once it has been looked up.
pub(super) fn recognise(row: &mut DeviceRow, claims: CorporateClaims, facts: &Facts) {
    if !row.owned_by_word && facts.identifier.known().is_some() {
        row.owned_by(derive_ownership(claims, &row.asked(), facts).ownership);
    }
}

/// Tells the tenant where the device of an identifier on its list stands.
pub(super) fn tell_identifier(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    failure: Option<&Refusal>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let Some(identifier) = row.identifier.clone() else {
        return Ok(());
    };
    let event = EnrolleeEvent::IdentifierSeen {
        device: row.id,
        identifier,
        failure: failure.map(|refusal| refusal.code().to_owned()),
    };
    emit(unit, &mut EnrolleeHeader::require(unit)?, event, now)
}

/// Says whose a device is. From then on no report changes it. The same again changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeOwnership {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub ownership: Ownership,
    /// What the organisation keeps of its devices.
    pub keep: KeptFacts,
    /// The administrator.
    pub by: UserId,
}

/// What became of [`ChangeOwnership`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnershipChange {
    /// It is whose it was said to be.
    Is {
        /// The device as it is now.
        device: Box<DeviceView>,
    },
    /// No, and why.
    Refused {
        /// The one cause.
        refusal: Refusal,
    },
    /// The enrollee has no such device in management.
    Unknown,
}

impl Command for ChangeOwnership {
    type Object = Enrollee;
    type Answer = OwnershipChange;
    const NAME: &'static str = "change-ownership";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<OwnershipChange, StoreFault> {
        settle_overdue(unit, now)?;
        let key = self.device.to_string();
        let Some(mut row) = unit
            .get::<DeviceRow>(&key)?
            .filter(|row| matches!(row.life, Life::AwaitingProof | Life::Enrolled))
        else {
            return Ok(OwnershipChange::Unknown);
        };
        let method = row.request.method;
        if let OwnershipRule::Always(ownership) = method.ownership()
            && ownership != self.ownership
        {
            return Ok(OwnershipChange::Refused {
                refusal: Refusal::OwnershipFixed { method },
            });
        }
        let before = row.request.ownership;
        let erased = if before == self.ownership {
            Vec::new()
        } else {
            forget(unit, row.id, &self.keep, self.ownership)?
        };
        if before != self.ownership {
            forget_installed(unit, row.id, self.ownership)?;
            forget_recovery_key(unit, row.id, self.ownership)?;
        }
        if erased.contains(&DeviceFactName::HostName) && !row.named_by_person {
            row.name = first_name(row.request.platform, row.id);
        }
        if before != self.ownership || !row.owned_by_word {
            row.request.ownership = self.ownership;
            row.owned_by_word = true;
            recognise_machine(unit, &mut row, now)?;
            unit.put(&row)?;
        }
        if before != self.ownership {
            note(unit, row.id, made(self.ownership), now)?;
            let mut header = EnrolleeHeader::require(unit)?;
            let record = row.record(unit, &header, now)?;
            let event = EnrolleeEvent::OwnershipChanged {
                record,
                before,
                by: self.by,
                erased,
                tell: row.primary_user(&header),
            };
            emit(unit, &mut header, event, now)?;
        }
        let presence: Option<PresenceRow> = unit.get(&key)?;
        Ok(OwnershipChange::Is {
            device: Box::new(row.view(presence.as_ref(), now)),
        })
    }
}
