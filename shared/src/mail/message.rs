//! One mail, and its form on the wire (RFC 5322, RFC 2045).

use core::fmt::{self, Write as _};
use core::str::FromStr;

use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Serialize};

use crate::ids::Digest;
use crate::time::Timestamp;

/// The length of a line of base64 (RFC 2045 section 6.8).
const LINE: usize = 76;

/// A mail address: `name@host`, at most 254 bytes of printable ASCII without what has a meaning in a header.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(String);

/// The text is no mail address that we send to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mail address is name@host, in plain ASCII")]
pub struct NotAMailAddress;

impl MailAddress {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MailAddress {
    type Err = NotAMailAddress;

    fn from_str(text: &str) -> Result<Self, NotAMailAddress> {
        let part = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_graphic() && !b"<>()[],;:@\"\\".contains(&b))
        };
        let fits = text.len() <= 254
            && text.split_once('@').is_some_and(|(name, host)| {
                name.len() <= 64 && part(name) && part(host) && host.contains('.')
            });
        fits.then(|| Self(text.to_owned())).ok_or(NotAMailAddress)
    }
}

impl TryFrom<String> for MailAddress {
    type Error = NotAMailAddress;

    fn try_from(text: String) -> Result<Self, NotAMailAddress> {
        text.parse()
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A mail, before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// To whom.
    pub to: MailAddress,
    /// The subject, one line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
}

impl Message {
    /// The whole mail as bytes for a mail server: headers, then plain text and HTML as alternatives (RFC 2046 section 5.1.4).
    /// `id` makes its Message-ID; the same mail sent again has the same one, so that a mail program may drop the second. `at`
    /// is when it was written.
    #[must_use]
    pub fn to_mime(&self, from: &MailAddress, id: &str, at: Timestamp) -> String {
        let host = from.0.split_once('@').map_or("localhost", |(_, host)| host);
        // Two words that no base64 contains.
        let boundary = format!(
            "=_{}",
            Digest::of(id.as_bytes())
                .to_string()
                .get(..24)
                .unwrap_or("muster")
        );
        let mut mime = String::with_capacity(self.html.len().saturating_mul(3));
        let _ = write!(
            mime,
            "From: <{from}>\r\nTo: <{}>\r\nDate: {}\r\nSubject: {}\r\nMessage-ID: <{id}@{host}>\r\nAuto-Submitted: auto-generated\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n",
            self.to,
            date(at),
            encoded_words(&self.subject),
        );
        for (kind, body) in [("plain", &self.text), ("html", &self.html)] {
            let _ = write!(
                mime,
                "--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            );
            wrapped(&Base64::encode_string(body.as_bytes()), &mut mime);
        }
        let _ = write!(mime, "--{boundary}--\r\n");
        mime
    }
}

/// A moment as a header says it (RFC 5322 section 3.3), from the form of RFC 3339.
fn date(at: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let text = at.to_string();
    let part = |range: core::ops::Range<usize>| text.get(range).unwrap_or_default();
    let month = part(5..7)
        .parse()
        .ok()
        .and_then(|month: usize| MONTHS.get(month.checked_sub(1)?))
        .unwrap_or(&"Jan");
    format!(
        "{} {month} {} {} +0000",
        part(8..10),
        part(0..4),
        part(11..19)
    )
}

/// Base64 in lines.
fn wrapped(base64: &str, into: &mut String) {
    let mut rest = base64;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        into.push_str(line);
        into.push_str("\r\n");
        rest = after;
    }
}

/// Text for a header (RFC 2047): in base64 words that fit their line, none of which splits a character. Line breaks
/// and whatever else has a meaning in a header are thereby harmless.
fn encoded_words(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if word.len().saturating_add(c.len_utf8()) > 42 {
            words.push(core::mem::take(&mut word));
        }
        word.push(c);
    }
    words.push(word);
    words
        .iter()
        .map(|word| format!("=?utf-8?B?{}?=", Base64::encode_string(word.as_bytes())))
        .collect::<Vec<_>>()
        .join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> MailAddress {
        text.parse().unwrap()
    }

    fn at() -> Timestamp {
        "2026-02-09T07:05:03Z".parse().unwrap()
    }

    #[test]
    fn a_date_is_written_as_mail_writes_it() {
        assert_eq!(date(at()), "09 Feb 2026 07:05:03 +0000");
    }

    fn message() -> Message {
        Message {
            to: address("ana@example.com"),
            subject:
                "Ein neues Gerät\r\nBcc: all@example.com ist eingetragen worden, und zwar soeben"
                    .to_owned(),
            text: "Grüße".to_owned(),
            html: "<p>Grüße</p>".repeat(20),
        }
    }

    #[test]
    fn an_address_with_a_meaning_in_a_header_is_refused() {
        for bad in [
            "",
            "ana",
            "@example.com",
            "ana@",
            "ana@host",
            "a na@example.com",
            "ana@example.com\r\nBcc: x@y.z",
            "<ana@example.com>",
            "ana@example.com,ben@example.com",
            "änä@example.com",
            "a@b@c.d",
        ] {
            assert!(bad.parse::<MailAddress>().is_err(), "{bad}");
        }
        assert!("ana.b+c@mail.example.com".parse::<MailAddress>().is_ok());
    }

    #[test]
    fn a_subject_brings_no_header_of_its_own_and_every_line_is_short() {
        let mime = message().to_mime(&address("muster@example.com"), "note-1", at());
        let (head, body) = mime.split_once("\r\n\r\n").unwrap();
        assert!(!head.to_lowercase().contains("\nbcc"));
        let names: Vec<&str> = head
            .lines()
            .filter(|line| !line.starts_with(' '))
            .map(|line| line.split(':').next().unwrap())
            .collect();
        assert_eq!(
            names,
            [
                "From",
                "To",
                "Date",
                "Subject",
                "Message-ID",
                "Auto-Submitted",
                "MIME-Version",
                "Content-Type"
            ]
        );
        assert!(
            mime.is_ascii() && mime.lines().all(|line| line.len() <= 78),
            "{mime}"
        );
        assert_eq!(body.matches("Content-Transfer-Encoding: base64").count(), 2);
    }

    #[test]
    fn the_same_mail_again_is_the_same_bytes() {
        let from = address("muster@example.com");
        assert_eq!(
            message().to_mime(&from, "a", at()),
            message().to_mime(&from, "a", at())
        );
        assert_ne!(
            message().to_mime(&from, "a", at()),
            message().to_mime(&from, "b", at())
        );
    }
}
