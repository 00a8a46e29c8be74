use serde::{Deserialize, Serialize};

use super::effective::{Effective, NotFor};
use super::item::SettingKey;
use crate::ids::{Digest, PolicyId};
use crate::time::Timestamp;

/// How many settings a report may name, and how long each reason is at most, in bytes.
pub const LARGEST_REPORT: (usize, usize) = (200, 200);

/// What a device tells of the configuration that it has applied: it is all in force but for what is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfigurationReport {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub version: Digest,
    /// What could not be set; at most 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedSetting>,
}

/// A setting that could not be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FailedSetting {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub key: SettingKey,
    /// Why, in the device's words: at most 200 bytes of plain text.
    pub reason: String,
}

/// How it stands with a setting on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SettingState {
    /// It is in force, says the device.
    Success,
    /// The device has not told yet.
    Pending,
    /// The device could not set it.
    Error,
    /// Profiles want it differently, so nothing is set.
    Conflict,
    /// It is not for a device of this ownership or client.
    NotApplicable,
}

/// One setting of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingStatus {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub key: SettingKey,
    /// How it stands.
    pub state: SettingState,
    /// What it is to be, in a few words; none where profiles want it differently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The profiles that want it, and the compliance policies.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub profiles: Vec<PolicyId>,
    /// Why it is not in force: what the device says, or what each side of a conflict wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The configuration of a device, setting by setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigurationStatus {
    /// The version that it is to have; none where nothing is set.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Digest>,
    /// The version that it last told it has.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_version: Option<Digest>,
    /// When it first told so.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Timestamp>,
    /// Every setting, in the order of the keys.
    pub settings: Vec<SettingStatus>,
}

/// How it stands with everything that a device's profiles come to. `version` is that of `effective` as the device's client
/// gets it; `reachable` says whether there is such a client.
#[must_use]
pub fn status_of(
    effective: &Effective,
    version: Option<Digest>,
    reachable: bool,
    report: Option<(&ConfigurationReport, Timestamp)>,
) -> ConfigurationStatus {
    let told = report.filter(|(report, _)| Some(report.version) == version);
    let mut settings: Vec<SettingStatus> = effective
        .items
        .iter()
        .map(|(item, profiles)| {
            let failed = told.and_then(|(report, _)| {
                let mut failed = report.failed.iter();
                failed.find(|failed| failed.key == item.key)
            });
            let (state, reason) = match (reachable, told, failed) {
                (false, ..) => (SettingState::NotApplicable, None),
                (true, None, _) => (SettingState::Pending, None),
                (true, Some(_), None) => (SettingState::Success, None),
                (true, Some(_), Some(failed)) => (SettingState::Error, Some(failed.reason.clone())),
            };
            SettingStatus {
                key: item.key.clone(),
                state,
                value: Some(item.value.in_words()),
                profiles: profiles.clone(),
                reason,
            }
        })
        .collect();
    settings.extend(effective.conflicts.iter().map(|conflict| {
        let sides = conflict.sides.iter();
        let wants: Vec<String> = sides
            .map(|(profile, value)| format!("{profile} wants {value}"))
            .collect();
        let mut profiles: Vec<PolicyId> =
            conflict.sides.iter().map(|side| side.0.clone()).collect();
        profiles.dedup();
        SettingStatus {
            key: conflict.key.clone(),
            state: SettingState::Conflict,
            value: None,
            profiles,
            reason: Some(wants.join("; ")),
        }
    }));
    settings.extend(effective.not_applicable.iter().map(|one| {
        SettingStatus {
            key: one.key.clone(),
            state: SettingState::NotApplicable,
            value: None,
            profiles: one.profiles.clone(),
            reason: Some(
                match one.why {
                    NotFor::Ownership => "only a device of the organisation's takes it",
                    NotFor::Client => "what manages this device knows no such setting",
                }
                .to_owned(),
            ),
        }
    }));
    settings.sort_by(|one, other| one.key.cmp(&other.key));
    ConfigurationStatus {
        version,
        reported_version: report.map(|(report, _)| report.version),
        reported_at: report.map(|(_, at)| at),
        settings,
    }
}
