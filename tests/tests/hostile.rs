//! What hostile clients send, to the Worker as it is deployed: a clear sentence in EST's form, nothing stored, no panic.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::process::Command;

use base64ct::{Base64, Encoding as _};
use muster_tests::device::{Device, output};
use muster_tests::people::{self, Answered, Person, send};
use muster_tests::server::Server;

const P256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

const PKCS10: &str = "application/pkcs10";

fn basic(ticket: &str) -> String {
    format!(
        "Basic {}",
        Base64::encode_string(format!(":{ticket}").as_bytes())
    )
}

fn post(server: &Server, headers: &[(&str, &str)], body: &[u8]) -> Answered {
    let url = format!("{}/.well-known/est/simpleenroll", server.url());
    send("POST", &url, headers, body)
}

/// One line of plain text with this code, as EST clients show it, and no longer a header block than they read.
fn must_say(answered: &Answered, what: &str, status: u16, code: &str) {
    let text = answered.text();
    assert_eq!(answered.status, status, "{what}: {text}");
    assert_eq!(
        answered.header("content-type"),
        Some("text/plain; charset=utf-8"),
        "{what}: {text}"
    );
    assert!(
        text.contains(&format!(" [{code}; ")) && text.ends_with("]\n") && text.lines().count() == 1,
        "{what}: {text}"
    );
    assert_eq!(
        answered.header("content-length"),
        Some(answered.body.len().to_string().as_str()),
        "{what}"
    );
    let asks_for_ticket = answered.header("www-authenticate").is_some();
    assert_eq!(asks_for_ticket, status == 401, "{what}");
    let block: usize = answered
        .headers
        .iter()
        .map(|(name, value)| name.len() + value.len() + 4)
        .sum();
    assert!(block < 600, "{what}: {block} bytes of headers");
}

