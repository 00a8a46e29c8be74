//! Enrollment of Windows by its own client: [MS-MDE2] with its policies ([MS-XCEP]) and certificates ([MS-WSTEP]).
//!
//! Three questions, each a SOAP 1.2 message: where and how to enroll, what a certificate request should look like, and the
//! request itself, whose answer carries the [provisioning document](super::wap). [`read`] reads any of them within bounds.
//! It is strict about what decides something (namespaces, actions, kinds of tokens, headers that must be understood,
//! nothing twice) and lenient about what clients are known to do their own way: prefixes, also of attributes; blanks and
//! line ends around text and within base64; a slash behind the namespace of discovery; a byte order mark.
//!
//! Nothing here decides: a ticket is text, a certificate request is octets, and what a device says of itself is a claim.

mod base64;
mod context;
mod discover;
mod edition;
mod envelope;
mod error;
mod fault;
mod names;
mod policies;
mod refused;
mod request;
mod response;
mod security;

pub use context::{ContextItems, EnrollmentType};
pub use discover::{AuthPolicy, Discover, DiscoverResponse, ProtocolVersion, discover_response};
pub use edition::OsEdition;
pub use envelope::{Action, Header, LIMITS, MAX_MESSAGE, MessageId};
pub use error::{Cause, MdeError};
pub use fault::{Fault, fault};
pub use policies::{CertificatePolicy, get_policies_response};
pub use refused::{fault_of, text_of};
pub use request::{EnrollmentMessage, read};
pub use response::token_response;
pub use security::SecurityToken;
