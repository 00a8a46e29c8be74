//! Whoever asks for more admits nobody newly, and every question has one answer.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod rule_support;

use muster_shared::enrollment::{EnrollmentRequest, Facts, RuleName, Verdict, decide};
use muster_shared::ids::{GroupId, TermsVersion};
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::policy::{
    Access, DeviceLimit, DeviceLimitPolicy, EnrollmentScope, Filter, FilterMode, FilteredGroup,
    PlatformRestrictionPolicy, PlatformRestrictions, PolicyDraft, PolicySet, RestrictionRow,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rule_support::{NOW, decided, draft, facts, policy, request, severity, version};

/// How far from an allow the verdict under a draft is.
fn severity_under(draft: PolicyDraft, request: &EnrollmentRequest, facts: &Facts) -> u8 {
    severity(&decided(&PolicySet::new(draft).unwrap(), request, facts).0)
}

fn blocked() -> PlatformRestrictions {
    let mut platforms = PlatformRestrictions::default();
    for row in RestrictionRow::ALL {
        platforms.row_mut(row).access = Access::Block;
    }
    platforms
}

/// A policy for some of the groups `a` to `d`: each plainly, narrowed by one of the six filters, excluded or not at all.
fn assigned() -> impl Strategy<Value = PlatformRestrictionPolicy> {
    proptest::collection::vec((0..5_u8, 0..6_u8), 4).prop_map(|roles| {
        let mut policy = PlatformRestrictionPolicy {
            excluded_groups: Vec::new(),
            filtered: Vec::new(),
            groups: Vec::new(),
            id: "added".parse().unwrap(),
            name: "Added".to_owned(),
            platforms: PlatformRestrictions::default(),
        };
        for (group, (role, filter)) in ["a", "b", "c", "d"].iter().zip(roles) {
            let group: GroupId = group.parse().unwrap();
            let mode = match role {
                0 => continue,
                1 => {
                    policy.groups.push(group);
                    continue;
                }
                2 => {
                    policy.excluded_groups.push(group);
                    continue;
                }
                3 => FilterMode::Include,
                _ => FilterMode::Exclude,
            };
            policy.filtered.push(FilteredGroup {
                filter: format!("f{filter}").parse().unwrap(),
                group,
                mode,
            });
        }
        policy
    })
}

/// A filter that means no device of the two platforms that are asked about.
fn nobody() -> Filter {
    Filter {
        id: "nobody".parse().unwrap(),
        name: "Nobody".to_owned(),
        platform: Platform::Windows,
        rule: "device.osVersion -ge 0".to_owned(),
    }
}

proptest! {
    #[test]
    fn every_question_has_one_answer_whoever_asks_and_by_whatever_method(
        policy in policy(), facts in facts(), platform in select(Platform::ALL.to_vec()),
        method in select(EnrollmentMethod::ALL.to_vec()),
        ownership in select(vec![Ownership::Personal, Ownership::Corporate])
    ) {
        let request = EnrollmentRequest { platform, method, ownership };
        let (verdict, trace) = decided(&policy, &request, &facts);
        prop_assert_eq!(&decided(&policy, &request, &facts), &(verdict.clone(), trace.clone()));
        prop_assert_eq!(decide(&policy, &request, &facts, NOW, &mut ()), verdict);
        for rule in [
            RuleName::AccountEnabled, RuleName::EnrollmentInScope, RuleName::MethodAllowed, RuleName::Ownership,
            RuleName::VersionSupported, RuleName::DeviceLimit, RuleName::WorkProfileLimit, RuleName::TermsAccepted,
        ] {
            prop_assert_eq!(trace.iter().filter(|entry| entry.rule == rule).count(), 1, "{:?}", rule);
        }
    }

    #[test]
    fn a_policy_before_all_others_that_blocks_everything_admits_nobody_newly(
        draft in draft(), request in request(), facts in facts(), policy in assigned()
    ) {
        let before = severity_under(draft.clone(), &request, &facts);
        let mut stricter = draft;
        let policy = PlatformRestrictionPolicy { platforms: blocked(), ..policy };
        stricter.platform_restrictions.assigned.insert(0, policy);
        prop_assert!(severity_under(stricter, &request, &facts) >= before);
    }

    #[test]
    fn a_policy_before_all_others_that_allows_everything_refuses_nobody_newly(
        draft in draft(), request in request(), facts in facts(), policy in assigned()
    ) {
        let mut before = decided(&PolicySet::new(draft.clone()).unwrap(), &request, &facts).0;
        let mut looser = draft;
        looser.platform_restrictions.assigned.insert(0, policy);
        let mut after = decided(&PolicySet::new(looser).unwrap(), &request, &facts).0;
        // While nobody knows whether it applies, what it would need to know may still be missing.
        for verdict in [&mut before, &mut after] {
            if let Verdict::AllowPending { ownership, .. } = verdict {
                *verdict = Verdict::Allow { ownership: *ownership };
            }
        }
        prop_assert!(severity(&after) <= severity(&before), "{before:?} {after:?}");
    }

    #[test]
    fn a_limit_of_one_before_all_others_admits_nobody_newly(
        draft in draft(), request in request(), facts in facts(), policy in assigned()
    ) {
        let before = severity_under(draft.clone(), &request, &facts);
        let mut stricter = draft;
        stricter.device_limits.assigned.insert(0, DeviceLimitPolicy {
            excluded_groups: policy.excluded_groups,
            groups: policy.groups,
            id: policy.id,
            limit: DeviceLimit::MIN,
            name: policy.name,
        });
        prop_assert!(severity_under(stricter, &request, &facts) >= before);
    }

    #[test]
    fn a_manufacturer_more_or_a_narrower_range_admits_nobody_newly(
        draft in draft(), request in request(), facts in facts(), place: Index, row: Index, version in version(), which in 0..3_u8
    ) {
        let before = severity_under(draft.clone(), &request, &facts);
        let mut stricter = draft;
        let restrictions = &mut stricter.platform_restrictions;
        let place = place.index(restrictions.assigned.len().saturating_add(1));
        let platforms = restrictions.assigned.get_mut(place).map(|policy| &mut policy.platforms);
        // Those that are asked about, and write versions in any form.
        let rows = [
            RestrictionRow::Platform(Platform::Android),
            RestrictionRow::Platform(Platform::Linux),
            RestrictionRow::AndroidDeviceAdministrator,
        ];
        let row = rows[row.index(rows.len())];
        let restriction = platforms.unwrap_or(&mut restrictions.default).row_mut(row);
        match which {
            0 => {
                let maker = "Borealis".parse().unwrap();
                restriction.blocked_manufacturers.push(maker);
            }
            1 => {
                let raised = restriction.minimum_version.map_or(version, |least| least.max(version));
                prop_assume!(restriction.maximum_version.is_none_or(|most| raised <= most));
                restriction.minimum_version = Some(raised);
            }
            _ => {
                let lowered = restriction.maximum_version.map_or(version, |most| most.min(version));
                prop_assume!(restriction.minimum_version.is_none_or(|least| least <= lowered));
                restriction.maximum_version = Some(lowered);
            }
        }
        prop_assert!(severity_under(stricter, &request, &facts) >= before);
    }

    #[test]
    fn a_group_less_in_scope_admits_nobody_newly(
        draft in draft(), request in request(), facts in facts(), group: Index, at_first in any::<bool>()
    ) {
        let mut wide = draft;
        if at_first {
            wide.enrollment_scope = EnrollmentScope::Everyone;
        }
        let before = severity_under(wide.clone(), &request, &facts);
        let groups = match &wide.enrollment_scope {
            EnrollmentScope::Groups { groups } if !groups.is_empty() => {
                let mut fewer = groups.clone();
                fewer.remove(group.index(fewer.len()));
                fewer
            }
            // Some instead of everyone.
            _ => vec!["a".parse().unwrap(), "c".parse().unwrap()],
        };
        prop_assume!(wide.enrollment_scope == EnrollmentScope::Everyone
            || matches!(&wide.enrollment_scope, EnrollmentScope::Groups { groups } if !groups.is_empty()));
        wide.enrollment_scope = EnrollmentScope::Groups { groups };
        prop_assert!(severity_under(wide, &request, &facts) >= before);
    }

    #[test]
    fn terms_that_are_not_accepted_and_a_disabled_account_admit_nobody_newly(
        policy in policy(), request in request(), facts in facts(), disabled in any::<bool>()
    ) {
        let before = severity(&decided(&policy, &request, &facts).0);
        let mut asked = facts;
        asked.disabled |= disabled;
        asked.unaccepted_terms.push(TermsVersion { terms: "more".parse().unwrap(), version: 2 });
        let after = decided(&policy, &request, &asked).0;
        prop_assert!(severity(&after) >= before);
        prop_assert_eq!(severity(&after), 2, "{:?}", after);
    }

    /// A filter only ever narrows: what it never means is as if its group were not there, or as if it had no filter.
    #[test]
    fn a_filter_that_means_no_device_includes_none_and_excludes_none(
        draft in draft(), request in request(), facts in facts(), place: Index, group in select(vec!["a", "b", "c", "d"]),
        exclude in any::<bool>()
    ) {
        prop_assume!(!draft.platform_restrictions.assigned.is_empty());
        let place = place.index(draft.platform_restrictions.assigned.len());
        let group: GroupId = group.parse().unwrap();
        let mut without = draft;
        without.filters.push(nobody());
        let policy = &mut without.platform_restrictions.assigned[place];
        policy.groups.retain(|other| *other != group);
        policy.filtered.retain(|other| other.group != group);
        policy.excluded_groups.retain(|other| *other != group);
        let mut narrowed = without.clone();
        let entry = FilteredGroup {
            filter: "nobody".parse().unwrap(),
            group: group.clone(),
            mode: if exclude { FilterMode::Exclude } else { FilterMode::Include },
        };
        narrowed.platform_restrictions.assigned[place].filtered.push(entry);
        if exclude {
            without.platform_restrictions.assigned[place].groups.push(group);
        }
        let verdict = |draft| decided(&PolicySet::new(draft).unwrap(), &request, &facts).0;
        prop_assert_eq!(verdict(narrowed), verdict(without));
    }
}
