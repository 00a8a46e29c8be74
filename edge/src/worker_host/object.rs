//! The object classes: a command comes in, is run in one step, and what it leaves in the outbox is delivered.

use core::cell::{Cell, OnceCell, RefCell};
use core::marker::PhantomData;
use core::time::Duration;
use std::rc::Rc;

use muster_shared::enrollment::enrollee::{
    Enrollee, EnrolleeHeader, OutboxRow, RunDeadlines, SettleOutbox,
};
use muster_shared::fleet::FleetIndex;
use muster_shared::ids::{DeviceId, WebhookId};
use muster_shared::ports::{
    Clock as _, EVENTS_AT_ONCE, Local, Rng as _, deliver_enrollee_events, deliver_mails,
    deliver_tenant_events,
};
use muster_shared::store::{
    Changes, Command, Handled, ObjectKind, Row, Rows as _, StoreFault, Table, from_json,
};
use muster_shared::tenant::{SettleTenantOutbox, Tenant, TenantOutboxRow};
use muster_shared::time::Timestamp;
use worker::{
    DurableObject, Env, Error, Request, Response, ResponseBuilder, Result, State, WebSocket,
    WebSocketIncomingMessage, console_error, durable_object,
};

use super::crypto::{NativeClock, NativeRng};
use super::entry::{authority, portal};
use super::live::{self, LIVE};
use super::mail::BoundMailer;
use super::ports::{Namespaces, OBJECT_BASE, PublishedKv};
use super::push;
use super::rows::SqlRows;
use super::webhooks;
use crate::crl::Crl;

/// Milliseconds after which an undelivered outbox is tried again; doubled with each failure.
const RETRY_AFTER_MS: i64 = 2_000;

/// How many batches one invocation delivers; the alarm goes on with the rest. A batch of the tenant's writes up to
/// `EVENTS_AT_ONCE` values to KV, and an invocation may do 1,000 operations
/// (developers.cloudflare.com/workers/platform/limits).
const BATCHES_AT_ONCE: usize = 12;

/// How long after it was begun a webhook's try is lost, should the object die over it: what is due says so, too.
const SENDING_LOST_AFTER_MS: i64 = 30_000;

/// How many of the first deadlines are looked at for one of which nothing is under way: more than a dead receiver can have
/// that are overdue.
const DEADLINES_LOOKED_AT: usize = 1_024;

/// The longest wait between two tries.
const RETRY_AT_LATEST_MS: i64 = 300_000;

/// An object of kind `K`: its rows, its alarm, its deliveries.
pub struct Host<K> {
    pub(super) state: State,
    pub(super) env: Env,
    rows: OnceCell<SqlRows>,
    /// The alarm as we last set it, in milliseconds since 1970; not known before the first look.
    alarm: Cell<Option<i64>>,
    /// Whether that alarm stands for what waits to be delivered.
    alarm_for_outbox: Cell<bool>,
    delivering: Cell<bool>,
    mailing: Cell<bool>,
    /// How often in a row mail could not even be taken out of the rows.
    mail_failures: Cell<u32>,
    /// The webhooks of which a delivery is under way.
    pub(super) sending: RefCell<Vec<WebhookId>>,
    /// How many devices are being woken.
    pub(super) waking: Cell<usize>,
    /// The last device that was taken to be woken; none where it is begun with the first.
    pub(super) woken: Cell<Option<DeviceId>>,
    /// How often in a row deliveries could not even be taken out of the rows.
    send_failures: Cell<u32>,
    failures: Cell<u32>,
    kind: PhantomData<K>,
}

impl<K: Delivers> Host<K> {
    fn new(state: State, env: Env) -> Rc<Self> {
        #[cfg(feature = "test-hooks")]
        crate::test_hooks::count_object_made(K::NAME);
        Rc::new(Self {
            state,
            env,
            rows: OnceCell::new(),
            alarm: Cell::new(None),
            alarm_for_outbox: Cell::new(false),
            delivering: Cell::new(false),
            mailing: Cell::new(false),
            mail_failures: Cell::new(0),
            sending: RefCell::default(),
            waking: Cell::new(0),
            woken: Cell::new(None),
            send_failures: Cell::new(0),
            failures: Cell::new(0),
            kind: PhantomData,
        })
    }

