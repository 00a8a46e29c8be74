//! The registration authority: the RSA key that messages are encrypted for and answers are signed with.
//!
//! It issues nothing. SCEP needs RSA, and to decrypt with it for whoever asks; the key that issues certificates does neither.

use const_oid::db::rfc5280;

use crate::ca::certificate::CertificateParts;
use crate::ca::cms::SignerCertificate;
use crate::ca::extensions::{BasicConstraints, KeyUsageBits};
use crate::ca::key::PublicKey;
use crate::ca::tlv::Malformed;
use crate::ca::{CryptoFault, Issuer, KeyKind, SignatureAlgorithm, SignatureVerifier, Signer};
use crate::protocol::est::certs_only;
use crate::time::Timestamp;

/// The registration authority's certificate, checked.
#[derive(Debug, Clone)]
pub struct RegistrationAuthority {
    certificate: SignerCertificate,
    announced: Vec<u8>,
    not_after: Timestamp,
}

/// Why a certificate is no registration authority's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnRa {
    /// The bytes are no certificate.
    #[error("it is not a certificate: {0}")]
    Malformed(String),
    /// It is somebody else's.
    #[error("it was not signed by the issuing CA")]
    NotOurs,
    /// It lacks what the protocol needs.
    #[error("it lacks {0}")]
    Lacks(&'static str),
    /// The check itself broke.
    #[error(transparent)]
    Fault(#[from] CryptoFault),
}

impl From<Malformed> for NotAnRa {
    fn from(found: Malformed) -> Self {
        Self::Malformed(found.to_string())
    }
}

impl RegistrationAuthority {
    /// Reads the DER of a certificate that `issuer` signed for an RSA key of 2048 to 4096 bits, to sign and to encipher keys.
    ///
    /// # Errors
    /// [`NotAnRa`].
    pub fn from_der(
        der: &[u8],
        issuer: &Issuer,
        verifier: &impl SignatureVerifier,
    ) -> Result<Self, NotAnRa> {
        let parts = CertificateParts::read(der)?;
        let algorithm = issuer.signature_algorithm();
        let names_issuer = parts.issuer_der == issuer.subject_der()
            && SignatureAlgorithm::from_algorithm_identifier(parts.algorithm) == Ok(algorithm);
        if !names_issuer
            || !verifier.verify(algorithm, issuer.spki_der(), parts.signed, parts.signature)?
        {
            return Err(NotAnRa::NotOurs);
        }
        match PublicKey::read(parts.spki_der) {
            Ok(key) if matches!(key.kind, KeyKind::Rsa { .. }) => {}
            _ => return Err(NotAnRa::Lacks("an RSA key of 2048 to 4096 bits")),
        }
        let usage = match parts.extension(&rfc5280::ID_CE_KEY_USAGE) {
            Some(value) => KeyUsageBits::read(value)?,
            None => return Err(NotAnRa::Lacks("keyUsage")),
        };
        if !usage.digital_signature() || !usage.key_encipherment() {
            return Err(NotAnRa::Lacks("digitalSignature and keyEncipherment"));
        }
        if let Some(value) = parts.extension(&rfc5280::ID_CE_BASIC_CONSTRAINTS)
            && BasicConstraints::read(value)?.ca
        {
            return Err(NotAnRa::Lacks("being an end entity's"));
        }
        let certificates: Vec<&[u8]> = [der, issuer.certificate_der()]
            .into_iter()
            .chain(issuer.chain().iter().map(Vec::as_slice))
            .collect();
        Ok(Self {
            certificate: SignerCertificate::read(der)?,
            announced: certs_only(&certificates)
                .map_err(|error| NotAnRa::Malformed(error.to_string()))?,
            not_after: parts.not_after,
        })
    }

    /// Whether `signer` holds the key of the certificate.
    ///
    /// # Errors
    /// [`CryptoFault`] when the question could not be answered.
    pub async fn is_key_held_by(
        &self,
        signer: &impl Signer,
        verifier: &impl SignatureVerifier,
    ) -> Result<bool, CryptoFault> {
        let probe = b"muster asks whether this key is the registration authority's";
        let signature = signer.sign(probe).await?;
        let spki = self.certificate.spki_der();
        verifier.verify(SignatureAlgorithm::RsaPkcs1Sha256, spki, probe, &signature)
    }

    /// The certificate, as messages name it.
    #[must_use]
    pub const fn certificate(&self) -> &SignerCertificate {
        &self.certificate
    }

    /// The certificate with the issuing CA's and the root's, as a message without signers.
    #[must_use]
    pub fn announced(&self) -> &[u8] {
        &self.announced
    }

    /// The last moment it counts.
    #[must_use]
    pub const fn not_after(&self) -> Timestamp {
        self.not_after
    }
}
