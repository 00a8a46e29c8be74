use serde::{Deserialize, Serialize};

use super::enrollment_token::said;
use super::{CommandResult, ComplianceAnswer, Inventory, SentCommand};
use crate::compliance::{ComplianceStanding, ComplianceState, ScriptResult};
use crate::device::DeviceRecord;
use crate::ids::{CategoryId, CertificateSerial, DeviceId, Digest, UserId};
use crate::platform::{EnrollmentMethod, OsVersion, Ownership, Platform};
use crate::profile::ConfigurationReport;
use crate::time::Timestamp;

/// Where a device stands, as a person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeviceStatus {
    /// The certificate is issued; the device has not checked in with it yet.
    WaitingForFirstCheckIn,
    /// Enrolled for now: something must still be learnt about it.
    Pending,
    /// Enrolled.
    Enrolled,
    /// Its certificate has expired.
    Expired,
    /// Removed from management.
    Retired,
}

/// A device as its owner and administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceView {
    /// The device.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: DeviceId,
    /// The name a person gave it, or a first one of ours.
    pub name: String,
    /// Its platform.
    pub platform: Platform,
    /// How it enrolled.
    pub method: EnrollmentMethod,
    /// Who owns it.
    pub ownership: Ownership,
    /// The category that it was put into, if any.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// Where it stands.
    pub status: DeviceStatus,
    /// When it enrolled.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub enrolled_at: Timestamp,
    /// When it last checked in; none before the first time.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub last_check_in: Option<Timestamp>,
    /// The system by the name it gives itself, version and all (`Debian GNU/Linux 12`); none until it has told.
    #[serde(default)]
    pub os_name: Option<String>,
    /// The version it last reported.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub os_version: Option<OsVersion>,
    /// The serial number of its live certificate; none once it has none.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub certificate_serial: Option<CertificateSerial>,
    /// When that certificate ends.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub certificate_expires_at: Option<Timestamp>,
    /// For a device that is pending: by when it must have reported.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub pending_until: Option<Timestamp>,
    /// Whether it keeps the organisation's rules; left out where nothing is asked, or nobody has asked yet.
    #[serde(default, skip_serializing_if = "ComplianceState::is_unknown")]
    pub compliance: ComplianceState,
    /// Until when it may stay as it is although it does not keep them.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_until: Option<Timestamp>,
    /// By when it must have checked in again, or it does not keep them any more.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliant_until: Option<Timestamp>,
    /// Another device of the same enrollee that says it is the same machine; the newest, where there are several. If the
    /// machine was installed anew, the older one is to be removed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_machine_as: Option<DeviceId>,
    /// Since when it is in no list of administrators, for it has not checked in for long; its next check-in ends that.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_since: Option<Timestamp>,
    /// How many commands to it are open; told to its person, and of one device. The lists of administrators leave it out.
    #[serde(default, skip_serializing_if = "is_none_open")]
    pub open_commands: u16,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_none_open(count: &u16) -> bool {
    *count == 0
}

impl DeviceView {
    /// What is to be known of its compliance at a later moment.
    #[must_use]
    pub const fn standing(&self) -> ComplianceStanding {
        ComplianceStanding {
            state: self.compliance,
            grace_until: self.grace_until,
            compliant_until: self.compliant_until,
        }
    }
}

/// A page of devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceList {
    /// The devices, newest enrollment first.
    pub devices: Vec<DeviceView>,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many devices that the person enrolled are used by others. They are not listed, and each takes one of the person's
    /// places.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub handed_over: u32,
    /// How many devices that were handed to the person could not be shown now.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_shown: u32,
}

const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// What a device tells of itself at check-in (`POST /api/v1/device/check-in`). Everything may be left out; all of it is
/// claimed, not attested.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CheckInReport {
    /// The operating system's version.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_version: Option<OsVersion>,
    /// The maker's name; at most 64 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<String>,
    /// The device's own name, such as its host name; at most 64 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What else it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inventory: Option<Inventory>,
    /// What it has applied of its configuration; told again only when that has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<ConfigurationReport>,
    /// What has become of commands; at most 32.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub command_results: Vec<CommandResult>,
    /// What its compliance scripts have found, all of them, in place of what was told before; told again only when that has
    /// changed. At most 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script_results: Option<Vec<ScriptResult>>,
}

/// The answer to a check-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckInAnswer {
    /// The device that checked in.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device_id: DeviceId,
    /// Where it stands now.
    pub status: DeviceStatus,
    /// Seconds after which to check in again.
    pub next_check_in_seconds: u32,
    /// Whether it is time to renew the certificate.
    pub renew: bool,
    /// The version of the configuration that it is to have (`POST /api/v1/device/configuration`); none where nothing is set.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Digest>,
    /// What it must put right to keep the organisation's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliance: Option<Box<ComplianceAnswer>>,
    /// What is asked of the device, the oldest first; at most 8. Each comes again until the device has said what became of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<SentCommand>,
}

/// The body of `PATCH /api/v1/devices/{device}`. What is left out stays; at least one must be said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ChangeDevice {
    /// Whose the device is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ownership: Option<Ownership>,
    /// The person who uses it from now on; `null` for nobody in particular.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "said")]
    pub primary_user: Option<Option<UserId>>,
}

/// A page of the whole fleet, for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FleetList {
    /// The devices with who holds them, in the order of their identifiers.
    pub devices: Vec<DeviceRecord>,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
