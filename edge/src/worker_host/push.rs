//! Waking Apple's devices: over the binding that holds the organisation's push certificate
//! (developers.cloudflare.com/workers/runtime-apis/bindings/mtls), or by a relay that does. The binding comes first.

use std::rc::Rc;

use js_sys::{JSON, Promise, Reflect, Uint8Array};
use muster_shared::apple::push::PushAddress;
use muster_shared::enrollment::enrollee::{Enrollee, TakeWakes, WAKES_AT_ONCE, Wake};
use muster_shared::ports::{Clock as _, Local as _, Waker, Woken, wake_device};
use muster_shared::store::StoreFault;
use muster_shared::time::Timestamp;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::send::{SendFuture, SendWrapper};
use worker::{Env, console_error};

use super::crypto::NativeClock;
use super::object::Host;

/// The binding's name in wrangler.toml.
const BINDING: &str = "APNS";

/// Apple's service.
const APNS: &str = "https://api.push.apple.com";

/// How long it may take to answer.
const PATIENCE_MS: u32 = 8_000;

/// How many octets of an answer are read: a reason is a line of JSON.
const LONGEST_REASON: usize = 512;

/// How many pushes follow one another in one invocation, behind each of those that go out at once; the alarm goes on with the
/// rest. All together stay well below the 1,000 requests that an invocation may make
/// (developers.cloudflare.com/workers/platform/limits).
const ROUNDS: u32 = 50;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch_anywhere(url: &str, init: &JsValue) -> Result<Promise, JsValue>;

    type Fetcher;

    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Fetcher, url: &str, init: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    fn signal_after(milliseconds: u32) -> JsValue;

    type PushAnswer;

    #[wasm_bindgen(method, getter)]
    fn status(this: &PushAnswer) -> u16;

    #[wasm_bindgen(method, getter)]
    fn body(this: &PushAnswer) -> Option<PushBody>;

    type PushBody;

    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn reader(this: &PushBody) -> Result<PushReader, JsValue>;

    type PushReader;

    #[wasm_bindgen(method, catch)]
    fn read(this: &PushReader) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn cancel(this: &PushReader) -> Result<Promise, JsValue>;

    type PushChunk;

    #[wasm_bindgen(method, getter)]
    fn value(this: &PushChunk) -> Option<Uint8Array>;
}

/// What there is to wake devices with.
pub struct Apns {
    binding: Option<SendWrapper<Fetcher>>,
    relay: Option<Relay>,
}

/// Somebody else who holds the certificate.
struct Relay {
    url: String,
    secret: String,
}

impl Apns {
    /// Takes the binding and the relay's variables, as far as there are any.
    pub fn of(env: &Env) -> Self {
        let binding = Reflect::get(env.as_ref(), &BINDING.into())
            .ok()
            .filter(JsValue::is_object)
            .map(|binding| SendWrapper(binding.unchecked_into()));
        let variable = |name: &str| {
            let value = env.secret(name).map(|secret| secret.to_string());
            let value = value.or_else(|_| env.var(name).map(|variable| variable.to_string()));
            value.ok().filter(|value| !value.is_empty())
        };
        // Without TLS only on this very machine.
        let is_safe =
            |url: &String| url.starts_with("https://") || url.starts_with("http://127.0.0.1:");
        let url = variable("PUSH_RELAY_URL").filter(is_safe);
        let relay = url.zip(variable("PUSH_RELAY_SECRET"));
        Self {
            binding,
            relay: relay.map(|(url, secret)| Relay { url, secret }),
        }
    }
}

impl Waker for Apns {
    fn wake(&self, address: &PushAddress, now: Timestamp) -> impl Future<Output = Woken> + Send {
        let path = address.path();
        let mut headers = serde_json::Map::new();
        headers.insert("content-type".to_owned(), "application/json".into());
        for (name, value) in address.headers(now.unix_seconds()) {
            headers.insert(name.to_owned(), value.into());
        }
        if let (None, Some(relay)) = (&self.binding, &self.relay) {
            let bearer = format!("Bearer {}", relay.secret);
            headers.insert("authorization".to_owned(), bearer.into());
        }
        let init = serde_json::json!({
            "method": "POST",
            "redirect": "manual",
            "headers": headers,
            "body": address.body(),
        })
        .to_string();
        SendFuture::new(async move {
            let sent = match (&self.binding, &self.relay) {
                (Some(binding), _) => {
                    exchange(|init| binding.fetch(&format!("{APNS}{path}"), init), &init).await
                }
                (None, Some(relay)) => {
                    let base = relay.url.trim_end_matches('/');
                    exchange(|init| fetch_anywhere(&format!("{base}{path}"), init), &init).await
                }
                (None, None) => return Woken::NotConfigured,
            };
            match sent {
                Ok((200..=299, _)) => Woken::Sent,
                Ok((status, reason)) => Woken::Refused(status, reason),
                Err(error) => Woken::Unreachable(format!("{error:?}")),
            }
        })
    }
}

