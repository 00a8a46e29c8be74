//! Signing in and out.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::{SessionCreated, SignIn};
use muster_shared::enrollment::enrollee::{
    BeginSignIn, EndSession, FinishSignIn, PasswordGate, SESSION_TIME,
};
use muster_shared::identity::{SessionToken, Stranger};
use muster_shared::ids::{Digest, EnrolleeId, SessionId};
use muster_shared::ports::{Copies as _, Objects as _, PublishedUsername};
use muster_shared::time::Timestamp;

use crate::app::{App, Platform};
use crate::http::who::{SESSION_COOKIE, Session};
use crate::http::{Answer, ApiError, Call};
use crate::password;

/// The longest user name and password that are looked at, in bytes.
const LONGEST: usize = 256;

/// `POST /api/v1/session`: signs in with a local account.
///
/// # Errors
/// [`ApiError::SignInFailed`], [`ApiError::SignInLocked`], or a body that does not fit.
pub async fn create<P: Platform>(app: Arc<App<P>>, (): (), call: Call) -> Result<Answer, ApiError> {
    let sign_in: SignIn = call.json()?;
    let Opened { token, expires_at } = open(&app, &sign_in).await?;
    let created = SessionCreated {
        csrf_token: token.csrf_token(&app.config.sealing_key),
        expires_at,
    };
    let cookie = cookie_of(&app, &token);
    Ok(Answer::json(StatusCode::OK, &created)?.with(header::SET_COOKIE, &cookie))
}

/// A session that has just begun.
pub(crate) struct Opened {
    pub(crate) token: SessionToken,
    pub(crate) expires_at: Timestamp,
}

/// The cookie that carries a session.
pub(crate) fn cookie_of<P: Platform>(app: &App<P>, token: &SessionToken) -> String {
    set_cookie(&token.seal(&app.config.sealing_key), SESSION_TIME.as_secs())
}

/// The cookie that ends it.
pub(crate) fn no_cookie() -> String {
    set_cookie("", 0)
}

/// Begins a session for whoever has this user name and password.
///
/// # Errors
/// [`ApiError::SignInFailed`], [`ApiError::SignInLocked`], or a fault of ours.
pub(crate) async fn open<P: Platform>(app: &App<P>, sign_in: &SignIn) -> Result<Opened, ApiError> {
    if sign_in.username.len() > LONGEST || sign_in.password.len() > LONGEST {
        return Err(ApiError::SignInFailed);
    }
    let Checked { enrollee, against } = check_password(app, sign_in).await?;
    let token = SessionToken {
        tenant: app.config.tenant.clone(),
        enrollee,
        session: SessionId::from_random(app.draw()?),
        secret: app.draw()?,
    };
    let finish = FinishSignIn {
        checked: against,
        session: token.session,
        secret: token.secret_digest(),
    };
    let expires_at = app
        .platform
        .objects()
        .enrollee(&token.tenant, &enrollee, &finish)
        .await?
        .ok_or(ApiError::SignInFailed)?;
    Ok(Opened { token, expires_at })
}

/// Whose password it was.
struct Checked {
    enrollee: EnrolleeId,
    /// What it was checked against.
    against: Digest,
}

/// Whose password this is. What is read, counted and computed is the same whether the user name is a person's or nobody's,
/// and so is what is answered.
async fn check_password<P: Platform>(app: &App<P>, sign_in: &SignIn) -> Result<Checked, ApiError> {
    let tenant = &app.config.tenant;
    let stranger = Stranger::called(&sign_in.username, &app.config.sealing_key);
    let key = PublishedUsername::key_of(&sign_in.username);
    let known: Option<PublishedUsername> = app.platform.copies().read(tenant, &key).await?;
    let enrollee = known.map_or(stranger.enrollee, |known| known.enrollee);
    let person = app.person(&enrollee).await?;
    let (enrollee, begin) = match person.filter(|person| !person.disabled) {
        Some(person) => (person.enrollee, BeginSignIn { stranger: None }),
        None => {
            let name = Some(stranger.name);
            (stranger.enrollee, BeginSignIn { stranger: name })
        }
    };
    match app
        .platform
        .objects()
        .enrollee(tenant, &enrollee, &begin)
        .await?
    {
        PasswordGate::Locked { until } => {
            let left = until.since(app.now()).as_secs().max(1);
            Err(ApiError::SignInLocked {
                until,
                retry_after_seconds: u32::try_from(left).unwrap_or(u32::MAX),
            })
        }
        PasswordGate::None => {
            password::waste(app.platform.scrypt(), &sign_in.password)?;
            Err(ApiError::SignInFailed)
        }
        PasswordGate::Check { password: phc } => {
            if password::verify(app.platform.scrypt(), &sign_in.password, &phc)? {
                let against = Digest::of(phc.as_bytes());
                Ok(Checked { enrollee, against })
            } else {
                Err(ApiError::SignInFailed)
            }
        }
    }
}

/// `DELETE /api/v1/session`: signs out; with `everywhere=true` in every other browser, too.
///
/// # Errors
/// What is wrong with the query, or a fault of ours.
pub async fn delete<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let end = EndSession {
        session: session.token.session,
        everywhere: call.flag("everywhere")?,
    };
    app.platform
        .objects()
        .enrollee(&session.token.tenant, &session.token.enrollee, &end)
        .await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT).with(header::SET_COOKIE, &no_cookie()))
}

fn set_cookie(value: &str, max_age_seconds: u64) -> String {
    format!(
        "{SESSION_COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}"
    )
}
