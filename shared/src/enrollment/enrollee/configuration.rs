//! What a device has applied of its configuration, and what it is to have is worked out from.
//!
//! Profiles are not kept here: a change of them reaches no object. At each check-in the edge asks for what is known of the
//! device, works out what its profiles come to, and tells the device the version of that; the device fetches what it does
//! not have.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::check_in::use_certificate;
use super::deadline::settle_overdue;
use super::rows::{DeviceRow, EnrolleeHeader};
use crate::compliance::ScriptResult;
use crate::enrollment::{DecisionInputs, Refusal};
use crate::ids::{CertificateSerial, DeviceId, EnrolleeId};
use crate::profile::ConfigurationReport;
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// What a check-in tells and asks of the device's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfigurationAsk {
    /// What the device has applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<ConfigurationReport>,
    /// What its compliance scripts have found; none where it tells nothing of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scripts: Option<Vec<ScriptResult>>,
    /// Whether what is known of the device is to be answered: where there are profiles or scripts.
    pub wants_inputs: bool,
}

/// What a device's configuration is worked out from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationInputs {
    /// What is known of the device.
    pub inputs: Box<DecisionInputs>,
    /// Whose groups count: the enrollee whose device it is now; none of a device that is nobody's.
    pub used_by: Option<EnrolleeId>,
}

impl ConfigurationInputs {
    fn of(unit: &Unit<'_>, row: &DeviceRow, header: &EnrolleeHeader) -> Result<Self, StoreFault> {
        Ok(Self {
            inputs: Box::new(row.inputs(unit, header)?),
            used_by: row.used_by(header),
        })
    }
}

/// What a device last told of its configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ConfigurationRow {
    pub device: DeviceId,
    pub report: ConfigurationReport,
    /// When it first told this.
    pub reported_at: Timestamp,
}

impl Row for ConfigurationRow {
    const TABLE: Table = Table::Configuration;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

impl ConfigurationAsk {
    /// Takes in what a device told; the same again writes nothing. Answers what is known of the device, where it is asked.
    pub(super) fn settle(
        self,
        unit: &mut Unit<'_>,
        row: &DeviceRow,
        now: Timestamp,
    ) -> Result<Option<ConfigurationInputs>, StoreFault> {
        if let Some(report) = self.report {
            let kept: Option<ConfigurationRow> = unit.get(&row.key())?;
            if kept.is_none_or(|kept| kept.report != report) {
                unit.put(&ConfigurationRow {
                    device: row.id,
                    report,
                    reported_at: now,
                })?;
            }
        }
        if !self.wants_inputs {
            return Ok(None);
        }
        let header = EnrolleeHeader::require(unit)?;
        ConfigurationInputs::of(unit, row, &header).map(Some)
    }
}

/// A device fetches its configuration. It has been identified by the certificate `presented`. Writes nothing but what is
/// overdue and the proof of a key that is first used here, so a recording of it changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FetchConfiguration {
    /// The device.
    pub device: DeviceId,
    /// The certificate it identified itself with.
    pub presented: CertificateSerial,
}

/// What became of [`FetchConfiguration`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfigurationFetch {
    /// It may have it.
    Known {
        /// What it is worked out from.
        of: ConfigurationInputs,
    },
    /// No, and why.
    Refused {
        /// The one cause.
        refusal: Refusal,
    },
}

impl Command for FetchConfiguration {
    type Object = Enrollee;
    type Answer = ConfigurationFetch;
    const NAME: &'static str = "fetch-configuration";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<ConfigurationFetch, StoreFault> {
        let Some(header) = EnrolleeHeader::load(unit)? else {
            return Ok(ConfigurationFetch::Refused {
                refusal: Refusal::CertificateRevoked,
            });
        };
        settle_overdue(unit, now)?;
        Ok(
            match use_certificate(unit, &self.device, &self.presented, now)? {
                Ok(row) => ConfigurationFetch::Known {
                    of: ConfigurationInputs::of(unit, &row, &header)?,
                },
                Err(refusal) => ConfigurationFetch::Refused { refusal },
            },
        )
    }
}

/// Reads what a device last told of its configuration, and what that is worked out from; none for a device that the enrollee
/// does not have in management.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadConfigurationState {
    /// The device.
    pub device: DeviceId,
}

/// What is known of a device's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationState {
    /// What it is worked out from.
    pub of: ConfigurationInputs,
    /// What the device last told, and when it first told that.
    pub report: Option<(ConfigurationReport, Timestamp)>,
}

impl Command for ReadConfigurationState {
    type Object = Enrollee;
    type Answer = Option<ConfigurationState>;
    const NAME: &'static str = "read-configuration-state";

    fn run(
        self,
        unit: &mut Unit<'_>,
        now: Timestamp,
    ) -> Result<Option<ConfigurationState>, StoreFault> {
        settle_overdue(unit, now)?;
        let key = self.device.to_string();
        let row: Option<DeviceRow> = unit.get(&key)?;
        let Some(row) = row.filter(|row| row.counts() && row.issued_at().is_some()) else {
            return Ok(None);
        };
        let header = EnrolleeHeader::require(unit)?;
        let kept: Option<ConfigurationRow> = unit.get(&key)?;
        Ok(Some(ConfigurationState {
            of: ConfigurationInputs::of(unit, &row, &header)?,
            report: kept.map(|kept| (kept.report, kept.reported_at)),
        }))
    }
}
