//! What the tests of the certificate authority share: a fixed clock, a subject, and the issuing CAs of the fixtures.

#![allow(dead_code, reason = "each test file uses a part")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop there"
)]

#[cfg(not(target_arch = "wasm32"))]
pub mod openssl;
pub mod requests;

use muster_shared::ca::{
    CertificateProfile, CertificateRequest, DeviceSubject, IssuanceUrls, IssuedCertificate, Issuer,
    SoftwareSigner, SoftwareVerifier, VerifiedRequest, prepare,
};
use muster_shared::ids::{CertificateSerial, DeviceId, EnrolleeId};
use muster_shared::time::Timestamp;

pub const ROOT: &[u8] = include_bytes!("../fixtures/ca/root.der");
pub const ISSUING_P256: &[u8] = include_bytes!("../fixtures/ca/issuing_p256.der");
pub const ISSUING_P256_KEY: &[u8] = include_bytes!("../fixtures/ca/issuing_p256.key.der");
pub const ISSUING_RSA: &[u8] = include_bytes!("../fixtures/ca/issuing_rsa2048.der");
pub const ISSUING_RSA_KEY: &[u8] = include_bytes!("../fixtures/ca/issuing_rsa2048.key.der");

pub const CSR_RSA_2048: &[u8] = include_bytes!("../fixtures/ca/csr_rsa2048_sha256.der");
pub const CSR_RSA_3072: &[u8] = include_bytes!("../fixtures/ca/csr_rsa3072_sha384.der");
pub const CSR_RSA_4096: &[u8] = include_bytes!("../fixtures/ca/csr_rsa4096_sha512.der");
pub const CSR_P256: &[u8] = include_bytes!("../fixtures/ca/csr_p256_sha256.der");
pub const CSR_P384: &[u8] = include_bytes!("../fixtures/ca/csr_p384_sha384.der");
pub const CSR_WINDOWS_NUL: &[u8] = include_bytes!("../fixtures/ca/windows_csr_printable_nul.der");
pub const CSR_WINDOWS_UTF8: &[u8] = include_bytes!("../fixtures/ca/windows_csr_utf8.der");

/// A moment within the fixture CAs' validity.
pub fn now() -> Timestamp {
    "2026-12-01T12:34:56Z".parse().unwrap()
}

pub fn issuer_p256() -> Issuer {
    Issuer::from_der(ISSUING_P256, vec![ROOT.to_vec()], &SoftwareVerifier).unwrap()
}

pub fn issuer_rsa() -> Issuer {
    Issuer::from_der(ISSUING_RSA, vec![ROOT.to_vec()], &SoftwareVerifier).unwrap()
}

pub fn signer_p256() -> SoftwareSigner {
    SoftwareSigner::from_pkcs8_der(ISSUING_P256_KEY).unwrap()
}

pub fn signer_rsa() -> SoftwareSigner {
    SoftwareSigner::from_pkcs8_der(ISSUING_RSA_KEY).unwrap()
}

pub fn verified(csr: &[u8]) -> VerifiedRequest {
    CertificateRequest::parse(csr)
        .unwrap()
        .verify(&SoftwareVerifier)
        .unwrap()
}

pub fn subject() -> DeviceSubject {
    DeviceSubject {
        tenant: "acme".parse().unwrap(),
        enrollee: EnrolleeId::from_random([0x11; 16]),
        device: DeviceId::from_random([0x22; 16]),
    }
}

pub fn serial(seed: u8) -> CertificateSerial {
    CertificateSerial::from_random([seed; 16])
}

pub fn urls(issuer: &Issuer) -> IssuanceUrls {
    IssuanceUrls {
        ca_issuers: format!("http://muster.example/ca/{}.cer", issuer.id()),
        crl: format!("http://muster.example/ca/{}.crl", issuer.id()),
    }
}

/// Issues as the edge does: checks, prepares, signs.
pub fn issue(issuer: &Issuer, signer: &SoftwareSigner, csr: &[u8], seed: u8) -> IssuedCertificate {
    issue_at(issuer, signer, csr, seed, now())
}

pub fn issue_at(
    issuer: &Issuer,
    signer: &SoftwareSigner,
    csr: &[u8],
    seed: u8,
    now: Timestamp,
) -> IssuedCertificate {
    let profile = CertificateProfile::device();
    let prepared = prepare(
        issuer,
        &profile,
        &verified(csr),
        &subject(),
        serial(seed),
        now,
        &urls(issuer),
    )
    .unwrap();
    pollster::block_on(prepared.sign(signer)).unwrap()
}
