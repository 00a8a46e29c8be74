//! Enrolling by user name and password in Windows' own form (`AuthPolicy` `OnPremise`), where the organisation allows it.
//!
//! There is no page in between, so the ticket is made here, when the certificate is asked for. It is named by the request's key:
//! the same request again, which Windows sends after a broken connection, finds the same ticket and gets the same certificate.

use muster_shared::api::SignIn;
use muster_shared::enrollment::ticket::TicketSecret;
use muster_shared::enrollment::{Credential, EnrollmentRequest};
use muster_shared::identity::key_named;
use muster_shared::ids::{Digest, TicketId};
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform as DevicePlatform};
use muster_shared::tenant::section::{Windows, WindowsAuthentication};

use super::federated::end;
use crate::api::{session, tickets};
use crate::app::{App, Platform};
use crate::http::ApiError;
use crate::http::who::Session;

/// The person whose name and password these are, with a session of a moment that the caller ends.
///
/// # Errors
/// [`ApiError::SignInFailed`], also where the organisation does not allow this way; [`ApiError::SignInLocked`], or a fault of
/// ours.
async fn sign_in<P: Platform>(
    app: &App<P>,
    username: String,
    password: String,
) -> Result<Session, ApiError> {
    if app.section::<Windows>().await?.authentication != WindowsAuthentication::OnPremise {
        return Err(ApiError::SignInFailed);
    }
    let begun = session::open(app, &SignIn { username, password }).await?;
    let person = app.person(&begun.token.enrollee).await?;
    Ok(Session {
        person: person.ok_or(ApiError::SignInFailed)?,
        token: begun.token,
        ends_at: begun.expires_at,
    })
}

/// Whether somebody has this name and password.
///
/// # Errors
/// As a sign-in.
pub(super) async fn check<P: Platform>(
    app: &App<P>,
    username: String,
    password: String,
) -> Result<(), ApiError> {
    let session = sign_in(app, username, password).await?;
    end(app, &session).await
}

/// The ticket of the enrollment with this key.
///
/// # Errors
/// As a sign-in, or as making a ticket.
pub(super) async fn ticket<P: Platform>(
    app: &App<P>,
    username: String,
    password: String,
    key: &Digest,
) -> Result<Credential, ApiError> {
    let session = sign_in(app, username, password).await?;
    let (id, secret) = key_named(&app.config.sealing_key, &session.token.enrollee, key);
    let request = EnrollmentRequest {
        platform: DevicePlatform::Windows,
        method: EnrollmentMethod::WindowsMdm,
        ownership: Ownership::Personal,
    };
    let named = (TicketId::from_random(id), TicketSecret::from_random(secret));
    let opened = tickets::open_named(app, &session, request, None, named).await;
    end(app, &session).await?;
    Ok(Credential::Ticket(opened?.ticket))
}
