use serde::{Deserialize, Serialize};

use super::SectionKind;
use super::row::SectionText;
use crate::audit::{AuditDetail, AuditKind};
use crate::field::FieldFault;
use crate::ids::{TenantId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::tenant::audit_log::{AuditSubjects, append_audit};
use crate::tenant::rows::{TenantEvent, TenantHeader, emit};
use crate::tenant::{Tenant, changes};
use crate::time::Timestamp;

/// Reads a section as it is now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadSection {
    /// Which.
    pub kind: SectionKind,
}

impl Command for ReadSection {
    type Object = Tenant;
    type Answer = SectionText;
    const NAME: &'static str = "read-section";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<SectionText, StoreFault> {
        SectionText::load(unit, self.kind)
    }
}

/// Replaces a section, if `expected` is still its revision (HTTP `If-Match`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PutSection {
    /// The organisation.
    pub tenant: TenantId,
    /// Which section.
    pub kind: SectionKind,
    /// The revision that the administrator saw.
    pub expected: u64,
    /// What it is to be, JSON of its type; it is read and checked here.
    pub text: String,
    /// Who replaces it.
    pub by: Option<UserId>,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// What became of [`PutSection`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionPut {
    /// It is kept. If it is what it was, nothing has changed, the revision neither.
    Kept {
        /// The section as it is now.
        section: SectionText,
    },
    /// Somebody was faster: read again and decide anew.
    Conflict {
        /// The revision that is current.
        current: u64,
    },
    /// It breaks a rule; nothing has changed.
    Wrong {
        /// Which, and where.
        fault: FieldFault,
    },
}

impl Command for PutSection {
    type Object = Tenant;
    type Answer = SectionPut;
    const NAME: &'static str = "put-section";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<SectionPut, StoreFault> {
        let current = SectionText::load(unit, self.kind)?;
        if current.revision != self.expected {
            return Ok(SectionPut::Conflict {
                current: current.revision,
            });
        }
        let text = match self.kind.normal(Some(&self.text)) {
            Ok(text) => text,
            Err(fault) => return Ok(SectionPut::Wrong { fault }),
        };
        if text == current.in_todays_form() {
            return Ok(SectionPut::Kept { section: current });
        }
        let mut header = TenantHeader::load(unit)?;
        let section = SectionText {
            kind: self.kind,
            revision: current.revision.saturating_add(1),
            text,
        };
        let detail = detail(self.by, &current, &section)?;
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            AuditKind::SectionChanged,
            AuditSubjects::default(),
            AuditDetail::new(self.salt, detail),
            now,
        )?;
        emit(unit, &mut header, TenantEvent::Section { kind: self.kind })?;
        unit.put(&section)?;
        unit.put(&header)?;
        Ok(SectionPut::Kept { section })
    }
}

/// What history keeps of a change: who, which section, and each place that differs.
fn detail(
    by: Option<UserId>,
    before: &SectionText,
    after: &SectionText,
) -> Result<String, StoreFault> {
    let value =
        |section: &SectionText| crate::json::from_str(&section.text).map_err(StoreFault::new);
    let (changes, untold) = changes::told(&value(before)?, &value(after)?);
    Ok(serde_json::json!({
        "by": by,
        "section": after.kind,
        "revision": after.revision,
        "changes": changes,
        "untold": untold,
    })
    .to_string())
}
