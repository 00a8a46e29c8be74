//! When an Apple device is woken: every eight hours, and when something waits for it. What wakes it is tried as mails and webhooks are:
//! a try counts before it is made, what failed and may pass is tried again a few times, and what an object dies over is not lost.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::apple::AppleRow;
use super::check_in::CHECK_IN_INTERVAL;
use super::deadline::{Deadline, DeadlineKind};
use super::rows::DeviceRow;
use crate::apple::push::PushAddress;
use crate::device::Life;
use crate::ids::DeviceId;
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// How often a device is woken where nothing is asked of it: as often as others come by themselves.
pub const WAKE_INTERVAL: Duration = CHECK_IN_INTERVAL;

/// How many devices are woken at once.
pub const WAKES_AT_ONCE: usize = 8;

/// How often it is tried to wake a device, before it is left to the next time.
pub const WAKE_TRIES: u8 = 5;

/// A device that waits to be woken, or is being woken, is looked at again after this, should the object die over it.
const LOST_AFTER: Duration = Duration::from_secs(30);

/// How many rows are read at a time.
const READ_AT_ONCE: usize = 64;

/// How long it is waited after so many tries.
const fn wait_after(tries: u8) -> Duration {
    Duration::from_secs(match tries {
        0 | 1 => 5,
        2 => 60,
        3 => 10 * 60,
        _ => 60 * 60,
    })
}

/// A device that is to be woken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WakeRow {
    pub device: DeviceId,
    pub address: PushAddress,
    /// Counts what becomes of the row, so that what is heard of an earlier try changes nothing.
    #[serde(default)]
    number: u64,
    #[serde(default)]
    tries: u8,
    /// Whether it is being woken, or waits to be tried again.
    #[serde(default)]
    is_taken: bool,
    /// When it is looked at again: there is a deadline then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    again_at: Option<Timestamp>,
}

impl Row for WakeRow {
    const TABLE: Table = Table::Wake;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

impl WakeRow {
    fn deadline(&self) -> Option<Deadline> {
        let kind = DeadlineKind::WakeAgain {
            device: self.device,
        };
        self.again_at.map(|at| Deadline { at, kind })
    }

    /// Keeps the row as it is now, to be looked at again at `at`.
    fn keep(mut self, unit: &mut Unit<'_>, at: Timestamp) -> Result<(), StoreFault> {
        if self.again_at != Some(at) {
            self.forget_deadline(unit);
            self.again_at = Some(at);
            if let Some(deadline) = self.deadline() {
                unit.put(&deadline)?;
            }
        }
        self.number = self.number.saturating_add(1);
        unit.put(&self)
    }

    fn forget_deadline(&self, unit: &mut Unit<'_>) {
        if let Some(deadline) = self.deadline() {
            unit.delete::<Deadline>(&deadline.key());
        }
    }

