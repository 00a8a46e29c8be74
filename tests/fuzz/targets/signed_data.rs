//! A renewal's signed request: whatever verifies with the present certificate is what its key has signed.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use muster_shared::ca::{
    DeviceCertificate, Issuer, SignedData, SoftwareVerifier, VerifiedDeviceCertificate,
};

const ROOT: &[u8] = include_bytes!("../../../shared/tests/fixtures/ca/root.der");
const ISSUING: &[u8] = include_bytes!("../../../shared/tests/fixtures/ca/issuing_p256.der");
const PRESENT: &[u8] = include_bytes!("../../../shared/vectors/windows/signed/certificate.der");
const NEXT: &[u8] = include_bytes!("../../../shared/vectors/windows/signed/next_csr.der");

fn present() -> &'static VerifiedDeviceCertificate {
    static PRESENT_CERTIFICATE: OnceLock<VerifiedDeviceCertificate> = OnceLock::new();
    PRESENT_CERTIFICATE.get_or_init(|| {
        let issuer = Issuer::from_der(ISSUING, vec![ROOT.to_vec()], &SoftwareVerifier).unwrap();
        DeviceCertificate::parse(PRESENT)
            .unwrap()
            .verify(&issuer, &SoftwareVerifier, "2026-12-01T12:34:56Z".parse().unwrap())
            .unwrap()
    })
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(signed) = SignedData::parse(bytes) {
        if let Some(certificate) = signed.signer_certificate() {
            let _ = DeviceCertificate::parse(certificate);
        }
        if let Ok(content) = signed.verify(present(), &SoftwareVerifier) {
            assert_eq!(content, NEXT, "nothing else has been signed");
        }
    }
});
