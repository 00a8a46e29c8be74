//! The Worker's bindings as ports.

use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use js_sys::{JsString, Object, Promise, Reflect};
use muster_shared::enrollment::enrollee::Enrollee;
use muster_shared::fleet::FleetIndex;
use muster_shared::ids::{EnrolleeId, TenantId};
use muster_shared::ports::{Copies, Objects, Publication};
use muster_shared::store::{Command, ObjectKind, StoreFault};
use muster_shared::tenant::Tenant;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::send::{SendFuture, SendWrapper};
use worker::{Env, KvStore, ObjectNamespace};

/// Where objects listen. The host is never resolved: the stub is the address.
pub const OBJECT_BASE: &str = "https://object/";

// The crate's own binding reads an answer chunk by chunk; these answers are small and whole.
#[wasm_bindgen]
extern "C" {
    type Namespace;

    #[wasm_bindgen(method, catch, js_name = getByName)]
    fn get_by_name(this: &Namespace, name: &str) -> Result<Stub, JsValue>;

    type Stub;

    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Stub, url: &str, init: &Object) -> Result<Promise, JsValue>;

    type ObjectAnswer;

    #[wasm_bindgen(method, getter)]
    fn status(this: &ObjectAnswer) -> u16;

    #[wasm_bindgen(method, catch)]
    fn text(this: &ObjectAnswer) -> Result<Promise, JsValue>;
}

thread_local! {
    static METHOD: JsString = JsString::from("method");
    static POST: JsString = JsString::from("POST");
    static BODY: JsString = JsString::from("body");
}

/// The object namespaces.
pub struct Namespaces {
    enrollee: SendWrapper<ObjectNamespace>,
    tenant: SendWrapper<ObjectNamespace>,
    fleet: SendWrapper<ObjectNamespace>,
}

impl Namespaces {
    /// Takes the bindings.
    pub fn of(env: &Env) -> worker::Result<Self> {
        Ok(Self {
            enrollee: SendWrapper(env.durable_object("ENROLLEE")?),
            tenant: SendWrapper(env.durable_object("TENANT")?),
            fleet: SendWrapper(env.durable_object("FLEET_INDEX")?),
        })
    }
}

/// A command on its way to an object, whose answer is then read. Not an `async fn`, which would be compiled whole for each.
struct Asked<'a, C: Command> {
    answer: Pin<Box<dyn Future<Output = Result<String, StoreFault>> + Send + 'a>>,
    command: PhantomData<fn() -> C>,
}

fn ask<'a, C: Command>(namespace: &'a ObjectNamespace, name: String, command: &C) -> Asked<'a, C> {
    let body = muster_shared::json::to_string(command);
    Asked {
        answer: sent(namespace, name, C::Object::NAME, C::NAME, body),
        command: PhantomData,
    }
}

impl<C: Command> Future for Asked<'_, C> {
    type Output = Result<C::Answer, StoreFault>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.answer.as_mut().poll(context));
        Poll::Ready(answer.and_then(|text| {
            muster_shared::json::from_str(&text)
                .map_err(|error| unreadable(C::Object::NAME, C::NAME, &error))
        }))
    }
}

fn unreadable(kind: &str, command: &str, error: &serde_json::Error) -> StoreFault {
    StoreFault::new(format_args!("answer of {kind} {command}: {error}"))
}

fn sent<'a>(
    namespace: &'a ObjectNamespace,
    name: String,
    kind: &'static str,
    command: &'static str,
    body: Result<String, serde_json::Error>,
) -> Pin<Box<dyn Future<Output = Result<String, StoreFault>> + Send + 'a>> {
    Box::pin(SendFuture::new(async move {
        let body = body.map_err(StoreFault::new)?;
        send(namespace, &name, kind, command, body).await
    }))
}

/// Sends one command to one object.
async fn send(
    namespace: &ObjectNamespace,
    name: &str,
    kind: &str,
    command: &str,
    body: String,
) -> Result<String, StoreFault> {
    let answer = async {
        let namespace: &Namespace = AsRef::<JsValue>::as_ref(namespace).unchecked_ref();
        let stub = namespace.get_by_name(name)?;
        let init = Object::new();
        METHOD.with(|key| POST.with(|post| Reflect::set(&init, key, post)))?;
        BODY.with(|key| Reflect::set(&init, key, &body.into()))?;
        let url = format!("{OBJECT_BASE}{command}");
        let answer = JsFuture::from(stub.fetch(&url, &init)?).await?;
        let answer: ObjectAnswer = answer.unchecked_into();
        let text = JsFuture::from(answer.text()?).await?;
        Ok::<_, JsValue>((answer.status(), text.as_string().unwrap_or_default()))
    };
    match answer.await {
        Ok((200, text)) => Ok(text),
        Ok((status, text)) => Err(StoreFault::new(format_args!(
            "{kind} {command} answered {status}: {text}"
        ))),
        Err(error) => Err(StoreFault::new(format_args!("{kind} {command}: {error:?}"))),
    }
}

impl Objects for Namespaces {
    fn enrollee<C: Command<Object = Enrollee>>(
        &self,
        tenant: &TenantId,
        enrollee: &EnrolleeId,
        command: &C,
    ) -> impl Future<Output = Result<C::Answer, StoreFault>> + Send {
        let name = format!("{tenant}/{enrollee}");
        ask(&self.enrollee.0, name, command)
    }

    fn tenant<C: Command<Object = Tenant>>(
        &self,
        tenant: &TenantId,
        command: &C,
    ) -> impl Future<Output = Result<C::Answer, StoreFault>> + Send {
        let name = tenant.to_string();
        ask(&self.tenant.0, name, command)
    }

    fn fleet<C: Command<Object = FleetIndex>>(
        &self,
        tenant: &TenantId,
        command: &C,
    ) -> impl Future<Output = Result<C::Answer, StoreFault>> + Send {
        let name = tenant.to_string();
        ask(&self.fleet.0, name, command)
    }
}

/// The published copies in KV.
pub struct PublishedKv {
    kv: SendWrapper<KvStore>,
}

impl PublishedKv {
    /// Takes the binding.
    pub fn of(env: &Env) -> worker::Result<Self> {
        Ok(Self {
            kv: SendWrapper(env.kv("PUBLISHED")?),
        })
    }
}

impl Copies for PublishedKv {
    fn read<P: Publication>(
        &self,
        tenant: &TenantId,
        key: &str,
    ) -> impl Future<Output = Result<Option<P>, StoreFault>> + Send {
        let key = P::full_key(tenant, key);
        SendFuture::new(async move {
            let text = self.kv.0.get(&key).text().await.map_err(StoreFault::new)?;
            text.map(|text| muster_shared::json::from_str(&text).map_err(StoreFault::new))
                .transpose()
        })
    }

    fn publish<P: Publication>(
        &self,
        tenant: &TenantId,
        copy: &P,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send {
        let key = P::full_key(tenant, &copy.key());
        let text = serde_json::to_string(copy).map_err(StoreFault::new);
        SendFuture::new(async move {
            // As text: a Rust map put as a value would lose its entries on the way through JavaScript.
            let put = self.kv.0.put(&key, text?).map_err(StoreFault::new)?;
            put.execute().await.map_err(StoreFault::new)
        })
    }

    fn remove<P: Publication>(
        &self,
        tenant: &TenantId,
        key: &str,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send {
        let key = P::full_key(tenant, key);
        SendFuture::new(async move { self.kv.0.delete(&key).await.map_err(StoreFault::new) })
    }
}
