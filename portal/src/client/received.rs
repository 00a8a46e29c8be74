//! How much of a device's configuration has come.

use muster_shared::ids::DeviceId;

use super::{Failure, device_path, text};
use crate::answer::Answer;

/// The names in `muster_shared::profile::ConfigurationStatus` that are read.
const NAMES: [&str; 4] = ["version", "reported_version", "settings", "state"];

/// How much of its configuration a device has received.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Received {
    /// Whether it has told that it has the version that it is to have; so, too, where nothing is set.
    pub all: bool,
    /// How many settings there are for it.
    pub settings: u32,
    /// How many of them are in force.
    pub in_force: u32,
    /// How many it could not put in force, or are asked for in two ways.
    pub failed: u32,
}

impl Received {
    /// Reads the answer of [`configuration`].
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let [version, reported, settings, state] = NAMES;
        let status = Answer::read(json)?;
        let wanted = status.said(version);
        let mut received = Self {
            all: wanted.is_none() || wanted == status.said(reported),
            ..Self::default()
        };
        for setting in status.each(settings) {
            received.count(&setting.text(state));
        }
        Some(received)
    }

    /// Counts a setting by its `muster_shared::profile::SettingState`.
    fn count(&mut self, state: &str) {
        let more = |counts| u32::from(counts);
        self.settings = self
            .settings
            .saturating_add(more(state != "not_applicable"));
        self.in_force = self.in_force.saturating_add(more(state == "success"));
        self.failed = self
            .failed
            .saturating_add(more(matches!(state, "error" | "conflict")));
    }
}

/// What is set on a device and what of it has come, as JSON: `GET /api/v1/me/devices/{device}/configuration`.
///
/// # Errors
/// Any [`Failure`].
pub async fn configuration(device: DeviceId) -> Result<String, Failure> {
    text(&format!("{}/configuration", device_path(device))).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::profile::{ConfigurationStatus, SettingState};

    #[test]
    fn each_name_is_one_of_the_apis() {
        let [version, reported, settings, state] = NAMES;
        let digest = "0".repeat(64);
        for (word, counts) in [
            ("success", (1, 1, 0)),
            ("pending", (1, 0, 0)),
            ("error", (1, 0, 1)),
            ("conflict", (1, 0, 1)),
            ("not_applicable", (0, 0, 0)),
        ] {
            let json = format!(
                r#"{{"{version}":"{digest}","{reported}":"{digest}","{settings}":[{{"key":"password.length","{state}":"{word}","profiles":[]}}]}}"#
            );
            let read: ConfigurationStatus = serde_json::from_str(&json).unwrap();
            assert_eq!(
                (read.version, read.settings.len()),
                (read.reported_version, 1)
            );
            assert!(read.version.is_some());
            let mut counted = Received::default();
            counted.count(word);
            assert_eq!(
                (counted.settings, counted.in_force, counted.failed),
                counts,
                "{word}"
            );
        }
        // A state that is added has to be counted as something.
        let _ = |state| match state {
            SettingState::Pending
            | SettingState::Success
            | SettingState::Error
            | SettingState::Conflict
            | SettingState::NotApplicable => (),
        };
    }
}
