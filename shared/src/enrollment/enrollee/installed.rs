//! What devices of the organisation's list of what is on them. Nothing of the kind is kept of a person's own device, and what was
//! kept goes in the step that makes a device its person's.

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::rows::DeviceRow;
use crate::api::Installed;
use crate::device::rights::DeviceAction;
use crate::ids::DeviceId;
use crate::platform::Ownership;
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// What a device last listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InstalledRow {
    pub device: DeviceId,
    pub installed: Installed,
}

impl Row for InstalledRow {
    const TABLE: Table = Table::Installed;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

/// What of it may be kept of a device of this ownership.
fn kept_of(installed: Installed, ownership: Ownership) -> Installed {
    let may = |action: DeviceAction| action.requires().is_met_by(ownership);
    Installed {
        apps: installed.apps.filter(|_| may(DeviceAction::ListApps)),
        certificates: installed
            .certificates
            .filter(|_| may(DeviceAction::ListCertificates)),
    }
}

/// Takes in what a device has listed, in place of the list before; the other list stays.
pub(super) fn take_in_installed(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    installed: Installed,
) -> Result<(), StoreFault> {
    let news = kept_of(installed, row.request.ownership);
    if news == Installed::default() {
        return Ok(());
    }
    let known: Option<InstalledRow> = unit.get(&row.key())?;
    let known = known.map(|row| row.installed).unwrap_or_default();
    unit.put(&InstalledRow {
        device: row.id,
        installed: Installed {
            apps: news.apps.or(known.apps),
            certificates: news.certificates.or(known.certificates),
        },
    })
}

/// Forgets what may not be kept of a device of this ownership.
pub(super) fn forget_installed(
    unit: &mut Unit<'_>,
    device: DeviceId,
    ownership: Ownership,
) -> Result<(), StoreFault> {
    let key = device.to_string();
    let Some(row) = unit.get::<InstalledRow>(&key)? else {
        return Ok(());
    };
    let kept = kept_of(row.installed.clone(), ownership);
    if kept == Installed::default() {
        unit.delete::<InstalledRow>(&key);
    } else if kept != row.installed {
        unit.put(&InstalledRow {
            installed: kept,
            ..row
        })?;
    }
    Ok(())
}

/// Reads what a device last listed of what is on it; none for a device that the enrollee does not have.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowInstalled {
    /// The device.
    pub device: DeviceId,
}

impl Command for ShowInstalled {
    type Object = Enrollee;
    type Answer = Option<Installed>;
    const NAME: &'static str = "show-installed";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Option<Installed>, StoreFault> {
        let key = self.device.to_string();
        let Some(row) = unit.get::<DeviceRow>(&key)? else {
            return Ok(None);
        };
        let known: Option<InstalledRow> = unit.get(&key)?;
        let installed = known.map(|row| row.installed).unwrap_or_default();
        Ok(Some(kept_of(installed, row.request.ownership)))
    }
}
