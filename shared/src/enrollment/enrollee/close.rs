//! An account is to be deleted: its object says whether that may be, and then enrolls nobody any more.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::ticket_deadline;
use super::deadline::{Deadline, settle_overdue};
use super::rows::{CredentialRow, EnrolleeHeader, TicketState};
use super::sessions::end_all;
use super::slots::live_devices;
use super::tickets::{all_tickets, end_ticket};
use crate::store::{Command, Row as _, StoreFault, Unit};
use crate::time::Timestamp;

/// Closes the object, unless devices are in management or enrolling: those would be nobody's. From then on nobody signs in
/// and no ticket is made; tickets that are open end. What devices were stays until its time. Again: nothing happens.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Close {}

/// What became of [`Close`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// It is closed, for good.
    Closed,
    /// There are devices, which an administrator must remove first.
    HoldsDevices {
        /// How many.
        devices: u32,
    },
}

impl Command for Close {
    type Object = Enrollee;
    type Answer = Closing;
    const NAME: &'static str = "close";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Closing, StoreFault> {
        settle_overdue(unit, now)?;
        // An object that was never provisioned holds nothing, and without a header nothing is ever admitted.
        let Some(mut header) = EnrolleeHeader::load(unit)? else {
            return Ok(Closing::Closed);
        };
        let devices = live_devices(unit)?;
        if devices > 0 {
            return Ok(Closing::HoldsDevices { devices });
        }
        for ticket in all_tickets(unit)? {
            if ticket.state == TicketState::Open {
                unit.delete::<Deadline>(&ticket_deadline(&ticket).key());
                end_ticket(unit, ticket)?;
            }
        }
        end_all(unit)?;
        unit.delete::<CredentialRow>("");
        header.closed = true;
        unit.put(&header)?;
        Ok(Closing::Closed)
    }
}
