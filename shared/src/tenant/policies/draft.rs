use serde::{Deserialize, Serialize};

use super::rows::DraftRow;
use crate::audit::{AuditDetail, AuditKind};
use crate::ids::{TenantId, UserId};
use crate::policy::PolicyDraft;
use crate::store::{Command, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::tenant::audit_log::{AuditSubjects, append_audit};
use crate::tenant::rows::TenantHeader;
use crate::time::Timestamp;

/// The draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Counts up with every change, also when the draft goes.
    pub revision: u64,
    /// What the policy is to become, as far as it is written: nobody has checked it. None when nothing is being written.
    pub draft: Option<PolicyDraft>,
}

/// Reads the draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadDraft {}

impl Command for ReadDraft {
    type Object = Tenant;
    type Answer = Draft;
    const NAME: &'static str = "read-draft";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Draft, StoreFault> {
        Ok(view(load(unit)?))
    }
}

/// Replaces the draft, if `expected` is still its revision (HTTP `If-Match`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PutDraft {
    /// The organisation.
    pub tenant: TenantId,
    /// The revision that the administrator saw.
    pub expected: u64,
    /// What it is to be; none discards it.
    pub draft: Option<PolicyDraft>,
    /// Who writes.
    pub by: Option<UserId>,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// What became of [`PutDraft`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftPut {
    /// It is kept.
    Kept {
        /// The draft as it is now.
        kept: Box<Draft>,
    },
    /// Somebody was faster: read again and decide anew.
    Conflict {
        /// The revision that is current.
        current: u64,
    },
}

impl Command for PutDraft {
    type Object = Tenant;
    type Answer = DraftPut;
    const NAME: &'static str = "put-draft";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<DraftPut, StoreFault> {
        let current = load(unit)?;
        if current.revision != self.expected {
            return Ok(DraftPut::Conflict {
                current: current.revision,
            });
        }
        if current.draft == self.draft {
            let kept = Box::new(view(current));
            return Ok(DraftPut::Kept { kept });
        }
        let row = DraftRow {
            revision: current.revision.saturating_add(1),
            draft: self.draft,
        };
        let mut header = TenantHeader::load(unit)?;
        let detail = serde_json::json!({
            "by": self.by, "revision": row.revision, "discarded": row.draft.is_none(),
        });
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            AuditKind::PolicyDrafted,
            AuditSubjects::default(),
            AuditDetail::new(self.salt, detail.to_string()),
            now,
        )?;
        unit.put(&header)?;
        unit.put(&row)?;
        let kept = Box::new(view(row));
        Ok(DraftPut::Kept { kept })
    }
}

fn view(row: DraftRow) -> Draft {
    Draft {
        revision: row.revision,
        draft: row.draft,
    }
}

pub(super) fn load(unit: &Unit<'_>) -> Result<DraftRow, StoreFault> {
    Ok(unit.get("")?.unwrap_or_default())
}

/// The draft is in force now: nothing is being written any more.
pub(super) fn discard(unit: &mut Unit<'_>) -> Result<(), StoreFault> {
    let row = load(unit)?;
    unit.put(&DraftRow {
        revision: row.revision.saturating_add(1),
        draft: None,
    })
}
