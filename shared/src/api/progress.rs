use serde::{Deserialize, Serialize};

use super::DeviceView;
use crate::enrollment::Refusal;
use crate::ids::{CategoryId, EnrolleeId, TicketId};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::time::Timestamp;

/// Where an enrollment stands, from the ticket to the first report (`GET /api/v1/me/tickets/{ticket}`, and each message of
/// `GET /api/v1/me/tickets/{ticket}/live`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrollmentProgress {
    /// The ticket.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub ticket: TicketId,
    /// The platform it is for.
    pub platform: Platform,
    /// The method it is for.
    pub method: EnrollmentMethod,
    /// Who will own the device.
    pub ownership: Ownership,
    /// The category that the device is put into, if any.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// When the ticket ends, used or not.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
    /// How far it has come.
    pub stage: EnrollmentStage,
    /// When the certificate was issued; none before.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub issued_at: Option<Timestamp>,
    /// When the device first used its key; none before.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub checked_in_at: Option<Timestamp>,
    /// When it first told what it is; none before.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub reported_at: Option<Timestamp>,
    /// How often another key took the enrollment over before it was proven: the person should know.
    pub key_changes: u8,
    /// The device; none before there is one.
    pub device: Option<DeviceView>,
    /// The last no that an attempt with this ticket got, with its moment; gone when a later attempt succeeds.
    pub refused: Option<RefusedAttempt>,
    /// Among whose decisions the one of `refused` is recorded; only where it is.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrollee: Option<EnrolleeId>,
}

/// How far an enrollment has come. Each stage includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EnrollmentStage {
    /// The ticket waits for a device.
    Waiting,
    /// A certificate has been issued.
    Issued,
    /// The device has checked in with it.
    CheckedIn,
    /// The device has told what it is, and nothing is missing: it is enrolled. A method that asks for no check-in comes here
    /// with the certificate, unless a rule waits for something.
    Enrolled,
    /// The ticket ended unused, or the device left again.
    Ended,
}

/// An attempt that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedAttempt {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// The one cause.
    pub refusal: Refusal,
    /// The number of the recorded decision; none where no rule was asked, and of attempts from before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<u64>,
}
