//! The certificate extensions that Muster reads and writes (RFC 5280 section 4.2).

use der::asn1::ObjectIdentifier;

use super::emit::{self, element, sequence};
use super::tlv::{self, Malformed, tag};

/// What `basicConstraints` says: `SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BasicConstraints {
    pub(crate) ca: bool,
    /// How many CAs may stand below this one; none for no limit.
    pub(crate) path_length: Option<u8>,
}

impl BasicConstraints {
    pub(crate) fn read(value: &[u8]) -> Result<Self, Malformed> {
        let what = "basicConstraints";
        let mut fields = tlv::only(value, tag::SEQUENCE, what)?.inside();
        let ca = fields.default_false(what)?;
        let path_length = fields.optional(tag::INTEGER, what)?;
        fields.end(what)?;
        let path_length = match path_length
            .map(|integer| integer.magnitude(what))
            .transpose()?
        {
            None => None,
            Some([]) => Some(0),
            Some([one]) => Some(*one),
            Some(_) => return Err(Malformed(what)),
        };
        Ok(Self { ca, path_length })
    }
}

/// The first eight bits of `keyUsage`; the ninth, `decipherOnly`, is of no matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyUsageBits(u8);

impl KeyUsageBits {
    /// `digitalSignature`: the key signs something else than certificates.
    pub(crate) const DIGITAL_SIGNATURE: Self = Self(0b1000_0000);

    pub(crate) fn read(value: &[u8]) -> Result<Self, Malformed> {
        let what = "keyUsage";
        match tlv::only(value, tag::BIT_STRING, what)?.content {
            [0..=7, first] | [0..=7, first, _] => Ok(Self(*first)),
            [0] => Ok(Self(0)),
            _ => Err(Malformed(what)),
        }
    }

    pub(crate) const fn digital_signature(self) -> bool {
        self.0 & Self::DIGITAL_SIGNATURE.0 != 0
    }

    pub(crate) const fn key_encipherment(self) -> bool {
        self.0 & 0b0010_0000 != 0
    }

    pub(crate) const fn key_cert_sign(self) -> bool {
        self.0 & 0b0000_0100 != 0
    }

    pub(crate) const fn crl_sign(self) -> bool {
        self.0 & 0b0000_0010 != 0
    }

    /// The named bits, without trailing zeros (X.690 section 11.2.2).
    fn write(self) -> Vec<u8> {
        let unused = u8::try_from(self.0.trailing_zeros().min(7)).unwrap_or(0);
        element(tag::BIT_STRING, &[&[unused, self.0]])
    }
}

/// Whether `extKeyUsage` lists this purpose.
pub(crate) fn lists_purpose(value: &[u8], purpose: &ObjectIdentifier) -> Result<bool, Malformed> {
    let what = "extKeyUsage";
    let mut purposes = tlv::only(value, tag::SEQUENCE, what)?.inside();
    let mut listed = false;
    while !purposes.is_empty() {
        listed |= purposes.expect(tag::OID, what)?.content == purpose.as_bytes();
    }
    Ok(listed)
}

/// The octets of `subjectKeyIdentifier`.
pub(crate) fn read_subject_key_identifier(value: &[u8]) -> Result<&[u8], Malformed> {
    let what = "subjectKeyIdentifier";
    match tlv::only(value, tag::OCTET_STRING, what)?.content {
        [] => Err(Malformed(what)),
        octets => Ok(octets),
    }
}

/// The one URI of a `GeneralNames` that holds nothing else.
pub(crate) fn read_only_uri(value: &[u8]) -> Result<&str, Malformed> {
    let what = "a subject alternative name of one URI";
    let names = tlv::only(value, tag::SEQUENCE, what)?;
    let uri = tlv::only(names.content, tag::context(URI), what)?;
    core::str::from_utf8(uri.content).map_err(|_| Malformed(what))
}

/// `uniformResourceIdentifier [6] IA5String` in `GeneralName`.
const URI: u8 = 6;

/// One `Extension`, as it stands in a certificate.
pub(crate) fn extension(oid: &ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag: &[u8] = if critical {
        &[tag::BOOLEAN, 1, 0xff]
    } else {
        &[]
    };
    sequence(&[&emit::oid(oid), flag, &element(tag::OCTET_STRING, &[value])])
}

