//! Where Windows keeps its certificate: said once, when it enrolls, and needed as long as it is managed.
//!
//! Nothing else of what the client calls itself is kept: the names that it makes of its hardware are no business of ours.

use serde::{Deserialize, Serialize};

/// Whose certificates a device keeps its management certificate among. A renewal puts the next one there, and the device looks
/// for it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateStore {
    /// The signed-in person's: `EnrollmentType` `Full`.
    User,
    /// The machine's: `EnrollmentType` `Device`.
    System,
}
