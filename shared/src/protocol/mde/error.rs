//! Why a message was not understood.

use super::envelope::{Action, MessageId};
use super::fault::Fault;
use crate::protocol::xml::{Twice, XmlError};

/// A message that was not understood, with as much of its header as was, so that the answer can refer to it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub struct MdeError {
    /// The message's id, where it could be read.
    pub message_id: Option<MessageId>,
    /// What was asked for, where it could be read.
    pub action: Option<Action>,
    /// What is wrong.
    pub cause: Cause,
}

/// What is wrong with a message. One cause each; [`Cause::code`] never changes its meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// It is not XML within bounds.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// It is XML, but no SOAP 1.2 envelope.
    #[error("the message is not a SOAP 1.2 envelope")]
    NotSoap,
    /// A part that must be there is not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A part that may be there once is there more than once.
    #[error(transparent)]
    Twice(#[from] Twice),
    /// A part holds what it cannot.
    #[error("{0} can't be read")]
    Unreadable(&'static str),
    /// A part is longer than is read.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// A header that must be understood is not.
    #[error("the header {0} is not understood")]
    NotUnderstood(String),
    /// An action that is none of the three.
    #[error("the action is not known")]
    UnknownAction,
    /// The body is not what the action announces.
    #[error("the body does not fit the action")]
    OtherBody,
    /// The security header can't be read.
    #[error("the security header can't be read: {0}")]
    Security(&'static str),
    /// The security header holds a token of a kind that is not taken here.
    #[error("tokens of this kind are not accepted")]
    TokenNotAccepted,
    /// Neither a first certificate nor a renewal is asked for.
    #[error("the request asks for neither a certificate nor its renewal")]
    UnknownRequest,
    /// The certificate request is not base64.
    #[error("the certificate request is not base64")]
    NotBase64,
    /// What the device says about itself lacks something, or can't be read.
    #[error("what the device says about itself can't be used: {0}")]
    Context(&'static str),
}

impl Cause {
    /// A stable word, for logs and tests.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Xml(_) => "xml",
            Self::NotSoap => "not-soap",
            Self::Missing(_) => "missing",
            Self::Twice(_) => "twice",
            Self::Unreadable(_) => "unreadable",
            Self::TooLong(_) => "too-long",
            Self::NotUnderstood(_) => "not-understood",
            Self::UnknownAction => "unknown-action",
            Self::OtherBody => "other-body",
            Self::Security(_) => "security",
            Self::TokenNotAccepted => "token-not-accepted",
            Self::UnknownRequest => "unknown-request",
            Self::NotBase64 => "not-base64",
            Self::Context(_) => "context",
        }
    }

    /// How the device is told.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::Xml(_)
            | Self::NotSoap
            | Self::Missing(_)
            | Self::Twice(_)
            | Self::Unreadable(_)
            | Self::TooLong(_)
            | Self::NotUnderstood(_)
            | Self::UnknownAction
            | Self::OtherBody
            | Self::UnknownRequest => Fault::MessageFormat,
            Self::Security(_) | Self::TokenNotAccepted => Fault::InvalidSecurity,
            Self::NotBase64 => Fault::CertificateRequest,
            Self::Context(_) => Fault::InvalidEnrollmentData,
        }
    }
}
