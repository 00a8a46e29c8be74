//! The journey of a machine with nothing but openssl and curl, against the Worker as it is deployed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::process::Command;

use base64ct::{Base64, Encoding as _};
use muster_shared::api::DeviceStatus;
use muster_tests::device::{Device, run};
use muster_tests::people::{self, Person, send};
use muster_tests::server::{Server, root};

const P256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const P384: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"];
const RSA: &[&str] = &["-newkey", "rsa:2048"];

#[test]
fn a_machine_enrolls_is_verified_linted_checks_in_renews_and_is_listed_with_each_kind_of_key() {
    let server = Server::start_release("journey");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let mut to_lint = Vec::new();
    for (kind, algorithm) in [("p256", P256), ("p384", P384), ("rsa", RSA)] {
        let machine = Device::new(kind);
        machine.request("first", algorithm, "/CN=whatever the machine calls itself");
        let ticket = ana.ticket("est");
        let enrolled = machine.enroll(&server, &ticket, "first");
        assert_eq!(enrolled.status, 200, "{kind}: {}", enrolled.body);
        assert!(!enrolled.body.contains('\n'));
        assert_eq!(machine.verify(&server, "first"), Ok(()), "{kind}");

        let (accepted, text) = machine.check_in(
            &server,
            "first",
            "first",
            Some(r#"{"os_version":"12.5","manufacturer":"Framework"}"#),
        );
        assert!(accepted, "{kind}: {text}");
        assert!(text.contains("\"status\":\"enrolled\""), "{text}");

        // The next certificate: same subject, new key, the request signed with the old one.
        let shown = machine.shown("first", "-subject");
        let subject = format!("/CN={}", shown.rsplit('=').next().unwrap().trim());
        machine.request("second", algorithm, &subject);
        let answer = run(Command::new("sh")
            .arg(root().join("tests/client/signed-request.sh"))
            .arg("POST")
            .arg(format!("{}/.well-known/est/simplereenroll", server.url()))
            .arg(machine.path("first.key"))
            .arg(machine.path("first.pem"))
            .arg(machine.path("second.b64"))
            .arg("application/pkcs10"));
        std::fs::write(machine.path("answer"), answer.trim()).unwrap();
        machine.unpack("answer", "second");
        assert_eq!(machine.verify(&server, "second"), Ok(()), "{kind}");
        assert_eq!(
            machine.shown("first", "-subject"),
            machine.shown("second", "-subject")
        );
        assert_ne!(
            machine.shown("first", "-serial"),
            machine.shown("second", "-serial")
        );
        let (accepted, text) = machine.check_in(&server, "second", "second", None);
        assert!(accepted, "{kind}: {text}");
        // Its first use has ended the old one: at once at the door, and on the list.
        let (accepted, text) = machine.check_in(&server, "first", "first", None);
        assert!(
            !accepted && text.contains("certificate-revoked"),
            "{kind}: {text}"
        );
        muster_tests::eventually("the old certificate is on the list", || {
            machine
                .verify(&server, "first")
                .err()
                .filter(|said| said.contains("revoked"))
                .map(|_| ())
        });
        to_lint.push(machine.path("first.der"));
        to_lint.push(machine.path("second.der"));
        to_lint.push(machine.path("list.crl"));
    }
    let devices = ana.devices();
    assert_eq!(devices.len(), 3);
    for device in &devices {
        assert_eq!(device.status, DeviceStatus::Enrolled);
        assert_eq!(device.os_version.unwrap().to_string(), "12.5");
        assert!(device.last_check_in.is_some());
    }
    run(Command::new("bash")
        .arg("tests/pkilint.sh")
        .args(&to_lint)
        .current_dir(root()));
}

#[test]
fn a_device_is_known_by_the_certificate_that_the_platform_checked_and_by_no_other() {
    let server = Server::start_release("platform_tls");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let machine = Device::new("platform_tls");
    machine.request("machine", P256, "/CN=machine");
    let enrolled = machine.enroll(&server, &ana.ticket("est"), "machine");
    assert_eq!(enrolled.status, 200, "{}", enrolled.body);
    let der = std::fs::read(machine.path("machine.der")).unwrap();
    // What the platform tells of a connection; Miniflare takes it from this header in the place of a TLS connection.
    let check_in = |verified: &str, certificate: &[u8]| {
        let seen = serde_json::json!({ "tlsClientAuth": {
            "certPresented": "1",
            "certVerified": verified,
            "certRFC9440": format!(":{}:", Base64::encode_string(certificate)),
        }});
        send(
            "POST",
            &format!("{}/api/v1/device/check-in", server.url()),
            &[("mf-cf-blob", &seen.to_string())],
            b"",
        )
        .status
    };
    assert_eq!(check_in("SUCCESS", &der), 200);
    assert_eq!(check_in("FAILED:self signed certificate", &der), 401);
    assert_eq!(check_in("SUCCESS", b"no certificate"), 401);
}

#[test]
fn a_certificate_says_who_it_is_for_and_where_its_ca_and_list_are() {
    let server = Server::start_release("certificate");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let machine = Device::new("certificate");
    // The request asks for a name and rights of its own: it gets ours.
    let asked = [
        P256,
        &[
            "-addext",
            "subjectAltName=DNS:admin.example.com",
            "-addext",
            "extendedKeyUsage=serverAuth",
        ],
    ]
    .concat();
    machine.request("machine", &asked, "/O=Somebody Else/CN=administrator");
    assert_eq!(
        machine
            .enroll(&server, &ana.ticket("est"), "machine")
            .status,
        200
    );
    let text = machine.openssl(&["x509", "-in", "machine.pem", "-noout", "-text"]);
    let device = ana.devices()[0].id.to_string();
    assert!(
        text.replace(" = ", "=")
            .contains(&format!("Subject: CN={device}\n")),
        "{text}"
    );
    assert!(
        text.contains("URI:https://muster.invalid/default/enr_"),
        "{text}"
    );
    assert!(text.contains(&format!("/{device}\n")), "{text}");
    assert!(
        !text.contains("Somebody Else")
            && !text.contains("example.com")
            && !text.contains("Server Auth"),
        "{text}"
    );
    assert!(text.contains("TLS Web Client Authentication"), "{text}");
    for kind in ["/ca/", "/crl/"] {
        let url = text
            .split(&format!("URI:{}{kind}", server.url()))
            .nth(1)
            .unwrap()
            .split_whitespace()
            .next()
            .unwrap();
        let answered = send("GET", &format!("{}{kind}{url}", server.url()), &[], &[]);
        assert_eq!(answered.status, 200, "{kind}");
        let content_type = answered.header("content-type").unwrap();
        assert!(
            matches!(
                content_type,
                "application/pkix-cert" | "application/pkix-crl"
            ),
            "{content_type}"
        );
    }
}

#[test]
fn every_protocol_route_says_how_long_its_answer_is_and_streams_nothing() {
    let server = Server::start_release("lengths");
    people::provision(&server);
    let base = server.url();
    for (method, path) in [
        ("GET", "/.well-known/est/cacerts"),
        ("GET", "/.well-known/est/linux/cacerts"),
        ("GET", "/.well-known/est/csrattrs"),
        ("POST", "/.well-known/est/simpleenroll"),
        ("POST", "/.well-known/est/simplereenroll"),
        ("POST", "/.well-known/est/fullcmc"),
        ("POST", "/.well-known/est/serverkeygen"),
        ("POST", "/api/v1/device/check-in"),
        ("GET", "/ca/unknown.cer"),
        ("GET", "/crl/unknown.crl"),
        ("GET", "/healthz"),
        ("GET", "/api/v1/me"),
    ] {
        let answered = send(
            method,
            &format!("{base}{path}"),
            &[("content-type", "application/pkcs10")],
            b"",
        );
        let length = answered
            .header("content-length")
            .unwrap_or_else(|| panic!("{method} {path}: {answered:?}"));
        assert_eq!(length, answered.body.len().to_string(), "{method} {path}");
        assert_eq!(
            answered.header("transfer-encoding"),
            None,
            "{method} {path}"
        );
        if path.contains("/est/") {
            let block: usize = answered
                .headers
                .iter()
                .map(|(name, value)| name.len() + value.len() + 4)
                .sum();
            assert!(block < 600, "{method} {path}: {block} bytes of headers");
        }
    }
    let (kept, certificates) = (
        send("GET", &format!("{base}/.well-known/est/cacerts"), &[], b""),
        "application/pkcs7-mime",
    );
    assert_eq!(kept.header("content-type"), Some(certificates));
}

#[test]
fn every_page_forbids_what_is_inline_or_foreign_and_only_files_that_are_there_are_kept_for_good() {
    let server = Server::start_release("pages");
    let get = |path: &str| send("GET", &format!("{}{path}", server.url()), &[], b"");
    for path in ["/", "/admin/", "/devices/dev_1", "/no-such-page"] {
        let page = get(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(
            page.header("content-type")
                .unwrap()
                .starts_with("text/html")
        );
        let policy = page.header("content-security-policy").unwrap();
        for must in ["default-src", "frame-ancestors", "base-uri"] {
            assert!(policy.contains(&format!("{must} 'none'")), "{policy}");
        }
        let sources = policy
            .split(';')
            .flat_map(|directive| directive.split_whitespace().skip(1));
        for source in sources {
            assert!(
                ["'none'", "'self'", "'wasm-unsafe-eval'", "data:"].contains(&source),
                "{path}: {policy}"
            );
        }
        assert!(!policy.contains("script-src 'self' data:"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        for named in page.text().split("\"/assets/").skip(1) {
            let asset = format!("/assets/{}", named.split('"').next().unwrap());
            let kept = get(&asset).header("cache-control").unwrap().to_owned();
            assert!(kept.contains("immutable"), "{asset}: {kept}");
        }
    }
    let described = get("/api/v1/openapi.json");
    assert_eq!(described.header("content-type"), Some("application/json"));
    let description: serde_json::Value = serde_json::from_str(&described.text()).unwrap();
    assert_eq!(description["openapi"], "3.1.0");
    assert!(description["paths"]["/api/v1/me"].is_object());
    let missing = get("/assets/portal.000000000000.js");
    let kept = missing.header("cache-control").unwrap();
    assert!(!kept.contains("immutable"), "{kept}");
    for path in ["/api/v1/me", "/api/v1/nothing", "/healthz"] {
        let policy = get(path)
            .header("content-security-policy")
            .unwrap()
            .to_owned();
        assert_eq!(
            policy, "default-src 'none'; frame-ancestors 'none'",
            "{path}"
        );
    }
}

#[test]
fn the_deployed_build_has_no_test_routes() {
    let server = Server::start_release("no-hooks");
    for path in ["/__test/stop-after/0", "/__test/clock/0"] {
        assert_eq!(
            send("PUT", &format!("{}{path}", server.url()), &[], b"").status,
            404
        );
    }
    assert_eq!(
        send(
            "GET",
            &format!("{}/__test/contract", server.url()),
            &[],
            b""
        )
        .status,
        404
    );
}
