use proptest::prelude::*;

use super::*;
use crate::ids::{CommandId, DeviceId, UserId};
use crate::platform::Platform;
use crate::time::Timestamp;

const OUTCOMES: [CommandOutcome; 3] = [
    CommandOutcome::Done,
    CommandOutcome::Failed,
    CommandOutcome::NotNow,
];

fn steps() -> Vec<Step> {
    let mut steps = vec![
        Step::Deliver,
        Step::Undo,
        Step::Expire,
        Step::Fulfil,
        Step::Drop,
    ];
    steps.extend(OUTCOMES.map(Step::Answer));
    steps
}

fn record() -> CommandRecord {
    CommandRecord {
        id: CommandId::new(Timestamp::from_unix_seconds(1), 0, [0; 16]),
        device: DeviceId::from_random([1; 16]),
        command: CommandKind::Lock,
        key: "a".parse().unwrap(),
        by: Some(UserId::from_random([2; 16])),
        asked_as: Requester::Administrator,
        state: CommandState::Queued,
        queued_at: Timestamp::from_unix_seconds(1),
        expires_at: Timestamp::from_unix_seconds(10),
        delivered_at: None,
        ended_at: None,
        exit_code: None,
        output: None,
    }
}

#[test]
fn every_step_from_every_state_leads_where_the_drawing_says() {
    use CommandState::{Cancelled, Delivered, Done, Expired, Failed, NotNow, Queued};
    for state in CommandState::ALL {
        for step in steps() {
            let expected = match (state, step) {
                (Done | Failed | Cancelled | Expired, _) => Err(Impossible::Ended),
                (_, Step::Deliver) => Ok(Delivered),
                (Queued, Step::Answer(_)) => Err(Impossible::NotDelivered),
                (Delivered, Step::Undo) => Err(Impossible::Delivered),
                (_, Step::Answer(CommandOutcome::Done) | Step::Fulfil) => Ok(Done),
                (_, Step::Answer(CommandOutcome::Failed)) => Ok(Failed),
                (_, Step::Answer(CommandOutcome::NotNow)) => Ok(NotNow),
                (_, Step::Undo | Step::Drop) => Ok(Cancelled),
                (_, Step::Expire) => Ok(Expired),
            };
            assert_eq!(state.after(step), expected, "{state:?} {step:?}");
        }
    }
}

#[test]
fn every_open_state_has_a_way_out_without_the_device() {
    for state in CommandState::ALL
        .into_iter()
        .filter(|state| state.is_open())
    {
        for step in [Step::Expire, Step::Drop] {
            assert!(state.after(step).is_ok_and(|after| !after.is_open()));
        }
    }
}

