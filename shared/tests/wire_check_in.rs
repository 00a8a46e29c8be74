//! The shell client in `tests/client` and the one in `docs/check-in.md`, as a real server sees them.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    reason = "what fails here is a failed test, also in the functions that tests share"
)]

#[path = "wire_support/server.rs"]
mod server;
mod wire_support;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use muster_shared::protocol::http_signature::{ParsedSignature, SignatureError, SignatureScheme};
use server::serve_one;
use wire_support::{Bench, Kind};

fn project(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
}

fn script(name: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg(
        fs::canonicalize(project("tests/client"))
            .unwrap()
            .join(name),
    );
    command
}

fn text(octets: &[u8]) -> &str {
    std::str::from_utf8(octets).unwrap()
}

/// Whether `openssl`, which made the signature, also verifies what the parser made of it.
fn verifies(bench: &Bench, parsed: &ParsedSignature) -> bool {
    bench.write("parsed-signature", parsed.signature());
    bench.write("parsed-base", parsed.signature_base());
    bench.openssl("x509 -in device.pem -noout -pubkey -out public");
    let hash = match parsed.algorithm() {
        SignatureScheme::EcdsaP384Sha384 => "-sha384",
        _ => "-sha256",
    };
    let arguments = [
        "dgst",
        hash,
        "-verify",
        "public",
        "-signature",
        "parsed-signature",
        "parsed-base",
    ];
    bench
        .run(Command::new("openssl").args(arguments))
        .status
        .success()
}

