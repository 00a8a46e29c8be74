//! Sections of the configuration, each read with its revision and replaced only against it.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::ports::Objects as _;
use muster_shared::tenant::{PutSection, ReadSection, SectionKind, SectionPut, SectionText};

use super::push_topic::orphans_nobody;
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// `GET /api/v1/configuration/{section}`: a section as the tenant object has it.
///
/// # Errors
/// [`ApiError::NotFound`] for a section that there is not.
pub async fn show<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let read = ReadSection {
        kind: call.path("section")?,
    };
    let tenant = &app.config.tenant;
    let section = app.platform.objects().tenant(tenant, &read).await?;
    Ok(answer(section))
}

/// `PUT /api/v1/configuration/{section}` with `If-Match`: replaces a section.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], or the field that breaks a rule.
pub async fn replace<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let kind = call.path("section")?;
    let text = call.json_text()?;
    if kind == SectionKind::Apple {
        orphans_nobody(&app, &call, "", text).await?;
    }
    let put = PutSection {
        tenant: app.config.tenant.clone(),
        kind,
        expected: call.if_match()?,
        text: text.to_owned(),
        by: Some(session.person.id),
        salt: app.draw()?,
    };
    put_section(&app, put).await
}

/// Has the tenant object replace a section, and answers what became of it.
pub(super) async fn put_section<P: Platform>(
    app: &App<P>,
    put: PutSection,
) -> Result<Answer, ApiError> {
    let tenant = &app.config.tenant;
    match app.platform.objects().tenant(tenant, &put).await? {
        SectionPut::Kept { section } => {
            app.sections.keep(section.clone(), app.now());
            Ok(answer(section))
        }
        SectionPut::Conflict { current } => Err(ApiError::VersionConflict { current }),
        SectionPut::Wrong { fault } => Err(fault.into()),
    }
}

fn answer(section: SectionText) -> Answer {
    let etag = format!("\"{}\"", section.revision);
    Answer::new(
        StatusCode::OK,
        "application/json",
        section.text.into_bytes(),
    )
    .with(header::ETAG, &etag)
}
