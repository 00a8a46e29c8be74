//! Answers as collected bytes, with no more headers than each kind of client needs.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

use super::ApiError;
use muster_shared::ids::{EnrolleeId, SessionId, TenantId, TicketId};
use muster_shared::store::StoreFault;

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Its headers; the router adds length and correlation id.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer with a body.
    #[must_use]
    pub fn new(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self {
            status,
            headers,
            body,
        }
    }

    /// An answer without one.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    /// A JSON answer.
    ///
    /// # Errors
    /// [`ApiError::Fault`] when the value has no JSON form.
    pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Result<Self, ApiError> {
        Self::written(status, muster_shared::json::to_vec(value))
    }

    fn written(
        status: StatusCode,
        body: Result<Vec<u8>, serde_json::Error>,
    ) -> Result<Self, ApiError> {
        let body = body.map_err(StoreFault::new)?;
        Ok(Self::new(status, "application/json", body))
    }

    /// The same with a header set.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        // Our own values are ASCII; one that is not would be left out rather than break the answer.
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }
}

/// A WebSocket: nothing is answered here, and the platform has the enrollee's object hold the connection. The caller has been
/// recognised and may see the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgrade {
    /// The organisation.
    pub tenant: TenantId,
    /// Whose object.
    pub enrollee: EnrolleeId,
    /// The session on which it was asked for; the connection ends with it.
    pub session: SessionId,
    /// The ticket that is followed.
    pub ticket: TicketId,
}

/// What a route comes to.
#[derive(Debug, Clone)]
pub enum Reply {
    /// An answer.
    Answer(Answer),
    /// A WebSocket.
    Upgrade(Upgrade),
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

impl From<Upgrade> for Reply {
    fn from(upgrade: Upgrade) -> Self {
        Self::Upgrade(upgrade)
    }
}

/// What every JSON answer tells a browser that strays onto it: don't guess, don't keep, don't run, don't frame.
pub fn add_json_headers(headers: &mut HeaderMap) {
    let fixed = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in fixed {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}
