//! What a client shows to enroll: one text that is a ticket or an enrollment token, as its beginning says.

use super::refusal::Refusal;
use super::request::EnrollmentRequest;
use super::ticket::Ticket;
use super::token::{TOKEN_PREFIX, Token, enrollment_of};
use crate::ids::{Digest, EnrolleeId, TenantId, TicketId};
use crate::sealed::SealingKey;

/// The right to enroll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// One device of a person's.
    Ticket(Ticket),
    /// Many devices, of nobody in particular.
    Token(Token),
}

impl Credential {
    /// Reads sealed text of either kind.
    ///
    /// # Errors
    /// [`Refusal::TicketInvalid`], whatever is wrong.
    pub fn open(text: &str, key: &SealingKey) -> Result<Self, Refusal> {
        if text.starts_with(TOKEN_PREFIX) {
            Token::open(text, key).map(Self::Token)
        } else {
            Ticket::open(text, key).map(Self::Ticket)
        }
    }

    /// The organisation.
    #[must_use]
    pub const fn tenant(&self) -> &TenantId {
        match self {
            Self::Ticket(ticket) => &ticket.tenant,
            Self::Token(token) => &token.tenant,
        }
    }

    /// Whose object holds what is enrolled.
    #[must_use]
    pub const fn enrollee(&self) -> EnrolleeId {
        match self {
            Self::Ticket(ticket) => ticket.enrollee,
            Self::Token(token) => token.enrollee,
        }
    }

    /// What is asked for.
    #[must_use]
    pub const fn request(&self) -> EnrollmentRequest {
        match self {
            Self::Ticket(ticket) => ticket.request(),
            Self::Token(token) => token.request(),
        }
    }

    /// The enrollment that a key has with it: a ticket is one, with a token each key has its own.
    #[must_use]
    pub fn enrollment_of(&self, key: &Digest) -> TicketId {
        match self {
            Self::Ticket(ticket) => ticket.id,
            Self::Token(token) => enrollment_of(&token.id, key),
        }
    }

    /// SHA-256 of the secret.
    #[must_use]
    pub fn secret_digest(&self) -> Digest {
        match self {
            Self::Ticket(ticket) => ticket.secret.digest(),
            Self::Token(token) => token.secret.digest(),
        }
    }
}
