//! A Windows PC is managed by the real Worker over OMA DM: the fake PC holds every answer to Microsoft's documents, and its
//! tree is what changes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use muster_tests::eventually;
use muster_tests::managed::until_sections_are_read_again;
use muster_tests::windows::Managed;
use serde_json::json;

#[test]
fn a_pc_tells_what_it_is_in_its_first_session() {
    let managed = Managed::new(
        "windows-managed-inventory",
        &[
            "--serial-number",
            "C02X",
            "--model",
            "Book 3",
            "--manufacturer",
            "Contoso",
        ],
    );
    // As a PC does it that shows who it is only when it is asked, and as one that does at once.
    managed.session(&[]);
    managed.session(&["--eager"]);
    let detail = managed.detail();
    assert!(detail["device"]["last_check_in"].is_string(), "{detail:#}");
    assert_eq!(detail["device"]["status"], "enrolled", "{detail:#}");
    assert_eq!(managed.fact("manufacturer"), "Contoso");
    assert_eq!(managed.fact("model"), "Book 3");
    assert!(
        managed
            .fact("os_version")
            .as_str()
            .unwrap()
            .starts_with("10.0.")
    );
    for fact in [
        "secure_boot",
        "firewall",
        "antivirus",
        "tpm",
        "disk_encryption",
    ] {
        assert!(managed.fact(fact).is_string(), "{fact}: {detail:#}");
    }
    // Another PC's digest opens nothing.
    let wrong = managed.pc.run("session", &["--auth", "none"]);
    assert!(
        wrong.succeeded,
        "a PC that is asked shows who it is: {:#}",
        wrong.report
    );
}

#[test]
fn commands_reach_a_pc_and_it_says_what_became_of_them() {
    let managed = Managed::new("windows-managed-commands", &[]);
    managed.session(&[]);
    let sync = managed.command(&json!({ "kind": "sync" }));
    managed.session(&[]);
    assert_eq!(managed.state_of(&sync)["state"], "done");

    let retire = managed.command(&json!({ "kind": "retire" }));
    let said = managed.session(&[]);
    assert!(
        said.report.to_string().contains("unenrolled"),
        "{:#}",
        said.report
    );
    let status = eventually("the device leaves", || {
        let status = managed.detail()["device"]["status"].clone();
        (status == "retired").then_some(status)
    });
    assert_eq!(status, "retired");
    assert_ne!(managed.state_of(&retire)["state"], "queued");
}

#[test]
fn a_pc_renews_only_when_it_is_time() {
    let managed = Managed::new("windows-managed-renewal", &[]);
    managed.session(&[]);
    let early = managed.pc.run("renew", &[]);
    assert!(!early.succeeded);
    assert!(
        early.report.to_string().contains("80180016"),
        "{:#}",
        early.report
    );
}

#[test]
fn a_person_who_disconnects_the_pc_takes_it_out_of_management() {
    let managed = Managed::new("windows-managed-leaves", &[]);
    managed.session(&[]);
    let left = managed.pc.run("unenroll", &[]);
    assert!(left.succeeded, "{:#}", left.report);
    eventually("the device has left", || {
        (managed.detail()["device"]["status"] == "retired").then_some(())
    });
}

#[test]
fn a_pc_that_was_removed_in_the_portal_is_told_to_leave() {
    let managed = Managed::new("windows-managed-removed", &[]);
    managed.session(&[]);
    let path = format!("/api/v1/me/devices/{}", managed.device);
    let removed = managed.ana.call("DELETE", &path, &[], None);
    assert!((200..300).contains(&removed.status), "{}", removed.text());
    let said = managed.session(&[]);
    assert!(
        said.report.to_string().contains("unenrolled"),
        "{:#}",
        said.report
    );
}

#[test]
fn what_is_set_reaches_the_pc_and_is_put_back_and_rules_hold_for_it() {
    let managed = Managed::new("windows-managed-settings", &[]);
    managed.session(&[]);
    let compliance = json!({ "policies": [{
        "id": "pcs", "name": "PCs", "platform": "windows",
        "settings": { "require": ["firewall"] }
    }] });
    let settings =
        json!({ "windows": { "max_inactivity_minutes": 10, "device_encryption": true } });
    managed.put("compliance", 0, &compliance);
    managed.put("profiles", 0, &Managed::profile(&settings));
    until_sections_are_read_again();
    let said = managed.session(&["--set", "./Vendor/MSFT/DeviceStatus/Firewall/Status=1"]);
    let text = said.report.to_string();
    assert!(
        text.contains("MaxInactivityTimeDeviceLock"),
        "{:#}",
        said.report
    );
    managed.session(&[]);
    let settings = managed.settings();
    assert!(
        !settings.is_empty() && settings.values().all(|state| state == "success"),
        "{settings:?}"
    );
    assert_eq!(
        managed.detail()["device"]["compliance"],
        "not_compliant",
        "{:#}",
        managed.detail()
    );

    managed.put("profiles", 1, &json!({ "profiles": [] }));
    until_sections_are_read_again();
    let back = managed.session(&["--set", "./Vendor/MSFT/DeviceStatus/Firewall/Status=0"]);
    assert!(
        back.report.to_string().contains("Delete"),
        "{:#}",
        back.report
    );
    managed.session(&[]);
    assert_eq!(managed.detail()["device"]["compliance"], "compliant");
}
