//! How events leave their object: in order, at least once, dropped only when everyone has them.

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::Poll;

use super::{Copies, Objects, PublishedCrl, PublishedDevice, PublishedPerson, PublishedUsername};
use crate::access::AccessRecord;
use crate::enrollment::enrollee::{EnrolleeEvent, OutboxRow, PutToken, Standing, TellPerson};
use crate::fleet::TakeEvents;
use crate::ids::{DeviceId, Digest, EnrolleeId, TenantId};
use crate::store::{Command, ObjectKind, StoreFault};
use crate::tenant::{
    Configuration, CrlContent, Person, ReadConfiguration, ReadIdentifierShard, ReadPerson,
    ReadRevocations, ReadSection, ReadToken, Receive, Tenant, TenantEvent, TenantOutboxRow,
};

/// How many events one delivery carries.
pub const EVENTS_AT_ONCE: usize = 64;

/// An object's own commands, run where the object is.
pub trait Local<K: ObjectKind> {
    /// Runs one command.
    ///
    /// # Errors
    /// [`StoreFault`] when the store does not answer.
    fn run<C: Command<Object = K>>(&self, command: C) -> Result<C::Answer, StoreFault>;
}

/// Whoever can sign a revocation list.
pub trait CrlIssuer: Sync {
    /// Signs a list with this content.
    ///
    /// # Errors
    /// [`StoreFault`] when it cannot be signed.
    fn sign_crl(
        &self,
        content: &CrlContent,
    ) -> impl Future<Output = Result<PublishedCrl, StoreFault>> + Send;
}

/// Tells the tenant, the fleet index and KV what happened at an enrollee. Answers the last event that everyone has. `portal` is
/// where people find the portal, for the mails that this leads to.
///
/// # Errors
/// [`StoreFault`] when one of them does not answer; the same events are then sent again later, and those who have them pass
/// them over.
pub async fn deliver_enrollee_events(
    tenant: &TenantId,
    enrollee: &EnrolleeId,
    events: Vec<OutboxRow>,
    salt: [u8; 16],
    portal: &str,
    objects: &impl Objects,
    copies: &impl Copies,
) -> Result<Option<u64>, StoreFault> {
    let Some(last) = events.last().map(|row| row.sequence) else {
        return Ok(None);
    };
    // Only the newest state of each device is worth a KV write; and none at all what access does not hang on.
    let mut newest: Vec<PublishedDevice> = Vec::new();
    let mut deleted: Vec<DeviceId> = Vec::new();
    for row in events.iter().filter(|row| !row.same_access) {
        if let EnrolleeEvent::DeviceDeleted { device, .. } = row.event {
            newest.retain(|copy| copy.record.device != device);
            deleted.push(device);
        }
        if let EnrolleeEvent::DeviceEnrolled { record, .. }
        | EnrolleeEvent::DeviceRenewed { record, .. }
        | EnrolleeEvent::DeviceChanged { record }
        | EnrolleeEvent::OwnershipChanged { record, .. }
        | EnrolleeEvent::ComplianceChanged { record, .. }
        | EnrolleeEvent::DeviceRetired { record, .. } = &row.event
        {
            newest.retain(|copy| copy.record.device != record.device.id);
            deleted.retain(|device| *device != record.device.id);
            newest.push(PublishedDevice {
                record: AccessRecord::of(record.enrollee, &record.device),
                sequence: row.sequence,
            });
        }
    }
    let to_index = events
        .iter()
        .filter(|row| {
            !matches!(
                row.event,
                EnrolleeEvent::CertificateRevoked { .. }
                    | EnrolleeEvent::EnrollmentRefused { attempt: None, .. }
                    | EnrolleeEvent::IdentifierSeen { .. }
                    | EnrolleeEvent::RecoveryKeyRead { .. }
                    | EnrolleeEvent::ReferenceChanged { .. }
                    | EnrolleeEvent::PrimaryUserGone { .. }
                    | EnrolleeEvent::TokenUsed { .. }
                    | EnrolleeEvent::CommandChanged { .. }
            )
        })
        .cloned()
        .collect::<Vec<_>>();
    let to_tenant = Receive {
        tenant: tenant.clone(),
        from: *enrollee,
        events,
        salt,
        portal: portal.to_owned(),
    };
    let to_fleet = TakeEvents {
        from: *enrollee,
        events: to_index,
    };
    // Neither needs the other, so neither waits for it.
    let told = core::pin::pin!(objects.tenant(tenant, &to_tenant));
    let indexed = core::pin::pin!(async {
        if to_fleet.events.is_empty() {
            return Ok(0);
        }
        objects.fleet(tenant, &to_fleet).await
    });
    let (told, indexed) = both(told, indexed).await;
    told?;
    indexed?;
    for copy in newest {
        copies.publish(tenant, &copy).await?;
    }
    for device in deleted {
        let key = device.to_string();
        copies.remove::<PublishedDevice>(tenant, &key).await?;
    }
    Ok(Some(last))
}

