//! Distinguished names: comparing them without decoding what is in them, and the texts in them.

use const_oid::ObjectIdentifier;

use super::tlv::{self, Element, Malformed, tag};

/// Whether two DER `Name`s are the same name. Values compare octet by octet; an ASCII text is the same whichever string
/// type carries it, because clients choose the type by their own taste (RFC 5280 section 7.1). Anything that cannot be
/// read is the same only as itself.
pub(crate) fn same_name(one: &[u8], other: &[u8]) -> bool {
    one == other || same_parts(one, other).unwrap_or(false)
}

fn same_parts(one: &[u8], other: &[u8]) -> Result<bool, Malformed> {
    let what = "the name";
    let mut ones = tlv::only(one, tag::SEQUENCE, what)?.inside();
    let mut others = tlv::only(other, tag::SEQUENCE, what)?.inside();
    while !ones.is_empty() && !others.is_empty() {
        let mut attributes = ones.expect(tag::SET, what)?.inside();
        let mut counterparts = others.expect(tag::SET, what)?.inside();
        while !attributes.is_empty() && !counterparts.is_empty() {
            let mut attribute = attributes.expect(tag::SEQUENCE, what)?.inside();
            let mut counterpart = counterparts.expect(tag::SEQUENCE, what)?.inside();
            let same_type =
                attribute.expect(tag::OID, what)? == counterpart.expect(tag::OID, what)?;
            if !same_type || !same_value(attribute.next(what)?, counterpart.next(what)?) {
                return Ok(false);
            }
            attribute.end(what)?;
            counterpart.end(what)?;
        }
        if !attributes.is_empty() || !counterparts.is_empty() {
            return Ok(false);
        }
    }
    Ok(ones.is_empty() && others.is_empty())
}

fn same_value(one: Element<'_>, other: Element<'_>) -> bool {
    let is_text = |element: Element<'_>| {
        matches!(
            element.tag,
            tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::TELETEX_STRING | tag::IA5_STRING
        )
    };
    let alike = one.tag == other.tag || (is_text(one) && is_text(other) && one.content.is_ascii());
    alike && one.content == other.content
}

/// The texts of one attribute of a DER `Name`, in their order; what is not UTF-8 is passed over.
pub(crate) fn texts_of<'a>(
    name: &'a [u8],
    attribute: &ObjectIdentifier,
) -> Result<Vec<&'a str>, Malformed> {
    let what = "the name";
    let mut texts = Vec::new();
    let mut parts = tlv::only(name, tag::SEQUENCE, what)?.inside();
    while !parts.is_empty() {
        let mut pairs = parts.expect(tag::SET, what)?.inside();
        while !pairs.is_empty() {
            let mut pair = pairs.expect(tag::SEQUENCE, what)?.inside();
            let is_it = pair.expect(tag::OID, what)?.content == attribute.as_bytes();
            let text = core::str::from_utf8(pair.next(what)?.content);
            texts.extend(text.ok().filter(|_| is_it));
        }
    }
    Ok(texts)
}

/// Whether a DER `Name` has no parts.
pub(crate) const fn is_empty(name: &[u8]) -> bool {
    matches!(name, [tag::SEQUENCE, 0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::emit;

    fn common_name(tag_of_value: u8, text: &[u8]) -> Vec<u8> {
        let oid = emit::oid(&const_oid::db::rfc4519::CN);
        let attribute = emit::sequence(&[&oid, &emit::element(tag_of_value, &[text])]);
        emit::sequence(&[&emit::element(tag::SET, &[&attribute])])
    }

    #[test]
    fn a_name_is_the_same_whichever_string_type_carries_it() {
        let ours = common_name(tag::UTF8_STRING, b"dev_1");
        assert!(same_name(
            &ours,
            &common_name(tag::PRINTABLE_STRING, b"dev_1")
        ));
        assert!(!same_name(
            &ours,
            &common_name(tag::PRINTABLE_STRING, b"dev_2")
        ));
        assert!(!same_name(&ours, &common_name(tag::OCTET_STRING, b"dev_1")));
    }

    #[test]
    fn text_beyond_ascii_is_the_same_only_in_the_same_type() {
        let utf8 = common_name(tag::UTF8_STRING, "é".as_bytes());
        assert!(same_name(&utf8, &utf8));
        assert!(!same_name(
            &utf8,
            &common_name(tag::TELETEX_STRING, "é".as_bytes())
        ));
    }

    #[test]
    fn a_longer_name_is_another_name() {
        let one = common_name(tag::UTF8_STRING, b"a");
        let parts = &one[2..];
        let two = emit::sequence(&[parts, parts]);
        assert!(!same_name(&one, &two));
        assert!(!same_name(&two, &one));
        assert!(!same_name(&one, &[0x30, 0]));
        assert!(is_empty(&[0x30, 0]));
    }

    #[test]
    fn bytes_that_are_no_name_equal_only_themselves() {
        assert!(same_name(b"junk", b"junk"));
        assert!(!same_name(b"junk", b"jumk"));
    }
}
