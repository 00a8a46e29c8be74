use serde::{Deserialize, Serialize};

use crate::ids::Digest;
use crate::picture::{Picture, PictureKind};
use crate::tenant::section::{Branding, Colour, TextOnColour};

/// How the organisation presents itself, for everybody (`GET /api/v1/branding`). Pictures are at `/branding/{sha256}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrandingView {
    /// The organisation's name: that of the branding, or of the settings.
    pub organisation: String,
    /// Which text reads better on its colour; none without a colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_on_accent: Option<TextOnColour>,
    /// What the organisation has set.
    #[serde(default)]
    pub branding: Branding,
}

/// The portal as an app to install (`GET /branding/portal.webmanifest`).
///
/// W3C Web Application Manifest. Browsers take `application/manifest+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PortalManifest {
    /// What it is called: as the organisation is.
    pub name: String,
    /// What tells it from other apps of the same address.
    pub id: &'static str,
    /// The page that it opens with.
    pub start_url: &'static str,
    /// How: in a window of its own.
    pub display: &'static str,
    /// The colour of that window's bar.
    pub theme_color: Colour,
    /// The ground until the page is drawn.
    pub background_color: &'static str,
    /// Its pictures.
    pub icons: Vec<ManifestIcon>,
}

/// A picture of the installed portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManifestIcon {
    /// Its address.
    pub src: String,
    /// Width and height in pixels, `any` for a drawing.
    pub sizes: String,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
}

/// The smallest side of an icon that Chromium installs an app with.
const SMALLEST_ICON: u32 = 144;

impl ManifestIcon {
    /// A logo as the icon, where it can be one: as wide as it is high, large enough, and of the kind that every browser takes.
    #[must_use]
    pub fn of_logo(digest: &Digest, logo: &Picture) -> Option<Self> {
        let fits = logo.kind == PictureKind::Png
            && logo.width == logo.height
            && logo.width >= SMALLEST_ICON;
        fits.then(|| Self {
            src: format!("/branding/{digest}"),
            sizes: format!("{}x{}", logo.width, logo.height),
            media_type: logo.kind.media_type(),
        })
    }
}

impl PortalManifest {
    /// The portal of this organisation, with its logo as the icon where one fits, and else with ours.
    #[must_use]
    pub fn of(organisation: String, accent: Option<Colour>, logo: Option<ManifestIcon>) -> Self {
        let own = |src: &str, sizes: &str, media_type| ManifestIcon {
            src: src.to_owned(),
            sizes: sizes.to_owned(),
            media_type,
        };
        let icons = match logo {
            Some(logo) => vec![logo],
            // The picture is for systems that draw no SVG on the home screen.
            None => vec![
                own("/icon.svg", "any", "image/svg+xml"),
                own("/icon.png", "512x512", "image/png"),
            ],
        };
        Self {
            name: organisation,
            id: "/",
            start_url: "/",
            display: "standalone",
            theme_color: accent.unwrap_or(OUR_COLOUR),
            background_color: "#ffffff",
            icons,
        }
    }
}

/// That of our own icon.
const OUR_COLOUR: Colour = Colour::new([0x0b, 0x5f, 0x78]);

#[cfg(test)]
mod tests {
    use super::*;

    fn logo(kind: PictureKind, width: u32, height: u32) -> Option<ManifestIcon> {
        let picture = Picture {
            kind,
            width,
            height,
        };
        ManifestIcon::of_logo(&Digest::of(b"a logo"), &picture)
    }

    #[test]
    fn a_logo_is_the_icon_exactly_where_a_browser_installs_an_app_with_it() {
        assert_eq!(logo(PictureKind::Png, 143, 143), None);
        assert_eq!(logo(PictureKind::Png, 300, 100), None);
        assert_eq!(logo(PictureKind::Jpeg, 512, 512), None);
        let fits = logo(PictureKind::Png, 144, 144).unwrap();
        assert_eq!(fits.src, format!("/branding/{}", Digest::of(b"a logo")));
        let manifest = PortalManifest::of("Northgate".to_owned(), None, Some(fits.clone()));
        assert_eq!(manifest.icons, [fits]);
    }
}
