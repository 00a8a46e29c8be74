//! How many devices of a device enrollment manager are in use, kept as a number.
//!
//! A manager may have a thousand devices, and reading them all for each one that enrolls would cost a thousand rows a time. So
//! from the first decision about a manager on the object keeps the number beside its devices: whoever adds a device, ends one
//! or sees one again changes it in the same transaction. What the object held before is counted once. People who never were
//! managers have a few devices each, and theirs are counted as they stand.
//!
//! Whether a device is in use also ends with time alone. For each one that is counted there is therefore a row that says when
//! to look again, sorted by that time: never later than the device ceases to count, and usually earlier, since a check-in
//! does not move it. Before the number is read or changed, all that is due is looked at.

use serde::{Deserialize, Serialize};

use super::in_use::{InUse, counts_until};
use super::rows::DeviceRow;
use super::slots::all_devices;
use crate::ids::DeviceId;
use crate::store::{Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// How many rows are read at a time.
const AT_ONCE: usize = 64;

/// The number: one row, before all others of its table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct TallyRow {
    in_use: InUse,
}

impl Row for TallyRow {
    const TABLE: Table = Table::Tally;

    fn key(&self) -> String {
        String::new()
    }
}

/// When to look again whether a device that is counted still is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LookAgain {
    at: Timestamp,
    device: DeviceId,
}

impl Row for LookAgain {
    const TABLE: Table = Table::Tally;

    fn key(&self) -> String {
        format!(
            "{}/{}",
            Self::number_key(self.at.unix_seconds()),
            self.device
        )
    }
}

/// From here on the number is kept. The first time, everything is counted.
pub(super) fn begin(unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
    if unit.get::<TallyRow>("")?.is_some() {
        return Ok(());
    }
    let mut tally = TallyRow::default();
    for row in all_devices(unit)? {
        if let Some(at) = counts_until(unit, &row, now)? {
            tally.in_use.add(&row);
            unit.put(&LookAgain { at, device: row.id })?;
        }
    }
    unit.put(&tally)
}

/// The number; none where none is kept.
pub(super) fn counted(unit: &mut Unit<'_>, now: Timestamp) -> Result<Option<InUse>, StoreFault> {
    Ok(settled(unit, now)?.map(|tally| tally.in_use))
}

/// A device has taken a slot.
pub(super) fn joins(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if let Some(mut tally) = settled(unit, now)?
        && let Some(at) = counts_until(unit, row, now)?
    {
        tally.in_use.add(row);
        unit.put(&LookAgain { at, device: row.id })?;
        unit.put(&tally)?;
    }
    Ok(())
}

/// A device, as it is stored, is about to give its slot back.
pub(super) fn leaves(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if let Some(mut tally) = settled(unit, now)?
        && let Some(at) = counts_until(unit, row, now)?
    {
        tally.in_use.subtract(row);
        // Where a check-in has moved the time, the row stays and finds no device that counts.
        unit.delete::<LookAgain>(&LookAgain { at, device: row.id }.key());
        unit.put(&tally)?;
    }
    Ok(())
}

/// A device that was out of use is here again; that it was is still what is stored. It counts until `until`.
pub(super) fn comes_back(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if let Some(mut tally) = settled(unit, now)? {
        tally.in_use.add(row);
        unit.put(&LookAgain {
            at: until,
            device: row.id,
        })?;
        unit.put(&tally)?;
    }
    Ok(())
}

/// The number as it is now: what is due has been looked at.
fn settled(unit: &mut Unit<'_>, now: Timestamp) -> Result<Option<TallyRow>, StoreFault> {
    let Some(mut tally) = unit.get::<TallyRow>("")? else {
        return Ok(None);
    };
    let due = due(unit, now)?;
    if due.is_empty() {
        return Ok(Some(tally));
    }
    for again in due {
        unit.delete::<LookAgain>(&again.key());
        let row = unit.get::<DeviceRow>(&again.device.to_string())?;
        // One that has left was taken off when it did.
        let Some(row) = row.filter(DeviceRow::counts) else {
            continue;
        };
        match counts_until(unit, &row, now)? {
            Some(at) => unit.put(&LookAgain { at, ..again })?,
            None => tally.in_use.subtract(&row),
        }
    }
    unit.put(&tally)?;
    Ok(Some(tally))
}

/// What is to be looked at now, read before anything is staged: each row once.
fn due(unit: &Unit<'_>, now: Timestamp) -> Result<Vec<LookAgain>, StoreFault> {
    let mut all: Vec<LookAgain> = Vec::new();
    loop {
        // Behind the number itself, whose key is empty. The first is nearly always not due yet.
        let after = all.last().map_or_else(String::new, Row::key);
        let most = if all.is_empty() { 1 } else { AT_ONCE };
        let mut page: Vec<LookAgain> = unit.scan(Some(&after), most)?;
        let read = page.len();
        page.retain(|again| again.at <= now);
        let last = page.len() < most;
        all.append(&mut page);
        if last || read < most {
            return Ok(all);
        }
    }
}
