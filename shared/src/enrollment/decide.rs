//! The one rule that says whether a device may enroll.
//!
//! It is one pure function of what is passed to it: the same input gives the same bytes in a native test, in the Worker, in
//! the enrollee object and in a browser, so a person can be told beforehand what will be decided, and a record can be
//! decided again years later.
//!
//! The rules are looked at in the order of [`RuleName`], always all of them, so that the trace is complete: someone whose
//! platform is blocked also sees that they have no free device left. The first rule that fails is the one cause of a refusal.

use core::fmt::Display;
use core::time::Duration;

use super::facts::{Fact, Facts, Source};
use super::refusal::Refusal;
use super::request::EnrollmentRequest;
use super::verdict::{Conclusion, FactName, RuleName, TraceEntry, TraceSink, Verdict};
use crate::ids::PolicyId;
use crate::platform::{OsVersion, Ownership};
use crate::policy::{
    Access, DeviceLimit, EffectivePolicies, ManufacturerName, PlatformRestriction, PolicySet,
};
use crate::time::Timestamp;

/// The version of the rules themselves. It grows with every change after which the same input may give another output; a
/// record that carries it can be replayed and must come out equal under the same version.
pub const RULES_VERSION: u32 = 1;

/// How long a device may stay enrolled while something that a rule needs is not known.
pub const LEARN_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// Decides whether a device may enroll.
///
/// * A rule for which the policy sets nothing needs no fact and refuses nobody.
/// * A rule whose fact is not known is *not evaluated*. If no other rule refuses, the verdict is
///   [`Verdict::AllowPending`], which names what must be learnt within [`LEARN_WITHIN`] of `now`. The enrollee object
///   always knows how many devices there are, so only a pre-check finds [`FactName::DevicesInUse`] missing.
/// * A maker's name that is blank says nothing and counts as not known.
/// * Claimed and attested facts weigh the same; the trace says which they were.
///
/// `trace` takes one entry for every rule, in order, whatever the verdict; it never changes the verdict. With `()` as the
/// sink, a verdict of [`Verdict::Allow`] is reached without allocating.
pub fn decide(
    policy: &PolicySet,
    request: &EnrollmentRequest,
    facts: &Facts,
    now: Timestamp,
    trace: &mut impl TraceSink,
) -> Verdict {
    decide_by(policy.effective(&facts.groups), request, facts, now, trace)
}

/// The same by the policies that count, for whoever has found them already.
pub(super) fn decide_by(
    policies: EffectivePolicies<'_>,
    request: &EnrollmentRequest,
    facts: &Facts,
    now: Timestamp,
    trace: &mut impl TraceSink,
) -> Verdict {
    let (restriction_id, platforms) = policies.restriction;
    let restriction = platforms.on(request.platform);
    let (limit_id, limit) = policies.limit;

    let mut course = Course {
        trace,
        refusal: None,
        missing: Vec::new(),
    };
    course.take(None, account_enabled(facts));
    course.take(Some(restriction_id), platform_allowed(restriction, request));
    course.take(
        Some(restriction_id),
        personally_owned_allowed(restriction, request),
    );
    course.take(Some(restriction_id), minimum_os_version(restriction, facts));
    course.take(Some(restriction_id), maximum_os_version(restriction, facts));
    course.take(
        Some(restriction_id),
        manufacturer_allowed(restriction, facts),
    );
    course.take(Some(limit_id), device_limit(limit, facts));
    course.verdict(request.ownership, now)
}

/// One rule, looked at. `expected` and `seen` become text only if somebody keeps the trace.
struct Finding<E, S> {
    rule: RuleName,
    expected: Option<E>,
    seen: Option<S>,
    source: Option<Source>,
    result: RuleResult,
}

enum RuleResult {
    Passed,
    Failed(Refusal),
    NotConfigured,
    Needs(FactName),
}

impl RuleResult {
    fn fail_if(fails: bool, refusal: impl FnOnce() -> Refusal) -> Self {
        if fails {
            Self::Failed(refusal())
        } else {
            Self::Passed
        }
    }
}

/// The rules so far.
struct Course<'a, T> {
    trace: &'a mut T,
    refusal: Option<Refusal>,
    missing: Vec<FactName>,
}

impl<T: TraceSink> Course<'_, T> {
    fn take<E: Display, S: Display>(&mut self, policy: Option<&PolicyId>, finding: Finding<E, S>) {
        let conclusion = match finding.result {
            RuleResult::Passed => Conclusion::Passed,
            RuleResult::NotConfigured => Conclusion::NotConfigured,
            RuleResult::Failed(refusal) => {
                self.refusal.get_or_insert(refusal);
                Conclusion::Failed
            }
            RuleResult::Needs(fact) => {
                if !self.missing.contains(&fact) {
                    self.missing.push(fact);
                }
                Conclusion::NotEvaluated
            }
        };
        self.trace.record(|| TraceEntry {
            rule: finding.rule,
            policy: policy.cloned(),
            expected: finding.expected.map(|value| value.to_string()),
            seen: finding.seen.map(|value| value.to_string()),
            source: finding.source,
            conclusion,
        });
    }

    fn verdict(self, ownership: Ownership, now: Timestamp) -> Verdict {
        match self.refusal {
            Some(refusal) => Verdict::Refuse { refusal },
            None if self.missing.is_empty() => Verdict::Allow { ownership },
            None => Verdict::AllowPending {
                ownership,
                missing: self.missing,
                until: now.plus(LEARN_WITHIN),
            },
        }
    }
}

