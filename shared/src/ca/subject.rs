//! Whom a device certificate names.
//!
//! The subject is the device's id alone; tenant, enrollee and device stand in one SAN URI, so that a certificate by itself
//! leads to the object that holds the device. Owner, person and display name are attributes that change and are in no
//! certificate.

use core::fmt;

use crate::ids::{DeviceId, EnrolleeId, TenantId};

/// What our SAN URI begins with.
///
/// The URI is a name and not an address: `.invalid` never resolves (RFC 6761 section 6.4), and it stays what it is when the
/// deployment moves to another host. A scheme of our own would be as good a URI, but what checks certificates often
/// accepts only schemes with a host it can read; RFC 5280 section 4.2.1.6 then wants a fully qualified one.
const PREFIX: &str = "https://muster.invalid/";

/// The identity that a device certificate carries, written as `https://muster.invalid/<tenant>/<enrollee>/<device>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeviceSubject {
    /// The organisation.
    pub tenant: TenantId,
    /// Who enrolled the device; its object holds it.
    pub enrollee: EnrolleeId,
    /// The device.
    pub device: DeviceId,
}

impl fmt::Display for DeviceSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{PREFIX}{}/{}/{}",
            self.tenant, self.enrollee, self.device
        )
    }
}

impl DeviceSubject {
    /// Reads what `Display` writes, and nothing else.
    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        let mut parts = uri.strip_prefix(PREFIX)?.split('/');
        let subject = Self {
            tenant: parts.next()?.parse().ok()?,
            enrollee: parts.next()?.parse().ok()?,
            device: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(subject)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_reads_back_from_its_uri_and_from_no_other() {
        let subject = DeviceSubject {
            tenant: "acme".parse().unwrap(),
            enrollee: EnrolleeId::from_random([1; 16]),
            device: DeviceId::from_random([2; 16]),
        };
        let uri = subject.to_string();
        assert_eq!(DeviceSubject::from_uri(&uri), Some(subject));
        for other in [
            uri.replace("https:", "http:"),
            uri.replace("https:", "HTTPS:"),
            uri.replace("muster.invalid", "muster.invalid:443"),
            uri.replace("muster.invalid", "example.com"),
            format!("{uri}/"),
            uri.replace("dev_", "enr_"),
            uri.replace("acme", ""),
            String::new(),
        ] {
            assert_eq!(DeviceSubject::from_uri(&other), None, "{other}");
        }
    }
}
