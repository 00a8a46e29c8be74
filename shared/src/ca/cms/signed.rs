//! `SignedData` with one signer (RFC 5652 section 5), its content inside or beside it.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use subtle::ConstantTimeEq as _;

use super::ber::{BerLimits, ber_to_der};
use super::certificate::SignerCertificate;
use super::error::CmsError;
use crate::ca::algorithm::{HashAlgorithm, SignatureAlgorithm, name_of};
use crate::ca::crypto::SignatureVerifier;
use crate::ca::key::{KeyFlaw, PublicKey};
use crate::ca::software::hash;
use crate::ca::tlv::{self, Element, Malformed, Reader, tag};

/// Which digests a message may be signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digests {
    /// SHA-256, SHA-384 and SHA-512.
    Modern,
    /// These and SHA-1, for clients that know nothing newer.
    WithSha1,
}

/// A message as somebody sent it, with exactly one signer, whose certificate it holds. What it says is a claim until
/// [`SignedMessage::verify`].
#[derive(Debug, Clone)]
pub struct SignedMessage {
    content_type: Vec<u8>,
    content: Option<Vec<u8>>,
    certificate: SignerCertificate,
    algorithm: SignatureAlgorithm,
    /// As they are signed: with the tag of a SET (RFC 5652 section 5.4), in the order in which they came.
    signed_attributes: Vec<u8>,
    attributes: Vec<Attribute>,
    message_digest: Vec<u8>,
    signature: Vec<u8>,
}

/// A signed attribute: its type, and the values as they stand one after another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Attribute {
    oid: Vec<u8>,
    values: Vec<u8>,
}

/// A message whose signature verifies with the key in its signer's certificate. Whose certificate that is has not been asked.
#[derive(Debug, Clone)]
pub struct Verified {
    content: Vec<u8>,
    certificate: SignerCertificate,
    digest: HashAlgorithm,
}

impl Verified {
    /// The content inside the message; empty where it had none.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The certificate of the key that signed.
    #[must_use]
    pub const fn certificate(&self) -> &SignerCertificate {
        &self.certificate
    }

    /// The digest that was signed with.
    #[must_use]
    pub const fn digest(&self) -> HashAlgorithm {
        self.digest
    }
}

fn only_value<'a>(attributes: &'a [Attribute], oid: &ObjectIdentifier) -> Option<&'a [u8]> {
    let attribute = attributes
        .iter()
        .find(|attribute| attribute.oid == oid.as_bytes())?;
    let mut values = Reader::new(&attribute.values);
    let value = values.next("a value").ok()?;
    values.is_empty().then_some(value.whole)
}

/// Verifies a signature that lies beside what it signs, as Apple's `Mdm-Signature` does (decoded from base64): one signer, its
/// certificate in the message, RSA or ECDSA, and no content inside.
///
/// # Errors
/// [`CmsError`], of which [`CmsError::Fault`] alone is ours.
pub fn verify_detached(
    message: &[u8],
    body: &[u8],
    digests: Digests,
    verifier: &impl SignatureVerifier,
) -> Result<SignerCertificate, CmsError> {
    let message = SignedMessage::read(message, digests)?;
    // Some encoders write a content all the same: none, or a copy.
    let is_beside = |content: &[u8]| content.is_empty() || content == body;
    if !message.content.as_deref().is_none_or(is_beside) {
        return Err(CmsError::Malformed("a signature without content"));
    }
    Ok(message.verify_over(body, verifier)?.certificate)
}