/// `basicConstraints` of a certificate that is no CA's: the default, so an empty SEQUENCE.
pub(crate) fn end_entity() -> Vec<u8> {
    extension(
        &const_oid::db::rfc5280::ID_CE_BASIC_CONSTRAINTS,
        true,
        &sequence(&[]),
    )
}

pub(crate) fn key_usage(bits: KeyUsageBits) -> Vec<u8> {
    extension(
        &const_oid::db::rfc5280::ID_CE_KEY_USAGE,
        true,
        &bits.write(),
    )
}

pub(crate) fn extended_key_usage(purposes: &[ObjectIdentifier]) -> Vec<u8> {
    let purposes: Vec<u8> = purposes.iter().flat_map(emit::oid).collect();
    extension(
        &const_oid::db::rfc5280::ID_CE_EXT_KEY_USAGE,
        false,
        &sequence(&[&purposes]),
    )
}

pub(crate) fn subject_key_identifier(identifier: &[u8]) -> Vec<u8> {
    let value = element(tag::OCTET_STRING, &[identifier]);
    extension(
        &const_oid::db::rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER,
        false,
        &value,
    )
}

/// `authorityKeyIdentifier` by key identifier alone: issuer and serial would tie it to one certificate of the CA.
pub(crate) fn authority_key_identifier(identifier: &[u8]) -> Vec<u8> {
    let value = sequence(&[&element(tag::context(0), &[identifier])]);
    extension(
        &const_oid::db::rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER,
        false,
        &value,
    )
}

pub(crate) fn subject_alternative_uri(uri: &str) -> Vec<u8> {
    let value = sequence(&[&element(tag::context(URI), &[uri.as_bytes()])]);
    extension(
        &const_oid::db::rfc5280::ID_CE_SUBJECT_ALT_NAME,
        false,
        &value,
    )
}

/// `authorityInfoAccess` that says where the issuer's certificate is.
pub(crate) fn ca_issuers(url: &str) -> Vec<u8> {
    let location = element(tag::context(URI), &[url.as_bytes()]);
    let description = sequence(&[
        &emit::oid(&const_oid::db::rfc5280::ID_AD_CA_ISSUERS),
        &location,
    ]);
    extension(
        &const_oid::db::rfc5280::ID_PE_AUTHORITY_INFO_ACCESS,
        false,
        &sequence(&[&description]),
    )
}

/// `cRLDistributionPoints` with one point: `{ distributionPoint [0] { fullName [0] { URI } } }`.
pub(crate) fn crl_distribution_point(url: &str) -> Vec<u8> {
    let uri = element(tag::context(URI), &[url.as_bytes()]);
    let full_name = element(tag::context_constructed(0), &[&uri]);
    let name = element(tag::context_constructed(0), &[&full_name]);
    let points = sequence(&[&sequence(&[&name])]);
    extension(
        &const_oid::db::rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS,
        false,
        &points,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_usage_bits_are_written_without_trailing_zeros() {
        assert_eq!(KeyUsageBits::DIGITAL_SIGNATURE.write(), [3, 2, 7, 0x80]);
        assert_eq!(KeyUsageBits(0b1010_0000).write(), [3, 2, 5, 0xa0]);
    }

    #[test]
    fn a_ca_is_recognised_by_one_octet() {
        assert!(BasicConstraints::read(&[0x30, 3, 1, 1, 0xff]).unwrap().ca);
        assert!(!BasicConstraints::read(&[0x30, 0]).unwrap().ca);
        assert!(!BasicConstraints::read(&[0x30, 3, 1, 1, 0]).unwrap().ca);
        // X.690 allows one spelling of TRUE; another must not slip through as FALSE.
        assert!(BasicConstraints::read(&[0x30, 3, 1, 1, 1]).is_err());
        assert_eq!(
            BasicConstraints::read(&[0x30, 6, 1, 1, 0xff, 2, 1, 0])
                .unwrap()
                .path_length,
            Some(0)
        );
    }
}
