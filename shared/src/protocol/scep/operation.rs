//! What stands in the address: the operation, and with `GET` the message (RFC 8894 section 4.1).

use base64ct::{Base64Unpadded, Encoding as _};

use crate::encoding::unhex;

/// What a client asks of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Which algorithms and messages are known.
    GetCaCaps,
    /// The certificate that messages are encrypted for.
    GetCaCert,
    /// A message.
    PkiOperation,
}

impl Operation {
    /// Reads the parameter `operation`, in any case: clients differ.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        [
            ("GetCACaps", Self::GetCaCaps),
            ("GetCACert", Self::GetCaCert),
            ("PKIOperation", Self::PkiOperation),
        ]
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(text))
        .map(|(_, operation)| operation)
    }
}

/// The capabilities (RFC 8894 section 3.5.2), a line each.
///
/// `SHA-384` is no capability of the standard; strongSwan 5.9.8 looks at the wrong bit, and without this line at none.
#[must_use]
pub fn capabilities(triple_des: bool, sha1: bool) -> String {
    let mut lines =
        String::from("AES\nPOSTPKIOperation\nRenewal\nSCEPStandard\nSHA-256\nSHA-384\nSHA-512\n");
    if triple_des {
        lines.push_str("DES3\n");
    }
    if sha1 {
        lines.push_str("SHA-1\n");
    }
    lines
}

/// The message that the parameter `message` of a raw, undecoded query holds, in every spelling that clients have: base64 whose
/// `+` and `/` are percent-encoded or not (a `+` that somebody took for a blank included), URL-safe base64, with padding or
/// without, broken into lines. Nothing for other text, and none that is longer than `longest` characters is read.
#[must_use]
pub fn message_in_address(query: &str, longest: usize) -> Option<Vec<u8>> {
    let text = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("message="))?;
    if text.len() > longest {
        return None;
    }
    let mut base64 = String::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let (octet, after) = match first {
            b'%' => {
                let (digits, after) = after.split_at_checked(2)?;
                let [octet] = unhex::<1>(core::str::from_utf8(digits).ok()?)?;
                (octet, after)
            }
            octet => (*octet, after),
        };
        rest = after;
        match octet {
            b'\r' | b'\n' => {}
            b' ' | b'-' => base64.push('+'),
            b'_' => base64.push('/'),
            octet if octet.is_ascii() => base64.push(char::from(octet)),
            _ => return None,
        }
    }
    Base64Unpadded::decode_vec(base64.trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_known_in_any_case() {
        assert_eq!(Operation::read("GetCACert"), Some(Operation::GetCaCert));
        assert_eq!(
            Operation::read("pkioperation"),
            Some(Operation::PkiOperation)
        );
        assert_eq!(Operation::read("GetNextCACert"), None);
    }

    #[test]
    fn every_spelling_of_a_message_in_an_address_is_the_same_message() {
        let message = [0xfb_u8, 0xff, 0xbf, 0xfe, 0x01];
        for spelled in [
            "-_-__gE=",
            "+/+//gE=",
            "%2B%2f%2B%2F%2FgE%3D",
            "+/+//gE",
            " /+//gE%3d",
            "+/+/%0A/gE=",
            "+/+/%0D%0A/gE=%0A",
        ] {
            let query = format!("operation=PKIOperation&message={spelled}");
            assert_eq!(
                message_in_address(&query, 100).as_deref(),
                Some(&message[..]),
                "{spelled}"
            );
        }
        for other in [
            "message=%",
            "message=%4",
            "message=%zz",
            "message=a",
            "message=ä",
            "massage=AAAA",
            "",
        ] {
            assert_eq!(message_in_address(other, 100), None, "{other}");
        }
        assert_eq!(message_in_address("message=AAAA", 3), None);
    }
}
