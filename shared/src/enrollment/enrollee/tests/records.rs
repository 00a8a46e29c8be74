//! What is recorded of a decision, and that old records stay readable.

use super::*;
use crate::enrollment::enrollee::rows::EnrolleeHeader;
use crate::enrollment::{Fact, RULES_VERSION, RecordedDecision, Verdict};
use crate::ids::RolloutId;
use crate::store::{Command, ObjectKind as _, Unit};
use crate::tenant::section::DeviceGroups;
use crate::testing::MemoryRows;

fn from_version_9() -> PolicySet {
    let mut draft = PolicySet::starting().into_draft();
    draft.platform_restrictions.default.linux.minimum_version = Some("9".parse().unwrap());
    PolicySet::new(draft).unwrap()
}

#[test]
fn the_decision_at_a_check_in_is_recorded_with_all_it_was_taken_from() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Est);
    story.admit(0, 1, Facts::default(), from_version_9());
    story.complete(0);
    let (device, presented) = story.issued[0];
    let under = DecidedUnder {
        configuration: 7,
        ring: Some(RolloutId::from_random([4; 16])),
    };
    let facts = Facts {
        groups: vec!["staff".parse().unwrap()],
        ..Facts::default()
    };
    story.ask(&CheckIn {
        device,
        presented,
        proof: RequestProof::Tls,
        report: CheckInReport {
            os_version: Some("9.4".parse().unwrap()),
            manufacturer: Some("Acme".to_owned()),
            ..CheckInReport::default()
        },
        decide_by: Some((from_version_9(), facts)),
        under,
        identifiers: LookUp::default(),
        device_groups: DeviceGroups::default(),
        keep: KeptFacts::default(),
        configuration: ConfigurationAsk::default(),
    });
    let attempts: Vec<RecordedDecision> = story.rows();
    let [first, second] = attempts.as_slice() else {
        panic!("{attempts:?}")
    };
    assert!(matches!(first.verdict, Verdict::AllowPending { .. }));
    assert_eq!(first.under, DecidedUnder::default());
    assert_eq!(
        second.verdict,
        Verdict::Allow {
            ownership: Ownership::Personal
        }
    );
    assert_eq!(
        (second.under, second.policy, second.rules, second.device),
        (
            under,
            from_version_9().version(),
            RULES_VERSION,
            Some(device)
        )
    );
    assert_eq!(second.facts.groups, ["staff".parse().unwrap()]);
    assert_eq!(
        second.facts.os_version,
        Fact::claimed("9.4".parse().unwrap())
    );
    assert_eq!(second.facts.manufacturer, Fact::claimed("Acme".to_owned()));
    // Of the others, not of itself.
    assert_eq!(second.facts.devices_in_use, Fact::attested(0));
    // What is recorded decides the same again.
    let again = crate::enrollment::decide(
        &from_version_9(),
        &second.request,
        &second.facts,
        second.at,
        &mut (),
    );
    assert_eq!(again, second.verdict);
}

/// A decision, a device and their object as they were written before there were rollouts, categories and identifiers.
const HEADER: &str = r#"{"tenant":"default","enrollee":"enr_0g69t6wzhk72k31ybbjhyya5jv",
    "kind":{"kind":"person","user":"usr_02j9dfth72jhq5gekzcgt5gpkq"},"next_event":2,"next_attempt":2}"#;
const ATTEMPT: &str = r#"{"number":1,"at":"2027-01-15T08:00:00Z",
    "request":{"platform":"linux","method":"est","ownership":"personal"},
    "facts":{"groups":["staff"],"disabled":false,"devices_in_use":{"known":{"value":0,"source":"attested"}},
        "os_version":"unknown","manufacturer":"unknown"},
    "policy":"b702c627c67d4de85daf7b6fda9695641eabacd088194aa8e2f90170599bb98a","rules":1,
    "verdict":{"outcome":"allow_pending","ownership":"personal","missing":["os_version"],"until":"2027-01-16T08:00:00Z"},
    "device":"dev_2h6ah06ya1bzmryeg702qw5a81"}"#;
const DEVICE: &str = r#"{"id":"dev_2h6ah06ya1bzmryeg702qw5a81","name":"Linux 5A81",
    "request":{"platform":"linux","method":"est","ownership":"personal"},"ticket":"tkt_3d4z51h6sgnx7rbtng4j41nc0a",
    "enrolled_at":"2027-01-15T08:00:00Z","life":"enrolled"}"#;

#[test]
fn records_from_before_rollouts_are_read_and_decided_on_as_they_were() {
    let attempt: RecordedDecision = serde_json::from_str(ATTEMPT).unwrap();
    assert_eq!(attempt.under, DecidedUnder::default());
    assert_eq!(attempt.rules, 1);
    assert_eq!(attempt.policy, from_version_9().version());
    // By the policy of that version, whose name has not changed with what a policy may hold since.
    let again = crate::enrollment::decide(
        &from_version_9(),
        &attempt.request,
        &attempt.facts,
        attempt.at,
        &mut (),
    );
    assert_eq!(again, attempt.verdict);
    // And its facts are still written as they were, so that what was hashed or compared stays the same.
    let facts: serde_json::Value = serde_json::from_str(ATTEMPT).unwrap();
    assert_eq!(
        serde_json::to_value(&attempt.facts).unwrap(),
        facts["facts"]
    );

    let header: EnrolleeHeader = serde_json::from_str(HEADER).unwrap();
    let device: DeviceRow = serde_json::from_str(DEVICE).unwrap();
    let mut rows = MemoryRows::default();
    let mut unit = Unit::new(&rows);
    unit.put(&header).unwrap();
    unit.put(&attempt).unwrap();
    unit.put(&device).unwrap();
    let changes = unit.into_changes();
    rows.apply(&changes);
    let now = attempt.at.plus(Duration::from_hours(1));
    let list = serde_json::to_vec(&ListDevices {}).unwrap();
    let handled = Enrollee::dispatch(<ListDevices as Command>::NAME, &list, &rows, now).unwrap();
    let (views, in_use): (Vec<crate::api::DeviceView>, u32) =
        serde_json::from_slice(&handled.answer).unwrap();
    assert_eq!((views.len(), in_use), (1, 1));
    assert_eq!(views[0].status, DeviceStatus::Enrolled);
}
