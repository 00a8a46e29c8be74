//! The JSON API, one function per route, over the browser's own `fetch`.
//!
//! Types come from `muster_shared::api`, so a field that the edge renames stops this crate from compiling. The session travels
//! in a cookie that scripts can't read; what changes something also carries the CSRF token of [`Me`].

mod fetch;
mod reply;

use muster_shared::api::{DeviceList, Me, SessionCreated, SignIn, TicketCreated, TicketRequest};

use fetch::{Method, send};
pub use reply::{Failure, Reply};

/// Who is signed in: `GET /api/v1/me`.
///
/// # Errors
/// Any [`Failure`]; [`Failure::SessionEnded`] when nobody is.
pub async fn me() -> Result<Me, Failure> {
    send(Method::Get, "/api/v1/me", None, None).await?.json()
}

/// The person's devices, newest first: `GET /api/v1/me/devices`.
///
/// # Errors
/// Any [`Failure`].
pub async fn devices() -> Result<DeviceList, Failure> {
    send(Method::Get, "/api/v1/me/devices", None, None)
        .await?
        .json()
}

/// Signs in: `POST /api/v1/session`.
///
/// # Errors
/// Any [`Failure`]; a wrong password is [`Failure::Refused`] here, since there is no session that could end.
pub async fn sign_in(credentials: &SignIn) -> Result<SessionCreated, Failure> {
    let body = serde_json::to_string(credentials).map_err(|_| Failure::unwritten())?;
    send(Method::Post, "/api/v1/session", None, Some(&body))
        .await?
        .json()
        .map_err(Failure::without_a_session)
}

/// Signs out: `DELETE /api/v1/session`.
///
/// # Errors
/// Any [`Failure`]; the session may then still be open.
pub async fn sign_out(csrf_token: &str) -> Result<(), Failure> {
    send(Method::Delete, "/api/v1/session", Some(csrf_token), None)
        .await?
        .empty()
}

/// Makes a ticket: `POST /api/v1/me/tickets`.
///
/// # Errors
/// Any [`Failure`]; a refusal of the rule is [`Failure::Refused`] with its cause and its fix.
pub async fn make_ticket(
    csrf_token: &str,
    request: &TicketRequest,
) -> Result<TicketCreated, Failure> {
    let body = serde_json::to_string(request).map_err(|_| Failure::unwritten())?;
    send(
        Method::Post,
        "/api/v1/me/tickets",
        Some(csrf_token),
        Some(&body),
    )
    .await?
    .json()
}
