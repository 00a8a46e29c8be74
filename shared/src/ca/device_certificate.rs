//! A device certificate that somebody presents: read, then checked against our issuer.

use const_oid::db::rfc5280;

use super::algorithm::SignatureAlgorithm;
use super::certificate::CertificateParts;
use super::crypto::{CryptoFault, SignatureVerifier};
use super::extensions::{self, BasicConstraints, KeyUsageBits};
use super::issuer::Issuer;
use super::subject::DeviceSubject;
use super::tlv::Malformed;
use crate::enrollment::Refusal;
use crate::ids::{CertificateSerial, DeviceId, Digest, EnrolleeId, TenantId};
use crate::time::Timestamp;

/// The largest certificate that is read; ours are under 2 KiB.
const MAX_CERTIFICATE_OCTETS: usize = 16 * 1024;

/// Why a presented certificate identifies nobody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// The bytes are not a certificate.
    #[error("not a certificate: {0}")]
    Malformed(String),
    /// Another CA's, or its signature does not verify. The two are one to whoever asks.
    #[error("not issued by this CA")]
    NotOurs,
    /// One of our own CA's certificates, but not a device's.
    #[error("not a device certificate: {lacks}")]
    NotADevice {
        /// What it lacks.
        lacks: &'static str,
    },
    /// It does not count yet.
    #[error("the certificate is valid from {valid_from}")]
    NotYetValid {
        /// From when it does.
        valid_from: Timestamp,
    },
    /// It is ours and refused: [`Refusal::CertificateExpired`].
    #[error("the certificate is refused: {0:?}")]
    Refusal(Refusal),
    /// The check itself broke; ours to mend.
    #[error(transparent)]
    Fault(#[from] CryptoFault),
}

impl From<Malformed> for CertificateError {
    fn from(found: Malformed) -> Self {
        Self::Malformed(found.to_string())
    }
}

/// A certificate as somebody presented it. What it says is a claim until [`DeviceCertificate::verify`].
#[derive(Debug, Clone)]
pub struct DeviceCertificate {
    der: Vec<u8>,
    signed: Vec<u8>,
    algorithm: Option<SignatureAlgorithm>,
    signature: Vec<u8>,
    issuer_der: Vec<u8>,
    serial: Vec<u8>,
    not_before: Timestamp,
    not_after: Timestamp,
    subject_der: Vec<u8>,
    spki_der: Vec<u8>,
    subject_alt_name: Option<Vec<u8>>,
    lacks: Option<&'static str>,
}

impl DeviceCertificate {
    /// Reads the DER of one certificate of at most 16 KiB with nothing after it. It may be anybody's.
    ///
    /// # Errors
    /// [`CertificateError::Malformed`].
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MAX_CERTIFICATE_OCTETS {
            return Err(CertificateError::Malformed(format!(
                "longer than {MAX_CERTIFICATE_OCTETS} octets"
            )));
        }
        let parts = CertificateParts::read(der)?;
        Ok(Self {
            der: der.to_vec(),
            signed: parts.signed.to_vec(),
            algorithm: SignatureAlgorithm::from_algorithm_identifier(parts.algorithm).ok(),
            signature: parts.signature.to_vec(),
            issuer_der: parts.issuer_der.to_vec(),
            serial: parts.serial.to_vec(),
            not_before: parts.not_before,
            not_after: parts.not_after,
            subject_der: parts.subject_der.to_vec(),
            spki_der: parts.spki_der.to_vec(),
            subject_alt_name: parts
                .extension(&rfc5280::ID_CE_SUBJECT_ALT_NAME)
                .map(<[u8]>::to_vec),
            lacks: what_a_device_lacks(&parts)?,
        })
    }

    /// The certificate as it came.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The subject as it stands.
    #[must_use]
    pub fn subject_der(&self) -> &[u8] {
        &self.subject_der
    }

    /// The value of the subject alternative name as it stands.
    #[must_use]
    pub fn subject_alt_name_der(&self) -> Option<&[u8]> {
        self.subject_alt_name.as_deref()
    }

    /// Checks that `issuer` signed it for a device of ours and that it counts at `now`. Whether it was revoked is not to
    /// be read off a certificate: the enrollee's object knows.
    ///
    /// # Errors
    /// [`CertificateError`]; an expired one is told so only after its signature verified.
    pub fn verify(
        self,
        issuer: &Issuer,
        verifier: &impl SignatureVerifier,
        now: Timestamp,
    ) -> Result<VerifiedDeviceCertificate, CertificateError> {
        let algorithm = issuer.signature_algorithm();
        if self.algorithm != Some(algorithm) || self.issuer_der != issuer.subject_der() {
            return Err(CertificateError::NotOurs);
        }
        if !verifier.verify(algorithm, issuer.spki_der(), &self.signed, &self.signature)? {
            return Err(CertificateError::NotOurs);
        }
        if let Some(lacks) = self.lacks {
            return Err(CertificateError::NotADevice { lacks });
        }
        let subject = self
            .subject_alt_name
            .as_deref()
            .and_then(|names| extensions::read_only_uri(names).ok())
            .and_then(DeviceSubject::from_uri)
            .ok_or(CertificateError::NotADevice {
                lacks: "a name of ours",
            })?;
        let serial = <[u8; 16]>::try_from(self.serial.as_slice())
            .ok()
            .filter(|octets| CertificateSerial::from_random(*octets).as_bytes() == octets)
            .map(CertificateSerial::from_random)
            .ok_or(CertificateError::NotADevice {
                lacks: "a serial number of ours",
            })?;
        if now < self.not_before {
            return Err(CertificateError::NotYetValid {
                valid_from: self.not_before,
            });
        }
        if now > self.not_after {
            return Err(CertificateError::Refusal(Refusal::CertificateExpired {
                expired_at: self.not_after,
            }));
        }
        Ok(VerifiedDeviceCertificate {
            key_digest: Digest::of(&self.spki_der),
            certificate: self,
            subject,
            serial,
        })
    }
}

