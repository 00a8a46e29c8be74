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
}
