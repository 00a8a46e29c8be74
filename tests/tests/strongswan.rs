//! strongSwan's `pki`, as Debian has it, enrolls and renews through nginx, which hands its TLS client certificate on.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::path::Path;
use std::process::{Command, Output};

use muster_shared::api::DeviceStatus;
use muster_tests::device::{Device, output, run};
use muster_tests::people::{self, Person, send};
use muster_tests::proxy::Proxy;
use muster_tests::server::{Server, secret};

/// Runs `pki` in the machine's folder.
fn pki(machine: &Device, arguments: &[&str]) -> Output {
    output(
        Command::new("pki")
            .args(arguments)
            .current_dir(&machine.dir),
    )
}

/// Runs `pki`, which must succeed and print something; keeps that as a file.
fn pki_into(machine: &Device, file: &str, arguments: &[&str]) -> String {
    let output = pki(machine, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && !output.stdout.is_empty(),
        "{arguments:?} (scripts/setup.sh test installs strongSwan 5.9.8 or later): {said}"
    );
    std::fs::write(machine.path(file), output.stdout).unwrap();
    said
}

/// A key of a kind and a request for it.
fn request(machine: &Device, name: &str, kind: &[&str], subject: &str) {
    let key = format!("{name}.key");
    pki_into(
        machine,
        &key,
        &[&["--gen", "--outform", "pem", "--type"], kind].concat(),
    );
    let arguments = [
        "--req",
        "--type",
        "priv",
        "--in",
        &key,
        "--dn",
        subject,
        "--outform",
        "pem",
    ];
    pki_into(machine, &format!("{name}.csr"), &arguments);
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What a client with this certificate is told at the check-in through the proxy.
fn check_in(proxy: &Proxy, machine: &Device, name: &str, more: &[&str]) -> String {
    run(Command::new("curl")
        .args([
            "-sS",
            "--cacert",
            text(&proxy.tls_ca()),
            "--request",
            "POST",
        ])
        .args([
            "--cert",
            &format!("{name}.pem"),
            "--key",
            &format!("{name}.key"),
        ])
        .args(more)
        .arg(format!("{}/api/v1/device/check-in", proxy.url()))
        .current_dir(&machine.dir))
}

#[test]
fn strongswan_fetches_the_ca_enrolls_with_a_ticket_and_renews_with_its_old_certificate() {
    let server = Server::start_release("strongswan");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let proxy = Proxy::in_front_of(&server, "strongswan-proxy");
    let (url, tls_ca) = (proxy.url(), proxy.tls_ca());
    for (kind, first, second) in [
        (
            "ecdsa",
            &["ecdsa", "--size", "256"],
            &["ecdsa", "--size", "384"],
        ),
        (
            "rsa",
            &["rsa", "--size", "2048"],
            &["rsa", "--size", "3072"],
        ),
    ] {
        let machine = Device::new(&format!("strongswan-{kind}"));
        let base = ["--url", &url, "--cacert", text(&tls_ca), "--outform", "pem"];

        // The root as ca.pem, the issuing CA as ca-1.pem.
        let fetched = pki(
            &machine,
            &[&["--estca"], &base[..], &["--caout", "ca.pem"]].concat(),
        );
        assert!(
            fetched.status.success(),
            "{}",
            String::from_utf8_lossy(&fetched.stderr)
        );
        let with_ca = [
            &["--est"],
            &base[..],
            &["--cacert", "ca.pem", "--cacert", "ca-1.pem"],
        ]
        .concat();

        request(
            &machine,
            "first",
            first,
            "CN=whatever the machine calls itself",
        );
        let login = format!("any user name:{}", ana.ticket("est"));
        let said = pki_into(
            &machine,
            "first.pem",
            &[&with_ca, &["--in", "first.csr", "--userpass", &login][..]].concat(),
        );
        assert!(
            said.contains("Issued certificate is trusted"),
            "{kind}: {said}"
        );
        assert_eq!(machine.verify(&server, "first"), Ok(()), "{kind}");

        // strongSwan does not take an empty subject: the request repeats the certificate's.
        let subject = machine.shown("first", "-subject");
        let subject = format!("CN={}", subject.rsplit('=').next().unwrap().trim());
        request(&machine, "second", second, &subject);
        let old = [
            "--in",
            "second.csr",
            "--cert",
            "first.pem",
            "--key",
            "first.key",
        ];
        let said = pki_into(&machine, "second.pem", &[&with_ca, &old[..]].concat());
        assert!(
            said.contains("Issued certificate is trusted"),
            "{kind}: {said}"
        );
        assert_eq!(machine.verify(&server, "second"), Ok(()), "{kind}");
        assert_eq!(
            machine.shown("first", "-subject"),
            machine.shown("second", "-subject")
        );
        assert_ne!(
            machine.shown("first", "-serial"),
            machine.shown("second", "-serial")
        );

        // The new one is used, over TLS: the old one ends.
        let answer = check_in(&proxy, &machine, "second", &[]);
        assert!(
            answer.contains("\"status\":\"enrolled\""),
            "{kind}: {answer}"
        );
        let answer = check_in(&proxy, &machine, "first", &[]);
        assert!(answer.contains("certificate-revoked"), "{kind}: {answer}");
    }
    let devices = ana.devices();
    assert_eq!(devices.len(), 2);
    for device in devices {
        assert_eq!(device.status, DeviceStatus::Enrolled);
    }
}

#[test]
fn a_ticket_opens_once_and_a_removed_device_does_not_renew() {
    let server = Server::start_release("strongswan-refused");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let proxy = Proxy::in_front_of(&server, "strongswan-refused-proxy");
    let (url, tls_ca) = (proxy.url(), proxy.tls_ca());
    let machine = Device::new("strongswan-refused");
    let base = [
        "--est",
        "--url",
        &url,
        "--cacert",
        text(&tls_ca),
        "--outform",
        "pem",
        "--in",
    ];
    let login = format!("ana:{}", ana.ticket("est"));
    let kind = ["ecdsa", "--size", "256"];
    request(&machine, "first", &kind, "CN=first");
    pki_into(
        &machine,
        "first.pem",
        &[&base[..], &["first.csr", "--userpass", &login]].concat(),
    );
    // The answer was lost: the same request gets the same certificate. Another key does not.
    pki_into(
        &machine,
        "again.pem",
        &[&base[..], &["first.csr", "--userpass", &login]].concat(),
    );
    assert_eq!(
        std::fs::read(machine.path("first.pem")).unwrap(),
        std::fs::read(machine.path("again.pem")).unwrap()
    );
    request(&machine, "other", &kind, "CN=other");
    let refused = pki(
        &machine,
        &[&base[..], &["other.csr", "--userpass", &login]].concat(),
    );
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("HTTP 403"));

    let device = ana.devices()[0].id;
    let removed = ana.call("DELETE", &format!("/api/v1/me/devices/{device}"), &[], None);
    assert_eq!(removed.status, 204);
    request(&machine, "second", &kind, &format!("CN={device}"));
    let old = ["second.csr", "--cert", "first.pem", "--key", "first.key"];
    let refused = pki(&machine, &[&base[..], &old].concat());
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("HTTP 403"));
}

