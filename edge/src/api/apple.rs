//! What there is of Apple, for administrators.

use core::time::Duration;
use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::PushCertificateView;
use muster_shared::tenant::section::Apple;

use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// How long before its end the certificate should be renewed: without it no device can be woken.
const RENEW_BEFORE: Duration = Duration::from_hours(60 * 24);

/// `GET /api/v1/apple/push-certificate`: which devices are woken with it, and until when.
///
/// # Errors
/// [`ApiError::NotFound`] where there is none.
pub async fn push_certificate<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let section = app.section::<Apple>().await?;
    let push = section.push().ok().flatten().ok_or(ApiError::NotFound)?;
    let renew_from = push.not_after.minus(RENEW_BEFORE);
    Answer::json(
        StatusCode::OK,
        &PushCertificateView {
            topic: push.topic,
            expires_at: push.not_after,
            renew_from,
            renew_now: renew_from <= app.now(),
        },
    )
}
