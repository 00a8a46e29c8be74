//! What [`crate::command`] becomes on Windows, and what Windows' answer says of it.
//!
//! Screens of PCs cannot be locked from afar: the `RemoteLock` CSP is for phones. [`crate::command::carried_out_by`] does not offer
//! it.

use crate::api::SentCommand;
use crate::command::{CommandName, CommandOutcome};
use crate::encoding::percent_encoded;
use crate::protocol::syncml::{Item, Status, Verb, code};

use super::words::{is_done, is_later, why_not};

/// What a command asks of a PC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// The questions of [`super::inventory`], afresh.
    Inventory,
    /// Something of one node.
    Node {
        /// What.
        verb: Verb,
        /// Of which node, with which value.
        item: Item,
    },
    /// Nothing: Windows has no such thing. Why, for administrators.
    Impossible(&'static str),
}

/// What a command becomes for a device that knows its server by the name `provider` (`PROVIDER-ID` of its w7 APPLICATION).
#[must_use]
pub fn order_of(command: &SentCommand, provider: &str) -> Order {
    let exec = |uri: String| Order::Node {
        verb: Verb::Exec,
        item: Item::at(uri),
    };
    match command.kind {
        CommandName::Sync => Order::Inventory,
        // `DevDetail` CSP, from Windows 10, version 2004 on. For those before: [`other_order_of`].
        CommandName::RenameHost => match &command.name {
            Some(name) => Order::Node {
                verb: Verb::Replace,
                item: Item::at("./DevDetail/Ext/Microsoft/DNSComputerName").with("chr", name),
            },
            None => Order::Impossible("There is no name to be given."),
        },
        // `RemoteWipe` CSP. What keeps trying (`doWipeProtected`) can leave a PC that starts no more.
        CommandName::Wipe => exec("./Device/Vendor/MSFT/RemoteWipe/doWipe".to_owned()),
        // `DMClient` CSP; the value is the server's name once more.
        CommandName::Retire => Order::Node {
            verb: Verb::Exec,
            item: Item::at(format!(
                "./Device/Vendor/MSFT/DMClient/Provider/{}/Unenroll",
                percent_encoded(provider)
            ))
            .with("chr", provider),
        },
        // `CertificateStore` CSP, from version 1607 on.
        CommandName::RenewCertificate => {
            exec("./Device/Vendor/MSFT/CertificateStore/MY/WSTEP/Renew/RenewNow".to_owned())
        }
        // `Reboot` CSP, from version 1607 on: at the end of the session, and within five minutes.
        CommandName::Reboot => exec("./Device/Vendor/MSFT/Reboot/RebootNow".to_owned()),
        CommandName::Lock => Order::Impossible("Windows lets nobody lock a PC from afar."),
        CommandName::ClearPasscode => {
            Order::Impossible("Windows lets nobody take a password away from afar.")
        }
        CommandName::Custom => {
            Order::Impossible("Windows' management runs nothing of the machine's own.")
        }
    }
}

/// What a command becomes for a Windows that does not have the node of [`order_of`]; nothing where there is no other.
#[must_use]
pub fn other_order_of(command: &SentCommand) -> Option<Order> {
    match (command.kind, &command.name) {
        // `Accounts` CSP, from Windows 10, version 1803 on, which can add it and nothing else. "The server must explicitly
        // reboot the device for this value to take effect", as with the other.
        (CommandName::RenameHost, Some(name)) => Some(Order::Node {
            verb: Verb::Add,
            item: Item::at("./Device/Vendor/MSFT/Accounts/Domain/ComputerName").with("chr", name),
        }),
        _ => None,
    }
}

/// Whether a status says that the node of [`order_of`] is not there, and there is [another](other_order_of).
#[must_use]
pub(super) const fn is_elsewhere(kind: CommandName, status: &Status) -> bool {
    let is_missing = matches!(
        status.code,
        code::NOT_FOUND | code::NOT_ALLOWED | code::NOT_SUPPORTED
    );
    is_missing && matches!(kind, CommandName::RenameHost)
}

/// What a status says of a command, and a word for administrators; nothing where something else will tell.
///
/// A PC that is to leave management answers by leaving ("Server-initiated disconnection"): it tells so in a session of its own,
/// or is not heard of any more. That the asking was understood is no answer.
#[must_use]
pub fn outcome_of(kind: CommandName, status: &Status) -> Option<(CommandOutcome, String)> {
    if is_later(status) {
        return Some((CommandOutcome::NotNow, why_not(status)));
    }
    if !is_done(status) {
        return Some((CommandOutcome::Failed, why_not(status)));
    }
    let word = match kind {
        CommandName::Retire => return None,
        CommandName::RenameHost => {
            "The new name counts once the PC has been restarted: by hand, or by the command `reboot`."
        }
        CommandName::Reboot => "Windows restarts the PC within five minutes.",
        CommandName::Wipe => "Windows begins to reset the PC.",
        CommandName::RenewCertificate => "Windows begins to renew its certificate.",
        CommandName::Sync
        | CommandName::Lock
        | CommandName::ClearPasscode
        | CommandName::Custom => "",
    };
    Some((CommandOutcome::Done, word.to_owned()))
}

/// Whether nothing else should be asked of a device together with it.
#[must_use]
pub(super) const fn is_last(kind: CommandName) -> bool {
    kind.ends_management()
}
