//! The one place that calls `fetch`.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Request, RequestInit, Response, Window};

use super::reply::{Failure, Reply};
use crate::connection;
use muster_shared::api::CSRF_HEADER;

/// After this a request counts as lost: longer than a slow phone network needs, shorter than a person waits.
const TIMEOUT_MILLISECONDS: u32 = 30_000;

/// What to do at an address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Patch,
    Delete,
}

impl Method {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Sends one request to our own origin and collects the answer.
pub(super) async fn send(
    method: Method,
    path: &str,
    csrf: Option<&str>,
    json: Option<&str>,
) -> Result<Reply, Failure> {
    match exchange(method, path, csrf, json).await {
        Ok(reply) => {
            connection::heard();
            Ok(reply)
        }
        Err(_) => {
            connection::not_heard();
            Err(Failure::Unreachable {
                maybe_done: method != Method::Get,
            })
        }
    }
}

/// The answer that `boot.js` has asked for while the app was starting; once, and for nothing else.
fn asked_ahead(window: &Window, method: Method, path: &str) -> Option<Promise> {
    let root = window.document()?.document_element()?;
    let ahead = Reflect::get(&root, &"ahead".into()).ok()?;
    let is_it =
        method == Method::Get && Reflect::get(&ahead, &"path".into()).ok()?.as_string()? == path;
    if !is_it {
        return None;
    }
    Reflect::set(&root, &"ahead".into(), &JsValue::NULL).ok()?;
    Reflect::get(&ahead, &"answer".into()).ok()?.dyn_into().ok()
}

async fn exchange(
    method: Method,
    path: &str,
    csrf: Option<&str>,
    json: Option<&str>,
) -> Result<Reply, JsValue> {
    let init = RequestInit::new();
    init.set_method(method.as_str());
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MILLISECONDS)));
    if let Some(json) = json {
        init.set_body(&JsValue::from_str(json));
    }
    let request = Request::new_with_str_and_init(path, &init)?;
    let headers = request.headers();
    headers.set("accept", "application/json, application/problem+json")?;
    if json.is_some() {
        headers.set("content-type", "application/json")?;
    }
    if let Some(token) = csrf {
        headers.set(CSRF_HEADER, token)?;
    }
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let asked = match asked_ahead(&window, method, path) {
        Some(answer) => answer,
        None => window.fetch_with_request(&request),
    };
    let response: Response = JsFuture::from(asked).await?.dyn_into()?;
    let content_type = response.headers().get("content-type")?.unwrap_or_default();
    let body = JsFuture::from(response.text()?).await?;
    Ok(Reply {
        status: response.status(),
        content_type,
        body: body.as_string().unwrap_or_default(),
    })
}
