//! EST's bodies, against the real `openssl` and the `cms` crate.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    reason = "what fails here is a failed test, also in the functions that tests share"
)]

mod wire_support;

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::{Decode as _, Encode as _};
use muster_shared::protocol::est::{
    Wrapping, certs_only, csr_attributes, decode_simple_request, encode_response,
};
use wire_support::{Bench, Kind};

#[test]
fn openssl_reads_the_certificates_of_a_certs_only_message() {
    let bench = Bench::new("est-certs-only");
    let (root, device) = (
        bench.identity("root", Kind::Rsa),
        bench.identity("device", Kind::P256),
    );
    bench.write("both.p7", certs_only(&[&root, &device]).unwrap());
    let printed = bench.openssl("pkcs7 -inform DER -in both.p7 -print_certs");
    let subjects: Vec<_> = printed
        .lines()
        .filter(|line| line.starts_with("subject="))
        .collect();
    assert_eq!(subjects.len(), 2, "{printed}");
    assert!(
        printed.contains("device") && printed.contains("root"),
        "{printed}"
    );
    // The same again through the base64 that a client saves.
    let body = encode_response(&certs_only(&[&device]).unwrap(), Wrapping::Lines76);
    bench.write("body", body);
    bench.openssl("base64 -d -in body -out body.der");
    bench.openssl("pkcs7 -inform DER -in body.der -print_certs -out one.pem");
    bench.openssl("x509 -in one.pem -outform DER -out one.der");
    assert_eq!(bench.read("one.der"), device);
}

#[test]
fn a_certs_only_message_is_der_without_signers_around_untouched_certificates() {
    let bench = Bench::new("est-certs-der");
    let certificates = [
        bench.identity("one", Kind::Rsa),
        bench.identity("two", Kind::P384),
        bench.identity("three", Kind::P256),
    ];
    let mut slices: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
    let message = certs_only(&slices).unwrap();
    slices.reverse();
    assert_eq!(
        certs_only(&slices).unwrap(),
        message,
        "a SET has one order in DER"
    );

    let outer = ContentInfo::from_der(&message).unwrap();
    assert_eq!(outer.to_der().unwrap(), message);
    let signed: SignedData = outer.content.decode_as().unwrap();
    assert_eq!(signed.version, cms::content_info::CmsVersion::V1);
    assert!(
        signed.signer_infos.0.is_empty()
            && signed.digest_algorithms.is_empty()
            && signed.crls.is_none()
    );
    assert!(signed.encap_content_info.econtent.is_none());
    let inside: Vec<Vec<u8>> = signed
        .certificates
        .unwrap()
        .0
        .iter()
        .map(|choice| match choice {
            CertificateChoices::Certificate(certificate) => certificate.to_der().unwrap(),
            CertificateChoices::Other(_) => panic!("not a certificate"),
        })
        .collect();
    let mut sorted = certificates.to_vec();
    sorted.sort();
    let mut found = inside;
    found.sort();
    assert_eq!(found, sorted);
}

#[test]
fn a_certificate_is_carried_even_if_its_der_is_not_to_everyones_taste() {
    // A SEQUENCE with a BOOLEAN of 1, which DER would write as 255.
    let odd: &[u8] = &[0x30, 0x03, 0x01, 0x01, 0x01];
    let message = certs_only(&[odd]).unwrap();
    assert!(message.windows(odd.len()).any(|window| window == odd));
}

#[test]
fn what_is_not_one_whole_sequence_is_no_certificate() {
    let bad: [&[u8]; 6] = [
        b"",
        b"\x30",
        b"\x30\x01",
        b"\x30\x00\x00",
        b"\x31\x00",
        b"-----BEGIN",
    ];
    for octets in bad {
        assert!(certs_only(&[octets]).is_err(), "{octets:?}");
    }
    assert!(certs_only(&[]).is_err());
    assert!(
        certs_only(&[b"\x30\x00", b"\x30\x00"]).is_err(),
        "the same one twice"
    );
}

#[test]
fn openssl_reads_the_csr_attributes() {
    let bench = Bench::new("est-csrattrs");
    bench.write("csrattrs", csr_attributes());
    let printed = bench.openssl("asn1parse -inform DER -in csrattrs");
    for name in ["id-ecPublicKey", "prime256v1", "ecdsa-with-SHA256"] {
        assert!(printed.contains(name), "{name} in {printed}");
    }
    assert!(!printed.contains("challengePassword"), "{printed}");
}

#[test]
fn a_request_made_by_openssl_is_read_wrapped_and_in_one_line() {
    let bench = Bench::new("est-request");
    bench.openssl("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -outform DER -out csr -subj /CN=x");
    bench.openssl("base64 -in csr -out wrapped");
    bench.openssl("base64 -A -in csr -out line");
    for file in ["wrapped", "line"] {
        assert_eq!(
            decode_simple_request(&bench.read(file)),
            Ok(bench.read("csr")),
            "{file}"
        );
    }
    bench.openssl("req -in csr -inform DER -out pem");
    assert!(decode_simple_request(&bench.read("pem")).is_err());
    assert!(decode_simple_request(&bench.read("csr")).is_err());
}
