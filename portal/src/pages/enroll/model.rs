//! What an enrollment's progress means for the person who waits for it.

use muster_shared::api::{EnrollmentProgress, EnrollmentStage};
use muster_shared::platform::{EnrollmentMethod, Proof};

use crate::components::StepState;

/// What the page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has come from the device yet.
    Waiting,
    /// The device is on its way.
    Joining,
    /// It is enrolled.
    Done,
    /// The last attempt got a no; another one may follow.
    Refused,
    /// A no was the end of it.
    TurnedAway,
    /// The ticket ended unused.
    Ended,
    /// The device was there, and has left again.
    Left,
}

/// The phase of a progress.
#[must_use]
pub const fn phase(progress: &EnrollmentProgress) -> Phase {
    match progress.stage {
        EnrollmentStage::Enrolled => Phase::Done,
        // Why it ended says more than that it did.
        EnrollmentStage::Ended if progress.refused.is_some() => Phase::TurnedAway,
        EnrollmentStage::Ended if progress.device.is_some() => Phase::Left,
        EnrollmentStage::Ended => Phase::Ended,
        _ if progress.refused.is_some() => Phase::Refused,
        EnrollmentStage::Waiting => Phase::Waiting,
        EnrollmentStage::Issued | EnrollmentStage::CheckedIn => Phase::Joining,
    }
}

/// A step of an enrollment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepName {
    /// The certificate; the command or the ticket has been used then.
    Issued,
    /// The first report; only Muster's agent makes one before it is done.
    Reported,
    /// What is set on it has come.
    Policies,
    /// Whether it keeps the organisation's rules.
    Compliance,
    /// The rules of enrollment, where no agent reports.
    Enrolled,
}

/// Whether a device that comes by this method reports afterwards what it is and what it does.
#[must_use]
pub const fn reports(method: EnrollmentMethod) -> bool {
    matches!(method.proof(), Proof::FirstCheckIn)
}

/// The steps of an enrollment, each with where it stands. Of an enrolled device is known besides whether it `has_policies`,
/// and whether its rules are `checked`.
#[must_use]
pub fn steps(
    progress: &EnrollmentProgress,
    has_policies: bool,
    checked: bool,
) -> Vec<(StepName, StepState)> {
    let at_least = |stage| progress.stage >= stage && progress.stage != EnrollmentStage::Ended;
    let issued = progress.issued_at.is_some() || at_least(EnrollmentStage::Issued);
    let enrolled = at_least(EnrollmentStage::Enrolled);
    let last = progress
        .reported_at
        .or(progress.checked_in_at)
        .or(progress.issued_at);
    let mut all = vec![(StepName::Issued, issued, progress.issued_at)];
    if reports(progress.method) {
        let received = enrolled && has_policies;
        all.push((StepName::Reported, enrolled, last));
        all.push((StepName::Policies, received, None));
        all.push((StepName::Compliance, received && checked, None));
    } else {
        all.push((StepName::Enrolled, enrolled, last));
    }

    let mut current = progress.stage != EnrollmentStage::Ended;
    all.into_iter()
        .map(|(name, done, at)| {
            let state = if done {
                StepState::Done(at)
            } else if core::mem::take(&mut current) {
                StepState::Now
            } else {
                StepState::Next
            };
            (name, state)
        })
        .collect()
}

/// How many of the steps are done.
#[must_use]
pub fn done(steps: &[(StepName, StepState)]) -> usize {
    steps
        .iter()
        .filter(|(_, state)| matches!(state, StepState::Done(_)))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(stage: &str, method: &str) -> EnrollmentProgress {
        serde_json::from_str(&format!(
            r#"{{"ticket":"tkt_{0}","platform":"linux","method":"{method}","ownership":"personal",
            "expires_at":"2026-11-23T17:14:01Z","stage":"{stage}","issued_at":null,"checked_in_at":null,"reported_at":null,
            "key_changes":0,"device":null,"refused":null}}"#,
            "0".repeat(26)
        ))
        .unwrap()
    }

    const DEVICE: &str = r#"{"id":"dev_00000000000000000000000000","name":"d","platform":"linux","method":"agent",
        "ownership":"personal","status":"retired","enrolled_at":"2026-11-23T16:14:01Z","last_check_in":null,"os_version":null,
        "certificate_serial":null,"certificate_expires_at":null,"pending_until":null}"#;

    const REFUSED: &str = r#"{"at":"2026-11-23T16:20:00Z","refusal":{"code":"enrollment-paused"}}"#;

    fn refused(stage: &str) -> EnrollmentProgress {
        let mut progress = progress(stage, "agent");
        progress.refused = serde_json::from_str(REFUSED).unwrap();
        progress
    }

    #[test]
    fn exactly_one_step_is_under_way_until_all_are_done() {
        for method in ["agent", "est"] {
            for stage in ["waiting", "issued", "checked_in"] {
                let now = steps(&progress(stage, method), true, true)
                    .into_iter()
                    .filter(|(_, state)| *state == StepState::Now)
                    .count();
                assert_eq!(now, 1, "{method}, {stage}");
            }
            let all = steps(&progress("enrolled", method), true, true);
            assert_eq!(done(&all), all.len());
        }
    }

    #[test]
    fn an_enrolled_device_goes_on_to_its_policies_and_then_to_the_rules() {
        let now = |has_policies, checked| {
            let all = steps(&progress("enrolled", "agent"), has_policies, checked).into_iter();
            let mut now = all.filter(|(_, state)| *state == StepState::Now);
            now.next().map(|(name, _)| name)
        };
        assert_eq!(now(false, false), Some(StepName::Policies));
        // What has been checked before the policies came may be another answer afterwards.
        assert_eq!(now(false, true), Some(StepName::Policies));
        assert_eq!(now(true, false), Some(StepName::Compliance));
        assert_eq!(now(true, true), None);
    }

    #[test]
    fn the_agent_has_steps_that_no_est_client_has() {
        let names = |method| -> Vec<StepName> {
            steps(&progress("waiting", method), false, false)
                .into_iter()
                .map(|(name, _)| name)
                .collect()
        };
        assert!(names("agent").contains(&StepName::Policies));
        assert_eq!(names("est"), [StepName::Issued, StepName::Enrolled]);
    }

    #[test]
    fn nothing_moves_on_a_ticket_that_has_ended() {
        let ended = steps(&progress("ended", "agent"), true, true);
        assert!(ended.iter().all(|(_, state)| *state == StepState::Next));
    }

    #[test]
    fn a_refusal_is_the_news_until_a_later_attempt_succeeds() {
        assert_eq!(phase(&refused("waiting")), Phase::Refused);
        assert_eq!(phase(&refused("issued")), Phase::Refused);
        assert_eq!(phase(&progress("waiting", "agent")), Phase::Waiting);
        assert_eq!(phase(&progress("issued", "agent")), Phase::Joining);
        assert_eq!(phase(&progress("ended", "agent")), Phase::Ended);
        assert_eq!(phase(&progress("enrolled", "agent")), Phase::Done);
    }

    #[test]
    fn a_device_that_the_rules_removed_is_not_said_to_have_left_by_itself() {
        assert_eq!(phase(&refused("ended")), Phase::TurnedAway);
        let mut left = progress("ended", "agent");
        left.device = serde_json::from_str(DEVICE).unwrap();
        assert_eq!(phase(&left), Phase::Left);
        left.refused = serde_json::from_str(REFUSED).unwrap();
        assert_eq!(phase(&left), Phase::TurnedAway);
    }
}
