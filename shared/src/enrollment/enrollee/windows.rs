//! What an enrollee object knows of a device that Windows' own client manages.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::rows::DeviceRow;
use crate::device::CertificateStore;
use crate::ids::DeviceId;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

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
