//! The decisions that an enrollee's object has recorded.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::ATTEMPTS_KEPT;
use crate::enrollment::RecordedDecision;
use crate::ids::DeviceId;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// How many decisions one answer holds at most.
const MAX_DECISIONS: usize = 20;

/// Reads recorded decisions, the newest first. The last 200 are kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadDecisions {
    /// Only those with a lower number; from the newest on when none.
    pub before: Option<u64>,
    /// Only those about this device.
    pub device: Option<DeviceId>,
    /// How many at most, up to 20.
    pub limit: usize,
}

impl Command for ReadDecisions {
    type Object = Enrollee;
    type Answer = Vec<RecordedDecision>;
    const NAME: &'static str = "read-decisions";

    fn run(
        self,
        unit: &mut Unit<'_>,
        _now: Timestamp,
    ) -> Result<Vec<RecordedDecision>, StoreFault> {
        let kept = usize::try_from(ATTEMPTS_KEPT).unwrap_or(usize::MAX);
        let rows: Vec<RecordedDecision> = unit.scan(None, kept.saturating_add(1))?;
        Ok(rows
            .into_iter()
            .rev()
            .filter(|row| self.before.is_none_or(|before| row.number < before))
            .filter(|row| self.device.is_none() || row.device == self.device)
            .take(self.limit.min(MAX_DECISIONS))
            .collect())
    }
}
