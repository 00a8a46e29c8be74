//! Signing profiles, so that a device shows whose they are. The key is that of SCEP's registration authority, which every such device
//! needs anyway: the issuing key signs nothing but certificates. Without one profiles go unsigned; devices take them too, and show
//! them as such.

use muster_shared::ca::Signer as _;
use muster_shared::protocol::scep::Unsigned;

use crate::app::{App, Platform};
use crate::http::ApiError;

/// The profile as it is handed out.
///
/// # Errors
/// A fault of ours.
pub(super) async fn signed<P: Platform>(
    app: &App<P>,
    profile: String,
) -> Result<Vec<u8>, ApiError> {
    let (Some(authority), Some(key)) = (&app.registration, app.platform.registration_key()) else {
        return Ok(profile.into_bytes());
    };
    let unsigned = Unsigned::of(profile.into_bytes());
    let signature = key.sign(&unsigned.to_sign()).await?;
    let chain = [app.issuer.certificate_der(), app.issuer.root_der()];
    Ok(unsigned.signed_with_chain(authority, &signature, &chain))
}
