//! What the rules and the stores promise, asked of them under real workerd.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use muster_shared::enrollment::vectors::{DECIDE_VECTORS, run_decide_vectors};
use muster_shared::testing::contract::Checked;
use muster_tests::device::Device;
use muster_tests::people::{self, Person, send};
use muster_tests::server::Server;
use serde_json::json;

#[test]
fn the_real_objects_keep_the_contract_that_the_in_memory_ones_keep() {
    let server = Server::start("contract");
    let answered = send(
        "GET",
        &format!("{}/__test/contract", server.url()),
        &[],
        b"",
    );
    assert_eq!(answered.status, 200, "{}", answered.text());
    let checked: Vec<Checked> = serde_json::from_slice(&answered.body).unwrap();
    assert!(checked.len() > 10, "{} checks", checked.len());
    let failed: Vec<_> = checked
        .iter()
        .filter(|check| check.failure.is_some())
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn the_rule_decides_under_workerd_what_it_decides_natively_to_the_byte() {
    let server = Server::start("vectors");
    let answered = send("GET", &format!("{}/__test/vectors", server.url()), &[], b"").json();
    let native = run_decide_vectors(DECIDE_VECTORS).unwrap();
    assert_eq!(answered["failures"], serde_json::json!([]));
    assert_eq!(answered["count"].as_u64(), u64::try_from(native.count).ok());
    assert_eq!(
        answered["output_digest"].as_str(),
        Some(native.output_digest.to_string().as_str())
    );
}

#[test]
fn an_idle_check_in_writes_at_most_one_row() {
    let server = Server::start("rows");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let machine = Device::new("rows");
    machine.request(
        "machine",
        &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "/CN=machine",
    );
    assert_eq!(
        machine
            .enroll(&server, &ana.ticket("agent"), "machine")
            .status,
        200
    );
    let rows = || {
        send(
            "GET",
            &format!("{}/__test/rows-written", server.url()),
            &[],
            b"",
        )
        .json()
        .as_u64()
        .unwrap()
    };
    // The first check-in tells the rest of the house; then nothing is left to tell for a day.
    assert!(machine.check_in(&server, "machine", "machine", None).0);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(rows() > 1, "the counter counts nothing");
    for _ in 0..3 {
        assert!(machine.check_in(&server, "machine", "machine", None).0);
        assert_eq!(rows(), 1);
    }
    // Nor when it has been asked something and has answered.
    let device = ana.devices()[0].id;
    let path = format!("/api/v1/me/devices/{device}/commands");
    let lock = json!({ "command": { "kind": "lock" }, "key": "lock" });
    let asked = ana.call("POST", &path, &[], Some(&lock)).json();
    let told = machine.check_in(&server, "machine", "machine", None).1;
    assert!(told.contains(asked["id"].as_str().unwrap()), "{told}");
    let done = json!({ "command_results": [{ "id": asked["id"], "outcome": "done" }] });
    let done = done.to_string();
    assert!(
        machine
            .check_in(&server, "machine", "machine", Some(&done))
            .0
    );
    let listed = ana.call("GET", &path, &[], None).json();
    assert_eq!(listed["commands"][0]["state"], "done");
    std::thread::sleep(std::time::Duration::from_secs(3));
    rows();
    for _ in 0..3 {
        assert!(machine.check_in(&server, "machine", "machine", None).0);
        assert_eq!(rows(), 1);
        // The same result once more changes nothing either.
        assert!(
            machine
                .check_in(&server, "machine", "machine", Some(&done))
                .0
        );
        assert_eq!(rows(), 1);
    }
}

#[test]
fn an_enrollment_that_nothing_proves_is_revoked_and_its_slot_freed_after_a_day_by_the_alarm() {
    let server = Server::start("alarm");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let machine = Device::new("alarm");
    machine.request(
        "machine",
        &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "/CN=machine",
    );
    assert_eq!(
        machine
            .enroll(&server, &ana.ticket("agent"), "machine")
            .status,
        200
    );
    assert_eq!(ana.devices().len(), 1);
    // Her next alarm is a day away by the clock on the wall, so that the clock in the Worker is moved instead. A password
    // that is set ends her sessions: the object looks at when it is due next, and at nothing that is overdue.
    let moved = send(
        "PUT",
        &format!("{}/__test/clock/86500", server.url()),
        &[],
        b"",
    );
    assert_eq!(moved.status, 204);
    people::set_password(&server, "ana", "another correct horse");
    let admin = Person::sign_in(&server, "admin");
    muster_tests::eventually("the audit chain tells of the revocation", || {
        let kinds: Vec<_> = admin
            .audit()
            .iter()
            .map(|entry| entry.event.kind.as_str())
            .collect();
        (kinds.contains(&"certificate-revoked") && kinds.contains(&"device-retired")).then_some(())
    });
    // Only now does anybody ask for what was due.
    let ana = Person::sign_in_as(&server, "ana@example.com", "another correct horse");
    assert_eq!(ana.devices().len(), 0);
}

#[test]
fn five_thousand_identifiers_are_one_step_of_one_object_and_one_row_each() {
    let server = Server::start("identifiers");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    let file: String = (0..5_000)
        .map(|row| format!("SN{row:06},desk {row} of the {}\n", "x".repeat(100)))
        .collect();
    let import = |query: &str, file: &str| {
        let path = format!("/api/v1/corporate-identifiers/import?kind=serial_number{query}");
        admin.send_file(&path, "text/csv", file.as_bytes())
    };
    let rows_written = || {
        let address = format!("{}/__test/rows-written", server.url());
        send("GET", &address, &[], b"").json().as_u64().unwrap()
    };
    rows_written();
    let asked = import("&dry_run=true", &file);
    assert_eq!(asked.status, 200, "{}", asked.text());
    assert_eq!(rows_written(), 0);
    let done = import("", &file);
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.json()["added"], 5_000);
    // Each identifier, each shard, what is to be published of it and what has been; and the entry in the chain.
    let written = rows_written();
    assert!(
        (5_000..5_000 + 3 * 256 + 10).contains(&written),
        "{written}"
    );

    let changed = file
        .replace("SN000000", "NEW1")
        .replace("desk 4999", "sold");
    let refused = import("", &changed);
    assert_eq!(refused.status, 422);
    assert_eq!(refused.json()["rows"][0]["line"], 5_000);
    let path = "/api/v1/corporate-identifiers?limit=1";
    let listed = admin.call("GET", path, &[], None).json();
    assert_eq!(listed["counts"]["serial_number"], 5_000);
    let too_large = import("", &"x".repeat(5 * 1024 * 1024 + 1));
    assert_eq!(too_large.status, 413, "{}", too_large.text());
}
