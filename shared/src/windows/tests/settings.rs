use serde_json::json;

use super::super::session::SET_AGAIN_AFTER;
use super::super::settings::{knows, plan, version};
use super::commands::json_plan;
use super::pc::Pc;
use super::sessions::{Server, sent};
use super::*;
use crate::command::CommandName;
use crate::ids::Digest;
use crate::platform::{Ownership, Platform};
use crate::profile::{
    ConfigurationProfile, NotFor, ProfileSettings, SettingState, effective, status_of,
};

/// A certificate of an authority, as its DER in base64.
fn root() -> String {
    use base64ct::{Base64, Encoding as _};
    Base64::encode_string(include_bytes!("../../../tests/fixtures/ca/root.der"))
}

fn nodes(settings: &serde_json::Value) -> Vec<(String, String, String)> {
    let node = |node: crate::windows::settings::Planned| {
        (
            node.key.to_string(),
            node.uri,
            format!("{} {}", node.format, node.data),
        )
    };
    json_plan(settings).into_iter().map(node).collect()
}

#[test]
fn each_setting_is_the_node_that_the_reference_names() {
    let set =
        |key: &str, uri: &str, value: &str| (key.to_owned(), uri.to_owned(), value.to_owned());
    let policy = "./Device/Vendor/MSFT/Policy/Config";
    assert_eq!(
        nodes(&json!({
            "password": { "minimum_length": 8 },
            "login_banner": "Property of Example\n",
            "windows": {
                "max_inactivity_minutes": 15, "password_history": 5, "device_encryption": true,
                "firewall": { "domain": true, "private": true, "public": false },
                "camera": false, "telemetry": "required",
            },
        })),
        [
            set(
                "windows:password_asked",
                &format!("{policy}/DeviceLock/DevicePasswordEnabled"),
                "int 0"
            ),
            set(
                "login_banner",
                &format!(
                    "{policy}/LocalPoliciesSecurityOptions/InteractiveLogon_MessageTextForUsersAttemptingToLogOn"
                ),
                "chr Property of Example\n",
            ),
            set(
                "password:minimum_length",
                &format!("{policy}/DeviceLock/MinDevicePasswordLength"),
                "int 8"
            ),
            set(
                "windows:camera",
                &format!("{policy}/Camera/AllowCamera"),
                "int 0"
            ),
            set(
                "windows:device_encryption",
                "./Device/Vendor/MSFT/BitLocker/RequireDeviceEncryption",
                "int 1"
            ),
            set(
                "windows:firewall_domain",
                "./Vendor/MSFT/Firewall/MdmStore/DomainProfile/EnableFirewall",
                "bool true"
            ),
            set(
                "windows:firewall_private",
                "./Vendor/MSFT/Firewall/MdmStore/PrivateProfile/EnableFirewall",
                "bool true"
            ),
            set(
                "windows:firewall_public",
                "./Vendor/MSFT/Firewall/MdmStore/PublicProfile/EnableFirewall",
                "bool false"
            ),
            set(
                "windows:max_inactivity_minutes",
                &format!("{policy}/DeviceLock/MaxInactivityTimeDeviceLock"),
                "int 15"
            ),
            set(
                "windows:password_history",
                &format!("{policy}/DeviceLock/DevicePasswordHistory"),
                "int 5"
            ),
            set(
                "windows:telemetry",
                &format!("{policy}/System/AllowTelemetry"),
                "int 1"
            ),
        ]
    );
}

#[test]
fn an_authority_is_named_by_the_sha_1_of_its_certificate() {
    // openssl x509 -inform DER -in root.der -noout -fingerprint -sha1
    let thumbprint = "161662A1DDD756E6A5269CB510ECB0F681D0D09D";
    let planned =
        json_plan(&json!({ "trusted_roots": [{ "name": "Root", "certificate": root() }] }));
    assert_eq!(planned.len(), 1);
    let node = format!("./Device/Vendor/MSFT/RootCATrustedCertificates/Root/{thumbprint}");
    assert_eq!(planned[0].uri, format!("{node}/EncodedCertificate"));
    assert_eq!((planned[0].format, &planned[0].data), ("b64", &root()));
    assert_eq!(planned[0].order(false).0, Verb::Add);
    assert_eq!(planned[0].undo.uri, node);
}

