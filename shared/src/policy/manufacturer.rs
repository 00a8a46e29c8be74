//! Makers' names, compared the way people mean them.

use core::cmp::Ordering;
use core::fmt;
use core::str::{Chars, FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest name in bytes, the same as a device may report.
const MAX_BYTES: usize = 64;

/// A maker's name on a block list: 1 to 64 bytes that are not all white space, without control characters.
///
/// Devices spell their maker in many ways, so names are compared by these steps and no others: white space at both ends
/// is dropped, each run of white space inside counts as one space, and `A` to `Z` equal `a` to `z`. Every other character,
/// punctuation and letters beyond ASCII included, must be the same code point: `É` does not equal `é`, nor `E` with a
/// combining accent, because folding them needs Unicode tables that change from one compiler to the next.
///
/// The name is kept as it was written. Equality and order follow the comparison above.
#[derive(Clone)]
pub struct ManufacturerName(String);

/// The text cannot be a maker's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a manufacturer's name is 1 to 64 bytes of text without control characters")]
pub struct NotAManufacturerName;

impl ManufacturerName {
    /// The name as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a device that reports `reported` as its maker is meant. Allocates nothing.
    #[must_use]
    pub fn matches(&self, reported: &str) -> bool {
        folded(&self.0).eq(folded(reported))
    }
}

/// The characters that are compared, one after the other: two names mostly differ in the first.
fn folded(name: &str) -> Folded<'_> {
    Folded {
        rest: name.chars(),
        after_space: None,
        begun: false,
    }
}

struct Folded<'a> {
    rest: Chars<'a>,
    /// What comes after a space that has been given out.
    after_space: Option<char>,
    begun: bool,
}

impl Iterator for Folded<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if let Some(held) = self.after_space.take() {
            return Some(held);
        }
        let mut next = self.rest.next()?;
        let is_space = next.is_whitespace();
        if is_space {
            next = self.rest.find(|c| !c.is_whitespace())?;
        }
        next = next.to_ascii_lowercase();
        if is_space && self.begun {
            self.after_space = Some(next);
            return Some(' ');
        }
        self.begun = true;
        Some(next)
    }
}

impl FromStr for ManufacturerName {
    type Err = NotAManufacturerName;

    fn from_str(text: &str) -> Result<Self, NotAManufacturerName> {
        let fits = text.len() <= MAX_BYTES
            && !text.trim().is_empty()
            && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
            .ok_or(NotAManufacturerName)
    }
}

impl PartialEq for ManufacturerName {
    fn eq(&self, other: &Self) -> bool {
        self.matches(&other.0)
    }
}

impl Eq for ManufacturerName {}

impl PartialOrd for ManufacturerName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ManufacturerName {
    fn cmp(&self, other: &Self) -> Ordering {
        folded(&self.0).cmp(folded(&other.0))
    }
}

impl fmt::Display for ManufacturerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ManufacturerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for ManufacturerName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ManufacturerName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> ManufacturerName {
        text.parse().unwrap()
    }

    #[test]
    fn case_and_white_space_do_not_tell_makers_apart() {
        for reported in [
            "Acme Corp",
            "ACME CORP",
            " acme\u{a0} corp\n",
            "acme\t \tcorp",
        ] {
            assert!(name("Acme  Corp").matches(reported), "{reported:?}");
        }
    }

    #[test]
    fn a_blank_inside_a_word_punctuation_and_parts_do_tell_makers_apart() {
        for reported in [
            "AcmeCorp",
            "Acme",
            "Acme Corp.",
            "Acme-Corp",
            "Acme Corp Ltd",
            "",
            " ",
        ] {
            assert!(!name("Acme Corp").matches(reported), "{reported:?}");
        }
    }

    #[test]
    fn letters_beyond_ascii_must_be_the_same() {
        assert!(name("Médion").matches("MéDION"));
        assert!(!name("Médion").matches("MÉDION"));
        assert!(!name("Médion").matches("Me\u{301}dion"));
        // The Kelvin sign folds to `k` in Unicode, but not here.
        assert!(!name("Kite").matches("\u{212a}ite"));
    }

    #[test]
    fn blank_long_and_controlling_names_are_refused() {
        for bad in ["", " \u{a0}", "a\nb", "a\0", &"a".repeat(65)] {
            assert_eq!(
                bad.parse::<ManufacturerName>().err(),
                Some(NotAManufacturerName),
                "{bad:?}"
            );
        }
        assert!("a".repeat(64).parse::<ManufacturerName>().is_ok());
    }
}