    fn forget(self, unit: &mut Unit<'_>) {
        self.forget_deadline(unit);
        unit.delete::<Self>(&self.key());
    }
}

/// A device is to be woken there, from the first try on.
pub(super) fn ask_to_wake(
    unit: &mut Unit<'_>,
    device: DeviceId,
    address: &PushAddress,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let before: Option<WakeRow> = unit.get(&device.to_string())?;
    let row = WakeRow {
        device,
        address: address.clone(),
        number: before.as_ref().map_or(0, |row| row.number),
        tries: 0,
        is_taken: false,
        again_at: before.and_then(|row| row.again_at),
    };
    row.keep(unit, now.plus(LOST_AFTER))
}

/// Something waits for a device: it is woken, where it is one that has to be.
pub(super) fn wake(
    unit: &mut Unit<'_>,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let kept: Option<AppleRow> = unit.get(&device.to_string())?;
    match kept.as_ref().and_then(|kept| kept.state.push()) {
        Some(address) => ask_to_wake(unit, device, address, now),
        None => Ok(()),
    }
}

/// A device need not be woken any more.
pub(super) fn call_off(unit: &mut Unit<'_>, device: DeviceId) -> Result<(), StoreFault> {
    if let Some(row) = unit.get::<WakeRow>(&device.to_string())? {
        row.forget(unit);
    }
    Ok(())
}

/// The time has come to wake a device, and the next is set. One that has left is woken, too, until it has heard of it (its address is
/// forgotten then) or cannot show who it is any more: Apple keeps a message for a day alone, and it may be off for longer.
pub(super) fn wake_due(
    unit: &mut Unit<'_>,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let key = device.to_string();
    let Some(mut row) = unit.get::<AppleRow>(&key)? else {
        return Ok(());
    };
    let comes = unit
        .get::<DeviceRow>(&key)?
        .is_some_and(|device| match device.life {
            Life::Retired { .. } => device.certificate_expires_at.is_some_and(|end| end > now),
            _ => true,
        });
    match row.state.push().filter(|_| comes) {
        Some(address) => {
            ask_to_wake(unit, device, address, now)?;
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

/// Nothing was heard of a try, or it is time for the next. Whoever is in line still is again.
pub(super) fn wake_again(
    unit: &mut Unit<'_>,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreFault> {
    match unit.get::<WakeRow>(&device.to_string())? {
        Some(row) if row.again_at.is_none_or(|at| at > now) => Ok(()),
        Some(row) if row.tries >= WAKE_TRIES => {
            row.forget(unit);
            Ok(())
        }
        Some(mut row) => {
            row.is_taken = false;
            row.keep(unit, now.plus(LOST_AFTER))
        }
        None => Ok(()),
    }
}

/// Takes some of the devices that are to be woken now. A try counts before it is made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeWakes {
    /// The last that was taken before: those after it are taken, so that none is read again and again.
    pub after: Option<DeviceId>,
    /// How many, one at least.
    pub limit: usize,
}

/// A device that is to be woken now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wake {
    /// The device.
    pub device: DeviceId,
    /// Where it is.
    pub address: PushAddress,
    /// Which try it is: [`SettleWake`] has to name it.
    pub number: u64,
}

impl Command for TakeWakes {
    type Object = Enrollee;
    type Answer = Vec<Wake>;
    const NAME: &'static str = "take-wakes";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Vec<Wake>, StoreFault> {
        let mut taken = Vec::new();
        let mut after = self.after.map(|device| device.to_string());
        loop {
            let rows: Vec<WakeRow> = unit.scan(after.as_deref(), READ_AT_ONCE)?;
            let is_last = rows.len() < READ_AT_ONCE;
            after = rows.last().map(Row::key);
            for mut row in rows.into_iter().filter(|row| !row.is_taken) {
                row.is_taken = true;
                row.tries = row.tries.saturating_add(1);
                taken.push(Wake {
                    device: row.device,
                    address: row.address.clone(),
                    number: row.number.saturating_add(1),
                });
                row.keep(unit, now.plus(LOST_AFTER))?;
                if taken.len() >= self.limit {
                    return Ok(taken);
                }
            }
            if is_last {
                return Ok(taken);
            }
        }
    }
}

/// What came of waking a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WakeEnd {
    /// Nothing more is to be done about it: it was sent, or will never be.
    Done,
    /// Nobody is reached there any more. The device tells where it is with its next `TokenUpdate`.
    Gone,
    /// It may succeed later.
    TryAgain,
}

/// Notes what came of a try.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleWake {
    /// The try.
    pub wake: Wake,
    /// What came of it.
    pub end: WakeEnd,
}

impl Command for SettleWake {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "settle-wake";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
        let Wake {
            device,
            address,
            number,
        } = self.wake;
        let key = device.to_string();
        if self.end == WakeEnd::Gone
            && let Some(mut row) = unit.get::<AppleRow>(&key)?
            && row.state.push() == Some(&address)
        {
            row.state.forget_push();
            // A message that is under way read what is gone now.
            row.revision = row.revision.saturating_add(1);
            unit.put(&row)?;
        }
        let Some(row) = unit
            .get::<WakeRow>(&key)?
            .filter(|row| row.number == number)
        else {
            return Ok(());
        };
        if self.end == WakeEnd::TryAgain && row.tries < WAKE_TRIES {
            let at = now.plus(wait_after(row.tries));
            return row.keep(unit, at);
        }
        row.forget(unit);
        Ok(())
    }
}
