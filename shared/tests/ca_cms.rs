//! Signed messages as devices send them, made by `openssl cms`: content inside or beside, DER or BER, RSA or a curve.

#![cfg(not(target_arch = "wasm32"))]

mod ca_support;

use ca_support::openssl::Bench;
use muster_shared::ca::SoftwareVerifier;
use muster_shared::ca::cms::{CmsError, Digests, SignedMessage, verify_detached};

const BODY: &[u8] = b"<plist><dict><key>Status</key><string>Idle</string></dict></plist>\n";

const RSA: &[&str] = &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
const P256: &[&str] = &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
const P384: &[&str] = &["EC", "-pkeyopt", "ec_paramgen_curve:P-384"];

/// A bench with a device of this kind of key and a body to sign.
fn device(test: &str, kind: &[&str]) -> Bench {
    let bench = Bench::new(test);
    bench.key("device", kind);
    let der = bench.self_signed("device", "-sha256", &["subjectKeyIdentifier=hash"]);
    bench.write("device.der", &der);
    bench.openssl(&[
        "x509",
        "-inform",
        "DER",
        "-in",
        "device.crt",
        "-out",
        "device.pem",
    ]);
    bench.write("body", BODY);
    bench
}

fn sign(bench: &Bench, more: &[&str]) -> Vec<u8> {
    let sign = [
        "cms",
        "-sign",
        "-binary",
        "-in",
        "body",
        "-signer",
        "device.pem",
        "-inkey",
        "device.key",
        "-outform",
        "DER",
        "-out",
        "message",
    ];
    bench.openssl(&[&sign, more].concat());
    bench.read("message")
}

fn detached(message: &[u8], body: &[u8], digests: Digests) -> Result<Vec<u8>, CmsError> {
    verify_detached(message, body, digests, &SoftwareVerifier)
        .map(|certificate| certificate.der().to_vec())
}

#[test]
fn a_signature_beside_a_body_verifies_whatever_the_key_and_the_spelling() {
    for (name, kind) in [("rsa", RSA), ("p256", P256), ("p384", P384)] {
        let bench = device(&format!("cms_{name}"), kind);
        let certificate = bench.read("device.der");
        for more in [
            &[][..],
            &["-md", "sha384"],
            &["-md", "sha512"],
            &["-keyid"],
            &["-stream", "-indef"],
        ] {
            let message = sign(&bench, more);
            assert_eq!(
                detached(&message, BODY, Digests::Modern).as_ref(),
                Ok(&certificate),
                "{name} {more:?}"
            );
            assert!(
                detached(&message, b"another body", Digests::Modern).is_err(),
                "{name} {more:?}"
            );
        }
    }
}

#[test]
fn sha_1_is_taken_where_it_is_allowed_and_nowhere_else() {
    for (name, kind) in [("sha1_rsa", RSA), ("sha1_p256", P256)] {
        let bench = device(&format!("cms_{name}"), kind);
        let message = sign(&bench, &["-md", "sha1"]);
        assert!(detached(&message, BODY, Digests::WithSha1).is_ok());
        assert_eq!(
            detached(&message, BODY, Digests::Modern),
            Err(CmsError::Algorithm("a digest by SHA-1".to_owned()))
        );
    }
}

#[test]
fn a_message_comes_out_as_it_was_put_in_also_in_pieces() {
    let bench = device("cms_inside", RSA);
    for more in [&["-nodetach"][..], &["-nodetach", "-stream", "-indef"]] {
        let message = sign(&bench, more);
        let read = SignedMessage::read(&message, Digests::Modern).unwrap();
        assert!(read.is_data());
        let verified = read.verify(&SoftwareVerifier).unwrap();
        assert_eq!(verified.content(), BODY);
        assert_eq!(verified.certificate().der(), bench.read("device.der"));
        // Beside another body it is a signature of nothing.
        assert!(detached(&message, b"another body", Digests::Modern).is_err());
    }
}

#[test]
fn what_is_no_message_by_one_signer_is_refused() {
    let bench = device("cms_refused", RSA);
    let refused = |more: &[&str]| detached(&sign(&bench, more), BODY, Digests::Modern).unwrap_err();
    bench.key("other", P256);
    bench.self_signed("other", "-sha256", &[]);
    bench.openssl(&[
        "x509",
        "-inform",
        "DER",
        "-in",
        "other.crt",
        "-out",
        "other.pem",
    ]);
    assert_eq!(
        refused(&["-signer", "other.pem", "-inkey", "other.key"]),
        CmsError::Signers
    );
    assert_eq!(refused(&["-nocerts"]), CmsError::NoCertificate);
    assert_eq!(
        refused(&["-nocerts", "-certfile", "other.pem"]),
        CmsError::NoCertificate
    );
    assert_eq!(
        refused(&["-noattr"]),
        CmsError::Malformed("the signed attributes")
    );
    assert_eq!(
        refused(&["-keyopt", "rsa_padding_mode:pss"]),
        CmsError::Malformed("the signature algorithm")
    );
    let message = sign(&bench, &[]);
    for length in 0..message.len() {
        let cut = message.get(..length).unwrap();
        assert!(detached(cut, BODY, Digests::Modern).is_err());
    }
    for at in 0..message.len() {
        let mut bent = message.clone();
        *bent.get_mut(at).unwrap() ^= 0x40;
        // A certificate's own signature and names are nobody's business here; whatever is proven is the same key.
        if let Ok(certificate) = verify_detached(&bent, BODY, Digests::Modern, &SoftwareVerifier) {
            let honest =
                verify_detached(&message, BODY, Digests::Modern, &SoftwareVerifier).unwrap();
            assert_eq!(certificate.spki_der(), honest.spki_der());
        }
    }
}
