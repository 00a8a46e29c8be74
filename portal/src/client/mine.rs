//! What is one's own to look up beyond one's devices: what is kept and set, and one's sessions.

use muster_shared::api::{DeviceFact, DeviceView, PrivacyFacts};
use muster_shared::ids::DeviceId;
use serde::Deserialize;

use super::{Failure, Method, device_path, send};

/// What the help reads of `DeviceDetail`: all of it would make the bundle a twentieth larger. A test holds it to the API's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SeenDevice {
    /// The device.
    pub device: DeviceView,
    /// What is known of it.
    pub facts: Vec<DeviceFact>,
}

/// One of the person's devices with what is known of it: `GET /api/v1/me/devices/{device}`.
///
/// # Errors
/// Any [`Failure`]; a device of nobody or of somebody else is not found.
pub async fn seen_device(device: DeviceId) -> Result<SeenDevice, Failure> {
    send(Method::Get, &device_path(device), None, None)
        .await?
        .json()
}

/// What is kept of devices: `GET /api/v1/me/privacy`.
///
/// # Errors
/// Any [`Failure`].
pub async fn privacy() -> Result<PrivacyFacts, Failure> {
    send(Method::Get, "/api/v1/me/privacy", None, None)
        .await?
        .json()
}

/// Signs out in every browser: `DELETE /api/v1/session?everywhere=true`.
///
/// # Errors
/// Any [`Failure`]; the sessions may then still be open.
pub async fn sign_out_everywhere(csrf_token: &str) -> Result<(), Failure> {
    let path = "/api/v1/session?everywhere=true";
    send(Method::Delete, path, Some(csrf_token), None)
        .await?
        .empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::api::DeviceDetail;

    #[test]
    fn what_the_help_reads_of_a_device_is_what_the_api_tells() {
        let json = r#"{"device":{"id":"dev_00000000000000000000000000","name":"d","platform":"linux","method":"agent",
            "ownership":"personal","status":"enrolled","enrolled_at":"2026-11-23T16:14:01Z"},
            "facts":[{"name":"kernel","value":"6.8","source":"claimed","learnt_at":"2026-11-23T16:14:01Z"}],"history":[]}"#;
        let whole: DeviceDetail = serde_json::from_str(json).unwrap();
        let written = serde_json::to_string(&whole).unwrap();
        let seen: SeenDevice = serde_json::from_str(&written).unwrap();
        assert_eq!((seen.device, seen.facts), (whole.device, whole.facts));
    }
}
