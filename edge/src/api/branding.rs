//! How the organisation presents itself: for everybody to see, for administrators to change.

use std::sync::Arc;

use base64ct::{Base64, Encoding as _};
use http::{StatusCode, header};
use muster_shared::api::{BrandingView, ManifestIcon, PortalManifest};
use muster_shared::ids::Digest;
use muster_shared::picture::Picture;
use muster_shared::ports::{Copies as _, Objects as _, PublishedPicture};
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::{Branding, BrandingPicture, Colour};
use muster_shared::tenant::{PutSection, ReadSection, SectionKind};

use super::sections::put_section;
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};

/// `GET /api/v1/branding`: name, colours, pictures and contacts.
///
/// # Errors
/// A fault of ours.
pub async fn show<P: Platform>(app: Arc<App<P>>, (): (), _call: Call) -> Result<Answer, ApiError> {
    let branding = Branding::clone(&*app.section().await?);
    let view = BrandingView {
        organisation: app.organisation().await?,
        text_on_accent: branding.accent.map(Colour::text_on_it),
        branding,
    };
    // Every page asks for it, before anybody is signed in.
    let answer = Answer::json(StatusCode::OK, &view)?;
    Ok(answer.with(header::CACHE_CONTROL, "public, max-age=60"))
}

/// `PUT /api/v1/branding/{picture}` with `If-Match`: takes a picture and puts it in its place in the branding.
///
/// # Errors
/// [`ApiError::NotFound`] for a picture that there is not, [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], or the
/// rule that the picture breaks.
pub async fn upload<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let place: BrandingPicture = call.path("picture")?;
    let expected = call.if_match()?;
    let kind = place.check(&call.body)?;
    let tenant = &app.config.tenant;
    let read = ReadSection {
        kind: SectionKind::Branding,
    };
    let section = app.platform.objects().tenant(tenant, &read).await?;
    if section.revision != expected {
        return Err(ApiError::VersionConflict {
            current: section.revision,
        });
    }
    let mut branding: Branding =
        muster_shared::json::from_str(&section.text).map_err(StoreFault::new)?;
    let picture = PublishedPicture {
        digest: Digest::of(&call.body),
        kind,
        base64: Base64::encode_string(&call.body),
    };
    place.put(&mut branding, picture.digest);
    // First the picture, then what names it. Named by its content, it may be there already, and nobody else's is replaced.
    app.platform.copies().publish(tenant, &picture).await?;
    let put = PutSection {
        tenant: tenant.clone(),
        kind: SectionKind::Branding,
        expected,
        text: serde_json::to_string(&branding).map_err(StoreFault::new)?,
        by: Some(session.person.id),
        salt: app.draw()?,
    };
    put_section(&app, put).await
}

/// `GET /branding/portal.webmanifest`: what browsers install the portal by, signed in or not.
///
/// # Errors
/// A fault of ours.
pub async fn manifest<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    _call: Call,
) -> Result<Answer, ApiError> {
    let branding = Branding::clone(&*app.section().await?);
    let mut icon = None;
    for digest in [branding.logo, branding.logo_on_dark].into_iter().flatten() {
        let key = digest.to_string();
        let copies = app.platform.copies();
        let copy: Option<PublishedPicture> = copies.read(&app.config.tenant, &key).await?;
        let head = copy.as_ref().and_then(head_of);
        icon = head.and_then(|head| ManifestIcon::of_logo(&digest, &head));
        if icon.is_some() {
            break;
        }
    }
    let manifest = PortalManifest::of(app.organisation().await?, branding.accent, icon);
    let body = serde_json::to_vec(&manifest).map_err(StoreFault::new)?;
    let answer = Answer::new(StatusCode::OK, "application/manifest+json", body);
    Ok(answer
        .with(header::CACHE_CONTROL, "public, max-age=3600")
        .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
}

/// What the head of a picture says. An icon is a PNG, and says it at once: no more is decoded.
fn head_of(picture: &PublishedPicture) -> Option<Picture> {
    // 48 bytes.
    let head = picture.base64.get(..64).unwrap_or(&picture.base64);
    Picture::recognise(&Base64::decode_vec(head).ok()?)
}

/// `GET /branding/{sha256}`: a picture. It never changes, so whoever has it need not ask again.
///
/// # Errors
/// [`ApiError::NotFound`] for a picture that was never uploaded.
pub async fn picture<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    let digest: Digest = call.path("file")?;
    let copies = app.platform.copies();
    let copy: Option<PublishedPicture> =
        copies.read(&app.config.tenant, &digest.to_string()).await?;
    let picture = copy.ok_or(ApiError::NotFound)?;
    let file = Base64::decode_vec(&picture.base64)
        .map_err(|_| ApiError::Fault("a published picture is not base64".to_owned()))?;
    let answer = Answer::new(StatusCode::OK, picture.kind.media_type(), file);
    // Should a browser open it by itself, it may do nothing.
    Ok(answer
        .with(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
        .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .with(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ))
}
