//! The fleet index: what administrators list and search.
//!
//! It owns nothing: every row comes from an enrollee object's outbox and could be told again. So a full scan by an
//! administrator never stands in the way of an enrollment.

mod acceptances;
mod duplicates;
mod inputs;

pub use acceptances::{IndexedAcceptance, ListAcceptances};
pub use inputs::{ATTEMPT_SHOWN_FOR, InputOf, InputsPage, KnownInput, ListInputs, MAX_INPUTS};

use inputs::IndexedAttempt;
use serde::{Deserialize, Serialize};

use crate::api::DeviceStatus;
use crate::device::DeviceRecord;
use crate::enrollment::enrollee::{EnrolleeEvent, OutboxRow};
use crate::ids::{DeviceId, EnrolleeId, TermsVersion};
use crate::platform::EnrollmentMethod;
use crate::store::{Command, Row, StoreFault, Table, Unit, object_kind};
use crate::time::Timestamp;

object_kind!(
    /// The fleet index object.
    FleetIndex,
    "fleet-index",
    [
        Inbox,
        IndexedDevice,
        IndexedAttempt,
        IndexedAcceptance,
        Hardware,
    ],
    [TakeEvents, ListFleet, FindDevice, CountDevices, ListInputs, ListAcceptances]
);

/// A page of the fleet holds at most this many devices.
pub const MAX_PAGE: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct IndexedDevice {
    record: DeviceRecord,
    /// The event it came from; an older one never replaces a newer.
    sequence: u64,
}

impl Row for IndexedDevice {
    const TABLE: Table = Table::IndexedDevice;

    fn key(&self) -> String {
        self.record.device.id.to_string()
    }
}

impl IndexedDevice {
    /// Stages a device as it is told. What the teller no longer knows of its holder is kept from before.
    fn put(unit: &mut Unit<'_>, mut record: DeviceRecord, sequence: u64) -> Result<(), StoreFault> {
        let before: Option<Self> = unit.get(&record.device.id.to_string())?;
        let before = before.map(|row| row.record);
        duplicates::regroup(unit, before.as_ref(), &mut record)?;
        if let Some(inputs) = record.inputs.take() {
            let before = before.and_then(|before| before.inputs);
            record.inputs = Some(Box::new(inputs.after(before.map(|inputs| *inputs))));
        }
        unit.put(&Self { record, sequence })
    }
}

/// The last event taken from one enrollee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Taken {
    from: EnrolleeId,
    through: u64,
}

impl Row for Taken {
    const TABLE: Table = Table::Inbox;

    fn key(&self) -> String {
        self.from.to_string()
    }
}

/// Takes events of one enrollee, in order; those taken before are passed over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeEvents {
    /// The sender.
    pub from: EnrolleeId,
    /// Its events, oldest first.
    pub events: Vec<OutboxRow>,
}

impl Command for TakeEvents {
    type Object = FleetIndex;
    type Answer = u64;
    const NAME: &'static str = "take-events";

