//! The answer to `csrattrs`: what the CA likes best in a request.

/// DER of `CsrAttrs` (RFC 7030 section 4.5.2, clarified by RFC 9908): a key on P-256 and a signature by ECDSA with SHA-256.
///
/// One key type and no second, because a client takes every entry as asked for and could not satisfy two; RSA and P-384 are
/// accepted all the same. It never asks for a `challengePassword`: that would link the request to the TLS connection, and
/// the connection ends before Muster sees the request.
#[must_use]
pub const fn csr_attributes() -> &'static [u8] {
    &[
        0x30, 0x21, // CsrAttrs ::= SEQUENCE OF AttrOrOID
        0x30, 0x15, // Attribute
        0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, // id-ecPublicKey
        0x31, 0x0a, // SET of one curve
        0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, // secp256r1
        0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02, // ecdsa-with-SHA256
    ]
}

#[cfg(test)]
mod tests {
    use const_oid::ObjectIdentifier;
    use const_oid::db::rfc5912::{ECDSA_WITH_SHA_256, ID_EC_PUBLIC_KEY, SECP_256_R_1};
    use der::asn1::SetOf;
    use der::{Encode as _, Sequence};

    use super::*;

    #[derive(Sequence)]
    struct CsrAttrs {
        key: Attribute,
        signature: ObjectIdentifier,
    }

    #[derive(Sequence)]
    struct Attribute {
        oid: ObjectIdentifier,
        values: SetOf<ObjectIdentifier, 1>,
    }

    #[test]
    fn the_octets_are_what_an_encoder_makes_of_the_names() {
        let mut values = SetOf::new();
        values.insert(SECP_256_R_1).unwrap();
        let attributes = CsrAttrs {
            key: Attribute {
                oid: ID_EC_PUBLIC_KEY,
                values,
            },
            signature: ECDSA_WITH_SHA_256,
        };
        assert_eq!(attributes.to_der().unwrap(), csr_attributes());
    }
}
