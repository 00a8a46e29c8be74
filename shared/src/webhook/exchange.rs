use serde::{Deserialize, Serialize};

use super::WebhookAddress;
use crate::ids::WebhookId;
use crate::time::Timestamp;

/// One try: what is sent, and of which delivery. A receiver knows by identifier and time whether it has heard this before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookRequest {
    /// The webhook.
    pub webhook: WebhookId,
    /// The delivery's number.
    pub number: u64,
    /// Where to.
    pub url: WebhookAddress,
    /// The event's identifier, the same at every try: the header `webhook-id`.
    pub id: String,
    /// When it is tried: the header `webhook-timestamp`, in seconds since 1970.
    pub at: Timestamp,
    /// The header `webhook-signature`.
    pub signature: String,
    /// The body, to the byte as it was signed.
    pub body: String,
}

/// What was heard of a receiver.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Heard {
    /// The status of its answer; none when there was no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// For how many seconds it asks to be left alone (RFC 9110 section 10.2.3).
    #[serde(default)]
    pub retry_after: u32,
    /// What went wrong when there was no answer.
    #[serde(default)]
    pub reason: String,
}

impl Heard {
    /// An answer.
    #[must_use]
    pub fn answer(status: u16) -> Self {
        Self {
            status: Some(status),
            ..Self::default()
        }
    }

    /// No answer, and why.
    #[must_use]
    pub fn nothing(reason: &str) -> Self {
        Self {
            reason: reason.chars().take(200).collect(),
            ..Self::default()
        }
    }
}
