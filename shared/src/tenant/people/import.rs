//! A file of people, kept whole or not at all.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::Tenant;
use super::super::rows::TenantHeader;
use super::Person;
use super::file::PersonRow;
use super::record::{Recorder, by_username, sorted};
use crate::ids::{EnrolleeId, TenantId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// The most people of one file. Each is afterwards told to KV, twice, and to an object of their own, each a sub-request of
/// the delivery; a file is to have arrived everywhere within seconds, and its change is one transaction.
pub const MAX_IMPORTED_PEOPLE: usize = 500;

/// Identifiers for a person, should the row turn out to be of somebody new, and the salt of the audit entry.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct FreshPerson {
    /// Theirs.
    pub user: UserId,
    /// Their object's.
    pub enrollee: EnrolleeId,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// Creates or changes a person for each row. What the file does not speak of, roles among it, stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportPeople {
    /// The organisation.
    pub tenant: TenantId,
    /// The rows, no user name twice.
    pub rows: Vec<(PersonRow, FreshPerson)>,
    /// Only says what would become of them.
    pub dry_run: bool,
    /// Who imports.
    pub by: UserId,
}

/// What becomes of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PersonOutcome {
    /// The person is new.
    Created,
    /// The person was known and is different now.
    Changed,
    /// The person was so before.
    Unchanged,
}

impl Command for ImportPeople {
    type Object = Tenant;
    type Answer = Vec<PersonOutcome>;
    const NAME: &'static str = "import-people";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Vec<PersonOutcome>, StoreFault> {
        let mut header = TenantHeader::load(unit)?;
        let mut outcomes = Vec::new();
        for (row, fresh) in self.rows {
            let before = by_username(unit, &row.username)?;
            let after = merged(before.as_ref(), row, &fresh);
            if before.as_ref() == Some(&after) {
                outcomes.push(PersonOutcome::Unchanged);
                continue;
            }
            outcomes.push(match before {
                Some(_) => PersonOutcome::Changed,
                None => PersonOutcome::Created,
            });
            if self.dry_run {
                continue;
            }
            let recorder = Recorder {
                tenant: &self.tenant,
                salt: fresh.salt,
                now,
            };
            let by = self.by;
            let detail = |kept: &Person| {
                Ok(json!({ "by": by, "imported": true, "before": before, "after": kept }))
            };
            // No row makes anybody an enrollment manager, so there are never too many.
            recorder.keep(unit, &mut header, before.as_ref(), after, detail)?;
        }
        if !self.dry_run {
            unit.put(&header)?;
        }
        Ok(outcomes)
    }
}

fn merged(before: Option<&Person>, row: PersonRow, fresh: &FreshPerson) -> Person {
    let groups = sorted(row.groups);
    match before {
        Some(before) => Person {
            display_name: row.display_name,
            email: row.email,
            groups,
            ..before.clone()
        },
        None => Person {
            id: fresh.user,
            enrollee: fresh.enrollee,
            username: row.username,
            display_name: row.display_name,
            email: row.email,
            groups,
            roles: Vec::new(),
            disabled: false,
            enrollment_manager: false,
            revision: 0,
        },
    }
}
