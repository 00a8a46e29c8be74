//! What is asked for, once an adapter has read its protocol's message and its credential has been checked.

use serde::{Deserialize, Serialize};

use crate::platform::{EnrollmentMethod, Ownership, Platform};

/// A device asks to be enrolled. Everything here was fixed when the ticket was made; what the device says of itself comes
/// as [`Facts`](super::Facts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrollmentRequest {
    /// The platform the ticket was made for.
    pub platform: Platform,
    /// The protocol the device enrolls with.
    pub method: EnrollmentMethod,
    /// Who is said to own the device.
    pub ownership: Ownership,
}
