//! What a certificate says of itself that people tell it by. Nothing is verified, and a certificate of any version will do: a device
//! lists those of others.

use const_oid::ObjectIdentifier;

use super::certificate::read_time;
use super::names::texts_of;
use super::tlv::{self, Malformed, tag};
use crate::time::Timestamp;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// What a certificate is told by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateLabel {
    /// The subject's common name.
    pub subject: Option<String>,
    /// The issuer's common name.
    pub issuer: Option<String>,
    /// When it ends.
    pub not_after: Timestamp,
}

/// Reads it; none from what is no certificate.
#[must_use]
pub fn read_label(der: &[u8]) -> Option<CertificateLabel> {
    read(der).ok()
}

fn read(der: &[u8]) -> Result<CertificateLabel, Malformed> {
    let what = "the certificate";
    let mut fields = tlv::only(der, tag::SEQUENCE, what)?.inside();
    let mut fields = fields.expect(tag::SEQUENCE, what)?.inside();
    fields.optional(tag::context_constructed(0), what)?;
    fields.expect(tag::INTEGER, what)?;
    fields.expect(tag::SEQUENCE, what)?;
    let issuer = fields.expect(tag::SEQUENCE, what)?;
    let mut validity = fields.expect(tag::SEQUENCE, what)?.inside();
    read_time(&mut validity)?;
    let not_after = read_time(&mut validity)?;
    let subject = fields.expect(tag::SEQUENCE, what)?;
    // Of more than one the last is the most particular (RFC 4514 section 2.1).
    let common_name = |name: &[u8]| -> Result<Option<String>, Malformed> {
        let names = texts_of(name, &COMMON_NAME)?;
        Ok(names.last().map(|&name| name.to_owned()))
    };
    Ok(CertificateLabel {
        subject: common_name(subject.whole)?,
        issuer: common_name(issuer.whole)?,
        not_after,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_told_by_its_names_and_its_end() {
        let issuing = include_bytes!("../../tests/fixtures/ca/issuing_p256.der");
        let said = read_label(issuing).unwrap();
        assert_eq!(said.subject.as_deref(), Some("Muster test issuing CA p256"));
        assert_eq!(said.issuer.as_deref(), Some("Muster test root"));
        assert_eq!(said.not_after.to_string(), "2031-11-22T17:05:43Z");
    }

    #[test]
    fn what_is_no_certificate_or_not_all_of_one_tells_nothing() {
        let issuing = include_bytes!("../../tests/fixtures/ca/issuing_p256.der");
        for length in 0..issuing.len() {
            assert_eq!(read_label(&issuing[..length]), None, "{length}");
        }
        assert_eq!(read_label(b"no certificate"), None);
    }
}
