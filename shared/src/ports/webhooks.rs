//! How webhooks are sent: tried as often as the tenant object says, apart from everything else that is delivered.

use core::future::Future;

use super::Local;
use crate::ids::TenantId;
use crate::store::StoreFault;
use crate::tenant::{SettleDelivery, Tenant};
use crate::webhook::{Heard, WebhookRequest};

/// Whoever carries a webhook's request to its receiver: one POST, no redirect followed, an answer within 15 seconds, and of it
/// the status alone.
pub trait WebhookSender: Sync {
    /// Sends one request, and answers what was heard.
    fn send(&self, request: &WebhookRequest) -> impl Future<Output = Heard> + Send;
}

/// Sends one delivery that was taken, and notes what came of it.
///
/// # Errors
/// [`StoreFault`] when the object's own rows do not answer. What the receiver says is no fault: it stands with the delivery.
pub async fn send_delivery(
    tenant: &TenantId,
    salt: [u8; 16],
    request: WebhookRequest,
    local: &impl Local<Tenant>,
    sender: &impl WebhookSender,
) -> Result<(), StoreFault> {
    let heard = sender.send(&request).await;
    local.run(SettleDelivery {
        tenant: tenant.clone(),
        webhook: request.webhook,
        number: request.number,
        heard,
        salt,
    })
}
