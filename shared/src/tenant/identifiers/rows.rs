//! What is stored of the list, and how a change of it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::Tenant;
use super::super::audit_log::{AuditSubjects, append_audit};
use super::super::rows::{TenantEvent, TenantHeader, emit};
use crate::audit::{AuditDetail, AuditKind};
use crate::identifier::{
    CorporateIdentifier, IdentifierCounts, IdentifierState, ListedIdentifier, Shard,
};
use crate::ids::{DeviceId, Digest, TenantId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

impl Row for ListedIdentifier {
    const TABLE: Table = Table::Identifier;

    fn key(&self) -> String {
        self.identifier.normal_form()
    }
}

/// One shard of the list as it is published: digests alone, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedShard {
    /// The first octet of every digest in it.
    pub shard: Shard,
    /// SHA-256 of each identifier's normal form.
    pub digests: Vec<Digest>,
}

impl PublishedShard {
    /// The key of a shard: two hexadecimal digits.
    #[must_use]
    pub fn key_of(shard: Shard) -> String {
        format!("{shard:02x}")
    }

    fn load(unit: &Unit<'_>, shard: Shard) -> Result<Self, StoreFault> {
        let row: Option<Self> = unit.get(&Self::key_of(shard))?;
        Ok(row.unwrap_or(Self {
            shard,
            digests: Vec::new(),
        }))
    }

    /// Whether a digest is in it.
    #[must_use]
    pub fn holds(&self, digest: &Digest) -> bool {
        self.digests.binary_search(digest).is_ok()
    }
}

impl Row for PublishedShard {
    const TABLE: Table = Table::IdentifierShard;

    fn key(&self) -> String {
        Self::key_of(self.shard)
    }
}

/// Reads one shard as it is now, to publish it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadIdentifierShard {
    /// Which.
    pub shard: Shard,
}

impl Command for ReadIdentifierShard {
    type Object = Tenant;
    type Answer = PublishedShard;
    const NAME: &'static str = "read-identifier-shard";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<PublishedShard, StoreFault> {
        PublishedShard::load(unit, self.shard)
    }
}

/// What an entry of the chain says of a change.
pub(super) struct Told<'a> {
    pub tenant: &'a TenantId,
    pub kind: AuditKind,
    pub detail: AuditDetail,
    pub at: Timestamp,
}

/// Writes what a change of the list leads to beside the rows themselves: shards where they are touched, counts, the
/// configuration when a kind has its first identifier or loses its last, and the entry in the chain.
pub(super) fn write_change(
    unit: &mut Unit<'_>,
    mut header: TenantHeader,
    counts: IdentifierCounts,
    touched: BTreeMap<Shard, Vec<(Digest, bool)>>,
    told: Told<'_>,
) -> Result<(), StoreFault> {
    for (shard, changes) in touched {
        let mut row = PublishedShard::load(unit, shard)?;
        let mut digests: BTreeMap<Digest, bool> = row
            .digests
            .into_iter()
            .map(|digest| (digest, true))
            .collect();
        digests.extend(changes);
        row.digests = digests
            .into_iter()
            .filter(|(_, listed)| *listed)
            .map(|(digest, _)| digest)
            .collect();
        unit.put(&row)?;
        emit(unit, &mut header, TenantEvent::IdentifierShard { shard })?;
    }
    let before = header.identifiers.listed();
    header.identifiers = counts;
    if header.identifiers.listed() != before {
        // After the shards, so that nobody looks for what is not there yet.
        header.configuration = header.configuration.saturating_add(1);
        header.decides_since = Some(header.configuration);
        emit(unit, &mut header, TenantEvent::Configuration)?;
    }
    append_audit(
        unit,
        told.tenant,
        &mut header,
        told.kind,
        AuditSubjects::default(),
        told.detail,
        told.at,
    )?;
    unit.put(&header)
}

/// A device has told an identifier that was on the list: keeps where it stands.
pub(in super::super) fn note_seen(
    unit: &mut Unit<'_>,
    identifier: &CorporateIdentifier,
    device: DeviceId,
    failure: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreFault> {
    let Some(mut row) = unit.get::<ListedIdentifier>(&identifier.normal_form())? else {
        // Taken off the list meanwhile.
        return Ok(());
    };
    row.state = match failure {
        Some(_) => IdentifierState::Failed,
        None => IdentifierState::Enrolled,
    };
    row.device = Some(device);
    row.failure = failure.map(str::to_owned);
    row.last_contact = Some(at);
    unit.put(&row)
}
