use serde::{Deserialize, Serialize};

use super::rows::{WebhookRow, key_of};
use crate::api::{WebhookDelivery, WebhookView};
use crate::ids::WebhookId;
use crate::store::{Command, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::tenant::webhooks::DELIVERIES_KEPT;
use crate::time::Timestamp;

/// Reads all webhooks, without their secrets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListWebhooks {}

impl Command for ListWebhooks {
    type Object = Tenant;
    type Answer = Vec<WebhookView>;
    const NAME: &'static str = "list-webhooks";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Vec<WebhookView>, StoreFault> {
        let all = WebhookRow::all(unit)?;
        Ok(all.iter().map(|webhook| webhook.shown(now)).collect())
    }
}

/// Reads the newest deliveries of a webhook, the newest first; none when there is no such webhook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListDeliveries {
    /// The webhook.
    pub webhook: WebhookId,
}

impl Command for ListDeliveries {
    type Object = Tenant;
    type Answer = Option<Vec<WebhookDelivery>>;
    const NAME: &'static str = "list-deliveries";

    fn run(
        self,
        unit: &mut Unit<'_>,
        _now: Timestamp,
    ) -> Result<Option<Vec<WebhookDelivery>>, StoreFault> {
        let Some(webhook) = unit.get::<WebhookRow>(&self.webhook.to_string())? else {
            return Ok(None);
        };
        let newest = webhook.next.saturating_sub(DELIVERIES_KEPT);
        let mut deliveries = Vec::new();
        for number in newest..webhook.next {
            let key = key_of(self.webhook, number);
            deliveries.extend(unit.get::<WebhookDelivery>(&key)?);
        }
        deliveries.reverse();
        Ok(Some(deliveries))
    }
}
