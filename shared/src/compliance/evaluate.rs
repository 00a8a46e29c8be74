use serde::{Deserialize, Serialize};

use super::script::Found;
use super::{
    AllowedVersions, CompliancePolicy, ComplianceSetting, ComplianceState, Days, NoPolicy,
    PolicyAction, RemediationString, ScriptResult,
};
use crate::api::{DeviceFact, DeviceFactName};
use crate::few::sort_few;
use crate::ids::PolicyId;
use crate::platform::OsVersion;

/// What the evaluation of a device is taken from.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The policies that are assigned to it.
    pub policies: &'a [&'a CompliancePolicy],
    /// What counts where there are none.
    pub no_policy: NoPolicy,
    /// What is known of it.
    pub facts: &'a [DeviceFact],
    /// Whether the organisation keeps a fact of such a device. What it has chosen not to know, it cannot ask for.
    pub keeps: &'a dyn Fn(DeviceFactName) -> bool,
    /// What the policies' scripts have found; none where it is not a device that they run on.
    pub scripts: Option<&'a [ScriptResult]>,
}

/// What became of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleResult {
    /// The device has not told what decides it.
    Unknown,
    /// It is not asked of such a device.
    NotApplicable,
    /// Kept.
    Compliant,
    /// Broken.
    NotCompliant,
    /// What the device has told says neither yes nor no.
    Error,
}

/// One rule that a device is held to, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ComplianceRule {
    /// What is asked for.
    pub setting: ComplianceSetting,
    /// What became of it.
    pub result: RuleResult,
    /// What helps, in one sentence, where it is shown; none for a rule that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The policy that asks; none for what the organisation asks of every device.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyId>,
    /// What would keep it: a value, or versions as `≥ 22.04`, `≤ 24.10` or `10.0.1 - 10.0.9`.
    pub expected: String,
    /// What the device has told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// For what a script finds: what the rule file says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<Box<CustomRule>>,
}

/// What a rule file says of one of its settings to whoever has the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomRule {
    /// The setting's name in the result of the script.
    pub setting_name: String,
    /// Where one reads more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_info_url: Option<String>,
    /// What helps, in each language that there is, `en_US` among them.
    pub remediation_strings: Vec<RemediationString>,
}

/// A policy that a device does not keep, or of which nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyOutcome {
    /// Which; none where it is the lack of one.
    pub policy: Option<PolicyId>,
    /// A rule of it is broken.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub broken: bool,
    /// A rule of it hangs on what the device has not told.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub unknown: bool,
    /// Of a rule of it cannot be said whether it is kept.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub error: bool,
    /// How long that is tolerated.
    #[serde(default)]
    pub grace: Days,
    /// What is done about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<PolicyAction>,
}

/// What an evaluation comes to, in an order that does not hang on the order of the policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Every rule.
    pub rules: Vec<ComplianceRule>,
    /// The policies that are not simply kept.
    pub open: Vec<PolicyOutcome>,
    /// The state apart from what is open.
    pub rest: ComplianceState,
}

/// Holds what is known of a device to the policies that are assigned to it. Total and deterministic.
#[must_use]
pub fn evaluate(asked: &Asked<'_>) -> Outcome {
    let mut outcome = Outcome {
        rules: Vec::new(),
        open: Vec::new(),
        rest: ComplianceState::NotApplicable,
    };
    let mut policies: Vec<&CompliancePolicy> = asked.policies.to_vec();
    sort_few(&mut policies, |one, other| one.id.cmp(&other.id));
    for policy in &policies {
        let first = outcome.rules.len();
        ask(policy, asked, &mut outcome.rules);
        let is = |wanted| {
            let own = outcome.rules.iter().skip(first);
            own.into_iter().any(|rule| rule.result == wanted)
        };
        let open = PolicyOutcome {
            policy: Some(policy.id.clone()),
            broken: is(RuleResult::NotCompliant),
            unknown: is(RuleResult::Unknown),
            error: is(RuleResult::Error),
            grace: policy.grace(),
            actions: policy.actions.clone(),
        };
        if open.broken || open.unknown || open.error {
            outcome.open.push(open);
        }
    }
    if policies.is_empty() {
        match asked.no_policy {
            NoPolicy::Compliant => outcome.rest = ComplianceState::Compliant,
            NoPolicy::NotCompliant => no_policy(&mut outcome),
        }
        return outcome;
    }
    let results = || outcome.rules.iter().map(|rule| rule.result);
    outcome.rest = if results().any(|result| result == RuleResult::Compliant) {
        ComplianceState::Compliant
    } else if results().all(|result| result == RuleResult::NotApplicable) {
        ComplianceState::NotApplicable
    } else {
        ComplianceState::Unknown
    };
    outcome
}

/// The organisation asks for a policy, and there is none.
fn no_policy(outcome: &mut Outcome) {
    outcome.rules.push(ComplianceRule {
        policy: None,
        setting: ComplianceSetting::AssignedPolicy,
        result: RuleResult::NotCompliant,
        expected: "yes".to_owned(),
        found: Some("no".to_owned()),
        remedy: None,
        custom: None,
    });
    outcome.open.push(PolicyOutcome {
        policy: None,
        broken: true,
        unknown: false,
        error: false,
        grace: Days::default(),
        actions: Vec::new(),
    });
}