proptest! {
    #[test]
    fn under_any_steps_an_end_is_never_left_and_nothing_is_done_that_was_not_delivered_or_fulfilled(
        story in proptest::collection::vec(proptest::sample::select(steps()), 0..40),
    ) {
        let mut command = record();
        let (mut delivered, mut fulfilled) = (false, false);
        for (at, step) in story.into_iter().enumerate() {
            let before = command.clone();
            let now = Timestamp::from_unix_seconds(at as u64 + 2);
            match command.take(step, now) {
                Ok(()) => {
                    delivered |= step == Step::Deliver;
                    fulfilled |= step == Step::Fulfil;
                    prop_assert!(before.state.is_open());
                    prop_assert_eq!(command.ended_at.is_some(), !command.state.is_open());
                }
                Err(_) => prop_assert_eq!(&command, &before),
            }
            prop_assert_eq!(command.delivered_at.is_some(), delivered);
            if command.state == CommandState::Done {
                prop_assert!(delivered || fulfilled);
            }
            // The moment it was first told stays.
            if let Some(first) = before.delivered_at {
                prop_assert_eq!(command.delivered_at, Some(first));
            }
        }
    }

    #[test]
    fn any_output_is_short_printable_and_stays_as_it_is_when_it_is_cleaned_again(text in "\\PC{0,40}|(.|\n|\t|\u{202e}){0,3000}") {
        if let Some(cleaned) = clean_output(&text) {
            prop_assert!(cleaned.len() <= MAX_OUTPUT_BYTES);
            prop_assert!(cleaned.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
            let has_mark = cleaned.contains('\u{202e}');
            prop_assert!(!has_mark);
            prop_assert_eq!(clean_output(&cleaned), Some(cleaned));
        }
    }

    #[test]
    fn commands_are_named_in_the_order_in_which_they_are_asked_for(
        first in 0_u64..200_000_000_000, later in 1_u64..1_000_000, place in 0_u16..u16::MAX, bits: [u8; 16], others: [u8; 16],
    ) {
        let at = Timestamp::from_unix_seconds(first);
        let one = CommandId::new(at, place, bits);
        let beside = CommandId::new(at, place + 1, others);
        let after = CommandId::new(at.plus(Duration::from_secs(later)), 0, others);
        prop_assert!(one.to_string() < beside.to_string());
        prop_assert!(beside.to_string() < after.to_string());
        prop_assert_eq!(one.to_string().parse::<CommandId>(), Ok(one));
    }
}

#[test]
fn a_kind_takes_the_name_it_needs_and_no_other() {
    let read = |text: &str| serde_json::from_str::<CommandKind>(text);
    assert_eq!(read(r#"{"kind":"sync"}"#).unwrap(), CommandKind::Sync);
    for name in CommandName::ALL {
        let needs = matches!(name, CommandName::RenameHost | CommandName::Custom);
        let bare = format!(r#"{{"kind":"{name}"}}"#);
        let named = format!(r#"{{"kind":"{name}","name":"build-7"}}"#);
        assert_eq!(read(&bare).is_ok(), !needs, "{bare}");
        assert_eq!(read(&named).is_ok(), needs, "{named}");
        let text = if needs { named } else { bare };
        assert_eq!(serde_json::to_string(&read(&text).unwrap()).unwrap(), text);
    }
    for bad in ["", "-a", "a-", "a.b", "a b", "ü", "$(id)", &"a".repeat(64)] {
        let text = serde_json::json!({ "kind": "rename_host", "name": bad }).to_string();
        assert!(read(&text).is_err(), "{bad}");
    }
    assert!(format!("{}Z9", "a".repeat(61)).parse::<HostName>().is_ok());
    for bad in ["", "A", "../x", "a/b", "a b", "a;b", &"a".repeat(65)] {
        let text = serde_json::json!({ "kind": "custom", "name": bad }).to_string();
        assert!(read(&text).is_err(), "{bad}");
    }
}

#[test]
fn a_personal_device_is_neither_wiped_nor_renamed() {
    use EnrollmentMethod::{Agent, AppleDevice};
    let rename = CommandKind::RenameHost {
        name: "build-7".parse().unwrap(),
    };
    let given = |kind: &CommandKind, method, ownership| {
        let platform = match method {
            Agent => Platform::Linux,
            _ => Platform::Ios,
        };
        may_be_given(kind, platform, method, None, ownership)
    };
    for (kind, method) in [(&rename, Agent), (&CommandKind::Wipe, AppleDevice)] {
        let refused = given(kind, method, Ownership::Personal).unwrap_err();
        assert_eq!(refused.code(), "command-not-for-personal-devices");
        assert_eq!(given(kind, method, Ownership::Corporate), Ok(()));
    }
    for kind in [
        CommandKind::Lock,
        CommandKind::Reboot,
        CommandKind::Retire,
        CommandKind::Sync,
    ] {
        assert_eq!(given(&kind, Agent, Ownership::Personal), Ok(()));
    }
}

#[test]
fn what_a_client_cannot_carry_out_is_refused_in_a_sentence() {
    let given = |kind, method, version| {
        may_be_given(
            &kind,
            Platform::Linux,
            method,
            version,
            Ownership::Corporate,
        )
    };
    let wipe = given(CommandKind::Wipe, EnrollmentMethod::Agent, Some("2")).unwrap_err();
    assert_eq!(wipe.code(), "command-not-possible");
    assert_eq!(
        wipe.sentence(),
        "A device with Linux that enrolled by Muster agent cannot carry out `wipe`."
    );
    for method in [EnrollmentMethod::Est, EnrollmentMethod::Scep] {
        let refused = given(CommandKind::Lock, method, None).unwrap_err();
        assert!(refused.sentence().starts_with("No command"), "{refused:?}");
    }
    let old = given(CommandKind::Sync, EnrollmentMethod::Agent, Some("1"));
    assert_eq!(old, Err(CommandRefusal::AgentTooOld));
    for (version, may) in [("3", false), ("4", true), ("other", true)] {
        let given = given(CommandKind::Reboot, EnrollmentMethod::Agent, Some(version));
        assert_eq!(given.is_ok(), may, "{version}");
    }
    for version in [None, Some("2"), Some("10"), Some("other")] {
        assert_eq!(
            given(CommandKind::Sync, EnrollmentMethod::Agent, version),
            Ok(())
        );
    }
}

#[test]
fn what_apple_forbids_on_a_platform_is_refused_when_it_is_asked() {
    use EnrollmentMethod::{AppleDevice, AppleUser};
    let rename = || CommandKind::RenameHost {
        name: "build-7".parse().unwrap(),
    };
    let given = |kind: CommandKind, platform, method| {
        may_be_given(&kind, platform, method, None, Ownership::Corporate)
    };
    let by_account = given(CommandKind::Lock, Platform::Macos, AppleUser).unwrap_err();
    assert_eq!(
        by_account.sentence(),
        "A device with macOS that enrolled by Apple User Enrollment cannot carry out `lock`."
    );
    for (kind, platform) in [
        (CommandKind::ClearPasscode, Platform::Macos),
        (CommandKind::Reboot, Platform::Ios),
        (rename(), Platform::Ipados),
    ] {
        let refused = given(kind, platform, AppleDevice).unwrap_err();
        assert_eq!(refused.code(), "command-not-possible");
    }
    for (kind, platform, method) in [
        (CommandKind::Reboot, Platform::Macos, AppleDevice),
        (rename(), Platform::Macos, AppleDevice),
        (CommandKind::ClearPasscode, Platform::Ios, AppleDevice),
        (CommandKind::Lock, Platform::Ipados, AppleUser),
    ] {
        assert_eq!(given(kind, platform, method), Ok(()));
    }
}

#[test]
fn a_key_is_a_short_word() {
    for good in ["a", "3f2c-1.b_", &"a".repeat(64)] {
        assert!(good.parse::<CommandKey>().is_ok(), "{good}");
    }
    for bad in ["", "a b", "ü", "a/b", &"a".repeat(65)] {
        assert!(bad.parse::<CommandKey>().is_err(), "{bad}");
    }
}

#[test]
fn every_refusal_has_a_code_a_sentence_and_a_fix_of_its_own() {
    let command = record().id;
    let all = [
        CommandRefusal::PersonalDevice {
            kind: CommandName::Wipe,
        },
        CommandRefusal::NotPossible {
            kind: CommandName::Wipe,
            platform: Platform::Linux,
            method: EnrollmentMethod::Agent,
        },
        CommandRefusal::AgentTooOld,
        CommandRefusal::AlreadyOpen { command },
        CommandRefusal::KeyReused { command },
        CommandRefusal::TooManyOpen,
        CommandRefusal::TooManyInADay,
        CommandRefusal::Delivered,
        CommandRefusal::Ended,
        CommandRefusal::Administrators,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(CommandRefusal::code).collect();
    assert_eq!(codes.len(), all.len());
    for refusal in &all {
        assert!(refusal.sentence().ends_with('.') && refusal.fix().ends_with('.'));
    }
}
