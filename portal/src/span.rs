//! How far away a moment is, in the unit a person would use.

use muster_shared::time::Timestamp;

/// A unit of `Intl.RelativeTimeFormat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minutes, up to an hour.
    Minute,
    /// Hours, up to a day.
    Hour,
    /// Days, from then on.
    Day,
}

impl Unit {
    /// Its name for `Intl.RelativeTimeFormat`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

/// The distance from now to a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Less than a minute either way; also a moment that the server's clock puts slightly ahead of ours.
    Now,
    /// That many units ago.
    Ago(u32, Unit),
    /// That many units from now.
    Ahead(u32, Unit),
}

impl Span {
    /// The distance from `now` to `moment`, in whole units, rounded down: what is 119 seconds away is one minute away.
    #[must_use]
    pub fn between(now: Timestamp, moment: Timestamp) -> Self {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        const DAY: u64 = 24 * HOUR;
        let ago = now.since(moment).as_secs();
        let ahead = moment.since(now).as_secs();
        let seconds = ago.max(ahead);
        let (length, unit) = match seconds {
            0..MINUTE => return Self::Now,
            MINUTE..HOUR => (MINUTE, Unit::Minute),
            HOUR..DAY => (HOUR, Unit::Hour),
            DAY.. => (DAY, Unit::Day),
        };
        let count = seconds
            .checked_div(length)
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or(u32::MAX);
        if ago > 0 {
            Self::Ago(count, unit)
        } else {
            Self::Ahead(count, unit)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_unix_seconds(1_795_450_441 + seconds)
    }

    #[test]
    fn an_age_is_told_in_the_largest_whole_unit() {
        let cases = [
            (0, Span::Now),
            (59, Span::Now),
            (60, Span::Ago(1, Unit::Minute)),
            (3_599, Span::Ago(59, Unit::Minute)),
            (3_600, Span::Ago(1, Unit::Hour)),
            (86_399, Span::Ago(23, Unit::Hour)),
            (86_400, Span::Ago(1, Unit::Day)),
            (40 * 86_400, Span::Ago(40, Unit::Day)),
        ];
        for (age, span) in cases {
            assert_eq!(Span::between(at(age), at(0)), span, "{age} s");
        }
    }

    #[test]
    fn what_lies_ahead_is_told_as_ahead() {
        assert_eq!(
            Span::between(at(0), at(4 * 3_600)),
            Span::Ahead(4, Unit::Hour)
        );
    }

    #[test]
    fn a_server_clock_slightly_ahead_of_ours_makes_no_moment_of_the_future() {
        assert_eq!(Span::between(at(0), at(30)), Span::Now);
    }
}