fn account_enabled(facts: &Facts) -> Finding<&'static str, &'static str> {
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

fn platform_allowed(
    restriction: &PlatformRestriction,
    request: &EnrollmentRequest,
) -> Finding<&'static str, &'static str> {
    let platform = request.platform;
    Finding {
        rule: RuleName::PlatformAllowed,
        expected: Some(restriction.access.as_str()),
        seen: Some(platform.as_str()),
        source: None,
        result: RuleResult::fail_if(restriction.access == Access::Block, || {
            Refusal::PlatformBlocked { platform }
        }),
    }
}

fn personally_owned_allowed(
    restriction: &PlatformRestriction,
    request: &EnrollmentRequest,
) -> Finding<&'static str, &'static str> {
    let platform = request.platform;
    let fails =
        restriction.personally_owned == Access::Block && request.ownership == Ownership::Personal;
    Finding {
        rule: RuleName::PersonallyOwnedAllowed,
        expected: Some(restriction.personally_owned.as_str()),
        seen: Some(request.ownership.as_str()),
        source: None,
        result: RuleResult::fail_if(fails, || Refusal::PersonalBlocked { platform }),
    }
}

fn minimum_os_version(
    restriction: &PlatformRestriction,
    facts: &Facts,
) -> Finding<OsVersion, OsVersion> {
    os_version(
        RuleName::MinimumOsVersion,
        restriction.minimum_version,
        &facts.os_version,
        |minimum, found| (found < minimum).then_some(Refusal::OsTooOld { minimum, found }),
    )
}

fn maximum_os_version(
    restriction: &PlatformRestriction,
    facts: &Facts,
) -> Finding<OsVersion, OsVersion> {
    os_version(
        RuleName::MaximumOsVersion,
        restriction.maximum_version,
        &facts.os_version,
        |maximum, found| (found > maximum).then_some(Refusal::OsTooNew { maximum, found }),
    )
}

fn os_version(
    rule: RuleName,
    bound: Option<OsVersion>,
    fact: &Fact<OsVersion>,
    check: impl FnOnce(OsVersion, OsVersion) -> Option<Refusal>,
) -> Finding<OsVersion, OsVersion> {
    let (seen, source) = split(fact.known());
    let result = match (bound, seen) {
        (None, _) => RuleResult::NotConfigured,
        (Some(_), None) => RuleResult::Needs(FactName::OsVersion),
        (Some(bound), Some(found)) => {
            check(bound, *found).map_or(RuleResult::Passed, RuleResult::Failed)
        }
    };
    Finding {
        rule,
        expected: bound,
        seen: seen.copied(),
        source,
        result,
    }
}

fn manufacturer_allowed<'a>(
    restriction: &'a PlatformRestriction,
    facts: &'a Facts,
) -> Finding<impl Display + 'a, &'a String> {
    let blocked = restriction.blocked_manufacturers.as_slice();
    let reported = facts
        .manufacturer
        .known()
        .filter(|(name, _)| !name.trim().is_empty());
    let (seen, source) = split(reported);
    let result = match seen {
        _ if blocked.is_empty() => RuleResult::NotConfigured,
        None => RuleResult::Needs(FactName::Manufacturer),
        Some(name) => RuleResult::fail_if(blocked.iter().any(|entry| entry.matches(name)), || {
            Refusal::ManufacturerBlocked {
                manufacturer: name.clone(),
            }
        }),
    };
    Finding {
        rule: RuleName::ManufacturerAllowed,
        expected: (!blocked.is_empty()).then_some(BlockList(blocked)),
        seen,
        source,
        result,
    }
}

/// Names with commas between, as an administrator would write them.
struct BlockList<'a>(&'a [ManufacturerName]);

impl Display for BlockList<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (place, name) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(", ")?;
            }
            f.write_str(name.as_str())?;
        }
        Ok(())
    }
}

fn device_limit(limit: DeviceLimit, facts: &Facts) -> Finding<DeviceLimit, u32> {
    let (seen, source) = split(facts.devices_in_use.known());
    let result = match seen {
        None => RuleResult::Needs(FactName::DevicesInUse),
        Some(devices) => RuleResult::fail_if(limit.is_reached_by(*devices), || {
            Refusal::DeviceLimitReached {
                limit: u32::from(limit.get()),
            }
        }),
    };
    Finding {
        rule: RuleName::DeviceLimit,
        expected: Some(limit),
        seen: seen.copied(),
        source,
        result,
    }
}

fn split<A, B>(pair: Option<(A, B)>) -> (Option<A>, Option<B>) {
    pair.map_or((None, None), |(a, b)| (Some(a), Some(b)))
}
