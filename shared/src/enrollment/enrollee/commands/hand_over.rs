//! What a check-in does with commands: takes in what the device says of those it was told, and tells it those that are open.

use super::queue::{of_device, step, tidy};
use crate::api::{CommandResult, DeviceEventKind, SentCommand};
use crate::command::{
    CommandName, CommandParts, CommandRecord, CommandState, MAX_AT_ONCE, MAX_RESULTS, Step,
    clean_output,
};
use crate::device::RetireCause;
use crate::enrollment::enrollee::inventory::note;
use crate::enrollment::enrollee::rows::{DeviceRow, EnrolleeHeader};
use crate::few::sort_few;
use crate::ids::{CommandId, DeviceId};
use crate::store::{StoreFault, Unit};
use crate::time::Timestamp;

/// Takes in what a device says of its commands. What it says of one that is unknown or has ended changes nothing, so that it
/// may say it again. Answers why the device leaves management, when that is what it has said.
pub(in crate::enrollment::enrollee) fn take_results(
    unit: &mut Unit<'_>,
    row: &mut DeviceRow,
    results: Vec<CommandResult>,
    now: Timestamp,
) -> Result<Option<RetireCause>, StoreFault> {
    if row.open_commands == 0 || results.is_empty() {
        return Ok(None);
    }
    let mut header = EnrolleeHeader::require(unit)?;
    let mut commands = of_device(unit, row.id)?;
    let (mut leaves, mut is_news) = (None, false);
    for result in results.into_iter().take(MAX_RESULTS) {
        let Some(command) = commands.iter_mut().find(|known| known.id == result.id) else {
            continue;
        };
        let answer = Step::Answer(result.outcome);
        if command.state.after(answer).is_err() {
            continue;
        }
        command.exit_code = result.exit_code;
        command.output = result.output.as_deref().and_then(clean_output);
        let _stepped = step(unit, &mut header, command, answer, now)?;
        is_news = true;
        if command.state == CommandState::Done {
            note(unit, row.id, DeviceEventKind::CommandDone, now)?;
            if command.command.name() == CommandName::Wipe {
                leaves = Some(RetireCause::Wiped);
            }
        }
    }
    if is_news {
        tidy(unit, row, &commands, now)?;
        unit.put(row)?;
    }
    Ok(leaves)
}

/// Keeps what is to be known of an open command before its device has answered; the answer takes its place.
pub(in crate::enrollment::enrollee) fn tell_of(
    unit: &mut Unit<'_>,
    device: DeviceId,
    command: CommandId,
    words: &str,
) -> Result<(), StoreFault> {
    let known: Option<CommandRecord> = unit.get(&format!("{device}/{command}"))?;
    let Some(mut command) = known.filter(|known| known.state.is_open()) else {
        return Ok(());
    };
    let output = clean_output(words);
    if command.output != output {
        command.output = output;
        unit.put(&command)?;
    }
    Ok(())
}

/// Tells a device the oldest of its open commands, those that it has been told among them until it answers. What it has put
/// off comes after all others, so that it holds up none, and not at the visit at which it did so.
pub(in crate::enrollment::enrollee) fn hand_over(
    unit: &mut Unit<'_>,
    row: &mut DeviceRow,
    put_off: &[CommandId],
    now: Timestamp,
) -> Result<Vec<SentCommand>, StoreFault> {
    if row.open_commands == 0 {
        return Ok(Vec::new());
    }
    let mut header = EnrolleeHeader::require(unit)?;
    let mut commands = of_device(unit, row.id)?;
    let mut has_dropped = false;
    for command in &mut commands {
        // It may have become its person's own since it was asked for.
        let requires = command.command.name().requires();
        if command.state.is_open() && !requires.is_met_by(row.request.ownership) {
            let _stepped = step(unit, &mut header, command, Step::Drop, now)?;
            has_dropped = true;
        }
    }
    if has_dropped {
        tidy(unit, row, &commands, now)?;
        unit.put(row)?;
    }
    let mut open: Vec<_> = commands
        .iter_mut()
        .filter(|command| command.state.is_open() && !put_off.contains(&command.id))
        .collect();
    sort_few(&mut open, |one, other| {
        let later = |state: CommandState| state == CommandState::NotNow;
        (later(one.state), one.id).cmp(&(later(other.state), other.id))
    });
    let mut told = Vec::new();
    let mut renews = false;
    for command in open.into_iter().take(MAX_AT_ONCE) {
        if command.state != CommandState::Delivered {
            let _stepped = step(unit, &mut header, command, Step::Deliver, now)?;
        }
        renews |= command.command.name() == CommandName::RenewCertificate;
        let CommandParts { kind, name } = command.command.clone().into();
        told.push(SentCommand {
            id: command.id,
            kind,
            name,
        });
    }
    if renews {
        // Whoever is told to renew may, although it is not time yet.
        row.renewal.tell(now);
        unit.put(row)?;
    }
    Ok(told)
}