    pub(super) fn rows(&self) -> core::result::Result<&SqlRows, StoreFault> {
        if self.rows.get().is_none() {
            let rows = SqlRows::open(&self.state.storage(), K::TABLES)?;
            // Nothing is awaited in between, so nobody else can have set it.
            let _ = self.rows.set(rows);
        }
        self.rows
            .get()
            .ok_or_else(|| StoreFault::new("the object has no rows"))
    }

    /// Runs a command and writes what it wants written, in one step.
    fn handle(&self, name: &str, body: &[u8]) -> core::result::Result<Handled, StoreFault> {
        let rows = self.rows()?;
        let handled = K::dispatch(name, body, rows, NativeClock.now())?;
        let written = rows.apply(&handled.changes)?;
        #[cfg(feature = "test-hooks")]
        crate::test_hooks::count_rows_written(written);
        let _ = written;
        K::tell(self, &handled.changes);
        Ok(handled)
    }

    fn outbox<R: Row>(&self) -> core::result::Result<Vec<R>, StoreFault> {
        self.rows()?
            .read_after(Table::Outbox, None, EVENTS_AT_ONCE)?
            .into_iter()
            .map(|(_, text)| muster_shared::json::from_str(&text).map_err(StoreFault::new))
            .collect()
    }

    /// When the first deadline is of which nothing is under way.
    fn first_due(&self) -> core::result::Result<Option<Timestamp>, StoreFault> {
        let sending = self.sending.borrow();
        let looked_at = if sending.is_empty() {
            1
        } else {
            DEADLINES_LOOKED_AT
        };
        for (_, text) in self.rows()?.read_after(Table::Deadline, None, looked_at)? {
            let due: Due = muster_shared::json::from_str(&text).map_err(StoreFault::new)?;
            if due
                .webhook
                .is_none_or(|webhook| !sending.contains(&webhook))
            {
                return Ok(Some(due.at));
            }
        }
        Ok(None)
    }

    /// Notes whether deliveries could be taken.
    pub(super) fn note_sending(&self, taken: bool) {
        let failures = if taken {
            0
        } else {
            self.send_failures.get().saturating_add(1)
        };
        self.send_failures.set(failures);
    }

