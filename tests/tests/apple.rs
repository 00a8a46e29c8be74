//! An iPhone, an iPad and a Mac at the real Worker: the fake device holds every answer to Apple's documents.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that meets something unexpected ends there"
)]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use muster_shared::audit::{AuditEntry, AuditKind};
use muster_tests::apple::{Apple, Managed};
use muster_tests::eventually;
use muster_tests::managed::{Said, until_sections_are_read_again};
use muster_tests::people::{self, Person};
use muster_tests::push::Relay;
use muster_tests::server::{Server, secret};
use serde_json::{Value, json};

#[test]
fn an_iphone_enrolls_by_a_profile_tells_what_it_is_and_is_its_persons() {
    let managed = Managed::new("apple-profile", "iphone", "profile", &[]);
    let said = managed.session(&[]);
    let asked = said.report.to_string();
    assert!(asked.contains("DeviceInformation"), "{asked}");
    let devices = managed.ana.devices();
    assert_eq!(devices.len(), 1, "{devices:?}");
    assert_eq!(devices[0].platform.as_str(), "ios");
    assert!(devices[0].os_version.is_some(), "{devices:?}");
    assert!(!managed.fact("model").is_null(), "{:#}", managed.detail());
    // Asked the same again, there is nothing new, and nothing goes wrong.
    managed.session(&[]);
}

#[test]
fn an_ipad_enrolls_over_the_air_as_apple_encodes_and_a_mac_with_the_digest_of_older_systems() {
    let ipad = Managed::new("apple-ota", "ipad", "ota", &["--encoding", "ber"]);
    ipad.session(&[]);
    assert_eq!(ipad.ana.devices()[0].platform.as_str(), "ipados");

    let mac = Managed::new("apple-mac", "mac", "profile", &["--hash", "sha1"]);
    mac.session(&[]);
    let kept = mac.apple.run("bootstrap", &["set"]);
    assert!(kept.succeeded, "{:#}", kept.report);
    let given = mac.apple.run("bootstrap", &["get"]);
    assert!(given.succeeded, "{:#}", given.report);
}

/// What the device was told when the server said no: at which step, with which status, and the words.
fn fault(said: &Said) -> (&str, u64, &str) {
    let fault = &said.report["fault"];
    let text = |name: &str| fault[name].as_str().unwrap_or_default();
    let status = fault["http_status"].as_u64().unwrap_or_default();
    (text("step"), status, text("body"))
}

#[test]
fn a_person_enrolls_their_own_ipad_by_an_account_and_renews_without_any_rights() {
    let server = Server::start("apple-account");
    people::provision(&server);
    let ipad = Apple::new("apple-account-ipad", &server, "ipad");
    let said = ipad.enroll_by_account("ana@example.com", &secret("DEV_ANA_PASSWORD"), &[]);
    assert!(said.succeeded, "{:#}", said.report);
    let managed = Managed::of(ipad, server);
    let asked = managed.session(&[]).report.to_string();
    assert!(asked.contains("DeviceInformation"), "{asked}");
    let mdm = || managed.apple.run("show", &[]).report["device"]["mdm"].clone();
    let is_of_account = |mdm: &Value| {
        assert_eq!(mdm["EnrollmentMode"], "BYOD", "{mdm:#}");
        assert_eq!(mdm["AssignedManagedAppleID"], "ana@example.com", "{mdm:#}");
        assert!(mdm.get("AccessRights").is_none(), "{mdm:#}");
    };
    is_of_account(&mdm());

    let before = managed.ana.devices()[0].certificate_serial;
    let renew = managed.command_of_it(&json!({ "kind": "renew_certificate" }));
    let said = managed.session(&[]);
    let effects = said.report["effects"].to_string();
    assert!(effects.contains("renewed"), "{:#}", said.report);
    managed.session(&[]);
    assert_eq!(managed.state_of(&renew)["state"], "done");
    let devices = managed.ana.devices();
    assert_eq!(devices.len(), 1);
    assert!(before.is_some() && devices[0].certificate_serial != before);
    is_of_account(&mdm());

    let wrong = Apple::new("apple-account-wrong", &managed.server, "ipad");
    let said = wrong.enroll_by_account("ana@example.com", "not the password", &[]);
    assert!(!said.succeeded, "{:#}", said.report);
    let (step, status, _) = fault(&said);
    assert_eq!((step, status), ("sign-in", 401), "{:#}", said.report);
    assert_eq!(managed.ana.devices().len(), 1);
}

