//! What becomes due by itself. One alarm stands at the earliest deadline; whoever comes first, the alarm or a request,
//! settles what is overdue, so nothing that has ended is ever answered as if it had not.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::abandon_lease;
use super::apple::AppleRow;
use super::commands::{expire, forget_all};
use super::compliance::{ComplianceRow, settle_compliance};
use super::configuration::ConfigurationRow;
use super::events::{EnrolleeEvent, emit};
use super::hand_over::drop_reference;
use super::installed::InstalledRow;
use super::inventory::{FactHistoryRow, HistoryRow, InventoryRow};
use super::recovery_key::RecoveryKeyRow;
use super::retire::retire_device;
use super::rows::{
    CertificateRow, DeviceRow, EnrolleeHeader, LeaseRow, LockoutRow, PresenceRow, SessionRow,
    TicketRow, TicketState,
};
use super::same_machine::{forget_machine, supersede};
use super::tally;
use super::tickets::end_ticket;
use super::waiting;
use super::wake::{call_off, wake_again, wake_due};
use super::windows::ManagementRow;
use crate::device::{Life, RetireCause};
use crate::ids::{DeviceId, Digest, SessionId, TicketId, UserId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// A device's record is deleted this long after its last certificate expired: 180 days (Intune removes records then too).
pub const RECORD_KEPT_AFTER_EXPIRY: Duration = Duration::from_hours(180 * 24);

/// How many deadlines are read at a time.
const AT_ONCE: usize = 64;

/// What becomes due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "due", rename_all = "kebab-case")]
pub enum DeadlineKind {
    /// An enrollment must have been proven.
    ProofDue {
        /// The device.
        device: DeviceId,
    },
    /// What a pending device had to report must have been reported.
    FactsDue {
        /// The device.
        device: DeviceId,
    },
    /// A device's grace ends, or something is to be done because it does not keep the rules.
    ComplianceDue {
        /// The device.
        device: DeviceId,
    },
    /// A device whose machine has enrolled anew must have been here since.
    SupersedeDue {
        /// The device.
        device: DeviceId,
        /// When the newer one told that it is the same machine.
        since: Timestamp,
    },
    /// A device's record is to be deleted.
    RecordDeletion {
        /// The device.
        device: DeviceId,
    },
    /// One of a device's commands ends, or is to be forgotten.
    CommandsEnd {
        /// The device.
        device: DeviceId,
    },
    /// A device that comes only when it is woken is to come by.
    WakeDue {
        /// The device.
        device: DeviceId,
    },
    /// What wakes a device is to be tried again, or was lost.
    WakeAgain {
        /// The device.
        device: DeviceId,
    },
    /// An unused ticket ends.
    TicketEnds {
        /// The ticket.
        ticket: TicketId,
    },
    /// A session is to be deleted.
    SessionEnds {
        /// The session.
        session: SessionId,
    },
    /// The failed sign-ins of a name of nobody's are to be deleted.
    StrangerForgotten {
        /// The name.
        stranger: Digest,
    },
    /// What is kept for one who waits for an answer is to be deleted.
    WaitingForgotten {
        /// Who waits.
        waiting: Digest,
    },
}

impl DeadlineKind {
    fn name(&self) -> String {
        match self {
            Self::ProofDue { device } => format!("proof/{device}"),
            Self::FactsDue { device } => format!("facts/{device}"),
            Self::ComplianceDue { device } => format!("compliance/{device}"),
            Self::SupersedeDue { device, .. } => format!("supersede/{device}"),
            Self::RecordDeletion { device } => format!("record/{device}"),
            Self::CommandsEnd { device } => format!("commands/{device}"),
            Self::WakeDue { device } => format!("wake/{device}"),
            Self::WakeAgain { device } => format!("wake-again/{device}"),
            Self::TicketEnds { ticket } => format!("ticket/{ticket}"),
            Self::SessionEnds { session } => format!("session/{session}"),
            Self::StrangerForgotten { stranger } => format!("stranger/{stranger}"),
            Self::WaitingForgotten { waiting } => format!("waiting/{waiting}"),
        }
    }
}

/// A row of the deadlines table; keys sort by time, so the first row is the next alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields")]
pub struct Deadline {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub kind: DeadlineKind,
}

/// A deadline as it is read: one flat record, and not each kind by code of its own.
#[derive(Deserialize)]
struct Fields {
    at: Timestamp,
    due: String,
    device: Option<DeviceId>,
    since: Option<Timestamp>,
    ticket: Option<TicketId>,
    session: Option<SessionId>,
    stranger: Option<Digest>,
    waiting: Option<Digest>,
}

impl TryFrom<Fields> for Deadline {
    type Error = &'static str;

    fn try_from(of: Fields) -> Result<Self, &'static str> {
        let device = of.device.ok_or("this deadline lacks `device`");
        let kind = match of.due.as_str() {
            "proof-due" => DeadlineKind::ProofDue { device: device? },
            "facts-due" => DeadlineKind::FactsDue { device: device? },
            "compliance-due" => DeadlineKind::ComplianceDue { device: device? },
            "supersede-due" => DeadlineKind::SupersedeDue {
                device: device?,
                since: of.since.ok_or("this deadline lacks `since`")?,
            },
            "record-deletion" => DeadlineKind::RecordDeletion { device: device? },
            "commands-end" => DeadlineKind::CommandsEnd { device: device? },
            "wake-due" => DeadlineKind::WakeDue { device: device? },
            "wake-again" => DeadlineKind::WakeAgain { device: device? },
            "ticket-ends" => DeadlineKind::TicketEnds {
                ticket: of.ticket.ok_or("this deadline lacks `ticket`")?,
            },
            "session-ends" => DeadlineKind::SessionEnds {
                session: of.session.ok_or("this deadline lacks `session`")?,
            },
            "stranger-forgotten" => DeadlineKind::StrangerForgotten {
                stranger: of.stranger.ok_or("this deadline lacks `stranger`")?,
            },
            "waiting-forgotten" => DeadlineKind::WaitingForgotten {
                waiting: of.waiting.ok_or("this deadline lacks `waiting`")?,
            },
            _ => return Err("there is no such deadline"),
        };
        Ok(Self { at: of.at, kind })
    }
}

