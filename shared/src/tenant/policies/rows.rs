use serde::{Deserialize, Serialize};

use crate::ids::{RolloutId, UserId};
use crate::policy::{PolicyDraft, PolicySet, PolicyVersion, Ring};
use crate::store::{Row, Table};
use crate::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::tenant) struct PolicyRow {
    pub version: PolicyVersion,
    /// When it was first kept.
    pub published_at: Timestamp,
    pub set: PolicySet,
}

impl Row for PolicyRow {
    const TABLE: Table = Table::Policy;

    fn key(&self) -> String {
        self.version.to_string()
    }
}

/// How a policy came into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PublicationOrigin {
    /// It was sent whole.
    Sent,
    /// It was the draft.
    Draft,
    /// It had been kept before: somebody went back to it.
    Version,
    /// It was the candidate of a rollout.
    Rollout,
    /// It came with an import.
    Import,
}

/// A moment at which a policy came into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Publication {
    /// The number of the configuration that began with it.
    pub number: u64,
    /// The policy, by the hash of its content.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub version: PolicyVersion,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Who published it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub by: Option<UserId>,
    /// Where it came from.
    pub origin: PublicationOrigin,
}

impl Row for Publication {
    const TABLE: Table = Table::Publication;

    fn key(&self) -> String {
        Self::key_of(self.number)
    }
}

impl Publication {
    /// The newest sorts first, since it is what is looked for.
    pub(super) fn key_of(number: u64) -> String {
        Self::number_key(u64::MAX.saturating_sub(number))
    }
}

/// The draft: one for the organisation. The row stays when the draft goes, so that no revision comes twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct DraftRow {
    pub revision: u64,
    pub draft: Option<PolicyDraft>,
}

impl Row for DraftRow {
    const TABLE: Table = Table::PolicyDraft;

    fn key(&self) -> String {
        String::new()
    }
}

/// The rollout that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::tenant) struct RolloutRow {
    pub id: RolloutId,
    pub candidate: PolicyVersion,
    pub ring: Ring,
    pub paused: bool,
    pub started_at: Timestamp,
}

impl Row for RolloutRow {
    const TABLE: Table = Table::Rollout;

    fn key(&self) -> String {
        String::new()
    }
}
