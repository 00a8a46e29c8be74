//! What [`crate::command`] becomes on Apple's devices.

use crate::api::SentCommand;
use crate::command::CommandName;
use crate::ids::CommandId;
use crate::platform::Platform;
use crate::protocol::apple::{EnrollmentProfile, Request};
use crate::sealed::SealingKey;

/// What a command asks of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// The questions of [`super::inventory`], afresh.
    Inventory,
    /// This.
    Request(Request),
    /// The enrollment profile once more, with which it gets its next certificate.
    Renewal,
    /// Nothing: Apple has no such thing. Why, for administrators.
    Impossible(&'static str),
}

/// What a command is made with.
#[derive(Debug, Clone, Copy)]
pub struct Means<'a> {
    /// What identifiers begin with.
    pub base: &'a str,
    /// What kind of device it is.
    pub platform: Platform,
    /// What a Mac asks for when it starts again; phones have their passcode.
    pub pin: &'a str,
    /// What takes its passcode away, where the device has handed it over.
    pub unlock_token: Option<&'a [u8]>,
}

/// What a command becomes.
#[must_use]
pub fn order_of(command: &SentCommand, means: &Means<'_>) -> Order {
    let Means {
        base,
        platform,
        pin,
        unlock_token,
    } = *means;
    let pin = || (platform == Platform::Macos).then(|| pin.to_owned());
    match command.kind {
        CommandName::Sync => Order::Inventory,
        CommandName::RenameHost => match &command.name {
            Some(name) => Order::Request(Request::DeviceName(name.clone())),
            None => Order::Impossible("There is no name to be given."),
        },
        CommandName::Lock => Order::Request(Request::DeviceLock { pin: pin() }),
        CommandName::Wipe => Order::Request(Request::EraseDevice { pin: pin() }),
        // With the profile that enrolled it go all that were installed from here.
        CommandName::Retire => {
            Order::Request(Request::RemoveProfile(EnrollmentProfile::identifier(base)))
        }
        CommandName::RenewCertificate => Order::Renewal,
        CommandName::ClearPasscode => match unlock_token {
            Some(token) => Order::Request(Request::ClearPasscode(token.to_vec())),
            None => Order::Impossible(
                "The device has handed over nothing that takes its passcode away; Macs never do.",
            ),
        },
        CommandName::Reboot => Order::Request(Request::RestartDevice),
        CommandName::Custom => {
            Order::Impossible("Apple's management runs nothing of the machine's own.")
        }
    }
}

/// Six digits, which only this deployment can make of the command: always the same, however often it is sent.
#[must_use]
pub fn pin_of(command: CommandId, key: &SealingKey) -> String {
    let [number @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
        key.derive("apple pin", &[command.as_bytes()]);
    let number = u128::from_be_bytes(number)
        .checked_rem(1_000_000)
        .unwrap_or_default();
    format!("{number:06}")
}

/// What is said of a command that goes to a Mac with a PIN: the Mac may carry it out and never come to say so.
#[must_use]
pub(super) fn word_of_pin(kind: CommandName, pin: &str) -> String {
    match kind {
        CommandName::Wipe => format!("Sent to the Mac; when it is erased, its PIN is {pin}."),
        _ => format!("Sent to the Mac; when it is locked, its PIN is {pin}."),
    }
}

/// What is said of a command that was done, for administrators.
#[must_use]
pub(super) fn word(kind: CommandName, pin: Option<&str>) -> Option<String> {
    let word = match (kind, pin) {
        (CommandName::Lock, Some(pin)) => {
            return Some(format!("The Mac is locked; its PIN is {pin}."));
        }
        (CommandName::Wipe, Some(pin)) => {
            return Some(format!("The Mac begins to erase itself; its PIN is {pin}."));
        }
        (CommandName::Wipe, None) => "The device begins to erase itself.",
        (CommandName::RenewCertificate, _) => {
            "The device has taken the profile for its next certificate."
        }
        _ => return None,
    };
    Some(word.to_owned())
}
