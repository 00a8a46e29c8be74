use serde::{Deserialize, Serialize};

use crate::enrollment::{ActsNext, TraceEntry};
use crate::identifier::RowFault;

/// The media type of [`Problem`] (RFC 9457 section 6.1).
pub const PROBLEM_CONTENT_TYPE: &str = "application/problem+json";

/// The codes that a signed-in person's own routes answer with (`/api/v1/me` and what is below it): a page has words for each in
/// every language. A 401 is none of them, since it ends the session.
pub const PERSON_PROBLEMS: [&str; 38] = [
    "account-disabled",
    "agent-too-old-for-commands",
    "bad-request-body",
    "body-too-large",
    "command-already-open",
    "command-delivered",
    "command-ended",
    "command-key-reused",
    "command-not-for-personal-devices",
    "command-not-possible",
    "command-of-an-administrator",
    "csrf-token-wrong",
    "device-limit-reached",
    "enrollment-in-progress",
    "enrollment-managers-devices",
    "enrollment-not-in-scope",
    "enrollment-paused",
    "internal-fault",
    "manufacturer-blocked",
    "method-not-allowed",
    "method-not-allowed-for-manager",
    "not-found",
    "not-permitted",
    "not-yours-to-remove",
    "os-too-new",
    "os-too-old",
    "personal-blocked",
    "platform-blocked",
    "terms-changed",
    "terms-not-accepted",
    "too-many-commands",
    "too-many-open-commands",
    "too-many-open-tickets",
    "unsupported-media-type",
    "upgrade-required",
    "version-not-supported",
    "work-profile-limit-reached",
    "wrong-origin",
];

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
