//! Where and how Windows enrolls here ([MS-MDE2] section 3.1).

use std::sync::Arc;

use http::StatusCode;
use muster_shared::protocol::mde::{
    AuthPolicy, DiscoverResponse, EnrollmentMessage, discover_response,
};
use muster_shared::tenant::section::{Windows, WindowsAuthentication};

use super::federated;
use super::messages::{ENROLLMENT_ADDRESS, POLICY_ADDRESS, asked_elsewhere, read, soap};
use crate::app::{App, Platform};
use crate::http::{Answer, ApiError, Call};

/// Where Windows begins.
pub(super) const ADDRESS: &str = "/EnrollmentServer/Discovery.svc";

/// `GET /EnrollmentServer/Discovery.svc`: Windows looks whether anybody is there; the answer is empty.
///
/// # Errors
/// None.
pub(super) async fn is_here<P: Platform>(
    _app: Arc<App<P>>,
    (): (),
    _call: Call,
) -> Result<Answer, ApiError> {
    Ok(Answer::new(StatusCode::OK, "text/html", Vec::new()))
}

/// `POST /EnrollmentServer/Discovery.svc`: how people show who they are here, and where the next messages go.
///
/// # Errors
/// What is wrong with the message, also that its client is older than any that is served, or a fault of
/// ours.
pub(super) async fn discover<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    let (header, message) = read(&call)?;
    let EnrollmentMessage::Discover(discover) = message else {
        return Err(asked_elsewhere());
    };
    let enrollment_version =
        discover
            .request_version
            .answered()
            .ok_or_else(|| ApiError::BadBody {
                reason: "the client speaks a version of the protocol that is older than 3.0"
                    .to_owned(),
            })?;
    let base = &app.config.public_url;
    let page = format!("{base}{}", federated::ADDRESS);
    let auth_policy = match app.section::<Windows>().await?.authentication {
        WindowsAuthentication::Federated => AuthPolicy::Federated {
            authentication_service_url: &page,
        },
        WindowsAuthentication::OnPremise => AuthPolicy::OnPremise,
    };
    let answer = discover_response(
        &header.message_id,
        &call.correlation_id,
        &DiscoverResponse {
            auth_policy,
            enrollment_version,
            enrollment_policy_service_url: &format!("{base}{POLICY_ADDRESS}"),
            enrollment_service_url: &format!("{base}{ENROLLMENT_ADDRESS}"),
        },
    );
    Ok(soap(answer))
}
