use serde::{Deserialize, Serialize};

use crate::compliance::{ComplianceSetting, ComplianceState, RuleResult};
use crate::ids::PolicyId;
use crate::time::Timestamp;

/// One rule that a device is held to, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ComplianceRule {
    /// What is asked for.
    pub setting: ComplianceSetting,
    /// What became of it.
    pub result: RuleResult,
    /// What helps, in one sentence; none for a rule that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The policy that asks; none for what the organisation asks of every device.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyId>,
    /// What would keep it: a value, or versions such as `≥ 22.04`.
    pub expected: String,
    /// What the device has told; none when it has told nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// What a device that checks in is told when there is something to put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ComplianceAnswer {
    /// Where it stands.
    pub state: ComplianceState,
    /// Until when that is tolerated; none when it is not.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_until: Option<Timestamp>,
    /// The rules that are not kept.
    pub rules: Vec<ComplianceRule>,
}