#[test]
fn hostile_requests_get_one_plain_sentence_store_nothing_and_harm_nobody_else() {
    let server = Server::start_release("hostile");
    people::provision(&server);
    let (ana, admin) = (
        Person::sign_in(&server, "ana"),
        Person::sign_in(&server, "admin"),
    );
    let ticket = ana.ticket("est");
    let audited = admin.audit().len();

    let machine = Device::new("hostile");
    let good = machine.request("machine", P256, "/CN=m");
    let asks = |name: &str, extension: &str| {
        machine.request(name, &[P256, &["-addext", extension]].concat(), "/CN=m")
    };
    let der = Base64::decode_vec(&good).unwrap();
    let mut flipped = der.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let encode = |der: &[u8]| Base64::encode_string(der).into_bytes();
    let pem = machine.openssl(&["req", "-inform", "DER", "-in", "machine.csr"]);
    let nested = [0x30, 0x80].repeat(8_000);
    // A request whose signed part claims to be longer than anything.
    let huge = [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &der].concat();
    for (what, content_type, body, status, code) in [
        (
            "cut base64",
            PKCS10,
            good.as_bytes()[..101].to_vec(),
            400,
            "csr-malformed",
        ),
        (
            "cut DER",
            PKCS10,
            encode(&der[..der.len() / 2]),
            400,
            "csr-malformed",
        ),
        (
            "an octet too many",
            PKCS10,
            encode(&[&der[..], &[0]].concat()),
            400,
            "csr-malformed",
        ),
        (
            "not base64",
            PKCS10,
            b"{\"csr\": \"none\"}".to_vec(),
            400,
            "csr-malformed",
        ),
        ("bare DER", PKCS10, der.clone(), 400, "csr-malformed"),
        ("PEM", PKCS10, pem.into_bytes(), 400, "csr-malformed"),
        ("nothing", PKCS10, Vec::new(), 400, "csr-malformed"),
        (
            "a deep nest",
            PKCS10,
            encode(&nested[..12_000]),
            400,
            "csr-malformed",
        ),
        ("a huge length", PKCS10, encode(&huge), 400, "csr-malformed"),
        (
            "another signature",
            PKCS10,
            encode(&flipped),
            400,
            "csr-signature-invalid",
        ),
        (
            "a CA",
            PKCS10,
            asks("ca", "basicConstraints=critical,CA:TRUE").into_bytes(),
            400,
            "csr-asks-too-much",
        ),
        (
            "a signer of certificates",
            PKCS10,
            asks("signer", "keyUsage=keyCertSign").into_bytes(),
            400,
            "csr-asks-too-much",
        ),
        (
            "a small key",
            PKCS10,
            machine
                .request("small", &["-newkey", "rsa:1024"], "/CN=m")
                .into_bytes(),
            400,
            "key-not-accepted",
        ),
        (
            "another type",
            "application/json",
            good.clone().into_bytes(),
            415,
            "unsupported-media-type",
        ),
        (
            "25 KiB",
            PKCS10,
            vec![b'A'; 25 * 1024],
            413,
            "body-too-large",
        ),
        (
            "a megabyte",
            PKCS10,
            vec![b'A'; 1024 * 1024],
            413,
            "body-too-large",
        ),
    ] {
        let headers = [
            ("authorization", &*basic(&ticket)),
            ("content-type", content_type),
        ];
        must_say(&post(&server, &headers, &body), what, status, code);
    }

    let mut forged = ticket.clone().into_bytes();
    forged[10] = if forged[10] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    for (what, credentials) in [
        ("a forged ticket", basic(&forged)),
        ("a cut ticket", basic(&ticket[..ticket.len() - 1])),
        (
            "a session for a ticket",
            basic(&ana.cookie().replace("__Host-muster_session=", "")),
        ),
        ("a password", basic("correct horse battery")),
        ("no base64", "Basic %%%".to_owned()),
        ("another scheme", format!("Bearer {ticket}")),
    ] {
        let headers = [("authorization", &*credentials), ("content-type", PKCS10)];
        must_say(
            &post(&server, &headers, good.as_bytes()),
            what,
            401,
            "ticket-invalid",
        );
    }

    assert!(ana.devices().is_empty(), "something was stored");
    assert_eq!(admin.audit().len(), audited, "something was stored");
    // The ticket is as good as before; then it is spent.
    let enrolled = machine.enroll(&server, &ticket, "machine");
    assert_eq!(enrolled.status, 200, "{}", enrolled.body);
    let headers = [
        ("authorization", &*basic(&ticket)),
        ("content-type", PKCS10),
    ];
    let other = machine.request("other", P256, "/CN=m");
    must_say(
        &post(&server, &headers, other.as_bytes()),
        "a spent ticket",
        403,
        "ticket-spent",
    );
    assert_eq!(ana.devices().len(), 1);
    let said = std::fs::read_to_string(server.log()).unwrap();
    for bad in ["panicked", "unreachable", "RuntimeError", "internal-fault"] {
        assert!(!said.contains(bad), "{said}");
    }
}

#[test]
fn a_body_that_never_says_how_long_it_is_and_an_address_that_never_ends_are_refused() {
    let server = Server::start_release("endless");
    let machine = Device::new("endless");
    std::fs::write(machine.path("long"), vec![b'A'; 1024 * 1024]).unwrap();
    let ask = |arguments: &[&str], path: &str| {
        let asked = output(
            Command::new("curl")
                .args(["-sS", "-w", " %{http_code}"])
                .args(arguments)
                .arg(format!("{}{path}", server.url()))
                .current_dir(&machine.dir),
        );
        String::from_utf8_lossy(&asked.stdout).into_owned()
    };
    let chunked = [
        "-H",
        "transfer-encoding: chunked",
        "-H",
        "content-type: application/pkcs10",
        "--data-binary",
        "@long",
    ];
    let said = ask(&chunked, "/.well-known/est/simplereenroll");
    assert!(
        said.contains("[body-too-large; ") && said.ends_with(" 413"),
        "{said}"
    );
    let said = ask(&[], &format!("/api/v1/me?{}", "a".repeat(66_000)));
    assert!(said.ends_with(" 400"), "{said}");
    assert_eq!(ask(&[], "/healthz"), "ok\n 200");
}