async fn exchange(
    fetch: impl FnOnce(&JsValue) -> Result<Promise, JsValue>,
    init: &str,
) -> Result<(u16, String), JsValue> {
    let init = JSON::parse(init)?;
    Reflect::set(&init, &"signal".into(), &signal_after(PATIENCE_MS))?;
    let answer: PushAnswer = JsFuture::from(fetch(&init)?).await?.unchecked_into();
    let reason = match answer.body() {
        Some(body) => beginning(&body.reader()?).await?,
        None => Vec::new(),
    };
    let reason = String::from_utf8_lossy(&reason);
    Ok((answer.status(), reason.chars().take(200).collect()))
}

/// What an answer begins with, and no more: whoever it is that answers may send without end.
async fn beginning(reader: &PushReader) -> Result<Vec<u8>, JsValue> {
    let mut read = Vec::new();
    while read.len() < LONGEST_REASON {
        let chunk: PushChunk = JsFuture::from(reader.read()?).await?.unchecked_into();
        let Some(octets) = chunk.value() else {
            return Ok(read);
        };
        let rest = LONGEST_REASON.saturating_sub(read.len());
        let end = octets.length().min(u32::try_from(rest).unwrap_or(u32::MAX));
        read.extend(octets.subarray(0, end).to_vec());
    }
    let _ = JsFuture::from(reader.cancel()?).await;
    Ok(read)
}

/// Says that a device is being woken, for as long as its future lives.
struct Waking(Rc<Host<Enrollee>>);

impl Waking {
    fn new(host: &Rc<Host<Enrollee>>) -> Self {
        host.waking.set(host.waking.get().saturating_add(1));
        Self(Rc::clone(host))
    }
}

impl Drop for Waking {
    fn drop(&mut self) {
        self.0.waking.set(self.0.waking.get().saturating_sub(1));
    }
}

/// Wakes what devices are to be woken, a few at a time, until there is none left.
pub fn start_waking(host: &Rc<Host<Enrollee>>) {
    start(host, ROUNDS);
}

fn start(host: &Rc<Host<Enrollee>>, rounds: u32) {
    let taken = take(host);
    host.note_sending(taken.is_ok());
    match taken {
        Ok(taken) => {
            for wake in taken {
                let waking = Waking::new(host);
                host.state.wait_until(send(waking, wake, rounds));
            }
        }
        Err(fault) => console_error!("no device was woken, and they will be again: {fault}"),
    }
}

/// The next in line; after the last, the first come again.
fn take(host: &Host<Enrollee>) -> Result<Vec<Wake>, StoreFault> {
    let limit = WAKES_AT_ONCE.saturating_sub(host.waking.get());
    if limit == 0 {
        return Ok(Vec::new());
    }
    let after = host.woken.get();
    let mut taken = host.run(TakeWakes { after, limit })?;
    if taken.is_empty() && after.is_some() {
        let after = None;
        taken = host.run(TakeWakes { after, limit })?;
    }
    host.woken.set(taken.last().map(|wake| wake.device));
    Ok(taken)
}

async fn send(waking: Waking, wake: Wake, rounds: u32) {
    let host = Rc::clone(&waking.0);
    let apns = Apns::of(&host.env);
    let woken = wake_device(wake, NativeClock.now(), &*host, &apns).await;
    drop(waking);
    match woken {
        Ok(woken) => {
            if let Some(fault) = woken.fault() {
                console_error!("a device was not woken: {fault}");
            }
            if rounds > 1 {
                start(&host, rounds.saturating_sub(1));
            }
        }
        Err(fault) => console_error!("what came of waking a device was not noted: {fault}"),
    }
    if let Err(fault) = host.arm().await {
        console_error!("enrollee: the alarm was not set: {fault}");
    }
}
