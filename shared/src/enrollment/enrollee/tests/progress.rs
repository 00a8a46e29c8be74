//! An enrollment as the person who waits for it sees it.

use super::*;
use crate::api::{EnrollmentProgress, EnrollmentStage as Stage};
use crate::enrollment::Verdict;
use crate::tenant::section::DeviceGroups;

fn shown(story: &Story, ticket: usize) -> EnrollmentProgress {
    let (ticket, _) = story.tickets[ticket];
    story.ask(&ShowProgress { ticket }).unwrap()
}

fn code(progress: &EnrollmentProgress) -> Option<&'static str> {
    progress
        .refused
        .as_ref()
        .map(|attempt| attempt.refusal.code())
}

/// The code of the recorded decision that a progress names.
fn decided(story: &Story, progress: &EnrollmentProgress) -> Option<&'static str> {
    assert_eq!(progress.enrollee, Some(story.enrollee));
    let number = progress.refused.as_ref()?.decision?;
    let before = Some(number + 1);
    let (device, limit) = (None, 1);
    let read = ReadDecisions {
        before,
        device,
        limit,
    };
    match story.ask(&read).pop()?.verdict {
        Verdict::Refuse { refusal } => Some(refusal.code()),
        _ => None,
    }
}

fn report(story: &Story, version: &str, policy: &PolicySet) -> CheckedIn {
    let (device, presented) = story.issued[0];
    story.ask(&CheckIn {
        device,
        presented,
        proof: RequestProof::Tls,
        report: CheckInReport {
            os_version: Some(version.parse().unwrap()),
            ..CheckInReport::default()
        },
        decide_by: Some((policy.clone(), Facts::default())),
        under: DecidedUnder::default(),
        identifiers: LookUp::default(),
        device_groups: DeviceGroups::default(),
        keep: KeptFacts::default(),
        configuration: ConfigurationAsk::default(),
        compliance: None,
        hand_over: 0,
        command_results: Vec::new(),
    })
}

/// Linux from 11.0 on.
fn policy_that_asks_for_a_version() -> PolicySet {
    let mut draft = PolicySet::starting().into_draft();
    draft.platform_restrictions.default.linux.minimum_version = Some("11.0".parse().unwrap());
    PolicySet::new(draft).unwrap()
}

fn policy_that_blocks_linux() -> PolicySet {
    let mut draft = PolicySet::starting().into_draft();
    draft.platform_restrictions.default.linux.access = crate::policy::Access::Block;
    PolicySet::new(draft).unwrap()
}

#[test]
fn an_enrollment_by_the_agent_goes_from_waiting_to_enrolled() {
    let mut story = Story::begin();
    let policy = PolicySet::starting();
    story.open_ticket(EnrollmentMethod::Agent);
    let waiting = shown(&story, 0);
    assert_eq!((waiting.stage, waiting.issued_at), (Stage::Waiting, None));
    assert_eq!(
        waiting.expires_at,
        story.clock.now().plus(Duration::from_hours(4))
    );
    story.admit(0, 1, Facts::default(), policy.clone());
    let admitted = shown(&story, 0);
    assert_eq!((admitted.stage, admitted.device), (Stage::Waiting, None));
    story.complete(0);
    let issued_at = story.clock.now();
    let issued = shown(&story, 0);
    assert_eq!(
        (issued.stage, issued.issued_at),
        (Stage::Issued, Some(issued_at))
    );
    assert_eq!(issued.device.unwrap().id, story.issued[0].0);
    story.clock.advance(Duration::from_secs(2));
    let used_at = story.clock.now();
    let (device, presented) = story.issued[0];
    story.check_in(device, presented);
    let used = shown(&story, 0);
    assert_eq!(
        (used.stage, used.checked_in_at, used.reported_at),
        (Stage::CheckedIn, Some(used_at), None)
    );
    story.clock.advance(Duration::from_secs(2));
    report(&story, "12.8", &policy);
    let enrolled = shown(&story, 0);
    assert_eq!(
        (
            enrolled.stage,
            enrolled.issued_at,
            enrolled.checked_in_at,
            enrolled.reported_at
        ),
        (
            Stage::Enrolled,
            Some(issued_at),
            Some(used_at),
            Some(story.clock.now())
        )
    );
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    let ended = shown(&story, 0);
    assert_eq!((ended.stage, code(&ended)), (Stage::Ended, None));
    assert_eq!(ended.device.unwrap().status, DeviceStatus::Retired);
}

