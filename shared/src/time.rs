//! Time as a value.
//!
//! Nothing in this crate asks what time it is: whoever acts passes [`Timestamp`] in. A `Timestamp` prints, parses and
//! serialises as RFC 3339 in UTC with whole seconds (`2026-11-23T16:14:01Z`), the form of the API, the audit chain and the
//! certificates' own resolution.

use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One second past the last moment that X.509 can name: 10000-01-01T00:00:00Z.
const END_OF_TIME: u64 = 253_402_300_800;

/// A moment in UTC, in whole seconds since 1970; from 1970 up to and including the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// From seconds since 1970, clamped to the last second of the year 9999.
    #[must_use]
    pub const fn from_unix_seconds(seconds: u64) -> Self {
        if seconds < END_OF_TIME {
            Self(seconds)
        } else {
            Self(END_OF_TIME - 1)
        }
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn unix_seconds(self) -> u64 {
        self.0
    }

    /// This moment and `duration` (whole seconds of it), clamped to the year 9999.
    #[must_use]
    pub const fn plus(self, duration: Duration) -> Self {
        Self::from_unix_seconds(self.0.saturating_add(duration.as_secs()))
    }

    /// This moment less `duration` (whole seconds of it), clamped to 1970.
    #[must_use]
    pub const fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration.as_secs()))
    }

    /// How long after `earlier` this is; nothing when it is not after it.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }
}

/// The text was not RFC 3339 in UTC with whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a time is written like 2026-11-23T16:14:01Z")]
pub struct NotATimestamp;

impl FromStr for Timestamp {
    type Err = NotATimestamp;

    fn from_str(text: &str) -> Result<Self, NotATimestamp> {
        let moment: der::DateTime = text.parse().map_err(|_| NotATimestamp)?;
        Ok(Self::from_unix_seconds(moment.unix_duration().as_secs()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match der::DateTime::from_unix_duration(Duration::from_secs(self.0)) {
            Ok(moment) => write!(f, "{moment}"),
            Err(_) => Err(fmt::Error),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_rfc_3339_in_utc() {
        let moment = Timestamp::from_unix_seconds(1_795_450_441);
        assert_eq!(moment.to_string(), "2026-11-23T16:14:01Z");
        assert_eq!("2026-11-23T16:14:01Z".parse(), Ok(moment));
    }

    #[test]
    fn times_outside_certificates_reach_are_clamped_not_wrapped() {
        let last = Timestamp::from_unix_seconds(u64::MAX);
        assert_eq!(last.to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(last.plus(Duration::from_secs(1)), last);
        assert_eq!(
            Timestamp::EPOCH.minus(Duration::from_secs(1)),
            Timestamp::EPOCH
        );
    }

    #[test]
    fn other_spellings_of_a_time_are_refused() {
        for text in [
            "",
            "2026-11-23",
            "2026-11-23T16:14:01",
            "2026-11-23 16:14:01Z",
            "2026-13-01T00:00:00Z",
            "yesterday",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(NotATimestamp), "{text}");
        }
    }
}
