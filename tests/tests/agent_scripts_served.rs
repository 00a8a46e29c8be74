//! A compliance script's whole way: written by an administrator, run by the agent, and decided on, with the real Worker.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use muster_tests::agent::{Machine, Shell};
use muster_tests::people::{self, Person};
use muster_tests::server::Server;
use serde_json::{Value, json};

const SECTION: &str = "/api/v1/configuration/compliance";

/// A script that prints what a file of the machine says, held to at most 300.
fn policies(machine: &Machine) -> Value {
    let script = format!(
        "#!/bin/sh\nprintf '{{\"LockAfter\": %s}}\\n' \"$(cat '{}')\"\n",
        machine.path("/etc/lock-after").display()
    );
    json!([{ "id": "screen", "name": "Screen lock", "platform": "linux", "settings": { "custom": {
        "script": script,
        "rules": { "Rules": [{
            "SettingName": "LockAfter", "Operator": "LessEquals", "DataType": "Int64", "Operand": 300,
            "RemediationStrings": [{ "Language": "en_US", "Title": "It locks after {ActualValue} s: set 300 or less." }],
        }] },
    } } }])
}

fn publish(admin: &Person, policies: &Value) {
    let shown = admin.call("GET", SECTION, &[], None);
    let revision = shown.header("etag").unwrap().to_owned();
    let body = json!({ "policies": policies });
    let kept = admin.call("PUT", SECTION, &[("if-match", &revision)], Some(&body));
    assert_eq!(kept.status, 200, "{}", kept.text());
}

/// The device's state, and what is shown of its only rule.
fn standing(person: &Person) -> (String, Value) {
    let device = person.devices()[0].id;
    let shown = person.call("GET", &format!("/api/v1/me/devices/{device}"), &[], None);
    let shown = shown.json();
    let state = shown["device"]["compliance"].as_str().unwrap_or("unknown");
    (state.to_owned(), shown["compliance"][0].clone())
}

#[test]
fn a_script_decides_whether_a_machine_is_compliant_from_its_enrollment_until_it_is_taken_away() {
    let server = Server::start("agent-scripts");
    people::provision(&server);
    let (ana, admin) = (
        Person::sign_in(&server, "ana"),
        Person::sign_in(&server, "admin"),
    );
    let machine = Machine::with("agent-scripts-served", Shell::Dash);
    machine.write("/etc/lock-after", "60");
    publish(&admin, &policies(&machine));
    let body = json!({ "platform": "linux", "method": "agent", "ownership": "corporate" });
    let ticket = ana.call("POST", "/api/v1/me/tickets", &[], Some(&body));
    let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
    machine
        .agent(&["enroll", "--server", &server.url(), "--ticket", &ticket])
        .well();
    // Found out and told with the enrollment itself.
    assert_eq!(standing(&ana).0, "compliant");

    machine.write("/etc/lock-after", "900");
    let told = machine.agent(&["check-in"]).well();
    assert!(
        told.said.contains("It locks after 900 s: set 300 or less."),
        "{}",
        told.said
    );
    let (state, rule) = standing(&ana);
    assert_eq!(state, "not_compliant");
    assert_eq!(
        (&rule["found"], &rule["expected"]),
        (&json!("900"), &json!("≤ 300"))
    );

    machine.write("/etc/lock-after", "none");
    machine.agent(&["check-in"]).well();
    assert_eq!(standing(&ana).0, "error");

    machine.write("/etc/lock-after", "300");
    machine.agent(&["check-in"]).well();
    assert_eq!(standing(&ana).0, "compliant");

    // What an isolate has read of the policies it uses for a quarter of a minute.
    publish(&admin, &json!([]));
    muster_tests::eventually("the script is gone", || {
        machine.agent(&["check-in"]).well();
        let profile = machine.path("/var/lib/muster/profile");
        (!profile.exists()).then_some(())
    });
}
