//! The JSON API, one function per route, over the browser's own `fetch`.
//!
//! Types come from `muster_shared::api`, so a field that the edge renames stops this crate from compiling. The session travels
//! in a cookie that scripts can't read; what changes something also carries the CSRF token of [`Me`].

#[cfg(feature = "portal")]
mod adding;
#[cfg(feature = "portal")]
mod commands;
mod fetch;
#[cfg(feature = "help")]
mod mine;
#[cfg(feature = "help")]
mod on_it;
#[cfg(feature = "portal")]
mod received;
mod reply;
#[cfg(any(feature = "portal", feature = "help"))]
mod set_on;

#[cfg(feature = "help")]
use muster_shared::api::GuideList;
use muster_shared::api::{
    AcceptedTerms, DeviceDetail, DeviceList, DeviceView, EnrollmentProgress, FleetList, MailList,
    Me, Preflight, RenameDevice, SessionCreated, SignIn, TermsList, TicketCreated, TicketRequest,
};
use muster_shared::ids::{DeviceId, TicketId};

#[cfg(feature = "portal")]
pub use adding::{guides_of, kept};
#[cfg(feature = "portal")]
pub use commands::{Asked, ask, category_name, commands, recovery_keys, take_back};
use fetch::{Method, send};
#[cfg(feature = "help")]
pub use mine::{SeenDevice, privacy, seen_device, sign_out_everywhere};
#[cfg(feature = "help")]
pub use on_it::{Listed, ListedItem, OnIt, on_it};
#[cfg(feature = "portal")]
pub use received::{Received, configuration};
pub use reply::{Failure, Reply};
#[cfg(feature = "portal")]
pub use set_on::{Foreseen, foreseen};
#[cfg(any(feature = "portal", feature = "help"))]
pub use set_on::{SetOn, set_on};

/// Who is signed in: `GET /api/v1/me`.
///
/// # Errors
/// Any [`Failure`]; [`Failure::SessionEnded`] when nobody is.
pub async fn me() -> Result<Me, Failure> {
    send(Method::Get, "/api/v1/me", None, None).await?.json()
}

/// How the organisation presents itself, as JSON: `GET /api/v1/branding`.
///
/// # Errors
/// Any [`Failure`].
pub async fn branding() -> Result<String, Failure> {
    text("/api/v1/branding").await
}

/// An answer as the text that it is, for who reads it with the browser's own JSON.
///
/// # Errors
/// Any [`Failure`].
pub async fn text(path: &str) -> Result<String, Failure> {
    let reply = send(Method::Get, path, None, None).await?;
    reply.empty()?;
    Ok(reply.body)
}

/// The newest mails to people: `GET /api/v1/mail-outbox`.
///
/// # Errors
/// Any [`Failure`].
pub async fn mails() -> Result<MailList, Failure> {
    send(Method::Get, "/api/v1/mail-outbox", None, None)
        .await?
        .json()
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

/// What this browser needs to say whether a device may enroll: `GET /api/v1/me/preflight`.
///
/// # Errors
/// Any [`Failure`].
pub async fn preflight() -> Result<Preflight, Failure> {
    send(Method::Get, "/api/v1/me/preflight", None, None)
        .await?
        .json()
}

/// The terms of use that the person is asked for: `GET /api/v1/me/terms`.
///
/// # Errors
/// Any [`Failure`].
pub async fn terms() -> Result<TermsList, Failure> {
    send(Method::Get, "/api/v1/me/terms", None, None)
        .await?
        .json()
}

/// Accepts terms of use: `POST /api/v1/me/terms/accept`.
///
/// # Errors
/// Any [`Failure`]; [`Failure::Refused`] when they have changed meanwhile.
pub async fn accept_terms(csrf_token: &str, read: &AcceptedTerms) -> Result<TermsList, Failure> {
    let body = serde_json::to_string(read).map_err(|_| Failure::unwritten())?;
    send(
        Method::Post,
        "/api/v1/me/terms/accept",
        Some(csrf_token),
        Some(&body),
    )
    .await?
    .json()
}

/// The address at which an enrollment's progress is asked for; with `/live` after it, where it is followed.
#[must_use]
pub fn progress_path(ticket: TicketId) -> String {
    format!("/api/v1/me/tickets/{ticket}")
}

/// How far an enrollment has come: `GET /api/v1/me/tickets/{ticket}`.
///
/// # Errors
/// Any [`Failure`]; a ticket of nobody or of somebody else is not found.
pub async fn progress(ticket: TicketId) -> Result<EnrollmentProgress, Failure> {
    send(Method::Get, &progress_path(ticket), None, None)
        .await?
        .json()
}

fn device_path(device: DeviceId) -> String {
    format!("/api/v1/me/devices/{device}")
}

/// One of the person's devices with all that is known of it: `GET /api/v1/me/devices/{device}`.
///
/// # Errors
/// Any [`Failure`]; a device of nobody or of somebody else is not found.
pub async fn device(device: DeviceId) -> Result<DeviceDetail, Failure> {
    send(Method::Get, &device_path(device), None, None)
        .await?
        .json()
}

/// Gives a device another name: `PATCH /api/v1/me/devices/{device}`.
///
/// # Errors
/// Any [`Failure`].
pub async fn rename(
    csrf_token: &str,
    device: DeviceId,
    request: &RenameDevice,
) -> Result<DeviceView, Failure> {
    let body = serde_json::to_string(request).map_err(|_| Failure::unwritten())?;
    send(
        Method::Patch,
        &device_path(device),
        Some(csrf_token),
        Some(&body),
    )
    .await?
    .json()
}

/// Removes a device: `DELETE /api/v1/me/devices/{device}`. Its certificate ends at once.
///
/// # Errors
/// Any [`Failure`].
pub async fn remove(csrf_token: &str, device: DeviceId) -> Result<(), Failure> {
    send(Method::Delete, &device_path(device), Some(csrf_token), None)
        .await?
        .empty()
}

/// Every way to add a device, in one language: `GET /api/v1/guides`.
///
/// # Errors
/// Any [`Failure`].
#[cfg(feature = "help")]
pub async fn guides(language: crate::text::Language) -> Result<GuideList, Failure> {
    let path = format!("/api/v1/guides?language={}", language.tag());
    send(Method::Get, &path, None, None).await?.json()
}

/// A page of everybody's devices: `GET /api/v1/devices`, from after the device `after`.
///
/// # Errors
/// Any [`Failure`].
pub async fn fleet(after: Option<DeviceId>) -> Result<FleetList, Failure> {
    let mut path = "/api/v1/devices?limit=50".to_owned();
    if let Some(after) = after {
        path = format!("{path}&after={after}");
    }
    send(Method::Get, &path, None, None).await?.json()
}

/// A recorded decision, taken again with every rule: `GET /api/v1/enrollees/{enrollee}/decisions/{number}/replay`.
///
/// # Errors
/// Any [`Failure`]; a decision that is not kept is not found.
#[cfg(feature = "admin")]
pub async fn decision(
    enrollee: muster_shared::ids::EnrolleeId,
    number: u64,
) -> Result<muster_shared::api::DecisionView, Failure> {
    let path = format!("/api/v1/enrollees/{enrollee}/decisions/{number}/replay");
    send(Method::Get, &path, None, None).await?.json()
}
