//! Which devices may enroll, platform by platform.

use serde::{Deserialize, Serialize};

use super::manufacturer::ManufacturerName;
use crate::ids::{GroupId, PolicyId};
use crate::platform::{OsVersion, Platform};

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

    fn is_allow(&self) -> bool {
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

/// The restrictions of one policy, one for each platform. A platform that is left out is not restricted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PlatformRestrictions {
    /// Android phones and tablets.
    #[serde(skip_serializing_if = "PlatformRestriction::is_unrestricted")]
    pub android: PlatformRestriction,
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
    /// What is asked of the devices of `platform`.
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

/// One platform restriction policy that is assigned to groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlatformRestrictionPolicy {
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlatformRestrictionPolicies {
    /// Policies for groups, the one with the highest priority first; at most 25.
    pub assigned: Vec<PlatformRestrictionPolicy>,
    /// What is asked of everyone to whom no other policy is assigned.
    pub default: PlatformRestrictions,
}
