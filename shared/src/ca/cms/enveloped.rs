//! `EnvelopedData` for recipients with RSA keys (RFC 5652 section 6, RFC 3370 section 4.2.1): read and opened, and written anew.

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockDecryptMut as _, BlockEncryptMut as _, KeyIvInit as _};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use rsa::pkcs8::DecodePublicKey as _;
use rsa::{Pkcs1v15Encrypt, RsaPublicKey};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};

use super::ber::{BerLimits, ber_to_der};
use super::certificate::SignerCertificate;
use super::error::CmsError;
use super::random::Stretched;
use super::signed::content_of;
use crate::ca::algorithm::name_of;
use crate::ca::crypto::{CryptoFault, KeyDecrypter};
use crate::ca::emit;
use crate::ca::tlv::{self, Element, Malformed, tag};

/// How a content is encrypted: a block cipher in CBC mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cipher {
    /// AES with a key of 128 bits.
    Aes128,
    /// AES with a key of 192 bits.
    Aes192,
    /// AES with a key of 256 bits.
    Aes256,
    /// Triple DES. Legacy.
    TripleDes,
    /// DES, which a determined enemy breaks. Legacy; read and never written.
    Des,
}

impl Cipher {
    const ALL: [Self; 5] = [
        Self::Aes128,
        Self::Aes192,
        Self::Aes256,
        Self::TripleDes,
        Self::Des,
    ];

    /// Whether an organisation must have allowed it.
    #[must_use]
    pub const fn is_legacy(self) -> bool {
        matches!(self, Self::TripleDes | Self::Des)
    }

    /// What whoever sends this can be answered with. Every client that still sends DES reads AES.
    #[must_use]
    pub const fn answered_with(self) -> Self {
        match self {
            Self::Des => Self::Aes128,
            other => other,
        }
    }

    const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Aes128 => rfc5911::ID_AES_128_CBC,
            Self::Aes192 => rfc5911::ID_AES_192_CBC,
            Self::Aes256 => rfc5911::ID_AES_256_CBC,
            Self::TripleDes => rfc5911::DES_EDE_3_CBC,
            Self::Des => ObjectIdentifier::new_unwrap("1.3.14.3.2.7"),
        }
    }

    const fn key_octets(self) -> usize {
        match self {
            Self::Des => 8,
            Self::Aes128 => 16,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes256 => 32,
        }
    }

    const fn block_octets(self) -> usize {
        match self {
            Self::Des | Self::TripleDes => 8,
            _ => 16,
        }
    }

    /// Decrypts; nothing when the key or the padding is not right.
    fn decrypt(self, key: &[u8], iv: &[u8], encrypted: &[u8]) -> Option<Vec<u8>> {
        macro_rules! with {
            ($cipher:ty) => {
                cbc::Decryptor::<$cipher>::new_from_slices(key, iv)
                    .ok()?
                    .decrypt_padded_vec_mut::<Pkcs7>(encrypted)
                    .ok()
            };
        }
        match self {
            Self::Aes128 => with!(aes::Aes128),
            Self::Aes192 => with!(aes::Aes192),
            Self::Aes256 => with!(aes::Aes256),
            Self::TripleDes => with!(des::TdesEde3),
            Self::Des => with!(des::Des),
        }
    }

    /// Encrypts; nothing for a key or vector of another length, or a cipher that is not written.
    fn encrypt(self, key: &[u8], iv: &[u8], content: &[u8]) -> Option<Vec<u8>> {
        macro_rules! with {
            ($cipher:ty) => {
                Some(
                    cbc::Encryptor::<$cipher>::new_from_slices(key, iv)
                        .ok()?
                        .encrypt_padded_vec_mut::<Pkcs7>(content),
                )
            };
        }
        match self {
            Self::Aes128 => with!(aes::Aes128),
            Self::Aes192 => with!(aes::Aes192),
            Self::Aes256 => with!(aes::Aes256),
            Self::TripleDes => with!(des::TdesEde3),
            Self::Des => None,
        }
    }
}

/// An encrypted message as somebody sent it.
#[derive(Debug, Clone)]
pub struct EnvelopedMessage {
    recipients: Vec<Recipient>,
    cipher: Cipher,
    iv: Vec<u8>,
    encrypted: Vec<u8>,
}

/// Whom a message is for, and the content's key encrypted for them.
#[derive(Debug, Clone)]
struct Recipient {
    name: RecipientName,
    encrypted_key: Vec<u8>,
}

#[derive(Debug, Clone)]
enum RecipientName {
    IssuerAndSerial { issuer: Vec<u8>, serial: Vec<u8> },
    KeyIdentifier(Vec<u8>),
}

