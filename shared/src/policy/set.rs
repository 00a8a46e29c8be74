//! The checked set.

use serde::{Deserialize, Serialize, Serializer};

use super::DEFAULT_POLICY_ID;
use super::assignment::Assignments;
use super::device_limit::DeviceLimit;
use super::draft::PolicyDraft;
use super::effective::EffectivePolicies;
use super::error::PolicySetError;
use super::filter::FilterRule;
use super::version::PolicyVersion;
use crate::ids::{DeviceGroupId, FilterId, GroupId, PolicyId};

/// Everything an organisation's policies say about enrolling, at one version.
///
/// It is made only from a [`PolicyDraft`] (or the same JSON), and only if the draft is sound: whoever holds one need not
/// check anything again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "PolicyDraft")]
pub struct PolicySet {
    content: PolicyDraft,
    /// The filters' rules, in the order of the filters.
    rules: Vec<FilterRule>,
    default_id: PolicyId,
    assignments: Assignments,
    version: PolicyVersion,
}

impl PolicySet {
    /// Checks a draft and fixes it as a version.
    ///
    /// # Errors
    /// The first thing found wrong: see [`PolicySetError`].
    pub fn new(draft: PolicyDraft) -> Result<Self, PolicySetError> {
        draft.check_version_forms(&default_id())?;
        Self::try_from(draft)
    }

    /// What a new organisation starts with: every platform and version may enroll, personally-owned or not, up to five
    /// devices each. Intune starts the same way.
    #[must_use]
    pub fn starting() -> Self {
        Self::of_canonical(PolicyDraft::default(), Vec::new(), default_id())
    }

    pub(super) fn of_canonical(
        content: PolicyDraft,
        rules: Vec<FilterRule>,
        default_id: PolicyId,
    ) -> Self {
        Self {
            assignments: Assignments::of(&content),
            version: PolicyVersion::of_canonical(&content),
            content,
            rules,
            default_id,
        }
    }

    /// The name of this exact content.
    #[must_use]
    pub const fn version(&self) -> PolicyVersion {
        self.version
    }

    /// The content, in canonical order.
    #[must_use]
    pub const fn content(&self) -> &PolicyDraft {
        &self.content
    }

    /// The content as a draft again, to write the next version from.
    #[must_use]
    pub fn into_draft(self) -> PolicyDraft {
        self.content
    }

    pub(super) const fn default_id(&self) -> &PolicyId {
        &self.default_id
    }

    /// A filter's rule.
    #[must_use]
    pub fn filter_rule(&self, id: &FilterId) -> Option<&FilterRule> {
        let place = self
            .content
            .filters
            .binary_search_by(|filter| filter.id.cmp(id))
            .ok()?;
        self.rules.get(place)
    }

    /// The groups of devices that its filters name, as often as they do.
    pub fn device_groups(&self) -> impl Iterator<Item = &DeviceGroupId> {
        self.rules.iter().flat_map(FilterRule::device_groups)
    }

    /// What may count for a member of `groups`, in any order.
    #[must_use]
    pub fn effective(&self, groups: &[GroupId]) -> EffectivePolicies<'_> {
        EffectivePolicies::of(self, self.assignments.for_member_of(groups))
    }

    /// The one device limit that counts for a member of `groups` (in any order), and the id of its policy.
    #[must_use]
    pub fn effective_device_limit(&self, groups: &[GroupId]) -> (&PolicyId, DeviceLimit) {
        self.effective(groups).limit()
    }
}

#[expect(
    clippy::expect_used,
    reason = "the text is a constant, and every test of a policy set reads it"
)]
fn default_id() -> PolicyId {
    DEFAULT_POLICY_ID.parse().expect("`default` is a policy id")
}

impl TryFrom<PolicyDraft> for PolicySet {
    type Error = PolicySetError;

    fn try_from(draft: PolicyDraft) -> Result<Self, PolicySetError> {
        let default_id = default_id();
        let (content, rules) = draft.into_canonical(&default_id)?;
        Ok(Self::of_canonical(content, rules, default_id))
    }
}

impl Serialize for PolicySet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.content.serialize(serializer)
    }
}
