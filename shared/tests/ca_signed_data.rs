//! How Windows renews: a new request, signed by the present certificate's key. The messages are made by `openssl cms`.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop there"
)]

mod ca_support;

use ca_support::openssl::Bench;
use ca_support::{issuer_p256, now, subject, verified};
use muster_shared::ca::{
    CsrError, DeviceCertificate, SignedData, SoftwareVerifier, VerifiedDeviceCertificate,
};
use muster_shared::enrollment::Refusal;

macro_rules! signed {
    ($name:literal) => {
        include_bytes!(concat!("../vectors/windows/signed/", $name)).as_slice()
    };
}

const CERTIFICATE: &[u8] = signed!("certificate.der");
const NEXT: &[u8] = signed!("next_csr.der");

/// The present certificate, which is one of ours.
fn present() -> VerifiedDeviceCertificate {
    device(CERTIFICATE)
}

fn device(der: &[u8]) -> VerifiedDeviceCertificate {
    DeviceCertificate::parse(der)
        .unwrap()
        .verify(&issuer_p256(), &SoftwareVerifier, now())
        .unwrap()
}

fn content(message: &[u8], certificate: &VerifiedDeviceCertificate) -> Result<Vec<u8>, CsrError> {
    SignedData::parse(message)?.verify(certificate, &SoftwareVerifier)
}

#[test]
fn the_request_inside_comes_out_as_it_was_whatever_form_the_message_has() {
    for (name, message) in [
        ("sha256", signed!("sha256.p7")),
        ("sha384", signed!("sha384.p7")),
        ("sha512", signed!("sha512.p7")),
        ("without attributes", signed!("without_attributes.p7")),
        ("by key identifier", signed!("by_key_identifier.p7")),
        ("with chain", signed!("with_chain.p7")),
    ] {
        let read = SignedData::parse(message).unwrap();
        assert_eq!(read.signer_certificate(), Some(CERTIFICATE), "{name}");
        assert_eq!(content(message, &present()), Ok(NEXT.to_vec()), "{name}");
    }
}

#[test]
fn the_whole_way_from_a_message_to_a_request_for_the_same_device() {
    let read = SignedData::parse(signed!("sha256.p7")).unwrap();
    let certificate = device(read.signer_certificate().unwrap());
    assert_eq!(certificate.subject(), &subject());
    let next = read.verify(&certificate, &SoftwareVerifier).unwrap();
    let request = verified(&next);
    assert_ne!(request.spki_der(), certificate.spki_der());
    assert!(request.asks_for_same_names_as(certificate.certificate()));
}

#[test]
fn a_message_without_the_certificate_is_checked_with_one_from_elsewhere() {
    let message = signed!("without_certificate.p7");
    let read = SignedData::parse(message).unwrap();
    assert_eq!(read.signer_certificate(), None);
    assert_eq!(content(message, &present()), Ok(NEXT.to_vec()));
}

#[test]
fn another_devices_signature_is_not_this_ones() {
    let message = signed!("by_another.p7");
    let other = SignedData::parse(message).unwrap();
    let other = device(other.signer_certificate().unwrap());
    assert_eq!(content(message, &other), Ok(NEXT.to_vec()));
    for (message, certificate) in [(message, &present()), (signed!("sha256.p7"), &other)] {
        assert_eq!(
            content(message, certificate),
            Err(Refusal::CsrSignatureInvalid.into())
        );
    }
}

#[test]
fn a_changed_content_digest_or_signature_does_not_verify() {
    for message in [signed!("sha256.p7"), signed!("without_attributes.p7")] {
        let place = |part: &[u8]| {
            message
                .windows(part.len())
                .position(|window| window == part)
                .unwrap()
        };
        let inside = place(NEXT) + NEXT.len() - 1;
        for place in [inside, message.len() - 1] {
            let mut changed = message.to_vec();
            changed[place] ^= 1;
            assert_eq!(
                content(&changed, &present()),
                Err(Refusal::CsrSignatureInvalid.into()),
                "octet {place}"
            );
        }
    }
}

#[test]
fn no_bit_of_a_message_can_be_changed_and_another_request_come_out() {
    let (message, present) = (signed!("sha256.p7"), present());
    for place in 0..message.len() {
        let mut changed = message.to_vec();
        changed[place] ^= 0x04;
        if let Ok(content) = content(&changed, &present) {
            assert_eq!(content, NEXT, "octet {place}");
        }
    }
}

