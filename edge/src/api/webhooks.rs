//! Webhooks, for administrators: where the organisation's programs hear of events.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::{
    WebhookCreated, WebhookDeliveryList, WebhookForm, WebhookList, WebhookTested, WebhookView,
};
use muster_shared::field::FieldFault;
use muster_shared::ids::WebhookId;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::{
    ChangeWebhook, ListDeliveries, ListWebhooks, MAX_WEBHOOKS, WebhookAction, WebhookChanged,
};
use muster_shared::webhook::{NotAWebhookAddress, WebhookAddress, WebhookSecret};

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

/// `POST /api/v1/webhooks`: makes a webhook. Its secret is in the answer, and nowhere else.
///
/// # Errors
/// [`ApiError::BadField`] for a field that does not fit, [`ApiError::Conflict`] where there are too many.
pub async fn create<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    change(app, session, call, WebhookAction::Create).await
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
    change(app, session, call, WebhookAction::Set).await
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
    change(app, session, call, WebhookAction::Rotate).await
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
    change(app, session, call, WebhookAction::Test).await
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
    change(app, session, call, WebhookAction::Delete).await
}

async fn all<P: Platform>(app: &App<P>) -> Result<Vec<WebhookView>, ApiError> {
    let tenant = &app.config.tenant;
    let objects = app.platform.objects();
    Ok(objects.tenant(tenant, &ListWebhooks {}).await?)
}

/// What all changes have in common: one piece of code for all of their routes.
async fn change<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
    action: WebhookAction,
) -> Result<Answer, ApiError> {
    let tenant = &app.config.tenant;
    let webhook = match action {
        WebhookAction::Create => WebhookId::from_random(app.draw()?),
        _ => call.path("webhook")?,
    };
    let expected = match action {
        WebhookAction::Set => call.if_match()?,
        _ => 0,
    };
    let form: WebhookForm = match action {
        WebhookAction::Create | WebhookAction::Set => call.json()?,
        _ => WebhookForm::default(),
    };
    if !app.config.is_local() && form.url.as_ref().is_some_and(WebhookAddress::is_local) {
        let rule = NotAWebhookAddress::Host.to_string();
        return Err(FieldFault::at("url", rule).into());
    }
    let secret = match action {
        WebhookAction::Create | WebhookAction::Rotate => {
            Some(WebhookSecret::from_random([app.draw()?, app.draw()?]))
        }
        _ => None,
    };
    let change = ChangeWebhook {
        tenant: tenant.clone(),
        webhook,
        action,
        form,
        expected,
        secret: secret.clone(),
        by: session.person.id,
        salt: app.draw()?,
    };
    match (
        app.platform.objects().tenant(tenant, &change).await?,
        action,
        secret,
    ) {
        (WebhookChanged::Yes(webhook), WebhookAction::Create, Some(secret)) => {
            shown_once(StatusCode::CREATED, *webhook, &secret)
        }
        (WebhookChanged::Yes(webhook), _, Some(secret)) => {
            shown_once(StatusCode::OK, *webhook, &secret)
        }
        (WebhookChanged::Yes(_), WebhookAction::Delete, None) => {
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        (WebhookChanged::Yes(webhook), _, None) => shown(StatusCode::OK, &webhook),
        (WebhookChanged::Testing(id), ..) => {
            Answer::json(StatusCode::ACCEPTED, &WebhookTested { id })
        }
        (WebhookChanged::Unknown, ..) => Err(ApiError::NotFound),
        (WebhookChanged::Conflict(current), ..) => Err(ApiError::VersionConflict { current }),
        (WebhookChanged::Unfit(fault), ..) => Err(fault.into()),
        (WebhookChanged::TooMany, ..) => Err(ApiError::Conflict {
            code: "too-many-webhooks",
            title: format!("There are as many webhooks as there may be: {MAX_WEBHOOKS}."),
            fix: "Delete one, or send more events to one that is there.",
        }),
        (WebhookChanged::Disabled, ..) => Err(ApiError::Conflict {
            code: "webhook-disabled",
            title: "The webhook is disabled.".to_owned(),
            fix: "Enable it first.",
        }),
    }
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
