//! What can be wrong with a policy set, each thing with the place it is in.

use core::fmt;

use super::filter::FilterError;
use super::manufacturer::ManufacturerName;
use super::platform_restriction::RestrictionRow;
use super::{
    DEFAULT_POLICY_ID, MAX_ASSIGNED_POLICIES, MAX_BLOCKED_MANUFACTURERS, MAX_FILTERED_GROUPS,
    MAX_FILTERS, MAX_GROUPS, MAX_NAME_CHARACTERS, MAX_SCOPE_GROUPS, MAX_SUPPORTED_VERSIONS,
};
use crate::field::FieldFault;
use crate::ids::{FilterId, GroupId, PolicyId};
use crate::platform::{OsVersion, Platform};

/// The two kinds of policy in a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyType {
    /// Which devices may enroll.
    PlatformRestriction,
    /// How many devices an enrollee may hold.
    DeviceLimit,
}

impl PolicyType {
    /// The member of a draft that holds policies of this type.
    const fn field(self) -> &'static str {
        match self {
            Self::PlatformRestriction => "platform_restrictions",
            Self::DeviceLimit => "device_limits",
        }
    }
}

impl fmt::Display for PolicyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PlatformRestriction => "platform restriction",
            Self::DeviceLimit => "device limit",
        })
    }
}

/// Why a draft is not a policy set: the first thing found wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicySetError {
    /// More than 25 assigned policies of one type.
    #[error(
        "{found} {policy_type} policies: at most {MAX_ASSIGNED_POLICIES} can stand beside the default"
    )]
    TooManyPolicies {
        /// The type.
        policy_type: PolicyType,
        /// How many there are.
        found: usize,
    },
    /// Two policies of one type have the same id.
    #[error("two {policy_type} policies have the id `{policy}`")]
    DuplicatePolicy {
        /// The type.
        policy_type: PolicyType,
        /// The id.
        policy: PolicyId,
    },
    /// An assigned policy uses the id of the default one.
    #[error("the id `{DEFAULT_POLICY_ID}` belongs to the default {policy_type} policy")]
    ReservedId {
        /// The type.
        policy_type: PolicyType,
    },
    /// A policy's name is empty, too long, or has control characters.
    #[error(
        "the name of {policy_type} policy `{policy}` must be 1 to {MAX_NAME_CHARACTERS} characters that can be read"
    )]
    InvalidName {
        /// The type.
        policy_type: PolicyType,
        /// The policy.
        policy: PolicyId,
    },
    /// A policy names more groups than one decision may look at.
    #[error(
        "{policy_type} policy `{policy}` has {found} groups: at most {MAX_GROUPS} are possible"
    )]
    TooManyGroups {
        /// The type.
        policy_type: PolicyType,
        /// The policy.
        policy: PolicyId,
        /// Which of its lists.
        field: &'static str,
        /// How many there are.
        found: usize,
    },
    /// A policy names one group twice.
    #[error("{policy_type} policy `{policy}` names the group `{group}` twice")]
    DuplicateGroup {
        /// The type.
        policy_type: PolicyType,
        /// The policy.
        policy: PolicyId,
        /// Which of its lists names it again.
        field: &'static str,
        /// The group.
        group: GroupId,
    },
    /// No version can satisfy a restriction.
    #[error("policy `{policy}` asks for {} from {minimum} to {maximum}: no version is both", row.as_str())]
    MinimumAboveMaximum {
        /// The policy.
        policy: PolicyId,
        /// The row.
        row: RestrictionRow,
        /// The lowest version allowed.
        minimum: OsVersion,
        /// The highest version allowed.
        maximum: OsVersion,
    },
    /// A version is not written as its platform counts versions.
    #[error(
        "policy `{policy}` asks for {} {version}: a version is written {}", row.as_str(), form_of(row.platform())
    )]
    VersionForm {
        /// The policy.
        policy: PolicyId,
        /// The row.
        row: RestrictionRow,
        /// Which bound.
        field: &'static str,
        /// The version.
        version: OsVersion,
    },
    /// A restriction blocks more manufacturers than one decision may look at.
    #[error(
        "policy `{policy}` blocks {found} manufacturers on {}: at most {MAX_BLOCKED_MANUFACTURERS} are possible", row.as_str()
    )]
    TooManyManufacturers {
        /// The policy.
        policy: PolicyId,
        /// The row.
        row: RestrictionRow,
        /// How many there are.
        found: usize,
    },
    /// A restriction blocks one manufacturer twice, whatever the spelling.
    #[error("policy `{policy}` blocks the manufacturer `{manufacturer}` on {} twice", row.as_str())]
    DuplicateManufacturer {
        /// The policy.
        policy: PolicyId,
        /// The row.
        row: RestrictionRow,
        /// The manufacturer, in one of its spellings.
        manufacturer: ManufacturerName,
    },
    /// Too many groups may enroll.
    #[error("{found} groups may enroll devices: at most {MAX_SCOPE_GROUPS} can be named")]
    TooManyScopeGroups {
        /// How many there are.
        found: usize,
    },
    /// A group is named twice among those that may enroll.
    #[error("the group `{group}` is named twice among those that may enroll devices")]
    DuplicateScopeGroup {
        /// The group.
        group: GroupId,
    },
    /// Too many filters.
    #[error("{found} filters: at most {MAX_FILTERS} are possible")]
    TooManyFilters {
        /// How many there are.
        found: usize,
    },
    /// Two filters have the same id.
    #[error("two filters have the id `{filter}`")]
    DuplicateFilter {
        /// The id.
        filter: FilterId,
    },
    /// A filter's name is empty, too long, or has control characters.
    #[error(
        "the name of filter `{filter}` must be 1 to {MAX_NAME_CHARACTERS} characters that can be read"
    )]
    InvalidFilterName {
        /// The filter.
        filter: FilterId,
    },
    /// A filter's rule can't be read.
    #[error("the rule of filter `{filter}`, {error}")]
    FilterRule {
        /// The filter.
        filter: FilterId,
        /// What is wrong, and where.
        error: FilterError,
    },
    /// A policy is narrowed for too many groups.
    #[error(
        "policy `{policy}` has {found} groups with a filter: at most {MAX_FILTERED_GROUPS} are possible"
    )]
    TooManyFilteredGroups {
        /// The policy.
        policy: PolicyId,
        /// How many there are.
        found: usize,
    },
    /// A policy names a filter that there is not.
    #[error("policy `{policy}` names the filter `{filter}`, which there is not")]
    UnknownFilter {
        /// The policy.
        policy: PolicyId,
        /// The filter.
        filter: FilterId,
    },
    /// The table of supported versions is too long.
    #[error("{found} supported versions: at most {MAX_SUPPORTED_VERSIONS} rows are possible")]
    TooManySupportedVersions {
        /// How many there are.
        found: usize,
    },
    /// A distribution is named where there is none, or not as os-release(5) writes it.
    #[error(
        "row {} of the supported versions: a distribution is named for linux only, as the ID in os-release, not for {platform}",
        place.saturating_add(1)
    )]
    Distribution {
        /// Which row, from 0.
        place: usize,
        /// Its platform.
        platform: Platform,
    },
    /// A row takes in no version.
    #[error(
        "row {} of the supported versions goes from {minimum} to {maximum}: no version is both", place.saturating_add(1)
    )]
    SupportedMinimumAboveMaximum {
        /// Which row, from 0.
        place: usize,
        /// The lowest version.
        minimum: OsVersion,
        /// The highest version.
        maximum: OsVersion,
    },
    /// A version is not written as its platform counts versions.
    #[error(
        "row {} of the supported versions says {version}: a version of {platform} is written {}",
        place.saturating_add(1), form_of(*platform)
    )]
    SupportedVersionForm {
        /// Which row, from 0.
        place: usize,
        /// Its platform.
        platform: Platform,
        /// Which bound.
        field: &'static str,
        /// The version.
        version: OsVersion,
    },
}

