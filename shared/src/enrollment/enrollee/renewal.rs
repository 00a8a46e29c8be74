//! A device asks for its next certificate with the one it has.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::{Admission, FreshNames, LEASE_TIME, abandon_lease, in_progress};
use super::check_in::{RequestProof, note_presence, use_certificate};
use super::deadline::settle_overdue;
use super::retire::revoke;
use super::rows::{CertificateRow, DeviceRow, EnrolleeHeader, LeasePurpose, LeaseRow};
use crate::device::{RevokeCause, due_at};
use crate::enrollment::Refusal;
use crate::ids::{CertificateSerial, DeviceId, Digest};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// How many certificates a device may be issued by renewal within [`RENEWAL_WINDOW`].
pub(super) const MAX_RENEWALS: usize = 5;

/// The time over which renewals are counted.
pub(super) const RENEWAL_WINDOW: Duration = Duration::from_hours(24);

/// Asks to renew. The device has been identified by the certificate `presented`, and the request's signature verified.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AdmitRenewal {
    /// The device.
    pub device: DeviceId,
    /// The certificate it identified itself with.
    pub presented: CertificateSerial,
    /// The public key of the certificate request; the old one or a new one.
    pub key: Digest,
    /// What shows that the request is new. A request that was answered before is answered again all the same.
    pub proof: RequestProof,
    /// Names to use; the device keeps its own.
    pub fresh: FreshNames,
    /// Whether it may renew only when it is time: in the last third of its certificate's life, or when it has been told.
    #[serde(default)]
    pub in_window_only: bool,
}

impl Command for AdmitRenewal {
    type Object = Enrollee;
    type Answer = Admission;
    const NAME: &'static str = "admit-renewal";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Admission, StoreFault> {
        if EnrolleeHeader::load(unit)?.is_none() {
            return Ok(Admission::refused(Refusal::CertificateRevoked));
        }
        settle_overdue(unit, now)?;
        let row = match use_certificate(unit, &self.device, &self.presented, now)? {
            Ok(row) => row,
            Err(refusal) => return Ok(Admission::refused(refusal)),
        };
        let mut header = EnrolleeHeader::require(unit)?;
        match unit.get::<LeaseRow>(&self.device.to_string())? {
            Some(lease) if lease.ends_at > now => return Ok(in_progress(&lease, now)),
            Some(lease) => abandon_lease(unit, &mut header, &lease, now)?,
            None => {}
        }
        let followers: Vec<CertificateRow> = CertificateRow::of_device(unit, &self.device)?
            .into_iter()
            .filter(|certificate| {
                certificate.renews == Some(self.presented) && certificate.is_live()
            })
            .collect();
        if let Some(same) = followers
            .iter()
            .find(|certificate| certificate.key == self.key)
        {
            return Ok(Admission::AlreadyIssued {
                certificate: same.der.clone(),
            });
        }
        if self.in_window_only
            && let Some(again_at) = too_early(unit, &row, &self.presented, now)?
        {
            return Ok(Admission::refused(Refusal::RenewalTooEarly { again_at }));
        }
        self.grant(unit, &mut header, row, followers, now)
    }
}

/// From when on the certificate may be renewed, where that is still to come and nobody has told the device to.
fn too_early(
    unit: &Unit<'_>,
    row: &DeviceRow,
    presented: &CertificateSerial,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreFault> {
    let key = CertificateRow::key_of(&row.id, presented);
    let Some(certificate) = unit.get::<CertificateRow>(&key)? else {
        return Ok(None);
    };
    let from = due_at(certificate.issued_at, certificate.not_after);
    Ok((now < from && !row.renewal.is_begun()).then_some(from))
}

impl AdmitRenewal {
    fn grant(
        self,
        unit: &mut Unit<'_>,
        header: &mut EnrolleeHeader,
        mut row: DeviceRow,
        followers: Vec<CertificateRow>,
        now: Timestamp,
    ) -> Result<Admission, StoreFault> {
        row.renewed_at.retain(|at| at.plus(RENEWAL_WINDOW) > now);
        if row.renewed_at.len() >= MAX_RENEWALS
            && let Some(oldest) = row.renewed_at.first()
        {
            return Ok(Admission::refused(Refusal::RenewedTooOften {
                again_at: oldest.plus(RENEWAL_WINDOW),
            }));
        }
        if let Err(refusal) = note_presence(unit, &mut row, self.proof, now)? {
            return Ok(Admission::refused(refusal));
        }
        *header = EnrolleeHeader::require(unit)?;
        // A certificate that was issued to follow this one and never used gives way to the new one.
        for unused in followers {
            revoke(unit, header, unused, RevokeCause::Superseded, now)?;
        }
        row.renewal.attempt(now);
        unit.put(&row)?;
        unit.put(&LeaseRow {
            device: self.device,
            id: self.fresh.lease,
            serial: self.fresh.serial,
            key: self.key,
            taken_at: now,
            ends_at: now.plus(LEASE_TIME),
            purpose: LeasePurpose::Renewal {
                renews: self.presented,
            },
        })?;
        Ok(Admission::Granted {
            lease: self.fresh.lease,
            device: self.device,
            serial: self.fresh.serial,
            policy: None,
        })
    }
}
