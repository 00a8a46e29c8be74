//! How a person is kept: row, user name, audit and copies in one step.

use serde_json::Value;

use super::super::audit_log::{AuditSubjects, append_audit};
use super::super::managers::count_manager;
use super::super::rows::{TenantEvent, TenantHeader, UsernameRow, emit};
use super::Person;
use crate::audit::{AuditDetail, AuditKind};
use crate::few::sort_few;
use crate::ids::{Digest, TenantId};
use crate::store::{Row as _, StoreFault, Unit};
use crate::tenant::mails::forget_mails_of;
use crate::time::Timestamp;

/// How many people are read at a time.
const AT_ONCE: usize = 500;

/// A list as it is kept: sorted, and nothing twice.
pub(super) fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    sort_few(&mut list, Ord::cmp);
    list.dedup();
    list
}

/// The person who signs in under a user name in its normal form.
pub(super) fn by_username(unit: &Unit<'_>, username: &str) -> Result<Option<Person>, StoreFault> {
    match unit.get::<UsernameRow>(username)? {
        Some(row) => unit.get(&row.user.to_string()),
        None => Ok(None),
    }
}

/// Whether nobody else administers. Looked for only when somebody is about to stop, which is seldom.
pub(super) fn alone_administers(unit: &Unit<'_>, person: &Person) -> Result<bool, StoreFault> {
    let mut after: Option<String> = None;
    loop {
        let people: Vec<Person> = unit.scan(after.as_deref(), AT_ONCE)?;
        if people
            .iter()
            .any(|other| other.id != person.id && other.administers())
        {
            return Ok(false);
        }
        match people.last() {
            Some(last) if people.len() >= AT_ONCE => after = Some(last.key()),
            _ => return Ok(true),
        }
    }
}

/// Keeps what changes about people; the caller writes the header.
pub(super) struct Recorder<'a> {
    pub tenant: &'a TenantId,
    pub salt: [u8; 16],
    pub now: Timestamp,
}

impl Recorder<'_> {
    /// Keeps a person who is new or has changed, at their next revision. None when there would be too many enrollment
    /// managers; then nothing is kept.
    pub fn keep(
        &self,
        unit: &mut Unit<'_>,
        header: &mut TenantHeader,
        before: Option<&Person>,
        after: Person,
        detail: impl FnOnce(&Person) -> Result<Value, StoreFault>,
    ) -> Result<Option<Person>, StoreFault> {
        let was_manager = before.is_some_and(|before| before.enrollment_manager);
        if !count_manager(header, was_manager, after.enrollment_manager) {
            return Ok(None);
        }
        let person = Person {
            revision: after.revision.saturating_add(1),
            ..after
        };
        unit.put(&UsernameRow {
            username: person.username.clone(),
            user: person.id,
        })?;
        unit.put(&person)?;
        emit(unit, header, TenantEvent::Person { user: person.id })?;
        let kind = match before {
            Some(_) => AuditKind::PersonChanged,
            None => AuditKind::PersonCreated,
        };
        let detail = detail(&person)?;
        self.note(unit, header, kind, &person, &detail)?;
        Ok(Some(person))
    }

    /// Takes a person out of the directory. Their name is free, the identifier of their object is not.
    pub fn forget(
        &self,
        unit: &mut Unit<'_>,
        header: &mut TenantHeader,
        person: &Person,
        detail: &Value,
    ) -> Result<(), StoreFault> {
        count_manager(header, person.enrollment_manager, false);
        unit.delete::<UsernameRow>(&person.username);
        unit.delete::<Person>(&person.key());
        forget_mails_of(unit, person.id)?;
        let event = TenantEvent::PersonDeleted {
            user: person.id,
            enrollee: person.enrollee,
            username: Digest::of(person.username.as_bytes()),
            revision: person.revision.saturating_add(1),
        };
        emit(unit, header, event)?;
        self.note(unit, header, AuditKind::PersonDeleted, person, detail)
    }

    /// Writes into the audit chain what happened to a person.
    pub fn note(
        &self,
        unit: &mut Unit<'_>,
        header: &mut TenantHeader,
        kind: AuditKind,
        person: &Person,
        detail: &Value,
    ) -> Result<(), StoreFault> {
        let about = AuditSubjects {
            enrollee: Some(person.enrollee),
            ..AuditSubjects::default()
        };
        let detail = AuditDetail::new(self.salt, detail.to_string());
        append_audit(unit, self.tenant, header, kind, about, detail, self.now)
    }
}
