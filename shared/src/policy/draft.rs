//! A policy set that nobody has checked yet.

use serde::{Deserialize, Serialize};

use super::device_limit::DeviceLimitPolicies;
use super::platform_restriction::{Access, PlatformRestrictionPolicies};
use super::scope::{CorporateClaims, EnrollmentScope};
use super::supported_version::SupportedVersion;
use crate::ids::FilterId;
use crate::platform::Platform;

/// What an administrator writes: the content of a [`PolicySet`](super::PolicySet) before it is checked. The default is what
/// a new organisation starts with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyDraft {
    /// What it counts for when whoever enrolls a device calls it the organisation's.
    #[serde(default, skip_serializing_if = "CorporateClaims::is_accept")]
    pub corporate_claims: CorporateClaims,
    /// How many devices people may hold.
    pub device_limits: DeviceLimitPolicies,
    /// Whose devices may enroll at all.
    #[serde(default, skip_serializing_if = "EnrollmentScope::is_everyone")]
    pub enrollment_scope: EnrollmentScope,
    /// The filters that restriction policies may be narrowed by; at most 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// Which devices may enroll.
    pub platform_restrictions: PlatformRestrictionPolicies,
    /// The versions of operating systems that the organisation supports; at most 200 rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supported_versions: Vec<SupportedVersion>,
    /// Whether devices with another version may enroll.
    #[serde(default, skip_serializing_if = "Access::is_allow")]
    pub unsupported_versions: Access,
}

/// A filter: a rule that chooses devices of one platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Its short name, unique among filters.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: FilterId,
    /// Its name as administrators read it: 1 to 128 characters.
    pub name: String,
    /// The platform whose devices it chooses from; it matches no device of another.
    pub platform: Platform,
    /// What a device must be, such as `(device.manufacturer -eq "Acme")`; at most 3,072 characters.
    pub rule: String,
}
