//! The object learns who it is.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::rows::EnrolleeHeader;
use super::standing::Standing;
use crate::ids::{EnrolleeId, TenantId, TokenId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// What kind of enrollee an object serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EnrolleeKind {
    /// A person and their devices.
    Person {
        /// The person.
        user: UserId,
    },
    /// An enrollment token and its devices.
    Token {
        /// The token.
        token: TokenId,
    },
}

impl EnrolleeKind {
    /// The person it serves, if it is one.
    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::Person { user } => Some(user),
            Self::Token { .. } => None,
        }
    }
}

/// Writes who the object is. The tenant object has registered it before. Again with the same names: nothing happens.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Provision {
    /// The organisation.
    pub tenant: TenantId,
    /// The enrollee.
    pub enrollee: EnrolleeId,
    /// What kind it is.
    pub kind: EnrolleeKind,
}

impl Command for Provision {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "provision";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<(), StoreFault> {
        match EnrolleeHeader::load(unit)? {
            Some(header)
                if header.tenant == self.tenant
                    && header.enrollee == self.enrollee
                    && header.kind == self.kind =>
            {
                Ok(())
            }
            Some(header) => Err(StoreFault::new(format_args!(
                "object of {} was asked to become {}",
                header.enrollee, self.enrollee
            ))),
            None => unit.put(&EnrolleeHeader {
                tenant: self.tenant,
                enrollee: self.enrollee,
                kind: self.kind,
                next_event: 1,
                next_attempt: 1,
                standing: Standing::Enabled,
                standing_revision: 0,
                closed: false,
            }),
        }
    }
}
