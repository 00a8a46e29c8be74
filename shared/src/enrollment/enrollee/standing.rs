//! Whether a person may sign in and enroll, as their own object knows it: at once, where the published copy takes a minute.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::close::Close;
use super::deadline::settle_overdue;
use super::provision::{EnrolleeKind, Provision};
use super::references::release_all;
use super::rows::EnrolleeHeader;
use super::sessions::end_all;
use super::slots::live_devices;
use crate::ids::{EnrolleeId, TenantId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::tenant::Person;
use crate::time::Timestamp;

/// Where a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// They sign in and enroll.
    #[default]
    Enabled,
    /// They do neither, until they are enabled again. While they are disabled there is no session.
    Disabled,
    /// They do neither, ever again.
    Deleted,
}

/// Tells the object where its person stands; with the first, it learns who it is. What is older than what it has heard is
/// passed over, so this may come late and often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellPerson {
    /// The organisation.
    pub tenant: TenantId,
    /// The object's own enrollee.
    pub enrollee: EnrolleeId,
    /// The person.
    pub user: UserId,
    /// The person's revision.
    pub revision: u64,
    /// Where they stand.
    pub standing: Standing,
}

impl TellPerson {
    /// What there is to tell of a person of the directory.
    #[must_use]
    pub fn about(tenant: &TenantId, person: &Person) -> Self {
        Self {
            tenant: tenant.clone(),
            enrollee: person.enrollee,
            user: person.id,
            revision: person.revision,
            standing: if person.disabled {
                Standing::Disabled
            } else {
                Standing::Enabled
            },
        }
    }
}

/// What the object answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonTold {
    /// How many devices the person has, those that are enrolling among them. A device that has left has no live certificate.
    pub devices: u32,
}

impl Command for TellPerson {
    type Object = Enrollee;
    type Answer = PersonTold;
    const NAME: &'static str = "tell-person";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<PersonTold, StoreFault> {
        let provision = Provision {
            tenant: self.tenant,
            enrollee: self.enrollee,
            kind: EnrolleeKind::Person { user: self.user },
        };
        provision.run(unit, now)?;
        settle_overdue(unit, now)?;
        let header = EnrolleeHeader::require(unit)?;
        if self.revision > header.standing_revision {
            unit.put(&EnrolleeHeader {
                standing: self.standing,
                standing_revision: self.revision,
                ..header
            })?;
            if self.standing != Standing::Enabled {
                end_all(unit)?;
            }
            if self.standing == Standing::Deleted {
                // Nothing is held: that was asked before the person was deleted, and since then nothing was admitted.
                Close {}.run(unit, now)?;
                release_all(unit, now)?;
            }
        }
        Ok(PersonTold {
            devices: live_devices(unit)?,
        })
    }
}
