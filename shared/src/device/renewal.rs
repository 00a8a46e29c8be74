//! The renewal of a device's certificate, as a thing that can be watched: due, attempted, issued, proven.
//!
//! A certificate renews for as long as its device communicates: in the last third of its life each check-in says that it is
//! time, and the device asks for the next one with the one it has. An attempt that comes to nothing is followed by another,
//! later each time, so that a client which cannot renew does not spend its limit in one night. Who is retired, wiped or
//! silent until the certificate has ended renews nothing: the enrollee object refuses whatever such a certificate signs.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// A certificate is renewed in the last third of its life.
const LAST_PART: u64 = 3;

/// How long after the first attempt that came to nothing the device is told to try again; twice as long after each further.
const FIRST_PAUSE: Duration = Duration::from_hours(1);

/// The longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);

/// With no more of its life left than this there is no pause: losing the device is worse than a lost attempt.
const NO_PAUSE_BEFORE_END: Duration = Duration::from_hours(72);

/// When the last third of the life of a certificate begins.
#[must_use]
pub const fn due_at(issued_at: Timestamp, not_after: Timestamp) -> Timestamp {
    let part = not_after.since(issued_at).as_secs() / LAST_PART;
    not_after.minus(Duration::from_secs(part))
}

/// How far a device's renewal has come. A new one begins when the last has been proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RenewalRecord {
    /// When the device was first told that it is time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_at: Option<Timestamp>,
    /// How often it has asked since.
    pub attempts: u16,
    /// When it last asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempted_at: Option<Timestamp>,
    /// When the next certificate was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<Timestamp>,
    /// When its key was first used; then the certificate before it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proven_at: Option<Timestamp>,
}

/// How far a renewal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RenewalState {
    /// The certificate is in the first two thirds of its life and was never renewed.
    NotDue,
    /// It is time, and the device has not asked yet.
    Due,
    /// The device has asked, and nothing has been issued yet.
    Attempted,
    /// The next certificate has been issued, and its key has not been used yet.
    Issued,
    /// The certificate came from a renewal, its key has been used, and the next one is not due.
    Proven,
}

impl RenewalRecord {
    /// Whether nothing was ever noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the device has been told to renew, and nothing has come of it yet.
    #[must_use]
    pub const fn is_begun(&self) -> bool {
        self.told_at.is_some() && self.proven_at.is_none()
    }

    /// The device is told that it is time.
    pub fn tell(&mut self, now: Timestamp) {
        self.begin();
        self.told_at.get_or_insert(now);
    }

    /// The device asks.
    pub fn attempt(&mut self, now: Timestamp) {
        self.begin();
        self.attempts = self.attempts.saturating_add(1);
        self.attempted_at = Some(now);
    }

    /// The next certificate is issued.
    pub const fn issue(&mut self, now: Timestamp) {
        self.issued_at = Some(now);
        self.proven_at = None;
    }

    /// Its key is used for the first time.
    pub const fn prove(&mut self, now: Timestamp) {
        self.proven_at = Some(now);
    }

    /// The renewal after one that has been proven is another.
    fn begin(&mut self) {
        if self.proven_at.is_some() {
            *self = Self::default();
        }
    }

    /// Whether a device whose certificate lasts from `issued_at` to `not_after` is to be told that it is time.
    #[must_use]
    pub fn is_to_be_told(
        &self,
        issued_at: Timestamp,
        not_after: Timestamp,
        now: Timestamp,
    ) -> bool {
        let is_due = due_at(issued_at, not_after) <= now;
        let is_urgent = not_after.since(now) <= NO_PAUSE_BEFORE_END;
        is_due && (is_urgent || self.next_attempt_at().is_none_or(|at| at <= now))
    }

    /// When the device is told to try again; none when it has not tried, or need not.
    #[must_use]
    pub fn next_attempt_at(&self) -> Option<Timestamp> {
        if self.proven_at.is_some() {
            return None;
        }
        let last = self.attempted_at?;
        let doubled = u32::from(self.attempts.saturating_sub(1)).min(8);
        let pause = FIRST_PAUSE.saturating_mul(1_u32.checked_shl(doubled).unwrap_or(1));
        Some(last.plus(pause.min(LONGEST_PAUSE)))
    }

    /// How far it has come, for a certificate whose renewal is due at `due`.
    #[must_use]
    pub fn state(&self, due: Timestamp, now: Timestamp) -> RenewalState {
        match (self.proven_at, self.issued_at) {
            (None, Some(_)) => RenewalState::Issued,
            (None, None) if self.attempts > 0 => RenewalState::Attempted,
            _ if due <= now => RenewalState::Due,
            (Some(_), _) => RenewalState::Proven,
            (None, None) => RenewalState::NotDue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUED: Timestamp = Timestamp::from_unix_seconds(1_000_000_000);
    const fn after(hours: u64) -> Timestamp {
        ISSUED.plus(Duration::from_hours(hours))
    }
    const END: Timestamp = after(900 * 24);
    const DUE: Timestamp = after(600 * 24);

    #[test]
    fn it_is_due_when_the_last_third_begins_and_not_a_second_before() {
        assert_eq!(due_at(ISSUED, END), DUE);
        let record = RenewalRecord::default();
        assert!(record.is_to_be_told(ISSUED, END, DUE));
        assert!(!record.is_to_be_told(ISSUED, END, DUE.minus(Duration::from_secs(1))));
    }

    #[test]
    fn every_attempt_that_comes_to_nothing_is_followed_by_a_longer_pause_up_to_a_day() {
        let mut record = RenewalRecord::default();
        let mut now = DUE;
        let mut pauses = Vec::new();
        for _ in 0..8 {
            assert!(record.is_to_be_told(ISSUED, END, now));
            record.attempt(now);
            assert!(!record.is_to_be_told(ISSUED, END, now));
            let next = record.next_attempt_at().unwrap();
            pauses.push(next.since(now).as_secs() / 3_600);
            now = next;
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 24, 24, 24]);
    }

    #[test]
    fn in_its_last_three_days_a_certificate_waits_for_no_pause() {
        let mut record = RenewalRecord::default();
        record.attempt(END.minus(Duration::from_hours(73)));
        assert!(!record.is_to_be_told(ISSUED, END, END.minus(Duration::from_hours(73))));
        assert!(record.is_to_be_told(ISSUED, END, END.minus(Duration::from_hours(72))));
    }

    #[test]
    fn it_goes_from_not_due_to_proven_by_each_of_its_states_and_begins_again() {
        use RenewalState::{Attempted, Due, Issued, NotDue, Proven};
        let mut record = RenewalRecord::default();
        let at = |days: u64| after(days * 24);
        assert_eq!(record.state(DUE, at(1)), NotDue);
        assert_eq!(record.state(DUE, at(600)), Due);
        record.tell(at(600));
        record.tell(at(601));
        assert_eq!(record.told_at, Some(at(600)));
        record.attempt(at(601));
        assert_eq!(record.state(DUE, at(601)), Attempted);
        record.issue(at(602));
        assert_eq!(record.state(DUE, at(602)), Issued);
        record.prove(at(602));
        let next_due = at(1_200);
        assert_eq!(record.state(next_due, at(603)), Proven);
        assert_eq!(record.next_attempt_at(), None);
        assert_eq!(record.state(next_due, at(1_200)), Due);
        record.tell(at(1_200));
        assert_eq!((record.attempts, record.issued_at), (0, None));
    }
}
