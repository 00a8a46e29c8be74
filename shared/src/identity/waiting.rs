//! Who waits for an answer and will ask for it without showing again what gives them a right to it.
//!
//! SCEP's clients show their request once, with what gives them a right to it, and later ask after the transaction alone, signed
//! with the same key (RFC 8894 section 3.3.3). That need not be the key that they want a certificate for: who renews signs with the
//! present one. So key and credential are kept for them, in objects of nobody's, since nothing in an address need say whose object
//! knows. They are hidden under the deployment's key, for the transaction and the client's key, so that who reads the store reads no
//! credential, and who writes there puts nothing in.

use super::stranger::object_of_nobody;
use crate::ca::VerifiedRequest;
use crate::ids::{Digest, EnrolleeId};
use crate::sealed::SealingKey;

/// Makes the name of one who waits.
const NAME_PURPOSE: &str = "waiting1";

/// Ends a credential, which is text of ASCII, before a key.
const END: u8 = 0;

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

/// What is kept of a request that waits.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What gives a right to it. A secret.
    pub credential: String,
    /// The request, by its key alone.
    pub request: VerifiedRequest,
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

    /// Hides what is kept, with 128 random bits: [`SealingKey::hide`], for this transaction of this key alone.
    #[must_use]
    pub fn hide(
        &self,
        credential: &str,
        request: &VerifiedRequest,
        key: &SealingKey,
        random: [u8; 16],
    ) -> String {
        let kept = [credential.as_bytes(), &[END], request.spki_der()].concat();
        key.hide(&self.context(), random, &kept)
    }

    /// What was hidden.
    #[must_use]
    pub fn show(&self, hidden: &str, key: &SealingKey) -> Option<Kept> {
        let kept = key.reveal(&self.context(), hidden)?;
        let end = kept.iter().position(|octet| *octet == END)?;
        let (credential, key) = kept.split_at_checked(end)?;
        let (_, key) = key.split_first()?;
        Some(Kept {
            credential: String::from_utf8(credential.to_vec()).ok()?,
            request: VerifiedRequest::of_kept_key(key).ok()?,
        })
    }

    /// Sets what is hidden here apart from what is hidden of devices.
    fn context(&self) -> Vec<u8> {
        [NAME_PURPOSE.as_bytes(), self.parts.as_flattened()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::{CertificateRequest, SoftwareVerifier};
    use crate::testing::ScepDevice;

    fn key(octet: u8) -> SealingKey {
        SealingKey::new(&[octet; 32]).unwrap()
    }

    fn request(pkcs8: &[u8]) -> VerifiedRequest {
        let device = ScepDevice::new(pkcs8).unwrap();
        let request = CertificateRequest::parse(&device.request(None).unwrap()).unwrap();
        request.verify(&SoftwareVerifier).unwrap()
    }

    #[test]
    fn what_is_kept_is_shown_to_the_same_key_and_transaction_alone() {
        let sealing = key(7);
        let own = request(include_bytes!("../../vectors/scep/device.key.der"));
        let next = request(include_bytes!("../../vectors/scep/other.key.der"));
        let waiting = Waiting::of("transaction", &own.key_digest(), &sealing);
        let hide = |random| waiting.hide("mt1.ticket", &next, &sealing, [random; 16]);
        let hidden = hide(3);
        assert!(!hidden.contains("ticket"));
        assert_ne!(hidden, hide(4));
        let kept = waiting.show(&hidden, &sealing).unwrap();
        assert_eq!(kept.credential, "mt1.ticket");
        // The key that was asked for, and not the one that asks.
        assert_eq!(kept.request.key_digest(), next.key_digest());
        for (transaction, by, sealing) in [
            ("Transaction", &own, &sealing),
            ("transaction", &next, &sealing),
            ("transaction", &own, &key(8)),
        ] {
            let another = Waiting::of(transaction, &by.key_digest(), sealing);
            assert_ne!(another.name, waiting.name);
            assert!(another.show(&hidden, sealing).is_none());
        }
        for other in ["mt1.nonsense", "", "AAAA"] {
            assert!(waiting.show(other, &sealing).is_none());
        }
    }
}
