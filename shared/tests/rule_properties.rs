//! What must hold of the rule for every policy, request and set of facts.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop there"
)]

mod rule_support;

use muster_shared::enrollment::{
    Conclusion, EnrolleeClass, Fact, FactName, Facts, GroupsOfDevice, Refusal, RuleName,
    TraceEntry, Verdict, decide,
};
use muster_shared::platform::OsVersion;
use muster_shared::policy::{
    Access, DeviceLimit, DeviceLimitPolicy, EnrollmentScope, PlatformRestrictionPolicy, PolicySet,
    RestrictionRow,
};
use proptest::collection::vec;
use proptest::prelude::*;
use rule_support::{
    NOW, decided, draft, facts, forgotten, limit, plain_policy, policy, refuses, request,
    restrictions, severity, version,
};

/// The rule that a refusal of `decide()` belongs to.
fn rule_of(refusal: &Refusal) -> Option<RuleName> {
    Some(match refusal {
        Refusal::AccountDisabled => RuleName::AccountEnabled,
        Refusal::EnrollmentNotInScope => RuleName::EnrollmentInScope,
        Refusal::MethodNotAllowedForManager { .. } => RuleName::MethodAllowed,
        Refusal::PlatformBlocked { .. } => RuleName::PlatformAllowed,
        Refusal::PersonalBlocked { .. } => RuleName::PersonallyOwnedAllowed,
        Refusal::OsTooOld { .. } => RuleName::MinimumOsVersion,
        Refusal::OsTooNew { .. } => RuleName::MaximumOsVersion,
        Refusal::ManufacturerBlocked { .. } => RuleName::ManufacturerAllowed,
        Refusal::VersionNotSupported { .. } => RuleName::VersionSupported,
        Refusal::DeviceLimitReached { .. } => RuleName::DeviceLimit,
        Refusal::WorkProfileLimitReached { .. } => RuleName::WorkProfileLimit,
        Refusal::TermsNotAccepted { .. } => RuleName::TermsAccepted,
        _ => return None,
    })
}

/// A trace, taken apart. That it can be is a promise of its own: every rule is there, in order.
struct Sections {
    before: Vec<TraceEntry>,
    /// The rules of each restriction policy that may count.
    policies: Vec<Vec<TraceEntry>>,
    after: Vec<TraceEntry>,
}

fn sections(trace: &[TraceEntry]) -> Sections {
    let names = |entries: &[TraceEntry]| entries.iter().map(|e| e.rule).collect::<Vec<_>>();
    let (before, rest) = trace.split_at(4);
    assert_eq!(
        names(before),
        [
            RuleName::AccountEnabled,
            RuleName::EnrollmentInScope,
            RuleName::MethodAllowed,
            RuleName::Ownership
        ]
    );
    let (rest, after) = rest.split_at(rest.len() - 4);
    assert_eq!(
        names(after),
        [
            RuleName::VersionSupported,
            RuleName::DeviceLimit,
            RuleName::WorkProfileLimit,
            RuleName::TermsAccepted
        ]
    );
    let filters = rest
        .iter()
        .take_while(|entry| entry.rule == RuleName::PolicyApplies)
        .count();
    let (filters, rest) = rest.split_at(filters);
    let open = filters
        .iter()
        .filter(|entry| entry.conclusion == Conclusion::NotEvaluated)
        .count();
    let policies: Vec<_> = rest.chunks(5).map(<[_]>::to_vec).collect();
    for rules in &policies {
        assert_eq!(
            names(rules),
            [
                RuleName::PlatformAllowed,
                RuleName::PersonallyOwnedAllowed,
                RuleName::MinimumOsVersion,
                RuleName::MaximumOsVersion,
                RuleName::ManufacturerAllowed
            ]
        );
    }
    assert_eq!(policies.len(), open + 1, "{trace:?}");
    Sections {
        before: before.to_vec(),
        policies,
        after: after.to_vec(),
    }
}

/// The restriction policy that counts, or the last that may.
fn counting(trace: &[TraceEntry]) -> Option<&muster_shared::ids::PolicyId> {
    let rules = trace.iter().rev();
    rules
        .filter(|entry| entry.rule == RuleName::PlatformAllowed)
        .find_map(|entry| entry.policy.as_ref())
}

