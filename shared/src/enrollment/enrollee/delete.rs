//! An administrator deletes a device's record, without waiting for the day on which it goes by itself.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::deadline::{forget_device, settle_overdue};
use super::retire::retire_device_by;
use super::rows::DeviceRow;
use crate::device::RetireCause;
use crate::ids::{DeviceId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// Deletes a device's record. One that is in management is retired in the same step, so that no certificate outlives what is
/// known of its device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeleteDevice {
    /// The device.
    pub device: DeviceId,
    /// The administrator.
    pub by: UserId,
}

/// What became of [`DeleteDevice`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deletion {
    /// Nothing is known of it any more, but in the audit chain.
    Deleted,
    /// It is in management, and a device that enrolled this way leaves only by being wiped: first wipe it, or retire it.
    WipeFirst,
    /// The enrollee has no such device.
    Unknown,
}

impl Command for DeleteDevice {
    type Object = Enrollee;
    type Answer = Deletion;
    const NAME: &'static str = "delete-device";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Deletion, StoreFault> {
        settle_overdue(unit, now)?;
        let Some(row) = unit.get::<DeviceRow>(&self.device.to_string())? else {
            return Ok(Deletion::Unknown);
        };
        if row.counts() {
            if row.request.method.leaves_by_wipe() {
                return Ok(Deletion::WipeFirst);
            }
            let cause = RetireCause::RemovedByAdministrator;
            retire_device_by(unit, row.clone(), cause, Some(self.by), now)?;
        }
        forget_device(unit, &row, Some(self.by), now)?;
        Ok(Deletion::Deleted)
    }
}
