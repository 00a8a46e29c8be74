use serde::{Deserialize, Serialize};

use super::draft;
use super::rows::{PolicyRow, Publication, PublicationOrigin};
use super::versions::kept;
use crate::audit::{AuditDetail, AuditKind};
use crate::field::FieldFault;
use crate::ids::{TenantId, UserId};
use crate::policy::{PolicySet, PolicyVersion};
use crate::store::{Command, StoreFault, Unit};
use crate::tenant::audit_log::{AuditSubjects, append_audit};
use crate::tenant::rows::{TenantEvent, TenantHeader, emit};
use crate::tenant::{Configuration, Tenant};
use crate::time::Timestamp;

/// What became of a change that names the version it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Published {
    /// It is in force. What was in force already changes nothing, the number neither.
    Yes {
        /// The configuration as it is now.
        configuration: Box<Configuration>,
    },
    /// Somebody was faster: read again and decide anew.
    Conflict {
        /// The number that is current.
        current: u64,
    },
    /// What it names is not there.
    Unknown,
    /// It breaks a rule; nothing has changed.
    Wrong {
        /// Which, and where.
        fault: FieldFault,
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
        let header = TenantHeader::load(unit)?;
        if header.configuration != self.expected {
            return Ok(conflict(&header));
        }
        let publisher = Publisher {
            tenant: &self.tenant,
            by: self.by,
            salt: self.salt,
        };
        publisher.publish(unit, header, self.set, PublicationOrigin::Sent, now)
    }
}

/// Where a policy is taken from that is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PolicySource {
    /// The draft, at the revision that the administrator saw.
    Draft(u64),
    /// A version that is kept, by the hash of its content.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    Version(PolicyVersion),
}

impl PolicySource {
    /// The policy, or what there is to answer without it.
    pub(super) fn take(self, unit: &Unit<'_>) -> Result<Result<PolicySet, Published>, StoreFault> {
        match self {
            Self::Version(version) => Ok(kept(unit, version)?.ok_or(Published::Unknown)),
            Self::Draft(revision) => {
                let current = draft::load(unit)?;
                if current.revision != revision {
                    return Ok(Err(Published::Conflict {
                        current: current.revision,
                    }));
                }
                let Some(draft) = current.draft else {
                    return Ok(Err(Published::Unknown));
                };
                Ok(PolicySet::new(draft).map_err(|error| Published::Wrong {
                    fault: error.into(),
                }))
            }
        }
    }
}

/// Makes a policy that is here already the one that decides, if `expected` is still the configuration's number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishFrom {
    /// The organisation.
    pub tenant: TenantId,
    /// The number that the administrator saw.
    pub expected: u64,
    /// Where the policy is.
    pub from: PolicySource,
    /// Who publishes it.
    pub by: Option<UserId>,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

impl Command for PublishFrom {
    type Object = Tenant;
    type Answer = Published;
    const NAME: &'static str = "publish-from";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Published, StoreFault> {
        let header = TenantHeader::load(unit)?;
        if header.configuration != self.expected {
            return Ok(conflict(&header));
        }
        let set = match self.from.take(unit)? {
            Ok(set) => set,
            Err(answer) => return Ok(answer),
        };
        let origin = match self.from {
            PolicySource::Version(_) => PublicationOrigin::Version,
            PolicySource::Draft(_) => {
                draft::discard(unit)?;
                PublicationOrigin::Draft
            }
        };
        let publisher = Publisher {
            tenant: &self.tenant,
            by: self.by,
            salt: self.salt,
        };
        publisher.publish(unit, header, set, origin, now)
    }
}

/// Who publishes, and what an audit entry about it needs.
pub(super) struct Publisher<'a> {
    pub tenant: &'a TenantId,
    pub by: Option<UserId>,
    pub salt: [u8; 16],
}

impl Publisher<'_> {
    pub(super) fn publish(
        &self,
        unit: &mut Unit<'_>,
        mut header: TenantHeader,
        set: PolicySet,
        origin: PublicationOrigin,
        now: Timestamp,
    ) -> Result<Published, StoreFault> {
        let before = header.policy;
        if set.version() == before && origin != PublicationOrigin::Rollout {
            return in_force(unit, &header);
        }
        let version = keep(unit, set, now)?;
        put_in_force(unit, &mut header, version, self.by, origin, now)?;
        let detail = serde_json::json!({
            "by": self.by, "before": before, "after": version, "origin": origin,
        });
        append_audit(
            unit,
            self.tenant,
            &mut header,
            AuditKind::PolicyPublished,
            AuditSubjects::default(),
            AuditDetail::new(self.salt, detail.to_string()),
            now,
        )?;
        published(unit, header)
    }
}

pub(super) fn conflict(header: &TenantHeader) -> Published {
    Published::Conflict {
        current: header.configuration,
    }
}

/// Keeps a policy under the hash of its content.
pub(in crate::tenant) fn keep(
    unit: &mut Unit<'_>,
    set: PolicySet,
    now: Timestamp,
) -> Result<PolicyVersion, StoreFault> {
    let version = set.version();
    if unit.get::<PolicyRow>(&version.to_string())?.is_none() {
        unit.put(&PolicyRow {
            version,
            published_at: now,
            set,
        })?;
    }
    Ok(version)
}

/// The next configuration is decided by `version`. The caller audits it and calls [`published`].
pub(in crate::tenant) fn put_in_force(
    unit: &mut Unit<'_>,
    header: &mut TenantHeader,
    version: PolicyVersion,
    by: Option<UserId>,
    origin: PublicationOrigin,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let number = header.configuration.saturating_add(1);
    header.policy = version;
    header.decides_since = Some(number);
    unit.put(&Publication {
        number,
        version,
        at: now,
        by,
        origin,
    })
}

/// Gives the configuration its next number, has it published, and writes the header.
pub(in crate::tenant) fn published(
    unit: &mut Unit<'_>,
    mut header: TenantHeader,
) -> Result<Published, StoreFault> {
    header.configuration = header.configuration.saturating_add(1);
    emit(unit, &mut header, TenantEvent::Configuration)?;
    unit.put(&header)?;
    in_force(unit, &header)
}

pub(super) fn in_force(unit: &Unit<'_>, header: &TenantHeader) -> Result<Published, StoreFault> {
    Ok(Published::Yes {
        configuration: Box::new(Configuration::current(unit, header)?),
    })
}