    /// Sets the alarm to the earliest of what is due and what waits to be delivered; leaves it when it stands right.
    pub(super) async fn arm(&self) -> core::result::Result<(), StoreFault> {
        let now_ms = milliseconds(NativeClock.now().unix_seconds());
        let due = if K::TABLES.contains(&Table::Deadline) {
            let first = self.first_due()?;
            first.map(|at| milliseconds(at.unix_seconds()).max(now_ms))
        } else {
            None
        };
        let failures = self.failures.get().max(self.mail_failures.get());
        let doublings = failures.max(self.send_failures.get()).min(8);
        let wait = RETRY_AFTER_MS.saturating_mul(1_i64.checked_shl(doublings).unwrap_or(i64::MAX));
        let later = now_ms.saturating_add(wait.min(RETRY_AT_LATEST_MS));
        // What failed is not tried again at once, nor what is being tried.
        let not_at_once = doublings > 0 || self.mailing.get();
        let due = due.map(|due| if not_at_once { due.max(later) } else { due });
        let lost = now_ms.saturating_add(SENDING_LOST_AFTER_MS);
        let lost = (!self.sending.borrow().is_empty()).then_some(lost);
        let due = due.into_iter().chain(lost).min();
        let waiting = if K::TABLES.contains(&Table::Outbox) {
            let first = self.rows()?.read_after(Table::Outbox, None, 1)?;
            (!first.is_empty()).then_some(later)
        } else {
            None
        };
        let storage = self.state.storage();
        // What waited has gone out: its alarm has nothing left to do. Nothing is awaited since the outbox was emptied, so
        // both are written at once, and the object is not woken for nothing.
        let leaves = waiting.is_some() || (K::TABLES.contains(&Table::Mail) && due.is_some());
        let for_nothing = self.alarm_for_outbox.replace(leaves) && !leaves;
        let Some(at) = due.into_iter().chain(waiting).min() else {
            if for_nothing {
                self.alarm.set(None);
                return storage.delete_alarm().await.map_err(StoreFault::new);
            }
            return Ok(());
        };
        // An alarm that comes a little early costs nothing; moving it costs a row. Of an alarm from before this object slept
        // nothing is asked when something waits: between an event and its alarm nothing is awaited, so that both are stored
        // or neither.
        if !for_nothing
            && self
                .alarm
                .get()
                .is_some_and(|set| set <= at && set > now_ms)
        {
            return Ok(());
        }
        if self.alarm.get().is_none()
            && waiting.is_none()
            && let Ok(Some(set)) = storage.get_alarm().await
            && set <= at
            && set > now_ms
        {
            self.alarm.set(Some(set));
            return Ok(());
        }
        self.alarm.set(Some(at));
        let after = Duration::from_millis(u64::try_from(at.saturating_sub(now_ms)).unwrap_or(0));
        storage.set_alarm(after).await.map_err(StoreFault::new)
    }
}

/// When the first of an object's deadlines is, whatever it is of.
#[derive(serde::Deserialize)]
struct Due {
    at: Timestamp,
    /// Whose delivery it is of, if it is one.
    #[serde(default)]
    webhook: Option<WebhookId>,
}

fn milliseconds(seconds: u64) -> i64 {
    i64::try_from(seconds)
        .unwrap_or(i64::MAX)
        .saturating_mul(1000)
}

impl<K: Delivers> Local<K> for Host<K> {
    fn run<C: Command<Object = K>>(
        &self,
        command: C,
    ) -> core::result::Result<C::Answer, StoreFault> {
        let body = muster_shared::json::to_vec(&command).map_err(StoreFault::new)?;
        let handled = self.handle(C::NAME, &body)?;
        from_json(&handled.answer).map_err(StoreFault::new)
    }
}

/// How an object of a kind delivers its outbox: one batch. Answers whether there was anything.
pub trait Delivers: ObjectKind + Sized + 'static {
    async fn deliver(host: &Host<Self>) -> core::result::Result<bool, StoreFault>;

    /// Sends some of the mails that are due. Answers whether there were any.
    async fn mail(_host: &Host<Self>) -> core::result::Result<bool, StoreFault> {
        Ok(false)
    }

    /// Begins to send what webhooks are due to hear, or wakes the devices whose time it is.
    fn send(_host: &Rc<Host<Self>>) {}

    /// What falls due by itself.
    fn settle(_host: &Host<Self>) -> core::result::Result<(), StoreFault> {
        Ok(())
    }

    /// Tells those who follow this object what has just been written.
    fn tell(_host: &Host<Self>, _changes: &Changes) {}

    /// Holds the connection of somebody who wants to follow.
    fn follow(_host: &Host<Self>, _path: &str) -> Result<Response> {
        Response::error("nobody follows this object", 500)
    }
}

impl Delivers for Enrollee {
    async fn deliver(host: &Host<Self>) -> core::result::Result<bool, StoreFault> {
        let events: Vec<OutboxRow> = host.outbox()?;
        let header = host.rows()?.read(Table::Header, "")?;
        let (false, Some(header)) = (events.is_empty(), header) else {
            return Ok(false);
        };
        let header: EnrolleeHeader =
            muster_shared::json::from_str(&header).map_err(StoreFault::new)?;
        let objects = Namespaces::of(&host.env).map_err(StoreFault::new)?;
        let copies = PublishedKv::of(&host.env).map_err(StoreFault::new)?;
        let delivered = deliver_enrollee_events(
            &header.tenant,
            &header.enrollee,
            events,
            NativeRng.draw()?,
            &portal(&host.env),
            &objects,
            &copies,
        )
        .await?;
        if let Some(through) = delivered {
            host.run(SettleOutbox { through })?;
        }
        Ok(delivered.is_some())
    }

