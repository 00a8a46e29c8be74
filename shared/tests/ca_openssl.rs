//! Side by side with the `openssl` command: its requests are read here, our certificates and lists are read there.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop there"
)]

mod ca_support;

use core::time::Duration;

use ca_support::openssl::{Bench, P256, P384, P521, RSA_1024, RSA_2048, RSA_3072, RSA_4096};
use ca_support::{issue_at, serial, subject};
use muster_shared::ca::{
    CertificateRequest, CrlEntry, CsrError, Issuer, IssuerError, KeyKind, RevocationReason,
    SoftwareSigner, SoftwareVerifier, prepare_crl,
};
use muster_shared::enrollment::Refusal;
use muster_shared::time::Timestamp;

const HOUR: Duration = Duration::from_secs(3_600);

/// Every kind of key a device may have, and every hash it may sign its request with.
const DEVICES: [(&str, &[&str], &str, KeyKind); 9] = [
    ("rsa2048", RSA_2048, "-sha256", KeyKind::Rsa { bits: 2048 }),
    (
        "rsa2048-sha512",
        RSA_2048,
        "-sha512",
        KeyKind::Rsa { bits: 2048 },
    ),
    ("rsa3072", RSA_3072, "-sha384", KeyKind::Rsa { bits: 3072 }),
    ("rsa4096", RSA_4096, "-sha512", KeyKind::Rsa { bits: 4096 }),
    ("p256", P256, "-sha256", KeyKind::P256),
    ("p256-sha384", P256, "-sha384", KeyKind::P256),
    ("p256-sha512", P256, "-sha512", KeyKind::P256),
    ("p384", P384, "-sha384", KeyKind::P384),
    ("p384-sha256", P384, "-sha256", KeyKind::P384),
];

/// A moment at which certificates that `openssl` has just made count. The CA is minutes old at most.
fn soon(issuer: &Issuer) -> Timestamp {
    issuer.not_before().plus(HOUR)
}

fn publish(bench: &Bench, issuer: &Issuer, signer: &SoftwareSigner, entries: &[CrlEntry]) {
    let now = soon(issuer);
    let list = prepare_crl(issuer, 41, now.minus(HOUR), now.plus(HOUR * 24), entries);
    bench.put_list(&pollster::block_on(list.sign(signer)).unwrap());
}

fn assert_everything_verifies(
    test: &str,
    root: &[&str],
    issuing: &[&str],
    devices: &[(&str, &[&str], &str, KeyKind)],
) {
    let bench = Bench::new(test);
    let (issuer, signer) = bench.authority(root, issuing);
    publish(&bench, &issuer, &signer, &[]);
    for (seed, (name, kind, hash, expected)) in (0xc0..).zip(devices) {
        bench.key(name, kind);
        let csr = bench.request(name, &[hash, "-subj", "/CN=a device"]);
        let request = CertificateRequest::parse(&csr)
            .unwrap()
            .verify(&SoftwareVerifier)
            .unwrap();
        assert_eq!(request.key_kind(), *expected);

        let issued = issue_at(&issuer, &signer, &csr, seed, soon(&issuer));
        bench.put_certificate(name, issued.der());
        let verified = bench.verify(name, soon(&issuer));
        assert!(
            verified.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&verified.stderr)
        );
        // The certificate is for the device's key: the public half of its key file.
        let of_the_key = bench.openssl(&["pkey", "-in", &format!("{name}.key"), "-pubout"]);
        assert_eq!(
            bench.openssl(&["x509", "-in", &format!("{name}.pem"), "-noout", "-pubkey"]),
            of_the_key
        );
    }
    let checked = bench.openssl(&["crl", "-in", "list.pem", "-noout", "-CAfile", "issuing.pem"]);
    assert!(checked.contains("verify OK"), "{checked}");
}

#[test]
fn devices_of_every_key_verify_below_a_p256_issuer() {
    assert_everything_verifies("p256", P256, P256, &DEVICES);
}

#[test]
fn devices_verify_below_a_p384_issuer() {
    assert_everything_verifies("p384", P384, P384, &DEVICES[4..5]);
}

#[test]
fn devices_verify_below_an_rsa_issuer() {
    assert_everything_verifies("rsa", RSA_3072, RSA_2048, &DEVICES[4..5]);
}

