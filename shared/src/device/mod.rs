//! A device as the rest of the house sees it, and where it stands in its life.

mod groups;
pub mod life;
mod name;
mod renewal;
pub mod rights;

use serde::{Deserialize, Serialize};

use crate::api::DeviceView;
use crate::enrollment::DecisionInputs;
use crate::ids::{DeviceGroupId, EnrolleeId};

pub use groups::DeviceGroupRules;
pub use life::{Life, Step};
pub use name::{DeviceName, NotADeviceName};
pub use renewal::{RenewalRecord, RenewalState, due_at};
pub use rights::{Keep, KeptFacts};

/// A device with the enrollee that holds it: what the fleet index lists and KV publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceRecord {
    /// Who holds it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub enrollee: EnrolleeId,
    /// The device.
    pub device: DeviceView,
    /// The groups of devices that it is in, by their ids.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<DeviceGroupId>,
    /// What it would be decided by, for the index alone: see [`DeviceRecord::shown`].
    #[cfg_attr(feature = "openapi", schema(ignore))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Box<DecisionInputs>>,
}

impl DeviceRecord {
    /// The same without what only the index is to know.
    #[must_use]
    pub fn shown(self) -> Self {
        Self {
            inputs: None,
            ..self
        }
    }
}

/// Why a device left management.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetireCause {
    /// Its person removed it.
    RemovedByPerson,
    /// An administrator removed it.
    RemovedByAdministrator,
    /// The device left by itself.
    LeftByDevice,
    /// The first inventory showed what the policy refuses.
    RefusedByPolicy,
    /// What had to be learnt was not learnt in time.
    FactsNotLearnt,
    /// Nothing proved the enrollment in time.
    NotProven,
}

/// Why a certificate ended before its time, as the revocation list says it (RFC 5280 section 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevokeCause {
    /// A newer certificate of the same device has taken its place: `superseded`.
    Superseded,
    /// The device left management: `cessationOfOperation`.
    Retired,
    /// It was to be signed, and nobody knows whether it was: `unspecified`.
    Abandoned,
}
