//! Certificate requests: PKCS#10 (RFC 2986), read without trust and without re-encoding.
//!
//! What the signature covers is kept as the bytes that came. Real requests break DER where it does no harm, and those are
//! read: Windows sends a `PrintableString` with a NUL in the subject (never decoded here) and an extension whose value is
//! raw text (never opened). Everything that decides something is read strictly.

use super::algorithm::{AlgorithmNotAccepted, SignatureAlgorithm};
use super::cms::Digests;
use super::crypto::{CryptoFault, SignatureVerifier};
use super::device_certificate::DeviceCertificate;
use super::key::{KeyFlaw, KeyKind, PublicKey};
use super::requested::{self, Challenge, Requested, malformed};
use super::tlv::{self, Malformed, tag};
use super::{emit, names, weak};
use crate::enrollment::Refusal;
use crate::ids::Digest;

/// The largest request that is read. An RSA-4096 request with every extension that clients send stays under 3 KiB.
const MAX_REQUEST_OCTETS: usize = 16 * 1024;

/// A request whose form, key and wishes are acceptable, but whose signature nobody has checked.
#[derive(Debug, Clone)]
pub struct CertificateRequest {
    der: Vec<u8>,
    /// `CertificationRequestInfo`, tag and length included: what is signed.
    signed: Vec<u8>,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
    key_kind: KeyKind,
    subject_der: Vec<u8>,
    spki_der: Vec<u8>,
    subject_alt_name: Option<Vec<u8>>,
    challenge: Option<Challenge>,
}

/// Why a request was not verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CsrError {
    /// The request is refused; the client must change something.
    #[error("the certificate request is refused: {0:?}")]
    Refusal(Refusal),
    /// The signature could not be checked; ours to mend.
    #[error(transparent)]
    Fault(#[from] CryptoFault),
}

impl From<Refusal> for CsrError {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl CertificateRequest {
    /// Reads a DER `CertificationRequest` of at most 16 KiB with nothing after it.
    ///
    /// # Errors
    /// [`Refusal::CsrMalformed`], [`Refusal::KeyNotAccepted`] for another key than RSA of 2048 to 4096 bits with a sound
    /// exponent, P-256 or P-384 and for a signature by another algorithm than ours, and [`Refusal::CsrAsksTooMuch`] for a
    /// request for a CA's rights.
    pub fn parse(der: &[u8]) -> Result<Self, Refusal> {
        Self::parse_signed_with(der, Digests::Modern)
    }

    /// The same, with these digests: for protocols whose clients may know nothing newer than SHA-1.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_signed_with(der: &[u8], digests: Digests) -> Result<Self, Refusal> {
        if der.len() > MAX_REQUEST_OCTETS {
            return Err(Refusal::CsrMalformed {
                reason: format!("it is longer than {MAX_REQUEST_OCTETS} octets"),
            });
        }
        let outer = Outer::read(der).map_err(malformed)?;
        let inner = Inner::read(outer.signed).map_err(malformed)?;

        let key = PublicKey::read(inner.spki_der).map_err(key_refused)?;
        let algorithm = match SignatureAlgorithm::from_algorithm_identifier(outer.algorithm) {
            Ok(algorithm) => algorithm,
            Err(_)
                if digests == Digests::WithSha1
                    && SignatureAlgorithm::is_rsa_with_sha1(outer.algorithm) =>
            {
                SignatureAlgorithm::RsaPkcs1Sha1
            }
            Err(flaw) => return Err(algorithm_refused(flaw)),
        };
        if !key.kind.signs_with(algorithm) {
            return Err(Refusal::CsrSignatureInvalid);
        }
        let Requested {
            subject_alt_name,
            challenge,
        } = match inner.attributes {
            Some(attributes) => requested::read(attributes.inside())?,
            None => Requested::default(),
        };
        Ok(Self {
            der: der.to_vec(),
            signed: outer.signed.to_vec(),
            algorithm,
            signature: outer.signature.to_vec(),
            key_kind: key.kind,
            subject_der: inner.subject_der.to_vec(),
            spki_der: inner.spki_der.to_vec(),
            subject_alt_name,
            challenge,
        })
    }

    /// Checks the signature over the original bytes with the request's own key, and that the key is not publicly known to
    /// be weak.
    ///
    /// # Errors
    /// [`Refusal::CsrSignatureInvalid`] and [`Refusal::KeyKnownWeak`]; a [`CryptoFault`] when the check itself broke.
    pub fn verify(self, verifier: &impl SignatureVerifier) -> Result<VerifiedRequest, CsrError> {
        if !verifier.verify(
            self.algorithm,
            &self.spki_der,
            &self.signed,
            &self.signature,
        )? {
            return Err(Refusal::CsrSignatureInvalid.into());
        }
        let key = PublicKey::read(&self.spki_der).map_err(key_refused)?;
        if weak::is_known_weak(&self.spki_der, &key) {
            return Err(Refusal::KeyKnownWeak.into());
        }
        Ok(VerifiedRequest {
            key_digest: Digest::of(&self.spki_der),
            request_digest: Digest::of(&self.der),
            request: self,
        })
    }
}

