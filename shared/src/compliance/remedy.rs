use super::{ComplianceRule, ComplianceSetting, CustomRule, RuleResult};
use crate::platform::Platform;

/// What helps when a rule is not kept, in one sentence for the person who has the device. No quotation marks stand in it, so
/// that the agent reads it out of JSON as it is.
#[must_use]
pub const fn remedy(setting: ComplianceSetting, platform: Platform) -> &'static str {
    use ComplianceSetting as Setting;
    match (setting, platform) {
        (Setting::MinimumOsVersion | Setting::AllowedOsVersions, Platform::Linux) => {
            "Upgrade the system to a version that is allowed, then check in."
        }
        (Setting::MinimumOsVersion | Setting::AllowedOsVersions, _) => {
            "Install the updates of the system until its version is allowed."
        }
        (Setting::MaximumOsVersion, _) => {
            "Your organisation does not allow a version as new as this yet. Ask IT when it will."
        }
        (Setting::AllowedDistributions, _) => {
            "Use a distribution and a version of it that your organisation allows."
        }
        (Setting::MinimumAgentVersion, _) => {
            "Install the newest agent: run the line from the portal's page for adding a device again."
        }
        (Setting::DiskEncryption, Platform::Windows) => "Turn on BitLocker for the system's drive.",
        (Setting::DiskEncryption, Platform::Macos) => {
            "Turn on FileVault in System Settings, Privacy and Security."
        }
        (Setting::DiskEncryption, Platform::Linux) => {
            "Move the system to a disk that is encrypted with LUKS. That usually means to install it again: ask IT first."
        }
        (Setting::DiskEncryption, _) => "Turn on encryption in the settings, under security.",
        (Setting::SecureBoot, _) => "Turn on Secure Boot in the firmware's settings.",
        (Setting::Firewall, Platform::Macos) => "Turn on the firewall in System Settings, Network.",
        (Setting::Firewall, _) => "Turn on the firewall in Windows Security.",
        (Setting::Antivirus, _) => "Turn on virus protection in Windows Security.",
        (Setting::Tpm, _) => {
            "Turn on the TPM in the firmware's settings, or ask IT for another device."
        }
        (Setting::NotJailbroken, Platform::Macos) => {
            "Start the Mac in Recovery, and turn System Integrity Protection on there: csrutil enable."
        }
        (Setting::NotJailbroken, _) => {
            "Restore the system as its maker delivers it; a changed one is not allowed."
        }
        (Setting::Passcode, _) => "Set a passcode or password for the screen lock.",
        (Setting::Script, _) => {
            "This could not be checked on the device. Let it check in again, and ask IT when it stays so."
        }
        (Setting::AssignedPolicy, _) => {
            "Your organisation has no rules for this device. Ask IT to assign some."
        }
        (Setting::Activity, _) => "Connect the device, and let it check in.",
    }
}

/// What helps when this rule is not kept: as [`remedy`], or what the rule file says in English.
#[must_use]
pub fn remedy_of(rule: &ComplianceRule, platform: Platform) -> String {
    match &rule.custom {
        Some(custom) if rule.result == RuleResult::NotCompliant => {
            custom.remedy("en", rule.found.as_deref())
        }
        _ => remedy(rule.setting, platform).to_owned(),
    }
}

impl CustomRule {
    /// What the rule file says in a language, `en` or `de`; in English where it says nothing in that one. What was found is
    /// filled in, and no quotation marks stand in it.
    #[must_use]
    pub fn remedy(&self, language: &str, found: Option<&str>) -> String {
        let texts = &self.remediation_strings;
        let in_language = |language: &str| {
            let mut all = texts.iter();
            all.find(|text| text.language.get(..2) == Some(language))
        };
        let Some(text) = in_language(language).or_else(|| in_language("en")) else {
            return String::new();
        };
        format!("{} {}", text.title, text.description)
            .replace("{ActualValue}", found.unwrap_or_default())
            .replace(['"', '\\'], "'")
            .trim()
            .to_owned()
    }
}
