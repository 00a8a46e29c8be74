//! Rules about whoever enrolls a device.

use super::course::{Finding, RuleResult};
use super::{Asked, MANAGER_DEVICE_LIMIT, MANAGER_WORK_PROFILE_LIMIT};
use crate::enrollment::facts::{EnrolleeClass, Fact, Facts, Source};
use crate::enrollment::ownership::OwnershipReason;
use crate::enrollment::refusal::Refusal;
use crate::enrollment::verdict::{FactName, RuleName};
use crate::ids::PolicyId;
use crate::platform::EnrollmentMethod;
use crate::policy::{EffectivePolicies, EnrollmentScope};

type Words = Finding<&'static str, &'static str>;

pub(super) fn account_enabled(facts: &Facts) -> Words {
    Finding {
        rule: RuleName::AccountEnabled,
        expected: Some("enabled"),
        seen: Some(if facts.disabled {
            "disabled"
        } else {
            "enabled"
        }),
        source: None,
        result: RuleResult::fail_if(facts.disabled, || Refusal::AccountDisabled),
    }
}

pub(super) fn enrollment_in_scope(policies: &EffectivePolicies<'_>, facts: &Facts) -> Words {
    let rule = RuleName::EnrollmentInScope;
    let scope = &policies.set().content().enrollment_scope;
    if *scope == EnrollmentScope::Everyone || facts.enrollee == EnrolleeClass::Token {
        return Finding::not_configured(rule);
    }
    let is_in_scope = policies.is_in_scope();
    Finding {
        rule,
        expected: Some("member"),
        seen: Some(if is_in_scope {
            "member"
        } else {
            "not a member"
        }),
        source: None,
        result: RuleResult::fail_if(!is_in_scope, || Refusal::EnrollmentNotInScope),
    }
}

pub(super) fn method_allowed(asked: &Asked<'_>) -> Words {
    let rule = RuleName::MethodAllowed;
    if asked.facts.enrollee != EnrolleeClass::EnrollmentManager {
        return Finding::not_configured(rule);
    }
    let method = asked.request.method;
    Finding {
        rule,
        expected: Some("open to enrollment managers"),
        seen: Some(method.as_str()),
        source: None,
        result: RuleResult::fail_if(!method.is_open_to_managers(), || {
            Refusal::MethodNotAllowedForManager { method }
        }),
    }
}

/// Never refuses: what ownership means is for other rules to say.
pub(super) fn ownership(asked: &Asked<'_>) -> Words {
    let owner = asked.owner;
    let certain = owner.is_certain();
    let source = match owner.reason {
        OwnershipReason::Listed | OwnershipReason::NotListed => {
            asked.facts.identifier.known().map(|(_, source)| source)
        }
        OwnershipReason::Claimed | OwnershipReason::ClaimNotVerified => Some(Source::Claimed),
        _ => None,
    };
    Finding {
        rule: RuleName::Ownership,
        expected: Some(asked.request.ownership.as_str()),
        seen: certain.then_some(owner.ownership.as_str()),
        source,
        result: if certain {
            RuleResult::Passed
        } else {
            RuleResult::Open
        },
    }
}

/// The limit that applies, with the policy that sets it.
pub(super) fn device_limit<'a>(
    policies: &EffectivePolicies<'a>,
    asked: &Asked<'_>,
) -> (Option<&'a PolicyId>, Finding<u32, u32>) {
    let (policy, limit) = match asked.facts.enrollee {
        _ if !asked.request.method.counts_against_limit() => (None, None),
        EnrolleeClass::Person => {
            let (policy, limit) = policies.limit();
            (Some(policy), Some(u32::from(limit.get())))
        }
        EnrolleeClass::EnrollmentManager => (None, Some(MANAGER_DEVICE_LIMIT)),
        // Its quota is the token's own, and counted where the token is kept.
        EnrolleeClass::Token => (None, None),
    };
    let finding = below(
        RuleName::DeviceLimit,
        limit,
        &asked.facts.devices_in_use,
        |limit| Refusal::DeviceLimitReached { limit },
    );
    (policy, finding)
}

pub(super) fn work_profile_limit(asked: &Asked<'_>) -> Finding<u32, u32> {
    let applies = asked.facts.enrollee == EnrolleeClass::EnrollmentManager
        && asked.request.method == EnrollmentMethod::AndroidWorkProfile;
    below(
        RuleName::WorkProfileLimit,
        applies.then_some(MANAGER_WORK_PROFILE_LIMIT),
        &asked.facts.work_profiles_in_use,
        |limit| Refusal::WorkProfileLimitReached { limit },
    )
}

fn below(
    rule: RuleName,
    limit: Option<u32>,
    in_use: &Fact<u32>,
    refusal: impl FnOnce(u32) -> Refusal,
) -> Finding<u32, u32> {
    let Some(limit) = limit else {
        return Finding::not_configured(rule);
    };
    let (seen, source) = in_use
        .known()
        .map_or((None, None), |(count, source)| (Some(*count), Some(source)));
    Finding {
        rule,
        expected: Some(limit),
        seen,
        source,
        result: match seen {
            None => RuleResult::Needs(FactName::DevicesInUse),
            Some(count) => RuleResult::fail_if(count >= limit, || refusal(limit)),
        },
    }
}

pub(super) fn terms_accepted(facts: &Facts) -> Words {
    let open = !facts.unaccepted_terms.is_empty();
    Finding {
        rule: RuleName::TermsAccepted,
        expected: Some("accepted"),
        seen: Some(if open { "not accepted" } else { "accepted" }),
        source: None,
        result: RuleResult::fail_if(open, || Refusal::TermsNotAccepted {
            terms: facts.unaccepted_terms.clone(),
        }),
    }
}