impl SignedMessage {
    /// Reads a BER `ContentInfo` with a `SignedData` of at most 64 KiB.
    ///
    /// # Errors
    /// [`CmsError`] for other bytes, another number of signers than one, a signer whose certificate is not there, a key of a
    /// kind that certificates are not issued for, algorithms that are not accepted.
    pub fn read(bytes: &[u8], digests: Digests) -> Result<Self, CmsError> {
        let der = ber_to_der(bytes, BerLimits::MESSAGE)?;
        let content = content_of(&der, &rfc5911::ID_SIGNED_DATA)?;
        let mut fields = tlv::only(content, tag::SEQUENCE, "the signed data")?.inside();
        fields.expect(tag::INTEGER, "the version")?;
        fields.expect(tag::SET, "the digest algorithms")?;
        let mut inside = fields.expect(tag::SEQUENCE, "the content")?.inside();
        let content_type = inside.expect(tag::OID, "the content's type")?.content;
        let content = match inside.optional(tag::context_constructed(0), "the content")? {
            Some(explicit) => {
                Some(tlv::only(explicit.content, tag::OCTET_STRING, "the content")?.content)
            }
            None => None,
        };
        inside.end("the content")?;
        let certificates = fields.optional(tag::context_constructed(0), "the certificates")?;
        fields.optional(tag::context_constructed(1), "the revocation lists")?;
        let mut signers = fields.expect(tag::SET, "the signers")?.inside();
        fields.end("the end of the signed data")?;
        let signer = signers
            .expect(tag::SEQUENCE, "a signer")
            .map_err(|_| CmsError::Signers)?;
        if !signers.is_empty() {
            return Err(CmsError::Signers);
        }
        let signer = Signer::read(signer)?;
        let certificate = signer
            .certificate(certificates)
            .ok_or(CmsError::NoCertificate)?;
        let hash = hash_of(signer.digest_algorithm, digests)?;
        let algorithm = algorithm_of(signer.signature_algorithm, hash)?;
        // Bounds the work that a stranger's key can cause.
        match PublicKey::read(certificate.spki_der()) {
            Ok(key) if key.kind.signs_with(algorithm) => {}
            Ok(_) => return Err(CmsError::Signature),
            Err(KeyFlaw::Malformed(what)) => return Err(CmsError::Malformed(what)),
            Err(KeyFlaw::NotAccepted(found)) => return Err(CmsError::Algorithm(found)),
        }
        let attributes = read_attributes(signer.attributes)?;
        let only = |oid: &ObjectIdentifier, tag: u8, what: &'static str| {
            attributes
                .iter()
                .find(|attribute| attribute.oid == oid.as_bytes())
                .ok_or(Malformed(what))
                .and_then(|attribute| tlv::only(&attribute.values, tag, what))
                .map(|value| value.content.to_vec())
        };
        let what = "the signed type of the content";
        if only(&rfc5911::ID_CONTENT_TYPE, tag::OID, what)? != content_type {
            return Err(CmsError::Malformed(what));
        }
        let message_digest = only(
            &rfc5911::ID_MESSAGE_DIGEST,
            tag::OCTET_STRING,
            "the signed digest",
        )?;
        let mut signed_attributes = signer.attributes.whole.to_vec();
        if let Some(first) = signed_attributes.first_mut() {
            *first = tag::SET;
        }
        Ok(Self {
            content_type: content_type.to_vec(),
            content: content.map(<[u8]>::to_vec),
            certificate,
            algorithm,
            signed_attributes,
            attributes,
            message_digest,
            signature: signer.signature.to_vec(),
        })
    }

    /// The certificate that the message names as its signer's.
    #[must_use]
    pub const fn certificate(&self) -> &SignerCertificate {
        &self.certificate
    }

    /// The only value of a signed attribute, DER; nothing where the attribute is not there or has another number of values. A
    /// claim.
    #[must_use]
    pub fn attribute(&self, oid: &ObjectIdentifier) -> Option<&[u8]> {
        only_value(&self.attributes, oid)
    }

    /// Whether the content calls itself data (RFC 5652 section 4), as that of every message does that is known here.
    #[must_use]
    pub fn is_data(&self) -> bool {
        self.content_type == rfc5911::ID_DATA.as_bytes()
    }

    /// Checks that the key in the signer's certificate signed the content inside.
    ///
    /// # Errors
    /// [`CmsError::Signature`] when it did not, [`CmsError::Fault`] when the check itself broke.
    pub fn verify(mut self, verifier: &impl SignatureVerifier) -> Result<Verified, CmsError> {
        let content = self.content.take().unwrap_or_default();
        let mut verified = self.verify_over(&content, verifier)?;
        verified.content = content;
        Ok(verified)
    }

    fn verify_over(
        self,
        content: &[u8],
        verifier: &impl SignatureVerifier,
    ) -> Result<Verified, CmsError> {
        let digest = self.algorithm.hash();
        if !bool::from(hash(digest, content).ct_eq(&self.message_digest)) {
            return Err(CmsError::Signature);
        }
        let is_signed = verifier.verify(
            self.algorithm,
            self.certificate.spki_der(),
            &self.signed_attributes,
            &self.signature,
        )?;
        if !is_signed {
            return Err(CmsError::Signature);
        }
        Ok(Verified {
            content: Vec::new(),
            certificate: self.certificate,
            digest,
        })
    }
}

