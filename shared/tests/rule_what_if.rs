//! What another policy would say, natively.

use muster_shared::enrollment::what_if::{Outcomes, what_if};
use muster_shared::enrollment::{Verdict, decide};
use muster_shared::policy::PolicySet;
use muster_shared::testing::fleet::{crowded_policy, fleet};
use muster_shared::time::Timestamp;

const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_450_441);

#[test]
fn a_higher_minimum_refuses_exactly_those_between_the_two_who_were_not_refused() {
    let fleet = fleet(12_000);
    let (old, new) = (
        crowded_policy("10.0.19045").unwrap(),
        crowded_policy("10.0.22631").unwrap(),
    );
    let answered = what_if(&fleet, &old, &new, NOW, 10);
    let decided = |policy: &PolicySet| -> Vec<Verdict> {
        fleet
            .iter()
            .map(|input| decide(policy, &input.request, &input.facts, NOW, &mut ()))
            .collect()
    };
    let pairs: Vec<_> = decided(&old).into_iter().zip(decided(&new)).collect();
    let count = |what: fn(&(Verdict, Verdict)) -> bool| {
        u32::try_from(pairs.iter().filter(|pair| what(pair)).count()).unwrap()
    };
    let newly = count(|(before, after)| {
        matches!(
            (before, after),
            (Verdict::Allow { .. }, Verdict::Refuse { .. })
        )
    });
    assert!(newly > 1_000, "{newly}");
    assert_eq!(answered.newly_refused, newly);
    assert_eq!(answered.no_longer_refused, 0);
    // Who had too many devices is now refused for the system, which is looked at first: another cause. Who was refused for
    // the system still is, though the refusal names another minimum: no difference.
    let other_cause = count(|pair| match pair {
        (Verdict::Refuse { refusal: before }, Verdict::Refuse { refusal: after }) => {
            before.code() != after.code()
        }
        _ => false,
    });
    assert!(other_cause > 100, "{other_cause}");
    assert_eq!(answered.different, newly + other_cause);
    assert!(answered.different < count(|(before, after)| before != after));
    assert_eq!(
        answered.after,
        Outcomes {
            allowed: count(|(_, after)| matches!(after, Verdict::Allow { .. })),
            pending: 0,
            refused: count(|(_, after)| matches!(after, Verdict::Refuse { .. })),
        }
    );
}

#[test]
fn all_differences_are_counted_and_the_first_are_listed_in_order() {
    let fleet = fleet(10_000);
    let (old, new) = (
        crowded_policy("10.0.19045").unwrap(),
        crowded_policy("10.0.22631").unwrap(),
    );
    let all = what_if(&fleet, &old, &new, NOW, usize::MAX);
    let some = what_if(&fleet, &old, &new, NOW, 7);
    assert_eq!(
        all.differences.len(),
        usize::try_from(all.different).unwrap()
    );
    assert_eq!(some.differences, all.differences.get(..7).unwrap());
    assert_eq!(some.different, all.different);
    assert!(
        all.differences
            .iter()
            .all(|found| found.before != found.after)
    );
}

#[test]
fn the_same_policy_changes_nothing_and_the_way_back_undoes_it() {
    let fleet = fleet(5_000);
    let (old, new) = (
        crowded_policy("10.0.19045").unwrap(),
        crowded_policy("10.0.22631").unwrap(),
    );
    assert_eq!(what_if(&fleet, &old, &old, NOW, 10).different, 0);
    let (there, back) = (
        what_if(&fleet, &old, &new, NOW, 0),
        what_if(&fleet, &new, &old, NOW, 0),
    );
    assert_eq!(
        (there.before, there.after, there.newly_refused),
        (back.after, back.before, back.no_longer_refused)
    );
}
