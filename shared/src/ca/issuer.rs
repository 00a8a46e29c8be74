//! An issuing CA, checked once when the Worker starts and then trusted.

use const_oid::db::rfc5280;
use der::Decode as _;
use x509_cert::name::Name;

use super::algorithm::SignatureAlgorithm;
use super::certificate::CertificateParts;
use super::crypto::{CryptoFault, SignatureVerifier, Signer};
use super::extensions::{self, BasicConstraints, KeyUsageBits};
use super::key::{KeyFlaw, KeyKind, PublicKey};
use super::tlv::Malformed;
use crate::encoding::hex;
use crate::ids::Digest;
use crate::time::Timestamp;

/// An issuing certificate with the chain up to its root.
#[derive(Debug, Clone)]
pub struct Issuer {
    certificate_der: Vec<u8>,
    chain: Vec<Vec<u8>>,
    id: String,
    subject_der: Vec<u8>,
    spki_der: Vec<u8>,
    key_kind: KeyKind,
    key_identifier: Vec<u8>,
    not_before: Timestamp,
    not_after: Timestamp,
}

/// Why certificates cannot be issued by what was configured. `position` counts from the issuing certificate (0) to the root.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// The bytes are not a certificate.
    #[error("CA certificate {position}: {what} is missing or not DER")]
    Malformed {
        /// Which certificate.
        position: usize,
        /// What was expected and not found.
        what: &'static str,
    },
    /// The key is of a kind that Muster does not verify.
    #[error("CA certificate {position}: the key is not accepted: {found}")]
    KeyNotAccepted {
        /// Which certificate.
        position: usize,
        /// What was found.
        found: String,
    },
    /// It is no CA's, or may not sign certificates and revocation lists, or not above so many others.
    #[error("CA certificate {position} may not issue: {lacks}")]
    NotACa {
        /// Which certificate.
        position: usize,
        /// What it lacks.
        lacks: &'static str,
    },
    /// It was not signed by the next one; for the root, by itself.
    #[error("CA certificate {position} is not signed by the next one (the root: by itself)")]
    NotSignedByNext {
        /// Which certificate.
        position: usize,
    },
    /// The check itself broke.
    #[error(transparent)]
    Fault(#[from] CryptoFault),
}

impl Issuer {
    /// Takes an issuing certificate and the certificates above it, nearest first, the root last; all DER. A CA that is
    /// its own root has an empty chain. Validity is not looked at here, where there is no clock: [`prepare()`](super::prepare())
    /// refuses to outlive the issuer.
    ///
    /// # Errors
    /// [`IssuerError`] unless each is a CA's certificate with `keyCertSign`, `cRLSign` and a key identifier, and signed by
    /// the next, the last by itself.
    pub fn from_der(
        issuing_certificate: &[u8],
        chain: Vec<Vec<u8>>,
        verifier: &impl SignatureVerifier,
    ) -> Result<Self, IssuerError> {
        let ders = core::iter::once(issuing_certificate).chain(chain.iter().map(Vec::as_slice));
        let authorities = ders
            .enumerate()
            .map(|(position, der)| Authority::read(position, der))
            .collect::<Result<Vec<_>, _>>()?;

        let signers = authorities.iter().skip(1).chain(authorities.last());
        for (authority, signer) in authorities.iter().zip(signers) {
            if !authority.is_signed_by(signer, verifier)? {
                return Err(IssuerError::NotSignedByNext {
                    position: authority.position,
                });
            }
        }
        // Above the issuing certificate each allows as many CAs below it as its position says (RFC 5280 section 4.2.1.9).
        // Asked last: a wrong certificate in the chain is better called that.
        let too_short = |authority: &&Authority<'_>| {
            authority
                .path_length
                .is_some_and(|most| usize::from(most) < authority.position)
        };
        if let Some(Authority { position, .. }) = authorities.iter().find(too_short) {
            return Err(IssuerError::NotACa {
                position: *position,
                lacks: "a path length that reaches the issuing certificate",
            });
        }
        let Some(issuing) = authorities.first() else {
            return Err(IssuerError::Malformed {
                position: 0,
                what: "the certificate",
            });
        };
        // What the lint of every certificate relies on: its reader understands this issuer's name.
        if Name::from_der(issuing.parts.subject_der).is_err() {
            return Err(IssuerError::Malformed {
                position: 0,
                what: "a name by RFC 5280",
            });
        }
        Ok(Self {
            certificate_der: issuing_certificate.to_vec(),
            id: hex(Digest::of(issuing.parts.spki_der).as_bytes())
                .chars()
                .take(16)
                .collect(),
            subject_der: issuing.parts.subject_der.to_vec(),
            spki_der: issuing.parts.spki_der.to_vec(),
            key_kind: issuing.key_kind,
            key_identifier: issuing.key_identifier.to_vec(),
            not_before: issuing.parts.not_before,
            not_after: issuing.parts.not_after,
            chain,
        })
    }

    /// A short name of the issuing key for URLs: the first 16 hexadecimal digits of its SHA-256. It stays when the
    /// certificate is renewed with the same key, as the revocation list does.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The issuing certificate.
    #[must_use]
    pub fn certificate_der(&self) -> &[u8] {
        &self.certificate_der
    }

    /// The certificates above it, nearest first, the root last; empty for a CA that is its own root.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// The root's certificate.
    #[must_use]
    pub fn root_der(&self) -> &[u8] {
        self.chain.last().unwrap_or(&self.certificate_der)
    }

    /// The issuer's name as it stands in its certificate; issued certificates repeat it byte for byte.
    #[must_use]
    pub fn subject_der(&self) -> &[u8] {
        &self.subject_der
    }

    /// The issuing key, as a DER `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki_der
    }

    /// The subject key identifier, which issued certificates name as their authority's.
    #[must_use]
    pub fn key_identifier(&self) -> &[u8] {
        &self.key_identifier
    }

    /// What the issuing key signs with: SHA-256, or SHA-384 with P-384.
    #[must_use]
    pub const fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.key_kind.issuing_algorithm()
    }

    /// The first moment of the issuing certificate's validity.
    #[must_use]
    pub const fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last moment of the issuing certificate's validity.
    #[must_use]
    pub const fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Whether `signer` holds this issuer's key: signs a sentence and verifies it. For the start of a service, so that a
    /// key and a certificate that do not belong together are found before they issue anything.
    ///
    /// # Errors
    /// [`CryptoFault`] when signing or verifying broke.
    pub async fn is_key_held_by(
        &self,
        signer: &impl Signer,
        verifier: &impl SignatureVerifier,
    ) -> Result<bool, CryptoFault> {
        // Not DER: no certificate, list or request can ever be these bytes.
        const SENTENCE: &[u8] = b"Muster asks whether this key belongs to this certificate.";
        if signer.algorithm() != self.signature_algorithm() {
            return Ok(false);
        }
        let signature = signer.sign(SENTENCE).await?;
        verifier.verify(signer.algorithm(), &self.spki_der, SENTENCE, &signature)
    }
}

