//! The one rule that says whether a device may enroll.
//!
//! It is one pure function of what is passed to it: the same input gives the same bytes in a native test, in the Worker, in
//! the enrollee object and in a browser, so a person can be told beforehand what will be decided, and a record can be
//! decided again years later.
//!
//! The rules are looked at in the order of [`RuleName`](super::RuleName), always all of them, so that the trace is complete:
//! someone whose platform is blocked also sees that they have no free device left. The first rule that fails is the one cause
//! of a refusal. What the person can put right at once, the terms of use, comes last.

mod course;
mod device_rules;
mod enrollee_rules;
mod groups;

use core::time::Duration;

use course::{Course, Outcome};
pub use groups::{asked_of_device, groups_named_by, groups_of_device};

use super::facts::{EnrolleeClass, Fact, Facts};
use super::ownership::{DerivedOwnership, derive_ownership};
use super::request::EnrollmentRequest;
use super::verdict::{FactName, TraceSink, Verdict};
use crate::ids::CategoryId;
use crate::policy::filter::{Category, FilterSubject, GroupsSeen, Properties, Property};
use crate::policy::{Applicable, EffectivePolicies, PolicySet, RestrictionPolicy, RestrictionRow};
use crate::time::Timestamp;

/// The version of the rules themselves. It grows with every change after which the same input may give another output; a
/// record that carries it can be replayed and must come out equal under the same version.
pub const RULES_VERSION: u32 = 2;

/// How long a device may stay enrolled while something that a rule needs is not known.
pub const LEARN_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// How many devices a device enrollment manager may enroll: as many as in Intune.
pub const MANAGER_DEVICE_LIMIT: u32 = 1_000;

/// How many Android work profiles a device enrollment manager may enroll: as many as in Intune.
pub const MANAGER_WORK_PROFILE_LIMIT: u32 = 10;

/// Decides whether a device may enroll.
///
/// * A rule for which the policy sets nothing needs no fact and refuses nobody.
/// * A rule whose fact is not known is *not evaluated*. If no other rule refuses, the verdict is
///   [`Verdict::AllowPending`], which names what must be learnt within [`LEARN_WITHIN`] of `now`. The enrollee object
///   always knows how many devices there are, so only a pre-check finds [`FactName::DevicesInUse`] missing.
/// * Where it is not known whether a restriction policy applies, because a filter looks at something that nobody has said,
///   every policy that may apply is looked at. What all of them refuse is refused, what all of them allow is allowed, and
///   anything else waits for what the filter needs.
/// * The same holds of who owns the device: what [`derive_ownership`] cannot say before the device has been looked up is
///   personal for now, and refused as such only once it is certain.
/// * Text that is blank says nothing and counts as not known.
/// * Claimed and attested facts weigh the same; the trace says which they were.
/// * For enrollment tokens and for methods without a person only the default policy counts.
///
/// `trace` takes one entry for every rule, in order, whatever the verdict; it never changes the verdict. Policies that have
/// filters have an entry each, and where several may apply the rules stand there for each of them. With `()` as the sink, a
/// verdict of [`Verdict::Allow`] is reached without allocating.
pub fn decide(
    policy: &PolicySet,
    request: &EnrollmentRequest,
    facts: &Facts,
    now: Timestamp,
    trace: &mut impl TraceSink,
) -> Verdict {
    let policies = policy.effective(&facts.groups);
    decide_by(&policies, request, facts, now, trace)
}

/// The same by the policies that count, for whoever has found them already.
pub(super) fn decide_by(
    policies: &EffectivePolicies<'_>,
    request: &EnrollmentRequest,
    facts: &Facts,
    now: Timestamp,
    trace: &mut impl TraceSink,
) -> Verdict {
    let content = policies.set().content();
    let owner = derive_ownership(content.corporate_claims, request, facts);
    let asked = Asked {
        request,
        facts,
        owner,
    };
    let mut course = Course::new(trace);
    course.take(None, enrollee_rules::account_enabled(facts));
    course.take(None, enrollee_rules::enrollment_in_scope(policies, facts));
    course.take(None, enrollee_rules::method_allowed(&asked));
    course.take_reasoned(enrollee_rules::ownership(&asked), owner.reason);
    restrictions(&mut course, policies, &asked);
    course.take(None, device_rules::version_supported(content, &asked));
    let (limit_policy, limit) = enrollee_rules::device_limit(policies, &asked);
    course.take(limit_policy, limit);
    course.take(None, enrollee_rules::work_profile_limit(&asked));
    course.take(None, enrollee_rules::terms_accepted(facts));
    course.outcome.verdict(owner.ownership, now)
}

/// How many devices an enrollee may hold that count; none where nothing limits it by a number of devices, as with enrollment
/// tokens.
#[must_use]
pub fn device_limit(policy: &PolicySet, facts: &Facts) -> Option<u32> {
    match facts.enrollee {
        EnrolleeClass::Person => Some(policy.effective_device_limit(&facts.groups).1.into()),
        EnrolleeClass::EnrollmentManager => Some(MANAGER_DEVICE_LIMIT),
        EnrolleeClass::Token => None,
    }
}

/// What a decision is about.
struct Asked<'a> {
    request: &'a EnrollmentRequest,
    facts: &'a Facts,
    owner: DerivedOwnership,
}

