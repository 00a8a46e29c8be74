//! Tickets: each is one enrollment, made beforehand by the person, and reserves nothing.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::ticket_deadline;
use super::deadline::{Deadline, DeadlineKind, settle_overdue};
use super::in_use::in_use;
use super::rows::{EnrolleeHeader, TicketRow, TicketState};
use crate::api::RefusedAttempt;
use crate::enrollment::{EnrollmentRequest, Refusal};
use crate::ids::{CategoryId, Digest, TicketId};
use crate::platform::EnrollmentMethod;
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// How many tickets are read at a time.
const TICKETS_AT_ONCE: usize = 500;

/// How many deadlines are read at a time.
const DEADLINES_AT_ONCE: usize = 32;

/// The longest that a ticket may last, as the settings have it.
const LONGEST_TICKET: Duration = Duration::from_mins(1_440);

/// How many tickets that ended unused are remembered, for the person who still looks at one.
const ENDED_TICKETS_KEPT: usize = 20;

/// What is remembered of a ticket that ended unused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EndedTicket {
    pub id: TicketId,
    pub request: EnrollmentRequest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    pub expires_at: Timestamp,
    #[serde(default)]
    pub refused: Option<RefusedAttempt>,
}

/// The last tickets that ended unused, oldest first. One row, so that what is kept is bounded without a deadline of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct EndedTicketsRow {
    pub tickets: Vec<EndedTicket>,
}

impl Row for EndedTicketsRow {
    const TABLE: Table = Table::EndedTickets;

    fn key(&self) -> String {
        String::new()
    }
}

/// A ticket ends unused: it enrolls nobody any more, and its person may still see that.
pub(super) fn end_ticket(unit: &mut Unit<'_>, ticket: TicketRow) -> Result<(), StoreFault> {
    unit.delete::<TicketRow>(&ticket.key());
    let mut ended: EndedTicketsRow = unit.get("")?.unwrap_or_default();
    ended.tickets.push(EndedTicket {
        id: ticket.id,
        request: ticket.request,
        category: ticket.category,
        expires_at: ticket.expires_at,
        refused: ticket.refused,
    });
    let too_many = ended.tickets.len().saturating_sub(ENDED_TICKETS_KEPT);
    ended.tickets.drain(..too_many);
    unit.put(&ended)
}

/// Keeps the no that an attempt with a ticket got, for its person to see, with the number of its decision where one was taken.
pub(super) fn note_refusal(
    unit: &mut Unit<'_>,
    ticket: TicketId,
    refusal: &Refusal,
    decision: Option<u64>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    // These are about the ticket or the moment, not about what somebody must do for the enrollment to succeed.
    if matches!(
        refusal,
        Refusal::EnrollmentInProgress { .. }
            | Refusal::TicketInvalid
            | Refusal::TicketExpired { .. }
    ) {
        return Ok(());
    }
    let refused = Some(RefusedAttempt {
        at: now,
        refusal: refusal.clone(),
        decision,
    });
    if let Some(mut row) = unit.get::<TicketRow>(&ticket.to_string())? {
        row.refused = refused;
        return unit.put(&row);
    }
    // The attempt was its last: it has ended meanwhile.
    let mut ended: EndedTicketsRow = unit.get("")?.unwrap_or_default();
    if let Some(row) = ended.tickets.iter_mut().find(|row| row.id == ticket) {
        row.refused = refused;
        unit.put(&ended)?;
    }
    Ok(())
}

/// Opens a ticket.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenTicket {
    /// Its name.
    pub id: TicketId,
    /// SHA-256 of its secret; the secret itself is kept nowhere.
    pub secret: Digest,
    /// What it enrolls.
    pub request: EnrollmentRequest,
    /// The category that its device is put into; the caller has made sure that there is such a one.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// When it ends, used or not.
    pub expires_at: Timestamp,
    /// How many open tickets the tenant lets one person have.
    pub open_ticket_limit: u32,
}

/// What became of [`OpenTicket`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        if EnrolleeHeader::require(unit)?.closed {
            return Ok(TicketOpening::Refused {
                refusal: Refusal::AccountDisabled,
            });
        }
        settle_overdue(unit, now)?;
        // One that is named by what it is for may be asked for again; what has become of it stays.
        if let Some(row) = unit.get::<TicketRow>(&self.id.to_string())? {
            return Ok(if row.secret == self.secret {
                TicketOpening::Opened {
                    devices_in_use: in_use(unit, None, now)?.devices,
                }
            } else {
                TicketOpening::Refused {
                    refusal: Refusal::TicketInvalid,
                }
            });
        }
        if open_tickets(unit, now)? >= self.open_ticket_limit {
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
            category: self.category,
            opened_at: now,
            expires_at: self.expires_at,
            refused: None,
            state: TicketState::Open,
        };
        unit.put(&ticket_deadline(&row))?;
        unit.put(&row)?;
        Ok(TicketOpening::Opened {
            devices_in_use: in_use(unit, None, now)?.devices,
        })
    }
}

/// Looks for the newest open ticket of a method, so that its holder goes on with it elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FindOpenTicket {
    /// The method.
    pub method: EnrollmentMethod,
}

/// An open ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTicket {
    /// Its name.
    pub id: TicketId,
    /// What it enrolls.
    pub request: EnrollmentRequest,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Command for FindOpenTicket {
    type Object = Enrollee;
    type Answer = Option<FoundTicket>;
    const NAME: &'static str = "find-open-ticket";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Option<FoundTicket>, StoreFault> {
        settle_overdue(unit, now)?;
        let newest = all_tickets(unit)?
            .into_iter()
            .filter(|ticket| {
                ticket.state == TicketState::Open
                    && ticket.request.method == self.method
                    && ticket.expires_at > now
            })
            .max_by_key(|ticket| ticket.opened_at);
        Ok(newest.map(|ticket| FoundTicket {
            id: ticket.id,
            request: ticket.request,
            expires_at: ticket.expires_at,
        }))
    }
}

/// How many tickets are open: by their deadlines, which stand first, and not by the tickets of all the devices that there are.
pub(super) fn open_tickets(unit: &Unit<'_>, now: Timestamp) -> Result<u32, StoreFault> {
    let mut open = 0_u32;
    let mut after: Option<String> = None;
    loop {
        let page: Vec<Deadline> = unit.scan(after.as_deref(), DEADLINES_AT_ONCE)?;
        let near = |deadline: &&Deadline| deadline.at <= now.plus(LONGEST_TICKET);
        let is_open = |deadline: &&Deadline| {
            deadline.at > now && matches!(deadline.kind, DeadlineKind::TicketEnds { .. })
        };
        let found = page.iter().take_while(near).filter(is_open).count();
        open = open.saturating_add(u32::try_from(found).unwrap_or(u32::MAX));
        match page.last() {
            Some(last) if page.len() == DEADLINES_AT_ONCE && near(&last) => {
                after = Some(last.key());
            }
            _ => return Ok(open),
        }
    }
}

/// Every ticket. Those that enrolled a device are kept as long as the device's record, and must not hide the open ones.
pub(super) fn all_tickets(unit: &Unit<'_>) -> Result<Vec<TicketRow>, StoreFault> {
    let mut all: Vec<TicketRow> = Vec::new();
    loop {
        let after = all.last().map(Row::key);
        let page: Vec<TicketRow> = unit.scan(after.as_deref(), TICKETS_AT_ONCE)?;
        let last = page.len() < TICKETS_AT_ONCE;
        all.extend(page);
        if last {
            return Ok(all);
        }
    }
}
