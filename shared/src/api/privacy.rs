use serde::{Deserialize, Serialize};

use super::DeviceFactName;
use crate::device::KeptFacts;
use crate::device::rights::{PrivacyClass, privacy_class};
use crate::platform::Ownership;

/// What is kept of devices (`GET /api/v1/me/privacy`): made from the rule that every report is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrivacyFacts {
    /// Every fact that a device may tell, in the order in which they are shown.
    pub facts: Vec<PrivacyFact>,
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
    /// What is kept with these choices of the organisation's.
    #[must_use]
    pub fn of(keep: &KeptFacts) -> Self {
        let facts = DeviceFactName::ALL
            .into_iter()
            .map(|name| PrivacyFact {
                name,
                class: privacy_class(name),
                personal: keep.keeps(name, Ownership::Personal),
                corporate: keep.keeps(name, Ownership::Corporate),
            })
            .collect();
        Self { facts }
    }
}