proptest! {
    #[test]
    fn the_verdict_is_what_the_trace_says(policy in policy(), request in request(), facts in facts()) {
        let (verdict, trace) = decided(&policy, &request, &facts);
        let sections = sections(&trace);
        let failed = |entry: &&TraceEntry| entry.conclusion == Conclusion::Failed;
        let open = |entry: &TraceEntry| entry.conclusion == Conclusion::NotEvaluated;
        // What the rules outside the restriction policies say, and each policy that may count.
        let outside = || sections.before.iter().chain(&sections.after);
        let first_outside = outside().find(failed);
        match &verdict {
            Verdict::Refuse { refusal } => {
                let first = sections.before.iter().find(failed)
                    .or_else(|| sections.policies.iter().all(|rules| rules.iter().any(|e| failed(&e)))
                        .then(|| sections.policies.iter().flatten().find(failed)).flatten())
                    .or_else(|| sections.after.iter().find(failed));
                prop_assert_eq!(rule_of(refusal), first.map(|entry| entry.rule));
                prop_assert!(first.is_some());
            }
            Verdict::AllowPending { missing, .. } => {
                prop_assert!(first_outside.is_none() && !missing.is_empty());
                prop_assert!(sections.policies.iter().any(|rules| !rules.iter().any(|e| failed(&e))));
                prop_assert!(trace.iter().any(open));
            }
            Verdict::Allow { .. } => {
                prop_assert!(first_outside.is_none() && !sections.after.iter().any(open));
                for entry in sections.policies.iter().flatten() {
                    prop_assert!(!failed(&entry) && !open(entry), "{entry:?}");
                }
            }
        }
        if let Verdict::Allow { ownership } | Verdict::AllowPending { ownership, .. } = &verdict {
            let owner = trace.iter().find(|entry| entry.rule == RuleName::Ownership).unwrap();
            prop_assert!(owner.reason.is_some());
            if let Some(seen) = &owner.seen {
                prop_assert_eq!(seen, ownership.as_str());
            }
        }
        for entry in &trace {
            prop_assert_eq!(entry.conclusion == Conclusion::NotConfigured, entry.expected.is_none());
            prop_assert_eq!(entry.reason.is_some(), entry.rule == RuleName::Ownership);
            if entry.conclusion == Conclusion::NotEvaluated {
                prop_assert!(entry.seen.is_none() && entry.source.is_none(), "{entry:?}");
            }
        }
    }

    #[test]
    fn the_verdict_does_not_depend_on_who_listens(policy in policy(), request in request(), facts in facts()) {
        let quiet = decide(&policy, &request, &facts, NOW, &mut ());
        prop_assert_eq!(quiet, decided(&policy, &request, &facts).0);
    }

    #[test]
    fn raising_the_limits_never_refuses_more(draft in draft(), request in request(), facts in facts(), more in 1..15_u8) {
        let raise = |limit: DeviceLimit| {
            DeviceLimit::try_from(limit.get().saturating_add(more)).unwrap_or(DeviceLimit::MAX)
        };
        let mut raised = draft.clone();
        raised.device_limits.default = raise(raised.device_limits.default);
        for policy in &mut raised.device_limits.assigned {
            policy.limit = raise(policy.limit);
        }
        let before = decided(&PolicySet::new(draft).unwrap(), &request, &facts).0;
        let after = decided(&PolicySet::new(raised).unwrap(), &request, &facts).0;
        prop_assert!(refuses(&before) || before == after);
    }

    #[test]
    fn a_policy_below_the_one_that_counts_changes_nothing(
        draft in draft(), request in request(), facts in facts(), other in restrictions(), limit in limit()
    ) {
        let set = PolicySet::new(draft.clone()).unwrap();
        let mut changed = draft;
        let trace = decided(&set, &request, &facts).1;
        let counts = counting(&trace);
        let below = changed.platform_restrictions.assigned.iter().position(|policy| Some(&policy.id) == counts);
        if let Some(place) = below {
            changed.platform_restrictions.assigned.iter_mut().skip(place + 1).for_each(|policy| {
                policy.platforms = other.clone();
                policy.excluded_groups.clear();
                policy.filtered.clear();
                policy.groups.clone_from(&facts.groups);
            });
            changed.platform_restrictions.default = other;
        }
        let (counts, _) = set.effective_device_limit(&facts.groups);
        let below = changed.device_limits.assigned.iter().position(|policy| policy.id == *counts);
        if let Some(place) = below {
            changed.device_limits.assigned.iter_mut().skip(place + 1).for_each(|policy| {
                policy.limit = limit;
                policy.excluded_groups.clear();
                policy.groups.clone_from(&facts.groups);
            });
            changed.device_limits.default = limit;
        }
        let changed = PolicySet::new(changed).unwrap();
        prop_assert_eq!(decided(&changed, &request, &facts), decided(&set, &request, &facts));
    }

    #[test]
    fn an_unassigned_policy_changes_nothing_at_any_place(
        draft in draft(), request in request(), facts in facts(), place: prop::sample::Index,
        other in restrictions(), limit in limit()
    ) {
        let before = decided(&PolicySet::new(draft.clone()).unwrap(), &request, &facts);
        let mut more = draft;
        let id: muster_shared::ids::PolicyId = "unassigned".parse().unwrap();
        let name = "Unassigned".to_owned();
        let list = &mut more.platform_restrictions.assigned;
        list.insert(place.index(list.len() + 1), PlatformRestrictionPolicy {
            excluded_groups: facts.groups.clone(), filtered: Vec::new(),
            groups: Vec::new(), id: id.clone(), name: name.clone(), platforms: other,
        });
        let list = &mut more.device_limits.assigned;
        list.insert(place.index(list.len() + 1), DeviceLimitPolicy {
            excluded_groups: Vec::new(), groups: Vec::new(), id, limit, name,
        });
        prop_assert_eq!(decided(&PolicySet::new(more).unwrap(), &request, &facts), before);
    }

    #[test]
    fn a_rule_never_refuses_for_want_of_its_fact(policy in policy(), request in request(), facts in facts()) {
        let of = |facts: &Facts| match decided(&policy, &request, facts).0 {
            Verdict::Refuse { refusal } => rule_of(&refusal),
            _ => None,
        };
        let no_version = of(&Facts { os_version: Fact::Unknown, ..facts.clone() });
        prop_assert!(!matches!(no_version, Some(RuleName::MinimumOsVersion | RuleName::MaximumOsVersion)));
        let no_maker = of(&Facts { manufacturer: Fact::Unknown, ..facts.clone() });
        prop_assert_ne!(no_maker, Some(RuleName::ManufacturerAllowed));
        let no_count = of(&Facts { devices_in_use: Fact::Unknown, ..facts.clone() });
        prop_assert_ne!(no_count, Some(RuleName::DeviceLimit));
    }

    #[test]
    fn what_is_learnt_settles_a_verdict_and_never_overturns_one(
        policy in policy(), request in request(), facts in facts()
    ) {
        let known = decided(&policy, &request, &facts).0;
        match decided(&policy, &request, &forgotten(&facts)).0 {
            Verdict::Allow { .. } => prop_assert!(matches!(known, Verdict::Allow { .. }), "{known:?}"),
            Verdict::Refuse { .. } => prop_assert!(refuses(&known), "{known:?}"),
            Verdict::AllowPending { missing, until, .. } => {
                let count = missing.iter().position(|fact| *fact == FactName::DevicesInUse);
                prop_assert!(count.is_none_or(|place| place + 1 == missing.len()), "{missing:?}");
                prop_assert_eq!(until.since(NOW).as_secs(), 86_400);
            }
        }
    }

    #[test]
    fn a_block_admits_nobody_newly(
        draft in draft(), request in request(), facts in facts(), row in 0..7_usize, which in 0..6_u8
    ) {
        let before = decided(&PolicySet::new(draft.clone()).unwrap(), &request, &facts).0;
        let mut stricter = draft;
        let row = RestrictionRow::ALL[row % RestrictionRow::ALL.len()];
        let restrictions = &mut stricter.platform_restrictions;
        let all = restrictions.assigned.iter_mut().map(|policy| &mut policy.platforms);
        for platforms in all.chain([&mut restrictions.default]) {
            let restriction = platforms.row_mut(row);
            match which {
                0 => restriction.access = Access::Block,
                1 => restriction.personally_owned = Access::Block,
                2 => restriction.blocked_manufacturers = vec!["Borealis".parse().unwrap(), "Acme".parse().unwrap(),
                    "Zenit Corp".parse().unwrap(), "Évora".parse().unwrap()],
                3 => restriction.minimum_version = restriction.maximum_version.or(restriction.minimum_version),
                _ => {}
            }
        }
        match which {
            4 => stricter.unsupported_versions = Access::Block,
            5 => stricter.enrollment_scope = EnrollmentScope::Groups { groups: Vec::new() },
            _ => {}
        }
        let after = decided(&PolicySet::new(stricter).unwrap(), &request, &facts).0;
        prop_assert!(severity(&after) >= severity(&before), "{before:?} {after:?}");
    }

    #[test]
    fn an_excluded_group_never_makes_a_policy_apply(
        draft in draft(), request in request(), facts in facts(), place: prop::sample::Index, group: prop::sample::Index
    ) {
        prop_assume!(!facts.groups.is_empty() && !draft.platform_restrictions.assigned.is_empty());
        let place = place.index(draft.platform_restrictions.assigned.len());
        let group = facts.groups[group.index(facts.groups.len())].clone();
        let mut excluded = draft.clone();
        let policy = &mut excluded.platform_restrictions.assigned[place];
        policy.groups.retain(|other| *other != group);
        policy.filtered.retain(|other| other.group != group);
        policy.excluded_groups.retain(|other| *other != group);
        policy.excluded_groups.push(group);
        let mut without = draft;
        without.platform_restrictions.assigned.remove(place);
        prop_assert_eq!(
            decided(&PolicySet::new(excluded).unwrap(), &request, &facts),
            decided(&PolicySet::new(without).unwrap(), &request, &facts)
        );
    }

    #[test]
    fn with_everything_known_one_policy_counts_and_nothing_waits(
        policy in policy(), request in request(), facts in facts(), version in version(), listed in any::<bool>()
    ) {
        let facts = Facts {
            devices_in_use: Fact::attested(1),
            work_profiles_in_use: Fact::attested(1),
            os_version: Fact::claimed(version),
            manufacturer: Fact::claimed("Acme".to_owned()),
            model: Fact::claimed("Pixel".to_owned()),
            os_distribution: Fact::claimed("ubuntu".to_owned()),
            category: Fact::claimed(Some("field".parse().unwrap())),
            identifier: Fact::claimed(listed && facts.identifiers_listed),
            device_groups: Some(GroupsOfDevice {
                member_of: facts.device_groups.map(|known| known.member_of).unwrap_or_default(),
                ..GroupsOfDevice::default()
            }),
            ..facts
        };
        let (verdict, trace) = decided(&policy, &request, &facts);
        let waits = matches!(verdict, Verdict::AllowPending { .. });
        prop_assert!(!waits);
        prop_assert!(trace.iter().all(|entry| entry.conclusion != Conclusion::NotEvaluated));
        prop_assert_eq!(sections(&trace).policies.len(), 1);
    }

    #[test]
    fn versions_between_two_that_may_enroll_may_enroll(
        policy in plain_policy(), request in request(), facts in facts(), versions in vec(version(), 3)
    ) {
        let mut versions = versions;
        versions.sort();
        let refused: Vec<_> = versions
            .iter()
            .map(|version| refuses(&decided(&policy, &request, &Facts {
                os_version: Fact::claimed(*version), ..facts.clone()
            }).0))
            .collect();
        prop_assert_ne!(refused, [false, true, false]);
    }

    #[test]
    fn a_newer_version_is_never_too_old_when_an_older_one_is_not(
        policy in plain_policy(), request in request(), facts in facts(), one in version(), other in version()
    ) {
        let too = |version: OsVersion| {
            let facts = Facts { os_version: Fact::claimed(version), ..facts.clone() };
            let trace = decided(&policy, &request, &facts).1;
            let failed = |rule| trace.iter().any(|entry| entry.rule == rule && entry.conclusion == Conclusion::Failed);
            (failed(RuleName::MinimumOsVersion), failed(RuleName::MaximumOsVersion))
        };
        let (older, newer) = (too(one.min(other)), too(one.max(other)));
        prop_assert!(!newer.0 || older.0);
        prop_assert!(!older.1 || newer.1);
    }

    #[test]
    fn one_device_more_never_turns_a_refusal_into_an_allow(
        policy in policy(), request in request(), facts in facts(), count in 0..17_u32
    ) {
        let with = |count| {
            let facts = Facts { devices_in_use: Fact::attested(count), ..facts.clone() };
            refuses(&decided(&policy, &request, &facts).0)
        };
        prop_assert!(!with(count) || with(count + 1));
        if facts.enrollee == EnrolleeClass::Person && request.method.counts_against_limit() {
            prop_assert!(with(15), "no limit of a policy is above fifteen");
        }
    }

    #[test]
    fn the_source_of_a_fact_never_changes_the_verdict(policy in policy(), request in request(), facts in facts()) {
        fn attested<T: Clone>(fact: &Fact<T>) -> Fact<T> {
            fact.known().map_or(Fact::Unknown, |(value, _)| Fact::attested(value.clone()))
        }
        let proven = Facts {
            devices_in_use: attested(&facts.devices_in_use),
            os_version: attested(&facts.os_version),
            manufacturer: attested(&facts.manufacturer),
            model: attested(&facts.model),
            os_distribution: attested(&facts.os_distribution),
            category: attested(&facts.category),
            identifier: attested(&facts.identifier),
            ..facts.clone()
        };
        prop_assert_eq!(decided(&policy, &request, &proven).0, decided(&policy, &request, &facts).0);
    }

    /// What the browser is given says what the whole set says, and names nobody else's groups.
    #[test]
    fn a_person_s_part_of_a_policy_decides_what_the_whole_decides_and_tells_no_more(
        policy in policy(), request in request(), facts in facts()
    ) {
        let part = policy.for_groups(&facts.groups);
        prop_assert_eq!(decided(&part, &request, &facts), decided(&policy, &request, &facts));
        let content = part.content();
        let restrictions = &content.platform_restrictions.assigned;
        let limits = &content.device_limits.assigned;
        prop_assert!(limits.len() <= 1);
        let named = restrictions.iter().flat_map(|policy| {
            policy.groups.iter().chain(policy.filtered.iter().map(|entry| &entry.group)).chain(&policy.excluded_groups)
        });
        for group in named.chain(limits.iter().flat_map(|policy| policy.groups.iter().chain(&policy.excluded_groups))) {
            prop_assert!(facts.groups.contains(group), "{group} was told");
        }
        for filter in &content.filters {
            let is_asked = restrictions.iter().flat_map(|policy| &policy.filtered).any(|entry| entry.filter == filter.id);
            prop_assert!(is_asked, "{} was told", filter.id);
        }
        // It is a sound set in canonical form: what is sent is what is read, by its version too.
        let read: PolicySet = serde_json::from_str(&serde_json::to_string(&part).unwrap()).unwrap();
        prop_assert_eq!(read.version(), part.version());
        prop_assert_eq!(part.for_groups(&facts.groups), part);
    }

    #[test]
    fn the_order_of_the_groups_changes_nothing(policy in policy(), request in request(), facts in facts()) {
        let mut sorted = facts.clone();
        sorted.groups.sort();
        prop_assert_eq!(decided(&policy, &request, &sorted), decided(&policy, &request, &facts));
    }

    #[test]
    fn the_same_input_gives_the_same_bytes_and_they_read_back(policy in policy(), request in request(), facts in facts()) {
        let once = decided(&policy, &request, &facts);
        let again_policy: PolicySet = serde_json::from_str(&serde_json::to_string(&policy).unwrap()).unwrap();
        let again_facts: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
        let again = decided(&again_policy, &request, &again_facts);
        let text = serde_json::to_string(&once).unwrap();
        prop_assert_eq!(&serde_json::to_string(&again).unwrap(), &text);
        let read: (Verdict, Vec<TraceEntry>) = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &once);
    }

    #[test]
    fn a_set_s_json_reads_back_to_the_same_set_and_version(policy in policy()) {
        let text = serde_json::to_string(&policy).unwrap();
        let read: PolicySet = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read.version(), policy.version());
        prop_assert_eq!(&serde_json::to_string(&read).unwrap(), &text);
        prop_assert_eq!(read, policy);
    }

    #[test]
    fn two_sets_have_one_version_only_if_they_are_written_alike(one in policy(), other in policy()) {
        let text = |set: &PolicySet| serde_json::to_string(set).unwrap();
        prop_assert_eq!(one.version() == other.version(), text(&one) == text(&other));
    }
}
