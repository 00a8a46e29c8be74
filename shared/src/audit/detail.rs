use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::encoding::{hex, unhex};
use crate::ids::Digest;

/// The part of an event that may have to be erased: who did it, from where, in what words. It is kept beside the chain.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditDetail {
    #[serde(serialize_with = "salt_to_hex", deserialize_with = "salt_from_hex")]
    salt: [u8; 16],
    text: String,
}

impl AuditDetail {
    /// From 128 random bits, used for nothing else, and the text: usually a JSON object.
    #[must_use]
    pub const fn new(salt: [u8; 16], text: String) -> Self {
        Self { salt, text }
    }

    /// What happened, as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the chain holds of it: SHA-256 over `muster audit detail v1`, a zero octet, the salt and the text. Who has only
    /// the commitment can't test a guess at the text, since the salt is as unknown.
    #[must_use]
    pub fn commit(&self) -> Digest {
        let mut hash = Sha256::new();
        hash.update(b"muster audit detail v1\0");
        hash.update(self.salt);
        hash.update(&self.text);
        Digest::from_bytes(hash.finalize().into())
    }
}

/// The text is personal: it does not belong in a log.
impl fmt::Debug for AuditDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditDetail(…)")
    }
}

fn salt_to_hex<S: Serializer>(salt: &[u8; 16], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex(salt))
}

fn salt_from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 16], D::Error> {
    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    unhex(&text).ok_or_else(|| serde::de::Error::custom("a salt is 32 hexadecimal digits"))
}
