//! Bodies: base64 of DER, read tolerantly and written the way each client needs it.

use base64ct::{Base64, Encoding as _};

use crate::enrollment::Refusal;

/// The longest request body that is read, in octets. An RSA-4096 request with every attribute in use stays under 4 KiB.
pub const MAX_BODY: usize = 24 * 1024;

/// Reads the body of `simpleenroll` or `simplereenroll`: padded base64 (RFC 4648 section 4) of a DER PKCS#10 request, with
/// line ends, blanks and tabs anywhere (RFC 8951 section 3.1). Gives the DER, still unchecked, in time linear in the body.
///
/// # Errors
/// [`Refusal::CsrMalformed`], with a reason that names the mistakes people make: PEM, bare DER, nothing at all.
pub fn decode_simple_request(body: &[u8]) -> Result<Vec<u8>, Refusal> {
    decode(body).map_err(|reason| Refusal::CsrMalformed { reason })
}

fn decode(body: &[u8]) -> Result<Vec<u8>, String> {
    if body.len() > MAX_BODY {
        return Err(format!("the body is longer than {MAX_BODY} octets"));
    }
    let is_blank = |octet: &u8| matches!(octet, b' ' | b'\t' | b'\r' | b'\n');
    let text: Vec<u8> = body
        .iter()
        .filter(|octet| !is_blank(octet))
        .copied()
        .collect();
    if text.is_empty() {
        return Err("the body is empty".to_owned());
    }
    if text.starts_with(PEM_START) {
        return Err(
            "the body is PEM: send the base64 alone, without the BEGIN and END lines".to_owned(),
        );
    }
    // A DER SEQUENCE of 128 octets or more: no base64 has such a second octet.
    if matches!(text.as_slice(), [0x30, length, ..] if *length >= 0x80) {
        return Err("the body is bare DER: send it base64-encoded".to_owned());
    }
    if let Some(place) = body
        .iter()
        .position(|octet| !is_blank(octet) && !is_base64(*octet))
    {
        let octet = body.get(place).copied().unwrap_or_default();
        return Err(format!("octet {place} (0x{octet:02x}) is not base64"));
    }
    // `decode`, unlike the crate's `decode_in_place`, refuses bits after the last octet that are not zero.
    let mut room = vec![0; text.len()];
    let der = Base64::decode(&text, &mut room)
        .map_err(|_| "the base64 is cut off, or wrongly padded".to_owned())?
        .to_vec();
    if der.starts_with(b"-----BEGIN") {
        return Err(
            "the base64 holds PEM: encode the DER form (`openssl req -outform DER`)".to_owned(),
        );
    }
    Ok(der)
}

/// The first line of PEM once its blanks are gone.
const PEM_START: &[u8] = b"-----BEGIN";

const fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=')
}

/// How a response's base64 is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// One line without an end: strongSwan decodes what it receives without skipping anything.
    Unwrapped,
    /// Lines of 76 characters, each with a line feed: libest's reader of `cacerts` takes nothing else.
    Lines76,
}

impl Wrapping {
    /// What the client that calls itself `user_agent` can read.
    #[must_use]
    pub fn for_user_agent(user_agent: Option<&str>) -> Self {
        if user_agent.is_some_and(|name| name.starts_with("libest ")) {
            Self::Lines76
        } else {
            Self::Unwrapped
        }
    }
}

/// Writes DER as the body of a response.
#[must_use]
pub fn encode_response(der: &[u8], wrapping: Wrapping) -> Vec<u8> {
    match wrapping {
        Wrapping::Unwrapped => Base64::encode_string(der).into_bytes(),
        // 57 octets are 76 characters, so every line is complete base64 and only the last can carry padding.
        Wrapping::Lines76 => der
            .chunks(57)
            .flat_map(|line| {
                let mut line = Base64::encode_string(line);
                line.push('\n');
                line.into_bytes()
            })
            .collect(),
    }
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
