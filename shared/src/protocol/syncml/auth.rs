//! Who sends a message, shown by a digest of name, secret and nonce (OMA-TS-DM_Security-V1_2_1 section 5.3).
//!
//! `B64(MD5(B64(MD5(name:secret)):nonce))`. MD5 is the only digest that Windows' client has beside HTTP Basic. What keeps it
//! sound here is the secret of 128 random bits that nobody chooses or types, TLS around it, and a nonce that is good once and
//! not for long: MD5's collisions help nobody who does not know the secret.
//!
//! Of a secret only `MD5(name:secret)` is kept. Whoever reads that can answer a challenge, as with every digest of this kind.

use core::fmt;
use core::time::Duration;

use base64ct::{Base64, Encoding as _};
use md5::{Digest as _, Md5};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq as _;

use super::message::{Challenge, Credential};
use crate::encoding::{hex, unhex};
use crate::time::Timestamp;

/// The type of credential and challenge.
pub const KIND: &str = "syncml:auth-md5";

/// How both are written.
pub const FORMAT: &str = "b64";

/// How long a nonce is good: a device that comes every eight hours finds the one it was given last still good, and one that
/// comes later is challenged once more.
pub const NONCE_LIVES: Duration = Duration::from_hours(24);

/// `MD5(name:secret)`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KnownCredential([u8; 16]);

impl KnownCredential {
    /// Of an account's name and secret.
    #[must_use]
    pub fn of(name: &str, secret: &str) -> Self {
        let mut digest = Md5::new();
        digest.update(name.as_bytes());
        digest.update(b":");
        digest.update(secret.as_bytes());
        Self(digest.finalize().into())
    }

    /// The digest that shows who sends a message, for this nonce.
    #[must_use]
    pub fn digest(&self, nonce: &[u8]) -> String {
        let mut digest = Md5::new();
        digest.update(Base64::encode_string(&self.0).as_bytes());
        digest.update(b":");
        digest.update(nonce);
        Base64::encode_string(&digest.finalize())
    }

    /// Whether a credential is the one for this account and nonce. Compared in a time that does not depend on where the two
    /// differ.
    ///
    /// # Errors
    /// [`NotShown`].
    pub fn verify(
        &self,
        credential: &Credential,
        nonce: &Nonce,
        now: Timestamp,
    ) -> Result<(), NotShown> {
        // The type's spelling is the standard's; a format that is not named is this one.
        let is_kind = |kind: &str| kind.eq_ignore_ascii_case(KIND);
        if !credential.kind.as_deref().is_some_and(is_kind) {
            return Err(NotShown::OtherKind);
        }
        if !nonce.is_good(now) {
            return Err(NotShown::NonceExpired);
        }
        let expected = self.digest(&nonce.value);
        if bool::from(expected.as_bytes().ct_eq(credential.data.as_bytes())) {
            Ok(())
        } else {
            Err(NotShown::Wrong)
        }
    }
}

impl fmt::Debug for KnownCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownCredential(…)")
    }
}

impl Serialize for KnownCredential {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for KnownCredential {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        unhex(&text)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("expected 32 hexadecimal digits"))
    }
}

/// Why a credential does not show who sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// There is none.
    #[error("there is no credential")]
    Missing,
    /// It is of another type than [`KIND`].
    #[error("the credential is not an MD5 digest")]
    OtherKind,
    /// There is no nonce that is still good.
    #[error("the nonce is no longer good")]
    NonceExpired,
    /// It is not the right one.
    #[error("the digest is another")]
    Wrong,
}

/// What a credential is made for, so that it is good once.
#[derive(Clone, PartialEq, Eq)]
pub struct Nonce {
    value: [u8; 16],
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// A nonce as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptNonce {
    value: String,
    expires_at: Timestamp,
}

impl Nonce {
    /// A nonce of 128 random bits, good for [`NONCE_LIVES`].
    #[must_use]
    pub const fn new(random: [u8; 16], now: Timestamp) -> Self {
        Self {
            value: random,
            expires_at: now.plus(NONCE_LIVES),
        }
    }

