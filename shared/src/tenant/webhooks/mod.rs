//! Webhooks: an organisation's programs hear of events, each written in the transaction that takes the event and sent
//! afterwards.
//!
//! Each delivery that waits has a row among what is due, as mails have. One delivery of a webhook is under way at a time, and
//! webhooks do not wait for one another, so that a receiver that is dead holds up nobody else.

mod change;
mod list;
mod notice;
mod queue;
mod rows;
mod send;

pub use change::{ChangeWebhook, SECRET_OVERLAP, WebhookAction, WebhookChanged};
pub use list::{ListDeliveries, ListWebhooks};
pub(super) use notice::notify;
pub use queue::{DELIVERIES_KEPT, MAX_WAITING};
pub use rows::MAX_WEBHOOKS;
pub use send::{DELIVERY_TRIES, FAILING_FOR, SettleDelivery, TakeDeliveries};

#[cfg(all(test, feature = "test-util"))]
mod tests;
