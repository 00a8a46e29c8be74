//! A device as the rest of the house sees it, and where it stands in its life.

mod groups;
mod name;
pub mod rights;

use serde::{Deserialize, Serialize};

use crate::api::DeviceView;
use crate::ids::EnrolleeId;

pub use groups::DeviceGroupRules;
pub use name::{DeviceName, NotADeviceName};
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
