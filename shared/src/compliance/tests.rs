//! What must hold of any evaluation, and of any course through time.

use core::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::api::{DeviceFact, DeviceFactName};
use crate::enrollment::Source;
use crate::platform::{OsVersion, Platform};
use crate::time::Timestamp;

const fn at(hours: u64) -> Timestamp {
    Timestamp::from_unix_seconds(hours.saturating_mul(3_600))
}

fn policy(id: &str, platform: Platform, settings: ComplianceSettings) -> CompliancePolicy {
    CompliancePolicy {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        platform,
        settings,
        groups: Vec::new(),
        device_groups: Vec::new(),
        excluded_groups: Vec::new(),
        excluded_device_groups: Vec::new(),
        actions: Vec::new(),
    }
}

fn action(action: ActionKind, after: &str) -> PolicyAction {
    PolicyAction {
        action,
        after_days: after.parse().unwrap(),
        message: (action == ActionKind::Mail).then(|| "m".parse().unwrap()),
    }
}

fn asked(policies: &[&CompliancePolicy], facts: &[DeviceFact]) -> Outcome {
    evaluate(&Asked {
        policies,
        no_policy: NoPolicy::Compliant,
        facts,
        keeps: &|_| true,
        scripts: None,
    })
}

fn fact(name: DeviceFactName, value: &str) -> DeviceFact {
    DeviceFact {
        name,
        value: value.to_owned(),
        source: Source::Claimed,
        learnt_at: Timestamp::EPOCH,
    }
}

/// A device that has reported and stands like this from the first hour on.
fn state_after(outcome: &Outcome, hours: u64) -> ComplianceState {
    let mut course = Course::default();
    let observed = Observed {
        outcome,
        unknown_until: None,
    };
    course.observe(&observed, at(0));
    course.advance(at(hours));
    course.state(at(hours)).0
}

fn is_tolerated(outcome: &Outcome, hours: u64) -> bool {
    let mut course = Course::default();
    let observed = Observed {
        outcome,
        unknown_until: None,
    };
    course.observe(&observed, at(0));
    let (state, grace_until) = course.state(at(0));
    let standing = ComplianceStanding {
        state,
        grace_until,
        compliant_until: None,
    };
    standing.is_tolerated(at(hours))
}

fn settings() -> impl Strategy<Value = ComplianceSettings> {
    let version = || prop::option::of((1_u32..4).prop_map(|n| n.to_string().parse().unwrap()));
    let conditions = prop::sample::subsequence(
        vec![
            Condition::DiskEncryption,
            Condition::SecureBoot,
            Condition::Firewall,
            Condition::Antivirus,
            Condition::Tpm,
            Condition::Passcode,
        ],
        0..=6,
    );
    (version(), version(), conditions).prop_map(|(least, most, require)| ComplianceSettings {
        minimum_os_version: least,
        maximum_os_version: most,
        require,
        ..ComplianceSettings::default()
    })
}

fn policies() -> impl Strategy<Value = Vec<CompliancePolicy>> {
    let one = (settings(), prop::option::of(0_u32..4));
    prop::collection::vec(one, 1..5).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(place, (settings, grace))| {
                let mut one = policy(&format!("p{place}"), Platform::Windows, settings);
                if let Some(days) = grace {
                    one.actions
                        .push(action(ActionKind::Mark, &days.to_string()));
                }
                one
            })
            .collect()
    })
}

fn facts() -> impl Strategy<Value = Vec<DeviceFact>> {
    use DeviceFactName as Name;
    let version = prop::option::of((1_u32..4).prop_map(|n| fact(Name::OsVersion, &n.to_string())));
    let answer = |name: Name, yes: &'static str| {
        prop::option::of(prop::sample::select(vec![yes, "no", "error"]))
            .prop_map(move |value| value.map(|value| fact(name, value)))
    };
    (
        version,
        answer(Name::DiskEncryption, "encrypted"),
        answer(Name::SecureBoot, "yes"),
        answer(Name::Firewall, "yes"),
        answer(Name::Antivirus, "yes"),
        answer(Name::Tpm, "yes"),
        answer(Name::Passcode, "yes"),
    )
        .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g].into_iter().flatten().collect())
}

