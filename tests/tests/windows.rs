//! A Windows PC enrolls at the real Worker: the fake PC holds every answer to Microsoft's documents.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use muster_tests::people::{self, Person};
use muster_tests::server::{Server, secret};
use muster_tests::windows::Pc;
use serde_json::json;

fn password(name: &str) -> String {
    secret(&format!("DEV_{}_PASSWORD", name.to_uppercase()))
}

#[test]
fn a_pc_enrolls_by_the_page_and_is_its_persons() {
    let server = Server::start("windows-enrolls");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let pc = Pc::new("windows-enrolls-pc", &server);
    let said = pc.enroll("ana@example.com", &password("ana"));
    assert!(said.succeeded, "{:#}", said.report);
    let devices = ana.devices();
    assert_eq!(devices.len(), 1, "{devices:?}");

    // For the machine, with the request of an older Windows and the lowest version of the protocol.
    let other = Pc::new("windows-enrolls-other", &server).with(&[
        "--type",
        "Device",
        "--csr",
        "printable-nul",
        "--request-version",
        "3.0",
    ]);
    let said = other.enroll("ana@example.com", &password("ana"));
    assert!(said.succeeded, "{:#}", said.report);
    assert_eq!(ana.devices().len(), 2);
}

#[test]
fn a_pc_that_may_not_enroll_is_told_so_in_windows_numbers() {
    let server = Server::start("windows-refused");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    admin.change_policy(|policy| {
        policy["platform_restrictions"]["default"]["windows"]["minimum_version"] =
            json!("10.0.22631");
    });
    let pc = Pc::new("windows-refused-pc", &server).with(&["--os-version", "10.0.19045.1"]);
    let said = pc.enroll("ana@example.com", &password("ana"));
    assert!(!said.succeeded);
    let text = said.report.to_string();
    assert!(
        text.contains("80180014") && text.contains("10.0.22631"),
        "{text}"
    );
    assert!(Person::sign_in(&server, "ana").devices().is_empty());

    let wrong = Pc::new("windows-refused-wrong", &server);
    assert!(
        !wrong
            .enroll("ana@example.com", "not the password")
            .succeeded
    );
}

#[test]
fn where_the_organisation_says_so_a_pc_enrolls_by_name_and_password() {
    let server = Server::start("windows-on-premise");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    let section = "/api/v1/configuration/windows";
    let body = json!({ "authentication": "on_premise" });
    let put = admin.call("PUT", section, &[("if-match", "\"0\"")], Some(&body));
    assert_eq!(put.status, 200, "{}", put.text());
    let pc = Pc::new("windows-on-premise-pc", &server).with(&["--flow", "onpremise"]);
    let said = pc.enroll("ana@example.com", &password("ana"));
    assert!(said.succeeded, "{:#}", said.report);
    assert_eq!(Person::sign_in(&server, "ana").devices().len(), 1);
}
