//! Groups of devices.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind, check};
use crate::field::FieldFault;
use crate::ids::{CategoryId, DeviceGroupId, DeviceId};
use crate::policy::filter::FilterRule;

/// How many groups there may be. It bounds the work of one decision.
const MOST: usize = 200;

/// How many devices may be named in all groups together. They take 33 bytes each of the 256 KB that a section may have.
const MOST_DEVICES: usize = 5_000;

/// How long all rules may be together, in characters.
const LONGEST_RULES: usize = 65_536;

/// A group of devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceGroup {
    /// Its short name, by which filters name it (`device.deviceGroup`); it never changes.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: DeviceGroupId,
    /// Its name as administrators read it: 1 to 128 characters.
    pub name: String,
    /// What it is for: at most 256 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Which devices are in it.
    pub members: Members,
}

/// Which devices are in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Members {
    /// Those that are named; at most 5,000 in all groups together. A device has no name before it enrolls, so this says
    /// nothing of a device that asks for the first time.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    Devices(Vec<DeviceId>),
    /// Those of a category. When the category goes, nothing is in the group.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    Category(CategoryId),
    /// Those that a rule in the language of filters chooses, such as `(device.manufacturer -eq "Acme")`, of any platform. It
    /// may not look at groups. A device of which something is not known that the outcome hangs on is not a member yet.
    Rule(String),
}

/// The organisation's groups of devices.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceGroups {
    /// At most 200.
    #[serde(default)]
    pub groups: Vec<DeviceGroup>,
}

impl DeviceGroups {
    /// Those of the groups that are `named`.
    #[must_use]
    pub fn only(&self, named: &BTreeSet<&DeviceGroupId>) -> Self {
        let groups = self.groups.iter();
        Self {
            groups: groups
                .filter(|group| named.contains(&group.id))
                .cloned()
                .collect(),
        }
    }

    /// The same with no other device named than this one, which is none before it has a name: all that it is sorted by.
    #[must_use]
    pub fn seen_by(mut self, device: Option<DeviceId>) -> Self {
        for group in &mut self.groups {
            if let Members::Devices(named) = &mut group.members {
                named.retain(|other| Some(*other) == device);
            }
        }
        self
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

impl Section for DeviceGroups {
    const KIND: SectionKind = SectionKind::DeviceGroups;

    fn check(&self) -> Result<(), FieldFault> {
        check::at_most(&self.groups, MOST).map_err(|rule| FieldFault::at("groups", rule))?;
        let (mut devices, mut rules) = (0_usize, 0_usize);
        for (place, group) in self.groups.iter().enumerate() {
            let at = |field: &str| format!("groups[{place}].{field}");
            check::text(&group.name, 1..=128).map_err(|rule| FieldFault::at(at("name"), rule))?;
            check::text(&group.description, 0..=256)
                .map_err(|rule| FieldFault::at(at("description"), rule))?;
            match &group.members {
                Members::Category(_) => {}
                Members::Devices(named) => {
                    devices = devices.saturating_add(named.len());
                    if devices > MOST_DEVICES {
                        let rule = format!("at most {MOST_DEVICES} in all groups are possible");
                        return Err(FieldFault::at(at("members.devices"), rule));
                    }
                    if let Some(twin) = check::twin(named.iter()) {
                        let field = format!("members.devices[{twin}]");
                        return Err(FieldFault::at(at(&field), "is named already"));
                    }
                }
                Members::Rule(text) => {
                    let fault = |rule: String| FieldFault::at(at("members.rule"), rule);
                    let rule =
                        FilterRule::parse(text, None).map_err(|error| fault(error.to_string()))?;
                    if rule.device_groups().next().is_some() {
                        return Err(fault("may not look at groups".to_owned()));
                    }
                    rules = rules.saturating_add(text.chars().count());
                    if rules > LONGEST_RULES {
                        let rule =
                            format!("all rules together are at most {LONGEST_RULES} characters");
                        return Err(fault(rule));
                    }
                }
            }
        }
        match check::twin(self.groups.iter().map(|group| &group.id)) {
            Some(place) => Err(FieldFault::at(
                format!("groups[{place}].id"),
                "is taken already",
            )),
            None => Ok(()),
        }
    }
}
