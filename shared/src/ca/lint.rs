//! Reads what is about to be signed as a stranger would, and says what is wrong with it.
//!
//! The reader is another one than the writer: `x509-cert` decodes what `emit` wrote. So a mistake of the writer shows
//! before it is signed, and not at a device that refuses its certificate.

use core::fmt;

use const_oid::AssociatedOid;
use const_oid::db::rfc4519;
use der::{Decode, Encode as _};
use x509_cert::TbsCertificate;
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints,
    ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName, SubjectKeyIdentifier,
};
use x509_cert::name::Name;
use x509_cert::time::Time;

use super::issuer::Issuer;
use super::profile::CertificateProfile;
use super::subject::DeviceSubject;

/// One rule that a prepared certificate breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFinding {
    /// What the rule asks for, and where it stands.
    pub rule: &'static str,
}

impl fmt::Display for LintFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule)
    }
}

/// Every rule that the contents of a device certificate break; none when they may be signed.
pub(crate) fn lint_device_certificate(
    tbs_der: &[u8],
    issuer: &Issuer,
    profile: &CertificateProfile,
) -> Vec<LintFinding> {
    let Ok(certificate) = TbsCertificate::from_der(tbs_der) else {
        return vec![LintFinding {
            rule: "the contents are a TBSCertificate in DER (RFC 5280 section 4.1)",
        }];
    };
    let mut lint = Lint {
        certificate: &certificate,
        findings: Vec::new(),
    };
    lint.envelope(issuer);
    lint.validity(issuer, profile);
    lint.keys(issuer);
    lint.usage(profile);
    lint.names();
    lint.locations();
    lint.findings
}

struct Lint<'a> {
    certificate: &'a TbsCertificate,
    findings: Vec<LintFinding>,
}

