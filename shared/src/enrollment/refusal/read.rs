//! Reading a refusal.
//!
//! What serde derives for a tagged enum reads each of some forty forms by code of its own, which was a tenth of the portal's
//! bundle. Here one flat record takes in whatever fields come, and the code says which of them must be there.

use serde::Deserialize;

use super::Refusal;
use crate::ids::TermsVersion;
use crate::platform::{EnrollmentMethod, OsVersion, Platform};
use crate::time::Timestamp;

/// The fields of all refusals.
#[derive(Deserialize)]
pub(super) struct Fields {
    code: String,
    method: Option<EnrollmentMethod>,
    platform: Option<Platform>,
    minimum: Option<OsVersion>,
    found: Option<String>,
    maximum: Option<OsVersion>,
    manufacturer: Option<String>,
    distribution: Option<String>,
    limit: Option<u32>,
    terms: Option<Vec<TermsVersion>>,
    expired_at: Option<Timestamp>,
    quota: Option<u32>,
    reason: Option<String>,
    extension: Option<String>,
    again_at: Option<Timestamp>,
    retry_after_seconds: Option<u32>,
}

/// Why the fields are no refusal.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotARefusal {
    #[error("no refusal has the code `{0}`")]
    Code(String),
    #[error("this refusal lacks `{0}`")]
    Lacks(&'static str),
    #[error("`{0}` does not fit this refusal")]
    Unfit(&'static str),
}

fn given<T>(field: Option<T>, name: &'static str) -> Result<T, NotARefusal> {
    field.ok_or(NotARefusal::Lacks(name))
}

fn version(text: Option<String>) -> Result<OsVersion, NotARefusal> {
    let parsed = given(text, "found")?.parse();
    parsed.map_err(|_| NotARefusal::Unfit("found"))
}

impl TryFrom<Fields> for Refusal {
    type Error = NotARefusal;

    fn try_from(of: Fields) -> Result<Self, NotARefusal> {
        Ok(match of.code.as_str() {
            "account-disabled" => Self::AccountDisabled,
            "enrollment-not-in-scope" => Self::EnrollmentNotInScope,
            "method-not-allowed-for-manager" => Self::MethodNotAllowedForManager {
                method: given(of.method, "method")?,
            },
            "platform-blocked" => Self::PlatformBlocked {
                platform: given(of.platform, "platform")?,
            },
            "personal-blocked" => Self::PersonalBlocked {
                platform: given(of.platform, "platform")?,
            },
            "os-too-old" => Self::OsTooOld {
                minimum: given(of.minimum, "minimum")?,
                found: version(of.found)?,
            },
            "os-too-new" => Self::OsTooNew {
                maximum: given(of.maximum, "maximum")?,
                found: version(of.found)?,
            },
            "manufacturer-blocked" => Self::ManufacturerBlocked {
                manufacturer: given(of.manufacturer, "manufacturer")?,
            },
            "version-not-supported" => Self::VersionNotSupported {
                platform: given(of.platform, "platform")?,
                distribution: of.distribution,
                found: version(of.found)?,
            },
            "device-limit-reached" => Self::DeviceLimitReached {
                limit: given(of.limit, "limit")?,
            },
            "work-profile-limit-reached" => Self::WorkProfileLimitReached {
                limit: given(of.limit, "limit")?,
            },
            "terms-not-accepted" => Self::TermsNotAccepted {
                terms: given(of.terms, "terms")?,
            },
            "ticket-invalid" => Self::TicketInvalid,
            "ticket-expired" => Self::TicketExpired {
                expired_at: given(of.expired_at, "expired_at")?,
            },
            "ticket-spent" => Self::TicketSpent,
            "token-revoked" => Self::TokenRevoked,
            "token-expired" => Self::TokenExpired {
                expired_at: given(of.expired_at, "expired_at")?,
            },
            "token-quota-reached" => Self::TokenQuotaReached {
                quota: given(of.quota, "quota")?,
            },
            "too-many-key-changes" => Self::TooManyKeyChanges {
                limit: given(of.limit, "limit")?
                    .try_into()
                    .map_err(|_| NotARefusal::Unfit("limit"))?,
            },
            "too-many-open-tickets" => Self::TooManyOpenTickets {
                limit: given(of.limit, "limit")?,
            },
            "csr-malformed" => Self::CsrMalformed {
                reason: given(of.reason, "reason")?,
            },
            "csr-signature-invalid" => Self::CsrSignatureInvalid,
            "key-not-accepted" => Self::KeyNotAccepted {
                found: given(of.found, "found")?,
            },
            "key-known-weak" => Self::KeyKnownWeak,
            "key-reused" => Self::KeyReused,
            "csr-asks-too-much" => Self::CsrAsksTooMuch {
                extension: given(of.extension, "extension")?,
            },
            "renewal-subject-differs" => Self::RenewalSubjectDiffers,
            "certificate-revoked" => Self::CertificateRevoked,
            "certificate-expired" => Self::CertificateExpired {
                expired_at: given(of.expired_at, "expired_at")?,
            },
            "device-retired" => Self::DeviceRetired,
            "facts-not-learnt" => Self::FactsNotLearnt,
            "ownership-fixed" => Self::OwnershipFixed {
                method: given(of.method, "method")?,
            },
            "renewed-too-often" => Self::RenewedTooOften {
                again_at: given(of.again_at, "again_at")?,
            },
            "renewal-too-early" => Self::RenewalTooEarly {
                again_at: given(of.again_at, "again_at")?,
            },
            "request-replayed" => Self::RequestReplayed,
            "too-many-requests" => Self::TooManyRequests {
                retry_after_seconds: given(of.retry_after_seconds, "retry_after_seconds")?,
            },
            "enrollment-paused" => Self::EnrollmentPaused,
            "enrollment-in-progress" => Self::EnrollmentInProgress {
                retry_after_seconds: given(of.retry_after_seconds, "retry_after_seconds")?,
            },
            _ => return Err(NotARefusal::Code(of.code)),
        })
    }
}
