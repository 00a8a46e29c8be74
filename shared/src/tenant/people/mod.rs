//! The directory: who belongs to the organisation, in which groups, and what they may do.

mod change;
mod file;
mod import;
mod list;
mod put;
mod record;

pub use change::{ChangePerson, PersonChange, PersonChanged};
pub use file::{PersonRow, read_people_csv};
pub use import::{FreshPerson, ImportPeople, MAX_IMPORTED_PEOPLE, PersonOutcome};
pub use list::{ListPeople, PeoplePage, ReadPerson};
pub use put::{PersonPut, PutPerson};

use serde::{Deserialize, Serialize};

use crate::ids::{EnrolleeId, GroupId, UserId};
use crate::mail::MailAddress;

/// What a person may do beyond their own devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Everything.
    Administrator,
    /// Sees devices, policies and the audit log; changes nothing.
    Reader,
}

/// Something an administrator's route asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// See everybody's devices.
    DeviceRead,
    /// Retire anybody's device.
    DeviceRetire,
    /// Say whose anybody's device is.
    DeviceChange,
    /// Ask something of anybody's device, and take it back.
    DeviceCommand,
    /// See the corporate identifiers.
    IdentifierRead,
    /// Put corporate identifiers on the list and take them off.
    IdentifierWrite,
    /// See policy and settings.
    ConfigurationRead,
    /// Change policy and settings.
    ConfigurationWrite,
    /// Read the audit log.
    AuditRead,
    /// See the people of the organisation.
    PeopleRead,
    /// Create, change, disable and delete people.
    PeopleWrite,
    /// See enrollment tokens, without what is secret in them.
    EnrollmentTokenRead,
    /// Make, change, replace and revoke enrollment tokens.
    EnrollmentTokenWrite,
    /// See webhooks and what became of what they were to hear, without their secrets.
    WebhookRead,
    /// Make, change, try out and delete webhooks.
    WebhookWrite,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 15] = [
        Self::DeviceRead,
        Self::DeviceRetire,
        Self::DeviceChange,
        Self::DeviceCommand,
        Self::IdentifierRead,
        Self::IdentifierWrite,
        Self::ConfigurationRead,
        Self::ConfigurationWrite,
        Self::AuditRead,
        Self::PeopleRead,
        Self::PeopleWrite,
        Self::EnrollmentTokenRead,
        Self::EnrollmentTokenWrite,
        Self::WebhookRead,
        Self::WebhookWrite,
    ];

    /// The stable name used in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DeviceRead => "device-read",
            Self::DeviceRetire => "device-retire",
            Self::DeviceChange => "device-change",
            Self::DeviceCommand => "device-command",
            Self::IdentifierRead => "identifier-read",
            Self::IdentifierWrite => "identifier-write",
            Self::ConfigurationRead => "configuration-read",
            Self::ConfigurationWrite => "configuration-write",
            Self::AuditRead => "audit-read",
            Self::PeopleRead => "people-read",
            Self::PeopleWrite => "people-write",
            Self::EnrollmentTokenRead => "enrollment-token-read",
            Self::EnrollmentTokenWrite => "enrollment-token-write",
            Self::WebhookRead => "webhook-read",
            Self::WebhookWrite => "webhook-write",
        }
    }
}

impl Role {
    /// Whether the role includes the permission.
    #[must_use]
    pub const fn includes(self, permission: Permission) -> bool {
        match self {
            Self::Administrator => true,
            Self::Reader => {
                matches!(
                    permission,
                    Permission::DeviceRead
                        | Permission::IdentifierRead
                        | Permission::ConfigurationRead
                        | Permission::AuditRead
                        | Permission::PeopleRead
                        | Permission::EnrollmentTokenRead
                        | Permission::WebhookRead
                )
            }
        }
    }
}

/// A person of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The person.
    pub id: UserId,
    /// The object that holds their devices and sessions.
    pub enrollee: EnrolleeId,
    /// The name they sign in with, in lower case.
    pub username: String,
    /// The name people read.
    pub display_name: String,
    /// Where they get mail.
    #[serde(default)]
    pub email: Option<MailAddress>,
    /// Their groups, sorted.
    pub groups: Vec<GroupId>,
    /// Their roles, sorted.
    pub roles: Vec<Role>,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// Whether they are a device enrollment manager, who enrolls devices for others.
    #[serde(default)]
    pub enrollment_manager: bool,
    /// Counts up with every change, so that an older copy never replaces a newer one.
    pub revision: u64,
}

impl Person {
    /// The form in which user names are compared: trimmed, ASCII in lower case.
    #[must_use]
    pub fn normal_username(username: &str) -> String {
        username.trim().to_ascii_lowercase()
    }

    /// Whether they are an administrator who can sign in.
    #[must_use]
    pub fn administers(&self) -> bool {
        !self.disabled && self.roles.contains(&Role::Administrator)
    }

    /// Whether one of their roles includes the permission.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        !self.disabled && self.roles.iter().any(|role| role.includes(permission))
    }
}

#[cfg(all(test, feature = "test-util"))]
mod tests;