/// What stands in a `ContentInfo` of this type.
pub(super) fn content_of<'a>(
    der: &'a [u8],
    content_type: &ObjectIdentifier,
) -> Result<&'a [u8], Malformed> {
    let what = "a message of the right type";
    let mut fields = tlv::only(der, tag::SEQUENCE, what)?.inside();
    if fields.expect(tag::OID, what)?.content != content_type.as_bytes() {
        return Err(Malformed(what));
    }
    let content = fields.expect(tag::context_constructed(0), what)?.content;
    fields.end(what)?;
    Ok(content)
}

/// `SignerInfo` taken apart into its bytes.
struct Signer<'a> {
    issuer_and_serial: Option<(&'a [u8], &'a [u8])>,
    key_identifier: Option<&'a [u8]>,
    digest_algorithm: &'a [u8],
    attributes: Element<'a>,
    signature_algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Signer<'a> {
    fn read(signer: Element<'a>) -> Result<Self, Malformed> {
        let mut fields = signer.inside();
        fields.expect(tag::INTEGER, "the signer's version")?;
        let what = "the signer's name";
        let name = fields.next(what)?;
        let (mut issuer_and_serial, mut key_identifier) = (None, None);
        match name.tag {
            tag::SEQUENCE => {
                let mut parts = name.inside();
                let issuer = parts.expect(tag::SEQUENCE, what)?.whole;
                let serial = parts.expect(tag::INTEGER, what)?.content;
                parts.end(what)?;
                issuer_and_serial = Some((issuer, serial));
            }
            number if number == tag::context(0) => key_identifier = Some(name.content),
            _ => return Err(Malformed(what)),
        }
        let digest_algorithm = fields.expect(tag::SEQUENCE, "the digest algorithm")?.whole;
        // Without them, one message's attributes could be presented as another's content; every client sends them.
        let attributes = fields.expect(tag::context_constructed(0), "the signed attributes")?;
        let signature_algorithm = fields
            .expect(tag::SEQUENCE, "the signature algorithm")?
            .whole;
        let signature = fields.expect(tag::OCTET_STRING, "the signature")?.content;
        fields.optional(tag::context_constructed(1), "the unsigned attributes")?;
        fields.end("the end of the signer")?;
        Ok(Self {
            issuer_and_serial,
            key_identifier,
            digest_algorithm,
            attributes,
            signature_algorithm,
            signature,
        })
    }

    /// The certificate that the signer names. Others, and what is none, are passed over.
    fn certificate(&self, certificates: Option<Element<'_>>) -> Option<SignerCertificate> {
        let mut list = certificates?.inside();
        while let Ok(element) = list.next("a certificate") {
            if let Ok(certificate) = SignerCertificate::read(element.whole)
                && self.names(&certificate)
            {
                return Some(certificate);
            }
        }
        None
    }

    fn names(&self, certificate: &SignerCertificate) -> bool {
        match self.issuer_and_serial {
            Some((issuer, serial)) => {
                certificate.issuer_der() == issuer && certificate.serial() == serial
            }
            None => {
                self.key_identifier.is_some() && certificate.key_identifier() == self.key_identifier
            }
        }
    }
}

