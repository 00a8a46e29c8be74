use serde::{Deserialize, Serialize};

use crate::api::DeviceFactName;
use crate::platform::Platform;

/// What a policy may ask of a device. The names are part of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ComplianceSetting {
    /// The lowest version of the system.
    MinimumOsVersion,
    /// The highest version of the system.
    MaximumOsVersion,
    /// The ranges in one of which the version must be.
    AllowedOsVersions,
    /// The distributions of Linux.
    AllowedDistributions,
    /// The lowest version of Muster's agent.
    MinimumAgentVersion,
    /// The disk is encrypted: BitLocker, FileVault, dm-crypt.
    DiskEncryption,
    /// The system was started by Secure Boot.
    SecureBoot,
    /// A firewall is on.
    Firewall,
    /// A virus scanner is on.
    Antivirus,
    /// There is a security chip that works.
    Tpm,
    /// Nobody has taken away the system's own protection: jailbroken, rooted, a Mac without System Integrity Protection.
    NotJailbroken,
    /// A passcode or password locks it.
    Passcode,
    /// What a script of the organisation's own finds on it.
    Script,
    /// A policy is assigned to it. Asked of a device without one, where the organisation says so.
    AssignedPolicy,
    /// It has checked in within the validity period. Asked of every device.
    Activity,
}

/// Which platforms a setting is for, in the order of [`Platform::ALL`].
type Platforms = &'static [Platform];

const EVERY: Platforms = &Platform::ALL;
const WINDOWS: Platforms = &[Platform::Windows];
const LINUX: Platforms = &[Platform::Linux];
const DESKTOPS: Platforms = &[Platform::Windows, Platform::Macos];
/// Macs tell whether System Integrity Protection is on.
const TELL_JAILBREAK: Platforms = &[
    Platform::Ios,
    Platform::Ipados,
    Platform::Macos,
    Platform::Android,
];
/// iOS and iPadOS encrypt by themselves as soon as there is a passcode.
const TELL_ENCRYPTION: Platforms = &[
    Platform::Windows,
    Platform::Macos,
    Platform::Android,
    Platform::Linux,
];
const TELL_PASSCODE: Platforms = &[
    Platform::Windows,
    Platform::Ios,
    Platform::Ipados,
    Platform::Macos,
    Platform::Android,
];

impl ComplianceSetting {
    /// All that policies may set.
    pub const ALL: [Self; 13] = [
        Self::MinimumOsVersion,
        Self::MaximumOsVersion,
        Self::AllowedOsVersions,
        Self::AllowedDistributions,
        Self::MinimumAgentVersion,
        Self::DiskEncryption,
        Self::SecureBoot,
        Self::Firewall,
        Self::Antivirus,
        Self::Tpm,
        Self::NotJailbroken,
        Self::Passcode,
        Self::Script,
    ];

    /// The platforms that have it, the fact that decides it, and the value that is asked for where there is only one.
    const fn about(self) -> (Platforms, Option<DeviceFactName>, &'static str) {
        use DeviceFactName as Fact;
        match self {
            Self::MinimumOsVersion | Self::MaximumOsVersion => (EVERY, Some(Fact::OsVersion), ""),
            Self::AllowedOsVersions => (WINDOWS, Some(Fact::OsVersion), ""),
            Self::AllowedDistributions => (LINUX, Some(Fact::OsDistribution), ""),
            Self::MinimumAgentVersion => (LINUX, Some(Fact::AgentVersion), ""),
            Self::DiskEncryption => (TELL_ENCRYPTION, Some(Fact::DiskEncryption), "encrypted"),
            Self::SecureBoot => (WINDOWS, Some(Fact::SecureBoot), "yes"),
            Self::Firewall => (DESKTOPS, Some(Fact::Firewall), "yes"),
            Self::Antivirus => (WINDOWS, Some(Fact::Antivirus), "yes"),
            Self::Tpm => (WINDOWS, Some(Fact::Tpm), "yes"),
            Self::NotJailbroken => (TELL_JAILBREAK, Some(Fact::Jailbroken), "no"),
            Self::Passcode => (TELL_PASSCODE, Some(Fact::Passcode), "yes"),
            Self::Script => (LINUX, None, ""),
            Self::AssignedPolicy | Self::Activity => (EVERY, None, ""),
        }
    }

    /// Whether devices of this platform can be asked for it.
    #[must_use]
    pub fn is_of(self, platform: Platform) -> bool {
        self.about().0.contains(&platform)
    }

    /// The fact that decides it; none where no fact does.
    #[must_use]
    pub const fn fact(self) -> Option<DeviceFactName> {
        self.about().1
    }

    /// The value that is asked for, where there is only one.
    #[must_use]
    pub const fn wanted(self) -> &'static str {
        self.about().2
    }
}
