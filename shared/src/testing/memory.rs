use core::future::Future;
use core::pin::Pin;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{MemoryMailer, MemoryReceivers, MovedClock};
use crate::enrollment::enrollee::{Enrollee, OutboxRow, SettleOutbox};
use crate::fleet::FleetIndex;
use crate::ids::{EnrolleeId, TenantId};
use crate::ports::{
    Clock, Copies, CrlIssuer, EVENTS_AT_ONCE, Local, Objects, Publication, PublishedCrl,
    deliver_enrollee_events, deliver_mails, deliver_tenant_events, send_delivery,
};
use crate::store::{Changes, Command, ObjectKind, Row, Rows, StoreFault, Table};
use crate::tenant::{CrlContent, SettleTenantOutbox, TakeDeliveries, Tenant, TenantOutboxRow};
use crate::time::Timestamp;

/// Where the people of a house in memory find their portal.
const PORTAL: &str = "https://portal.test";

/// One object's rows, in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryRows {
    rows: BTreeMap<(Table, String), String>,
}

impl MemoryRows {
    /// Writes what a command wants written.
    pub fn apply(&mut self, changes: &Changes) {
        for (table, key, value) in changes.iter() {
            match value {
                Some(value) => self.rows.insert((table, key.to_owned()), value.to_owned()),
                None => self.rows.remove(&(table, key.to_owned())),
            };
        }
    }

    /// Every row, for a look from outside.
    pub fn iter(&self) -> impl Iterator<Item = (Table, &str, &str)> {
        self.rows
            .iter()
            .map(|((table, key), value)| (*table, key.as_str(), value.as_str()))
    }
}

impl Rows for MemoryRows {
    fn read(&self, table: Table, key: &str) -> Result<Option<String>, StoreFault> {
        Ok(self.rows.get(&(table, key.to_owned())).cloned())
    }

    fn read_after(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, StoreFault> {
        let from = (table, after.unwrap_or_default().to_owned());
        Ok(self
            .rows
            .range(from..)
            .take_while(|((in_table, _), _)| *in_table == table)
            .filter(|((_, key), _)| after.is_none_or(|after| key.as_str() > after))
            .take(limit)
            .map(|((_, key), value)| (key.clone(), value.clone()))
            .collect())
    }
}

/// Published copies, in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryCopies {
    copies: Arc<Mutex<BTreeMap<String, String>>>,
    writes: Arc<AtomicU64>,
    reads: Arc<AtomicU64>,
}

impl MemoryCopies {
    /// How often anything was read.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::SeqCst)
    }

    /// How often anything was published.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::SeqCst)
    }

    /// Every key and value, for a look from outside.
    #[must_use]
    pub fn texts(&self) -> String {
        let copies = locked(&self.copies);
        copies
            .iter()
            .map(|(key, text)| format!("{key} {text}\n"))
            .collect()
    }
}

impl Copies for MemoryCopies {
    async fn read<P: Publication>(
        &self,
        tenant: &TenantId,
        key: &str,
    ) -> Result<Option<P>, StoreFault> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let text = locked(&self.copies).get(&P::full_key(tenant, key)).cloned();
        text.map(|text| serde_json::from_str(&text).map_err(StoreFault::new))
            .transpose()
    }

    async fn publish<P: Publication>(&self, tenant: &TenantId, copy: &P) -> Result<(), StoreFault> {
        let text = serde_json::to_string(copy).map_err(StoreFault::new)?;
        self.writes.fetch_add(1, Ordering::SeqCst);
        locked(&self.copies).insert(P::full_key(tenant, &copy.key()), text);
        Ok(())
    }

    async fn remove<P: Publication>(&self, tenant: &TenantId, key: &str) -> Result<(), StoreFault> {
        locked(&self.copies).remove(&P::full_key(tenant, key));
        Ok(())
    }
}

/// Every object of one house in memory, and its copies. Events are delivered before a call returns.
#[derive(Debug, Clone)]
pub struct MemoryHouse {
    clock: MovedClock,
    objects: Arc<Mutex<BTreeMap<String, MemoryRows>>>,
    copies: MemoryCopies,
    mailer: MemoryMailer,
    receivers: MemoryReceivers,
    tenant_is_silent: Arc<AtomicBool>,
    /// The enrollee objects that do not answer.
    silent: Arc<Mutex<BTreeSet<EnrolleeId>>>,
    /// The objects that are delivering their events.
    delivering: Arc<Mutex<BTreeSet<String>>>,
}

