use const_oid::db::rfc5280;

use super::certificate::CertificateParts;
use super::extensions::BasicConstraints;
use crate::ids::Digest;

/// Why something cannot be trusted as an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAuthority {
    /// It is no X.509 certificate of version 3.
    #[error("is not an X.509 certificate of version 3")]
    NotACertificate,
    /// It may not issue certificates (RFC 5280 section 4.2.1.9).
    #[error("is not the certificate of an authority: `basicConstraints` does not say CA:TRUE")]
    NotAnAuthority,
}

/// Looks at a certificate that others are to trust as an authority, and answers the SHA-256 of its DER. Nothing is said of
/// its signature or its dates: who makes it trusted vouches for it.
///
/// # Errors
/// [`NotAnAuthority`].
pub fn authority_digest(der: &[u8]) -> Result<Digest, NotAnAuthority> {
    let parts = CertificateParts::read(der).map_err(|_| NotAnAuthority::NotACertificate)?;
    let constraints = parts
        .extension(&rfc5280::ID_CE_BASIC_CONSTRAINTS)
        .and_then(|value| BasicConstraints::read(value).ok());
    match constraints {
        Some(constraints) if constraints.ca => Ok(Digest::of(der)),
        _ => Err(NotAnAuthority::NotAnAuthority),
    }
}
