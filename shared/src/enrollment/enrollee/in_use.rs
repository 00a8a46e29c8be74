//! How many devices an enrollee holds that count.
//!
//! A device counts while it is managed and in use: not retired, its enrollment proven or begun within the last 24 hours, and
//! seen, or enrolled, within the last 90 days; Intune counts the same. Ways of enrolling that no limit applies to do not
//! count either.
//!
//! The count is taken in the object, in the same step that takes the slot, and no other step comes between: two devices that
//! come at once are counted one after the other. It is a rule about who may enroll, not about who may stay. A device that
//! comes back after 90 days is still enrolled, since its certificate stands; it takes its place again with that check-in, even
//! where another has enrolled meanwhile and the enrollee then holds more than the limit. Nothing is retired for it; the next
//! enrollment is refused.

use core::time::Duration;

use super::admit::PENDING_TIME;
use super::rows::{DeviceRow, Life, PresenceRow};
use super::slots::all_devices;
use crate::ids::DeviceId;
use crate::platform::EnrollmentMethod;
use crate::store::{Row as _, StoreFault, Unit};
use crate::time::Timestamp;

/// How long a device that is not seen counts: 90 days, as Intune counts it.
pub const IN_USE_TIME: Duration = Duration::from_hours(90 * 24);

/// What counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct InUse {
    /// Devices, whatever they are.
    pub devices: u32,
    /// Those of them that are Android work profiles.
    pub work_profiles: u32,
}

/// Counts, leaving out `except`. Every row is looked at, a page at a time: a person who enrolled and removed devices for years
/// must not thereby slip past the limit.
pub(super) fn in_use(
    unit: &Unit<'_>,
    except: Option<DeviceId>,
    now: Timestamp,
) -> Result<InUse, StoreFault> {
    let mut in_use = InUse::default();
    for row in all_devices(unit)? {
        if Some(row.id) == except || !is_in_use(unit, &row, now)? {
            continue;
        }
        in_use.devices = in_use.devices.saturating_add(1);
        if row.request.method == EnrollmentMethod::AndroidWorkProfile {
            in_use.work_profiles = in_use.work_profiles.saturating_add(1);
        }
    }
    Ok(in_use)
}

/// When a device was last seen is read only of one that did not enroll lately.
fn is_in_use(unit: &Unit<'_>, row: &DeviceRow, now: Timestamp) -> Result<bool, StoreFault> {
    let may = match row.life {
        Life::Retired { .. } => false,
        Life::Reserved | Life::AwaitingProof => row.enrolled_at.plus(PENDING_TIME) > now,
        Life::Enrolled => true,
    };
    if !may || !row.request.method.counts_against_limit() {
        return Ok(false);
    }
    if row.enrolled_at.plus(IN_USE_TIME) > now {
        return Ok(true);
    }
    let presence: Option<PresenceRow> = unit.get(&row.key())?;
    Ok(presence.is_some_and(|presence| presence.last_check_in.plus(IN_USE_TIME) > now))
}
