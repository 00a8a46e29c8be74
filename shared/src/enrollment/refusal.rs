//! The refusal catalogue: every reason for which Muster says no, once.
//!
//! One cause, one stable code, one sentence, one fix, and who must act. Each protocol maps the catalogue to its own form in
//! one place; the codes are part of the API and never change their meaning.

mod german;
mod read;
mod wording;

use serde::{Deserialize, Serialize};

use crate::ids::TermsVersion;
use crate::platform::{EnrollmentMethod, OsVersion, Platform};
use crate::time::Timestamp;

/// Who can do something about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActsNext {
    /// The person who enrolls.
    Person,
    /// An administrator of the organisation.
    Administrator,
    /// Whoever wrote or set up the client on the device.
    Client,
    /// Nobody: asking again later is enough.
    Time,
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "kebab-case", try_from = "read::Fields")]
pub enum Refusal {
    // Decided by `decide()`.
    /// The person's account is disabled.
    AccountDisabled,
    /// The person is not among those who may enroll devices.
    EnrollmentNotInScope,
    /// A device enrollment manager may not enroll devices by this method.
    MethodNotAllowedForManager {
        /// The method asked for.
        method: EnrollmentMethod,
    },
    /// The policy blocks the platform.
    PlatformBlocked {
        /// The platform asked for.
        platform: Platform,
    },
    /// The policy blocks personally-owned devices on the platform.
    PersonalBlocked {
        /// The platform asked for.
        platform: Platform,
    },
    /// The operating system is older than the policy allows.
    OsTooOld {
        /// The lowest version that may enroll.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        minimum: OsVersion,
        /// The device's version.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        found: OsVersion,
    },
    /// The operating system is newer than the policy allows.
    OsTooNew {
        /// The highest version that may enroll.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        maximum: OsVersion,
        /// The device's version.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        found: OsVersion,
    },
    /// The policy blocks the maker.
    ManufacturerBlocked {
        /// The maker as the device reports it.
        manufacturer: String,
    },
    /// The organisation does not support the version of the operating system.
    VersionNotSupported {
        /// The platform asked for.
        platform: Platform,
        /// The Linux distribution, where versions are told apart by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        distribution: Option<String>,
        /// The device's version.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        found: OsVersion,
    },
    /// The enrollee holds as many devices as it may.
    DeviceLimitReached {
        /// The limit that applies.
        limit: u32,
    },
    /// A device enrollment manager holds as many Android work profiles as it may.
    WorkProfileLimitReached {
        /// The limit that applies.
        limit: u32,
    },
    /// The person has not accepted the terms of use.
    TermsNotAccepted {
        /// Those that are yet to be accepted.
        terms: Vec<TermsVersion>,
    },

    // The credential.
    /// The ticket is not one of ours, or was changed.
    TicketInvalid,
    /// The ticket's time is over.
    TicketExpired {
        /// When it ended.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        expired_at: Timestamp,
    },
    /// The ticket has enrolled a device already, with another key.
    TicketSpent,
    /// The enrollment token was revoked.
    TokenRevoked,
    /// The enrollment token's time is over.
    TokenExpired {
        /// When it ended.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        expired_at: Timestamp,
    },
    /// The enrollment token has enrolled as many devices as it may.
    TokenQuotaReached {
        /// How many those are.
        quota: u32,
    },
    /// The key was changed too often before the enrollment was proven.
    TooManyKeyChanges {
        /// How many changes one ticket allows.
        limit: u8,
    },
    /// The person has as many open tickets as they may have.
    TooManyOpenTickets {
        /// The limit that applies.
        limit: u32,
    },

    // The certificate request.
    /// The body is not a certificate request.
    CsrMalformed {
        /// What is wrong with it, in a few words.
        reason: String,
    },
    /// The request's signature does not verify with its own key.
    CsrSignatureInvalid,
    /// The key is of a kind or size that is not accepted.
    KeyNotAccepted {
        /// What was found, such as `RSA 1024`.
        found: String,
    },
    /// The key is publicly known to be weak.
    KeyKnownWeak,
    /// The key already belongs to another certificate.
    KeyReused,
    /// The request asks for rights that a device never gets.
    CsrAsksTooMuch {
        /// The extension or right.
        extension: String,
    },
    /// A renewal names another subject than the certificate it renews.
    RenewalSubjectDiffers,

    // The device's identity and life.
    /// The certificate has been revoked.
    CertificateRevoked,
    /// The certificate has expired.
    CertificateExpired {
        /// When it ended.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        expired_at: Timestamp,
    },
    /// The device was retired.
    DeviceRetired,
    /// What had to be learnt about the device was not learnt in time.
    FactsNotLearnt,
    /// The way a device enrolled decides whose it is.
    OwnershipFixed {
        /// The way.
        method: EnrollmentMethod,
    },
    /// The device renews more often than is needed.
    RenewedTooOften {
        /// When it may renew again.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        again_at: Timestamp,
    },
    /// The device renews before it is time.
    RenewalTooEarly {
        /// From when on it may.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        again_at: Timestamp,
    },
    /// The signed request was seen before.
    RequestReplayed,
    /// More requests from one device than are needed.
    TooManyRequests {
        /// Seconds after which to ask again.
        retry_after_seconds: u32,
    },

