use core::fmt::{self, Write as _};
use core::str::FromStr;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::time::Timestamp;

/// What stands before a secret's base64.
const PREFIX: &str = "whsec_";

/// What a webhook is signed with: 24 to 64 octets. It does not show itself in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebhookSecret(Vec<u8>);

/// The text is no secret of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook's secret is whsec_ and 24 to 64 octets in base64")]
pub struct NotAWebhookSecret;

impl WebhookSecret {
    /// A new secret from 256 random bits.
    #[must_use]
    pub fn from_random(bits: [[u8; 16]; 2]) -> Self {
        Self(bits.concat())
    }

    /// The secret itself, as its receiver needs it: shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", Base64::encode_string(&self.0))
    }

    /// The last four characters, by which an administrator tells one secret from another.
    #[must_use]
    pub fn hint(&self) -> String {
        let text = self.reveal();
        let text = text.trim_end_matches('=');
        let from = text.len().saturating_sub(4);
        text.get(from..).unwrap_or_default().to_owned()
    }

    /// HMAC-SHA-256 over identifier, time and body with full stops between, in base64 behind the version of the scheme.
    fn sign(&self, id: &str, at: Timestamp, body: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        let time = at.unix_seconds().to_string();
        for part in [id, ".", time.as_str(), ".", body] {
            mac.update(part.as_bytes());
        }
        let code = mac.finalize().into_bytes();
        Some(format!("v1,{}", Base64::encode_string(&code)))
    }
}

/// The header `webhook-signature`: a signature by each secret, separated by blanks, so that a receiver may know either.
#[must_use]
pub fn signatures(secrets: &[WebhookSecret], id: &str, at: Timestamp, body: &str) -> String {
    let mut all = String::new();
    for signature in secrets
        .iter()
        .filter_map(|secret| secret.sign(id, at, body))
    {
        let between = if all.is_empty() { "" } else { " " };
        let _ = write!(all, "{between}{signature}");
    }
    all
}

impl FromStr for WebhookSecret {
    type Err = NotAWebhookSecret;

    fn from_str(text: &str) -> Result<Self, NotAWebhookSecret> {
        let octets = text
            .strip_prefix(PREFIX)
            .and_then(|text| Base64::decode_vec(text).ok());
        octets
            .filter(|octets| (24..=64).contains(&octets.len()))
            .map(Self)
            .ok_or(NotAWebhookSecret)
    }
}

impl TryFrom<String> for WebhookSecret {
    type Error = NotAWebhookSecret;

    fn try_from(text: String) -> Result<Self, NotAWebhookSecret> {
        text.parse()
    }
}

impl From<WebhookSecret> for String {
    fn from(secret: WebhookSecret) -> Self {
        secret.reveal()
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AT: Timestamp = Timestamp::from_unix_seconds(1_614_265_330);

    fn published() -> WebhookSecret {
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap()
    }

    /// The example that the specification's reference libraries test themselves with.
    #[test]
    fn the_published_example_is_signed_as_published() {
        assert_eq!(
            signatures(
                &[published()],
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                AT,
                r#"{"test": 2432232314}"#
            ),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    /// Computed with `printf 'msg_1.1614265330.{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07 -binary | base64`.
    #[test]
    fn openssl_signs_the_same() {
        let secret = WebhookSecret::from_random([[7; 16]; 2]);
        let by_openssl = "XdmZr1Lw2QIrc46pU0n7/A0HcEX9oKQeg+B/wV3KFT0=";
        assert_eq!(
            signatures(&[secret], "msg_1", AT, "{}"),
            format!("v1,{by_openssl}")
        );
    }

    #[test]
    fn while_a_secret_is_replaced_both_sign() {
        let new = WebhookSecret::from_random([[7; 16]; 2]);
        let one =
            |secret: &WebhookSecret| signatures(core::slice::from_ref(secret), "msg_1", AT, "{}");
        let both = signatures(&[new.clone(), published()], "msg_1", AT, "{}");
        assert_eq!(both, format!("{} {}", one(&new), one(&published())));
        assert_ne!(one(&new), one(&published()));
    }

    #[test]
    fn a_secret_is_written_in_one_way_and_only_hinted_at() {
        let text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert_eq!(published().reveal(), text);
        assert_eq!(published().hint(), "LaSw");
        let padded = WebhookSecret::from_random([[7; 16]; 2]);
        assert!(padded.reveal().ends_with("Bwc="), "{}", padded.reveal());
        assert_eq!(padded.hint(), "HBwc");
        assert_eq!(format!("{:?}", published()), "WebhookSecret(…)");
        for other in [
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_",
            "whsec_AAAA",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        ] {
            assert_eq!(other.parse::<WebhookSecret>(), Err(NotAWebhookSecret));
        }
        for (octets, fits) in [(23, false), (24, true), (64, true), (65, false)] {
            let text = format!("{PREFIX}{}", Base64::encode_string(&vec![1; octets]));
            assert_eq!(text.parse::<WebhookSecret>().is_ok(), fits, "{octets}");
        }
    }

    proptest! {
        #[test]
        fn nothing_of_what_is_signed_can_change_unnoticed(
            id in "[a-z0-9_]{1,40}", other_id in "[a-z0-9_]{1,40}",
            body in ".{0,60}", other_body in ".{0,60}", seconds in 0_u64..9_999,
        ) {
            let signed = signatures(&[published()], &id, AT, &body);
            let later = AT.plus(core::time::Duration::from_secs(seconds));
            let other = signatures(&[published()], &other_id, later, &other_body);
            prop_assert_eq!(signed == other, id == other_id && seconds == 0 && body == other_body);
        }
    }
}