/// `CertificationRequest ::= SEQUENCE { certificationRequestInfo, signatureAlgorithm, signature }`.
struct Outer<'a> {
    signed: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Outer<'a> {
    fn read(der: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = tlv::only(der, tag::SEQUENCE, "the request")?.inside();
        let outer = Self {
            signed: fields.expect(tag::SEQUENCE, "the signed part")?.whole,
            algorithm: fields
                .expect(tag::SEQUENCE, "the signature algorithm")?
                .whole,
            signature: fields
                .expect(tag::BIT_STRING, "the signature")?
                .whole_octets("the signature")?,
        };
        fields.end("the end of the request")?;
        Ok(outer)
    }
}

/// `CertificationRequestInfo ::= SEQUENCE { version (0), subject, subjectPKInfo, attributes [0] }`. Attributes are
/// mandatory there; some encoders leave them out when there are none.
struct Inner<'a> {
    subject_der: &'a [u8],
    spki_der: &'a [u8],
    attributes: Option<tlv::Element<'a>>,
}

impl<'a> Inner<'a> {
    fn read(signed: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = tlv::only(signed, tag::SEQUENCE, "the signed part")?.inside();
        if fields.expect(tag::INTEGER, "version 1")?.content != [0] {
            return Err(Malformed("version 1"));
        }
        let inner = Self {
            subject_der: fields.expect(tag::SEQUENCE, "the subject")?.whole,
            spki_der: fields.expect(tag::SEQUENCE, "the public key")?.whole,
            attributes: fields.optional(tag::context_constructed(0), "the attributes")?,
        };
        fields.end("the end of the signed part")?;
        Ok(inner)
    }
}

fn key_refused(flaw: KeyFlaw) -> Refusal {
    match flaw {
        KeyFlaw::Malformed(what) => malformed(Malformed(what)),
        KeyFlaw::NotAccepted(found) => Refusal::KeyNotAccepted { found },
    }
}

fn algorithm_refused(flaw: AlgorithmNotAccepted) -> Refusal {
    match flaw {
        AlgorithmNotAccepted::Malformed => malformed(Malformed("the signature algorithm")),
        AlgorithmNotAccepted::Other(name) => Refusal::KeyNotAccepted {
            found: format!("a signature by {name}"),
        },
    }
}

/// A request whose sender holds the key it names. Only [`CertificateRequest::verify`] makes one, and who had
/// one and kept it ([`crate::identity::Waiting`]).
#[derive(Debug, Clone)]
pub struct VerifiedRequest {
    request: CertificateRequest,
    key_digest: Digest,
    request_digest: Digest,
}

impl VerifiedRequest {
    /// A request that was verified when it came, and of which the key was kept.
    ///
    /// # Errors
    /// [`Refusal::KeyNotAccepted`] and [`Refusal::KeyKnownWeak`], as for any request.
    pub(crate) fn of_kept_key(spki_der: &[u8]) -> Result<Self, Refusal> {
        let key = PublicKey::read(spki_der).map_err(key_refused)?;
        if weak::is_known_weak(spki_der, &key) {
            return Err(Refusal::KeyKnownWeak);
        }
        Ok(Self {
            key_digest: Digest::of(spki_der),
            request_digest: Digest::of(spki_der),
            request: CertificateRequest {
                der: Vec::new(),
                signed: Vec::new(),
                algorithm: key.kind.issuing_algorithm(),
                signature: Vec::new(),
                key_kind: key.kind,
                subject_der: emit::sequence(&[]),
                spki_der: spki_der.to_vec(),
                subject_alt_name: None,
                challenge: None,
            },
        })
    }

    /// The key, as a DER `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.request.spki_der
    }

    /// SHA-256 of [`Self::spki_der`]: recognises the key when it comes again.
    #[must_use]
    pub const fn key_digest(&self) -> Digest {
        self.key_digest
    }

    /// The key's kind and size.
    #[must_use]
    pub const fn key_kind(&self) -> KeyKind {
        self.request.key_kind
    }

    /// SHA-256 of the whole request: recognises the same request when it comes again.
    #[must_use]
    pub const fn request_digest(&self) -> Digest {
        self.request_digest
    }

    /// The subject as it came: a SEQUENCE that claims to be a `Name`. Never decoded.
    #[must_use]
    pub fn subject_der(&self) -> &[u8] {
        &self.request.subject_der
    }

    /// Whether the request names no subject.
    #[must_use]
    pub fn is_subject_empty(&self) -> bool {
        names::is_empty(&self.request.subject_der)
    }

    /// The value of the subject alternative name asked for, as it came.
    #[must_use]
    pub fn subject_alt_name_der(&self) -> Option<&[u8]> {
        self.request.subject_alt_name.as_deref()
    }

    /// The challenge password, as text: SCEP's place for a credential. A secret.
    #[must_use]
    pub fn challenge_password(&self) -> Option<&str> {
        self.request.challenge.as_ref().map(|text| text.0.as_str())
    }

    /// Whether a renewal names what the old certificate names: subject and subject alternative name equal to the
    /// certificate's, or left out (RFC 7030 section 4.2.2).
    #[must_use]
    pub fn asks_for_same_names_as(&self, certificate: &DeviceCertificate) -> bool {
        let same_subject = self.is_subject_empty()
            || names::same_name(self.subject_der(), certificate.subject_der());
        let same_alternatives = self
            .subject_alt_name_der()
            .is_none_or(|asked| certificate.subject_alt_name_der() == Some(asked));
        same_subject && same_alternatives
    }
}
