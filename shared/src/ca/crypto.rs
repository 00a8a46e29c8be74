//! What is asked of whoever holds the cryptography.
//!
//! All are ports: the Worker answers with workerd's native code, tests and the browser with
//! [`SoftwareVerifier`](super::SoftwareVerifier), [`SoftwareSigner`](super::SoftwareSigner) and
//! [`SoftwareDecrypter`](super::SoftwareDecrypter).

use super::algorithm::SignatureAlgorithm;

/// Our own cryptography did not work: the key cannot be read, the native call failed. Never the other side's fault (a
/// signature that does not verify is an answer, not a fault). The detail is for the log alone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cryptography failed: {detail}")]
pub struct CryptoFault {
    detail: String,
}

impl CryptoFault {
    /// A fault with what is known about it. Must not hold key material.
    #[must_use]
    pub fn new(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
        }
    }

    /// What is known about it, for the log.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

/// Verifies signatures by RSA and ECDSA keys.
pub trait SignatureVerifier: Send + Sync {
    /// Whether `signature` over `message` (not yet hashed) verifies with the key in `spki_der`, a DER
    /// `SubjectPublicKeyInfo`. A key of another kind than the algorithm's, or a signature of another form, is `false`.
    ///
    /// # Errors
    /// [`CryptoFault`] when the question could not be answered.
    fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        spki_der: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, CryptoFault>;
}

/// Signs with one issuing key, which it alone holds.
pub trait Signer: Send + Sync {
    /// What the key signs with. An RSA key signs with SHA-256, P-256 with SHA-256, P-384 with SHA-384: see
    /// [`Issuer::signature_algorithm`](super::Issuer::signature_algorithm).
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Signs `message` (not yet hashed). Signing the same bytes again must be harmless; an ECDSA signature is DER.
    ///
    /// # Errors
    /// [`CryptoFault`] when there is no signature.
    fn sign(&self, message: &[u8]) -> impl Future<Output = Result<Vec<u8>, CryptoFault>> + Send;
}

/// Decrypts with one RSA key, which it alone holds.
pub trait KeyDecrypter: Send + Sync {
    /// The RSA operation alone (RFC 8017 section 5.1.2), its result as long as the modulus; nothing for octets that are no
    /// ciphertext of this key's. The padding is taken off by whoever asks, in constant time.
    ///
    /// # Errors
    /// [`CryptoFault`] when the question could not be answered.
    fn decrypt(&self, encrypted: &[u8]) -> Result<Option<Vec<u8>>, CryptoFault>;
}
