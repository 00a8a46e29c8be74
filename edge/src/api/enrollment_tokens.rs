//! Enrollment tokens, for administrators: one text with which many devices enroll.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::{
    EnrollmentQr, EnrollmentTokenChange, EnrollmentTokenCreated, EnrollmentTokenDetail,
    EnrollmentTokenList, EnrollmentTokenRequest,
};
use muster_shared::enrollment::enrollee::{PutToken, ShowTokenUse};
use muster_shared::enrollment::token::{NotATokenName, TokenName, TokenTerms};
use muster_shared::enrollment::{EnrollmentRequest, TicketSecret, Token};
use muster_shared::field::FieldFault;
use muster_shared::ids::{EnrolleeId, TokenId};
use muster_shared::ports::Objects as _;
use muster_shared::tenant::{
    ChangeToken, EnrollmentToken, MAX_TOKENS, ReadToken, ReadTokens, TokenChange, TokenChanged,
};

use super::tickets::{agent_command, scep_closed};
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// A page holds at most this many tokens.
const MAX_PAGE: usize = 100;

/// `POST /api/v1/enrollment-tokens`: makes a token. Its text is in the answer, and nowhere else.
///
/// # Errors
/// [`ApiError::BadField`] for a field that does not fit, [`ApiError::Conflict`] for a name that is taken.
pub async fn create<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let asked: EnrollmentTokenRequest = call.json()?;
    if let Some(closed) = scep_closed(&app, asked.method).await? {
        return Err(FieldFault::at("method", closed).into());
    }
    let secret = TicketSecret::from_random(app.draw()?);
    let terms = TokenTerms {
        id: TokenId::from_random(app.draw()?),
        name: name(&asked.name)?,
        request: EnrollmentRequest {
            platform: asked.platform,
            method: asked.method,
            ownership: asked.ownership,
        },
        category: asked.category,
        quota: asked.quota,
        expires_at: asked.expires_at,
        revoked_at: None,
        secret: secret.digest(),
        revision: 1,
    };
    let create = TokenChange::Create {
        terms: Box::new(terms),
        enrollee: EnrolleeId::from_random(app.draw()?),
    };
    let token = change(&app, &session, create).await?;
    shown_once(&app, &token, secret, StatusCode::CREATED).await
}

/// `GET /api/v1/enrollment-tokens?after=&limit=`: a page of tokens, in the order of their identifiers.
///
/// # Errors
/// [`ApiError::BadBody`] for parameters that do not fit.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let (after, limit) = call.page(MAX_PAGE)?;
    let tokens = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &ReadTokens { after, limit })
        .await?;
    let next = if tokens.len() < limit {
        None
    } else {
        tokens.last().map(|token| token.terms.id.to_string())
    };
    let now = app.now();
    Answer::json(
        StatusCode::OK,
        &EnrollmentTokenList {
            enrollment_tokens: tokens.iter().map(|token| token.view(now)).collect(),
            next,
        },
    )
}

/// `GET /api/v1/enrollment-tokens/{token}`: one token, with what it refused.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn show<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let token = call.path("token")?;
    let token = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &ReadToken { token })
        .await?
        .ok_or(ApiError::NotFound)?;
    detail(&app, token).await
}

/// `PATCH /api/v1/enrollment-tokens/{token}` with `If-Match`: other terms. Devices that are enrolled stay as they are.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], [`ApiError::NotFound`], or as [`create`].
pub async fn set<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let token = call.path("token")?;
    let expected = call.if_match()?;
    let asked: EnrollmentTokenChange = call.json()?;
    let set = TokenChange::Set {
        token,
        expected,
        name: asked.name.as_deref().map(name).transpose()?,
        category: asked.category,
        quota: asked.quota,
        expires_at: asked.expires_at,
    };
    let token = change(&app, &session, set).await?;
    detail(&app, token).await
}

/// `POST /api/v1/enrollment-tokens/{token}/replace`: a new text; the one before ends at once.
///
/// # Errors
/// [`ApiError::NotFound`]; [`ApiError::Conflict`] for a token that was revoked.
pub async fn replace<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let secret = TicketSecret::from_random(app.draw()?);
    let replace = TokenChange::Replace {
        token: call.path("token")?,
        secret: secret.digest(),
    };
    let token = change(&app, &session, replace).await?;
    shown_once(&app, &token, secret, StatusCode::OK).await
}

