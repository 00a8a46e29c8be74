//! What opens the disk of a Mac of the organisation's: opened as it is handed over, and kept hidden under the deployment's sealing key.
//!
//! It is encrypted to the certificate of SCEP's registration authority, whose key can decrypt; without one FileVault is turned on all
//! the same, and its person alone has the key. What comes from the Mac and does not open is written to the log and not asked of it
//! again: nobody at the Mac could do anything about it.

use muster_shared::apple::recovery_key::RecoveryKey;
use muster_shared::apple::session::Received;
use muster_shared::ca::cms::{CmsError, EnvelopedMessage, Stretched};
use muster_shared::enrollment::EnrollmentRequest;
use muster_shared::enrollment::enrollee::HiddenRecoveryKey;
use muster_shared::ids::DeviceId;
use muster_shared::platform::Ownership;

use super::check_in::context;
use crate::app::{App, Platform};
use crate::http::ApiError;

/// The certificate to which Macs encrypt; none where nobody could decrypt it.
pub(crate) fn escrow_to<P: Platform>(app: &App<P>) -> Option<&[u8]> {
    app.platform.registration_key()?;
    let authority = app.registration.as_ref()?;
    Some(authority.certificate().der())
}

/// Opens what a Mac has handed over, and hides it.
///
/// # Errors
/// A fault of ours: the Mac hands it over once more at its next visit.
pub(super) fn take<P: Platform>(
    app: &App<P>,
    device: DeviceId,
    request: &EnrollmentRequest,
    received: &mut Received,
) -> Result<Option<HiddenRecoveryKey>, ApiError> {
    let envelope = received.learnt.recovery_key.take();
    let (Some(envelope), Ownership::Corporate) = (envelope, request.ownership) else {
        return Ok(None);
    };
    let (Some(authority), Some(key)) = (&app.registration, app.platform.registration_key()) else {
        return Ok(None);
    };
    let mut random = Stretched::new("escrow", &app.draw()?);
    let opened = EnvelopedMessage::read(&envelope)
        .and_then(|message| message.open(authority.certificate(), key, &mut random));
    let opened = match opened {
        Err(CmsError::Fault(fault)) => return Err(fault.into()),
        opened => opened,
    };
    received.is_done_with(&envelope);
    let key = opened
        .map_err(|error| error.to_string())
        .and_then(|octets| String::from_utf8(octets).map_err(|_| "it is no text".to_owned()))
        .and_then(|text| {
            let key: Result<RecoveryKey, _> = text.trim_end_matches(['\0', '\n']).parse();
            key.map_err(|error| error.to_string())
        });
    match key {
        Ok(key) => {
            let context = context(device, "recovery key");
            let secret = key.as_str().as_bytes();
            let nonce = app.draw()?;
            Ok(Some(HiddenRecoveryKey {
                hidden: app
                    .config
                    .sealing_key
                    .hide(context.as_bytes(), nonce, secret),
                digest: key.digest(),
            }))
        }
        Err(why) => {
            let line = format!("{device}: the recovery key that it handed over is not kept: {why}");
            app.platform.log(&line);
            Ok(None)
        }
    }
}

/// A recovery key as it was handed over; none where it was hidden under another sealing key.
pub(crate) fn reveal<P: Platform>(
    app: &App<P>,
    device: DeviceId,
    key: &HiddenRecoveryKey,
) -> Option<String> {
    let context = context(device, "recovery key");
    let secret = app
        .config
        .sealing_key
        .reveal(context.as_bytes(), &key.hidden)?;
    String::from_utf8(secret).ok()
}
