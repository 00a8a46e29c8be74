//! A policy set that nobody has checked yet.

use serde::{Deserialize, Serialize};

use super::device_limit::{DeviceLimitPolicies, DeviceLimitPolicy};
use super::error::{PolicySetError, PolicyType};
use super::platform_restriction::{
    PlatformRestriction, PlatformRestrictionPolicies, PlatformRestrictionPolicy,
    PlatformRestrictions,
};
use super::{
    DEFAULT_POLICY_ID, MAX_ASSIGNED_POLICIES, MAX_BLOCKED_MANUFACTURERS, MAX_GROUPS,
    MAX_NAME_CHARACTERS,
};
use crate::ids::{GroupId, PolicyId};
use crate::platform::Platform;

/// What an administrator writes: the content of a [`PolicySet`](super::PolicySet) before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyDraft {
    /// How many devices people may hold.
    pub device_limits: DeviceLimitPolicies,
    /// Which devices may enroll.
    pub platform_restrictions: PlatformRestrictionPolicies,
}

impl PolicyDraft {
    /// Checks everything and puts what has no order of its own (groups, manufacturers) into canonical order.
    pub(super) fn into_canonical(mut self, default_id: &PolicyId) -> Result<Self, PolicySetError> {
        check_list(
            PolicyType::PlatformRestriction,
            &mut self.platform_restrictions.assigned,
        )?;
        check_list(PolicyType::DeviceLimit, &mut self.device_limits.assigned)?;
        for policy in &mut self.platform_restrictions.assigned {
            check_restrictions(&policy.id, &mut policy.platforms)?;
        }
        check_restrictions(default_id, &mut self.platform_restrictions.default)?;
        Ok(self)
    }
}

/// What policies of both types have.
pub(super) trait Assigned {
    fn id(&self) -> &PolicyId;
    fn name(&self) -> &str;
    fn groups(&self) -> &[GroupId];
    fn groups_mut(&mut self) -> &mut Vec<GroupId>;
}

macro_rules! assigned {
    ($policy:ty) => {
        impl Assigned for $policy {
            fn id(&self) -> &PolicyId {
                &self.id
            }
            fn name(&self) -> &str {
                &self.name
            }
            fn groups(&self) -> &[GroupId] {
                &self.groups
            }
            fn groups_mut(&mut self) -> &mut Vec<GroupId> {
                &mut self.groups
            }
        }
    };
}

assigned!(PlatformRestrictionPolicy);
assigned!(DeviceLimitPolicy);

fn check_list<P: Assigned>(
    policy_type: PolicyType,
    policies: &mut [P],
) -> Result<(), PolicySetError> {
    let found = policies.len();
    if found > MAX_ASSIGNED_POLICIES {
        return Err(PolicySetError::TooManyPolicies { policy_type, found });
    }
    let mut ids: Vec<&PolicyId> = policies.iter().map(Assigned::id).collect();
    if ids.iter().any(|id| id.as_str() == DEFAULT_POLICY_ID) {
        return Err(PolicySetError::ReservedId { policy_type });
    }
    ids.sort_unstable();
    if let Some(policy) = first_twin(&ids) {
        let policy = (*policy).clone();
        return Err(PolicySetError::DuplicatePolicy {
            policy_type,
            policy,
        });
    }
    policies
        .iter_mut()
        .try_for_each(|policy| check_assignment(policy_type, policy))
}

fn check_assignment<P: Assigned>(
    policy_type: PolicyType,
    policy: &mut P,
) -> Result<(), PolicySetError> {
    let name = policy.name();
    let readable = !name.trim().is_empty()
        && name.chars().count() <= MAX_NAME_CHARACTERS
        && !name.chars().any(char::is_control);
    if !readable {
        let policy = policy.id().clone();
        return Err(PolicySetError::InvalidName {
            policy_type,
            policy,
        });
    }
    let found = policy.groups().len();
    if found > MAX_GROUPS {
        let policy = policy.id().clone();
        return Err(PolicySetError::TooManyGroups {
            policy_type,
            policy,
            found,
        });
    }
    policy.groups_mut().sort_unstable();
    match first_twin(policy.groups()) {
        None => Ok(()),
        Some(group) => Err(PolicySetError::DuplicateGroup {
            policy_type,
            policy: policy.id().clone(),
            group: group.clone(),
        }),
    }
}

fn check_restrictions(
    policy: &PolicyId,
    platforms: &mut PlatformRestrictions,
) -> Result<(), PolicySetError> {
    Platform::ALL
        .into_iter()
        .try_for_each(|platform| check_restriction(policy, platform, platforms.on_mut(platform)))
}

fn check_restriction(
    policy: &PolicyId,
    platform: Platform,
    restriction: &mut PlatformRestriction,
) -> Result<(), PolicySetError> {
    if let (Some(minimum), Some(maximum)) =
        (restriction.minimum_version, restriction.maximum_version)
        && minimum > maximum
    {
        let policy = policy.clone();
        return Err(PolicySetError::MinimumAboveMaximum {
            policy,
            platform,
            minimum,
            maximum,
        });
    }
    let found = restriction.blocked_manufacturers.len();
    if found > MAX_BLOCKED_MANUFACTURERS {
        let policy = policy.clone();
        return Err(PolicySetError::TooManyManufacturers {
            policy,
            platform,
            found,
        });
    }
    restriction.blocked_manufacturers.sort();
    match first_twin(&restriction.blocked_manufacturers) {
        None => Ok(()),
        Some(manufacturer) => Err(PolicySetError::DuplicateManufacturer {
            policy: policy.clone(),
            platform,
            manufacturer: manufacturer.clone(),
        }),
    }
}

/// The first of two equal neighbours.
fn first_twin<T: PartialEq>(sorted: &[T]) -> Option<&T> {
    sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .find_map(|(one, next)| (one == next).then_some(one))
}
