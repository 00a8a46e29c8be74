//! The register of enrollment tokens. Each has an enrollee object of its own, which counts its devices; the tenant object
//! says what the token is, and tells that object of every change.

mod change;

use serde::{Deserialize, Serialize};

use super::Tenant;
use crate::api::{EnrollmentTokenState, EnrollmentTokenView};
use crate::enrollment::token::TokenTerms;
use crate::ids::{EnrolleeId, TokenId, UserId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

pub use change::{ChangeToken, MAX_TOKENS, TokenChange, TokenChanged};

/// A token in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrollmentToken {
    /// What it is.
    pub terms: TokenTerms,
    /// The object that holds its devices.
    pub enrollee: EnrolleeId,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// How much of its quota is used, as its object last said.
    #[serde(default)]
    pub used: u32,
    /// When a device last began to enroll with it, as its object last said.
    #[serde(default)]
    pub last_used_at: Option<Timestamp>,
}

impl Row for EnrollmentToken {
    const TABLE: Table = Table::EnrollmentToken;

    fn key(&self) -> String {
        self.terms.id.to_string()
    }
}

impl EnrollmentToken {
    /// The token as administrators see it, without anything secret.
    #[must_use]
    pub fn view(&self, now: Timestamp) -> EnrollmentTokenView {
        let terms = &self.terms;
        let state = if terms.revoked_at.is_some() {
            EnrollmentTokenState::Revoked
        } else if terms.expires_at <= now {
            EnrollmentTokenState::Expired
        } else if self.used >= terms.quota {
            EnrollmentTokenState::UsedUp
        } else {
            EnrollmentTokenState::Open
        };
        EnrollmentTokenView {
            id: terms.id,
            name: terms.name.to_string(),
            state,
            platform: terms.request.platform,
            method: terms.request.method,
            ownership: terms.request.ownership,
            category: terms.category.clone(),
            quota: terms.quota,
            used: self.used,
            last_used_at: self.last_used_at,
            expires_at: terms.expires_at,
            created_by: self.created_by,
            created_at: self.created_at,
            revoked_at: terms.revoked_at,
            enrollee: self.enrollee,
        }
    }
}

/// Reads at most `limit` tokens after `after`, in the order of their identifiers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadTokens {
    /// Where to go on; from the beginning when none.
    pub after: Option<TokenId>,
    /// How many at most.
    pub limit: usize,
}

impl Command for ReadTokens {
    type Object = Tenant;
    type Answer = Vec<EnrollmentToken>;
    const NAME: &'static str = "read-tokens";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Vec<EnrollmentToken>, StoreFault> {
        let after = self.after.map(|token| token.to_string());
        unit.scan(after.as_deref(), self.limit.min(MAX_TOKENS))
    }
}

/// Reads one token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadToken {
    /// Which.
    pub token: TokenId,
}

impl Command for ReadToken {
    type Object = Tenant;
    type Answer = Option<EnrollmentToken>;
    const NAME: &'static str = "read-token";

    fn run(
        self,
        unit: &mut Unit<'_>,
        _now: Timestamp,
    ) -> Result<Option<EnrollmentToken>, StoreFault> {
        unit.get(&self.token.to_string())
    }
}

/// Keeps what a token's object says of its use. It changes nothing that an administrator decides, so not the revision.
pub(super) fn note_use(
    unit: &mut Unit<'_>,
    token: TokenId,
    used: u32,
    last_used_at: Option<Timestamp>,
) -> Result<(), StoreFault> {
    if let Some(mut row) = unit.get::<EnrollmentToken>(&token.to_string())? {
        row.used = used;
        row.last_used_at = last_used_at;
        unit.put(&row)?;
    }
    Ok(())
}

#[cfg(all(test, feature = "test-util"))]
mod tests;
