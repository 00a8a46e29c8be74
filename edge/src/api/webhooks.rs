//! Webhooks, for administrators: where the organisation's programs hear of events.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::{
    WebhookCreated, WebhookDeliveryList, WebhookEdit, WebhookList, WebhookNew, WebhookTested,
    WebhookView,
};
use muster_shared::field::FieldFault;
use muster_shared::ids::WebhookId;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::{
    ChangeWebhook, ListDeliveries, ListWebhooks, MAX_WEBHOOKS, WebhookChange, WebhookChanged,
};
use muster_shared::webhook::{WebhookAddress, WebhookSecret};

use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// `GET /api/v1/webhooks`: all webhooks, without their secrets.
///
/// # Errors
/// A fault of ours.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let webhooks = all(&app).await?;
    Answer::json(StatusCode::OK, &WebhookList { webhooks })
}

/// `GET /api/v1/webhooks/{webhook}`: one webhook.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn show<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let id: WebhookId = call.path("webhook")?;
    let webhook = all(&app).await?.into_iter().find(|view| view.id == id);
    shown(StatusCode::OK, &webhook.ok_or(ApiError::NotFound)?)
}

/// `POST /api/v1/webhooks`: makes a webhook. Its secret is in the answer, and nowhere else.
///
/// # Errors
/// [`ApiError::BadField`] for a field that does not fit, [`ApiError::Conflict`] where there are too many.
pub async fn create<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let asked: WebhookNew = call.json()?;
    let secret = WebhookSecret::from_random([app.draw()?, app.draw()?]);
    let create = WebhookChange::Create {
        name: asked.name,
        url: address(&app, &asked.url)?,
        events: asked.events,
        secret: secret.clone(),
    };
    let id = WebhookId::from_random(app.draw()?);
    let webhook = changed(change(&app, &session, id, create).await?)?;
    shown_once(StatusCode::CREATED, webhook, &secret)
}

/// `PATCH /api/v1/webhooks/{webhook}` with `If-Match`: another form.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], [`ApiError::NotFound`], or as [`create`].
pub async fn set<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let id = call.path("webhook")?;
    let expected = call.if_match()?;
    let asked: WebhookEdit = call.json()?;
    let url = asked.url.as_deref();
    let set = WebhookChange::Set {
        expected,
        name: asked.name,
        url: url.map(|url| address(&app, url)).transpose()?,
        events: asked.events,
        enabled: asked.enabled,
    };
    let webhook = changed(change(&app, &session, id, set).await?)?;
    shown(StatusCode::OK, &webhook)
}

/// `POST /api/v1/webhooks/{webhook}/rotate`: a new secret; for a day the one before signs, too.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn rotate<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let id = call.path("webhook")?;
    let secret = WebhookSecret::from_random([app.draw()?, app.draw()?]);
    let rotate = WebhookChange::Rotate {
        secret: secret.clone(),
    };
    let webhook = changed(change(&app, &session, id, rotate).await?)?;
    shown_once(StatusCode::OK, webhook, &secret)
}

/// `POST /api/v1/webhooks/{webhook}/test`: sends `webhook.test`; what became of it stands among the deliveries.
///
/// # Errors
/// [`ApiError::NotFound`]; [`ApiError::Conflict`] for one that is disabled.
pub async fn test<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let id = call.path("webhook")?;
    let test = WebhookChange::Test {
        unique: app.draw()?,
    };
    match change(&app, &session, id, test).await? {
        WebhookChanged::Testing { id } => Answer::json(StatusCode::ACCEPTED, &WebhookTested { id }),
        other => Err(changed(other).err().unwrap_or(ApiError::NotFound)),
    }
}

/// `DELETE /api/v1/webhooks/{webhook}`: it goes, with everything that waits.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn delete<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let id = call.path("webhook")?;
    changed(change(&app, &session, id, WebhookChange::Delete {}).await?)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// `GET /api/v1/webhooks/{webhook}/deliveries`: the newest, each with what has become of it.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn list_deliveries<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let list = ListDeliveries {
        webhook: call.path("webhook")?,
    };
    let tenant = &app.config.tenant;
    let deliveries = app.platform.objects().tenant(tenant, &list).await?;
    let deliveries = deliveries.ok_or(ApiError::NotFound)?;
    Answer::json(StatusCode::OK, &WebhookDeliveryList { deliveries })
}

async fn all<P: Platform>(app: &App<P>) -> Result<Vec<WebhookView>, ApiError> {
    let tenant = &app.config.tenant;
    let objects = app.platform.objects();
    Ok(objects.tenant(tenant, &ListWebhooks {}).await?)
}

fn address<P: Platform>(app: &App<P>, text: &str) -> Result<WebhookAddress, ApiError> {
    WebhookAddress::parse(text, app.config.is_local())
        .map_err(|fault| FieldFault::at("url", fault.to_string()).into())
}

async fn change<P: Platform>(
    app: &App<P>,
    session: &Session,
    webhook: WebhookId,
    change: WebhookChange,
) -> Result<WebhookChanged, ApiError> {
    let tenant = &app.config.tenant;
    let change = ChangeWebhook {
        tenant: tenant.clone(),
        webhook,
        change,
        by: session.person.id,
        salt: app.draw()?,
    };
    Ok(app.platform.objects().tenant(tenant, &change).await?)
}

/// The webhook as it is now, or why it is not.
fn changed(changed: WebhookChanged) -> Result<WebhookView, ApiError> {
    Err(match changed {
        WebhookChanged::Yes { webhook } => return Ok(*webhook),
        WebhookChanged::Unknown | WebhookChanged::Testing { .. } => ApiError::NotFound,
        WebhookChanged::Conflict { current } => ApiError::VersionConflict { current },
        WebhookChanged::Unfit { fault } => fault.into(),
        WebhookChanged::TooMany => ApiError::Conflict {
            code: "too-many-webhooks",
            title: format!("There are as many webhooks as there may be: {MAX_WEBHOOKS}."),
            fix: "Delete one, or send more events to one that is there.",
        },
        WebhookChanged::Disabled => ApiError::Conflict {
            code: "webhook-disabled",
            title: "The webhook is disabled.".to_owned(),
            fix: "Enable it first.",
        },
    })
}

fn shown(status: StatusCode, webhook: &WebhookView) -> Result<Answer, ApiError> {
    Ok(Answer::json(status, webhook)?.with(header::ETAG, &etag(webhook)))
}

fn shown_once(
    status: StatusCode,
    webhook: WebhookView,
    secret: &WebhookSecret,
) -> Result<Answer, ApiError> {
    let etag = etag(&webhook);
    let created = WebhookCreated {
        webhook,
        secret: secret.reveal(),
    };
    Ok(Answer::json(status, &created)?.with(header::ETAG, &etag))
}

fn etag(webhook: &WebhookView) -> String {
    format!("\"{}\"", webhook.revision)
}
