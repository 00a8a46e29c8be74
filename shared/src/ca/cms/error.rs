//! Why a message is not taken.

use super::ber::NotBer;
use crate::ca::crypto::CryptoFault;
use crate::ca::tlv::Malformed;

/// Why a message is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CmsError {
    /// Its bytes are not BER within the bounds.
    #[error(transparent)]
    Encoding(#[from] NotBer),
    /// Something is missing from it, or stands there twice.
    #[error("the message is malformed: {0} is missing or not as it should be")]
    Malformed(&'static str),
    /// It has no signer, or several.
    #[error("the message must have exactly one signer")]
    Signers,
    /// It does not hold the certificate that it names as its signer's.
    #[error("the message does not hold its signer's certificate")]
    NoCertificate,
    /// It uses an algorithm that is not known or not accepted: its name or object identifier.
    #[error("{0} is not accepted")]
    Algorithm(String),
    /// The content is not the one that was signed, or the signature is not by the key in the signer's certificate.
    #[error("the signature does not verify")]
    Signature,
    /// The envelope is for somebody else or does not open. Which of the two, and where it failed, nobody is told.
    #[error("the message does not decrypt")]
    Envelope,
    /// The check itself broke; ours to mend.
    #[error(transparent)]
    Fault(#[from] CryptoFault),
}

impl From<Malformed> for CmsError {
    fn from(Malformed(what): Malformed) -> Self {
        Self::Malformed(what)
    }
}
