use crate::protocol::xml::XmlError;

/// Why a message was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyncMlError {
    /// It is no XML within our bounds.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// It is not `SyncML` of the namespace `SYNCML:SYNCML1.2`.
    #[error("the document is not SyncML 1.2")]
    NotSyncMl,
    /// It is of another version than OMA DM 1.2.
    #[error("the message is not of OMA DM 1.2")]
    Version,
    /// Something that must be there is not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// Something that must be there once is there again.
    #[error("{0} stands there more than once")]
    Twice(&'static str),
    /// Something cannot be what it should be.
    #[error("{0} cannot be read")]
    Malformed(&'static str),
    /// A text is longer than it may be.
    #[error("{0} is longer than {1} octets")]
    TooLong(&'static str, usize),
    /// There is more of something than there may be.
    #[error("there are more than {1} of {0}")]
    TooMany(&'static str, usize),
}
