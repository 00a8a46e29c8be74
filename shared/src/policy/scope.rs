//! Who may enroll devices at all, and whose word counts on who owns them.

use serde::{Deserialize, Serialize};

use crate::ids::GroupId;

/// How many groups may be named as those whose members enroll devices.
pub const MAX_SCOPE_GROUPS: usize = 1_000;

/// Whose devices may enroll. It holds for people, not for enrollment tokens, which an administrator makes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "for", rename_all = "snake_case", deny_unknown_fields)]
pub enum EnrollmentScope {
    /// Everyone's.
    #[default]
    Everyone,
    /// Those of the members of these groups; with none, nobody's. At most 1,000.
    Groups {
        /// The groups.
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
        groups: Vec<GroupId>,
    },
}

impl EnrollmentScope {
    pub(super) fn is_everyone(&self) -> bool {
        *self == Self::Everyone
    }
}

/// What it counts for when whoever enrolls a device calls it the organisation's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CorporateClaims {
    /// It is taken to be so.
    #[default]
    Accept,
    /// It is taken to be so only of devices that the organisation has listed.
    Verify,
}

impl CorporateClaims {
    pub(super) fn is_accept(&self) -> bool {
        *self == Self::Accept
    }
}
