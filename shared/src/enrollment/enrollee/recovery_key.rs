//! What opens the disks of the organisation's Macs, hidden. It outlives the management of a Mac, whose disk stays encrypted, and goes
//! with its record, or in the step that makes the Mac its person's own. Every look at a key is written down.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::apple::forget_escrow;
use super::events::{EnrolleeEvent, emit_with};
use super::inventory::note;
use super::rows::{DeviceRow, EnrolleeHeader};
use crate::api::DeviceEventKind;
use crate::device::rights::DeviceAction;
use crate::ids::{DeviceId, Digest, UserId};
use crate::platform::Ownership;
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// How many keys of a Mac are kept: it may have been given another, and not have taken it into use.
const MOST_KEYS: usize = 3;

/// A recovery key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenRecoveryKey {
    /// The key, hidden.
    pub hidden: String,
    /// What tells it from another ([`RecoveryKey::digest`]).
    ///
    /// [`RecoveryKey::digest`]: crate::apple::recovery_key::RecoveryKey::digest
    pub digest: Digest,
}

/// A key, and since when it is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRecoveryKey {
    /// The key.
    pub key: HiddenRecoveryKey,
    /// When the Mac handed it over.
    pub escrowed_at: Timestamp,
}

/// The keys of a Mac, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecoveryKeyRow {
    pub device: DeviceId,
    pub keys: Vec<KeptRecoveryKey>,
}

impl Row for RecoveryKeyRow {
    const TABLE: Table = Table::RecoveryKey;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

const fn may_be_kept(ownership: Ownership) -> bool {
    DeviceAction::KeepRecoveryKey
        .requires()
        .is_met_by(ownership)
}

/// Takes in the key that a Mac has handed over; the same again changes nothing.
pub(super) fn take_in_recovery_key(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    key: HiddenRecoveryKey,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if !may_be_kept(row.request.ownership) {
        return Ok(());
    }
    let known: Option<RecoveryKeyRow> = unit.get(&row.key())?;
    let mut keys = known.map_or_else(Vec::new, |row| row.keys);
    if keys
        .first()
        .is_some_and(|newest| newest.key.digest == key.digest)
    {
        return Ok(());
    }
    keys.retain(|kept| kept.key.digest != key.digest);
    keys.insert(
        0,
        KeptRecoveryKey {
            key,
            escrowed_at: now,
        },
    );
    keys.truncate(MOST_KEYS);
    note(unit, row.id, DeviceEventKind::RecoveryKeyKept, now)?;
    unit.put(&RecoveryKeyRow {
        device: row.id,
        keys,
    })
}

/// Forgets the keys of a device that is its person's own from now on.
pub(super) fn forget_recovery_key(
    unit: &mut Unit<'_>,
    device: DeviceId,
    ownership: Ownership,
) -> Result<(), StoreFault> {
    let key = device.to_string();
    if !may_be_kept(ownership) && unit.get::<RecoveryKeyRow>(&key)?.is_some() {
        unit.delete::<RecoveryKeyRow>(&key);
        forget_escrow(unit, device)?;
    }
    Ok(())
}

/// Since when the newest key of a device is here; none where there is none.
pub(super) fn recovery_key_since(
    unit: &Unit<'_>,
    row: &DeviceRow,
) -> Result<Option<Timestamp>, StoreFault> {
    if !may_be_kept(row.request.ownership) {
        return Ok(None);
    }
    let known: Option<RecoveryKeyRow> = unit.get(&row.key())?;
    Ok(known.and_then(|row| Some(row.keys.first()?.escrowed_at)))
}

/// Somebody looks at the keys of a Mac, the newest first: its history and the audit chain say so in the same step. Empty where there
/// is none, of which nothing is said.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadRecoveryKeys {
    /// The device.
    pub device: DeviceId,
    /// Who looks.
    pub by: UserId,
}

impl Command for ReadRecoveryKeys {
    type Object = Enrollee;
    type Answer = Vec<KeptRecoveryKey>;
    const NAME: &'static str = "read-recovery-keys";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Vec<KeptRecoveryKey>, StoreFault> {
        let key = self.device.to_string();
        let row: Option<DeviceRow> = unit.get(&key)?;
        let row = row.filter(|row| may_be_kept(row.request.ownership));
        let known: Option<RecoveryKeyRow> = unit.get(&key)?;
        let (Some(row), Some(known)) = (row, known) else {
            return Ok(Vec::new());
        };
        note(unit, row.id, DeviceEventKind::RecoveryKeyRead, now)?;
        let mut header = EnrolleeHeader::require(unit)?;
        let event = EnrolleeEvent::RecoveryKeyRead {
            device: row.id,
            by: self.by,
        };
        emit_with(unit, &mut header, event, true, now)?;
        Ok(known.keys)
    }
}
