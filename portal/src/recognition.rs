//! Which device the person is using, as far as a browser tells.
//!
//! What a browser says of itself is a guess as often as a fact: an iPad calls itself a Mac, Firefox's version of macOS has
//! stood still for years. So an answer says whether it is sure, and everything here can be answered otherwise by the person.

use muster_shared::platform::{OsVersion, Platform};

/// What the browser tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hints {
    /// The platform's name by User-Agent Client Hints (`Sec-CH-UA-Platform`); none where the browser does not speak them.
    pub platform: Option<String>,
    /// The platform's version by the same (`Sec-CH-UA-Platform-Version`).
    pub platform_version: Option<String>,
    /// `navigator.userAgent`.
    pub user_agent: String,
    /// How many fingers the screen takes; an iPad that calls itself a Mac takes five.
    pub touch_points: i32,
}

/// The device in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised {
    /// Its platform.
    pub platform: Platform,
    /// Its version, where the browser tells one that the rules can use.
    pub version: Option<OsVersion>,
    /// Whether the browser said so in as many words.
    pub sure: bool,
}

impl Recognised {
    /// Reads the hints; none when they name nothing that can be enrolled.
    #[must_use]
    pub fn of(hints: &Hints) -> Option<Self> {
        Self::by_client_hints(hints).or_else(|| Self::by_user_agent(hints))
    }

    fn by_client_hints(hints: &Hints) -> Option<Self> {
        let version = || {
            let text = hints.platform_version.as_deref()?;
            // Chromium writes macOS 14 as 14.0.0.
            text.trim_end_matches(".0").parse().ok()
        };
        let (platform, version) = match hints.platform.as_deref()? {
            // What is told there is the version of a programming interface, not the build that policies go by.
            "Windows" => (Platform::Windows, None),
            "macOS" => (Platform::Macos, version()),
            "Android" => (Platform::Android, version()),
            // The kernel's version, at best; policies go by the distribution's.
            "Linux" => (Platform::Linux, None),
            _ => return None,
        };
        Some(Self {
            platform,
            version,
            sure: true,
        })
    }

    fn by_user_agent(hints: &Hints) -> Option<Self> {
        let agent = hints.user_agent.as_str();
        let (platform, version, sure) = if agent.contains("iPhone") {
            (Platform::Ios, number_after(agent, "iPhone OS "), true)
        } else if agent.contains("iPad") {
            (Platform::Ipados, number_after(agent, "CPU OS "), true)
        } else if agent.contains("Macintosh") && hints.touch_points > 1 {
            (Platform::Ipados, None, false)
        } else if agent.contains("Macintosh") {
            (Platform::Macos, None, true)
        } else if agent.contains("Android") {
            (Platform::Android, number_after(agent, "Android "), true)
        } else if agent.contains("Windows NT") {
            (Platform::Windows, None, true)
        } else if agent.contains("Linux") && !agent.contains("CrOS") {
            (Platform::Linux, None, false)
        } else {
            return None;
        };
        // Apple and Google have both stopped moving the number there: it is a lower bound, and no more than a guess.
        Some(Self {
            platform,
            version,
            sure: sure && version.is_none(),
        })
    }
}

/// The version that stands after `words`, written with points or with underscores.
fn number_after(text: &str, words: &str) -> Option<OsVersion> {
    let (_, rest) = text.split_once(words)?;
    let number: String = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '_'))
        .map(|c| if c == '_' { '.' } else { c })
        .collect();
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hinted(platform: &str, version: &str) -> Option<Recognised> {
        Recognised::of(&Hints {
            platform: Some(platform.to_owned()),
            platform_version: Some(version.to_owned()),
            ..Hints::default()
        })
    }

    fn named(user_agent: &str, touch_points: i32) -> Option<Recognised> {
        Recognised::of(&Hints {
            user_agent: user_agent.to_owned(),
            touch_points,
            ..Hints::default()
        })
    }

    fn recognised(platform: Platform, version: &str, sure: bool) -> Option<Recognised> {
        Some(Recognised {
            platform,
            version: version.parse().ok(),
            sure,
        })
    }

    #[test]
    fn client_hints_are_taken_at_their_word() {
        assert_eq!(
            hinted("macOS", "14.5.0"),
            recognised(Platform::Macos, "14.5", true)
        );
        assert_eq!(
            hinted("Android", "15.0.0"),
            recognised(Platform::Android, "15", true)
        );
    }

    #[test]
    fn a_version_that_policies_do_not_go_by_is_left_out() {
        assert_eq!(
            hinted("Windows", "15.0.0"),
            recognised(Platform::Windows, "", true)
        );
        assert_eq!(
            hinted("Linux", "6.8.0"),
            recognised(Platform::Linux, "", true)
        );
    }

    #[test]
    fn an_ipad_that_calls_itself_a_mac_is_a_guess() {
        let agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15";
        assert_eq!(named(agent, 5), recognised(Platform::Ipados, "", false));
        assert_eq!(named(agent, 0), recognised(Platform::Macos, "", true));
    }

    #[test]
    fn a_version_from_a_browser_s_name_is_a_guess() {
        let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
        assert_eq!(named(agent, 5), recognised(Platform::Ios, "17.5.1", false));
        let agent = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0";
        assert_eq!(named(agent, 5), recognised(Platform::Android, "14", false));
    }

    #[test]
    fn what_can_not_be_enrolled_is_not_recognised() {
        assert_eq!(hinted("Chrome OS", "1"), None);
        assert_eq!(named("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", 0), None);
        assert_eq!(named("curl/8", 0), None);
    }
}
