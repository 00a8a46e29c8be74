//! Recorded decisions, each taken again before it is shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{DecisionList, DecisionView};
use muster_shared::enrollment::RecordedDecision;
use muster_shared::enrollment::enrollee::ReadDecisions;
use muster_shared::field::FieldFault;
use muster_shared::ids::{DeviceId, EnrolleeId};
use muster_shared::policy::{PolicySet, PolicyVersion};
use muster_shared::ports::Objects as _;
use muster_shared::tenant::ReadPolicy;

use super::devices::find;
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// How many decisions one page holds. Each may be by another policy, which is read to take it again.
const PAGE: usize = 20;

/// `GET /api/v1/devices/{device}/decisions?before=`: the decisions about a device, the newest first, each with every rule.
///
/// # Errors
/// [`ApiError::NotFound`] for a device that the index does not know, or the parameter that is none.
pub async fn of_device<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let device: DeviceId = call.path("device")?;
    let found = find(&app, device).await?;
    list(&app, &call, found.enrollee, Some(device)).await
}

/// `GET /api/v1/enrollees/{enrollee}/decisions?before=`: the decisions about a person's devices or those of a token, refused
/// attempts among them.
///
/// # Errors
/// The parameter that is none.
pub async fn of_enrollee<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let enrollee = call.path("enrollee")?;
    list(&app, &call, enrollee, None).await
}

/// `GET /api/v1/enrollees/{enrollee}/decisions/{number}/replay`: one decision, taken again by the policy that took it.
///
/// # Errors
/// [`ApiError::NotFound`] for a decision that is not kept.
pub async fn replay<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let enrollee: EnrolleeId = call.path("enrollee")?;
    let number: u64 = call.path("number")?;
    let read = ReadDecisions {
        before: number.checked_add(1),
        device: None,
        limit: 1,
    };
    let tenant = &app.config.tenant;
    let found = app
        .platform
        .objects()
        .enrollee(tenant, &enrollee, &read)
        .await?;
    let recorded = found
        .into_iter()
        .find(|recorded| recorded.number == number)
        .ok_or(ApiError::NotFound)?;
    let policies = policies(&app, core::slice::from_ref(&recorded)).await?;
    Answer::json(StatusCode::OK, &again(recorded, &policies))
}

async fn list<P: Platform>(
    app: &App<P>,
    call: &Call,
    enrollee: EnrolleeId,
    device: Option<DeviceId>,
) -> Result<Answer, ApiError> {
    let rule = "must be the number of a decision";
    let before = call.query("before").map(str::parse).transpose();
    let read = ReadDecisions {
        before: before.map_err(|_| FieldFault::at("before", rule))?,
        device,
        limit: PAGE,
    };
    let tenant = &app.config.tenant;
    let recorded = app
        .platform
        .objects()
        .enrollee(tenant, &enrollee, &read)
        .await?;
    let policies = policies(app, &recorded).await?;
    let next = recorded.last().filter(|_| recorded.len() == PAGE);
    let next = next.map(|last| last.number);
    let decisions = recorded
        .into_iter()
        .map(|recorded| again(recorded, &policies))
        .collect();
    Answer::json(
        StatusCode::OK,
        &DecisionList {
            enrollee,
            decisions,
            next,
        },
    )
}

type Policies = BTreeMap<PolicyVersion, Option<PolicySet>>;

/// The policies that took these decisions, each read once.
async fn policies<P: Platform>(
    app: &App<P>,
    recorded: &[RecordedDecision],
) -> Result<Policies, ApiError> {
    let mut all = Policies::new();
    for version in recorded.iter().map(|recorded| recorded.policy) {
        if let std::collections::btree_map::Entry::Vacant(missing) = all.entry(version) {
            let tenant = &app.config.tenant;
            let read = ReadPolicy { version };
            missing.insert(app.platform.objects().tenant(tenant, &read).await?);
        }
    }
    Ok(all)
}

fn again(recorded: RecordedDecision, policies: &Policies) -> DecisionView {
    let policy = policies.get(&recorded.policy).and_then(Option::as_ref);
    DecisionView {
        again: recorded.replay(policy),
        recorded,
    }
}
