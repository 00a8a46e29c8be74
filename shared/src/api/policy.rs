use serde::{Deserialize, Serialize};

use crate::diff::Change;
use crate::ids::{DeviceGroupId, GroupId, RolloutId};
use crate::policy::{PolicyDraft, PolicyVersion, Ring, Rollout};
use crate::tenant::Publication;
use crate::time::Timestamp;

/// When which policy came into force, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicationList {
    /// A page of them.
    pub publications: Vec<Publication>,
    /// Where the next page begins: the value of `before`; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// Where two forms of the configuration differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeList {
    /// Each place, in the order of their paths.
    pub changes: Vec<Change>,
}

/// What an import has changed, or would.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigurationImportReport {
    /// Whether it is in place: not after a dry run.
    pub applied: bool,
    /// Each place that differs, in the order of their paths; none when the file says what is so already.
    pub changes: Vec<Change>,
}

/// Groups that are named and that no section knows: spelled wrongly, perhaps, or not yet made. A warning: it may yet be made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnknownGroups {
    /// Groups of people, of which the section `groups` knows nothing.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_groups: Vec<GroupId>,
    /// Groups of devices, of which the section `device-groups` knows nothing. Nothing is in them.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_device_groups: Vec<DeviceGroupId>,
}

/// The policy that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftView {
    /// As far as it is written; null when nothing is being written.
    pub draft: Option<PolicyDraft>,
    /// The groups that it names and that there are not.
    #[serde(flatten)]
    pub unknown: UnknownGroups,
}

/// A rollout as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RolloutView {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: RolloutId,
    /// The policy that decides in the ring, by the hash of its content.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub candidate: PolicyVersion,
    /// For whom it decides.
    pub ring: Ring,
    /// Whether it decides for nobody for now.
    pub paused: bool,
    /// Since when there is the rollout.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub started_at: Timestamp,
}

impl From<&Rollout> for RolloutView {
    fn from(rollout: &Rollout) -> Self {
        Self {
            id: rollout.id,
            candidate: rollout.candidate.version(),
            ring: rollout.ring.clone(),
            paused: rollout.paused,
            started_at: rollout.started_at,
        }
    }
}

/// Which policy decides for everybody, and whether another is tried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyState {
    /// The policy of everybody, by the hash of its content.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub version: PolicyVersion,
    /// The rollout that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<RolloutView>,
    /// The groups that policy, candidate and ring name and that there are not.
    #[serde(flatten)]
    pub unknown: UnknownGroups,
}
