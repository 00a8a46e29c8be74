//! Enrolling by an account: a person enters it in the device's settings, signs in on our page in the device's web view, and the
//! device gets the profile of user enrollment
//! (<https://developer.apple.com/documentation/devicemanagement/implementing-the-simple-authentication-user-enrollment-flow>).

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::enrollment::Credential;
use muster_shared::identifier::LookUp;
use muster_shared::platform::{EnrollmentMethod, Platform as DevicePlatform};
use serde_json::json;

use super::profiles;
use crate::app::{App, Platform};
use crate::http::who::Who;
use crate::http::{Answer, ApiError, Call};
use crate::mdm::windows::federated;

/// Where a device asks for its profile.
pub(super) const ENROLL: &str = "/mdm/apple/account/{platform}/enroll";

/// `GET /.well-known/com.apple.remotemanagement?user-identifier=&model-family=`: how one enrolls here with an account, and where.
///
/// # Errors
/// None: a family of devices that is not managed is told so in Apple's own words.
pub(super) async fn well_known<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    let platform = match call.query("model-family") {
        Some("iPhone") => DevicePlatform::Ios,
        Some("iPad") => DevicePlatform::Ipados,
        Some("Mac") => DevicePlatform::Macos,
        _ => {
            return Answer::json(
                StatusCode::FORBIDDEN,
                &json!({ "code": "com.apple.well-known.failed", "description": "devices of this kind are not managed here" }),
            );
        }
    };
    let base = &app.config.public_url;
    let url = format!("{base}/mdm/apple/account/{}/enroll", platform.as_str());
    Answer::json(
        StatusCode::OK,
        &json!({ "Servers": [{ "Version": "mdm-byod", "BaseURL": url }] }),
    )
}

/// Whoever shows what our page has given the device: a ticket, as a bearer's. Without one, where to sign in is the answer, and not
/// an error.
pub(super) struct AccountHolder;

impl Who for AccountHolder {
    type Identity = Option<Credential>;
    const STATEMENT: &'static str =
        "the holder of a ticket for an account, or whoever is asked for one";

    async fn identify<P: Platform>(
        app: &App<P>,
        call: &Call,
    ) -> Result<Option<Credential>, ApiError> {
        let token = call
            .header(header::AUTHORIZATION.as_str())
            .and_then(|value| value.strip_prefix("Bearer "));
        let credential = token.and_then(|token| profiles::open(app, token).ok());
        let is_for_account =
            |credential: &Credential| credential.request().method == EnrollmentMethod::AppleUser;
        Ok(credential.filter(is_for_account))
    }
}

/// `POST /mdm/apple/account/{platform}/enroll`: the profile for an account; without a ticket, where to sign in. What the device says
/// of itself here decides nothing, and is not read.
///
/// # Errors
/// A fault of ours.
pub(super) async fn enroll<P: Platform>(
    app: Arc<App<P>>,
    credential: Option<Credential>,
    call: Call,
) -> Result<Answer, ApiError> {
    let platform: DevicePlatform = federated::platform_in(&call).ok_or(ApiError::NotFound)?;
    let token = call.header(header::AUTHORIZATION.as_str());
    let token = token.and_then(|value| value.strip_prefix("Bearer "));
    if let (Some(credential), Some(token)) = (credential, token) {
        return profiles::enrollment(&app, &credential, token, &LookUp::default()).await;
    }
    let url = format!(
        "{}{}",
        app.config.public_url,
        federated::account_address(platform)
    );
    let asks = format!("Bearer method=\"apple-as-web\", url=\"{url}\"");
    Ok(Answer::empty(StatusCode::UNAUTHORIZED).with(header::WWW_AUTHENTICATE, &asks))
}
