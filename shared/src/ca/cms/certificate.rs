//! What is read of a signer's certificate before anybody knows whose it is.

use const_oid::db::rfc5280;

use crate::ca::tlv::{self, Malformed, Reader, tag};

/// The certificate that a message names as its signer's: the octets and where in them the names and the key stand.
///
/// It may have been signed by anybody, the device itself included. Clients write what they like into those: version 1, serial
/// numbers of 33 octets (sscep, certmonger), and no extensions, all of which is passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerCertificate {
    der: Vec<u8>,
    issuer: Vec<u8>,
    serial: Vec<u8>,
    spki: Vec<u8>,
    key_identifier: Option<Vec<u8>>,
}

impl SignerCertificate {
    /// The certificate as it came.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The issuer's name, DER, as it stands.
    #[must_use]
    pub fn issuer_der(&self) -> &[u8] {
        &self.issuer
    }

    /// The octets of the serial number's INTEGER, as they stand.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The key, as a DER `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    pub(super) fn key_identifier(&self) -> Option<&[u8]> {
        self.key_identifier.as_deref()
    }

    /// Reads `der`, one certificate with nothing after it.
    pub(crate) fn read(der: &[u8]) -> Result<Self, Malformed> {
        let what = "a certificate";
        let mut fields = tlv::only(der, tag::SEQUENCE, what)?.inside();
        let mut signed = fields.expect(tag::SEQUENCE, what)?.inside();
        signed.optional(tag::context_constructed(0), what)?;
        let serial = signed.expect(tag::INTEGER, what)?.content.to_vec();
        signed.expect(tag::SEQUENCE, what)?;
        let issuer = signed.expect(tag::SEQUENCE, what)?.whole.to_vec();
        signed.expect(tag::SEQUENCE, what)?;
        signed.expect(tag::SEQUENCE, what)?;
        let spki = signed.expect(tag::SEQUENCE, what)?.whole.to_vec();
        let mut key_identifier = None;
        while !signed.is_empty() {
            let part = signed.next(what)?;
            if part.tag == tag::context_constructed(3) {
                key_identifier = find_key_identifier(part.inside())?.map(<[u8]>::to_vec);
            }
        }
        Ok(Self {
            der: der.to_vec(),
            issuer,
            serial,
            spki,
            key_identifier,
        })
    }
}

fn find_key_identifier(mut explicit: Reader<'_>) -> Result<Option<&[u8]>, Malformed> {
    let what = "the extensions";
    let mut list = explicit.expect(tag::SEQUENCE, what)?.inside();
    while !list.is_empty() {
        let mut fields = list.expect(tag::SEQUENCE, what)?.inside();
        let oid = fields.expect(tag::OID, what)?.content;
        fields.default_false(what)?;
        let value = fields.expect(tag::OCTET_STRING, what)?.content;
        if oid == rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER.as_bytes() {
            return Ok(Some(tlv::only(value, tag::OCTET_STRING, what)?.content));
        }
    }
    Ok(None)
}
