//! A device leaves management: its certificates end in the same transaction that frees its slot.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::abandon_lease;
use super::apple::let_go;
use super::check_in::{RequestProof, note_presence, use_certificate};
use super::commands::end_with_device;
use super::deadline::{Deadline, DeadlineKind, RECORD_KEPT_AFTER_EXPIRY, settle_overdue};
use super::events::{EnrolleeEvent, emit};
use super::hand_over::drop_reference;
use super::ownership::tell_identifier;
use super::rows::{
    CertificateRow, CertificateState, DeviceRow, EnrolleeHeader, LeaseRow, TicketRow, TicketState,
};
use super::same_machine::forget_machine;
use super::tally;
use super::token::give_place_back;
use crate::device::{RetireCause, RevokeCause, Step};
use crate::enrollment::Refusal;
use crate::ids::{CertificateSerial, DeviceId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// Retires a device now. A second time changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Retire {
    /// The device.
    pub device: DeviceId,
    /// Why.
    pub cause: RetireCause,
    /// The administrator, when it is one.
    #[serde(default)]
    pub by: Option<UserId>,
}

/// What became of [`Retire`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetireAnswer {
    /// It is retired, now or already.
    Retired,
    /// A person does not remove a device that enrolled this way: it is the organisation's as a whole.
    NotByPerson,
    /// The enrollee holds no such device.
    Unknown,
}

impl Command for Retire {
    type Object = Enrollee;
    type Answer = RetireAnswer;
    const NAME: &'static str = "retire";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<RetireAnswer, StoreFault> {
        settle_overdue(unit, now)?;
        match unit.get::<DeviceRow>(&self.device.to_string())? {
            None => Ok(RetireAnswer::Unknown),
            Some(row)
                if self.cause == RetireCause::RemovedByPerson
                    && !row.request.method.may_be_removed_by_person() =>
            {
                Ok(RetireAnswer::NotByPerson)
            }
            Some(row) => {
                if row.counts() {
                    retire_device_by(unit, row, self.cause, self.by, now)?;
                }
                Ok(RetireAnswer::Retired)
            }
        }
    }
}

/// A device leaves by itself. It has been identified by the certificate `presented`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Leave {
    /// The device.
    pub device: DeviceId,
    /// The certificate it identified itself with.
    pub presented: CertificateSerial,
    /// What shows that the request is new.
    pub proof: RequestProof,
}

/// What became of [`Leave`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// It has left.
    Left,
    /// No, and why; [`Refusal::DeviceRetired`] when it had left before.
    Refused {
        /// The one cause.
        refusal: Refusal,
    },
}

impl Command for Leave {
    type Object = Enrollee;
    type Answer = Leaving;
    const NAME: &'static str = "leave";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Leaving, StoreFault> {
        settle_overdue(unit, now)?;
        let mut row = match use_certificate(unit, &self.device, &self.presented, now)? {
            Ok(row) => row,
            Err(refusal) => return Ok(Leaving::Refused { refusal }),
        };
        if let Err(refusal) = note_presence(unit, &mut row, self.proof, now)? {
            return Ok(Leaving::Refused { refusal });
        }
        retire_device(unit, row, RetireCause::LeftByDevice, now)?;
        Ok(Leaving::Left)
    }
}

/// Ends every live certificate and any lease, and frees the slot.
pub(super) fn retire_device(
    unit: &mut Unit<'_>,
    row: DeviceRow,
    cause: RetireCause,
    now: Timestamp,
) -> Result<(), StoreFault> {
    retire_device_by(unit, row, cause, None, now)
}

/// The same, by an administrator.
pub(super) fn retire_device_by(
    unit: &mut Unit<'_>,
    mut row: DeviceRow,
    cause: RetireCause,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    tally::leaves(unit, &row, now)?;
    let mut header = EnrolleeHeader::require(unit)?;
    forget_machine(unit, &mut header, &mut row, now)?;
    drop_reference(unit, &mut header, &row, now)?;
    let device = row.id;
    for certificate in CertificateRow::of_device(unit, &device)? {
        revoke(unit, &mut header, certificate, RevokeCause::Retired, now)?;
    }
    if let Some(lease) = unit.get::<LeaseRow>(&device.to_string())? {
        abandon_lease(unit, &mut header, &lease, now)?;
    }
    end_with_device(unit, &mut header, &mut row, cause, now)?;
    let_go(unit, device, cause, now)?;
    // The ticket of an enrollment that was never proven enrolls nobody any more.
    if let Some(mut ticket) = unit.get::<TicketRow>(&row.ticket.to_string())?
        && let TicketState::Bound {
            device,
            key,
            key_changes,
        } = ticket.state
    {
        ticket.state = TicketState::Spent {
            device,
            key,
            key_changes,
        };
        unit.put(&ticket)?;
    }
    let proven = row.life.is_proven();
    row.take_step(Step::Retire { cause }, now)?;
    row.pending = None;
    let forget_at = row
        .certificate_expires_at
        .unwrap_or(now)
        .plus(RECORD_KEPT_AFTER_EXPIRY);
    if row.certificate.is_none() {
        row.certificate_expires_at = Some(now);
    }
    unit.put(&row)?;
    unit.put(&Deadline {
        at: forget_at,
        kind: DeadlineKind::RecordDeletion { device },
    })?;
    if !proven {
        give_place_back(unit, &mut header, now)?;
    }
    let record = row.record(unit, &header, now)?;
    let failure = match cause {
        RetireCause::RefusedByPolicy => row.refused.clone(),
        RetireCause::FactsNotLearnt => Some(Refusal::FactsNotLearnt),
        _ => None,
    };
    let refusal = row.refused.clone();
    emit(
        unit,
        &mut header,
        EnrolleeEvent::DeviceRetired {
            record,
            cause,
            refusal,
            by,
        },
        now,
    )?;
    match failure {
        Some(failure) => tell_identifier(unit, &row, Some(&failure), now),
        None => Ok(()),
    }
}

/// Ends one certificate; one that has ended already stays as it is.
pub(super) fn revoke(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    mut certificate: CertificateRow,
    cause: RevokeCause,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if !certificate.is_live() {
        return Ok(());
    }
    certificate.state = CertificateState::Revoked { at: now, cause };
    unit.put(&certificate)?;
    let event = EnrolleeEvent::CertificateRevoked {
        device: certificate.device,
        serial: certificate.serial,
        cause,
        not_after: certificate.not_after,
    };
    emit(unit, header, event, now)
}
