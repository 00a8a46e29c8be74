//! An administrator creates, changes, disables and deletes people.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::Tenant;
use super::super::rows::{TenantEvent, TenantHeader, emit};
use super::Person;
use super::record::{Recorder, alone_administers, by_username, sorted};
use crate::api::{CreatePerson, PersonEdit};
use crate::audit::AuditKind;
use crate::ids::{EnrolleeId, TenantId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// One change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonChange {
    /// A person who is new.
    Create {
        /// Who it is.
        person: CreatePerson,
        /// Their identifier.
        fresh_user: UserId,
        /// That of the object that will hold their devices.
        fresh_enrollee: EnrolleeId,
    },
    /// Other fields, if `expected` is still the revision (HTTP `If-Match`). What is none stays.
    Edit {
        /// Who.
        user: UserId,
        /// The revision that the administrator saw.
        expected: u64,
        /// What changes.
        edit: PersonEdit,
    },
    /// Nobody signs in with the account, or somebody does again. Once more: nothing happens.
    Disable {
        /// Who.
        user: UserId,
        /// Whether it is disabled.
        disabled: bool,
    },
    /// A password is about to be set: only written down, for the password is their own object's.
    NotePassword {
        /// Who.
        user: UserId,
    },
    /// A disabled person leaves the directory, if `expected` is still the revision.
    Delete {
        /// Who.
        user: UserId,
        /// The revision at which they were found to have no device.
        expected: u64,
    },
}

impl PersonChange {
    /// Whom it is about, unless they are new.
    const fn about(&self) -> Option<UserId> {
        match self {
            Self::Create { .. } => None,
            Self::Edit { user, .. }
            | Self::Disable { user, .. }
            | Self::NotePassword { user }
            | Self::Delete { user, .. } => Some(*user),
        }
    }

    /// The revision it goes by.
    const fn expected(&self) -> Option<u64> {
        match self {
            Self::Edit { expected, .. } | Self::Delete { expected, .. } => Some(*expected),
            _ => None,
        }
    }
}

/// Makes one change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangePerson {
    /// The organisation.
    pub tenant: TenantId,
    /// What is to change.
    pub change: PersonChange,
    /// Who changes it.
    pub by: UserId,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// What became of a [`ChangePerson`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonChanged {
    /// It is so.
    Yes {
        /// The person as they are now; when deleted, as they were.
        person: Box<Person>,
    },
    /// There is no such person.
    Unknown,
    /// Somebody was faster: read again and decide anew.
    Conflict {
        /// The revision that is current.
        current: u64,
    },
    /// Somebody signs in under that name already.
    UsernameTaken,
    /// Nobody else administers.
    LastAdministrator,
    /// There are as many device enrollment managers as there may be.
    TooManyManagers,
    /// Only a person who is disabled can be deleted.
    NotDisabled,
}

impl Command for ChangePerson {
    type Object = Tenant;
    type Answer = PersonChanged;
    const NAME: &'static str = "change-person";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<PersonChanged, StoreFault> {
        let recorder = Recorder {
            tenant: &self.tenant,
            salt: self.salt,
            now,
        };
        let mut header = TenantHeader::load(unit)?;
        let before: Option<Person> = match self.change.about() {
            Some(user) => unit.get(&user.to_string())?,
            None => None,
        };
        if let (Some(before), Some(expected)) = (&before, self.change.expected())
            && before.revision != expected
        {
            let current = before.revision;
            return Ok(PersonChanged::Conflict { current });
        }
        let after = match (self.change, before.clone()) {
            (
                PersonChange::Create {
                    person,
                    fresh_user,
                    fresh_enrollee,
                },
                _,
            ) => {
                let after = created(person, fresh_user, fresh_enrollee);
                if by_username(unit, &after.username)?.is_some() {
                    return Ok(PersonChanged::UsernameTaken);
                }
                after
            }
            (_, None) => return Ok(PersonChanged::Unknown),
            (PersonChange::Edit { edit, .. }, Some(person)) => edited(person, edit),
            (PersonChange::Disable { disabled, .. }, Some(person)) => Person { disabled, ..person },
            (PersonChange::NotePassword { .. }, Some(person)) => {
                let detail = json!({ "by": self.by, "person": person.id, "password": "set" });
                recorder.note(
                    unit,
                    &mut header,
                    AuditKind::PersonChanged,
                    &person,
                    &detail,
                )?;
                unit.put(&header)?;
                return Ok(yes(person));
            }
            (PersonChange::Delete { .. }, Some(person)) if !person.disabled => {
                return Ok(PersonChanged::NotDisabled);
            }
            (PersonChange::Delete { .. }, Some(person)) => {
                let detail = json!({ "by": self.by, "before": person });
                recorder.forget(unit, &mut header, &person, &detail)?;
                unit.put(&header)?;
                return Ok(yes(person));
            }
        };
        if before.as_ref() == Some(&after) {
            // Nothing has changed; copies and object are told again all the same, should they not have heard.
            emit(unit, &mut header, TenantEvent::Person { user: after.id })?;
            unit.put(&header)?;
            return Ok(yes(after));
        }
        if let Some(before) = &before
            && before.administers()
            && !after.administers()
            && alone_administers(unit, before)?
        {
            return Ok(PersonChanged::LastAdministrator);
        }
        let detail = |kept: &Person| Ok(json!({ "by": self.by, "before": before, "after": kept }));
        let Some(person) = recorder.keep(unit, &mut header, before.as_ref(), after, detail)? else {
            return Ok(PersonChanged::TooManyManagers);
        };
        unit.put(&header)?;
        Ok(yes(person))
    }
}

fn yes(person: Person) -> PersonChanged {
    PersonChanged::Yes {
        person: Box::new(person),
    }
}

fn created(person: CreatePerson, id: UserId, enrollee: EnrolleeId) -> Person {
    Person {
        id,
        enrollee,
        username: Person::normal_username(&person.username),
        display_name: person.display_name,
        email: person.email,
        groups: sorted(person.groups),
        roles: sorted(person.roles),
        disabled: false,
        enrollment_manager: person.enrollment_manager,
        revision: 0,
    }
}

fn edited(mut person: Person, edit: PersonEdit) -> Person {
    if let Some(display_name) = edit.display_name {
        person.display_name = display_name;
    }
    if let Some(email) = edit.email {
        person.email = email;
    }
    if let Some(groups) = edit.groups {
        person.groups = sorted(groups);
    }
    if let Some(roles) = edit.roles {
        person.roles = sorted(roles);
    }
    if let Some(manager) = edit.enrollment_manager {
        person.enrollment_manager = manager;
    }
    person
}
