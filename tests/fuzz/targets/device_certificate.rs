//! The certificate that a device presents: nothing but what our CA signed identifies anybody.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::ca::{DeviceCertificate, Issuer, SoftwareVerifier};

const ROOT: &[u8] = include_bytes!("../../../shared/tests/fixtures/ca/root.der");
const ISSUING: &[u8] = include_bytes!("../../../shared/tests/fixtures/ca/issuing_p256.der");

fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = DeviceCertificate::parse(bytes) {
        assert_eq!(certificate.der(), bytes, "one certificate has one encoding");
        let issuer = Issuer::from_der(ISSUING, vec![ROOT.to_vec()], &SoftwareVerifier).unwrap();
        let now = "2026-12-01T12:34:56Z".parse().unwrap();
        let _ = certificate.verify(&issuer, &SoftwareVerifier, now);
    }
});
