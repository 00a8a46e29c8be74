use serde::{Deserialize, Serialize};

use crate::api::{DeliveryState, WebhookDelivery, WebhookView};
use crate::ids::WebhookId;
use crate::store::{Row, StoreFault, Table, Unit};
use crate::tenant::due::Due;
use crate::time::Timestamp;
use crate::webhook::WebhookSecret;

/// How many webhooks an organisation has at most.
pub const MAX_WEBHOOKS: usize = 10;

/// How many deliveries are read at a time.
const AT_ONCE: usize = 128;

/// A webhook with what signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WebhookRow {
    pub view: WebhookView,
    pub secret: WebhookSecret,
    /// Signs, too, until the view says that it no longer does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<WebhookSecret>,
    /// The number of the next delivery.
    #[serde(default)]
    pub next: u64,
}

impl Row for WebhookRow {
    const TABLE: Table = Table::Webhook;

    fn key(&self) -> String {
        self.view.id.to_string()
    }
}

impl WebhookRow {
    pub fn all(unit: &Unit<'_>) -> Result<Vec<Self>, StoreFault> {
        unit.scan(None, MAX_WEBHOOKS)
    }

    /// As administrators see it now.
    pub fn shown(&self, now: Timestamp) -> WebhookView {
        let mut view = self.view.clone();
        view.previous_secret_until = view.previous_secret_until.filter(|until| *until > now);
        view
    }

    /// What signs now: the secret, and the one before it for as long as receivers may know only that.
    pub fn signs(&self, now: Timestamp) -> Vec<WebhookSecret> {
        let previous = self
            .shown(now)
            .previous_secret_until
            .and(self.previous.clone());
        core::iter::once(self.secret.clone())
            .chain(previous)
            .collect()
    }
}

impl Row for WebhookDelivery {
    const TABLE: Table = Table::Delivery;

    fn key(&self) -> String {
        key_of(self.webhook, self.number)
    }
}

pub(super) fn key_of(webhook: WebhookId, number: u64) -> String {
    format!("{webhook}/{}", WebhookDelivery::number_key(number))
}

impl WebhookDelivery {
    pub(super) fn waits(&self) -> bool {
        self.state == DeliveryState::Waiting
    }

    /// When it is tried next, if it waits.
    pub(super) fn due(&self) -> Option<Due> {
        let at = self.next_try_at.filter(|_| self.waits())?;
        Some(Due {
            at,
            number: self.number,
            webhook: Some(self.webhook),
            fresh: self.tries == 0,
        })
    }

    /// Deliveries of a webhook, the oldest first, for as long as `visit` wants more.
    pub(super) fn each(
        unit: &mut Unit<'_>,
        webhook: WebhookId,
        visit: &mut dyn FnMut(&mut Unit<'_>, Self) -> Result<bool, StoreFault>,
    ) -> Result<(), StoreFault> {
        let mut after = format!("{webhook}/");
        loop {
            let rows = unit.scan::<Self>(Some(&after), AT_ONCE)?;
            let full = rows.len() == AT_ONCE;
            for row in rows {
                after = row.key();
                if row.webhook != webhook || !visit(unit, row)? {
                    return Ok(());
                }
            }
            if !full {
                return Ok(());
            }
        }
    }
}
