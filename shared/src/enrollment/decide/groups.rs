//! Which groups of devices a device is in, asked as `decide()` asks about it.

use super::Asked;
use crate::device::DeviceGroupRules;
use crate::enrollment::facts::{Facts, GroupsOfDevice};
use crate::enrollment::ownership::derive_ownership;
use crate::enrollment::request::EnrollmentRequest;
use crate::ids::DeviceId;
use crate::policy::filter::FilterSubject;
use crate::policy::{CorporateClaims, PolicySet};
use crate::tenant::section::DeviceGroups;

/// Which groups a device is in by what is known of it; `device` is none before it has a name.
///
/// Total and deterministic. A group whose rule hangs on what nobody has said is among those that are open: the device is not
/// a member yet, and a filter that names the group is not evaluated.
#[must_use]
pub fn groups_of_device(
    rules: &DeviceGroupRules,
    device: Option<DeviceId>,
    claims: CorporateClaims,
    request: &EnrollmentRequest,
    facts: &Facts,
) -> GroupsOfDevice {
    asked_of_device(claims, request, facts, |subject| {
        rules.groups_of(device, subject)
    })
}

/// What `ask` says of a device as filters see it.
#[must_use]
pub fn asked_of_device<T>(
    claims: CorporateClaims,
    request: &EnrollmentRequest,
    facts: &Facts,
    ask: impl FnOnce(&FilterSubject<'_>) -> T,
) -> T {
    let owner = derive_ownership(claims, request, facts);
    let asked = Asked {
        request,
        facts,
        owner,
    };
    ask(&asked.subject())
}

/// What a decision by `policy` is to know of them, once all other facts are there: `groups` holds those that the policy
/// names. None where it names none.
#[must_use]
pub fn groups_named_by(
    policy: &PolicySet,
    groups: &DeviceGroups,
    device: Option<DeviceId>,
    request: &EnrollmentRequest,
    facts: &Facts,
) -> Option<GroupsOfDevice> {
    policy.device_groups().next()?;
    let claims = policy.content().corporate_claims;
    let rules = DeviceGroupRules::from(groups);
    Some(groups_of_device(&rules, device, claims, request, facts))
}
