//! The committed cases of the evaluation: every setting of every platform, met, not met, not set and not known.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Asked, CompliancePolicy, ComplianceSetting, ComplianceSettings, ComplianceState, Course,
    NoPolicy, Observed, RuleResult, ScriptResult, evaluate,
};
use crate::api::{DeviceFact, DeviceFactName};
use crate::enrollment::Source;
use crate::ids::Digest;
use crate::platform::Platform;
use crate::time::Timestamp;

/// The cases.
pub const COMPLIANCE_VECTORS: &str = include_str!("../../vectors/compliance.json");

/// One case. Its name says what must hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplianceVector {
    /// Its name.
    pub name: String,
    /// The platform of policy and device.
    pub platform: Platform,
    /// What the policy asks.
    pub settings: ComplianceSettings,
    /// What the device has told.
    pub facts: BTreeMap<DeviceFactName, String>,
    /// What its script has printed; none when that is not known.
    #[serde(default)]
    pub script: Option<String>,
    /// What must become of each rule, and no other rule may be there.
    pub rules: BTreeMap<ComplianceSetting, RuleResult>,
    /// Where the device must stand at once, without grace.
    pub state: ComplianceState,
}

/// Reads the cases.
///
/// # Errors
/// What cannot be read.
pub fn read_compliance_vectors(text: &str) -> Result<Vec<ComplianceVector>, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

impl ComplianceVector {
    /// Runs it; what came out otherwise, by its name.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        let policy = CompliancePolicy {
            id: "policy".parse().ok()?,
            name: self.name.clone(),
            platform: self.platform,
            settings: self.settings.clone(),
            groups: Vec::new(),
            device_groups: Vec::new(),
            excluded_groups: Vec::new(),
            excluded_device_groups: Vec::new(),
            actions: Vec::new(),
        };
        let facts: Vec<DeviceFact> = self
            .facts
            .iter()
            .map(|(name, value)| DeviceFact {
                name: *name,
                value: value.clone(),
                source: Source::Claimed,
                learnt_at: Timestamp::EPOCH,
            })
            .collect();
        let printed = self.script.iter().map(|output| ScriptResult {
            policy: policy.id.clone(),
            script: Digest::of(b""),
            output: Some(output.clone()),
            failed: None,
        });
        let scripts: Vec<ScriptResult> = printed.collect();
        let outcome = evaluate(&Asked {
            policies: &[&policy],
            no_policy: NoPolicy::Compliant,
            facts: &facts,
            keeps: &|_| true,
            scripts: Some(&scripts),
        });
        let rules: BTreeMap<_, _> = outcome
            .rules
            .iter()
            .map(|rule| (rule.setting, rule.result))
            .collect();
        let mut course = Course::default();
        let observed = Observed {
            outcome: &outcome,
            unknown_until: None,
        };
        course.observe(&observed, Timestamp::EPOCH);
        let (state, _) = course.state(Timestamp::EPOCH);
        (rules != self.rules || state != self.state)
            .then(|| format!("{}: {rules:?}, {state:?}", self.name))
    }
}
