//! Webhooks: an organisation's programs hear of what happens, signed as the Standard Webhooks specification 1.0.0 says
//! (standard-webhooks/standard-webhooks, `spec/standard-webhooks.md`).

mod address;
mod event;
mod exchange;
mod secret;

pub use address::{MAX_ADDRESS, NotAWebhookAddress, WebhookAddress};
pub use event::{WebhookEvent, body};
pub use exchange::{Heard, WebhookRequest};
pub use secret::{NotAWebhookSecret, WebhookSecret, signatures};