/// `DELETE /api/v1/enrollment-tokens/{token}`: it enrolls nobody any more. Its devices stay enrolled, and it stays listed.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn revoke<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let revoke = TokenChange::Revoke {
        token: call.path("token")?,
    };
    change(&app, &session, revoke).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

fn name(text: &str) -> Result<TokenName, ApiError> {
    text.parse().map_err(|_: NotATokenName| {
        let rule = "must be 1 to 64 characters without control characters";
        FieldFault::at("name", rule).into()
    })
}

/// Has the tenant object make a change, and the token's own object go by it before it is answered.
async fn change<P: Platform>(
    app: &App<P>,
    session: &Session,
    change: TokenChange,
) -> Result<EnrollmentToken, ApiError> {
    let tenant = &app.config.tenant;
    let change = ChangeToken {
        tenant: tenant.clone(),
        change,
        by: session.person.id,
        salt: app.draw()?,
    };
    let token = match app.platform.objects().tenant(tenant, &change).await? {
        TokenChanged::Yes { token } => *token,
        TokenChanged::Unknown => return Err(ApiError::NotFound),
        TokenChanged::Conflict { current } => return Err(ApiError::VersionConflict { current }),
        TokenChanged::Unfit { fault } => return Err(fault.into()),
        TokenChanged::NameTaken => {
            return Err(ApiError::Conflict {
                code: "name-taken",
                title: "Another enrollment token has that name.".to_owned(),
                fix: "Choose a name that no token has, revoked ones included.",
            });
        }
        TokenChanged::TooMany => {
            return Err(ApiError::Conflict {
                code: "too-many-enrollment-tokens",
                title: format!(
                    "There are as many enrollment tokens as there may be: {MAX_TOKENS}."
                ),
                fix: "Raise the quota or move the end of a token that is there.",
            });
        }
        TokenChanged::Revoked => {
            return Err(ApiError::Conflict {
                code: "enrollment-token-is-revoked",
                title: "The enrollment token was revoked and stays so.".to_owned(),
                fix: "Make a new one.",
            });
        }
    };
    let put = PutToken {
        tenant: tenant.clone(),
        enrollee: token.enrollee,
        terms: token.terms.clone(),
    };
    app.platform
        .objects()
        .enrollee(tenant, &token.enrollee, &put)
        .await?;
    Ok(token)
}

/// The token with the exact count of its own object.
async fn detail<P: Platform>(app: &App<P>, mut token: EnrollmentToken) -> Result<Answer, ApiError> {
    let used = app
        .platform
        .objects()
        .enrollee(&app.config.tenant, &token.enrollee, &ShowTokenUse {})
        .await?;
    if let Some(used) = &used {
        token.used = used.used;
        token.last_used_at = used.last_used_at;
    }
    let (refusals, refused) = used.map_or((0, None), |used| (used.refusals, used.refused));
    let detail = EnrollmentTokenDetail {
        token: token.view(app.now()),
        refusals,
        refused,
    };
    Ok(Answer::json(StatusCode::OK, &detail)?.with(header::ETAG, &etag(&token)))
}

async fn shown_once<P: Platform>(
    app: &App<P>,
    token: &EnrollmentToken,
    secret: TicketSecret,
    status: StatusCode,
) -> Result<Answer, ApiError> {
    let terms = &token.terms;
    let EnrollmentRequest {
        platform,
        method,
        ownership,
    } = terms.request;
    let sealed = Token {
        tenant: app.config.tenant.clone(),
        enrollee: token.enrollee,
        id: terms.id,
        secret,
        platform,
        method,
        ownership,
    };
    let text = sealed.seal(&app.config.sealing_key);
    let public_url = &app.config.public_url;
    let qr = EnrollmentQr {
        muster: 1,
        server: public_url.clone(),
        organisation: app.configuration().await?.settings.organisation,
        platform,
        method,
        token: text.clone(),
    };
    let created = EnrollmentTokenCreated {
        token: token.view(app.now()),
        est_url: format!("{public_url}/.well-known/est"),
        command: agent_command(method, public_url, &text),
        qr_payload: serde_json::to_string(&qr)
            .map_err(|error| ApiError::Fault(error.to_string()))?,
        text,
    };
    Ok(Answer::json(status, &created)?.with(header::ETAG, &etag(token)))
}

fn etag(token: &EnrollmentToken) -> String {
    format!("\"{}\"", token.terms.revision)
}