/// One CA certificate of the chain.
struct Authority<'a> {
    position: usize,
    parts: CertificateParts<'a>,
    key_kind: KeyKind,
    key_identifier: &'a [u8],
    /// How many CAs it allows below it; none for no limit.
    path_length: Option<u8>,
}

impl<'a> Authority<'a> {
    fn read(position: usize, der: &'a [u8]) -> Result<Self, IssuerError> {
        let malformed = |Malformed(what)| IssuerError::Malformed { position, what };
        let lacking = |lacks| IssuerError::NotACa { position, lacks };
        let parts = CertificateParts::read(der).map_err(malformed)?;
        let key = PublicKey::read(parts.spki_der).map_err(|flaw| match flaw {
            KeyFlaw::Malformed(what) => IssuerError::Malformed { position, what },
            KeyFlaw::NotAccepted(found) => IssuerError::KeyNotAccepted { position, found },
        })?;
        let constraints = parts
            .extension(&rfc5280::ID_CE_BASIC_CONSTRAINTS)
            .ok_or_else(|| lacking("basicConstraints"))
            .and_then(|value| BasicConstraints::read(value).map_err(malformed))?;
        if !constraints.ca {
            return Err(lacking("cA"));
        }
        let usage = parts
            .extension(&rfc5280::ID_CE_KEY_USAGE)
            .ok_or_else(|| lacking("keyUsage"))
            .and_then(|value| KeyUsageBits::read(value).map_err(malformed))?;
        if !usage.key_cert_sign() {
            return Err(lacking("keyCertSign"));
        }
        if !usage.crl_sign() {
            return Err(lacking("cRLSign"));
        }
        let key_identifier = parts
            .extension(&rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER)
            .ok_or_else(|| lacking("subjectKeyIdentifier"))
            .and_then(|value| extensions::read_subject_key_identifier(value).map_err(malformed))?;
        Ok(Self {
            position,
            key_kind: key.kind,
            key_identifier,
            path_length: constraints.path_length,
            parts,
        })
    }

    fn is_signed_by(
        &self,
        signer: &Self,
        verifier: &impl SignatureVerifier,
    ) -> Result<bool, IssuerError> {
        let Ok(algorithm) = SignatureAlgorithm::from_algorithm_identifier(self.parts.algorithm)
        else {
            return Ok(false);
        };
        if self.parts.issuer_der != signer.parts.subject_der
            || !signer.key_kind.signs_with(algorithm)
        {
            return Ok(false);
        }
        Ok(verifier.verify(
            algorithm,
            signer.parts.spki_der,
            self.parts.signed,
            self.parts.signature,
        )?)
    }
}
