//! The issuance log: what is about to be signed is written down before it is.

use serde::{Deserialize, Serialize};

use super::Tenant;
use super::configuration::Configuration;
use super::rows::{IssuanceRow, IssuanceState, KeyUseRow, TenantHeader};
use crate::ids::{CertificateSerial, DeviceId, Digest, EnrolleeId};
use crate::policy::PolicyVersion;
use crate::store::{Command, Row, StoreFault, Unit};
use crate::time::Timestamp;

/// What a certificate is signed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum IntentPurpose {
    /// A first certificate, decided by this policy version.
    Enrollment {
        /// The version that the verdict came from.
        policy: PolicyVersion,
        /// The number of the configuration that it was in.
        #[serde(default)]
        configuration: u64,
    },
    /// The next certificate of a device that has one.
    Renewal,
}

/// Step 4 of an enrollment: the last word before signing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AppendIntent {
    /// The serial to sign.
    pub serial: CertificateSerial,
    /// Who holds the device.
    pub enrollee: EnrolleeId,
    /// The device.
    pub device: DeviceId,
    /// The public key.
    pub key: Digest,
    /// What it is for.
    pub purpose: IntentPurpose,
}

/// The tenant's last word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentAnswer {
    /// Written down: sign.
    Recorded,
    /// What decides has changed since the verdict: decide again with this one.
    Stale {
        /// The configuration as it is now.
        configuration: Box<Configuration>,
    },
    /// New enrollments are stopped.
    Paused,
    /// The public key belongs to another device.
    KeyReused,
}

impl Command for AppendIntent {
    type Object = Tenant;
    type Answer = IntentAnswer;
    const NAME: &'static str = "append-intent";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<IntentAnswer, StoreFault> {
        let header = TenantHeader::load(unit)?;
        let policy = match self.purpose {
            IntentPurpose::Renewal => None,
            IntentPurpose::Enrollment { .. } if header.settings.enrollment_paused => {
                return Ok(IntentAnswer::Paused);
            }
            IntentPurpose::Enrollment { configuration, .. }
                if header.decides_anew_since(configuration) =>
            {
                let configuration = Box::new(Configuration::current(unit, &header)?);
                return Ok(IntentAnswer::Stale { configuration });
            }
            IntentPurpose::Enrollment { policy, .. } => Some(policy),
        };
        let row = IssuanceRow {
            serial: self.serial,
            enrollee: self.enrollee,
            device: self.device,
            key: self.key,
            policy,
            intended_at: now,
            state: IssuanceState::Intended,
        };
        match unit.get::<IssuanceRow>(&row.key())? {
            None => {}
            // The answer was lost on the way.
            Some(known) if known.device == row.device && known.key == row.key => {
                return Ok(IntentAnswer::Recorded);
            }
            Some(_) => {
                return Err(StoreFault::new(format_args!(
                    "serial {} was drawn twice",
                    self.serial
                )));
            }
        }
        match unit.get::<KeyUseRow>(&self.key.to_string())? {
            Some(used) if used.device != self.device => return Ok(IntentAnswer::KeyReused),
            Some(_) => {}
            None => unit.put(&KeyUseRow {
                public_key: self.key,
                enrollee: self.enrollee,
                device: self.device,
            })?,
        }
        unit.put(&row)?;
        Ok(IntentAnswer::Recorded)
    }
}
