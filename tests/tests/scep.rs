//! SCEP with the clients that Debian ships, at the real Worker: each enrolls, renews, waits for an approval and is refused.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::time::Duration;

use muster_shared::api::DeviceStatus;
use muster_shared::ca::cms::Cipher;
use muster_shared::testing::ScepDevice;
use muster_tests::device::Device;
use muster_tests::people::{self, Person};
use muster_tests::scep::{certmonger, scepclient, strongswan};
use muster_tests::server::Server;
use serde_json::{Value, json};

fn allow(admin: &Person, section: &Value) {
    let path = "/api/v1/configuration/scep";
    let revision = admin.call("GET", path, &[], None);
    let version = revision.header("etag").unwrap().to_owned();
    let put = admin.call("PUT", path, &[("if-match", &version)], Some(section));
    assert_eq!(put.status, 200, "{}", put.text());
}

fn pause(admin: &Person, paused: bool) {
    admin.change_settings(|settings| settings["enrollment_paused"] = json!(paused));
}

/// The certificate is ours, and is told from another.
fn verified(machine: &Device, server: &Server, name: &str) -> String {
    assert_eq!(machine.verify(server, name), Ok(()), "{name}");
    machine.shown(name, "-serial")
}

#[test]
fn scepclient_enrolls_and_renews_where_its_old_algorithms_are_allowed() {
    let server = Server::start("scep-scepclient");
    people::provision(&server);
    let (admin, ana) = (
        Person::sign_in(&server, "admin"),
        Person::sign_in(&server, "ana"),
    );
    let machine = Device::new("scep-scepclient");
    let url = format!("{}/scep", server.url());
    let ticket = ana.ticket("scep");
    let challenge = [
        "-challenge",
        ticket.as_str(),
        "-cn",
        "whatever it calls itself",
    ];

    let ran = scepclient(&machine, &url, "first", &challenge);
    assert!(!ran.succeeded, "{}", ran.said);
    allow(&admin, &json!({ "legacy_ciphers": true, "sha1": true }));
    let ran = scepclient(&machine, &url, "first", &challenge);
    assert!(ran.succeeded, "{}", ran.said);
    let first = verified(&machine, &server, "first");

    // Another key with the same challenge is refused, and so is a guess.
    for challenge in [&ticket, "mt1.a-guess"] {
        let ran = scepclient(&machine, &url, "other", &["-challenge", challenge]);
        assert!(
            !ran.succeeded && ran.said.contains("badRequest"),
            "{}",
            ran.said
        );
    }

    // With a certificate there, it renews.
    let ran = scepclient(&machine, &url, "first", &[]);
    assert!(ran.succeeded, "{}", ran.said);
    assert_ne!(verified(&machine, &server, "first"), first);
    assert_eq!(ana.devices().len(), 1);
}

#[test]
fn scepclient_enrolls_by_the_ticket_in_its_address_and_waits_while_enrollment_is_paused() {
    let server = Server::start("scep-scepclient-waits");
    people::provision(&server);
    let (admin, ana) = (
        Person::sign_in(&server, "admin"),
        Person::sign_in(&server, "ana"),
    );
    allow(&admin, &json!({ "legacy_ciphers": true, "sha1": true }));
    let machine = Device::new("scep-scepclient-waits");
    let url = format!("{}/scep/{}", server.url(), ana.ticket("scep"));
    pause(&admin, true);
    let ran = std::thread::scope(|scope| {
        let client = scope.spawn(|| scepclient(&machine, &url, "first", &["-debug"]));
        std::thread::sleep(Duration::from_secs(5));
        assert!(!client.is_finished());
        pause(&admin, false);
        client.join().unwrap()
    });
    assert!(ran.succeeded, "{}", ran.said);
    verified(&machine, &server, "first");
}

/// What strongSwan is told of whom it trusts: `ra.pem` and the CAs, fetched by it.
fn fetch_authorities(machine: &Device, url: &str) {
    let ran = strongswan(
        machine,
        "unused",
        &[
            "--scepca", "--url", url, "--caout", "ca.pem", "--raout", "ra.pem",
        ],
    );
    assert!(ran.succeeded, "{}", ran.said);
}

fn strongswan_key(machine: &Device, name: &str, bits: &str) {
    let ran = strongswan(machine, "key", &["--gen", "--type", "rsa", "--size", bits]);
    assert!(ran.succeeded, "{}", ran.said);
    std::fs::rename(
        machine.path("key.pem"),
        machine.path(&format!("{name}.key")),
    )
    .unwrap();
}

const TRUST: [&str; 8] = [
    "--cacert-enc",
    "ra.pem",
    "--cacert-sig",
    "ra.pem",
    "--cacert",
    "ca.pem",
    "--cacert",
    "ca-1.pem",
];

