//! A person's own tickets, and how far the enrollments with them have come.

use core::time::Duration;
use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::{
    EnrollmentProgress, TicketCreated, TicketMade, TicketRequest, est_url, scep_url,
};
use muster_shared::enrollment::enrollee::{OpenTicket, ShowProgress, TicketOpening};
use muster_shared::enrollment::ticket::{Ticket, TicketSecret};
use muster_shared::enrollment::{
    EnrollmentRequest, Fact, TraceEntry, Verdict, decide, groups_named_by,
};
use muster_shared::field::FieldFault;
use muster_shared::ids::{CategoryId, TicketId};
use muster_shared::platform::EnrollmentMethod;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::section::{Categories, Scep};

use super::terms::unaccepted;
use crate::app::{App, Platform};
use crate::enrollment::facts_of;
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call, Upgrade};

/// `POST /api/v1/me/tickets`: a ticket for one enrollment.
///
/// # Errors
/// The refusal when the rule already says no, or when there are too many open tickets.
pub async fn create_ticket<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let TicketRequest {
        platform,
        method,
        ownership,
        category,
    } = call.json()?;
    let request = EnrollmentRequest {
        platform,
        method,
        ownership,
    };
    let unfit = if !method.is_offered_on(platform) {
        Some(format!("is not offered on the platform `{platform}`"))
    } else if !method.is_served() {
        Some("is not served here yet".to_owned())
    } else {
        scep_closed(&app, method).await?.map(str::to_owned)
    };
    if let Some(unfit) = unfit {
        let rule = format!("{unfit}: choose one of {}", served_on(platform));
        return Err(FieldFault::at("method", rule).into());
    }
    let Opened {
        ticket,
        verdict,
        trace,
    } = open(&app, &session, request, category).await?;
    let public_url = &app.config.public_url;
    let sealed = ticket.seal(&app.config.sealing_key);
    let command = agent_command(method, public_url, &sealed);
    let made = TicketMade {
        // That it is to be had was asked above.
        scep_url: (method == EnrollmentMethod::Scep).then(|| scep_url(public_url, &sealed)),
        ticket: TicketCreated {
            id: ticket.id,
            ticket: sealed,
            expires_at: ticket.expires_at,
            platform,
            method,
            ownership,
            est_url: est_url(public_url),
            command,
            verdict,
            trace,
        },
    };
    Answer::json(StatusCode::CREATED, &made)
}

/// A ticket that has just been made, and what the rules say of it now.
pub(crate) struct Opened {
    pub(crate) ticket: Ticket,
    pub(crate) verdict: Verdict,
    pub(crate) trace: Vec<TraceEntry>,
}

/// Makes a ticket for whoever is signed in.
///
/// # Errors
/// The refusal when the rule already says no, or when there are too many open tickets; [`ApiError::BadField`] for a category
/// that is none.
pub(crate) async fn open<P: Platform>(
    app: &App<P>,
    session: &Session,
    request: EnrollmentRequest,
    category: Option<CategoryId>,
) -> Result<Opened, ApiError> {
    let id = TicketId::from_random(app.draw()?);
    // Windows' client, and a device that enrolls by an account, have the ticket from a page of their own, on which their person
    // signs in once more.
    let on_page = matches!(
        request.method,
        EnrollmentMethod::WindowsMdm | EnrollmentMethod::AppleUser
    );
    let secret = if on_page {
        TicketSecret::of(&id, &session.token.enrollee, &app.config.sealing_key)
    } else {
        TicketSecret::from_random(app.draw()?)
    };
    open_named(app, session, request, category, (id, secret)).await
}

