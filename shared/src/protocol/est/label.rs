//! The optional path segment that picks a CA or a profile: `/.well-known/est/LABEL/simpleenroll`.

use core::fmt;
use core::str::FromStr;

/// A label of RFC 7030 section 3.2.2: 1 to 32 of a-z, 0-9 and hyphen, and not the name of an operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EstLabel(String);

/// The text is not a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a label is 1 to 32 of a-z, 0-9 and hyphen, and not the name of an operation")]
pub struct NotALabel;

/// "The label MUST NOT be the same as any of the operation path segments", so that a path has one meaning.
const OPERATIONS: [&str; 6] = [
    "cacerts",
    "simpleenroll",
    "simplereenroll",
    "fullcmc",
    "serverkeygen",
    "csrattrs",
];

impl EstLabel {
    /// The label as it stands in the path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EstLabel {
    type Err = NotALabel;

    fn from_str(text: &str) -> Result<Self, NotALabel> {
        let known =
            |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(known)
            && !OPERATIONS.contains(&text);
        fits.then(|| Self(text.to_owned())).ok_or(NotALabel)
    }
}

impl fmt::Display for EstLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_plain_path_segment() {
        let longest = "a".repeat(32);
        for good in ["linux", "a", "2-b", "-", &longest] {
            assert_eq!(good.parse::<EstLabel>().unwrap().to_string(), good);
        }
        let too_long = "a".repeat(33);
        for bad in [
            "", "A", "a/b", "..", "a.b", "a b", "%61", "ä", "a\0", &too_long,
        ] {
            assert_eq!(bad.parse::<EstLabel>(), Err(NotALabel), "{bad}");
        }
    }

    #[test]
    fn an_operation_is_never_a_label() {
        for operation in OPERATIONS {
            assert_eq!(operation.parse::<EstLabel>(), Err(NotALabel));
        }
    }
}
