//! What an enrollee object keeps of a device that Apple's own client manages: who it is, how it is woken, what it has handed over,
//! and how far its session has come. One row, read and kept as [`super::windows`] does it: worked out where it is read
//! ([`crate::apple::session`]), and taken only for the number that it was handed out with.
//!
//! A certificate names the device that it was issued to, so that a message is tied to one enrollment from issuance on; the name
//! under which the device then enrolls is tied to that by the first `Authenticate`.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::check_in::CHECK_IN_INTERVAL;
use super::commands::tell_of;
use super::deadline::{Deadline, DeadlineKind, settle_overdue};
use super::installed::take_in_installed;
use super::recovery_key::{HiddenRecoveryKey, take_in_recovery_key};
use super::rows::{CertificateRow, DeviceRow};
use super::windows::ManagementKept;
use crate::api::Installed;
use crate::apple::push::PushAddress;
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

/// How often a device is woken where nothing is asked of it: as often as others come by themselves.
pub const WAKE_INTERVAL: Duration = CHECK_IN_INTERVAL;

/// A device that is to be woken now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WakeRow {
    pub device: DeviceId,
    pub address: PushAddress,
}

impl Row for WakeRow {
    const TABLE: Table = Table::Wake;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

/// The time has come to wake a device, and the next is set. One that has left is not woken any more.
pub(super) fn wake_due(
    unit: &mut Unit<'_>,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let key = device.to_string();
    let Some(mut row) = unit.get::<AppleRow>(&key)? else {
        return Ok(());
    };
    let is_live = unit
        .get::<DeviceRow>(&key)?
        .is_some_and(|device| !matches!(device.life, Life::Retired { .. }));
    match row.state.push().filter(|_| is_live) {
        Some(address) => {
            let address = address.clone();
            unit.put(&WakeRow { device, address })?;
            unit.put(&Deadline {
                at: now.plus(WAKE_INTERVAL),
                kind: DeadlineKind::WakeDue { device },
            })
        }
        None => {
            row.is_woken = false;
            unit.put(&row)
        }
    }
}

/// Something waits for a device: it is woken, where it is one that has to be.
pub(super) fn wake(unit: &mut Unit<'_>, device: DeviceId) -> Result<(), StoreFault> {
    let kept: Option<AppleRow> = unit.get(&device.to_string())?;
    match kept.as_ref().and_then(|kept| kept.state.push()) {
        Some(address) => unit.put(&WakeRow {
            device,
            address: address.clone(),
        }),
        None => Ok(()),
    }
}

/// Takes all devices that are to be woken now. What does not reach one is not tried again: the next time comes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeWakes {}

impl Command for TakeWakes {
    type Object = Enrollee;
    type Answer = Vec<(DeviceId, PushAddress)>;
    const NAME: &'static str = "take-wakes";

    fn run(
        self,
        unit: &mut Unit<'_>,
        _now: Timestamp,
    ) -> Result<Vec<(DeviceId, PushAddress)>, StoreFault> {
        let rows: Vec<WakeRow> = unit.scan(None, MOST_AT_ONCE)?;
        for row in &rows {
            unit.delete::<WakeRow>(&row.key());
        }
        Ok(rows
            .into_iter()
            .map(|row| (row.device, row.address))
            .collect())
    }
}

/// Apple says that nobody is to be reached there any more (410). The device tells where it is with its next `TokenUpdate`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ForgetPushAddress {
    /// The device.
    pub device: DeviceId,
    /// Where it was.
    pub address: PushAddress,
}

impl Command for ForgetPushAddress {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "forget-push-address";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<(), StoreFault> {
        match unit.get::<AppleRow>(&self.device.to_string())? {
            Some(mut row) if row.state.push() == Some(&self.address) => {
                row.state.forget_push();
                // A message that is under way read what is gone now.
                row.revision = row.revision.saturating_add(1);
                unit.put(&row)
            }
            _ => Ok(()),
        }
    }
}

/// A device leaves management: what it has handed over is kept no longer, and it is woken, so that it hears of it, unless it has left
/// by itself.
pub(super) fn let_go(
    unit: &mut Unit<'_>,
    device: DeviceId,
    cause: RetireCause,
) -> Result<(), StoreFault> {
    if !matches!(cause, RetireCause::LeftByDevice | RetireCause::Wiped) {
        wake(unit, device)?;
    }
    match unit.get::<AppleRow>(&device.to_string())? {
        Some(mut row) => {
            row.state.forget_secrets();
            // A message that is under way read what is gone now.
            row.revision = row.revision.saturating_add(1);
            unit.put(&row)
        }
        None => Ok(()),
    }
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

/// How many devices of one enrollee are woken at once; the rest the next time.
const MOST_AT_ONCE: usize = 64;

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
        if let Some(address) = self.state.push().filter(|_| self.wakes) {
            unit.put(&WakeRow {
                device: self.device,
                address: address.clone(),
            })?;
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
