//! Windows by its own client: enrollment ([MS-MDE2], [MS-XCEP], [MS-WSTEP]) and management (OMA DM 1.2).
//!
//! A person at Settings › Accounts › Access work or school › *Enroll only in device management* is led through
//! [`discovery`], the [`federated`] page and [`messages`]; what comes back is a [`provisioning`] document, by which Windows
//! installs its certificate and knows where to come for its management sessions.

mod discovery;
pub(crate) mod federated;
mod management;
pub(crate) mod messages;
mod on_premise;
pub(crate) mod page;
mod provisioning;
mod words;

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::protocol::mde::{self, Fault, MAX_MESSAGE};

use crate::app::{App, Platform};
use crate::http::problem::{Asked, Speaks};
use crate::http::who::{Anyone, NotFromAnotherSite, SignedInByForm};
use crate::http::{Answer, ApiError, Call};
use crate::router::{Address, Table, get, post};
use messages::MessageSender;

/// The longest message of a management session: what Windows is told it may send, with what is around it.
const MAX_MANAGEMENT_MESSAGE: usize = muster_shared::protocol::syncml::LIMITS.octets;

/// Adds the routes.
pub(super) fn add_routes<P: Platform>(table: Table<P>) -> Table<P> {
    let soap = |address: Address| address.speaks(Speaks::Soap).body_limit(MAX_MESSAGE);
    let page = |address: Address| address.speaks(Speaks::Page);
    table
        .route(soap(get(discovery::ADDRESS)), Anyone, discovery::is_here)
        .route(soap(post(discovery::ADDRESS)), Anyone, discovery::discover)
        .route(
            soap(post(messages::POLICY_ADDRESS)),
            MessageSender,
            messages::policies,
        )
        .route(
            soap(post(messages::ENROLLMENT_ADDRESS)),
            MessageSender,
            messages::certificate,
        )
        .route(page(get(federated::ADDRESS)), Anyone, federated::show)
        .route(
            page(post("/EnrollmentServer/Auth/sign-in")),
            NotFromAnotherSite,
            federated::sign_in,
        )
        .route(
            page(post("/EnrollmentServer/Auth/sign-out")),
            SignedInByForm,
            federated::sign_out,
        )
        .route(
            page(post("/EnrollmentServer/Auth/enroll")),
            SignedInByForm,
            federated::enroll,
        )
        .route(page(get("/EnrollmentServer/page.css")), Anyone, style)
        .route(
            post(provisioning::MANAGEMENT_ADDRESS)
                .speaks(Speaks::SyncMl)
                .body_limit(MAX_MANAGEMENT_MESSAGE),
            management::ManagedDevice,
            management::message,
        )
}

/// Who reads a page, and where they begin again: at what Windows opened it with, which stands in its address or its form.
pub(crate) fn reader(call: &Call) -> Asked {
    Asked::Page {
        language: words::language(call),
        again: federated::address_of(call),
    }
}

/// `GET /EnrollmentServer/page.css`: how the pages look.
async fn style<P: Platform>(_app: Arc<App<P>>, (): (), _call: Call) -> Result<Answer, ApiError> {
    Ok(file("text/css; charset=utf-8", include_str!("page.css")))
}

fn file(content_type: &'static str, text: &str) -> Answer {
    Answer::new(StatusCode::OK, content_type, text.as_bytes().to_vec())
        .with(header::CACHE_CONTROL, "public, max-age=3600")
        .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
}

/// The one map from errors to Windows' faults; each is a number that the person sees, so it goes by what they can do.
pub(crate) fn fault_of(error: &ApiError) -> Fault {
    match error {
        ApiError::Refused { refusal, .. } => mde::fault_of(refusal),
        ApiError::Soap(error) => error.cause.fault(),
        ApiError::SignInFailed | ApiError::SignInLocked { .. } | ApiError::SignInRequired => {
            Fault::Authentication
        }
        ApiError::DeviceNotIdentified { .. } => Fault::NotEligibleToRenew,
        ApiError::NotPermitted => Fault::Authorization,
        ApiError::BodyTooLarge { .. }
        | ApiError::UnsupportedMediaType { .. }
        | ApiError::MethodNotAllowed
        | ApiError::BadBody { .. }
        | ApiError::BadField(_)
        | ApiError::NotOffered
        | ApiError::NotFound => Fault::MessageFormat,
        _ => Fault::InternalServiceFault,
    }
}
