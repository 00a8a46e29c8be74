//! Muster's agent on a line where answers are late, lost, changed or not the server's at all.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use muster_shared::api::DeviceStatus;
use muster_tests::agent::{Machine, Ran};
use muster_tests::between::{Between, Fate};
use muster_tests::device::Device;
use muster_tests::people::{self, Person};
use muster_tests::server::Server;

const ENROLL: &str = "/.well-known/est/simpleenroll";
const RENEW: &str = "/.well-known/est/simplereenroll";
const CHECK_IN: &str = "/api/v1/device/check-in";

fn served(name: &str) -> (Server, Person) {
    let server = Server::start(name);
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    (server, ana)
}

fn answer(status: &'static str, kind: &str, body: &str) -> Fate {
    Fate::Answer(
        status,
        vec![format!("Content-Type: {kind}")],
        body.to_owned(),
    )
}

/// A machine that does not sleep, but notes how long it would have.
fn impatient(name: &str) -> Machine {
    let machine = Machine::new(name);
    machine.program("sleep", "echo $1 >>\"$SLEPT\"");
    machine
}

fn slept(machine: &Machine) -> Vec<u32> {
    std::fs::read_to_string(machine.path("/../slept"))
        .unwrap_or_default()
        .lines()
        .map(|line| line.parse().unwrap())
        .collect()
}

fn enroll(machine: &mut Machine, line: &Between, ticket: &str) -> Ran {
    let slept = machine.path("/../slept");
    machine.set("SLEPT", slept.to_str().unwrap());
    machine.agent(&["enroll", "--server", &line.url(), "--ticket", ticket])
}

#[test]
fn an_enrollment_waits_as_long_as_it_is_asked_to_and_repeats_what_was_lost() {
    let (server, ana) = served("line-lost");
    let line = Between::on_the_way_to(&server, |path, before| match (path, before) {
        (ENROLL, 0) => Fate::Answer(
            "202 Accepted",
            vec![
                "Retry-After: 7".to_owned(),
                "Content-Type: text/plain".to_owned(),
            ],
            "Another request is just carrying out this enrollment.".to_owned(),
        ),
        (ENROLL, 1) => answer("502 Bad Gateway", "text/html", "<html>"),
        (ENROLL | CHECK_IN, 0..=2) => Fate::LoseAnswer,
        _ => Fate::Pass,
    });
    let mut machine = impatient("line-lost");
    enroll(&mut machine, &line, &ana.ticket("agent")).well();
    assert_eq!(slept(&machine), [7, 6, 9, 3, 6, 9]);
    assert_eq!((line.count(ENROLL), line.count(CHECK_IN)), (4, 4));
    let devices = ana.devices();
    assert_eq!(devices.len(), 1);
    assert_eq!(devices[0].status, DeviceStatus::Enrolled);
}

#[test]
fn nothing_is_tried_for_ever() {
    let (server, ana) = served("line-broken");
    let line = Between::on_the_way_to(&server, |path, _| match path {
        ENROLL => answer(
            "503 Service Unavailable",
            "text/plain",
            "Not now. [nothing; x]\n",
        ),
        _ => Fate::Pass,
    });
    let mut machine = impatient("line-broken");
    let ticket = ana.ticket("agent");
    enroll(&mut machine, &line, &ticket)
        .ended(5)
        .says("Not now.");
    assert_eq!(line.count(ENROLL), 5);
    assert_eq!(slept(&machine), [3, 6, 9, 12]);
    machine
        .agent(&["status"])
        .ended(3)
        .says("run the same enroll again");

    // A server that wants to be left alone for an hour is.
    let line = Between::on_the_way_to(&server, |path, _| match path {
        ENROLL => Fate::Answer(
            "503 Service Unavailable",
            vec!["Retry-After: 3600".to_owned()],
            String::new(),
        ),
        _ => Fate::Pass,
    });
    let mut machine = impatient("line-later");
    enroll(&mut machine, &line, &ticket)
        .ended(5)
        .says("status 503");
    assert_eq!((line.count(ENROLL), slept(&machine).len()), (1, 0));

    // One that never has done with it is asked a few times more, and then no longer.
    let line = Between::on_the_way_to(&server, |path, _| match path {
        ENROLL => answer("202 Accepted", "text/plain", "Wait."),
        _ => Fate::Pass,
    });
    let mut machine = impatient("line-waiting");
    enroll(&mut machine, &line, &ticket).ended(5).says("Wait.");
    assert_eq!(line.count(ENROLL), 20);
}

#[test]
fn a_clock_that_is_far_off_is_found_before_the_ticket_is_used() {
    let (server, ana) = served("line-clock");
    let line = Between::on_the_way_to(&server, |path, _| match path {
        "/.well-known/est/cacerts" => {
            Fate::AddHeader("Date: Tue, 01 Jan 2019 00:00:00 GMT".to_owned())
        }
        _ => Fate::Pass,
    });
    let mut machine = impatient("line-clock");
    enroll(&mut machine, &line, &ana.ticket("agent"))
        .ended(1)
        .says("the clock is wrong")
        .says("2019-01-01 00:00 UTC at the server");
    assert_eq!(line.count(ENROLL), 0);
    assert!(!machine.path("/var/lib/muster/request.pem").exists());
}

