//! What will be set on a device of one's own, before it enrolls.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::ForeseenConfiguration;
use muster_shared::enrollment::enrollee::ConfigurationInputs;
use muster_shared::enrollment::{DecisionInputs, EnrollmentRequest, Fact};
use muster_shared::field::FieldFault;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform as DevicePlatform};
use muster_shared::profile::status_of;

use crate::app::{App, Platform};
use crate::enrollment::facts_of;
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// A parameter that names one of a few.
fn named<T: Copy>(
    call: &Call,
    parameter: &'static str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, ApiError> {
    let said = call.query(parameter).unwrap_or_default();
    let found = all.iter().copied().find(|one| name(*one) == said);
    found.ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|one| name(*one)).collect();
        FieldFault::at(parameter, format!("must be one of {}", names.join(", "))).into()
    })
}

/// `GET /api/v1/me/configuration?platform=&method=&ownership=&category=`: what will be set on a device like this.
///
/// # Errors
/// The parameter that does not say what it is to say.
pub async fn show<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let request = EnrollmentRequest {
        platform: named(
            &call,
            "platform",
            &DevicePlatform::ALL,
            DevicePlatform::as_str,
        )?,
        method: named(
            &call,
            "method",
            &EnrollmentMethod::ALL,
            EnrollmentMethod::as_str,
        )?,
        ownership: named(
            &call,
            "ownership",
            &[Ownership::Personal, Ownership::Corporate],
            Ownership::as_str,
        )?,
    };
    let category = match call.query("category") {
        None => None,
        Some(name) => {
            let rule = "must be a category of the organisation";
            Some(name.parse().map_err(|_| FieldFault::at("category", rule))?)
        }
    };
    let mut facts = facts_of(Some(&session.person));
    facts.identifiers_listed = app.configuration().await?.identifiers.on(request.platform);
    facts.category = Fact::claimed(category);
    let of = ConfigurationInputs {
        inputs: Box::new(DecisionInputs {
            decided_at: None,
            request,
            facts,
        }),
        used_by: Some(session.token.enrollee),
    };
    let of = app.configuration_of(None, of).await?;
    let settings = if of.reachable {
        status_of(&of.effective, of.version(), true, None).settings
    } else {
        Vec::new()
    };
    Answer::json(
        StatusCode::OK,
        &ForeseenConfiguration {
            reachable: of.reachable,
            settings,
            may_change: of.reachable && of.may_change,
        },
    )
}
