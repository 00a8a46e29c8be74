//! How many devices one enrollee may hold.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{GroupId, PolicyId};

/// How many devices an enrollee may hold: 1 to 15 (the range Intune offers too). To allow none, block the platforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct DeviceLimit(u8);

/// The number was not from 1 to 15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a device limit is a whole number from 1 to 15")]
pub struct NotADeviceLimit;

impl DeviceLimit {
    /// The lowest limit there is.
    pub const MIN: Self = Self(1);
    /// The highest limit there is.
    pub const MAX: Self = Self(15);
    /// The limit of an organisation that has set none.
    pub const STARTING: Self = Self(5);

    /// The limit as a number from 1 to 15.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Whether someone who holds `devices_in_use` devices may add none.
    #[must_use]
    pub fn is_reached_by(self, devices_in_use: u32) -> bool {
        devices_in_use >= u32::from(self.0)
    }
}

impl From<DeviceLimit> for u32 {
    fn from(limit: DeviceLimit) -> Self {
        Self::from(limit.0)
    }
}

impl TryFrom<u8> for DeviceLimit {
    type Error = NotADeviceLimit;

    fn try_from(number: u8) -> Result<Self, NotADeviceLimit> {
        let limit = Self(number);
        (Self::MIN..=Self::MAX)
            .contains(&limit)
            .then_some(limit)
            .ok_or(NotADeviceLimit)
    }
}

impl From<DeviceLimit> for u8 {
    fn from(limit: DeviceLimit) -> Self {
        limit.0
    }
}

impl Default for DeviceLimit {
    fn default() -> Self {
        Self::STARTING
    }
}

impl fmt::Display for DeviceLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// One device limit policy that is assigned to groups.
///
/// The members of this and the other policy types stand in alphabetical order because their JSON is hashed: see
/// [`PolicyVersion`](super::PolicyVersion).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceLimitPolicy {
    /// Groups whose members it never applies to, whatever other groups they are in.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded_groups: Vec<GroupId>,
    /// The groups it applies to; with none it has no effect.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub groups: Vec<GroupId>,
    /// Its short name, unique among device limit policies.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PolicyId,
    /// The limit.
    #[cfg_attr(feature = "openapi", schema(value_type = u8, minimum = 1, maximum = 15))]
    pub limit: DeviceLimit,
    /// Its name as administrators read it: 1 to 128 characters.
    pub name: String,
}

/// All device limit policies of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceLimitPolicies {
    /// Policies for groups, the one with the highest priority first; at most 25.
    pub assigned: Vec<DeviceLimitPolicy>,
    /// The limit for everyone to whom no other policy is assigned.
    #[cfg_attr(feature = "openapi", schema(value_type = u8, minimum = 1, maximum = 15))]
    pub default: DeviceLimit,
}
