//! What enrollee objects tell the tenant: taken once, in order, however often it is sent.

use serde::{Deserialize, Serialize};

use super::Tenant;
use super::audit_log::{AuditSubjects, append_audit};
use super::identifiers::note_seen;
use super::mails::{Source, Told, tell_person};
use super::rows::{
    InboxRow, IssuanceRow, IssuanceState, RevocationRow, TenantEvent, TenantHeader, emit,
};
use super::tokens::note_use;
use super::webhooks::notify;
use crate::api::DeviceView;
use crate::audit::{AuditDetail, AuditKind};
use crate::command::CommandState;
use crate::device::RevokeCause;
use crate::enrollment::enrollee::{EnrolleeEvent, OutboxRow, PutReference, ReleaseDevice};
use crate::ids::{CertificateSerial, DeviceId, Digest, EnrolleeId, TenantId, UserId};
use crate::platform::Ownership;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// Takes events of one enrollee, in order. Those taken before are passed over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Receive {
    /// The organisation.
    pub tenant: TenantId,
    /// The sender.
    pub from: EnrolleeId,
    /// Its events, oldest first.
    pub events: Vec<OutboxRow>,
    /// Salts the personal part of the audit entries.
    pub salt: [u8; 16],
    /// The portal's address, for the mails that are written now.
    #[serde(default)]
    pub portal: String,
}

impl Command for Receive {
    type Object = Tenant;
    type Answer = u64;
    const NAME: &'static str = "receive";

    /// Answers the last event's number that has been taken from this sender.
    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<u64, StoreFault> {
        let mut header = TenantHeader::load(unit)?;
        let mut inbox = unit
            .get::<InboxRow>(&self.from.to_string())?
            .unwrap_or(InboxRow {
                from: self.from,
                through: 0,
            });
        let mut taken = false;
        for row in &self.events {
            if row.sequence <= inbox.through {
                continue;
            }
            self.take(unit, &mut header, row)?;
            notify(unit, &self.tenant, self.from, row, now)?;
            inbox.through = row.sequence;
            taken = true;
        }
        if taken {
            unit.put(&inbox)?;
            unit.put(&header)?;
        }
        Ok(inbox.through)
    }
}

impl Receive {
    fn take(
        &self,
        unit: &mut Unit<'_>,
        header: &mut TenantHeader,
        row: &OutboxRow,
    ) -> Result<(), StoreFault> {
        let about = |device: Option<DeviceId>, serial: Option<CertificateSerial>| AuditSubjects {
            enrollee: Some(self.from),
            device,
            serial,
        };
        let (kind, about, detail) = match &row.event {
            EnrolleeEvent::DeviceEnrolled {
                record,
                serial,
                key,
                tell,
            } => {
                issued(unit, self.from, record.device.id, *serial, *key, row.at)?;
                self.tell(unit, header, row, *tell, &record.device, Told::Enrolled)?;
                (
                    AuditKind::DeviceEnrolled,
                    about(Some(record.device.id), Some(*serial)),
                    detail_of(&record.clone().shown())?,
                )
            }
            EnrolleeEvent::DeviceRenewed {
                record,
                serial,
                key,
            } => {
                issued(unit, self.from, record.device.id, *serial, *key, row.at)?;
                (
                    AuditKind::DeviceRenewed,
                    about(Some(record.device.id), Some(*serial)),
                    detail_of(&record.clone().shown())?,
                )
            }
            EnrolleeEvent::DeviceRetired {
                record,
                cause,
                refusal,
                by,
            } => {
                let detail =
                    serde_json::json!({ "by": by, "cause": cause, "refusal": refusal, "device": record.device })
                        .to_string();
                (
                    AuditKind::DeviceRetired,
                    about(Some(record.device.id), None),
                    detail,
                )
            }
            EnrolleeEvent::CertificateRevoked {
                device,
                serial,
                cause,
                not_after,
            } => {
                revoked(unit, header, *serial, *cause, row.at, *not_after)?;
                let detail = serde_json::json!({ "cause": cause }).to_string();
                (
                    AuditKind::CertificateRevoked,
                    about(Some(*device), Some(*serial)),
                    detail,
                )
            }
            EnrolleeEvent::EnrollmentRefused { ticket, code, .. } => {
                let detail = serde_json::json!({ "ticket": ticket, "code": code }).to_string();
                (AuditKind::EnrollmentRefused, about(None, None), detail)
            }
            EnrolleeEvent::DeviceDeleted { device, by } => (
                AuditKind::DeviceDeleted,
                about(Some(*device), None),
                serde_json::json!({ "by": by }).to_string(),
            ),
            EnrolleeEvent::RecoveryKeyRead { device, by } => (
                AuditKind::RecoveryKeyRead,
                about(Some(*device), None),
                serde_json::json!({ "by": by }).to_string(),
            ),
            EnrolleeEvent::OwnershipChanged {
                record,
                before,
                by,
                erased,
                tell,
            } => {
                if record.device.ownership == Ownership::Corporate {
                    self.tell(
                        unit,
                        header,
                        row,
                        *tell,
                        &record.device,
                        Told::MadeCorporate,
                    )?;
                }
                let detail = serde_json::json!({
                    "by": by, "before": before, "after": record.device.ownership, "erased": erased,
                });
                (
                    AuditKind::OwnershipChanged,
                    about(Some(record.device.id), None),
                    detail.to_string(),
                )
            }
            EnrolleeEvent::ComplianceChanged {
                record,
                before,
                after,
                actions,
                tell,
            } => {
                for message in actions.iter().filter_map(|fired| fired.message.as_ref()) {
                    let told = Told::NotCompliant(message);
                    self.tell(unit, header, row, *tell, &record.device, told)?;
                }
                let detail =
                    serde_json::json!({ "before": before, "after": after, "actions": actions });
                (
                    AuditKind::ComplianceChanged,
                    about(Some(record.device.id), None),
                    detail.to_string(),
                )
            }
            EnrolleeEvent::PrimaryUserChanged {
                record,
                before,
                after,
                by,
            } => {
                let detail = serde_json::json!({ "by": by, "before": before, "after": after });
                (
                    AuditKind::PrimaryUserChanged,
                    about(Some(record.device.id), None),
                    detail.to_string(),
                )
            }
            // In the same transaction that takes it in, so that the person's object hears of it in any case.
            EnrolleeEvent::ReferenceChanged {
                device,
                of,
                number,
                reference,
            } => {
                let put = PutReference {
                    device: *device,
                    holder: self.from,
                    number: *number,
                    reference: *reference,
                };
                return emit(unit, header, TenantEvent::Reference { of: *of, put });
            }
            EnrolleeEvent::PrimaryUserGone { device, holder } => {
                let release = ReleaseDevice {
                    device: *device,
                    of: self.from,
                };
                let holder = *holder;
                return emit(
                    unit,
                    header,
                    TenantEvent::PrimaryUserGone { holder, release },
                );
            }
            EnrolleeEvent::TermsAccepted { user, accepted } => {
                let detail = serde_json::json!({ "by": user, "accepted": accepted }).to_string();
                (AuditKind::TermsAccepted, about(None, None), detail)
            }
            EnrolleeEvent::CommandChanged { command } => {
                let kind = match command.state {
                    CommandState::Queued | CommandState::Delivered | CommandState::NotNow => {
                        AuditKind::CommandQueued
                    }
                    CommandState::Cancelled => AuditKind::CommandCancelled,
                    CommandState::Done | CommandState::Failed | CommandState::Expired => {
                        AuditKind::CommandEnded
                    }
                };
                (kind, about(Some(command.device), None), detail_of(command)?)
            }
            // Where it stands is kept beside the identifier; of the enrollment itself the chain tells already.
            EnrolleeEvent::IdentifierSeen {
                device,
                identifier,
                failure,
            } => return note_seen(unit, identifier, *device, failure.as_deref(), row.at),
            EnrolleeEvent::TokenUsed {
                token,
                used,
                last_used_at,
            } => return note_use(unit, *token, *used, *last_used_at),
            // What a device looks like is the index's business, not history's.
            EnrolleeEvent::DeviceChanged { .. } => return Ok(()),
        };
        let detail = AuditDetail::new(salt_of(self.salt, row.sequence), detail);
        append_audit(unit, &self.tenant, header, kind, about, detail, row.at)
    }
}