/// The signed attributes of one message, presented as a content that was signed without any, by the same signature.
#[test]
fn attributes_do_not_pass_for_a_content() {
    let message = signed!("sha256.p7");
    // `[0] { SEQUENCE { contentType …`: what is signed is the same with the tag of a SET.
    let content_type = [
        0x30, 0x18, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03,
    ];
    let place = message
        .windows(content_type.len())
        .position(|window| window == content_type)
        .unwrap();
    let header = place - 2;
    assert_eq!(message[header], 0xa0);
    let length = usize::from(message[header + 1]);
    let mut attributes = message[header..place + length].to_vec();
    attributes[0] = 0x31;
    let signature = &message[message.len() - 256..];
    let identifier = |oid: &[u8]| tlv(0x30, &[&tlv(6, &[oid]), &[5, 0]]);
    let sha256 = identifier(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]);
    let rsa = identifier(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);
    let data = tlv(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]]);
    let signed_data = tlv(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]]);
    let names = tlv(0x80, &[&[1; 20]]);
    let presented = |content: &[u8]| {
        let signer = tlv(
            0x30,
            &[&[2, 1, 3], &names, &sha256, &rsa, &tlv(4, &[signature])],
        );
        let content = tlv(0x30, &[&data, &tlv(0xa0, &[&tlv(4, &[content])])]);
        let inside = tlv(
            0x30,
            &[
                &[2, 1, 3],
                &tlv(0x31, &[&sha256]),
                &content,
                &tlv(0x31, &[&signer]),
            ],
        );
        tlv(0x30, &[&signed_data, &tlv(0xa0, &[&inside])])
    };
    assert!(SignedData::parse(&presented(NEXT)).is_ok());
    assert_eq!(
        malformed(&presented(&attributes)),
        "the content is missing or not DER"
    );
}

fn tlv(tag: u8, pieces: &[&[u8]]) -> Vec<u8> {
    ca_support::requests::tlv(tag, pieces)
}

#[track_caller]
fn malformed(message: &[u8]) -> String {
    match SignedData::parse(message) {
        Err(Refusal::CsrMalformed { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn not_accepted(message: &[u8]) -> String {
    match SignedData::parse(message) {
        Err(Refusal::KeyNotAccepted { found }) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_taken_is_called_by_its_name() {
    assert_eq!(not_accepted(signed!("sha1.p7")), "a digest by SHA-1");
    assert_eq!(not_accepted(signed!("pss.p7")), "a signature by RSASSA-PSS");
    for (message, what) in [
        (signed!("two_signers.p7"), "one signer alone"),
        (signed!("detached.p7"), "the content"),
        (signed!("other_content.p7"), "content of the kind data"),
        (signed!("indefinite.p7"), "the signed message"),
        (CERTIFICATE, "signed data"),
        (&[], "the signed message"),
        (NEXT, "signed data"),
    ] {
        assert_eq!(malformed(message), format!("{what} is missing or not DER"));
    }
    let longer = [signed!("sha256.p7"), &[0]].concat();
    assert_eq!(
        malformed(&longer),
        "the signed message is missing or not DER"
    );
    assert!(malformed(&vec![0x30; 40_000]).contains("longer than 32768 octets"));
}

#[test]
fn openssl_and_we_say_the_same_of_a_message_made_just_now() {
    let bench = Bench::new("signed-data");
    bench.key("fresh", ca_support::openssl::P256);
    bench.self_signed("fresh", "-sha256", &["keyUsage=digitalSignature"]);
    bench.write("csr.der", NEXT);
    bench.openssl(&[
        "x509",
        "-inform",
        "DER",
        "-in",
        "fresh.crt",
        "-out",
        "fresh.pem",
    ]);
    bench.openssl(&[
        "cms",
        "-sign",
        "-binary",
        "-nodetach",
        "-in",
        "csr.der",
        "-signer",
        "fresh.pem",
        "-inkey",
        "fresh.key",
        "-outform",
        "DER",
        "-out",
        "message.p7",
    ]);
    // A curve's signature is read as well; whose it is, is nobody of ours.
    let read = SignedData::parse(&bench.read("message.p7")).unwrap();
    assert_eq!(read.signer_certificate(), Some(&*bench.read("fresh.crt")));
    assert_eq!(
        read.verify(&present(), &SoftwareVerifier),
        Err(Refusal::CsrSignatureInvalid.into())
    );
}
