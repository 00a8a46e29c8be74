//! What is asked of devices once they are enrolled.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind, check};
use crate::compliance::{
    ActionKind, CompliancePolicy, CustomCompliance, MOST_SCRIPTS, NoPolicy, ScriptRule,
};
use crate::field::FieldFault;
use crate::ids::PolicyId;
use crate::mail::Markup;

/// How many policies there may be. It bounds what is sent along with a check-in.
const MOST: usize = 50;

/// How many messages there may be.
const MOST_MESSAGES: usize = 25;

/// How many groups one part of an assignment may name.
const MOST_GROUPS: usize = 200;

/// How many entries a list of versions or distributions may have.
const MOST_VERSIONS: usize = 20;

/// How many actions a policy may have.
const MOST_ACTIONS: usize = 10;

/// How many bytes a script may have.
const LARGEST_SCRIPT: usize = 16_384;

/// How many rules a script's result may be held to, as in Intune.
const MOST_RULES: usize = 100;

/// In how many languages a rule may say what helps.
const MOST_LANGUAGES: usize = 25;

/// After how many days of silence a device is not compliant any more, where nothing else is said.
pub const VALIDITY_DAYS: u8 = 30;

/// A mail that is sent when a device is not compliant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ComplianceMessage {
    /// Its short name, by which actions name it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PolicyId,
    /// The subject: 1 to 78 characters. `{{UserName}}`, `{{DeviceName}}`, `{{DeviceId}}`, `{{OSAndVersion}}` and
    /// `{{Platform}}` are filled in.
    pub subject: String,
    /// The message: 1 to 2,000 characters of the subset of HTML that [`Markup`] takes, with the same placeholders.
    pub body: String,
}

/// The organisation's compliance policies. With nothing set here nothing is evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Compliance {
    /// What counts of a device without a policy.
    pub no_policy: NoPolicy,
    /// After how many days of silence a device is not compliant any more: 1 to 120. Left out: 30, once anything is set here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validity_days: Option<u8>,
    /// At most 50. Several that are assigned to a device all count, the strictest first.
    pub policies: Vec<CompliancePolicy>,
    /// What mails say; at most 25.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<ComplianceMessage>,
}

impl Compliance {
    /// Whether anything is set.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        *self != Self::default()
    }

    /// After how many days of silence a device is not compliant any more.
    #[must_use]
    pub fn validity_days(&self) -> u8 {
        self.validity_days.unwrap_or(VALIDITY_DAYS)
    }
}

impl Section for Compliance {
    const KIND: SectionKind = SectionKind::Compliance;

    fn check(&self) -> Result<(), FieldFault> {
        if self
            .validity_days
            .is_some_and(|days| !(1..=120).contains(&days))
        {
            return Err(FieldFault::at("validity_days", "must be 1 to 120"));
        }
        check::at_most(&self.policies, MOST).map_err(|rule| FieldFault::at("policies", rule))?;
        check::at_most(&self.messages, MOST_MESSAGES)
            .map_err(|rule| FieldFault::at("messages", rule))?;
        for (place, policy) in self.policies.iter().enumerate() {
            self.check_policy(policy)
                .map_err(|fault| fault.below(&format!("policies[{place}]")))?;
        }
        for (place, message) in self.messages.iter().enumerate() {
            check_message(message).map_err(|fault| fault.below(&format!("messages[{place}]")))?;
        }
        let scripts = self.policies.iter().filter_map(CompliancePolicy::script);
        if scripts.count() > MOST_SCRIPTS {
            let rule = format!("at most {MOST_SCRIPTS} of them can have a script");
            return Err(FieldFault::at("policies", rule));
        }
        let taken =
            |list: &str, place| FieldFault::at(format!("{list}[{place}].id"), "is taken already");
        if let Some(place) = check::twin(self.policies.iter().map(|policy| &policy.id)) {
            return Err(taken("policies", place));
        }
        match check::twin(self.messages.iter().map(|message| &message.id)) {
            Some(place) => Err(taken("messages", place)),
            None => Ok(()),
        }
    }
}

