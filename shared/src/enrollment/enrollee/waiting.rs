//! What an object of nobody's keeps for those who wait for an answer ([`crate::identity::Waiting`]).

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::PENDING_TIME;
use super::deadline::{Deadline, DeadlineKind, settle_overdue};
use crate::ids::Digest;
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// One who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WaitingRow {
    pub name: Digest,
    /// What is kept, hidden.
    pub hidden: String,
    pub until: Timestamp,
}

impl Row for WaitingRow {
    const TABLE: Table = Table::Waiting;

    fn key(&self) -> String {
        self.name.to_string()
    }
}

/// Keeps what is hidden for one who waits, for a day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeepWaiting {
    /// Who.
    pub name: Digest,
    /// What, hidden.
    pub hidden: String,
}

impl Command for KeepWaiting {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "keep-waiting";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
        settle_overdue(unit, now)?;
        let until = now.plus(PENDING_TIME);
        // Asked again, it is kept for longer; the deadline of before then finds that it is not due.
        unit.put(&Deadline {
            at: until,
            kind: DeadlineKind::WaitingForgotten { waiting: self.name },
        })?;
        unit.put(&WaitingRow {
            name: self.name,
            hidden: self.hidden,
            until,
        })
    }
}

/// Reads what is kept for one who waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadWaiting {
    /// Who.
    pub name: Digest,
}

impl Command for ReadWaiting {
    type Object = Enrollee;
    type Answer = Option<String>;
    const NAME: &'static str = "read-waiting";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Option<String>, StoreFault> {
        settle_overdue(unit, now)?;
        let row: Option<WaitingRow> = unit.get(&self.name.to_string())?;
        Ok(row.map(|row| row.hidden))
    }
}

/// A day is over; unless another has begun since.
pub(super) fn forget(unit: &mut Unit<'_>, name: Digest, now: Timestamp) -> Result<(), StoreFault> {
    let key = name.to_string();
    if unit
        .get::<WaitingRow>(&key)?
        .is_some_and(|row| row.until <= now)
    {
        unit.delete::<WaitingRow>(&key);
    }
    Ok(())
}