#[test]
fn est_alone_is_enrolled_with_the_certificate_unless_a_rule_waits_for_something() {
    for (policy, stage) in [
        (PolicySet::starting(), Stage::Enrolled),
        (policy_that_asks_for_a_version(), Stage::Issued),
    ] {
        let mut story = Story::begin();
        publish(&story, &policy);
        story.open_ticket(EnrollmentMethod::Est);
        story.admit(0, 1, Facts::default(), policy.clone());
        story.complete(0);
        assert_eq!(shown(&story, 0).stage, stage);
    }
}

#[test]
fn a_device_that_tells_what_the_policy_refuses_ends_with_that_refusal() {
    let policy = policy_that_asks_for_a_version();
    let mut story = Story::begin();
    publish(&story, &policy);
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(0, 1, Facts::default(), policy.clone());
    story.complete(0);
    story.clock.advance(Duration::from_secs(5));
    report(&story, "9.0", &policy);
    let ended = shown(&story, 0);
    assert_eq!(
        (ended.stage, code(&ended)),
        (Stage::Ended, Some("os-too-old"))
    );
    assert_eq!(ended.refused.as_ref().unwrap().at, story.clock.now());
    assert_eq!(decided(&story, &ended), Some("os-too-old"));
}

#[test]
fn what_had_to_be_told_and_was_not_ends_with_that_refusal() {
    let policy = policy_that_asks_for_a_version();
    let mut story = Story::begin();
    publish(&story, &policy);
    story.open_ticket(EnrollmentMethod::Est);
    story.admit(0, 1, Facts::default(), policy);
    story.complete(0);
    story.clock.advance(PENDING_TIME);
    let ended = shown(&story, 0);
    assert_eq!(
        (ended.stage, code(&ended)),
        (Stage::Ended, Some("facts-not-learnt"))
    );
    let (device, _) = story.issued[0];
    let detail = story.ask(&ShowDevice { device }).unwrap();
    assert_eq!(detail.refused, Some(Refusal::FactsNotLearnt));
}

#[test]
fn a_refused_attempt_is_shown_until_another_succeeds() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(0, 1, Facts::default(), policy_that_blocks_linux());
    let refused = shown(&story, 0);
    assert_eq!(
        (refused.stage, code(&refused)),
        (Stage::Waiting, Some("platform-blocked"))
    );
    assert_eq!(decided(&story, &refused), Some("platform-blocked"));
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    assert_eq!(code(&shown(&story, 0)), None);
}

#[test]
fn a_refusal_of_the_tenants_is_shown_too() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    let admission = story.admit(0, 1, Facts::default(), PolicySet::starting());
    let Some(Admission::Granted { device, lease, .. }) = admission else {
        panic!("{admission:?}")
    };
    story.ask(&GiveUp {
        device,
        lease,
        refusal: Some(Refusal::EnrollmentPaused),
    });
    let refused = shown(&story, 0);
    assert_eq!(
        (refused.stage, code(&refused)),
        (Stage::Waiting, Some("enrollment-paused"))
    );
    // No rule said so: the recorded decision is a yes.
    assert_eq!(
        (refused.refused.unwrap().decision, refused.enrollee),
        (None, None)
    );
}

