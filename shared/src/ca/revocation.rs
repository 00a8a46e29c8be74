//! Why and when a certificate was revoked.

use serde::{Deserialize, Serialize};

use crate::ids::CertificateSerial;
use crate::time::Timestamp;

/// Why a certificate was revoked: the codes of RFC 5280 section 5.3.1 that apply to devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RevocationReason {
    /// No reason is given; in the list the code is then left out, as RFC 5280 asks.
    Unspecified,
    /// The device's key may be in other hands.
    KeyCompromise,
    /// The device belongs to somebody else now.
    AffiliationChanged,
    /// Another certificate has taken its place.
    Superseded,
    /// The device is no longer used or managed.
    CessationOfOperation,
    /// The right to hold it was taken away.
    PrivilegeWithdrawn,
}

impl RevocationReason {
    /// The value of `CRLReason`; none for [`RevocationReason::Unspecified`].
    #[must_use]
    pub const fn code(self) -> Option<u8> {
        match self {
            Self::Unspecified => None,
            Self::KeyCompromise => Some(1),
            Self::AffiliationChanged => Some(3),
            Self::Superseded => Some(4),
            Self::CessationOfOperation => Some(5),
            Self::PrivilegeWithdrawn => Some(9),
        }
    }
}

/// One revoked certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlEntry {
    /// Its serial number.
    pub serial: CertificateSerial,
    /// When it was revoked.
    pub revoked_at: Timestamp,
    /// Why.
    pub reason: RevocationReason,
}
