//! Who has accepted which terms of use, for administrators.

use serde::{Deserialize, Serialize};

use super::{FleetIndex, MAX_PAGE};
use crate::ids::{EnrolleeId, TermsId, UserId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// A person's acceptance as the index has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedAcceptance {
    /// The terms.
    pub terms: TermsId,
    /// The person's devices' holder.
    pub enrollee: EnrolleeId,
    /// The person.
    pub user: UserId,
    /// The newest version that they accepted.
    pub version: u32,
    /// When.
    pub at: Timestamp,
}

impl IndexedAcceptance {
    /// What the keys of these terms begin with. No id holds a slash.
    fn prefix(terms: &TermsId) -> String {
        format!("{terms}/")
    }
}

impl Row for IndexedAcceptance {
    const TABLE: Table = Table::IndexedAcceptance;

    fn key(&self) -> String {
        format!("{}{}", Self::prefix(&self.terms), self.enrollee)
    }
}

/// Lists who has accepted these terms, in the order of the enrollees' identifiers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListAcceptances {
    /// The terms.
    pub terms: TermsId,
    /// Where to go on; from the beginning when none.
    pub after: Option<EnrolleeId>,
    /// How many at most, up to [`MAX_PAGE`].
    pub limit: usize,
}

impl Command for ListAcceptances {
    type Object = FleetIndex;
    type Answer = Vec<IndexedAcceptance>;
    const NAME: &'static str = "list-acceptances";

    fn run(
        self,
        unit: &mut Unit<'_>,
        _now: Timestamp,
    ) -> Result<Vec<IndexedAcceptance>, StoreFault> {
        let mut after = IndexedAcceptance::prefix(&self.terms);
        if let Some(enrollee) = self.after {
            after.push_str(&enrollee.to_string());
        }
        let rows: Vec<IndexedAcceptance> = unit.scan(Some(&after), self.limit.min(MAX_PAGE))?;
        Ok(rows
            .into_iter()
            .take_while(|row| row.terms == self.terms)
            .collect())
    }
}
