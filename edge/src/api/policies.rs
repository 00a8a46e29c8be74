//! Policy versions: what was in force, what is being written, what differs, and what is tried out in a ring.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::{ChangeList, DraftView, PolicyState, PublicationList, RolloutView};
use muster_shared::field::FieldFault;
use muster_shared::ids::RolloutId;
use muster_shared::policy::{PolicyDraft, PolicyVersion, diff};
use muster_shared::ports::Objects as _;
use muster_shared::tenant::{
    Configuration, Draft, DraftPut, PolicySource, PublishFrom, PutDraft, ReadConfiguration,
    ReadDraft, ReadPolicy, ReadPublications, RolloutStep, SteerRollout,
};

use super::configuration::{etag, in_force};
use super::unknown_groups::unknown_groups;
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// How many publications one page holds.
const PAGE: usize = 50;

/// `GET /api/v1/policy/publications?before=`: when which policy came into force, the newest first.
///
/// # Errors
/// The parameter that is none.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let before = match call.query("before") {
        None => None,
        Some(text) => {
            let number = text.parse();
            Some(number.map_err(|_| FieldFault::at("before", "must be a publication's number"))?)
        }
    };
    let read = ReadPublications {
        before,
        limit: PAGE,
    };
    let tenant = &app.config.tenant;
    let publications = app.platform.objects().tenant(tenant, &read).await?;
    let next = publications
        .last()
        .filter(|_| publications.len() == PAGE)
        .map(|last| last.number);
    Answer::json(StatusCode::OK, &PublicationList { publications, next })
}

/// `GET /api/v1/policy/versions/{version}`: a policy by the hash of its content.
///
/// # Errors
/// [`ApiError::NotFound`] for one that is not kept.
pub async fn show_version<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let policy = version(&app, call.path("version")?).await?;
    Answer::json(StatusCode::OK, &policy)
}

/// `GET /api/v1/policy/draft`: the policy that is being written.
///
/// # Errors
/// A fault of ours.
pub async fn show_draft<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let tenant = &app.config.tenant;
    let kept = app.platform.objects().tenant(tenant, &ReadDraft {}).await?;
    draft(&app, kept).await
}

/// `PUT /api/v1/policy/draft` with `If-Match`: writes the draft. It is checked when it is published.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], or the field that is none of a policy's.
pub async fn put_draft<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let content: PolicyDraft = call.json()?;
    let kept = keep_draft(&app, &session, &call, Some(content)).await?;
    draft(&app, kept).await
}

/// `DELETE /api/v1/policy/draft` with `If-Match`: discards the draft.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`].
pub async fn discard_draft<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let kept = keep_draft(&app, &session, &call, None).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT).with(header::ETAG, &revision(&kept)))
}

/// `GET /api/v1/policy/diff?from=&to=`: where two policies differ. Each is `current`, `draft`, `candidate` or a version.
///
/// # Errors
/// The parameter that names none, or [`ApiError::NotFound`] for a policy that is not there.
pub async fn show_diff<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let from = named(&app, "from", call.query("from").unwrap_or("current")).await?;
    let to = named(&app, "to", call.query("to").unwrap_or("draft")).await?;
    let changes = diff(&from, &to);
    Answer::json(StatusCode::OK, &ChangeList { changes })
}

/// `POST /api/v1/policy/publications` with `If-Match`: puts the draft in force, or a version that was before.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], [`ApiError::NotFound`] for a policy that is not there, or
/// what is wrong with the draft.
pub async fn publish<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let publish = PublishFrom {
        tenant: app.config.tenant.clone(),
        expected: call.if_match()?,
        from: call.json::<PolicySource>()?,
        by: Some(session.person.id),
        salt: app.draw()?,
    };
    let tenant = &app.config.tenant;
    let published = app.platform.objects().tenant(tenant, &publish).await?;
    state(&app, &*in_force(&app, published)?).await
}

/// `GET /api/v1/policy/rollout`: which policy decides for everybody, and whether another is tried out.
///
/// # Errors
/// A fault of ours.
pub async fn show_rollout<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let tenant = &app.config.tenant;
    let read = ReadConfiguration {};
    let configuration = app.platform.objects().tenant(tenant, &read).await?;
    state(&app, &configuration).await
}

