//! Whether a device may reach what is protected, exactly: what has just been revoked counts.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::deadline::settle_overdue;
use super::rows::{CertificateRow, DeviceRow, EnrolleeHeader, PresenceRow};
use crate::access::{Access, AccessRecord, Denial};
use crate::ids::{CertificateSerial, DeviceId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// Asks whether a device may reach what is protected. It is no use of the device's key: it proves nothing, and writes nothing
/// but what is overdue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadAccess {
    /// The device.
    pub device: DeviceId,
    /// The certificate that it showed, if it was named by one.
    pub presented: Option<CertificateSerial>,
}

impl Command for ReadAccess {
    type Object = Enrollee;
    type Answer = Access;
    const NAME: &'static str = "read-access";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Access, StoreFault> {
        let denied = |denial| Ok(Access::Denied { denial });
        let Some(header) = EnrolleeHeader::load(unit)? else {
            return denied(Denial::DeviceUnknown);
        };
        settle_overdue(unit, now)?;
        let Some(row) = unit.get::<DeviceRow>(&self.device.to_string())? else {
            return denied(Denial::DeviceUnknown);
        };
        let presence: Option<PresenceRow> = unit.get(&self.device.to_string())?;
        let record = AccessRecord::of(header.enrollee, &row.view(presence.as_ref(), now));
        if let Err(denial) = record.decide(now) {
            return denied(denial);
        }
        if let Some(serial) = self.presented {
            let key = CertificateRow::key_of(&self.device, &serial);
            let certificate: Option<CertificateRow> = unit.get(&key)?;
            if !certificate.is_some_and(|known| known.is_live() && known.not_after > now) {
                return denied(Denial::CertificateRevoked);
            }
        }
        Ok(Access::Allowed { record })
    }
}
