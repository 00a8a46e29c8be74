//! Why a command is not given or not taken back: one cause, a stable code, a sentence and a fix, as with every refusal.

use serde::{Deserialize, Serialize};

use super::kind::CommandName;
use super::{MAX_IN_A_DAY, MAX_OPEN};
use crate::ids::CommandId;
use crate::platform::{EnrollmentMethod, Platform};

/// A no to whoever asks something of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandRefusal {
    /// It may be asked of the organisation's devices only.
    PersonalDevice {
        /// What was asked.
        kind: CommandName,
    },
    /// What manages the device cannot carry it out.
    NotPossible {
        /// What was asked.
        kind: CommandName,
        /// What runs on the device.
        platform: Platform,
        /// How the device enrolled.
        method: EnrollmentMethod,
    },
    /// The agent on the machine is of a version that does not know the command.
    AgentTooOld,
    /// One of the kind is open already.
    AlreadyOpen {
        /// That one.
        command: CommandId,
    },
    /// Another command was asked for under this key.
    KeyReused {
        /// That one.
        command: CommandId,
    },
    /// As many as may be are open.
    TooManyOpen,
    /// As many as may be were asked for within 24 hours.
    TooManyInADay,
    /// It cannot be taken back: the device has been told.
    Delivered,
    /// It cannot be taken back: it has come to its end.
    Ended,
    /// A person does not take back what an administrator has asked.
    Administrators,
}

impl CommandRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PersonalDevice { .. } => "command-not-for-personal-devices",
            Self::NotPossible { .. } => "command-not-possible",
            Self::AgentTooOld => "agent-too-old-for-commands",
            Self::AlreadyOpen { .. } => "command-already-open",
            Self::KeyReused { .. } => "command-key-reused",
            Self::TooManyOpen => "too-many-open-commands",
            Self::TooManyInADay => "too-many-commands",
            Self::Delivered => "command-delivered",
            Self::Ended => "command-ended",
            Self::Administrators => "command-of-an-administrator",
        }
    }

    /// The cause.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::PersonalDevice { kind } => {
                format!(
                    "The command `{kind}` is for the organisation's devices, and this one is its person's own."
                )
            }
            Self::NotPossible {
                kind,
                platform,
                method,
            } if super::carried_out_by(*platform, *method).is_empty() => {
                format!(
                    "No command, such as `{kind}`, reaches a device that enrolled by {}.",
                    method.display_name()
                )
            }
            Self::NotPossible {
                kind,
                platform,
                method,
            } => format!(
                "A device with {} that enrolled by {} cannot carry out `{kind}`.",
                platform.display_name(),
                method.display_name()
            ),
            Self::AgentTooOld => {
                "The agent on this machine is too old for this command.".to_owned()
            }
            Self::AlreadyOpen { command } => {
                format!("The same is asked of this device already, as {command}.")
            }
            Self::KeyReused { command } => {
                format!("Another command, {command}, was asked for under this key.")
            }
            Self::TooManyOpen => format!("{MAX_OPEN} commands are open for this device."),
            Self::TooManyInADay => {
                format!("{MAX_IN_A_DAY} commands were given to this device within 24 hours.")
            }
            Self::Delivered => {
                "The device has been told, so that the command cannot be taken back.".to_owned()
            }
            Self::Ended => "The command has come to its end.".to_owned(),
            Self::Administrators => "An administrator has asked for this.".to_owned(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn fix(&self) -> &'static str {
        match self {
            Self::PersonalDevice { .. } => {
                "Retire the device instead; or say that it is the organisation's, if it is."
            }
            Self::NotPossible { .. } => "Do it at the device, or enroll it another way.",
            Self::AgentTooOld => "Install the agent that this deployment serves.",
            Self::AlreadyOpen { .. } => "Wait for it, or take it back first.",
            Self::KeyReused { .. } => "Give each command a key of its own.",
            Self::TooManyOpen => "Take some back, or wait until the device comes by.",
            Self::TooManyInADay => "Try again tomorrow.",
            Self::Delivered => "Wait for what the device says.",
            Self::Ended => "Look at its state; ask anew if it is still wanted.",
            Self::Administrators => "Ask IT to take it back.",
        }
    }
}
