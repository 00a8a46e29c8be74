//! What an enrollee holds, as it is shown.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::{all_devices, devices_in_use};
use super::deadline::settle_overdue;
use super::rows::{DeviceRow, EnrolleeHeader, Life, PresenceRow};
use crate::api::DeviceView;
use crate::ids::DeviceId;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// Lists the devices in management, newest enrollment first, and how many slots are taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListDevices {}

impl Command for ListDevices {
    type Object = Enrollee;
    type Answer = (Vec<DeviceView>, u32);
    const NAME: &'static str = "list-devices";

    fn run(
        self,
        unit: &mut Unit<'_>,
        now: Timestamp,
    ) -> Result<(Vec<DeviceView>, u32), StoreFault> {
        if EnrolleeHeader::load(unit)?.is_none() {
            return Ok((Vec::new(), 0));
        }
        settle_overdue(unit, now)?;
        let mut views = Vec::new();
        for row in all_devices(unit)? {
            // A slot that is only held, and a device that has left, are not devices a person has.
            if row.counts() && row.life != Life::Reserved {
                let presence: Option<PresenceRow> = unit.get(&row.id.to_string())?;
                views.push(row.view(presence.as_ref(), now));
            }
        }
        views.sort_by_key(|view| core::cmp::Reverse((view.enrolled_at, view.id)));
        let in_use = devices_in_use(unit, None)?;
        Ok((views, in_use))
    }
}

/// Shows one device, retired ones too.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowDevice {
    /// The device.
    pub device: DeviceId,
}

impl Command for ShowDevice {
    type Object = Enrollee;
    type Answer = Option<DeviceView>;
    const NAME: &'static str = "show-device";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Option<DeviceView>, StoreFault> {
        settle_overdue(unit, now)?;
        let key = self.device.to_string();
        let presence: Option<PresenceRow> = unit.get(&key)?;
        Ok(unit
            .get::<DeviceRow>(&key)?
            .map(|row| row.view(presence.as_ref(), now)))
    }
}
