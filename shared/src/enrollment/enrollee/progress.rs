//! How far the enrollment with a ticket has come, for the person who waits for it.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::deadline::settle_overdue;
use super::rows::{DeviceRow, EnrolleeHeader, PresenceRow, TicketRow, TicketState};
use super::tickets::{EndedTicket, EndedTicketsRow};
use crate::api::{EnrollmentProgress, EnrollmentStage, RefusedAttempt};
use crate::device::{Life, RetireCause};
use crate::enrollment::Refusal;
use crate::ids::TicketId;
use crate::platform::Proof;
use crate::store::{Command, Rows, StoreFault, Unit};
use crate::time::Timestamp;

/// Shows how far the enrollment with a ticket has come; none for a ticket that is not this enrollee's, or that ended unused
/// before the last few that did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowProgress {
    /// The ticket.
    pub ticket: TicketId,
}

impl Command for ShowProgress {
    type Object = Enrollee;
    type Answer = Option<EnrollmentProgress>;
    const NAME: &'static str = "show-progress";

    fn run(
        self,
        unit: &mut Unit<'_>,
        now: Timestamp,
    ) -> Result<Option<EnrollmentProgress>, StoreFault> {
        settle_overdue(unit, now)?;
        progress(unit, &self.ticket, now)
    }
}

/// The same from what is stored, for those who are told of every change: what is overdue changes the rows when its alarm
/// comes, and is told then.
///
/// # Errors
/// [`StoreFault`] when the store does not answer.
pub fn read_progress(
    rows: &dyn Rows,
    ticket: &TicketId,
    now: Timestamp,
) -> Result<Option<EnrollmentProgress>, StoreFault> {
    progress(&Unit::new(rows), ticket, now)
}

/// With whose decisions a refusal's is kept, so that its person can name it to others.
fn progress(
    unit: &Unit<'_>,
    ticket: &TicketId,
    now: Timestamp,
) -> Result<Option<EnrollmentProgress>, StoreFault> {
    let mut shown = from_rows(unit, ticket, now)?;
    if let Some(shown) = &mut shown
        && let Some(RefusedAttempt {
            decision: Some(_), ..
        }) = shown.refused
    {
        shown.enrollee = EnrolleeHeader::load(unit)?.map(|header| header.enrollee);
    }
    Ok(shown)
}

fn from_rows(
    unit: &Unit<'_>,
    ticket: &TicketId,
    now: Timestamp,
) -> Result<Option<EnrollmentProgress>, StoreFault> {
    let Some(row) = unit.get::<TicketRow>(&ticket.to_string())? else {
        let ended: Option<EndedTicketsRow> = unit.get("")?;
        let ended = ended.and_then(|row| row.tickets.into_iter().find(|t| t.id == *ticket));
        return Ok(ended.map(progress_of_ended));
    };
    let device = match row.state {
        TicketState::Open => None,
        TicketState::Bound { device, .. } | TicketState::Spent { device, .. } => Some(device),
    };
    let (device, presence) = match device {
        None => (None, None),
        Some(id) => (
            unit.get::<DeviceRow>(&id.to_string())?,
            unit.get::<PresenceRow>(&id.to_string())?,
        ),
    };
    Ok(Some(progress_of(row, device, presence.as_ref(), now)))
}

/// What a ticket's rows say together.
fn progress_of(
    ticket: TicketRow,
    device: Option<DeviceRow>,
    presence: Option<&PresenceRow>,
    now: Timestamp,
) -> EnrollmentProgress {
    // A slot that is only held is not a device that a person has.
    let device = device.filter(|device| {
        device.issued_at().is_some() || matches!(device.life, Life::Retired { .. })
    });
    let stage = match (&ticket.state, &device) {
        (TicketState::Open, _) if ticket.expires_at <= now => EnrollmentStage::Ended,
        (_, None) => EnrollmentStage::Waiting,
        (_, Some(device)) => stage_of(device),
    };
    let at_the_end = device.as_ref().and_then(refused_at_the_end);
    let issued_at = device.as_ref().and_then(DeviceRow::issued_at);
    EnrollmentProgress {
        ticket: ticket.id,
        platform: ticket.request.platform,
        method: ticket.request.method,
        ownership: ticket.request.ownership,
        category: ticket.category,
        expires_at: ticket.expires_at,
        stage,
        issued_at,
        checked_in_at: device.as_ref().and_then(|device| device.checked_in_at),
        reported_at: device.as_ref().and_then(|device| device.reported_at),
        key_changes: match ticket.state {
            TicketState::Open => 0,
            TicketState::Bound { key_changes, .. } | TicketState::Spent { key_changes, .. } => {
                key_changes
            }
        },
        device: device
            .filter(|_| issued_at.is_some())
            .map(|device| device.view(presence, now)),
        refused: at_the_end.or(ticket.refused),
        enrollee: None,
    }
}

/// How far a device has come. Where issuance is the proof, nobody waits for a first report unless a rule does.
fn stage_of(device: &DeviceRow) -> EnrollmentStage {
    let told = device.reported_at.is_some() || device.proof() == Proof::Issuance;
    match device.life {
        Life::Retired { .. } => EnrollmentStage::Ended,
        Life::Reserved => EnrollmentStage::Waiting,
        Life::AwaitingProof => EnrollmentStage::Issued,
        Life::Enrolled if told && device.pending.is_none() => EnrollmentStage::Enrolled,
        Life::Enrolled if device.checked_in_at.is_some() => EnrollmentStage::CheckedIn,
        Life::Enrolled => EnrollmentStage::Issued,
    }
}

/// Why the policy ended the enrollment, when it did.
pub(super) fn refused_at_the_end(device: &DeviceRow) -> Option<RefusedAttempt> {
    let Life::Retired { at, cause } = device.life else {
        return None;
    };
    let (refusal, decision) = match cause {
        RetireCause::RefusedByPolicy => (device.refused.clone()?, device.attempt),
        RetireCause::FactsNotLearnt => (Refusal::FactsNotLearnt, None),
        _ => return None,
    };
    Some(RefusedAttempt {
        at,
        refusal,
        decision,
    })
}

fn progress_of_ended(ticket: EndedTicket) -> EnrollmentProgress {
    EnrollmentProgress {
        ticket: ticket.id,
        platform: ticket.request.platform,
        method: ticket.request.method,
        ownership: ticket.request.ownership,
        category: ticket.category,
        expires_at: ticket.expires_at,
        stage: EnrollmentStage::Ended,
        issued_at: None,
        checked_in_at: None,
        reported_at: None,
        key_changes: 0,
        device: None,
        refused: ticket.refused,
        enrollee: None,
    }
}