#[test]
fn a_network_is_a_profile_in_windows_form_whatever_it_is_called() {
    let planned = json_plan(&json!({ "windows": { "wifi": {
        "Büro & <Gäste>": { "passphrase": "a<b>&c \"d\"", "hidden": true, "connect": false },
    } } }));
    let node = &planned[0];
    assert_eq!(node.key.as_str(), "wifi:B%C3%BCro%20%26%20%3CG%C3%A4ste%3E");
    assert_eq!(
        node.uri,
        "./Device/Vendor/MSFT/WiFi/Profile/B%C3%BCro%20%26%20%3CG%C3%A4ste%3E/WlanXml"
    );
    let document = roxmltree::Document::parse(&node.data).unwrap();
    let schema = "http://www.microsoft.com/networking/WLAN/profile/v1";
    let text = |name: &str| -> Vec<String> {
        document
            .descendants()
            .filter(|node| node.has_tag_name((schema, name)))
            .map(|node| node.text().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(text("name"), ["Büro & <Gäste>", "Büro & <Gäste>"]);
    assert_eq!(text("hex"), ["42C3BC726F2026203C47C3A47374653E"]);
    assert_eq!(text("keyMaterial"), ["a<b>&c \"d\""]);
    assert_eq!(text("nonBroadcast"), ["true"]);
    assert_eq!(text("connectionMode"), ["manual"]);
    assert_eq!(
        [text("authentication"), text("encryption")],
        [["WPA2PSK"], ["AES"]]
    );
    let order: Vec<&str> = document
        .descendants()
        .filter(|node| ["keyType", "protected", "keyMaterial"].contains(&node.tag_name().name()))
        .map(|node| node.tag_name().name())
        .collect();
    assert_eq!(order, ["keyType", "protected", "keyMaterial"]);
    let shown = format!(
        "{:?}",
        effective(
            [&profile(
                &json!({ "windows": { "wifi": { "A": { "passphrase": "correct horse" } } } })
            )],
            [],
            Ownership::Corporate,
        )
    );
    assert!(!shown.contains("horse"), "{shown}");
}

fn profile(settings: &serde_json::Value) -> ConfigurationProfile {
    serde_json::from_value(json!({
        "id": "base", "name": "Base", "platform": "windows", "settings": settings,
    }))
    .unwrap()
}

fn state_of(server: &Server, key: &str) -> (SettingState, Option<String>) {
    // As the API shows it: by the report, of the settings that are wanted.
    let report = server.report.as_ref().unwrap();
    assert_eq!(Some(report.version), version(&server.settings));
    let failed = report
        .failed
        .iter()
        .find(|failed| failed.key.as_str() == key);
    match failed {
        Some(failed) => (SettingState::Error, Some(failed.reason.clone())),
        None => (SettingState::Success, None),
    }
}

#[test]
fn statuses_become_what_is_told_of_each_setting() {
    let mut server = Server {
        settings: json_plan(&json!({
            "trusted_roots": [{ "name": "Root", "certificate": root() }],
            "password": { "minimum_length": 8 },
            "windows": {
                "wifi": { "Office": { "passphrase": "correct horse" } },
                "camera": false, "device_encryption": true,
            },
        })),
        ..Server::default()
    };
    let first = server.hears(&message("first.xml"));
    let golden = String::from_utf8(vector("answer-settings.xml")).unwrap();
    assert_eq!(first.write(), golden.trim_end());
    let second = server.hears(&message("settings.xml"));
    // The network is there already: it is replaced, and only it is asked.
    let wifi = "./Device/Vendor/MSFT/WiFi/Profile/Office/WlanXml";
    assert_eq!(ordered(&second), [(Verb::Replace, wifi.to_owned())]);
    assert!(server.report.is_none());
    let done = message("settings.xml").write();
    let done = done
        .replace("<MsgID>2<", "<MsgID>3<")
        .replace("<MsgRef>1<", "<MsgRef>2<");
    let id = second.commands.last().unwrap().id();
    let done = done.replace("<CmdRef>24<", &format!("<CmdRef>{id}<"));
    server.hears(&Message::read(done.as_bytes()).unwrap());
    assert_eq!(state_of(&server, "wifi:Office").0, SettingState::Success);
    assert_eq!(state_of(&server, "windows:camera").0, SettingState::Success);
    assert_eq!(
        state_of(&server, "windows:device_encryption").1.as_deref(),
        Some("this version or edition of Windows does not have it (404, 0x86000002)")
    );
    assert_eq!(
        state_of(&server, "password:minimum_length").1.as_deref(),
        Some("Windows could not do it (500, 0x82AA0002)")
    );
}

#[test]
fn what_is_set_stays_what_changes_is_sent_and_what_is_no_more_is_put_back() {
    let mut pc = Pc::new();
    let untouched = pc.set();
    let mut server = Server::setting(json_plan(&json!({
        "password": { "minimum_length": 8 },
        "trusted_roots": [{ "name": "Root", "certificate": root() }],
        "windows": {
            "max_inactivity_minutes": 15, "device_encryption": true, "camera": false,
            "firewall": { "domain": false },
            "wifi": { "Office": { "passphrase": "correct horse" } },
        },
    })));
    server.session(&mut pc);
    assert_eq!(pc.set().len(), untouched.len() + 7);
    assert_eq!(state_of(&server, "windows:camera").0, SettingState::Success);
    // The same again: nothing is sent.
    assert!(ordered(&server.hears(&pc.begins())).is_empty());
    // One network gets another passphrase, the camera is free again, a rule for passwords changes.
    server.settings = json_plan(&json!({
        "password": { "minimum_length": 10 },
        "trusted_roots": [{ "name": "Root", "certificate": root() }],
        "windows": {
            "max_inactivity_minutes": 15, "device_encryption": true,
            "firewall": { "domain": false },
            "wifi": { "Office": { "passphrase": "battery staple" } },
        },
    }));
    let answer = server.hears(&pc.begins());
    let short: Vec<_> = ordered(&answer)
        .into_iter()
        .map(|(verb, uri)| (verb, uri.rsplit('/').next().unwrap().to_owned()))
        .collect();
    let expected = |verb, name: &str| (verb, name.to_owned());
    assert_eq!(
        short,
        [
            expected(Verb::Delete, "AllowCamera"),
            expected(Verb::Add, "WlanXml"),
            // What belongs together goes together.
            expected(Verb::Replace, "DevicePasswordEnabled"),
            expected(Verb::Replace, "MinDevicePasswordLength"),
            expected(Verb::Replace, "MaxInactivityTimeDeviceLock"),
        ]
    );
    server.session(&mut pc);
    let wifi = &pc.nodes["./Device/Vendor/MSFT/WiFi/Profile/Office/WlanXml"];
    assert!(wifi.contains("battery staple"));
    assert_eq!(pc.set().len(), untouched.len() + 6);
    assert_eq!(state_of(&server, "wifi:Office").0, SettingState::Success);
    // Nothing is configured any more: everything is as it was.
    server.settings = Vec::new();
    server.session(&mut pc);
    assert_eq!(pc.set(), untouched);
    assert!(ordered(&server.hears(&pc.begins())).is_empty());
}

#[test]
fn what_somebody_changes_at_the_pc_is_put_right_within_a_day() {
    let mut pc = Pc::new();
    let mut server = Server::setting(json_plan(&json!({ "windows": { "camera": false } })));
    server.session(&mut pc);
    let node = "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera";
    pc.nodes.insert(node.to_owned(), "1".to_owned());
    server.session(&mut pc);
    assert_eq!(pc.nodes[node], "1");
    server.now = NOW.plus(SET_AGAIN_AFTER);
    server.session(&mut pc);
    assert_eq!(pc.nodes[node], "0");
    // And once a day is enough.
    assert!(ordered(&server.hears(&pc.begins())).is_empty());
}

#[test]
fn what_fails_is_tried_once_a_session_and_names_its_reason() {
    let mut pc = Pc::new();
    let node = "./Device/Vendor/MSFT/BitLocker/RequireDeviceEncryption";
    pc.refuses.insert(node.to_owned(), 405);
    let mut server = Server::setting(json_plan(
        &json!({ "windows": { "device_encryption": true, "camera": false } }),
    ));
    assert_eq!(server.session(&mut pc), 2);
    let (state, why) = state_of(&server, "windows:device_encryption");
    assert_eq!(state, SettingState::Error);
    assert_eq!(
        why.as_deref(),
        Some("this version or edition of Windows does not have it (405)")
    );
    let again = server.hears(&pc.begins());
    assert_eq!(ordered(&again), [(Verb::Replace, node.to_owned())]);
    pc.refuses.clear();
    server.session(&mut pc);
    assert_eq!(
        state_of(&server, "windows:device_encryption").0,
        SettingState::Success
    );
}

#[test]
fn rules_for_passwords_are_set_together_or_not_at_all_and_each_says_why() {
    let mut pc = Pc::new();
    let node = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/DevicePasswordHistory";
    pc.refuses.insert(node.to_owned(), 500);
    let untouched = pc.set();
    let mut server = Server::setting(json_plan(&json!({
        "password": { "minimum_length": 8 }, "windows": { "password_history": 5 },
    })));
    server.session(&mut pc);
    assert_eq!(pc.set(), untouched);
    assert_eq!(
        state_of(&server, "password:minimum_length").1.as_deref(),
        Some("it was undone because something it belongs to failed (216)")
    );
    assert_eq!(
        state_of(&server, "windows:password_history").1.as_deref(),
        Some("Windows could not do it (500)")
    );
    // Without a status for what is in it, the group's own counts.
    let mut quiet = Server::setting(server.settings.clone());
    let answer = quiet.hears(&pc.begins());
    let mut says = pc.hears(&answer).unwrap();
    says.commands.retain(|command| match command {
        Command::Status(status) => status.command != "Replace",
        _ => true,
    });
    let last = quiet.hears(&says);
    assert!(ordered(&last).is_empty());
    assert_eq!(
        state_of(&quiet, "windows:password_history").1.as_deref(),
        Some("something it belongs to failed (507)")
    );
}

#[test]
fn no_answer_is_longer_than_the_device_takes_and_what_is_left_comes_in_the_next() {
    let networks: serde_json::Map<String, serde_json::Value> = (0..20)
        .map(|n| {
            (
                format!("n{n}"),
                json!({ "passphrase": "correct & <horse>" }),
            )
        })
        .collect();
    let settings = json!({
        "password": { "minimum_length": 8 },
        "windows": { "wifi": networks, "camera": false, "password_history": 5 },
    });
    for most in [4_000_u32, 6_000, 8_192, 40_000] {
        let mut pc = Pc::new();
        let mut server = Server::setting(json_plan(&settings));
        server.commands = vec![sent(1, CommandName::Sync)];
        let mut says = Some(pc.begins());
        let mut count = 0;
        while let Some(mut message) = says {
            message.header.max_message = Some(most);
            let answer = server.hears(&message);
            let length = answer.write().len();
            assert!(length <= most as usize, "{length} of {most}");
            says = pc.hears(&answer);
            count += 1;
        }
        assert!(count > 3 || most == 40_000, "{count}");
        let networks = pc.set().keys().filter(|uri| uri.contains("/WiFi/")).count();
        assert_eq!(networks, 20);
        assert_eq!(server.report.unwrap().failed, []);
        assert!(server.commands.is_empty());
    }
}

#[test]
fn without_a_plan_nothing_is_set_and_nothing_put_back() {
    use super::super::session::{Identified, Work, answer, receive};
    let mut pc = Pc::new();
    let mut server = Server::setting(json_plan(&json!({ "windows": { "camera": false } })));
    server.session(&mut pc);
    let received = receive(
        server.state,
        &pc.begins(),
        Identified::Already,
        NOW,
        [1; 16],
    );
    let (_, asks) = answer(received, &Work::NOTHING, NOW);
    assert!(ordered(&asks).is_empty());
}

#[test]
fn what_windows_does_not_know_is_passed_over_and_said_to_be_not_applicable() {
    let linux: ProfileSettings = serde_json::from_value(json!({
        "files": [{ "path": "/etc/motd", "content": "x" }],
        "sysctl": { "kernel.panic": "10" },
        "password": { "minimum_digits": 1, "minimum_length": 8 },
        "login_banner": "Ours",
    }))
    .unwrap();
    let profile = ConfigurationProfile {
        settings: linux,
        ..profile(&json!({}))
    };
    let all = effective([&profile], [], Ownership::Corporate);
    let planned = plan(&all);
    let keys: Vec<&str> = planned.iter().map(|node| node.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "windows:password_asked",
            "login_banner",
            "password:minimum_length"
        ]
    );
    let known = all.known_by(knows);
    assert_eq!(plan(&known), planned);
    assert!(
        known
            .not_applicable
            .iter()
            .all(|one| one.why == NotFor::Client)
    );
    let status = status_of(&known, version(&planned), true, None);
    let states: Vec<_> = status
        .settings
        .iter()
        .map(|one| (one.key.as_str(), one.state))
        .collect();
    use SettingState::{NotApplicable, Pending};
    assert_eq!(
        states,
        [
            ("file:/etc/motd", NotApplicable),
            ("login_banner", Pending),
            ("password:minimum_digits", NotApplicable),
            ("password:minimum_length", Pending),
            ("sysctl:kernel.panic", NotApplicable),
        ]
    );
}

#[test]
fn the_linux_agent_is_told_nothing_of_windows_settings() {
    let profile = profile(&json!({ "windows": { "camera": false, "password_history": 3 } }));
    let all = effective([&profile], [], Ownership::Corporate);
    assert_eq!(all.items.len(), 2);
    let empty = Digest::of(b"");
    assert_eq!(
        crate::profile::linux::render(&all),
        format!("muster-configuration 1\nversion {empty}\nend\n")
    );
    let known = all.known_by(crate::profile::linux::knows);
    assert!(known.items.is_empty());
    assert_eq!(crate::profile::linux::version(&known), None);
}

#[test]
fn settings_of_windows_keep_their_bounds_and_are_of_windows_alone() {
    let check = |settings: serde_json::Value, platform| {
        let settings: ProfileSettings = serde_json::from_value(settings).unwrap();
        settings.check(platform).map_err(|fault| fault.path)
    };
    let windows = |settings| check(json!({ "windows": settings }), Platform::Windows);
    assert_eq!(windows(json!({})), Ok(()));
    for (settings, path) in [
        (
            json!({ "max_inactivity_minutes": 0 }),
            "windows.max_inactivity_minutes",
        ),
        (
            json!({ "max_inactivity_minutes": 1000 }),
            "windows.max_inactivity_minutes",
        ),
        (json!({ "password_history": 0 }), "windows.password_history"),
        (
            json!({ "password_history": 51 }),
            "windows.password_history",
        ),
        (
            json!({ "wifi": { "": { "passphrase": "correct horse" } } }),
            "windows.wifi[0]",
        ),
        (
            json!({ "wifi": { "x".repeat(33): { "passphrase": "correct horse" } } }),
            "windows.wifi[0]",
        ),
        (
            json!({ "wifi": { "A": { "passphrase": "short" } } }),
            "windows.wifi[0].passphrase",
        ),
        (
            json!({ "wifi": { "A": { "passphrase": "x".repeat(64) } } }),
            "windows.wifi[0].passphrase",
        ),
        (
            json!({ "wifi": { "A": { "passphrase": "mit Ümlaut" } } }),
            "windows.wifi[0].passphrase",
        ),
    ] {
        assert_eq!(windows(settings), Err(path.to_owned()));
    }
    for platform in Platform::ALL {
        let allowed = check(json!({ "windows": {} }), platform).is_ok();
        assert_eq!(allowed, platform == Platform::Windows);
    }
    let length = |most: u8, platform| {
        check(json!({ "password": { "minimum_length": most } }), platform).is_ok()
    };
    assert!(length(16, Platform::Windows) && !length(17, Platform::Windows));
    assert!(length(64, Platform::Linux));
    let unknown =
        serde_json::from_value::<ProfileSettings>(json!({ "windows": { "cameras": true } }));
    assert!(unknown.is_err());
}

#[test]
fn a_persons_own_pc_takes_what_guards_it_and_nothing_else() {
    let all = json!({ "windows": {
        "max_inactivity_minutes": 15, "password_history": 5, "device_encryption": true,
        "firewall": { "domain": true, "public": false },
        "wifi": { "Office": { "passphrase": "correct horse" } },
        "camera": false, "telemetry": "off",
    } });
    let personal = effective([&profile(&all)], [], Ownership::Personal);
    let refused: Vec<&str> = personal
        .not_applicable
        .iter()
        .map(|one| one.key.as_str())
        .collect();
    assert_eq!(
        refused,
        [
            "windows:camera",
            "windows:firewall_public",
            "windows:telemetry"
        ]
    );
    assert_eq!(personal.items.len(), 5);
    let corporate = effective([&profile(&all)], [], Ownership::Corporate);
    assert!(corporate.not_applicable.is_empty());
}

#[test]
fn two_profiles_that_want_a_network_differently_are_in_conflict_and_no_passphrase_is_told() {
    let one =
        profile(&json!({ "windows": { "wifi": { "Office": { "passphrase": "correct horse" } } } }));
    let mut other = profile(
        &json!({ "windows": { "wifi": { "Office": { "passphrase": "battery staple" } } } }),
    );
    other.id = "other".parse().unwrap();
    let both = effective([&one, &other], [], Ownership::Corporate);
    assert_eq!(both.conflicts.len(), 1);
    let told = format!("{:?}", both.conflicts);
    assert!(
        !told.contains("horse") && !told.contains("staple"),
        "{told}"
    );
    assert!(plan(&both).is_empty());
}

#[test]
fn profiles_read_back_as_they_were_written() {
    for settings in [
        json!({}),
        json!({ "windows": {} }),
        json!({ "windows": { "wifi": { "A": { "passphrase": "correct horse", "connect": false } } } }),
        json!({ "windows": { "telemetry": "optional", "firewall": { "public": true } } }),
    ] {
        let read: ProfileSettings = serde_json::from_value(settings.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), settings);
    }
}
