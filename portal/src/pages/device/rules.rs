//! What a device must put right to keep the organisation's rules, in words: what is found, what is asked for, and what helps.

use muster_shared::compliance::{ComplianceRule, ComplianceSetting};

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
        if let Some(fact) = rule.setting.fact() {
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
        Setting::AssignedPolicy => "Für dieses Gerät gibt es keine Regeln. Fragen Sie Ihre IT.",
        Setting::Activity => "Lassen Sie es sich melden.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::compliance::{RuleResult, remedy};
    use muster_shared::platform::Platform;

    fn rule(setting: ComplianceSetting, found: Option<&str>) -> ComplianceRule {
        ComplianceRule {
            setting,
            result: RuleResult::NotCompliant,
            remedy: Some(remedy(setting, Platform::Linux).to_owned()),
            policy: None,
            expected: setting.wanted().to_owned(),
            found: found.map(str::to_owned),
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
    fn what_no_fact_decides_says_what_helps_alone() {
        let silent = rule(ComplianceSetting::Activity, Some("2026-01-01T00:00:00Z"));
        let words = to_put_right(&[silent], Language::German);
        assert_eq!(words, "\nLassen Sie es sich melden.");
    }
}