proptest! {
    #[test]
    fn a_limit_that_is_not_set_never_fails(facts in facts(), platform in prop::sample::select(&Platform::ALL[..])) {
        let unset = policy("unset", platform, ComplianceSettings::default());
        let outcome = asked(&[&unset], &facts);
        prop_assert!(outcome.rules.is_empty() && outcome.open.is_empty());
        for hours in [0, 24, 24 * 365] {
            prop_assert!(is_tolerated(&outcome, hours));
        }
    }

    #[test]
    fn one_more_limit_never_makes_anything_better(
        policies in policies(), facts in facts(), more in settings(), place in 0_usize..4, hours in 0_u64..240,
    ) {
        let mut stricter = policies.clone();
        let place = place % stricter.len();
        let own = &mut stricter[place].settings;
        own.minimum_os_version = own.minimum_os_version.max(more.minimum_os_version);
        own.maximum_os_version = match (own.maximum_os_version, more.maximum_os_version) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        for condition in more.require {
            if !own.require.contains(&condition) {
                own.require.push(condition);
            }
        }
        let of = |all: &[CompliancePolicy]| asked(&all.iter().collect::<Vec<_>>(), &facts);
        let (before, after) = (of(&policies), of(&stricter));
        prop_assert!(is_tolerated(&before, hours) || !is_tolerated(&after, hours));
        // By rank too, apart from an error that has become a broken rule with time, and from a device of which nothing was
        // asked before.
        if hours < 7 * 24 && !before.rules.is_empty() {
            prop_assert!(state_after(&before, hours) <= state_after(&after, hours));
        }
    }

    #[test]
    fn one_more_policy_never_makes_anything_better(
        policies in policies(), facts in facts(), more in settings(), hours in 0_u64..240,
    ) {
        let more = policy("more", Platform::Windows, more);
        let mut all: Vec<&CompliancePolicy> = policies.iter().collect();
        let before = asked(&all, &facts);
        all.push(&more);
        let after = asked(&all, &facts);
        prop_assert!(is_tolerated(&before, hours) || !is_tolerated(&after, hours));
    }

    #[test]
    fn the_order_of_policies_does_not_matter(policies in policies(), facts in facts(), turn in 0_usize..5) {
        let mut all: Vec<&CompliancePolicy> = policies.iter().collect();
        let before = asked(&all, &facts);
        let turn = turn % all.len();
        all.rotate_left(turn);
        all.reverse();
        prop_assert_eq!(asked(&all, &facts), before);
    }

    #[test]
    fn what_the_gate_says_later_is_what_the_course_says_then(
        policies in policies(), facts in facts(), hours in 0_u64..240, reported in any::<bool>(),
    ) {
        let outcome = asked(&policies.iter().collect::<Vec<_>>(), &facts);
        let mut course = Course::default();
        let observed = Observed { outcome: &outcome, unknown_until: (!reported).then(|| at(24)) };
        course.observe(&observed, at(0));
        let written = course.state(at(0));
        let standing = ComplianceStanding { state: written.0, grace_until: written.1, compliant_until: None };
        // Time may pass in any steps.
        for step in (0..=hours).step_by(7) {
            course.advance(at(step));
        }
        course.advance(at(hours));
        let (state, grace_until) = course.state(at(hours));
        let then = ComplianceStanding { state, grace_until, compliant_until: None };
        prop_assert_eq!(standing.is_tolerated(at(hours)), then.is_tolerated(at(hours)));
    }

    #[test]
    fn everything_that_time_changes_has_a_moment_at_which_somebody_looks(
        policies in policies(), facts in facts(),
    ) {
        let outcome = asked(&policies.iter().collect::<Vec<_>>(), &facts);
        let mut course = Course::default();
        course.observe(&Observed { outcome: &outcome, unknown_until: Some(at(24)) }, at(0));
        let mut now = at(0);
        for _ in 0..20 {
            let next = course.wakes_at(now);
            // One second before it nothing is different.
            let end = next.unwrap_or(at(10_000));
            let eve = end.minus(Duration::from_secs(1)).max(now);
            let mut unseen = course.clone();
            unseen.advance(eve);
            prop_assert_eq!(unseen.state(eve).0, course.state(now).0);
            let Some(next) = next else { return Ok(()); };
            now = next;
            course.advance(now);
            course.fire(now);
        }
        prop_assert!(false, "an alarm that never ends");
    }
}

fn encryption(value: &str) -> Vec<DeviceFact> {
    vec![fact(DeviceFactName::DiskEncryption, value)]
}

