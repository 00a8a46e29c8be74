//! The devices that an enrollee holds.

use super::rows::DeviceRow;
use crate::store::{Row, StoreFault, Unit};

/// How many device rows are read at a time.
const DEVICES_AT_ONCE: usize = 500;

/// How many devices have not been retired, also those that have not been seen for long and count against no limit.
pub(super) fn live_devices(unit: &Unit<'_>) -> Result<u32, StoreFault> {
    let live = all_devices(unit)?.iter().filter(|row| row.counts()).count();
    Ok(u32::try_from(live).unwrap_or(u32::MAX))
}

/// Every device of the enrollee, retired ones too.
pub(super) fn all_devices(unit: &Unit<'_>) -> Result<Vec<DeviceRow>, StoreFault> {
    let mut all: Vec<DeviceRow> = Vec::new();
    loop {
        let after = all.last().map(Row::key);
        let page: Vec<DeviceRow> = unit.scan(after.as_deref(), DEVICES_AT_ONCE)?;
        let last = page.len() < DEVICES_AT_ONCE;
        all.extend(page);
        if last {
            return Ok(all);
        }
    }
}