/// How versions of a platform are written, in words.
const fn form_of(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => "major.minor.build or major.minor.build.revision, like 10.0.22631",
        Platform::Ios | Platform::Ipados | Platform::Macos => {
            "major, major.minor or major.minor.patch, like 26.1"
        }
        Platform::Android | Platform::Linux => "as one to four numbers",
    }
}

impl PolicySetError {
    /// The member of the draft in which it is, as a path, written as [`diff`](crate::diff::diff) writes it: policies and
    /// filters are found by their id, rows by their number from 0.
    #[must_use]
    pub fn field(&self) -> String {
        let policy_field = |policy_type: &PolicyType, policy: &dyn fmt::Display, field: &str| {
            format!("{}.assigned[{policy}].{field}", policy_type.field())
        };
        let row_field = |policy: &PolicyId, row: &RestrictionRow, field: &str| {
            let within = match policy.as_str() {
                DEFAULT_POLICY_ID => DEFAULT_POLICY_ID.to_owned(),
                id => format!("assigned[{id}].platforms"),
            };
            format!("platform_restrictions.{within}.{}.{field}", row.as_str())
        };
        let restriction = PolicyType::PlatformRestriction;
        match self {
            Self::TooManyPolicies { policy_type, .. } => {
                format!("{}.assigned", policy_type.field())
            }
            Self::DuplicatePolicy {
                policy_type,
                policy,
            } => policy_field(policy_type, policy, "id"),
            Self::ReservedId { policy_type } => policy_field(policy_type, &DEFAULT_POLICY_ID, "id"),
            Self::InvalidName {
                policy_type,
                policy,
            } => policy_field(policy_type, policy, "name"),
            Self::TooManyGroups {
                policy_type,
                policy,
                field,
                ..
            }
            | Self::DuplicateGroup {
                policy_type,
                policy,
                field,
                ..
            } => policy_field(policy_type, policy, field),
            Self::MinimumAboveMaximum { policy, row, .. } => {
                row_field(policy, row, "minimum_version")
            }
            Self::VersionForm {
                policy, row, field, ..
            } => row_field(policy, row, field),
            Self::TooManyManufacturers { policy, row, .. }
            | Self::DuplicateManufacturer { policy, row, .. } => {
                row_field(policy, row, "blocked_manufacturers")
            }
            Self::TooManyScopeGroups { .. } | Self::DuplicateScopeGroup { .. } => {
                "enrollment_scope.groups".to_owned()
            }
            Self::TooManyFilters { .. } => "filters".to_owned(),
            Self::DuplicateFilter { filter } => format!("filters[{filter}].id"),
            Self::InvalidFilterName { filter } => format!("filters[{filter}].name"),
            Self::FilterRule { filter, .. } => format!("filters[{filter}].rule"),
            Self::TooManyFilteredGroups { policy, .. } | Self::UnknownFilter { policy, .. } => {
                policy_field(&restriction, policy, "filtered")
            }
            Self::TooManySupportedVersions { .. } => "supported_versions".to_owned(),
            Self::Distribution { place, .. } => format!("supported_versions[{place}].distribution"),
            Self::SupportedMinimumAboveMaximum { place, .. } => {
                format!("supported_versions[{place}].minimum")
            }
            Self::SupportedVersionForm { place, field, .. } => {
                format!("supported_versions[{place}].{field}")
            }
        }
    }
}

impl From<PolicySetError> for FieldFault {
    fn from(error: PolicySetError) -> Self {
        Self::at(error.field(), error.to_string())
    }
}
