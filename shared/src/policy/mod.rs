//! What an organisation allows to enroll, as one immutable, named version.
//!
//! An administrator writes restriction policies and device limit policies, assigns them to groups and puts them in order.
//! All of them together are one [`PolicySet`]: it is checked as a whole when it is made, it never changes afterwards, and its
//! [`PolicyVersion`] is computed from its content. A decision that names the version can therefore be taken again later and
//! must come out the same.
//!
//! For one enrollee exactly one policy of each type counts: the first in the list that applies to them, or else the default.
//! Policies are not merged, because then nobody could say which of them refused. A restriction policy may be narrowed by
//! [filters](filter), and then counts for some of an enrollee's devices only.

mod assignment;
mod audience;
mod check;
mod device_limit;
mod diff;
mod draft;
mod effective;
mod error;
pub mod filter;
mod manufacturer;
mod named;
mod part;
mod platform_restriction;
mod rollout;
mod scope;
mod set;
mod supported_version;
mod version;

pub use audience::Audience;
pub use device_limit::{DeviceLimit, DeviceLimitPolicies, DeviceLimitPolicy, NotADeviceLimit};
pub use diff::diff;
pub use draft::{Filter, PolicyDraft};
pub use effective::{Applicable, EffectivePolicies, FiltersAsked, RestrictionPolicy};
pub use error::{PolicySetError, PolicyType};
pub use manufacturer::{ManufacturerName, NotAManufacturerName};
pub use platform_restriction::{
    Access, FilterMode, FilteredGroup, PlatformRestriction, PlatformRestrictionPolicies,
    PlatformRestrictionPolicy, PlatformRestrictions, RestrictionRow,
};
pub use rollout::{DecidedUnder, Ring, Rollout, share};
pub use scope::{CorporateClaims, EnrollmentScope, MAX_SCOPE_GROUPS};
pub use set::PolicySet;
pub use supported_version::{MAX_SUPPORTED_VERSIONS, SupportedVersion};
pub use version::PolicyVersion;

/// How many policies of one type may be assigned to groups, beside the default (the figure Intune uses too).
pub const MAX_ASSIGNED_POLICIES: usize = 25;

/// How many groups one policy may be assigned to, and how many it may exclude. It bounds the work of one decision.
pub const MAX_GROUPS: usize = 200;

/// How many groups of one policy may be narrowed by a filter.
pub const MAX_FILTERED_GROUPS: usize = 64;

/// How many filters there may be (the figure Intune uses too).
pub const MAX_FILTERS: usize = 200;

/// How many manufacturers one policy may block on one platform. It bounds the work of one decision and the trace.
pub const MAX_BLOCKED_MANUFACTURERS: usize = 50;

/// How long a policy's name may be, in characters.
pub const MAX_NAME_CHARACTERS: usize = 128;

/// The name under which the default policy of either type appears in traces. No assigned policy may take it.
pub const DEFAULT_POLICY_ID: &str = "default";
