use crate::protocol::plist::PlistError;

/// Why a device's message was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppleError {
    /// It is no property list within its bounds.
    #[error(transparent)]
    Plist(#[from] PlistError),
    /// Something that has to be there is not, or is something else.
    #[error("the message has no `{0}` that fits")]
    Lacks(&'static str),
    /// A kind of message that nobody knows here.
    #[error("the message is of an unknown kind")]
    UnknownKind,
    /// A kind of message whose service there is none of here.
    #[error("this kind of message is not served")]
    NotServed,
}
