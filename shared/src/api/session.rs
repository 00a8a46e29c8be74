use serde::{Deserialize, Serialize};

use crate::ids::{TenantId, UserId};
use crate::time::Timestamp;

/// The body of `POST /api/v1/session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The person's user name, usually a mail address.
    pub username: String,
    /// The password.
    pub password: String,
}

/// The answer to a successful sign-in; the session itself travels in a cookie that scripts can't read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionCreated {
    /// To be sent back as `x-csrf-token` on every request that changes something.
    pub csrf_token: String,
    /// When the session ends.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The person.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub user_id: UserId,
    /// The organisation.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub tenant: TenantId,
    /// The organisation's name as people read it.
    pub organisation: String,
    /// The user name signed in with.
    pub username: String,
    /// The name as people read it.
    pub display_name: String,
    /// What the person may do beyond their own devices; the names are the API's permissions.
    pub permissions: Vec<String>,
    /// Whether the person is a device enrollment manager: administrators alone name and remove what they have enrolled, and ask
    /// something of it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub enrollment_manager: bool,
    /// How many devices count toward the person's limit now.
    pub devices_in_use: u32,
    /// The device limit that applies to the person.
    pub device_limit: u32,
    /// The session's CSRF token again, so that a reloaded page can go on.
    pub csrf_token: String,
    /// When the session ends.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub session_expires_at: Timestamp,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
