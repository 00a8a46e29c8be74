//! Simple Certificate Enrolment Protocol (RFC 8894): messages read as clients really send them, answers written in one form.
//!
//! A [`Message`] is a signed message with an encrypted one inside. Its transaction and nonce are claims that the answer
//! repeats; [`Message::verify`] shows that the signer holds the key of the certificate beside it, which may be one that the
//! client signed for itself. An [`Answer`] is signed by the registration authority.

mod answer;
mod content;
mod message;
mod operation;
mod ra;

pub use answer::{Answer, Unsigned};
pub use content::{CertificateName, Content};
pub use message::{Asked, Message, MessageType, ScepError, VerifiedMessage};
pub use operation::{Operation, capabilities, message_in_address};
pub use ra::{NotAnRa, RegistrationAuthority};

use const_oid::ObjectIdentifier;

/// The attributes of a message (RFC 8894 section 3.2.1).
pub(crate) mod attribute {
    use super::ObjectIdentifier;

    pub(crate) const MESSAGE_TYPE: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.113733.1.9.2");
    pub(crate) const PKI_STATUS: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.113733.1.9.3");
    pub(crate) const FAIL_INFO: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.113733.1.9.4");
    pub(crate) const SENDER_NONCE: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.113733.1.9.5");
    pub(crate) const RECIPIENT_NONCE: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.113733.1.9.6");
    pub(crate) const TRANSACTION_ID: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.113733.1.9.7");
}