fn encrypted_after(grace: &str) -> CompliancePolicy {
    let settings = ComplianceSettings {
        require: vec![Condition::DiskEncryption],
        ..ComplianceSettings::default()
    };
    let mut one = policy("disk", Platform::Linux, settings);
    one.actions = vec![
        action(ActionKind::Mark, grace),
        action(ActionKind::Mail, "0"),
        action(ActionKind::Mail, "2"),
        action(ActionKind::RetireList, "3"),
        action(ActionKind::Lock, "3"),
    ];
    one
}

fn observe(course: &mut Course, policies: &[&CompliancePolicy], facts: &[DeviceFact], hours: u64) {
    let outcome = asked(policies, facts);
    let observed = Observed {
        outcome: &outcome,
        unknown_until: None,
    };
    course.observe(&observed, at(hours));
}

#[test]
fn grace_counts_from_the_first_break_and_not_anew_for_another_rule() {
    let disk = encrypted_after("0.25");
    let version: OsVersion = "13".parse().unwrap();
    let newer = ComplianceSettings {
        minimum_os_version: Some(version),
        ..ComplianceSettings::default()
    };
    let mut system = policy("system", Platform::Linux, newer);
    system.actions = vec![action(ActionKind::Mark, "10")];
    let mut facts = encryption("not_encrypted");
    facts.push(fact(DeviceFactName::OsVersion, "13"));
    let mut course = Course::default();
    let both = [&disk, &system];
    observe(&mut course, &both, &facts, 100);
    assert_eq!(
        course.state(at(100)),
        (ComplianceState::InGracePeriod, Some(at(106)))
    );
    facts[1].value = "12".to_owned();
    observe(&mut course, &both, &facts, 103);
    assert_eq!(
        course.state(at(103)),
        (ComplianceState::InGracePeriod, Some(at(106)))
    );
    assert_eq!(course.state(at(106)), (ComplianceState::NotCompliant, None));
    // The first rule is kept again: the other one is as old as the break.
    facts[0].value = "encrypted".to_owned();
    observe(&mut course, &both, &facts, 110);
    assert_eq!(
        course.state(at(110)),
        (ComplianceState::InGracePeriod, Some(at(340)))
    );
    // All are kept, and grace begins anew.
    facts[1].value = "13".to_owned();
    observe(&mut course, &both, &facts, 120);
    assert_eq!(course.state(at(120)), (ComplianceState::Compliant, None));
    facts[1].value = "12".to_owned();
    observe(&mut course, &both, &facts, 130);
    assert_eq!(
        course.state(at(130)),
        (ComplianceState::InGracePeriod, Some(at(370)))
    );
}

#[test]
fn each_action_is_taken_once_at_its_time_and_anew_only_after_all_was_well() {
    let disk = encrypted_after("1");
    let mut course = Course::default();
    observe(&mut course, &[&disk], &encryption("not_encrypted"), 0);
    let mut taken = Vec::new();
    let mut look = |course: &mut Course, hours: u64| {
        course.advance(at(hours));
        let actions = course.fire(at(hours));
        taken.push(actions.iter().map(|fired| fired.action).collect::<Vec<_>>());
    };
    for hours in [0, 1, 47, 48, 72, 1_000] {
        look(&mut course, hours);
    }
    observe(&mut course, &[&disk], &encryption("encrypted"), 1_001);
    look(&mut course, 1_001);
    observe(&mut course, &[&disk], &encryption("not_encrypted"), 1_002);
    look(&mut course, 1_002);
    use ActionKind::{Lock, Mail, RetireList};
    assert_eq!(
        taken,
        [
            vec![Mail],
            vec![],
            vec![],
            vec![Mail],
            vec![RetireList, Lock],
            vec![],
            vec![],
            vec![Mail]
        ]
    );
}

#[test]
fn an_error_is_shown_for_seven_days_and_is_then_not_compliant() {
    let disk = encrypted_after("0");
    let mut course = Course::default();
    observe(&mut course, &[&disk], &encryption("error"), 0);
    assert_eq!(course.fire(at(0)), []);
    assert_eq!(course.state(at(0)), (ComplianceState::Error, Some(at(168))));
    assert_eq!(course.wakes_at(at(0)), Some(at(168)));
    course.advance(at(168));
    assert_eq!(course.state(at(168)), (ComplianceState::NotCompliant, None));
    assert_eq!(course.fire(at(168)).len(), 1);
    observe(&mut course, &[&disk], &encryption("encrypted"), 169);
    assert_eq!(course.state(at(169)), (ComplianceState::Compliant, None));
}

