//! What another policy would say to those who have asked before.

use serde::{Deserialize, Serialize};

use super::decide::decide;
use super::facts::Facts;
use super::request::EnrollmentRequest;
use super::verdict::Verdict;
use crate::ids::DeviceId;
use crate::policy::PolicySet;
use crate::time::Timestamp;

/// What one decision was taken from, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedInput {
    /// The device it was about.
    pub device: DeviceId,
    /// What was asked for.
    pub request: EnrollmentRequest,
    /// What was known.
    pub facts: Facts,
}

/// How many of the inputs came out which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcomes {
    /// May enroll.
    pub allowed: u32,
    /// May enroll for now.
    pub pending: u32,
    /// May not enroll.
    pub refused: u32,
}

impl Outcomes {
    const fn count(&mut self, verdict: &Verdict) {
        let count = match verdict {
            Verdict::Allow { .. } => &mut self.allowed,
            Verdict::AllowPending { .. } => &mut self.pending,
            Verdict::Refuse { .. } => &mut self.refused,
        };
        *count = count.saturating_add(1);
    }
}

/// One device that the two policies decide differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The device.
    pub device: DeviceId,
    /// What the old policy says.
    pub before: Verdict,
    /// What the new policy says.
    pub after: Verdict,
}

/// What changes with a policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WhatIf {
    /// How the old policy decides.
    pub before: Outcomes,
    /// How the new one does.
    pub after: Outcomes,
    /// How many are not refused by the old policy and refused by the new one.
    pub newly_refused: u32,
    /// How many are refused by the old policy and not by the new one.
    pub no_longer_refused: u32,
    /// How many are decided differently: another outcome, another cause, or something else to learn.
    pub different: u32,
    /// The first of those, in the order of the inputs.
    pub differences: Vec<Difference>,
}

/// Decides every input by both policies as of `now`, and says what is different. At most `list_at_most` differences are
/// listed; all are counted.
///
/// Recorded facts are taken as they are: a device that the count at its time let in is not refused for those that came
/// after it.
#[must_use]
pub fn what_if<'a>(
    inputs: impl IntoIterator<Item = &'a RecordedInput>,
    old: &PolicySet,
    new: &PolicySet,
    now: Timestamp,
    list_at_most: usize,
) -> WhatIf {
    let mut what_if = WhatIf::default();
    for input in inputs {
        let decided = |policy| decide(policy, &input.request, &input.facts, now, &mut ());
        let (before, after) = (decided(old), decided(new));
        what_if.before.count(&before);
        what_if.after.count(&after);
        if !is_different(&before, &after) {
            continue;
        }
        what_if.different = what_if.different.saturating_add(1);
        match (is_refusal(&before), is_refusal(&after)) {
            (false, true) => what_if.newly_refused = what_if.newly_refused.saturating_add(1),
            (true, false) => {
                what_if.no_longer_refused = what_if.no_longer_refused.saturating_add(1);
            }
            _ => {}
        }
        if what_if.differences.len() < list_at_most {
            what_if.differences.push(Difference {
                device: input.device,
                before,
                after,
            });
        }
    }
    what_if
}

/// A refusal that only names another figure is the same no.
fn is_different(before: &Verdict, after: &Verdict) -> bool {
    match (before, after) {
        (Verdict::Refuse { refusal: before }, Verdict::Refuse { refusal: after }) => {
            before.code() != after.code()
        }
        (before, after) => before != after,
    }
}

const fn is_refusal(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Refuse { .. })
}
