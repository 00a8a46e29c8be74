//! What profiles set on a Windows PC, over OMA DM with the real Worker: its tree is what changes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::process::Command;

use muster_tests::device::run;
use muster_tests::managed::until_sections_are_read_again;
use muster_tests::server::work_dir;
use muster_tests::windows::Managed;
use serde_json::json;

/// A certificate of an authority's own: as PEM, and its SHA-1 in capital digits.
fn authority(name: &str) -> (String, String) {
    let dir = work_dir(name);
    run(Command::new("openssl")
        .current_dir(&dir)
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
        ])
        .args([
            "-subj",
            "/CN=Example root",
            "-keyout",
            "key.pem",
            "-out",
            "root.pem",
        ]));
    let digest = run(Command::new("openssl").current_dir(&dir).args([
        "x509",
        "-in",
        "root.pem",
        "-noout",
        "-fingerprint",
        "-sha1",
    ]));
    let digest = digest.trim().rsplit('=').next().unwrap().replace(':', "");
    let pem = std::fs::read_to_string(dir.join("root.pem")).unwrap();
    (pem, digest)
}

#[test]
fn a_network_and_an_authority_reach_the_pc_follow_their_profile_and_are_put_back() {
    let managed = Managed::new("windows-profile-network", &[]);
    let (pem, digest) = authority("windows-profile-root");
    let root = format!("Vendor/MSFT/RootCATrustedCertificates/Root/{digest}/EncodedCertificate");
    // A name that has to be escaped in an address.
    let network = "Vendor/MSFT/WiFi/Profile/B%C3%BCro%202/WlanXml";
    let settings = |passphrase: &str| {
        json!({
            "trusted_roots": [{ "name": "Example root", "certificate": pem }],
            "windows": { "wifi": { "Büro 2": { "passphrase": passphrase } } },
        })
    };
    managed.put("profiles", 0, &Managed::profile(&settings("a & b < c > d")));
    until_sections_are_read_again();
    managed.session(&[]);
    let set = managed.pc.node(network).unwrap();
    assert!(
        set.contains("<keyMaterial>a &amp; b &lt; c &gt; d<"),
        "{set}"
    );
    assert!(set.contains("<name>Büro 2</name>"), "{set}");
    let kept = managed.pc.node(&root).unwrap();
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    assert_eq!(kept, body);
    let shown = managed.settings();
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert!(shown.values().all(|state| state == "success"), "{shown:?}");

    // Another passphrase replaces the network that is there already.
    managed.put("profiles", 1, &Managed::profile(&settings("correct horse")));
    until_sections_are_read_again();
    managed.session(&[]);
    let set = managed.pc.node(network).unwrap();
    assert!(set.contains("<keyMaterial>correct horse<"), "{set}");
    let shown = managed.settings();
    assert!(shown.values().all(|state| state == "success"), "{shown:?}");

    // The profile is there still, and is for it no more.
    let mut others = Managed::profile(&settings("correct horse"));
    others["profiles"][0]["filter"] =
        json!({ "mode": "exclude", "rule": "(device.manufacturer -eq \"Contoso\")" });
    managed.put("profiles", 2, &others);
    until_sections_are_read_again();
    managed.session(&[]);
    assert_eq!(managed.pc.node(network), None);
    assert_eq!(managed.pc.node(&root), None);
    assert_eq!(managed.settings().len(), 0);
}

#[test]
fn each_setting_has_a_state_of_its_own_when_the_pc_refuses_one() {
    let managed = Managed::new("windows-profile-refused", &[]);
    managed.put(
        "profiles",
        0,
        &Managed::profile(&json!({
            "windows": {
                "max_inactivity_minutes": 10,
                "wifi": { "Guests": { "passphrase": "correct horse" } },
            }
        })),
    );
    until_sections_are_read_again();
    // A node that nobody may change.
    let node = "Vendor/MSFT/WiFi/Profile/Guests/WlanXml";
    managed.session(&["--set", &format!("./{node}=its own")]);
    assert_eq!(managed.pc.node(node).as_deref(), Some("its own"));
    let inactivity = "Vendor/MSFT/Policy/Config/DeviceLock/MaxInactivityTimeDeviceLock";
    assert_eq!(managed.pc.node(inactivity).as_deref(), Some("10"));
    let shown = managed.settings();
    let states: Vec<(&str, bool)> = shown
        .iter()
        .map(|(key, state)| (state.as_str(), key.contains("Guests")))
        .collect();
    assert_eq!(states.len(), 2, "{shown:?}");
    assert!(
        states
            .iter()
            .all(|(state, is_network)| (*state == "error") == *is_network),
        "{shown:?}"
    );
}
