//! Waking Apple's devices: over the binding that holds the organisation's push certificate
//! (developers.cloudflare.com/workers/runtime-apis/bindings/mtls), or by a relay that does. The binding comes first.

use js_sys::{JSON, Promise, Reflect};
use muster_shared::apple::push::PushAddress;
use muster_shared::ports::{Waker, Woken};
use muster_shared::time::Timestamp;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Env;
use worker::send::{SendFuture, SendWrapper};

/// The binding's name in wrangler.toml.
const BINDING: &str = "APNS";

/// Apple's service.
const APNS: &str = "https://api.push.apple.com";

/// How long it may take to answer.
const PATIENCE_MS: u32 = 8_000;

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

    #[wasm_bindgen(method, catch)]
    fn text(this: &PushAnswer) -> Result<Promise, JsValue>;
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
    let text = JsFuture::from(answer.text()?).await?;
    let reason: String = text.as_string().unwrap_or_default();
    Ok((answer.status(), reason.chars().take(200).collect()))
}
