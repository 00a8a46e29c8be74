//! Signed and encrypted messages (CMS, RFC 5652) as devices really send them.
//!
//! Read tolerantly and within bounds: BER becomes DER first ([`ber_to_der`]), and nothing is asked of a signer's certificate
//! but that it names its key, since it may be one that the device signed for itself a moment ago. What a message says is a
//! claim until [`SignedMessage::verify`], and then it is the claim of whoever holds the key: whose key it is, is another
//! question (see [`DeviceCertificate::verify`](super::DeviceCertificate::verify)).

mod ber;
mod certificate;
mod enveloped;
mod error;
mod random;
mod signed;

pub use ber::{BerLimits, NotBer, ber_to_der};
pub use certificate::SignerCertificate;
pub use enveloped::{Cipher, EnvelopedMessage, seal_for};
pub use error::CmsError;
pub use random::Stretched;
pub use signed::{Digests, SignedMessage, Verified, verify_detached};
