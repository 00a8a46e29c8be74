//! A certificate request inside a message that the present certificate's key has signed: how Windows renews.
//!
//! A CMS `SignedData` (RFC 5652 section 5; PKCS#7 1.5 writes the same octets) with one signer and its content inside. Read
//! as strictly as a certificate: what a signature covers is taken as the octets that came, and nothing is re-encoded. Who
//! the signer is remains a claim until the certificate has been verified as a device's of ours.
//!
//! Digests are SHA-256, SHA-384 and SHA-512, as everywhere here; a client that signs with SHA-1 is told so.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5280, rfc5911, rfc5912};
use subtle::ConstantTimeEq as _;

use super::algorithm::{HashAlgorithm, SignatureAlgorithm, name_of};
use super::certificate::CertificateParts;
use super::crypto::SignatureVerifier;
use super::csr::CsrError;
use super::device_certificate::VerifiedDeviceCertificate;
use super::requested::malformed;
use super::software::hash;
use super::tlv::{self, Element, Malformed, Reader, tag};
use crate::enrollment::Refusal;

/// The largest message that is read: a request, a signature, and a chain of certificates.
const MAX_OCTETS: usize = 32 * 1024;

/// A message as somebody sent it. What it says is a claim until [`SignedData::verify`].
#[derive(Debug, Clone)]
pub struct SignedData {
    content: Vec<u8>,
    signer: SignerIdentifier,
    certificate: Option<Vec<u8>>,
    algorithm: SignatureAlgorithm,
    attributes: Option<SignedAttributes>,
    signature: Vec<u8>,
}

/// How a message names its signer.
#[derive(Debug, Clone, PartialEq, Eq)]
enum SignerIdentifier {
    IssuerAndSerial { issuer: Vec<u8>, serial: Vec<u8> },
    KeyIdentifier(Vec<u8>),
}

/// What is signed in the content's place.
#[derive(Debug, Clone)]
struct SignedAttributes {
    /// As they are signed: with the tag of a SET (RFC 5652 section 5.4).
    signed: Vec<u8>,
    message_digest: Vec<u8>,
}

impl SignedData {
    /// Reads a DER `ContentInfo` of at most 32 KiB with nothing after it.
    ///
    /// # Errors
    /// [`Refusal::CsrMalformed`] for other bytes, another content, another number of signers than one;
    /// [`Refusal::KeyNotAccepted`] for a digest or a signature by another algorithm than ours.
    pub fn parse(der: &[u8]) -> Result<Self, Refusal> {
        if der.len() > MAX_OCTETS {
            return Err(Refusal::CsrMalformed {
                reason: format!("the signed message is longer than {MAX_OCTETS} octets"),
            });
        }
        let parts = Parts::read(der).map_err(malformed)?;
        let hash = hash_of(parts.digest_algorithm)?;
        let algorithm = algorithm_of(parts.signature_algorithm, hash)?;
        let attributes = parts
            .attributes
            .map(SignedAttributes::read)
            .transpose()
            .map_err(malformed)?;
        // The attributes of another message, presented as a content that was signed without any, would verify as well. A
        // request is never a SET.
        if attributes.is_none() && parts.content.first() == Some(&tag::SET) {
            return Err(malformed(Malformed("the content")));
        }
        Ok(Self {
            certificate: parts.certificate_of_signer().map(<[u8]>::to_vec),
            content: parts.content.to_vec(),
            signer: parts.signer,
            algorithm,
            attributes,
            signature: parts.signature.to_vec(),
        })
    }

    /// The signer's certificate, where the message has it.
    #[must_use]
    pub fn signer_certificate(&self) -> Option<&[u8]> {
        self.certificate.as_deref()
    }

    /// Checks that this device's certificate is the signer's and that its key signed the content; gives the content. The
    /// certificate comes first, so that nothing is ever computed with a key that is not one of ours.
    ///
    /// # Errors
    /// [`Refusal::CsrSignatureInvalid`] when it is not so; a [`CryptoFault`](super::CryptoFault) when the check itself
    /// broke.
    pub fn verify(
        self,
        certificate: &VerifiedDeviceCertificate,
        verifier: &impl SignatureVerifier,
    ) -> Result<Vec<u8>, CsrError> {
        let parts = CertificateParts::read(certificate.certificate().der()).map_err(malformed)?;
        if !self.signer.names(&parts) {
            return Err(Refusal::CsrSignatureInvalid.into());
        }
        let signed = match &self.attributes {
            Some(attributes) => {
                let digest = hash(self.algorithm.hash(), &self.content);
                if !bool::from(digest.ct_eq(&attributes.message_digest)) {
                    return Err(Refusal::CsrSignatureInvalid.into());
                }
                &attributes.signed
            }
            None => &self.content,
        };
        if !verifier.verify(
            self.algorithm,
            certificate.spki_der(),
            signed,
            &self.signature,
        )? {
            return Err(Refusal::CsrSignatureInvalid.into());
        }
        Ok(self.content)
    }
}