#[test]
fn a_platform_that_is_blocked_gets_no_certificate_and_its_person_is_told_why() {
    let server = Server::start("apple-blocked");
    people::provision(&server);
    let iphone = Apple::new("apple-blocked-iphone", &server, "iphone");
    let ana = Person::sign_in(&server, "ana");
    let ticket = iphone.ticket(&ana);
    Person::sign_in(&server, "admin").change_policy(|policy| {
        policy["platform_restrictions"]["default"]["ios"]["access"] = json!("block");
    });
    let said = iphone.enroll("profile", &ticket, &[]);
    assert!(!said.succeeded, "{:#}", said.report);
    let (step, status, body) = fault(&said);
    assert_eq!((step, status), ("profile", 403), "{:#}", said.report);
    assert!(body.contains("platform-blocked"), "{:#}", said.report);
    assert!(ana.devices().is_empty());
}

#[test]
fn a_token_for_one_device_enrolls_one_by_a_profile_and_over_the_air_and_refuses_the_next() {
    let server = Server::start("apple-token");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    for (way, model) in [("profile", "iphone"), ("ota", "mac")] {
        let apple = Apple::new(&format!("apple-token-{way}"), &server, model);
        let by = (apple.platform(), "apple_device");
        let token = admin.enrollment_token(&format!("Kiosks by {way}"), by, 1);
        let said = apple.enroll(way, &token.text, &[]);
        assert!(said.succeeded, "{way}: {:#}", said.report);
        let session = apple.run("session", &[]);
        assert!(session.succeeded, "{way}: {:#}", session.report);
        let path = format!("/api/v1/enrollment-tokens/{}", token.token.id);
        let shown = || admin.call("GET", &path, &[], None).json();
        assert_eq!(shown()["used"], 1, "{way}");
        // It is the organisation's, with every right.
        let device = apple.run("show", &[]).report["device"].clone();
        assert_eq!(device["mdm"]["AccessRights"], 8_191, "{device:#}");

        let next = Apple::new(&format!("apple-token-{way}-next"), &server, model);
        let said = next.enroll(way, &token.text, &[]);
        assert!(!said.succeeded, "{way}: {:#}", said.report);
        assert_eq!(said.report["fault"]["fail_info"], "badRequest", "{way}");
        assert_eq!(shown()["used"], 1, "{way}");
    }
    let fleet = admin.call("GET", "/api/v1/devices", &[], None).json();
    assert_eq!(fleet["devices"].as_array().unwrap().len(), 2, "{fleet:#}");
}

#[test]
fn commands_reach_the_device_and_what_it_puts_off_comes_again() {
    let managed = Managed::new("apple-commands", "iphone", "profile", &[]);
    managed.session(&[]);
    let lock = managed.command(&json!({ "kind": "lock" }));
    let put_off = managed.apple.run("session", &["--not-now", "DeviceLock"]);
    assert!(put_off.succeeded, "{:#}", put_off.report);
    assert_ne!(managed.state_of(&lock)["state"], "done");
    let said = managed.session(&[]);
    assert!(
        said.report.to_string().contains("locked"),
        "{:#}",
        said.report
    );
    assert_eq!(managed.state_of(&lock)["state"], "done");
}

#[test]
fn a_mac_of_the_organisations_is_restarted_renamed_and_erased() {
    let mac = listed_mac("apple-corporate");
    mac.session(&[]);
    let does = |body: Value, effect: &str| {
        let command = mac.command_of_it(&body);
        let said = mac.session(&[]).report.to_string();
        assert!(said.contains(effect), "{effect}: {said}");
        mac.state_of(&command)
    };
    let restarted = does(json!({ "kind": "reboot" }), "restarted");
    assert_eq!(restarted["state"], "done");
    let renamed = does(
        json!({ "kind": "rename_host", "name": "lab-7" }),
        "Settings",
    );
    assert_eq!(renamed["state"], "done");
    mac.session(&[]);
    assert_eq!(mac.fact("host_name"), "lab-7");
    let erased = does(json!({ "kind": "wipe" }), "erased");
    assert_eq!(erased["state"], "done");
    assert!(
        erased["output"].as_str().unwrap().contains("PIN"),
        "{erased:#}"
    );
    assert!(mac.ana.devices().is_empty());
}