/// Asks every rule of a policy that is set, in the order of the settings.
fn ask(policy: &CompliancePolicy, asked: &Asked<'_>, rules: &mut Vec<ComplianceRule>) {
    use ComplianceSetting as Setting;
    let settings = &policy.settings;
    let fact = |name: DeviceFactName| {
        let mut all = asked.facts.iter();
        let found = all.find(|fact| fact.name == name)?;
        Some(found.value.trim_matches('"'))
    };
    let mut put = |setting: Setting, expected: String, found: Option<String>, result| {
        let is_kept = setting.fact().is_none_or(|name| (asked.keeps)(name));
        rules.push(ComplianceRule {
            policy: Some(policy.id.clone()),
            setting,
            result: if is_kept {
                result
            } else {
                RuleResult::NotApplicable
            },
            expected,
            found,
            remedy: None,
            custom: None,
        });
    };
    let mut version = |setting: Setting, limit: Option<OsVersion>| {
        let (Some(limit), Some(name)) = (limit, setting.fact()) else {
            return;
        };
        let found = fact(name);
        let (least, most) = match setting {
            Setting::MaximumOsVersion => (None, Some(limit)),
            _ => (Some(limit), None),
        };
        let result = in_range(found, least, most);
        put(
            setting,
            range(least, most),
            found.map(str::to_owned),
            result,
        );
    };
    version(Setting::MinimumOsVersion, settings.minimum_os_version);
    version(Setting::MaximumOsVersion, settings.maximum_os_version);
    version(Setting::MinimumAgentVersion, settings.minimum_agent_version);
    if !settings.allowed_os_versions.is_empty() {
        let found = fact(DeviceFactName::OsVersion);
        let ranges = &settings.allowed_os_versions;
        put(
            Setting::AllowedOsVersions,
            list(ranges),
            found.map(str::to_owned),
            best(
                ranges
                    .iter()
                    .map(|one| in_range(found, one.minimum, one.maximum)),
            ),
        );
    }
    if !settings.allowed_distributions.is_empty() {
        let (id, version) = (
            fact(DeviceFactName::OsDistribution),
            fact(DeviceFactName::OsVersion),
        );
        let allowed = &settings.allowed_distributions;
        put(
            Setting::AllowedDistributions,
            list(allowed),
            id.map(|id| {
                format!("{id} {}", version.unwrap_or_default())
                    .trim()
                    .to_owned()
            }),
            id.map_or(RuleResult::Unknown, |id| {
                let meant = allowed.iter().filter(|one| one.id.eq_ignore_ascii_case(id));
                best(meant.map(|one| in_range(version, one.minimum, one.maximum)))
            }),
        );
    }
    for condition in &settings.require {
        let setting = condition.setting();
        let found = setting.fact().and_then(fact);
        let result = match found {
            None => RuleResult::Unknown,
            Some("error") => RuleResult::Error,
            Some(value) if value == setting.wanted() => RuleResult::Compliant,
            Some(_) => RuleResult::NotCompliant,
        };
        put(
            setting,
            setting.wanted().to_owned(),
            found.map(str::to_owned),
            result,
        );
    }
    if let Some(custom) = &settings.custom {
        let found = asked.scripts.map(|results| Found::of(&policy.id, results));
        for rule in &custom.rules.rules {
            let (result, found) = match &found {
                None => (RuleResult::NotApplicable, None),
                Some(found) => rule.result(found),
            };
            rules.push(ComplianceRule {
                policy: Some(policy.id.clone()),
                setting: Setting::Script,
                result,
                expected: rule.expected(),
                found,
                remedy: None,
                custom: Some(Box::new(CustomRule {
                    setting_name: rule.setting_name.clone(),
                    more_info_url: rule.more_info_url.clone(),
                    remediation_strings: rule.remediation_strings.clone(),
                })),
            });
        }
    }
}

/// Whether a version that a device has told lies between two, each of which may be missing.
fn in_range(found: Option<&str>, least: Option<OsVersion>, most: Option<OsVersion>) -> RuleResult {
    if least.is_none() && most.is_none() {
        return RuleResult::Compliant;
    }
    let Some(text) = found else {
        return RuleResult::Unknown;
    };
    match text.parse::<OsVersion>() {
        Err(_) => RuleResult::Error,
        Ok(version)
            if least.is_none_or(|least| least <= version)
                && most.is_none_or(|most| version <= most) =>
        {
            RuleResult::Compliant
        }
        Ok(_) => RuleResult::NotCompliant,
    }
}

/// Of several possibilities one is enough. Where none is there, nothing is allowed.
fn best(results: impl Iterator<Item = RuleResult>) -> RuleResult {
    let rank = |result: &RuleResult| match result {
        RuleResult::Compliant => 0,
        RuleResult::NotApplicable => 1,
        RuleResult::Unknown => 2,
        RuleResult::Error => 3,
        RuleResult::NotCompliant => 4,
    };
    results.min_by_key(rank).unwrap_or(RuleResult::NotCompliant)
}

fn list(allowed: &[AllowedVersions]) -> String {
    let words = allowed.iter().map(|one| {
        let versions = range(one.minimum, one.maximum);
        format!("{} {versions}", one.id).trim().to_owned()
    });
    words.collect::<Vec<_>>().join(", ")
}

fn range(least: Option<OsVersion>, most: Option<OsVersion>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{least} - {most}"),
        (Some(least), None) => format!("≥ {least}"),
        (None, Some(most)) => format!("≤ {most}"),
        (None, None) => String::new(),
    }
}
