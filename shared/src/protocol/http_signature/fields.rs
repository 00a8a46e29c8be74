//! Headers that are structured fields (RFC 9651), read within limits.

use sfv::{BareItem, Dictionary, FieldType, Item, ListEntry, Parser};

use super::error::SignatureError;
use super::request::SignedRequest;

/// Reads a header that must be there as the structured field `T`.
pub(super) fn structured<T: FieldType>(
    request: &SignedRequest<'_>,
    header: &'static str,
    longest: usize,
) -> Result<T, SignatureError> {
    let value = request
        .header(header)
        .ok_or(SignatureError::HeaderMissing { header })?;
    if value.len() > longest {
        let component = header.to_owned();
        return Err(SignatureError::TooLong { component });
    }
    Parser::new(value)
        .parse()
        .map_err(|_| SignatureError::HeaderMalformed { header })
}

/// The only member of a dictionary, with its name.
pub(super) fn only_member(dictionary: Dictionary) -> Result<(String, ListEntry), SignatureError> {
    let mut members = dictionary.into_iter();
    match (members.next(), members.next()) {
        (Some((label, member)), None) => Ok((label.into(), member)),
        _ => Err(SignatureError::NotOneSignature),
    }
}

/// The octets of a byte sequence.
pub(super) fn octets(item: Item, header: &'static str) -> Result<Vec<u8>, SignatureError> {
    match item.bare_item {
        BareItem::ByteSequence(octets) => Ok(octets),
        _ => Err(SignatureError::HeaderMalformed { header }),
    }
}
