//! What an enrollee object keeps of a device that Apple's own client manages: who it is, how it is woken, what it has handed over,
//! and how far its session has come. One row, read and kept as [`super::windows`] does it: worked out where it is read
//! ([`crate::apple::session`]), and taken only for the number that it was handed out with.
//!
//! A certificate names the device that it was issued to, so that a message is tied to one enrollment from issuance on; the name
//! under which the device then enrolls is tied to that by the first `Authenticate`.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::commands::tell_of;
use super::deadline::{Deadline, DeadlineKind, settle_overdue};
use super::installed::take_in_installed;
use super::recovery_key::{HiddenRecoveryKey, take_in_recovery_key};
use super::rows::{CertificateRow, DeviceRow};
use super::wake::{WAKE_INTERVAL, ask_to_wake, call_off, wake};
use super::windows::ManagementKept;
use crate::api::Installed;
use crate::apple::session::SessionState;
use crate::device::{Life, RetireCause};
use crate::enrollment::{EnrollmentRequest, Refusal};
use crate::ids::{CertificateSerial, CommandId, DeviceId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// A device that Apple's client manages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AppleRow {
    pub device: DeviceId,
    /// Counts the states.
    pub revision: u64,
    pub state: SessionState,
    /// Whether there is a time at which it is woken next.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub is_woken: bool,
}

impl Row for AppleRow {
    const TABLE: Table = Table::Apple;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

/// A device leaves management: what it has handed over is kept no longer, and it is woken until it has heard of it
/// ([`super::wake::wake_due`]), unless it has gone by itself.
pub(super) fn let_go(
    unit: &mut Unit<'_>,
    device: DeviceId,
    cause: RetireCause,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let Some(mut row) = unit.get::<AppleRow>(&device.to_string())? else {
        return Ok(());
    };
    row.state.forget_secrets();
    match cause {
        // Of a machine that has enrolled anew, what it was before has gone, too.
        RetireCause::LeftByDevice | RetireCause::Wiped | RetireCause::Superseded => {
            row.state.forget_push();
            call_off(unit, device)?;
        }
        _ => wake(unit, device, now)?,
    }
    // A message that is under way read what is gone now.
    row.revision = row.revision.saturating_add(1);
    unit.put(&row)
}

/// What opens a device's disk is forgotten: it is to be handed over again.
pub(super) fn forget_escrow(unit: &mut Unit<'_>, device: DeviceId) -> Result<(), StoreFault> {
    let Some(mut row) = unit.get::<AppleRow>(&device.to_string())? else {
        return Ok(());
    };
    row.state.forget_escrow();
    // A message that is under way read what is gone now.
    row.revision = row.revision.saturating_add(1);
    unit.put(&row)
}

/// Reads how it stands with a device that has shown the certificate `presented`. Nothing changes: the use of a new certificate proves
/// it only with the message by which the device is enrolled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenApple {
    /// The device.
    pub device: DeviceId,
    /// The certificate it identified itself with.
    pub presented: CertificateSerial,
}

/// How it stands with a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleManagement {
    /// How the certificate stands.
    pub standing: AppleStanding,
    /// What it has enrolled for.
    pub request: EnrollmentRequest,
    /// What is kept of it.
    pub state: SessionState,
    /// What [`KeepApple`] has to name.
    pub revision: u64,
}

/// How a device that comes for management stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppleStanding {
    /// Its certificate counts.
    Managed,
    /// It has left, or was made to; it may not know it.
    Retired,
    /// Its certificate counts no more.
    Refused(Refusal),
}

impl Command for OpenApple {
    type Object = Enrollee;
    type Answer = Option<AppleManagement>;
    const NAME: &'static str = "open-apple";

    fn run(
        self,
        unit: &mut Unit<'_>,
        now: Timestamp,
    ) -> Result<Option<AppleManagement>, StoreFault> {
        settle_overdue(unit, now)?;
        let key = self.device.to_string();
        let Some(row) = unit.get::<DeviceRow>(&key)? else {
            return Ok(None);
        };
        let certificate: Option<CertificateRow> =
            unit.get(&CertificateRow::key_of(&self.device, &self.presented))?;
        let standing = match certificate {
            _ if matches!(row.life, Life::Retired { .. }) => AppleStanding::Retired,
            Some(certificate) if !certificate.is_live() => {
                AppleStanding::Refused(Refusal::CertificateRevoked)
            }
            Some(certificate) if certificate.not_after <= now => {
                AppleStanding::Refused(Refusal::CertificateExpired {
                    expired_at: certificate.not_after,
                })
            }
            Some(_) => AppleStanding::Managed,
            None => AppleStanding::Refused(Refusal::CertificateRevoked),
        };
        let kept: Option<AppleRow> = unit.get(&key)?;
        let (state, revision) = kept.map_or_else(
            || (SessionState::default(), 0),
            |kept| (kept.state, kept.revision),
        );
        Ok(Some(AppleManagement {
            standing,
            request: row.request,
            state,
            revision,
        }))
    }
}

/// Keeps what is known of a device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeepApple {
    /// The device.
    pub device: DeviceId,
    /// The number that came with the state before.
    pub revision: u64,
    /// The state now.
    pub state: SessionState,
    /// Whether the device is to come by at once.
    pub wakes: bool,
    /// What is on the device, as far as it has just listed that.
    pub installed: Installed,
    /// What is to be said of a command from now on, whatever the device answers.
    pub told: Option<(CommandId, String)>,
    /// What opens its disk, where it has just handed that over.
    pub recovery_key: Option<HiddenRecoveryKey>,
}

impl Command for KeepApple {
    type Object = Enrollee;
    type Answer = ManagementKept;
    const NAME: &'static str = "keep-apple";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<ManagementKept, StoreFault> {
        let key = self.device.to_string();
        let kept: Option<AppleRow> = unit.get(&key)?;
        let revision = kept.as_ref().map_or(0, |kept| kept.revision);
        let device = unit.get::<DeviceRow>(&key)?;
        let Some(device) = device.filter(|_| revision == self.revision) else {
            return Ok(ManagementKept::Overtaken);
        };
        take_in_installed(unit, &device, self.installed)?;
        if let Some((command, words)) = &self.told {
            tell_of(unit, self.device, *command, words)?;
        }
        if let Some(key) = self.recovery_key {
            take_in_recovery_key(unit, &device, key, now)?;
        }
        match self.state.push() {
            Some(address) if self.wakes => ask_to_wake(unit, self.device, address, now)?,
            Some(_) => {}
            None => call_off(unit, self.device)?,
        }
        let is_woken = kept.is_some_and(|kept| kept.is_woken);
        let is_to_be = self.state.push().is_some();
        if is_to_be && !is_woken {
            unit.put(&Deadline {
                at: now.plus(WAKE_INTERVAL),
                kind: DeadlineKind::WakeDue {
                    device: self.device,
                },
            })?;
        }
        unit.put(&AppleRow {
            device: self.device,
            revision: revision.saturating_add(1),
            state: self.state,
            is_woken: is_woken || is_to_be,
        })?;
        Ok(ManagementKept::Kept)
    }
}
