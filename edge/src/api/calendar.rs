//! What ends by itself one day, as a calendar for whoever must renew it.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::guidance::{End, calendar};
use muster_shared::tenant::section::Apple;
use muster_shared::time::Timestamp;

use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// When the Apple push certificate ends; none where there is none.
///
/// # Errors
/// A fault of ours.
pub(super) async fn push_certificate_ends_at<P: Platform>(
    app: &App<P>,
) -> Result<Option<Timestamp>, ApiError> {
    let apple = app.section::<Apple>().await?;
    Ok(apple.push().ok().flatten().map(|push| push.not_after))
}

/// `GET /api/v1/calendar.ics`: what ends by itself, for whoever must renew it.
///
/// # Errors
/// A fault of ours.
pub async fn show<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let end = |id, what, todo, at| End { id, what, todo, at };
    let issuing = end(
        "issuing-ca",
        "The issuing CA ends",
        "Make a new one below the same root and put it in place, a certificate's life before this day.",
        app.issuer.not_after(),
    );
    let registration = app.registration.as_ref().map(|authority| {
        end(
            "scep-registration-authority",
            "SCEP's registration authority ends",
            "Make a new certificate for it with the issuing key.",
            authority.not_after(),
        )
    });
    let push = push_certificate_ends_at(&app).await?.map(|at| {
        end(
            "push-certificate",
            "The Apple push certificate ends",
            "Renew it with the Apple account that it was made with, or every Apple device must enroll again.",
            at,
        )
    });
    let ends: Vec<End> = [Some(issuing), registration, push]
        .into_iter()
        .flatten()
        .collect();
    let url = &app.config.public_url;
    let host = url.split_once("://").map_or(url.as_str(), |(_, host)| host);
    let written = calendar(&ends, host, app.now());
    Ok(Answer::new(
        StatusCode::OK,
        "text/calendar; charset=utf-8",
        written.into_bytes(),
    ))
}
