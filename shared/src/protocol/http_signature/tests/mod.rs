//! A small signer of its own, so that nothing is tested against itself.

mod hostile;
mod profile;
mod rfc9421;

use base64ct::{Base64, Encoding as _};
use der::asn1::BitString;
use der::{Decode as _, Encode as _};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::pkcs8::EncodePublicKey as _;
use sha2::Digest as _;
use x509_cert::certificate::{Certificate, TbsCertificate, Version};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};

use super::*;

const COVERED: &str =
    r#"("@method" "@authority" "@path" "@query" "content-digest" "device-certificate")"#;
const PARAMETERS: &str = r#";created=1795450441;nonce="b3k2pp5k7z""#;

/// A request in pieces that a test can bend.
#[derive(Clone)]
struct Message {
    method: String,
    authority: String,
    path: String,
    query: Option<String>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Message {
    fn new() -> Self {
        let body = br#"{"os_version":"12.4"}"#.to_vec();
        let mut message = Self {
            method: "POST".to_owned(),
            authority: "mdm.example.com:8787".to_owned(),
            path: "/api/v1/device/check-in".to_owned(),
            query: Some("full=1".to_owned()),
            headers: Vec::new(),
            body,
        };
        let digest = Base64::encode_string(&sha2::Sha256::digest(&message.body));
        message.set("content-digest", &format!("sha-256=:{digest}:"));
        message.certify(&spki(&p256_key()));
        message
    }

    /// A well-formed, correctly signed request.
    fn signed() -> Self {
        let mut message = Self::new();
        message.sign(&format!("{COVERED}{PARAMETERS}"));
        message
    }

    fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn header(&self, name: &str) -> &str {
        let find = |(known, _): &&(String, String)| known == name;
        &self.headers.iter().find(find).unwrap().1
    }

    fn certify(&mut self, public_key: &[u8]) {
        let certificate = Base64::encode_string(&certificate(public_key));
        self.set("device-certificate", &format!(":{certificate}:"));
    }

    /// The lines that are signed, written down from the RFC's text and not by the code under test.
    fn base(&self, input: &str) -> String {
        let covered = input.split_once('(').unwrap().1.split_once(')').unwrap().0;
        let mut base = String::new();
        for quoted in covered.split(' ').filter(|part| !part.is_empty()) {
            let value = match quoted.trim_matches('"') {
                "@method" => self.method.clone(),
                "@authority" => self.authority.clone(),
                "@path" => self.path.clone(),
                "@query" => format!("?{}", self.query.clone().unwrap_or_default()),
                name => self.header(name).to_owned(),
            };
            base += &format!("{quoted}: {value}\n");
        }
        format!("{base}\"@signature-params\": {input}")
    }

    fn sign(&mut self, input: &str) {
        let signature: p256::ecdsa::Signature = p256_key().sign(self.base(input).as_bytes());
        self.attach(input, &signature.to_bytes());
    }

    fn attach(&mut self, input: &str, signature: &[u8]) {
        let signature = Base64::encode_string(signature);
        self.set("signature-input", &format!("sig1={input}"));
        self.set("signature", &format!("sig1=:{signature}:"));
    }

    fn parse(&self) -> Result<ParsedSignature, SignatureError> {
        let headers = |name: &str| {
            let found = self.headers.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        SignatureInput::parse(&SignedRequest {
            method: &self.method,
            authority: &self.authority,
            path: &self.path,
            query: self.query.as_deref(),
            headers: &headers,
            body: &self.body,
        })
    }

    /// Whether the request is in order and its signature verifies with the test's key.
    fn verifies(&self) -> bool {
        self.parse().is_ok_and(|parsed| verify_p256(&parsed))
    }
}

fn verify_p256(parsed: &ParsedSignature) -> bool {
    p256::ecdsa::DerSignature::from_bytes(parsed.signature()).is_ok_and(|signature| {
        p256_key()
            .verifying_key()
            .verify(parsed.signature_base(), &signature)
            .is_ok()
    })
}

fn p256_key() -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_bytes(&[7; 32].into()).unwrap()
}

fn spki(key: &p256::ecdsa::SigningKey) -> Vec<u8> {
    key.verifying_key().to_public_key_der().unwrap().into_vec()
}

/// A certificate for a DER `SubjectPublicKeyInfo` that nobody signed: the signature is not this module's to check.
fn certificate(public_key: &[u8]) -> Vec<u8> {
    let algorithm = AlgorithmIdentifierOwned {
        oid: const_oid::db::rfc5912::ECDSA_WITH_SHA_256,
        parameters: None,
    };
    let tbs_certificate = TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::new(&[1]).unwrap(),
        signature: algorithm.clone(),
        issuer: Name::default(),
        validity: Validity {
            not_before: Time::INFINITY,
            not_after: Time::INFINITY,
        },
        subject: Name::default(),
        subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(public_key).unwrap(),
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: None,
    };
    Certificate {
        tbs_certificate,
        signature_algorithm: algorithm,
        signature: BitString::from_bytes(&[0]).unwrap(),
    }
    .to_der()
    .unwrap()
}
