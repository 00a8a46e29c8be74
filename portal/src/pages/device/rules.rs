//! What a device must put right to keep the organisation's rules, in words: what is found, what is asked for, and what helps.

use muster_shared::compliance::{ComplianceRule, ComplianceSetting, RuleResult};

use super::about::value_words;
use crate::kinds;
use crate::text::{Language, Text};

/// Every rule that is not kept, each on a line of its own. A rule is called as the fact that decides it.
pub(super) fn to_put_right(rules: &[ComplianceRule], language: Language) -> String {
    let text = Text::of(language);
    let mut words = String::new();
    for rule in rules {
        let Some(english) = &rule.remedy else {
            continue;
        };
        words.push('\n');
        if let Some(custom) = &rule.custom {
            let found = rule.found.as_deref().unwrap_or("?");
            words.push_str(&(text.device.rule)(
                &custom.setting_name,
                found,
                &rule.expected,
            ));
            words.push(' ');
            if rule.result == RuleResult::NotCompliant {
                words.push_str(&custom.remedy(language.tag(), rule.found.as_deref()));
                continue;
            }
        } else if let Some(fact) = rule.setting.fact() {
            let value = |value: &str| value_words(Some(fact), value, &text.device);
            let found = rule.found.as_deref().map_or_else(|| "?".to_owned(), value);
            let name = kinds::fact(fact, &text.facts).0;
            words.push_str(&(text.device.rule)(name, &found, &value(&rule.expected)));
            words.push(' ');
        }
        // English needs no list: the server's own words are English, and know the platform.
        words.push_str(match language {
            Language::English => english,
            Language::German => in_german(rule.setting),
        });
    }
    words
}

const fn in_german(setting: ComplianceSetting) -> &'static str {
    use ComplianceSetting as Setting;
    match setting {
        Setting::MinimumOsVersion
        | Setting::AllowedOsVersions
        | Setting::AllowedDistributions
        | Setting::MinimumAgentVersion => "Aktualisieren Sie es.",
        Setting::MaximumOsVersion => "Das ist noch zu neu. Fragen Sie Ihre IT.",
        Setting::DiskEncryption
        | Setting::SecureBoot
        | Setting::Firewall
        | Setting::Antivirus
        | Setting::Tpm
        | Setting::Passcode => "Schalten Sie das ein, oder fragen Sie Ihre IT.",
        Setting::NotJailbroken => "Stellen Sie das System des Herstellers wieder her.",
        Setting::Script => "Das ließ sich nicht prüfen. Bleibt es dabei, fragen Sie Ihre IT.",
        Setting::AssignedPolicy => "Für dieses Gerät gibt es keine Regeln. Fragen Sie Ihre IT.",
        Setting::Activity => "Lassen Sie es sich melden.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::compliance::{CustomRule, RemediationString, remedy};
    use muster_shared::platform::Platform;

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

    #[test]
    fn a_rule_says_what_is_found_what_is_asked_for_and_what_helps() {
        let disk = rule(ComplianceSetting::DiskEncryption, Some("not_encrypted"));
        let passcode = rule(ComplianceSetting::Passcode, None);
        let kept = ComplianceRule {
            remedy: None,
            ..disk.clone()
        };
        let rules = [disk, kept, passcode];
        let german = to_put_right(&rules, Language::German);
        assert_eq!(
            german,
            "\nVerschlüsselung: Nicht verschlüsselt, verlangt: Verschlüsselt. Schalten Sie das ein, oder fragen Sie Ihre IT.\
             \nGerätecode: ?, verlangt: Ja. Schalten Sie das ein, oder fragen Sie Ihre IT."
        );
        let english = to_put_right(&rules[..1], Language::English);
        assert!(
            english.starts_with("\nDisk encryption: Not encrypted, asked for: Encrypted. Move")
        );
        assert!(english.contains("LUKS"));
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
        let german = to_put_right(core::slice::from_ref(&broken), Language::German);
        assert_eq!(
            german,
            "\nBiosVersion: 2.2, verlangt: ≥ 2.3. Von 2.2 aktualisieren."
        );
        let english = to_put_right(core::slice::from_ref(&broken), Language::English);
        assert_eq!(
            english,
            "\nBiosVersion: 2.2, asked for: ≥ 2.3. Update it from 2.2."
        );
        let failed = ComplianceRule {
            result: RuleResult::Error,
            found: Some("exit code 3".to_owned()),
            ..broken
        };
        let german = to_put_right(&[failed], Language::German);
        assert!(german.ends_with("fragen Sie Ihre IT."), "{german}");
    }

    #[test]
    fn what_no_fact_decides_says_what_helps_alone() {
        let silent = rule(ComplianceSetting::Activity, Some("2026-01-01T00:00:00Z"));
        let words = to_put_right(&[silent], Language::German);
        assert_eq!(words, "\nLassen Sie es sich melden.");
    }
}
