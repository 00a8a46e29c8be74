//! Terms of use: what a person reads and accepts, and who has.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{AcceptanceList, AcceptanceView, AcceptedTerms, TermsList, TermsView};
use muster_shared::enrollment::enrollee::{AcceptTerms, Acceptance, ShowAcceptances};
use muster_shared::field::FieldFault;
use muster_shared::fleet::{ListAcceptances, MAX_PAGE};
use muster_shared::ids::TermsVersion;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::section::{Terms, TermsOfUse};

use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// How many terms are accepted in one request; a section holds no more.
const MOST: usize = 20;

/// `GET /api/v1/me/terms`: the terms of use that are for the person, accepted or not.
///
/// # Errors
/// A fault of ours.
pub async fn show_mine<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    Answer::json(StatusCode::OK, &list(&app, &session).await?)
}

/// The terms of use that are for the person, accepted or not.
///
/// # Errors
/// A fault of ours.
pub(crate) async fn list<P: Platform>(
    app: &App<P>,
    session: &Session,
) -> Result<TermsList, ApiError> {
    let terms = app.section::<Terms>().await?;
    let accepted = app
        .platform
        .objects()
        .enrollee(
            &app.config.tenant,
            &session.token.enrollee,
            &ShowAcceptances {},
        )
        .await?;
    Ok(list_for(session, &terms, &accepted))
}

/// `POST /api/v1/me/terms/accept`: accepts terms of use, at the versions that the person has read.
///
/// # Errors
/// [`ApiError::TermsChanged`] for terms that are not the person's, or at another version than the one that stands: nothing is
/// then accepted. [`ApiError::BadField`] for more than there can be.
pub async fn accept<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let AcceptedTerms { terms: versions } = call.json()?;
    let list = accept_all(&app, &session, versions).await?;
    Answer::json(StatusCode::OK, &list)
}

/// Accepts terms of use; answers all that are for the person.
///
/// # Errors
/// As [`accept`].
pub(crate) async fn accept_all<P: Platform>(
    app: &App<P>,
    session: &Session,
    versions: Vec<TermsVersion>,
) -> Result<TermsList, ApiError> {
    let terms = app.section::<Terms>().await?;
    check(&terms.required_of(&session.person.groups), &versions)?;
    let accepted = app
        .platform
        .objects()
        .enrollee(
            &app.config.tenant,
            &session.token.enrollee,
            &AcceptTerms { versions },
        )
        .await?;
    Ok(list_for(session, &terms, &accepted))
}

/// Whether each of `versions` is what the person is asked for.
fn check(required: &[TermsVersion], versions: &[TermsVersion]) -> Result<(), ApiError> {
    if versions.len() > MOST {
        return Err(FieldFault::at("terms", "must be at most 20").into());
    }
    let changed = |field, rule: &str| Err(ApiError::TermsChanged(FieldFault::at(field, rule)));
    for (place, accepted) in versions.iter().enumerate() {
        let asked = required.iter().find(|asked| asked.terms == accepted.terms);
        match asked {
            None => {
                return changed(
                    format!("terms[{place}].terms"),
                    "must be terms of use that you are asked for",
                );
            }
            Some(asked) if asked.version != accepted.version => {
                return changed(
                    format!("terms[{place}].version"),
                    "must be the version that stands now: read them again",
                );
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn list_for(session: &Session, terms: &Terms, accepted: &[Acceptance]) -> TermsList {
    let groups = &session.person.groups;
    let view = |terms: &TermsOfUse| TermsView {
        accepted_at: accepted
            .iter()
            .find(|known| known.terms == terms.id && known.version >= terms.version)
            .map(|known| known.at),
        terms: terms.id.clone(),
        version: terms.version,
        title: terms.title.clone(),
        summary: terms.summary.clone(),
        text: terms.text.clone(),
    };
    TermsList {
        terms: terms
            .terms
            .iter()
            .filter(|terms| terms.are_for(groups))
            .map(view)
            .collect(),
    }
}

/// What a person has yet to accept. Where nothing is asked of them, their object is not woken.
///
/// # Errors
/// A fault of ours.
pub(super) async fn unaccepted<P: Platform>(
    app: &App<P>,
    session: &Session,
) -> Result<Vec<TermsVersion>, ApiError> {
    let terms = app.section::<Terms>().await?;
    let mut open = terms.required_of(&session.person.groups);
    if open.is_empty() {
        return Ok(open);
    }
    let accepted = app
        .platform
        .objects()
        .enrollee(
            &app.config.tenant,
            &session.token.enrollee,
            &ShowAcceptances {},
        )
        .await?;
    open.retain(|asked| {
        !accepted
            .iter()
            .any(|known| known.terms == asked.terms && known.version >= asked.version)
    });
    Ok(open)
}

/// `GET /api/v1/terms/{terms}/acceptances?after=&limit=`: who has accepted terms of use, with which version and when.
///
/// # Errors
/// [`ApiError::NotFound`] for what cannot be the name of terms, [`ApiError::BadBody`] for parameters that do not fit.
pub async fn list_acceptances<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let (after, limit) = call.page(MAX_PAGE)?;
    let list = ListAcceptances {
        terms: call.path("terms")?,
        after,
        limit,
    };
    let rows = app
        .platform
        .objects()
        .fleet(&app.config.tenant, &list)
        .await?;
    let next = if rows.len() < limit {
        None
    } else {
        rows.last().map(|row| row.enrollee.to_string())
    };
    let acceptances = rows
        .into_iter()
        .map(|row| AcceptanceView {
            user_id: row.user,
            enrollee: row.enrollee,
            version: row.version,
            accepted_at: row.at,
        })
        .collect();
    Answer::json(StatusCode::OK, &AcceptanceList { acceptances, next })
}
