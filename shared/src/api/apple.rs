use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The certificate with which Apple's devices are woken (`GET /api/v1/apple/push-certificate`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushCertificateView {
    /// The topic of the devices that it wakes. A renewed certificate must have the same.
    pub topic: String,
    /// When it ends.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
    /// From when on it should be renewed: 60 days before.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub renew_from: Timestamp,
    /// Whether it is time.
    pub renew_now: bool,
}
