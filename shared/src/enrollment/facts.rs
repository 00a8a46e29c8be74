//! What is known of the person and the device when a decision is taken.
//!
//! A fact is known or unknown: a bare EST request says nothing of the version or the maker, and a rule that needs what is
//! not known must not guess. A known fact has a [`Source`], because a device that may lie is not a device that was proven.

use serde::{Deserialize, Serialize};

use crate::ids::GroupId;
use crate::platform::OsVersion;

/// Where a known fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The device or the person says so.
    Claimed,
    /// Shown by a signature of the maker's or the platform's.
    Attested,
}

/// One thing that may be known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact<T> {
    /// Nobody has said.
    #[default]
    Unknown,
    /// The value, and who vouches for it.
    Known {
        /// The value.
        value: T,
        /// Who vouches for it.
        source: Source,
    },
}

impl<T> Fact<T> {
    /// A value that the device or the person states.
    pub const fn claimed(value: T) -> Self {
        Self::Known {
            value,
            source: Source::Claimed,
        }
    }

    /// A value that is proven.
    pub const fn attested(value: T) -> Self {
        Self::Known {
            value,
            source: Source::Attested,
        }
    }

    /// The value with its source, if there is one.
    pub const fn known(&self) -> Option<(&T, Source)> {
        match self {
            Self::Unknown => None,
            Self::Known { value, source } => Some((value, *source)),
        }
    }
}

/// Everything `decide()` may look at beside the policy and the request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// The enrollee's groups, sorted; empty for an enrollee that is not a person.
    pub groups: Vec<GroupId>,
    /// Whether the person's account is disabled.
    pub disabled: bool,
    /// How many devices the enrollee holds that count toward the limit, not counting the one that asks. Unknown to the
    /// browser's pre-flight and the Worker's pre-check when they have not asked; always known to the enrollee object.
    pub devices_in_use: Fact<u32>,
    /// The operating system's version.
    pub os_version: Fact<OsVersion>,
    /// The maker's name as the device reports it.
    pub manufacturer: Fact<String>,
}