impl Row for Deadline {
    const TABLE: Table = Table::Deadline;

    fn key(&self) -> String {
        format!(
            "{}/{}",
            Self::number_key(self.at.unix_seconds()),
            self.kind.name()
        )
    }
}

/// Settles what is overdue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunDeadlines {}

impl Command for RunDeadlines {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "run-deadlines";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
        settle_overdue(unit, now)
    }
}

/// Treats everything overdue as done. Every command that reads what time can end calls this first.
pub(super) fn settle_overdue(unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
    // The first tells nearly always that nothing is due, and it is what an object that is awake remembers.
    let first = unit.scan::<Deadline>(None, 1)?;
    if first.iter().all(|deadline| deadline.at > now) {
        return Ok(());
    }
    // All of them, however many tickets end at once: the one that bars this very request may be the last.
    loop {
        let mut due = unit.scan::<Deadline>(None, AT_ONCE)?;
        due.retain(|deadline| deadline.at <= now);
        for deadline in &due {
            unit.delete::<Deadline>(&deadline.key());
            settle(unit, deadline.kind, now)?;
        }
        if due.len() < AT_ONCE {
            return Ok(());
        }
    }
}

fn settle(unit: &mut Unit<'_>, kind: DeadlineKind, now: Timestamp) -> Result<(), StoreFault> {
    match kind {
        DeadlineKind::ProofDue { device } => match unit.get::<DeviceRow>(&device.to_string())? {
            Some(row) if matches!(row.life, Life::Reserved | Life::AwaitingProof) => {
                retire_device(unit, row, RetireCause::NotProven, now)
            }
            _ => Ok(()),
        },
        DeadlineKind::FactsDue { device } => match unit.get::<DeviceRow>(&device.to_string())? {
            Some(row)
                if row
                    .pending
                    .as_ref()
                    .is_some_and(|pending| pending.until <= now) =>
            {
                retire_device(unit, row, RetireCause::FactsNotLearnt, now)
            }
            _ => Ok(()),
        },
        DeadlineKind::ComplianceDue { device } => settle_compliance(unit, device, now),
        DeadlineKind::SupersedeDue { device, since } => supersede(unit, device, since, now),
        DeadlineKind::RecordDeletion { device } => delete_record(unit, device, now),
        DeadlineKind::CommandsEnd { device } => expire(unit, device, now),
        DeadlineKind::WakeDue { device } => wake_due(unit, device, now),
        DeadlineKind::WakeAgain { device } => wake_again(unit, device, now),
        DeadlineKind::TicketEnds { ticket } => match unit.get::<TicketRow>(&ticket.to_string())? {
            Some(row) if row.state == TicketState::Open => end_ticket(unit, row),
            _ => Ok(()),
        },
        DeadlineKind::SessionEnds { session } => {
            unit.delete::<SessionRow>(&session.to_string());
            Ok(())
        }
        DeadlineKind::StrangerForgotten { stranger } => {
            unit.delete::<LockoutRow>(&LockoutRow::key_of(Some(stranger)));
            Ok(())
        }
        DeadlineKind::WaitingForgotten { waiting } => waiting::forget(unit, waiting, now),
    }
}

