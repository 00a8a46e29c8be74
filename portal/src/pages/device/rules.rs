//! The rules that a device is held to: each that is not kept with what is expected, what was found, until when, and what helps
//! here; those that are kept folded away.

use leptos::prelude::*;
use muster_shared::access::may_access;
use muster_shared::api::DeviceDetail;
use muster_shared::compliance::{ComplianceRule, ComplianceSetting, RuleResult};
use muster_shared::platform::Platform;
use muster_shared::time::Timestamp;

use super::Known;
use super::about::{pairs, value_words};
use super::{region, remedy};
use crate::clock::use_now;
use crate::components::{Icon, IconName, in_grace, is_barred};
use crate::kinds;
use crate::locale::Locale;
use crate::preferences::{use_locale, use_text};
use crate::text::{Language, Text};

/// The rules that are not kept, or of which that is not known.
fn to_put_right(detail: &DeviceDetail) -> impl Iterator<Item = &ComplianceRule> {
    let is_open = |rule: &&ComplianceRule| {
        matches!(
            rule.result,
            RuleResult::NotCompliant | RuleResult::Unknown | RuleResult::Error
        )
    };
    asked_of(detail).iter().filter(is_open)
}

/// The rules that are kept.
fn kept(detail: &DeviceDetail) -> impl Iterator<Item = &ComplianceRule> {
    let rules = asked_of(detail).iter();
    rules.filter(|rule| rule.result == RuleResult::Compliant)
}

/// Of a device that has no access anyhow nothing is to be put right.
fn asked_of(detail: &DeviceDetail) -> &[ComplianceRule] {
    match may_access(detail.device.status) {
        Ok(()) => &detail.compliance,
        Err(_) => &[],
    }
}

/// By when a rule must be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Nothing hangs on it yet.
    Open,
    /// Then.
    Moment(Timestamp),
    /// The time is over.
    Over,
}

fn until(detail: &DeviceDetail, now: Timestamp) -> Until {
    match in_grace(&detail.device) {
        _ if is_barred(&detail.device, now) => Until::Over,
        Some(moment) => Until::Moment(moment),
        None => Until::Open,
    }
}

/// What a rule is called.
fn name_of(rule: &ComplianceRule, text: &Text) -> String {
    match (&rule.custom, rule.setting.fact(), rule.setting) {
        (Some(custom), ..) => custom.setting_name.clone(),
        (None, Some(fact), _) => kinds::fact(fact, &text.facts).to_owned(),
        (None, None, ComplianceSetting::Activity) => text.rules.activity.to_owned(),
        (None, None, _) => text.rules.assigned.to_owned(),
    }
}

/// A value of a rule as it is read. Of what no fact decides it is a limit in days or a moment, yes or no.
fn told(rule: &ComplianceRule, value: &str, text: &Text, locale: &Locale) -> String {
    let days = |value: &str| {
        Some((text.rules.activity_expected)(
            value.strip_prefix("≤ ")?.strip_suffix(" d")?,
        ))
    };
    let moment = |value: &str| Some(locale.moment(value.parse().ok()?));
    match (&rule.custom, rule.setting) {
        (Some(_), _) => None,
        (None, ComplianceSetting::Activity) => days(value).or_else(|| moment(value)),
        (None, ComplianceSetting::AssignedPolicy) => Some(match value {
            "yes" => text.device.yes.to_owned(),
            _ => text.device.no.to_owned(),
        }),
        (None, setting) => Some(value_words(setting.fact(), value, &text.device)),
    }
    .unwrap_or_else(|| value.to_owned())
}

/// What was found: a value, or that there is none and why.
fn found(rule: &ComplianceRule, text: &Text, locale: &Locale) -> String {
    match (rule.result, rule.found.as_deref()) {
        (RuleResult::Unknown, _) => text.rules.unknown.to_owned(),
        // The word for an error is no value; what a script says of its own failure is worth reading.
        (RuleResult::Error, None | Some("error")) => text.rules.error.to_owned(),
        (RuleResult::Error, Some(why)) => format!("{}: {why}", text.rules.error),
        (_, Some(value)) => told(rule, value, text, locale),
        (_, None) => "–".to_owned(),
    }
}

