//! Who waits for an answer and will ask for it without showing again what gives them a right to it.
//!
//! SCEP's clients show their challenge once, and later ask after a transaction by the same key (RFC 8894 section 3.3.3). Where
//! nothing in the address says whose object knows, the credential is kept for them in objects of nobody's. It is hidden under a
//! key that only this deployment derives, from the transaction and the client's key, so that who reads the store reads no
//! credential.

use base64ct::{Base64UrlUnpadded, Encoding as _};

use super::stranger::object_of_nobody;
use crate::ca::cms::Stretched;
use crate::ids::{Digest, EnrolleeId};
use crate::sealed::SealingKey;

/// Makes the name of one who waits.
const NAME_PURPOSE: &str = "waiting1";

/// Hides what is kept for them.
const HIDING_PURPOSE: &str = "waiting hidden1";

/// A transaction of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The object that keeps it, one of 256.
    pub enrollee: EnrolleeId,
    /// What it is called there.
    pub name: Digest,
    hiding: [u8; 32],
}

impl Waiting {
    /// The transaction of this name by this public key.
    #[must_use]
    pub fn of(transaction: &str, public_key: &Digest, key: &SealingKey) -> Self {
        let transaction = Digest::of(transaction.as_bytes());
        let parts = [transaction.as_bytes().as_slice(), public_key.as_bytes()];
        let name = key.derive(NAME_PURPOSE, &parts);
        let [object, ..] = name;
        Self {
            enrollee: object_of_nobody(object, key),
            name: Digest::from_bytes(name),
            hiding: key.derive(HIDING_PURPOSE, &parts),
        }
    }

    /// Hides a text, with 128 random bits.
    #[must_use]
    pub fn hide(&self, text: &str, random: [u8; 16]) -> String {
        let hidden = self.masked(text.as_bytes(), random);
        Base64UrlUnpadded::encode_string(&[&random[..], &hidden].concat())
    }

    /// What was hidden.
    #[must_use]
    pub fn show(&self, hidden: &str) -> Option<String> {
        let octets = Base64UrlUnpadded::decode_vec(hidden).ok()?;
        let (random, hidden) = octets.split_first_chunk()?;
        String::from_utf8(self.masked(hidden, *random)).ok()
    }

    fn masked(&self, octets: &[u8], random: [u8; 16]) -> Vec<u8> {
        let mut mask = Stretched::new(HIDING_PURPOSE, &[&self.hiding[..], &random].concat());
        octets
            .iter()
            .map(|octet| {
                let [mask] = mask.octets();
                octet ^ mask
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_shown_to_the_same_key_and_transaction_alone() {
        let sealing = SealingKey::new(&[7; 32]).unwrap();
        let key = Digest::of(b"a key");
        let waiting = Waiting::of("transaction", &key, &sealing);
        let hidden = waiting.hide("mt1.ticket", [3; 16]);
        assert!(!hidden.contains("ticket"));
        assert_ne!(hidden, waiting.hide("mt1.ticket", [4; 16]));
        assert_eq!(waiting.show(&hidden).as_deref(), Some("mt1.ticket"));
        let other = SealingKey::new(&[8; 32]).unwrap();
        for another in [
            Waiting::of("Transaction", &key, &sealing),
            Waiting::of("transaction", &Digest::of(b"another"), &sealing),
            Waiting::of("transaction", &key, &other),
        ] {
            assert_ne!(another.name, waiting.name);
            assert_ne!(another.show(&hidden).as_deref(), Some("mt1.ticket"));
        }
        assert_eq!(waiting.show("mt1.nonsense"), None);
    }
}
