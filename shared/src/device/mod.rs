//! A device as the rest of the house sees it, and where it stands in its life.

mod groups;
mod hardware;
pub mod life;
mod name;
mod renewal;
pub mod rights;
mod windows;

use serde::{Deserialize, Serialize};

use crate::api::DeviceView;
use crate::enrollment::DecisionInputs;
use crate::ids::{DeviceGroupId, DeviceId, Digest, EnrolleeId, UserId};
use crate::time::Timestamp;

pub use groups::DeviceGroupRules;
pub use hardware::{MAX_DUPLICATES, hardware_of};
pub(crate) use hardware::{devices_of, move_device};
pub use life::{Life, Step};
pub use name::{DeviceName, NotADeviceName};
pub use renewal::{RenewalRecord, RenewalState, due_at};
pub use rights::{Keep, KeptFacts};
pub use windows::CertificateStore;

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
    /// When it was put on the list of devices that an administrator may retire, by an action for non-compliance.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retire_listed: Option<Timestamp>,
    /// The person who uses it: who enrolled it, or whom it was handed to; none for a token's device that was handed to nobody.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_user: Option<UserId>,
    /// Other devices in management that say they are the same hardware, at most 16. An administrator decides which stay.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<DeviceId>,
    /// A digest of the hardware that it says it is, for the index alone; none where its serial number is not kept.
    #[cfg_attr(feature = "openapi", schema(ignore))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hardware: Option<Digest>,
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
            hardware: None,
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
    /// A newer device of the same enrollee is the same machine, and it was silent since.
    Superseded,
    /// It has erased itself, as it was asked.
    Wiped,
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