impl Compliance {
    fn check_policy(&self, policy: &CompliancePolicy) -> Result<(), FieldFault> {
        check::text(&policy.name, 1..=128).map_err(|rule| FieldFault::at("name", rule))?;
        for (field, count) in [
            ("groups", policy.groups.len()),
            ("device_groups", policy.device_groups.len()),
            ("excluded_groups", policy.excluded_groups.len()),
            (
                "excluded_device_groups",
                policy.excluded_device_groups.len(),
            ),
        ] {
            if count > MOST_GROUPS {
                let rule = format!("at most {MOST_GROUPS} are possible");
                return Err(FieldFault::at(field, rule));
            }
        }
        check_settings(policy).map_err(|fault| fault.below("settings"))?;
        self.check_actions(policy)
    }

    fn check_actions(&self, policy: &CompliancePolicy) -> Result<(), FieldFault> {
        check::at_most(&policy.actions, MOST_ACTIONS)
            .map_err(|rule| FieldFault::at("actions", rule))?;
        for (place, action) in policy.actions.iter().enumerate() {
            let at = |field: &str| format!("actions[{place}].{field}");
            let fault = |field: &str, rule: &str| Err(FieldFault::at(at(field), rule));
            let earlier = policy.actions.iter().take(place);
            match (action.action, &action.message) {
                (ActionKind::Mail, None) => return fault("message", "a mail needs one"),
                (ActionKind::Mail, Some(id)) => {
                    if !self.messages.iter().any(|message| message.id == *id) {
                        return fault("message", "there is no message of this id");
                    }
                }
                (_, Some(_)) => return fault("message", "is for mails alone"),
                (ActionKind::Mark, None) => {
                    if earlier
                        .clone()
                        .any(|other| other.action == ActionKind::Mark)
                    {
                        return fault("action", "a device is marked once");
                    }
                }
                (ActionKind::Lock | ActionKind::RetireList, None) => {}
            }
            if earlier.clone().any(|other| other == action) {
                return fault("action", "stands there already");
            }
        }
        Ok(())
    }
}

fn check_settings(policy: &CompliancePolicy) -> Result<(), FieldFault> {
    use crate::compliance::ComplianceSetting as Setting;
    let settings = &policy.settings;
    let set = [
        (
            "minimum_os_version",
            Setting::MinimumOsVersion,
            settings.minimum_os_version.is_some(),
        ),
        (
            "maximum_os_version",
            Setting::MaximumOsVersion,
            settings.maximum_os_version.is_some(),
        ),
        (
            "allowed_os_versions",
            Setting::AllowedOsVersions,
            !settings.allowed_os_versions.is_empty(),
        ),
        (
            "allowed_distributions",
            Setting::AllowedDistributions,
            !settings.allowed_distributions.is_empty(),
        ),
        (
            "minimum_agent_version",
            Setting::MinimumAgentVersion,
            settings.minimum_agent_version.is_some(),
        ),
        ("custom", Setting::Script, settings.custom.is_some()),
    ];
    let elsewhere = || format!("is no setting of {}", policy.platform.display_name());
    for (field, setting, is_set) in set {
        if is_set && !setting.is_of(policy.platform) {
            return Err(FieldFault::at(field, elsewhere()));
        }
    }
    for (place, condition) in settings.require.iter().enumerate() {
        if !condition.setting().is_of(policy.platform) {
            return Err(FieldFault::at(format!("require[{place}]"), elsewhere()));
        }
    }
    if let Some(place) = check::first_again(&settings.require) {
        return Err(FieldFault::at(
            format!("require[{place}]"),
            "stands there already",
        ));
    }
    let order = |field: String| Err(FieldFault::at(field, "must not be above the maximum"));
    if let (Some(least), Some(most)) = (settings.minimum_os_version, settings.maximum_os_version)
        && least > most
    {
        return order("minimum_os_version".to_owned());
    }
    let lists = [
        ("allowed_os_versions", &settings.allowed_os_versions, 0..=0),
        (
            "allowed_distributions",
            &settings.allowed_distributions,
            1..=64,
        ),
    ];
    for (list, allowed, characters) in lists {
        check::at_most(allowed, MOST_VERSIONS).map_err(|rule| FieldFault::at(list, rule))?;
        for (place, one) in allowed.iter().enumerate() {
            let at = |field: &str| format!("{list}[{place}].{field}");
            check::text(&one.id, characters.clone())
                .map_err(|rule| FieldFault::at(at("id"), rule))?;
            if let (Some(least), Some(most)) = (one.minimum, one.maximum)
                && least > most
            {
                return order(at("minimum"));
            }
        }
    }
    match &settings.custom {
        Some(custom) => check_custom(custom).map_err(|fault| fault.below("custom")),
        None => Ok(()),
    }
}

