//! The whole configuration as one file.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::ConfigurationImportReport;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::{ConfigurationImported, ExportConfiguration, ImportConfiguration};

use super::push_topic::orphans_nobody;
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// `GET /api/v1/configuration/export`: policy, settings and sections as one file.
///
/// # Errors
/// A fault of ours.
pub async fn export<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let tenant = &app.config.tenant;
    let export = ExportConfiguration {};
    let exported = app.platform.objects().tenant(tenant, &export).await?;
    let answer = Answer::new(
        StatusCode::OK,
        "application/json",
        exported.text.into_bytes(),
    );
    Ok(answer
        .with(header::ETAG, &format!("\"{}\"", exported.number))
        .with(
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"muster-configuration.json\"",
        ))
}

/// `POST /api/v1/configuration/import?dry_run=` with `If-Match`: puts a file in place, all of it or nothing.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], or the field that breaks a rule.
pub async fn import<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let dry_run = call.flag("dry_run")?;
    let text = call.json_text()?;
    if let Ok(file) = muster_shared::json::from_str::<serde_json::Value>(text)
        && let Some(apple) = file.pointer("/sections/apple")
    {
        orphans_nobody(&app, &call, "sections.apple", &apple.to_string()).await?;
    }
    let import = ImportConfiguration {
        tenant: app.config.tenant.clone(),
        expected: call.if_match()?,
        text: text.to_owned(),
        dry_run,
        by: Some(session.person.id),
        salt: app.draw()?,
    };
    let tenant = &app.config.tenant;
    match app.platform.objects().tenant(tenant, &import).await? {
        ConfigurationImported::Conflict { current } => Err(ApiError::VersionConflict { current }),
        ConfigurationImported::Wrong { fault } => Err(fault.into()),
        ConfigurationImported::Done {
            number,
            changes,
            configuration,
            sections,
        } => {
            app.keep_configuration(&configuration);
            for section in sections {
                app.sections.keep(section, app.now());
            }
            let applied = !dry_run;
            let report = ConfigurationImportReport { applied, changes };
            let etag = format!("\"{number}\"");
            Ok(Answer::json(StatusCode::OK, &report)?.with(header::ETAG, &etag))
        }
    }
}
