use serde::{Deserialize, Serialize};

use super::publish::{PolicySource, Published, Publisher, conflict, in_force, keep, published};
use super::rows::{PublicationOrigin, RolloutRow};
use super::versions::kept;
use crate::audit::{AuditDetail, AuditKind};
use crate::field::FieldFault;
use crate::ids::{RolloutId, TenantId, UserId};
use crate::policy::Ring;
use crate::store::{Command, Row as _, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::tenant::audit_log::{AuditSubjects, append_audit};
use crate::tenant::rows::TenantHeader;
use crate::time::Timestamp;

/// What an administrator does with a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RolloutStep {
    /// Lets a policy decide in a ring.
    Start {
        /// The policy.
        from: PolicySource,
        /// For whom.
        ring: Ring,
    },
    /// Makes the ring another one. A higher percentage only adds.
    Change {
        /// For whom.
        ring: Ring,
    },
    /// Lets the policy of everybody decide in the ring too, for now.
    Pause,
    /// Ends a pause.
    Resume,
    /// Makes the candidate the policy of everybody.
    Promote,
    /// Gives the candidate up.
    Stop,
}

/// Takes a step with the rollout, if `expected` is still the configuration's number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SteerRollout {
    /// The organisation.
    pub tenant: TenantId,
    /// The number that the administrator saw.
    pub expected: u64,
    /// What to do.
    pub step: RolloutStep,
    /// The name of a rollout that starts.
    pub fresh: RolloutId,
    /// Who does it.
    pub by: Option<UserId>,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

impl Command for SteerRollout {
    type Object = Tenant;
    type Answer = Published;
    const NAME: &'static str = "steer-rollout";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Published, StoreFault> {
        let mut header = TenantHeader::load(unit)?;
        if header.configuration != self.expected {
            return Ok(conflict(&header));
        }
        if let RolloutStep::Start { ring, .. } | RolloutStep::Change { ring } = &self.step
            && let Err(fault) = ring.check()
        {
            let start = matches!(self.step, RolloutStep::Start { .. });
            let parent = if start { "start.ring" } else { "change.ring" };
            let fault = fault.below(parent);
            return Ok(Published::Wrong { fault });
        }
        let standing: Option<RolloutRow> = unit.get("")?;
        let publisher = Publisher {
            tenant: &self.tenant,
            by: self.by,
            salt: self.salt,
        };
        let next = match (&self.step, &standing) {
            (RolloutStep::Start { .. }, Some(_)) => {
                let rule = "a rollout is under way: promote or stop it first";
                let fault = FieldFault::at("start", rule);
                return Ok(Published::Wrong { fault });
            }
            (RolloutStep::Start { from, ring }, None) => match from.take(unit)? {
                Ok(set) => Some(RolloutRow {
                    id: self.fresh,
                    candidate: keep(unit, set, now)?,
                    ring: ring.clone(),
                    paused: false,
                    started_at: now,
                }),
                Err(answer) => return Ok(answer),
            },
            (_, None) => return Ok(Published::Unknown),
            (RolloutStep::Change { ring }, Some(row)) => Some(RolloutRow {
                ring: ring.clone(),
                ..row.clone()
            }),
            (step @ (RolloutStep::Pause | RolloutStep::Resume), Some(row)) => Some(RolloutRow {
                paused: *step == RolloutStep::Pause,
                ..row.clone()
            }),
            (RolloutStep::Promote, Some(row)) => {
                let set = kept(unit, row.candidate)?
                    .ok_or_else(|| StoreFault::new("the rollout's candidate is missing"))?;
                unit.delete::<RolloutRow>(&row.key());
                return publisher.publish(unit, header, set, PublicationOrigin::Rollout, now);
            }
            (RolloutStep::Stop, Some(_)) => None,
        };
        if next == standing {
            return in_force(unit, &header);
        }
        match &next {
            Some(row) => unit.put(row)?,
            None => unit.delete::<RolloutRow>(""),
        }
        let detail = serde_json::json!({ "by": self.by, "before": standing, "after": next });
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            AuditKind::RolloutChanged,
            AuditSubjects::default(),
            AuditDetail::new(self.salt, detail.to_string()),
            now,
        )?;
        header.decides_since = Some(header.configuration.saturating_add(1));
        published(unit, header)
    }
}
