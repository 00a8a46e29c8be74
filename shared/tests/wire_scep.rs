//! SCEP's messages as real clients send them (`shared/vectors/scep`), in shapes that none of those sends, and broken; and the
//! answers as openssl reads them.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop there"
)]

mod ca_support;

use ca_support::openssl::Bench;
use ca_support::{ISSUING_P256, ROOT, issuer_p256};
use muster_shared::ca::cms::{BerLimits, Cipher, CmsError, Digests, Stretched, ber_to_der};
use muster_shared::ca::{
    CertificateRequest, Signer as _, SoftwareDecrypter, SoftwareSigner, SoftwareVerifier,
    VerifiedRequest,
};
use muster_shared::protocol::scep::{
    Answer, Content, Message, MessageType, NotAnRa, RegistrationAuthority, ScepError,
    VerifiedMessage,
};

macro_rules! vector {
    ($name:literal) => {
        include_bytes!(concat!("../vectors/scep/", $name)).as_slice()
    };
}

const RA: &[u8] = vector!("ra.der");
const RA_KEY: &[u8] = vector!("ra.key.der");
const CHALLENGE: &str = "mt1.the-challenge_of-the-tests";

const MESSAGES: [(&str, &[u8], Cipher); 5] = [
    (
        "certmonger",
        vector!("messages/certmonger.p7"),
        Cipher::Aes256,
    ),
    ("scepclient", vector!("messages/scepclient.p7"), Cipher::Des),
    (
        "strongswan",
        vector!("messages/strongswan.p7"),
        Cipher::Aes128,
    ),
    (
        "strongswan, 3DES",
        vector!("messages/strongswan_3des.p7"),
        Cipher::TripleDes,
    ),
    (
        "strongswan, SHA-512",
        vector!("messages/strongswan_sha512.p7"),
        Cipher::Aes128,
    ),
];

fn authority() -> RegistrationAuthority {
    RegistrationAuthority::from_der(RA, &issuer_p256(), &SoftwareVerifier).unwrap()
}

fn random() -> Stretched {
    Stretched::new("test", &[5; 16])
}

fn verified(message: &[u8]) -> Result<VerifiedMessage, ScepError> {
    Message::read(message)?.verify(&SoftwareVerifier)
}

fn opened(message: &[u8]) -> Result<Content, ScepError> {
    let key = SoftwareDecrypter::from_pkcs8_der(RA_KEY, [3; 16]).unwrap();
    verified(message)?.open(&authority(), &key, &mut random())
}

fn request(content: &Content) -> VerifiedRequest {
    let Content::Request(der) = content else {
        panic!("{content:?}")
    };
    CertificateRequest::parse_signed_with(der, Digests::WithSha1)
        .unwrap()
        .verify(&SoftwareVerifier)
        .unwrap()
}

#[test]
fn what_real_clients_send_is_read_verified_and_opened() {
    for (name, bytes, cipher) in MESSAGES {
        let message = Message::read(bytes).unwrap();
        assert_eq!(message.kind, MessageType::Enrollment, "{name}");
        assert_eq!(
            message.asked.sender_nonce.as_ref().map(Vec::len),
            Some(16),
            "{name}"
        );
        let message = message.verify(&SoftwareVerifier).unwrap();
        assert_eq!(message.cipher(), cipher, "{name}");
        let request = request(&opened(bytes).unwrap());
        assert_eq!(request.challenge_password(), Some(CHALLENGE), "{name}");
        assert_eq!(request.spki_der(), message.signer().spki_der(), "{name}");
    }
}

#[test]
fn legacy_algorithms_are_named_and_only_where_they_are() {
    let check = |at: usize, ciphers, sha1| {
        verified(MESSAGES[at].1)
            .unwrap()
            .check_algorithms(ciphers, sha1)
    };
    assert_eq!(check(0, false, false), Ok(()));
    assert_eq!(check(1, false, true), Err(ScepError::Legacy("DES")));
    assert_eq!(check(1, true, false), Err(ScepError::Legacy("SHA-1")));
    assert_eq!(check(1, true, true), Ok(()));
    assert_eq!(check(3, false, false), Err(ScepError::Legacy("triple DES")));
}

