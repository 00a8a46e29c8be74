//! Which devices may enroll, platform by platform.

use serde::{Deserialize, Serialize};

use super::manufacturer::ManufacturerName;
use crate::ids::{FilterId, GroupId, PolicyId};
use crate::platform::{EnrollmentMethod, OsVersion, Platform};

/// Whether something may enroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// It may.
    #[default]
    Allow,
    /// It may not.
    Block,
}

impl Access {
    /// The stable name used in policies and traces.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Block => "block",
        }
    }

    pub(super) fn is_allow(&self) -> bool {
        *self == Self::Allow
    }
}

/// What one policy asks of the devices of one platform. What is left out is not configured and restricts nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PlatformRestriction {
    /// Whether the platform may enroll at all.
    #[serde(skip_serializing_if = "Access::is_allow")]
    pub access: Access,
    /// Makers whose devices may not enroll; at most 50.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_manufacturers: Vec<ManufacturerName>,
    /// The highest version that may enroll.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_version: Option<OsVersion>,
    /// The lowest version that may enroll.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_version: Option<OsVersion>,
    /// Whether devices that people own themselves may enroll.
    #[serde(skip_serializing_if = "Access::is_allow")]
    pub personally_owned: Access,
}

impl PlatformRestriction {
    /// Whether nothing is restricted.
    #[must_use]
    pub fn is_unrestricted(&self) -> bool {
        *self == Self::default()
    }
}

/// A row of a restriction policy: what it says of which devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RestrictionRow {
    /// All devices of the platform; on Android all but those of the next row.
    Platform(Platform),
    /// Android devices that are managed by the older device administrator.
    AndroidDeviceAdministrator,
}

impl RestrictionRow {
    /// Every row, in the order they are shown.
    pub const ALL: [Self; 7] = [
        Self::Platform(Platform::Windows),
        Self::Platform(Platform::Ios),
        Self::Platform(Platform::Ipados),
        Self::Platform(Platform::Macos),
        Self::Platform(Platform::Android),
        Self::AndroidDeviceAdministrator,
        Self::Platform(Platform::Linux),
    ];

    /// The row for devices of `platform` that come by `method`.
    #[must_use]
    pub const fn of(platform: Platform, method: EnrollmentMethod) -> Self {
        match (platform, method) {
            (Platform::Android, EnrollmentMethod::AndroidDeviceAdministrator) => {
                Self::AndroidDeviceAdministrator
            }
            _ => Self::Platform(platform),
        }
    }

    /// Its name in a policy.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Platform(platform) => platform.as_str(),
            Self::AndroidDeviceAdministrator => "android_device_administrator",
        }
    }

    /// The platform of its devices.
    #[must_use]
    pub const fn platform(self) -> Platform {
        match self {
            Self::Platform(platform) => platform,
            Self::AndroidDeviceAdministrator => Platform::Android,
        }
    }
}

/// The restrictions of one policy, one for each platform. A platform that is left out is not restricted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PlatformRestrictions {
    /// Android phones and tablets, whatever they enroll by but what the next row is for.
    #[serde(skip_serializing_if = "PlatformRestriction::is_unrestricted")]
    pub android: PlatformRestriction,
    /// Android phones and tablets that are managed by the older device administrator.
    #[serde(skip_serializing_if = "PlatformRestriction::is_unrestricted")]
    pub android_device_administrator: PlatformRestriction,
    /// iPhone.
    #[serde(skip_serializing_if = "PlatformRestriction::is_unrestricted")]
    pub ios: PlatformRestriction,
    /// iPad.
    #[serde(skip_serializing_if = "PlatformRestriction::is_unrestricted")]
    pub ipados: PlatformRestriction,
    /// Linux machines.
    #[serde(skip_serializing_if = "PlatformRestriction::is_unrestricted")]
    pub linux: PlatformRestriction,
    /// Mac.
    #[serde(skip_serializing_if = "PlatformRestriction::is_unrestricted")]
    pub macos: PlatformRestriction,
    /// Windows 10 and 11.
    #[serde(skip_serializing_if = "PlatformRestriction::is_unrestricted")]
    pub windows: PlatformRestriction,
}

impl PlatformRestrictions {
    /// What a row asks for.
    #[must_use]
    pub const fn row(&self, row: RestrictionRow) -> &PlatformRestriction {
        match row {
            RestrictionRow::Platform(platform) => self.on(platform),
            RestrictionRow::AndroidDeviceAdministrator => &self.android_device_administrator,
        }
    }

    /// The same, to be changed while a draft is written.
    #[must_use]
    pub const fn row_mut(&mut self, row: RestrictionRow) -> &mut PlatformRestriction {
        match row {
            RestrictionRow::Platform(platform) => self.on_mut(platform),
            RestrictionRow::AndroidDeviceAdministrator => &mut self.android_device_administrator,
        }
    }

    /// What is asked of the devices of `platform`, on Android of those that no other row is for.
    #[must_use]
    pub const fn on(&self, platform: Platform) -> &PlatformRestriction {
        match platform {
            Platform::Windows => &self.windows,
            Platform::Ios => &self.ios,
            Platform::Ipados => &self.ipados,
            Platform::Macos => &self.macos,
            Platform::Android => &self.android,
            Platform::Linux => &self.linux,
        }
    }

    /// The same, to be changed while a draft is written.
    #[must_use]
    pub const fn on_mut(&mut self, platform: Platform) -> &mut PlatformRestriction {
        match platform {
            Platform::Windows => &mut self.windows,
            Platform::Ios => &mut self.ios,
            Platform::Ipados => &mut self.ipados,
            Platform::Macos => &mut self.macos,
            Platform::Android => &mut self.android,
            Platform::Linux => &mut self.linux,
        }
    }
}

/// What a filter does for a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FilterMode {
    /// The policy applies to those of the members' devices that the filter matches.
    Include,
    /// The policy applies to those of the members' devices that the filter does not match.
    Exclude,
}

/// A group that a policy applies to, narrowed by a filter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FilteredGroup {
    /// The filter.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub filter: FilterId,
    /// The group.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub group: GroupId,
    /// What the filter does.
    pub mode: FilterMode,
}

/// One platform restriction policy that is assigned to groups.
///
/// For a member of several of its groups: one of the excluded groups keeps the policy from all of their devices. Otherwise
/// groups with a filter that excludes come first, and those alone are looked at where there are any: the policy applies
/// unless one of the filters matches. Then come groups without a filter, and last groups with a filter that includes: it
/// applies if one of the filters matches. This is how Intune resolves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlatformRestrictionPolicy {
    /// Groups whose members it never applies to, whatever other groups they are in.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded_groups: Vec<GroupId>,
    /// Further groups it applies to, narrowed by a filter; at most 64.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filtered: Vec<FilteredGroup>,
    /// The groups it applies to; with none it has no effect.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub groups: Vec<GroupId>,
    /// Its short name, unique among platform restriction policies.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PolicyId,
    /// Its name as administrators read it: 1 to 128 characters.
    pub name: String,
    /// What it asks for on each platform.
    pub platforms: PlatformRestrictions,
}

/// All platform restriction policies of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlatformRestrictionPolicies {
    /// Policies for groups, the one with the highest priority first; at most 25.
    pub assigned: Vec<PlatformRestrictionPolicy>,
    /// What is asked of everyone to whom no other policy is assigned.
    pub default: PlatformRestrictions,
}
