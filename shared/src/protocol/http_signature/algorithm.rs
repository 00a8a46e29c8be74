//! Which algorithm a certificate's key signs with, and the signature in the form that X.509 verifiers take.

use const_oid::db::rfc5912::{ID_EC_PUBLIC_KEY, RSA_ENCRYPTION, SECP_256_R_1, SECP_384_R_1};
use der::asn1::{ObjectIdentifier, UintRef};
use der::{Decode as _, Encode as _, Sequence};
use x509_cert::Certificate;

use super::error::SignatureError;

/// How a request is signed (RFC 9421 section 3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureScheme {
    /// ECDSA on P-256 with SHA-256.
    EcdsaP256Sha256,
    /// ECDSA on P-384 with SHA-384.
    EcdsaP384Sha384,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaV15Sha256,
}

impl SignatureScheme {
    /// The name in the registry of RFC 9421 section 6.2.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
            Self::EcdsaP384Sha384 => "ecdsa-p384-sha384",
            Self::RsaV15Sha256 => "rsa-v1_5-sha256",
        }
    }

    /// The scheme of the key that a certificate names.
    pub(super) fn of_certificate(der: &[u8]) -> Result<Self, SignatureError> {
        let certificate =
            Certificate::from_der(der).map_err(|_| SignatureError::CertificateMalformed)?;
        let algorithm = certificate
            .tbs_certificate
            .subject_public_key_info
            .algorithm;
        let curve = || {
            algorithm
                .parameters
                .as_ref()?
                .decode_as::<ObjectIdentifier>()
                .ok()
        };
        match (algorithm.oid, curve()) {
            (RSA_ENCRYPTION, _) => Ok(Self::RsaV15Sha256),
            (ID_EC_PUBLIC_KEY, Some(SECP_256_R_1)) => Ok(Self::EcdsaP256Sha256),
            (ID_EC_PUBLIC_KEY, Some(SECP_384_R_1)) => Ok(Self::EcdsaP384Sha384),
            _ => Err(SignatureError::KeyUnsupported),
        }
    }

    /// Turns the signature of RFC 9421 into the one of X.509: ECDSA's `r || s` becomes DER, RSA's stays.
    pub(super) fn to_x509(self, signature: Vec<u8>) -> Result<Vec<u8>, SignatureError> {
        let half = match self {
            Self::EcdsaP256Sha256 => 32,
            Self::EcdsaP384Sha384 => 48,
            // From RSA-2048 to RSA-4096; that it fits the key is the verifier's to see.
            Self::RsaV15Sha256 if (256..=512).contains(&signature.len()) => return Ok(signature),
            Self::RsaV15Sha256 => return Err(SignatureError::SignatureLength),
        };
        let (r, s) = signature
            .split_at_checked(half)
            .ok_or(SignatureError::SignatureLength)?;
        if s.len() != half {
            return Err(SignatureError::SignatureLength);
        }
        ecdsa_sig_value(r, s).map_err(|_| SignatureError::SignatureLength)
    }
}

/// `ECDSA-Sig-Value` of RFC 3279 section 2.2.3.
#[derive(Sequence)]
struct EcdsaSigValue<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

fn ecdsa_sig_value(r: &[u8], s: &[u8]) -> der::Result<Vec<u8>> {
    EcdsaSigValue {
        r: UintRef::new(r)?,
        s: UintRef::new(s)?,
    }
    .to_der()
}
