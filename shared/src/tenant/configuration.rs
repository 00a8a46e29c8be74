//! Policy and settings: versions that are compared before they are replaced.

use serde::{Deserialize, Serialize};

use super::Tenant;
use super::audit_log::{AuditSubjects, append_audit};
use super::rows::{PolicyRow, TenantEvent, TenantHeader, emit};
use crate::audit::{AuditDetail, AuditKind};
use crate::device::KeptFacts;
use crate::identifier::ListedKinds;
use crate::ids::{TenantId, UserId};
use crate::policy::{PolicySet, PolicyVersion};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;
#[cfg(feature = "openapi")]
use crate::{api::DeviceFactName, device::Keep};

/// What an organisation sets for all of its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The organisation's name as people read it; 1 to 64 characters.
    pub organisation: String,
    /// How many open tickets one person may have; 1 to 1000.
    pub open_ticket_limit: u32,
    /// How long a ticket lasts, in minutes; 5 to 1440.
    pub ticket_minutes: u32,
    /// The kill switch: no new enrollment is signed while it is on. Check-ins and renewals go on.
    pub enrollment_paused: bool,
    /// What is kept of which devices: `always`, `corporate_only` or `never` for each fact; one that is not named is kept
    /// wherever it may be. What the rules read (version, maker, model) is always kept.
    #[serde(default, skip_serializing_if = "KeptFacts::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<DeviceFactName, Keep>))]
    pub keep: KeptFacts,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organisation: "Muster".to_owned(),
            open_ticket_limit: 10,
            ticket_minutes: 240,
            enrollment_paused: false,
            keep: KeptFacts::default(),
        }
    }
}

impl Settings {
    /// The first field that is out of its range, and that range.
    #[must_use]
    pub fn fault(&self) -> Option<(&'static str, &'static str)> {
        if !(1..=64).contains(&self.organisation.chars().count())
            || self.organisation.trim().is_empty()
        {
            return Some(("organisation", "1 to 64 characters"));
        }
        if !(1..=1000).contains(&self.open_ticket_limit) {
            return Some(("open_ticket_limit", "1 to 1000"));
        }
        if !(5..=1440).contains(&self.ticket_minutes) {
            return Some(("ticket_minutes", "5 to 1440"));
        }
        if !self.keep.is_sound() {
            return Some((
                "keep",
                "`always` for what the rules read: os_version, manufacturer and model",
            ));
        }
        None
    }
}

/// What the enroll path reads: policy and settings at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// Counts up with every change, so that an older copy never replaces a newer one.
    pub number: u64,
    /// The policy that decides.
    pub policy: PolicySet,
    /// The settings that hold.
    pub settings: Settings,
    /// Which kinds of corporate identifiers there are any of.
    #[serde(default, skip_serializing_if = "ListedKinds::is_empty")]
    pub identifiers: ListedKinds,
}

impl Configuration {
    pub(super) fn current(unit: &Unit<'_>, header: &TenantHeader) -> Result<Self, StoreFault> {
        let policy = match unit.get::<PolicyRow>(&header.policy.to_string())? {
            Some(row) => row.set,
            None => PolicySet::starting(),
        };
        if policy.version() != header.policy {
            return Err(StoreFault::new(format_args!(
                "policy version {} is missing",
                header.policy
            )));
        }
        Ok(Self {
            number: header.configuration,
            policy,
            settings: header.settings.clone(),
            identifiers: header.identifiers.listed(),
        })
    }
}

/// Reads policy and settings as they are now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadConfiguration {}

impl Command for ReadConfiguration {
    type Object = Tenant;
    type Answer = Configuration;
    const NAME: &'static str = "read-configuration";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Configuration, StoreFault> {
        Configuration::current(unit, &TenantHeader::load(unit)?)
    }
}

/// What became of a change that names the version it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "published", rename_all = "snake_case")]
pub enum Published {
    /// It is in force.
    Yes {
        /// The configuration as it is now.
        configuration: Box<Configuration>,
    },
    /// Somebody was faster: read again and decide anew.
    Conflict {
        /// The number that is current.
        current: u64,
    },
}

/// Makes `set` the policy that decides, if `expected` is still the configuration's number (HTTP `If-Match`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishPolicy {
    /// The organisation.
    pub tenant: TenantId,
    /// The number that the administrator saw.
    pub expected: u64,
    /// The new policy.
    pub set: PolicySet,
    /// Who publishes it.
    pub by: Option<UserId>,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

impl Command for PublishPolicy {
    type Object = Tenant;
    type Answer = Published;
    const NAME: &'static str = "publish-policy";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Published, StoreFault> {
        let mut header = TenantHeader::load(unit)?;
        if header.configuration != self.expected {
            return Ok(Published::Conflict {
                current: header.configuration,
            });
        }
        let version = self.set.version();
        if unit.get::<PolicyRow>(&version.to_string())?.is_none() {
            unit.put(&PolicyRow {
                version,
                published_at: now,
                set: self.set,
            })?;
        }
        let detail = policy_detail(self.by, header.policy, version);
        header.policy = version;
        let detail = AuditDetail::new(self.salt, detail);
        let about = AuditSubjects::default();
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            AuditKind::PolicyPublished,
            about,
            detail,
            now,
        )?;
        published(unit, header)
    }
}

fn policy_detail(by: Option<UserId>, before: PolicyVersion, after: PolicyVersion) -> String {
    serde_json::json!({ "by": by, "before": before, "after": after }).to_string()
}

/// Makes `settings` hold, if `expected` is still the configuration's number (HTTP `If-Match`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishSettings {
    /// The organisation.
    pub tenant: TenantId,
    /// The number that the administrator saw.
    pub expected: u64,
    /// The new settings, checked with [`Settings::fault`].
    pub settings: Settings,
    /// Who publishes them.
    pub by: Option<UserId>,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

impl Command for PublishSettings {
    type Object = Tenant;
    type Answer = Published;
    const NAME: &'static str = "publish-settings";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Published, StoreFault> {
        let mut header = TenantHeader::load(unit)?;
        if header.configuration != self.expected {
            return Ok(Published::Conflict {
                current: header.configuration,
            });
        }
        let detail =
            serde_json::json!({ "by": self.by, "before": header.settings, "after": self.settings })
                .to_string();
        header.settings = self.settings;
        let detail = AuditDetail::new(self.salt, detail);
        let about = AuditSubjects::default();
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            AuditKind::SettingsPublished,
            about,
            detail,
            now,
        )?;
        published(unit, header)
    }
}

fn published(unit: &mut Unit<'_>, mut header: TenantHeader) -> Result<Published, StoreFault> {
    header.configuration = header.configuration.saturating_add(1);
    emit(unit, &mut header, TenantEvent::Configuration)?;
    unit.put(&header)?;
    Ok(Published::Yes {
        configuration: Box::new(Configuration::current(unit, &header)?),
    })
}
