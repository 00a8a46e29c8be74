//! The operator's way to make people.

use serde::{Deserialize, Serialize};

use super::super::Tenant;
use super::super::rows::{TenantEvent, TenantHeader, emit};
use super::record::{Recorder, by_username, sorted};
use super::{Person, Role};
use crate::ids::{EnrolleeId, GroupId, TenantId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

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
#[serde(rename_all = "snake_case")]
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
        let known = by_username(unit, &username)?;
        let person = Person {
            id: known.as_ref().map_or(self.fresh_user, |person| person.id),
            enrollee: known
                .as_ref()
                .map_or(self.fresh_enrollee, |person| person.enrollee),
            username,
            display_name: self.display_name,
            email: known.as_ref().and_then(|person| person.email.clone()),
            groups: sorted(self.groups),
            roles: sorted(self.roles),
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
        let detail = |kept: &Person| serde_json::to_value(kept).map_err(StoreFault::new);
        let recorder = Recorder {
            tenant: &self.tenant,
            salt: self.salt,
            now,
        };
        let Some(person) = recorder.keep(unit, &mut header, known.as_ref(), person, detail)? else {
            return Ok(PersonPut::TooManyManagers);
        };
        unit.put(&header)?;
        Ok(PersonPut::yes(person))
    }
}
