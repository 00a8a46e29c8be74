//! The Worker's bindings as ports.

use muster_shared::enrollment::enrollee::Enrollee;
use muster_shared::fleet::FleetIndex;
use muster_shared::ids::{EnrolleeId, TenantId};
use muster_shared::ports::{Copies, Objects, Publication};
use muster_shared::store::{Command, ObjectKind, StoreFault};
use muster_shared::tenant::Tenant;
use worker::send::{SendFuture, SendWrapper};
use worker::{Env, Headers, KvStore, Method, ObjectNamespace, Request, RequestInit};

/// Where objects listen. The host is never resolved: the stub is the address.
pub const OBJECT_BASE: &str = "https://object/";

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

/// Sends one command to one object and reads its answer.
async fn ask<C: Command>(
    namespace: &ObjectNamespace,
    name: &str,
    command: &C,
) -> Result<C::Answer, StoreFault> {
    let body = serde_json::to_string(command).map_err(StoreFault::new)?;
    let answer = async {
        let stub = namespace.get_by_name(name)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_headers(Headers::new())
            .with_body(Some(body.into()));
        let mut response = stub
            .fetch_with_request(Request::new_with_init(
                &format!("{OBJECT_BASE}{}", C::NAME),
                &init,
            )?)
            .await?;
        Ok::<_, worker::Error>((response.status_code(), response.text().await?))
    };
    match answer.await {
        Ok((200, text)) => serde_json::from_str(&text).map_err(|error| {
            StoreFault::new(format_args!(
                "answer of {} {}: {error}",
                C::Object::NAME,
                C::NAME
            ))
        }),
        Ok((status, text)) => Err(StoreFault::new(format_args!(
            "{} {} answered {status}: {text}",
            C::Object::NAME,
            C::NAME
        ))),
        Err(error) => Err(StoreFault::new(format_args!(
            "{} {}: {error}",
            C::Object::NAME,
            C::NAME
        ))),
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
        SendFuture::new(async move { ask(&self.enrollee.0, &name, command).await })
    }

    fn tenant<C: Command<Object = Tenant>>(
        &self,
        tenant: &TenantId,
        command: &C,
    ) -> impl Future<Output = Result<C::Answer, StoreFault>> + Send {
        let name = tenant.to_string();
        SendFuture::new(async move { ask(&self.tenant.0, &name, command).await })
    }

    fn fleet<C: Command<Object = FleetIndex>>(
        &self,
        tenant: &TenantId,
        command: &C,
    ) -> impl Future<Output = Result<C::Answer, StoreFault>> + Send {
        let name = tenant.to_string();
        SendFuture::new(async move { ask(&self.fleet.0, &name, command).await })
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
            text.map(|text| serde_json::from_str(&text).map_err(StoreFault::new))
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
}
