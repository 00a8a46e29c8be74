//! What the rest of the house is told: rows written in the same transaction as the change, delivered at least once.

mod read;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::hand_over::Reference;
use super::rows::EnrolleeHeader;
use crate::api::DeviceFactName;
use crate::command::CommandRecord;
use crate::compliance::{ComplianceState, Fired};
use crate::device::{DeviceRecord, RetireCause, RevokeCause};
use crate::enrollment::{Refusal, RefusedInputs};
use crate::identifier::CorporateIdentifier;
use crate::ids::{
    CertificateSerial, DeviceId, Digest, EnrolleeId, TermsVersion, TicketId, TokenId, UserId,
};
use crate::platform::Ownership;
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// Something that happened in an enrollee object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum EnrolleeEvent {
    /// A device got its first certificate.
    DeviceEnrolled {
        /// The device as it is now.
        record: DeviceRecord,
        /// The certificate.
        serial: CertificateSerial,
        /// Its public key.
        key: Digest,
        /// The person who is to learn of it: none for a token's device, and none when they were told before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tell: Option<UserId>,
    },
    /// A device got a further certificate.
    DeviceRenewed {
        /// The device as it is now.
        record: DeviceRecord,
        /// The new certificate.
        serial: CertificateSerial,
        /// Its public key.
        key: Digest,
    },
    /// Something shown about a device has changed.
    DeviceChanged {
        /// The device as it is now.
        record: DeviceRecord,
    },
    /// A device left management.
    DeviceRetired {
        /// The device as it is now.
        record: DeviceRecord,
        /// Why.
        cause: RetireCause,
        /// What the policy refused, when it did.
        #[serde(default)]
        refusal: Option<Refusal>,
        /// The administrator, when it was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<UserId>,
    },
    /// A device's record was deleted; an administrator no longer finds it.
    DeviceDeleted {
        /// The device that was.
        device: DeviceId,
        /// The administrator, when it was not its time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<UserId>,
    },
    /// A certificate ended before its time.
    CertificateRevoked {
        /// The device it was for.
        device: DeviceId,
        /// The certificate.
        serial: CertificateSerial,
        /// Why.
        cause: RevokeCause,
        /// When it would have ended; after that the revocation list need not carry it.
        not_after: Timestamp,
    },
    /// An administrator said whose a device is.
    OwnershipChanged {
        /// The device as it is now.
        record: DeviceRecord,
        /// Whose it was.
        before: Ownership,
        /// The administrator.
        by: UserId,
        /// What was known of the device and is not kept of one that is its person's own.
        erased: Vec<DeviceFactName>,
        /// The person whose device it is; none for a token's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tell: Option<UserId>,
    },
    /// Whether a device keeps the organisation's rules has changed, or something is done because it does not.
    ComplianceChanged {
        /// The device as it is now.
        record: DeviceRecord,
        /// Where it stood.
        before: ComplianceState,
        /// Where it stands.
        after: ComplianceState,
        /// What is done.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        actions: Vec<Fired>,
        /// The person whose device it is; none for a token's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tell: Option<UserId>,
    },
    /// A device is another person's to use.
    PrimaryUserChanged {
        /// The device as it is now.
        record: DeviceRecord,
        /// Whose it was; nobody's, when none.
        before: Option<UserId>,
        /// Whose it is.
        after: Option<UserId>,
        /// The administrator; none when a person has left the directory.
        by: Option<UserId>,
    },
    /// A person's object is to refer to a device of this one, or no more.
    ReferenceChanged {
        /// The device.
        device: DeviceId,
        /// The person's object.
        of: EnrolleeId,
        /// The hand-over that says so.
        number: u64,
        /// Whether it refers to it.
        reference: Reference,
    },
    /// This object's person used a device of another and has left the directory.
    PrimaryUserGone {
        /// The device.
        device: DeviceId,
        /// The object that holds it.
        holder: EnrolleeId,
    },
    /// A device told an identifier that is on the organisation's list; told again each day that the device is here.
    IdentifierSeen {
        /// The device.
        device: DeviceId,
        /// The identifier.
        identifier: CorporateIdentifier,
        /// Why the device was refused, when it was: the refusal's code.
        #[serde(default)]
        failure: Option<String>,
    },
    /// Somebody looked at what opens a Mac's disk.
    RecoveryKeyRead {
        /// The device.
        device: DeviceId,
        /// Who.
        by: UserId,
    },
    /// Something was asked of a device, or what was asked has come to its end.
    CommandChanged {
        /// The command as it is now, without what the device has said of it.
        command: Box<CommandRecord>,
    },
    /// An enrollment with a valid ticket was refused.
    EnrollmentRefused {
        /// The ticket.
        ticket: TicketId,
        /// The refusal's code.
        code: String,
        /// What it was decided from, where the rules decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attempt: Option<Box<RefusedInputs>>,
    },
    /// A person accepted terms of use.
    TermsAccepted {
        /// The person.
        user: UserId,
        /// What they had not accepted before.
        accepted: Vec<TermsVersion>,
    },
    /// More or less of a token is used.
    TokenUsed {
        /// The token.
        token: TokenId,
        /// How much of its quota is used now.
        used: u32,
        /// When a device last began to enroll with it.
        last_used_at: Option<Timestamp>,
    },
}

/// An event that waits to be delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "read::Fields")]
pub struct OutboxRow {
    /// Its number in this object, without gaps: the receiver drops what it has seen.
    pub sequence: u64,
    /// When it happened.
    pub at: Timestamp,
    /// Nothing that access goes by has changed, so that nothing is published for it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub same_access: bool,
    /// What happened.
    #[serde(flatten)]
    pub event: EnrolleeEvent,
}

impl Row for OutboxRow {
    const TABLE: Table = Table::Outbox;

    fn key(&self) -> String {
        Self::number_key(self.sequence)
    }
}

/// Stages `event` and takes its number.
pub(super) fn emit(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    event: EnrolleeEvent,
    now: Timestamp,
) -> Result<(), StoreFault> {
    emit_with(unit, header, event, false, now)
}

/// The same; `same_access` says that nothing has changed that access goes by.
pub(super) fn emit_with(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    event: EnrolleeEvent,
    same_access: bool,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let row = OutboxRow {
        sequence: header.next_event,
        at: now,
        same_access,
        event,
    };
    header.next_event = header.next_event.saturating_add(1);
    unit.put(&row)?;
    unit.put(header)
}

/// Drops the events up to and including `through`: they have been delivered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleOutbox {
    /// The last delivered number.
    pub through: u64,
}

impl Command for SettleOutbox {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "settle-outbox";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<(), StoreFault> {
        for row in unit.scan::<OutboxRow>(None, 256)? {
            if row.sequence <= self.through {
                unit.delete::<OutboxRow>(&row.key());
            }
        }
        Ok(())
    }
}
