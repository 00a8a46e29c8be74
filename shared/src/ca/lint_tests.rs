//! Each rule of the lint, broken alone.

#![expect(
    clippy::semicolon_if_nothing_returned,
    reason = "each change to a certificate is one assignment, and reads best without a block"
)]

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280;
use der::asn1::{Any, BitString, GeneralizedTime, OctetString, UtcTime, Utf8StringRef};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;

use super::*;
use crate::ca::{CertificateRequest, IssuanceUrls, SoftwareVerifier, prepare};
use crate::ids::{CertificateSerial, DeviceId, EnrolleeId};

fn issuer() -> Issuer {
    let root = include_bytes!("../../tests/fixtures/ca/root.der").to_vec();
    let issuing = include_bytes!("../../tests/fixtures/ca/issuing_p256.der");
    Issuer::from_der(issuing, vec![root], &SoftwareVerifier).unwrap()
}

fn sound() -> TbsCertificate {
    let issuer = issuer();
    let csr = include_bytes!("../../tests/fixtures/ca/csr_p256_sha256.der");
    let request = CertificateRequest::parse(csr)
        .unwrap()
        .verify(&SoftwareVerifier)
        .unwrap();
    let subject = DeviceSubject {
        tenant: "acme".parse().unwrap(),
        enrollee: EnrolleeId::from_random([1; 16]),
        device: DeviceId::from_random([2; 16]),
    };
    let urls = IssuanceUrls {
        ca_issuers: "http://muster.example/1.cer".to_owned(),
        crl: "http://muster.example/1.crl".to_owned(),
    };
    let profile = CertificateProfile::device();
    let serial = CertificateSerial::from_random([3; 16]);
    let now = "2026-12-01T12:00:00Z".parse().unwrap();
    let prepared = prepare(&issuer, &profile, &request, &subject, serial, now, &urls).unwrap();
    TbsCertificate::from_der(prepared.tbs_der()).unwrap()
}

/// The rules that are broken once `change` was made to a sound certificate.
fn broken_by(change: impl FnOnce(&mut TbsCertificate)) -> Vec<&'static str> {
    let mut certificate = sound();
    change(&mut certificate);
    let der = certificate.to_der().unwrap();
    let findings = lint_device_certificate(&der, &issuer(), &CertificateProfile::device());
    findings.into_iter().map(|finding| finding.rule).collect()
}

#[track_caller]
fn assert_breaks(rule: &str, change: impl FnOnce(&mut TbsCertificate)) {
    let broken = broken_by(change);
    assert!(
        broken.len() == 1 && broken[0].starts_with(rule),
        "{rule}: {broken:?}"
    );
}

fn extension<'a>(
    certificate: &'a mut TbsCertificate,
    oid: &ObjectIdentifier,
) -> &'a mut x509_cert::ext::Extension {
    let extensions = certificate.extensions.as_mut().unwrap();
    extensions
        .iter_mut()
        .find(|extension| extension.extn_id == *oid)
        .unwrap()
}

fn set_value(certificate: &mut TbsCertificate, oid: &ObjectIdentifier, value: &[u8]) {
    extension(certificate, oid).extn_value = OctetString::new(value).unwrap();
}

/// A subject of these common names, each a name part of its own.
fn common_names(texts: &[&str]) -> RdnSequence {
    let part = |text: &str| {
        let value = Any::encode_from(&Utf8StringRef::new(text).unwrap()).unwrap();
        let attribute = AttributeTypeAndValue {
            oid: rfc4519::CN,
            value,
        };
        RelativeDistinguishedName::from(der::asn1::SetOfVec::try_from(vec![attribute]).unwrap())
    };
    RdnSequence(texts.iter().map(|text| part(text)).collect())
}

#[test]
fn a_sound_certificate_breaks_no_rule() {
    assert_eq!(broken_by(|_| ()), [""; 0]);
}

#[test]
fn bytes_that_are_no_contents_break_the_first_rule() {
    let findings = lint_device_certificate(b"\x30\x00", &issuer(), &CertificateProfile::device());
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0]
            .to_string()
            .starts_with("the contents are a TBSCertificate")
    );
}

#[test]
fn each_rule_of_the_envelope_is_looked_at() {
    let zero = SerialNumber::new(&[0]).unwrap();
    assert_breaks("the serial number", |it| it.serial_number = zero);
    assert_breaks("the signature algorithm", |it| {
        it.signature.oid = const_oid::db::rfc5912::ECDSA_WITH_SHA_384
    });
    assert_breaks("the issuer", |it| it.issuer = common_names(&["another"]));
    let bits = || Some(BitString::from_bytes(&[1]).unwrap());
    assert_breaks("there are no unique identifiers", |it| {
        it.issuer_unique_id = bits()
    });
    assert_breaks("there are no unique identifiers", |it| {
        it.subject_unique_id = bits()
    });
    assert!(
        broken_by(|it| it.version = Version::V1)
            .contains(&"the version is 3 (RFC 5280 section 4.1.2.1)")
    );
    assert_breaks("there are the eight extensions", |it| {
        let mut more = extension(it, &rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER).clone();
        more.extn_id = rfc5280::ID_CE_CERTIFICATE_POLICIES;
        it.extensions.as_mut().unwrap().push(more);
    });
}

