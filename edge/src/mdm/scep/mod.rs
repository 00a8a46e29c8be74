//! Simple Certificate Enrolment Protocol (RFC 8894): `/scep/{token}` and `/scep`.

mod messages;

use std::sync::Arc;

use http::{Method, StatusCode, header};
use muster_shared::protocol::scep::{Operation, RegistrationAuthority, capabilities};
use muster_shared::tenant::section::Scep;

use crate::app::{App, Platform};
use crate::http::error::ScepClosed;
use crate::http::problem::Speaks;
use crate::http::who::{ScepCaller, ShownInMessage, TokenInAddress};
use crate::http::{Answer, ApiError, Call};
use crate::router::{Address, Table, get, post};

/// The largest message that is taken; those of clients have 2 to 6 KiB.
const MAX_MESSAGE: usize = 64 * 1024;

/// The longest message that is taken in an address, in characters.
const MAX_IN_ADDRESS: usize = 32 * 1024;

/// What Apple compares with octet for octet: nothing may be added.
const CERTIFICATE: &str = "application/x-x509-ca-cert";
const CERTIFICATES: &str = "application/x-x509-ca-ra-cert";
const MESSAGE: &str = "application/x-pki-message";

/// Adds the routes. Some clients put the name of Cisco's program after whatever address they are given; below `chain` the
/// registration authority is announced with its CAs.
pub(super) fn add_routes<P: Platform>(mut table: Table<P>) -> Table<P> {
    let scep = |address: Address| address.speaks(Speaks::Scep).body_limit(MAX_MESSAGE);
    for path in ["/scep", "/scep/chain", "/scep/pkiclient.exe"] {
        table = table
            .route(scep(get(path)), ShownInMessage, operation)
            .route(scep(post(path)), ShownInMessage, operation);
    }
    for path in [
        "/scep/{token}",
        "/scep/{token}/chain",
        "/scep/{token}/pkiclient.exe",
    ] {
        table = table
            .route(scep(get(path)), TokenInAddress, operation)
            .route(scep(post(path)), TokenInAddress, operation);
    }
    table
}

/// `GET` and `POST` of `/scep` and `/scep/{token}` with `?operation=`: capabilities, certificates, messages.
///
/// # Errors
/// [`ApiError::ScepClosed`], [`ApiError::BadBody`] for another operation, [`ApiError::Scep`] for what is no message, and faults of
/// ours. What is refused of a message is answered by a message.
async fn operation<P: Platform>(
    app: Arc<App<P>>,
    caller: ScepCaller,
    call: Call,
) -> Result<Answer, ApiError> {
    let (Some(authority), Some(key)) = (&app.registration, app.platform.registration_key()) else {
        return Err(ApiError::ScepClosed(ScepClosed::NotSetUp));
    };
    let section = app.section::<Scep>().await?;
    let in_address = caller.credential.is_some() || call.path.contains_key("token");
    if !section.allowed || (!in_address && !section.credential_in_message) {
        return Err(ApiError::ScepClosed(ScepClosed::NotAllowed));
    }
    let asked = call.query("operation").and_then(Operation::read);
    match asked {
        Some(Operation::GetCaCaps) => {
            let lines = capabilities(section.legacy_ciphers, section.sha1);
            Ok(lasting(Answer::new(
                StatusCode::OK,
                "text/plain",
                lines.into_bytes(),
            )))
        }
        Some(Operation::GetCaCert) => Ok(lasting(announce(authority, &call))),
        Some(Operation::PkiOperation) => {
            let octets = match call.parts.method {
                Method::POST => call.body.clone(),
                _ => messages::in_address(&call)?,
            };
            let office = messages::Office {
                app: &app,
                authority,
                key,
                section: &section,
            };
            let answer = office.answer(caller, &octets, &call.correlation_id).await?;
            Ok(
                Answer::new(StatusCode::OK, MESSAGE, answer)
                    .with(header::CACHE_CONTROL, "no-store"),
            )
        }
        None => Err(ApiError::BadBody {
            reason: "`operation` is GetCACaps, GetCACert or PKIOperation".to_owned(),
        }),
    }
}

/// One certificate, or with the CA's behind it.
///
/// Alone by default: micromdm's clients encrypt to every certificate that they are given, and cannot to our CA's. Clients that want
/// to know whose the registration authority is come to an address that ends in `chain`, or ask for that; certmonger asks by number.
fn announce(authority: &RegistrationAuthority, call: &Call) -> Answer {
    let asks_for_chain = call.query("message").is_some_and(|name| {
        name == "chain" || (!name.is_empty() && name.bytes().all(|octet| octet.is_ascii_digit()))
    });
    if asks_for_chain || call.parts.uri.path().ends_with("/chain") {
        Answer::new(StatusCode::OK, CERTIFICATES, authority.announced().to_vec())
    } else {
        let certificate = authority.certificate().der().to_vec();
        Answer::new(StatusCode::OK, CERTIFICATE, certificate)
    }
}

/// What is the same for everybody, for a while.
fn lasting(answer: Answer) -> Answer {
    answer.with(header::CACHE_CONTROL, "private, max-age=300")
}
