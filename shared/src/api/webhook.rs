use serde::{Deserialize, Serialize};

use crate::ids::{UserId, WebhookId};
use crate::time::Timestamp;
use crate::webhook::{WebhookAddress, WebhookEvent};

/// The body of `POST /api/v1/webhooks`, which says all but `enabled`, and of `PATCH /api/v1/webhooks/{webhook}`, where what is
/// left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WebhookForm {
    /// Its name, 1 to 128 bytes of text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where to send, what waits included: https, the full public name of a host, at most 512 bytes.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<WebhookAddress>,
    /// What to send; `webhook.test` is sent when it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<WebhookEvent>>,
    /// Whether anything is sent. Disabled, what waits is dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// A webhook as administrators see it, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookView {
    /// The webhook.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: WebhookId,
    /// Its name.
    pub name: String,
    /// Where it is sent.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub url: WebhookAddress,
    /// What is sent.
    pub events: Vec<WebhookEvent>,
    /// Whether anything is sent.
    pub enabled: bool,
    /// Since when it is disabled.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default)]
    pub disabled_at: Option<Timestamp>,
    /// Why it was disabled without an administrator.
    #[serde(default)]
    pub disabled_reason: Option<String>,
    /// The last characters of its secret.
    pub secret_hint: String,
    /// Until when the secret before this one signs, too.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default)]
    pub previous_secret_until: Option<Timestamp>,
    /// Who made it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub created_by: UserId,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// Counts up with every change; a change names it in If-Match.
    pub revision: u64,
    /// How many deliveries wait.
    #[serde(default)]
    pub waiting: u64,
    /// How many were dropped: too many waited, or it was disabled.
    #[serde(default)]
    pub dropped: u64,
    /// Since when every try has failed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default)]
    pub failing_since: Option<Timestamp>,
    /// When something was last delivered.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default)]
    pub delivered_at: Option<Timestamp>,
}

/// A webhook with its secret: shown once, when it is made and when the secret is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookCreated {
    /// The webhook.
    pub webhook: WebhookView,
    /// What signs from now on: `whsec_` and base64.
    pub secret: String,
}

/// All webhooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookList {
    /// At most 10, in the order of their identifiers.
    pub webhooks: Vec<WebhookView>,
}

/// The answer to `POST /api/v1/webhooks/{webhook}/test`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookTested {
    /// What `webhook-id` will say.
    pub id: String,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is to be sent.
    Waiting,
    /// The receiver has it.
    Delivered,
    /// It was given up after the last try.
    Failed,
    /// It was not sent: too many waited, or the webhook was disabled.
    Dropped,
}

/// One event for one webhook, and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDelivery {
    /// The webhook.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub webhook: WebhookId,
    /// Its number within the webhook.
    pub number: u64,
    /// What `webhook-id` says at every try.
    pub id: String,
    /// The event.
    pub event: WebhookEvent,
    /// When it happened.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// What is sent.
    pub body: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    #[serde(default)]
    pub tries: u32,
    /// When it is tried again.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default)]
    pub next_try_at: Option<Timestamp>,
    /// When it ended.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
    /// What the receiver last answered.
    #[serde(default)]
    pub status: Option<u16>,
    /// Why the last try failed, where there was no answer.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The newest deliveries of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDeliveryList {
    /// At most 100, the newest first.
    pub deliveries: Vec<WebhookDelivery>,
}