#[test]
fn another_key_that_takes_over_or_is_refused_shows_and_stays_known_once_proven() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    for key in 0..5 {
        story.admit(0, key, Facts::default(), PolicySet::starting());
        story.complete(story.granted.len() - 1);
    }
    let taken = shown(&story, 0);
    assert_eq!(
        (taken.stage, taken.key_changes, code(&taken)),
        (Stage::Issued, MAX_KEY_CHANGES, Some("too-many-key-changes"))
    );
    let (device, presented) = *story.issued.last().unwrap();
    story.check_in(device, presented);
    let proven = shown(&story, 0);
    assert_eq!((proven.key_changes, code(&proven)), (MAX_KEY_CHANGES, None));
    // The ticket is spent: who comes with it now changes nothing that its person sees.
    story.admit(0, 9, Facts::default(), PolicySet::starting());
    assert_eq!(shown(&story, 0), proven);
}

#[test]
fn a_ticket_that_ended_unused_is_shown_as_ended_with_the_last_refusal() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(0, 1, Facts::default(), policy_that_blocks_linux());
    story.clock.advance(Duration::from_hours(4));
    let ended = shown(&story, 0);
    assert_eq!(
        (ended.stage, code(&ended)),
        (Stage::Ended, Some("platform-blocked"))
    );
    assert_eq!(
        refusal_of(story.admit(0, 1, Facts::default(), PolicySet::starting())),
        Some("ticket-invalid")
    );
}

#[test]
fn only_the_last_twenty_tickets_that_ended_unused_are_remembered() {
    let mut story = Story::begin();
    for _ in 0..25 {
        story.open_ticket(EnrollmentMethod::Agent);
        story.clock.advance(Duration::from_secs(1));
    }
    story.clock.advance(Duration::from_hours(4));
    story.ask(&RunDeadlines {});
    let remembered: Vec<bool> = story
        .tickets
        .iter()
        .map(|(ticket, _)| story.ask(&ShowProgress { ticket: *ticket }).is_some())
        .collect();
    let expected: Vec<bool> = (0..25).map(|place| place >= 5).collect();
    assert_eq!(remembered, expected);
    let tickets: Vec<rows::TicketRow> = story.rows();
    assert!(tickets.is_empty());
}

#[test]
fn a_ticket_of_somebody_else_or_nobody_is_not_there() {
    let story = Story::begin();
    let ticket = TicketId::from_random(story.draw());
    assert_eq!(story.ask(&ShowProgress { ticket }), None);
}

#[test]
fn tickets_of_before_refusals_were_kept_are_still_read() {
    let spent = r#"{"id":"tkt_00000000000000000000000001","secret":"0000000000000000000000000000000000000000000000000000000000000000","request":{"platform":"linux","method":"est","ownership":"personal"},"opened_at":"2026-01-01T00:00:00Z","expires_at":"2026-01-01T04:00:00Z","state":"spent","device":"dev_00000000000000000000000001","key":"0000000000000000000000000000000000000000000000000000000000000000"}"#;
    let row: rows::TicketRow = serde_json::from_str(spent).unwrap();
    assert_eq!(row.refused, None);
    assert!(matches!(
        row.state,
        rows::TicketState::Spent { key_changes: 0, .. }
    ));
    let give_up =
        r#"{"device":"dev_00000000000000000000000001","lease":"lse_00000000000000000000000001"}"#;
    let give_up: Result<GiveUp, _> = serde_json::from_str(give_up);
    assert!(give_up.is_ok_and(|give_up| give_up.refusal.is_none()));
}

#[test]
fn a_ticket_tells_its_category_while_it_is_open_and_once_it_has_ended() {
    let story = Story::begin();
    let id = TicketId::from_random(story.draw());
    let expires_at = story.clock.now().plus(Duration::from_mins(5));
    let category = Some("lab".parse().unwrap());
    story.ask(&OpenTicket {
        id,
        secret: Digest::of(&story.draw()),
        request: EnrollmentRequest {
            platform: Platform::Linux,
            method: EnrollmentMethod::Agent,
            ownership: Ownership::Personal,
        },
        category: category.clone(),
        expires_at,
        open_ticket_limit: 5,
    });
    let show = ShowProgress { ticket: id };
    for stage in [Stage::Waiting, Stage::Ended] {
        let shown = story.ask(&show).unwrap();
        assert_eq!((shown.stage, &shown.category), (stage, &category));
        story.clock.advance(Duration::from_mins(6));
    }
}