    /// Whether it is still good.
    #[must_use]
    pub fn is_good(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    /// As it is sent: the base64 of its octets. The digest is made of the octets.
    #[must_use]
    pub fn to_base64(&self) -> String {
        Base64::encode_string(&self.value)
    }

    /// What asks for a credential made with it.
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        Challenge {
            kind: KIND.to_owned(),
            format: Some(FORMAT.to_owned()),
            nonce: Some(self.to_base64()),
        }
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nonce(… until {})", self.expires_at)
    }
}

impl Serialize for Nonce {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept = KeptNonce {
            value: hex(&self.value),
            expires_at: self.expires_at,
        };
        kept.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Nonce {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let KeptNonce { value, expires_at } = KeptNonce::deserialize(deserializer)?;
        let value = unhex(&value)
            .ok_or_else(|| serde::de::Error::custom("expected 32 hexadecimal digits"))?;
        Ok(Self { value, expires_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_450_441);

    fn shown(data: String) -> Credential {
        Credential {
            kind: Some(KIND.to_owned()),
            format: Some(FORMAT.to_owned()),
            data,
        }
    }

    /// OMA-TS-DM_Protocol-V1_2_1 section 9.4.2: user `Bruce2`, password `OhBehave`, nonce `Nonce`.
    #[test]
    fn the_example_of_the_standard_has_the_digest_that_stands_there() {
        let known = KnownCredential::of("Bruce2", "OhBehave");
        assert_eq!(known.digest(b"Nonce"), "Zz6EivR3yeaaENcRN6lpAQ==");
    }

    /// Made with `openssl dgst -md5 -binary` and `base64`, of the nonce's octets and not of its base64.
    #[test]
    fn a_digest_made_by_openssl_is_the_right_one_once_and_for_its_account_and_time_alone() {
        let nonce = Nonce::new(*b"0123456789abcdef", NOW);
        assert_eq!(nonce.to_base64(), "MDEyMzQ1Njc4OWFiY2RlZg==");
        let known = KnownCredential::of("dev_4k", "q7VYt0mLk2pXc5Rz");
        let good = shown("84sg9sJGZbyeYyy3AQPihA==".to_owned());
        assert_eq!(known.verify(&good, &nonce, NOW), Ok(()));
        let other = KnownCredential::of("dev_4l", "q7VYt0mLk2pXc5Rz");
        assert_eq!(other.verify(&good, &nonce, NOW), Err(NotShown::Wrong));
        let later = Nonce::new(*b"0123456789abcdee", NOW);
        assert_eq!(known.verify(&good, &later, NOW), Err(NotShown::Wrong));
        let end = NOW.plus(NONCE_LIVES);
        assert_eq!(
            known.verify(&good, &nonce, end),
            Err(NotShown::NonceExpired)
        );
        let basic = Credential {
            kind: Some("syncml:auth-basic".to_owned()),
            ..good.clone()
        };
        assert_eq!(known.verify(&basic, &nonce, NOW), Err(NotShown::OtherKind));
        for data in ["", "84sg9sJGZbyeYyy3AQPihA=", "84sg9sJGZbyeYyy3AQPihA==="] {
            let wrong = shown(data.to_owned());
            assert_eq!(known.verify(&wrong, &nonce, NOW), Err(NotShown::Wrong));
        }
    }

    #[test]
    fn what_is_kept_reads_back_and_neither_secret_nor_nonce_shows_itself_in_a_log() {
        let known = KnownCredential::of("name", "secret");
        let text = serde_json::to_string(&known).unwrap();
        assert_eq!(
            serde_json::from_str::<KnownCredential>(&text).unwrap(),
            known
        );
        let nonce = Nonce::new([7; 16], NOW);
        let text = serde_json::to_string(&nonce).unwrap();
        assert_eq!(serde_json::from_str::<Nonce>(&text).unwrap(), nonce);
        let shown = format!(
            "{known:?} {nonce:?} {:?} {:?}",
            shown("digest".to_owned()),
            nonce.challenge()
        );
        for hidden in ["secret", "0707", &nonce.to_base64(), "digest"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}