impl MemoryHouse {
    /// An empty house on this clock.
    #[must_use]
    pub fn new(clock: MovedClock) -> Self {
        Self {
            clock,
            objects: Arc::default(),
            copies: MemoryCopies::default(),
            mailer: MemoryMailer::default(),
            receivers: MemoryReceivers::default(),
            tenant_is_silent: Arc::default(),
            silent: Arc::default(),
            delivering: Arc::default(),
        }
    }

    /// From now on the tenant object does not answer.
    pub fn silence_tenant(&self) {
        self.tenant_is_silent.store(true, Ordering::SeqCst);
    }

    /// From now on it does again.
    pub fn hear_tenant(&self) {
        self.tenant_is_silent.store(false, Ordering::SeqCst);
    }

    /// From now on this enrollee's object does not answer.
    pub fn silence_enrollee(&self, enrollee: EnrolleeId) {
        locked(&self.silent).insert(enrollee);
    }

    /// Begins to deliver an object's events; none when that is under way, as when what is delivered leads to an event of the
    /// object itself. Whoever is at it then delivers that too.
    fn deliver<'a>(&'a self, address: &'a str) -> Option<Delivering<'a>> {
        let begins = locked(&self.delivering).insert(address.to_owned());
        begins.then_some(Delivering {
            house: self,
            address,
        })
    }

    /// The published copies.
    #[must_use]
    pub fn copies(&self) -> &MemoryCopies {
        &self.copies
    }

    /// Who carries its mail.
    #[must_use]
    pub fn mailer(&self) -> &MemoryMailer {
        &self.mailer
    }

    /// Who receives its webhooks.
    #[must_use]
    pub fn receivers(&self) -> &MemoryReceivers {
        &self.receivers
    }

    /// A copy of one enrollee's rows, for a look from outside.
    #[must_use]
    pub fn enrollee_rows(&self, tenant: &TenantId, enrollee: &EnrolleeId) -> MemoryRows {
        locked(&self.objects)
            .get(&address::<Enrollee>(tenant, &enrollee.to_string()))
            .cloned()
            .unwrap_or_default()
    }

    /// A copy of the tenant's rows.
    #[must_use]
    pub fn tenant_rows(&self, tenant: &TenantId) -> MemoryRows {
        locked(&self.objects)
            .get(&address::<Tenant>(tenant, ""))
            .cloned()
            .unwrap_or_default()
    }

    /// Writes rows of the tenant's as if nobody had gone on after that.
    pub fn write_tenant_rows(&self, tenant: &TenantId, changes: &Changes) {
        let address = address::<Tenant>(tenant, "");
        locked(&self.objects)
            .entry(address)
            .or_default()
            .apply(changes);
    }

    /// A copy of the fleet index's rows.
    #[must_use]
    pub fn fleet_rows(&self, tenant: &TenantId) -> MemoryRows {
        locked(&self.objects)
            .get(&address::<FleetIndex>(tenant, ""))
            .cloned()
            .unwrap_or_default()
    }

    /// Runs one command of the object at `address`, through JSON as the real objects do.
    fn run<C: Command>(&self, address: &str, command: &C) -> Result<C::Answer, StoreFault> {
        let body = serde_json::to_vec(command).map_err(StoreFault::new)?;
        let mut objects = locked(&self.objects);
        let rows = objects.entry(address.to_owned()).or_default();
        let handled = C::Object::dispatch(C::NAME, &body, rows, self.clock.now())?;
        rows.apply(&handled.changes);
        serde_json::from_slice(&handled.answer).map_err(StoreFault::new)
    }

