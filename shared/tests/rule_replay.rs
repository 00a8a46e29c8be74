//! What is recorded of a decision takes it again, word for word.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod rule_support;

use muster_shared::enrollment::{
    EnrollmentRequest, Facts, RULES_VERSION, RecordedDecision, Replay, TraceEntry, Verdict,
};
use muster_shared::platform::Ownership;
use muster_shared::policy::{DecidedUnder, PolicySet};
use proptest::prelude::*;
use rule_support::{NOW, decided, facts, policy, request};
use serde_json::json;

fn record(
    policy: &PolicySet,
    request: &EnrollmentRequest,
    facts: &Facts,
) -> (RecordedDecision, Vec<TraceEntry>) {
    let (verdict, trace) = decided(policy, request, facts);
    let record = RecordedDecision {
        number: 7,
        at: NOW,
        request: *request,
        facts: facts.clone(),
        policy: policy.version(),
        rules: RULES_VERSION,
        under: DecidedUnder::default(),
        verdict,
        device: None,
    };
    (record, trace)
}

/// A decision as it was kept before there were rollouts, categories and everything else that came later.
fn older(verdict: &serde_json::Value) -> RecordedDecision {
    serde_json::from_value(json!({
        "number": 3, "at": "2026-06-01T08:00:00Z",
        "request": { "platform": "linux", "method": "est", "ownership": "personal" },
        "facts": {
            "groups": ["staff"], "disabled": false,
            "devices_in_use": { "known": { "value": 1, "source": "attested" } },
            "os_version": "unknown", "manufacturer": "unknown"
        },
        "policy": PolicySet::starting().version(), "rules": 1, "verdict": verdict,
        "device": null
    }))
    .unwrap()
}

#[test]
fn a_decision_from_before_rollouts_is_read_and_comes_out_the_same() {
    let record = older(&json!({ "outcome": "allow", "ownership": "personal" }));
    assert_eq!(record.under, DecidedUnder::default());
    let replay = record.replay(Some(&PolicySet::starting()));
    assert!(matches!(replay, Replay::Equal { .. }), "{replay:?}");
}

#[test]
fn a_decision_that_other_rules_took_says_so_when_it_comes_out_otherwise() {
    let record = older(&json!({ "outcome": "allow", "ownership": "corporate" }));
    let replay = record.replay(Some(&PolicySet::starting()));
    let Replay::Different {
        verdict,
        rules,
        rules_have_changed,
        ..
    } = replay
    else {
        panic!("{replay:?}")
    };
    let ownership = Ownership::Personal;
    assert_eq!(verdict, Verdict::Allow { ownership });
    assert_eq!((rules, rules_have_changed), (RULES_VERSION, true));
}

proptest! {
    #[test]
    fn a_recorded_decision_comes_out_as_it_was(
        policy in policy(), request in request(), facts in facts(), other in policy(),
    ) {
        let (record, trace) = record(&policy, &request, &facts);
        // By way of the row in which it is kept.
        let kept: RecordedDecision =
            serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
        prop_assert_eq!(&kept, &record);
        prop_assert_eq!(kept.replay(Some(&policy)), Replay::Equal { trace });
        prop_assert_eq!(kept.replay(None), Replay::PolicyNotKept);
        if other.version() != policy.version() {
            prop_assert_eq!(kept.replay(Some(&other)), Replay::PolicyNotKept);
        }
        // A verdict that was altered since is found out.
        let ownership = match kept.verdict {
            Verdict::Allow { ownership: Ownership::Personal } => Ownership::Corporate,
            _ => Ownership::Personal,
        };
        let altered = RecordedDecision { verdict: Verdict::Allow { ownership }, ..kept.clone() };
        let replay = altered.replay(Some(&policy));
        let found_out = matches!(
            &replay,
            Replay::Different { verdict, rules_have_changed: false, .. } if *verdict == kept.verdict
        );
        prop_assert!(found_out || altered.verdict == kept.verdict, "{:?}", replay);
    }
}