/// A Mac that is on the list of the organisation's own as it enrolls, so that it is managed as such.
fn listed_mac(name: &str) -> Managed {
    let server = Server::start(name);
    people::provision(&server);
    let serial = "C02XK0AAJG5J";
    let body = json!({ "identifier": { "kind": "serial_number", "serial_number": serial } });
    let admin = Person::sign_in(&server, "admin");
    let added = admin.call("POST", "/api/v1/corporate-identifiers", &[], Some(&body));
    assert!(added.status < 300, "{}", added.text());
    // The list is published a little later than it is written.
    until_sections_are_read_again();
    Managed::at(server, name, "mac", "ota", &["--serial-number", serial])
}

#[test]
fn a_mac_of_the_organisations_lists_what_is_on_it_and_a_persons_own_phone_does_not() {
    let mac = listed_mac("apple-lists");
    let asked = mac.session(&[]).report.to_string();
    for question in ["InstalledApplicationList", "CertificateList"] {
        assert!(asked.contains(question), "{question}: {asked}");
    }
    let listed = |by: &Person, devices: &str| {
        let path = format!("/api/v1/{devices}/{}/installed", mac.device);
        let answered = by.call("GET", &path, &[], None);
        assert_eq!(answered.status, 200, "{}", answered.text());
        answered.json()
    };
    let seen = listed(&mac.admin, "devices");
    let apps = seen["apps"]["apps"].as_array().unwrap();
    let safari = apps.iter().find(|app| app["name"] == "Safari").unwrap();
    assert_eq!(safari["identifier"], "com.apple.Safari");
    assert_eq!(safari["version"], "18.1");
    let certificates = seen["certificates"]["certificates"].as_array().unwrap();
    let own = certificates.iter().find(|one| one["is_identity"] == true);
    assert_eq!(own.unwrap()["name"], mac.device.to_string());
    // Whoever has the device sees the same, and within a week it is not asked again.
    assert_eq!(listed(&mac.ana, "me/devices"), seen);
    let asked = mac.session(&[]).report.to_string();
    assert!(!asked.contains("InstalledApplicationList"), "{asked}");

    let phone = Managed::new("apple-lists-not", "iphone", "profile", &[]);
    let asked = phone.session(&[]).report.to_string();
    assert!(
        !asked.contains("InstalledApplicationList") && !asked.contains("CertificateList"),
        "{asked}"
    );
}

#[test]
fn a_renewal_gives_it_another_certificate_and_the_old_one_ends_only_then() {
    let managed = Managed::new("apple-renews", "iphone", "profile", &[]);
    managed.session(&[]);
    let before = managed.ana.devices()[0].certificate_serial;
    let old = managed.apple.copied();
    let renew = managed.command_of_it(&json!({ "kind": "renew_certificate" }));
    let said = old.run("session", &["--not-now", "InstallProfile"]);
    assert!(said.succeeded, "{:#}", said.report);
    let said = managed.session(&[]);
    assert!(
        said.report.to_string().contains("renewed"),
        "{:#}",
        said.report
    );
    managed.session(&[]);
    assert_eq!(managed.state_of(&renew)["state"], "done");
    let devices = managed.ana.devices();
    assert_eq!(devices.len(), 1);
    assert!(before.is_some() && devices[0].certificate_serial != before);
    // Whoever still has the old key is nobody any more.
    let said = old.run("session", &[]);
    assert!(!said.succeeded, "{:#}", said.report);
    managed.session(&[]);
}

#[test]
fn a_profile_comes_onto_the_device_is_told_in_force_and_goes_again() {
    let managed = Managed::new("apple-settings", "iphone", "profile", &[]);
    managed.session(&[]);
    let profile = json!({ "profiles": [{ "id": "phones", "name": "Phones", "platform": "ios",
        "settings": { "password": { "minimum_length": 8 } } }] });
    managed.put("profiles", 0, &profile);
    until_sections_are_read_again();
    let said = managed.session(&[]);
    assert!(
        said.report.to_string().contains("installed"),
        "{:#}",
        said.report
    );
    assert_eq!(managed.settings().values().collect::<Vec<_>>(), ["success"]);
    managed.put("profiles", 1, &json!({ "profiles": [] }));
    until_sections_are_read_again();
    let said = managed.session(&[]);
    assert!(
        said.report.to_string().contains("removed"),
        "{:#}",
        said.report
    );
    assert!(managed.settings().is_empty());
}

