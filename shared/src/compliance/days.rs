use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most days that may be waited.
const MOST: u32 = 365;

/// A number of days with up to two decimals, as text: `"3"`, or `"0.25"` for six hours. Whole hundredths inside, so that
/// nothing is ever rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Days {
    hundredths: u32,
}

/// The text is no number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be days from \"0\" to \"365\" with at most two decimals, like \"0.25\"")]
pub struct NotDays;

impl Days {
    /// As a span of time.
    #[must_use]
    pub const fn duration(self) -> Duration {
        // A hundredth of a day is 864 seconds.
        Duration::from_secs((self.hundredths as u64).saturating_mul(864))
    }
}

impl FromStr for Days {
    type Err = NotDays;

    fn from_str(text: &str) -> Result<Self, NotDays> {
        let (whole, part) = match text.split_once('.') {
            Some((whole, part)) if (1..=2).contains(&part.len()) => (whole, part),
            Some(_) => return Err(NotDays),
            None => (text, "0"),
        };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !(1..=3).contains(&whole.len()) || !digits(whole) || !digits(part) {
            return Err(NotDays);
        }
        let number = |text: &str| text.parse::<u32>().map_err(|_| NotDays);
        let tenths_or_less = number(part)?.saturating_mul(if part.len() == 1 { 10 } else { 1 });
        let hundredths = number(whole)?
            .saturating_mul(100)
            .saturating_add(tenths_or_less);
        if hundredths > MOST.saturating_mul(100) {
            return Err(NotDays);
        }
        Ok(Self { hundredths })
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.hundredths.checked_div(100).unwrap_or(0);
        let part = self.hundredths.saturating_sub(whole.saturating_mul(100));
        if part == 0 {
            return write!(f, "{whole}");
        }
        let text = format!("{part:02}");
        write!(f, "{whole}.{}", text.trim_end_matches('0'))
    }
}

impl Serialize for Days {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_a_day_are_exact_and_read_back_as_they_are_written() {
        for (text, hours) in [
            ("0", 0),
            ("0.25", 6),
            ("0.5", 12),
            ("1", 24),
            ("365", 8_760),
        ] {
            let days: Days = text.parse().unwrap();
            assert_eq!(days.duration(), Duration::from_hours(hours), "{text}");
            assert_eq!(days.to_string(), text);
        }
        let smallest: Days = "0.01".parse().unwrap();
        assert_eq!(smallest.duration(), Duration::from_secs(864));
        assert_eq!("1.50".parse::<Days>().unwrap().to_string(), "1.5");
        for bad in [
            "", ".5", "1.", "1.234", "-1", "+1", "366", "365.01", "1e2", "1,5", " 1",
        ] {
            assert_eq!(bad.parse::<Days>(), Err(NotDays), "{bad}");
        }
    }
}
