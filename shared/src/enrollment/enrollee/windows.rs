//! What an enrollee object keeps of a device that Windows' own client manages: where its certificate is, and how far its
//! management session has come.
//!
//! A session is worked out where it is read ([`crate::windows::session`]); the object hands its state out with a number and takes
//! the next one only for that number. So a nonce is good once, whatever comes at the same time.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::deadline::settle_overdue;
use super::rows::{CertificateRow, DeviceRow};
use crate::device::{CertificateStore, Life};
use crate::ids::{CertificateSerial, DeviceId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;
use crate::windows::session::SessionState;

/// Reads where a device keeps its certificate; none for one that did not say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadCertificateStore {
    /// The device.
    pub device: DeviceId,
}

impl Command for ReadCertificateStore {
    type Object = Enrollee;
    type Answer = Option<CertificateStore>;
    const NAME: &'static str = "read-certificate-store";

    fn run(
        self,
        unit: &mut Unit<'_>,
        _now: Timestamp,
    ) -> Result<Option<CertificateStore>, StoreFault> {
        let row: Option<DeviceRow> = unit.get(&self.device.to_string())?;
        Ok(row.and_then(|row| row.store))
    }
}

/// A device's management session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ManagementRow {
    pub device: DeviceId,
    /// Counts the states.
    pub revision: u64,
    pub state: SessionState,
}

impl Row for ManagementRow {
    const TABLE: Table = Table::Management;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

/// Reads how far a device's session has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenManagement {
    /// The device.
    pub device: DeviceId,
}

/// How a device that comes for management stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagementStanding {
    /// It is managed, by this certificate: the newest that has been used, or else the newest.
    Managed {
        /// The certificate's serial number.
        certificate: CertificateSerial,
    },
    /// It has no certificate that counts any more, and should enroll again.
    Expired,
    /// It has left, or was made to; it may not know it.
    Retired,
}

/// How far a device's session has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Management {
    /// How the device stands.
    pub standing: ManagementStanding,
    /// The session; none when there was never one.
    pub state: Option<SessionState>,
    /// What [`KeepManagement`] has to name.
    pub revision: u64,
}

impl Command for OpenManagement {
    type Object = Enrollee;
    type Answer = Option<Management>;
    const NAME: &'static str = "open-management";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Option<Management>, StoreFault> {
        settle_overdue(unit, now)?;
        let key = self.device.to_string();
        let Some(row) = unit.get::<DeviceRow>(&key)? else {
            return Ok(None);
        };
        let kept: Option<ManagementRow> = unit.get(&key)?;
        let (state, revision) = kept.map_or((None, 0), |kept| (Some(kept.state), kept.revision));
        let standing = if matches!(row.life, Life::Retired { .. }) {
            ManagementStanding::Retired
        } else {
            let good = CertificateRow::of_device(unit, &self.device)?
                .into_iter()
                .filter(|certificate| certificate.is_live() && certificate.not_after > now)
                .max_by_key(|certificate| (certificate.proven, certificate.issued_at));
            good.map_or(ManagementStanding::Expired, |good| {
                ManagementStanding::Managed {
                    certificate: good.serial,
                }
            })
        };
        Ok(Some(Management {
            standing,
            state,
            revision,
        }))
    }
}

/// Keeps how far a device's session has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeepManagement {
    /// The device.
    pub device: DeviceId,
    /// The number that came with the state before.
    pub revision: u64,
    /// The state now.
    pub state: SessionState,
}

/// What became of [`KeepManagement`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagementKept {
    /// It is kept.
    Kept,
    /// Another message came in between: nothing was kept, and nothing of the answer may be sent.
    Overtaken,
}

impl Command for KeepManagement {
    type Object = Enrollee;
    type Answer = ManagementKept;
    const NAME: &'static str = "keep-management";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<ManagementKept, StoreFault> {
        let key = self.device.to_string();
        let kept: Option<ManagementRow> = unit.get(&key)?;
        let revision = kept.map_or(0, |kept| kept.revision);
        if revision != self.revision || unit.get::<DeviceRow>(&key)?.is_none() {
            return Ok(ManagementKept::Overtaken);
        }
        unit.put(&ManagementRow {
            device: self.device,
            revision: revision.saturating_add(1),
            state: self.state,
        })?;
        Ok(ManagementKept::Kept)
    }
}
