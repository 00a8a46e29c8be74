use serde::{Deserialize, Serialize};

use super::ConfigurationFile;
use super::file::CheckedFile;
use crate::audit::{AuditDetail, AuditKind};
use crate::diff::{Change, diff};
use crate::field::FieldFault;
use crate::ids::{TenantId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::tenant::audit_log::{AuditSubjects, append_audit};
use crate::tenant::policies::{PublicationOrigin, keep, put_in_force};
use crate::tenant::rows::{TenantEvent, TenantHeader, emit};
use crate::tenant::{Configuration, SectionText, Tenant, changes};
use crate::time::Timestamp;

/// Puts the whole configuration of a file in the place of what there is, if `expected` is still the number of its state: all
/// of it or nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportConfiguration {
    /// The organisation.
    pub tenant: TenantId,
    /// The number that came with the export.
    pub expected: u64,
    /// The file.
    pub text: String,
    /// Whether only to say what would change.
    pub dry_run: bool,
    /// Who imports it.
    pub by: Option<UserId>,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// What became of [`ImportConfiguration`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfigurationImported {
    /// It is in place, or would be. What is so already is no change, and a file without a change leaves no trace.
    Done {
        /// The number of the state now.
        number: u64,
        /// Every place that differs.
        changes: Vec<Change>,
        /// Policy and settings as they are now.
        configuration: Box<Configuration>,
        /// The sections that have changed.
        sections: Vec<SectionText>,
    },
    /// Somebody was faster: export again and decide anew.
    Conflict {
        /// The number that is current.
        current: u64,
    },
    /// It breaks a rule; nothing has changed.
    Wrong {
        /// Which, and where.
        fault: FieldFault,
    },
}

impl Command for ImportConfiguration {
    type Object = Tenant;
    type Answer = ConfigurationImported;
    const NAME: &'static str = "import-configuration";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<ConfigurationImported, StoreFault> {
        let (before, number) = ConfigurationFile::current(unit)?;
        if number != self.expected {
            return Ok(ConfigurationImported::Conflict { current: number });
        }
        let file = match ConfigurationFile::read(&self.text) {
            Ok(file) => file,
            Err(fault) => return Ok(ConfigurationImported::Wrong { fault }),
        };
        let after = after(&before, &file)?;
        let (old, new) = (before.value()?, after.value()?);
        let mut sections = Vec::new();
        if old != new && !self.dry_run {
            sections = self.put(unit, &before, &after, &file, now)?;
            let header = TenantHeader::load(unit)?;
            self.tell(unit, header, (&old, &new), now)?;
        }
        let header = TenantHeader::load(unit)?;
        let (_, number) = ConfigurationFile::current(unit)?;
        Ok(ConfigurationImported::Done {
            number,
            changes: diff(&old, &new),
            configuration: Box::new(Configuration::current(unit, &header)?),
            sections,
        })
    }
}

/// What the organisation has once the file is in place.
fn after(before: &ConfigurationFile, file: &CheckedFile) -> Result<ConfigurationFile, StoreFault> {
    let mut after = before.clone();
    if let Some(set) = &file.policy {
        after.policy = Some(set.content().clone());
    }
    if let Some(settings) = &file.settings {
        after.settings = Some(settings.clone());
    }
    for (kind, text) in &file.sections {
        let value = serde_json::from_str(text).map_err(StoreFault::new)?;
        after.sections.insert(*kind, value);
    }
    Ok(after)
}

impl ImportConfiguration {
    /// Stages each part that differs.
    fn put(
        &self,
        unit: &mut Unit<'_>,
        before: &ConfigurationFile,
        after: &ConfigurationFile,
        file: &CheckedFile,
        now: Timestamp,
    ) -> Result<Vec<SectionText>, StoreFault> {
        let mut header = TenantHeader::load(unit)?;
        let policy = (file.policy.as_ref()).filter(|_| before.policy != after.policy);
        if let Some(set) = policy {
            let version = keep(unit, set.clone(), now)?;
            let origin = PublicationOrigin::Import;
            put_in_force(unit, &mut header, version, self.by, origin, now)?;
        }
        let settings = (file.settings.as_ref()).filter(|_| before.settings != after.settings);
        if let Some(settings) = settings {
            header.settings = settings.clone();
        }
        if policy.is_some() || settings.is_some() {
            header.configuration = header.configuration.saturating_add(1);
            emit(unit, &mut header, TenantEvent::Configuration)?;
        }
        let mut changed = Vec::new();
        for (kind, text) in &file.sections {
            if before.sections.get(kind) == after.sections.get(kind) {
                continue;
            }
            let current = SectionText::load(unit, *kind)?;
            let section = SectionText {
                kind: *kind,
                revision: current.revision.saturating_add(1),
                text: text.clone(),
            };
            unit.put(&section)?;
            emit(unit, &mut header, TenantEvent::Section { kind: *kind })?;
            changed.push(section);
        }
        unit.put(&header)?;
        Ok(changed)
    }

    /// One audit entry tells of all of it.
    fn tell(
        &self,
        unit: &mut Unit<'_>,
        mut header: TenantHeader,
        (old, new): (&serde_json::Value, &serde_json::Value),
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let (changes, untold) = changes::told(old, new);
        let detail = serde_json::json!({ "by": self.by, "changes": changes, "untold": untold });
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            AuditKind::ConfigurationImported,
            AuditSubjects::default(),
            AuditDetail::new(self.salt, detail.to_string()),
            now,
        )?;
        unit.put(&header)
    }
}
