//! Who takes one of the enrollee's slots.

use super::rows::DeviceRow;
use crate::ids::DeviceId;
use crate::platform::EnrollmentMethod;
use crate::store::{Row, StoreFault, Unit};

/// How many device rows are read at a time.
const DEVICES_AT_ONCE: usize = 500;

/// How many devices take a slot, not counting `except`. Every row is looked at, a page at a time: a person who enrolled and
/// removed devices for years must not thereby slip past the limit.
pub(super) fn devices_in_use(unit: &Unit<'_>, except: Option<DeviceId>) -> Result<u32, StoreFault> {
    slots_in_use(unit, except).map(|(all, _)| all)
}

/// The same, and how many of them are Android work profiles.
pub(super) fn slots_in_use(
    unit: &Unit<'_>,
    except: Option<DeviceId>,
) -> Result<(u32, u32), StoreFault> {
    let (mut all, mut work_profiles) = (0_u32, 0_u32);
    for row in all_devices(unit)? {
        if row.counts() && Some(row.id) != except {
            all = all.saturating_add(1);
            if row.request.method == EnrollmentMethod::AndroidWorkProfile {
                work_profiles = work_profiles.saturating_add(1);
            }
        }
    }
    Ok((all, work_profiles))
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