    // The service.
    /// An administrator has stopped new enrollments.
    EnrollmentPaused,
    /// The same enrollment is being worked on by another request.
    EnrollmentInProgress {
        /// Seconds after which to ask again.
        retry_after_seconds: u32,
    },
}

impl Refusal {
    /// The stable code, the same as in JSON.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AccountDisabled => "account-disabled",
            Self::EnrollmentNotInScope => "enrollment-not-in-scope",
            Self::MethodNotAllowedForManager { .. } => "method-not-allowed-for-manager",
            Self::PlatformBlocked { .. } => "platform-blocked",
            Self::PersonalBlocked { .. } => "personal-blocked",
            Self::OsTooOld { .. } => "os-too-old",
            Self::OsTooNew { .. } => "os-too-new",
            Self::ManufacturerBlocked { .. } => "manufacturer-blocked",
            Self::VersionNotSupported { .. } => "version-not-supported",
            Self::DeviceLimitReached { .. } => "device-limit-reached",
            Self::WorkProfileLimitReached { .. } => "work-profile-limit-reached",
            Self::TermsNotAccepted { .. } => "terms-not-accepted",
            Self::TicketInvalid => "ticket-invalid",
            Self::TicketExpired { .. } => "ticket-expired",
            Self::TicketSpent => "ticket-spent",
            Self::TokenRevoked => "token-revoked",
            Self::TokenExpired { .. } => "token-expired",
            Self::TokenQuotaReached { .. } => "token-quota-reached",
            Self::TooManyKeyChanges { .. } => "too-many-key-changes",
            Self::TooManyOpenTickets { .. } => "too-many-open-tickets",
            Self::CsrMalformed { .. } => "csr-malformed",
            Self::CsrSignatureInvalid => "csr-signature-invalid",
            Self::KeyNotAccepted { .. } => "key-not-accepted",
            Self::KeyKnownWeak => "key-known-weak",
            Self::KeyReused => "key-reused",
            Self::CsrAsksTooMuch { .. } => "csr-asks-too-much",
            Self::RenewalSubjectDiffers => "renewal-subject-differs",
            Self::CertificateRevoked => "certificate-revoked",
            Self::CertificateExpired { .. } => "certificate-expired",
            Self::DeviceRetired => "device-retired",
            Self::FactsNotLearnt => "facts-not-learnt",
            Self::OwnershipFixed { .. } => "ownership-fixed",
            Self::RenewedTooOften { .. } => "renewed-too-often",
            Self::RenewalTooEarly { .. } => "renewal-too-early",
            Self::RequestReplayed => "request-replayed",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::EnrollmentPaused => "enrollment-paused",
            Self::EnrollmentInProgress { .. } => "enrollment-in-progress",
        }
    }

    /// Who can do something about it first.
    #[must_use]
    pub const fn acts_next(&self) -> ActsNext {
        match self {
            Self::AccountDisabled
            | Self::EnrollmentNotInScope
            | Self::PlatformBlocked { .. }
            | Self::PersonalBlocked { .. }
            | Self::OsTooNew { .. }
            | Self::ManufacturerBlocked { .. }
            | Self::TokenRevoked
            | Self::TokenExpired { .. }
            | Self::TokenQuotaReached { .. }
            | Self::OwnershipFixed { .. }
            | Self::EnrollmentPaused => ActsNext::Administrator,
            Self::OsTooOld { .. }
            | Self::VersionNotSupported { .. }
            | Self::MethodNotAllowedForManager { .. }
            | Self::DeviceLimitReached { .. }
            | Self::WorkProfileLimitReached { .. }
            | Self::TermsNotAccepted { .. }
            | Self::TicketInvalid
            | Self::TicketExpired { .. }
            | Self::TicketSpent
            | Self::TooManyKeyChanges { .. }
            | Self::TooManyOpenTickets { .. }
            | Self::CertificateRevoked
            | Self::CertificateExpired { .. }
            | Self::DeviceRetired
            | Self::FactsNotLearnt => ActsNext::Person,
            Self::CsrMalformed { .. }
            | Self::CsrSignatureInvalid
            | Self::KeyNotAccepted { .. }
            | Self::KeyKnownWeak
            | Self::KeyReused
            | Self::CsrAsksTooMuch { .. }
            | Self::RenewalSubjectDiffers
            | Self::RequestReplayed => ActsNext::Client,
            Self::RenewedTooOften { .. }
            | Self::RenewalTooEarly { .. }
            | Self::TooManyRequests { .. }
            | Self::EnrollmentInProgress { .. } => ActsNext::Time,
        }
    }

    /// One refusal of every kind, in the order of the catalogue, so that whoever maps refusals to a protocol can test
    /// that the map is total.
    #[cfg(any(test, feature = "test-util"))]
    #[must_use]
    #[expect(clippy::expect_used, reason = "fixed text, compiled for tests only")]
    pub fn examples() -> Vec<Self> {
        let version = |text: &str| text.parse::<OsVersion>().expect("a version");
        let moment = Timestamp::from_unix_seconds(1_795_450_441);
        vec![
            Self::AccountDisabled,
            Self::EnrollmentNotInScope,
            Self::MethodNotAllowedForManager {
                method: EnrollmentMethod::AndroidFullyManaged,
            },
            Self::PlatformBlocked {
                platform: Platform::Android,
            },
            Self::PersonalBlocked {
                platform: Platform::Macos,
            },
            Self::OsTooOld {
                minimum: version("10.0.22631"),
                found: version("10.0.19045"),
            },
            Self::OsTooNew {
                maximum: version("26.1"),
                found: version("26.2"),
            },
            Self::ManufacturerBlocked {
                manufacturer: "Acme".to_owned(),
            },
            Self::VersionNotSupported {
                platform: Platform::Linux,
                distribution: Some("ubuntu".to_owned()),
                found: version("20.04"),
            },
            Self::DeviceLimitReached { limit: 5 },
            Self::WorkProfileLimitReached { limit: 10 },
            Self::TermsNotAccepted {
                terms: vec![TermsVersion {
                    terms: "acceptable-use".parse().expect("an id"),
                    version: 2,
                }],
            },
            Self::TicketInvalid,
            Self::TicketExpired { expired_at: moment },
            Self::TicketSpent,
            Self::TokenRevoked,
            Self::TokenExpired { expired_at: moment },
            Self::TokenQuotaReached { quota: 50 },
            Self::TooManyKeyChanges { limit: 3 },
            Self::TooManyOpenTickets { limit: 10 },
            Self::CsrMalformed {
                reason: "the base64 ends too early".to_owned(),
            },
            Self::CsrSignatureInvalid,
            Self::KeyNotAccepted {
                found: "RSA 1024".to_owned(),
            },
            Self::KeyKnownWeak,
            Self::KeyReused,
            Self::CsrAsksTooMuch {
                extension: "basicConstraints CA".to_owned(),
            },
            Self::RenewalSubjectDiffers,
            Self::CertificateRevoked,
            Self::CertificateExpired { expired_at: moment },
            Self::DeviceRetired,
            Self::FactsNotLearnt,
            Self::OwnershipFixed {
                method: EnrollmentMethod::AppleUser,
            },
            Self::RenewedTooOften { again_at: moment },
            Self::RenewalTooEarly { again_at: moment },
            Self::RequestReplayed,
            Self::TooManyRequests {
                retry_after_seconds: 60,
            },
            Self::EnrollmentPaused,
            Self::EnrollmentInProgress {
                retry_after_seconds: 5,
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of all variants, by the derived description, which lists them by itself.
    #[cfg(feature = "openapi")]
    fn codes_of_the_enum() -> Vec<String> {
        let schema = serde_json::to_value(<Refusal as utoipa::PartialSchema>::schema()).unwrap();
        let code = |variant: &serde_json::Value| {
            let code = &variant["properties"]["code"]["enum"][0];
            code.as_str().unwrap().to_owned()
        };
        schema["oneOf"]
            .as_array()
            .unwrap()
            .iter()
            .map(code)
            .collect()
    }

    #[cfg(feature = "openapi")]
    #[test]
    fn there_is_an_example_of_every_refusal_and_its_code_is_its_tag() {
        let codes: Vec<_> = Refusal::examples()
            .iter()
            .map(|example| example.code().to_owned())
            .collect();
        assert_eq!(codes, codes_of_the_enum());
    }

    #[test]
    fn what_is_no_refusal_is_told_apart() {
        for (json, why) in [
            (r#"{"code":"no-such-code"}"#, "no refusal has the code"),
            (r#"{"code":"device-limit-reached"}"#, "lacks `limit`"),
            (
                r#"{"code":"os-too-old","minimum":"10","found":"x"}"#,
                "`found`",
            ),
            (r#"{}"#, "code"),
        ] {
            let complaint = serde_json::from_str::<Refusal>(json).unwrap_err();
            assert!(complaint.to_string().contains(why), "{complaint}");
        }
    }

    #[test]
    fn every_refusal_reads_back_as_it_was_written() {
        for refusal in Refusal::examples() {
            let json = serde_json::to_value(&refusal).unwrap();
            assert_eq!(json["code"], refusal.code());
            assert_eq!(serde_json::from_value::<Refusal>(json).unwrap(), refusal);
        }
    }
}
