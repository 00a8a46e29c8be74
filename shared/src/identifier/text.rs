//! Serial numbers and names of hardware, in the one form they are compared in.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// The text cannot be what it is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnIdentifierText {
    /// No serial number.
    #[error("a serial number is 1 to 64 characters without control characters")]
    SerialNumber,
    /// What makers and spreadsheets put where a serial number should stand: every such device would be the organisation's.
    #[error("this stands where a serial number is missing, and would match many devices")]
    Placeholder,
    /// No maker's or model's name.
    #[error("a manufacturer and a model are 1 to 128 bytes each, without control characters")]
    HardwareName,
    /// No details.
    #[error("details are at most 128 characters without control characters")]
    Details,
}

/// What firmware says in place of a serial number, in the normal form, and how a heading of a file would read.
const PLACEHOLDERS: [&str; 20] = [
    "0",
    "00000000",
    "0123456789",
    "123456789",
    "1234567890",
    "DEFAULT STRING",
    "EMPTY",
    "IDENTIFIER",
    "INVALID",
    "N/A",
    "NA",
    "NONE",
    "NOT APPLICABLE",
    "NOT AVAILABLE",
    "NOT SPECIFIED",
    "SERIAL",
    "SERIAL NUMBER",
    "SYSTEM SERIAL NUMBER",
    "TO BE FILLED BY OEM",
    "UNKNOWN",
];

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text in its normal form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnIdentifierText;

            fn try_from(text: String) -> Result<Self, NotAnIdentifierText> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_type!(
    /// A device's serial number. White space at both ends is dropped, periods are stripped (Intune asks for that too), and
    /// `a` to `z` become `A` to `Z`; everything else counts as it is written. 1 to 64 characters are left.
    SerialNumber
);

text_type!(
    /// The name of a maker or a model. White space at both ends is dropped, each run of it inside becomes one space, and `a`
    /// to `z` become `A` to `Z`, as [`ManufacturerName`](crate::policy::ManufacturerName) compares. 1 to 128 bytes, which is
    /// what a device may report.
    HardwareName
);

text_type!(
    /// What an administrator writes beside an identifier: at most 128 characters, perhaps none. White space at both ends is
    /// dropped.
    #[derive(Default)]
    Details
);

impl FromStr for SerialNumber {
    type Err = NotAnIdentifierText;

    fn from_str(text: &str) -> Result<Self, NotAnIdentifierText> {
        if text.len() > 512 {
            return Err(NotAnIdentifierText::SerialNumber);
        }
        let normal: String = text
            .chars()
            .filter(|c| *c != '.')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let normal = normal.trim();
        if normal.is_empty() || normal.chars().count() > 64 || normal.chars().any(char::is_control)
        {
            return Err(NotAnIdentifierText::SerialNumber);
        }
        if PLACEHOLDERS.contains(&normal) {
            return Err(NotAnIdentifierText::Placeholder);
        }
        Ok(Self(normal.to_owned()))
    }
}

impl FromStr for HardwareName {
    type Err = NotAnIdentifierText;

    fn from_str(text: &str) -> Result<Self, NotAnIdentifierText> {
        if text.len() > 128 || text.chars().any(char::is_control) {
            return Err(NotAnIdentifierText::HardwareName);
        }
        let words: Vec<String> = text
            .split_whitespace()
            .map(str::to_ascii_uppercase)
            .collect();
        let normal = words.join(" ");
        if normal.is_empty() {
            return Err(NotAnIdentifierText::HardwareName);
        }
        Ok(Self(normal))
    }
}

impl FromStr for Details {
    type Err = NotAnIdentifierText;

    fn from_str(text: &str) -> Result<Self, NotAnIdentifierText> {
        let text = text.trim();
        let fits = text.chars().take(129).count() <= 128 && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
            .ok_or(NotAnIdentifierText::Details)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_compared_without_periods_case_and_outer_blanks() {
        let normal = |text: &str| text.parse::<SerialNumber>().map(String::from);
        for written in ["c02.ab12", " C02AB12\u{a0}", "C02AB12.", ". c02ab12"] {
            assert_eq!(normal(written), Ok("C02AB12".to_owned()), "{written}");
        }
        // What stands inside counts.
        assert_eq!(normal("VMware-56 4d"), Ok("VMWARE-56 4D".to_owned()));
        assert_ne!(normal("straße"), normal("STRASSE"));
        assert!(normal(&"1".repeat(64)).is_ok());
        for bad in ["", " ", "...", "a\nb", "a\u{7f}b", &"1".repeat(65)] {
            assert_eq!(
                normal(bad),
                Err(NotAnIdentifierText::SerialNumber),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_normal_form_is_its_own_normal_form() {
        for written in ["c02.ab12", ". a. .b .", "a  b"] {
            let once: SerialNumber = written.parse().unwrap();
            assert_eq!(once.as_str().parse(), Ok(once.clone()));
            let once: HardwareName = written.parse().unwrap();
            assert_eq!(once.as_str().parse(), Ok(once.clone()));
        }
    }

    #[test]
    fn what_stands_for_a_missing_serial_number_is_none() {
        for filler in ["To be filled by O.E.M.", "none", " 0 ", "Serial Number"] {
            assert_eq!(
                filler.parse::<SerialNumber>(),
                Err(NotAnIdentifierText::Placeholder),
                "{filler}"
            );
        }
        for known in PLACEHOLDERS {
            assert!(known.parse::<SerialNumber>().is_err(), "{known}");
        }
    }

    #[test]
    fn makers_and_models_are_compared_without_case_and_runs_of_blanks() {
        let normal = |text: &str| text.parse::<HardwareName>().map(String::from);
        assert_eq!(
            normal(" surface \u{a0} Pro 9 "),
            Ok("SURFACE PRO 9".to_owned())
        );
        assert_eq!(normal("Dell Inc."), Ok("DELL INC.".to_owned()));
        for bad in ["", " ", "a\tb", &"a".repeat(129)] {
            assert_eq!(
                normal(bad),
                Err(NotAnIdentifierText::HardwareName),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn details_are_at_most_128_characters() {
        assert_eq!("".parse::<Details>(), Ok(Details::default()));
        assert!("ü".repeat(128).parse::<Details>().is_ok());
        for bad in ["a\nb", &"a".repeat(129)] {
            assert_eq!(bad.parse::<Details>(), Err(NotAnIdentifierText::Details));
        }
    }
}