impl Recipient {
    /// Reads one; nothing for a recipient of another kind than an RSA key's.
    fn read(element: Element<'_>) -> Result<Option<Self>, Malformed> {
        let what = "a recipient";
        if element.tag != tag::SEQUENCE {
            return Ok(None);
        }
        let mut fields = element.inside();
        fields.expect(tag::INTEGER, what)?;
        let name = fields.next(what)?;
        let name = match name.tag {
            tag::SEQUENCE => {
                let mut parts = name.inside();
                let issuer = parts.expect(tag::SEQUENCE, what)?.whole.to_vec();
                let serial = parts.expect(tag::INTEGER, what)?.content.to_vec();
                parts.end(what)?;
                RecipientName::IssuerAndSerial { issuer, serial }
            }
            number if number == tag::context(0) => {
                RecipientName::KeyIdentifier(name.content.to_vec())
            }
            _ => return Err(Malformed(what)),
        };
        let mut algorithm = fields.expect(tag::SEQUENCE, what)?.inside();
        let oid = algorithm.expect(tag::OID, what)?.content;
        let encrypted_key = fields.expect(tag::OCTET_STRING, what)?.content.to_vec();
        fields.end(what)?;
        // OAEP and what else there is: no SCEP client sends it.
        if oid != rfc5912::RSA_ENCRYPTION.as_bytes() {
            return Ok(None);
        }
        Ok(Some(Self {
            name,
            encrypted_key,
        }))
    }

    fn is(&self, certificate: &SignerCertificate) -> bool {
        match &self.name {
            RecipientName::IssuerAndSerial { issuer, serial } => {
                certificate.issuer_der() == issuer && certificate.serial() == serial
            }
            RecipientName::KeyIdentifier(identifier) => {
                certificate.key_identifier() == Some(identifier)
            }
        }
    }
}

impl EnvelopedMessage {
    /// Reads a BER `ContentInfo` with an `EnvelopedData` of at most 64 KiB.
    ///
    /// # Errors
    /// [`CmsError`] for other bytes and for a cipher that is not known.
    pub fn read(bytes: &[u8]) -> Result<Self, CmsError> {
        /// Some clients encrypt to every certificate they were given.
        const MOST_RECIPIENTS: usize = 8;
        let der = ber_to_der(bytes, BerLimits::MESSAGE)?;
        let content = content_of(&der, &rfc5911::ID_ENVELOPED_DATA)?;
        let mut fields = tlv::only(content, tag::SEQUENCE, "the envelope")?.inside();
        fields.expect(tag::INTEGER, "the version")?;
        fields.optional(tag::context_constructed(0), "the originator")?;
        let mut list = fields.expect(tag::SET, "the recipients")?.inside();
        let mut recipients = Vec::new();
        while !list.is_empty() {
            if let Some(recipient) = Recipient::read(list.next("a recipient")?)? {
                recipients.push(recipient);
            }
            if recipients.len() > MOST_RECIPIENTS {
                return Err(CmsError::Malformed("at most 8 recipients"));
            }
        }
        let what = "the encrypted content";
        let mut inside = fields.expect(tag::SEQUENCE, what)?.inside();
        inside.expect(tag::OID, what)?;
        let mut algorithm = inside.expect(tag::SEQUENCE, what)?.inside();
        let oid = algorithm.expect(tag::OID, what)?.content;
        let cipher = Cipher::ALL
            .into_iter()
            .find(|cipher| cipher.oid().as_bytes() == oid)
            .ok_or_else(|| CmsError::Algorithm(format!("encryption by {}", name_of(oid))))?;
        let iv = algorithm.expect(tag::OCTET_STRING, what)?.content.to_vec();
        algorithm.end(what)?;
        if iv.len() != cipher.block_octets() {
            return Err(CmsError::Malformed("the initialisation vector"));
        }
        let encrypted = octets_in_pieces(inside.next(what)?)?;
        inside.end(what)?;
        Ok(Self {
            recipients,
            cipher,
            iv,
            encrypted,
        })
    }

    /// How the content is encrypted.
    #[must_use]
    pub const fn cipher(&self) -> Cipher {
        self.cipher
    }

    /// Opens the envelope with the key of one of its recipients.
    ///
    /// When the encrypted key does not decrypt to a key of the right length, decryption goes on with a random one and fails
    /// there (RFC 3218 section 2.3.2), so that neither answer nor time tells of the padding (Bleichenbacher's attack).
    ///
    /// # Errors
    /// [`CmsError::Envelope`] when it is for somebody else or does not open, and [`CmsError::Fault`].
    pub fn open(
        &self,
        recipient: &SignerCertificate,
        key: &impl KeyDecrypter,
        random: &mut Stretched,
    ) -> Result<Vec<u8>, CmsError> {
        let encrypted_key = self
            .recipients
            .iter()
            .find(|candidate| candidate.is(recipient))
            .ok_or(CmsError::Envelope)?;
        let instead: [u8; 32] = random.octets();
        let decrypted = key
            .decrypt(&encrypted_key.encrypted_key)?
            .unwrap_or_default();
        let content_key = unpadded(&decrypted, self.cipher.key_octets(), &instead);
        self.cipher
            .decrypt(&content_key, &self.iv, &self.encrypted)
            .ok_or(CmsError::Envelope)
    }
}

