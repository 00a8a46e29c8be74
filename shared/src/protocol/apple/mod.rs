//! Apple's mobile device management as octets: check-in messages, reports and commands of the command channel, and the
//! profile with which a device enrolls (<https://developer.apple.com/documentation/devicemanagement>).
//!
//! Everything is a property list ([`super::plist`]). What a device may, and what is asked of it when, is
//! [`crate::apple`]'s.

mod check_in;
mod command;
mod error;
mod names;
mod profile;
mod report;

#[cfg(test)]
mod tests;

pub use check_in::{Authenticate, CheckIn, CheckInMessage, TokenUpdate};
pub use command::{Command, Request};
pub use error::AppleError;
pub use names::{Enrollment, Uuid, base_identifier};
pub use profile::{
    Account, EnrollmentProfile, ManagementScope, Part, ProfileService, ScepPayload, configuration,
};
pub use report::{Report, ReportStatus};

/// The media type of a check-in message; whatever else comes by the same way is a report of the command channel.
pub const CHECK_IN_TYPE: &str = "application/x-apple-aspen-mdm-checkin";

/// The media type of a profile.
pub const PROFILE_TYPE: &str = "application/x-apple-aspen-config";

/// The media type of a command, and of answers to check-in messages. An exact text: nothing may follow it.
pub const PLIST_TYPE: &str = "application/xml";

/// The header with a detached signature over a message (`SignMessage` of the MDM payload).
pub const SIGNATURE_HEADER: &str = "mdm-signature";

/// The longest octets that a device may have kept here for it, an unlock or a bootstrap token.
pub const MAX_TOKEN: usize = 8 * 1024;
