//! The certificates (`CertificateStore` configuration service provider).

use base64ct::{Base64, Encoding as _};
use sha1::{Digest as _, Sha1};

use super::{begin, parm, typed};
use crate::device::CertificateStore;
use crate::encoding::hex;
use crate::protocol::mde::EnrollmentType;
use crate::protocol::xml::Writer;

impl CertificateStore {
    /// The store for a kind of enrollment.
    #[must_use]
    pub const fn of(kind: EnrollmentType) -> Self {
        match kind {
            EnrollmentType::Full => Self::User,
            EnrollmentType::Device => Self::System,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::System => "System",
        }
    }
}

/// When Windows renews a certificate by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// From how many days before its end on; 40 to 60 are advised.
    pub period_days: u16,
    /// How many days lie between two attempts; 4 or 5 are advised, so that they fall on different days of the week.
    pub retry_days: u16,
}

/// What Windows calls a certificate by: SHA-1 over its DER in upper-case hexadecimal. A name, not a protection.
#[must_use]
pub fn thumbprint(der: &[u8]) -> String {
    hex(&Sha1::digest(der)).to_ascii_uppercase()
}

/// The root and the CA below it, for the whole machine.
pub(super) fn authorities(xml: &mut Writer, root: &[u8], intermediate: Option<&[u8]>) {
    for (store, der) in [("Root", Some(root)), ("CA", intermediate)] {
        if let Some(der) = der {
            begin(xml, store);
            begin(xml, "System");
            certificate(xml, der);
            xml.end().end().end();
        }
    }
}

/// The first certificate, beside the place of its key, and how it is renewed.
pub(super) fn first(xml: &mut Writer, store: CertificateStore, client: &[u8], renewal: Renewal) {
    begin(xml, "My");
    begin(xml, store.name());
    certificate(xml, client);
    xml.end();
    key_container(xml);
    xml.end();
    begin(xml, "WSTEP");
    begin(xml, "Renew");
    // Of the ways to renew, this is the one that asks nobody, and the only one after a sign-in on a page.
    typed(xml, "ROBOSupport", "true", "boolean");
    // What the store takes: 1 to 1000 days, and no attempt later than the period is long.
    let period = renewal.period_days.clamp(1, 1000);
    let retry = renewal.retry_days.clamp(1, period);
    typed(xml, "RenewPeriod", &period.to_string(), "integer");
    typed(xml, "RetryInterval", &retry.to_string(), "integer");
    xml.end().end().end();
}

/// The next certificate. Microsoft's sample of a renewal has the place of its key inside the certificate's own node.
pub(super) fn next(xml: &mut Writer, store: CertificateStore, client: &[u8]) {
    begin(xml, "My");
    begin(xml, store.name());
    certificate(xml, client);
    key_container(xml);
    xml.end().end().end();
}

/// A certificate under its thumbprint; its node stays open.
fn certificate(xml: &mut Writer, der: &[u8]) {
    begin(xml, &thumbprint(der));
    parm(xml, "EncodedCertificate", &Base64::encode_string(der));
}

/// Empty, and required: the key is where the client made it.
fn key_container(xml: &mut Writer) {
    begin(xml, "PrivateKeyContainer");
    xml.end();
}
