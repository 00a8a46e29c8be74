//! Which public keys are accepted, read from a DER `SubjectPublicKeyInfo`.
//!
//! A key has exactly one accepted encoding (parameters NULL with RSA, a named curve and an uncompressed point with EC), so
//! that the SHA-256 of the encoding recognises the key when it is used again.

use core::fmt;

use super::algorithm::{SignatureAlgorithm, name_of};
use super::curve;
use super::tlv::{self, Malformed, tag};

/// Accepted sizes of an RSA modulus, in bits. NIST SP 800-131A allows 2048 and up; 4096 bounds the work that a request can cause.
const RSA_BITS: core::ops::RangeInclusive<u32> = 2048..=4096;

/// A kind of key that certificates are issued for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA with a modulus of this many bits, 2048 to 4096.
    Rsa {
        /// Size of the modulus.
        bits: u32,
    },
    /// NIST P-256 (secp256r1).
    P256,
    /// NIST P-384 (secp384r1).
    P384,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::P256 => f.write_str("P-256"),
            Self::P384 => f.write_str("P-384"),
        }
    }
}

impl KeyKind {
    /// What an issuing key of this kind signs with: the hash that fits its strength (RFC 5480 section 4 for curves).
    pub(crate) const fn issuing_algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::Rsa { .. } => SignatureAlgorithm::RsaPkcs1Sha256,
            Self::P256 => SignatureAlgorithm::EcdsaSha256,
            Self::P384 => SignatureAlgorithm::EcdsaSha384,
        }
    }

    /// Whether such a key can have made a signature by `algorithm`.
    pub(crate) const fn signs_with(self, algorithm: SignatureAlgorithm) -> bool {
        matches!(self, Self::Rsa { .. }) == algorithm.is_rsa()
    }
}

/// A key of an accepted kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PublicKey<'a> {
    pub(crate) kind: KeyKind,
    /// The RSA modulus, most significant octet first and never zero; none for a curve.
    pub(crate) modulus: Option<&'a [u8]>,
    /// The value of the BIT STRING, which a key identifier is the hash of.
    pub(crate) bits: &'a [u8],
}

/// Why a key is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyFlaw {
    /// The encoding is broken.
    Malformed(&'static str),
    /// The kind, size or exponent is not accepted: what was found.
    NotAccepted(String),
}

impl From<Malformed> for KeyFlaw {
    fn from(Malformed(what): Malformed) -> Self {
        Self::Malformed(what)
    }
}

impl<'a> PublicKey<'a> {
    /// Reads a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7, RFC 3279 section 2.3.1, RFC 5480 section 2).
    pub(crate) fn read(spki_der: &'a [u8]) -> Result<Self, KeyFlaw> {
        use const_oid::db::rfc5912;
        let what = "the public key";
        let mut fields = tlv::only(spki_der, tag::SEQUENCE, what)?.inside();
        let mut algorithm = fields.expect(tag::SEQUENCE, what)?.inside();
        let bits = fields.expect(tag::BIT_STRING, what)?.whole_octets(what)?;
        fields.end(what)?;

        let oid = algorithm.expect(tag::OID, what)?.content;
        let (kind, modulus) = if oid == rfc5912::RSA_ENCRYPTION.as_bytes() {
            let null = algorithm.expect(tag::NULL, what)?;
            if !null.content.is_empty() {
                return Err(KeyFlaw::Malformed(what));
            }
            let (kind, modulus) = read_rsa(bits)?;
            (kind, Some(modulus))
        } else if oid == rfc5912::ID_EC_PUBLIC_KEY.as_bytes() {
            let Some(curve) = algorithm.optional(tag::OID, what)? else {
                return Err(KeyFlaw::NotAccepted(
                    "a curve written out in full".to_owned(),
                ));
            };
            (read_point(curve.content, bits)?, None)
        } else {
            return Err(KeyFlaw::NotAccepted(name_of(oid)));
        };
        algorithm.end(what)?;
        Ok(Self {
            kind,
            modulus,
            bits,
        })
    }
}

/// `RSAPublicKey ::= SEQUENCE { modulus, publicExponent }`.
fn read_rsa(bits: &[u8]) -> Result<(KeyKind, &[u8]), KeyFlaw> {
    let what = "the RSA public key";
    let mut fields = tlv::only(bits, tag::SEQUENCE, what)?.inside();
    let modulus = fields.expect(tag::INTEGER, what)?.magnitude(what)?;
    let exponent = fields.expect(tag::INTEGER, what)?.magnitude(what)?;
    fields.end(what)?;

    let size = bit_length(modulus);
    if !RSA_BITS.contains(&size) {
        return Err(KeyFlaw::NotAccepted(format!("RSA {size}")));
    }
    // Odd and from 65537 to 2^32: NIST SP 800-56B section 6.2 asks for at least 65537, and a large exponent only makes
    // verifying slow.
    let value = (exponent.len() <= 4).then(|| {
        exponent
            .iter()
            .fold(0_u64, |value, octet| (value << 8) | u64::from(*octet))
    });
    match value {
        Some(value) if value >= 65_537 && value & 1 == 1 => {
            Ok((KeyKind::Rsa { bits: size }, modulus))
        }
        Some(value) => Err(KeyFlaw::NotAccepted(format!(
            "RSA {size} with exponent {value}"
        ))),
        None => Err(KeyFlaw::NotAccepted(format!(
            "RSA {size} with an exponent over 32 bits"
        ))),
    }
}

/// A named curve and the uncompressed point on it.
fn read_point(curve: &[u8], point: &[u8]) -> Result<KeyKind, KeyFlaw> {
    use const_oid::db::rfc5912;
    const UNCOMPRESSED: u8 = 4;
    let kind = if curve == rfc5912::SECP_256_R_1.as_bytes() {
        KeyKind::P256
    } else if curve == rfc5912::SECP_384_R_1.as_bytes() {
        KeyKind::P384
    } else {
        return Err(KeyFlaw::NotAccepted(name_of(curve)));
    };
    let Some((&UNCOMPRESSED, coordinates)) = point.split_first() else {
        return Err(KeyFlaw::NotAccepted(format!(
            "{kind} with a compressed point"
        )));
    };
    let curve = match kind {
        KeyKind::P384 => &curve::P384,
        _ => &curve::P256,
    };
    if curve.has(coordinates) {
        Ok(kind)
    } else {
        Err(KeyFlaw::Malformed("the point on the curve"))
    }
}

/// Bits of a number without leading zero octets.
fn bit_length(magnitude: &[u8]) -> u32 {
    let Some(first) = magnitude.first() else {
        return 0;
    };
    let octets = u32::try_from(magnitude.len()).unwrap_or(u32::MAX);
    octets
        .saturating_mul(8)
        .saturating_sub(first.leading_zeros())
}
