//! What the benchmarks compare with: a Rust Worker that does only what cannot be left out.
//!
//! A figure of one machine on one day says little; the same work without ours, in the same run, says what ours costs.
//!
//! - `POST /one-row`: one object call that writes one row, as an idle check-in does. No identity, no rule.
//! - `POST /chain`: the hops of a full enrollment, in the same order, with nothing done at any of them.
//!
//! Both take `{"object": NAME, "row": KEY, "value": TEXT}`, so that objects and rows are as many as on the other side. The value
//! must be new every time: a row that stays as it is costs SQLite no write.
#![cfg(target_arch = "wasm32")]

mod chain;
mod one_row;

use http_body_util::BodyExt as _;
use serde::{Deserialize, Serialize};
use worker::{
    Context, Env, HttpRequest, Method, ObjectNamespace, Request, RequestInit, Response, Result,
    event,
};

/// The body of either route, and of the call to the object.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    /// Which object is called.
    object: String,
    /// Which of its rows is written.
    row: String,
    /// What is written.
    value: String,
}

/// Every request.
#[event(fetch)]
async fn fetch(request: HttpRequest, env: Env, _context: Context) -> Result<Response> {
    let path = request.uri().path().to_owned();
    // Read whole, as the Worker reads it.
    let body = request.into_body().collect().await?.to_bytes();
    let asked: Asked = serde_json::from_slice(&body)?;
    match path.as_str() {
        "/one-row" => one_row::answer(&env, &asked).await,
        "/chain" => chain::answer(&env, &asked).await,
        _ => Response::error("there is /one-row and /chain\n", 404),
    }
}

/// One call of one object, with a body of JSON both ways.
async fn call(namespace: &ObjectNamespace, name: &str, path: &str, body: String) -> Result<String> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(body.into()));
    let request = Request::new_with_init(&format!("https://object/{path}"), &init)?;
    namespace
        .get_by_name(name)?
        .fetch_with_request(request)
        .await?
        .text()
        .await
}

/// Collected bytes of JSON, as the Worker answers.
fn json(text: String) -> Result<Response> {
    let response = Response::from_bytes(text.into_bytes())?;
    response.headers().set("content-type", "application/json")?;
    Ok(response)
}
