//! The answer to `cacerts` and to an enrollment: certificates in a CMS envelope that nobody signed.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::{ID_DATA, ID_SIGNED_DATA};
use der::asn1::{AnyRef, SetOfVec};
use der::{Decode as _, Encode as _, ErrorKind, Sequence, Tag, Tagged as _};

/// `ContentInfo` of RFC 5652 section 3.
#[derive(Sequence)]
struct ContentInfo<'a> {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: SignedData<'a>,
}

/// `SignedData` of RFC 5652 section 5.1. The `cms` crate's own type would decode and re-encode each certificate, which is
/// work, and refuses a certificate that is not to its taste; the certificates stand here as the octets they are.
#[derive(Sequence)]
struct SignedData<'a> {
    version: u8,
    digest_algorithms: SetOfVec<AnyRef<'a>>,
    encap_content_info: EncapsulatedContentInfo,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    certificates: SetOfVec<AnyRef<'a>>,
    signer_infos: SetOfVec<AnyRef<'a>>,
}

#[derive(Sequence)]
struct EncapsulatedContentInfo {
    content_type: ObjectIdentifier,
}

/// Puts DER certificates, byte for byte, into a DER `SignedData` without signers: the "certs-only" form of RFC 7030 section
/// 4.1.3. DER orders a SET by its members' octets, so the order given does not matter, and is not kept.
///
/// # Errors
/// When there is no certificate, the same one stands there twice, or one is not exactly one DER SEQUENCE.
pub fn certs_only(certificates: &[&[u8]]) -> Result<Vec<u8>, der::Error> {
    if certificates.is_empty() {
        return Err(ErrorKind::Length { tag: Tag::Set }.into());
    }
    let mut set = SetOfVec::new();
    for der in certificates {
        let certificate = AnyRef::from_der(der)?;
        certificate.tag().assert_eq(Tag::Sequence)?;
        set.insert(certificate)?;
    }
    ContentInfo {
        content_type: ID_SIGNED_DATA,
        content: SignedData {
            // RFC 5652 section 5.1: 1, since there are only X.509 certificates and the content is id-data.
            version: 1,
            digest_algorithms: SetOfVec::new(),
            encap_content_info: EncapsulatedContentInfo {
                content_type: ID_DATA,
            },
            certificates: set,
            signer_infos: SetOfVec::new(),
        },
    }
    .to_der()
}
