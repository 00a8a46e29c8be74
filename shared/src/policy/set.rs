//! The checked set, and which of its policies counts for whom.

use serde::{Deserialize, Serialize, Serializer};

use super::DEFAULT_POLICY_ID;
use super::device_limit::{DeviceLimit, DeviceLimitPolicies};
use super::draft::{Assigned, PolicyDraft};
use super::error::PolicySetError;
use super::platform_restriction::{PlatformRestrictionPolicies, PlatformRestrictions};
use super::ranking::Ranking;
use super::version::PolicyVersion;
use crate::ids::{GroupId, PolicyId};

/// Everything an organisation's policies say about enrolling, at one version.
///
/// It is made only from a [`PolicyDraft`] (or the same JSON), and only if the draft is sound: whoever holds one need not
/// check anything again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "PolicyDraft")]
pub struct PolicySet {
    content: PolicyDraft,
    default_id: PolicyId,
    restriction_ranking: Ranking,
    limit_ranking: Ranking,
    version: PolicyVersion,
}

/// The policies of a set that count for one enrollee. Finding them costs more than deciding by them.
#[derive(Debug, Clone, Copy)]
pub struct EffectivePolicies<'a> {
    /// The platform restriction policy, by its id.
    pub restriction: (&'a PolicyId, &'a PlatformRestrictions),
    /// The device limit, by its policy's id.
    pub limit: (&'a PolicyId, DeviceLimit),
}

impl PolicySet {
    /// Checks a draft and fixes it as a version.
    ///
    /// # Errors
    /// The first thing found wrong: see [`PolicySetError`].
    pub fn new(draft: PolicyDraft) -> Result<Self, PolicySetError> {
        let default_id = default_id();
        let content = draft.into_canonical(&default_id)?;
        Ok(Self::of_canonical(content, default_id))
    }

    /// What a new organisation starts with: every platform and version may enroll, personally-owned or not, up to five
    /// devices each. Intune starts the same way.
    #[must_use]
    pub fn starting() -> Self {
        let content = PolicyDraft {
            device_limits: DeviceLimitPolicies {
                assigned: Vec::new(),
                default: DeviceLimit::STARTING,
            },
            platform_restrictions: PlatformRestrictionPolicies {
                assigned: Vec::new(),
                default: PlatformRestrictions::default(),
            },
        };
        Self::of_canonical(content, default_id())
    }

    fn of_canonical(content: PolicyDraft, default_id: PolicyId) -> Self {
        Self {
            restriction_ranking: Ranking::of(&content.platform_restrictions.assigned),
            limit_ranking: Ranking::of(&content.device_limits.assigned),
            version: PolicyVersion::of_canonical(&content),
            content,
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

    /// What counts for a member of `groups` (in any order), of each type one.
    #[must_use]
    pub fn effective(&self, groups: &[GroupId]) -> EffectivePolicies<'_> {
        EffectivePolicies {
            restriction: self.effective_platform_restriction(groups),
            limit: self.effective_device_limit(groups),
        }
    }

    /// The part of this set that counts for a member of `groups` (in any order): at most one policy of each type, without
    /// the groups and policies of others. `decide()` says the same by it, to the last word of the trace, for whoever is in
    /// exactly these groups; it has a version of its own, since it is another set.
    #[must_use]
    pub fn for_groups(&self, groups: &[GroupId]) -> Self {
        let restrictions = &self.content.platform_restrictions;
        let limits = &self.content.device_limits;
        let restriction = self
            .restriction_ranking
            .first_for(groups)
            .and_then(|place| restrictions.assigned.get(place));
        let limit = self
            .limit_ranking
            .first_for(groups)
            .and_then(|place| limits.assigned.get(place));
        let content = PolicyDraft {
            platform_restrictions: match restriction {
                Some(policy) => PlatformRestrictionPolicies {
                    assigned: vec![only_for(groups, policy)],
                    default: PlatformRestrictions::default(),
                },
                None => PlatformRestrictionPolicies {
                    assigned: Vec::new(),
                    default: restrictions.default.clone(),
                },
            },
            device_limits: match limit {
                Some(policy) => DeviceLimitPolicies {
                    assigned: vec![only_for(groups, policy)],
                    default: DeviceLimit::STARTING,
                },
                None => DeviceLimitPolicies {
                    assigned: Vec::new(),
                    default: limits.default,
                },
            },
        };
        // What was in canonical order still is: rows were left out, and none was moved.
        Self::of_canonical(content, self.default_id.clone())
    }

    /// The one platform restriction policy that counts for a member of `groups` (in any order), and its id.
    #[must_use]
    pub fn effective_platform_restriction(
        &self,
        groups: &[GroupId],
    ) -> (&PolicyId, &PlatformRestrictions) {
        let policies = &self.content.platform_restrictions;
        self.restriction_ranking
            .first_for(groups)
            .and_then(|place| policies.assigned.get(place))
            .map_or((&self.default_id, &policies.default), |policy| {
                (&policy.id, &policy.platforms)
            })
    }

    /// The one device limit that counts for a member of `groups` (in any order), and the id of its policy.
    #[must_use]
    pub fn effective_device_limit(&self, groups: &[GroupId]) -> (&PolicyId, DeviceLimit) {
        let policies = &self.content.device_limits;
        self.limit_ranking
            .first_for(groups)
            .and_then(|place| policies.assigned.get(place))
            .map_or((&self.default_id, policies.default), |policy| {
                (&policy.id, policy.limit)
            })
    }
}

/// The policy without the groups that are not among `groups`.
fn only_for<P: Assigned + Clone>(groups: &[GroupId], policy: &P) -> P {
    let mut policy = policy.clone();
    policy.groups_mut().retain(|group| groups.contains(group));
    policy
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
        Self::new(draft)
    }
}

impl Serialize for PolicySet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.content.serialize(serializer)
    }
}
