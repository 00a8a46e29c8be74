//! The refusal catalogue in Windows' words.

use super::fault::Fault;
use crate::enrollment::Refusal;

/// The fault for a refusal, chosen by what Windows then tells the person to do: remove a device, take another one, try
/// later, sign in again, ask an administrator, enroll anew.
#[must_use]
pub const fn fault_of(refusal: &Refusal) -> Fault {
    match refusal {
        // Ask an administrator.
        Refusal::AccountDisabled
        | Refusal::EnrollmentNotInScope
        | Refusal::MethodNotAllowedForManager { .. }
        | Refusal::TokenQuotaReached { .. } => Fault::Authorization,
        // Take another device, or bring this one up to date.
        Refusal::PlatformBlocked { .. }
        | Refusal::PersonalBlocked { .. }
        | Refusal::OsTooOld { .. }
        | Refusal::OsTooNew { .. }
        | Refusal::ManufacturerBlocked { .. }
        | Refusal::VersionNotSupported { .. } => Fault::DeviceNotSupported,
        // Remove a device.
        Refusal::DeviceLimitReached { .. } | Refusal::WorkProfileLimitReached { .. } => {
            Fault::DeviceCapReached
        }
        // Only our own text helps.
        Refusal::TermsNotAccepted { .. } => Fault::CustomServerError,
        // Sign in again: the page gives a new ticket.
        Refusal::TicketInvalid
        | Refusal::TicketExpired { .. }
        | Refusal::TicketSpent
        | Refusal::TokenRevoked
        | Refusal::TokenExpired { .. }
        | Refusal::TooManyKeyChanges { .. }
        | Refusal::TooManyOpenTickets { .. } => Fault::Authentication,
        // Nothing that the person could do: the client has to.
        Refusal::CsrMalformed { .. }
        | Refusal::CsrSignatureInvalid
        | Refusal::KeyNotAccepted { .. }
        | Refusal::KeyKnownWeak
        | Refusal::KeyReused
        | Refusal::CsrAsksTooMuch { .. } => Fault::CertificateRequest,
        Refusal::RequestReplayed => Fault::InvalidSecurity,
        // Enroll anew; or renew later, as Windows does by itself.
        Refusal::RenewalSubjectDiffers
        | Refusal::CertificateRevoked
        | Refusal::CertificateExpired { .. }
        | Refusal::DeviceRetired
        | Refusal::RenewalTooEarly { .. } => Fault::NotEligibleToRenew,
        Refusal::FactsNotLearnt | Refusal::OwnershipFixed { .. } => Fault::InvalidEnrollmentData,
        // Try later. Who has just renewed has a certificate that counts, and must not be sent to enroll anew.
        Refusal::RenewedTooOften { .. }
        | Refusal::TooManyRequests { .. }
        | Refusal::EnrollmentPaused
        | Refusal::EnrollmentInProgress { .. } => Fault::InMaintenance,
    }
}

/// What the person reads: the cause and what to do about it.
#[must_use]
pub fn text_of(refusal: &Refusal) -> String {
    format!("{} {}", refusal.sentence(), refusal.fix())
}

#[cfg(test)]
#[path = "refused_tests.rs"]
mod tests;
