//! Messages of an enrolled device, or of one that enrolls (`PUT /mdm/apple/{scope}/checkin`, `…/server`).
//!
//! As with Windows each message is worked out by pure functions ([`receive`], [`answer`]), a check-in like any other device's takes
//! in what it tells, and the object that holds the device keeps the state, if no other message came in between.

use std::sync::Arc;

use http::{HeaderName, StatusCode, header};
use muster_shared::api::SentCommand;
use muster_shared::apple::session::{Ask, Received, Work, answer, receive};
use muster_shared::apple::settings::{Planned, plan};
use muster_shared::ca::VerifiedDeviceCertificate;
use muster_shared::command::CommandName;
use muster_shared::enrollment::enrollee::{
    AppleManagement, AppleStanding, KeepApple, ManagementKept, OpenApple, RequestProof,
};
use muster_shared::enrollment::{EnrollmentRequest, Refusal};
use muster_shared::platform::Ownership;
use muster_shared::ports::Objects as _;
use muster_shared::protocol::apple::{
    Command, ManagementScope, PLIST_TYPE, Report, Request, base_identifier,
};

use super::check_in::{check_in, context};
use super::device::{Message, Sent};
use super::escrow::{self, escrow_to};
use super::profiles;
use crate::app::{App, Platform};
use crate::check_in::{Visit, Visitor, come_by, leave};
use crate::http::problem::CODE_HEADER;
use crate::http::{Answer, ApiError, Call};

/// How often a message is worked out again because another came in between.
const TRIES: u8 = 3;

/// `PUT /mdm/apple/{scope}/checkin` and `…/server`: one message of a device.
///
/// # Errors
/// The refusal when its certificate no longer stands, what is wrong with the message, or a fault of ours.
pub(super) async fn message<P: Platform>(
    app: Arc<App<P>>,
    sent: Sent,
    _call: Call,
) -> Result<Answer, ApiError> {
    let certificate = &sent.certificate;
    for _ in 0..TRIES {
        let open = OpenApple {
            device: certificate.device(),
            presented: certificate.serial(),
        };
        let management = app
            .platform
            .objects()
            .enrollee(certificate.tenant(), &certificate.enrollee(), &open)
            .await?;
        let Some(management) = management else {
            return Ok(unrecognised());
        };
        let answered = match &sent.message {
            Message::CheckIn(message) => check_in(&app, &sent, message, management).await?,
            Message::Report(report) => turn(&app, &sent, report, management).await?,
        };
        if let Some(answered) = answered {
            return Ok(answered);
        }
    }
    Err(ApiError::refused(Refusal::TooManyRequests {
        retry_after_seconds: 5,
    }))
}

/// A device of which nothing is known any more: from iOS 17 and macOS 14 on it then ends its management by itself
/// (`ErrorUnrecognizedDevice`).
fn unrecognised() -> Answer {
    let body = br#"{"code":"com.apple.unrecognized.device"}"#.to_vec();
    Answer::new(StatusCode::FORBIDDEN, "application/json", body)
        .with(HeaderName::from_static(CODE_HEADER), "device-unknown")
}

/// An answer without a body: there is nothing to be done.
pub(super) fn nothing() -> Answer {
    Answer::empty(StatusCode::OK).with(header::CACHE_CONTROL, "no-store")
}

/// A property list.
pub(super) fn property_list(text: String) -> Answer {
    Answer::new(StatusCode::OK, PLIST_TYPE, text.into_bytes())
        .with(header::CACHE_CONTROL, "no-store")
}

/// The device that has shown its certificate, as a check-in knows it.
pub(super) fn visitor(certificate: &VerifiedDeviceCertificate) -> Visitor {
    Visitor {
        tenant: certificate.tenant().clone(),
        enrollee: certificate.enrollee(),
        device: certificate.device(),
        presented: certificate.serial(),
        // Nothing in a message says that it is new, and nothing but TLS keeps one from being sent again.
        proof: RequestProof::Tls,
    }
}

/// Keeps the state, unless another message came in between.
pub(super) async fn keep<P: Platform>(
    app: &App<P>,
    certificate: &VerifiedDeviceCertificate,
    keep: KeepApple,
) -> Result<bool, ApiError> {
    let kept = app
        .platform
        .objects()
        .enrollee(certificate.tenant(), &certificate.enrollee(), &keep)
        .await?;
    Ok(kept == ManagementKept::Kept)
}

/// What there is to do on a device.
#[derive(Default)]
struct Orders {
    commands: Vec<SentCommand>,
    settings: Option<Vec<Planned>>,
    renews: bool,
    leaves: bool,
}