#[test]
fn before_its_first_report_a_device_has_a_day_and_afterwards_what_it_does_not_tell_is_not_kept() {
    let disk = encrypted_after("1");
    let outcome = asked(&[&disk], &[]);
    assert_eq!(outcome.rules[0].result, RuleResult::Unknown);
    let mut course = Course::default();
    let unreported = Observed {
        outcome: &outcome,
        unknown_until: Some(at(24)),
    };
    course.observe(&unreported, at(0));
    assert_eq!(
        course.state(at(0)),
        (ComplianceState::Unknown, Some(at(48)))
    );
    course.advance(at(30));
    assert_eq!(
        course.state(at(30)),
        (ComplianceState::InGracePeriod, Some(at(48)))
    );
    course.advance(at(48));
    assert_eq!(course.state(at(48)).0, ComplianceState::NotCompliant);
    assert_eq!(state_after(&outcome, 0), ComplianceState::InGracePeriod);
}

#[test]
fn a_device_without_a_policy_is_what_the_organisation_says() {
    let of = |no_policy| {
        let outcome = evaluate(&Asked {
            policies: &[],
            no_policy,
            facts: &[],
            keeps: &|_| true,
            scripts: None,
        });
        (state_after(&outcome, 0), outcome.rules.len())
    };
    assert_eq!(of(NoPolicy::Compliant), (ComplianceState::Compliant, 0));
    assert_eq!(
        of(NoPolicy::NotCompliant),
        (ComplianceState::NotCompliant, 1)
    );
}

#[test]
fn what_the_organisation_has_chosen_not_to_know_is_not_asked() {
    let disk = encrypted_after("0");
    let outcome = evaluate(&Asked {
        policies: &[&disk],
        no_policy: NoPolicy::Compliant,
        facts: &encryption("not_encrypted"),
        keeps: &|fact| fact != DeviceFactName::DiskEncryption,
        scripts: None,
    });
    assert_eq!(outcome.rules[0].result, RuleResult::NotApplicable);
    assert_eq!(state_after(&outcome, 0), ComplianceState::NotApplicable);
}

#[test]
fn states_stand_in_the_order_in_which_the_highest_wins() {
    assert!(ComplianceState::ALL.is_sorted());
    for state in ComplianceState::ALL {
        let json = serde_json::to_value(state).unwrap();
        assert_eq!(json, state.as_str());
    }
}

#[test]
fn a_policy_is_for_those_that_it_names_and_never_for_those_that_it_excludes() {
    let mut one = policy("one", Platform::Linux, ComplianceSettings::default());
    let group = |id: &str| vec![id.parse().unwrap()];
    let device = |id: &str| vec![id.parse().unwrap()];
    let is_for = |one: &CompliancePolicy, person: &str, machine: &str| {
        one.is_for(Platform::Linux, &group(person), &device(machine))
    };
    assert!(is_for(&one, "a", "x"));
    assert!(!one.is_for(Platform::Windows, &group("a"), &device("x")));
    one.groups = group("a");
    assert!(is_for(&one, "a", "x") && !is_for(&one, "b", "x"));
    one.device_groups = device("x");
    assert!(is_for(&one, "b", "x") && is_for(&one, "a", "y") && !is_for(&one, "b", "y"));
    one.excluded_device_groups = device("x");
    assert!(!is_for(&one, "a", "x") && is_for(&one, "a", "y"));
    one.excluded_groups = group("a");
    assert!(!is_for(&one, "a", "y"));
}

#[test]
fn a_remedy_can_be_read_out_of_json_as_it_is() {
    for setting in ComplianceSetting::ALL {
        for platform in Platform::ALL {
            let words = remedy(setting, platform);
            assert!(
                words.ends_with('.') && !words.contains(['"', '\\']),
                "{words}"
            );
        }
    }
}

#[test]
fn what_was_done_reads_back_as_it_is_written() {
    for action in ActionKind::ALL {
        assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
        for (policy, message) in [(None, None), (Some("p"), Some("m"))] {
            let fired = Fired {
                policy: policy.map(|id| id.parse().unwrap()),
                action,
                after_days: "0.25".parse().unwrap(),
                message: message.map(|id| id.parse().unwrap()),
            };
            assert_eq!(fired.to_string().parse(), Ok(fired));
        }
    }
    for bad in [
        "",
        "p/mail/1",
        "p/mail/1/m/x",
        "p/dance/1/",
        "p/mail/x/m",
        "P!/mail/1/",
    ] {
        assert_eq!(bad.parse::<Fired>(), Err(NotFired), "{bad}");
    }
}