/// Waits for two things at once.
async fn both<A: Future, B: Future>(
    mut one: Pin<&mut A>,
    mut other: Pin<&mut B>,
) -> (A::Output, B::Output) {
    let (mut first, mut second) = (None, None);
    poll_fn(move |context| {
        // One that has ended must not be asked again.
        if first.is_none()
            && let Poll::Ready(done) = one.as_mut().poll(context)
        {
            first = Some(done);
        }
        if second.is_none()
            && let Poll::Ready(done) = other.as_mut().poll(context)
        {
            second = Some(done);
        }
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            (one, other) => {
                (first, second) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}

/// Publishes what has changed at the tenant, and tells the objects that it concerns. Answers the last change that everyone
/// has.
///
/// # Errors
/// [`StoreFault`] when a store does not answer; the same changes are then published again later.
pub async fn deliver_tenant_events(
    tenant: &TenantId,
    changes: &[TenantOutboxRow],
    local: &impl Local<Tenant>,
    objects: &impl Objects,
    copies: &impl Copies,
    crl: &impl CrlIssuer,
) -> Result<Option<u64>, StoreFault> {
    // Each thing is published once, as it is now.
    let mut pending: Vec<TenantEvent> = Vec::new();
    for change in changes {
        if !pending.contains(&change.event) {
            pending.push(change.event);
        }
    }
    // Objects hear of their people when everybody else has, for the same reason as of their tokens.
    let mut told: Vec<TellPerson> = Vec::new();
    // What only one object must hear comes last, so that one which does not answer holds up nobody else.
    let last = |event: &TenantEvent| {
        matches!(
            event,
            TenantEvent::Token { .. }
                | TenantEvent::Reference { .. }
                | TenantEvent::PrimaryUserGone { .. }
        )
    };
    crate::few::sort_many(&mut pending, |one, other| last(one).cmp(&last(other)));
    for event in pending {
        match event {
            TenantEvent::Configuration => {
                let configuration: Configuration = local.run(ReadConfiguration {})?;
                copies.publish(tenant, &configuration).await?;
            }
            TenantEvent::Section { kind } => {
                let section = local.run(ReadSection { kind })?;
                copies.publish(tenant, &section).await?;
            }
            TenantEvent::Person { user } => {
                if let Some(person) = local.run(ReadPerson { user })? {
                    told.push(TellPerson::about(tenant, &person));
                    publish_person(tenant, person, copies).await?;
                }
            }
            TenantEvent::PersonDeleted {
                user,
                enrollee,
                username,
                revision,
            } => {
                let person = PublishedPerson::key_of(&enrollee);
                copies.remove::<PublishedPerson>(tenant, &person).await?;
                let username = username.to_string();
                copies
                    .remove::<PublishedUsername>(tenant, &username)
                    .await?;
                told.push(TellPerson {
                    tenant: tenant.clone(),
                    enrollee,
                    user,
                    revision,
                    standing: Standing::Deleted,
                });
            }
            TenantEvent::IdentifierShard { shard } => {
                let shard = local.run(ReadIdentifierShard { shard })?;
                copies.publish(tenant, &shard).await?;
            }
            TenantEvent::Crl => {
                let signed = crl.sign_crl(&local.run(ReadRevocations {})?).await?;
                copies.publish(tenant, &signed).await?;
            }
            TenantEvent::Token { token } => {
                if let Some(token) = local.run(ReadToken { token })? {
                    let put = PutToken {
                        tenant: tenant.clone(),
                        enrollee: token.enrollee,
                        terms: token.terms,
                    };
                    objects.enrollee(tenant, &token.enrollee, &put).await?;
                }
            }
            TenantEvent::Reference { of, put } => {
                objects.enrollee(tenant, &of, &put).await?;
            }
            TenantEvent::PrimaryUserGone { holder, release } => {
                objects.enrollee(tenant, &holder, &release).await?;
            }
        }
    }
    for tell in told {
        objects.enrollee(tenant, &tell.enrollee, &tell).await?;
    }
    Ok(changes.last().map(|change| change.sequence))
}

async fn publish_person(
    tenant: &TenantId,
    person: Person,
    copies: &impl Copies,
) -> Result<(), StoreFault> {
    let username = PublishedUsername {
        username: Digest::of(person.username.as_bytes()),
        enrollee: person.enrollee,
    };
    copies.publish(tenant, &PublishedPerson { person }).await?;
    copies.publish(tenant, &username).await
}
