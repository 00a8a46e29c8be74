//! BER as clients send it, written anew as the DER that everything else here reads (X.690).
//!
//! Messages come with indefinite lengths, lengths in more octets than they need, and octet strings in pieces; the standard
//! allows all three (RFC 5652 section 2). What is written has definite lengths in their shortest form and strings in one
//! piece. Nothing else is changed: the order of a SET, the octets of a value and unused bits stay as they came, since
//! signatures are over them. What is inside an OCTET STRING is not looked at.
//!
//! One pass forwards, one backwards for the lengths, one that writes: time and memory are linear in what came. Depth and the
//! number of elements are bounded, and nothing is called recursively.

use crate::ca::tlv::tag;

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BerLimits {
    /// The longest message, in octets.
    pub octets: usize,
    /// How many elements may be around one.
    pub depth: usize,
    /// How many elements there may be in all, the ends of indefinite lengths not counted.
    pub elements: usize,
}

impl BerLimits {
    /// A signed message with its certificates: 64 KiB, 24 deep, 4,096 elements.
    pub const MESSAGE: Self = Self {
        octets: 64 * 1024,
        depth: 24,
        elements: 4096,
    };
}

/// Why bytes were not taken for BER.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotBer {
    /// More octets than are read.
    #[error("the message is longer than {0} octets")]
    TooLong(usize),
    /// More elements around one than are read.
    #[error("the message is nested deeper than {0} elements")]
    TooDeep(usize),
    /// More elements than are read.
    #[error("the message has more than {0} elements")]
    TooMany(usize),
    /// Not BER, or a form that nothing we read has: a tag of more than one octet, a string in pieces of another kind.
    #[error("the message is not BER at octet {0}")]
    Malformed(usize),
}

const CONSTRUCTED: u8 = 0x20;
const OCTET_STRING_IN_PIECES: u8 = tag::OCTET_STRING | CONSTRUCTED;

/// One element on its way from one encoding to the other.
struct Node<'a> {
    tag: u8,
    /// The value of a primitive one.
    value: &'a [u8],
    /// The element around it.
    parent: Option<usize>,
    /// Octets of its value as it will be written.
    length: usize,
    /// A piece of an octet string: of it only the value is written.
    is_piece: bool,
}

/// An element whose end has not been reached.
struct Open {
    node: usize,
    /// Where it ends, or nothing when two zero octets say so.
    end: Option<usize>,
}

/// Writes one BER element, with nothing after it, as DER in the sense of this module.
///
/// # Errors
/// [`NotBer`].
pub fn ber_to_der(bytes: &[u8], limits: BerLimits) -> Result<Vec<u8>, NotBer> {
    if bytes.len() > limits.octets {
        return Err(NotBer::TooLong(limits.octets));
    }
    let mut nodes = read(bytes, limits)?;
    // Children stand after their parents, so that backwards every length is known when it is asked for.
    for index in (0..nodes.len()).rev() {
        let Some(node) = nodes.get(index) else { break };
        let whole = if node.is_piece {
            node.length
        } else {
            node.length
                .saturating_add(1)
                .saturating_add(length_octets(node.length))
        };
        if let Some(parent) = node.parent.and_then(|parent| nodes.get_mut(parent)) {
            parent.length = parent.length.saturating_add(whole);
        }
    }
    let mut out = Vec::with_capacity(bytes.len());
    for node in &nodes {
        if !node.is_piece {
            out.push(node.tag);
            write_length(&mut out, node.length);
        }
        out.extend_from_slice(node.value);
    }
    Ok(out)
}

