//! The rules so far: what they came to, and what is told of them.

use core::fmt::Display;

use super::LEARN_WITHIN;
use crate::enrollment::facts::Source;
use crate::enrollment::ownership::OwnershipReason;
use crate::enrollment::refusal::Refusal;
use crate::enrollment::verdict::{Conclusion, FactName, RuleName, TraceEntry, TraceSink, Verdict};
use crate::ids::PolicyId;
use crate::platform::Ownership;
use crate::policy::{Applicable, RestrictionPolicy};
use crate::time::Timestamp;

/// One rule, looked at. `expected` and `seen` become text only if somebody keeps the trace.
pub(super) struct Finding<E, S> {
    pub rule: RuleName,
    pub expected: Option<E>,
    pub seen: Option<S>,
    pub source: Option<Source>,
    pub result: RuleResult,
}

pub(super) enum RuleResult {
    Passed,
    Failed(Refusal),
    NotConfigured,
    /// It needs a fact that is not known.
    Needs(FactName),
    /// It cannot say yet, and nothing waits for it.
    Open,
}

impl RuleResult {
    pub fn fail_if(fails: bool, refusal: impl FnOnce() -> Refusal) -> Self {
        if fails {
            Self::Failed(refusal())
        } else {
            Self::Passed
        }
    }
}

impl<E, S> Finding<E, S> {
    /// A rule for which nothing is set.
    pub const fn not_configured(rule: RuleName) -> Self {
        Self {
            rule,
            expected: None,
            seen: None,
            source: None,
            result: RuleResult::NotConfigured,
        }
    }
}

/// What rules came to.
#[derive(Default)]
pub(super) struct Outcome {
    refusal: Option<Refusal>,
    missing: Vec<FactName>,
}

impl Outcome {
    pub const fn refuses(&self) -> bool {
        self.refusal.is_some()
    }

    pub const fn needs_something(&self) -> bool {
        !self.missing.is_empty()
    }

    pub fn need(&mut self, fact: FactName) {
        if !self.missing.contains(&fact) {
            self.missing.push(fact);
        }
    }

    pub fn need_all(&mut self, other: Self) {
        for fact in other.missing {
            self.need(fact);
        }
    }

    /// Refuses for what `other` refuses for, unless something refuses already.
    pub fn refuse_as(&mut self, other: Self) {
        if self.refusal.is_none() {
            self.refusal = other.refusal;
        }
    }

    pub fn verdict(self, ownership: Ownership, now: Timestamp) -> Verdict {
        match self.refusal {
            Some(refusal) => Verdict::Refuse { refusal },
            None if self.missing.is_empty() => Verdict::Allow { ownership },
            None => Verdict::AllowPending {
                ownership,
                missing: self.missing,
                until: now.plus(LEARN_WITHIN),
            },
        }
    }
}

/// A decision under way.
pub(super) struct Course<'a, T> {
    trace: &'a mut T,
    pub outcome: Outcome,
}

impl<'a, T: TraceSink> Course<'a, T> {
    pub fn new(trace: &'a mut T) -> Self {
        Self {
            trace,
            outcome: Outcome::default(),
        }
    }

    pub fn take<E: Display, S: Display>(
        &mut self,
        policy: Option<&PolicyId>,
        finding: Finding<E, S>,
    ) {
        self.conclude(policy, finding, None);
    }

    pub fn take_reasoned<E: Display, S: Display>(
        &mut self,
        finding: Finding<E, S>,
        reason: OwnershipReason,
    ) {
        self.conclude(None, finding, Some(reason));
    }

    fn conclude<E: Display, S: Display>(
        &mut self,
        policy: Option<&PolicyId>,
        finding: Finding<E, S>,
        reason: Option<OwnershipReason>,
    ) {
        let conclusion = match finding.result {
            RuleResult::Passed => Conclusion::Passed,
            RuleResult::NotConfigured => Conclusion::NotConfigured,
            RuleResult::Failed(refusal) => {
                self.outcome.refusal.get_or_insert(refusal);
                Conclusion::Failed
            }
            RuleResult::Needs(fact) => {
                self.outcome.need(fact);
                Conclusion::NotEvaluated
            }
            RuleResult::Open => Conclusion::NotEvaluated,
        };
        self.trace.record(|| TraceEntry {
            rule: finding.rule,
            policy: policy.cloned(),
            expected: finding.expected.map(|value| value.to_string()),
            seen: finding.seen.map(|value| value.to_string()),
            source: finding.source,
            conclusion,
            reason,
        });
    }

    /// Tells whether a policy applies, where filters say so.
    pub fn note_filters(&mut self, policy: &RestrictionPolicy<'_>) {
        let Some(filters) = policy.filters else {
            return;
        };
        let (seen, conclusion) = match policy.applicable {
            Applicable::Yes => (Some("applies"), Conclusion::Passed),
            Applicable::No => (Some("does not apply"), Conclusion::NotApplied),
            Applicable::Unknown(_) => (None, Conclusion::NotEvaluated),
        };
        self.trace.record(|| TraceEntry {
            rule: RuleName::PolicyApplies,
            policy: Some(policy.id.clone()),
            expected: Some(filters.to_string()),
            seen: seen.map(str::to_owned),
            source: None,
            conclusion,
            reason: None,
        });
    }
}