/// What helps.
fn help(rule: &ComplianceRule, platform: Platform, text: &Text, language: Language) -> String {
    match (rule.result, &rule.custom) {
        (RuleResult::Unknown, _) => return text.rules.unknown_how.to_owned(),
        (RuleResult::Error, _) => return text.rules.error_how.to_owned(),
        (_, Some(custom)) => return custom.remedy(language.tag(), rule.found.as_deref()),
        _ => {}
    }
    match (language, &rule.remedy) {
        (Language::English, Some(english)) => english.clone(),
        (Language::English, None) => String::new(),
        (Language::German, _) => remedy::in_german(rule.setting, platform).to_owned(),
    }
}

/// What is to be put right, and what is well. It is drawn as a whole: see [`super::course`].
#[component]
pub(super) fn Rules(known: Known) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let open = region(move || {
        let (text, locale, now) = (text(), locale(), now());
        known
            .with(|detail| {
                let by_when = match until(detail, now) {
                    Until::Open => None,
                    Until::Over => Some(text.rules.over.to_owned()),
                    Until::Moment(moment) => Some((text.rules.until_left)(
                        &locale.moment(moment),
                        &locale.distance(now, moment),
                    )),
                };
                let cards: Vec<AnyView> = to_put_right(detail)
                    .map(|rule| card(rule, detail.device.platform, by_when.clone(), text, &locale))
                    .collect();
                (!cards.is_empty())
                    .then(|| view! { <ul class="rules" aria-label=text.rules.title>{cards}</ul> })
            })
            .into_any()
    });
    let kept = region(move || {
        let (text, locale) = (text(), locale());
        known
            .with(|detail| {
                let kept = kept(detail).map(|rule| {
                    view! {
                        <li>
                            <span class="status status--ok">
                                <Icon name=IconName::Ok/>
                                <span>{name_of(rule, text)}</span>
                            </span>
                            <span>{found(rule, text, &locale)}</span>
                        </li>
                    }
                });
                let kept: Vec<_> = kept.collect();
                let met = match kept.len() {
                    0 => return None,
                    1 => text.rules.one_met.to_owned(),
                    count => (text.rules.met)(count),
                };
                Some(view! {
                    <details class="more">
                        <summary>{met}</summary>
                        <ul class="more__body rules__kept">{kept}</ul>
                    </details>
                })
            })
            .into_any()
    });
    view! {
        {open}
        {kept}
    }
}

