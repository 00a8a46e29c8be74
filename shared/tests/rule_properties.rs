//! What must hold of the rule for every policy, request and set of facts.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop there"
)]

use muster_shared::enrollment::{
    Conclusion, EnrollmentRequest, Fact, FactName, Facts, Refusal, RuleName, Source, TraceEntry,
    Verdict, decide,
};
use muster_shared::ids::GroupId;
use muster_shared::platform::{EnrollmentMethod, OsVersion, Ownership, Platform};
use muster_shared::policy::{
    Access, DeviceLimit, DeviceLimitPolicies, DeviceLimitPolicy, PlatformRestriction,
    PlatformRestrictionPolicies, PlatformRestrictionPolicy, PlatformRestrictions, PolicyDraft,
    PolicySet,
};
use muster_shared::time::Timestamp;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_450_441);

fn version() -> impl Strategy<Value = OsVersion> {
    vec(0..4_u32, 1..=4).prop_map(|numbers| {
        let text: Vec<_> = numbers.iter().map(u32::to_string).collect();
        text.join(".").parse().unwrap()
    })
}

fn groups() -> impl Strategy<Value = Vec<GroupId>> {
    subsequence(vec!["a", "b", "c", "d"], 0..=4)
        .prop_shuffle()
        .prop_map(|names| names.iter().map(|name| name.parse().unwrap()).collect())
}

fn access() -> impl Strategy<Value = Access> {
    prop_oneof![3 => Just(Access::Allow), 1 => Just(Access::Block)]
}

