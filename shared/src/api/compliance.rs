use serde::{Deserialize, Serialize};

use crate::compliance::{ComplianceRule, ComplianceState};
use crate::time::Timestamp;

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
