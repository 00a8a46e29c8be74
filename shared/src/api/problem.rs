use serde::{Deserialize, Serialize};

use crate::enrollment::{ActsNext, TraceEntry};
use crate::identifier::RowFault;

/// The media type of [`Problem`] (RFC 9457 section 6.1).
pub const PROBLEM_CONTENT_TYPE: &str = "application/problem+json";

/// Why a request was not carried out (RFC 9457): one cause, one stable code, one sentence, one fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI reference that names the cause: `/problems/` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The cause in one sentence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code, such as `device-limit-reached`.
    pub code: String,
    /// What to do about it, in one sentence.
    pub fix: String,
    /// Who can do it; absent where the request itself is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acts_next: Option<ActsNext>,
    /// Names this answer in the log.
    pub correlation_id: String,
    /// Seconds after which to ask again, where that helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u32>,
    /// The field of the body that is wrong, such as `categories[2].name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The rule that it breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// For a decision of the rule: each rule looked at, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<TraceEntry>,
    /// For an imported file: each row that cannot be taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowFault>,
}
