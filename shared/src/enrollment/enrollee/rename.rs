//! A person gives a device another name.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::deadline::settle_overdue;
use super::events::{EnrolleeEvent, emit_with};
use super::inventory::note;
use super::rows::{DeviceRow, EnrolleeHeader, PresenceRow};
use crate::api::{DeviceEventKind, DeviceView};
use crate::device::{DeviceName, Life};
use crate::ids::DeviceId;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// Names a device. From then on the name no longer follows what the device calls itself. The same name again changes
/// nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rename {
    /// The device.
    pub device: DeviceId,
    /// Its new name.
    pub name: DeviceName,
}

/// What became of [`Rename`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Renaming {
    /// It has that name.
    Renamed {
        /// The device as it is now.
        device: Box<DeviceView>,
    },
    /// The enrollee has no such device in management.
    Unknown,
}

impl Command for Rename {
    type Object = Enrollee;
    type Answer = Renaming;
    const NAME: &'static str = "rename";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Renaming, StoreFault> {
        settle_overdue(unit, now)?;
        let key = self.device.to_string();
        let Some(mut row) = unit
            .get::<DeviceRow>(&key)?
            .filter(|row| matches!(row.life, Life::AwaitingProof | Life::Enrolled))
        else {
            return Ok(Renaming::Unknown);
        };
        let name = String::from(self.name);
        if row.name != name {
            note(unit, row.id, DeviceEventKind::Renamed, now)?;
        }
        if row.name != name || !row.named_by_person {
            row.name = name;
            row.named_by_person = true;
            unit.put(&row)?;
            let mut header = EnrolleeHeader::require(unit)?;
            let record = row.record(unit, &header, now)?;
            let event = EnrolleeEvent::DeviceChanged { record };
            emit_with(unit, &mut header, event, true, now)?;
        }
        let presence: Option<PresenceRow> = unit.get(&key)?;
        Ok(Renaming::Renamed {
            device: Box::new(row.view(presence.as_ref(), now)),
        })
    }
}
