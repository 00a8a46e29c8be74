//! Identifiers are taken off the list. Devices that enrolled by them stay whose they are, as in Intune.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::Tenant;
use super::super::rows::TenantHeader;
use super::rows::{Told, write_change};
use crate::audit::{AuditDetail, AuditKind};
use crate::identifier::{CorporateIdentifier, IdentifierCounts, ListedIdentifier, Shard};
use crate::ids::{Digest, TenantId, UserId};
use crate::store::{Command, Row as _, StoreFault, Unit};
use crate::time::Timestamp;

/// How many are taken off at a time: an administrator who asks who took a device off the list must be told, so each of them
/// stands in the audit entry.
pub const MAX_DELETED: usize = 500;

/// Takes identifiers off the list; what is not there is passed over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeleteIdentifiers {
    /// The organisation.
    pub tenant: TenantId,
    /// Which; at most [`MAX_DELETED`].
    pub identifiers: Vec<CorporateIdentifier>,
    /// Who does it.
    pub by: UserId,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// What became of [`DeleteIdentifiers`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deleted {
    /// How many were taken off the list.
    pub deleted: u32,
    /// How many were not on it.
    pub unknown: u32,
    /// How many there are of each kind now.
    pub counts: IdentifierCounts,
}

impl Command for DeleteIdentifiers {
    type Object = Tenant;
    type Answer = Deleted;
    const NAME: &'static str = "delete-identifiers";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Deleted, StoreFault> {
        let header = TenantHeader::load(unit)?;
        let mut answer = Deleted {
            deleted: 0,
            unknown: 0,
            counts: header.identifiers,
        };
        let mut touched: BTreeMap<Shard, Vec<(Digest, bool)>> = BTreeMap::new();
        let mut gone = Vec::new();
        for identifier in self.identifiers {
            let Some(row) = unit.get::<ListedIdentifier>(&identifier.normal_form())? else {
                answer.unknown = answer.unknown.saturating_add(1);
                continue;
            };
            unit.delete::<ListedIdentifier>(&row.key());
            let digest = identifier.digest();
            let shard = CorporateIdentifier::shard_of(&digest);
            touched.entry(shard).or_default().push((digest, false));
            let count = answer.counts.of(identifier.kind());
            *count = count.saturating_sub(1);
            answer.deleted = answer.deleted.saturating_add(1);
            gone.push(identifier);
        }
        if gone.is_empty() {
            return Ok(answer);
        }
        let detail = serde_json::json!({
            "by": self.by,
            "deleted": answer.deleted,
            "identifiers": gone,
            "counts": answer.counts,
        });
        let told = Told {
            tenant: &self.tenant,
            kind: AuditKind::IdentifiersDeleted,
            detail: AuditDetail::new(self.salt, detail.to_string()),
            at: now,
        };
        write_change(unit, header, answer.counts, touched, told)?;
        Ok(answer)
    }
}
