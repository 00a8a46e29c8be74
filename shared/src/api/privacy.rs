use serde::{Deserialize, Serialize};

use super::DeviceFactName;
use crate::compliance::CompliancePolicy;
use crate::device::KeptFacts;
use crate::device::rights::{PrivacyClass, privacy_class};
use crate::few::set_of;
use crate::platform::Ownership;

/// What is kept of devices (`GET /api/v1/me/privacy`): made from the rule that every report is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrivacyFacts {
    /// Every fact that a device may tell, in the order in which they are shown.
    pub facts: Vec<PrivacyFact>,
    /// What compliance scripts look for on the organisation's own devices, by the names that their rules have; never on a
    /// person's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scripts_look_for: Vec<String>,
}

/// What is kept of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrivacyFact {
    /// Which.
    pub name: DeviceFactName,
    /// What it tells.
    pub class: PrivacyClass,
    /// Whether it is kept of a person's own device.
    pub personal: bool,
    /// Whether it is kept of a device of the organisation's.
    pub corporate: bool,
}

impl PrivacyFacts {
    /// What is kept with these choices of the organisation's, and looked for by its policies.
    #[must_use]
    pub fn of(keep: &KeptFacts, policies: &[CompliancePolicy]) -> Self {
        let facts = DeviceFactName::ALL
            .into_iter()
            .map(|name| PrivacyFact {
                name,
                class: privacy_class(name),
                personal: keep.keeps(name, Ownership::Personal),
                corporate: keep.keeps(name, Ownership::Corporate),
            })
            .collect();
        let rules = policies
            .iter()
            .filter_map(|policy| policy.settings.custom.as_ref())
            .flat_map(|custom| &custom.rules.rules);
        let names = set_of(rules.map(|rule| rule.setting_name.as_str()));
        let mut scripts_look_for = Vec::new();
        for name in names {
            scripts_look_for.push(name.to_owned());
        }
        Self {
            facts,
            scripts_look_for,
        }
    }
}
