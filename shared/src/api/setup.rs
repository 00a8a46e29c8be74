use serde::{Deserialize, Serialize};

use crate::ids::GroupId;
use crate::tenant::Role;

/// The body of `POST /api/v1/setup`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The people to create or change; at most 10.
    pub people: Vec<SetupPerson>,
}

/// A person with a local account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetupPerson {
    /// The name they sign in with; 1 to 128 bytes.
    pub username: String,
    /// The name people read; 1 to 128 bytes.
    pub display_name: String,
    /// The password; 12 characters or more.
    pub password: String,
    /// Their roles.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Their groups.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default)]
    pub groups: Vec<GroupId>,
    /// Whether the account is disabled: nobody signs in with it, and nothing enrolls with its tickets.
    #[serde(default)]
    pub disabled: bool,
    /// Whether they are a device enrollment manager, who enrolls devices for others.
    #[serde(default)]
    pub enrollment_manager: bool,
}
