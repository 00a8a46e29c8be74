//! Webhooks by the platform's `fetch`: each in a task of its own, so that a receiver that is slow holds up nobody else.

use std::rc::Rc;

use js_sys::{Error, JSON, Promise, Reflect};
use muster_shared::ids::WebhookId;
use muster_shared::ports::{Local as _, Rng as _, WebhookSender, send_delivery};
use muster_shared::store::StoreFault;
use muster_shared::tenant::{TakeDeliveries, Tenant};
use muster_shared::webhook::{Heard, WebhookRequest};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::console_error;
use worker::send::SendFuture;

use super::crypto::NativeRng;
use super::entry::authority;
use super::object::Host;

/// How long a receiver may take to answer (Standard Webhooks 1.0.0 recommends 15 to 30 seconds).
const PATIENCE_MS: u32 = 15_000;

/// How many deliveries of a webhook follow one another in one invocation; the alarm goes on with the rest. All webhooks
/// together stay well below the 1,000 requests that an invocation may make (developers.cloudflare.com/workers/platform/limits).
const ROUNDS: u32 = 50;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    fn signal_after(milliseconds: u32) -> JsValue;

    type Answer;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;

    #[wasm_bindgen(method, getter)]
    fn headers(this: &Answer) -> AnswerHeaders;

    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Option<AnswerBody>;

    type AnswerHeaders;

    #[wasm_bindgen(method)]
    fn get(this: &AnswerHeaders, name: &str) -> Option<String>;

    type AnswerBody;

    #[wasm_bindgen(method, catch)]
    fn cancel(this: &AnswerBody) -> Result<Promise, JsValue>;
}

/// Sends by `fetch`.
struct Fetching;

impl WebhookSender for Fetching {
    fn send(&self, request: &WebhookRequest) -> impl Future<Output = Heard> + Send {
        let url = request.url.as_str().to_owned();
        let init = serde_json::json!({
            "method": "POST",
            "redirect": "manual",
            "headers": {
                "content-type": "application/json",
                "user-agent": "Muster-Webhooks/1",
                "webhook-id": request.id,
                "webhook-timestamp": request.at.unix_seconds().to_string(),
                "webhook-signature": request.signature,
            },
            "body": request.body,
        });
        SendFuture::new(async move {
            match post(&url, &init.to_string()).await {
                Ok(heard) => heard,
                Err(error) => Heard::nothing(&reason(&error)),
            }
        })
    }
}

async fn post(url: &str, init: &str) -> Result<Heard, JsValue> {
    let init = JSON::parse(init)?;
    Reflect::set(&init, &"signal".into(), &signal_after(PATIENCE_MS))?;
    let answer: Answer = JsFuture::from(fetch(url, &init)?).await?.unchecked_into();
    let retry_after = answer.headers().get("retry-after");
    // The status is all that counts: what else the receiver says is not read.
    if let Some(body) = answer.body() {
        let _ = JsFuture::from(body.cancel()?).await;
    }
    Ok(Heard {
        retry_after: retry_after
            .and_then(|seconds| seconds.trim().parse().ok())
            .unwrap_or_default(),
        ..Heard::answer(answer.status())
    })
}

fn reason(error: &JsValue) -> String {
    match error.dyn_ref::<Error>() {
        Some(error) if error.name() == "TimeoutError" => {
            format!("no answer within {} seconds", PATIENCE_MS / 1_000)
        }
        Some(error) => String::from(error.message()),
        None => "the request could not be sent".to_owned(),
    }
}

/// Says that a delivery of a webhook is under way, for as long as its future lives.
struct Sending {
    host: Rc<Host<Tenant>>,
    webhook: WebhookId,
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.host
            .sending
            .borrow_mut()
            .retain(|of| *of != self.webhook);
    }
}

/// Sends what webhooks are due to hear, apart from what is delivered and mailed: none waits for another.
pub fn start_sending(host: &Rc<Host<Tenant>>) {
    start(host, ROUNDS);
}

fn start(host: &Rc<Host<Tenant>>, rounds: u32) {
    let busy = host.sending.borrow().clone();
    let taken = host.run(TakeDeliveries { busy });
    host.note_sending(taken.is_ok());
    match taken {
        Ok(taken) => {
            for delivery in taken {
                host.sending.borrow_mut().push(delivery.webhook);
                let sending = Sending {
                    host: Rc::clone(host),
                    webhook: delivery.webhook,
                };
                host.state.wait_until(send(sending, delivery, rounds));
            }
        }
        Err(fault) => {
            console_error!("tenant: no webhook was sent, and they will be again: {fault}");
        }
    }
}

async fn send(sending: Sending, delivery: WebhookRequest, rounds: u32) {
    let host = Rc::clone(&sending.host);
    let sent = try_send(&host, delivery).await;
    drop(sending);
    match sent {
        Ok(()) if rounds > 1 => start(&host, rounds.saturating_sub(1)),
        Ok(()) => {}
        Err(fault) => {
            console_error!("tenant: what came of a webhook was not noted: {fault}");
        }
    }
    if let Err(fault) = host.arm().await {
        console_error!("tenant: the alarm was not set: {fault}");
    }
}

async fn try_send(host: &Rc<Host<Tenant>>, delivery: WebhookRequest) -> Result<(), StoreFault> {
    let tenant = &authority(&host.env).await?.tenant;
    send_delivery(tenant, NativeRng.draw()?, delivery, &**host, &Fetching).await
}
