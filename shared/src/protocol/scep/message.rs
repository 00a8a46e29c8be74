//! A message as it came: `pkiMessage` (RFC 8894 section 3.2).

use super::attribute;
use super::content::Content;
use super::ra::RegistrationAuthority;
use crate::ca::cms::{
    Cipher, CmsError, Digests, EnvelopedMessage, SignedMessage, SignerCertificate, Stretched,
    Verified,
};
use crate::ca::key::PublicKey;
use crate::ca::tlv::{self, Reader, tag};
use crate::ca::{HashAlgorithm, KeyDecrypter, KeyKind, SignatureVerifier};

/// What a message asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageType {
    /// `RenewalReq` (17): the next certificate.
    Renewal,
    /// `PKCSReq` (19): a certificate.
    Enrollment,
    /// `CertPoll` (20): what became of a request.
    Poll,
    /// `GetCert` (21): a certificate by its number.
    Certificate,
    /// `GetCRL` (22): a revocation list.
    Crl,
}

impl MessageType {
    fn read(text: &[u8]) -> Option<Self> {
        match text {
            b"17" => Some(Self::Renewal),
            b"19" => Some(Self::Enrollment),
            b"20" => Some(Self::Poll),
            b"21" => Some(Self::Certificate),
            b"22" => Some(Self::Crl),
            _ => None,
        }
    }
}

/// Why bytes are no message, or a message is not carried out. Nobody outside learns more than that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScepError {
    /// The signed or the encrypted message.
    #[error(transparent)]
    Cms(#[from] CmsError),
    /// An attribute is missing or not as it should be.
    #[error("the message is malformed: {0} is missing or not as it should be")]
    Attribute(&'static str),
    /// A signer whom no answer can be encrypted for (RFC 8894 section 3): that takes an RSA key.
    #[error("whoever signed has no RSA key")]
    NotRsa,
    /// An algorithm that the organisation has not allowed.
    #[error("{0} is not allowed")]
    Legacy(&'static str),
}

/// What an answer repeats of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `transactionID`, printable ASCII of 1 to 128 characters.
    pub transaction: String,
    /// `senderNonce`, at most 64 octets; clients send 16.
    pub sender_nonce: Option<Vec<u8>>,
}

/// A message as it came. What it says is a claim.
#[derive(Debug, Clone)]
pub struct Message {
    signed: SignedMessage,
    /// What is asked.
    pub kind: MessageType,
    /// What the answer repeats.
    pub asked: Asked,
}

/// A message by whoever holds the key in the signer's certificate.
#[derive(Debug, Clone)]
pub struct VerifiedMessage {
    /// What is asked.
    pub kind: MessageType,
    envelope: EnvelopedMessage,
    verified: Verified,
}

impl Message {
    /// Reads a message of at most 64 KiB.
    ///
    /// # Errors
    /// [`ScepError`] when there is no message that could be answered.
    pub fn read(bytes: &[u8]) -> Result<Self, ScepError> {
        // Whether SHA-1 is allowed is asked later: the answer then is the same as to everything else.
        let signed = SignedMessage::read(bytes, Digests::WithSha1)?;
        if !signed.is_data() {
            return Err(ScepError::Attribute("content of the type data"));
        }
        let text = |oid, what| {
            signed
                .attribute(oid)
                .and_then(printable)
                .ok_or(ScepError::Attribute(what))
        };
        let what = "messageType";
        let kind = MessageType::read(text(&attribute::MESSAGE_TYPE, what)?.as_bytes())
            .ok_or(ScepError::Attribute(what))?;
        let transaction = text(&attribute::TRANSACTION_ID, "transactionID")?;
        let sender_nonce = signed
            .attribute(&attribute::SENDER_NONCE)
            .and_then(|value| tlv::only(value, tag::OCTET_STRING, "senderNonce").ok())
            .map(|nonce| nonce.content.to_vec())
            .filter(|nonce| nonce.len() <= 64);
        Ok(Self {
            signed,
            kind,
            asked: Asked {
                transaction,
                sender_nonce,
            },
        })
    }

    /// Whose key is said to have signed.
    #[must_use]
    pub const fn signer(&self) -> &SignerCertificate {
        self.signed.certificate()
    }

    /// Checks the signature, and reads the envelope.
    ///
    /// # Errors
    /// [`ScepError::Cms`].
    pub fn verify(self, verifier: &impl SignatureVerifier) -> Result<VerifiedMessage, ScepError> {
        let verified = self.signed.verify(verifier)?;
        let envelope = EnvelopedMessage::read(verified.content())?;
        Ok(VerifiedMessage {
            kind: self.kind,
            envelope,
            verified,
        })
    }
}

impl VerifiedMessage {
    /// Whose key signed, by a certificate that may be anybody's.
    #[must_use]
    pub const fn signer(&self) -> &SignerCertificate {
        self.verified.certificate()
    }

    /// How the message is encrypted.
    #[must_use]
    pub const fn cipher(&self) -> Cipher {
        self.envelope.cipher()
    }

    /// Says whether a message by this key can be answered, and whether the organisation allows the message's algorithms:
    /// `legacy_ciphers` DES and triple DES, `sha1` SHA-1.
    ///
    /// # Errors
    /// [`ScepError::NotRsa`] and [`ScepError::Legacy`].
    pub fn check_algorithms(&self, legacy_ciphers: bool, sha1: bool) -> Result<(), ScepError> {
        match PublicKey::read(self.signer().spki_der()) {
            Ok(key) if matches!(key.kind, KeyKind::Rsa { .. }) => {}
            _ => return Err(ScepError::NotRsa),
        }
        match (self.cipher(), self.verified.digest()) {
            (Cipher::Des, _) if !legacy_ciphers => Err(ScepError::Legacy("DES")),
            (Cipher::TripleDes, _) if !legacy_ciphers => Err(ScepError::Legacy("triple DES")),
            (_, HashAlgorithm::Sha1) if !sha1 => Err(ScepError::Legacy("SHA-1")),
            _ => Ok(()),
        }
    }

    /// Opens the envelope, and reads what is inside.
    ///
    /// # Errors
    /// [`ScepError`]; which, nobody outside may learn.
    pub fn open(
        &self,
        authority: &RegistrationAuthority,
        key: &impl KeyDecrypter,
        random: &mut Stretched,
    ) -> Result<Content, ScepError> {
        let content = self.envelope.open(authority.certificate(), key, random)?;
        Content::read(self.kind, &content)
    }
}

/// The text of a string of printable ASCII without blanks, 1 to 128 characters long.
fn printable(value: &[u8]) -> Option<String> {
    let value = Reader::new(value).next("text").ok()?;
    let is_text = matches!(
        value.tag,
        tag::PRINTABLE_STRING | tag::UTF8_STRING | tag::IA5_STRING
    );
    let is_plain = value.content.iter().all(u8::is_ascii_graphic);
    if !is_text || !is_plain || !(1..=128).contains(&value.content.len()) {
        return None;
    }
    core::str::from_utf8(value.content).ok().map(str::to_owned)
}
