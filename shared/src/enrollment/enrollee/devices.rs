//! What an enrollee holds, as it is shown.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::compliance::rules_of;
use super::deadline::settle_overdue;
use super::in_use::in_use;
use super::inventory::{InventoryRow, changes_of, history_of};
use super::progress::refused_at_the_end;
use super::recovery_key::recovery_key_since;
use super::rows::{CertificateRow, DeviceRow, EnrolleeHeader, PresenceRow};
use super::slots::all_devices;
use crate::api::{DeviceDetail, DeviceView, Renewal};
use crate::device::{Life, due_at};
use crate::ids::DeviceId;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// How long a device that the policy sent away stays on its person's list: its going must be no riddle.
const SHOWN_AFTER_REFUSAL: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Lists the devices in management and those that the policy sent away in the last 14 days, newest enrollment first, and how
/// many slots are taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListDevices {}

impl Command for ListDevices {
    type Object = Enrollee;
    type Answer = (Vec<DeviceView>, u32);
    const NAME: &'static str = "list-devices";

    fn run(
        self,
        unit: &mut Unit<'_>,
        now: Timestamp,
    ) -> Result<(Vec<DeviceView>, u32), StoreFault> {
        if EnrolleeHeader::load(unit)?.is_none() {
            return Ok((Vec::new(), 0));
        }
        settle_overdue(unit, now)?;
        let (views, _) = shown_devices(unit, now)?;
        let in_use = in_use(unit, None, now)?;
        Ok((views, in_use.devices))
    }
}

/// The devices that an enrollee has, newest enrollment first, and how many more were handed over: what is overdue has been
/// settled.
pub(super) fn shown_devices(
    unit: &Unit<'_>,
    now: Timestamp,
) -> Result<(Vec<DeviceView>, u32), StoreFault> {
    let header = EnrolleeHeader::require(unit)?;
    let (mut views, mut elsewhere) = (Vec::new(), 0_u32);
    for row in all_devices(unit)? {
        if row.handed_over(&header).is_some() {
            elsewhere = elsewhere.saturating_add(u32::from(row.counts()));
            continue;
        }
        // A slot that is only held, and a device that was removed, are not devices a person has.
        let sent_away =
            refused_at_the_end(&row).is_some_and(|end| now.since(end.at) < SHOWN_AFTER_REFUSAL);
        if sent_away || row.counts() && row.life != Life::Reserved {
            let presence: Option<PresenceRow> = unit.get(&row.id.to_string())?;
            views.push(row.view_here(presence.as_ref(), now));
        }
    }
    // The newest first.
    crate::few::sort_many(&mut views, |one, other| {
        (other.enrolled_at, other.id).cmp(&(one.enrolled_at, one.id))
    });
    Ok((views, elsewhere))
}

/// How far the renewal of a device's certificate has come: of the one that its device uses, while that lasts.
fn renewal_of(
    unit: &Unit<'_>,
    row: &DeviceRow,
    now: Timestamp,
) -> Result<Option<Renewal>, StoreFault> {
    let used = CertificateRow::of_device(unit, &row.id)?
        .into_iter()
        .filter(|certificate| certificate.is_live() && certificate.proven)
        .max_by_key(|certificate| certificate.issued_at);
    Ok(used
        .filter(|certificate| certificate.not_after > now)
        .map(|certificate| {
            let due = due_at(certificate.issued_at, certificate.not_after);
            let record = row.renewal;
            Renewal {
                state: record.state(due, now),
                due_at: due,
                told_at: record.told_at,
                attempts: record.attempts,
                attempted_at: record.attempted_at,
                next_attempt_at: record.next_attempt_at(),
                issued_at: record.issued_at,
                proven_at: record.proven_at,
            }
        }))
}

/// Shows one device with all that is known of it, retired ones too.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowDevice {
    /// The device.
    pub device: DeviceId,
}

impl Command for ShowDevice {
    type Object = Enrollee;
    type Answer = Option<DeviceDetail>;
    const NAME: &'static str = "show-device";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Option<DeviceDetail>, StoreFault> {
        settle_overdue(unit, now)?;
        let key = self.device.to_string();
        // A slot that is only held is not a device yet, and never was one when it is given back.
        let Some(row) = unit
            .get::<DeviceRow>(&key)?
            .filter(|row| row.issued_at().is_some())
        else {
            return Ok(None);
        };
        let presence: Option<PresenceRow> = unit.get(&key)?;
        let known: Option<InventoryRow> = unit.get(&key)?;
        let compliance = rules_of(unit, &row, presence.as_ref(), now)?;
        let header = EnrolleeHeader::require(unit)?;
        Ok(Some(DeviceDetail {
            device: row.view_here(presence.as_ref(), now),
            facts: known.map_or_else(Vec::new, |known| known.facts),
            refused: refused_at_the_end(&row).map(|end| end.refusal),
            history: history_of(&row, unit.get(&key)?),
            changes: changes_of(unit, row.id)?,
            renewal: renewal_of(unit, &row, now)?,
            groups: Vec::new(),
            compliance,
            primary_user: row.primary_user(&header),
            recovery_key_since: recovery_key_since(unit, &row)?,
            inputs: Some(Box::new(row.inputs(unit, &header)?)),
        }))
    }
}
