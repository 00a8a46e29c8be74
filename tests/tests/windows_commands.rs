//! What a Windows PC does when it is asked, over OMA DM with the real Worker.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use muster_tests::eventually;
use muster_tests::managed::Said;
use muster_tests::server::secret;
use muster_tests::windows::Managed;
use serde_json::{Value, json};

const DNS_NAME: &str = "DevDetail/Ext/Microsoft/DNSComputerName";

/// What the PC was told to do with a node and what it answered, for each time: verb and status.
fn done_at(said: &Said, node: &str) -> Vec<(String, u64)> {
    let commands = said.report["commands"].as_array().unwrap().iter();
    commands
        .filter(|one| one["uri"].as_str().is_some_and(|uri| uri.ends_with(node)))
        .map(|one| {
            let verb = one["cmd"].as_str().unwrap().to_owned();
            (verb, one["status"].as_u64().unwrap())
        })
        .collect()
}

fn effects(said: &Said) -> &Value {
    &said.report["effects"]
}

#[test]
fn a_new_name_is_in_the_pcs_tree_and_counts_once_it_was_restarted() {
    let managed = Managed::corporate("windows-command-rename", &["--device-name", "OFFICE-6"]);
    managed.session(&[]);
    assert_eq!(managed.fact("host_name"), "OFFICE-6");
    let body = json!({ "kind": "rename_host", "name": "OFFICE-7" });
    let refused = managed.ask(&managed.ana, "/api/v1/me/devices", &body);
    assert_eq!(refused.status, 403, "IT alone renames: {}", refused.text());
    let rename = managed.command_of_it(&body);
    let said = managed.session(&[]);
    let replaced = [("Replace".to_owned(), 200)];
    assert_eq!(done_at(&said, DNS_NAME), replaced, "{:#}", said.report);
    assert_eq!(managed.pc.node(DNS_NAME).as_deref(), Some("OFFICE-7"));
    let shown = managed.state_of(&rename);
    assert_eq!(shown["state"], "done", "{shown:#}");
    assert!(
        shown["output"].as_str().unwrap().contains("restarted"),
        "{shown:#}"
    );
    assert_eq!(managed.fact("host_name"), "OFFICE-6");

    let reboot = managed.command(&json!({ "kind": "reboot" }));
    let said = managed.session(&[]);
    assert_eq!(*effects(&said), json!(["rebooted"]), "{:#}", said.report);
    assert_eq!(said.report["device_name"], "OFFICE-7");
    assert_eq!(managed.state_of(&reboot)["state"], "done");
    let said = managed.session(&[]);
    assert_eq!(*effects(&said), json!([]), "{:#}", said.report);
    assert_eq!(managed.fact("host_name"), "OFFICE-7");
}

#[test]
fn a_pc_before_version_2004_is_renamed_by_the_provider_that_it_has() {
    let options = ["--os-version", "10.0.18363.1556"];
    let managed = Managed::corporate("windows-command-older", &options);
    let rename = managed.command_of_it(&json!({ "kind": "rename_host", "name": "OFFICE-9" }));
    let said = managed.session(&[]);
    let missing = [("Replace".to_owned(), 404)];
    assert_eq!(done_at(&said, DNS_NAME), missing, "{:#}", said.report);
    let added = [("Add".to_owned(), 200)];
    assert_eq!(done_at(&said, "Accounts/Domain/ComputerName"), added);
    assert_eq!(managed.state_of(&rename)["state"], "done");
    managed.command(&json!({ "kind": "reboot" }));
    let said = managed.session(&[]);
    assert_eq!(said.report["device_name"], "OFFICE-9");
}

#[test]
fn a_pc_is_renamed_and_restarted_in_one_session() {
    let managed = Managed::corporate("windows-command-both", &[]);
    let rename = managed.command_of_it(&json!({ "kind": "rename_host", "name": "OFFICE-8" }));
    let reboot = managed.command_of_it(&json!({ "kind": "reboot" }));
    let said = managed.session(&[]);
    assert_eq!(*effects(&said), json!(["rebooted"]), "{:#}", said.report);
    assert_eq!(said.report["device_name"], "OFFICE-8");
    for command in [&rename, &reboot] {
        assert_eq!(managed.state_of(command)["state"], "done");
    }
}

#[test]
fn a_persons_own_pc_is_restarted_and_neither_renamed_nor_wiped() {
    let managed = Managed::new("windows-command-own", &[]);
    for body in [
        json!({ "kind": "rename_host", "name": "OFFICE-7" }),
        json!({ "kind": "wipe" }),
    ] {
        let refused = managed.ask(&managed.admin, "/api/v1/devices", &body);
        assert_eq!(refused.status, 409, "{}", refused.text());
    }
    let reboot = managed.command(&json!({ "kind": "reboot" }));
    let said = managed.session(&[]);
    assert_eq!(*effects(&said), json!(["rebooted"]), "{:#}", said.report);
    assert_eq!(managed.state_of(&reboot)["state"], "done");
}

#[test]
fn a_wiped_pc_has_left_and_is_a_new_one_when_it_comes_back() {
    let managed = Managed::corporate("windows-command-wipe", &[]);
    managed.session(&[]);
    let wipe = managed.command_of_it(&json!({ "kind": "wipe" }));
    let said = managed.session(&[]);
    assert_eq!(*effects(&said), json!(["wiped"]), "{:#}", said.report);
    assert_eq!(said.report["pc"], "wiped");
    let shown = managed.state_of(&wipe);
    assert_eq!(shown["state"], "done", "{shown:#}");
    eventually("the device has left", || {
        (managed.detail()["device"]["status"] == "retired").then_some(())
    });
    let audit = managed.admin.call("GET", "/api/v1/audit", &[], None);
    assert!(audit.text().contains("wiped"), "{}", audit.text());
    // Nothing of its account is left on it.
    let nobody = managed.pc.run("session", &[]);
    assert_eq!(nobody.report["result"], "cannot", "{:#}", nobody.report);
    let back = managed
        .pc
        .enroll("ana@example.com", &secret("DEV_ANA_PASSWORD"));
    assert!(back.succeeded, "{:#}", back.report);
    let ids: Vec<String> = managed
        .ana
        .devices()
        .iter()
        .map(|device| device.id.to_string())
        .collect();
    assert_eq!(ids.len(), 1);
    assert_ne!(ids[0], managed.device);
}

#[test]
fn a_pc_renews_when_it_is_told_to_although_it_is_not_time() {
    let managed = Managed::new("windows-command-renew", &[]);
    managed.session(&[]);
    let serial = || managed.detail()["device"]["certificate_serial"].clone();
    let before = serial();
    assert!(!managed.pc.run("renew", &[]).succeeded);
    let renew = managed.command(&json!({ "kind": "renew_certificate" }));
    let said = managed.session(&[]);
    assert_eq!(
        *effects(&said),
        json!(["renewal asked for"]),
        "{:#}",
        said.report
    );
    assert_eq!(managed.state_of(&renew)["state"], "done");
    let renewed = managed.pc.run("renew", &[]);
    assert!(renewed.succeeded, "{:#}", renewed.report);
    managed.session(&[]);
    eventually("the new certificate is the device's", || {
        (serial() != before).then_some(())
    });
    // It may do so once.
    assert!(!managed.pc.run("renew", &[]).succeeded);
}
