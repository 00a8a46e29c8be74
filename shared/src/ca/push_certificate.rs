//! The certificate with which Apple's push notification service lets an organisation wake its devices
//! (<https://developer.apple.com/documentation/devicemanagement/setting-up-push-notifications-for-your-device-management-customers>).
//!
//! Of it only the topic and its end are read here: the private key is with whoever opens the connection to Apple.

use const_oid::ObjectIdentifier;

use super::certificate::CertificateParts;
use super::tlv::{self, Malformed, tag};
use crate::time::Timestamp;

/// `userId` (RFC 4519 section 2.39).
const USER_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.1");

/// What every topic of device management begins with.
const TOPIC_PREFIX: &str = "com.apple.mgmt.";

/// Why a certificate is none to wake devices with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPushCertificate {
    /// It is no certificate.
    #[error("is not a certificate: {0} is missing or not as it should be")]
    Malformed(&'static str),
    /// Its subject has no user id that is a topic.
    #[error(
        "is not Apple's certificate for device management: its subject has no user id that begins with `com.apple.mgmt.`"
    )]
    NoTopic,
}

impl From<Malformed> for NotAPushCertificate {
    fn from(Malformed(what): Malformed) -> Self {
        Self::Malformed(what)
    }
}

/// What is known of a push certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushCertificate {
    /// The topic of every device that is woken with it.
    pub topic: String,
    /// When it ends.
    pub not_after: Timestamp,
}

impl PushCertificate {
    /// Reads it off the DER of the certificate.
    ///
    /// # Errors
    /// [`NotAPushCertificate`].
    pub fn read(der: &[u8]) -> Result<Self, NotAPushCertificate> {
        let parts = CertificateParts::read(der)?;
        let what = "the subject";
        let mut names = tlv::only(parts.subject_der, tag::SEQUENCE, what)?.inside();
        while !names.is_empty() {
            let mut set = names.expect(tag::SET, what)?.inside();
            while !set.is_empty() {
                let mut pair = set.expect(tag::SEQUENCE, what)?.inside();
                let oid = pair.expect(tag::OID, what)?.content;
                let value = pair.next(what)?.content;
                let topic = core::str::from_utf8(value).unwrap_or_default();
                let fits = topic.len() <= 128
                    && topic
                        .bytes()
                        .all(|octet| octet.is_ascii_alphanumeric() || b".-".contains(&octet));
                if oid == USER_ID.as_bytes() && topic.starts_with(TOPIC_PREFIX) && fits {
                    return Ok(Self {
                        topic: topic.to_owned(),
                        not_after: parts.not_after,
                    });
                }
            }
        }
        Err(NotAPushCertificate::NoTopic)
    }
}
