//! The signature algorithms that are accepted in requests and used in certificates.
//!
//! RSA with PKCS#1 v1.5 and ECDSA, each with SHA-256, SHA-384 or SHA-512. The curve is the key's, not the algorithm's
//! (RFC 5758 section 3.2), so P-256 with SHA-384 is nothing of its own. SHA-1 and MD5 are refused: a request's signature
//! is what shows that its sender holds the key. SHA-1 can be verified where a message's reader is told to accept it, and
//! nowhere is it read from a request or a certificate.

use der::asn1::ObjectIdentifier;

use super::emit;
use super::tlv::{self, Malformed, tag};

const ECDSA_WITH_SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HashAlgorithm {
    /// SHA-1: in messages alone, of clients that know nothing newer, where the organisation allows it.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// How something is signed. For ECDSA the curve follows from the key, and a signature is the DER of `ECDSA-Sig-Value`
/// (RFC 3279 section 2.2.3), not the two numbers one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// `sha1WithRSAEncryption`: RSASSA-PKCS1-v1_5, in messages alone.
    RsaPkcs1Sha1,
    /// `ecdsa-with-SHA1`, on the key's curve, in messages alone.
    EcdsaSha1,
    /// `sha256WithRSAEncryption`: RSASSA-PKCS1-v1_5.
    RsaPkcs1Sha256,
    /// `sha384WithRSAEncryption`: RSASSA-PKCS1-v1_5.
    RsaPkcs1Sha384,
    /// `sha512WithRSAEncryption`: RSASSA-PKCS1-v1_5.
    RsaPkcs1Sha512,
    /// `ecdsa-with-SHA256`, on the key's curve.
    EcdsaSha256,
    /// `ecdsa-with-SHA384`, on the key's curve.
    EcdsaSha384,
    /// `ecdsa-with-SHA512`, on the key's curve.
    EcdsaSha512,
}

/// An `AlgorithmIdentifier` that names none of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AlgorithmNotAccepted {
    /// The bytes are not an `AlgorithmIdentifier`, or its parameters are not what the algorithm has.
    #[error("the algorithm identifier is malformed")]
    Malformed,
    /// Another algorithm: its name where it is well known, otherwise its object identifier.
    #[error("{0} is not accepted")]
    Other(String),
}

impl From<Malformed> for AlgorithmNotAccepted {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl SignatureAlgorithm {
    /// What is accepted in requests and certificates.
    const ALL: [Self; 6] = [
        Self::RsaPkcs1Sha256,
        Self::RsaPkcs1Sha384,
        Self::RsaPkcs1Sha512,
        Self::EcdsaSha256,
        Self::EcdsaSha384,
        Self::EcdsaSha512,
    ];

    /// The hash that is signed.
    #[must_use]
    pub const fn hash(self) -> HashAlgorithm {
        match self {
            Self::RsaPkcs1Sha1 | Self::EcdsaSha1 => HashAlgorithm::Sha1,
            Self::RsaPkcs1Sha256 | Self::EcdsaSha256 => HashAlgorithm::Sha256,
            Self::RsaPkcs1Sha384 | Self::EcdsaSha384 => HashAlgorithm::Sha384,
            Self::RsaPkcs1Sha512 | Self::EcdsaSha512 => HashAlgorithm::Sha512,
        }
    }

    /// Whether keys of this algorithm are RSA; otherwise they are on a curve.
    #[must_use]
    pub const fn is_rsa(self) -> bool {
        matches!(
            self,
            Self::RsaPkcs1Sha1 | Self::RsaPkcs1Sha256 | Self::RsaPkcs1Sha384 | Self::RsaPkcs1Sha512
        )
    }

    pub(crate) const fn oid(self) -> ObjectIdentifier {
        use const_oid::db::rfc5912;
        match self {
            Self::RsaPkcs1Sha1 => rfc5912::SHA_1_WITH_RSA_ENCRYPTION,
            Self::EcdsaSha1 => ECDSA_WITH_SHA_1,
            Self::RsaPkcs1Sha256 => rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
            Self::RsaPkcs1Sha384 => rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
            Self::RsaPkcs1Sha512 => rfc5912::SHA_512_WITH_RSA_ENCRYPTION,
            Self::EcdsaSha256 => rfc5912::ECDSA_WITH_SHA_256,
            Self::EcdsaSha384 => rfc5912::ECDSA_WITH_SHA_384,
            Self::EcdsaSha512 => rfc5912::ECDSA_WITH_SHA_512,
        }
    }

