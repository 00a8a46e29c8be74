//! What the organisation asks of a device, rule by rule: what is found, what is asked for, and how to put it right.

use leptos::prelude::*;
use muster_shared::compliance::{ComplianceRule, ComplianceSetting, RuleResult};

use super::Known;
use super::about::value_words;
use crate::kinds;
use crate::preferences::{say, use_locale, use_text};
use crate::text::{DeviceText, Language, Text};

/// What a rule is called: as the fact that decides it.
fn name(setting: ComplianceSetting, text: &Text) -> &'static str {
    match setting.fact() {
        Some(fact) => kinds::fact(fact, &text.facts).0,
        None if setting == ComplianceSetting::Activity => text.device.last_check_in,
        None => text.device.own_rules,
    }
}

/// What became of it.
fn result_words(rule: &ComplianceRule, text: &DeviceText) -> String {
    let words = |value: &str| value_words(rule.setting.fact(), value, text);
    let found = rule.found.as_deref().map(words);
    match (rule.result, found) {
        (RuleResult::NotApplicable, _) => text.rule_not_asked.to_owned(),
        (_, None) => text.rule_unknown.to_owned(),
        (RuleResult::Compliant, Some(found)) => (text.rule_kept)(&found),
        (_, Some(found)) => (text.rule_broken)(&found, &words(&rule.expected)),
    }
}

/// What helps. English needs no list: the server's own words are English, and know the platform.
fn remedy_words(rule: &ComplianceRule, language: Language) -> Option<String> {
    let english = rule.remedy.as_ref()?;
    Some(match language {
        Language::English => english.clone(),
        Language::German => in_german(rule.setting).to_owned(),
    })
}

const fn in_german(setting: ComplianceSetting) -> &'static str {
    use ComplianceSetting as Setting;
    match setting {
        Setting::MinimumOsVersion | Setting::AllowedOsVersions => {
            "Aktualisieren Sie das System, bis seine Version zugelassen ist."
        }
        Setting::MaximumOsVersion => {
            "So neu darf das System noch nicht sein. Fragen Sie Ihre IT, ab wann."
        }
        Setting::AllowedDistributions => {
            "Verwenden Sie eine Distribution und Version, die zugelassen ist."
        }
        Setting::MinimumAgentVersion => "Installieren Sie den neuesten Agenten.",
        Setting::DiskEncryption => {
            "Schalten Sie die Verschlüsselung ein. Unter Linux heißt das meist, neu zu installieren: Fragen Sie zuerst Ihre IT."
        }
        Setting::SecureBoot => "Schalten Sie Secure Boot in der Firmware ein.",
        Setting::Firewall => "Schalten Sie die Firewall ein.",
        Setting::Antivirus => "Schalten Sie den Virenschutz ein.",
        Setting::Tpm => "Schalten Sie das TPM in der Firmware ein, oder fragen Sie Ihre IT.",
        Setting::NotJailbroken => {
            "Stellen Sie das System so wieder her, wie der Hersteller es liefert."
        }
        Setting::Passcode => "Richten Sie einen Code oder ein Passwort für die Sperre ein.",
        Setting::AssignedPolicy => "Für dieses Gerät gibt es keine Regeln. Fragen Sie Ihre IT.",
        Setting::Activity => "Verbinden Sie das Gerät, und lassen Sie es sich melden.",
    }
}

/// The rules; nothing where there are none.
#[component]
pub(super) fn Rules(known: Known) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let rules = Memo::new(move |_| {
        known
            .with(|detail| detail.compliance.clone())
            .filter(|rules| !rules.is_empty())
    });
    let one = move |rule: ComplianceRule| {
        let text = text();
        let remedy = remedy_words(&rule, locale().language());
        view! {
            <div>
                <dt>{name(rule.setting, text)}</dt>
                <dd>
                    <span>{result_words(&rule, &text.device)}</span>
                    {remedy.map(|words| view! { <strong>{words}</strong> })}
                </dd>
            </div>
        }
    };
    move || {
        rules.get().map(|rules| {
            view! {
                <section class="card" aria-labelledby="rules">
                    <div class="card__head">
                        <h2 id="rules">{say(|text| text.device.rules)}</h2>
                    </div>
                    <div class="card__body">
                        <dl class="known">
                            {rules.into_iter().map(one).collect_view()}
                        </dl>
                    </div>
                </section>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::compliance::remedy;
    use muster_shared::platform::Platform;

    fn rule(result: RuleResult, found: Option<&str>) -> ComplianceRule {
        let setting = ComplianceSetting::DiskEncryption;
        ComplianceRule {
            setting,
            result,
            remedy: (result != RuleResult::Compliant)
                .then(|| remedy(setting, Platform::Linux).to_owned()),
            policy: None,
            expected: "encrypted".to_owned(),
            found: found.map(str::to_owned),
        }
    }

    #[test]
    fn a_rule_says_what_is_found_what_is_asked_for_and_what_helps() {
        let text = &Text::of(Language::German).device;
        let broken = rule(RuleResult::NotCompliant, Some("not_encrypted"));
        assert_eq!(
            result_words(&broken, text),
            "Nicht verschlüsselt; verlangt: Verschlüsselt"
        );
        let helps = |language| remedy_words(&broken, language).unwrap();
        assert!(helps(Language::English).contains("LUKS"));
        assert!(helps(Language::German).contains("IT"));
        let kept = rule(RuleResult::Compliant, Some("encrypted"));
        assert_eq!(result_words(&kept, text), "Verschlüsselt, wie es sein soll");
        assert_eq!(remedy_words(&kept, Language::German), None);
        let unknown = rule(RuleResult::Unknown, None);
        assert_eq!(result_words(&unknown, text), "Noch nicht bekannt");
    }
}
