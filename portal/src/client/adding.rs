//! What is asked for when a device is added.

use muster_shared::platform::Platform;

use super::reply::Failure;
use super::text;
use crate::text::Language;

/// The ways to add a device of one platform, as JSON: `GET /api/v1/guides`.
///
/// # Errors
/// Any [`Failure`].
pub async fn guides_of(platform: Platform, language: Language) -> Result<String, Failure> {
    let platform = platform.as_str();
    let language = language.tag();
    text(&format!(
        "/api/v1/guides?platform={platform}&language={language}"
    ))
    .await
}

/// What is kept of a device, by whose it is, as JSON: `GET /api/v1/me/privacy`.
///
/// # Errors
/// Any [`Failure`].
pub async fn kept() -> Result<String, Failure> {
    text("/api/v1/me/privacy").await
}