/// The same with a name and a secret that the caller has: one that is there already is not made again.
///
/// # Errors
/// As [`open`].
pub(crate) async fn open_named<P: Platform>(
    app: &App<P>,
    session: &Session,
    request: EnrollmentRequest,
    category: Option<CategoryId>,
    (id, secret): (TicketId, TicketSecret),
) -> Result<Opened, ApiError> {
    if let Some(category) = &category {
        let categories = app.section::<Categories>().await?;
        if !categories.categories.iter().any(|one| one.id == *category) {
            return Err(
                FieldFault::at("category", "must be a category of the organisation").into(),
            );
        }
    }
    let configuration = app.configuration().await?;
    let now = app.now();
    let minutes = u64::from(configuration.settings.ticket_minutes);
    let ticket = Ticket {
        tenant: app.config.tenant.clone(),
        enrollee: session.token.enrollee,
        id,
        secret,
        platform: request.platform,
        method: request.method,
        ownership: request.ownership,
        expires_at: now.plus(Duration::from_secs(minutes.saturating_mul(60))),
    };

    // What the rule refuses whatever the count, it refuses now. A full set of devices does not: one may go before.
    let mut facts = facts_of(Some(&session.person));
    facts.identifiers_listed = configuration.identifiers.on(request.platform);
    facts.category = Fact::claimed(category.clone());
    facts.unaccepted_terms = unaccepted(app, session).await?;
    let (policy, _) = configuration.policy_for(&session.token.enrollee, &facts.groups);
    let groups = app.device_groups_named_by(policy).await?;
    facts.device_groups = groups_named_by(policy, &groups, None, &request, &facts);
    let mut trace = Vec::new();
    if let Verdict::Refuse { refusal } = decide(policy, &request, &facts, now, &mut trace) {
        return Err(ApiError::Refused { refusal, trace });
    }
    let open = OpenTicket {
        id: ticket.id,
        secret: ticket.secret.digest(),
        request,
        category,
        expires_at: ticket.expires_at,
        open_ticket_limit: configuration.settings.open_ticket_limit,
    };
    let opening = app
        .platform
        .objects()
        .enrollee(&ticket.tenant, &ticket.enrollee, &open)
        .await?;
    let devices_in_use = match opening {
        TicketOpening::Opened { devices_in_use } => devices_in_use,
        TicketOpening::Refused { refusal } => return Err(ApiError::refused(refusal)),
    };
    facts.devices_in_use = Fact::attested(devices_in_use);
    trace.clear();
    let verdict = decide(policy, &request, &facts, now, &mut trace);
    Ok(Opened {
        ticket,
        verdict,
        trace,
    })
}

/// Why no device can enroll by this method, where that is SCEP and it is closed.
///
/// # Errors
/// A fault of ours.
pub(super) async fn scep_closed<P: Platform>(
    app: &App<P>,
    method: EnrollmentMethod,
) -> Result<Option<&'static str>, ApiError> {
    if method != EnrollmentMethod::Scep {
        return Ok(None);
    }
    if app.registration.is_none() {
        return Ok(Some("is not set up in this deployment"));
    }
    let section = app.section::<Scep>().await?;
    Ok((!section.allowed).then_some("is not allowed by the organisation"))
}

/// The methods that are served on a platform, as they are written in a request.
fn served_on(platform: muster_shared::platform::Platform) -> String {
    let names: Vec<String> = EnrollmentMethod::ALL
        .into_iter()
        .filter(|method| method.is_served() && method.is_offered_on(platform))
        .map(|method| format!("`{}`", method.as_str()))
        .collect();
    names.join(", ")
}

/// For the method `agent`: the one line to run on the machine, with a ticket or an enrollment token in it.
pub(super) fn agent_command(
    method: EnrollmentMethod,
    public_url: &str,
    sealed: &str,
) -> Option<String> {
    (method == EnrollmentMethod::Agent)
        .then(|| muster_shared::api::agent_command(public_url, sealed))
}

/// `GET /api/v1/me/tickets/{ticket}`: how far the enrollment with one's own ticket has come.
///
/// # Errors
/// [`ApiError::NotFound`] for a ticket that is not one's own, or that ended long ago.
pub async fn show_ticket<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let progress = progress(&app, &session, call.path("ticket")?).await?;
    Answer::json(StatusCode::OK, &progress)
}

/// `GET /api/v1/me/tickets/{ticket}/live`: the same over a WebSocket (RFC 6455), now and after every change. The object
/// that holds the ticket holds the connection.
///
/// # Errors
/// [`ApiError::UpgradeRequired`] without the request for one; else as [`show_ticket`].
pub async fn follow_ticket<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Upgrade, ApiError> {
    let ticket = call.path("ticket")?;
    let asked = call.header(header::UPGRADE.as_str()).unwrap_or_default();
    if !asked.eq_ignore_ascii_case("websocket") {
        return Err(ApiError::UpgradeRequired);
    }
    progress(&app, &session, ticket).await?;
    Ok(Upgrade {
        tenant: app.config.tenant.clone(),
        enrollee: session.token.enrollee,
        session: session.token.session,
        ticket,
    })
}

/// Only the person's own object is asked, so another's ticket is not there.
async fn progress<P: Platform>(
    app: &App<P>,
    session: &Session,
    ticket: TicketId,
) -> Result<EnrollmentProgress, ApiError> {
    app.platform
        .objects()
        .enrollee(
            &app.config.tenant,
            &session.token.enrollee,
            &ShowProgress { ticket },
        )
        .await?
        .ok_or(ApiError::NotFound)
}
