//! What an organisation allows to enroll, as one immutable, named version.
//!
//! An administrator writes restriction policies and device limit policies, assigns them to groups and puts them in order.
//! All of them together are one [`PolicySet`]: it is checked as a whole when it is made, it never changes afterwards, and its
//! [`PolicyVersion`] is computed from its content. A decision that names the version can therefore be taken again later and
//! must come out the same.
//!
//! For one enrollee exactly one policy of each type counts: the first in the list that is assigned to one of their groups, or
//! else the default. Policies are not merged, because then nobody could say which of them refused.

mod device_limit;
mod diff;
mod draft;
mod error;
mod manufacturer;
mod platform_restriction;
mod ranking;
mod rollout;
mod set;
mod version;

pub use device_limit::{DeviceLimit, DeviceLimitPolicies, DeviceLimitPolicy, NotADeviceLimit};
pub use diff::diff;
pub use draft::PolicyDraft;
pub use error::{PolicySetError, PolicyType};
pub use manufacturer::{ManufacturerName, NotAManufacturerName};
pub use platform_restriction::{
    Access, PlatformRestriction, PlatformRestrictionPolicies, PlatformRestrictionPolicy,
    PlatformRestrictions,
};
pub use rollout::{DecidedUnder, Ring, Rollout};
pub use set::{EffectivePolicies, PolicySet};
pub use version::PolicyVersion;

/// How many policies of one type may be assigned to groups, beside the default (the figure Intune uses too).
pub const MAX_ASSIGNED_POLICIES: usize = 25;

/// How many groups one policy may be assigned to. It bounds the work of one decision.
pub const MAX_GROUPS: usize = 200;

/// How many manufacturers one policy may block on one platform. It bounds the work of one decision and the trace.
pub const MAX_BLOCKED_MANUFACTURERS: usize = 50;

/// How long a policy's name may be, in characters.
pub const MAX_NAME_CHARACTERS: usize = 128;

/// The name under which the default policy of either type appears in traces. No assigned policy may take it.
pub const DEFAULT_POLICY_ID: &str = "default";
