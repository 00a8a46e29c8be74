//! Something is asked of a device.

use serde::{Deserialize, Serialize};

use super::queue::{of_device, tell, tidy, within_a_day};
use crate::api::DeviceFactName;
use crate::command::{
    CommandKey, CommandKind, CommandRecord, CommandRefusal, CommandState, DEFAULT_EXPIRY,
    LONGEST_EXPIRY, MAX_IN_A_DAY, MAX_OPEN, Requester, SHORTEST_EXPIRY, may_be_given,
};
use crate::device::Life;
use crate::enrollment::enrollee::Enrollee;
use crate::enrollment::enrollee::deadline::settle_overdue;
use crate::enrollment::enrollee::inventory::InventoryRow;
use crate::enrollment::enrollee::rows::{DeviceRow, EnrolleeHeader};
use crate::enrollment::enrollee::wake::wake;
use crate::ids::{CommandId, DeviceId, UserId};
use crate::platform::EnrollmentMethod;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;
use core::time::Duration;

/// Asks something of a device. The same under the same key again asks for nothing more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enqueue {
    /// The device.
    pub device: DeviceId,
    /// What is asked.
    pub command: CommandKind,
    /// What whoever asks calls it.
    pub key: CommandKey,
    /// After how many seconds it ends by itself; seven days when nothing is said.
    pub expires_in_seconds: Option<u32>,
    /// Who asks; nobody, when it is a policy.
    pub by: Option<UserId>,
    /// As what.
    pub requester: Requester,
    /// What the random part of the command's name is taken from.
    pub random: [u8; 16],
}

/// What became of [`Enqueue`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enqueuing {
    /// It waits for the device.
    Queued {
        /// The command.
        command: Box<CommandRecord>,
    },
    /// It was asked for before.
    Known {
        /// The command as it stands.
        command: Box<CommandRecord>,
    },
    /// No, and why.
    Refused {
        /// The one cause.
        refusal: CommandRefusal,
    },
    /// The enrollee has no such device in management.
    Unknown,
}

impl Command for Enqueue {
    type Object = Enrollee;
    type Answer = Enqueuing;
    const NAME: &'static str = "enqueue";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Enqueuing, StoreFault> {
        settle_overdue(unit, now)?;
        let Some(mut row) = unit
            .get::<DeviceRow>(&self.device.to_string())?
            .filter(|row| matches!(row.life, Life::AwaitingProof | Life::Enrolled))
        else {
            return Ok(Enqueuing::Unknown);
        };
        let enqueuing = self.place(unit, &mut row, now)?;
        if let Enqueuing::Queued { .. } = enqueuing {
            unit.put(&row)?;
        }
        Ok(enqueuing)
    }
}

impl Enqueue {
    /// Puts it into the queue of a device in management, whose row the caller keeps.
    pub(in crate::enrollment::enrollee) fn place(
        self,
        unit: &mut Unit<'_>,
        row: &mut DeviceRow,
        now: Timestamp,
    ) -> Result<Enqueuing, StoreFault> {
        let mut commands = of_device(unit, self.device)?;
        if let Some(known) = commands.iter().find(|known| known.key == self.key) {
            return Ok(if known.command == self.command {
                let command = Box::new(known.clone());
                Enqueuing::Known { command }
            } else {
                let command = known.id;
                let refusal = CommandRefusal::KeyReused { command };
                Enqueuing::Refused { refusal }
            });
        }
        if let Err(refusal) = self.check(unit, row, &commands, now)? {
            return Ok(Enqueuing::Refused { refusal });
        }
        // Those of the same second are told apart by their place in it.
        let place = commands
            .iter()
            .filter(|other| other.queued_at == now)
            .count();
        let wait = self.expires_in_seconds.map_or(DEFAULT_EXPIRY, |seconds| {
            Duration::from_secs(u64::from(seconds)).clamp(SHORTEST_EXPIRY, LONGEST_EXPIRY)
        });
        let command = CommandRecord {
            id: CommandId::new(now, u16::try_from(place).unwrap_or(u16::MAX), self.random),
            device: self.device,
            command: self.command,
            key: self.key,
            by: self.by,
            asked_as: self.requester,
            state: CommandState::Queued,
            queued_at: now,
            expires_at: now.plus(wait),
            delivered_at: None,
            ended_at: None,
            exit_code: None,
            output: None,
        };
        unit.put(&command)?;
        tell(unit, &mut EnrolleeHeader::require(unit)?, &command, now)?;
        commands.push(command.clone());
        tidy(unit, row, &commands, now)?;
        wake(unit, self.device, now)?;
        Ok(Enqueuing::Queued {
            command: Box::new(command),
        })
    }

    /// Whether it may be asked of this device, and now.
    fn check(
        &self,
        unit: &Unit<'_>,
        row: &DeviceRow,
        commands: &[CommandRecord],
        now: Timestamp,
    ) -> Result<Result<(), CommandRefusal>, StoreFault> {
        let (platform, method, ownership) = (
            row.request.platform,
            row.request.method,
            row.request.ownership,
        );
        let known: Option<InventoryRow> = match method {
            EnrollmentMethod::Agent => unit.get(&self.device.to_string())?,
            _ => None,
        };
        let version = known.as_ref().and_then(|known| {
            let is_version = |name| name == DeviceFactName::AgentVersion;
            known.facts.iter().find(|fact| is_version(fact.name))
        });
        let version = version.map(|fact| fact.value.as_str());
        if let Err(refusal) = may_be_given(&self.command, platform, method, version, ownership) {
            return Ok(Err(refusal));
        }
        let open = || commands.iter().filter(|command| command.state.is_open());
        if let Some(other) = open().find(|other| other.command.stands_in_the_way_of(&self.command))
        {
            let command = other.id;
            return Ok(Err(CommandRefusal::AlreadyOpen { command }));
        }
        if open().count() >= MAX_OPEN {
            return Ok(Err(CommandRefusal::TooManyOpen));
        }
        if within_a_day(commands, now) >= MAX_IN_A_DAY {
            return Ok(Err(CommandRefusal::TooManyInADay));
        }
        Ok(Ok(()))
    }
}