/// Lists the elements in the order in which they begin.
fn read(bytes: &[u8], limits: BerLimits) -> Result<Vec<Node<'_>>, NotBer> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    loop {
        while open.last().is_some_and(|open| open.end == Some(at)) {
            open.pop();
        }
        let around = open.last();
        if around.is_none() && !nodes.is_empty() {
            break;
        }
        let end = around.and_then(|open| open.end);
        if end.is_none()
            && around.is_some()
            && bytes
                .get(at..)
                .is_some_and(|rest| rest.starts_with(&[0, 0]))
        {
            open.pop();
            at = at.saturating_add(2);
            continue;
        }
        let parent = around.map(|open| open.node);
        let header = Header::read(bytes, at).ok_or(NotBer::Malformed(at))?;
        if nodes.len() >= limits.elements {
            return Err(NotBer::TooMany(limits.elements));
        }
        let in_string = parent
            .and_then(|parent| nodes.get(parent))
            .is_some_and(|parent| parent.tag == tag::OCTET_STRING);
        let is_string = matches!(header.tag, tag::OCTET_STRING | OCTET_STRING_IN_PIECES);
        // Two zero octets where an element is expected end nothing.
        if header.tag == 0 || (in_string && !is_string) {
            return Err(NotBer::Malformed(at));
        }
        let value_end = match header.length {
            Some(length) => Some(
                header
                    .value_at
                    .checked_add(length)
                    .ok_or(NotBer::Malformed(at))?,
            ),
            None => None,
        };
        // An element ends where or before the one around it does; the nearest with a definite length says.
        let limit = open
            .iter()
            .rev()
            .find_map(|open| open.end)
            .unwrap_or(bytes.len());
        if header.value_at > limit || value_end.is_some_and(|end| end > limit) {
            return Err(NotBer::Malformed(at));
        }
        let is_constructed = header.tag & CONSTRUCTED != 0;
        let mut node = Node {
            tag: if is_string {
                tag::OCTET_STRING
            } else {
                header.tag
            },
            value: &[],
            parent,
            length: 0,
            is_piece: in_string,
        };
        if is_constructed {
            if open.len() >= limits.depth {
                return Err(NotBer::TooDeep(limits.depth));
            }
            open.push(Open {
                node: nodes.len(),
                end: value_end,
            });
            at = header.value_at;
        } else {
            let end = value_end.ok_or(NotBer::Malformed(at))?;
            node.value = bytes
                .get(header.value_at..end)
                .ok_or(NotBer::Malformed(at))?;
            node.length = node.value.len();
            at = end;
        }
        nodes.push(node);
    }
    if at == bytes.len() {
        Ok(nodes)
    } else {
        Err(NotBer::Malformed(at))
    }
}

/// Tag and length of an element.
struct Header {
    tag: u8,
    /// Nothing for an indefinite one.
    length: Option<usize>,
    value_at: usize,
}

impl Header {
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        const HIGH_TAG_NUMBER: u8 = 0x1f;
        const INDEFINITE: u8 = 0x80;
        let (&tag, after_tag) = bytes.get(at..)?.split_first()?;
        if tag & HIGH_TAG_NUMBER == HIGH_TAG_NUMBER {
            return None;
        }
        let (&first, after_first) = after_tag.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (Some(usize::from(first)), after_first),
            INDEFINITE => (None, after_first),
            _ => {
                let (octets, rest) = after_first.split_at_checked(usize::from(first & 0x7f))?;
                let mut length = 0_usize;
                for octet in octets {
                    length = length.checked_mul(256)?.checked_add(usize::from(*octet))?;
                }
                (Some(length), rest)
            }
        };
        Some(Self {
            tag,
            length,
            value_at: bytes.len().checked_sub(rest.len())?,
        })
    }
}

/// Octets that a length is written in.
fn length_octets(length: usize) -> usize {
    let mut octets = 1;
    if length > 0x7f {
        let mut rest = length;
        while rest > 0 {
            octets = usize::saturating_add(octets, 1);
            rest >>= 8;
        }
    }
    octets
}

