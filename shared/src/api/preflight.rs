use serde::{Deserialize, Serialize};

use crate::enrollment::Facts;
use crate::identifier::ListedKinds;
use crate::policy::PolicySet;
use crate::tenant::section::{Category, DeviceGroups};

/// What the browser needs to say at once whether a device may enroll (`GET /api/v1/me/preflight`): the person's part of the
/// policy and what is known of the person. The same `decide()` runs in the browser; the device's enrollment is decided
/// again, with the exact count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preflight {
    /// The policy, without what is assigned to groups that the person is not in.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub policy: PolicySet,
    /// What is known of the person, the count of devices among it.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub facts: Facts,
    /// Which kinds of corporate identifiers there are any of: whose a device is may then show only when it has told them.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    #[serde(default, skip_serializing_if = "ListedKinds::is_empty")]
    pub identifiers: ListedKinds,
    /// The categories that a device may be put into, in the order in which they are offered.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    /// The groups of devices that the policy names, without the devices that are named in them: a new one never is.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    #[serde(default, skip_serializing_if = "DeviceGroups::is_empty")]
    pub device_groups: DeviceGroups,
}
