use core::time::Duration;

use super::algorithm::SignatureScheme;
use super::error::SignatureError;
use crate::time::Timestamp;

/// How far `created` may lie from the server's time, to either side: room for a clock that nobody set, short enough to
/// remember every nonce of that time (twice as long, since `created` may lie ahead).
pub const WINDOW: Duration = Duration::from_secs(300);

/// A request as a signature sees it, without the platform's types.
#[derive(Clone, Copy)]
pub struct SignedRequest<'a> {
    /// The method, in the case it was sent in.
    pub method: &'a str,
    /// The host the client addressed, with its port unless it is the scheme's own.
    pub authority: &'a str,
    /// The path as it was sent; an empty one counts as `/`.
    pub path: &'a str,
    /// The query as it was sent, without its question mark; none when there was no question mark.
    pub query: Option<&'a str>,
    /// A header's value by its lower-case name; of several lines, all, with a comma and a blank between (RFC 9421 section
    /// 2.1).
    pub headers: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The whole body.
    pub body: &'a [u8],
}

impl<'a> SignedRequest<'a> {
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        (self.headers)(name)
    }
}

/// A signature whose form and digest are in order. Whether it verifies, and whether its certificate is one of ours, is not
/// known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedSignature {
    pub(super) certificate: Vec<u8>,
    pub(super) base: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) scheme: SignatureScheme,
    pub(super) created: Timestamp,
    pub(super) expires: Option<Timestamp>,
    pub(super) nonce: String,
}

impl ParsedSignature {
    /// The certificate that came with the request. The signature covers it; nobody vouches for it yet.
    #[must_use]
    pub fn certificate_der(&self) -> &[u8] {
        &self.certificate
    }

    /// The octets that were signed (RFC 9421 section 2.5).
    #[must_use]
    pub fn signature_base(&self) -> &[u8] {
        &self.base
    }

    /// The signature as X.509 writes it: for ECDSA a DER `ECDSA-Sig-Value` (RFC 3279 section 2.2.3), for RSA as it came.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// How it was signed; it is what the certificate's key allows.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureScheme {
        self.scheme
    }

    /// When it was signed, by the signer's clock.
    #[must_use]
    pub const fn created(&self) -> Timestamp {
        self.created
    }

    /// What makes this request different from every other of this signer: to be remembered for twice [`WINDOW`].
    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Whether the request was signed at most `window` before or after `now`, and its signer's own limit is not over.
    ///
    /// # Errors
    /// [`SignatureError::OutsideWindow`], [`SignatureError::Expired`].
    pub fn check_window(&self, now: Timestamp, window: Duration) -> Result<(), SignatureError> {
        let apart = now.since(self.created).max(self.created.since(now));
        if apart > window {
            let created = self.created;
            return Err(SignatureError::OutsideWindow { created, now });
        }
        match self.expires {
            Some(expired_at) if now >= expired_at => Err(SignatureError::Expired { expired_at }),
            _ => Ok(()),
        }
    }
}
