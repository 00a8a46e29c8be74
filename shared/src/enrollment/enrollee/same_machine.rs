//! The same machine enrolled twice by the same enrollee.
//!
//! What hardware a device is, is only learnt when it first reports, and only claimed; cloned virtual machines claim the same.
//! So both devices are marked at once, and the older one is retired only when it stays silent: a machine that was installed
//! anew has lost its old key for good, and a clone comes by within days.

use core::time::Duration;

use super::deadline::{Deadline, DeadlineKind};
use super::events::{EnrolleeEvent, emit_with};
use super::inventory::InventoryRow;
use super::retire::retire_device;
use super::rows::{DeviceRow, EnrolleeHeader, PresenceRow};
use crate::device::{RetireCause, devices_of, hardware_of, move_device};
use crate::few::sort_few;
use crate::ids::{DeviceId, Digest};
use crate::store::{StoreFault, Unit};
use crate::time::Timestamp;

/// A device that another has taken the place of is retired when it has not checked in for this long since: 14 days.
pub const SUPERSEDED_AFTER: Duration = Duration::from_hours(14 * 24);

/// Holds a device to what is kept of it by now: which machine it is, and which others say the same. The caller keeps the row,
/// and tells of it.
pub(super) fn recognise_machine(
    unit: &mut Unit<'_>,
    row: &mut DeviceRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let mut header = EnrolleeHeader::require(unit)?;
    let known: Option<InventoryRow> = unit.get(&row.id.to_string())?;
    let hardware = known.and_then(|known| hardware_of(&header.tenant, &known.facts));
    if hardware == row.hardware {
        return Ok(());
    }
    become_hardware(unit, &mut header, row, hardware, now)?;
    let Some(hardware) = hardware else {
        return Ok(());
    };
    for older in members(unit, hardware, row.id)? {
        if age(&older) < age(row) {
            unit.put(&Deadline {
                at: now.plus(SUPERSEDED_AFTER),
                kind: DeadlineKind::SupersedeDue {
                    device: older.id,
                    since: now,
                },
            })?;
        }
    }
    Ok(())
}

/// A device leaves: it is no machine any more.
pub(super) fn forget_machine(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    row: &mut DeviceRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if row.hardware.is_some() {
        become_hardware(unit, header, row, None, now)?;
    }
    Ok(())
}

/// Retires a device of whose machine there is a newer one, unless it has been here since that was learnt.
pub(super) fn supersede(
    unit: &mut Unit<'_>,
    device: DeviceId,
    since: Timestamp,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let row: Option<DeviceRow> = unit.get(&device.to_string())?;
    let Some(row) = row.filter(DeviceRow::counts) else {
        return Ok(());
    };
    let Some(hardware) = row.hardware else {
        return Ok(());
    };
    let presence: Option<PresenceRow> = unit.get(&device.to_string())?;
    let is_silent = presence.is_none_or(|presence| presence.last_check_in <= since);
    let has_newer = members(unit, hardware, device)?
        .iter()
        .any(|other| age(other) > age(&row));
    if is_silent && has_newer {
        retire_device(unit, row, RetireCause::Superseded, now)?;
    }
    Ok(())
}

fn age(row: &DeviceRow) -> (Timestamp, DeviceId) {
    (row.enrolled_at, row.id)
}

/// The other devices that say they are this machine.
fn members(
    unit: &Unit<'_>,
    hardware: Digest,
    except: DeviceId,
) -> Result<Vec<DeviceRow>, StoreFault> {
    let mut rows = Vec::new();
    for device in devices_of(unit, hardware)? {
        if device != except {
            rows.extend(unit.get::<DeviceRow>(&device.to_string())?);
        }
    }
    Ok(rows)
}

fn become_hardware(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    row: &mut DeviceRow,
    hardware: Option<Digest>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let before = core::mem::replace(&mut row.hardware, hardware);
    move_device(unit, row.id, before, hardware)?;
    row.same_machine_as = None;
    if let Some(before) = before {
        let left = members(unit, before, row.id)?;
        mark(unit, header, left, None, now)?;
    }
    if let Some(hardware) = hardware {
        let others = members(unit, hardware, row.id)?;
        row.same_machine_as = others.iter().max_by_key(|other| age(other)).map(|o| o.id);
        mark(unit, header, others, Some(row), now)?;
    }
    Ok(())
}

/// Marks each of `rows` with the newest other device of their machine, `joined` among them, and tells of those that changed.
fn mark(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    rows: Vec<DeviceRow>,
    joined: Option<&DeviceRow>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let mut ages: Vec<_> = rows.iter().chain(joined).map(age).collect();
    sort_few(&mut ages, Ord::cmp);
    for mut row in rows {
        let newest = ages.iter().rev().find(|(_, other)| *other != row.id);
        let newest = newest.map(|(_, other)| *other);
        if row.same_machine_as != newest {
            row.same_machine_as = newest;
            unit.put(&row)?;
            let record = row.record(unit, header, now)?;
            let event = EnrolleeEvent::DeviceChanged { record };
            emit_with(unit, header, event, true, now)?;
        }
    }
    Ok(())
}