/// The key in a block of PKCS#1 v1.5 for encryption (RFC 8017 section 7.2.2), `0 2 padding 0 key`, whose length is known; the
/// first octets of `instead` where the block is another. No branch and no index depends on what the block holds.
fn unpadded(block: &[u8], key_octets: usize, instead: &[u8]) -> Vec<u8> {
    let padding_end = block.len().saturating_sub(key_octets.saturating_add(1));
    let mut is_right = Choice::from(u8::from(padding_end >= 10));
    for (at, octet) in block.iter().enumerate().take(padding_end.saturating_add(1)) {
        is_right &= match at {
            0 => octet.ct_eq(&0),
            1 => octet.ct_eq(&2),
            at if at == padding_end => octet.ct_eq(&0),
            _ => !octet.ct_eq(&0),
        };
    }
    let key = block
        .get(padding_end.saturating_add(1)..)
        .unwrap_or_default();
    instead
        .iter()
        .take(key_octets)
        .enumerate()
        .map(|(at, other)| {
            let octet = key.get(at).copied().unwrap_or_default();
            u8::conditional_select(other, &octet, is_right)
        })
        .collect()
}

/// `[0] IMPLICIT OCTET STRING`: primitive, or in pieces, as Debian's scepclient writes it.
fn octets_in_pieces(element: Element<'_>) -> Result<Vec<u8>, Malformed> {
    let what = "the encrypted content";
    if element.tag == tag::context(0) {
        return Ok(element.content.to_vec());
    }
    if element.tag != tag::context_constructed(0) {
        return Err(Malformed(what));
    }
    let mut octets = Vec::with_capacity(element.content.len());
    let mut pieces = element.inside();
    while !pieces.is_empty() {
        octets.extend_from_slice(pieces.expect(tag::OCTET_STRING, what)?.content);
    }
    Ok(octets)
}

/// Encrypts `content` for the key in a certificate: a DER `ContentInfo` with an `EnvelopedData` of version 0.
///
/// # Errors
/// [`CryptoFault`] when the key is no RSA key, or the cipher one that is not written.
pub fn seal_for(
    recipient: &SignerCertificate,
    content: &[u8],
    cipher: Cipher,
    random: &mut Stretched,
) -> Result<Vec<u8>, CryptoFault> {
    let fault = |what: &str| CryptoFault::new(format!("an answer cannot be encrypted: {what}"));
    let key =
        RsaPublicKey::from_public_key_der(recipient.spki_der()).map_err(|_| fault("no RSA key"))?;
    let (content_key, iv): ([u8; 32], [u8; 16]) = (random.octets(), random.octets());
    let content_key = content_key.get(..cipher.key_octets()).unwrap_or_default();
    let iv = iv.get(..cipher.block_octets()).unwrap_or_default();
    let encrypted = cipher
        .encrypt(content_key, iv, content)
        .ok_or_else(|| fault("the cipher"))?;
    let encrypted_key = key
        .encrypt(random, Pkcs1v15Encrypt, content_key)
        .map_err(|error| fault(&error.to_string()))?;
    let null = emit::element(tag::NULL, &[]);
    let recipient = emit::sequence(&[
        &emit::unsigned_integer(&[0]),
        &emit::sequence(&[
            recipient.issuer_der(),
            &emit::element(tag::INTEGER, &[recipient.serial()]),
        ]),
        &emit::sequence(&[&emit::oid(&rfc5912::RSA_ENCRYPTION), &null]),
        &emit::element(tag::OCTET_STRING, &[&encrypted_key]),
    ]);
    let inside = emit::sequence(&[
        &emit::oid(&rfc5911::ID_DATA),
        &emit::sequence(&[
            &emit::oid(&cipher.oid()),
            &emit::element(tag::OCTET_STRING, &[iv]),
        ]),
        &emit::element(tag::context(0), &[&encrypted]),
    ]);
    let envelope = emit::sequence(&[
        &emit::unsigned_integer(&[0]),
        &emit::element(tag::SET, &[&recipient]),
        &inside,
    ]);
    Ok(emit::sequence(&[
        &emit::oid(&rfc5911::ID_ENVELOPED_DATA),
        &emit::element(tag::context_constructed(0), &[&envelope]),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_out_of_its_padding_and_of_nothing_else() {
        let key = [9; 16];
        let instead = [7; 32];
        let block = |start: &[u8], padding: usize, end: u8| {
            [start, &vec![5; padding], &[end], &key].concat()
        };
        assert_eq!(unpadded(&block(&[0, 2], 237, 0), 16, &instead), key);
        assert_eq!(unpadded(&block(&[0, 2], 8, 0), 16, &instead), key);
        for wrong in [
            block(&[0, 2], 7, 0),
            block(&[1, 2], 237, 0),
            block(&[0, 1], 237, 0),
            block(&[0, 2], 237, 1),
            [&block(&[0, 2], 236, 0)[..], &[0]].concat(),
            [&[0, 2, 0][..], &[5; 236], &[0], &key].concat(),
            Vec::new(),
            vec![0; 16],
        ] {
            assert_eq!(unpadded(&wrong, 16, &instead), [7; 16]);
        }
        assert_eq!(unpadded(&block(&[0, 2], 237, 0), 24, &instead), [7; 24]);
    }
}
