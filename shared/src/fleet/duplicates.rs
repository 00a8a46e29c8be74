//! Devices that say they are the same hardware, whoever holds them: each shows the others, and an administrator decides.

use super::IndexedDevice;
use crate::api::DeviceStatus;
use crate::device::{DeviceRecord, MAX_DUPLICATES, devices_of, move_device};
use crate::ids::{DeviceId, Digest};
use crate::store::{StoreFault, Unit};

/// The hardware of a device in management.
fn hardware_of(record: &DeviceRecord) -> Option<Digest> {
    record
        .hardware
        .filter(|_| record.device.status != DeviceStatus::Retired)
}

/// A device is about to be kept, where `before` is what was; it and those that say the same show each other.
pub(super) fn regroup(
    unit: &mut Unit<'_>,
    before: Option<&DeviceRecord>,
    after: &mut DeviceRecord,
) -> Result<(), StoreFault> {
    let device = after.device.id;
    let was = before.and_then(hardware_of);
    let is = hardware_of(after);
    if was == is {
        after.duplicates = before.map_or_else(Vec::new, |before| before.duplicates.clone());
        return Ok(());
    }
    move_device(unit, device, was, is)?;
    if let Some(was) = was {
        show_each_other(unit, was, device)?;
    }
    after.duplicates = match is {
        Some(is) => show_each_other(unit, is, device)?,
        None => Vec::new(),
    };
    Ok(())
}

/// A device is about to be deleted.
pub(super) fn forget(unit: &mut Unit<'_>, record: &DeviceRecord) -> Result<(), StoreFault> {
    let Some(was) = hardware_of(record) else {
        return Ok(());
    };
    move_device(unit, record.device.id, Some(was), None)?;
    show_each_other(unit, was, record.device.id).map(|_| ())
}

/// Writes into each device of a hardware which others there are, but for `own`, whose row is its caller's. Answers the
/// others of `own`.
fn show_each_other(
    unit: &mut Unit<'_>,
    hardware: Digest,
    own: DeviceId,
) -> Result<Vec<DeviceId>, StoreFault> {
    let devices = devices_of(unit, hardware)?;
    let others_of = |device: DeviceId| -> Vec<DeviceId> {
        let others = devices.iter().copied().filter(|other| *other != device);
        others.take(MAX_DUPLICATES).collect()
    };
    for device in devices.iter().copied().filter(|device| *device != own) {
        let row: Option<IndexedDevice> = unit.get(&device.to_string())?;
        if let Some(mut row) = row {
            row.record.duplicates = others_of(device);
            unit.put(&row)?;
        }
    }
    Ok(others_of(own))
}
