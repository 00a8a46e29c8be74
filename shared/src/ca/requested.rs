//! What a certificate request asks for beside its key.
//!
//! A device's certificate is written from its admission, so nothing here is ever copied into one. It is read for three
//! reasons: a request for a CA's rights is refused aloud instead of being ignored, a renewal may repeat its names, and SCEP
//! has its credential there.

use super::extensions::{BasicConstraints, KeyUsageBits};
use super::tlv::{Malformed, Reader, tag};
use crate::enrollment::Refusal;

/// Attributes that carry extensions: `extensionRequest` (RFC 2985 section 5.4.2) and Microsoft's older name for the same.
const EXTENSION_REQUESTS: [der::asn1::ObjectIdentifier; 2] = [
    const_oid::db::rfc5912::ID_EXTENSION_REQ,
    der::asn1::ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.14"),
];

/// What was asked for, as far as it matters.
#[derive(Debug, Default)]
pub(crate) struct Requested {
    /// The value of the subject alternative name: a DER `GeneralNames`.
    pub(crate) subject_alt_name: Option<Vec<u8>>,
    /// `challengePassword` (RFC 2985 section 5.4.1).
    pub(crate) challenge: Option<Challenge>,
}

/// The password in a request, as text. It never shows itself in logs.
#[derive(Clone)]
pub(crate) struct Challenge(pub(crate) String);

impl core::fmt::Debug for Challenge {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Challenge(…)")
    }
}

const CHALLENGE_PASSWORD: der::asn1::ObjectIdentifier =
    der::asn1::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.7");

/// The longest challenge that is read, in octets (`pkcs-9-ub-challengePassword`).
const LONGEST_CHALLENGE: usize = 255;

/// The text of a `DirectoryString`; nothing where it is something else or too long.
fn text(value: super::tlv::Element<'_>) -> Option<String> {
    if value.content.len() > LONGEST_CHALLENGE.saturating_mul(2) {
        return None;
    }
    let text = match value.tag {
        tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING | tag::TELETEX_STRING => {
            core::str::from_utf8(value.content).ok()?.to_owned()
        }
        tag::BMP_STRING => {
            let (pairs, rest) = value.content.as_chunks::<2>();
            let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
            let text: Result<String, _> = char::decode_utf16(units).collect();
            text.ok().filter(|_| rest.is_empty())?
        }
        _ => return None,
    };
    (text.len() <= LONGEST_CHALLENGE).then_some(text)
}

/// Reads the attributes: `SET OF SEQUENCE { type, SET OF value }` (RFC 2986 section 4.1). Attributes that are not known
/// are passed over unread, as is the value of every extension that is not known: Windows puts raw text into one of its own.
pub(crate) fn read(mut attributes: Reader<'_>) -> Result<Requested, Refusal> {
    let what = "an attribute";
    let mut requested = Requested::default();
    while !attributes.is_empty() {
        let mut attribute = attributes
            .expect(tag::SEQUENCE, what)
            .map_err(malformed)?
            .inside();
        let oid = attribute.expect(tag::OID, what).map_err(malformed)?.content;
        let mut values = attribute
            .expect(tag::SET, what)
            .map_err(malformed)?
            .inside();
        attribute.end(what).map_err(malformed)?;
        if EXTENSION_REQUESTS
            .iter()
            .any(|known| known.as_bytes() == oid)
        {
            while !values.is_empty() {
                let extensions = values
                    .expect(tag::SEQUENCE, "the requested extensions")
                    .map_err(malformed)?;
                read_extensions(extensions.inside(), &mut requested)?;
            }
        } else if oid == CHALLENGE_PASSWORD.as_bytes() {
            requested.challenge = values.next(what).ok().and_then(text).map(Challenge);
        }
    }
    Ok(requested)
}

fn read_extensions(mut extensions: Reader<'_>, requested: &mut Requested) -> Result<(), Refusal> {
    use const_oid::db::rfc5280;
    let what = "a requested extension";
    while !extensions.is_empty() {
        let mut extension = extensions
            .expect(tag::SEQUENCE, what)
            .map_err(malformed)?
            .inside();
        let oid = extension.expect(tag::OID, what).map_err(malformed)?.content;
        extension.default_false(what).map_err(malformed)?;
        let value = extension
            .expect(tag::OCTET_STRING, what)
            .map_err(malformed)?
            .content;
        extension.end(what).map_err(malformed)?;

        if oid == rfc5280::ID_CE_BASIC_CONSTRAINTS.as_bytes() {
            if BasicConstraints::read(value).map_err(malformed)?.ca {
                return Err(asks_too_much("basicConstraints CA:TRUE"));
            }
        } else if oid == rfc5280::ID_CE_KEY_USAGE.as_bytes() {
            let usage = KeyUsageBits::read(value).map_err(malformed)?;
            if usage.key_cert_sign() {
                return Err(asks_too_much("keyUsage keyCertSign"));
            }
            if usage.crl_sign() {
                return Err(asks_too_much("keyUsage cRLSign"));
            }
        } else if oid == rfc5280::ID_CE_SUBJECT_ALT_NAME.as_bytes() {
            let repeated = requested.subject_alt_name.replace(value.to_vec()).is_some();
            if repeated {
                return Err(malformed(Malformed("one subject alternative name")));
            }
        }
    }
    Ok(())
}

fn asks_too_much(extension: &str) -> Refusal {
    Refusal::CsrAsksTooMuch {
        extension: extension.to_owned(),
    }
}

pub(crate) fn malformed(found: Malformed) -> Refusal {
    Refusal::CsrMalformed {
        reason: found.to_string(),
    }
}
