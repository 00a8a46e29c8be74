use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ActionKind, ComplianceState, Days, Outcome, PolicyOutcome};
use crate::ids::PolicyId;
use crate::time::Timestamp;

/// How long an error is tolerated before it counts as not compliant: 7 days, as Intune has it.
pub const ERROR_TIME: Duration = Duration::from_hours(7 * 24);

/// Something that was done about a device, once: which policy asked for what, how long after, and with which message. Kept as
/// text, `disk/mail/0.25/first`, with nothing where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// The policy that asked for it.
    pub policy: Option<PolicyId>,
    /// What.
    pub action: ActionKind,
    /// How long after the device had ceased to be compliant.
    pub after_days: Days,
    /// For a mail: the message.
    pub message: Option<PolicyId>,
}

impl fmt::Display for Fired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = |id: &Option<PolicyId>| id.as_ref().map(PolicyId::to_string).unwrap_or_default();
        let (policy, message) = (id(&self.policy), id(&self.message));
        write!(
            f,
            "{policy}/{}/{}/{message}",
            self.action.as_str(),
            self.after_days
        )
    }
}

/// The text tells of nothing that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an action that was taken")]
pub struct NotFired;

impl FromStr for Fired {
    type Err = NotFired;

    fn from_str(text: &str) -> Result<Self, NotFired> {
        let id = |text: &str| match text {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| NotFired),
        };
        let mut parts = text.split('/');
        let mut next = || parts.next().ok_or(NotFired);
        let (policy, action, after, message) = (next()?, next()?, next()?, next()?);
        let mut kinds = ActionKind::ALL.into_iter();
        let fired = Self {
            policy: id(policy)?,
            action: kinds.find(|kind| kind.as_str() == action).ok_or(NotFired)?,
            after_days: after.parse().map_err(|_| NotFired)?,
            message: id(message)?,
        };
        parts.next().is_none().then_some(fired).ok_or(NotFired)
    }
}

impl Serialize for Fired {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fired {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An evaluation, with what time has to do with it.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// What it came to.
    pub outcome: &'a Outcome,
    /// For a device that has told nothing yet: until when that is no fault of its.
    pub unknown_until: Option<Timestamp>,
}

/// A device's way through time: kept between its check-ins, so that what time alone ends can end without it.
///
/// Grace counts from the moment the device first broke a rule. It does not begin anew when another rule breaks, and ends for
/// good when all are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Course {
    /// The state apart from what is open.
    pub rest: ComplianceState,
    /// The policies that are not simply kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<PolicyOutcome>,
    /// Since when a rule is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_since: Option<Timestamp>,
    /// Since when there is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_since: Option<Timestamp>,
    /// Until when it is no fault that something is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_until: Option<Timestamp>,
    /// What has been done since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<Fired>,
}

impl Course {
    /// Takes in an evaluation.
    pub fn observe(&mut self, observed: &Observed<'_>, now: Timestamp) {
        self.rest = observed.outcome.rest;
        self.open.clone_from(&observed.outcome.open);
        self.unknown_until = observed.unknown_until;
        self.advance(now);
    }

    /// Lets time do its part. Until it has, what is answered is what was.
    pub fn advance(&mut self, now: Timestamp) {
        if self.open.iter().any(|policy| policy.error) {
            self.error_since.get_or_insert(now);
        } else {
            self.error_since = None;
        }
        if !self.open.iter().any(|policy| self.is_failing(policy, now)) {
            self.broken_since = None;
            self.done.clear();
            return;
        }
        // What time has broken is broken since that time, however late anybody looks.
        let by_time = self
            .open
            .iter()
            .filter(|policy| self.is_failing(policy, now))
            .map(|policy| match (policy.broken, policy.unknown) {
                (true, _) => now,
                (false, true) if self.unknown_is_over(now) => self.unknown_until.unwrap_or(now),
                _ => self.error_end().unwrap_or(now),
            })
            .min();
        self.broken_since.get_or_insert(by_time.unwrap_or(now));
    }

    fn unknown_is_over(&self, now: Timestamp) -> bool {
        self.unknown_until.is_none_or(|end| end <= now)
    }

    fn error_end(&self) -> Option<Timestamp> {
        self.error_since.map(|since| since.plus(ERROR_TIME))
    }

    fn error_is_over(&self, now: Timestamp) -> bool {
        self.error_end().is_some_and(|end| end <= now)
    }

    fn is_failing(&self, policy: &PolicyOutcome, now: Timestamp) -> bool {
        policy.broken
            || policy.unknown && self.unknown_is_over(now)
            || policy.error && self.error_is_over(now)
    }

    /// When what is tolerated is tolerated no more; none when nothing is open.
    fn tolerated_until(&self, now: Timestamp) -> Option<Timestamp> {
        let of = |policy: &PolicyOutcome| {
            let grace = policy.grace.duration();
            let broken = self
                .broken_since
                .filter(|_| policy.broken)
                .map(|since| since.plus(grace));
            let unknown = policy.unknown.then(|| {
                let end = self.unknown_until.unwrap_or(now);
                let since = self.broken_since.unwrap_or(end);
                since.plus(grace).max(self.unknown_until.unwrap_or(since))
            });
            let error = self.error_end().filter(|_| policy.error);
            [broken, unknown, error].into_iter().flatten().min()
        };
        self.open.iter().filter_map(of).min()
    }

    /// Where the device stands, and until when what is tolerated is.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> (ComplianceState, Option<Timestamp>) {
        let Some(end) = self.tolerated_until(now) else {
            return (self.rest, None);
        };
        let has_error = self.open.iter().any(|policy| policy.error);
        if has_error && !self.error_is_over(now) {
            return (ComplianceState::Error, Some(end));
        }
        if end <= now {
            return (ComplianceState::NotCompliant, None);
        }
        let fails = self.open.iter().any(|policy| self.is_failing(policy, now));
        let state = if fails {
            ComplianceState::InGracePeriod
        } else {
            self.rest
        };
        (state, Some(end))
    }

    fn due(&self, now: Timestamp) -> impl Iterator<Item = (Timestamp, Fired)> {
        let failing = self
            .open
            .iter()
            .filter(move |policy| self.is_failing(policy, now));
        let all = failing.flat_map(|policy| {
            let each = policy.actions.iter();
            each.filter(|action| action.action != ActionKind::Mark)
                .map(|action| Fired {
                    policy: policy.policy.clone(),
                    action: action.action,
                    after_days: action.after_days,
                    message: action.message.clone(),
                })
        });
        let since = self.broken_since.unwrap_or(now);
        all.filter(|action| !self.done.contains(action))
            .map(move |action| (since.plus(action.after_days.duration()), action))
    }

    /// What is to be done now. Each is told once for as long as the device stays as it is.
    pub fn fire(&mut self, now: Timestamp) -> Vec<Fired> {
        let mut fired: Vec<Fired> = Vec::new();
        for (at, action) in self.due(now) {
            if at <= now && !fired.contains(&action) {
                fired.push(action);
            }
        }
        self.done.extend(fired.iter().cloned());
        fired
    }

    /// When time alone next changes something.
    #[must_use]
    pub fn wakes_at(&self, now: Timestamp) -> Option<Timestamp> {
        let unknown = self
            .unknown_until
            .filter(|_| self.open.iter().any(|policy| policy.unknown));
        [unknown, self.error_end(), self.tolerated_until(now)]
            .into_iter()
            .flatten()
            .chain(self.due(now).map(|(at, _)| at))
            .filter(|at| *at > now)
            .min()
    }
}
