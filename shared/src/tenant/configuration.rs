//! Policy and settings: versions that are compared before they are replaced.

use serde::{Deserialize, Serialize};

use super::Tenant;
use super::audit_log::{AuditSubjects, append_audit};
use super::policies::{Published, RolloutRow, kept, published};
use super::rows::TenantHeader;
use crate::audit::{AuditDetail, AuditKind};
use crate::device::KeptFacts;
use crate::identifier::ListedKinds;
use crate::ids::{EnrolleeId, GroupId, TenantId, UserId};
use crate::policy::{DecidedUnder, PolicySet, PolicyVersion, Rollout};
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
    /// The policy of everybody.
    pub policy: PolicySet,
    /// The policy that decides for some before it does for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Rollout>,
    /// The settings that hold.
    pub settings: Settings,
    /// Which kinds of corporate identifiers there are any of.
    #[serde(default, skip_serializing_if = "ListedKinds::is_empty")]
    pub identifiers: ListedKinds,
}

impl Configuration {
    /// The policy that decides for `enrollee`, who is in `groups`, and what a decision by it is recorded under.
    #[must_use]
    pub fn policy_for(
        &self,
        enrollee: &EnrolleeId,
        groups: &[GroupId],
    ) -> (&PolicySet, DecidedUnder) {
        let rollout = self
            .rollout
            .as_ref()
            .filter(|rollout| rollout.decides_for(enrollee, groups));
        let under = DecidedUnder {
            configuration: self.number,
            ring: rollout.map(|rollout| rollout.id),
        };
        let policy = rollout.map_or(&self.policy, |rollout| &rollout.candidate);
        (policy, under)
    }

    pub(super) fn current(unit: &Unit<'_>, header: &TenantHeader) -> Result<Self, StoreFault> {
        let policy = |version: PolicyVersion| -> Result<PolicySet, StoreFault> {
            kept(unit, version)?
                .ok_or_else(|| StoreFault::new(format_args!("policy version {version} is missing")))
        };
        let rollout = match unit.get::<RolloutRow>("")? {
            Some(row) => Some(Rollout {
                candidate: policy(row.candidate)?,
                id: row.id,
                ring: row.ring,
                paused: row.paused,
                started_at: row.started_at,
            }),
            None => None,
        };
        Ok(Self {
            number: header.configuration,
            policy: policy(header.policy)?,
            rollout,
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
