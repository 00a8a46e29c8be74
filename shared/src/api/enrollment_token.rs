use serde::{Deserialize, Deserializer, Serialize};

use super::RefusedAttempt;
use crate::ids::{CategoryId, EnrolleeId, TokenId, UserId};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::time::Timestamp;

/// The body of `POST /api/v1/enrollment-tokens`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EnrollmentTokenRequest {
    /// Its name, 1 to 64 characters, which no other token has. Rules may speak of it.
    pub name: String,
    /// The platform of the devices to enroll.
    pub platform: Platform,
    /// How they enroll.
    pub method: EnrollmentMethod,
    /// Who owns them; the organisation, unless something else is said.
    #[serde(default = "corporate")]
    pub ownership: Ownership,
    /// The category they get.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub category: Option<CategoryId>,
    /// How many devices it enrolls, 1 to 1000.
    pub quota: u32,
    /// When it ends, at most a year from now.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

const fn corporate() -> Ownership {
    Ownership::Corporate
}

/// The body of `PATCH /api/v1/enrollment-tokens/{token}`: what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct EnrollmentTokenChange {
    /// Its new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its new category; `null` takes it away.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "said")]
    pub category: Option<Option<CategoryId>>,
    /// Its new quota. Below what is used, it enrolls no further device and no device is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<u32>,
    /// When it now ends.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// Tells `null` from a field that is left out.
pub(crate) fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Where a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EnrollmentTokenState {
    /// It enrolls devices.
    Open,
    /// Its quota is used up.
    UsedUp,
    /// Its time is over.
    Expired,
    /// An administrator has ended it.
    Revoked,
}

/// A token as administrators see it. Its text is shown once, when it is made or replaced, and is kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrollmentTokenView {
    /// The token's name in lists and logs; not a secret.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: TokenId,
    /// Its name for people.
    pub name: String,
    /// Where it stands.
    pub state: EnrollmentTokenState,
    /// The platform it is for.
    pub platform: Platform,
    /// The method it is for.
    pub method: EnrollmentMethod,
    /// Who owns its devices.
    pub ownership: Ownership,
    /// The category of its devices.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub category: Option<CategoryId>,
    /// How many devices it enrolls.
    pub quota: u32,
    /// How many it has enrolled or is enrolling. A device that leaves gives no place back; an enrollment that was never
    /// proven does when it ends. In a list, up to a few seconds old.
    pub used: u32,
    /// When a device last began to enroll with it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub last_used_at: Option<Timestamp>,
    /// When it ends.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
    /// Who made it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub created_by: UserId,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// Since when it is revoked.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub revoked_at: Option<Timestamp>,
    /// Who holds its devices, as the fleet names it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub enrollee: EnrolleeId,
}

/// One token with what it refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrollmentTokenDetail {
    /// The token; what is used is exact.
    #[serde(flatten)]
    pub token: EnrollmentTokenView,
    /// How many requests with it were refused.
    pub refusals: u64,
    /// The last of them.
    pub refused: Option<RefusedAttempt>,
}

/// A token with its text: shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrollmentTokenCreated {
    /// The token.
    #[serde(flatten)]
    pub token: EnrollmentTokenView,
    /// The token itself, a secret: the password of HTTP Basic at the EST endpoints.
    pub text: String,
    /// Where to enroll: the EST base address, ending in `/.well-known/est`.
    pub est_url: String,
    /// For the method `agent`: the one line to run on each machine. It carries the token, so it is a secret, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// What a QR code that hands the token on contains: an [`EnrollmentQr`] as JSON.
    pub qr_payload: String,
}

/// What stands in a QR code. A reader takes one whose `muster` is a number that it knows, and passes over fields that it
/// does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrollmentQr {
    /// The version of this form: 1.
    pub muster: u8,
    /// Where to enroll, such as `https://muster.example.com`.
    pub server: String,
    /// The organisation's name, for a person to compare.
    pub organisation: String,
    /// The platform the token is for.
    pub platform: Platform,
    /// The method the token is for.
    pub method: EnrollmentMethod,
    /// The token, a secret.
    pub token: String,
}

/// A page of tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrollmentTokenList {
    /// The tokens, in the order of their identifiers.
    pub enrollment_tokens: Vec<EnrollmentTokenView>,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
