//! Requests signed by the real `openssl`, verified by other code than signed them.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    reason = "what fails here is a failed test, also in the functions that tests share"
)]

mod wire_support;

use base64ct::{Base64, Encoding as _};
use der::{Decode as _, Encode as _};
use muster_shared::protocol::http_signature::{
    ParsedSignature, SignatureInput, SignatureScheme, SignedRequest,
};
use p256::ecdsa::signature::Verifier as _;
use p256::pkcs8::DecodePublicKey as _;
use sha2::Digest as _;
use wire_support::{Bench, Kind};

const BODY: &[u8] = br#"{"os_version":"12.4"}"#;
const INPUT: &str = concat!(
    r#"("@method" "@authority" "@path" "content-digest" "device-certificate")"#,
    r#";created=1795450441;nonce="7f3a""#
);

/// The base by the letter of RFC 9421 section 2.5.
fn base(digest: &str, certificate: &str) -> String {
    format!(
        "\"@method\": POST\n\"@authority\": localhost:8787\n\"@path\": /api/v1/device/check-in\n\
         \"content-digest\": {digest}\n\"device-certificate\": {certificate}\n\"@signature-params\": {INPUT}"
    )
}

/// Signs with `openssl dgst` in whatever form it writes, and parses the request that carries the signature.
fn signed(
    bench: &Bench,
    kind: Kind,
    raw: impl FnOnce(Vec<u8>) -> Vec<u8>,
) -> (Vec<u8>, ParsedSignature) {
    let der = bench.identity("device", kind);
    let certificate = format!(":{}:", Base64::encode_string(&der));
    let digest = format!(
        "sha-256=:{}:",
        Base64::encode_string(&sha2::Sha256::digest(BODY))
    );
    bench.write("base", base(&digest, &certificate));
    let hash = if matches!(kind, Kind::P384) {
        "sha384"
    } else {
        "sha256"
    };
    bench.openssl(&format!(
        "dgst -{hash} -sign device.key -out signature base"
    ));
    let signature = format!(
        "sig1=:{}:",
        Base64::encode_string(&raw(bench.read("signature")))
    );
    let input = format!("sig1={INPUT}");
    let headers = |name: &str| match name {
        "signature-input" => Some(input.as_str()),
        "signature" => Some(signature.as_str()),
        "content-digest" => Some(digest.as_str()),
        "device-certificate" => Some(certificate.as_str()),
        _ => None,
    };
    let parsed = SignatureInput::parse(&SignedRequest {
        method: "POST",
        authority: "localhost:8787",
        path: "/api/v1/device/check-in",
        query: None,
        headers: &headers,
        body: BODY,
    });
    (der, parsed.unwrap())
}

/// The public key in a certificate, as DER.
fn public_key(certificate: &[u8]) -> Vec<u8> {
    let certificate = x509_cert::Certificate::from_der(certificate).unwrap();
    certificate
        .tbs_certificate
        .subject_public_key_info
        .to_der()
        .unwrap()
}

/// And back again: `openssl` verifies what the parser made of `openssl`'s signature.
fn openssl_verifies(bench: &Bench, parsed: &ParsedSignature, hash: &str) {
    bench.write("parsed-signature", parsed.signature());
    bench.write("parsed-base", parsed.signature_base());
    bench.openssl("x509 -in device.pem -noout -pubkey -out public");
    let printed = bench.openssl(&format!(
        "dgst -{hash} -verify public -signature parsed-signature parsed-base"
    ));
    assert!(printed.contains("Verified OK"), "{printed}");
}

#[test]
fn a_p_256_signature_by_openssl_verifies() {
    let bench = Bench::new("signature-p256");
    let raw = |der: Vec<u8>| {
        p256::ecdsa::Signature::from_der(&der)
            .unwrap()
            .to_bytes()
            .to_vec()
    };
    let (certificate, parsed) = signed(&bench, Kind::P256, raw);
    assert_eq!(parsed.algorithm(), SignatureScheme::EcdsaP256Sha256);
    assert_eq!(parsed.certificate_der(), certificate);
    let key = p256::ecdsa::VerifyingKey::from_public_key_der(&public_key(&certificate)).unwrap();
    let signature = p256::ecdsa::DerSignature::from_bytes(parsed.signature()).unwrap();
    assert!(key.verify(parsed.signature_base(), &signature).is_ok());
    openssl_verifies(&bench, &parsed, "sha256");
}

#[test]
fn a_p_384_signature_by_openssl_verifies() {
    let bench = Bench::new("signature-p384");
    let raw = |der: Vec<u8>| {
        p384::ecdsa::Signature::from_der(&der)
            .unwrap()
            .to_bytes()
            .to_vec()
    };
    let (_, parsed) = signed(&bench, Kind::P384, raw);
    assert_eq!(parsed.algorithm(), SignatureScheme::EcdsaP384Sha384);
    openssl_verifies(&bench, &parsed, "sha384");
}

#[test]
fn an_rsa_signature_by_openssl_verifies() {
    let bench = Bench::new("signature-rsa");
    let (certificate, parsed) = signed(&bench, Kind::Rsa, |signature| signature);
    assert_eq!(parsed.algorithm(), SignatureScheme::RsaV15Sha256);
    let key = rsa::RsaPublicKey::from_public_key_der(&public_key(&certificate)).unwrap();
    let key = rsa::pkcs1v15::VerifyingKey::<sha2::Sha256>::new(key);
    let signature = rsa::pkcs1v15::Signature::try_from(parsed.signature()).unwrap();
    assert!(key.verify(parsed.signature_base(), &signature).is_ok());
    openssl_verifies(&bench, &parsed, "sha256");
}
