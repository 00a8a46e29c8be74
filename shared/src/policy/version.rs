//! The name of one exact content.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::draft::PolicyDraft;
use crate::ids::{Digest, InvalidId};

/// Names one policy set by its content: SHA-256 of the set's canonical JSON, written as 64 hexadecimal digits.
///
/// The canonical JSON is the one a [`PolicySet`](super::PolicySet) serialises to: groups and blocked manufacturers
/// sorted, what is not configured left out, and then in the form of RFC 8785 (members in alphabetical order, no white
/// space), so that a program in any language can compute the same name. Leaving out what is not configured also means
/// that a platform or a setting added to Muster later does not rename the sets that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PolicyVersion(Digest);

impl PolicyVersion {
    /// The version of a draft that is already in canonical order.
    pub(super) fn of_canonical(draft: &PolicyDraft) -> Self {
        // Writing text and small numbers into memory cannot fail. If it ever did, all sets would have one version,
        // which the tests would show.
        Self(Digest::of(&serde_json::to_vec(draft).unwrap_or_default()))
    }

    /// The digest itself.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.0
    }
}

impl fmt::Display for PolicyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for PolicyVersion {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        text.parse().map(Self)
    }
}
