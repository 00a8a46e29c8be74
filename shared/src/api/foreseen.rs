use serde::{Deserialize, Serialize};

use crate::profile::SettingStatus;

/// What the organisation will set on a device of one's own that has still to enroll (`GET /api/v1/me/configuration`), as far
/// as can be said before the device has told what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForeseenConfiguration {
    /// Whether anything can be set on a device that enrolls this way.
    pub reachable: bool,
    /// Every setting, in the order of the keys; none where nothing can be set.
    pub settings: Vec<SettingStatus>,
    /// Whether what the device tells of itself may still add to this or take from it.
    pub may_change: bool,
}
