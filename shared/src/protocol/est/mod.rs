//! Enrollment over Secure Transport (RFC 7030, with the corrections of RFC 8951).
//!
//! Any client that can make a PKCS#10 request and send an HTTP POST enrolls this way; a bare `openssl` and `curl` do. Bodies
//! are base64 of DER in both directions, whatever a `Content-Transfer-Encoding` says.

mod basic;
mod body;
mod certs_only;
mod csr_attributes;
mod label;

pub use basic::{BasicCredentials, MAX_AUTHORIZATION};
pub use body::{MAX_BODY, Wrapping, decode_simple_request, encode_response};
pub use certs_only::certs_only;
pub use csr_attributes::csr_attributes;
pub use label::{EstLabel, NotALabel};
