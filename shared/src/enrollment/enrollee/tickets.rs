//! Tickets: each is one enrollment, made beforehand by the person, and reserves nothing.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::{devices_in_use, ticket_deadline};
use super::deadline::settle_overdue;
use super::rows::{EnrolleeHeader, TicketRow, TicketState};
use crate::enrollment::{EnrollmentRequest, Refusal};
use crate::ids::{Digest, TicketId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// How many tickets are looked at for the count of open ones; more than any tenant may allow.
const TICKETS_AT_MOST: usize = 2_200;

/// Opens a ticket.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenTicket {
    /// Its name.
    pub id: TicketId,
    /// SHA-256 of its secret; the secret itself is kept nowhere.
    pub secret: Digest,
    /// What it enrolls.
    pub request: EnrollmentRequest,
    /// When it ends, used or not.
    pub expires_at: Timestamp,
    /// How many open tickets the tenant lets one person have.
    pub open_ticket_limit: u32,
}

/// What became of [`OpenTicket`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ticket", rename_all = "snake_case")]
pub enum TicketOpening {
    /// It is open.
    Opened {
        /// How many slots are taken now, for the verdict that is shown with the ticket.
        devices_in_use: u32,
    },
    /// No, and why.
    Refused {
        /// The one cause.
        refusal: Refusal,
    },
}

impl Command for OpenTicket {
    type Object = Enrollee;
    type Answer = TicketOpening;
    const NAME: &'static str = "open-ticket";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<TicketOpening, StoreFault> {
        EnrolleeHeader::require(unit)?;
        settle_overdue(unit, now)?;
        let open = unit
            .scan::<TicketRow>(None, TICKETS_AT_MOST)?
            .iter()
            .filter(|ticket| ticket.state == TicketState::Open && ticket.expires_at > now)
            .count();
        if u32::try_from(open).unwrap_or(u32::MAX) >= self.open_ticket_limit {
            return Ok(TicketOpening::Refused {
                refusal: Refusal::TooManyOpenTickets {
                    limit: self.open_ticket_limit,
                },
            });
        }
        let row = TicketRow {
            id: self.id,
            secret: self.secret,
            request: self.request,
            opened_at: now,
            expires_at: self.expires_at,
            state: TicketState::Open,
        };
        unit.put(&ticket_deadline(&row))?;
        unit.put(&row)?;
        Ok(TicketOpening::Opened {
            devices_in_use: devices_in_use(unit, None)?,
        })
    }
}
