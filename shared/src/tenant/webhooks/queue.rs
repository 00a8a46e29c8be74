use core::time::Duration;

use super::rows::{WebhookRow, key_of};
use crate::api::{DeliveryState, WebhookDelivery};
use crate::store::{Row as _, StoreFault, Unit};
use crate::tenant::due::Due;
use crate::time::Timestamp;
use crate::webhook::WebhookEvent;

/// How many deliveries of a webhook wait at most; beyond that the oldest are dropped.
pub const MAX_WAITING: u64 = 1_000;

/// How many deliveries of a webhook are kept to be looked at, the newest.
pub const DELIVERIES_KEPT: u64 = 100;

/// A delivery is tried at once. Should the object die over it, it is tried again after this.
pub(super) const LOST_AFTER: Duration = Duration::from_secs(30);

/// What is to be heard.
pub(super) struct Message {
    pub id: String,
    pub event: WebhookEvent,
    pub at: Timestamp,
    pub body: String,
}

/// Stages a message for a webhook that is enabled, and drops the oldest that waits where there are too many.
pub(super) fn queue(
    unit: &mut Unit<'_>,
    mut webhook: WebhookRow,
    message: Message,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if webhook.view.waiting >= MAX_WAITING {
        drop_oldest(unit, &mut webhook, now)?;
    }
    let number = webhook.next;
    webhook.next = number.saturating_add(1);
    webhook.view.waiting = webhook.view.waiting.saturating_add(1);
    if let Some(oldest) = number.checked_sub(DELIVERIES_KEPT) {
        let key = key_of(webhook.view.id, oldest);
        if let Some(row) = unit.get::<WebhookDelivery>(&key)?
            && !row.waits()
        {
            unit.delete::<WebhookDelivery>(&key);
        }
    }
    let row = WebhookDelivery {
        webhook: webhook.view.id,
        number,
        id: message.id,
        event: message.event,
        at: message.at,
        body: message.body,
        state: DeliveryState::Waiting,
        tries: 0,
        next_try_at: Some(now.plus(LOST_AFTER)),
        ended_at: None,
        status: None,
        reason: None,
    };
    if let Some(due) = row.due() {
        unit.put(&due)?;
    }
    unit.put(&row)?;
    unit.put(&webhook)
}

fn drop_oldest(
    unit: &mut Unit<'_>,
    webhook: &mut WebhookRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let mut oldest = None;
    WebhookDelivery::each(unit, webhook.view.id, &mut |_, row| {
        if row.waits() {
            oldest = Some(row);
        }
        Ok(oldest.is_none())
    })?;
    match oldest {
        Some(row) => end(unit, webhook, row, DeliveryState::Dropped, now),
        None => Ok(()),
    }
}

/// Stages the end of a delivery that waits; one that is older than what is kept goes. The caller writes the webhook.
pub(super) fn end(
    unit: &mut Unit<'_>,
    webhook: &mut WebhookRow,
    mut row: WebhookDelivery,
    state: DeliveryState,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if let Some(due) = row.due() {
        unit.delete::<Due>(&due.key());
        webhook.view.waiting = webhook.view.waiting.saturating_sub(1);
        if state == DeliveryState::Dropped {
            webhook.view.dropped = webhook.view.dropped.saturating_add(1);
        }
    }
    if row.number.saturating_add(DELIVERIES_KEPT) < webhook.next {
        unit.delete::<WebhookDelivery>(&row.key());
        return Ok(());
    }
    row.state = state;
    row.next_try_at = None;
    row.ended_at = Some(now);
    unit.put(&row)
}

/// Stages that everything that waits for a webhook is dropped. The caller writes the webhook.
pub(super) fn drop_all(
    unit: &mut Unit<'_>,
    webhook: &mut WebhookRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    WebhookDelivery::each(unit, webhook.view.id, &mut |unit, row| {
        if row.waits() {
            end(unit, webhook, row, DeliveryState::Dropped, now)?;
        }
        Ok(true)
    })
}
