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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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
#[serde(try_from = "EventFields")]
pub struct TenantOutboxRow {
    /// Its number.
    pub sequence: u64,
    /// What changed.
    #[serde(flatten)]
    pub event: TenantEvent,
}

/// A change as it is read: one flat record, and not each kind by code of its own.
#[derive(Deserialize)]
struct EventFields {
    sequence: u64,
    publish: String,
    kind: Option<SectionKind>,
    user: Option<UserId>,
    enrollee: Option<EnrolleeId>,
    username: Option<Digest>,
    revision: Option<u64>,
    shard: Option<Shard>,
    token: Option<TokenId>,
    of: Option<EnrolleeId>,
    put: Option<PutReference>,
    holder: Option<EnrolleeId>,
    release: Option<ReleaseDevice>,
}

impl TryFrom<EventFields> for TenantOutboxRow {
    type Error = &'static str;

    fn try_from(of: EventFields) -> Result<Self, &'static str> {
        let user = of.user.ok_or("this change lacks `user`");
        let event = match of.publish.as_str() {
            "configuration" => TenantEvent::Configuration,
            "section" => TenantEvent::Section {
                kind: of.kind.ok_or("this change lacks `kind`")?,
            },
            "person" => TenantEvent::Person { user: user? },
            "person-deleted" => TenantEvent::PersonDeleted {
                user: user?,
                enrollee: of.enrollee.ok_or("this change lacks `enrollee`")?,
                username: of.username.ok_or("this change lacks `username`")?,
                revision: of.revision.ok_or("this change lacks `revision`")?,
            },
            "crl" => TenantEvent::Crl,
            "identifier-shard" => TenantEvent::IdentifierShard {
                shard: of.shard.ok_or("this change lacks `shard`")?,
            },
            "token" => TenantEvent::Token {
                token: of.token.ok_or("this change lacks `token`")?,
            },
            "reference" => TenantEvent::Reference {
                of: of.of.ok_or("this change lacks `of`")?,
                put: of.put.ok_or("this change lacks `put`")?,
            },
            "primary-user-gone" => TenantEvent::PrimaryUserGone {
                holder: of.holder.ok_or("this change lacks `holder`")?,
                release: of.release.ok_or("this change lacks `release`")?,
            },
            _ => return Err("there is no such change"),
        };
        Ok(Self {
            sequence: of.sequence,
            event,
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrollment::enrollee::Reference;
    use crate::ids::DeviceId;

    /// One that is added does not compile until it stands here, and then in the test.
    const fn place(event: &TenantEvent) -> usize {
        match event {
            TenantEvent::Configuration => 0,
            TenantEvent::Section { .. } => 1,
            TenantEvent::Person { .. } => 2,
            TenantEvent::PersonDeleted { .. } => 3,
            TenantEvent::Crl => 4,
            TenantEvent::IdentifierShard { .. } => 5,
            TenantEvent::Token { .. } => 6,
            TenantEvent::Reference { .. } => 7,
            TenantEvent::PrimaryUserGone { .. } => 8,
        }
    }

    #[test]
    fn every_kind_of_change_reads_back_as_it_was_written() {
        let (user, enrollee) = (
            UserId::from_random([1; 16]),
            EnrolleeId::from_random([2; 16]),
        );
        let device = DeviceId::from_random([3; 16]);
        let username = Digest::of(b"ana");
        let mut seen = [false; 9];
        for event in [
            TenantEvent::Configuration,
            TenantEvent::Section {
                kind: SectionKind::Groups,
            },
            TenantEvent::Person { user },
            TenantEvent::PersonDeleted {
                user,
                enrollee,
                username,
                revision: 7,
            },
            TenantEvent::Crl,
            TenantEvent::IdentifierShard { shard: 7 },
            TenantEvent::Token {
                token: TokenId::from_random([4; 16]),
            },
            TenantEvent::Reference {
                of: enrollee,
                put: PutReference {
                    device,
                    holder: enrollee,
                    number: 3,
                    reference: Reference::Stands,
                },
            },
            TenantEvent::PrimaryUserGone {
                holder: enrollee,
                release: ReleaseDevice {
                    device,
                    of: enrollee,
                },
            },
        ] {
            seen[place(&event)] = true;
            let row = TenantOutboxRow { sequence: 9, event };
            let text = serde_json::to_string(&row).unwrap();
            assert_eq!(
                crate::json::from_str::<TenantOutboxRow>(&text).unwrap(),
                row
            );
        }
        assert_eq!(seen, [true; 9]);
        let lacking = r#"{"sequence":1,"publish":"person"}"#;
        assert!(crate::json::from_str::<TenantOutboxRow>(lacking).is_err());
    }
}
