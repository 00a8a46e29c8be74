use serde::{Deserialize, Serialize};

use super::DeviceView;
use crate::compliance::ComplianceRule;
use crate::device::RenewalState;
use crate::enrollment::{DecisionInputs, Refusal, Source};
use crate::ids::{DeviceGroupId, UserId};
use crate::time::Timestamp;

/// Whether the disk that holds the system is encrypted, as the device tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiskEncryption {
    /// It is.
    Encrypted,
    /// It is not.
    NotEncrypted,
}

/// What a device says to a question with two answers, or that it tried to find out and could not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
    /// It could not find out.
    Error,
}

impl YesNo {
    /// The word for it in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Error => "error",
        }
    }
}

/// What a device tells of itself beyond what rules need. Everything may be left out. Text is at most 128 bytes of printable
/// characters each.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Inventory {
    /// The system as it names itself, such as `Debian GNU/Linux 12 (bookworm)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_name: Option<String>,
    /// The distribution of Linux: `ID` of os-release(5), such as `debian`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_id: Option<String>,
    /// The edition of Windows: the name of its `operatingSystemSKU`, such as `Professional`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_edition: Option<String>,
    /// The kernel's release, as `uname -r` prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<String>,
    /// The processor's architecture, as `uname -m` prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<String>,
    /// The host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// The model, as the firmware names it (DMI `product_name`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The serial number, as the firmware names it (DMI `product_serial`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    /// The number of a mobile device (IMEI), 15 digits; the first where it has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imei: Option<String>,
    /// Whether the disk that holds the system is encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk_encryption: Option<DiskEncryption>,
    /// The version of Muster's agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_version: Option<String>,
    /// Whether the system was started by Secure Boot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secure_boot: Option<YesNo>,
    /// Whether a firewall is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firewall: Option<YesNo>,
    /// Whether a virus scanner is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub antivirus: Option<YesNo>,
    /// Whether there is a security chip (TPM) that works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tpm: Option<YesNo>,
    /// Whether the system's own protection was taken away: jailbroken, rooted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jailbroken: Option<YesNo>,
    /// Whether a passcode or password locks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passcode: Option<YesNo>,
}

/// One thing that is known of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceFact {
    /// Which.
    pub name: DeviceFactName,
    /// Its value. For [`DeviceFactName::DiskEncryption`] the words of [`DiskEncryption`] in JSON, and those of [`YesNo`] for
    /// what has two answers.
    pub value: String,
    /// Who vouches for it.
    pub source: Source,
    /// When it first told this value; it has not told another since.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub learnt_at: Timestamp,
}

/// What may be known of a device, in the order it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeviceFactName {
    /// [`Inventory::os_name`].
    OsName,
    /// [`Inventory::os_id`].
    OsDistribution,
    /// The operating system's version.
    OsVersion,
    /// [`Inventory::os_edition`].
    OsEdition,
    /// [`Inventory::kernel`].
    Kernel,
    /// [`Inventory::architecture`].
    Architecture,
    /// [`Inventory::host_name`].
    HostName,
    /// The maker's name.
    Manufacturer,
    /// [`Inventory::model`].
    Model,
    /// [`Inventory::serial_number`].
    SerialNumber,
    /// [`Inventory::imei`].
    Imei,
    /// [`Inventory::disk_encryption`].
    DiskEncryption,
    /// [`Inventory::agent_version`].
    AgentVersion,
    /// [`Inventory::secure_boot`].
    SecureBoot,
    /// [`Inventory::firewall`].
    Firewall,
    /// [`Inventory::antivirus`].
    Antivirus,
    /// [`Inventory::tpm`].
    Tpm,
    /// [`Inventory::jailbroken`].
    Jailbroken,
    /// [`Inventory::passcode`].
    Passcode,
}

impl DeviceFactName {
    /// Everything that may be known of a device, in the order in which it is shown.
    pub const ALL: [Self; 19] = [
        Self::OsName,
        Self::OsDistribution,
        Self::OsVersion,
        Self::OsEdition,
        Self::Kernel,
        Self::Architecture,
        Self::HostName,
        Self::Manufacturer,
        Self::Model,
        Self::SerialNumber,
        Self::Imei,
        Self::DiskEncryption,
        Self::AgentVersion,
        Self::SecureBoot,
        Self::Firewall,
        Self::Antivirus,
        Self::Tpm,
        Self::Jailbroken,
        Self::Passcode,
    ];
}

/// One device with all that its person may see (`GET /api/v1/me/devices/{device}`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceDetail {
    /// The device.
    pub device: DeviceView,
    /// What is known of it, in the order of [`DeviceFactName`].
    pub facts: Vec<DeviceFact>,
    /// Why it was retired by the policy, when it was.
    pub refused: Option<Refusal>,
    /// What happened to it, newest first; at most 50.
    pub history: Vec<DeviceEvent>,
    /// How the facts changed before that, newest first; at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FactChange>,
    /// How far the renewal of its certificate has come; none once it has no live one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<Renewal>,
    /// The groups of devices that it is in, by their ids.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<DeviceGroupId>,
    /// The rules that it is held to, each with what became of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compliance: Vec<ComplianceRule>,
    /// The person who uses it; nobody, when none.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_user: Option<UserId>,
    /// Since when what opens its disk is kept here; none where it is not.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_key_since: Option<Timestamp>,
    /// What it would be decided by, for the edge alone.
    #[cfg_attr(feature = "openapi", schema(ignore))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Box<DecisionInputs>>,
}

/// A fact that told another value than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactChange {
    /// When the device told it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Which.
    pub name: DeviceFactName,
    /// What it had told before.
    pub before: String,
    /// What it told then.
    pub after: String,
}

/// The renewal of a device's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Renewal {
    /// How far it has come.
    pub state: RenewalState,
    /// When it is due, or was: in the last third of the certificate's life.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub due_at: Timestamp,
    /// When the device was first told that it is time.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<Timestamp>,
    /// How often it has asked since.
    pub attempts: u16,
    /// When it last asked.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempted_at: Option<Timestamp>,
    /// From when on it is told to try again.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// When the next certificate was issued.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<Timestamp>,
    /// When its key was first used.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven_at: Option<Timestamp>,
}

/// One thing that happened to a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceEvent {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// What.
    pub kind: DeviceEventKind,
}

/// What can happen to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeviceEventKind {
    /// Its enrollment's certificate was issued.
    CertificateIssued,
    /// It checked in for the first time.
    FirstCheckIn,
    /// It told what it is for the first time, or something it told has changed.
    FactsChanged,
    /// Its person gave it another name.
    Renamed,
    /// An administrator said, or the list of corporate identifiers shows, that it is the organisation's.
    MadeCorporate,
    /// An administrator said that it is its person's own.
    MadePersonal,
    /// A further certificate was issued.
    CertificateRenewed,
    /// It has done what it was asked from afar.
    CommandDone,
    /// It has handed over what opens its disk.
    RecoveryKeyKept,
    /// Somebody looked at that.
    RecoveryKeyRead,
    /// It left management.
    Retired,
}

/// The body of `PATCH /api/v1/me/devices/{device}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameDevice {
    /// The new name: 1 to 64 bytes, not blank, no control characters. It then no longer follows the host name.
    pub name: String,
}
