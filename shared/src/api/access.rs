use serde::{Deserialize, Serialize};

use super::DeviceStatus;
use crate::ids::{DeviceId, EnrolleeId};
use crate::platform::Ownership;

/// The answer of `GET /api/v1/access` about a device that may pass. The same stands in its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessAnswer {
    /// The device.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device_id: DeviceId,
    /// Who holds it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub enrollee: EnrolleeId,
    /// Whose it is.
    pub ownership: Ownership,
    /// Where it stands.
    pub status: DeviceStatus,
}
