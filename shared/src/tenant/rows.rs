//! What the tenant object stores.

use serde::{Deserialize, Serialize};

use super::audit_log::AuditHead;
use super::configuration::Settings;
use super::people::Person;
use super::section::SectionKind;
use crate::device::RevokeCause;
use crate::enrollment::enrollee::{PutReference, ReleaseDevice};
use crate::identifier::{IdentifierCounts, Shard};
use crate::ids::{CertificateSerial, DeviceId, Digest, EnrolleeId, TokenId, UserId};
use crate::policy::{PolicySet, PolicyVersion};
use crate::store::{Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// What stands at the head of the tenant's tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantHeader {
    /// Counts up with every published change of policy or settings.
    pub configuration: u64,
    /// The policy that decides now.
    pub policy: PolicyVersion,
    /// The number of the configuration that began with the last change that decides: of the policy, or of a rollout.
    #[serde(default)]
    pub decides_since: Option<u64>,
    /// The settings that hold now.
    pub settings: Settings,
    /// The end of the audit chain; none before its first entry.
    pub audit: Option<AuditHead>,
    /// The number of the last revocation list.
    pub crl_number: u64,
    /// The number of the next event.
    pub next_event: u64,
    /// How many corporate identifiers there are.
    #[serde(default)]
    pub identifiers: IdentifierCounts,
    /// How many people are device enrollment managers.
    #[serde(default)]
    pub enrollment_managers: u32,
    /// The number of the next mail.
    #[serde(default)]
    pub next_mail: u64,
}

impl Row for TenantHeader {
    const TABLE: Table = Table::Header;

    fn key(&self) -> String {
        String::new()
    }
}

impl TenantHeader {
    /// The header; before anything was written, that of a new organisation.
    pub(super) fn load(unit: &Unit<'_>) -> Result<Self, StoreFault> {
        Ok(unit.get("")?.unwrap_or_else(|| Self {
            configuration: 0,
            policy: PolicySet::starting().version(),
            decides_since: Some(0),
            settings: Settings::default(),
            audit: None,
            crl_number: 0,
            next_event: 1,
            identifiers: IdentifierCounts::default(),
            enrollment_managers: 0,
            next_mail: 0,
        }))
    }

    /// Whether a decision under the configuration of this number may no longer be acted on. Before the number was kept, every
    /// change counted.
    pub(super) fn decides_anew_since(&self, configuration: u64) -> bool {
        configuration < self.decides_since.unwrap_or(self.configuration)
    }
}

impl Row for Person {
    const TABLE: Table = Table::Person;

    fn key(&self) -> String {
        self.id.to_string()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UsernameRow {
    pub username: String,
    pub user: UserId,
}

impl Row for UsernameRow {
    const TABLE: Table = Table::Username;

    fn key(&self) -> String {
        self.username.clone()
    }
}

/// What has become of a serial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(super) enum IssuanceState {
    Intended,
    Issued { at: Timestamp },
    Revoked { at: Timestamp, cause: RevokeCause },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IssuanceRow {
    pub serial: CertificateSerial,
    pub enrollee: EnrolleeId,
    pub device: DeviceId,
    pub key: Digest,
    pub policy: Option<PolicyVersion>,
    pub intended_at: Timestamp,
    #[serde(flatten)]
    pub state: IssuanceState,
}

impl Row for IssuanceRow {
    const TABLE: Table = Table::Issuance;

    fn key(&self) -> String {
        self.serial.to_string()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeyUseRow {
    #[serde(rename = "key")]
    pub public_key: Digest,
    pub enrollee: EnrolleeId,
    pub device: DeviceId,
}

impl Row for KeyUseRow {
    const TABLE: Table = Table::KeyUse;

    fn key(&self) -> String {
        self.public_key.to_string()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RevocationRow {
    pub serial: CertificateSerial,
    pub at: Timestamp,
    pub cause: RevokeCause,
    pub not_after: Timestamp,
}

impl Row for RevocationRow {
    const TABLE: Table = Table::Revocation;

    fn key(&self) -> String {
        self.serial.to_string()
    }
}

/// The last event taken from one enrollee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InboxRow {
    pub from: EnrolleeId,
    pub through: u64,
}

impl Row for InboxRow {
    const TABLE: Table = Table::Inbox;

    fn key(&self) -> String {
        self.from.to_string()
    }
}

/// Something that others read has changed and is to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "publish", rename_all = "kebab-case")]
pub enum TenantEvent {
    /// Policy or settings.
    Configuration,
    /// A section of the configuration.
    Section {
        /// Which.
        kind: SectionKind,
    },
    /// A person.
    Person {
        /// Who.
        user: UserId,
    },
    /// A person has left the directory.
    PersonDeleted {
        /// Who.
        user: UserId,
        /// Their object.
        enrollee: EnrolleeId,
        /// SHA-256 of the user name they had, in its normal form.
        username: Digest,
        /// Counts on from their last revision.
        revision: u64,
    },
    /// The revocation list.
    Crl,
    /// A shard of the corporate identifiers.
    IdentifierShard {
        /// Which.
        shard: Shard,
    },
    /// An enrollment token, which its own object must hear of.
    Token {
        /// Which.
        token: TokenId,
    },
    /// A device that a person uses or uses no more, which their own object must hear of.
    Reference {
        /// The person's object.
        of: EnrolleeId,
        /// What it is told.
        put: PutReference,
    },
    /// A person who used a device has left the directory, which the object that holds it must hear of.
    PrimaryUserGone {
        /// The object.
        holder: EnrolleeId,
        /// What it is told.
        release: ReleaseDevice,
    },
}

/// A change that waits to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantOutboxRow {
    /// Its number.
    pub sequence: u64,
    /// What changed.
    #[serde(flatten)]
    pub event: TenantEvent,
}

impl Row for TenantOutboxRow {
    const TABLE: Table = Table::Outbox;

    fn key(&self) -> String {
        Self::number_key(self.sequence)
    }
}

/// Stages `event` and takes its number; the caller writes the header.
pub(super) fn emit(
    unit: &mut Unit<'_>,
    header: &mut TenantHeader,
    event: TenantEvent,
) -> Result<(), StoreFault> {
    unit.put(&TenantOutboxRow {
        sequence: header.next_event,
        event,
    })?;
    header.next_event = header.next_event.saturating_add(1);
    Ok(())
}