    fn settle(host: &Host<Self>) -> core::result::Result<(), StoreFault> {
        host.run(RunDeadlines {})
    }

    fn send(host: &Rc<Host<Self>>) {
        push::start_waking(host);
    }

    fn tell(host: &Host<Self>, changes: &Changes) {
        live::tell(host, changes);
    }

    fn follow(host: &Host<Self>, path: &str) -> Result<Response> {
        live::accept(host, path)
    }
}

impl Delivers for Tenant {
    async fn deliver(host: &Host<Self>) -> core::result::Result<bool, StoreFault> {
        let changes: Vec<TenantOutboxRow> = host.outbox()?;
        if changes.is_empty() {
            return Ok(false);
        }
        let objects = Namespaces::of(&host.env).map_err(StoreFault::new)?;
        let copies = PublishedKv::of(&host.env).map_err(StoreFault::new)?;
        let authority = authority(&host.env).await?;
        let crl = Crl {
            issuer: &authority.issuer,
            signer: &authority.signer,
        };
        let delivered =
            deliver_tenant_events(&authority.tenant, &changes, host, &objects, &copies, &crl)
                .await?;
        if let Some(through) = delivered {
            host.run(SettleTenantOutbox { through })?;
        }
        Ok(delivered.is_some())
    }

    async fn mail(host: &Host<Self>) -> core::result::Result<bool, StoreFault> {
        let tenant = &authority(&host.env).await?.tenant;
        let mailer = BoundMailer::of(&host.env);
        deliver_mails(tenant, NativeRng.draw()?, host, &mailer).await
    }

    fn send(host: &Rc<Host<Self>>) {
        webhooks::start_sending(host);
    }
}

impl Delivers for FleetIndex {
    async fn deliver(_host: &Host<Self>) -> core::result::Result<bool, StoreFault> {
        Ok(false)
    }
}

/// Says that a delivery runs, for as long as its future lives: one that is dropped half-way does not bar the next.
struct Delivering<'a>(&'a Cell<bool>);

impl Drop for Delivering<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Delivers until nothing waits. Only one delivery runs at a time, so copies are published in order.
async fn deliver_all<K: Delivers>(host: Rc<Host<K>>) {
    if host.delivering.replace(true) {
        return;
    }
    let delivering = Delivering(&host.delivering);
    for _ in 0..BATCHES_AT_ONCE {
        match K::deliver(&host).await {
            Ok(true) => host.failures.set(0),
            Ok(false) => break,
            Err(fault) => {
                host.failures.set(host.failures.get().saturating_add(1));
                console_error!(
                    "{}: an event was not delivered and will be again: {fault}",
                    K::NAME
                );
                break;
            }
        }
    }
    drop(delivering);
    if let Err(fault) = host.arm().await {
        console_error!("{}: the alarm was not set: {fault}", K::NAME);
    }
}

/// Says that mail is being sent, for as long as its future lives, polled or not.
struct Mailing<K>(Rc<Host<K>>);

impl<K> Drop for Mailing<K> {
    fn drop(&mut self) {
        self.0.mailing.set(false);
    }
}

