//! An X.509 certificate taken apart into its original bytes (RFC 5280 section 4.1).

use der::Decode as _;
use der::asn1::{GeneralizedTime, ObjectIdentifier, UtcTime};

use super::tlv::{self, Malformed, Reader, tag};
use crate::time::Timestamp;

/// The parts of a certificate, borrowed from its DER.
#[derive(Debug, Clone)]
pub(crate) struct CertificateParts<'a> {
    /// `TBSCertificate`, tag and length included: what is signed.
    pub(crate) signed: &'a [u8],
    /// The signature's `AlgorithmIdentifier`, the same inside and outside of what is signed.
    pub(crate) algorithm: &'a [u8],
    pub(crate) signature: &'a [u8],
    /// The serial number's magnitude.
    pub(crate) serial: &'a [u8],
    pub(crate) issuer_der: &'a [u8],
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    pub(crate) subject_der: &'a [u8],
    pub(crate) spki_der: &'a [u8],
    extensions: Vec<Extension<'a>>,
}

/// One extension: its value is not opened here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extension<'a> {
    oid: &'a [u8],
    pub(crate) value: &'a [u8],
}

impl<'a> CertificateParts<'a> {
    /// Takes apart the DER of a version 3 certificate, with nothing after it.
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = tlv::only(der, tag::SEQUENCE, "the certificate")?.inside();
        let signed = fields.expect(tag::SEQUENCE, "the signed part")?;
        let algorithm = fields
            .expect(tag::SEQUENCE, "the signature algorithm")?
            .whole;
        let signature = fields
            .expect(tag::BIT_STRING, "the signature")?
            .whole_octets("the signature")?;
        fields.end("the end of the certificate")?;

        let mut fields = signed.inside();
        let version = fields.expect(tag::context_constructed(0), "version 3")?;
        if version.content != [tag::INTEGER, 1, 2] {
            return Err(Malformed("version 3"));
        }
        let serial = fields
            .expect(tag::INTEGER, "the serial number")?
            .magnitude("the serial number")?;
        if fields
            .expect(tag::SEQUENCE, "the signature algorithm")?
            .whole
            != algorithm
        {
            return Err(Malformed("the same signature algorithm twice"));
        }
        let issuer_der = fields.expect(tag::SEQUENCE, "the issuer")?.whole;
        let mut validity = fields.expect(tag::SEQUENCE, "the validity")?.inside();
        let not_before = read_time(&mut validity)?;
        let not_after = read_time(&mut validity)?;
        validity.end("the validity")?;
        let subject_der = fields.expect(tag::SEQUENCE, "the subject")?.whole;
        let spki_der = fields.expect(tag::SEQUENCE, "the public key")?.whole;
        let extensions = fields.expect(tag::context_constructed(3), "the extensions")?;
        fields.end("the end of the signed part")?;
        Ok(Self {
            signed: signed.whole,
            algorithm,
            signature,
            serial,
            issuer_der,
            not_before,
            not_after,
            subject_der,
            spki_der,
            extensions: read_extensions(extensions.content)?,
        })
    }

    /// The value of an extension.
    pub(crate) fn extension(&self, oid: &ObjectIdentifier) -> Option<&'a [u8]> {
        self.extensions
            .iter()
            .find(|extension| extension.oid == oid.as_bytes())
            .map(|extension| extension.value)
    }
}

pub(super) fn read_time(fields: &mut Reader<'_>) -> Result<Timestamp, Malformed> {
    let what = "the validity";
    let element = fields.next(what)?;
    let since_1970 = match element.tag {
        tag::UTC_TIME => UtcTime::from_der(element.whole).map(|time| time.to_unix_duration()),
        tag::GENERALIZED_TIME => {
            GeneralizedTime::from_der(element.whole).map(|time| time.to_unix_duration())
        }
        _ => return Err(Malformed(what)),
    };
    since_1970
        .map(|duration| Timestamp::from_unix_seconds(duration.as_secs()))
        .map_err(|_| Malformed(what))
}

fn read_extensions(content: &[u8]) -> Result<Vec<Extension<'_>>, Malformed> {
    let what = "the extensions";
    let mut list = tlv::only(content, tag::SEQUENCE, what)?.inside();
    let mut extensions: Vec<Extension<'_>> = Vec::new();
    while !list.is_empty() {
        let mut fields = list.expect(tag::SEQUENCE, what)?.inside();
        let oid = fields.expect(tag::OID, what)?.content;
        fields.default_false(what)?;
        let value = fields.expect(tag::OCTET_STRING, what)?.content;
        fields.end(what)?;
        // RFC 5280 section 4.2: no more than one of a kind; otherwise two readers could see two certificates.
        if extensions.iter().any(|extension| extension.oid == oid) {
            return Err(Malformed("no extension twice"));
        }
        extensions.push(Extension { oid, value });
    }
    Ok(extensions)
}
