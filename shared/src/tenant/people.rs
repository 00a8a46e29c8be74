//! The directory, as far as signing in and deciding need it.

use serde::{Deserialize, Serialize};

use super::Tenant;
use super::audit_log::{AuditSubjects, append_audit};
use super::managers::count_manager;
use super::rows::{TenantEvent, TenantHeader, UsernameRow, emit};
use crate::audit::{AuditDetail, AuditKind};
use crate::ids::{EnrolleeId, GroupId, TenantId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

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
    /// See enrollment tokens, without what is secret in them.
    EnrollmentTokenRead,
    /// Make, change, replace and revoke enrollment tokens.
    EnrollmentTokenWrite,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 10] = [
        Self::DeviceRead,
        Self::DeviceRetire,
        Self::DeviceChange,
        Self::IdentifierRead,
        Self::IdentifierWrite,
        Self::ConfigurationRead,
        Self::ConfigurationWrite,
        Self::AuditRead,
        Self::EnrollmentTokenRead,
        Self::EnrollmentTokenWrite,
    ];

    /// The stable name used in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DeviceRead => "device-read",
            Self::DeviceRetire => "device-retire",
            Self::DeviceChange => "device-change",
            Self::IdentifierRead => "identifier-read",
            Self::IdentifierWrite => "identifier-write",
            Self::ConfigurationRead => "configuration-read",
            Self::ConfigurationWrite => "configuration-write",
            Self::AuditRead => "audit-read",
            Self::EnrollmentTokenRead => "enrollment-token-read",
            Self::EnrollmentTokenWrite => "enrollment-token-write",
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
                        | Permission::EnrollmentTokenRead
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

    /// Whether one of their roles includes the permission.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        !self.disabled && self.roles.iter().any(|role| role.includes(permission))
    }
}

/// Creates the person with this user name, or changes them. The enrollee is registered in the same step, before anything is
/// written to its object: objects can't be listed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PutPerson {
    /// The organisation.
    pub tenant: TenantId,
    /// The name they sign in with.
    pub username: String,
    /// The name people read.
    pub display_name: String,
    /// Their groups.
    pub groups: Vec<GroupId>,
    /// Their roles.
    pub roles: Vec<Role>,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// Whether they are a device enrollment manager.
    #[serde(default)]
    pub enrollment_manager: bool,
    /// Identifier for a person who is new.
    pub fresh_user: UserId,
    /// Identifier for the enrollee of a person who is new.
    pub fresh_enrollee: EnrolleeId,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// What became of [`PutPerson`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "put", rename_all = "snake_case")]
pub enum PersonPut {
    /// They are so.
    Yes {
        /// The person as they are now.
        person: Box<Person>,
    },
    /// There are as many device enrollment managers as there may be.
    TooManyManagers,
}

impl PersonPut {
    fn yes(person: Person) -> Self {
        Self::Yes {
            person: Box::new(person),
        }
    }
}

impl Command for PutPerson {
    type Object = Tenant;
    type Answer = PersonPut;
    const NAME: &'static str = "put-person";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<PersonPut, StoreFault> {
        let mut header = TenantHeader::load(unit)?;
        let username = Person::normal_username(&self.username);
        let known = match unit.get::<UsernameRow>(&username)? {
            Some(row) => unit.get::<Person>(&row.user.to_string())?,
            None => None,
        };
        let sorted = |mut groups: Vec<GroupId>| {
            groups.sort();
            groups.dedup();
            groups
        };
        let mut roles = self.roles;
        roles.sort();
        roles.dedup();
        let person = Person {
            id: known.as_ref().map_or(self.fresh_user, |person| person.id),
            enrollee: known
                .as_ref()
                .map_or(self.fresh_enrollee, |person| person.enrollee),
            username: username.clone(),
            display_name: self.display_name,
            groups: sorted(self.groups),
            roles,
            disabled: self.disabled,
            enrollment_manager: self.enrollment_manager,
            revision: known.as_ref().map_or(0, |person| person.revision),
        };
        if known.as_ref() == Some(&person) {
            // Nothing has changed; the copies are written again all the same, should they have been lost.
            emit(unit, &mut header, TenantEvent::Person { user: person.id })?;
            unit.put(&header)?;
            return Ok(PersonPut::yes(person));
        }
        let was_manager = known.as_ref().is_some_and(|known| known.enrollment_manager);
        if !count_manager(&mut header, was_manager, person.enrollment_manager) {
            return Ok(PersonPut::TooManyManagers);
        }
        let person = Person {
            revision: person.revision.saturating_add(1),
            ..person
        };
        let kind = if known.is_some() {
            AuditKind::PersonChanged
        } else {
            AuditKind::PersonCreated
        };
        unit.put(&UsernameRow {
            username,
            user: person.id,
        })?;
        unit.put(&person)?;
        emit(unit, &mut header, TenantEvent::Person { user: person.id })?;
        let about = AuditSubjects {
            enrollee: Some(person.enrollee),
            ..AuditSubjects::default()
        };
        let detail = serde_json::to_string(&person).map_err(StoreFault::new)?;
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            kind,
            about,
            AuditDetail::new(self.salt, detail),
            now,
        )?;
        unit.put(&header)?;
        Ok(PersonPut::yes(person))
    }
}

/// Reads at most `limit` people after `after`, in the order of their identifiers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPeople {
    /// Where to go on; from the beginning when none.
    pub after: Option<UserId>,
    /// How many at most.
    pub limit: usize,
}

impl Command for ReadPeople {
    type Object = Tenant;
    type Answer = Vec<Person>;
    const NAME: &'static str = "read-people";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Vec<Person>, StoreFault> {
        let after = self.after.map(|user| user.to_string());
        unit.scan(after.as_deref(), self.limit.min(500))
    }
}

/// Reads one person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPerson {
    /// Who.
    pub user: UserId,
}

impl Command for ReadPerson {
    type Object = Tenant;
    type Answer = Option<Person>;
    const NAME: &'static str = "read-person";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Option<Person>, StoreFault> {
        unit.get(&self.user.to_string())
    }
}
