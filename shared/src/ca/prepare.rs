//! From an admission to a certificate: prepare, then sign.
//!
//! Between the two the caller writes down what it is about to sign, so that a crash leaves a trace instead of an unknown
//! certificate. The bytes that were linted are the bytes that are signed.

use const_oid::db::rfc4519;
use sha2::{Digest as _, Sha256};

use super::algorithm::SignatureAlgorithm;
use super::crypto::{CryptoFault, Signer};
use super::csr::VerifiedRequest;
use super::emit::{self, element, sequence};
use super::extensions;
use super::issuer::Issuer;
use super::key::PublicKey;
use super::lint::{self, LintFinding};
use super::profile::{CertificateProfile, IssuanceUrls, as_written};
use super::subject::DeviceSubject;
use super::tlv::tag;
use crate::ids::{CertificateSerial, Digest};
use crate::time::Timestamp;

/// Why no certificate can be prepared. None of these is the device's fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// The issuer's own certificate does not count yet.
    #[error("the issuing certificate is valid from {valid_from}")]
    IssuerNotYetValid {
        /// From when it does.
        valid_from: Timestamp,
    },
    /// The issuer's own certificate ends so soon that a device certificate would be too short to be worth it.
    #[error("the issuing certificate ends at {ends_at}, too soon for certificates of this profile")]
    IssuerEndsTooSoon {
        /// When it ends.
        ends_at: Timestamp,
    },
    /// The key cannot be read, which a verified request rules out.
    #[error("the request's key cannot be read")]
    Key,
    /// What was written is not what the profile promises.
    #[error("the prepared certificate fails its own lint: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Lint(Vec<LintFinding>),
}

/// A certificate that is written and linted but not signed. Only [`prepare()`] makes one.
#[derive(Debug)]
pub struct Prepared {
    tbs_der: Vec<u8>,
    algorithm: SignatureAlgorithm,
    serial: CertificateSerial,
    not_before: Timestamp,
    not_after: Timestamp,
    key_digest: Digest,
}

/// Writes the certificate that `issuer` will sign for `request`'s key: everything but the key comes from the arguments.
///
/// It counts from `now` less the profile's backdating, to the whole minute before, but never from before the issuer does;
/// and ends with the profile's lifetime or the issuer, whichever is first.
///
/// # Errors
/// [`PrepareError`].
pub fn prepare(
    issuer: &Issuer,
    profile: &CertificateProfile,
    request: &VerifiedRequest,
    subject: &DeviceSubject,
    serial: CertificateSerial,
    now: Timestamp,
    urls: &IssuanceUrls,
) -> Result<Prepared, PrepareError> {
    let (not_before, not_after) = validity(issuer, profile, now)?;
    let key = PublicKey::read(request.spki_der()).map_err(|_| PrepareError::Key)?;
    let algorithm = issuer.signature_algorithm();
    let extensions = [
        extensions::authority_key_identifier(issuer.key_identifier()),
        extensions::subject_key_identifier(&key_identifier(key.bits)),
        extensions::end_entity(),
        extensions::key_usage(profile.key_usage()),
        extensions::extended_key_usage(profile.extended_key_usages()),
        extensions::subject_alternative_uri(&subject.to_string()),
        extensions::ca_issuers(&as_written(&urls.ca_issuers)),
        extensions::crl_distribution_point(&as_written(&urls.crl)),
    ]
    .concat();

    const VERSION_3: &[u8] = &[2];
    let version = element(tag::INTEGER, &[VERSION_3]);
    let tbs_der = sequence(&[
        &element(tag::context_constructed(0), &[&version]),
        &emit::unsigned_integer(serial.as_bytes()),
        &algorithm.to_algorithm_identifier(),
        issuer.subject_der(),
        &sequence(&[&emit::time(not_before), &emit::time(not_after)]),
        &common_name(&subject.device.to_string()),
        request.spki_der(),
        &element(tag::context_constructed(3), &[&sequence(&[&extensions])]),
    ]);
    let prepared = Prepared {
        tbs_der,
        algorithm,
        serial,
        not_before,
        not_after,
        key_digest: request.key_digest(),
    };
    let findings = lint::lint_device_certificate(&prepared.tbs_der, issuer, profile);
    if findings.is_empty() {
        Ok(prepared)
    } else {
        Err(PrepareError::Lint(findings))
    }
}

