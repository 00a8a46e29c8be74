//! What is known of the person and the device when a decision is taken.
//!
//! A fact is known or unknown: a bare EST request says nothing of the version or the maker, and a rule that needs what is
//! not known must not guess. A known fact has a [`Source`], because a device that may lie is not a device that was proven.

use serde::{Deserialize, Serialize};

use super::verdict::FactName;
use crate::ids::{CategoryId, DeviceGroupId, GroupId, TermsVersion};
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

impl<T> Fact<T> {
    /// Whether nobody has said.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// What kind of enrollee asks. It decides which limits and which policies count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EnrolleeClass {
    /// A person with devices of their own.
    #[default]
    Person,
    /// A person who enrolls devices for others.
    EnrollmentManager,
    /// An enrollment token: nobody in person.
    Token,
}

impl EnrolleeClass {
    /// The stable name used in traces.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::EnrollmentManager => "enrollment_manager",
            Self::Token => "token",
        }
    }

    fn is_person(&self) -> bool {
        *self == Self::Person
    }
}

/// Which groups of devices a device is in, as far as can be said. All lists are sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupsOfDevice {
    /// It is in these.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_of: Vec<DeviceGroupId>,
    /// Whether it is in these hangs on what nobody has said: it is not a member yet, and nothing is decided by that.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<DeviceGroupId>,
    /// What the rules of those ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<FactName>,
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
    /// What kind of enrollee asks.
    #[serde(default, skip_serializing_if = "EnrolleeClass::is_person")]
    pub enrollee: EnrolleeClass,
    /// How many of the devices in [`Self::devices_in_use`] are Android work profiles; the enrollee object knows.
    #[serde(default, skip_serializing_if = "Fact::is_unknown")]
    pub work_profiles_in_use: Fact<u32>,
    /// The model as the device reports it.
    #[serde(default, skip_serializing_if = "Fact::is_unknown")]
    pub model: Fact<String>,
    /// The serial number as the device reports it.
    #[serde(default, skip_serializing_if = "Fact::is_unknown")]
    pub serial_number: Fact<String>,
    /// The edition of the operating system: Windows' `operatingSystemSKU`, such as `Professional`.
    #[serde(default, skip_serializing_if = "Fact::is_unknown")]
    pub os_edition: Fact<String>,
    /// The Linux distribution: `ID` of os-release(5), such as `ubuntu`.
    #[serde(default, skip_serializing_if = "Fact::is_unknown")]
    pub os_distribution: Fact<String>,
    /// The category the device was put into; that it was put into none is known as well.
    #[serde(default, skip_serializing_if = "Fact::is_unknown")]
    pub category: Fact<Option<CategoryId>>,
    /// The groups of devices that the device is in, of those that the policy names; none where it names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_groups: Option<GroupsOfDevice>,
    /// The name of the enrollment token that the device came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrollment_profile: Option<String>,
    /// Whether the organisation has listed the device as its own; known once what the device reports has been looked up.
    #[serde(default, skip_serializing_if = "Fact::is_unknown")]
    pub identifier: Fact<bool>,
    /// Whether the organisation has listed any device of this platform as its own.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub identifiers_listed: bool,
    /// The terms of use that the person has yet to accept, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unaccepted_terms: Vec<TermsVersion>,
}

impl Facts {
    /// The same with what is known of the device itself by now. Which groups it is in is to be asked anew.
    #[must_use]
    pub fn with_device_of(self, now: Self) -> Self {
        Self {
            os_version: now.os_version,
            manufacturer: now.manufacturer,
            model: now.model,
            os_edition: now.os_edition,
            os_distribution: now.os_distribution,
            category: now.category,
            identifier: if now.identifier.is_unknown() {
                self.identifier
            } else {
                now.identifier
            },
            device_groups: None,
            ..self
        }
    }
}
