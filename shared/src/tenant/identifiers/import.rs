//! Identifiers are put on the list: all of a batch, or none.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::Tenant;
use super::super::rows::TenantHeader;
use super::rows::{Told, write_change};
use crate::audit::{AuditDetail, AuditKind};
use crate::identifier::{
    CorporateIdentifier, Entry, IdentifierCounts, ListedIdentifier, ListedKinds, Shard,
};
use crate::ids::{Digest, TenantId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// How many identifiers an organisation may have. A shard then holds about 400 digests, which is 26 KB.
pub const MAX_IDENTIFIERS: u32 = 100_000;

/// How many changed identifiers an audit entry names; of more it tells the count.
const NAMED_IN_AUDIT: usize = 20;

/// What becomes of an identifier that is on the list with other details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Existing {
    /// Nothing of the batch is taken.
    #[default]
    Refuse,
    /// It keeps the details it has.
    Keep,
    /// It gets the new details.
    Overwrite,
}

/// What becomes of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// It is new on the list.
    Added,
    /// It is on the list with the same details.
    Unchanged,
    /// An earlier row of the same file says the same.
    Repeated,
    /// It is on the list with other details, and stays as it is.
    Kept,
    /// It is on the list with other details, and gets the new ones.
    Overwritten,
    /// It is on the list with other details; say whether to keep or to overwrite them.
    NeedsOverwrite,
}

/// Puts identifiers on the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportIdentifiers {
    /// The organisation.
    pub tenant: TenantId,
    /// What to put there; each identifier once, at most [`MAX_ROWS`](crate::identifier::MAX_ROWS).
    pub entries: Vec<Entry>,
    /// What to do with those that are there with other details.
    pub existing: Existing,
    /// Only says what would happen.
    pub dry_run: bool,
    /// Who does it.
    pub by: UserId,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// What became of [`ImportIdentifiers`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Whether it was done. Otherwise it was only asked, or a row needs an answer, or the list is full.
    pub applied: bool,
    /// The list cannot hold them all.
    pub full: bool,
    /// What becomes of each entry, in their order.
    pub rows: Vec<RowOutcome>,
    /// Which kinds there were any of before.
    pub listed_before: ListedKinds,
    /// How many there are of each kind when it is done.
    pub counts: IdentifierCounts,
}

impl Command for ImportIdentifiers {
    type Object = Tenant;
    type Answer = Imported;
    const NAME: &'static str = "import-identifiers";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Imported, StoreFault> {
        let header = TenantHeader::load(unit)?;
        let listed_before = header.identifiers.listed();
        let mut counts = header.identifiers;
        let mut rows = Vec::with_capacity(self.entries.len());
        let mut to_write: Vec<ListedIdentifier> = Vec::new();
        let mut touched: BTreeMap<Shard, Vec<(Digest, bool)>> = BTreeMap::new();
        let mut seen: BTreeSet<CorporateIdentifier> = BTreeSet::new();
        for entry in self.entries {
            if !seen.insert(entry.identifier.clone()) {
                rows.push(RowOutcome::Repeated);
                continue;
            }
            let known: Option<ListedIdentifier> = unit.get(&entry.identifier.normal_form())?;
            rows.push(match known {
                None => {
                    let digest = entry.identifier.digest();
                    let shard = CorporateIdentifier::shard_of(&digest);
                    touched.entry(shard).or_default().push((digest, true));
                    let count = counts.of(entry.identifier.kind());
                    *count = count.saturating_add(1);
                    to_write.push(ListedIdentifier::new(entry.identifier, entry.details, now));
                    RowOutcome::Added
                }
                Some(row) if row.details == entry.details => RowOutcome::Unchanged,
                Some(mut row) => match self.existing {
                    Existing::Refuse => RowOutcome::NeedsOverwrite,
                    Existing::Keep => RowOutcome::Kept,
                    Existing::Overwrite => {
                        row.details = entry.details;
                        to_write.push(row);
                        RowOutcome::Overwritten
                    }
                },
            });
        }
        let full = counts.total() > MAX_IDENTIFIERS;
        let applied = !self.dry_run && !full && !rows.contains(&RowOutcome::NeedsOverwrite);
        let answer = Imported {
            applied,
            full,
            rows,
            listed_before,
            counts,
        };
        if !applied || to_write.is_empty() {
            return Ok(answer);
        }
        let of = |outcome| answer.rows.iter().filter(|row| **row == outcome).count();
        let named: Option<Vec<&CorporateIdentifier>> = (to_write.len() <= NAMED_IN_AUDIT)
            .then(|| to_write.iter().map(|row| &row.identifier).collect());
        let detail = serde_json::json!({
            "by": self.by,
            "added": of(RowOutcome::Added),
            "overwritten": of(RowOutcome::Overwritten),
            "unchanged": of(RowOutcome::Unchanged),
            "kept": of(RowOutcome::Kept),
            "identifiers": named,
            "counts": counts,
        });
        for row in &to_write {
            unit.put(row)?;
        }
        let told = Told {
            tenant: &self.tenant,
            kind: AuditKind::IdentifiersImported,
            detail: AuditDetail::new(self.salt, detail.to_string()),
            at: now,
        };
        write_change(unit, header, counts, touched, told)?;
        Ok(answer)
    }
}
