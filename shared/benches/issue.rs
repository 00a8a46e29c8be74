//! What checking a certificate request and issuing a certificate cost, natively and in pure Rust.
//!
//! `cargo bench -p muster-shared --bench issue`. In the Worker native code verifies and signs instead; what is left there
//! is what `check_request_but_its_signature` and `prepare_certificate` show, several times slower in wasm.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop there"
)]

use divan::{Bencher, black_box};
use muster_shared::ca::{
    CertificateProfile, CertificateRequest, CryptoFault, DeviceSubject, IssuanceUrls, Issuer,
    SignatureAlgorithm, SignatureVerifier, SoftwareSigner, SoftwareVerifier, prepare,
};
use muster_shared::ids::{CertificateSerial, DeviceId, EnrolleeId};

const ROOT: &[u8] = include_bytes!("../tests/fixtures/ca/root.der");
const P256: (&[u8], &[u8]) = (
    include_bytes!("../tests/fixtures/ca/issuing_p256.der"),
    include_bytes!("../tests/fixtures/ca/issuing_p256.key.der"),
);
const RSA_2048: (&[u8], &[u8]) = (
    include_bytes!("../tests/fixtures/ca/issuing_rsa2048.der"),
    include_bytes!("../tests/fixtures/ca/issuing_rsa2048.key.der"),
);
const CSR_P256: &[u8] = include_bytes!("../tests/fixtures/ca/csr_p256_sha256.der");
const CSR_RSA_2048: &[u8] = include_bytes!("../tests/fixtures/ca/csr_rsa2048_sha256.der");
const CSR_RSA_4096: &[u8] = include_bytes!("../tests/fixtures/ca/csr_rsa4096_sha512.der");

fn main() {
    divan::main();
}

/// Reading a request, verifying its signature, and looking for known-weak keys, by the kind of the device's key.
#[divan::bench(args = ["rsa2048", "rsa4096", "p256"])]
fn check_request(bencher: Bencher<'_, '_>, kind: &str) {
    let csr = request(kind);
    bencher.bench(|| {
        CertificateRequest::parse(black_box(csr))
            .unwrap()
            .verify(&SoftwareVerifier)
            .unwrap()
    });
}

/// The same without the signature: reading, and looking for known-weak keys.
#[divan::bench(args = ["rsa2048", "rsa4096", "p256"])]
fn check_request_but_its_signature(bencher: Bencher<'_, '_>, kind: &str) {
    let csr = request(kind);
    bencher.bench(|| {
        CertificateRequest::parse(black_box(csr))
            .unwrap()
            .verify(&Credulous)
            .unwrap()
    });
}

/// Writing and linting a certificate, not signing it.
#[divan::bench]
fn prepare_certificate(bencher: Bencher<'_, '_>) {
    let (issuer, _) = issuer(P256);
    let request = CertificateRequest::parse(CSR_P256)
        .unwrap()
        .verify(&SoftwareVerifier)
        .unwrap();
    bencher.bench(|| prepare_for(&issuer, black_box(&request)));
}

/// Preparing and signing, by the kind of the issuing key.
#[divan::bench(args = ["p256", "rsa2048"])]
fn issue_certificate(bencher: Bencher<'_, '_>, issuing: &str) {
    let (issuer, signer) = issuer(if issuing == "p256" { P256 } else { RSA_2048 });
    let request = CertificateRequest::parse(CSR_P256)
        .unwrap()
        .verify(&SoftwareVerifier)
        .unwrap();
    bencher.bench(|| {
        pollster::block_on(prepare_for(&issuer, black_box(&request)).sign(&signer)).unwrap()
    });
}

/// Believes every signature, to leave its cost out.
struct Credulous;

impl SignatureVerifier for Credulous {
    fn verify(
        &self,
        _: SignatureAlgorithm,
        _: &[u8],
        _: &[u8],
        _: &[u8],
    ) -> Result<bool, CryptoFault> {
        Ok(true)
    }
}

fn request(kind: &str) -> &'static [u8] {
    match kind {
        "rsa2048" => CSR_RSA_2048,
        "rsa4096" => CSR_RSA_4096,
        _ => CSR_P256,
    }
}

fn issuer((certificate, key): (&[u8], &[u8])) -> (Issuer, SoftwareSigner) {
    let issuer = Issuer::from_der(certificate, vec![ROOT.to_vec()], &SoftwareVerifier).unwrap();
    (issuer, SoftwareSigner::from_pkcs8_der(key).unwrap())
}

fn prepare_for(
    issuer: &Issuer,
    request: &muster_shared::ca::VerifiedRequest,
) -> muster_shared::ca::Prepared {
    let subject = DeviceSubject {
        tenant: "acme".parse().unwrap(),
        enrollee: EnrolleeId::from_random([1; 16]),
        device: DeviceId::from_random([2; 16]),
    };
    let urls = IssuanceUrls {
        ca_issuers: "http://muster.example/ca/1.cer".to_owned(),
        crl: "http://muster.example/ca/1.crl".to_owned(),
    };
    let serial = CertificateSerial::from_random([3; 16]);
    let now = "2026-12-01T12:00:00Z".parse().unwrap();
    prepare(
        issuer,
        &CertificateProfile::device(),
        request,
        &subject,
        serial,
        now,
        &urls,
    )
    .unwrap()
}
