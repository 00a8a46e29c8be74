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

use serde::{Deserialize, Serialize};

use super::admit::PENDING_TIME;
use super::rows::{DeviceRow, PresenceRow};
use super::slots::all_devices;
use super::tally::{comes_back, counted};
use crate::device::Life;
use crate::ids::DeviceId;
use crate::platform::EnrollmentMethod;
use crate::store::{Row as _, StoreFault, Unit};
use crate::time::Timestamp;

/// How long a device that is not seen counts: 90 days, as Intune counts it.
pub const IN_USE_TIME: Duration = Duration::from_hours(90 * 24);

/// What counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct InUse {
    /// Devices, whatever they are.
    pub devices: u32,
    /// Those of them that are Android work profiles.
    pub work_profiles: u32,
}

impl InUse {
    pub fn add(&mut self, row: &DeviceRow) {
        self.devices = self.devices.saturating_add(1);
        if is_work_profile(row) {
            self.work_profiles = self.work_profiles.saturating_add(1);
        }
    }

    pub fn subtract(&mut self, row: &DeviceRow) {
        self.devices = self.devices.saturating_sub(1);
        if is_work_profile(row) {
            self.work_profiles = self.work_profiles.saturating_sub(1);
        }
    }
}

fn is_work_profile(row: &DeviceRow) -> bool {
    row.request.method == EnrollmentMethod::AndroidWorkProfile
}

/// Counts, leaving out `except`: by the number that is kept for a manager, or else by looking.
pub(super) fn in_use(
    unit: &mut Unit<'_>,
    except: Option<DeviceId>,
    now: Timestamp,
) -> Result<InUse, StoreFault> {
    let Some(mut in_use) = counted(unit, now)? else {
        return looked_at(unit, except, now);
    };
    if let Some(device) = except
        && let Some(row) = unit.get::<DeviceRow>(&device.to_string())?
        && counts_until(unit, &row, now)?.is_some()
    {
        in_use.subtract(&row);
    }
    Ok(in_use)
}

/// Counts by looking at every row, a page at a time: a person who enrolled and removed devices for years must not thereby
/// slip past the limit.
pub(super) fn looked_at(
    unit: &Unit<'_>,
    except: Option<DeviceId>,
    now: Timestamp,
) -> Result<InUse, StoreFault> {
    let mut in_use = InUse::default();
    for row in all_devices(unit)? {
        if Some(row.id) != except && counts_until(unit, &row, now)?.is_some() {
            in_use.add(&row);
        }
    }
    Ok(in_use)
}

/// Until when a device that counts now does so at least; none when it does not. When it was last seen is read only of one
/// that did not enroll lately.
pub(super) fn counts_until(
    unit: &Unit<'_>,
    row: &DeviceRow,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreFault> {
    if !row.request.method.counts_against_limit() {
        return Ok(None);
    }
    let until = match row.life {
        Life::Retired { .. } => return Ok(None),
        Life::Reserved | Life::AwaitingProof => row.enrolled_at.plus(PENDING_TIME),
        Life::Enrolled => {
            let until = row.enrolled_at.plus(IN_USE_TIME);
            if until > now {
                return Ok(Some(until));
            }
            match unit.get::<PresenceRow>(&row.key())? {
                Some(presence) => presence.last_check_in.plus(IN_USE_TIME),
                None => return Ok(None),
            }
        }
    };
    Ok(Some(until).filter(|until| *until > now))
}

/// A device is about to be noted as here; `seen` is when it was last. One that was out of use counts again.
pub(super) fn here_again(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    seen: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let is_over = |since: Timestamp| since.plus(IN_USE_TIME) <= now;
    if row.life == Life::Enrolled
        && row.request.method.counts_against_limit()
        && is_over(row.enrolled_at)
        && seen.is_none_or(is_over)
    {
        comes_back(unit, row, now.plus(IN_USE_TIME), now)?;
    }
    Ok(())
}