fn validity(
    issuer: &Issuer,
    profile: &CertificateProfile,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), PrepareError> {
    if now < issuer.not_before() {
        return Err(PrepareError::IssuerNotYetValid {
            valid_from: issuer.not_before(),
        });
    }
    if now.plus(profile.minimum_lifetime()) > issuer.not_after() {
        return Err(PrepareError::IssuerEndsTooSoon {
            ends_at: issuer.not_after(),
        });
    }
    let backdated = now.minus(profile.backdate()).unix_seconds();
    let whole_minute = backdated.saturating_sub(backdated.checked_rem(60).unwrap_or(0));
    let not_before = Timestamp::from_unix_seconds(whole_minute).max(issuer.not_before());
    let not_after = now.plus(profile.lifetime()).min(issuer.not_after());
    Ok((not_before, not_after))
}

/// RFC 7093 section 2, method 1: the leftmost 160 bits of the SHA-256 of the key's BIT STRING. As long as the customary
/// SHA-1, without SHA-1.
fn key_identifier(key_bits: &[u8]) -> Vec<u8> {
    Sha256::digest(key_bits).into_iter().take(20).collect()
}

/// A `Name` of one common name. A `UTF8String` (RFC 5280 section 4.1.2.4): identifiers hold `_`, which
/// `PrintableString` lacks.
fn common_name(text: &str) -> Vec<u8> {
    let value = element(tag::UTF8_STRING, &[text.as_bytes()]);
    let attribute = sequence(&[&emit::oid(&rfc4519::CN), &value]);
    sequence(&[&element(tag::SET, &[&attribute])])
}

impl Prepared {
    /// The serial it will have.
    #[must_use]
    pub const fn serial(&self) -> CertificateSerial {
        self.serial
    }

    /// From when it will count.
    #[must_use]
    pub const fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last moment it will count.
    #[must_use]
    pub const fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// SHA-256 of the key's `SubjectPublicKeyInfo`.
    #[must_use]
    pub const fn key_digest(&self) -> Digest {
        self.key_digest
    }

    /// The contents that will be signed (`TBSCertificate`), for the issuance log.
    #[must_use]
    pub fn tbs_der(&self) -> &[u8] {
        &self.tbs_der
    }

    /// Signs. The only way to a device certificate; consumes the permission to make one.
    ///
    /// # Errors
    /// [`CryptoFault`] when the signer's algorithm is not the one written into the certificate, or signing broke.
    pub async fn sign(self, signer: &impl Signer) -> Result<IssuedCertificate, CryptoFault> {
        let der = sign_contents(&self.tbs_der, self.algorithm, signer).await?;
        Ok(IssuedCertificate {
            der,
            serial: self.serial,
            not_before: self.not_before,
            not_after: self.not_after,
            key_digest: self.key_digest,
        })
    }
}

/// `SEQUENCE { contents, signatureAlgorithm, signature }`: a certificate or a revocation list.
pub(crate) async fn sign_contents(
    contents: &[u8],
    algorithm: SignatureAlgorithm,
    signer: &impl Signer,
) -> Result<Vec<u8>, CryptoFault> {
    if signer.algorithm() != algorithm {
        return Err(CryptoFault::new(format!(
            "the signer signs with {:?}, the issuing certificate's key with {algorithm:?}",
            signer.algorithm()
        )));
    }
    let signature = signer.sign(contents).await?;
    Ok(sequence(&[
        contents,
        &algorithm.to_algorithm_identifier(),
        &emit::bit_string(&signature),
    ]))
}

/// A signed device certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCertificate {
    der: Vec<u8>,
    serial: CertificateSerial,
    not_before: Timestamp,
    not_after: Timestamp,
    key_digest: Digest,
}

impl IssuedCertificate {
    /// The certificate.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate, given away.
    #[must_use]
    pub fn into_der(self) -> Vec<u8> {
        self.der
    }

    /// Its serial number.
    #[must_use]
    pub const fn serial(&self) -> CertificateSerial {
        self.serial
    }

    /// From when it counts.
    #[must_use]
    pub const fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last moment it counts.
    #[must_use]
    pub const fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// SHA-256 of the key's `SubjectPublicKeyInfo`.
    #[must_use]
    pub const fn key_digest(&self) -> Digest {
        self.key_digest
    }
}