/// `POST /api/v1/policy/rollout` with `If-Match`: starts a rollout, changes its ring, pauses, resumes, promotes or stops it.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], [`ApiError::NotFound`] without a rollout or its policy, or
/// the field that breaks a rule.
pub async fn steer_rollout<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let steer = SteerRollout {
        tenant: app.config.tenant.clone(),
        expected: call.if_match()?,
        step: call.json::<RolloutStep>()?,
        fresh: RolloutId::from_random(app.draw()?),
        by: Some(session.person.id),
        salt: app.draw()?,
    };
    let tenant = &app.config.tenant;
    let published = app.platform.objects().tenant(tenant, &steer).await?;
    state(&app, &*in_force(&app, published)?).await
}

async fn version<P: Platform>(
    app: &App<P>,
    version: PolicyVersion,
) -> Result<PolicyDraft, ApiError> {
    let tenant = &app.config.tenant;
    let kept = app
        .platform
        .objects()
        .tenant(tenant, &ReadPolicy { version })
        .await?;
    Ok(kept.ok_or(ApiError::NotFound)?.into_draft())
}

/// The policy that a parameter names.
pub(super) async fn named<P: Platform>(
    app: &App<P>,
    parameter: &str,
    name: &str,
) -> Result<PolicyDraft, ApiError> {
    let (tenant, objects) = (&app.config.tenant, app.platform.objects());
    match name {
        "draft" => {
            let kept = objects.tenant(tenant, &ReadDraft {}).await?;
            kept.draft.ok_or(ApiError::NotFound)
        }
        "current" => {
            let now = objects.tenant(tenant, &ReadConfiguration {}).await?;
            Ok(now.policy.into_draft())
        }
        "candidate" => {
            let now = objects.tenant(tenant, &ReadConfiguration {}).await?;
            let rollout = now.rollout.ok_or(ApiError::NotFound)?;
            Ok(rollout.candidate.into_draft())
        }
        hash => {
            let rule = "must be `current`, `draft`, `candidate` or a version";
            let hash = hash.parse().map_err(|_| FieldFault::at(parameter, rule))?;
            version(app, hash).await
        }
    }
}

async fn keep_draft<P: Platform>(
    app: &App<P>,
    session: &Session,
    call: &Call,
    draft: Option<PolicyDraft>,
) -> Result<Draft, ApiError> {
    let put = PutDraft {
        tenant: app.config.tenant.clone(),
        expected: call.if_match()?,
        draft,
        by: Some(session.person.id),
        salt: app.draw()?,
    };
    let tenant = &app.config.tenant;
    match app.platform.objects().tenant(tenant, &put).await? {
        DraftPut::Kept { kept } => Ok(*kept),
        DraftPut::Conflict { current } => Err(ApiError::VersionConflict { current }),
    }
}

async fn draft<P: Platform>(app: &App<P>, kept: Draft) -> Result<Answer, ApiError> {
    let revision = revision(&kept);
    let written: Vec<&PolicyDraft> = kept.draft.iter().collect();
    let view = DraftView {
        unknown: unknown_groups(app, &written, &[]).await?,
        draft: kept.draft,
    };
    Ok(Answer::json(StatusCode::OK, &view)?.with(header::ETAG, &revision))
}

fn revision(kept: &Draft) -> String {
    format!("\"{}\"", kept.revision)
}

async fn state<P: Platform>(
    app: &App<P>,
    configuration: &Configuration,
) -> Result<Answer, ApiError> {
    let rollout = configuration.rollout.as_ref();
    let mut policies = vec![configuration.policy.content()];
    policies.extend(rollout.map(|rollout| rollout.candidate.content()));
    let ring = rollout.map_or([].as_slice(), |rollout| &rollout.ring.groups);
    let state = PolicyState {
        version: configuration.policy.version(),
        rollout: rollout.map(RolloutView::from),
        unknown: unknown_groups(app, &policies, ring).await?,
    };
    Ok(Answer::json(StatusCode::OK, &state)?.with(header::ETAG, &etag(configuration)))
}
