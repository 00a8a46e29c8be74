//! A command is taken back before its device has been told.

use serde::{Deserialize, Serialize};

use super::queue::{is_cancelled, of_device, step, tidy};
use crate::command::{CommandRecord, CommandRefusal, Impossible, Requester, Step};
use crate::enrollment::enrollee::Enrollee;
use crate::enrollment::enrollee::deadline::settle_overdue;
use crate::enrollment::enrollee::rows::{DeviceRow, EnrolleeHeader};
use crate::ids::{CommandId, DeviceId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// Takes a command back. A second time changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CancelCommand {
    /// The device.
    pub device: DeviceId,
    /// The command.
    pub command: CommandId,
    /// Who takes it back; a person does not take back what an administrator has asked.
    pub requester: Requester,
}

/// What became of [`CancelCommand`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cancelling {
    /// It is taken back, now or already.
    Cancelled {
        /// The command as it is now.
        command: Box<CommandRecord>,
    },
    /// No, and why.
    Refused {
        /// The one cause.
        refusal: CommandRefusal,
    },
    /// The enrollee has no such device, or the device no such command.
    Unknown,
}

impl Command for CancelCommand {
    type Object = Enrollee;
    type Answer = Cancelling;
    const NAME: &'static str = "cancel-command";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Cancelling, StoreFault> {
        settle_overdue(unit, now)?;
        let Some(mut row) = unit.get::<DeviceRow>(&self.device.to_string())? else {
            return Ok(Cancelling::Unknown);
        };
        let mut commands = of_device(unit, self.device)?;
        let Some(command) = commands.iter_mut().find(|known| known.id == self.command) else {
            return Ok(Cancelling::Unknown);
        };
        if self.requester == Requester::Person && command.asked_as != Requester::Person {
            let refusal = CommandRefusal::Administrators;
            return Ok(Cancelling::Refused { refusal });
        }
        if !is_cancelled(command) {
            let mut header = EnrolleeHeader::require(unit)?;
            if let Err(impossible) = step(unit, &mut header, command, Step::Undo, now)? {
                let refusal = match impossible {
                    Impossible::Ended => CommandRefusal::Ended,
                    Impossible::Delivered | Impossible::NotDelivered => CommandRefusal::Delivered,
                };
                return Ok(Cancelling::Refused { refusal });
            }
        }
        let command = Box::new(command.clone());
        tidy(unit, &mut row, &commands, now)?;
        unit.put(&row)?;
        Ok(Cancelling::Cancelled { command })
    }
}