/// A server at which this is required of a platform's devices, and nothing is set by any profile.
fn requiring(name: &str, platform: &str, require: &[&str]) -> Server {
    let server = Server::start(name);
    people::provision(&server);
    let policy = json!({ "policies": [{ "id": "safe", "name": "Safe", "platform": platform,
        "settings": { "require": require } }] });
    let put = Person::sign_in(&server, "admin").call(
        "PUT",
        "/api/v1/configuration/compliance",
        &[("if-match", "\"0\"")],
        Some(&policy),
    );
    assert_eq!(put.status, 200, "{}", put.text());
    until_sections_are_read_again();
    server
}

fn compliance(managed: &Managed) -> String {
    let state = managed.detail()["device"]["compliance"].clone();
    state.as_str().unwrap_or_default().to_owned()
}

/// A session, and what it did to the device.
#[track_caller]
fn effects(managed: &Managed) -> Vec<String> {
    let said = managed.session(&[]);
    let effects = said.report["effects"].as_array().unwrap().iter();
    effects
        .map(|one| one.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn an_iphone_without_a_passcode_is_made_to_have_the_one_that_a_compliance_policy_requires() {
    let server = requiring("apple-passcode", "ios", &["passcode"]);
    let without = ["--without", "passcode"];
    let managed = Managed::at(server, "apple-passcode", "iphone", "profile", &without);
    let done = effects(&managed);
    assert_eq!(managed.fact("passcode"), "no");
    assert_eq!(compliance(&managed), "not_compliant");
    assert!(done[0].starts_with("installed "), "{done:?}");
    assert_eq!(done[1..], ["passcode set"]);
    assert_eq!(effects(&managed), [""; 0]);
    assert_eq!(managed.fact("passcode"), "yes");
    assert_eq!(compliance(&managed), "compliant");
    let set = managed.settings();
    assert_eq!(set.len(), 1, "{set:?}");
    assert_eq!(set["apple:passcode"], "success");
}

#[test]
fn an_ipad_by_an_account_keeps_a_policy_that_requires_a_passcode_though_it_never_tells_that_it_has_one()
 {
    let server = requiring("apple-account-passcode", "ipados", &["passcode"]);
    let without = ["--without", "passcode"];
    let managed = Managed::by_account(server, "apple-account-passcode", "ipad", &without);
    let long = json!({ "profiles": [{ "id": "long", "name": "Long", "platform": "ipados",
        "settings": { "password": { "minimum_length": 12 } } }] });
    managed.put("profiles", 0, &long);
    until_sections_are_read_again();
    let done = effects(&managed);
    assert!(done[0].starts_with("installed "), "{done:?}");
    assert_eq!(done[1..], ["passcode set"]);
    // In that session it had none yet.
    assert_eq!(managed.fact("passcode"), "no");
    assert_eq!(compliance(&managed), "not_compliant");
    assert_eq!(effects(&managed), [""; 0]);
    assert_eq!(managed.fact("passcode"), "yes");
    assert_eq!(compliance(&managed), "compliant");
    // What Apple would ignore there is not said to be in force.
    let set = managed.settings();
    assert_eq!(set["apple:passcode"], "success");
    assert_eq!(set["password:minimum_length"], "not_applicable");
}

#[test]
fn what_apple_forbids_on_a_device_is_refused_when_it_is_asked() {
    let server = Server::start("apple-forbidden");
    people::provision(&server);
    let mac = Managed::by_account(server, "apple-forbidden", "mac", &[]);
    mac.session(&[]);
    let path = format!("/api/v1/devices/{}/commands", mac.device);
    for kind in ["lock", "reboot", "clear_passcode"] {
        let body = json!({ "command": { "kind": kind }, "key": kind });
        let answered = mac.admin.call("POST", &path, &[], Some(&body));
        assert_eq!(answered.status, 409, "{}", answered.text());
        assert_eq!(answered.json()["code"], "command-not-possible");
    }
    let sync = mac.command(&json!({ "kind": "sync" }));
    mac.session(&[]);
    assert_eq!(mac.state_of(&sync)["state"], "done");
}

#[test]
fn a_macs_disk_is_encrypted_once_it_is_the_organisations_and_the_mac_is_compliant_thereafter() {
    let required = ["disk_encryption", "firewall", "not_jailbroken", "passcode"];
    let server = requiring("apple-vault", "macos", &required);
    let without = ["--without", "filevault"];
    let managed = Managed::at(server, "apple-vault", "mac", "profile", &without);
    // A person's own Mac gets firewall and passcode; its disk is encrypted by its person, who is told how.
    let done = effects(&managed);
    assert!(
        matches!(done.as_slice(), [one, two] if one.starts_with("installed ") && two.starts_with("installed ")),
        "{done:?}"
    );
    // No Mac tells of its passcode: what forces one does.
    assert_eq!(managed.fact("passcode"), "yes");
    assert_eq!(effects(&managed), [""; 0]);
    assert_eq!(managed.fact("firewall"), "yes");
    assert_eq!(managed.fact("disk_encryption"), "not_encrypted");
    assert_eq!(compliance(&managed), "not_compliant");
    let set = managed.settings();
    assert_eq!(set["apple:firewall"], "success");
    assert_eq!(set["apple:file_vault"], "not_applicable");

    managed.make_corporate();
    let done = effects(&managed);
    assert!(done[0].starts_with("installed "), "{done:?}");
    assert_eq!(done[1..], ["FileVault turned on"]);
    // In that session it had not logged out yet.
    assert_eq!(compliance(&managed), "not_compliant");
    assert_eq!(managed.settings()["apple:file_vault"], "success");
    assert_eq!(effects(&managed), [""; 0]);
    assert_eq!(managed.fact("disk_encryption"), "encrypted");
    assert_eq!(compliance(&managed), "compliant");

    // It has handed over what opens the disk: its person and IT get that, and it is written down that they looked.
    let read = |by: &Person, devices: &str| {
        let path = format!("/api/v1/{devices}/{}/recovery-keys", managed.device);
        by.call("POST", &path, &[], None)
    };
    let known = managed.apple.run("show", &[]).report["device"]["recovery_key"].clone();
    assert!(known.is_string());
    for (by, devices) in [(&managed.ana, "me/devices"), (&managed.admin, "devices")] {
        let answered = read(by, devices);
        assert_eq!(answered.status, 200, "{}", answered.text());
        assert_eq!(answered.header("cache-control"), Some("no-store"));
        assert_eq!(answered.json()["recovery_keys"][0]["recovery_key"], known);
    }
    eventually("who looked at the key", || {
        let chain = managed.admin.audit();
        let is_look = |entry: &&AuditEntry| entry.event.kind == AuditKind::RecoveryKeyRead;
        (chain.iter().filter(is_look).count() == 2).then_some(())
    });
    assert_eq!(
        read(&Person::sign_in(&managed.server, "ben"), "me/devices").status,
        404
    );
}

#[test]
fn a_device_leaves_from_either_side() {
    let own = Managed::new("apple-leaves", "iphone", "profile", &[]);
    let said = own.apple.run("checkout", &[]);
    assert!(said.succeeded, "{:#}", said.report);
    assert!(own.ana.devices().is_empty());

    let removed = Managed::new("apple-removed", "ipad", "profile", &[]);
    let path = format!("/api/v1/me/devices/{}", removed.device);
    let answered = removed.ana.call("DELETE", &path, &[], None);
    assert!(answered.status < 300, "{}", answered.text());
    let said = removed.apple.run("session", &[]);
    assert!(
        said.succeeded && said.report.to_string().contains("unenrolled"),
        "{:#}",
        said.report
    );
}

/// A phone at a server that wakes devices so.
fn woken_by(name: &str, relay: &Relay, bindings: &Value) -> Managed {
    let server = Server::start_with(name, bindings);
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    let put = admin.call(
        "PUT",
        "/api/v1/configuration/apple",
        &[("if-match", "\"0\"")],
        Some(&relay.section()),
    );
    assert_eq!(put.status, 200, "{}", put.text());
    until_sections_are_read_again();
    Managed::at(server, name, "iphone", "profile", &[])
}

/// A push that was sent at this second or later and answered so: how long Apple keeps it says when that was, however late it arrives.
fn push_since(relay: &Relay, since: u64, status: u16) -> Value {
    eventually("a push", || {
        relay.heard().into_iter().find(|push| {
            let until = push["headers"]["apns-expiration"].as_str().unwrap();
            let sent = until.parse::<u64>().unwrap() - 86_400;
            sent >= since && push["status"] == status
        })
    })
}

/// The seconds since 1970, at the beginning of one in which nothing has been sent yet.
fn next_second() -> u64 {
    std::thread::sleep(Duration::from_millis(1_100));
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.unwrap().as_secs()
}

/// A command is heard of by a push for this very device, and carried out.
fn wakes_for_a_command(managed: &Managed, relay: &Relay) {
    let shown = managed.apple.run("show", &[]);
    let device = &shown.report["device"];
    let magic = device["push_magic"].as_str().unwrap();
    let is_for_it = |push: &Value| {
        let path = format!("/3/device/{}", device["token"].as_str().unwrap());
        assert_eq!(push["path"], path, "{push:#}");
        assert_eq!(push["headers"]["apns-topic"], device["mdm"]["Topic"]);
        assert_eq!(push["headers"]["apns-push-type"], "mdm");
        let body: Value = serde_json::from_str(push["body"].as_str().unwrap()).unwrap();
        assert_eq!(body, json!({ "mdm": magic }));
    };
    // It has just enrolled, and is asked what it is.
    is_for_it(&push_since(relay, 0, 200));
    managed.session(&["--push", magic]);
    let since = next_second();
    let lock = managed.command(&json!({ "kind": "lock" }));
    is_for_it(&push_since(relay, since, 200));
    managed.session(&["--push", magic]);
    assert_eq!(managed.state_of(&lock)["state"], "done");
}

#[test]
fn what_is_asked_of_a_device_wakes_it_by_a_push_through_the_relay() {
    let relay = Relay::start("apple-push-relay");
    let managed = woken_by("apple-push", &relay, &relay.bindings());
    wakes_for_a_command(&managed, &relay);
    // What Apple cannot take just now is sent again.
    relay.answer_next(503, "ServiceUnavailable");
    let since = next_second();
    managed.command(&json!({ "kind": "sync" }));
    let refused = push_since(&relay, since, 503);
    let sent = push_since(&relay, since, 200);
    assert_eq!(sent["path"], refused["path"]);
}

#[test]
fn the_binding_that_holds_the_certificate_wakes_a_device_before_any_relay() {
    let relay = Relay::start("apple-push-binding-relay");
    let managed = woken_by("apple-push-binding", &relay, &relay.by_binding());
    wakes_for_a_command(&managed, &relay);
}

/// Messages to SCEP that must be refused.
const WRONG_SCEP: &[&str] = &[
    "scep-empty",
    "scep-not-cms",
    "scep-truncated",
    "scep-bad-signature",
    "scep-two-signers",
    "scep-wrong-recipient",
    "scep-wrong-challenge",
    "scep-no-request",
    "scep-changed-request",
    "scep-foreign-key",
    "scep-weak-key",
    "scep-get-cert",
    "scep-unknown-type",
    "scep-unknown-poll",
    "scep-long-transaction",
    "scep-deep",
    "scep-huge",
];
/// Messages to SCEP that may be taken, and do nothing twice.
const STRANGE_SCEP: &[&str] = &[
    "scep-no-challenge",
    "scep-many-attributes",
    "scep-two-recipients",
    "scep-replay",
];

#[test]
fn whatever_is_sent_to_it_the_server_refuses_stores_nothing_and_serves_the_next() {
    let server = Server::start("apple-abuse");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let phone = Apple::new("apple-abuse-phone", &server, "iphone");
    let profile = format!("{}/mdm/apple/profile/{}", server.url(), phone.ticket(&ana));
    let before_an_enrollment = [WRONG_SCEP, &["--local-http", "--profile", &profile]].concat();
    let said = phone.run("abuse", &before_an_enrollment);
    assert!(said.succeeded, "{:#}", said.report);
    assert!(ana.devices().is_empty());
    // What is strange and not wrong, such as the same message twice, enrolls one device at most.
    let strange = [STRANGE_SCEP, &["--local-http", "--profile", &profile]].concat();
    let said = phone.run("abuse", &strange);
    assert!(said.succeeded, "{:#}", said.report);
    assert!(ana.devices().len() <= 1);

    let [one, other] = ["one", "other"].map(|name| {
        let apple = Apple::new(&format!("apple-abuse-{name}"), &server, "iphone");
        let said = apple.enroll("profile", &apple.ticket(&ana), &[]);
        assert!(said.succeeded, "{:#}", said.report);
        apple
    });
    let before = ana.devices();
    let said = one.run("abuse", &["--other", other.dir()]);
    assert!(said.succeeded, "{:#}", said.report);
    assert_eq!(ana.devices().len(), before.len());
    let session = one.run("session", &[]);
    assert!(session.succeeded, "{:#}", session.report);
}

/// Messages to where a device says what it is, that must be refused.
const WRONG_POST: &[&str] = &[
    "post-empty",
    "post-noise",
    "post-truncated",
    "post-changed",
    "post-two-signers",
    "post-no-signer",
    "post-detached",
    "post-deep",
    "post-huge",
    "post-array",
    "post-no-plist",
    "post-entities",
    "post-long",
];

#[test]
fn what_is_posted_in_the_place_of_what_a_device_is_enrolls_nothing_and_the_ticket_stays_good() {
    let server = Server::start("apple-abuse-post");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let phone = Apple::new("apple-abuse-post-phone", &server, "iphone");
    let ticket = phone.ticket(&ana);
    let service = format!("{}/mdm/apple/ota/{ticket}", server.url());
    let account = format!("{}/mdm/apple/account/ios/enroll", server.url());
    for url in [&service, &account] {
        let said = phone.run(
            "abuse",
            &[WRONG_POST, &["--local-http", "--url", url]].concat(),
        );
        assert!(said.succeeded, "{:#}", said.report);
        let answers = said.report["answers"].as_array().unwrap();
        assert_eq!(answers.len(), WRONG_POST.len(), "{:#}", said.report);
        for answer in answers {
            assert_eq!(answer["refused"], true, "{url}: {answer:#}");
            // An account is asked to sign in, whatever it says of its device, as long as that is read at all.
            let asks_to_sign_in = url == &account && answer["status"] != 413;
            assert_eq!(answer["status"] == 401, asks_to_sign_in, "{answer:#}");
        }
        assert!(ana.devices().is_empty());
    }
    let said = phone.enroll("ota", &ticket, &[]);
    assert!(said.succeeded, "{:#}", said.report);
    assert_eq!(ana.devices().len(), 1);
}

/// Bad messages that can be made as large as one likes.
const GROWING: &[&str] = &[
    "scep-deep",
    "scep-huge",
    "mdm-quadratic",
    "mdm-deep",
    "mdm-huge",
    "post-deep",
    "post-huge",
    "post-long",
];

/// How long each takes at least, of three times. Whatever else the machine does makes it longer, never shorter.
fn milliseconds(phone: &Apple, more: &[&str], size: &str) -> BTreeMap<String, f64> {
    let mut fastest = BTreeMap::new();
    for _ in 0..3 {
        let said = phone.run("abuse", &[GROWING, more, &["--size", size]].concat());
        assert!(said.succeeded, "{:#}", said.report);
        for answer in said.report["answers"].as_array().unwrap() {
            let took = answer["milliseconds"].as_f64().unwrap();
            let kind = answer["kind"].as_str().unwrap().to_owned();
            let best = fastest.entry(kind).or_insert(took);
            *best = f64::min(*best, took);
        }
    }
    fastest
}

#[test]
fn a_bad_message_four_times_as_large_does_not_take_sixteen_times_as_long() {
    let server = Server::start("apple-abuse-grows");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let phone = Apple::new("apple-abuse-grows", &server, "iphone");
    let enrolled = phone.enroll("profile", &phone.ticket(&ana), &[]);
    assert!(enrolled.succeeded, "{:#}", enrolled.report);
    let ticket = phone.ticket(&ana);
    let service = format!("{}/mdm/apple/ota/{ticket}", server.url());
    let profile = format!("{}/mdm/apple/profile/{ticket}", server.url());
    let more = ["--url", &service, "--profile", &profile];
    // Below what is read at all, the larger ones, too.
    let small = milliseconds(&phone, &more, "240000");
    let large = milliseconds(&phone, &more, "960000");
    for (kind, took) in large {
        // A message that takes no time to speak of may take several times that.
        let bound = 8.0 * small[&kind].max(100.0);
        assert!(took <= bound, "{kind}: {} and then {took}", small[&kind]);
    }
}
