use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What opens a Mac's disk (`POST /api/v1/devices/{device}/recovery-keys`). That somebody has looked is in the device's history and in
/// the audit chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryKeyList {
    /// Its recovery keys, the newest first. The disk opens with that, or else with one before: at most 3.
    pub recovery_keys: Vec<RecoveryKeyView>,
}

/// A recovery key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryKeyView {
    /// The key, as it is typed where the Mac asks for it.
    pub recovery_key: String,
    /// When the Mac handed it over.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub escrowed_at: Timestamp,
}