/// `SET OF SEQUENCE { type, SET OF value }`, no type twice.
fn read_attributes(set: Element<'_>) -> Result<Vec<Attribute>, Malformed> {
    /// Clients send seven or eight.
    const MOST: usize = 32;
    let what = "the signed attributes";
    let mut attributes: Vec<Attribute> = Vec::new();
    let mut list = set.inside();
    while !list.is_empty() {
        let mut fields = list.expect(tag::SEQUENCE, what)?.inside();
        let oid = fields.expect(tag::OID, what)?.content;
        let values = fields.expect(tag::SET, what)?.content;
        fields.end(what)?;
        if attributes.iter().any(|known| known.oid == oid) {
            return Err(Malformed("no signed attribute twice"));
        }
        if attributes.len() >= MOST {
            return Err(Malformed("at most 32 signed attributes"));
        }
        attributes.push(Attribute {
            oid: oid.to_vec(),
            values: values.to_vec(),
        });
    }
    Ok(attributes)
}

/// Reads the `AlgorithmIdentifier` of a digest. Parameters are absent or NULL (RFC 5754 section 2).
fn hash_of(identifier: &[u8], digests: Digests) -> Result<HashAlgorithm, CmsError> {
    let (oid, is_plain) = oid_of(identifier)?;
    let known = [
        (rfc5912::ID_SHA_256, HashAlgorithm::Sha256),
        (rfc5912::ID_SHA_384, HashAlgorithm::Sha384),
        (rfc5912::ID_SHA_512, HashAlgorithm::Sha512),
        (rfc5912::ID_SHA_1, HashAlgorithm::Sha1),
    ];
    match known.into_iter().find(|(known, _)| known.as_bytes() == oid) {
        Some((_, HashAlgorithm::Sha1)) if digests == Digests::Modern => {
            Err(CmsError::Algorithm("a digest by SHA-1".to_owned()))
        }
        Some((_, hash)) if is_plain => Ok(hash),
        Some(_) => Err(CmsError::Malformed("the digest algorithm")),
        None => Err(CmsError::Algorithm(format!("a digest by {}", name_of(oid)))),
    }
}

/// Reads the algorithm of the signature: one that names its hash, which must then be the digest's, or the kind of key alone,
/// which signs with the digest's (RFC 3370 section 3.2).
fn algorithm_of(identifier: &[u8], hash: HashAlgorithm) -> Result<SignatureAlgorithm, CmsError> {
    let by_rsa = match hash {
        HashAlgorithm::Sha1 => SignatureAlgorithm::RsaPkcs1Sha1,
        HashAlgorithm::Sha256 => SignatureAlgorithm::RsaPkcs1Sha256,
        HashAlgorithm::Sha384 => SignatureAlgorithm::RsaPkcs1Sha384,
        HashAlgorithm::Sha512 => SignatureAlgorithm::RsaPkcs1Sha512,
    };
    let by_curve = match hash {
        HashAlgorithm::Sha1 => SignatureAlgorithm::EcdsaSha1,
        HashAlgorithm::Sha256 => SignatureAlgorithm::EcdsaSha256,
        HashAlgorithm::Sha384 => SignatureAlgorithm::EcdsaSha384,
        HashAlgorithm::Sha512 => SignatureAlgorithm::EcdsaSha512,
    };
    let (oid, is_plain) = oid_of(identifier)?;
    let is = |known: ObjectIdentifier| known.as_bytes() == oid;
    // Beside a curve's key, some name the curve.
    if is(rfc5912::ID_EC_PUBLIC_KEY) {
        return Ok(by_curve);
    }
    if !is_plain {
        return Err(CmsError::Malformed("the signature algorithm"));
    }
    if is(rfc5912::RSA_ENCRYPTION) || is(by_rsa.oid()) {
        Ok(by_rsa)
    } else if is(by_curve.oid()) {
        Ok(by_curve)
    } else {
        Err(CmsError::Algorithm(format!(
            "a signature by {}",
            name_of(oid)
        )))
    }
}

/// The name of an algorithm, and whether its parameters are absent or NULL.
fn oid_of(identifier: &[u8]) -> Result<(&[u8], bool), Malformed> {
    let what = "an algorithm";
    let mut fields = tlv::only(identifier, tag::SEQUENCE, what)?.inside();
    let oid = fields.expect(tag::OID, what)?.content;
    let is_plain = match fields.optional(tag::NULL, what)? {
        Some(null) => null.content.is_empty(),
        None => true,
    };
    Ok((oid, is_plain && fields.is_empty()))
}
