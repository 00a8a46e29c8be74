//! Guides for people, and what an organisation still has to do.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::{GuideList, ReadinessList};
use muster_shared::field::FieldFault;
use muster_shared::fleet::ListFleet;
use muster_shared::guidance::{Guides, Language, ReadinessInputs, readiness};
use muster_shared::platform::Platform as DevicePlatform;
use muster_shared::policy::PolicySet;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::section::{Branding, Groups, Guidance, Terms};
use muster_shared::tenant::{ListPeople, Permission, ReadConfiguration};

use super::calendar::push_certificate_ends_at;
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// How many people are looked at: whether there is a second one is all that is asked.
const PEOPLE_LOOKED_AT: usize = 500;

/// `GET /api/v1/guides?platform=&language=`: every way to enroll, with what the organisation has added.
///
/// # Errors
/// The parameter that names no platform or language.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let language = match call.query("language") {
        None => Language::default(),
        Some(text) => text
            .parse()
            .map_err(|_| FieldFault::at("language", "must be `en` or `de`"))?,
    };
    let platform =
        match call.query("platform") {
            None => None,
            Some(text) => {
                let named = DevicePlatform::ALL
                    .into_iter()
                    .find(|platform| platform.as_str() == text);
                Some(named.ok_or_else(|| {
                    FieldFault::at("platform", "must be a platform, such as `linux`")
                })?)
            }
        };
    let guides = Guides::built_in().map_err(|error| ApiError::Fault(error.to_string()))?;
    let added = app.section::<Guidance>().await?;
    Answer::json(
        StatusCode::OK,
        &GuideList::of(&guides, &added.tips, platform, language),
    )
}

/// `GET /api/v1/readiness`: what the organisation still has to do before its first devices come.
///
/// # Errors
/// A fault of ours.
pub async fn show_readiness<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    _call: Call,
) -> Result<Answer, ApiError> {
    let tenant = &app.config.tenant;
    let objects = app.platform.objects();
    let configuration = objects.tenant(tenant, &ReadConfiguration {}).await?;
    let read = ListPeople {
        after: None,
        limit: PEOPLE_LOOKED_AT,
        search: None,
    };
    let people = objects.tenant(tenant, &read).await?.people;
    let list = ListFleet {
        after: None,
        limit: 1,
    };
    let devices = objects.fleet(tenant, &list).await?;
    let branding = app.section::<Branding>().await?;
    let inputs = ReadinessInputs {
        public_address: app.config.public_url.starts_with("https://"),
        issuing_ca_ends_at: app.issuer.not_after(),
        people: people.iter().filter(|person| !person.disabled).count(),
        administrators: people
            .iter()
            .filter(|person| person.may(Permission::ConfigurationWrite))
            .count(),
        groups: app.section::<Groups>().await?.groups.len(),
        policy_published: configuration.policy.version() != PolicySet::starting().version(),
        enrollment_paused: configuration.settings.enrollment_paused,
        terms_published: !app.section::<Terms>().await?.terms.is_empty(),
        contact_named: !branding.contact_email.is_empty() || !branding.contact_phone.is_empty(),
        devices: devices.len(),
        push_certificate_ends_at: push_certificate_ends_at(&app).await?,
    };
    Answer::json(
        StatusCode::OK,
        &ReadinessList {
            readiness: readiness(&inputs, app.now()),
        },
    )
}
