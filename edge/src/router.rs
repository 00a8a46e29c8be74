//! One table: method, path, who may, handler. A route without a statement of who may call it does not compile, because
//! [`Table::route`] takes one; and the handler is called with the identity that the statement yields.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts as _, RawPathParams, Request};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use core::future::Future;
use core::pin::Pin;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use muster_shared::few::map_of;

use crate::app::{App, Platform};
use crate::http::answer::add_json_headers;
use crate::http::problem::{self, Asked, Speaks};
use crate::http::who::Who;
use crate::http::{Answer, ApiError, Call, Reply, Upgrade};
use crate::{api, mdm};

/// The header that names an answer in the log.
pub const CORRELATION_HEADER: &str = "x-correlation-id";

/// The largest body of JSON.
pub const LARGEST_BODY: usize = 256 * 1024;

/// The largest check-in: a report, and what eight commands have printed, in JSON.
pub const LARGEST_CHECK_IN: usize = 64 * 1024;

/// The largest file that is imported: the largest body that any route takes.
pub const LARGEST_IMPORT: usize = muster_shared::identifier::MAX_FILE_BYTES;

/// The largest file of a whole configuration: a policy and every section, each as large as it may be by itself.
pub const LARGEST_CONFIGURATION: usize = 2 * 1024 * 1024;

/// The largest property list of an Apple device: a list of some hundred profiles or apps.
pub const LARGEST_PROPERTY_LIST: usize = muster_shared::protocol::plist::LIMITS.octets;

/// The largest file of a picture that is read, so that one which is too large can be told so.
pub const LARGEST_PICTURE_BODY: usize = 2 * 1024 * 1024;

/// How much of a request's body is read at most before its route is known. Only the routes of imports,
/// pictures and Apple's devices take more than [`LARGEST_BODY`].
#[must_use]
pub fn largest_body_at(url: &str) -> usize {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    if path.ends_with("/import") {
        LARGEST_IMPORT
    } else if path.contains("/api/v1/branding/") {
        LARGEST_PICTURE_BODY
    } else if path.contains("/mdm/apple/") {
        LARGEST_PROPERTY_LIST
    } else {
        LARGEST_BODY
    }
}

/// A row of the table, as a test or the API's description reads it.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The method.
    pub method: &'static str,
    /// The path, with `{…}` for what varies.
    pub path: &'static str,
    /// Who may call, in words.
    pub who: &'static str,
    /// The form of its answers.
    pub speaks: Speaks,
    /// The largest body it takes, in bytes.
    pub body_limit: usize,
}

/// How a route is addressed and answers.
#[derive(Debug, Clone, Copy)]
pub struct Address {
    method: MethodFilter,
    method_name: &'static str,
    path: &'static str,
    speaks: Speaks,
    body_limit: usize,
}

const fn address(method: MethodFilter, method_name: &'static str, path: &'static str) -> Address {
    Address {
        method,
        method_name,
        path,
        speaks: Speaks::Json,
        body_limit: 16 * 1024,
    }
}

/// `GET path`.
#[must_use]
pub const fn get(path: &'static str) -> Address {
    address(MethodFilter::GET, "GET", path)
}

/// `POST path`.
#[must_use]
pub const fn post(path: &'static str) -> Address {
    address(MethodFilter::POST, "POST", path)
}

/// `PUT path`.
#[must_use]
pub const fn put(path: &'static str) -> Address {
    address(MethodFilter::PUT, "PUT", path)
}

/// `PATCH path`.
#[must_use]
pub const fn patch(path: &'static str) -> Address {
    address(MethodFilter::PATCH, "PATCH", path)
}

/// `DELETE path`.
#[must_use]
pub const fn delete(path: &'static str) -> Address {
    address(MethodFilter::DELETE, "DELETE", path)
}

impl Address {
    /// Answers in this form.
    #[must_use]
    pub const fn speaks(mut self, speaks: Speaks) -> Self {
        self.speaks = speaks;
        self
    }