fn what_a_device_lacks(parts: &CertificateParts<'_>) -> Result<Option<&'static str>, Malformed> {
    let is_ca = match parts.extension(&rfc5280::ID_CE_BASIC_CONSTRAINTS) {
        Some(value) => BasicConstraints::read(value)?.ca,
        None => false,
    };
    let signs = match parts.extension(&rfc5280::ID_CE_KEY_USAGE) {
        Some(value) => KeyUsageBits::read(value)?.digital_signature(),
        None => false,
    };
    let authenticates_clients = match parts.extension(&rfc5280::ID_CE_EXT_KEY_USAGE) {
        Some(value) => extensions::lists_purpose(value, &rfc5280::ID_KP_CLIENT_AUTH)?,
        None => false,
    };
    Ok(if is_ca {
        Some("being an end entity's")
    } else if !signs {
        Some("digitalSignature")
    } else if !authenticates_clients {
        Some("client authentication")
    } else {
        None
    })
}

/// A certificate that our issuer signed for a device and that counts now. Only [`DeviceCertificate::verify`] makes one.
#[derive(Debug, Clone)]
pub struct VerifiedDeviceCertificate {
    certificate: DeviceCertificate,
    subject: DeviceSubject,
    serial: CertificateSerial,
    key_digest: Digest,
}

impl VerifiedDeviceCertificate {
    /// Tenant, enrollee and device, as the certificate names them.
    #[must_use]
    pub const fn subject(&self) -> &DeviceSubject {
        &self.subject
    }

    /// The organisation.
    #[must_use]
    pub const fn tenant(&self) -> &TenantId {
        &self.subject.tenant
    }

    /// Whose object holds the device.
    #[must_use]
    pub const fn enrollee(&self) -> EnrolleeId {
        self.subject.enrollee
    }

    /// The device.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.subject.device
    }

    /// The serial number.
    #[must_use]
    pub const fn serial(&self) -> CertificateSerial {
        self.serial
    }

    /// The device's key, as a DER `SubjectPublicKeyInfo`: verifies what the device signs.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.certificate.spki_der
    }

    /// SHA-256 of [`Self::spki_der`].
    #[must_use]
    pub const fn key_digest(&self) -> Digest {
        self.key_digest
    }

    /// From when it counts.
    #[must_use]
    pub const fn not_before(&self) -> Timestamp {
        self.certificate.not_before
    }

    /// The last moment it counts.
    #[must_use]
    pub const fn not_after(&self) -> Timestamp {
        self.certificate.not_after
    }

    /// The certificate it was read from, for comparing names at renewal.
    #[must_use]
    pub const fn certificate(&self) -> &DeviceCertificate {
        &self.certificate
    }

    /// The subject as it stands.
    #[must_use]
    pub fn subject_der(&self) -> &[u8] {
        self.certificate.subject_der()
    }

    /// The value of the subject alternative name as it stands.
    #[must_use]
    pub fn subject_alt_name_der(&self) -> Option<&[u8]> {
        self.certificate.subject_alt_name_der()
    }
}