/// Sends what mail is due, apart from what is delivered: neither waits for the other.
fn start_mailing<K: Delivers>(host: &Rc<Host<K>>) {
    if !K::TABLES.contains(&Table::Mail) || host.mailing.replace(true) {
        return;
    }
    let mailing = Mailing(Rc::clone(host));
    host.state.wait_until(async move {
        let host = Rc::clone(&mailing.0);
        for _ in 0..BATCHES_AT_ONCE {
            let sent = K::mail(&host).await;
            let failures = match &sent {
                Ok(_) => 0,
                Err(_) => host.mail_failures.get().saturating_add(1),
            };
            host.mail_failures.set(failures);
            match sent {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => {
                    console_error!("{}: mail was not sent and will be again: {fault}", K::NAME);
                    break;
                }
            }
        }
        drop(mailing);
        if let Err(fault) = host.arm().await {
            console_error!("{}: the alarm was not set: {fault}", K::NAME);
        }
    });
}

/// Runs one command, with nothing awaited before the alarm, so that one commit writes all of it.
async fn run_one<K: Delivers>(
    host: &Rc<Host<K>>,
    name: &str,
    body: &[u8],
) -> core::result::Result<Vec<u8>, StoreFault> {
    let handled = host.handle(name, body)?;
    let outbox = handled.changes.touches(Table::Outbox);
    if (outbox || handled.changes.touches(Table::Deadline))
        // Stored with the change itself: if this object dies now, the alarm delivers.
        && let Err(fault) = host.arm().await
    {
        console_error!("{}: the alarm was not set: {fault}", K::NAME);
    }
    if outbox {
        host.state.wait_until(deliver_all(Rc::clone(host)));
    }
    if handled.changes.touches(Table::Mail) {
        start_mailing(host);
    }
    if handled.changes.touches(Table::Delivery) || handled.changes.touches(Table::Wake) {
        K::send(host);
    }
    Ok(handled.answer)
}

async fn fetch<K: Delivers>(host: &Rc<Host<K>>, mut request: Request) -> Result<Response> {
    // As text: a parser of URLs knows every script's domain names.
    let url = request.inner().url();
    let name = url.strip_prefix(OBJECT_BASE).unwrap_or_default();
    if let Some(path) = name.strip_prefix(LIVE) {
        return K::follow(host, path);
    }
    let body = request.bytes().await?;
    // From here to the answer nothing is awaited but the alarm, after everything is written.
    let answered = run_one(host, name, &body).await;
    match answered {
        Ok(answer) => Ok(ResponseBuilder::new().fixed(answer)),
        Err(fault) => Response::error(fault.to_string(), 500),
    }
}

async fn alarm<K: Delivers>(host: &Rc<Host<K>>) -> Result<Response> {
    host.alarm.set(None);
    if let Err(fault) = K::settle(host) {
        host.failures.set(host.failures.get().saturating_add(1));
        console_error!("{}: what was due was not settled: {fault}", K::NAME);
    }
    start_mailing(host);
    K::send(host);
    deliver_all(Rc::clone(host)).await;
    Response::empty()
}

macro_rules! object_class {
    ($class:ident, $kind:ty) => {
        /// One object.
        #[durable_object]
        pub struct $class {
            host: Rc<Host<$kind>>,
        }

        impl DurableObject for $class {
            fn new(state: State, env: Env) -> Self {
                Self {
                    host: Host::new(state, env),
                }
            }

            async fn fetch(&self, request: Request) -> Result<Response> {
                fetch(&self.host, request).await
            }

            async fn alarm(&self) -> Result<Response> {
                alarm(&self.host).await
            }

            async fn websocket_message(
                &self,
                socket: WebSocket,
                _message: WebSocketIncomingMessage,
            ) -> Result<()> {
                live::refuse_message(&socket);
                Ok(())
            }

            async fn websocket_close(
                &self,
                _socket: WebSocket,
                _code: usize,
                _reason: String,
                _was_clean: bool,
            ) -> Result<()> {
                Ok(())
            }

            async fn websocket_error(&self, _socket: WebSocket, _error: Error) -> Result<()> {
                Ok(())
            }
        }
    };
}

object_class!(EnrolleeObject, Enrollee);
object_class!(TenantObject, Tenant);
object_class!(FleetIndexObject, FleetIndex);