    /// Takes bodies up to this many bytes, at most [`LARGEST_IMPORT`].
    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = if bytes < LARGEST_IMPORT {
            bytes
        } else {
            LARGEST_IMPORT
        };
        self
    }
}

/// What a route does with a request once it is read: recognises the caller and calls the handler. One type for all routes, so
/// that reading, answering and axum's own layers are compiled once and not for each of them.
type Handle<P> = Arc<dyn Fn(Arc<App<P>>, Call) -> Handling + Send + Sync>;

/// What is left of it when the caller is recognised: compiled for each route, while recognising is compiled for each statement.
type Handler<P, Identity> = Arc<dyn Fn(Arc<App<P>>, Identity, Call) -> Handling + Send + Sync>;

type Handling = Pin<Box<dyn Future<Output = Result<Reply, ApiError>> + Send>>;

/// The table while it is written.
pub struct Table<P: Platform> {
    app: Arc<App<P>>,
    router: axum::Router,
    rows: Vec<Row>,
}

impl<P: Platform> Table<P> {
    fn new(app: Arc<App<P>>) -> Self {
        Self {
            app,
            router: axum::Router::new(),
            rows: Vec::new(),
        }
    }

    /// Adds a route: where it is, who may call it, what it does.
    #[must_use]
    pub fn route<W, H, F, R>(mut self, address: Address, _who: W, handler: H) -> Self
    where
        W: Who,
        H: Fn(Arc<App<P>>, W::Identity, Call) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<R, ApiError>> + Send + 'static,
        R: Into<Reply> + Send + 'static,
    {
        let handler: Handler<P, W::Identity> = Arc::new(move |app, identity, call| {
            let handled = handler(app, identity, call);
            Box::pin(async move { handled.await.map(Into::into) })
        });
        let handle = recognising::<P, W>(handler);
        self.add(address, handle);
        self.rows.push(Row {
            method: address.method_name,
            path: address.path,
            who: W::STATEMENT,
            speaks: address.speaks,
            body_limit: address.body_limit,
        });
        self
    }

    fn add(&mut self, address: Address, handle: Handle<P>) {
        let app = Arc::clone(&self.app);
        let service =
            move |request: Request| serve(Arc::clone(&app), address, Arc::clone(&handle), request);
        let router = core::mem::take(&mut self.router);
        self.router = router.route(address.path, on(address.method, service));
    }
}

fn recognising<P: Platform, W: Who>(handler: Handler<P, W::Identity>) -> Handle<P> {
    Arc::new(move |app, call| {
        let handler = Arc::clone(&handler);
        Box::pin(async move {
            let identity = W::identify(&app, &call).await?;
            handler(app, identity, call).await
        })
    })
}

/// The routes of the whole house, and the table they were made from.
pub fn routes<P: Platform>(app: &Arc<App<P>>) -> (axum::Router, Vec<Row>) {
    let table = Table::new(Arc::clone(app));
    let table = api::add_routes(table);
    let table = mdm::add_routes(table);
    #[cfg(feature = "test-hooks")]
    let table = crate::test_hooks::add_routes(table);
    let Table { router, rows, .. } = table;
    let not_found = fallback(app, || ApiError::NotFound);
    let wrong_method = fallback(app, || ApiError::MethodNotAllowed);
    (
        router
            .method_not_allowed_fallback(wrong_method)
            .fallback(not_found),
        rows,
    )
}

fn fallback<P: Platform>(
    app: &Arc<App<P>>,
    error: fn() -> ApiError,
) -> impl Fn(Request) -> core::future::Ready<Response> + Clone + Send + Sync + 'static {
    let app = Arc::clone(app);
    move |request| {
        let correlation_id = correlation_id(&app, &request);
        let speaks = Speaks::at(request.uri().path());
        let answer = problem::answer(error(), speaks, &correlation_id, &Asked::Nothing);
        core::future::ready(finish(answer, speaks, &correlation_id))
    }
}