fn check_custom(custom: &CustomCompliance) -> Result<(), FieldFault> {
    let script = &custom.script;
    if !script.starts_with("#!/") || script.len() > LARGEST_SCRIPT || script.contains(['\0', '\r'])
    {
        let rule = format!(
            "must be at most {LARGEST_SCRIPT} bytes of text that begin with `#!` and an interpreter's path, with lines that end as \
             Linux ends them"
        );
        return Err(FieldFault::at("script", rule));
    }
    let rules = &custom.rules.rules;
    if !(1..=MOST_RULES).contains(&rules.len()) {
        let rule = format!("must be 1 to {MOST_RULES}");
        return Err(FieldFault::at("rules.Rules", rule));
    }
    for (place, rule) in rules.iter().enumerate() {
        check_script_rule(rule).map_err(|fault| fault.below(&format!("rules.Rules[{place}]")))?;
    }
    match check::first_again(rules) {
        Some(place) => Err(FieldFault::at(
            format!("rules.Rules[{place}]"),
            "stands there already",
        )),
        None => Ok(()),
    }
}

fn check_script_rule(rule: &ScriptRule) -> Result<(), FieldFault> {
    check::text(&rule.setting_name, 1..=128).map_err(|rule| FieldFault::at("SettingName", rule))?;
    rule.check_operand()
        .map_err(|(field, rule)| FieldFault::at(field, rule))?;
    if let Some(address) = &rule.more_info_url
        && (address.len() > 512 || !check::is_https(address))
    {
        let rule = "must be an address with https, of at most 512 characters";
        return Err(FieldFault::at("MoreInfoUrl", rule));
    }
    let texts = &rule.remediation_strings;
    check::at_most(texts, MOST_LANGUAGES)
        .map_err(|rule| FieldFault::at("RemediationStrings", rule))?;
    for (place, text) in texts.iter().enumerate() {
        let at = |field: &str| format!("RemediationStrings[{place}].{field}");
        let is_language = match text.language.as_bytes() {
            [one, two, b'_', three, four] => {
                [one, two].iter().all(|letter| letter.is_ascii_lowercase())
                    && [three, four]
                        .iter()
                        .all(|letter| letter.is_ascii_uppercase())
            }
            _ => false,
        };
        if !is_language {
            return Err(FieldFault::at(at("Language"), "must be such as `en_US`"));
        }
        check::text(&text.title, 1..=256).map_err(|rule| FieldFault::at(at("Title"), rule))?;
        check::lines(&text.description, 0..=1_024)
            .map_err(|rule| FieldFault::at(at("Description"), rule))?;
    }
    if let Some(place) = check::twin(texts.iter().map(|text| &text.language)) {
        let path = format!("RemediationStrings[{place}].Language");
        return Err(FieldFault::at(path, "stands there already"));
    }
    if !texts.iter().any(|text| text.language == "en_US") {
        return Err(FieldFault::at("RemediationStrings", "must have `en_US`"));
    }
    Ok(())
}

fn check_message(message: &ComplianceMessage) -> Result<(), FieldFault> {
    check::text(&message.subject, 1..=78).map_err(|rule| FieldFault::at("subject", rule))?;
    check::lines(&message.body, 1..=2_000).map_err(|rule| FieldFault::at("body", rule))?;
    Markup::parse(&message.body)
        .map(|_| ())
        .map_err(|fault| FieldFault::at("body", fault.to_string()))
}