#[test]
fn the_certificate_says_what_it_should_and_no_more() {
    let bench = Bench::new("text");
    let (issuer, signer) = bench.authority(P256, P256);
    bench.key("device", RSA_2048);
    let csr = bench.request("device", &["-sha256", "-subj", "/CN=Ana's laptop/O=Acme"]);
    let issued = issue_at(&issuer, &signer, &csr, 0xd1, soon(&issuer));
    bench.put_certificate("device", issued.der());
    let text = bench.openssl(&[
        "x509",
        "-in",
        "device.pem",
        "-noout",
        "-text",
        "-nameopt",
        "RFC2253",
    ]);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let after = |line: &str| {
        let place = lines
            .iter()
            .position(|it| *it == line)
            .unwrap_or_else(|| panic!("no {line:?} in {text}"));
        lines[place + 1]
    };
    assert_eq!(after("Serial Number:"), ["d1"; 16].join(":"));
    assert!(
        lines.contains(&format!("Subject: CN={}", subject().device).as_str()),
        "{text}"
    );
    assert!(lines.contains(&"Version: 3 (0x2)"), "{text}");
    assert!(
        lines.contains(&"Signature Algorithm: ecdsa-with-SHA256"),
        "{text}"
    );
    assert_eq!(after("X509v3 Basic Constraints: critical"), "CA:FALSE");
    assert_eq!(after("X509v3 Key Usage: critical"), "Digital Signature");
    assert_eq!(
        after("X509v3 Extended Key Usage:"),
        "TLS Web Client Authentication"
    );
    assert_eq!(
        after("X509v3 Subject Alternative Name:"),
        format!("URI:{}", subject())
    );
    let id = issuer.id();
    assert_eq!(
        after("Authority Information Access:"),
        format!("CA Issuers - URI:http://muster.example/ca/{id}.cer")
    );
    assert!(
        lines.contains(&format!("URI:http://muster.example/ca/{id}.crl").as_str()),
        "{text}"
    );
    let issuing = bench.openssl(&[
        "x509",
        "-in",
        "issuing.pem",
        "-noout",
        "-ext",
        "subjectKeyIdentifier",
    ]);
    let key_identifier = issuing.lines().last().unwrap().trim();
    assert_eq!(after("X509v3 Authority Key Identifier:"), key_identifier);
    assert_eq!(
        text.matches("X509v3 ").count() + text.matches("Authority Information Access").count(),
        9,
        "{text}"
    );
    assert!(!text.contains("Acme") && !text.contains("laptop"), "{text}");
}

