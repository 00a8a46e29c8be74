//! HTTP Message Signatures (RFC 9421), the way a device signs its requests.
//!
//! A device proves that it holds the key of its certificate without TLS client certificates, which no proxy in between
//! needs to pass on. Any HTTP client that can sign a few lines of text can do it; the project's example is a shell script.
//!
//! Muster's profile of the RFC; what is not named here is refused:
//!
//! - One signature, under one label of the signer's choice, in `Signature-Input` and `Signature`.
//! - Covered: `@method`, `@authority`, `@path`, `content-digest`, `device-certificate`, and `@query` when the target has a
//!   query; besides these any plain header field. At most 16 components, each once, without parameters.
//! - `created` (integer) and `nonce` (1 to 64 characters) are required; `expires`, `alg`, `keyid` and `tag` may be there.
//! - `Device-Certificate: :…:` carries the certificate, DER in an RFC 9651 byte sequence. Its key decides the algorithm:
//!   `ecdsa-p256-sha256`, `ecdsa-p384-sha384` or `rsa-v1_5-sha256`; an `alg` that says another is refused.
//! - `Content-Digest` (RFC 9530) with `sha-256` or `sha-512` is required, also over an empty body.
//! - `created` is at most [`WINDOW`] before or after the server's time. Within it the server remembers nonces.
//!
//! This module reads, checks the form, the digest and the time, and says what is to be verified; the verifying and the
//! question whose certificate it is are for others. Its work is linear in the request and its limits are constants.

mod algorithm;
mod base;
mod digest;
mod error;
mod fields;
mod input;
mod request;

pub use algorithm::SignatureScheme;
pub use error::SignatureError;
pub use input::SignatureInput;
pub use request::{ParsedSignature, SignedRequest, WINDOW};

/// The most components a signature may cover.
pub const MAX_COMPONENTS: usize = 16;

/// The longest value of a covered component, in octets: room for a certificate of 6 KiB as base64.
pub const MAX_VALUE: usize = 8 * 1024;

/// The longest `Signature-Input`, `Signature` or `Content-Digest`, in octets: room for a signature by RSA-4096.
pub const MAX_FIELD: usize = 2 * 1024;

/// The longest nonce, in characters.
pub const MAX_NONCE: usize = 64;

#[cfg(test)]
mod tests;
