//! Devices that a person uses and another object holds.
//!
//! A reference says where to ask, and no more: the object that holds the device says whose it is. References arrive through
//! the tenant's outbox, in any case and perhaps twice; an older one never takes the place of a newer.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::deadline::settle_overdue;
use super::devices::shown_devices;
use super::events::{EnrolleeEvent, emit};
use super::hand_over::Reference;
use super::rows::{DeviceRow, EnrolleeHeader, PresenceRow};
use super::standing::Standing;
use crate::api::DeviceView;
use crate::few::sort_few;
use crate::ids::{DeviceId, EnrolleeId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// How many devices held elsewhere a person's list shows.
pub const MAX_REFERRED: usize = 100;

/// How many references are read at a time.
const AT_ONCE: usize = 200;

/// Where a device is held that this object's person uses, or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReferenceRow {
    pub device: DeviceId,
    pub holder: EnrolleeId,
    /// The hand-over that said so.
    pub number: u64,
    /// It stands, or it was passed on; kept then, so that an older one that comes late is known as older.
    pub stands: bool,
}

impl Row for ReferenceRow {
    const TABLE: Table = Table::Reference;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

/// Tells a person's object of a device that they use, or use no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutReference {
    /// The device.
    pub device: DeviceId,
    /// The object that holds it.
    pub holder: EnrolleeId,
    /// The hand-over that said so.
    pub number: u64,
    /// Whether it is theirs.
    pub reference: Reference,
}

impl Command for PutReference {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "put-reference";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
        let key = self.device.to_string();
        let known: Option<ReferenceRow> = unit.get(&key)?;
        if known.is_some_and(|known| known.number >= self.number) {
            return Ok(());
        }
        let row = ReferenceRow {
            device: self.device,
            holder: self.holder,
            number: self.number,
            stands: self.reference == Reference::Stands,
        };
        if self.reference == Reference::Gone {
            unit.delete::<ReferenceRow>(&key);
            return Ok(());
        }
        match EnrolleeHeader::load(unit)? {
            // Handed to somebody who has left meanwhile.
            Some(mut header) if row.stands && header.standing == Standing::Deleted => {
                release(unit, &mut header, row, now)
            }
            _ => unit.put(&row),
        }
    }
}

/// The person has left the directory: what they used elsewhere is nobody's.
pub(super) fn release_all(unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
    let mut header = EnrolleeHeader::require(unit)?;
    for row in all_references(unit)? {
        unit.delete::<ReferenceRow>(&row.key());
        if row.stands {
            release(unit, &mut header, row, now)?;
        }
    }
    Ok(())
}

fn release(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    row: ReferenceRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let event = EnrolleeEvent::PrimaryUserGone {
        device: row.device,
        holder: row.holder,
    };
    emit(unit, header, event, now)
}

fn all_references(unit: &Unit<'_>) -> Result<Vec<ReferenceRow>, StoreFault> {
    let mut all: Vec<ReferenceRow> = Vec::new();
    loop {
        let after = all.last().map(Row::key);
        let page: Vec<ReferenceRow> = unit.scan(after.as_deref(), AT_ONCE)?;
        let last = page.len() < AT_ONCE;
        all.extend(page);
        if last {
            return Ok(all);
        }
    }
}

/// Finds where a device is held that a person uses. Their own object is asked first, and then the one that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindOwnDevice {
    /// The device.
    pub device: DeviceId,
    /// The person's own object.
    pub of: EnrolleeId,
}

/// What an object says of a person's device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnDevice {
    /// It is held here, and theirs.
    Here,
    /// Another object is to be asked.
    At {
        /// Which.
        holder: EnrolleeId,
    },
    /// It is not theirs.
    Unknown,
}

impl Command for FindOwnDevice {
    type Object = Enrollee;
    type Answer = OwnDevice;
    const NAME: &'static str = "find-own-device";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<OwnDevice, StoreFault> {
        let Some(header) = EnrolleeHeader::load(unit)? else {
            return Ok(OwnDevice::Unknown);
        };
        settle_overdue(unit, now)?;
        let key = self.device.to_string();
        if let Some(row) = unit.get::<DeviceRow>(&key)? {
            return Ok(if row.used_by(&header) == Some(self.of) {
                OwnDevice::Here
            } else {
                OwnDevice::Unknown
            });
        }
        let reference: Option<ReferenceRow> = unit.get(&key)?;
        let asks_here = header.enrollee == self.of;
        Ok(reference
            .filter(|reference| asks_here && reference.stands)
            .map_or(OwnDevice::Unknown, |reference| OwnDevice::At {
                holder: reference.holder,
            }))
    }
}

/// Lists what a person has: devices held here, as [`ListDevices`](super::ListDevices) does, and where others are held.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListOwnDevices {}

/// What a person has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OwnDevices {
    /// Devices held here, newest enrollment first.
    pub devices: Vec<DeviceView>,
    /// How many they enrolled that others use. Each takes one of their places.
    pub handed_over: u32,
    /// Where devices are held that others enrolled and they use, at most [`MAX_REFERRED`].
    pub elsewhere: Vec<(EnrolleeId, DeviceId)>,
    /// How many more there are.
    pub more: u32,
}

impl Command for ListOwnDevices {
    type Object = Enrollee;
    type Answer = OwnDevices;
    const NAME: &'static str = "list-own-devices";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<OwnDevices, StoreFault> {
        if EnrolleeHeader::load(unit)?.is_none() {
            return Ok(OwnDevices::default());
        }
        settle_overdue(unit, now)?;
        let (devices, handed_over) = shown_devices(unit, now)?;
        let mut elsewhere: Vec<_> = all_references(unit)?
            .into_iter()
            .filter(|reference| reference.stands)
            .map(|reference| (reference.holder, reference.device))
            .collect();
        let more = elsewhere.len().saturating_sub(MAX_REFERRED);
        elsewhere.truncate(MAX_REFERRED);
        sort_few(&mut elsewhere, Ord::cmp);
        Ok(OwnDevices {
            devices,
            handed_over,
            elsewhere,
            more: u32::try_from(more).unwrap_or(u32::MAX),
        })
    }
}

/// Shows those of these devices that are in management here and that a person of another object uses.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowUsedDevices {
    /// At most [`MAX_REFERRED`] of them are looked at.
    pub devices: Vec<DeviceId>,
    /// The person's own object.
    pub of: EnrolleeId,
}

impl Command for ShowUsedDevices {
    type Object = Enrollee;
    type Answer = Vec<DeviceView>;
    const NAME: &'static str = "show-used-devices";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Vec<DeviceView>, StoreFault> {
        let Some(header) = EnrolleeHeader::load(unit)? else {
            return Ok(Vec::new());
        };
        settle_overdue(unit, now)?;
        let mut views = Vec::new();
        for device in self.devices.into_iter().take(MAX_REFERRED) {
            let row: Option<DeviceRow> = unit.get(&device.to_string())?;
            let is_theirs = |row: &DeviceRow| row.counts() && row.used_by(&header) == Some(self.of);
            if let Some(row) = row.filter(is_theirs) {
                let presence: Option<PresenceRow> = unit.get(&row.key())?;
                views.push(row.view_here(presence.as_ref(), now));
            }
        }
        Ok(views)
    }
}