#[test]
fn strongswan_fetches_the_authorities_enrolls_and_renews() {
    let server = Server::start("scep-strongswan");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let machine = Device::new("scep-strongswan");
    let url = format!("{}/scep", server.url());
    fetch_authorities(&machine, &format!("{url}/chain"));
    for (first, second, more) in [
        ("aes", "aes-next", &[][..]),
        ("sha512", "sha512-next", &["--digest", "sha512"][..]),
    ] {
        strongswan_key(&machine, first, "2048");
        strongswan_key(&machine, second, "3072");
        let (key, certificate, next) = (
            format!("{first}.key"),
            format!("{first}.pem"),
            format!("{second}.key"),
        );
        let ticket = ana.ticket("scep");
        let enroll = [
            "--scep",
            "--url",
            &url,
            "--dn",
            "CN=whatever",
            "--in",
            &key,
            "--password",
            &ticket,
        ];
        let ran = strongswan(&machine, first, &[&enroll[..], &TRUST, more].concat());
        assert!(ran.succeeded, "{}", ran.said);
        let old = verified(&machine, &server, first);

        let renew = [
            "--scep",
            "--url",
            &url,
            "--dn",
            "CN=whatever",
            "--in",
            &next,
            "--cert",
            &certificate,
            "--key",
            &key,
        ];
        let ran = strongswan(&machine, second, &[&renew[..], &TRUST, more].concat());
        assert!(ran.succeeded, "{}", ran.said);
        assert_ne!(verified(&machine, &server, second), old);
    }
    let devices = ana.devices();
    assert_eq!(devices.len(), 2);
    for device in devices {
        assert_eq!(device.status, DeviceStatus::Enrolled);
    }

    // Legacy algorithms are refused, a guess is, and a device that was removed.
    let ticket = ana.ticket("scep");
    let base = [
        "--scep",
        "--url",
        &url,
        "--dn",
        "CN=whatever",
        "--in",
        "aes.key",
    ];
    for more in [
        &["--password", "mt1.a-guess"][..],
        &["--password", &ticket, "--digest", "sha1"],
        &[],
    ] {
        let ran = strongswan(&machine, "refused", &[&base[..], &TRUST, more].concat());
        assert!(!ran.succeeded, "{more:?}: {}", ran.said);
    }
}

#[test]
fn strongswan_waits_while_enrollment_is_paused_and_asks_after_its_request() {
    let server = Server::start("scep-strongswan-waits");
    people::provision(&server);
    let (admin, ana) = (
        Person::sign_in(&server, "admin"),
        Person::sign_in(&server, "ana"),
    );
    let machine = Device::new("scep-strongswan-waits");
    let base = format!("{}/scep", server.url());
    fetch_authorities(&machine, &format!("{base}/chain"));
    for (name, in_address) in [("address", true), ("challenge", false)] {
        strongswan_key(&machine, name, "2048");
        let (key, ticket) = (format!("{name}.key"), ana.ticket("scep"));
        let (url, password) = if in_address {
            (format!("{base}/{ticket}"), Vec::new())
        } else {
            (base.clone(), vec!["--password", ticket.as_str()])
        };
        let enroll = [
            "--scep",
            "--url",
            &url,
            "--dn",
            "CN=whatever",
            "--in",
            &key,
            "--interval",
            "2",
            "--maxpolltime",
            "60",
        ];
        let arguments = [&enroll[..], &TRUST, &password].concat();
        pause(&admin, true);
        let ran = std::thread::scope(|scope| {
            let client = scope.spawn(|| strongswan(&machine, name, &arguments));
            std::thread::sleep(Duration::from_secs(5));
            assert!(!client.is_finished());
            pause(&admin, false);
            client.join().unwrap()
        });
        assert!(ran.succeeded, "{}", ran.said);
        verified(&machine, &server, name);
    }
}