#[test]
fn a_device_checks_in_with_each_kind_of_key() {
    for (name, kind, scheme) in [
        ("check-in-rsa", Kind::Rsa, SignatureScheme::RsaV15Sha256),
        (
            "check-in-p256",
            Kind::P256,
            SignatureScheme::EcdsaP256Sha256,
        ),
        (
            "check-in-p384",
            Kind::P384,
            SignatureScheme::EcdsaP384Sha384,
        ),
    ] {
        let bench = Bench::new(name);
        let certificate = bench.identity("device", kind);
        let report = "{\"os_version\": \"12.4\"}\n";
        bench.write("report.json", report);
        let (address, server) = serve_one(200, r#"{"renew":false}"#);
        let url = format!("http://{address}/");
        let output = bench.run(script("check-in.sh").args([
            &url,
            "device.key",
            "device.pem",
            "report.json",
        ]));
        assert_eq!(text(&output.stderr), "", "{name}");
        assert_eq!(
            (output.status.code(), text(&output.stdout)),
            (Some(0), r#"{"renew":false}"#),
            "{name}"
        );

        let received = server.join().unwrap();
        assert_eq!(
            (received.method.as_str(), received.path.as_str()),
            ("POST", "/api/v1/device/check-in")
        );
        assert_eq!(received.header("content-type"), Some("application/json"));
        assert_eq!(text(&received.body), report);
        let parsed = received.signature().unwrap();
        assert_eq!(
            (parsed.algorithm(), parsed.certificate_der()),
            (scheme, certificate.as_slice())
        );
        assert!(verifies(&bench, &parsed), "{name}");
    }
}

/// About one ECDSA signature in 128 has a half that DER writes shorter; those must be filled up again.
#[test]
fn short_halves_of_a_signature_are_filled_up() {
    let bench = Bench::new("check-in-short");
    bench.identity("device", Kind::P256);
    // Numbers as openssl would sign them, through a stand-in for `openssl dgst -sign`.
    let der = [&[0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01][..], &[0x7f]].concat();
    bench.write("short.der", der);
    let stand_in = "#!/bin/sh\ncase \" $* \" in *' -sign '*) cp short.der \"$6\" ;; *) PATH=$REAL_PATH exec openssl \"$@\" ;; esac\n";
    bench.write("openssl", stand_in);
    bench.run(Command::new("chmod").args(["+x", "openssl"]));
    let real = std::env::var("PATH").unwrap();
    let output = bench.run(
        script("signed-request.sh")
            .args(["POST", "http://localhost/x", "device.key", "device.pem"])
            .env("PATH", format!("{}:{real}", bench.path("").display()))
            .env("REAL_PATH", &real)
            .env("DRY_RUN", "1"),
    );
    let printed = text(&output.stdout);
    let signature = printed
        .lines()
        .find_map(|line| line.strip_prefix("Signature: sig1=:"))
        .unwrap();
    let expected = [
        [&[0; 31][..], &[5]].concat(),
        [&[0; 31][..], &[0x7f]].concat(),
    ]
    .concat();
    use base64ct::Encoding as _;
    assert_eq!(
        base64ct::Base64::decode_vec(signature.trim_end_matches(':')).unwrap(),
        expected
    );
}

#[test]
fn any_request_can_be_signed_and_the_query_is_covered() {
    let bench = Bench::new("signed-request");
    bench.identity("device", Kind::P256);
    let request = |method: &str, target: &str, rest: &[&str], envs: &[(&str, &str)]| {
        let (address, server) = serve_one(204, "");
        let url = format!("http://{address}{target}");
        let arguments = [&[method, &url, "device.key", "device.pem"], rest].concat();
        let output = bench.run(
            script("signed-request.sh")
                .args(arguments)
                .envs(envs.iter().copied()),
        );
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        server.join().unwrap()
    };
    bench.write("request.b64", "MAA=");
    let target = "/.well-known/est/simplereenroll";
    let renewal = request("POST", target, &["request.b64", "application/pkcs10"], &[]);
    assert_eq!(renewal.header("content-type"), Some("application/pkcs10"));
    assert!(verifies(&bench, &renewal.signature().unwrap()));

    let fixed = [("SIGN_CREATED", "1795450441"), ("SIGN_NONCE", "chosen")];
    let query = request("GET", "/a/../b%20c?x=1&y=%2F?z#fragment", &[], &fixed);
    assert_eq!(
        (query.path.as_str(), query.query.as_deref()),
        ("/a/../b%20c", Some("x=1&y=%2F?z"))
    );
    let parsed = query.signature().unwrap();
    assert_eq!(
        (parsed.nonce(), parsed.created().unix_seconds()),
        ("chosen", 1_795_450_441)
    );
    assert!(verifies(&bench, &parsed));

    for target in ["", "/", "/?", "?a"] {
        let received = request("POST", target, &[], &[]);
        assert!(
            verifies(&bench, &received.signature().unwrap()),
            "{target:?}"
        );
    }
}

#[test]
fn two_requests_have_two_nonces() {
    let bench = Bench::new("signed-request-nonces");
    bench.identity("device", Kind::P256);
    let nonce = || {
        let (address, server) = serve_one(200, "");
        let url = format!("http://{address}/");
        bench.run(script("signed-request.sh").args(["POST", &url, "device.key", "device.pem"]));
        server
            .join()
            .unwrap()
            .signature()
            .unwrap()
            .nonce()
            .to_owned()
    };
    assert_ne!(nonce(), nonce());
}

#[test]
fn the_exit_code_says_what_became_of_the_request() {
    let bench = Bench::new("check-in-status");
    bench.identity("device", Kind::P256);
    let run = |url: &str| -> Output {
        bench.run(script("check-in.sh").args([url, "device.key", "device.pem"]))
    };
    for (status, code) in [(201, 0), (302, 3), (403, 4), (503, 5)] {
        let (address, server) = serve_one(status, "the answer");
        let output = run(&format!("http://{address}"));
        assert_eq!(
            (output.status.code(), text(&output.stdout)),
            (Some(code), "the answer"),
            "{status}"
        );
        assert_eq!(server.join().unwrap().body, b"{}\n");
    }
    assert_eq!(
        run("http://127.0.0.1:1").status.code(),
        Some(1),
        "nobody listens"
    );
    assert_eq!(run("ftp://localhost").status.code(), Some(2), "not HTTP");
    let usage = bench.run(&mut script("check-in.sh"));
    assert_eq!(usage.status.code(), Some(2));
    assert!(text(&usage.stderr).contains("check-in.sh BASE-URL KEY CERTIFICATE"));
}

#[test]
fn a_dry_run_sends_nothing_and_prints_what_it_would_send() {
    let bench = Bench::new("check-in-dry");
    bench.identity("device", Kind::P256);
    let arguments = [
        "POST",
        "https://MDM.Example.com:443/x?y#z",
        "device.key",
        "device.pem",
    ];
    let output = bench.run(
        script("signed-request.sh")
            .args(arguments)
            .env("DRY_RUN", "1"),
    );
    let mut lines = text(&output.stdout).lines();
    assert_eq!(lines.next(), Some("POST https://MDM.Example.com:443/x?y"));
    let mut received = server::Received {
        method: "POST".to_owned(),
        path: "/x".to_owned(),
        query: Some("y".to_owned()),
        headers: vec![("host".to_owned(), "mdm.example.com".to_owned())],
        body: Vec::new(),
    };
    received.headers.extend(lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_lowercase(), value.to_owned())
    }));
    assert!(verifies(&bench, &received.signature().unwrap()));
    received.body.push(b'x');
    assert_eq!(received.signature(), Err(SignatureError::DigestDiffers));
}

/// The commands in the documentation are run, so that they stay true.
#[test]
fn the_documented_commands_check_a_device_in() {
    let document = fs::read_to_string(project("docs/check-in.md")).unwrap();
    let commands: Vec<&str> = document
        .split("```sh\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert!(!commands.is_empty());
    let bench = Bench::new("check-in-documented");
    bench.identity("device", Kind::P256);
    let (address, server) = serve_one(200, r#"{"renew":false}"#);
    let commands = commands.concat().replace("localhost:8787", &address);
    let output = bench.run(Command::new("sh").args(["-euc", &commands]));
    assert_eq!(
        (text(&output.stderr), text(&output.stdout)),
        ("", r#"{"renew":false}"#)
    );
    let received = server.join().unwrap();
    assert_eq!(received.path, "/api/v1/device/check-in");
    assert!(verifies(&bench, &received.signature().unwrap()));
}
