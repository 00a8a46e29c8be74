//! The devices' protocols: each an adapter that reads its own messages and takes the one way of an enrollment.

pub(crate) mod apple;
pub mod est;
pub(crate) mod scep;
pub(crate) mod windows;

use crate::app::Platform;
use crate::http::problem::Speaks;
use crate::http::who::{Anyone, Device, TicketHolder};
use crate::router::{Table, get, post};
use muster_shared::protocol::est::MAX_BODY;

/// Adds the routes of every protocol.
pub fn add_routes<P: Platform>(table: Table<P>) -> Table<P> {
    let est = |address: crate::router::Address| address.speaks(Speaks::Est).body_limit(MAX_BODY);
    let table = windows::add_routes(table);
    let table = apple::add_routes(table);
    let table = scep::add_routes(table);
    table
        .route(est(get("/.well-known/est/cacerts")), Anyone, est::ca_certs)
        .route(
            est(get("/.well-known/est/csrattrs")),
            Anyone,
            est::csr_attrs,
        )
        .route(
            est(post("/.well-known/est/simpleenroll")),
            TicketHolder,
            est::simple_enroll,
        )
        .route(
            est(post("/.well-known/est/simplereenroll")),
            Device,
            est::simple_reenroll,
        )
        .route(
            est(post("/.well-known/est/fullcmc")),
            Anyone,
            est::not_offered,
        )
        .route(
            est(post("/.well-known/est/serverkeygen")),
            Anyone,
            est::not_offered,
        )
        .route(
            est(get("/.well-known/est/{label}/cacerts")),
            Anyone,
            est::ca_certs,
        )
        .route(
            est(get("/.well-known/est/{label}/csrattrs")),
            Anyone,
            est::csr_attrs,
        )
        .route(
            est(post("/.well-known/est/{label}/simpleenroll")),
            TicketHolder,
            est::simple_enroll,
        )
        .route(
            est(post("/.well-known/est/{label}/simplereenroll")),
            Device,
            est::simple_reenroll,
        )
        .route(
            est(post("/.well-known/est/{label}/fullcmc")),
            Anyone,
            est::not_offered,
        )
        .route(
            est(post("/.well-known/est/{label}/serverkeygen")),
            Anyone,
            est::not_offered,
        )
}
