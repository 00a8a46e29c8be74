//! Policy and settings, read with their version and changed only against it.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::field::FieldFault;
use muster_shared::policy::{PolicyDraft, PolicySet};
use muster_shared::ports::Objects as _;
use muster_shared::tenant::{
    Configuration, PublishPolicy, PublishSettings, Published, ReadConfiguration, Settings,
};

use super::unknown_groups::{unknown_groups, warn};
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// `GET /api/v1/policy`: the policy in force, as the tenant object has it.
///
/// # Errors
/// A fault of ours.
pub async fn show_policy<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let configuration = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &ReadConfiguration {})
        .await?;
    policy(&app, &configuration).await
}

/// `PUT /api/v1/policy` with `If-Match`: publishes a new policy.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], or what is wrong with the policy.
pub async fn publish_policy<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let expected = call.if_match()?;
    let draft: PolicyDraft = call.json()?;
    let set = PolicySet::new(draft).map_err(FieldFault::from)?;
    let publish = PublishPolicy {
        tenant: app.config.tenant.clone(),
        expected,
        set,
        by: Some(session.person.id),
        salt: app.draw()?,
    };
    let published = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &publish)
        .await?;
    let configuration = in_force(&app, published)?;
    policy(&app, &configuration).await
}

/// `GET /api/v1/settings`: the settings in force, as the tenant object has them.
///
/// # Errors
/// A fault of ours.
pub async fn show_settings<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let configuration = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &ReadConfiguration {})
        .await?;
    settings(&configuration)
}

/// `PUT /api/v1/settings` with `If-Match`: publishes new settings, the kill switch among them.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], or which setting is out of its range.
pub async fn publish_settings<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let expected = call.if_match()?;
    let new: Settings = call.json()?;
    if let Some((field, range)) = new.fault() {
        return Err(FieldFault::at(field, format!("must be {range}")).into());
    }
    let publish = PublishSettings {
        tenant: app.config.tenant.clone(),
        expected,
        settings: new,
        by: Some(session.person.id),
        salt: app.draw()?,
    };
    let published = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &publish)
        .await?;
    let configuration = in_force(&app, published)?;
    settings(&configuration)
}

/// The configuration that a change has led to, remembered; otherwise why it has not.
pub(super) fn in_force<P: Platform>(
    app: &App<P>,
    published: Published,
) -> Result<Box<Configuration>, ApiError> {
    match published {
        Published::Yes { configuration } => {
            app.keep_configuration(&configuration);
            Ok(configuration)
        }
        Published::Conflict { current } => Err(ApiError::VersionConflict { current }),
        Published::Unknown => Err(ApiError::NotFound),
        Published::Wrong { fault } => Err(fault.into()),
    }
}

/// A policy and nothing else, so that it can be sent back: which of its groups there are not is said in headers.
async fn policy<P: Platform>(
    app: &App<P>,
    configuration: &Configuration,
) -> Result<Answer, ApiError> {
    let unknown = unknown_groups(app, &[configuration.policy.content()], &[]).await?;
    let answer = Answer::json(StatusCode::OK, &configuration.policy)?
        .with(header::ETAG, &etag(configuration));
    Ok(warn(answer, &unknown))
}

fn settings(configuration: &Configuration) -> Result<Answer, ApiError> {
    Ok(Answer::json(StatusCode::OK, &configuration.settings)?
        .with(header::ETAG, &etag(configuration)))
}

pub(super) fn etag(configuration: &Configuration) -> String {
    format!("\"{}\"", configuration.number)
}