fn restriction() -> impl Strategy<Value = PlatformRestriction> {
    let makers = subsequence(vec!["Acme", "Zenit Corp", "Évora"], 0..=3).prop_shuffle();
    (
        access(),
        access(),
        option::of(version()),
        option::of(version()),
        makers,
    )
        .prop_map(|(access, personally_owned, one, other, makers)| {
            let (minimum_version, maximum_version) = match (one, other) {
                (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
                either => either,
            };
            PlatformRestriction {
                access,
                blocked_manufacturers: makers.iter().map(|name| name.parse().unwrap()).collect(),
                maximum_version,
                minimum_version,
                personally_owned,
            }
        })
}

/// Two platforms suffice: what is asked of one must not reach the other.
fn restrictions() -> impl Strategy<Value = PlatformRestrictions> {
    (restriction(), restriction()).prop_map(|(android, linux)| PlatformRestrictions {
        android,
        linux,
        ..PlatformRestrictions::default()
    })
}

fn limit() -> impl Strategy<Value = DeviceLimit> {
    (1..=15_u8).prop_map(|number| DeviceLimit::try_from(number).unwrap())
}

fn ids() -> impl Strategy<Value = Vec<String>> {
    btree_set("[a-c][0-9]", 0..5).prop_map(|ids| ids.into_iter().collect())
}

fn draft() -> impl Strategy<Value = PolicyDraft> {
    let restriction_list = ids().prop_flat_map(|ids| {
        let count = ids.len();
        (Just(ids), vec((groups(), restrictions()), count))
    });
    let limit_list = ids().prop_flat_map(|ids| {
        let count = ids.len();
        (Just(ids), vec((groups(), limit()), count))
    });
    (restriction_list, restrictions(), limit_list, limit()).prop_map(
        |(
            (restriction_ids, restriction_list),
            default_restriction,
            (limit_ids, limit_list),
            default_limit,
        )| {
            PolicyDraft {
                device_limits: DeviceLimitPolicies {
                    assigned: limit_ids
                        .iter()
                        .zip(limit_list)
                        .map(|(id, (groups, limit))| DeviceLimitPolicy {
                            groups,
                            id: id.parse().unwrap(),
                            limit,
                            name: id.clone(),
                        })
                        .collect(),
                    default: default_limit,
                },
                platform_restrictions: PlatformRestrictionPolicies {
                    assigned: restriction_ids
                        .iter()
                        .zip(restriction_list)
                        .map(|(id, (groups, platforms))| PlatformRestrictionPolicy {
                            groups,
                            id: id.parse().unwrap(),
                            name: id.clone(),
                            platforms,
                        })
                        .collect(),
                    default: default_restriction,
                },
            }
        },
    )
}

fn policy() -> impl Strategy<Value = PolicySet> {
    draft().prop_map(|draft| PolicySet::new(draft).unwrap())
}

fn fact<T: Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Fact<T>> {
    let source = select(vec![Source::Claimed, Source::Attested]);
    option::of((value, source)).prop_map(|known| match known {
        None => Fact::Unknown,
        Some((value, source)) => Fact::Known { value, source },
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let makers = vec![
        "ACME",
        " zenit  corp",
        "Évora",
        "évora",
        "Borealis",
        " ",
        "",
    ];
    let disabled = prop::bool::weighted(0.1);
    (
        groups(),
        disabled,
        fact(0..18_u32),
        fact(version()),
        fact(select(makers).prop_map(str::to_owned)),
    )
        .prop_map(
            |(groups, disabled, devices_in_use, os_version, manufacturer)| Facts {
                groups,
                disabled,
                devices_in_use,
                os_version,
                manufacturer,
                ..Facts::default()
            },
        )
}

fn request() -> impl Strategy<Value = EnrollmentRequest> {
    (
        select(vec![Platform::Android, Platform::Linux]),
        select(vec![EnrollmentMethod::Est, EnrollmentMethod::Agent]),
        select(vec![Ownership::Personal, Ownership::Corporate]),
    )
        .prop_map(|(platform, method, ownership)| EnrollmentRequest {
            platform,
            method,
            ownership,
        })
}

fn decided(
    policy: &PolicySet,
    request: &EnrollmentRequest,
    facts: &Facts,
) -> (Verdict, Vec<TraceEntry>) {
    let mut trace = Vec::new();
    let verdict = decide(policy, request, facts, NOW, &mut trace);
    (verdict, trace)
}

fn refuses(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Refuse { .. })
}

/// The rule that a refusal of `decide()` belongs to.
fn rule_of(refusal: &Refusal) -> Option<RuleName> {
    Some(match refusal {
        Refusal::AccountDisabled => RuleName::AccountEnabled,
        Refusal::PlatformBlocked { .. } => RuleName::PlatformAllowed,
        Refusal::PersonalBlocked { .. } => RuleName::PersonallyOwnedAllowed,
        Refusal::OsTooOld { .. } => RuleName::MinimumOsVersion,
        Refusal::OsTooNew { .. } => RuleName::MaximumOsVersion,
        Refusal::ManufacturerBlocked { .. } => RuleName::ManufacturerAllowed,
        Refusal::DeviceLimitReached { .. } => RuleName::DeviceLimit,
        _ => return None,
    })
}

proptest! {
    #[test]
    fn the_verdict_is_what_the_trace_says(policy in policy(), request in request(), facts in facts()) {
        let (verdict, trace) = decided(&policy, &request, &facts);
        let rules: Vec<_> = trace.iter().map(|entry| entry.rule).collect();
        prop_assert_eq!(rules, [
            RuleName::AccountEnabled, RuleName::PlatformAllowed, RuleName::PersonallyOwnedAllowed,
            RuleName::MinimumOsVersion, RuleName::MaximumOsVersion, RuleName::ManufacturerAllowed, RuleName::DeviceLimit,
        ]);
        let first_failed = trace.iter().find(|entry| entry.conclusion == Conclusion::Failed).map(|entry| entry.rule);
        let open = trace.iter().any(|entry| entry.conclusion == Conclusion::NotEvaluated);
        match verdict {
            Verdict::Refuse { refusal } => {
                prop_assert!(first_failed.is_some());
                prop_assert_eq!(rule_of(&refusal), first_failed);
            }
            Verdict::AllowPending { missing, ownership, .. } => {
                prop_assert!(first_failed.is_none() && open && !missing.is_empty());
                prop_assert_eq!(ownership, request.ownership);
            }
            Verdict::Allow { ownership } => {
                prop_assert!(first_failed.is_none() && !open);
                prop_assert_eq!(ownership, request.ownership);
            }
        }
        for entry in &trace {
            prop_assert_eq!(entry.conclusion == Conclusion::NotConfigured, entry.expected.is_none());
            if entry.conclusion == Conclusion::NotEvaluated {
                prop_assert!(entry.seen.is_none() && entry.source.is_none());
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
        let (counts, _) = set.effective_platform_restriction(&facts.groups);
        let below = changed.platform_restrictions.assigned.iter().position(|policy| policy.id == *counts);
        if let Some(place) = below {
            changed.platform_restrictions.assigned.iter_mut().skip(place + 1).for_each(|policy| {
                policy.platforms = other.clone();
                policy.groups.clone_from(&facts.groups);
            });
            changed.platform_restrictions.default = other;
        }
        let (counts, _) = set.effective_device_limit(&facts.groups);
        let below = changed.device_limits.assigned.iter().position(|policy| policy.id == *counts);
        if let Some(place) = below {
            changed.device_limits.assigned.iter_mut().skip(place + 1).for_each(|policy| {
                policy.limit = limit;
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
            groups: Vec::new(), id: id.clone(), name: name.clone(), platforms: other,
        });
        let list = &mut more.device_limits.assigned;
        list.insert(place.index(list.len() + 1), DeviceLimitPolicy { groups: Vec::new(), id, limit, name });
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
    fn forgetting_facts_never_turns_an_allow_into_a_refusal_or_a_pending_into_an_allow(
        policy in policy(), request in request(), facts in facts()
    ) {
        let forgotten = Facts { groups: facts.groups.clone(), disabled: facts.disabled, ..Facts::default() };
        let known = decided(&policy, &request, &facts).0;
        match decided(&policy, &request, &forgotten).0 {
            // The count is always asked for, so nothing is allowed for good without it.
            Verdict::Allow { .. } => prop_assert!(false, "allowed without a count"),
            Verdict::Refuse { refusal } => prop_assert_eq!(known, Verdict::Refuse { refusal }),
            Verdict::AllowPending { missing, until, .. } => {
                prop_assert_eq!(missing.last(), Some(&FactName::DevicesInUse));
                let place = |name: &FactName| match name {
                    FactName::OsVersion => 0,
                    FactName::Manufacturer => 1,
                    FactName::DevicesInUse => 3,
                    _ => 2,
                };
                let in_order = missing.is_sorted_by_key(place);
                prop_assert!(in_order, "out of order: {:?}", missing);
                prop_assert_eq!(until.since(NOW).as_secs(), 86_400);
            }
        }
    }

    #[test]
    fn versions_between_two_that_may_enroll_may_enroll(
        policy in policy(), request in request(), facts in facts(), versions in vec(version(), 3)
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
        policy in policy(), request in request(), facts in facts(), one in version(), other in version()
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
        prop_assert!(with(15), "no limit is above fifteen");
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
        prop_assert!(content.platform_restrictions.assigned.len() <= 1 && content.device_limits.assigned.len() <= 1);
        let named = content.platform_restrictions.assigned.iter().flat_map(|policy| &policy.groups)
            .chain(content.device_limits.assigned.iter().flat_map(|policy| &policy.groups));
        for group in named {
            prop_assert!(facts.groups.contains(group), "{group} was told");
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