    /// Answers the last event's number that has been taken from this sender.
    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<u64, StoreFault> {
        let mut taken = unit.get::<Taken>(&self.from.to_string())?.unwrap_or(Taken {
            from: self.from,
            through: 0,
        });
        let before = taken.through;
        for row in self.events {
            if row.sequence <= taken.through {
                continue;
            }
            taken.through = row.sequence;
            if let EnrolleeEvent::DeviceRetired {
                record,
                refusal: Some(_),
                ..
            } = &row.event
                && let Some(inputs) = &record.inputs
            {
                // What it told was refused: that is an attempt that did not succeed.
                unit.put(&IndexedAttempt::of_device(self.from, row.sequence, inputs))?;
            }
            match row.event {
                EnrolleeEvent::DeviceEnrolled { record, .. }
                | EnrolleeEvent::DeviceRenewed { record, .. }
                | EnrolleeEvent::DeviceChanged { record }
                | EnrolleeEvent::OwnershipChanged { record, .. }
                | EnrolleeEvent::ComplianceChanged { record, .. }
                | EnrolleeEvent::PrimaryUserChanged { record, .. }
                | EnrolleeEvent::DeviceRetired { record, .. } => {
                    IndexedDevice::put(unit, record, row.sequence)?;
                }
                EnrolleeEvent::DeviceDeleted { device, .. } => {
                    if let Some(row) = unit.get::<IndexedDevice>(&device.to_string())? {
                        duplicates::forget(unit, &row.record)?;
                        unit.delete::<IndexedDevice>(&row.key());
                    }
                }
                EnrolleeEvent::TermsAccepted { user, accepted } => {
                    for TermsVersion { terms, version } in accepted {
                        unit.put(&IndexedAcceptance {
                            terms,
                            enrollee: self.from,
                            user,
                            version,
                            at: row.at,
                        })?;
                    }
                }
                EnrolleeEvent::EnrollmentRefused {
                    attempt: Some(attempt),
                    ..
                } => unit.put(&IndexedAttempt::of(self.from, *attempt))?,
                EnrolleeEvent::CertificateRevoked { .. }
                | EnrolleeEvent::EnrollmentRefused { attempt: None, .. }
                | EnrolleeEvent::IdentifierSeen { .. }
                | EnrolleeEvent::RecoveryKeyRead { .. }
                | EnrolleeEvent::ReferenceChanged { .. }
                | EnrolleeEvent::PrimaryUserGone { .. }
                | EnrolleeEvent::TokenUsed { .. }
                | EnrolleeEvent::CommandChanged { .. } => {}
            }
        }
        if taken.through > before {
            unit.put(&taken)?;
        }
        Ok(taken.through)
    }
}

/// Lists devices in the order of their identifiers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListFleet {
    /// Where to go on; from the beginning when none.
    pub after: Option<DeviceId>,
    /// How many at most, up to [`MAX_PAGE`].
    pub limit: usize,
}

impl Command for ListFleet {
    type Object = FleetIndex;
    type Answer = Vec<DeviceRecord>;
    const NAME: &'static str = "list-fleet";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Vec<DeviceRecord>, StoreFault> {
        let after = self.after.map(|device| device.to_string());
        let rows: Vec<IndexedDevice> = unit.scan(after.as_deref(), self.limit.min(MAX_PAGE))?;
        Ok(rows.into_iter().map(|row| row.record).collect())
    }
}

/// Counts the devices in management that came by one of some methods. It looks at every device: for what is asked once a year.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CountDevices {
    /// The methods.
    pub methods: Vec<EnrollmentMethod>,
}

impl Command for CountDevices {
    type Object = FleetIndex;
    type Answer = u64;
    const NAME: &'static str = "count-devices";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<u64, StoreFault> {
        let mut counted = 0_u64;
        let mut after: Option<String> = None;
        loop {
            let rows: Vec<IndexedDevice> = unit.scan(after.as_deref(), MAX_PAGE)?;
            for IndexedDevice { record, .. } in &rows {
                let counts = record.device.status != DeviceStatus::Retired
                    && self.methods.contains(&record.device.method);
                counted = counted.saturating_add(u64::from(counts));
            }
            match rows.last() {
                Some(last) if rows.len() == MAX_PAGE => after = Some(last.key()),
                _ => return Ok(counted),
            }
        }
    }
}

/// Finds who holds a device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FindDevice {
    /// The device.
    pub device: DeviceId,
}

impl Command for FindDevice {
    type Object = FleetIndex;
    type Answer = Option<DeviceRecord>;
    const NAME: &'static str = "find-device";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Option<DeviceRecord>, StoreFault> {
        let row: Option<IndexedDevice> = unit.get(&self.device.to_string())?;
        Ok(row.map(|row| row.record))
    }
}

#[cfg(all(test, feature = "test-util"))]
mod tests;
