//! The mails that were written to people, for administrators; in development, the place to read them.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::MailList;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::ListMails;

use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// `GET /api/v1/mail-outbox`: the newest mails, each with what has become of it.
///
/// # Errors
/// A fault of ours.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let tenant = &app.config.tenant;
    let mails = app.platform.objects().tenant(tenant, &ListMails {}).await?;
    Answer::json(StatusCode::OK, &MailList { mails })
}
