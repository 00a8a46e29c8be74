//! The terms of use that a person has accepted: once, for all of their devices.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::events::{EnrolleeEvent, emit};
use super::provision::EnrolleeKind;
use super::rows::EnrolleeHeader;
use crate::few::{map_of, sort_few};
use crate::ids::{TermsId, TermsVersion};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// How many acceptances are read at most: there are no more terms than a section holds, and few that once were.
const ACCEPTANCES_READ: usize = 1_000;

/// Terms of use that a person has accepted: the newest version of each, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// The terms.
    pub terms: TermsId,
    /// The newest version that was accepted.
    pub version: u32,
    /// When.
    pub at: Timestamp,
}

impl Row for Acceptance {
    const TABLE: Table = Table::Acceptance;

    fn key(&self) -> String {
        self.terms.to_string()
    }
}

/// Of `required`, what the person has yet to accept. A newer version than is asked for serves as well.
pub(super) fn not_accepted(
    unit: &Unit<'_>,
    required: Vec<TermsVersion>,
) -> Result<Vec<TermsVersion>, StoreFault> {
    let mut open = Vec::new();
    for asked in required {
        let known: Option<Acceptance> = unit.get(&asked.terms.to_string())?;
        if known.is_none_or(|known| known.version < asked.version) {
            open.push(asked);
        }
    }
    Ok(open)
}

/// Accepts terms of use. The caller has made sure that these versions are what the person has before them. What was accepted
/// before stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AcceptTerms {
    /// What is accepted.
    pub versions: Vec<TermsVersion>,
}

impl Command for AcceptTerms {
    type Object = Enrollee;
    type Answer = Vec<Acceptance>;
    const NAME: &'static str = "accept-terms";

    /// Answers all that has been accepted.
    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Vec<Acceptance>, StoreFault> {
        let mut header = EnrolleeHeader::require(unit)?;
        let EnrolleeKind::Person { user } = header.kind else {
            return Err(StoreFault::new("nobody in person accepts for a token"));
        };
        // One of several versions of the same terms: the newest.
        let newest: BTreeMap<TermsId, u32> = {
            let mut versions = self.versions;
            sort_few(&mut versions, Ord::cmp);
            let pairs = versions.into_iter();
            map_of(pairs.map(|accepted| (accepted.terms, accepted.version)))
        };
        let versions = newest
            .into_iter()
            .map(|(terms, version)| TermsVersion { terms, version })
            .collect();
        let accepted = not_accepted(unit, versions)?;
        for TermsVersion { terms, version } in &accepted {
            unit.put(&Acceptance {
                terms: terms.clone(),
                version: *version,
                at: now,
            })?;
        }
        if !accepted.is_empty() {
            let event = EnrolleeEvent::TermsAccepted { user, accepted };
            emit(unit, &mut header, event, now)?;
        }
        unit.scan(None, ACCEPTANCES_READ)
    }
}

/// Shows what the person has accepted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowAcceptances {}

impl Command for ShowAcceptances {
    type Object = Enrollee;
    type Answer = Vec<Acceptance>;
    const NAME: &'static str = "show-acceptances";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Vec<Acceptance>, StoreFault> {
        unit.scan(None, ACCEPTANCES_READ)
    }
}
