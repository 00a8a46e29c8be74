//! A decision as it is recorded, and taken again.

use serde::{Deserialize, Serialize};

use super::decide::{RULES_VERSION, decide};
use super::facts::Facts;
use super::request::EnrollmentRequest;
use super::verdict::{TraceEntry, Verdict};
use crate::ids::DeviceId;
use crate::policy::{DecidedUnder, PolicySet, PolicyVersion};
use crate::store::{Row, Table};
use crate::time::Timestamp;

/// A decision with everything needed to take it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedDecision {
    /// Its number among the decisions of its enrollee.
    pub number: u64,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// What was asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub request: EnrollmentRequest,
    /// All that was known.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub facts: Facts,
    /// The policy that decided, by the hash of its content.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub policy: PolicyVersion,
    /// The version of the rules that decided.
    pub rules: u32,
    /// Under which configuration, and in which ring.
    #[serde(default)]
    pub under: DecidedUnder,
    /// What was decided.
    pub verdict: Verdict,
    /// The device, unless it was refused before it had a name.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub device: Option<DeviceId>,
}

impl Row for RecordedDecision {
    const TABLE: Table = Table::Attempt;

    fn key(&self) -> String {
        Self::number_key(self.number)
    }
}

/// What a recorded decision comes to when it is taken again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "replay", rename_all = "snake_case")]
pub enum Replay {
    /// To what is recorded.
    Equal {
        /// Each rule that was looked at.
        trace: Vec<TraceEntry>,
    },
    /// To something else.
    Different {
        /// What is decided now.
        verdict: Verdict,
        /// The version of the rules by which it is.
        rules: u32,
        /// Whether it was decided by another version of the rules. Otherwise the record is not what was written down.
        rules_have_changed: bool,
        /// Each rule that was looked at.
        trace: Vec<TraceEntry>,
    },
    /// It cannot be taken again: the policy that decided is not kept.
    PolicyNotKept,
}

impl RecordedDecision {
    /// Takes the decision again, by the policy that took it, as of its moment.
    ///
    /// The policy is checked to be the one: its version is the hash of its content.
    #[must_use]
    pub fn replay(&self, policy: Option<&PolicySet>) -> Replay {
        let Some(policy) = policy.filter(|policy| policy.version() == self.policy) else {
            return Replay::PolicyNotKept;
        };
        let mut trace = Vec::new();
        let verdict = decide(policy, &self.request, &self.facts, self.at, &mut trace);
        if verdict == self.verdict {
            return Replay::Equal { trace };
        }
        Replay::Different {
            verdict,
            rules: RULES_VERSION,
            rules_have_changed: self.rules != RULES_VERSION,
            trace,
        }
    }
}
