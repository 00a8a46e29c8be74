//! `CertRep` (RFC 8894 section 3.3.2), written in one form.
//!
//! Clients are particular. The signature's algorithm is plain `rsaEncryption`: strongSwan takes nothing else. Numbers are
//! `PrintableString` in decimal: Apple's reader asks for that tag. Where there is nothing to tell, the content is empty and not
//! left out: certmonger takes an answer without content for none.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};

use super::attribute;
use super::message::Asked;
use super::ra::RegistrationAuthority;
use crate::ca::cms::{Cipher, SignerCertificate, Stretched, seal_for};
use crate::ca::tlv::tag;
use crate::ca::{CryptoFault, HashAlgorithm, emit, hash};
use crate::protocol::est::certs_only;

/// What a message is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The certificate asked for.
    Certificate(Vec<u8>),
    /// The revocation list asked for.
    Crl(Vec<u8>),
    /// It is not decided yet: the client asks again.
    Pending,
    /// No, and nothing else (`badRequest`).
    Failure,
    /// There is no such certificate (`badCertId`).
    NoSuchCertificate,
}

/// An answer before it is signed.
#[derive(Debug, Clone)]
pub struct Unsigned {
    content: Vec<u8>,
    attributes: Vec<u8>,
}

impl Answer {
    const fn status(&self) -> &'static [u8] {
        match self {
            Self::Certificate(_) | Self::Crl(_) => b"0",
            Self::Failure | Self::NoSuchCertificate => b"2",
            Self::Pending => b"3",
        }
    }

    const fn failure(&self) -> Option<&'static [u8]> {
        match self {
            Self::Failure => Some(b"2"),
            Self::NoSuchCertificate => Some(b"4"),
            _ => None,
        }
    }

    /// Writes the answer to whoever `asked`, encrypted for `recipient` with `cipher` where it tells something.
    ///
    /// # Errors
    /// [`CryptoFault`] when it cannot be encrypted for this recipient.
    pub fn write(
        &self,
        asked: &Asked,
        recipient: &SignerCertificate,
        cipher: Cipher,
        random: &mut Stretched,
    ) -> Result<Unsigned, CryptoFault> {
        let fault = |error: der::Error| CryptoFault::new(error.to_string());
        let content = match self {
            Self::Certificate(der) => {
                let inside = certs_only(&[der]).map_err(fault)?;
                seal_for(recipient, &inside, cipher, random)?
            }
            Self::Crl(der) => seal_for(recipient, &crl_only(der), cipher, random)?,
            Self::Pending | Self::Failure | Self::NoSuchCertificate => Vec::new(),
        };
        let text = |text: &[u8]| emit::element(tag::PRINTABLE_STRING, &[text]);
        let octets = |octets: &[u8]| emit::element(tag::OCTET_STRING, &[octets]);
        let digest = hash(HashAlgorithm::Sha256, &content);
        let nonce: [u8; 16] = random.octets();
        let mut attributes = vec![
            (rfc5911::ID_CONTENT_TYPE, emit::oid(&rfc5911::ID_DATA)),
            (rfc5911::ID_MESSAGE_DIGEST, octets(&digest)),
            (attribute::MESSAGE_TYPE, text(b"3")),
            (attribute::PKI_STATUS, text(self.status())),
            (
                attribute::TRANSACTION_ID,
                text(asked.transaction.as_bytes()),
            ),
            (attribute::SENDER_NONCE, octets(&nonce)),
        ];
        if let Some(nonce) = &asked.sender_nonce {
            attributes.push((attribute::RECIPIENT_NONCE, octets(nonce)));
        }
        if let Some(reason) = self.failure() {
            attributes.push((attribute::FAIL_INFO, text(reason)));
        }
        Ok(Unsigned {
            content,
            attributes: attributes_of(&attributes),
        })
    }
}

