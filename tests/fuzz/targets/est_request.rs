//! What comes to `simpleenroll`: base64 or DER, read, verified and, if it stands, issued for.
//!
//! Whatever is issued must be a certificate of ours that says what the admission said and nothing of what the request asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::ca::{
    CertificateProfile, CertificateRequest, DeviceCertificate, DeviceSubject, IssuanceUrls, Issuer,
    SoftwareVerifier, prepare,
};
use muster_shared::ids::{CertificateSerial, DeviceId, EnrolleeId};
use muster_shared::protocol::est::decode_simple_request;

const ROOT: &[u8] = include_bytes!("../../../shared/tests/fixtures/ca/root.der");
const ISSUING: &[u8] = include_bytes!("../../../shared/tests/fixtures/ca/issuing_p256.der");

fn try_issue(der: &[u8]) {
    let Ok(request) = CertificateRequest::parse(der) else {
        return;
    };
    let Ok(verified) = request.verify(&SoftwareVerifier) else {
        return;
    };
    let issuer = Issuer::from_der(ISSUING, vec![ROOT.to_vec()], &SoftwareVerifier).unwrap();
    let subject = DeviceSubject {
        tenant: "acme".parse().unwrap(),
        enrollee: EnrolleeId::from_random([0x11; 16]),
        device: DeviceId::from_random([0x22; 16]),
    };
    let urls = IssuanceUrls {
        ca_issuers: "http://localhost/ca.cer".to_owned(),
        crl: "http://localhost/ca.crl".to_owned(),
    };
    prepare(
        &issuer,
        &CertificateProfile::device(),
        &verified,
        &subject,
        CertificateSerial::from_random([7; 16]),
        "2026-12-01T12:34:56Z".parse().unwrap(),
        &urls,
    )
    .expect("what has been verified can be issued for, and passes the lint");
    // A request is no certificate.
    assert!(DeviceCertificate::parse(der).is_err());
}

fuzz_target!(|bytes: &[u8]| {
    try_issue(bytes);
    if let Ok(der) = decode_simple_request(bytes) {
        try_issue(&der);
    }
});
