//! Whether a device keeps the organisation's rules: what is asked of it, what is found, what follows, and when.
//!
//! Three steps, each without a clock of its own. [`evaluate()`] holds what a device has told to the policies that are assigned
//! to it, rule by rule. [`Course`] follows the outcome through time: grace, errors, and what is done about a device that
//! stays as it is. [`ComplianceStanding`] is what is left for whoever must answer at any moment, such as the gate.
//!
//! A limit that is not set never fails, and one more limit never makes anything better.

mod course;
mod days;
mod evaluate;
mod policy;
mod remedy;
mod script;
mod setting;
mod standing;
#[cfg(feature = "test-util")]
pub mod vectors;

pub use course::{Course, ERROR_TIME, Fired, NotFired, Observed};
pub use days::{Days, NotDays};
pub use evaluate::{
    Asked, ComplianceRule, CustomRule, Outcome, PolicyOutcome, RuleResult, evaluate,
};
pub use policy::{
    ActionKind, AllowedVersions, CompliancePolicy, ComplianceSettings, Condition, NoPolicy,
    PolicyAction,
};
pub use remedy::{remedy, remedy_of};
pub use script::{
    CustomCompliance, DataType, LARGEST_OUTPUT, LARGEST_REASON, MOST_SCRIPTS, Operator,
    RemediationString, RuleFile, ScriptResult, ScriptRule,
};
pub use setting::ComplianceSetting;
pub use standing::{ComplianceStanding, ComplianceState};

#[cfg(all(test, feature = "test-util"))]
mod tests;
