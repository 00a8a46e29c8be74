//! Who sends a message: the device whose certificate the TLS connection has, or whose key has signed the message (`Mdm-Signature`,
//! <https://developer.apple.com/documentation/devicemanagement/implementing-device-management#Pass-an-Identity-Certificate-Through-a-Proxy>).

use base64ct::{Base64, Encoding as _};
use muster_shared::ca::VerifiedDeviceCertificate;
use muster_shared::ca::cms::{CmsError, Digests, verify_detached};
use muster_shared::protocol::apple::{
    CHECK_IN_TYPE, CheckIn, ManagementScope, Report, SIGNATURE_HEADER,
};

use crate::app::{App, Platform};
use crate::http::call::single_header;
use crate::http::who::{Who, device_of_tls, verify_certificate};
use crate::http::{ApiError, Call};

/// A device with a certificate of ours.
pub(super) struct AppleDevice;

/// A message whose sender has shown who it is.
pub(super) struct Sent {
    pub certificate: VerifiedDeviceCertificate,
    pub scope: ManagementScope,
    pub message: Message,
}

/// What is sent. One address takes both; the type tells them apart.
pub(super) enum Message {
    CheckIn(CheckIn),
    Report(Report),
}

impl Who for AppleDevice {
    type Identity = Sent;
    const STATEMENT: &'static str =
        "an Apple device with its certificate, by TLS or by a signature";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<Sent, ApiError> {
        let scope = call
            .path
            .get("scope")
            .and_then(|scope| scope.parse().ok())
            .ok_or(ApiError::NotFound)?;
        let certificate = match device_of_tls(app, call)? {
            Some(device) => device.certificate,
            None => signer(app, call)?,
        };
        let media_type = call.header("content-type").unwrap_or_default();
        let is_check_in = media_type
            .get(..CHECK_IN_TYPE.len())
            .is_some_and(|kind| kind.eq_ignore_ascii_case(CHECK_IN_TYPE));
        let message = if is_check_in {
            CheckIn::read(&call.body).map(Message::CheckIn)
        } else {
            Report::read(&call.body).map(Message::Report)
        };
        Ok(Sent {
            certificate,
            scope,
            message: message.map_err(ApiError::Apple)?,
        })
    }
}

/// The device whose key has signed the body. Nothing in a signature says for when it is, so that a recording of a message could be
/// sent again: TLS keeps strangers from recording, and a message that comes again changes nothing.
fn signer<P: Platform>(app: &App<P>, call: &Call) -> Result<VerifiedDeviceCertificate, ApiError> {
    let not_shown = |reason: &str| ApiError::DeviceNotIdentified {
        reason: reason.to_owned(),
    };
    let signature = single_header(&call.parts.headers, SIGNATURE_HEADER)
        .ok_or_else(|| not_shown("the message is not signed"))?;
    let signature = Base64::decode_vec(signature.trim())
        .map_err(|_| not_shown("the signature is not in base64"))?;
    // Simulators, and systems of old, sign with SHA-1; what is signed is short-lived and goes through TLS.
    let verifier = app.platform.verifier();
    match verify_detached(&signature, &call.body, Digests::WithSha1, verifier) {
        Ok(signer) => verify_certificate(app, signer.der()),
        Err(CmsError::Fault(fault)) => Err(fault.into()),
        Err(error) => Err(not_shown(&error.to_string())),
    }
}
