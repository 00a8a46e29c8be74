use serde::{Deserialize, Serialize};

use crate::enrollment::what_if::WhatIf;
use crate::enrollment::{EnrollmentRequest, Facts, RecordedDecision, Replay};
use crate::fleet::InputOf;
use crate::ids::{EnrolleeId, GroupId};
use crate::policy::PolicyVersion;
use crate::time::Timestamp;

/// A recorded decision, and what it comes to when it is taken again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecisionView {
    /// What is recorded.
    pub recorded: RecordedDecision,
    /// What it comes to now, with each rule.
    #[serde(flatten)]
    pub again: Replay,
}

/// The decisions of one enrollee, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecisionList {
    /// Who asked.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub enrollee: EnrolleeId,
    /// A page of them.
    pub decisions: Vec<DecisionView>,
    /// Where the next page begins: the value of `before`; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// What a decision about one device or attempt is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhatIfInput {
    /// What it is.
    pub of: InputOf,
    /// When what is said of the holder was so: the last decision. Absent when that is not known.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// What was asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub request: EnrollmentRequest,
    /// What is known, without the groups of people.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub facts: Facts,
    /// The holder's groups: the place of their set in the page.
    pub group_set: u32,
}

/// A page of what decisions are taken from (`GET /api/v1/what-if/inputs`), for a page that asks `what_if` itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhatIfInputs {
    /// Each set of groups of people once: thousands are in the same.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Vec<String>>))]
    pub group_sets: Vec<Vec<GroupId>>,
    /// Devices in management, then the attempts refused in the last 30 days.
    pub inputs: Vec<WhatIfInput>,
    /// How many devices were passed over because what they are decided by is not known. They enrolled before it was kept, and
    /// it is known once they have changed or been here on another day.
    pub unknown: u32,
    /// As of when this is told; the index hears of a change within seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub read_at: Timestamp,
    /// Where the next page begins: the value of `after`; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The body of `POST /api/v1/policy/what-if`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WhatIfQuestion {
    /// The policy of before: `current` (when left out), `draft`, `candidate` or a version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The policy in question: `draft` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The `next` of the answer before; from the beginning when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Who would be decided differently (`POST /api/v1/policy/what-if`). Rollouts are left out: every device is decided by the
/// two policies that were named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhatIfAnswer {
    /// The policy of before, by the hash of its content.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub from: PolicyVersion,
    /// The policy in question, by the hash of its content.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub to: PolicyVersion,
    /// How many devices and attempts were decided by both; at most 2,500 in one answer.
    pub decided: u32,
    /// How many devices were passed over because what they are decided by is not known.
    pub unknown: u32,
    /// How old the inputs are: the oldest of the decisions that the holders' part is taken from.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_decided_at: Option<Timestamp>,
    /// As of when this is told; the index hears of a change within seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub read_at: Timestamp,
    /// What changes; at most the first 100 differences are listed.
    pub changes: WhatIf,
    /// Where the next answer begins: the value of `after`; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