/// The Worker dies amid a renewal; until that one's time to be answered is over, the next one waits. strongSwan signs both the
/// request and what asks after it with the present key, and gets the certificate for the new one.
#[test]
fn strongswan_waits_with_its_renewal_while_another_is_being_answered() {
    let server = Server::start("scep-strongswan-renewal-waits");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let machine = Device::new("scep-strongswan-renewal-waits");
    let base = format!("{}/scep", server.url());
    fetch_authorities(&machine, &format!("{base}/chain"));
    let url = format!("{base}/{}", ana.ticket("scep"));
    let names = ["--scep", "--url", &url, "--dn", "CN=whatever"];
    for name in ["device", "lost", "next"] {
        strongswan_key(&machine, name, "2048");
    }
    let enroll = [&names[..], &["--in", "device.key"], &TRUST].concat();
    let ran = strongswan(&machine, "device", &enroll);
    assert!(ran.succeeded, "{}", ran.said);
    let old = verified(&machine, &server, "device");
    let renew = |name: &str| {
        let key = format!("{name}.key");
        let present = ["--in", &key, "--cert", "device.pem", "--key", "device.key"];
        let patience = ["--interval", "2", "--maxpolltime", "60"];
        let arguments = [&names[..], &present, &patience, &TRUST].concat();
        strongswan(&machine, name, &arguments)
    };
    let stop_after = |step: u8| {
        let path = format!("{}/__test/stop-after/{step}", server.url());
        assert_eq!(people::send("PUT", &path, &[], b"").status, 204);
    };
    stop_after(5);
    let ran = renew("lost");
    assert!(!ran.succeeded, "{}", ran.said);
    stop_after(0);
    let ran = renew("next");
    assert!(ran.succeeded, "{}", ran.said);
    assert!(ran.said.contains("pending"), "{}", ran.said);
    assert_ne!(verified(&machine, &server, "next"), old);
    let key = machine.openssl(&["pkey", "-in", "next.key", "-pubout"]);
    let certificate = machine.openssl(&["x509", "-in", "next.pem", "-noout", "-pubkey"]);
    assert_eq!(certificate, key);
    assert_eq!(ana.devices().len(), 1);
}

/// Takes over what certmonger has written.
fn kept(machine: &Device, file: &str, name: &str) {
    let from = machine.path(&format!("certmonger/{file}.crt"));
    std::fs::copy(from, machine.path(&format!("{name}.pem"))).unwrap();
}

#[test]
fn certmonger_enrolls_and_renews_and_is_refused_with_a_guess() {
    let server = Server::start("scep-certmonger");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let url = format!("{}/scep", server.url());
    let machine = Device::new("scep-certmonger");
    let ran = certmonger(&machine, &url, &ana.ticket("scep"), "renew");
    assert!(ran.said.contains("status: MONITORING"), "{}", ran.said);
    kept(&machine, "first", "first");
    kept(&machine, "device", "second");
    assert_ne!(
        verified(&machine, &server, "first"),
        verified(&machine, &server, "second")
    );
    assert_eq!(ana.devices().len(), 1);

    let refused = Device::new("scep-certmonger-refused");
    let ran = certmonger(&refused, &url, "mt1.a-guess", "");
    assert!(ran.said.contains("status: CA_REJECTED"), "{}", ran.said);
}

#[test]
fn certmonger_waits_while_enrollment_is_paused_and_asks_after_its_request() {
    let server = Server::start("scep-certmonger-waits");
    people::provision(&server);
    let (admin, ana) = (
        Person::sign_in(&server, "admin"),
        Person::sign_in(&server, "ana"),
    );
    let url = format!("{}/scep", server.url());
    let machine = Device::new("scep-certmonger-waits");
    let ticket = ana.ticket("scep");
    pause(&admin, true);
    let ran = std::thread::scope(|scope| {
        let client = scope.spawn(|| certmonger(&machine, &url, &ticket, "wait"));
        std::thread::sleep(Duration::from_secs(10));
        assert!(!client.is_finished());
        pause(&admin, false);
        std::fs::write(machine.path("go"), "").unwrap();
        client.join().unwrap()
    });
    assert!(ran.said.contains("status: CA_WORKING"), "{}", ran.said);
    assert!(ran.said.contains("status: MONITORING"), "{}", ran.said);
    kept(&machine, "device", "device");
    verified(&machine, &server, "device");
}

/// Sixteen messages at once with one challenge, eight for each of two keys: one key gets its certificate, the same each time, and
/// the other one none, whenever it asks.
#[test]
fn a_challenge_that_two_keys_show_at_once_is_good_for_one_of_them() {
    let server = Server::start("scep-at-once");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let address = format!("{}/scep?operation", server.url());
    let ra = people::send("GET", &format!("{address}=GetCACert"), &[], b"").body;
    let ticket = ana.ticket("scep");
    let keys = [
        include_bytes!("../../shared/vectors/scep/device.key.der").as_slice(),
        include_bytes!("../../shared/vectors/scep/other.key.der"),
    ];
    let asked = |key: &[u8], kind: &str| {
        let device = ScepDevice::new(key).unwrap();
        let request = device.request(Some(&ticket)).unwrap();
        let inside = if kind == "20" { NOBODY } else { &request };
        let to = (ra.as_slice(), Cipher::Aes256);
        let message = device.message(kind, "at-once", inside, to).unwrap();
        let answered = people::send("POST", &format!("{address}=PKIOperation"), &[], &message);
        assert_eq!(answered.status, 200, "{}", answered.text());
        device.read(&answered.body).unwrap()
    };
    let answers = std::thread::scope(|scope| {
        let asking = |n: usize| scope.spawn(move || (n % 2, asked(keys[n % 2], "19")));
        let asking: Vec<_> = (0..16).map(asking).collect();
        let ended = asking.into_iter().map(|one| one.join().unwrap());
        ended.collect::<Vec<_>>()
    });
    // Who came in between is told to ask again, and not to enroll anew.
    assert!(
        answers
            .iter()
            .all(|(_, answer)| ["0", "2", "3"].contains(&answer.status.as_str()))
    );
    let granted = answers.iter().filter(|(_, answer)| answer.status == "0");
    let granted: std::collections::BTreeSet<_> = granted
        .map(|(key, answer)| (*key, answer.certificate().unwrap()))
        .collect();
    assert_eq!(granted.len(), 1, "{answers:?}");
    let (winner, certificate) = granted.first().unwrap();
    for kind in ["19", "20"] {
        assert_eq!(asked(keys[1 - winner], kind).status, "2", "{kind}");
    }
    assert_eq!(
        asked(keys[*winner], "19").certificate().as_ref(),
        Some(certificate)
    );
    assert_eq!(ana.devices().len(), 1);
}

