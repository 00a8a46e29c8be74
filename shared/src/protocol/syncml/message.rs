use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::MAX_SESSION_ID;

/// `SessionID`: whatever the device calls its session. Windows sends a number, in decimal or in hexadecimal. At most
/// [`MAX_SESSION_ID`] printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(String);

/// The text is no identifier of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session's identifier is 1 to {MAX_SESSION_ID} printable characters")]
pub struct NotASessionId;

impl SessionId {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SessionId {
    type Err = NotASessionId;

    fn from_str(text: &str) -> Result<Self, NotASessionId> {
        let fits = (1..=MAX_SESSION_ID).contains(&text.len())
            && text.bytes().all(|octet| octet.is_ascii_graphic());
        fits.then(|| Self(text.to_owned())).ok_or(NotASessionId)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for SessionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SessionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A message: who sends it to whom in which session, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `SyncHdr`.
    pub header: Header,
    /// What is in `SyncBody`, in its order.
    pub commands: Vec<Command>,
    /// `Final`: nothing more of the package follows in another message.
    pub is_final: bool,
}

/// `SyncHdr`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `SessionID`.
    pub session: SessionId,
    /// `MsgID`: which message of the sender's in the session, from 1 on.
    pub message: u32,
    /// Whom it is for.
    pub target: Location,
    /// Who sends it. A name beside the address is the account's, for [`super::auth`].
    pub source: Location,
    /// `Cred`: what shows who sends it.
    pub credential: Option<Credential>,
    /// `MaxMsgSize`: the longest message that the sender takes, in octets.
    pub max_message: Option<u32>,
    /// `MaxObjSize`: the largest object that the sender takes, in octets.
    pub max_object: Option<u32>,
}

/// `Target` or `Source`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Location {
    /// `LocURI`.
    pub uri: String,
    /// `LocName`.
    pub name: Option<String>,
}

impl Location {
    /// The place at this address.
    #[must_use]
    pub fn at(uri: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            name: None,
        }
    }
}

/// `Cred`.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its type: `syncml:auth-md5`, `syncml:auth-basic`.
    pub kind: Option<String>,
    /// How `data` is written: `b64`.
    pub format: Option<String>,
    /// The credential itself.
    pub data: String,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({:?}, …)", self.kind)
    }
}

/// `Chal`: what is asked of whoever has to show who they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The type of credential that is asked for.
    pub kind: String,
    /// How it, and the nonce, are to be written.
    pub format: Option<String>,
    /// `NextNonce`, in base64.
    pub nonce: Option<String>,
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Challenge({:?}, …)", self.kind)
    }
}

/// One thing that a message says or asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Something has happened, or is asked of the session itself.
    Alert(Alert),
    /// What has become of something that was asked.
    Status(Status),
    /// What a node holds, as was asked.
    Results(Results),
    /// Something is asked of nodes.
    Request(Request),
    /// Several commands belong together.
    Group(Group),
}

/// What is asked of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Make it.
    Add,
    /// Give it another value.
    Replace,
    /// Take it away, with all below it.
    Delete,
    /// Tell its value.
    Get,
    /// Do what it stands for.
    Exec,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Add,
        Self::Replace,
        Self::Delete,
        Self::Get,
        Self::Exec,
    ];

    /// The element's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "Add",
            Self::Replace => "Replace",
            Self::Delete => "Delete",
            Self::Get => "Get",
            Self::Exec => "Exec",
        }
    }
}

/// `Alert`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// `CmdID`.
    pub id: u32,
    /// What it says: [`super::alert`].
    pub code: u16,
    /// `Correlator`: which command of ours it belongs to.
    pub correlator: Option<String>,
    /// The details.
    pub items: Vec<Item>,
}