impl SignerIdentifier {
    fn read(fields: &mut Reader<'_>) -> Result<Self, Malformed> {
        let what = "the signer's name";
        let element = fields.next(what)?;
        match element.tag {
            tag::SEQUENCE => {
                let mut parts = element.inside();
                let issuer = parts.expect(tag::SEQUENCE, what)?.whole.to_vec();
                let serial = parts.expect(tag::INTEGER, what)?.magnitude(what)?.to_vec();
                parts.end(what)?;
                Ok(Self::IssuerAndSerial { issuer, serial })
            }
            number if number == tag::context(0) => {
                Ok(Self::KeyIdentifier(element.content.to_vec()))
            }
            _ => Err(Malformed(what)),
        }
    }

    fn names(&self, certificate: &CertificateParts<'_>) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => {
                certificate.issuer_der == issuer && certificate.serial == serial
            }
            Self::KeyIdentifier(identifier) => certificate
                .extension(&rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER)
                .and_then(|value| tlv::only(value, tag::OCTET_STRING, "the key identifier").ok())
                .is_some_and(|element| element.content == identifier),
        }
    }
}

/// A message taken apart into its original bytes.
struct Parts<'a> {
    content: &'a [u8],
    certificates: Option<Element<'a>>,
    signer: SignerIdentifier,
    digest_algorithm: &'a [u8],
    attributes: Option<Element<'a>>,
    signature_algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Parts<'a> {
    fn read(der: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = tlv::only(der, tag::SEQUENCE, "the signed message")?.inside();
        expect_oid(&mut fields, &rfc5911::ID_SIGNED_DATA, "signed data")?;
        let signed = explicit(&mut fields, "the signed data")?;
        fields.end("the end of the signed message")?;

        let mut fields = tlv::only(signed, tag::SEQUENCE, "the signed data")?.inside();
        fields.expect(tag::INTEGER, "the version")?;
        fields.expect(tag::SET, "the digest algorithms")?;
        let mut inside = fields.expect(tag::SEQUENCE, "the content")?.inside();
        expect_oid(&mut inside, &rfc5911::ID_DATA, "content of the kind data")?;
        let content = explicit(&mut inside, "the content")?;
        let content = tlv::only(content, tag::OCTET_STRING, "the content")?.content;
        inside.end("the content")?;
        let certificates = fields.optional(tag::context_constructed(0), "the certificates")?;
        fields.optional(tag::context_constructed(1), "the revocation lists")?;
        let mut signers = fields.expect(tag::SET, "the signers")?.inside();
        fields.end("the end of the signed data")?;

        let mut fields = signers.expect(tag::SEQUENCE, "a signer")?.inside();
        signers.end("one signer alone")?;
        fields.expect(tag::INTEGER, "the signer's version")?;
        let signer = SignerIdentifier::read(&mut fields)?;
        let digest_algorithm = fields.expect(tag::SEQUENCE, "the digest algorithm")?.whole;
        let attributes = fields.optional(tag::context_constructed(0), "the signed attributes")?;
        let signature_algorithm = fields
            .expect(tag::SEQUENCE, "the signature algorithm")?
            .whole;
        let signature = fields.expect(tag::OCTET_STRING, "the signature")?.content;
        fields.optional(tag::context_constructed(1), "the unsigned attributes")?;
        fields.end("the end of the signer")?;
        Ok(Self {
            content,
            certificates,
            signer,
            digest_algorithm,
            attributes,
            signature_algorithm,
            signature,
        })
    }

    /// The certificate that the message names as its signer's. Others, and what is none, are passed over.
    fn certificate_of_signer(&self) -> Option<&'a [u8]> {
        let mut list = self.certificates?.inside();
        while let Ok(element) = list.next("a certificate") {
            let is_signers = CertificateParts::read(element.whole)
                .is_ok_and(|certificate| self.signer.names(&certificate));
            if is_signers {
                return Some(element.whole);
            }
        }
        None
    }
}

