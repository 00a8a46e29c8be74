//! The Worker's entry: reads the configuration once an isolate, and hands every request to the router.

use core::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use axum::body::Body;
use http_body_util::BodyExt as _;
use js_sys::{Array, JSON, Reflect, Uint8Array};
use muster_shared::ca::{Issuer, SignatureAlgorithm};
use muster_shared::ids::TenantId;
use muster_shared::protocol::scep::RegistrationAuthority;
use muster_shared::store::StoreFault;
use tower_service::Service as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use worker::{Context, Env, Response, ResponseBuilder, Result, console_error, console_log, event};

use super::crypto::{
    NativeClock, NativeRegistrationKey, NativeRng, NativeScrypt, NativeSigner, NativeVerifier,
};
use super::live;
use super::ports::{Namespaces, PublishedKv};
use crate::app::{App, Platform};
use crate::config::{Config, ConfigProblems, public_url};
use crate::enrollment::FaultSwitch;
use crate::http::{PlatformClientCert, Upgrade};
use crate::router::{self, largest_body_at};

/// The Worker as a platform.
pub struct WorkerPlatform {
    objects: Namespaces,
    copies: PublishedKv,
    signer: NativeSigner,
    registration_key: Option<NativeRegistrationKey>,
}

impl Platform for WorkerPlatform {
    type Objects = Namespaces;
    type Copies = PublishedKv;
    type Clock = NativeClock;
    type Rng = NativeRng;
    type Signer = NativeSigner;
    type RegistrationKey = NativeRegistrationKey;
    type Verifier = NativeVerifier;
    type Scrypt = NativeScrypt;

    fn objects(&self) -> &Namespaces {
        &self.objects
    }

    fn copies(&self) -> &PublishedKv {
        &self.copies
    }

    fn clock(&self) -> &NativeClock {
        &NativeClock
    }

    fn rng(&self) -> &NativeRng {
        &NativeRng
    }

    fn signer(&self) -> &NativeSigner {
        &self.signer
    }

    fn registration_key(&self) -> Option<&NativeRegistrationKey> {
        self.registration_key.as_ref()
    }

    fn verifier(&self) -> &NativeVerifier {
        &NativeVerifier
    }

    fn scrypt(&self) -> &NativeScrypt {
        &NativeScrypt
    }

    fn log(&self, line: &str) {
        console_log!("{line}");
    }

    fn fault_switch(&self) -> FaultSwitch {
        #[cfg(feature = "test-hooks")]
        {
            crate::test_hooks::fault_switch()
        }
        #[cfg(not(feature = "test-hooks"))]
        {
            FaultSwitch::default()
        }
    }
}

/// What an object needs to sign a revocation list.
pub struct Authority {
    /// The organisation.
    pub tenant: TenantId,
    /// The issuing CA.
    pub issuer: Issuer,
    /// Its key.
    pub signer: NativeSigner,
}

thread_local! {
    // One isolate, one thread: what is read once serves every request. Filled without an await, so no request waits for
    // another's.
    static ROUTER: OnceCell<axum::Router> = const { OnceCell::new() };
    static AUTHORITY: OnceCell<Rc<Authority>> = const { OnceCell::new() };
}

fn read_config(env: &Env) -> core::result::Result<Config, ConfigProblems> {
    Config::read(|name| {
        let value = env.secret(name).map(|secret| secret.to_string());
        value
            .or_else(|_| env.var(name).map(|variable| variable.to_string()))
            .ok()
    })
}

/// Where people find the portal, for an object; empty when it is not known.
pub fn portal(env: &Env) -> String {
    let variable = env.var("PUBLIC_URL").map(|variable| variable.to_string());
    variable
        .ok()
        .and_then(|text| public_url(&text))
        .unwrap_or_default()
}

