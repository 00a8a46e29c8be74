use serde::{Deserialize, Serialize};

use super::rows::{PolicyRow, Publication};
use crate::policy::{PolicySet, PolicyVersion};
use crate::store::{Command, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::time::Timestamp;

/// Reads publications, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPublications {
    /// Only those with a lower number; from the newest on when none.
    pub before: Option<u64>,
    /// How many at most; up to 100.
    pub limit: usize,
}

impl Command for ReadPublications {
    type Object = Tenant;
    type Answer = Vec<Publication>;
    const NAME: &'static str = "read-publications";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Vec<Publication>, StoreFault> {
        let after = self.before.map(Publication::key_of);
        unit.scan(after.as_deref(), self.limit.min(100))
    }
}

/// Reads a policy by the hash of its content, whether it is in force, was, or is tried out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPolicy {
    /// The hash.
    pub version: PolicyVersion,
}

impl Command for ReadPolicy {
    type Object = Tenant;
    type Answer = Option<PolicySet>;
    const NAME: &'static str = "read-policy";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Option<PolicySet>, StoreFault> {
        kept(unit, self.version)
    }
}

/// A policy that is kept. The one that every organisation starts with is, without a row.
pub(in crate::tenant) fn kept(
    unit: &Unit<'_>,
    version: PolicyVersion,
) -> Result<Option<PolicySet>, StoreFault> {
    let row: Option<PolicyRow> = unit.get(&version.to_string())?;
    let set = row.map_or_else(PolicySet::starting, |row| row.set);
    Ok(Some(set).filter(|set| set.version() == version))
}