fn card(
    rule: &ComplianceRule,
    platform: Platform,
    until: Option<String>,
    text: &'static Text,
    locale: &Locale,
) -> AnyView {
    let words = &text.rules;
    let mut rows = vec![
        (words.expected, told(rule, &rule.expected, text, locale)),
        (words.found, found(rule, text, locale)),
    ];
    rows.extend(until.map(|until| (words.until, until)));
    let more = rule
        .custom
        .as_ref()
        .and_then(|custom| custom.more_info_url.clone());
    view! {
        <li class="rule">
            <h3>{name_of(rule, text)}</h3>
            {pairs(rows)}
            <h4>{words.how}</h4>
            <p>{help(rule, platform, text, locale.language())}</p>
            {more.map(|url| view! {
                <a class="card__link" href=url target="_blank" rel="noopener">{words.more}</a>
            })}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::compliance::{CustomRule, RemediationString, remedy};

    fn rule(setting: ComplianceSetting, found: Option<&str>) -> ComplianceRule {
        ComplianceRule {
            setting,
            result: RuleResult::NotCompliant,
            remedy: Some(remedy(setting, Platform::Linux).to_owned()),
            policy: None,
            expected: setting.wanted().to_owned(),
            found: found.map(str::to_owned),
            custom: None,
        }
    }

    /// Name, expected, found, what helps.
    fn words(rule: &ComplianceRule, language: Language) -> [String; 4] {
        let (text, locale) = (Text::of(language), Locale::new(language, ["de"]));
        [
            name_of(rule, text),
            told(rule, &rule.expected, text, &locale),
            found(rule, text, &locale),
            help(rule, Platform::Linux, text, language),
        ]
    }

    #[test]
    fn a_rule_says_what_is_asked_for_what_is_found_and_what_helps_on_this_platform() {
        let disk = rule(ComplianceSetting::DiskEncryption, Some("not_encrypted"));
        let [name, expected, found, helps] = words(&disk, Language::German);
        assert_eq!(
            [name, expected, found],
            ["Verschlüsselung", "Verschlüsselt", "Nicht verschlüsselt"]
        );
        assert!(helps.contains("LUKS"), "{helps}");
        let [name, .., helps] = words(&disk, Language::English);
        assert_eq!(name, "Disk encryption");
        assert!(helps.contains("LUKS"), "{helps}");
    }

    #[test]
    fn what_the_device_has_not_told_and_what_it_could_not_find_out_are_two_things() {
        for language in Language::ALL {
            let text = Text::of(language);
            let broken = rule(ComplianceSetting::SecureBoot, Some("no"));
            let unknown = ComplianceRule {
                result: RuleResult::Unknown,
                found: None,
                ..broken.clone()
            };
            let error = ComplianceRule {
                result: RuleResult::Error,
                found: Some("error".to_owned()),
                ..broken.clone()
            };
            let all = [broken, unknown, error].map(|rule| words(&rule, language));
            for part in [2, 3] {
                let mut said: Vec<&String> = all.iter().map(|one| &one[part]).collect();
                said.dedup();
                assert_eq!(said.len(), 3, "{said:?}");
            }
            assert_eq!(all[2][2], text.rules.error);
        }
    }

    #[test]
    fn what_a_script_finds_is_told_in_the_words_of_the_rule_file_and_a_failed_check_in_ours() {
        let text = |language: &str, title: &str| RemediationString {
            language: language.to_owned(),
            title: title.to_owned(),
            description: String::new(),
        };
        let broken = ComplianceRule {
            expected: "≥ 2.3".to_owned(),
            custom: Some(Box::new(CustomRule {
                setting_name: "BiosVersion".to_owned(),
                more_info_url: None,
                remediation_strings: vec![
                    text("en_US", "Update it from {ActualValue}."),
                    text("de_DE", "Von {ActualValue} aktualisieren."),
                ],
            })),
            ..rule(ComplianceSetting::Script, Some("2.2"))
        };
        assert_eq!(
            words(&broken, Language::German),
            ["BiosVersion", "≥ 2.3", "2.2", "Von 2.2 aktualisieren."]
        );
        assert_eq!(words(&broken, Language::English)[3], "Update it from 2.2.");
        let failed = ComplianceRule {
            result: RuleResult::Error,
            found: Some("exit code 3".to_owned()),
            ..broken
        };
        let [.., found, helps] = words(&failed, Language::English);
        assert_eq!(found, "It could not find this out: exit code 3");
        assert!(helps.ends_with("ask IT."), "{helps}");
    }

    #[test]
    fn a_device_without_rules_and_one_that_is_silent_are_told_in_words() {
        let silent = ComplianceRule {
            expected: "≤ 30 d".to_owned(),
            ..rule(ComplianceSetting::Activity, None)
        };
        let [name, expected, found, _] = words(&silent, Language::English);
        assert_eq!(
            [&*name, &*expected, &*found],
            ["Last check-in", "In the last 30 days", "–"]
        );
        let none = ComplianceRule {
            expected: "yes".to_owned(),
            ..rule(ComplianceSetting::AssignedPolicy, Some("no"))
        };
        assert_eq!(
            words(&none, Language::German)[..3],
            ["Regeln dafür", "Ja", "Nein"]
        );
    }
}
