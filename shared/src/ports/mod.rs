//! The seams of the house: what the rules need from a platform, as traits with one real and one in-memory form.
//!
//! Futures are `Send`, so that the whole HTTP surface runs natively too; the Worker wraps its JavaScript futures at its edge.

mod delivery;
mod mailer;
mod publication;
mod push;
mod webhooks;

use core::future::Future;

pub use delivery::{
    CrlIssuer, EVENTS_AT_ONCE, Local, deliver_enrollee_events, deliver_tenant_events,
};
pub use mailer::{Carried, MailFault, Mailer, deliver_mails};
pub use publication::{
    Publication, PublishedCrl, PublishedDevice, PublishedPerson, PublishedPicture,
    PublishedUsername,
};
pub use push::{Waker, Woken, wake_device};
pub use webhooks::{WebhookSender, send_delivery};

use crate::enrollment::enrollee::Enrollee;
use crate::fleet::FleetIndex;
use crate::ids::{EnrolleeId, TenantId};
use crate::store::{Command, StoreFault};
use crate::tenant::Tenant;
use crate::time::Timestamp;

/// What time it is.
pub trait Clock {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Random bits that nobody can guess.
pub trait Rng {
    /// Draws 128 bits.
    ///
    /// # Errors
    /// [`StoreFault`] when the platform has none to give.
    fn draw(&self) -> Result<[u8; 16], StoreFault>;
}

/// The objects of the house. Each call is one step of one object: nothing comes between its reads and its writes, and its
/// answer leaves only after its writes are durable.
pub trait Objects: Sync {
    /// Asks an enrollee's object.
    ///
    /// # Errors
    /// [`StoreFault`] when the object does not answer. Whether the command ran is then unknown; every command may be sent
    /// again.
    fn enrollee<C: Command<Object = Enrollee>>(
        &self,
        tenant: &TenantId,
        enrollee: &EnrolleeId,
        command: &C,
    ) -> impl Future<Output = Result<C::Answer, StoreFault>> + Send;

    /// Asks the tenant's object.
    ///
    /// # Errors
    /// As [`Objects::enrollee`].
    fn tenant<C: Command<Object = Tenant>>(
        &self,
        tenant: &TenantId,
        command: &C,
    ) -> impl Future<Output = Result<C::Answer, StoreFault>> + Send;

    /// Asks the fleet index.
    ///
    /// # Errors
    /// As [`Objects::enrollee`].
    fn fleet<C: Command<Object = FleetIndex>>(
        &self,
        tenant: &TenantId,
        command: &C,
    ) -> impl Future<Output = Result<C::Answer, StoreFault>> + Send;
}

/// The published copies: readable everywhere, up to a minute old, never decided from alone.
pub trait Copies: Sync {
    /// The copy under `key`.
    ///
    /// # Errors
    /// [`StoreFault`] when the store does not answer or the copy cannot be read.
    fn read<P: Publication>(
        &self,
        tenant: &TenantId,
        key: &str,
    ) -> impl Future<Output = Result<Option<P>, StoreFault>> + Send;

    /// Publishes a copy. The caller is the only writer of this key and publishes in order.
    ///
    /// # Errors
    /// [`StoreFault`] when the store does not answer.
    fn publish<P: Publication>(
        &self,
        tenant: &TenantId,
        copy: &P,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Takes a copy away; one that is not there is gone already. As [`Copies::publish`], by the only writer, in order.
    ///
    /// # Errors
    /// [`StoreFault`] when the store does not answer.
    fn remove<P: Publication>(
        &self,
        tenant: &TenantId,
        key: &str,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