impl Receive {
    fn tell(
        &self,
        unit: &mut Unit<'_>,
        header: &mut TenantHeader,
        row: &OutboxRow,
        user: Option<UserId>,
        device: &DeviceView,
        told: Told<'_>,
    ) -> Result<(), StoreFault> {
        let source = Source {
            tenant: &self.tenant,
            from: self.from,
            sequence: row.sequence,
            portal: &self.portal,
        };
        match user {
            Some(user) => tell_person(unit, header, &source, user, device, told, row.at),
            None => Ok(()),
        }
    }
}

/// One salt for each event of a delivery, from the one that came with it.
pub(super) fn salt_of(salt: [u8; 16], sequence: u64) -> [u8; 16] {
    u128::from_be_bytes(salt)
        .wrapping_add(u128::from(sequence))
        .to_be_bytes()
}

fn detail_of<T: Serialize>(value: &T) -> Result<String, StoreFault> {
    serde_json::to_string(value).map_err(StoreFault::new)
}

/// Closes an intent. Should it be missing, the event itself is the record: refusing it would hold up everything behind it.
fn issued(
    unit: &mut Unit<'_>,
    from: EnrolleeId,
    device: DeviceId,
    serial: CertificateSerial,
    key: Digest,
    at: Timestamp,
) -> Result<(), StoreFault> {
    let known: Option<IssuanceRow> = unit.get(&serial.to_string())?;
    let mut row = known.unwrap_or(IssuanceRow {
        serial,
        enrollee: from,
        device,
        key,
        policy: None,
        intended_at: at,
        state: IssuanceState::Intended,
    });
    if row.state == IssuanceState::Intended {
        row.state = IssuanceState::Issued { at };
        unit.put(&row)?;
    }
    Ok(())
}

fn revoked(
    unit: &mut Unit<'_>,
    header: &mut TenantHeader,
    serial: CertificateSerial,
    cause: RevokeCause,
    at: Timestamp,
    not_after: Timestamp,
) -> Result<(), StoreFault> {
    // An abandoned lease may never have come as far as an intent; its serial is listed all the same.
    if let Some(mut row) = unit.get::<IssuanceRow>(&serial.to_string())? {
        row.state = IssuanceState::Revoked { at, cause };
        unit.put(&row)?;
    }
    unit.put(&RevocationRow {
        serial,
        at,
        cause,
        not_after,
    })?;
    // However many there are, one delivery publishes one list.
    emit(unit, header, TenantEvent::Crl)
}