async fn serve<P: Platform>(
    app: Arc<App<P>>,
    address: Address,
    handle: Handle<P>,
    request: Request,
) -> Response {
    let correlation_id = correlation_id(&app, &request);
    let mut asked = Asked::Nothing;
    let answered = match collect(request, address.body_limit, &correlation_id).await {
        Ok(call) => {
            asked = Asked::by(&call, address.speaks);
            handle(Arc::clone(&app), call).await
        }
        Err(error) => Err(error),
    };
    let answer = match answered {
        Ok(Reply::Answer(answer)) => answer,
        Ok(Reply::Upgrade(upgrade)) => return switching_protocols(upgrade),
        Err(error) => {
            let place = format!("{} {}", address.method_name, address.path);
            log_error(&app, &place, &error, &correlation_id);
            problem::answer(error, address.speaks, &correlation_id, &asked)
        }
    };
    finish(answer, address.speaks, &correlation_id)
}

/// Reads a request whole, within the route's limit.
async fn collect(request: Request, limit: usize, correlation_id: &str) -> Result<Call, ApiError> {
    let (mut parts, body) = request.into_parts();
    let path = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(params) => map_of(
            params
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        ),
        Err(_) => BTreeMap::new(),
    };
    let collected = Limited::new(body, limit)
        .collect()
        .await
        .map_err(|_| ApiError::BodyTooLarge { limit })?;
    Ok(Call {
        parts,
        path,
        body: collected.to_bytes().into(),
        correlation_id: correlation_id.to_owned(),
    })
}

/// Cloudflare names every request; elsewhere we draw a name.
fn correlation_id<P: Platform>(app: &App<P>, request: &Request) -> String {
    let ray = request
        .headers()
        .get("cf-ray")
        .and_then(|value| value.to_str().ok());
    match ray {
        Some(ray)
            if ray.len() <= 40 && ray.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') =>
        {
            ray.to_owned()
        }
        _ => app.draw().map_or_else(
            |_| "none".to_owned(),
            |bits| {
                muster_shared::encoding::hex(&bits)
                    .chars()
                    .take(16)
                    .collect()
            },
        ),
    }
}

/// One line at the boundary: what failed, where, under which name. Never a token, a name, an address or a body.
pub(crate) fn log_error<P: Platform>(
    app: &App<P>,
    place: &str,
    error: &ApiError,
    correlation_id: &str,
) {
    let described = problem::describe(error);
    let detail = match error {
        ApiError::Fault(detail) => Some(detail.as_str()),
        _ => None,
    };
    let level = if detail.is_some() { "error" } else { "info" };
    app.platform.log(
        &serde_json::json!({
            "level": level,
            "message": format!("{place}: {}", described.code),
            "status": described.status.as_u16(),
            "correlation_id": correlation_id,
            "detail": detail,
        })
        .to_string(),
    );
}

/// What the platform's entry is told to do, as a value: it finds the [`Upgrade`] among the extensions of the response.
fn switching_protocols(upgrade: Upgrade) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    response.extensions_mut().insert(upgrade);
    response
}

/// The answer as it leaves. Protocol routes stay lean: some clients read all headers into 1,024 bytes.
fn finish(answer: Answer, speaks: Speaks, correlation_id: &str) -> Response {
    let Answer {
        status,
        mut headers,
        body,
    } = answer;
    if speaks == Speaks::Json {
        add_json_headers(&mut headers);
    }
    if let Ok(value) = HeaderValue::from_str(correlation_id) {
        headers.insert(HeaderName::from_static(CORRELATION_HEADER), value);
    }
    let has_body = status != StatusCode::NO_CONTENT;
    if has_body {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.into_response()
}

/// The methods a row's name stands for, for tests that walk the table.
#[must_use]
pub fn method_of(row: &Row) -> Method {
    Method::from_bytes(row.method.as_bytes()).unwrap_or(Method::GET)
}
