use serde::{Deserialize, Serialize};

use super::settings::ProfileSettings;
use crate::ids::{DeviceGroupId, DeviceId, GroupId, PolicyId};
use crate::platform::Platform;
use crate::policy::filter::{Evaluation, FilterRule, FilterSubject};
use crate::policy::{Audience, share};

/// Whether a filter says which devices are meant or which are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FilterMode {
    /// Only those that match.
    Include,
    /// All but those that match.
    Exclude,
}

/// Which of the assigned devices are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileFilter {
    /// Which way.
    pub mode: FilterMode,
    /// The rule, in the language of filters. A device of which something is not known that the outcome hangs on is not meant
    /// yet.
    pub rule: String,
}

/// A configuration profile: what is set on the devices of one platform, and on which of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfigurationProfile {
    /// Its short name, which never changes.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PolicyId,
    /// Its name as people read it: 1 to 128 characters.
    pub name: String,
    /// What it is for, in the words of whoever wrote it: at most 256 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The platform whose devices it is for.
    pub platform: Platform,
    /// What it sets.
    #[serde(default)]
    pub settings: ProfileSettings,
    /// The groups of people it is for. With neither these nor groups of devices, it is for everyone.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    /// The groups of devices it is for.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub device_groups: Vec<DeviceGroupId>,
    /// The groups of people it is never for.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded_groups: Vec<GroupId>,
    /// The groups of devices it is never for.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded_device_groups: Vec<DeviceGroupId>,
    /// Which of these devices are meant; all of them without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<ProfileFilter>,
    /// The share of these devices that it has reached, in whole percent, 0 to 100: a ring that grows. A higher share only
    /// adds devices.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 100))]
    #[serde(default = "all", skip_serializing_if = "is_all")]
    pub percentage: u8,
}

const fn all() -> u8 {
    100
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
const fn is_all(percentage: &u8) -> bool {
    *percentage >= all()
}

/// A device that a profile may be for, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The device; none before it has a name.
    pub device: Option<DeviceId>,
    /// What filters look at, its platform among it.
    pub subject: FilterSubject<'a>,
    /// The groups of its person, in any order.
    pub groups: &'a [GroupId],
    /// The groups of devices that it is in.
    pub device_groups: &'a [DeviceGroupId],
    /// The groups of devices of which that is not known yet, where it matters: of a device that has still to enroll.
    pub open_groups: &'a [DeviceGroupId],
}

impl ConfigurationProfile {
    /// Whether its assignment names groups of people.
    #[must_use]
    pub const fn names_groups(&self) -> bool {
        !(self.groups.is_empty() && self.excluded_groups.is_empty())
    }

    /// Whether it is for a device. What excludes goes before what includes.
    #[must_use]
    pub fn is_for(&self, candidate: &Candidate<'_>) -> bool {
        self.will_be_for(candidate) == Some(true)
    }

    /// The same; none where it hangs on what is not known of the device yet.
    #[must_use]
    pub fn will_be_for(&self, candidate: &Candidate<'_>) -> Option<bool> {
        let audience = Audience {
            groups: &self.groups,
            device_groups: &self.device_groups,
            excluded_groups: &self.excluded_groups,
            excluded_device_groups: &self.excluded_device_groups,
        };
        if self.platform != candidate.subject.platform || self.percentage == 0 {
            return Some(false);
        }
        let assigned = audience.will_have(
            candidate.groups,
            candidate.device_groups,
            candidate.open_groups,
        );
        if assigned == Some(false) {
            return assigned;
        }
        let meant = self.filter.as_ref().map_or(Some(true), |filter| {
            // A rule that cannot be read was never kept.
            let rule = FilterRule::parse(&filter.rule, Some(self.platform));
            let outcome = rule.map(|rule| rule.evaluate(&candidate.subject));
            match (filter.mode, outcome) {
                (FilterMode::Include, Ok(Evaluation::Match))
                | (FilterMode::Exclude, Ok(Evaluation::NoMatch)) => Some(true),
                (_, Ok(Evaluation::NotEvaluated(_))) => None,
                _ => Some(false),
            }
        });
        let id = self.id.as_str().as_bytes();
        let place =
            |device: DeviceId| share(b"muster profile v1\0", &[id, b"\0", device.as_bytes()]);
        let reached = if self.percentage >= 100 {
            Some(true)
        } else {
            candidate
                .device
                .map(|device| place(device) < self.percentage)
        };
        match (meant, reached) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => assigned,
            _ => None,
        }
    }
}