    /// Enrollees tell the tenant, and the tenant tells enrollees: a future in a box, since each holds the other's.
    fn tell_of_enrollee<'a>(
        &'a self,
        tenant: &'a TenantId,
        enrollee: &'a EnrolleeId,
    ) -> Pin<Box<dyn Future<Output = Result<(), StoreFault>> + Send + 'a>> {
        Box::pin(async move {
            let address = address::<Enrollee>(tenant, &enrollee.to_string());
            let Some(_delivering) = self.deliver(&address) else {
                return Ok(());
            };
            loop {
                let events: Vec<OutboxRow> = self.outbox(&address)?;
                let salt = [0x5a; 16];
                let (house, copies) = (self, &self.copies);
                let delivered =
                    deliver_enrollee_events(tenant, enrollee, events, salt, PORTAL, house, copies)
                        .await?;
                match delivered {
                    Some(through) => self.run(&address, &SettleOutbox { through })?,
                    None => return Ok(()),
                }
            }
        })
    }

    fn outbox<R: Row>(&self, address: &str) -> Result<Vec<R>, StoreFault> {
        let objects = locked(&self.objects);
        let Some(rows) = objects.get(address) else {
            return Ok(Vec::new());
        };
        rows.read_after(Table::Outbox, None, EVENTS_AT_ONCE)?
            .into_iter()
            .map(|(_, text)| serde_json::from_str(&text).map_err(StoreFault::new))
            .collect()
    }
}

/// An object that is delivering its events, until this is dropped.
struct Delivering<'a> {
    house: &'a MemoryHouse,
    address: &'a str,
}

impl Drop for Delivering<'_> {
    fn drop(&mut self) {
        locked(&self.house.delivering).remove(self.address);
    }
}

fn address<K: ObjectKind>(tenant: &TenantId, name: &str) -> String {
    format!("{}/{tenant}/{name}", K::NAME)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Objects for MemoryHouse {
    async fn enrollee<C: Command<Object = Enrollee>>(
        &self,
        tenant: &TenantId,
        enrollee: &EnrolleeId,
        command: &C,
    ) -> Result<C::Answer, StoreFault> {
        if locked(&self.silent).contains(enrollee) {
            return Err(StoreFault::new("the enrollee's object does not answer"));
        }
        let address = address::<Enrollee>(tenant, &enrollee.to_string());
        let answer = self.run(&address, command)?;
        self.tell_of_enrollee(tenant, enrollee).await?;
        Ok(answer)
    }

    async fn tenant<C: Command<Object = Tenant>>(
        &self,
        tenant: &TenantId,
        command: &C,
    ) -> Result<C::Answer, StoreFault> {
        if self.tenant_is_silent.load(Ordering::SeqCst) {
            return Err(StoreFault::new("the tenant object does not answer"));
        }
        let address = address::<Tenant>(tenant, "");
        let answer = self.run(&address, command)?;
        let Some(_delivering) = self.deliver(&address) else {
            return Ok(answer);
        };
        let local = LocalTenant {
            house: self,
            address: &address,
        };
        loop {
            let changes: Vec<TenantOutboxRow> = self.outbox(&address)?;
            let delivered =
                deliver_tenant_events(tenant, &changes, &local, self, &self.copies, &UnsignedCrl)
                    .await?;
            match delivered {
                Some(through) => self.run(&address, &SettleTenantOutbox { through })?,
                None => break,
            }
        }
        while deliver_mails(tenant, [0x6b; 16], &local, &self.mailer).await? {}
        loop {
            let taken = local.run(TakeDeliveries { busy: Vec::new() })?;
            if taken.is_empty() {
                break;
            }
            for delivery in taken {
                send_delivery(tenant, [0x7c; 16], delivery, &local, &self.receivers).await?;
            }
        }
        Ok(answer)
    }

    async fn fleet<C: Command<Object = FleetIndex>>(
        &self,
        tenant: &TenantId,
        command: &C,
    ) -> Result<C::Answer, StoreFault> {
        self.run(&address::<FleetIndex>(tenant, ""), command)
    }
}

struct LocalTenant<'a> {
    house: &'a MemoryHouse,
    address: &'a str,
}

impl Local<Tenant> for LocalTenant<'_> {
    fn run<C: Command<Object = Tenant>>(&self, command: C) -> Result<C::Answer, StoreFault> {
        self.house.run(self.address, &command)
    }
}

/// The house in memory has no key: its lists say what they would say, unsigned. The edge signs its own on demand.
struct UnsignedCrl;

impl CrlIssuer for UnsignedCrl {
    async fn sign_crl(&self, content: &CrlContent) -> Result<PublishedCrl, StoreFault> {
        Ok(PublishedCrl {
            issuer: "unsigned".to_owned(),
            number: content.number,
            this_update: content.this_update,
            next_update: content.next_update,
            der: String::new(),
        })
    }
}

impl Clock for MemoryHouse {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
