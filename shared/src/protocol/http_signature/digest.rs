//! `Content-Digest` (RFC 9530): ties the body to the signature.

use sfv::{Dictionary, ListEntry};
use sha2::{Digest as _, Sha256, Sha512};

use super::MAX_FIELD;
use super::error::SignatureError;
use super::fields::{octets, structured};
use super::request::SignedRequest;

const HEADER: &str = "content-digest";

/// Checks every digest of an algorithm that is known here against the body; there must be one at least. Others are passed
/// over, as RFC 9530 section 2 has it.
pub(super) fn check(request: &SignedRequest<'_>) -> Result<(), SignatureError> {
    let digests: Dictionary = structured(request, HEADER, MAX_FIELD)?;
    let mut checked = false;
    for (algorithm, member) in digests {
        let computed = match algorithm.as_str() {
            "sha-256" => Sha256::digest(request.body).to_vec(),
            "sha-512" => Sha512::digest(request.body).to_vec(),
            _ => continue,
        };
        let ListEntry::Item(item) = member else {
            return Err(SignatureError::HeaderMalformed { header: HEADER });
        };
        if octets(item, HEADER)? != computed {
            return Err(SignatureError::DigestDiffers);
        }
        checked = true;
    }
    if checked {
        Ok(())
    } else {
        Err(SignatureError::DigestUnsupported)
    }
}