fn write_length(out: &mut Vec<u8>, length: usize) {
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
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn der(bytes: &[u8]) -> Result<Vec<u8>, NotBer> {
        ber_to_der(bytes, BerLimits::MESSAGE)
    }

    #[test]
    fn der_stays_as_it_is() {
        for bytes in [
            &[0x04, 0x00][..],
            &[0x30, 0x00],
            &[0x30, 0x05, 0x31, 0x03, 0x02, 0x01, 0x05],
            // A SET out of order, a BOOLEAN that is not 0xff, an INTEGER with zeros before it.
            &[
                0x31, 0x0a, 0x04, 0x01, 0x02, 0x04, 0x01, 0x01, 0x02, 0x02, 0x00, 0x01,
            ],
            &[0x01, 0x01, 0x01],
        ] {
            assert_eq!(der(bytes).as_deref(), Ok(bytes));
        }
    }

    #[test]
    fn indefinite_lengths_and_long_ones_become_definite_and_short() {
        assert_eq!(
            der(&[
                0x30, 0x80, 0xa0, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00
            ]),
            Ok(vec![0x30, 0x07, 0xa0, 0x03, 0x02, 0x01, 0x05, 0x05, 0x00])
        );
        assert_eq!(
            der(&[0x30, 0x84, 0, 0, 0, 4, 0x04, 0x82, 0, 0]),
            Ok(vec![0x30, 0x02, 0x04, 0x00])
        );
    }

    #[test]
    fn a_string_in_pieces_becomes_one() {
        let pieces = [
            0x24, 0x80, 0x04, 0x02, 1, 2, 0x24, 0x05, 0x04, 0x00, 0x04, 0x01, 3, 0x00, 0x00,
        ];
        assert_eq!(der(&pieces), Ok(vec![0x04, 0x03, 1, 2, 3]));
        // Of its own kind alone.
        assert_eq!(der(&[0x24, 0x03, 0x02, 0x01, 5]), Err(NotBer::Malformed(2)));
    }

    #[test]
    fn broken_bytes_are_said_to_be_broken_and_where() {
        for (bytes, at) in [
            (&[][..], 0),
            (&[0x30], 0),
            (&[0x30, 0x80], 2),
            (&[0x30, 0x80, 0x00], 2),
            (&[0x30, 0x02, 0x00, 0x00], 2),
            (&[0x00, 0x00], 0),
            (&[0x04, 0x80, 0x00, 0x00], 0),
            (&[0x04, 0x02, 0x00], 0),
            (&[0x30, 0x03, 0x04, 0x05, 0x00], 2),
            (&[0x30, 0x00, 0x00], 2),
            (&[0x1f, 0x01, 0x00], 0),
            (
                &[0x04, 0x89, 255, 255, 255, 255, 255, 255, 255, 255, 255],
                0,
            ),
            // An end that lies behind the end of what is around it.
            (&[0x30, 0x06, 0x30, 0x80, 0x04, 0x03, 1, 2, 3, 0, 0], 4),
        ] {
            assert_eq!(der(bytes), Err(NotBer::Malformed(at)), "{bytes:x?}");
        }
    }

    #[test]
    fn length_depth_and_number_are_bounded() {
        let limits = BerLimits {
            octets: 100,
            depth: 3,
            elements: 5,
        };
        assert_eq!(ber_to_der(&[0; 101], limits), Err(NotBer::TooLong(100)));
        let nested = [0x30, 0x80].repeat(4);
        assert_eq!(ber_to_der(&nested, limits), Err(NotBer::TooDeep(3)));
        let many = [&[0x30, 10][..], &[0x05, 0x00].repeat(5)].concat();
        assert_eq!(ber_to_der(&many, limits), Err(NotBer::TooMany(5)));
        assert!(ber_to_der(&[&[0x30, 8][..], &[0x05, 0x00].repeat(4)].concat(), limits).is_ok());
    }

    /// An element in DER and in one of its other spellings.
    fn element() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
        fn with(tag: u8, content: &[u8]) -> Vec<u8> {
            let mut out = vec![tag];
            write_length(&mut out, content.len());
            out.extend_from_slice(content);
            out
        }
        let leaf = (
            prop::sample::select(vec![2_u8, 4, 12, 0x80]),
            prop::collection::vec(any::<u8>(), 0..200),
            any::<bool>(),
        )
            .prop_map(|(tag, content, split)| {
                let spelled = if tag == 4 && split {
                    let (one, two) = content.split_at(content.len() / 2);
                    [&[0x24, 0x80][..], &with(4, one), &with(4, two), &[0, 0]].concat()
                } else {
                    with(tag, &content)
                };
                (with(tag, &content), spelled)
            });
        leaf.prop_recursive(6, 64, 5, |inner| {
            (
                prop::sample::select(vec![0x30_u8, 0x31, 0xa0]),
                prop::collection::vec(inner, 0..5),
                0..3_u8,
            )
                .prop_map(|(tag, children, form)| {
                    let (der, ber): (Vec<_>, Vec<_>) = children.into_iter().unzip();
                    let (der, ber) = (der.concat(), ber.concat());
                    let spelled = match form {
                        0 => with(tag, &ber),
                        1 => [&[tag, 0x80][..], &ber, &[0, 0]].concat(),
                        _ => [
                            &[tag, 0x84][..],
                            &u32::try_from(ber.len()).unwrap().to_be_bytes(),
                            &ber,
                        ]
                        .concat(),
                    };
                    (with(tag, &der), spelled)
                })
        })
    }

    proptest! {
        #[test]
        fn every_spelling_comes_to_the_same((expected, spelled) in element()) {
            prop_assert_eq!(der(&spelled), Ok(expected.clone()));
            prop_assert_eq!(der(&expected), Ok(expected));
        }

        #[test]
        fn whatever_comes_is_read_or_refused_and_never_grows(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(written) = der(&bytes) {
                prop_assert!(written.len() <= bytes.len());
                prop_assert_eq!(der(&written), Ok(written.clone()));
            }
        }
    }
}