impl Asked<'_> {
    /// Whether only the default policies count.
    fn is_userless(&self) -> bool {
        self.request.method.is_userless() || self.facts.enrollee == EnrolleeClass::Token
    }

    const fn row(&self) -> RestrictionRow {
        RestrictionRow::of(self.request.platform, self.request.method)
    }

    fn subject(&self) -> FilterSubject<'_> {
        let facts = self.facts;
        let certain = self.owner.is_certain();
        FilterSubject {
            platform: self.request.platform,
            manufacturer: text(&facts.manufacturer),
            model: text(&facts.model),
            os_version: facts.os_version.known().map(|(version, _)| *version),
            os_edition: text(&facts.os_edition),
            ownership: certain.then_some(self.owner.ownership),
            enrollment_profile: facts.enrollment_profile.as_deref(),
            category: facts.category.known().map(|(category, _)| {
                let id = category.as_ref().map(CategoryId::as_str);
                id.map_or(Category::Unassigned, Category::Is)
            }),
            os_distribution: text(&facts.os_distribution),
            device_groups: facts.device_groups.as_ref().map(|seen| GroupsSeen {
                member_of: &seen.member_of,
                open: &seen.open,
            }),
        }
    }
}

fn text(fact: &Fact<String>) -> Option<&str> {
    fact.known().map(|(text, _)| text.as_str())
}

/// Looks at the rules of the restriction policy that counts, or of all that may.
fn restrictions<T: TraceSink>(
    course: &mut Course<'_, T>,
    policies: &EffectivePolicies<'_>,
    asked: &Asked<'_>,
) {
    if asked.is_userless() {
        return take_policy(course, &policies.default_restriction(), asked);
    }
    let subject = asked.subject();
    let mut open = Properties::default();
    if policies.asks_filters() {
        for policy in policies.restrictions(&subject) {
            course.note_filters(&policy);
            if let Applicable::Unknown(missing) = policy.applicable {
                open = open.and(missing);
            }
        }
    }
    let mut candidates = policies
        .restrictions(&subject)
        .filter(|policy| policy.applicable != Applicable::No);
    if open.is_empty() {
        if let Some(policy) = candidates.next() {
            take_policy(course, &policy, asked);
        }
        return;
    }
    let before = core::mem::take(&mut course.outcome);
    let mut all = Candidates::default();
    for policy in candidates {
        take_policy(course, &policy, asked);
        all.add(core::mem::take(&mut course.outcome));
    }
    course.outcome = before;
    all.join(open, asked.facts, &mut course.outcome);
}

fn take_policy<T: TraceSink>(
    course: &mut Course<'_, T>,
    policy: &RestrictionPolicy<'_>,
    asked: &Asked<'_>,
) {
    use device_rules as rules;
    let restriction = policy.platforms.row(asked.row());
    let id = Some(policy.id);
    course.take(id, rules::platform_allowed(restriction, asked));
    course.take(id, rules::personally_owned_allowed(restriction, asked));
    course.take(id, rules::minimum_os_version(restriction, asked));
    course.take(id, rules::maximum_os_version(restriction, asked));
    course.take(id, rules::manufacturer_allowed(restriction, asked.facts));
}

/// What the policies came to of which each may be the one that counts.
#[derive(Default)]
struct Candidates {
    /// What the first of them refused for.
    first: Option<Outcome>,
    some_refuse: bool,
    some_do_not: bool,
    missing: Outcome,
}

impl Candidates {
    fn add(&mut self, outcome: Outcome) {
        if outcome.refuses() {
            self.some_refuse = true;
            self.first.get_or_insert(outcome);
        } else {
            self.some_do_not = true;
            self.missing.need_all(outcome);
        }
    }

    fn join(self, open: Properties, facts: &Facts, into: &mut Outcome) {
        if !self.some_do_not {
            return self
                .first
                .into_iter()
                .for_each(|first| into.refuse_as(first));
        }
        if self.some_refuse || self.missing.needs_something() {
            open.iter()
                .filter_map(fact_of)
                .flat_map(|fact| learnt_by(fact, facts))
                .for_each(|fact| into.need(fact));
            into.need_all(self.missing);
        }
    }
}

/// Which groups a device is in is learnt by learning what their rules look at, once they have been looked at.
fn learnt_by(fact: FactName, facts: &Facts) -> Vec<FactName> {
    match (&facts.device_groups, fact) {
        (Some(groups), FactName::DeviceGroups) => groups.missing.clone(),
        _ => vec![fact],
    }
}

/// The fact that must be learnt for a property to be known.
pub(crate) const fn fact_of(property: Property) -> Option<FactName> {
    Some(match property {
        Property::Manufacturer => FactName::Manufacturer,
        Property::Model => FactName::Model,
        Property::OsVersion => FactName::OsVersion,
        Property::OperatingSystemSku => FactName::OsEdition,
        Property::DeviceOwnership => FactName::SerialNumber,
        Property::DeviceCategory => FactName::Category,
        Property::OsDistribution => FactName::OsDistribution,
        Property::DeviceGroup => FactName::DeviceGroups,
        // It is known from the start whether there is one.
        Property::EnrollmentProfileName => return None,
    })
}
