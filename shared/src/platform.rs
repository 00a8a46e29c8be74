//! Platforms, their version numbers, and the ways a device enrolls.

mod method;

use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use method::{EnrollmentMethod, OwnershipRule, Proof};

/// An operating system that Muster enrolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Windows 10 and 11.
    Windows,
    /// iPhone.
    Ios,
    /// iPad.
    Ipados,
    /// Mac.
    Macos,
    /// Android phones and tablets.
    Android,
    /// Linux machines.
    Linux,
}

impl Platform {
    /// Every platform, in the order they are shown.
    pub const ALL: [Self; 6] = [
        Self::Windows,
        Self::Ios,
        Self::Ipados,
        Self::Macos,
        Self::Android,
        Self::Linux,
    ];

    /// The stable name used in policies, tokens and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Windows => "windows",
            Self::Ios => "ios",
            Self::Ipados => "ipados",
            Self::Macos => "macos",
            Self::Android => "android",
            Self::Linux => "linux",
        }
    }

    /// The name a person reads.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::Ios => "iOS",
            Self::Ipados => "iPadOS",
            Self::Macos => "macOS",
            Self::Android => "Android",
            Self::Linux => "Linux",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who owns a device. It decides what the organisation may see and do on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// The person's own.
    Personal,
    /// The organisation's.
    Corporate,
}

impl Ownership {
    /// The stable name used in tokens and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Corporate => "corporate",
        }
    }
}

/// An operating system's version: one to four whole numbers, compared number by number, a missing one counting as zero
/// (`10.0.22631` = `10.0.22631.0`).
#[derive(Debug, Clone, Copy)]
pub struct OsVersion {
    numbers: [u32; 4],
    /// How many digits each number was written with, none where it was left out: Ubuntu's `22.04` stays `22.04`.
    digits: [u8; 4],
}

/// The text was not one to four whole numbers with points between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a version is one to four whole numbers with points between, like 10.0.22631 or 14.2")]
pub struct NotAVersion;

impl FromStr for OsVersion {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let mut numbers = [0_u32; 4];
        let mut digits = [0_u8; 4];
        let mut places = numbers.iter_mut().zip(&mut digits);
        for part in text.split('.') {
            let (number, width) = places.next().ok_or(NotAVersion)?;
            if !(1..=10).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(NotAVersion);
            }
            *number = part.parse().map_err(|_| NotAVersion)?;
            *width = u8::try_from(part.len()).map_err(|_| NotAVersion)?;
        }
        Ok(Self { numbers, digits })
    }
}

impl OsVersion {
    /// Whether it begins with the numbers that `other` writes: `9.4` begins with `9`.
    #[must_use]
    pub fn begins_with(&self, other: &Self) -> bool {
        let written = other.numbers.iter().zip(&other.digits);
        self.numbers
            .iter()
            .zip(written)
            .all(|(own, (wanted, digits))| *digits == 0 || own == wanted)
    }

    /// How many numbers it was written with.
    #[must_use]
    pub fn length(&self) -> usize {
        self.digits.iter().filter(|digits| **digits > 0).count()
    }
}

impl fmt::Display for OsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = self
            .numbers
            .iter()
            .zip(&self.digits)
            .filter(|(_, digits)| **digits > 0);
        for (place, (number, digits)) in written.enumerate() {
            if place > 0 {
                f.write_str(".")?;
            }
            write!(f, "{number:0width$}", width = usize::from(*digits))?;
        }
        Ok(())
    }
}

impl PartialEq for OsVersion {
    fn eq(&self, other: &Self) -> bool {
        self.numbers == other.numbers
    }
}

impl Eq for OsVersion {}

impl PartialOrd for OsVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OsVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers)
    }
}

impl Serialize for OsVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OsVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> OsVersion {
        text.parse().unwrap()
    }

    #[test]
    fn versions_compare_as_numbers_not_as_text() {
        assert!(version("10.0.9") < version("10.0.22631"));
        assert!(version("9") < version("10"));
        assert_eq!(version("14"), version("14.0.0.0"));
    }

    #[test]
    fn a_version_is_shown_as_it_was_written() {
        for text in ["14.0", "22.04", "10.0.22631.0", "007"] {
            assert_eq!(version(text).to_string(), text);
        }
        assert!(version("22.04") < version("22.10"));
    }

    #[test]
    fn a_version_begins_with_what_its_first_numbers_write() {
        assert!(version("9.4").begins_with(&version("9")));
        assert!(version("9").begins_with(&version("9.0")));
        assert!(!version("9.4").begins_with(&version("9.0")));
        assert!(!version("90").begins_with(&version("9")));
    }

    #[test]
    fn a_version_that_is_not_numbers_is_refused() {
        for bad in [
            "",
            ".",
            "1.",
            "1..2",
            "1.2.3.4.5",
            "1.a",
            "-1",
            "+1",
            "4294967296",
            " 1",
        ] {
            assert_eq!(bad.parse::<OsVersion>().err(), Some(NotAVersion), "{bad}");
        }
    }
}
