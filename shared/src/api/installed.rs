use serde::{Deserialize, Serialize};

use crate::ids::Digest;
use crate::time::Timestamp;

/// What a device has on it, as far as its client lists that (`GET /api/v1/devices/{device}/installed`): of the organisation's own
/// devices alone, for what a person has on their own is nobody's business.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Installed {
    /// Its apps; none as long as it has not listed them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apps: Option<InstalledApps>,
    /// The certificates on it; none as long as it has not listed them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificates: Option<InstalledCertificates>,
}

/// The apps on a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstalledApps {
    /// When the device listed them.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub listed_at: Timestamp,
    /// How many it listed; of more than 1,000 the rest is left out.
    pub count: u32,
    /// Each, by name.
    pub apps: Vec<InstalledApp>,
}

/// An app on a device. Text is at most 128 bytes of printable characters each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstalledApp {
    /// Its name; its identifier where it has no name.
    pub name: String,
    /// Its identifier, such as `com.apple.Pages`; what a Mac lists may have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Its version, as its people read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// The certificates on a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstalledCertificates {
    /// When the device listed them.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub listed_at: Timestamp,
    /// How many it listed; of more than 200 the rest is left out.
    pub count: u32,
    /// Each, by name.
    pub certificates: Vec<InstalledCertificate>,
}

/// A certificate on a device. Text is at most 128 bytes of printable characters each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstalledCertificate {
    /// Whose it is: its common name.
    pub name: String,
    /// The common name of who issued it; none where it says none, or could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// When it ends; none where it could not be read.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Timestamp>,
    /// The SHA-256 of its DER, in hexadecimal.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub sha256: Digest,
    /// Whether the device has the private key.
    pub is_identity: bool,
}
