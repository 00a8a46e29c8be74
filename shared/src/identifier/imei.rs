//! The number of a mobile device.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// An International Mobile Equipment Identity: 8 digits of the type, 6 of the device, and a check digit by Luhn's rule
/// (3GPP TS 23.003 section 6.2.1 and annex B). Blanks and hyphens between the digits are dropped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Imei(String);

/// Why a text is no IMEI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnImei {
    /// Something other than digits, blanks and hyphens, or another number of digits.
    #[error("an IMEI is 15 digits")]
    NotFifteenDigits,
    /// 14 digits: the check digit is missing.
    #[error("an IMEI is 15 digits, and the last, which checks the others, is missing")]
    CheckDigitMissing,
    /// 16 digits: an IMEISV, whose last two digits count software versions and check nothing.
    #[error("16 digits are an IMEISV, which changes with the software: give the IMEI of 15 digits")]
    SoftwareVersion,
    /// The last digit does not fit the others.
    #[error("the check digit does not fit the other digits of this IMEI")]
    CheckDigitWrong,
    /// Nothing but zeros, which devices without a number report.
    #[error("an IMEI of zeros names no device")]
    Zeros,
}

impl Imei {
    /// Its 15 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the sum of all digits is a multiple of ten, every second one from the right doubled and its own digits added up.
fn luhn_holds(digits: &str) -> bool {
    let sum = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            match (place.is_multiple_of(2), digit) {
                (true, digit) => digit,
                (false, 0..=4) => digit.saturating_mul(2),
                (false, _) => digit.saturating_mul(2).saturating_sub(9),
            }
        })
        .fold(0_u32, u32::saturating_add);
    sum.is_multiple_of(10)
}

impl FromStr for Imei {
    type Err = NotAnImei;

    fn from_str(text: &str) -> Result<Self, NotAnImei> {
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-'))
            .take(17)
            .collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAnImei::NotFifteenDigits);
        }
        match digits.len() {
            14 => Err(NotAnImei::CheckDigitMissing),
            16 => Err(NotAnImei::SoftwareVersion),
            15 if !luhn_holds(&digits) => Err(NotAnImei::CheckDigitWrong),
            15 if digits.bytes().all(|byte| byte == b'0') => Err(NotAnImei::Zeros),
            15 => Ok(Self(digits)),
            _ => Err(NotAnImei::NotFifteenDigits),
        }
    }
}

impl TryFrom<String> for Imei {
    type Error = NotAnImei;

    fn try_from(text: String) -> Result<Self, NotAnImei> {
        text.parse()
    }
}

impl From<Imei> for String {
    fn from(imei: Imei) -> Self {
        imei.0
    }
}

impl fmt::Display for Imei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_imei_is_fifteen_digits_of_which_the_last_checks_the_others() {
        for written in [
            "490154203237518",
            "49-015420-323751-8",
            " 49 0154 2032 3751 8 ",
        ] {
            assert_eq!(
                written.parse::<Imei>().map(String::from),
                Ok("490154203237518".to_owned())
            );
        }
        // Every other last digit is wrong.
        for digit in (0..=9).filter(|digit| *digit != 8) {
            let wrong = format!("49015420323751{digit}");
            assert_eq!(wrong.parse::<Imei>(), Err(NotAnImei::CheckDigitWrong));
        }
    }

    #[test]
    fn what_is_no_imei_is_refused_with_its_own_reason() {
        for (bad, reason) in [
            ("", NotAnImei::NotFifteenDigits),
            ("49015420323751", NotAnImei::CheckDigitMissing),
            ("4901542032375100", NotAnImei::SoftwareVersion),
            ("000000000000000", NotAnImei::Zeros),
            ("49015420323751800", NotAnImei::NotFifteenDigits),
            ("4.90154E+14", NotAnImei::NotFifteenDigits),
            ("٤٩٠١٥٤٢٠٣٢٣٧٥١٨", NotAnImei::NotFifteenDigits),
            ("49/015420/323751/8", NotAnImei::NotFifteenDigits),
            (&"4".repeat(5000), NotAnImei::NotFifteenDigits),
        ] {
            assert_eq!(bad.parse::<Imei>(), Err(reason), "{bad}");
        }
    }
}
