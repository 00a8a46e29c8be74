//! The versions of operating systems that an organisation supports, as a table that it keeps itself.

use serde::{Deserialize, Serialize};

use crate::platform::{OsVersion, Platform};

/// How many rows the table of supported versions may have. It bounds the work of one decision.
pub const MAX_SUPPORTED_VERSIONS: usize = 200;

/// The longest name of a distribution, as `ID` of os-release(5), in bytes.
const MAX_DISTRIBUTION_BYTES: usize = 64;

/// A row of the table: one range of versions that is supported. A platform without rows is supported in every version; a
/// platform with rows in those that one of them takes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SupportedVersion {
    /// The Linux distribution, as os-release(5) writes its `ID`; none for every one, and on other platforms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<String>,
    /// The highest version, with all that begin with it: `9` takes in `9.4`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<OsVersion>,
    /// The lowest version.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<OsVersion>,
    /// The platform.
    pub platform: Platform,
}

impl SupportedVersion {
    /// Whether `version` lies in the row's range.
    #[must_use]
    pub fn takes_in(&self, version: OsVersion) -> bool {
        self.minimum.is_none_or(|minimum| version >= minimum)
            && self
                .maximum
                .is_none_or(|maximum| version <= maximum || version.begins_with(&maximum))
    }
}

/// Whether the text can be an `ID` of os-release(5): lower-case letters, digits, `.`, `_` and `-`.
pub(super) fn is_distribution(text: &str) -> bool {
    let fits =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    (1..=MAX_DISTRIBUTION_BYTES).contains(&text.len()) && text.bytes().all(fits)
}