/// `IssuerAndSubject` of nobody.
const NOBODY: &[u8] = &[0x30, 0x04, 0x30, 0x00, 0x30, 0x00];

/// `EnvelopedData` for this recipient with AES-128, by openssl.
fn envelope(machine: &Device, content: &str) -> Vec<u8> {
    machine.openssl(&[
        "cms", "-encrypt", "-binary", "-aes128", "-in", content, "-outform", "DER", "-out",
        "envelope", "-recip", "ra.pem",
    ]);
    std::fs::read(machine.path("envelope")).unwrap()
}

#[test]
fn whatever_is_wrong_with_an_encrypted_key_native_code_gives_the_one_answer() {
    let server = Server::start("scep-keys");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let machine = Device::new("scep-keys");
    let address = format!("{}/scep?operation", server.url());
    let ra = people::send("GET", &format!("{address}=GetCACert"), &[], b"");
    assert_eq!(
        ra.header("content-type"),
        Some("application/x-x509-ca-cert")
    );
    std::fs::write(machine.path("ra.der"), &ra.body).unwrap();
    machine.openssl(&["x509", "-inform", "DER", "-in", "ra.der", "-out", "ra.pem"]);
    let device =
        ScepDevice::new(include_bytes!("../../shared/vectors/scep/device.key.der")).unwrap();
    let request = device.request(Some(&ana.ticket("scep"))).unwrap();
    std::fs::write(machine.path("request"), request).unwrap();
    let good = envelope(&machine, "request");
    // The encrypted key is the one octet string of 256 octets.
    let at = 4 + good
        .windows(4)
        .position(|four| four == [0x04, 0x82, 0x01, 0x00])
        .unwrap();
    let answered = |envelope: &[u8]| {
        let message = device.enveloping("19", "keys", envelope).unwrap();
        let answered = people::send("POST", &format!("{address}=PKIOperation"), &[], &message);
        assert_eq!(answered.status, 200, "{}", answered.text());
        device.read(&answered.body).unwrap()
    };
    let with = |key: &[u8]| [&good[..at], key, &good[at + 256..]].concat();
    for key in [
        vec![0xff; 256],
        vec![0; 256],
        [vec![0; 255], vec![1]].concat(),
        [vec![0x10; 256]].concat(),
    ] {
        let answer = answered(&with(&key));
        assert_eq!(
            (answer.status.as_str(), answer.failure.as_deref()),
            ("2", Some("2"))
        );
    }
    let certificate = answered(&good).certificate().unwrap();

    // With its certificate the device gets the revocation list, as openssl reads it.
    let key = include_bytes!("../../shared/vectors/scep/device.key.der");
    let device = ScepDevice::showing(key, &certificate).unwrap();
    let to = (ra.body.as_slice(), Cipher::Aes192);
    let message = device
        .message("22", "list", &device.own_name(), to)
        .unwrap();
    let answer = people::send("POST", &format!("{address}=PKIOperation"), &[], &message);
    let inside = device.read(&answer.body).unwrap().inside.unwrap();
    std::fs::write(machine.path("inside"), inside).unwrap();
    machine.openssl(&[
        "pkcs7",
        "-inform",
        "DER",
        "-in",
        "inside",
        "-print_certs",
        "-out",
        "list.pem",
    ]);
    let issuer = machine.openssl(&["crl", "-in", "list.pem", "-noout", "-issuer"]);
    let ours = machine.openssl(&["x509", "-in", "ra.pem", "-noout", "-issuer"]);
    assert_eq!(issuer, ours);
}
