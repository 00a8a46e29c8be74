//! Webhooks: what they are to hear, once for each event, and gone with the webhook.

use super::{ASKED_AT_MOST, House, Outcome, words};
use crate::api::{WebhookDelivery, WebhookForm};
use crate::ids::{UserId, WebhookId};
use crate::platform::EnrollmentMethod;
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::{ChangeWebhook, ListDeliveries, ListWebhooks, WebhookAction, WebhookChanged};
use crate::webhook::{WebhookAddress, WebhookEvent, WebhookSecret};

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    /// Nothing is said of what the receiver answered: there may be none.
    pub(super) async fn a_webhook_that_wants_an_event_gets_a_delivery_that_is_tried(
        &self,
    ) -> Outcome {
        let wants = WebhookId::from_random(self.draw()?);
        let wants_not = WebhookId::from_random(self.draw()?);
        for (webhook, event) in [
            (wants, WebhookEvent::DeviceEnrolled),
            (wants_not, WebhookEvent::DeviceRetired),
        ] {
            let address = WebhookAddress::parse("https://receiver.invalid/", false);
            let form = WebhookForm {
                name: Some("A receiver".to_owned()),
                url: Some(address.map_err(|fault| fault.to_string())?),
                events: Some(vec![event]),
                enabled: None,
            };
            let action = WebhookAction::Create;
            let created = self.change_webhook(webhook, action, form).await?;
            must!(
                matches!(created, WebhookChanged::Yes(_)),
                "not created: {created:?}"
            );
        }
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        let device = completed.device.to_string();
        let mut tried = None;
        for _ in 0..ASKED_AT_MOST {
            let all = self.deliveries(wants).await?.unwrap_or_default();
            let theirs = all.into_iter().filter(|one| one.body.contains(&device));
            let theirs: Vec<WebhookDelivery> = theirs.collect();
            must!(theirs.len() < 2, "told twice: {theirs:?}");
            tried = theirs.into_iter().next().filter(|one| one.tries > 0);
            if tried.is_some() {
                break;
            }
        }
        let Some(tried) = tried else {
            return Err("no delivery, or one that is never tried".to_owned());
        };
        must!(
            tried.event == WebhookEvent::DeviceEnrolled && tried.id.starts_with("msg_"),
            "another delivery: {tried:?}"
        );
        let others = self.deliveries(wants_not).await?;
        must!(
            others == Some(Vec::new()),
            "what was not chosen is told: {others:?}"
        );
        for webhook in [wants, wants_not] {
            let (action, form) = (WebhookAction::Delete, WebhookForm::default());
            self.change_webhook(webhook, action, form).await?;
            let left = self.deliveries(webhook).await?;
            must!(left.is_none(), "deliveries of nothing: {left:?}");
        }
        let left = self
            .objects
            .tenant(&self.tenant, &ListWebhooks {})
            .await
            .map_err(words)?;
        must!(
            left.iter()
                .all(|view| view.id != wants && view.id != wants_not),
            "a deleted webhook is listed"
        );
        Ok(())
    }

    async fn change_webhook(
        &self,
        webhook: WebhookId,
        action: WebhookAction,
        form: WebhookForm,
    ) -> Result<WebhookChanged, String> {
        let change = ChangeWebhook {
            tenant: self.tenant.clone(),
            webhook,
            action,
            form,
            expected: 0,
            secret: Some(WebhookSecret::from_random([self.draw()?, self.draw()?])),
            by: UserId::from_random(self.draw()?),
            salt: self.draw()?,
        };
        self.objects
            .tenant(&self.tenant, &change)
            .await
            .map_err(words)
    }

    async fn deliveries(&self, webhook: WebhookId) -> Result<Option<Vec<WebhookDelivery>>, String> {
        self.objects
            .tenant(&self.tenant, &ListDeliveries { webhook })
            .await
            .map_err(words)
    }
}