#[test]
fn each_rule_of_the_validity_is_looked_at() {
    let utc = |text: &str| Time::UtcTime(UtcTime::from_date_time(text.parse().unwrap()).unwrap());
    let general =
        |text: &str| Time::GeneralTime(GeneralizedTime::from_date_time(text.parse().unwrap()));
    assert_breaks("the validity ends", |it| {
        it.validity.not_after = it.validity.not_before
    });
    assert_breaks("the validity lies within", |it| {
        it.validity.not_before = utc("2026-11-01T00:00:00Z");
        it.validity.not_after = utc("2027-01-01T00:00:00Z");
    });
    assert_breaks("the validity is no longer", |it| {
        it.validity.not_after = utc("2027-12-01T12:02:00Z")
    });
    assert_breaks("times are UTCTime", |it| {
        it.validity.not_after = general("2027-06-01T00:00:00Z")
    });
    let far = broken_by(|it| it.validity.not_after = general("2050-01-01T00:00:00Z"));
    assert!(
        far.iter().all(|rule| rule.starts_with("the validity")),
        "{far:?}"
    );
}

#[test]
fn each_rule_of_the_keys_and_their_use_is_looked_at() {
    let another = [&[0x30, 22, 0x80, 20][..], &[7; 20]].concat();
    assert_breaks("authorityKeyIdentifier", |it| {
        set_value(it, &rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER, &another)
    });
    assert_breaks("subjectKeyIdentifier", |it| {
        set_value(it, &rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER, &[4, 1, 7])
    });
    assert_breaks("basicConstraints", |it| {
        set_value(
            it,
            &rfc5280::ID_CE_BASIC_CONSTRAINTS,
            &[0x30, 3, 1, 1, 0xff],
        )
    });
    for usage in [[3, 2, 5, 0xa0], [3, 2, 2, 0x84], [3, 2, 6, 0x40]] {
        assert_breaks("keyUsage", |it| {
            set_value(it, &rfc5280::ID_CE_KEY_USAGE, &usage)
        });
    }
    let server = [0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1];
    assert_breaks("extKeyUsage", |it| {
        set_value(it, &rfc5280::ID_CE_EXT_KEY_USAGE, &server)
    });
    assert_breaks("extKeyUsage", |it| {
        set_value(it, &rfc5280::ID_CE_EXT_KEY_USAGE, &[0x30, 0])
    });
}

#[test]
fn each_rule_of_the_names_is_looked_at() {
    let device = DeviceId::from_random([2; 16]).to_string();
    assert_breaks("the subject is one common name", |it| {
        it.subject = common_names(&[])
    });
    assert_breaks("the subject is one common name", |it| {
        it.subject = common_names(&["another"])
    });
    assert_breaks("the subject is one common name", |it| {
        it.subject = common_names(&[&device, &device])
    });
    let names = broken_by(|it| {
        set_value(
            it,
            &rfc5280::ID_CE_SUBJECT_ALT_NAME,
            b"\x30\x0e\x82\x0cbank.example",
        );
    });
    assert!(names[0].starts_with("subjectAltName"), "{names:?}");
    assert_breaks("authorityInfoAccess", |it| {
        set_value(it, &rfc5280::ID_PE_AUTHORITY_INFO_ACCESS, &[0x30, 0])
    });
    assert_breaks("cRLDistributionPoints", |it| {
        set_value(it, &rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS, &[0x30, 0])
    });
}

#[test]
fn an_extension_of_the_wrong_criticality_or_given_twice_breaks_its_rule() {
    let oids: Vec<_> = sound()
        .extensions
        .unwrap()
        .iter()
        .map(|extension| extension.extn_id)
        .collect();
    for oid in &oids {
        let wrong = broken_by(|it| extension(it, oid).critical ^= true);
        assert!(!wrong.is_empty(), "{oid}");
        let twice = broken_by(|it| {
            let again = extension(it, oid).clone();
            it.extensions.as_mut().unwrap().push(again);
        });
        assert!(twice.len() >= 2, "{oid}: {twice:?}");
        let missing = broken_by(|it| {
            it.extensions
                .as_mut()
                .unwrap()
                .retain(|extension| extension.extn_id != *oid)
        });
        assert!(missing.len() >= 2, "{oid}: {missing:?}");
    }
}
