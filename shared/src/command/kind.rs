//! What can be asked of a device.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::device::rights::{DeviceAction, Requires};
use crate::ids::ScriptId;

/// The name of a kind of command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommandName {
    /// Tell everything afresh.
    Sync,
    /// Take another host name.
    RenameHost,
    /// Lock the screen.
    Lock,
    /// Start anew, with what is not saved lost.
    Reboot,
    /// Lose its passcode, so that whoever holds it can set another.
    ClearPasscode,
    /// Leave management, and take away what it brought.
    Retire,
    /// Erase everything.
    Wipe,
    /// Get a new key and certificate now.
    RenewCertificate,
    /// Run something that the machine's own administrator has put there for it.
    Custom,
}

impl CommandName {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Sync,
        Self::RenameHost,
        Self::Lock,
        Self::Reboot,
        Self::ClearPasscode,
        Self::Retire,
        Self::Wipe,
        Self::RenewCertificate,
        Self::Custom,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::RenameHost => "rename_host",
            Self::Lock => "lock",
            Self::Reboot => "reboot",
            Self::ClearPasscode => "clear_passcode",
            Self::Retire => "retire",
            Self::Wipe => "wipe",
            Self::RenewCertificate => "renew_certificate",
            Self::Custom => "custom",
        }
    }

    /// Whose a device must be for it. What a machine's administrator has put there to be run is theirs to offer.
    #[must_use]
    pub const fn requires(self) -> Requires {
        match self {
            Self::Sync | Self::RenewCertificate | Self::Custom => Requires::Nothing,
            Self::RenameHost => DeviceAction::RenameHost.requires(),
            Self::Lock => DeviceAction::Lock.requires(),
            Self::Reboot => DeviceAction::Reboot.requires(),
            Self::ClearPasscode => DeviceAction::ResetPasscode.requires(),
            Self::Retire => DeviceAction::Retire.requires(),
            Self::Wipe => DeviceAction::Wipe.requires(),
        }
    }

    /// Whether a person may ask it of a device that they use. Intune lets people reset their own devices, too; a restart it
    /// leaves to administrators, though what is lost is the work of whoever asks.
    #[must_use]
    pub const fn is_for_persons(self) -> bool {
        matches!(
            self,
            Self::Sync
                | Self::Lock
                | Self::Reboot
                | Self::Retire
                | Self::RenewCertificate
                | Self::Wipe
        )
    }

    /// Whether it ends the device's management.
    #[must_use]
    pub const fn ends_management(self) -> bool {
        matches!(self, Self::Retire | Self::Wipe)
    }
}

impl fmt::Display for CommandName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Requester {
    /// The person whose device it is.
    Person,
    /// An administrator.
    Administrator,
    /// A compliance policy, of a device that has not kept it for so long.
    Policy,
}

/// A host name: one label of RFC 1123 section 2.1, which is letters, digits and inner hyphens, 63 at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName(String);

/// The text is no host name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a host name: 1 to 63 letters, digits and inner hyphens")]
pub struct NotAHostName;

impl FromStr for HostName {
    type Err = NotAHostName;

    fn from_str(text: &str) -> Result<Self, NotAHostName> {
        let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let fits = (1..=63).contains(&text.len())
            && text.bytes().all(is_inside)
            && !text.starts_with('-')
            && !text.ends_with('-');
        fits.then(|| Self(text.to_owned())).ok_or(NotAHostName)
    }
}

/// What is asked of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CommandParts", into = "CommandParts")]
pub enum CommandKind {
    /// [`CommandName::Sync`].
    Sync,
    /// [`CommandName::RenameHost`].
    RenameHost {
        /// The new host name.
        name: HostName,
    },
    /// [`CommandName::Lock`].
    Lock,
    /// [`CommandName::Reboot`].
    Reboot,
    /// [`CommandName::ClearPasscode`].
    ClearPasscode,
    /// [`CommandName::Retire`].
    Retire,
    /// [`CommandName::Wipe`].
    Wipe,
    /// [`CommandName::RenewCertificate`].
    RenewCertificate,
    /// [`CommandName::Custom`].
    Custom {
        /// The name under which the machine's administrator put it there.
        name: ScriptId,
    },
}

impl CommandKind {
    /// Its kind alone.
    #[must_use]
    pub const fn name(&self) -> CommandName {
        match self {
            Self::Sync => CommandName::Sync,
            Self::RenameHost { .. } => CommandName::RenameHost,
            Self::Lock => CommandName::Lock,
            Self::Reboot => CommandName::Reboot,
            Self::ClearPasscode => CommandName::ClearPasscode,
            Self::Retire => CommandName::Retire,
            Self::Wipe => CommandName::Wipe,
            Self::RenewCertificate => CommandName::RenewCertificate,
            Self::Custom { .. } => CommandName::Custom,
        }
    }

    /// Whether only one of the two may be open at a time: they are of one kind, and what is run is the same.
    #[must_use]
    pub fn stands_in_the_way_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Custom { name }, Self::Custom { name: another }) => name == another,
            _ => self.name() == other.name(),
        }
    }
}

/// What is asked of a device, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CommandParts {
    /// Which kind.
    pub kind: CommandName,
    /// For `rename_host` the host name, for `custom` what to run; none for all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl TryFrom<CommandParts> for CommandKind {
    type Error = String;

    fn try_from(parts: CommandParts) -> Result<Self, String> {
        let kind = match (parts.kind, parts.name) {
            (CommandName::RenameHost, Some(name)) => Self::RenameHost {
                name: name
                    .parse()
                    .map_err(|error: NotAHostName| error.to_string())?,
            },
            (CommandName::Custom, Some(name)) => Self::Custom {
                name: name
                    .parse()
                    .map_err(|error: crate::ids::InvalidId| error.to_string())?,
            },
            (CommandName::RenameHost | CommandName::Custom, None) => {
                return Err(format!("`{}` needs a name", parts.kind));
            }
            (kind, Some(_)) => return Err(format!("`{kind}` takes no name")),
            (CommandName::Sync, None) => Self::Sync,
            (CommandName::Lock, None) => Self::Lock,
            (CommandName::Reboot, None) => Self::Reboot,
            (CommandName::ClearPasscode, None) => Self::ClearPasscode,
            (CommandName::Retire, None) => Self::Retire,
            (CommandName::Wipe, None) => Self::Wipe,
            (CommandName::RenewCertificate, None) => Self::RenewCertificate,
        };
        Ok(kind)
    }
}

impl From<CommandKind> for CommandParts {
    fn from(kind: CommandKind) -> Self {
        Self {
            kind: kind.name(),
            name: match kind {
                CommandKind::RenameHost { name } => Some(name.0),
                CommandKind::Custom { name } => Some(name.to_string()),
                _ => None,
            },
        }
    }
}