/// Signed attributes, as they stand in their SET.
fn attributes_of(attributes: &[(ObjectIdentifier, Vec<u8>)]) -> Vec<u8> {
    let written = attributes
        .iter()
        .map(|(oid, value)| emit::sequence(&[&emit::oid(oid), &emit::element(tag::SET, &[value])]));
    ordered(written.collect())
}

/// DER orders a SET by its members' octets.
fn ordered(mut members: Vec<Vec<u8>>) -> Vec<u8> {
    members.sort_unstable();
    members.concat()
}

impl Unsigned {
    /// A message that is nothing but its content, such as a configuration profile of Apple's.
    #[must_use]
    pub fn of(content: Vec<u8>) -> Self {
        let digest = hash(HashAlgorithm::Sha256, &content);
        let digest = emit::element(tag::OCTET_STRING, &[&digest]);
        Self {
            attributes: attributes_of(&[
                (rfc5911::ID_CONTENT_TYPE, emit::oid(&rfc5911::ID_DATA)),
                (rfc5911::ID_MESSAGE_DIGEST, digest),
            ]),
            content,
        }
    }

    /// What is signed, by RSA with SHA-256.
    #[must_use]
    pub fn to_sign(&self) -> Vec<u8> {
        emit::element(tag::SET, &[&self.attributes])
    }

    /// The answer with its signature.
    #[must_use]
    pub fn signed(&self, authority: &RegistrationAuthority, signature: &[u8]) -> Vec<u8> {
        self.signed_with_chain(authority, signature, &[])
    }

    /// The same with certificates beside the signer's, each DER.
    #[must_use]
    pub fn signed_with_chain(
        &self,
        authority: &RegistrationAuthority,
        signature: &[u8],
        chain: &[&[u8]],
    ) -> Vec<u8> {
        let signer = authority.certificate();
        let certificates = core::iter::once(signer.der()).chain(chain.iter().copied());
        let certificates = ordered(certificates.map(<[u8]>::to_vec).collect());
        let sha256 = emit::sequence(&[&emit::oid(&rfc5912::ID_SHA_256)]);
        let null = emit::element(tag::NULL, &[]);
        let info = emit::sequence(&[
            &emit::unsigned_integer(&[1]),
            &emit::sequence(&[
                signer.issuer_der(),
                &emit::element(tag::INTEGER, &[signer.serial()]),
            ]),
            &sha256,
            &emit::element(tag::context_constructed(0), &[&self.attributes]),
            &emit::sequence(&[&emit::oid(&rfc5912::RSA_ENCRYPTION), &null]),
            &emit::element(tag::OCTET_STRING, &[signature]),
        ]);
        let content = emit::element(tag::OCTET_STRING, &[&self.content]);
        let inside = emit::sequence(&[
            &emit::oid(&rfc5911::ID_DATA),
            &emit::element(tag::context_constructed(0), &[&content]),
        ]);
        signed_data(&[
            &emit::element(tag::SET, &[&sha256]),
            &inside,
            &emit::element(tag::context_constructed(0), &[&certificates]),
            &emit::element(tag::SET, &[&info]),
        ])
    }
}

/// A revocation list in a message without signers (RFC 8894 section 3.4).
fn crl_only(der: &[u8]) -> Vec<u8> {
    signed_data(&[
        &emit::element(tag::SET, &[]),
        &emit::sequence(&[&emit::oid(&rfc5911::ID_DATA)]),
        &emit::element(tag::context_constructed(1), &[der]),
        &emit::element(tag::SET, &[]),
    ])
}

/// `ContentInfo` with a `SignedData` of version 1 and these fields after the version.
fn signed_data(fields: &[&[u8]]) -> Vec<u8> {
    let version = emit::unsigned_integer(&[1]);
    let signed = emit::sequence(&[&version, &fields.concat()]);
    emit::sequence(&[
        &emit::oid(&rfc5911::ID_SIGNED_DATA),
        &emit::element(tag::context_constructed(0), &[&signed]),
    ])
}
