//! Where a device stands in its life, and every step that leads from one place to another.
//!
//! ```text
//!            TakeOver                     GiveBack
//!           ┌───────┐                    ┌────────┐
//!           ▼       │       Issue        ▼        │
//!  (slot) Reserved ─┴──────────────▶ AwaitingProof ──Prove──▶ Enrolled
//!           │  └──────IssueProven───────────┼─────────────────▶  │
//!           └───────────────Retire──────────┴────────────────────┴──▶ Retired ──▶ (record deleted)
//! ```
//!
//! Nothing else changes where a device stands, and nothing leads back out of `Retired`: who comes again is another device.
//! What time alone says, such as that a certificate has expired, is [`DeviceStatus`], worked out when it is asked.
//!
//! [`DeviceStatus`]: crate::api::DeviceStatus

use serde::{Deserialize, Serialize};

use super::RetireCause;
use crate::time::Timestamp;

/// Where a device stands; what is overdue is settled before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "life", rename_all = "snake_case")]
pub enum Life {
    /// A slot is held; no certificate has been handed out.
    Reserved,
    /// A certificate has been handed out; its key has not been used.
    AwaitingProof,
    /// Managed.
    Enrolled,
    /// Left management.
    Retired {
        /// When.
        at: Timestamp,
        /// Why.
        cause: RetireCause,
    },
}

/// A step of a device's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Another key takes the enrollment over before any was proven: its certificate is still to be issued.
    TakeOver,
    /// A certificate is handed out, whose key must be used to prove the enrollment.
    Issue,
    /// A certificate is handed out, and with this method that is the proof.
    IssueProven,
    /// An admission under which nothing was signed is taken back; the certificate from before still waits for its proof.
    GiveBack,
    /// The key is used for the first time.
    Prove,
    /// The device leaves management.
    Retire {
        /// Why.
        cause: RetireCause,
    },
}

/// A step that cannot be taken from where the device stands: a fault of ours, never of a caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepNotPossible {
    /// Where it stands.
    pub from: Life,
    /// The step.
    pub step: Step,
}

impl core::fmt::Display for StepNotPossible {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?} leads nowhere from {:?}", self.step, self.from)
    }
}

impl Life {
    /// Where the device stands after a step.
    ///
    /// # Errors
    /// [`StepNotPossible`], with everything left as it was.
    pub const fn after(self, step: Step, at: Timestamp) -> Result<Self, StepNotPossible> {
        Ok(match (self, step) {
            (Self::Reserved | Self::AwaitingProof, Step::TakeOver) => Self::Reserved,
            (Self::Reserved | Self::AwaitingProof, Step::Issue | Step::GiveBack) => {
                Self::AwaitingProof
            }
            (Self::Reserved | Self::AwaitingProof, Step::IssueProven)
            | (Self::AwaitingProof, Step::Prove) => Self::Enrolled,
            (Self::Reserved | Self::AwaitingProof | Self::Enrolled, Step::Retire { cause }) => {
                Self::Retired { at, cause }
            }
            (from, step) => return Err(StepNotPossible { from, step }),
        })
    }

    /// Whether it is in management, or on its way there: it holds one of its enrollee's slots.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Retired { .. })
    }

    /// Whether its key has proven the enrollment.
    #[must_use]
    pub const fn is_proven(self) -> bool {
        !matches!(self, Self::Reserved | Self::AwaitingProof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_000);
    const CAUSE: RetireCause = RetireCause::RemovedByPerson;
    const EVERY_STEP: [Step; 6] = [
        Step::TakeOver,
        Step::Issue,
        Step::IssueProven,
        Step::GiveBack,
        Step::Prove,
        Step::Retire { cause: CAUSE },
    ];
    const EVERY_LIFE: [Life; 4] = [
        Life::Reserved,
        Life::AwaitingProof,
        Life::Enrolled,
        Life::Retired {
            at: NOW,
            cause: CAUSE,
        },
    ];

    #[test]
    fn every_place_but_the_last_can_be_left_at_once_by_retiring_and_the_last_never() {
        for life in EVERY_LIFE {
            let retired = life.after(Step::Retire { cause: CAUSE }, NOW);
            assert_eq!(retired.is_ok(), life.counts(), "{life:?}");
            if !life.counts() {
                for step in EVERY_STEP {
                    assert!(life.after(step, NOW).is_err(), "{step:?}");
                }
            }
        }
    }

    #[test]
    fn every_place_is_reached_from_a_slot_and_what_is_proven_stays_proven() {
        let mut reached = vec![Life::Reserved];
        let mut seen = 0;
        while seen < reached.len() {
            let life = reached[seen];
            for step in EVERY_STEP {
                let Ok(next) = life.after(step, NOW) else {
                    continue;
                };
                assert!(next.is_proven() || !life.is_proven(), "{life:?} {step:?}");
                if !reached.contains(&next) {
                    reached.push(next);
                }
            }
            seen += 1;
        }
        for life in EVERY_LIFE {
            assert!(reached.contains(&life), "{life:?}");
        }
    }

    #[test]
    fn only_what_waits_for_its_proof_is_proven() {
        assert!(Life::Reserved.after(Step::Prove, NOW).is_err());
        assert!(Life::Enrolled.after(Step::Prove, NOW).is_err());
        assert_eq!(
            Life::AwaitingProof.after(Step::Prove, NOW),
            Ok(Life::Enrolled)
        );
        let fault = Life::Enrolled.after(Step::Issue, NOW).unwrap_err();
        assert_eq!(fault.to_string(), "Issue leads nowhere from Enrolled");
    }
}
