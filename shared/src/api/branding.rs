use serde::{Deserialize, Serialize};

use crate::tenant::section::{Branding, TextOnColour};

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
