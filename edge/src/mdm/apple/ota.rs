//! Enrolling over the air: before it gets the profile, the device says what it is, so that the profile fits whose it is
//! (<https://developer.apple.com/library/archive/documentation/NetworkingInternet/Conceptual/iPhoneOTAConfiguration>).
//!
//! 1. A profile asks for what the device is.
//! 2. The device answers, signed with the certificate that Apple gave it, and gets a profile with nothing but SCEP in it.
//! 3. It answers the same, signed with the certificate that it got by that, and gets the enrollment profile.
//!
//! Who holds an enrollment token gets the enrollment profile at once: the token says whose its devices are, so that nothing that
//! they say would change it, and each key takes a place of its quota, also that of the second step.
//!
//! That the first signature is by a certificate of Apple's is not looked at: what a device says of itself is a claim here, as
//! everywhere, and the right to enroll is the ticket's. That the second is by one of ours is.

use std::sync::Arc;

use muster_shared::api::{CheckInReport, Inventory};
use muster_shared::ca::cms::{CmsError, Digests, SignedMessage};
use muster_shared::enrollment::Credential;
use muster_shared::identifier::LookUp;
use muster_shared::ids::Digest;
use muster_shared::protocol::apple::{ProfileService, ScepPayload, base_identifier};
use muster_shared::protocol::plist::{self, Dict};

use super::{profile, profiles, sign};
use crate::app::{App, Platform};
use crate::http::who::verify_certificate;
use crate::http::{Answer, ApiError, Call};
use crate::identifiers::look_up;

/// `GET /mdm/apple/ota/{credential}`: asks the device what it is, or gives it the enrollment profile where that changes nothing.
///
/// # Errors
/// As [`profiles::by_ticket`] for a token, or a fault of ours.
pub(super) async fn begin<P: Platform>(
    app: Arc<App<P>>,
    credential: Credential,
    call: Call,
) -> Result<Answer, ApiError> {
    if matches!(credential, Credential::Token(_)) {
        return profiles::by_ticket(app, credential, call).await;
    }
    let text = call.path.get("credential").ok_or(ApiError::NotFound)?;
    let organisation = app.organisation().await?;
    let seed = Digest::of(text.as_bytes());
    let service = ProfileService {
        base: &base_identifier(&app.config.public_url),
        seed: seed.as_bytes(),
        organisation: &organisation,
        url: &format!("{}/mdm/apple/ota/{text}", app.config.public_url),
    };
    Ok(profile(sign::signed(&app, service.write()).await?))
}

/// `POST /mdm/apple/ota/{credential}`: what the device is; the next profile.
///
/// # Errors
/// What is wrong with the message, the refusal where the rules say no, or a fault of ours.
pub(super) async fn go_on<P: Platform>(
    app: Arc<App<P>>,
    credential: Credential,
    call: Call,
) -> Result<Answer, ApiError> {
    let text = call.path.get("credential").ok_or(ApiError::NotFound)?;
    let verified = SignedMessage::read(&call.body, Digests::WithSha1)
        .and_then(|message| message.verify(app.platform.verifier()))
        .map_err(|error| match error {
            CmsError::Fault(fault) => fault.into(),
            other => ApiError::BadBody {
                reason: other.to_string(),
            },
        })?;
    let said = plist::read(verified.content()).map_err(|error| ApiError::BadBody {
        reason: error.to_string(),
    })?;
    if matches!(credential, Credential::Token(_)) {
        return profiles::enrollment(&app, &credential, text, &LookUp::default()).await;
    }
    let is_ours = verify_certificate(&app, verified.certificate().der())
        .is_ok_and(|certificate| certificate.enrollee() == credential.enrollee());
    if !is_ours {
        return identity(&app, text).await;
    }
    let configuration = app.configuration().await?;
    let identifiers: LookUp = look_up(&app, configuration.identifiers, &report(&said)).await?;
    profiles::enrollment(&app, &credential, text, &identifiers).await
}

/// The profile of the second step.
async fn identity<P: Platform>(app: &App<P>, text: &str) -> Result<Answer, ApiError> {
    let organisation = app.organisation().await?;
    let seed = Digest::of(text.as_bytes());
    let url = profiles::scep_url(app, text);
    let scep = ScepPayload {
        url: &url,
        challenge: text,
    };
    let base = base_identifier(&app.config.public_url);
    let written = scep.profile(&base, &organisation, seed.as_bytes());
    Ok(profile(sign::signed(app, written).await?))
}

/// By what the device may be on the list of corporate identifiers.
fn report(said: &Dict) -> CheckInReport {
    let fact = |name: &str| said.text(name).map(str::to_owned);
    CheckInReport {
        manufacturer: Some("Apple".to_owned()),
        inventory: Some(Inventory {
            serial_number: fact("SERIAL"),
            imei: fact("IMEI"),
            model: fact("PRODUCT"),
            ..Inventory::default()
        }),
        ..CheckInReport::default()
    }
}
