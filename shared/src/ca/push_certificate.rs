//! The certificate with which Apple's push notification service lets an organisation wake its devices
//! (<https://developer.apple.com/documentation/devicemanagement/setting-up-push-notifications-for-your-device-management-customers>).
//!
//! Of it only the topic and its end are read here: the private key is with whoever opens the connection to Apple.

use const_oid::ObjectIdentifier;

use super::certificate::CertificateParts;
use super::names::texts_of;
use super::tlv::Malformed;
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
        let fits = |topic: &&str| {
            let mut octets = topic.bytes();
            topic.starts_with(TOPIC_PREFIX)
                && topic.len() <= 128
                && octets.all(|octet| octet.is_ascii_alphanumeric() || b".-".contains(&octet))
        };
        let topics = texts_of(parts.subject_der, &USER_ID)?;
        let topic = topics.into_iter().find(fits);
        let topic = topic.ok_or(NotAPushCertificate::NoTopic)?;
        Ok(Self {
            topic: topic.to_owned(),
            not_after: parts.not_after,
        })
    }
}
