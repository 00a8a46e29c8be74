//! Check-in: a device begins to enroll, is enrolled, has something kept, or has left.

use http::StatusCode;
use muster_shared::api::Installed;
use muster_shared::apple::session::Began;
use muster_shared::enrollment::Refusal;
use muster_shared::enrollment::enrollee::{AppleManagement, AppleStanding, KeepApple};
use muster_shared::ids::DeviceId;
use muster_shared::protocol::apple::{AppleError, CheckIn, CheckInMessage};
use muster_shared::protocol::plist::{self, Dict};

use super::device::Sent;
use super::management::{keep, not_taken, nothing, property_list, visitor};
use super::profiles;
use crate::app::{App, Platform};
use crate::check_in::{come_by, leave};
use crate::http::{Answer, ApiError};

/// Takes a message in and answers it; none when another message came in between.
pub(super) async fn check_in<P: Platform>(
    app: &App<P>,
    sent: &Sent,
    said: &CheckIn,
    management: AppleManagement,
) -> Result<Option<Answer>, ApiError> {
    let AppleManagement {
        standing,
        request,
        mut state,
        revision,
    } = management;
    let certificate = &sent.certificate;
    match standing {
        AppleStanding::Managed => {}
        // It has gone, and says so: it is woken no more.
        AppleStanding::Retired if said.message == CheckInMessage::CheckOut => {
            if said.from.user.is_some() || state.is_of(&said.from).is_err() {
                return Ok(Some(nothing()));
            }
            state.forget_push();
            let kept = KeepApple {
                device: certificate.device(),
                revision,
                state,
                wakes: false,
                installed: Installed::default(),
                recovery_key: None,
                told: None,
            };
            return Ok(keep(app, certificate, kept).await?.then(nothing));
        }
        AppleStanding::Retired => {
            return Err(ApiError::refused(Refusal::DeviceRetired));
        }
        AppleStanding::Refused(refusal) => return Err(ApiError::refused(refusal)),
    }
    let device = certificate.device();
    let key = &app.config.sealing_key;
    match &said.message {
        CheckInMessage::Authenticate(begins) => {
            let topic = profiles::topic(app).await?;
            let began = Began {
                from: &said.from,
                certificate: certificate.serial(),
                scope: sent.scope,
                platform: request.platform,
                method: request.method,
                topic: &topic,
            };
            state.begin(begins, &began).map_err(not_taken)?;
        }
        // The channel of a Mac's user: nothing of it is managed.
        CheckInMessage::TokenUpdate(_) if said.from.user.is_some() => {
            return Ok(Some(nothing()));
        }
        CheckInMessage::TokenUpdate(update) => {
            let unlock = match &update.unlock_token {
                Some(token) => {
                    let context = context(device, "unlock");
                    Some(key.hide(context.as_bytes(), app.draw()?, token))
                }
                None => None,
            };
            state
                .wake_by(&said.from, certificate.serial(), update, unlock)
                .map_err(not_taken)?;
            // Enrolled: its certificate is proven, and one that it renewed ends.
            let report = state.take_beginning();
            if come_by(app, &visitor(certificate), report).await?.is_none() {
                return Err(ApiError::refused(Refusal::DeviceRetired));
            }
        }
        CheckInMessage::CheckOut => {
            state.is_of(&said.from).map_err(not_taken)?;
            if said.from.user.is_none() {
                leave(app, &visitor(certificate)).await?;
            }
            return Ok(Some(nothing()));
        }
        CheckInMessage::SetBootstrapToken(token) => {
            state.is_of(&said.from).map_err(not_taken)?;
            let hidden = match token {
                Some(token) => {
                    let context = context(device, "bootstrap");
                    Some(key.hide(context.as_bytes(), app.draw()?, token))
                }
                None => None,
            };
            state.keep_bootstrap_token(hidden);
        }
        CheckInMessage::GetBootstrapToken => {
            state.is_of(&said.from).map_err(not_taken)?;
            let context = context(device, "bootstrap");
            let token = state
                .bootstrap_token()
                .and_then(|hidden| key.reveal(context.as_bytes(), hidden));
            let answer = Dict::new().with_some("BootstrapToken", token.as_deref());
            return Ok(Some(property_list(plist::write(&answer))));
        }
        // No account of ours is a Mac's user: it goes on without (410 Gone).
        CheckInMessage::UserAuthenticate => return Ok(Some(Answer::empty(StatusCode::GONE))),
        CheckInMessage::NotServed => {
            return Err(ApiError::Apple(AppleError::NotServed));
        }
    }
    let kept = KeepApple {
        device,
        revision,
        state,
        // It tells what it is, and hears what there is to do, only in a session.
        wakes: matches!(said.message, CheckInMessage::TokenUpdate(_)),
        installed: Installed::default(),
        recovery_key: None,
        told: None,
    };
    Ok(keep(app, certificate, kept).await?.then(nothing))
}

/// Whose a hidden token is, and which.
pub(super) fn context(device: DeviceId, which: &str) -> String {
    format!("{device} {which}")
}
