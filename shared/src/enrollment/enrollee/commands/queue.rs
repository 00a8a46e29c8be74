//! What every command about commands shares: reading a device's commands, stepping them, and keeping the device's row right.

use crate::command::{
    CommandName, CommandRecord, CommandState, ENDED_KEPT, ENDED_KEPT_FOR, Impossible, Step,
};
use crate::device::RetireCause;
use crate::enrollment::enrollee::deadline::{Deadline, DeadlineKind};
use crate::enrollment::enrollee::events::{EnrolleeEvent, emit};
use crate::enrollment::enrollee::rows::{DeviceRow, EnrolleeHeader};
use crate::few::sort_few;
use crate::ids::DeviceId;
use crate::store::{Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// More than a device ever has: those that are open, those that are kept, and those that end in one step.
const READ_AT_MOST: usize = 128;

impl Row for CommandRecord {
    const TABLE: Table = Table::Command;

    fn key(&self) -> String {
        format!("{}/{}", self.device, self.id)
    }
}

/// All commands of a device, the oldest first.
pub(super) fn of_device(
    unit: &Unit<'_>,
    device: DeviceId,
) -> Result<Vec<CommandRecord>, StoreFault> {
    let rows: Vec<CommandRecord> = unit.scan(Some(&format!("{device}/")), READ_AT_MOST)?;
    Ok(rows
        .into_iter()
        .take_while(|row| row.device == device)
        .collect())
}

/// Takes a step with a command, keeps it, and tells of it when it has come to its end.
pub(super) fn step(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    command: &mut CommandRecord,
    step: Step,
    now: Timestamp,
) -> Result<Result<(), Impossible>, StoreFault> {
    if let Err(impossible) = command.take(step, now) {
        return Ok(Err(impossible));
    }
    unit.put(command)?;
    if !command.state.is_open() {
        tell(unit, header, command, now)?;
    }
    Ok(Ok(()))
}

/// Tells the rest of the house of a command. What its device has said of it stays here.
pub(super) fn tell(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    command: &CommandRecord,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let command = Box::new(CommandRecord {
        output: None,
        ..command.clone()
    });
    emit(unit, header, EnrolleeEvent::CommandChanged { command }, now)
}

/// Forgets what is no longer kept of a device's commands, and brings its row up to date, which the caller keeps.
pub(super) fn tidy(
    unit: &mut Unit<'_>,
    row: &mut DeviceRow,
    commands: &[CommandRecord],
    now: Timestamp,
) -> Result<(), StoreFault> {
    let (open, mut ended): (Vec<_>, Vec<_>) =
        commands.iter().partition(|command| command.state.is_open());
    sort_few(&mut ended, |one, other| {
        (one.ended_at, one.id).cmp(&(other.ended_at, other.id))
    });
    let too_many = ended.len().saturating_sub(ENDED_KEPT);
    let mut due: Option<Timestamp> = open.iter().map(|command| command.expires_at).min();
    for (at, command) in ended.iter().enumerate() {
        let until = command.ended_at.unwrap_or(now).plus(ENDED_KEPT_FOR);
        if at < too_many || until <= now {
            unit.delete::<CommandRecord>(&command.key());
        } else {
            due = Some(due.map_or(until, |due| due.min(until)));
        }
    }
    row.open_commands = u16::try_from(open.len()).unwrap_or(u16::MAX);
    if row.commands_due != due {
        let deadline = |at| Deadline {
            at,
            kind: DeadlineKind::CommandsEnd { device: row.id },
        };
        if let Some(before) = row.commands_due {
            unit.delete::<Deadline>(&deadline(before).key());
        }
        if let Some(due) = due {
            unit.put(&deadline(due))?;
        }
        row.commands_due = due;
    }
    Ok(())
}

/// Time has come for one of a device's commands: those whose time has run out end, and old ones are forgotten.
pub(in crate::enrollment::enrollee) fn expire(
    unit: &mut Unit<'_>,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let Some(mut row) = unit.get::<DeviceRow>(&device.to_string())? else {
        return Ok(());
    };
    let mut header = EnrolleeHeader::require(unit)?;
    let mut commands = of_device(unit, device)?;
    for command in &mut commands {
        if command.state.is_open() && command.expires_at <= now {
            // An open command can always expire.
            let _stepped = step(unit, &mut header, command, Step::Expire, now)?;
        }
    }
    tidy(unit, &mut row, &commands, now)?;
    unit.put(&row)
}

/// A device leaves management: what asked for just that is done, and everything else that is open goes. The caller keeps row
/// and header.
pub(in crate::enrollment::enrollee) fn end_with_device(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    row: &mut DeviceRow,
    cause: RetireCause,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if row.open_commands == 0 {
        return Ok(());
    }
    let mut commands = of_device(unit, row.id)?;
    for command in &mut commands {
        let is_fulfilled = match command.command.name() {
            CommandName::Retire => cause == RetireCause::LeftByDevice,
            CommandName::Wipe => cause == RetireCause::Wiped,
            _ => false,
        };
        let taken = if is_fulfilled {
            Step::Fulfil
        } else {
            Step::Drop
        };
        if command.state.is_open() {
            let _stepped = step(unit, header, command, taken, now)?;
        }
    }
    tidy(unit, row, &commands, now)
}

/// Deletes all commands of a device whose record goes.
pub(in crate::enrollment::enrollee) fn forget_all(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
) -> Result<(), StoreFault> {
    let Some(at) = row.commands_due else {
        return Ok(());
    };
    let kind = DeadlineKind::CommandsEnd { device: row.id };
    unit.delete::<Deadline>(&Deadline { at, kind }.key());
    for command in of_device(unit, row.id)? {
        unit.delete::<CommandRecord>(&command.key());
    }
    Ok(())
}

/// How many commands were asked for within 24 hours.
pub(super) fn within_a_day(commands: &[CommandRecord], now: Timestamp) -> usize {
    const DAY: core::time::Duration = core::time::Duration::from_hours(24);
    commands
        .iter()
        .filter(|command| now.since(command.queued_at) < DAY)
        .count()
}

/// Whether a command has been taken back already.
pub(super) fn is_cancelled(command: &CommandRecord) -> bool {
    command.state == CommandState::Cancelled
}
