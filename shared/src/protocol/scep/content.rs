//! What is inside an envelope (RFC 8894 section 3.3).

use super::message::{MessageType, ScepError};
use crate::ca::cms::{BerLimits, CmsError, ber_to_der};
use crate::ca::tlv::{self, Malformed, tag};

/// What is inside an envelope, by the type of its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A certificate request, DER, unread.
    Request(Vec<u8>),
    /// `IssuerAndSubject`: which request is asked after. The transaction and the key say it already.
    Poll,
    /// `IssuerAndSerialNumber`: which certificate, or the list that it would be on.
    Certificate(CertificateName),
}

/// A certificate by its issuer and number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateName {
    /// The issuer's name, DER.
    pub issuer: Vec<u8>,
    /// The number's magnitude.
    pub serial: Vec<u8>,
}

impl Content {
    /// Reads the content of a message of this kind.
    pub(super) fn read(kind: MessageType, bytes: &[u8]) -> Result<Self, ScepError> {
        match kind {
            // A request is signed; nothing of it is written anew.
            MessageType::Enrollment | MessageType::Renewal => Ok(Self::Request(bytes.to_vec())),
            MessageType::Poll => {
                let der = normal(bytes)?;
                let names = || -> Result<(), Malformed> {
                    let what = "the issuer and subject";
                    let mut fields = tlv::only(&der, tag::SEQUENCE, what)?.inside();
                    fields.expect(tag::SEQUENCE, what)?;
                    fields.expect(tag::SEQUENCE, what)?;
                    fields.end(what)
                };
                names().map_err(CmsError::from)?;
                Ok(Self::Poll)
            }
            MessageType::Certificate | MessageType::Crl => {
                let der = normal(bytes)?;
                let name = || -> Result<CertificateName, Malformed> {
                    let what = "the issuer and serial number";
                    let mut fields = tlv::only(&der, tag::SEQUENCE, what)?.inside();
                    let issuer = fields.expect(tag::SEQUENCE, what)?.whole.to_vec();
                    let serial = fields.expect(tag::INTEGER, what)?.magnitude(what)?.to_vec();
                    fields.end(what)?;
                    Ok(CertificateName { issuer, serial })
                };
                Ok(Self::Certificate(name().map_err(CmsError::from)?))
            }
        }
    }
}

fn normal(bytes: &[u8]) -> Result<Vec<u8>, ScepError> {
    ber_to_der(bytes, BerLimits::MESSAGE)
        .map_err(CmsError::from)
        .map_err(ScepError::from)
}
