use core::fmt;

use serde::{Deserialize, Serialize};

/// What an audit entry tells of. A kind is added when something new is to be told; none is renamed or taken away, since the
/// name is part of every hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AuditKind {
    /// A device was enrolled and holds a certificate.
    DeviceEnrolled,
    /// An enrollment with a valid ticket was refused.
    EnrollmentRefused,
    /// A serial number was given out to be signed.
    CertificateIssued,
    /// A certificate was revoked.
    CertificateRevoked,
    /// A device got a new certificate for its old one.
    DeviceRenewed,
    /// A device was retired.
    DeviceRetired,
    /// A person was added to the directory.
    PersonCreated,
    /// A version of the policy set was published.
    PolicyPublished,
    /// Settings were published, the kill switch among them.
    SettingsPublished,
    /// The draft of the next policy was changed or discarded.
    PolicyDrafted,
    /// A rollout of a policy was started, changed, paused, resumed or stopped.
    RolloutChanged,
    /// The whole configuration was imported.
    ConfigurationImported,
    /// A section of the configuration was replaced.
    SectionChanged,
    /// A person was changed in the directory.
    PersonChanged,
    /// A person was taken out of the directory.
    PersonDeleted,
    /// An enrollment token was made.
    EnrollmentTokenCreated,
    /// An enrollment token was changed.
    EnrollmentTokenChanged,
    /// An enrollment token got a new secret; the one before ended.
    EnrollmentTokenReplaced,
    /// An enrollment token was ended.
    EnrollmentTokenRevoked,
    /// A device's record was deleted.
    DeviceDeleted,
    /// An administrator said whose a device is.
    OwnershipChanged,
    /// Somebody looked at what opens a Mac's disk.
    RecoveryKeyRead,
    /// Whether a device keeps the organisation's rules has changed, or something was done because it does not.
    ComplianceChanged,
    /// A device is another person's to use.
    PrimaryUserChanged,
    /// A person accepted terms of use.
    TermsAccepted,
    /// Corporate identifiers were put on the list.
    IdentifiersImported,
    /// Corporate identifiers were taken off the list.
    IdentifiersDeleted,
    /// A mail to a person was given up.
    MailFailed,
    /// A webhook was made.
    WebhookCreated,
    /// A webhook was changed, or enabled again.
    WebhookChanged,
    /// A webhook got a new secret.
    WebhookRotated,
    /// A webhook was deleted.
    WebhookDeleted,
    /// A webhook was disabled, since its receiver is gone or has failed for days.
    WebhookDisabled,
    /// The detail of an earlier entry was erased.
    DetailErased,
    /// Something was asked of a device.
    CommandQueued,
    /// What was asked of a device was taken back, or went with the device.
    CommandCancelled,
    /// What was asked of a device was done, could not be done, or ran out of time.
    CommandEnded,
}

impl AuditKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::DeviceEnrolled,
        Self::EnrollmentRefused,
        Self::CertificateIssued,
        Self::CertificateRevoked,
        Self::DeviceRenewed,
        Self::DeviceRetired,
        Self::PersonCreated,
        Self::PolicyPublished,
        Self::SettingsPublished,
        Self::PolicyDrafted,
        Self::RolloutChanged,
        Self::ConfigurationImported,
        Self::SectionChanged,
        Self::PersonChanged,
        Self::PersonDeleted,
        Self::EnrollmentTokenCreated,
        Self::EnrollmentTokenChanged,
        Self::EnrollmentTokenReplaced,
        Self::EnrollmentTokenRevoked,
        Self::DeviceDeleted,
        Self::OwnershipChanged,
        Self::RecoveryKeyRead,
        Self::ComplianceChanged,
        Self::PrimaryUserChanged,
        Self::TermsAccepted,
        Self::IdentifiersImported,
        Self::IdentifiersDeleted,
        Self::MailFailed,
        Self::WebhookCreated,
        Self::WebhookChanged,
        Self::WebhookRotated,
        Self::WebhookDeleted,
        Self::WebhookDisabled,
        Self::DetailErased,
        Self::CommandQueued,
        Self::CommandCancelled,
        Self::CommandEnded,
    ];

    /// The stable name, in the API as in the hash.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DeviceEnrolled => "device-enrolled",
            Self::EnrollmentRefused => "enrollment-refused",
            Self::CertificateIssued => "certificate-issued",
            Self::CertificateRevoked => "certificate-revoked",
            Self::DeviceRenewed => "device-renewed",
            Self::DeviceRetired => "device-retired",
            Self::PersonCreated => "person-created",
            Self::PolicyPublished => "policy-published",
            Self::SettingsPublished => "settings-published",
            Self::PolicyDrafted => "policy-drafted",
            Self::RolloutChanged => "rollout-changed",
            Self::ConfigurationImported => "configuration-imported",
            Self::SectionChanged => "section-changed",
            Self::PersonChanged => "person-changed",
            Self::PersonDeleted => "person-deleted",
            Self::EnrollmentTokenCreated => "enrollment-token-created",
            Self::EnrollmentTokenChanged => "enrollment-token-changed",
            Self::EnrollmentTokenReplaced => "enrollment-token-replaced",
            Self::EnrollmentTokenRevoked => "enrollment-token-revoked",
            Self::DeviceDeleted => "device-deleted",
            Self::OwnershipChanged => "ownership-changed",
            Self::RecoveryKeyRead => "recovery-key-read",
            Self::ComplianceChanged => "compliance-changed",
            Self::PrimaryUserChanged => "primary-user-changed",
            Self::TermsAccepted => "terms-accepted",
            Self::IdentifiersImported => "identifiers-imported",
            Self::IdentifiersDeleted => "identifiers-deleted",
            Self::MailFailed => "mail-failed",
            Self::WebhookCreated => "webhook-created",
            Self::WebhookChanged => "webhook-changed",
            Self::WebhookRotated => "webhook-rotated",
            Self::WebhookDeleted => "webhook-deleted",
            Self::WebhookDisabled => "webhook-disabled",
            Self::DetailErased => "detail-erased",
            Self::CommandQueued => "command-queued",
            Self::CommandCancelled => "command-cancelled",
            Self::CommandEnded => "command-ended",
        }
    }
}

impl fmt::Display for AuditKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
