//! The audit chain as it is kept: entries that commit to a detail, and the detail beside them, which may be erased.

use serde::{Deserialize, Serialize};

use super::Tenant;
use super::rows::TenantHeader;
use crate::audit::{AuditDetail, AuditEntry, AuditEvent, AuditKind, ChainHead, append};
use crate::ids::{CertificateSerial, DeviceId, EnrolleeId, TenantId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// Where the chain ends, and when its last entry was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// Length and hash.
    pub chain: ChainHead,
    /// The time of the last entry; none is ever earlier than the one before.
    pub last_at: Timestamp,
}

/// Who and what an entry is about.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AuditSubjects {
    pub enrollee: Option<EnrolleeId>,
    pub device: Option<DeviceId>,
    pub serial: Option<CertificateSerial>,
}

impl Row for AuditEntry {
    const TABLE: Table = Table::Audit;

    fn key(&self) -> String {
        Self::number_key(self.index)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct DetailRow {
    index: u64,
    detail: AuditDetail,
}

impl Row for DetailRow {
    const TABLE: Table = Table::AuditDetail;

    fn key(&self) -> String {
        Self::number_key(self.index)
    }
}

/// Stages an entry and its detail, and moves the head; the caller writes the header.
pub(super) fn append_audit(
    unit: &mut Unit<'_>,
    tenant: &TenantId,
    header: &mut TenantHeader,
    kind: AuditKind,
    about: AuditSubjects,
    detail: AuditDetail,
    at: Timestamp,
) -> Result<(), StoreFault> {
    let head = header
        .audit
        .map_or_else(|| ChainHead::genesis(tenant), |head| head.chain);
    let at = header.audit.map_or(at, |head| head.last_at.max(at));
    let event = AuditEvent {
        at,
        kind,
        enrollee: about.enrollee,
        device: about.device,
        serial: about.serial,
        commitment: detail.commit(),
    };
    let (entry, chain) = append(head, event);
    unit.put(&entry)?;
    unit.put(&DetailRow {
        index: entry.index,
        detail,
    })?;
    header.audit = Some(AuditHead { chain, last_at: at });
    Ok(())
}

/// Reads at most `limit` entries from `from` on, with the details that have not been erased.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadAudit {
    /// The organisation, for the head of a chain without entries.
    pub tenant: TenantId,
    /// The first index to read.
    pub from: u64,
    /// How many at most; up to 200.
    pub limit: usize,
}

/// A stretch of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries, in order, each with its detail as long as there is one.
    pub entries: Vec<(AuditEntry, Option<AuditDetail>)>,
    /// Where the chain ends now.
    pub head: ChainHead,
}

impl Command for ReadAudit {
    type Object = Tenant;
    type Answer = AuditPage;
    const NAME: &'static str = "read-audit";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<AuditPage, StoreFault> {
        let header = TenantHeader::load(unit)?;
        let after = self.from.checked_sub(1).map(AuditEntry::number_key);
        let mut entries = Vec::new();
        for entry in unit.scan::<AuditEntry>(after.as_deref(), self.limit.min(200))? {
            let detail: Option<DetailRow> = unit.get(&DetailRow::number_key(entry.index))?;
            entries.push((entry, detail.map(|row| row.detail)));
        }
        let head = header
            .audit
            .map_or_else(|| ChainHead::genesis(&self.tenant), |head| head.chain);
        Ok(AuditPage { entries, head })
    }
}