#[test]
fn a_revoked_certificate_fails_and_the_one_beside_it_does_not() {
    let bench = Bench::new("revoked");
    let (issuer, signer) = bench.authority(P256, P256);
    for (name, seed) in [("lost", 0xe1), ("kept", 0xe2)] {
        bench.key(name, P256);
        let csr = bench.request(name, &["-sha256", "-subj", "/CN=device"]);
        bench.put_certificate(
            name,
            issue_at(&issuer, &signer, &csr, seed, soon(&issuer)).der(),
        );
    }
    publish(&bench, &issuer, &signer, &[]);
    assert!(bench.verify("lost", soon(&issuer)).status.success());

    let entry = CrlEntry {
        serial: serial(0xe1),
        revoked_at: soon(&issuer),
        reason: RevocationReason::KeyCompromise,
    };
    publish(&bench, &issuer, &signer, &[entry]);
    let lost = bench.verify("lost", soon(&issuer));
    assert!(!lost.status.success());
    assert!(
        String::from_utf8_lossy(&lost.stderr).contains("certificate revoked"),
        "{lost:?}"
    );
    assert!(bench.verify("kept", soon(&issuer)).status.success());

    let text = bench.openssl(&["crl", "-in", "list.pem", "-noout", "-text"]);
    for expected in [
        "Version 2 (0x1)",
        "E1E1E1E1E1E1E1E1E1E1E1E1E1E1E1E1",
        "Key Compromise",
        "X509v3 CRL Number",
        "41",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    // After its next update the list counts no more, and with it no certificate.
    let late = bench.verify("kept", soon(&issuer).plus(HOUR * 25));
    assert!(
        String::from_utf8_lossy(&late.stderr).contains("CRL has expired"),
        "{late:?}"
    );
}

#[test]
fn a_forged_list_does_not_verify() {
    let bench = Bench::new("forged");
    let (issuer, _) = bench.authority(P256, P256);
    bench.key("other", P256);
    bench.openssl(&[
        "pkcs8",
        "-topk8",
        "-nocrypt",
        "-in",
        "other.key",
        "-outform",
        "DER",
        "-out",
        "other.p8",
    ]);
    let other = SoftwareSigner::from_pkcs8_der(&bench.read("other.p8")).unwrap();
    publish(&bench, &issuer, &other, &[]);
    let checked =
        bench.try_openssl(&["crl", "-in", "list.pem", "-noout", "-CAfile", "issuing.pem"]);
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(said.contains("verify failure"), "{said}");
}

#[test]
fn requests_that_must_not_be_signed_are_refused_by_name() {
    let bench = Bench::new("refused");
    let not_accepted = |found: &str| Refusal::KeyNotAccepted {
        found: found.to_owned(),
    };
    let asks = |extension: &str| Refusal::CsrAsksTooMuch {
        extension: extension.to_owned(),
    };
    let exponent_3 = [RSA_2048, &["-pkeyopt", "rsa_keygen_pubexp:3"]].concat();
    let explicit = [P256, &["-pkeyopt", "ec_param_enc:explicit"]].concat();
    let pss = ["-sha256", "-sigopt", "rsa_padding_mode:pss"];
    let cases: [(&str, &[&str], &[&str], Refusal); 12] = [
        ("rsa1024", RSA_1024, &["-sha256"], not_accepted("RSA 1024")),
        (
            "exponent3",
            &exponent_3,
            &["-sha256"],
            not_accepted("RSA 2048 with exponent 3"),
        ),
        ("p521", P521, &["-sha512"], not_accepted("P-521")),
        (
            "explicit",
            &explicit,
            &["-sha256"],
            not_accepted("a curve written out in full"),
        ),
        ("ed25519", &["ED25519"], &[], not_accepted("Ed25519")),
        (
            "psskey",
            &["RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
            &[],
            not_accepted("RSASSA-PSS"),
        ),
        (
            "pss",
            RSA_2048,
            &pss,
            not_accepted("a signature by RSASSA-PSS"),
        ),
        (
            "sha1",
            RSA_2048,
            &["-sha1"],
            not_accepted("a signature by sha1WithRSAEncryption"),
        ),
        (
            "sha1ec",
            P256,
            &["-sha1"],
            not_accepted("a signature by ecdsa-with-SHA1"),
        ),
        (
            "sha224",
            P256,
            &["-sha224"],
            not_accepted("a signature by ecdsa-with-SHA224"),
        ),
        (
            "ca",
            P256,
            &["-sha256", "-addext", "basicConstraints = critical, CA:TRUE"],
            asks("basicConstraints CA:TRUE"),
        ),
        (
            "certsign",
            P256,
            &[
                "-sha256",
                "-addext",
                "keyUsage = keyCertSign, digitalSignature",
            ],
            asks("keyUsage keyCertSign"),
        ),
    ];
    for (name, kind, more, expected) in cases {
        bench.key(name, kind);
        let csr = bench.request(name, &[more, &["-subj", "/CN=device"]].concat());
        assert_eq!(
            CertificateRequest::parse(&csr).unwrap_err(),
            expected,
            "{name}"
        );
    }
}

#[test]
fn a_certificate_that_lacks_what_an_issuer_needs_issues_nothing() {
    let bench = Bench::new("no-issuer");
    let ca = "basicConstraints = critical, CA:TRUE";
    let usage = "keyUsage = critical, keyCertSign, cRLSign";
    let cases: [(&[&str], &str); 6] = [
        (&[usage], "basicConstraints"),
        (&["basicConstraints = critical, CA:FALSE", usage], "cA"),
        (&[ca], "keyUsage"),
        (&[ca, "keyUsage = critical, cRLSign"], "keyCertSign"),
        (&[ca, "keyUsage = critical, keyCertSign"], "cRLSign"),
        (
            &[ca, usage, "subjectKeyIdentifier = none"],
            "subjectKeyIdentifier",
        ),
    ];
    let alone = |name: &str, kind: &[&str], hash: &str, extensions: &[&str]| {
        bench.key(name, kind);
        let der = bench.self_signed(name, hash, extensions);
        Issuer::from_der(&der, vec![], &SoftwareVerifier)
    };
    for (extensions, lacks) in cases {
        let error = alone("lacking", P256, "-sha256", extensions).unwrap_err();
        assert_eq!(error, IssuerError::NotACa { position: 0, lacks });
    }
    assert!(alone("sound", P384, "-sha384", &[ca, usage]).is_ok());
    assert!(matches!(
        alone("p521", P521, "-sha512", &[ca, usage]).unwrap_err(),
        IssuerError::KeyNotAccepted { position: 0, found } if found == "P-521"
    ));
    assert_eq!(
        alone("sha1", RSA_2048, "-sha1", &[ca, usage]).unwrap_err(),
        IssuerError::NotSignedByNext { position: 0 }
    );
}

#[test]
fn a_root_is_known_by_its_name_as_well_as_by_its_key() {
    let bench = Bench::new("renamed-root");
    bench.authority(P256, P256);
    // The same key, the same rights, another subject.
    let extensions = [
        "basicConstraints = critical, CA:TRUE",
        "keyUsage = critical, keyCertSign, cRLSign",
    ];
    let renamed = bench.self_signed("root", "-sha256", &extensions);
    let of_issuing =
        |root: Vec<u8>| Issuer::from_der(&bench.read("issuing.der"), vec![root], &SoftwareVerifier);
    assert!(of_issuing(bench.read("root.der")).is_ok());
    assert_eq!(
        of_issuing(renamed).unwrap_err(),
        IssuerError::NotSignedByNext { position: 0 }
    );
}

#[test]
fn a_request_signed_by_another_key_is_refused() {
    let bench = Bench::new("swapped");
    for name in ["one", "other"] {
        bench.key(name, P256);
    }
    let (one, other) = (
        bench.request("one", &["-sha256", "-subj", "/CN=d"]),
        bench.request("other", &["-sha256", "-subj", "/CN=d"]),
    );
    // The signed part of one, the signature of the other: the same lengths but for the last digits of the signature.
    let signed_end = one
        .windows(12)
        .position(|window| window.starts_with(&[0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86]))
        .unwrap();
    let tail = &other[signed_end..];
    let mut swapped = one[..signed_end].to_vec();
    swapped.extend_from_slice(tail);
    let length = u8::try_from(swapped.len() - 3).unwrap();
    swapped[2] = length;
    let result = CertificateRequest::parse(&swapped)
        .unwrap()
        .verify(&SoftwareVerifier);
    assert_eq!(
        result.unwrap_err(),
        CsrError::Refusal(Refusal::CsrSignatureInvalid)
    );
}

#[test]
fn a_device_renews_with_the_names_openssl_writes() {
    let bench = Bench::new("renewal");
    let (issuer, signer) = bench.authority(P256, P256);
    bench.key("old", P256);
    let csr = bench.request("old", &["-sha256", "-subj", "/CN=anything"]);
    let issued = issue_at(&issuer, &signer, &csr, 0xf1, soon(&issuer));
    let old = muster_shared::ca::DeviceCertificate::parse(issued.der()).unwrap();
    bench.key("new", P384);
    let common_name = format!("/CN={}", subject().device);
    let names = format!("subjectAltName = URI:{}", subject());
    for (more, same) in [
        (vec!["-sha384", "-subj", &common_name], true),
        (
            vec!["-sha384", "-subj", &common_name, "-addext", &names],
            true,
        ),
        (vec!["-sha384", "-subj", "/"], true),
        (vec!["-sha384", "-subj", "/CN=another"], false),
        (
            vec![
                "-sha384",
                "-subj",
                "/",
                "-addext",
                "subjectAltName = DNS:bank.example",
            ],
            false,
        ),
    ] {
        let csr = bench.request("new", &more);
        let request = CertificateRequest::parse(&csr)
            .unwrap()
            .verify(&SoftwareVerifier)
            .unwrap();
        assert_eq!(request.asks_for_same_names_as(&old), same, "{more:?}");
    }
}
