use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::queue::{LOST_AFTER, drop_all, end};
use super::rows::{MAX_WEBHOOKS, WebhookRow, key_of};
use crate::api::{DeliveryState, WebhookDelivery};
use crate::audit::{AuditDetail, AuditKind};
use crate::ids::{TenantId, WebhookId};
use crate::store::{Command, Row as _, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::tenant::audit_log::{AuditSubjects, append_audit};
use crate::tenant::due::{Due, due_by};
use crate::tenant::rows::TenantHeader;
use crate::time::Timestamp;
use crate::webhook::{Heard, WebhookRequest, signatures};

/// How often a delivery is tried at most: within about three days (Standard Webhooks 1.0.0, example retry schedule).
pub const DELIVERY_TRIES: u32 = 10;

/// A webhook of which every try has failed for so long is disabled.
pub const FAILING_FOR: Duration = Duration::from_hours(5 * 24);

/// The try from which on a failure counts as one of a receiver that is dead, and not as a hiccup after days without an event.
const SERIOUS_FROM: u32 = 3;

/// The longest that a receiver may ask to be left alone.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// How long a delivery waits after so many tries.
const fn wait_after(tries: u32) -> Duration {
    Duration::from_secs(match tries {
        0 | 1 => 5,
        2 => 5 * 60,
        3 => 30 * 60,
        4 => 2 * 3_600,
        5 => 5 * 3_600,
        6 => 10 * 3_600,
        7 => 14 * 3_600,
        8 => 20 * 3_600,
        _ => 24 * 3_600,
    })
}

/// Takes what is due, one delivery of each webhook, signed for this moment. A try counts before it is made, so that one over
/// which the object dies is not made for ever.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeDeliveries {
    /// Webhooks of which a delivery is under way: no other one of theirs is taken.
    pub busy: Vec<WebhookId>,
}

impl Command for TakeDeliveries {
    type Object = Tenant;
    type Answer = Vec<WebhookRequest>;
    const NAME: &'static str = "take-deliveries";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Vec<WebhookRequest>, StoreFault> {
        let mut busy = self.busy;
        let due = due_by(unit, now.plus(LOST_AFTER), MAX_WEBHOOKS, |due| {
            let free = due.webhook.filter(|webhook| !busy.contains(webhook));
            let taken = free.filter(|_| due.fresh || due.at <= now);
            busy.extend(taken);
            taken.is_some()
        })?;
        let mut taken = Vec::new();
        for due in due {
            unit.delete::<Due>(&due.key());
            let Some(id) = due.webhook else { continue };
            let webhook: Option<WebhookRow> = unit.get(&id.to_string())?;
            let delivery: Option<WebhookDelivery> = unit.get(&key_of(id, due.number))?;
            let (Some(mut webhook), Some(mut row)) = (webhook, delivery) else {
                continue;
            };
            if row.tries >= DELIVERY_TRIES {
                row.reason = Some("nothing was heard of the last try".to_owned());
                end(unit, &mut webhook, row, DeliveryState::Failed, now)?;
                unit.put(&webhook)?;
                continue;
            }
            row.tries = row.tries.saturating_add(1);
            let lost_after = wait_after(row.tries).max(LOST_AFTER);
            row.next_try_at = Some(now.plus(lost_after));
            taken.push(WebhookRequest {
                webhook: id,
                number: due.number,
                signature: signatures(&webhook.signs(now), &row.id, now, &row.body),
                url: webhook.view.url,
                id: row.id.clone(),
                at: now,
                body: row.body.clone(),
            });
            if let Some(due) = row.due() {
                unit.put(&due)?;
            }
            unit.put(&row)?;
        }
        Ok(taken)
    }
}

/// Notes what came of a try.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleDelivery {
    /// The organisation.
    pub tenant: TenantId,
    /// The webhook.
    pub webhook: WebhookId,
    /// The delivery.
    pub number: u64,
    /// What was heard of the receiver.
    pub heard: Heard,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

impl Command for SettleDelivery {
    type Object = Tenant;
    type Answer = ();
    const NAME: &'static str = "settle-delivery";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
        let webhook: Option<WebhookRow> = unit.get(&self.webhook.to_string())?;
        let row: Option<WebhookDelivery> = unit.get(&key_of(self.webhook, self.number))?;
        let row = row.filter(WebhookDelivery::waits);
        let (Some(mut webhook), Some(mut row)) = (webhook, row) else {
            return Ok(());
        };
        row.status = self.heard.status;
        row.reason = Some(self.heard.reason.clone()).filter(|reason| !reason.is_empty());
        let tries = row.tries;
        if matches!(self.heard.status, Some(200..=299)) {
            webhook.view.failing_since = None;
            webhook.view.delivered_at = Some(now);
            end(unit, &mut webhook, row, DeliveryState::Delivered, now)?;
            return unit.put(&webhook);
        }
        let since = *webhook.view.failing_since.get_or_insert(now);
        let gone = self.heard.status == Some(410);
        if gone || tries >= DELIVERY_TRIES {
            end(unit, &mut webhook, row, DeliveryState::Failed, now)?;
        } else {
            if let Some(due) = row.due() {
                unit.delete::<Due>(&due.key());
            }
            let asked = Duration::from_secs(u64::from(self.heard.retry_after)).min(LONGEST_WAIT);
            row.next_try_at = Some(now.plus(wait_after(tries).max(asked)));
            if let Some(due) = row.due() {
                unit.put(&due)?;
            }
            unit.put(&row)?;
        }
        if gone {
            self.disable(unit, &mut webhook, "its receiver answered 410 Gone", now)?;
        } else if tries >= SERIOUS_FROM && now.since(since) >= FAILING_FOR {
            self.disable(unit, &mut webhook, "every try of five days has failed", now)?;
        }
        unit.put(&webhook)
    }
}

impl SettleDelivery {
    fn disable(
        &self,
        unit: &mut Unit<'_>,
        webhook: &mut WebhookRow,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        drop_all(unit, webhook, now)?;
        webhook.view.enabled = false;
        webhook.view.disabled_at = Some(now);
        webhook.view.disabled_reason = Some(reason.to_owned());
        webhook.view.revision = webhook.view.revision.saturating_add(1);
        let detail = serde_json::json!({
            "webhook": webhook.view.id, "name": webhook.view.name, "reason": reason,
        });
        let mut header = TenantHeader::load(unit)?;
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            AuditKind::WebhookDisabled,
            AuditSubjects::default(),
            AuditDetail::new(self.salt, detail.to_string()),
            now,
        )?;
        unit.put(&header)
    }
}
