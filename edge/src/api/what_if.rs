//! What another policy would say: what is asked with, and the answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{WhatIfAnswer, WhatIfInput, WhatIfInputs, WhatIfQuestion};
use muster_shared::enrollment::what_if::{RecordedInputs, what_if};
use muster_shared::field::FieldFault;
use muster_shared::fleet::{InputOf, InputsPage, ListInputs, MAX_INPUTS};
use muster_shared::ids::GroupId;
use muster_shared::policy::PolicySet;
use muster_shared::ports::Objects as _;

use super::policies::named;
use crate::app::{App, Platform};
use crate::device_groups::Sorting;
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// How many pages of inputs one answer is taken from: 2,500 devices at most. A browser asks about more by itself.
const PAGES_AT_ONCE: usize = 5;

/// How many differences an answer lists.
const LISTED: usize = 100;

/// How long a place in the list can be.
const LONGEST_PLACE: usize = 64;

/// `GET /api/v1/what-if/inputs?after=`: what decisions about the fleet and about recent attempts are taken from.
///
/// # Errors
/// The parameter that is none.
pub async fn inputs<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let after = place(call.query_text("after"))?;
    let sorting = app.sorting().await?;
    let page = page(&app, &sorting, after).await?;
    let mut sets: BTreeMap<Vec<GroupId>, u32> = BTreeMap::new();
    let mut inputs = Vec::with_capacity(page.inputs.len());
    for known in page.inputs {
        let (mut facts, next) = (
            known.inputs.facts,
            u32::try_from(sets.len()).unwrap_or(u32::MAX),
        );
        let groups = core::mem::take(&mut facts.groups);
        inputs.push(WhatIfInput {
            of: known.of,
            decided_at: known.inputs.decided_at,
            request: known.inputs.request,
            facts,
            group_set: *sets.entry(groups).or_insert(next),
        });
    }
    let mut group_sets: Vec<_> = sets.into_iter().collect();
    muster_shared::few::sort_many(&mut group_sets, |one, other| one.1.cmp(&other.1));
    Answer::json(
        StatusCode::OK,
        &WhatIfInputs {
            group_sets: group_sets.into_iter().map(|(groups, _)| groups).collect(),
            inputs,
            unknown: page.unknown,
            read_at: app.now(),
            next: page.next,
        },
    )
}

/// `POST /api/v1/policy/what-if`: who would be decided differently by another policy, and why.
///
/// # Errors
/// The field that names no policy, [`ApiError::NotFound`] for a policy that is not there, or what is wrong with the draft.
pub async fn ask<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let question: WhatIfQuestion = call.json()?;
    let from = policy(&app, "from", question.from.as_deref().unwrap_or("current")).await?;
    let to = policy(&app, "to", question.to.as_deref().unwrap_or("draft")).await?;
    let sorting = app.sorting().await?;
    let mut next = place(question.after)?;
    let mut inputs = RecordedInputs::default();
    let (mut unknown, mut oldest_decided_at) = (0_u32, None);
    for _ in 0..PAGES_AT_ONCE {
        let page = page(&app, &sorting, next).await?;
        unknown = unknown.saturating_add(page.unknown);
        for known in page.inputs {
            let at = known.inputs.decided_at;
            oldest_decided_at = oldest_decided_at.into_iter().chain(at).min();
            inputs.push(known.of, known.inputs.request, known.inputs.facts);
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    let read_at = app.now();
    Answer::json(
        StatusCode::OK,
        &WhatIfAnswer {
            from: from.version(),
            to: to.version(),
            decided: u32::try_from(inputs.len()).unwrap_or(u32::MAX),
            unknown,
            oldest_decided_at,
            read_at,
            changes: what_if(&inputs, &from, &to, read_at, LISTED),
            next,
        },
    )
}

/// A place in the list is what an answer gave; it is short.
fn place(after: Option<String>) -> Result<Option<String>, FieldFault> {
    match after {
        Some(after) if after.len() > LONGEST_PLACE => {
            Err(FieldFault::at("after", "must be the `next` of an answer"))
        }
        after => Ok(after),
    }
}

/// A page of inputs, each with all the groups of devices that it is of today: whatever a policy names can be told.
async fn page<P: Platform>(
    app: &App<P>,
    sorting: &Sorting,
    after: Option<String>,
) -> Result<InputsPage, ApiError> {
    let list = ListInputs {
        after,
        limit: MAX_INPUTS,
    };
    let tenant = &app.config.tenant;
    let mut page = app.platform.objects().fleet(tenant, &list).await?;
    for known in &mut page.inputs {
        let device = match known.of {
            InputOf::Device(device) => Some(device),
            InputOf::Attempt { .. } => None,
        };
        let groups = sorting.groups_of(device, &mut known.inputs);
        known.inputs.facts.device_groups = Some(groups);
    }
    Ok(page)
}

async fn policy<P: Platform>(app: &App<P>, field: &str, name: &str) -> Result<PolicySet, ApiError> {
    let draft = named(app, field, name).await?;
    PolicySet::new(draft).map_err(|error| FieldFault::at(field, error.to_string()).into())
}
