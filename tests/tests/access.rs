//! The gate under the real Worker, asked by a real nginx: who reaches what it protects.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::process::Command;

use muster_tests::device::{Device, run};
use muster_tests::people::{self, Person};
use muster_tests::proxy::Proxy;
use muster_tests::server::Server;

/// What nginx answers to this machine: the status, what it says of the device and why not, and the page.
#[derive(Debug)]
struct Seen {
    status: u16,
    device: String,
    why: String,
    page: String,
}

fn visit(proxy: &Proxy, machine: &Device, path: &str, more: &[&str]) -> Seen {
    let printed = run(Command::new("curl")
        .args(["-sS", "-o", "page", "--cacert"])
        .arg(proxy.tls_ca())
        .args(["-w", "%{http_code}|%header{x-device}|%header{x-why}"])
        .args(more)
        .arg(format!("{}{path}", proxy.url()))
        .current_dir(&machine.dir));
    let mut parts = printed.split('|').map(str::to_owned);
    Seen {
        status: parts.next().unwrap().parse().unwrap(),
        device: parts.next().unwrap(),
        why: parts.next().unwrap(),
        page: std::fs::read_to_string(machine.path("page")).unwrap(),
    }
}

#[test]
fn nginx_lets_an_enrolled_device_in_and_nobody_else_and_a_removed_one_no_more() {
    let server = Server::start_release("access");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let proxy = Proxy::guarded_by(&server, "access-proxy");
    let machine = Device::new("access");
    let p256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    machine.request("first", &p256, "/CN=a machine");
    let enrolled = machine.enroll(&server, &ana.ticket("agent"), "first");
    assert_eq!(enrolled.status, 200, "{}", enrolled.body);
    let certificate = ["--cert", "first.pem", "--key", "first.key"];
    let visit_as_device = |path: &str| visit(&proxy, &machine, path, &certificate);

    // Not checked in yet. Asked exactly, so that no copy of it lingers.
    let seen = visit_as_device("/exact/");
    assert_eq!(seen.status, 403, "{seen:?}");
    let (checked_in, said) = machine.check_in(&server, "first", "first", None);
    assert!(checked_in, "{said}");

    let device = ana.devices()[0].id.to_string();
    let seen = muster_tests::eventually("the device is let in", || {
        let seen = visit_as_device("/");
        (seen.status == 200).then_some(seen)
    });
    assert_eq!(
        (seen.page.as_str(), seen.device),
        ("for enrolled devices", device.clone())
    );
    let seen = visit_as_device("/exact/");
    assert_eq!(
        (seen.status, seen.page.as_str()),
        (200, "for enrolled devices")
    );

    // Without a certificate, and with a header in its place that only nginx may set.
    let der = std::fs::read(machine.path("first.der")).unwrap();
    let forged = format!("Client-Cert: :{}:", {
        use base64ct::Encoding as _;
        base64ct::Base64::encode_string(&der)
    });
    for more in [&[][..], &["-H", &forged]] {
        let seen = visit(&proxy, &machine, "/", more);
        assert_eq!(
            (seen.status, seen.why.as_str()),
            (401, "device-not-identified"),
            "{seen:?}"
        );
        assert!(!seen.page.contains("for enrolled devices"), "{seen:?}");
    }

    // It reports what the organisation's rules forbid, and then what they ask for. An isolate looks at the rules again after 15
    // seconds.
    let admin = Person::sign_in(&server, "admin");
    let policy = serde_json::json!({ "id": "disk", "name": "Disk", "platform": "linux",
        "settings": { "require": ["disk_encryption"] } });
    let kept = admin.call(
        "PUT",
        "/api/v1/configuration/compliance",
        &[("if-match", "\"0\"")],
        Some(&serde_json::json!({ "policies": [policy] })),
    );
    assert_eq!(kept.status, 200, "{}", kept.text());
    let reports = |disk: &str| {
        let report = format!(r#"{{"inventory":{{"disk_encryption":"{disk}"}}}}"#);
        let (checked_in, said) = machine.check_in(&server, "first", "first", Some(&report));
        assert!(checked_in, "{said}");
        said
    };
    (0..40)
        .find(|_| {
            let told =
                reports("not_encrypted").contains(r#""compliance":{"state":"not_compliant""#);
            if !told {
                std::thread::sleep(core::time::Duration::from_secs(1));
            }
            told
        })
        .unwrap();
    let seen = visit_as_device("/exact/");
    assert_eq!(seen.status, 403, "{seen:?}");
    assert!(!reports("encrypted").contains("compliance"));
    let seen = visit_as_device("/exact/");
    assert_eq!(seen.status, 200, "{seen:?}");

    let removed = ana.call("DELETE", &format!("/api/v1/me/devices/{device}"), &[], None);
    assert_eq!(removed.status, 204, "{}", removed.text());
    // At once where the object is asked.
    let seen = visit_as_device("/exact/");
    assert_eq!(seen.status, 403, "{seen:?}");
    // Within a minute by the copies.
    let seen = (0..75)
        .find_map(|_| {
            let seen = visit_as_device("/");
            if seen.status == 200 {
                std::thread::sleep(core::time::Duration::from_secs(1));
            }
            (seen.status != 200).then_some(seen)
        })
        .unwrap();
    assert_eq!(seen.status, 403, "{seen:?}");
    assert_eq!(seen.why, "device-retired");
    assert!(!seen.page.contains("for enrolled devices"), "{seen:?}");
}
