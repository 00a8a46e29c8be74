use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::command::CommandParts;
use crate::command::{CommandKey, CommandKind, CommandName, CommandOutcome, CommandRecord};
use crate::ids::CommandId;

/// The body of `POST /api/v1/devices/{device}/commands`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CommandRequest {
    /// What is asked of the device.
    #[cfg_attr(feature = "openapi", schema(value_type = CommandParts))]
    pub command: CommandKind,
    /// What the caller calls it: 1 to 64 letters, digits, dots, hyphens and underscores. The same again asks for nothing more.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub key: CommandKey,
    /// After how many seconds it ends by itself: 3,600 (an hour) to 2,592,000 (30 days), seven days when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_seconds: Option<u32>,
}

/// The commands of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommandList {
    /// All that are open and the last that have ended, the newest first.
    pub commands: Vec<CommandRecord>,
}

/// A command as its device is handed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentCommand {
    /// The command, to be named in its result. The same comes again until there is one.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: CommandId,
    /// What is asked.
    pub kind: CommandName,
    /// As in `CommandParts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What has become of a command, as its device says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CommandResult {
    /// The command.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: CommandId,
    /// What became of it.
    pub outcome: CommandOutcome,
    /// What a program that was run ended with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// What there is to say: what was printed, or why it could not be done. Of more than 2,048 bytes the first are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}