/// `Status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// `CmdID`.
    pub id: u32,
    /// `MsgRef`: the message in which it was asked.
    pub message_ref: u32,
    /// `CmdRef`: the command in it; 0 for the message's header.
    pub command_ref: u32,
    /// `Cmd`: the command's name.
    pub command: String,
    /// `TargetRef`: which nodes of the command it is about; all when none is named.
    pub target_refs: Vec<String>,
    /// `SourceRef`.
    pub source_refs: Vec<String>,
    /// `Chal`.
    pub challenge: Option<Challenge>,
    /// What it says: [`super::code`].
    pub code: u16,
    /// Microsoft's `originalerror` beside it: the error that the code stands for, such as `0x86000011`.
    pub original_error: Option<String>,
    /// The details.
    pub items: Vec<Item>,
}

/// `Results`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// `CmdID`.
    pub id: u32,
    /// `MsgRef`: the message in which it was asked.
    pub message_ref: u32,
    /// `CmdRef`: the command in it.
    pub command_ref: u32,
    /// What all its items have in common.
    pub meta: Meta,
    /// `TargetRef`.
    pub target_ref: Option<String>,
    /// `SourceRef`.
    pub source_ref: Option<String>,
    /// The values.
    pub items: Vec<Item>,
}

/// `Add`, `Replace`, `Delete`, `Get` or `Exec`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `CmdID`.
    pub id: u32,
    /// What is asked.
    pub verb: Verb,
    /// What all its items have in common.
    pub meta: Meta,
    /// Of which nodes, and what.
    pub items: Vec<Item>,
}

/// How the commands of a group belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKind {
    /// All of them are done, or none.
    Atomic,
    /// One after another.
    Sequence,
}

impl GroupKind {
    /// The element's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Atomic => "Atomic",
            Self::Sequence => "Sequence",
        }
    }
}

/// `Atomic` or `Sequence`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `CmdID`.
    pub id: u32,
    /// How they belong together.
    pub kind: GroupKind,
    /// What it holds, in its order.
    pub commands: Vec<Command>,
}

/// `Item`: a node, and what is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// `Target`.
    pub target: Option<Location>,
    /// `Source`.
    pub source: Option<Location>,
    /// `Meta`.
    pub meta: Meta,
    /// `Data`, as it stands.
    pub data: Option<String>,
    /// `MoreData`: the rest of it follows in the next message.
    pub more_data: bool,
}

/// `Meta`, of the namespace `syncml:metinf`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// `Format`: `chr`, `int`, `bool`, `b64`, `xml`, `node`, `null`.
    pub format: Option<String>,
    /// `Type`.
    pub kind: Option<String>,
    /// `Size`: of a large object, how many octets all its parts have together.
    pub size: Option<u32>,
}

impl Meta {
    /// Whether it says nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.format.is_none() && self.kind.is_none() && self.size.is_none()
    }
}

impl Command {
    /// `CmdID`.
    #[must_use]
    pub const fn id(&self) -> u32 {
        match self {
            Self::Alert(alert) => alert.id,
            Self::Status(status) => status.id,
            Self::Results(results) => results.id,
            Self::Request(request) => request.id,
            Self::Group(group) => group.id,
        }
    }

    /// The element's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Alert(_) => "Alert",
            Self::Status(_) => "Status",
            Self::Results(_) => "Results",
            Self::Request(request) => request.verb.as_str(),
            Self::Group(group) => group.kind.as_str(),
        }
    }
}

impl Item {
    /// What is said of the node at this address.
    #[must_use]
    pub fn at(uri: impl Into<String>) -> Self {
        Self {
            target: Some(Location::at(uri)),
            ..Self::default()
        }
    }

    /// With a value in this format.
    #[must_use]
    pub fn with(mut self, format: &str, data: impl Into<String>) -> Self {
        self.meta.format = Some(format.to_owned());
        self.data = Some(data.into());
        self
    }
}

impl Request {
    /// One thing that is asked of one node.
    #[must_use]
    pub fn of(id: u32, verb: Verb, item: Item) -> Command {
        Command::Request(Self {
            id,
            verb,
            meta: Meta::default(),
            items: vec![item],
        })
    }
}
