//! A strict DER reader that hands out the original bytes.
//!
//! A signature is checked over the octets as they came, and Windows' requests hold values that are not DER where the
//! standard says DER; a reader that decodes into values and encodes again cannot serve either. This one walks tag, length
//! and value, goes down only where its caller asks (so nesting costs no stack), and copies nothing.

/// Tags of the types that certificates are made of (X.690 section 8.1.2), all in one octet.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const TELETEX_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const ENUMERATED: u8 = 0x0a;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// `[number]`, primitive: an implicitly tagged string.
    pub(crate) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// `[number]`, constructed: explicitly tagged, or an implicitly tagged SET or SEQUENCE.
    pub(crate) const fn context_constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Where the bytes stop being what they should be: the name of the part that was expected there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is missing or not DER")]
pub(crate) struct Malformed(pub(crate) &'static str);

/// One tag, length and value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// The identifier octet.
    pub(crate) tag: u8,
    /// The value.
    pub(crate) content: &'a [u8],
    /// Tag, length and value as they stand.
    pub(crate) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// Reads the elements inside this one.
    pub(crate) const fn inside(self) -> Reader<'a> {
        Reader { rest: self.content }
    }

    /// The value of a BIT STRING whose last octet is used in full, as signatures and keys are.
    pub(crate) fn whole_octets(self, what: &'static str) -> Result<&'a [u8], Malformed> {
        match self.content.split_first() {
            Some((0, octets)) => Ok(octets),
            _ => Err(Malformed(what)),
        }
    }

    /// The magnitude of an INTEGER that is not negative, without leading zeros; empty for zero.
    pub(crate) fn magnitude(self, what: &'static str) -> Result<&'a [u8], Malformed> {
        match self.content {
            [0] => Ok(&[]),
            [0, rest @ ..] if rest.first().is_some_and(|first| first & 0x80 != 0) => Ok(rest),
            [first, ..] if *first != 0 && first & 0x80 == 0 => Ok(self.content),
            _ => Err(Malformed(what)),
        }
    }
}

/// Walks elements that stand one after another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element, whatever its tag.
    pub(crate) fn next(&mut self, what: &'static str) -> Result<Element<'a>, Malformed> {
        let (element, rest) = split_element(self.rest).ok_or(Malformed(what))?;
        self.rest = rest;
        Ok(element)
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8, what: &'static str) -> Result<Element<'a>, Malformed> {
        let element = self.next(what)?;
        if element.tag == tag {
            Ok(element)
        } else {
            Err(Malformed(what))
        }
    }

    /// The next element if it has this tag; otherwise nothing is read.
    pub(crate) fn optional(
        &mut self,
        tag: u8,
        what: &'static str,
    ) -> Result<Option<Element<'a>>, Malformed> {
        if self.rest.first() == Some(&tag) {
            self.next(what).map(Some)
        } else {
            Ok(None)
        }
    }

    /// A BOOLEAN that is left out when false. `FALSE` written out is accepted: DER forbids it, some encoders write it.
    pub(crate) fn default_false(&mut self, what: &'static str) -> Result<bool, Malformed> {
        match self
            .optional(tag::BOOLEAN, what)?
            .map(|element| element.content)
        {
            None | Some([0x00]) => Ok(false),
            Some([0xff]) => Ok(true),
            Some(_) => Err(Malformed(what)),
        }
    }

    /// Says that nothing may follow.
    pub(crate) const fn end(&self, what: &'static str) -> Result<(), Malformed> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Malformed(what))
        }
    }
}

/// Splits off one element: a tag of one octet, a definite length in its shortest form (X.690 section 10.1).
fn split_element(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    const HIGH_TAG_NUMBER: u8 = 0x1f;
    let (&tag, after_tag) = bytes.split_first()?;
    if tag & HIGH_TAG_NUMBER == HIGH_TAG_NUMBER {
        return None;
    }
    let (&first, after_first) = after_tag.split_first()?;
    let (length, after_length) = match first {
        0..=0x7f => (usize::from(first), after_first),
        0x81..=0x83 => {
            let (octets, rest) = after_first.split_at_checked(usize::from(first & 0x7f))?;
            let length = octets
                .iter()
                .fold(0_usize, |length, octet| (length << 8) | usize::from(*octet));
            let shortest = length > 0x7f && octets.first() != Some(&0);
            (shortest.then_some(length)?, rest)
        }
        // Indefinite (0x80), or longer than anything we read.
        _ => return None,
    };
    let (content, rest) = after_length.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
    Some((
        Element {
            tag,
            content,
            whole,
        },
        rest,
    ))
}

/// The one element that makes up `bytes`, with nothing after it.
pub(crate) fn only<'a>(
    bytes: &'a [u8],
    tag: u8,
    what: &'static str,
) -> Result<Element<'a>, Malformed> {
    let mut reader = Reader::new(bytes);
    let element = reader.expect(tag, what)?;
    reader.end(what)?;
    Ok(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_one_spelling() {
        for bad in [
            &[0x04, 0x80, 0x00, 0x00][..],         // indefinite
            &[0x04, 0x81, 0x01, 0x00],             // long form of a short length
            &[0x04, 0x82, 0x00, 0x80],             // leading zero
            &[0x04, 0x84, 0xff, 0xff, 0xff, 0xff], // larger than anything we read
            &[0x04, 0x88, 255, 255, 255, 255, 255, 255, 255, 255],
            &[0x04, 0xff],
            &[0x04, 0x02, 0x00], // cut short
            &[0x04],
            &[],
            &[0x1f, 0x01, 0x00], // high tag number
        ] {
            assert!(Reader::new(bad).next("it").is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_element_keeps_the_bytes_it_was_read_from() {
        let bytes = [0x30, 0x03, 0x02, 0x01, 0x05, 0x05, 0x00];
        let mut reader = Reader::new(&bytes);
        let sequence = reader.expect(tag::SEQUENCE, "it").unwrap();
        assert_eq!(sequence.whole, &bytes[..5]);
        assert_eq!(
            sequence
                .inside()
                .expect(tag::INTEGER, "it")
                .unwrap()
                .content,
            [5]
        );
        assert!(reader.end("it").is_err());
        assert!(reader.optional(tag::NULL, "it").unwrap().is_some());
        assert!(reader.end("it").is_ok());
    }

    #[test]
    fn an_integer_is_not_negative_and_as_short_as_can_be() {
        let magnitude = |content: &'static [u8]| {
            Element {
                tag: tag::INTEGER,
                content,
                whole: content,
            }
            .magnitude("it")
        };
        assert_eq!(magnitude(&[0]), Ok(&[][..]));
        assert_eq!(magnitude(&[0, 0x80]), Ok(&[0x80][..]));
        assert_eq!(magnitude(&[1, 0]), Ok(&[1, 0][..]));
        for bad in [&[][..], &[0x80], &[0, 1], &[0, 0], &[0xff, 0xff]] {
            assert!(magnitude(bad).is_err(), "{bad:?}");
        }
    }
}