async fn read_authority(
    config: &Config,
) -> core::result::Result<(Issuer, NativeSigner), StoreFault> {
    let issuer = Issuer::from_der(
        &config.issuing_certificate,
        vec![config.root_certificate.clone()],
        &NativeVerifier,
    )
    .map_err(|error| StoreFault::new(format_args!("CA_ISSUING_CERTIFICATE: {error}")))?;
    let algorithm: SignatureAlgorithm = issuer.signature_algorithm();
    let signer = NativeSigner::new("CA_ISSUING_KEY", &config.issuing_key, algorithm)
        .map_err(StoreFault::new)?;
    // A key that is not the certificate's would sign what nobody can verify.
    if !issuer
        .is_key_held_by(&signer, &NativeVerifier)
        .await
        .map_err(StoreFault::new)?
    {
        return Err(StoreFault::new(
            "CA_ISSUING_KEY is not the key of CA_ISSUING_CERTIFICATE",
        ));
    }
    Ok((issuer, signer))
}

/// SCEP's registration authority and its key, where they are set.
async fn read_registration(
    config: &Config,
    issuer: &Issuer,
) -> core::result::Result<(Option<RegistrationAuthority>, Option<NativeRegistrationKey>), StoreFault>
{
    let Some(secrets) = &config.scep else {
        return Ok((None, None));
    };
    let authority = RegistrationAuthority::from_der(&secrets.certificate, issuer, &NativeVerifier)
        .map_err(|error| StoreFault::new(format_args!("SCEP_RA_CERTIFICATE: {error}")))?;
    let key = NativeRegistrationKey::new(&secrets.key).map_err(StoreFault::new)?;
    if !authority
        .is_key_held_by(&key, &NativeVerifier)
        .await
        .map_err(StoreFault::new)?
    {
        return Err(StoreFault::new(
            "SCEP_RA_KEY is not the key of SCEP_RA_CERTIFICATE",
        ));
    }
    Ok((Some(authority), Some(key)))
}

/// The CA, for an object.
pub async fn authority(env: &Env) -> core::result::Result<Rc<Authority>, StoreFault> {
    if let Some(known) = AUTHORITY.with(|cell| cell.get().cloned()) {
        return Ok(known);
    }
    let config = read_config(env).map_err(|problems| StoreFault::new(problems.0.join("; ")))?;
    let (issuer, signer) = read_authority(&config).await?;
    let authority = Rc::new(Authority {
        tenant: config.tenant,
        issuer,
        signer,
    });
    Ok(AUTHORITY.with(|cell| Rc::clone(cell.get_or_init(|| authority))))
}

async fn router(env: &Env) -> core::result::Result<axum::Router, StoreFault> {
    if let Some(known) = ROUTER.with(|cell| cell.get().cloned()) {
        return Ok(known);
    }
    let config = read_config(env).map_err(|problems| StoreFault::new(problems.0.join("; ")))?;
    let (issuer, signer) = read_authority(&config).await?;
    let (registration, registration_key) = read_registration(&config, &issuer).await?;
    let platform = WorkerPlatform {
        objects: Namespaces::of(env).map_err(StoreFault::new)?,
        copies: PublishedKv::of(env).map_err(StoreFault::new)?,
        signer,
        registration_key,
    };
    let app = App::new(config, issuer, registration, platform);
    let (routes, _) = router::routes(&Arc::new(app));
    Ok(ROUTER.with(|cell| cell.get_or_init(|| routes).clone()))
}

/// How much of a body that nobody takes is read all the same. A client that is still sending when it is answered may not hear
/// the answer.
const HEARD_OUT: usize = 16 * 1024 * 1024;

