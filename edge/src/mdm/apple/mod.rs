//! Apple's devices by their own client: the enrollment profile, check-in, and commands
//! (<https://developer.apple.com/documentation/devicemanagement>).
//!
//! A profile comes for a ticket ([`profiles`]), over the air after the device has said what it is ([`ota`]), or for an account
//! ([`account`]). The device then gets its certificate by SCEP, checks in ([`check_in`]), and is managed ([`management`]).
//!
//! A device takes a 401 for the end of its management, so that none is ever answered where it comes by ([`Speaks::Apple`]).

mod account;
mod check_in;
mod device;
pub(crate) mod escrow;
mod management;
mod ota;
pub(crate) mod profiles;
mod sign;

use http::{StatusCode, header};
use muster_shared::protocol::apple::PROFILE_TYPE;
use muster_shared::protocol::plist::LIMITS;

use crate::app::Platform;
use crate::http::Answer;
use crate::http::problem::Speaks;
use crate::http::who::{Anyone, NotFromAnotherSite, SignedInByForm};
use crate::mdm::windows::federated;
use crate::router::{Address, Table, get, post, put};

/// Adds the routes.
pub(super) fn add_routes<P: Platform>(table: Table<P>) -> Table<P> {
    let apple = |address: Address| address.speaks(Speaks::Apple).body_limit(LIMITS.octets);
    let page = |address: Address| address.speaks(Speaks::Page);
    table
        .route(
            page(get("/mdm/apple/profile/{credential}")),
            profiles::AppleTicketHolder,
            profiles::by_ticket,
        )
        .route(
            page(get("/mdm/apple/ota/{credential}")),
            profiles::AppleTicketHolder,
            ota::begin,
        )
        .route(
            apple(post("/mdm/apple/ota/{credential}")),
            profiles::AppleTicketHolder,
            ota::go_on,
        )
        .route(
            apple(put("/mdm/apple/{scope}/checkin")),
            device::AppleDevice,
            management::message,
        )
        .route(
            apple(put("/mdm/apple/{scope}/server")),
            device::AppleDevice,
            management::message,
        )
        .route(
            get("/.well-known/com.apple.remotemanagement"),
            Anyone,
            account::well_known,
        )
        .route(
            apple(post(account::ENROLL)),
            account::AccountHolder,
            account::enroll,
        )
        .route(
            page(get("/mdm/apple/account/{platform}/auth")),
            Anyone,
            federated::show,
        )
        .route(
            page(post("/mdm/apple/account/{platform}/auth/sign-in")),
            NotFromAnotherSite,
            federated::sign_in,
        )
        .route(
            page(post("/mdm/apple/account/{platform}/auth/sign-out")),
            SignedInByForm,
            federated::sign_out,
        )
        .route(
            page(post("/mdm/apple/account/{platform}/auth/enroll")),
            SignedInByForm,
            federated::enroll,
        )
}

/// A profile, which must come under exactly this type.
fn profile(octets: Vec<u8>) -> Answer {
    Answer::new(StatusCode::OK, PROFILE_TYPE, octets)
        .with(header::CACHE_CONTROL, "no-store")
        .with(
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"muster.mobileconfig\"",
        )
}
