//! When something that leaves the tenant object is tried next: mails and what webhooks are to hear stand in one table, by which
//! the object wakes.

use serde::{Deserialize, Serialize};

use crate::ids::WebhookId;
use crate::store::{Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// How many rows are read at a time.
const AT_ONCE: usize = 256;

/// When something is tried next. The host reads `at` and `webhook` from every row of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Due {
    pub at: Timestamp,
    pub number: u64,
    /// The webhook whose delivery it is; none for a mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookId>,
    /// It was never tried: it is due at once, and `at` says when it is again, should the object die over it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub fresh: bool,
}

impl Row for Due {
    const TABLE: Table = Table::Deadline;

    fn key(&self) -> String {
        let at = Self::number_key(self.at.unix_seconds());
        let number = Self::number_key(self.number);
        match self.webhook {
            Some(webhook) => format!("{at}/{number}/{webhook}"),
            None => format!("{at}/{number}"),
        }
    }
}

/// At most `limit` of what is due by `until` and is wanted, the earliest first.
pub(super) fn due_by(
    unit: &Unit<'_>,
    until: Timestamp,
    limit: usize,
    mut wanted: impl FnMut(&Due) -> bool,
) -> Result<Vec<Due>, StoreFault> {
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let rows = unit.scan::<Due>(after.as_deref(), AT_ONCE)?;
        for due in &rows {
            if due.at > until || found.len() >= limit {
                return Ok(found);
            }
            if wanted(due) {
                found.push(*due);
            }
        }
        match rows.last() {
            Some(last) if rows.len() == AT_ONCE => after = Some(last.key()),
            _ => return Ok(found),
        }
    }
}
