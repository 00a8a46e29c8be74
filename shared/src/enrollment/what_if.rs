//! What another policy would say to those who have asked before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decide::decide_by;
use super::facts::Facts;
use super::request::EnrollmentRequest;
use super::verdict::Verdict;
use crate::fleet::InputOf;
use crate::ids::GroupId;
use crate::policy::{EffectivePolicies, PolicySet};
use crate::time::Timestamp;

/// What decisions were taken from, of many devices.
///
/// Thousands of people are in the same groups, so each set of groups is kept once, and what counts for it is found once:
/// that is the dearer half of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordedInputs {
    group_sets: BTreeMap<Vec<GroupId>, usize>,
    inputs: Vec<RecordedInput>,
}

/// What one decision was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RecordedInput {
    of: InputOf,
    request: EnrollmentRequest,
    /// Without the groups.
    facts: Facts,
    /// The number of the set of groups.
    group_set: usize,
}

impl RecordedInputs {
    /// Adds what a decision about a device, or an attempt, was taken from.
    pub fn push(&mut self, of: impl Into<InputOf>, request: EnrollmentRequest, mut facts: Facts) {
        let next = self.group_sets.len();
        let groups = core::mem::take(&mut facts.groups);
        let group_set = *self.group_sets.entry(groups).or_insert(next);
        self.inputs.push(RecordedInput {
            of: of.into(),
            request,
            facts,
            group_set,
        });
    }

    /// How many devices.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// What counts by `policy` for each set of groups, by its number.
    fn effective<'p>(&self, policy: &'p PolicySet) -> Vec<EffectivePolicies<'p>> {
        let mut sets: Vec<_> = self.group_sets.iter().collect();
        crate::few::sort_many(&mut sets, |one, other| one.1.cmp(other.1));
        sets.into_iter()
            .map(|(groups, _)| policy.effective(groups))
            .collect()
    }
}

/// How many of the inputs came out which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

/// One device or attempt that the two policies decide differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Difference {
    /// What it is.
    pub of: InputOf,
    /// What the old policy says.
    pub before: Verdict,
    /// What the new policy says.
    pub after: Verdict,
}

/// What changes with a policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
pub fn what_if(
    inputs: &RecordedInputs,
    old: &PolicySet,
    new: &PolicySet,
    now: Timestamp,
    list_at_most: usize,
) -> WhatIf {
    let mut what_if = WhatIf::default();
    let (old, new) = (inputs.effective(old), inputs.effective(new));
    for input in &inputs.inputs {
        let (Some(old), Some(new)) = (old.get(input.group_set), new.get(input.group_set)) else {
            continue;
        };
        let decided = |by| decide_by(by, &input.request, &input.facts, now, &mut ());
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
                of: input.of,
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