    /// Reads a DER `AlgorithmIdentifier`. Parameters are NULL or absent with RSA (RFC 4055 section 5), absent with ECDSA
    /// (RFC 5758 section 3.2).
    ///
    /// # Errors
    /// [`AlgorithmNotAccepted`] for other bytes and other algorithms.
    pub fn from_algorithm_identifier(der: &[u8]) -> Result<Self, AlgorithmNotAccepted> {
        let what = "the algorithm";
        let mut fields = tlv::only(der, tag::SEQUENCE, what)?.inside();
        let oid = fields.expect(tag::OID, what)?.content;
        let Some(algorithm) = Self::ALL
            .into_iter()
            .find(|known| known.oid().as_bytes() == oid)
        else {
            return Err(AlgorithmNotAccepted::Other(name_of(oid)));
        };
        if algorithm.is_rsa()
            && let Some(null) = fields.optional(tag::NULL, what)?
            && !null.content.is_empty()
        {
            return Err(AlgorithmNotAccepted::Malformed);
        }
        fields.end(what)?;
        Ok(algorithm)
    }

    /// Whether a DER `AlgorithmIdentifier` is `sha1WithRSAEncryption`'s.
    pub(crate) fn is_rsa_with_sha1(der: &[u8]) -> bool {
        let written = Self::RsaPkcs1Sha1.to_algorithm_identifier();
        let bare = emit::sequence(&[&emit::oid(&Self::RsaPkcs1Sha1.oid())]);
        der == written || der == bare
    }

    /// Writes the DER `AlgorithmIdentifier`.
    #[must_use]
    pub fn to_algorithm_identifier(self) -> Vec<u8> {
        let null = emit::element(tag::NULL, &[]);
        let parameters: &[u8] = if self.is_rsa() { &null } else { &[] };
        emit::sequence(&[&emit::oid(&self.oid()), parameters])
    }
}

/// What to call an algorithm that is not accepted: clients' logs name them by these words.
pub(crate) fn name_of(oid: &[u8]) -> String {
    use const_oid::db::{rfc5912, rfc8410};
    let known = [
        (rfc5912::MD_5_WITH_RSA_ENCRYPTION, "md5WithRSAEncryption"),
        (rfc5912::SHA_1_WITH_RSA_ENCRYPTION, "sha1WithRSAEncryption"),
        (
            rfc5912::SHA_224_WITH_RSA_ENCRYPTION,
            "sha224WithRSAEncryption",
        ),
        (rfc5912::ID_RSASSA_PSS, "RSASSA-PSS"),
        (rfc5912::ECDSA_WITH_SHA_224, "ecdsa-with-SHA224"),
        (ECDSA_WITH_SHA_1, "ecdsa-with-SHA1"),
        (rfc5912::SECP_521_R_1, "P-521"),
        (rfc5912::SECP_224_R_1, "P-224"),
        (rfc5912::ID_DSA, "DSA"),
        (rfc8410::ID_ED_25519, "Ed25519"),
        (rfc8410::ID_ED_448, "Ed448"),
        (rfc8410::ID_X_25519, "X25519"),
        (rfc8410::ID_X_448, "X448"),
    ];
    known
        .iter()
        .find(|(known, _)| known.as_bytes() == oid)
        .map(|(_, name)| (*name).to_owned())
        .or_else(|| {
            ObjectIdentifier::from_bytes(oid)
                .ok()
                .map(|oid| oid.to_string())
        })
        .unwrap_or_else(|| "an unknown algorithm".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_reads_back_as_it_was_written() {
        for algorithm in SignatureAlgorithm::ALL {
            let der = algorithm.to_algorithm_identifier();
            assert_eq!(
                SignatureAlgorithm::from_algorithm_identifier(&der),
                Ok(algorithm)
            );
        }
    }

    #[test]
    fn rsa_parameters_may_be_left_out_and_curve_parameters_must_be() {
        let rsa = emit::sequence(&[&emit::oid(
            &const_oid::db::rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
        )]);
        assert_eq!(
            SignatureAlgorithm::from_algorithm_identifier(&rsa),
            Ok(SignatureAlgorithm::RsaPkcs1Sha256)
        );
        let ecdsa = emit::sequence(&[
            &emit::oid(&const_oid::db::rfc5912::ECDSA_WITH_SHA_256),
            &[5, 0],
        ]);
        assert_eq!(
            SignatureAlgorithm::from_algorithm_identifier(&ecdsa),
            Err(AlgorithmNotAccepted::Malformed)
        );
    }

    #[test]
    fn an_algorithm_that_is_not_accepted_is_called_by_its_name() {
        let sha1 = emit::sequence(&[
            &emit::oid(&const_oid::db::rfc5912::SHA_1_WITH_RSA_ENCRYPTION),
            &[5, 0],
        ]);
        assert_eq!(
            SignatureAlgorithm::from_algorithm_identifier(&sha1),
            Err(AlgorithmNotAccepted::Other(
                "sha1WithRSAEncryption".to_owned()
            ))
        );
    }
}