/// A request as the router reads it, with its whole body. Of one that is longer than any route takes, an octet more than that
/// is kept: the route refuses it by its own limit and in its own form.
///
/// The crate's own conversion reads a body chunk by chunk through a stream and asks for every header by itself; nearly all
/// bodies here are small and say how long they are.
async fn read(request: web_sys::Request) -> Result<http::Request<Body>> {
    let too_long = largest_body_at(&request.url()).saturating_add(1);
    let mut builder = http::Request::builder()
        .method(request.method().as_str())
        .uri(request.url());
    let listed = JSON::stringify(&Array::from(request.headers().as_ref()))?;
    let headers: Vec<(String, String)> = muster_shared::json::from_str(&String::from(listed))?;
    let mut length = None;
    for (name, value) in &headers {
        if name == "content-length" {
            length = value.parse::<usize>().ok();
        }
        builder = builder.header(name, value);
    }
    if let Some(certificate) = client_certificate(&request) {
        builder = builder.extension(certificate);
    }
    let body = match (request.body(), length) {
        (None, _) => Vec::new(),
        // The platform holds a body to the length that was announced.
        (Some(_), Some(length)) if length <= too_long => {
            let buffer = JsFuture::from(request.array_buffer()?).await?;
            Uint8Array::new(&buffer).to_vec()
        }
        (Some(stream), _) => hear_out(worker::Body::new(stream), too_long).await?,
    };
    builder
        .body(Body::from(body))
        .map_err(|error| worker::Error::RustError(error.to_string()))
}

/// The client's certificate where the zone asks for one and has our CA, so that the platform has checked chain and possession
/// (`request.cf.tlsClientAuth`: developers.cloudflare.com/ssl/client-certificates/client-certificate-variables). Whether it still
/// stands is not asked there: the device's own object knows at once.
fn client_certificate(request: &web_sys::Request) -> Option<PlatformClientCert> {
    let member = |of: &JsValue, name: &str| Reflect::get(of, &JsValue::from_str(name)).ok();
    // Neither is there where nobody asks for certificates; a member of nothing is an error, and so nothing, too.
    let tls = member(&member(request, "cf")?, "tlsClientAuth")?;
    let text = |name: &str| member(&tls, name)?.as_string();
    if text("certPresented")? != "1" || text("certVerified")? != "SUCCESS" {
        return None;
    }
    text("certRFC9440")
        .filter(|certificate| !certificate.is_empty())
        .map(PlatformClientCert)
}

/// Reads a body piece by piece and keeps its first octets.
async fn hear_out(body: worker::Body, kept_at_most: usize) -> Result<Vec<u8>> {
    let mut body = core::pin::pin!(body);
    let (mut kept, mut heard) = (Vec::new(), 0_usize);
    while heard < HEARD_OUT
        && let Some(frame) = body.as_mut().frame().await
    {
        if let Ok(piece) = frame?.into_data() {
            heard = heard.saturating_add(piece.len());
            let room = kept_at_most.saturating_sub(kept.len());
            kept.extend(piece.into_iter().take(room));
        }
    }
    Ok(kept)
}

/// Every HTTP request.
#[event(fetch)]
async fn fetch(request: web_sys::Request, env: Env, _context: Context) -> Result<Response> {
    let mut router = match router(&env).await {
        Ok(router) => router,
        Err(fault) => {
            console_error!("Muster is not set up: {fault}");
            return Response::error("Muster is not set up; its log says what is missing.\n", 503);
        }
    };
    // Read whole here, since a JavaScript stream must not cross into the router.
    let request = match read(request).await {
        Ok(request) => request,
        Err(error) => {
            console_log!("a request was not read: {error}");
            return Response::error("The request cannot be read.\n", 400);
        }
    };
    let response = match router.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (parts, body) = response.into_parts();
    if let Some(upgrade) = parts.extensions.get::<Upgrade>() {
        return live::forward(&env, upgrade).await;
    }
    let bytes = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    // Collected bytes, never a stream: a chunked answer breaks Windows' and strongSwan's clients.
    let mut builder = ResponseBuilder::new().with_status(parts.status.as_u16());
    for (name, value) in &parts.headers {
        if name != http::header::CONTENT_LENGTH
            && let Ok(value) = value.to_str()
        {
            builder = builder.with_header(name.as_str(), value)?;
        }
    }
    if bytes.is_empty() && matches!(parts.status.as_u16(), 204 | 304) {
        return Ok(builder.empty());
    }
    Ok(builder.fixed(bytes.to_vec()))
}
