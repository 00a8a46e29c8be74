//! How a device is woken: a message to Apple's push notification service that says no more than that there is something to
//! fetch (<https://developer.apple.com/documentation/devicemanagement/sending-push-notifications-to-devices>).

use serde::{Deserialize, Serialize};

/// Where a device can be woken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAddress {
    /// `Topic`: the user id in the subject of the push certificate.
    pub topic: String,
    /// `Token`, in hexadecimal digits.
    pub token: String,
    /// `PushMagic`.
    pub magic: String,
}

/// How long APNs keeps a message for a device that is off: a day.
pub const KEPT_FOR_SECONDS: u64 = 86_400;

impl PushAddress {
    /// The path of the request, behind APNs' address or a relay's.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/3/device/{}", self.token)
    }

    /// The body: nothing else may stand in it.
    #[must_use]
    pub fn body(&self) -> String {
        let magic = serde_json::Value::from(self.magic.as_str());
        format!("{{\"mdm\":{magic}}}")
    }

    /// The headers beside the content's type; `now` in seconds since 1970.
    #[must_use]
    pub fn headers(&self, now: u64) -> [(&'static str, String); 4] {
        [
            ("apns-topic", self.topic.clone()),
            ("apns-push-type", "mdm".to_owned()),
            ("apns-priority", "10".to_owned()),
            (
                "apns-expiration",
                now.saturating_add(KEPT_FOR_SECONDS).to_string(),
            ),
        ]
    }
}
