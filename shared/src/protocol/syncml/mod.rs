//! Messages of OMA Device Management 1.2 in XML, as Windows speaks it ([MS-MDM]).
//!
//! The words are those of OMA-TS-SyncML_RepPro-V1_2_2 (the representation), OMA-TS-DM_RepPro-V1_2_1 (its use for managing
//! devices) and OMA-TS-DM_Protocol-V1_2_1 (who sends what when); what Windows does with them is said in Microsoft's "OMA DM
//! protocol support". Here is only what a message says: what is asked of a device and what its answers mean is
//! [`crate::windows`]'.
//!
//! Everything is read within bounds, and each bound has a name. Elements are known by namespace and local name, since devices
//! choose prefixes as they like; of what this page of the standard has and Windows never sends, nothing is kept.

pub mod auth;
mod error;
mod message;
mod read;
mod write;

#[cfg(test)]
pub(crate) mod tests;

pub use error::SyncMlError;
pub use message::{
    Alert, Challenge, Command, Credential, Group, GroupKind, Header, Item, Location, Message, Meta,
    NotASessionId, Request, Results, SessionId, Status, Verb,
};

use super::xml::Limits;

/// The media type of a message in XML.
pub const MEDIA_TYPE: &str = "application/vnd.syncml.dm+xml";

/// How large a message may be. 512 KiB are what Windows names as `MaxMsgSize`; its elements stand eight deep, and a result with
/// its blanks has about twenty parts.
pub const LIMITS: Limits = Limits {
    octets: 512 * 1024,
    depth: 32,
    nodes: 32_768,
    attributes: 8,
    namespaces: 32,
};

/// How many commands a message may have, those in groups among them.
pub const MAX_COMMANDS: usize = 1_024;

/// How many items all commands of a message may have together.
pub const MAX_ITEMS: usize = 2_048;

/// How deep groups of commands may stand in one another. Windows takes none within another.
pub const MAX_GROUPS: usize = 4;

/// The longest address (`LocURI`), in octets.
pub const MAX_URI: usize = 1_024;

/// The longest word: a name, a type, a format, a nonce; in octets.
pub const MAX_WORD: usize = 255;

/// The longest identifier of a session, in octets. Windows' have at most four.
pub const MAX_SESSION_ID: usize = 32;

/// What a status says (OMA-TS-SyncML_RepPro-V1_2_2 section 10). Those that Windows names are in "OMA DM protocol support".
pub mod code {
    /// Done.
    pub const OK: u16 = 200;
    /// Begun; it goes on without us.
    pub const ACCEPTED: u16 = 202;
    /// Who sent it is known for the whole session.
    pub const AUTHENTICATED: u16 = 212;
    /// A part of a large object has come.
    pub const CHUNK_ACCEPTED: u16 = 213;
    /// Done, and nothing more is done in this session.
    pub const CANCELLED: u16 = 214;
    /// Not done: somebody at the device, or the failure of the group it is in, has stopped it.
    pub const NOT_EXECUTED: u16 = 215;
    /// Undone again, because the group it is in has failed.
    pub const ROLLED_BACK: u16 = 216;
    /// Not understood.
    pub const BAD_REQUEST: u16 = 400;
    /// Whoever sends it is not who they say.
    pub const INVALID_CREDENTIALS: u16 = 401;
    /// Understood and refused.
    pub const FORBIDDEN: u16 = 403;
    /// There is no such node.
    pub const NOT_FOUND: u16 = 404;
    /// The node takes no such command.
    pub const NOT_ALLOWED: u16 = 405;
    /// The device does not have this.
    pub const NOT_SUPPORTED: u16 = 406;
    /// Who sends it has to be shown first.
    pub const MISSING_CREDENTIALS: u16 = 407;
    /// It took too long, or came in between.
    pub const CONFLICT: u16 = 409;
    /// More than is taken.
    pub const TOO_LARGE: u16 = 413;
    /// The type or the format is not known.
    pub const BAD_FORMAT: u16 = 415;
    /// It is busy: later.
    pub const BUSY: u16 = 417;
    /// The node is there already.
    pub const ALREADY_EXISTS: u16 = 418;
    /// The size that was said is not what came.
    pub const SIZE_MISMATCH: u16 = 424;
    /// The node is not ours to change.
    pub const PERMISSION_DENIED: u16 = 425;
    /// It failed.
    pub const FAILED: u16 = 500;
    /// The group failed, so that none of it is done.
    pub const ATOMIC_FAILED: u16 = 507;
    /// The group failed, and could not be undone.
    pub const ROLL_BACK_FAILED: u16 = 516;
}

/// What an alert says (OMA-TS-DM_RepPro-V1_2_1 section 7).
pub mod alert {
    /// The server has asked for the session.
    pub const SERVER_INITIATED: u16 = 1200;
    /// The device begins the session by itself.
    pub const CLIENT_INITIATED: u16 = 1201;
    /// More of the package, or of a large object, is asked for.
    pub const NEXT_MESSAGE: u16 = 1222;
    /// The session ends at once.
    pub const SESSION_ABORT: u16 = 1223;
    /// Something has happened on the device.
    pub const CLIENT_EVENT: u16 = 1224;
    /// A large object ended before its end.
    pub const NO_END_OF_DATA: u16 = 1225;
    /// An alert of a type of its own.
    pub const GENERIC: u16 = 1226;
}
