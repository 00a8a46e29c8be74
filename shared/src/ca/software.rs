//! RSA and ECDSA in pure Rust, for native tests, the browser, and what workerd lacks.
//!
//! Both are deterministic: PKCS#1 v1.5 has no randomness, ECDSA draws its nonce by RFC 6979. In the Worker, certificates are
//! signed natively: it is more than ten times faster, and the `rsa` crate's private-key operations are not free of timing
//! differences (RUSTSEC-2023-0071), which do not matter to verification.

use p256::ecdsa::signature::hazmat::{PrehashSigner as _, PrehashVerifier as _};
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _, EncodePublicKey as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, RsaPrivateKey, RsaPublicKey};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::algorithm::{HashAlgorithm, SignatureAlgorithm};
use super::cms::Stretched;
use super::crypto::{CryptoFault, KeyDecrypter, SignatureVerifier, Signer};

/// Verifies in pure Rust.
#[derive(Debug, Clone, Copy, Default)]
pub struct SoftwareVerifier;

impl SignatureVerifier for SoftwareVerifier {
    fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        spki_der: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, CryptoFault> {
        let hashed = hash(algorithm.hash(), message);
        let verified = if algorithm.is_rsa() {
            RsaPublicKey::from_public_key_der(spki_der).is_ok_and(|key| {
                key.verify(padding(algorithm.hash()), &hashed, signature)
                    .is_ok()
            })
        } else if let Ok(key) = p256::PublicKey::from_public_key_der(spki_der) {
            p256::ecdsa::DerSignature::from_bytes(signature).is_ok_and(|signature| {
                p256::ecdsa::VerifyingKey::from(key)
                    .verify_prehash(&hashed, &signature)
                    .is_ok()
            })
        } else if let Ok(key) = p384::PublicKey::from_public_key_der(spki_der) {
            p384::ecdsa::DerSignature::from_bytes(signature).is_ok_and(|signature| {
                p384::ecdsa::VerifyingKey::from(key)
                    .verify_prehash(&hashed, &signature)
                    .is_ok()
            })
        } else {
            false
        };
        Ok(verified)
    }
}

/// Signs in pure Rust with a key from a PKCS#8 document.
pub struct SoftwareSigner {
    key: PrivateKey,
}

enum PrivateKey {
    Rsa(Box<RsaPrivateKey>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl core::fmt::Debug for SoftwareSigner {
    /// Names the algorithm and nothing of the key.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SoftwareSigner")
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

impl SoftwareSigner {
    /// Reads an unencrypted DER `PrivateKeyInfo` (RFC 5208) of an RSA, P-256 or P-384 key.
    ///
    /// # Errors
    /// [`CryptoFault`] when it is none of these.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, CryptoFault> {
        let key = if let Ok(key) = RsaPrivateKey::from_pkcs8_der(der) {
            PrivateKey::Rsa(Box::new(key))
        } else if let Ok(key) = p256::SecretKey::from_pkcs8_der(der) {
            PrivateKey::P256(key.into())
        } else if let Ok(key) = p384::SecretKey::from_pkcs8_der(der) {
            PrivateKey::P384(key.into())
        } else {
            return Err(CryptoFault::new(
                "the signing key is not PKCS#8 of RSA, P-256 or P-384",
            ));
        };
        Ok(Self { key })
    }

    /// The public key as a DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`CryptoFault`] when it cannot be encoded, which no key of these kinds causes.
    pub fn spki_der(&self) -> Result<Vec<u8>, CryptoFault> {
        match &self.key {
            PrivateKey::Rsa(key) => key.to_public_key().to_public_key_der(),
            PrivateKey::P256(key) => key.verifying_key().to_public_key_der(),
            PrivateKey::P384(key) => key.verifying_key().to_public_key_der(),
        }
        .map(rsa::pkcs8::Document::into_vec)
        .map_err(|error| CryptoFault::new(error.to_string()))
    }

    pub(crate) fn sign_now(&self, message: &[u8]) -> Result<Vec<u8>, CryptoFault> {
        let hashed = hash(self.algorithm().hash(), message);
        match &self.key {
            PrivateKey::Rsa(key) => key
                .sign(padding(self.algorithm().hash()), &hashed)
                .map_err(|error| CryptoFault::new(error.to_string())),
            PrivateKey::P256(key) => key
                .sign_prehash(&hashed)
                .map(|signature: p256::ecdsa::DerSignature| signature.as_bytes().to_vec())
                .map_err(|error| CryptoFault::new(error.to_string())),
            PrivateKey::P384(key) => key
                .sign_prehash(&hashed)
                .map(|signature: p384::ecdsa::DerSignature| signature.as_bytes().to_vec())
                .map_err(|error| CryptoFault::new(error.to_string())),
        }
    }
}

impl Signer for SoftwareSigner {
    fn algorithm(&self) -> SignatureAlgorithm {
        match self.key {
            PrivateKey::Rsa(_) => SignatureAlgorithm::RsaPkcs1Sha256,
            PrivateKey::P256(_) => SignatureAlgorithm::EcdsaSha256,
            PrivateKey::P384(_) => SignatureAlgorithm::EcdsaSha384,
        }
    }

    fn sign(&self, message: &[u8]) -> impl Future<Output = Result<Vec<u8>, CryptoFault>> + Send {
        core::future::ready(self.sign_now(message))
    }
}

/// Decrypts in pure Rust with an RSA key from a PKCS#8 document: for tests, since its timing is not free of differences.
pub struct SoftwareDecrypter {
    key: RsaPrivateKey,
    blinding: [u8; 16],
}

impl SoftwareDecrypter {
    /// Reads an unencrypted DER `PrivateKeyInfo` (RFC 5208) of an RSA key. Operations are blinded by what `blinding` is
    /// stretched to.
    ///
    /// # Errors
    /// [`CryptoFault`] for another document.
    pub fn from_pkcs8_der(der: &[u8], blinding: [u8; 16]) -> Result<Self, CryptoFault> {
        RsaPrivateKey::from_pkcs8_der(der)
            .map(|key| Self { key, blinding })
            .map_err(|_| CryptoFault::new("the key is not PKCS#8 of RSA"))
    }
}

impl KeyDecrypter for SoftwareDecrypter {
    fn decrypt(&self, encrypted: &[u8]) -> Result<Option<Vec<u8>>, CryptoFault> {
        let length = self.key.size();
        let number = BigUint::from_bytes_be(encrypted);
        if encrypted.len() != length || &number >= self.key.n() {
            return Ok(None);
        }
        let mut random = Stretched::new("blinding", &[&self.blinding, encrypted].concat());
        let decrypted = rsa::hazmat::rsa_decrypt_and_check(&self.key, Some(&mut random), &number)
            .map_err(|error| CryptoFault::new(error.to_string()))?
            .to_bytes_be();
        let mut block = vec![0; length.saturating_sub(decrypted.len())];
        block.extend(decrypted);
        Ok(Some(block))
    }
}

pub(crate) fn hash(algorithm: HashAlgorithm, message: &[u8]) -> Vec<u8> {
    match algorithm {
        HashAlgorithm::Sha1 => Sha1::digest(message).to_vec(),
        HashAlgorithm::Sha256 => Sha256::digest(message).to_vec(),
        HashAlgorithm::Sha384 => Sha384::digest(message).to_vec(),
        HashAlgorithm::Sha512 => Sha512::digest(message).to_vec(),
    }
}

fn padding(algorithm: HashAlgorithm) -> Pkcs1v15Sign {
    match algorithm {
        HashAlgorithm::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
        HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    }
}