#[test]
fn a_certificate_for_another_key_or_from_another_ca_is_not_used() {
    let (server, ana) = served("line-forged");
    // What somebody else was given, and what somebody made by themselves for any key.
    let other = Device::new("line-other");
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    other.request("other", &curve, "/CN=other");
    let enrolled = other.enroll(&server, &ana.ticket("est"), "other");
    assert_eq!(enrolled.status, 200);
    let theirs = enrolled.body;
    for (name, body, said) in [
        ("theirs", theirs, "for another key"),
        ("junk", "bm90aGluZw==".to_owned(), "no certificate"),
        ("html", "<html>".to_owned(), "no certificate"),
        ("empty", String::new(), "no certificate"),
    ] {
        let line = Between::on_the_way_to(&server, move |path, _| match path {
            ENROLL => answer("200 OK", "application/pkcs7-mime", &body),
            _ => Fate::Pass,
        });
        let mut machine = impatient(&format!("line-{name}"));
        enroll(&mut machine, &line, &ana.ticket("agent"))
            .ended(5)
            .says(said);
        assert!(!machine.identity().exists(), "{name}");
    }
    // The right certificate, but the CA that came before is another.
    other.openssl(&[
        "req",
        "-x509",
        "-key",
        "other.key",
        "-subj",
        "/CN=Another CA",
        "-out",
        "ca.pem",
    ]);
    other.openssl(&[
        "crl2pkcs7",
        "-nocrl",
        "-certfile",
        "ca.pem",
        "-outform",
        "DER",
        "-out",
        "ca.p7",
    ]);
    let ca = other.openssl(&["base64", "-A", "-in", "ca.p7"]);
    let line = Between::on_the_way_to(&server, move |path, _| match path {
        "/.well-known/est/cacerts" => answer("200 OK", "application/pkcs7-mime", &ca),
        _ => Fate::Pass,
    });
    let mut machine = impatient("line-ca");
    let ticket = ana.ticket("agent");
    enroll(&mut machine, &line, &ticket)
        .ended(5)
        .says("unable to get local issuer certificate");
    assert!(!machine.identity().exists());
    // On a line that is in order, the same ticket still does.
    let line = Between::on_the_way_to(&server, |_, _| Fate::Pass);
    enroll(&mut machine, &line, &ticket).ended(0);
}

#[test]
fn a_no_that_is_not_the_servers_does_not_end_an_enrollment() {
    let (server, ana) = served("line-stranger");
    let line = Between::on_the_way_to(&server, |path, before| match (path, before) {
        (CHECK_IN, 1) => answer(
            "403 Forbidden",
            "text/html",
            "<h1>Blocked by the firewall: device-retired</h1>",
        ),
        (CHECK_IN, 2) => answer("401 Unauthorized", "application/json", "{}"),
        (CHECK_IN, 3) => answer("404 Not Found", "text/plain", "\u{1b}[31mno\u{7}\n"),
        _ => Fate::Pass,
    });
    let mut machine = impatient("line-stranger");
    enroll(&mut machine, &line, &ana.ticket("agent")).well();
    for said in [
        "answered with status 403.",
        "answered with status 401.",
        "[31mno\n",
    ] {
        let ran = machine.agent(&["check-in"]).ended(4).says(said);
        assert!(!ran.said.contains(['\u{1b}', '\u{7}']), "{}", ran.said);
        machine.agent(&["status"]).ended(4);
        assert!(machine.identity().exists());
    }
    machine.agent(&["check-in"]).well();
    machine.agent(&["status"]).well();
}

#[test]
fn a_report_that_the_server_does_not_take_keeps_nobody_from_checking_in() {
    let (server, ana) = served("line-report");
    let line = Between::on_the_way_to(&server, |path, before| match (path, before) {
        (CHECK_IN, 0) => answer(
            "422 Unprocessable Content",
            "application/problem+json",
            r#"{"type":"/problems/bad-request-body","title":"The request does not fit: \"x\".","status":422,"code":"bad-request-body","fix":"Compare it.","correlation_id":"1"}"#,
        ),
        _ => Fate::Pass,
    });
    let mut machine = impatient("line-report");
    enroll(&mut machine, &line, &ana.ticket("agent"))
        .well()
        .says("The server did not take the report. The request does not fit: \"x\". Compare it.");
    assert_eq!(line.count(CHECK_IN), 2);
    // It is told again, for the server may have learnt meanwhile.
    machine.agent(&["check-in"]).well();
    assert!(ana.devices()[0].os_version.is_some());
}

#[test]
fn a_renewal_whose_answer_was_lost_comes_to_the_same_certificate() {
    let (server, ana) = served("line-renewal");
    let line = Between::on_the_way_to(&server, |path, before| match (path, before) {
        (RENEW, 0..=9) => Fate::LoseAnswer,
        _ => Fate::Pass,
    });
    let mut machine = impatient("line-renewal");
    enroll(&mut machine, &line, &ana.ticket("agent")).well();
    for _ in 0..2 {
        machine.agent(&["renew"]).ended(5).says("can't be reached");
        machine.agent(&["check-in"]).well();
    }
    assert_eq!(line.count(RENEW), 10);
    machine.agent(&["renew"]).well();
    let device = &ana.devices()[0];
    let admin = Person::sign_in(&server, "admin");
    let renewed = muster_tests::eventually("the audit chain tells of the renewal", || {
        let audit = admin.audit();
        let renewed: Vec<_> = audit
            .iter()
            .filter(|entry| entry.event.kind.as_str() == "device-renewed")
            .map(|entry| entry.event.serial)
            .collect();
        (!renewed.is_empty()).then_some(renewed)
    });
    assert_eq!(renewed, [device.certificate_serial]);
}
