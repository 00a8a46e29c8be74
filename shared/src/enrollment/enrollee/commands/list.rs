//! The commands of a device, as they are shown.

use serde::{Deserialize, Serialize};

use super::queue::of_device;
use crate::command::CommandRecord;
use crate::enrollment::enrollee::Enrollee;
use crate::enrollment::enrollee::deadline::settle_overdue;
use crate::enrollment::enrollee::rows::DeviceRow;
use crate::ids::DeviceId;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// Lists the commands of a device, the newest first; none when the enrollee has no such device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListCommands {
    /// The device.
    pub device: DeviceId,
}

impl Command for ListCommands {
    type Object = Enrollee;
    type Answer = Option<Vec<CommandRecord>>;
    const NAME: &'static str = "list-commands";

    fn run(
        self,
        unit: &mut Unit<'_>,
        now: Timestamp,
    ) -> Result<Option<Vec<CommandRecord>>, StoreFault> {
        settle_overdue(unit, now)?;
        // A slot that is only held is not a device yet.
        let known = unit.get::<DeviceRow>(&self.device.to_string())?;
        if known.is_none_or(|row| row.issued_at().is_none()) {
            return Ok(None);
        }
        let mut commands = of_device(unit, self.device)?;
        commands.reverse();
        Ok(Some(commands))
    }
}