impl SignedAttributes {
    /// `SET OF SEQUENCE { type, SET OF value }`: the content's type and digest, once each, and whatever else.
    fn read(set: Element<'_>) -> Result<Self, Malformed> {
        let what = "the signed attributes";
        let (mut content_type, mut message_digest) = (None, None);
        let mut list = set.inside();
        while !list.is_empty() {
            let mut fields = list.expect(tag::SEQUENCE, what)?.inside();
            let oid = fields.expect(tag::OID, what)?.content;
            let values = fields.expect(tag::SET, what)?;
            fields.end(what)?;
            let place = if oid == rfc5911::ID_CONTENT_TYPE.as_bytes() {
                &mut content_type
            } else if oid == rfc5911::ID_MESSAGE_DIGEST.as_bytes() {
                &mut message_digest
            } else {
                continue;
            };
            if place.replace(values).is_some() {
                return Err(Malformed("no signed attribute twice"));
            }
        }
        let what = "the signed type of the content";
        let content_type = content_type.ok_or(Malformed(what))?.content;
        if tlv::only(content_type, tag::OID, what)?.content != rfc5911::ID_DATA.as_bytes() {
            return Err(Malformed(what));
        }
        let what = "the signed digest";
        let message_digest = message_digest.ok_or(Malformed(what))?.content;
        let message_digest = tlv::only(message_digest, tag::OCTET_STRING, what)?.content;
        let mut signed = set.whole.to_vec();
        if let Some(first) = signed.first_mut() {
            *first = tag::SET;
        }
        Ok(Self {
            signed,
            message_digest: message_digest.to_vec(),
        })
    }
}

fn expect_oid(
    fields: &mut Reader<'_>,
    oid: &ObjectIdentifier,
    what: &'static str,
) -> Result<(), Malformed> {
    if fields.expect(tag::OID, what)?.content == oid.as_bytes() {
        Ok(())
    } else {
        Err(Malformed(what))
    }
}

/// What stands inside an explicit `[0]`.
fn explicit<'a>(fields: &mut Reader<'a>, what: &'static str) -> Result<&'a [u8], Malformed> {
    Ok(fields.expect(tag::context_constructed(0), what)?.content)
}

/// Reads the `AlgorithmIdentifier` of a digest. Parameters are absent or NULL (RFC 5754 section 2).
fn hash_of(identifier: &[u8]) -> Result<HashAlgorithm, Refusal> {
    let what = "the digest algorithm";
    let (oid, is_plain) = oid_of(identifier, what).map_err(malformed)?;
    let known = [
        (rfc5912::ID_SHA_256, HashAlgorithm::Sha256),
        (rfc5912::ID_SHA_384, HashAlgorithm::Sha384),
        (rfc5912::ID_SHA_512, HashAlgorithm::Sha512),
    ];
    let Some((_, hash)) = known.into_iter().find(|(known, _)| known.as_bytes() == oid) else {
        return Err(Refusal::KeyNotAccepted {
            found: if oid == rfc5912::ID_SHA_1.as_bytes() {
                "a digest by SHA-1".to_owned()
            } else {
                format!("a digest by {}", name_of(oid))
            },
        });
    };
    if is_plain {
        Ok(hash)
    } else {
        Err(malformed(Malformed(what)))
    }
}

/// Reads the algorithm of the signature: one that names its hash, which must then be the digest's, or plain RSA, which signs
/// with the digest's (RFC 3370 section 3.2).
fn algorithm_of(identifier: &[u8], hash: HashAlgorithm) -> Result<SignatureAlgorithm, Refusal> {
    let what = "the signature algorithm";
    let (oid, is_plain) = oid_of(identifier, what).map_err(malformed)?;
    if oid == rfc5912::RSA_ENCRYPTION.as_bytes() && is_plain {
        return Ok(match hash {
            HashAlgorithm::Sha1 => SignatureAlgorithm::RsaPkcs1Sha1,
            HashAlgorithm::Sha256 => SignatureAlgorithm::RsaPkcs1Sha256,
            HashAlgorithm::Sha384 => SignatureAlgorithm::RsaPkcs1Sha384,
            HashAlgorithm::Sha512 => SignatureAlgorithm::RsaPkcs1Sha512,
        });
    }
    let algorithm = SignatureAlgorithm::from_algorithm_identifier(identifier).map_err(|_| {
        Refusal::KeyNotAccepted {
            found: format!("a signature by {}", name_of(oid)),
        }
    })?;
    if algorithm.hash() == hash {
        Ok(algorithm)
    } else {
        Err(malformed(Malformed("one hash for digest and signature")))
    }
}

/// The name of an algorithm, and whether its parameters are absent or NULL.
fn oid_of<'a>(identifier: &'a [u8], what: &'static str) -> Result<(&'a [u8], bool), Malformed> {
    let mut fields = tlv::only(identifier, tag::SEQUENCE, what)?.inside();
    let oid = fields.expect(tag::OID, what)?.content;
    let is_plain = match fields.optional(tag::NULL, what)? {
        Some(null) => null.content.is_empty(),
        None => true,
    };
    Ok((oid, is_plain && fields.is_empty()))
}