#[test]
fn what_a_client_sends_under_the_proxys_names_never_arrives() {
    let server = Server::start_release("forged");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let proxy = Proxy::in_front_of(&server, "forged-proxy");
    let machine = Device::new("forged");
    machine.request(
        "machine",
        &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "/CN=machine",
    );
    assert_eq!(
        machine
            .enroll(&server, &ana.ticket("est"), "machine")
            .status,
        200
    );
    let certificate = machine.openssl(&["base64", "-A", "-in", "machine.der"]);
    let header = format!("Client-Cert: :{certificate}:");
    let proxy_secret = format!("X-Muster-Proxy-Secret: {}", secret("PROXY_SECRET"));
    let url = format!("{}/api/v1/device/check-in", proxy.url());
    // A stranger without a key, even one who knows the secret, is nobody.
    for more in [&["-H", &header][..], &["-H", &header, "-H", &proxy_secret]] {
        let answer = run(Command::new("curl")
            .args([
                "-sS",
                "--cacert",
                text(&proxy.tls_ca()),
                "--request",
                "POST",
                &url,
            ])
            .args(more));
        assert!(answer.contains("device-not-identified"), "{answer}");
    }
    // The certificate's holder is who they are, whatever else they say.
    let answer = check_in(
        &proxy,
        &machine,
        "machine",
        &[
            "-H",
            "Client-Cert: :AAAA:",
            "-H",
            "X-Muster-Proxy-Secret: guess",
        ],
    );
    assert!(answer.contains("\"status\":\"enrolled\""), "{answer}");
    // Past the proxy, the header without the secret is as if it were not there.
    let answered = send(
        "POST",
        &format!("{}/api/v1/device/check-in", server.url()),
        &[
            ("client-cert", &format!(":{certificate}:")),
            ("x-muster-proxy-secret", "guess"),
        ],
        b"",
    );
    assert_eq!(answered.status, 401, "{}", answered.text());
}