impl Lint<'_> {
    fn require(&mut self, holds: bool, rule: &'static str) {
        if !holds {
            self.findings.push(LintFinding { rule });
        }
    }

    /// An extension that must be there once and decode, with this criticality.
    fn extension<'b, T: Decode<'b> + AssociatedOid>(&'b self, critical: bool) -> Option<T> {
        match self.certificate.get::<T>() {
            Ok(Some((found, value))) if found == critical => Some(value),
            _ => None,
        }
    }

    fn envelope(&mut self, issuer: &Issuer) {
        let certificate = self.certificate;
        self.require(
            certificate.version == Version::V3,
            "the version is 3 (RFC 5280 section 4.1.2.1)",
        );
        let serial = certificate.serial_number.as_bytes();
        self.require(
            serial.len() <= 20
                && serial.first().is_some_and(|first| first & 0x80 == 0)
                && serial.iter().any(|octet| *octet != 0),
            "the serial number is positive and has at most 20 octets (RFC 5280 section 4.1.2.2)",
        );
        let algorithm = certificate.signature.to_der();
        self.require(
            algorithm
                .is_ok_and(|der| der == issuer.signature_algorithm().to_algorithm_identifier()),
            "the signature algorithm is the issuing key's (RFC 5280 section 4.1.2.3)",
        );
        self.require(
            Name::from_der(issuer.subject_der()).is_ok_and(|name| name == certificate.issuer),
            "the issuer is the issuing certificate's subject (RFC 5280 section 4.1.2.4)",
        );
        self.require(
            certificate.issuer_unique_id.is_none() && certificate.subject_unique_id.is_none(),
            "there are no unique identifiers (RFC 5280 section 4.1.2.8)",
        );
        self.require(
            certificate
                .extensions
                .as_ref()
                .is_some_and(|extensions| extensions.len() == 8),
            "there are the eight extensions of a device certificate and no other",
        );
    }

    fn validity(&mut self, issuer: &Issuer, profile: &CertificateProfile) {
        let validity = self.certificate.validity;
        let not_before = validity.not_before.to_unix_duration();
        let not_after = validity.not_after.to_unix_duration();
        self.require(not_before < not_after, "the validity ends after it begins");
        self.require(
            issuer.not_before().unix_seconds() <= not_before.as_secs()
                && not_after.as_secs() <= issuer.not_after().unix_seconds(),
            "the validity lies within the issuer's",
        );
        let longest = profile
            .lifetime()
            .saturating_add(profile.backdate())
            .saturating_add(core::time::Duration::from_secs(60));
        self.require(
            not_after.saturating_sub(not_before) <= longest,
            "the validity is no longer than the profile's",
        );
        for time in [validity.not_before, validity.not_after] {
            self.require(
                matches!(time, Time::UtcTime(_)) == (time.to_date_time().year() < 2050),
                "times are UTCTime before 2050 and GeneralizedTime from then (RFC 5280 section 4.1.2.5)",
            );
        }
    }

    fn keys(&mut self, issuer: &Issuer) {
        let authority = self.extension::<AuthorityKeyIdentifier>(false);
        self.require(
            authority.is_some_and(|authority| {
                authority.key_identifier.is_some_and(|identifier| identifier.as_bytes() == issuer.key_identifier())
                    && authority.authority_cert_issuer.is_none()
                    && authority.authority_cert_serial_number.is_none()
            }),
            "authorityKeyIdentifier is not critical and is the issuer's key identifier alone (RFC 5280 section 4.2.1.1)",
        );
        let subject = self.extension::<SubjectKeyIdentifier>(false);
        self.require(
            subject.is_some_and(|identifier| identifier.0.as_bytes().len() == 20),
            "subjectKeyIdentifier is not critical and has 20 octets (RFC 5280 section 4.2.1.2)",
        );
    }

    fn usage(&mut self, profile: &CertificateProfile) {
        let constraints = self.extension::<BasicConstraints>(true);
        self.require(
            constraints.is_some_and(|constraints| {
                !constraints.ca && constraints.path_len_constraint.is_none()
            }),
            "basicConstraints is critical and says that this is no CA (RFC 5280 section 4.2.1.9)",
        );
        let usage = self.extension::<KeyUsage>(true);
        self.require(
            usage.is_some_and(|usage| {
                usage.0 == KeyUsages::DigitalSignature && profile.key_usage().digital_signature()
            }),
            "keyUsage is critical and allows digitalSignature alone (RFC 5280 section 4.2.1.3)",
        );
        let purposes = self.extension::<ExtendedKeyUsage>(false);
        self.require(
            purposes.is_some_and(|purposes| !purposes.0.is_empty() && purposes.0 == profile.extended_key_usages()),
            "extKeyUsage is not critical and lists the profile's purposes (RFC 5280 section 4.2.1.12)",
        );
    }

    fn names(&mut self) {
        let common_name = self.common_name();
        let subject =
            self.extension::<SubjectAltName>(false)
                .and_then(|names| match names.0.as_slice() {
                    [GeneralName::UniformResourceIdentifier(uri)] => {
                        DeviceSubject::from_uri(uri.as_str())
                    }
                    _ => None,
                });
        self.require(
            subject.is_some(),
            "subjectAltName is not critical and is one URI of ours (RFC 5280 section 4.2.1.6)",
        );
        self.require(
            common_name.is_some()
                && common_name == subject.map(|subject| subject.device.to_string()),
            "the subject is one common name, the device's id (RFC 5280 section 4.1.2.6)",
        );
    }

    /// The text of a subject that is one common name in a `UTF8String` of 1 to 64 characters (the bound of RFC 5280
    /// appendix A.1).
    fn common_name(&self) -> Option<String> {
        let [name] = self.certificate.subject.0.as_slice() else {
            return None;
        };
        let [attribute] = name.0.as_slice() else {
            return None;
        };
        let text = attribute
            .value
            .decode_as::<der::asn1::Utf8StringRef<'_>>()
            .ok()?
            .as_str()
            .to_owned();
        (attribute.oid == rfc4519::CN && (1..=64).contains(&text.chars().count())).then_some(text)
    }

    fn locations(&mut self) {
        let access = self.extension::<AuthorityInfoAccessSyntax>(false);
        self.require(
            access.is_some_and(|access| match access.0.as_slice() {
                [one] => one.access_method == const_oid::db::rfc5280::ID_AD_CA_ISSUERS && is_web_address(&one.access_location),
                _ => false,
            }),
            "authorityInfoAccess is not critical and says where the issuer is, by http (RFC 5280 section 4.2.2.1)",
        );
        let points = self.extension::<CrlDistributionPoints>(false);
        self.require(
            points.is_some_and(|points| match points.0.as_slice() {
                [point] => {
                    point.reasons.is_none()
                        && point.crl_issuer.is_none()
                        && matches!(
                            &point.distribution_point,
                            Some(DistributionPointName::FullName(names))
                                if matches!(names.as_slice(), [name] if is_web_address(name))
                        )
                }
                _ => false,
            }),
            "cRLDistributionPoints is not critical and has one point, by http (RFC 5280 section 4.2.1.13)",
        );
    }
}

/// Whether a name is an absolute `http` or `https` URI without blanks, whose host is a fully qualified name or an address.
fn is_web_address(name: &GeneralName) -> bool {
    let GeneralName::UniformResourceIdentifier(uri) = name else {
        return false;
    };
    let uri = uri.as_str();
    let rest = uri
        .strip_prefix("http://")
        .or_else(|| uri.strip_prefix("https://"));
    rest.and_then(|rest| rest.split(['/', '?', '#']).next())
        .is_some_and(|host| {
            let qualified = host.starts_with('[') || host.trim_matches('.').contains('.');
            qualified && uri.bytes().all(|octet| octet.is_ascii_graphic())
        })
}

#[cfg(test)]
#[path = "lint_tests.rs"]
mod tests;
