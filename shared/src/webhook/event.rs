use core::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::Timestamp;

/// What webhooks hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WebhookEvent {
    /// A device was enrolled and holds a certificate.
    #[serde(rename = "device.enrolled")]
    DeviceEnrolled,
    /// An enrollment with a valid ticket or token was refused.
    #[serde(rename = "enrollment.refused")]
    EnrollmentRefused,
    /// A device no longer does what the organisation asks of it.
    #[serde(rename = "device.non_compliant")]
    DeviceNonCompliant,
    /// A device left management.
    #[serde(rename = "device.retired")]
    DeviceRetired,
    /// An administrator tries a webhook out. It is sent when it is asked for, and cannot be chosen.
    #[serde(rename = "webhook.test")]
    Test,
}

impl WebhookEvent {
    /// Every event, in the order in which they are listed.
    pub const ALL: [Self; 5] = [
        Self::DeviceEnrolled,
        Self::EnrollmentRefused,
        Self::DeviceNonCompliant,
        Self::DeviceRetired,
        Self::Test,
    ];

    /// The stable name, in the API as in what is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DeviceEnrolled => "device.enrolled",
            Self::EnrollmentRefused => "enrollment.refused",
            Self::DeviceNonCompliant => "device.non_compliant",
            Self::DeviceRetired => "device.retired",
            Self::Test => "webhook.test",
        }
    }
}

impl fmt::Display for WebhookEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is sent of an event: what it is, when it happened, and `data`.
#[must_use]
pub fn body(event: WebhookEvent, at: Timestamp, data: &Value) -> String {
    serde_json::json!({ "type": event.as_str(), "timestamp": at.to_string(), "data": data })
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_written_as_it_is_called() {
        for event in WebhookEvent::ALL {
            let written = serde_json::to_string(&event).unwrap();
            assert_eq!(written, format!("\"{event}\""));
        }
    }

    #[test]
    fn a_body_says_what_it_is_and_when_it_happened() {
        let at = Timestamp::from_unix_seconds(1_795_450_441);
        let body = body(
            WebhookEvent::Test,
            at,
            &serde_json::json!({"webhook": "whk_1"}),
        );
        assert_eq!(
            body,
            r#"{"data":{"webhook":"whk_1"},"timestamp":"2026-11-23T16:14:01Z","type":"webhook.test"}"#
        );
    }
}
