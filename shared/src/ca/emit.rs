//! Writes DER. The counterpart of `tlv`: certificates hold pieces that must stay as they are, byte for byte (the issuer's
//! name, the device's key), so a structure is put together from finished pieces.

use der::asn1::{GeneralizedTime, ObjectIdentifier, UtcTime};
use der::{DateTime, Encode as _};

use super::tlv::tag;
use crate::time::Timestamp;

/// One element: tag, length in its shortest form, and the pieces one after another.
pub(crate) fn element(tag: u8, pieces: &[&[u8]]) -> Vec<u8> {
    let length = pieces
        .iter()
        .fold(0_usize, |sum, piece| sum.saturating_add(piece.len()));
    let mut out = Vec::with_capacity(length.saturating_add(6));
    out.push(tag);
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => out.push(short),
        _ => {
            let octets = length.to_be_bytes();
            let significant = octets.iter().skip_while(|octet| **octet == 0);
            let count = u8::try_from(significant.clone().count()).unwrap_or(u8::MAX);
            out.push(0x80 | count);
            out.extend(significant);
        }
    }
    for piece in pieces {
        out.extend_from_slice(piece);
    }
    out
}

pub(crate) fn sequence(pieces: &[&[u8]]) -> Vec<u8> {
    element(tag::SEQUENCE, pieces)
}

pub(crate) fn oid(oid: &ObjectIdentifier) -> Vec<u8> {
    element(tag::OID, &[oid.as_bytes()])
}

/// An INTEGER from its magnitude, most significant octet first.
pub(crate) fn unsigned_integer(magnitude: &[u8]) -> Vec<u8> {
    let zeros = magnitude.iter().take_while(|octet| **octet == 0).count();
    let significant = magnitude.get(zeros..).unwrap_or_default();
    // A set top bit would read as negative; no octets at all would not be an INTEGER.
    let sign: &[u8] = match significant.first() {
        Some(first) if first & 0x80 == 0 => &[],
        _ => &[0],
    };
    element(tag::INTEGER, &[sign, significant])
}

/// A BIT STRING of whole octets.
pub(crate) fn bit_string(octets: &[u8]) -> Vec<u8> {
    element(tag::BIT_STRING, &[&[0], octets])
}

/// `UTCTime` through the year 2049 and `GeneralizedTime` from 2050 (RFC 5280 section 4.1.2.5), both to the second and in UTC.
pub(crate) fn time(moment: Timestamp) -> Vec<u8> {
    let since_1970 = core::time::Duration::from_secs(moment.unix_seconds());
    let date = DateTime::from_unix_duration(since_1970).unwrap_or(DateTime::INFINITY);
    UtcTime::from_date_time(date)
        .and_then(|utc| utc.to_der())
        .or_else(|_| GeneralizedTime::from_date_time(date).to_der())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_in_their_shortest_form() {
        assert_eq!(element(4, &[&[7; 127]])[..2], [4, 127]);
        assert_eq!(element(4, &[&[7; 128]])[..3], [4, 0x81, 128]);
        assert_eq!(element(4, &[&[7; 200], &[7; 56]])[..4], [4, 0x82, 1, 0]);
        assert_eq!(element(4, &[&[7; 65_536]])[..5], [4, 0x83, 1, 0, 0]);
    }

    #[test]
    fn integers_are_never_negative_and_never_empty() {
        assert_eq!(unsigned_integer(&[]), [2, 1, 0]);
        assert_eq!(unsigned_integer(&[0, 0, 127]), [2, 1, 127]);
        assert_eq!(unsigned_integer(&[128]), [2, 2, 0, 128]);
    }

    #[test]
    fn times_change_their_form_in_2050() {
        let written =
            |text: &str| String::from_utf8(time(text.parse().unwrap())[2..].to_vec()).unwrap();
        assert_eq!(written("2026-11-23T16:14:01Z"), "261123161401Z");
        assert_eq!(written("2049-12-31T23:59:59Z"), "491231235959Z");
        assert_eq!(written("2050-01-01T00:00:00Z"), "20500101000000Z");
        assert_eq!(written("9999-12-31T23:59:59Z"), "99991231235959Z");
    }
}
