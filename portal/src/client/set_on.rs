//! What is set on a device.

use muster_shared::ids::DeviceId;
use muster_shared::profile::SettingState;

use super::device_path;
use super::fetch::{Method, send};
use super::reply::{Failure, named};
use crate::answer::Answer;

/// One thing that is set on a device: of [`muster_shared::profile::SettingStatus`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOn {
    /// Which.
    pub key: String,
    /// How it stands.
    pub state: SettingState,
    /// What it is to be.
    pub value: Option<String>,
    /// Why it is not in force.
    pub reason: Option<String>,
}

const STATES: [(&str, SettingState); 5] = [
    ("success", SettingState::Success),
    ("pending", SettingState::Pending),
    ("error", SettingState::Error),
    ("conflict", SettingState::Conflict),
    ("not_applicable", SettingState::NotApplicable),
];

fn setting(answer: &Answer) -> Option<SetOn> {
    Some(SetOn {
        key: answer.said("key")?,
        state: named(&STATES, &answer.text("state"))?,
        value: answer.said("value"),
        reason: answer.said("reason"),
    })
}

/// What is set on a device, setting by setting: `GET /api/v1/me/devices/{device}/configuration`.
///
/// # Errors
/// Any [`Failure`]; a device that has left is not found.
pub async fn set_on(device: DeviceId) -> Result<Vec<SetOn>, Failure> {
    let path = format!("{}/configuration", device_path(device));
    let reply = send(Method::Get, &path, None, None).await?;
    let settings = reply.answer()?.each("settings");
    Ok(settings.iter().filter_map(setting).collect())
}

/// What will be set on a device that has still to enroll.
#[cfg(feature = "portal")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Foreseen {
    /// Each setting, without those that a device like this does not take.
    pub settings: Vec<SetOn>,
    /// Whether what the device tells of itself may still change it.
    pub may_change: bool,
}

/// The names of `muster_shared::api::ForeseenConfiguration` that are read.
#[cfg(feature = "portal")]
const FORESEEN: [&str; 2] = ["settings", "may_change"];

#[cfg(feature = "portal")]
impl Foreseen {
    /// Reads the answer of [`foreseen`]; none of what is no such answer.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let answer = Answer::read(json)?;
        let [settings, may_change] = FORESEEN;
        let mut settings: Vec<_> = answer.each(settings).iter().filter_map(setting).collect();
        settings.retain(|one| one.state != SettingState::NotApplicable);
        Some(Self {
            settings,
            may_change: answer.is(may_change),
        })
    }
}

/// What will be set on a device, as JSON: `GET /api/v1/me/configuration`, with what is known of it as the query.
///
/// # Errors
/// Any [`Failure`].
#[cfg(feature = "portal")]
pub async fn foreseen(query: &str) -> Result<String, Failure> {
    super::text(&format!("/api/v1/me/configuration?{query}")).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::profile::SettingStatus;
    use serde_json::json;

    #[test]
    fn every_member_and_state_that_is_read_is_one_of_the_apis() {
        for (name, state) in STATES {
            assert_eq!(serde_json::to_value(state).unwrap(), name);
        }
        let setting = json!({ "key": "login_banner", "state": "error", "value": "v", "profiles": [], "reason": "r" });
        let read: SettingStatus = serde_json::from_value(setting.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), setting);
    }

    #[cfg(feature = "portal")]
    #[test]
    fn what_is_read_of_what_is_foreseen_is_in_the_apis_answer() {
        let answer = muster_shared::api::ForeseenConfiguration {
            reachable: true,
            settings: Vec::new(),
            may_change: true,
        };
        let answer = serde_json::to_value(answer).unwrap();
        let [settings, may_change] = FORESEEN;
        assert_eq!(
            (&answer[settings], &answer[may_change]),
            (&json!([]), &json!(true))
        );
    }
}