#[test]
fn cut_short_or_bent_anywhere_a_message_is_refused_or_says_the_same() {
    for (name, bytes, _) in MESSAGES {
        for length in 0..bytes.len() {
            assert!(verified(&bytes[..length]).is_err(), "{name} {length}");
        }
        let honest = verified(bytes).unwrap();
        for at in 0..bytes.len() {
            let mut bent = bytes.to_vec();
            bent[at] ^= 0x20;
            if let Ok(message) = verified(&bent) {
                // Outside of what is signed: the client's certificate for itself, or which name it goes by.
                assert_eq!(
                    message.signer().spki_der(),
                    honest.signer().spki_der(),
                    "{name} {at}"
                );
                assert_eq!(message.kind, honest.kind, "{name} {at}");
            }
        }
    }
}

/// A client of its own, made of `openssl`: with a key, a certificate of its own making, and a request.
fn client(test: &str) -> Bench {
    let bench = Bench::new(test);
    bench.key("client", &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]);
    let der = bench.self_signed("client", "-sha256", &[]);
    bench.write("client.der", &der);
    bench.openssl(&[
        "x509",
        "-inform",
        "DER",
        "-in",
        "client.crt",
        "-out",
        "client.pem",
    ]);
    bench.request("client", &["-sha256", "-subj", "/CN=a device"]);
    for (name, der) in [("ra", RA), ("ca", ISSUING_P256), ("root", ROOT)] {
        bench.write(&format!("{name}.der"), der);
        let out = format!("{name}.pem");
        bench.openssl(&[
            "x509",
            "-inform",
            "DER",
            "-in",
            &format!("{name}.der"),
            "-out",
            &out,
        ]);
    }
    let chain = [bench.read("ca.pem"), bench.read("root.pem")].concat();
    bench.write("chain.pem", &chain);
    bench
}

#[test]
fn every_cipher_and_every_spelling_of_an_envelope_is_opened() {
    for (cipher, more) in [
        ("-aes128", &[][..]),
        ("-aes192", &[]),
        ("-aes256", &["-stream", "-indef"]),
        ("-des3", &["-stream", "-indef"]),
        ("-aes128", &["-keyid"]),
    ] {
        let bench = client("scep_ciphers");
        let encrypt = [
            "cms",
            "-encrypt",
            "-binary",
            cipher,
            "-in",
            "client.csr",
            "-outform",
            "DER",
            "-out",
            "envelope",
            "-recip",
            "ra.pem",
        ];
        bench.openssl(&[&encrypt, more].concat());
        let envelope =
            muster_shared::ca::cms::EnvelopedMessage::read(&bench.read("envelope")).unwrap();
        let key = SoftwareDecrypter::from_pkcs8_der(RA_KEY, [3; 16]).unwrap();
        let content = envelope
            .open(authority().certificate(), &key, &mut random())
            .unwrap();
        assert_eq!(content, bench.read("client.csr"), "{cipher} {more:?}");
    }
}

#[test]
fn an_envelope_for_somebody_else_or_with_a_bent_key_does_not_open() {
    let bench = client("scep_recipients");
    let encrypt = |recipient: &str| {
        bench.openssl(&[
            "cms",
            "-encrypt",
            "-binary",
            "-aes128",
            "-in",
            "client.csr",
            "-outform",
            "DER",
            "-out",
            "envelope",
            "-recip",
            recipient,
        ]);
        bench.read("envelope")
    };
    let open = |envelope: &[u8]| {
        let key = SoftwareDecrypter::from_pkcs8_der(RA_KEY, [3; 16]).unwrap();
        muster_shared::ca::cms::EnvelopedMessage::read(envelope)
            .and_then(|envelope| envelope.open(authority().certificate(), &key, &mut random()))
    };
    assert_eq!(open(&encrypt("client.pem")), Err(CmsError::Envelope));
    let good = encrypt("ra.pem");
    assert!(open(&good).is_ok());
    // The encrypted key is the one octet string of 256 octets.
    let at = good
        .windows(4)
        .position(|four| four == [0x04, 0x82, 0x01, 0x00])
        .unwrap();
    for bent in [at + 4, at + 100, at + 259] {
        let mut envelope = good.clone();
        envelope[bent] ^= 1;
        assert_eq!(open(&envelope), Err(CmsError::Envelope));
    }
}

