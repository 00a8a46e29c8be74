//! The list of corporate identifiers, for administrators.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{
    AddCorporateIdentifier, CorporateIdentifierList, DeleteCorporateIdentifiers, ImportReport,
};
use muster_shared::encoding::hex;
use muster_shared::identifier::{Batch, Entry, IdentifierKind, RowFault, read_csv};
use muster_shared::platform::Platform as DevicePlatform;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::{
    DeleteIdentifiers, Existing, ImportIdentifiers, ListIdentifiers, MAX_DELETED, MAX_IDENTIFIERS,
    RowOutcome,
};

use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// The largest page.
const MAX_PAGE: usize = 200;

/// `GET /api/v1/corporate-identifiers?kind=&search=&after=&limit=`: a page of the list.
///
/// # Errors
/// [`ApiError::BadBody`] for parameters that do not fit.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let after = call
        .query("after")
        .map(|text| unhex_text(text).ok_or_else(|| bad("`after` is the `next` of another page")))
        .transpose()?;
    let search = call
        .query_text("search")
        .filter(|text| !text.trim().is_empty());
    if search.as_ref().is_some_and(|text| text.len() > 128) {
        return Err(bad("`search` is at most 128 bytes"));
    }
    let command = ListIdentifiers {
        kind: kind(&call)?,
        search: search.map(|text| text.trim().to_owned()),
        after,
        limit: call.page_size(MAX_PAGE)?,
    };
    let page = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &command)
        .await?;
    Answer::json(
        StatusCode::OK,
        &CorporateIdentifierList {
            identifiers: page.identifiers,
            next: page.next.map(|key| hex(key.as_bytes())),
            counts: page.counts,
        },
    )
}

/// `POST /api/v1/corporate-identifiers`: puts one identifier on the list.
///
/// # Errors
/// [`ApiError::RowsRefused`] when it is there with other details.
pub async fn add<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let add: AddCorporateIdentifier = call.json()?;
    let existing = if add.overwrite {
        Existing::Overwrite
    } else {
        Existing::Refuse
    };
    let entry = Entry {
        identifier: add.identifier,
        details: add.details,
    };
    let batch = Batch {
        entries: vec![(1, entry)],
        repeated: Vec::new(),
    };
    let report = import_batch(&app, &session, batch, existing, false).await?;
    let status = if report.added > 0 {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Answer::json(status, &report)
}

/// `POST /api/v1/corporate-identifiers/import?kind=&existing=&dry_run=`: puts a file of identifiers on the list, all of it
/// or nothing.
///
/// # Errors
/// [`ApiError::RowsRefused`] with every row that cannot be taken.
pub async fn import<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let kind = kind(&call)?.ok_or_else(|| bad("`kind` says which identifiers the file holds"))?;
    let existing = match call.query("existing") {
        None | Some("refuse") => Existing::Refuse,
        Some("keep") => Existing::Keep,
        Some("overwrite") => Existing::Overwrite,
        Some(_) => return Err(bad("`existing` is refuse, keep or overwrite")),
    };
    let dry_run = match call.query("dry_run") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(bad("`dry_run` is true or false")),
    };
    let batch = read_csv(kind, call.csv()?).map_err(|rows| ApiError::RowsRefused { rows })?;
    let report = import_batch(&app, &session, batch, existing, dry_run).await?;
    Answer::json(StatusCode::OK, &report)
}

async fn import_batch<P: Platform>(
    app: &App<P>,
    session: &Session,
    batch: Batch,
    existing: Existing,
    dry_run: bool,
) -> Result<ImportReport, ApiError> {
    let (lines, entries): (Vec<u32>, Vec<Entry>) = batch.entries.into_iter().unzip();
    let command = ImportIdentifiers {
        tenant: app.config.tenant.clone(),
        entries,
        existing,
        dry_run,
        by: session.person.id,
        salt: app.draw()?,
    };
    let imported = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &command)
        .await?;
    let mut report = ImportReport {
        applied: imported.applied,
        counts: imported.counts,
        ..ImportReport::default()
    };
    for (line, outcome) in lines.into_iter().zip(imported.rows) {
        report.push(line, outcome);
    }
    for line in batch.repeated {
        report.push(line, RowOutcome::Repeated);
    }
    muster_shared::few::sort_many(&mut report.rows, |one, other| one.line.cmp(&other.line));
    let windows = IdentifierKind::ManufacturerModelSerial;
    if imported.counts.listed().has(windows) && !imported.listed_before.has(windows) {
        report.unlisted_become_personal = vec![DevicePlatform::Windows];
    }
    let fault = |line, rule: String| RowFault {
        line,
        column: 1,
        field: None,
        rule,
    };
    if imported.full {
        let rule = format!("an organisation has at most {MAX_IDENTIFIERS} identifiers");
        let rows = vec![fault(1, rule)];
        return Err(ApiError::RowsRefused { rows });
    }
    if report.needs_overwrite > 0 && !dry_run {
        let rows = report
            .rows
            .iter()
            .filter(|row| row.outcome == RowOutcome::NeedsOverwrite)
            .map(|row| {
                let rule = "it is on the list with other details: say whether to keep or to overwrite them";
                fault(row.line, rule.to_owned())
            })
            .collect();
        return Err(ApiError::RowsRefused { rows });
    }
    Ok(report)
}

/// `POST /api/v1/corporate-identifiers/delete`: takes identifiers off the list. Devices that enrolled by them stay whose they
/// are.
///
/// # Errors
/// [`ApiError::BadBody`] for none, or too many.
pub async fn delete<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let DeleteCorporateIdentifiers { identifiers } = call.json()?;
    if !(1..=MAX_DELETED).contains(&identifiers.len()) {
        return Err(bad("`identifiers` are 1 to 500"));
    }
    let command = DeleteIdentifiers {
        tenant: app.config.tenant.clone(),
        identifiers,
        by: session.person.id,
        salt: app.draw()?,
    };
    let deleted = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &command)
        .await?;
    Answer::json(StatusCode::OK, &deleted)
}

fn kind(call: &Call) -> Result<Option<IdentifierKind>, ApiError> {
    call.query("kind")
        .map(|text| {
            text.parse()
                .map_err(|_| bad("`kind` is imei, serial_number or manufacturer_model_serial"))
        })
        .transpose()
}

fn bad(reason: &str) -> ApiError {
    ApiError::BadBody {
        reason: reason.to_owned(),
    }
}

/// The text whose bytes are written in hexadecimal.
fn unhex_text(text: &str) -> Option<String> {
    if text.len() > 2_048 || !text.len().is_multiple_of(2) {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at.saturating_add(2))?, 16).ok())
        .collect();
    String::from_utf8(bytes?).ok()
}
