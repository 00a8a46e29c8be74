use super::ComplianceSetting;
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
        (Setting::NotJailbroken, _) => {
            "Restore the system as its maker delivers it; a changed one is not allowed."
        }
        (Setting::Passcode, _) => "Set a passcode or password for the screen lock.",
        (Setting::AssignedPolicy, _) => {
            "Your organisation has no rules for this device. Ask IT to assign some."
        }
        (Setting::Activity, _) => "Connect the device, and let it check in.",
    }
}
