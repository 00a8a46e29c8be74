//! Base64 as clients send it: in one line, or wrapped with whatever ends a line.

use base64ct::{Base64, Encoding as _};

/// Reads padded base64 (RFC 4648 section 4) with blanks and line ends anywhere; nothing when it is not, or is empty.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let text: Vec<u8> = text
        .bytes()
        .filter(|octet| !octet.is_ascii_whitespace())
        .collect();
    let mut room = vec![0; text.len()];
    let decoded = Base64::decode(&text, &mut room).ok()?;
    (!decoded.is_empty()).then(|| decoded.to_vec())
}

/// Writes base64 in one line.
pub(super) fn encode(octets: &[u8]) -> String {
    Base64::encode_string(octets)
}
