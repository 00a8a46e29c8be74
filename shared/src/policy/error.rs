//! What can be wrong with a policy set, each thing with the place it is in.

use core::fmt;

use super::manufacturer::ManufacturerName;
use super::{
    DEFAULT_POLICY_ID, MAX_ASSIGNED_POLICIES, MAX_BLOCKED_MANUFACTURERS, MAX_GROUPS,
    MAX_NAME_CHARACTERS,
};
use crate::ids::{GroupId, PolicyId};
use crate::platform::{OsVersion, Platform};

/// The two kinds of policy in a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyType {
    /// Which devices may enroll.
    PlatformRestriction,
    /// How many devices an enrollee may hold.
    DeviceLimit,
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
    /// A policy is assigned to more groups than one decision may look at.
    #[error(
        "{policy_type} policy `{policy}` has {found} groups: at most {MAX_GROUPS} are possible"
    )]
    TooManyGroups {
        /// The type.
        policy_type: PolicyType,
        /// The policy.
        policy: PolicyId,
        /// How many there are.
        found: usize,
    },
    /// A policy is assigned to one group twice.
    #[error("{policy_type} policy `{policy}` names the group `{group}` twice")]
    DuplicateGroup {
        /// The type.
        policy_type: PolicyType,
        /// The policy.
        policy: PolicyId,
        /// The group.
        group: GroupId,
    },
    /// No version can satisfy a restriction.
    #[error(
        "policy `{policy}` asks for {platform} from {minimum} to {maximum}: no version is both"
    )]
    MinimumAboveMaximum {
        /// The policy.
        policy: PolicyId,
        /// The platform.
        platform: Platform,
        /// The lowest version allowed.
        minimum: OsVersion,
        /// The highest version allowed.
        maximum: OsVersion,
    },
    /// A restriction blocks more manufacturers than one decision may look at.
    #[error(
        "policy `{policy}` blocks {found} manufacturers on {platform}: at most {MAX_BLOCKED_MANUFACTURERS} are possible"
    )]
    TooManyManufacturers {
        /// The policy.
        policy: PolicyId,
        /// The platform.
        platform: Platform,
        /// How many there are.
        found: usize,
    },
    /// A restriction blocks one manufacturer twice, whatever the spelling.
    #[error("policy `{policy}` blocks the manufacturer `{manufacturer}` on {platform} twice")]
    DuplicateManufacturer {
        /// The policy.
        policy: PolicyId,
        /// The platform.
        platform: Platform,
        /// The manufacturer, in one of its spellings.
        manufacturer: ManufacturerName,
    },
}
