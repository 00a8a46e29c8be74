//! An identifier as it is stored and shown, with what has become of its device.

use serde::{Deserialize, Serialize};

use super::{CorporateIdentifier, Details};
use crate::ids::DeviceId;
use crate::time::Timestamp;

/// Where the device of an identifier stands, in Intune's words (`enrollmentState`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum IdentifierState {
    /// No device has told this identifier.
    #[default]
    NotContacted,
    /// A device that told it is enrolled, or was.
    Enrolled,
    /// A device that told it was refused.
    Failed,
}

/// An identifier on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListedIdentifier {
    /// The identifier, in its normal form.
    pub identifier: CorporateIdentifier,
    /// What an administrator wrote beside it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub details: Details,
    /// When it was put on the list.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub added_at: Timestamp,
    /// Where its device stands.
    #[serde(default)]
    pub state: IdentifierState,
    /// The device that told it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub device: Option<DeviceId>,
    /// Why that device was refused: the refusal's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// When that device was last here, to the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub last_contact: Option<Timestamp>,
}

impl ListedIdentifier {
    /// An identifier that nobody has told yet.
    #[must_use]
    pub const fn new(
        identifier: CorporateIdentifier,
        details: Details,
        added_at: Timestamp,
    ) -> Self {
        Self {
            identifier,
            details,
            added_at,
            state: IdentifierState::NotContacted,
            device: None,
            failure: None,
            last_contact: None,
        }
    }
}