impl Orders {
    /// It has left and does not know it.
    fn leave() -> Self {
        Self {
            leaves: true,
            ..Self::default()
        }
    }
}

/// Takes a report in and answers it; none when another message came in between.
async fn turn<P: Platform>(
    app: &App<P>,
    sent: &Sent,
    report: &Report,
    management: AppleManagement,
) -> Result<Option<Answer>, ApiError> {
    let AppleManagement {
        standing,
        request,
        state,
        revision,
    } = management;
    // What a Mac's user has of their own is not managed.
    if report.from.user.is_some() {
        return Ok(Some(nothing()));
    }
    state.is_of(&report.from).map_err(not_taken)?;
    let platform = request.platform;
    let mut received = receive(state, report, platform, app.now());
    let orders = match standing {
        AppleStanding::Retired => {
            if received.learnt.left {
                received.has_gone();
            }
            Orders::leave()
        }
        AppleStanding::Refused(refusal) => return Err(ApiError::refused(refusal)),
        AppleStanding::Managed if received.learnt.left => {
            leave(app, &visitor(&sent.certificate)).await?;
            return Ok(Some(nothing()));
        }
        AppleStanding::Managed => work(app, &sent.certificate, &received).await?,
    };
    let clears = |command: &SentCommand| command.kind == CommandName::ClearPasscode;
    let unlock_token = received
        .unlock_token()
        .filter(|_| orders.commands.iter().any(clears))
        .and_then(|hidden| {
            let context = context(sent.certificate.device(), "unlock");
            app.config.sealing_key.reveal(context.as_bytes(), hidden)
        });
    let base = base_identifier(&app.config.public_url);
    let organisation = app.organisation().await?;
    let work = Work {
        commands: &orders.commands,
        settings: orders.settings.as_deref(),
        renews: orders.renews,
        can_renew: received.managed().is_some(),
        lists: lists(&request, &received),
        leaves: orders.leaves,
        base: &base,
        organisation: &organisation,
        platform,
        unlock_token: unlock_token.as_deref(),
        pins: &app.config.sealing_key,
        random: app.draw()?,
    };
    let recovery_key = escrow::take(app, sent.certificate.device(), &request, &mut received)?;
    let installed = core::mem::take(&mut received.learnt.installed);
    let (state, asked) = answer(received, &work, app.now());
    let command = match (asked, state.managed()) {
        (Some((uuid, Ask::Request(request))), _) => Some(Command { uuid, request }),
        (Some((uuid, Ask::Renewal)), Some((scope, topic))) => {
            let profile = profiles::renewal(app, &sent.certificate, platform, scope, topic).await?;
            let request = Request::InstallProfile(profile);
            Some(Command { uuid, request })
        }
        (Some((_, Ask::Renewal)), None) | (None, _) => None,
    };
    let kept = KeepApple {
        device: sent.certificate.device(),
        revision,
        told: state.told_with_command(),
        state,
        wakes: false,
        installed,
        recovery_key,
    };
    if !keep(app, &sent.certificate, kept).await? {
        return Ok(None);
    }
    Ok(Some(command.map_or_else(nothing, |command| {
        property_list(command.write())
    })))
}

/// Whether a device lists what is on it: the organisation's own, by a profile that gives the right to ask.
fn lists(request: &EnrollmentRequest, received: &Received) -> bool {
    request.ownership == Ownership::Corporate
        && request.method.lists_installed()
        && received
            .managed()
            .is_some_and(|(scope, _)| scope == ManagementScope::Organisation)
}

/// Has a check-in take in what the device told; what it is asked then.
async fn work<P: Platform>(
    app: &App<P>,
    certificate: &VerifiedDeviceCertificate,
    received: &Received,
) -> Result<Orders, ApiError> {
    let visitor = visitor(certificate);
    match come_by(app, &visitor, received.learnt.report.clone()).await? {
        Some(Visit {
            inputs,
            commands,
            renew,
            ..
        }) => {
            let settings = match inputs {
                Some(inputs) => {
                    let of = app.configuration_of(Some(visitor.device), inputs).await?;
                    plan(&of.effective, escrow_to(app))
                }
                // Nothing is set on any device.
                None => Vec::new(),
            };
            Ok(Orders {
                commands,
                settings: Some(settings),
                renews: renew,
                leaves: false,
            })
        }
        None => Ok(Orders::leave()),
    }
}

pub(super) fn not_taken(why: muster_shared::apple::session::NotTaken) -> ApiError {
    ApiError::DeviceNotIdentified {
        reason: why.to_string(),
    }
}
