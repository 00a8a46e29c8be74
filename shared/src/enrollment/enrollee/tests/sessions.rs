//! Passwords, lock-out and sessions; and the names that nobody has.

use super::super::rows::LockoutRow;
use super::*;

const PASSWORD: &str = "stand-in";

const PERSON: BeginSignIn = BeginSignIn { stranger: None };

fn set_password(story: &Story, password: &str) {
    story.ask(&SetPassword {
        password: password.to_owned(),
    });
}

/// A session, begun with this password.
fn finish(story: &Story, password: &str) -> FinishSignIn {
    FinishSignIn {
        checked: Digest::of(password.as_bytes()),
        session: SessionId::from_random(story.draw()),
        secret: Digest::of(&story.draw()),
    }
}

fn stranger(name: &str) -> BeginSignIn {
    BeginSignIn {
        stranger: Some(Digest::of(name.as_bytes())),
    }
}

#[test]
fn the_twenty_first_session_ends_the_oldest() {
    let story = Story::begin();
    set_password(&story, PASSWORD);
    let mut sessions = Vec::new();
    for _ in 0..21 {
        let finish = finish(&story, PASSWORD);
        assert!(story.ask(&finish).is_some());
        sessions.push(ResolveSession {
            session: finish.session,
            secret: finish.secret,
        });
        story.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(story.ask(&sessions[0]), SessionState::Ended);
    assert!(matches!(
        story.ask(&sessions[1]),
        SessionState::Valid { .. }
    ));
}

#[test]
fn the_lock_after_failed_sign_ins_doubles_up_to_a_quarter_of_an_hour() {
    let story = Story::begin();
    set_password(&story, PASSWORD);
    for _ in 0..MAX_SIGN_IN_FAILURES {
        assert!(matches!(story.ask(&PERSON), PasswordGate::Check { .. }));
    }
    let mut locks = Vec::new();
    for _ in 0..6 {
        let PasswordGate::Locked { until } = story.ask(&PERSON) else {
            panic!("not locked")
        };
        locks.push(until.since(story.clock.now()).as_secs());
        story.clock.advance(until.since(story.clock.now()));
        assert!(matches!(story.ask(&PERSON), PasswordGate::Check { .. }));
    }
    assert_eq!(locks, [60, 120, 240, 480, 900, 900]);
}

#[test]
fn a_new_password_ends_the_sessions_of_the_old_one() {
    let story = Story::begin();
    set_password(&story, PASSWORD);
    let finish = finish(&story, PASSWORD);
    assert!(story.ask(&finish).is_some());
    set_password(&story, "another");
    let resolve = ResolveSession {
        session: finish.session,
        secret: finish.secret,
    };
    assert_eq!(story.ask(&resolve), SessionState::Ended);
}

#[test]
fn a_password_that_was_replaced_while_it_was_checked_opens_no_session() {
    let story = Story::begin();
    set_password(&story, PASSWORD);
    assert!(matches!(story.ask(&PERSON), PasswordGate::Check { .. }));
    set_password(&story, "another");
    assert_eq!(story.ask(&finish(&story, PASSWORD)), None);
    assert!(story.ask(&finish(&story, "another")).is_some());
}

#[test]
fn a_name_that_nobody_has_is_locked_as_a_persons_is_and_forgotten_after_a_day() {
    let story = Story::begin();
    set_password(&story, PASSWORD);
    let (nobody, other) = (stranger("nobody"), stranger("somebody else"));
    // At each step both are told the same, but for what there is to check.
    for minutes in [0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 4, 8, 15, 15, 15] {
        story.clock.advance(Duration::from_mins(minutes));
        let (person, nobody) = (story.ask(&PERSON), story.ask(&nobody));
        match person {
            PasswordGate::Check { .. } => assert!(nobody == PasswordGate::None),
            locked => assert!(nobody == locked),
        }
    }
    assert!(
        story.ask(&other) == PasswordGate::None,
        "one name locks another"
    );
    story.clock.advance(Duration::from_hours(24));
    story.ask(&RunDeadlines {});
    let left: Vec<LockoutRow> = story.rows();
    assert!(left.iter().all(|row| row.stranger.is_none()), "{left:?}");
    assert!(story.rows::<Deadline>().is_empty());
}

#[test]
fn a_flood_of_names_that_nobody_has_keeps_the_newest_and_little_else() {
    let story = Story::begin();
    for n in 0..500 {
        story.clock.advance(Duration::from_secs(1));
        assert!(story.ask(&stranger(&n.to_string())) == PasswordGate::None);
    }
    assert_eq!(story.rows::<LockoutRow>().len(), 64);
    assert_eq!(story.rows::<Deadline>().len(), 64);
    for _ in 0..4 {
        assert!(story.ask(&stranger("499")) == PasswordGate::None);
    }
    assert!(matches!(
        story.ask(&stranger("499")),
        PasswordGate::Locked { .. }
    ));
}