#[test]
fn openssl_verifies_an_answer_and_finds_the_certificate_in_it() {
    let asked = Message::read(MESSAGES[0].1).unwrap().asked;
    let signer = SoftwareSigner::from_pkcs8_der(RA_KEY).unwrap();
    let bench = client("scep_answer");
    let recipient = {
        let sign = [
            "cms",
            "-sign",
            "-binary",
            "-in",
            "client.csr",
            "-signer",
            "client.pem",
            "-inkey",
            "client.key",
            "-nodetach",
            "-outform",
            "DER",
            "-out",
            "signed",
        ];
        bench.openssl(&sign);
        muster_shared::ca::cms::SignedMessage::read(&bench.read("signed"), Digests::Modern)
            .unwrap()
            .certificate()
            .clone()
    };
    for cipher in [
        Cipher::Aes128,
        Cipher::Aes192,
        Cipher::Aes256,
        Cipher::TripleDes,
    ] {
        let unsigned = Answer::Certificate(ISSUING_P256.to_vec())
            .write(&asked, &recipient, cipher, &mut random())
            .unwrap();
        let signature = pollster::block_on(signer.sign(&unsigned.to_sign())).unwrap();
        let answer = unsigned.signed(&authority(), &signature);
        assert_eq!(
            ber_to_der(&answer, BerLimits::MESSAGE).as_ref(),
            Ok(&answer)
        );
        bench.write("answer", &answer);
        bench.openssl(&[
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "answer",
            "-CAfile",
            "chain.pem",
            "-purpose",
            "any",
            "-out",
            "envelope",
        ]);
        bench.openssl(&[
            "cms",
            "-decrypt",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "envelope",
            "-recip",
            "client.pem",
            "-inkey",
            "client.key",
            "-out",
            "inside",
        ]);
        let printed = bench.openssl(&[
            "pkcs7",
            "-inform",
            "DER",
            "-in",
            "inside",
            "-print_certs",
            "-noout",
        ]);
        assert!(printed.contains("Muster test issuing CA p256"), "{printed}");
        let printed = bench.openssl(&[
            "cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", "answer",
        ]);
        assert!(printed.contains(&asked.transaction), "{printed}");
        assert!(printed.contains("rsaEncryption"), "{printed}");
    }
    // Nothing to tell, nothing inside.
    for answer in [Answer::Failure, Answer::Pending, Answer::NoSuchCertificate] {
        let unsigned = answer
            .write(&asked, &recipient, Cipher::Aes128, &mut random())
            .unwrap();
        let signature = pollster::block_on(signer.sign(&unsigned.to_sign())).unwrap();
        bench.write("answer", &unsigned.signed(&authority(), &signature));
        let printed = bench.openssl(&[
            "cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", "answer",
        ]);
        assert!(printed.contains("eContent: \n"), "{printed}");
    }
}

#[test]
fn a_registration_authority_is_an_rsa_key_under_our_ca_for_both_uses() {
    let issuer = issuer_p256();
    assert!(authority().announced().len() > RA.len());
    let not =
        |der: &[u8]| RegistrationAuthority::from_der(der, &issuer, &SoftwareVerifier).unwrap_err();
    assert_eq!(not(ROOT), NotAnRa::NotOurs);
    assert!(matches!(not(&RA[1..]), NotAnRa::Malformed(_)));
    assert_eq!(
        not(include_bytes!("fixtures/ca/device_p256.der")),
        NotAnRa::Lacks("an RSA key of 2048 to 4096 bits")
    );
    assert_eq!(
        not(include_bytes!("fixtures/ca/device_rsa2048.der")),
        NotAnRa::Lacks("digitalSignature and keyEncipherment")
    );
}
