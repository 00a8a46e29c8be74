//! What is asked for when a device is added.

use muster_shared::platform::Platform;

use super::fetch::{Method, send};
use super::reply::Failure;
use crate::text::Language;

/// The ways to add a device of one platform, as JSON: `GET /api/v1/guides`.
///
/// # Errors
/// Any [`Failure`].
pub async fn guides_of(platform: Platform, language: Language) -> Result<String, Failure> {
    let platform = platform.as_str();
    let language = language.tag();
    body_of(&format!(
        "/api/v1/guides?platform={platform}&language={language}"
    ))
    .await
}

/// What is kept of a device, by whose it is, as JSON: `GET /api/v1/me/privacy`.
///
/// # Errors
/// Any [`Failure`].
pub async fn kept() -> Result<String, Failure> {
    body_of("/api/v1/me/privacy").await
}

async fn body_of(path: &str) -> Result<String, Failure> {
    let reply = send(Method::Get, path, None, None).await?;
    reply.empty()?;
    Ok(reply.body)
}