/// Deletes a device's record, unless a newer certificate has moved the day.
fn delete_record(unit: &mut Unit<'_>, device: DeviceId, now: Timestamp) -> Result<(), StoreFault> {
    let Some(row) = unit.get::<DeviceRow>(&device.to_string())? else {
        return Ok(());
    };
    let due = row
        .certificate_expires_at
        .is_none_or(|end| end.plus(RECORD_KEPT_AFTER_EXPIRY) <= now);
    if !due {
        return Ok(());
    }
    forget_device(unit, &row, None, now)
}

/// Deletes all that is known of a device, and tells the others.
pub(super) fn forget_device(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let device = row.id;
    tally::leaves(unit, row, now)?;
    let mut header = EnrolleeHeader::require(unit)?;
    forget_machine(unit, &mut header, &mut row.clone(), now)?;
    drop_reference(unit, &mut header, row, now)?;
    if let Some(lease) = unit.get::<LeaseRow>(&device.to_string())? {
        abandon_lease(unit, &mut header, &lease, now)?;
    }
    for certificate in CertificateRow::of_device(unit, &device)? {
        unit.delete::<CertificateRow>(&certificate.key());
    }
    unit.delete::<PresenceRow>(&device.to_string());
    unit.delete::<InventoryRow>(&device.to_string());
    unit.delete::<InstalledRow>(&device.to_string());
    unit.delete::<RecoveryKeyRow>(&device.to_string());
    unit.delete::<ComplianceRow>(&device.to_string());
    unit.delete::<HistoryRow>(&device.to_string());
    unit.delete::<FactHistoryRow>(&device.to_string());
    unit.delete::<ConfigurationRow>(&device.to_string());
    unit.delete::<ManagementRow>(&device.to_string());
    unit.delete::<AppleRow>(&device.to_string());
    call_off(unit, device)?;
    forget_all(unit, row)?;
    unit.delete::<TicketRow>(&row.ticket.to_string());
    unit.delete::<DeviceRow>(&row.key());
    emit(
        unit,
        &mut header,
        EnrolleeEvent::DeviceDeleted { device, by },
        now,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One that is added does not compile until it stands here, and then in the test.
    const fn place(kind: &DeadlineKind) -> usize {
        match kind {
            DeadlineKind::ProofDue { .. } => 0,
            DeadlineKind::FactsDue { .. } => 1,
            DeadlineKind::ComplianceDue { .. } => 2,
            DeadlineKind::SupersedeDue { .. } => 3,
            DeadlineKind::RecordDeletion { .. } => 4,
            DeadlineKind::CommandsEnd { .. } => 5,
            DeadlineKind::TicketEnds { .. } => 6,
            DeadlineKind::SessionEnds { .. } => 7,
            DeadlineKind::StrangerForgotten { .. } => 8,
            DeadlineKind::WakeDue { .. } => 10,
            DeadlineKind::WakeAgain { .. } => 11,
            DeadlineKind::WaitingForgotten { .. } => 9,
        }
    }

    #[test]
    fn every_kind_of_deadline_reads_back_as_it_was_written() {
        let device = DeviceId::from_random([1; 16]);
        let at = Timestamp::from_unix_seconds(1_800_000_000);
        let mut seen = [false; 12];
        for kind in [
            DeadlineKind::ProofDue { device },
            DeadlineKind::FactsDue { device },
            DeadlineKind::ComplianceDue { device },
            DeadlineKind::SupersedeDue { device, since: at },
            DeadlineKind::RecordDeletion { device },
            DeadlineKind::CommandsEnd { device },
            DeadlineKind::WakeDue { device },
            DeadlineKind::WakeAgain { device },
            DeadlineKind::TicketEnds {
                ticket: TicketId::from_random([2; 16]),
            },
            DeadlineKind::SessionEnds {
                session: SessionId::from_random([3; 16]),
            },
            DeadlineKind::StrangerForgotten {
                stranger: Digest::of(b"nobody"),
            },
            DeadlineKind::WaitingForgotten {
                waiting: Digest::of(b"somebody"),
            },
        ] {
            seen[place(&kind)] = true;
            let deadline = Deadline { at, kind };
            let text = serde_json::to_string(&deadline).unwrap();
            assert_eq!(crate::json::from_str::<Deadline>(&text).unwrap(), deadline);
        }
        assert_eq!(seen, [true; 12]);
        let gone = r#"{"at":"2026-01-01T00:00:00Z","due":"ticket-ends"}"#;
        assert!(crate::json::from_str::<Deadline>(gone).is_err());
    }
}
