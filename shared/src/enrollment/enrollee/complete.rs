//! Step 6 of an enrollment: the certificate is kept before anybody sees it. From here the same request gets the same bytes.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::PENDING_TIME;
use super::deadline::{Deadline, DeadlineKind, RECORD_KEPT_AFTER_EXPIRY, settle_overdue};
use super::events::{EnrolleeEvent, emit};
use super::inventory::note;
use super::retire::revoke;
use super::rows::{
    CertificateRow, CertificateState, DeviceRow, EnrolleeHeader, LeasePurpose, LeaseRow, TicketRow,
    TicketState,
};
use crate::api::DeviceEventKind;
use crate::device::{RevokeCause, Step};
use crate::few::sort_few;
use crate::ids::{CertificateSerial, DeviceId, Digest, LeaseId};
use crate::platform::Proof;
use crate::store::{Command, Row, StoreFault, Unit};
use crate::time::Timestamp;

/// Hands in the certificate that was signed under a lease.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Complete {
    /// The device it is for.
    pub device: DeviceId,
    /// The lease it was signed under.
    pub lease: LeaseId,
    /// Its serial, the lease's.
    pub serial: CertificateSerial,
    /// The certificate, DER in base64.
    pub certificate: String,
    /// When it ends.
    pub not_after: Timestamp,
}

/// What became of [`Complete`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// It is kept; answer with exactly this.
    Kept {
        /// The certificate, DER in base64.
        certificate: String,
    },
    /// The lease had ended: the serial is revoked by whoever takes its place, and the certificate must not leave the house.
    LeaseLost,
}

impl Command for Complete {
    type Object = Enrollee;
    type Answer = Completion;
    const NAME: &'static str = "complete";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Completion, StoreFault> {
        settle_overdue(unit, now)?;
        let kept: Option<CertificateRow> =
            unit.get(&CertificateRow::key_of(&self.device, &self.serial))?;
        if let Some(kept) = kept {
            // Asked again after the answer was lost.
            return Ok(if kept.is_live() {
                Completion::Kept {
                    certificate: kept.der,
                }
            } else {
                Completion::LeaseLost
            });
        }
        let lease = unit
            .get::<LeaseRow>(&self.device.to_string())?
            .filter(|lease| {
                lease.id == self.lease && lease.serial == self.serial && lease.ends_at > now
            });
        let (Some(lease), Some(row)) = (lease, unit.get::<DeviceRow>(&self.device.to_string())?)
        else {
            return Ok(Completion::LeaseLost);
        };
        self.keep(unit, &lease, row, now)
    }
}

impl Complete {
    fn keep(
        self,
        unit: &mut Unit<'_>,
        lease: &LeaseRow,
        mut row: DeviceRow,
        now: Timestamp,
    ) -> Result<Completion, StoreFault> {
        let mut header = EnrolleeHeader::require(unit)?;
        unit.delete::<LeaseRow>(&lease.key());
        let renews = match lease.purpose {
            LeasePurpose::Enrollment => None,
            LeasePurpose::Renewal { renews } => Some(renews),
        };
        let proven = renews.is_none() && row.proof() == Proof::Issuance;
        if renews.is_none() {
            // A new key has taken the enrollment over.
            for earlier in CertificateRow::of_device(unit, &self.device)? {
                revoke(unit, &mut header, earlier, RevokeCause::Superseded, now)?;
            }
        }
        unit.put(&CertificateRow {
            serial: self.serial,
            device: self.device,
            key: lease.key,
            der: self.certificate.clone(),
            not_after: self.not_after,
            issued_at: now,
            renews,
            proven,
            state: CertificateState::Live,
        })?;
        // Who was told of a device is not told again when a new key takes its enrollment over.
        let told = row.issued_at().is_some();
        row.certificate = Some(self.serial);
        row.certificate_expires_at = Some(self.not_after);
        unit.put(&Deadline {
            at: self.not_after.plus(RECORD_KEPT_AFTER_EXPIRY),
            kind: DeadlineKind::RecordDeletion {
                device: self.device,
            },
        })?;
        if renews.is_none() {
            row.issued_at = Some(now);
            let step = if proven {
                Step::IssueProven
            } else {
                Step::Issue
            };
            row.take_step(step, now)?;
            if proven {
                spend_ticket(unit, &row, lease.key)?;
                forget_proof_deadline(unit, &row);
            }
        } else {
            row.renewed_at.push(now);
            row.renewal.issue(now);
            note(unit, self.device, DeviceEventKind::CertificateRenewed, now)?;
            tidy_certificates(unit, &self.device)?;
        }
        unit.put(&row)?;
        let record = row.record(unit, &header, now)?;
        let (serial, key) = (self.serial, lease.key);
        let event = match renews {
            None => EnrolleeEvent::DeviceEnrolled {
                record,
                serial,
                key,
                tell: header.kind.user().filter(|_| !told),
            },
            Some(_) => EnrolleeEvent::DeviceRenewed {
                record,
                serial,
                key,
            },
        };
        emit(unit, &mut header, event, now)?;
        Ok(Completion::Kept {
            certificate: self.certificate,
        })
    }
}

/// How many ended certificates of a device are kept to tell "revoked" from "never ours"; a missing one reads as revoked too.
const ENDED_CERTIFICATES_KEPT: usize = 8;

/// Drops the oldest ended certificates, so that a device that renews for years stays small.
fn tidy_certificates(unit: &mut Unit<'_>, device: &DeviceId) -> Result<(), StoreFault> {
    let mut ended: Vec<CertificateRow> = CertificateRow::of_device(unit, device)?
        .into_iter()
        .filter(|certificate| !certificate.is_live())
        .collect();
    sort_few(&mut ended, |one, other| other.issued_at.cmp(&one.issued_at));
    for certificate in ended.iter().skip(ENDED_CERTIFICATES_KEPT) {
        unit.delete::<CertificateRow>(&certificate.key());
    }
    Ok(())
}

/// The proof of a key spends its ticket for good, and for that key.
pub(super) fn spend_ticket(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    proven: Digest,
) -> Result<(), StoreFault> {
    if let Some(mut ticket) = unit.get::<TicketRow>(&row.ticket.to_string())?
        && let TicketState::Bound {
            device,
            key_changes,
            ..
        } = ticket.state
    {
        ticket.refused = None;
        ticket.state = TicketState::Spent {
            device,
            key: proven,
            key_changes,
        };
        unit.put(&ticket)?;
    }
    Ok(())
}

/// The enrollment is proven; its deadline was set when the slot was taken.
pub(super) fn forget_proof_deadline(unit: &mut Unit<'_>, row: &DeviceRow) {
    let deadline = Deadline {
        at: row.enrolled_at.plus(PENDING_TIME),
        kind: DeadlineKind::ProofDue { device: row.id },
    };
    unit.delete::<Deadline>(&deadline.key());
}
