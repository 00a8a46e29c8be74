//! Who may reach what the organisation protects: one rule, asked by the gate (`GET /api/v1/access`) and meant by the portal
//! when it says that a device can access work.
//!
//! The rule sees an [`AccessRecord`] and the time, nothing else. What comes to count besides is one more field of the record,
//! one more [`Denial`] and one more line in [`AccessRecord::decide`].

use serde::{Deserialize, Serialize};

use crate::api::{DeviceStatus, DeviceView};
use crate::compliance::{ComplianceStanding, ComplianceState};
use crate::ids::{CertificateSerial, DeviceId, EnrolleeId};
use crate::platform::Ownership;
use crate::time::Timestamp;

/// What is known of a device where access is decided: that, and no more, is published for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRecord {
    /// The device.
    pub device: DeviceId,
    /// Who holds it.
    pub enrollee: EnrolleeId,
    /// Whose it is.
    pub ownership: Ownership,
    /// Where it stood when this was written.
    pub status: DeviceStatus,
    /// The newest certificate that it was given. The one before may stand beside it until this one is used.
    pub certificate: Option<CertificateSerial>,
    /// When that ends.
    pub certificate_expires_at: Option<Timestamp>,
    /// For a device that is pending: by when it must have reported.
    pub pending_until: Option<Timestamp>,
    /// Whether it keeps the organisation's rules.
    #[serde(default, skip_serializing_if = "ComplianceState::is_unknown")]
    pub compliance: ComplianceState,
    /// Until when that it does not is tolerated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_until: Option<Timestamp>,
    /// When it will have been silent for too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliant_until: Option<Timestamp>,
}

impl AccessRecord {
    /// What counts of a device as it is shown.
    #[must_use]
    pub const fn of(enrollee: EnrolleeId, device: &DeviceView) -> Self {
        Self {
            device: device.id,
            enrollee,
            ownership: device.ownership,
            status: device.status,
            certificate: device.certificate_serial,
            certificate_expires_at: device.certificate_expires_at,
            pending_until: device.pending_until,
            compliance: device.compliance,
            grace_until: device.grace_until,
            compliant_until: device.compliant_until,
        }
    }

    /// Whether the device may reach what is protected. The record may be old: what time has ended since, counts.
    ///
    /// # Errors
    /// The one cause why not.
    pub fn decide(&self, now: Timestamp) -> Result<(), Denial> {
        may_access(self.status)?;
        if self.certificate_expires_at.is_none_or(|end| end <= now) {
            return Err(Denial::CertificateExpired);
        }
        let is_pending = self.status == DeviceStatus::Pending;
        if is_pending && self.pending_until.is_none_or(|end| end <= now) {
            return Err(Denial::FactsNotLearnt);
        }
        if !self.standing().is_tolerated(now) {
            return Err(Denial::NotCompliant);
        }
        Ok(())
    }

    /// Whether a copy of this may deny too much: the device may have checked in since, of which a copy does not hear each
    /// time.
    #[must_use]
    pub fn may_have_been_heard_of(&self, now: Timestamp) -> bool {
        self.standing().is_silent(now)
    }

    const fn standing(&self) -> ComplianceStanding {
        ComplianceStanding {
            state: self.compliance,
            grace_until: self.grace_until,
            compliant_until: self.compliant_until,
        }
    }
}

/// Whether a device that stands there may reach what is protected. Total: a status without an answer does not compile.
///
/// # Errors
/// The one cause why not.
pub const fn may_access(status: DeviceStatus) -> Result<(), Denial> {
    match status {
        DeviceStatus::Enrolled | DeviceStatus::Pending => Ok(()),
        DeviceStatus::WaitingForFirstCheckIn => Err(Denial::NotCheckedIn),
        DeviceStatus::Expired => Err(Denial::CertificateExpired),
        DeviceStatus::Retired => Err(Denial::DeviceRetired),
    }
}

/// Why a device may not reach what is protected. The codes are part of the API and never change their meaning; where the
/// refusal catalogue has the same cause, it has the same code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Denial {
    /// There is no such device.
    DeviceUnknown,
    /// Its key has never been used.
    NotCheckedIn,
    /// What had to be learnt about it was not learnt in time.
    FactsNotLearnt,
    /// Its certificate has ended.
    CertificateExpired,
    /// The certificate that it shows counts no more; another may.
    CertificateRevoked,
    /// It has left management.
    DeviceRetired,
    /// It does not keep the organisation's rules.
    NotCompliant,
}

impl Denial {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::DeviceUnknown,
        Self::NotCheckedIn,
        Self::FactsNotLearnt,
        Self::CertificateExpired,
        Self::CertificateRevoked,
        Self::DeviceRetired,
        Self::NotCompliant,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DeviceUnknown => "device-unknown",
            Self::NotCheckedIn => "device-not-checked-in",
            Self::FactsNotLearnt => "facts-not-learnt",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateRevoked => "certificate-revoked",
            Self::DeviceRetired => "device-retired",
            Self::NotCompliant => "device-not-compliant",
        }
    }

    /// The cause, in one sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::DeviceUnknown => "There is no such device.",
            Self::NotCheckedIn => "The device has not checked in yet.",
            Self::FactsNotLearnt => {
                "The device did not report in time what your organisation's rules need to know of it."
            }
            Self::CertificateExpired => "The device's certificate has expired.",
            Self::CertificateRevoked => "The device's certificate has been revoked.",
            Self::DeviceRetired => "The device has been removed from management.",
            Self::NotCompliant => "The device does not keep your organisation's rules.",
        }
    }

    /// What helps, in one sentence.
    #[must_use]
    pub const fn fix(self) -> &'static str {
        match self {
            Self::NotCheckedIn => "Have it check in once.",
            Self::NotCompliant => {
                "Its page in the portal says what is missing: put that right, and have it check in."
            }
            _ => "Make a new ticket in the portal and enroll the device again.",
        }
    }
}

/// What the device's own object says of its access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Yes.
    Allowed {
        /// The device as it is now.
        record: AccessRecord,
    },
    /// No.
    Denied {
        /// The one cause.
        denial: Denial,
    },
}

#[cfg(all(test, feature = "test-util"))]
mod tests;
