//! What a device sends on the command channel: that it is idle, or what became of a command
//! (<https://developer.apple.com/documentation/devicemanagement/commands-and-queries>).

use super::error::AppleError;
use super::names::Enrollment;
use crate::protocol::plist::{self, Dict};

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whose.
    pub from: Enrollment,
    /// How it stands.
    pub status: ReportStatus,
    /// `CommandUUID`: which command it is of; none when it is idle.
    pub command: Option<String>,
    /// Everything it holds.
    pub body: Dict,
}

/// `Status` of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportStatus {
    /// It waits for a command.
    Idle,
    /// It was done, or has begun.
    Acknowledged,
    /// It could not be done.
    Error,
    /// It was not understood.
    CommandFormatError,
    /// Not now: the device comes again by itself when it can.
    NotNow,
}

impl Report {
    /// Reads a report.
    ///
    /// # Errors
    /// [`AppleError`].
    pub fn read(octets: &[u8]) -> Result<Self, AppleError> {
        let body = plist::read(octets)?;
        let status = match body.text("Status") {
            Some("Idle") => ReportStatus::Idle,
            Some("Acknowledged") => ReportStatus::Acknowledged,
            Some("Error") => ReportStatus::Error,
            Some("CommandFormatError") => ReportStatus::CommandFormatError,
            Some("NotNow") => ReportStatus::NotNow,
            _ => return Err(AppleError::Lacks("Status")),
        };
        let command = body.text("CommandUUID").map(str::to_owned);
        if command.is_none() && status != ReportStatus::Idle {
            return Err(AppleError::Lacks("CommandUUID"));
        }
        Ok(Self {
            from: Enrollment::of(&body)?,
            status,
            command,
            body,
        })
    }

    /// Why a command could not be done, in the device's words: the first of its errors with its number.
    #[must_use]
    pub fn why_not(&self) -> String {
        first_error(&self.body)
    }

    /// Why a setting was not set, where one was not: `Settings` is acknowledged as a whole, and each setting has a status of its own
    /// (<https://developer.apple.com/documentation/devicemanagement/settingsresponse>).
    #[must_use]
    pub fn setting_refused(&self) -> Option<String> {
        let is_refused = |item: &&Dict| !matches!(item.text("Status"), None | Some("Acknowledged"));
        let mut settings = self.body.dicts("Settings");
        settings.find(is_refused).map(first_error)
    }
}

fn first_error(of: &Dict) -> String {
    let Some(error) = of.dicts("ErrorChain").next() else {
        return "The device gave no reason.".to_owned();
    };
    let words = error
        .text("USEnglishDescription")
        .or_else(|| error.text("LocalizedDescription"))
        .unwrap_or("The device gave no reason.");
    let domain = error.text("ErrorDomain").unwrap_or_default();
    let code = error.number("ErrorCode").unwrap_or_default();
    format!("{words} ({domain} {code})")
}
