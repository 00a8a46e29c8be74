//! A command with all that is known of it: what is kept and what is shown.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::kind::{CommandKind, Requester};
use super::state::{CommandState, Impossible, Step};
use crate::ids::{CommandId, DeviceId, UserId};
use crate::time::Timestamp;

/// What whoever asks calls the command, so that asking again, after an answer that was lost, asks for nothing more: 1 to 64
/// letters, digits, dots, hyphens and underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CommandKey(String);

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 64 letters, digits, dots, hyphens and underscores")]
pub struct NotACommandKey;

impl FromStr for CommandKey {
    type Err = NotACommandKey;

    fn from_str(text: &str) -> Result<Self, NotACommandKey> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for CommandKey {
    type Error = NotACommandKey;

    fn try_from(text: String) -> Result<Self, NotACommandKey> {
        let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(is_inside);
        if fits {
            Ok(Self(text))
        } else {
            Err(NotACommandKey)
        }
    }
}

impl From<CommandKey> for String {
    fn from(key: CommandKey) -> Self {
        key.0
    }
}

impl fmt::Display for CommandKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A command to a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommandRecord {
    /// The command.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: CommandId,
    /// The device.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
    /// What is asked of it.
    #[cfg_attr(feature = "openapi", schema(value_type = super::CommandParts))]
    pub command: CommandKind,
    /// What whoever asked calls it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub key: CommandKey,
    /// Who asked; nobody, when it was a policy.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// As what.
    pub asked_as: Requester,
    /// Where it stands.
    pub state: CommandState,
    /// When it was asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub queued_at: Timestamp,
    /// When it ends by itself.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
    /// When its device was first told.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
    /// When it came to its end.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What a program that was run ended with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// What the device said with its last answer; at most 2,048 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

impl CommandRecord {
    /// Takes a step.
    ///
    /// # Errors
    /// [`Impossible`]; nothing has changed then.
    pub fn take(&mut self, step: Step, now: Timestamp) -> Result<(), Impossible> {
        self.state = self.state.after(step)?;
        if self.state == CommandState::Delivered {
            self.delivered_at.get_or_insert(now);
        }
        if !self.state.is_open() {
            self.ended_at = Some(now);
        }
        Ok(())
    }
}
