//! Who waits for an answer and will ask for it without showing again what gives them a right to it.
//!
//! SCEP's clients show their challenge once, and later ask after a transaction by the same key (RFC 8894 section 3.3.3). Where
//! nothing in the address says whose object knows, the credential is kept for them in objects of nobody's. It is hidden
//! under the deployment's key, for the transaction and the client's key, so that who reads the store reads no credential.

use base64ct::{Base64UrlUnpadded, Encoding as _};

use super::stranger::object_of_nobody;
use crate::ca::cms::Stretched;
use crate::ids::{Digest, EnrolleeId};
use crate::sealed::SealingKey;

/// Makes the name of one who waits.
const NAME_PURPOSE: &str = "waiting1";

/// Begins what is hidden as [`SealingKey::hide`] does it.
const HIDDEN: &str = "2.";

/// Masked what was hidden before.
const MASK_PURPOSE: &str = "waiting hidden1";

/// A transaction of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The object that keeps it, one of 256.
    pub enrollee: EnrolleeId,
    /// What it is called there.
    pub name: Digest,
    /// SHA-256 of the transaction's name, and of the key.
    parts: [[u8; 32]; 2],
}

impl Waiting {
    /// The transaction of this name by this public key.
    #[must_use]
    pub fn of(transaction: &str, public_key: &Digest, key: &SealingKey) -> Self {
        let transaction = Digest::of(transaction.as_bytes());
        let parts = [*transaction.as_bytes(), *public_key.as_bytes()];
        let name = key.derive(NAME_PURPOSE, &parts.each_ref().map(<[u8; 32]>::as_slice));
        let [object, ..] = name;
        Self {
            enrollee: object_of_nobody(object, key),
            name: Digest::from_bytes(name),
            parts,
        }
    }

    /// Hides a text, with 128 random bits: [`SealingKey::hide`], for this transaction of this key alone.
    #[must_use]
    pub fn hide(&self, text: &str, key: &SealingKey, random: [u8; 16]) -> String {
        let hidden = key.hide(&self.context(), random, text.as_bytes());
        format!("{HIDDEN}{hidden}")
    }

    /// What was hidden.
    #[must_use]
    pub fn show(&self, hidden: &str, key: &SealingKey) -> Option<String> {
        let octets = match hidden.strip_prefix(HIDDEN) {
            Some(hidden) => key.reveal(&self.context(), hidden)?,
            None => self.shown_as_before(hidden, key)?,
        };
        String::from_utf8(octets).ok()
    }

    /// Sets what is hidden here apart from what is hidden of devices.
    fn context(&self) -> Vec<u8> {
        [NAME_PURPOSE.as_bytes(), self.parts.as_flattened()].concat()
    }

    /// What was hidden before there was one way to hide: under a mask of its own, and with no code. Nothing is written so any more.
    fn shown_as_before(&self, hidden: &str, key: &SealingKey) -> Option<Vec<u8>> {
        let [transaction, public_key] = &self.parts;
        let hiding = key.derive(MASK_PURPOSE, &[transaction, public_key]);
        let octets = Base64UrlUnpadded::decode_vec(hidden).ok()?;
        let (random, hidden) = octets.split_first_chunk::<16>()?;
        let mut mask = Stretched::new(MASK_PURPOSE, &[&hiding[..], random].concat());
        let shown = hidden.iter().map(|octet| {
            let [mask] = mask.octets();
            octet ^ mask
        });
        Some(shown.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(octet: u8) -> SealingKey {
        SealingKey::new(&[octet; 32]).unwrap()
    }

    #[test]
    fn what_is_kept_is_shown_to_the_same_key_and_transaction_alone() {
        let sealing = key(7);
        let public_key = Digest::of(b"a key");
        let waiting = Waiting::of("transaction", &public_key, &sealing);
        let hidden = waiting.hide("mt1.ticket", &sealing, [3; 16]);
        assert!(!hidden.contains("ticket"));
        assert_ne!(hidden, waiting.hide("mt1.ticket", &sealing, [4; 16]));
        let shown = waiting.show(&hidden, &sealing);
        assert_eq!(shown.as_deref(), Some("mt1.ticket"));
        for (another, sealing) in [
            (Waiting::of("Transaction", &public_key, &sealing), &sealing),
            (
                Waiting::of("transaction", &Digest::of(b"another"), &sealing),
                &sealing,
            ),
            (Waiting::of("transaction", &public_key, &key(8)), &key(8)),
        ] {
            assert_ne!(another.name, waiting.name);
            assert_eq!(another.show(&hidden, sealing), None);
        }
        assert_eq!(waiting.show("mt1.nonsense", &sealing), None);
    }

    /// Of an update's day: who waits through it is still known, under the name of before.
    #[test]
    fn what_was_hidden_before_is_still_shown() {
        let sealing = key(7);
        let waiting = Waiting::of("transaction", &Digest::of(b"a key"), &sealing);
        assert_eq!(
            waiting.name.to_string(),
            "923aefd256cf879e3c487b161acbe0b734fbafea0317facd3d4e7abc96ad1bc3"
        );
        let shown = waiting.show("AwMDAwMDAwMDAwMDAwMDA-RscuULeETx588", &sealing);
        assert_eq!(shown.as_deref(), Some("mt1.ticket"));
    }
}
