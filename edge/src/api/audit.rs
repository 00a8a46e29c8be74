//! The audit chain, for administrators; the entries verify themselves.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{AuditList, AuditView};
use muster_shared::ports::Objects as _;
use muster_shared::tenant::ReadAudit;

use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// `GET /api/v1/audit?from=`: up to 200 entries from an index on, with the chain's head.
///
/// # Errors
/// [`ApiError::BadBody`] for an index that is none.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let from = match call.query("from") {
        None => 0,
        Some(text) => text.parse::<u64>().map_err(|_| ApiError::BadBody {
            reason: "`from` is the index of an entry".to_owned(),
        })?,
    };
    let tenant = &app.config.tenant;
    let read = ReadAudit {
        tenant: tenant.clone(),
        from,
        limit: 200,
    };
    let page = app.platform.objects().tenant(tenant, &read).await?;
    let entries = page
        .entries
        .into_iter()
        .map(|(entry, detail)| AuditView {
            entry,
            detail: detail.map(|detail| detail.text().to_owned()),
        })
        .collect();
    Answer::json(
        StatusCode::OK,
        &AuditList {
            entries,
            head: page.head,
        },
    )
}
