use super::linux::{render, version};
use super::*;
use crate::ids::Digest;
use crate::platform::{Ownership, Platform};
use crate::policy::filter::{FilterSubject, GroupsSeen};
use crate::time::Timestamp;
use proptest::prelude::*;

fn profile(id: &str, settings: &serde_json::Value) -> ConfigurationProfile {
    serde_json::from_value(serde_json::json!({
        "id": id, "name": id, "platform": "linux", "settings": settings,
    }))
    .unwrap()
}

fn both(ownership: Ownership, profiles: &[&ConfigurationProfile]) -> Effective {
    effective(profiles.iter().copied(), [], ownership)
}

fn keys(effective: &Effective) -> Vec<&str> {
    let items = effective.items.iter();
    items.map(|(item, _)| item.key.as_str()).collect()
}

const CORPORATE: Ownership = Ownership::Corporate;

#[test]
fn two_profiles_that_want_a_setting_differently_are_in_conflict_and_both_are_named() {
    let one = profile(
        "one",
        &serde_json::json!({ "sysctl": { "net.ipv4.ip_forward": "0", "kernel.panic": "10" } }),
    );
    let two = profile(
        "two",
        &serde_json::json!({ "sysctl": { "net/ipv4/ip_forward": "1", "kernel.panic": "10" } }),
    );
    let of = both(CORPORATE, &[&two, &one]);
    assert_eq!(keys(&of), ["sysctl:kernel.panic"]);
    assert_eq!(of.items[0].1.len(), 2, "both want it so");
    let [conflict] = of.conflicts.as_slice() else {
        panic!("{of:?}");
    };
    assert_eq!(conflict.key.as_str(), "sysctl:net.ipv4.ip_forward");
    let sides: Vec<(&str, &str)> = conflict
        .sides
        .iter()
        .map(|(profile, wants)| (profile.as_str(), wants.as_str()))
        .collect();
    assert_eq!(sides, [("one", "0"), ("two", "1")]);
    let status = status_of(&of, version(&of), true, None);
    let shown = &status.settings[1];
    assert_eq!(shown.state, SettingState::Conflict);
    assert_eq!(shown.reason.as_deref(), Some("one wants 0; two wants 1"));
}

#[test]
fn not_configured_is_neither_zero_nor_off_and_conflicts_with_nothing() {
    let silent = profile(
        "silent",
        &serde_json::json!({ "password": { "minimum_length": null } }),
    );
    let none: ProfileSettings = serde_json::from_str("{}").unwrap();
    assert_eq!(silent.settings.items(), []);
    assert_eq!(none.items(), []);
    assert_eq!(serde_json::to_string(&none).unwrap(), "{}");
    let zero = profile(
        "zero",
        &serde_json::json!({ "password": { "minimum_digits": 0, "minimum_length": 12 } }),
    );
    let of = both(CORPORATE, &[&silent, &zero]);
    assert_eq!(
        keys(&of),
        ["password:minimum_digits", "password:minimum_length"]
    );
    assert_eq!(of.conflicts, []);
}

#[test]
fn a_persons_own_device_takes_no_file_and_no_parameter_of_the_kernel() {
    let all = profile(
        "all",
        &serde_json::json!({
            "files": [{ "path": "/etc/issue.d/x", "content": "x" }],
            "sysctl": { "kernel.panic": "10" },
            "login_banner": "Property of the organisation",
        }),
    );
    let of = both(Ownership::Personal, &[&all]);
    assert_eq!(keys(&of), ["login_banner"]);
    let not: Vec<&str> = of
        .not_applicable
        .iter()
        .map(|one| one.key.as_str())
        .collect();
    assert_eq!(not, ["file:/etc/issue.d/x", "sysctl:kernel.panic"]);
    assert_eq!(keys(&both(CORPORATE, &[&all])).len(), 3);
}

#[test]
fn the_agent_reads_one_line_for_each_setting_and_the_same_settings_have_the_same_version() {
    let one = profile(
        "one",
        &serde_json::json!({
            "files": [{ "path": "/etc/motd", "mode": "0600", "owner": "daemon", "content": "hi\n" }],
            "password": { "minimum_length": 12 },
            "login_banner": "hello there",
        }),
    );
    let of = both(CORPORATE, &[&one]);
    let text = render(&of);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "muster-configuration 1");
    assert_eq!(lines[1], format!("version {}", version(&of).unwrap()));
    assert_eq!(
        lines[2..],
        [
            "file 0600 daemon root /etc/motd aGkK",
            "login_banner aGVsbG8gdGhlcmU=",
            "password minimum_length 12",
            "end"
        ]
    );
    let other = ConfigurationProfile {
        id: "another".parse().unwrap(),
        ..one.clone()
    };
    assert_eq!(version(&both(CORPORATE, &[&other])), version(&of));
    assert_eq!(version(&Effective::default()), None);
    assert_eq!(render(&Effective::default()).lines().count(), 3);
}

#[test]
fn status_is_what_the_device_tells_of_the_version_it_is_to_have_and_pending_before() {
    let one = profile(
        "one",
        &serde_json::json!({ "sysctl": { "kernel.panic": "10", "vm.swappiness": "1" } }),
    );
    let of = both(CORPORATE, &[&one]);
    let version = version(&of);
    let at = Timestamp::EPOCH;
    let states = |report: Option<&ConfigurationReport>| -> Vec<SettingState> {
        let status = status_of(&of, version, true, report.map(|report| (report, at)));
        status
            .settings
            .iter()
            .map(|setting| setting.state)
            .collect()
    };
    assert_eq!(states(None), [SettingState::Pending; 2]);
    let older = ConfigurationReport {
        version: Digest::of(b"older"),
        failed: Vec::new(),
    };
    assert_eq!(states(Some(&older)), [SettingState::Pending; 2]);
    let told = ConfigurationReport {
        version: version.unwrap(),
        failed: vec![FailedSetting {
            key: "sysctl:vm.swappiness".parse().unwrap(),
            reason: "permission denied".to_owned(),
        }],
    };
    assert_eq!(
        states(Some(&told)),
        [SettingState::Success, SettingState::Error]
    );
    let unreachable = status_of(&of, None, false, None);
    assert!(
        unreachable
            .settings
            .iter()
            .all(|one| one.state == SettingState::NotApplicable)
    );
}

fn subject(platform: Platform) -> FilterSubject<'static> {
    FilterSubject {
        platform,
        manufacturer: None,
        model: Some("Book"),
        os_version: None,
        os_edition: None,
        ownership: Some(Ownership::Corporate),
        enrollment_profile: None,
        category: None,
        os_distribution: None,
        device_groups: Some(GroupsSeen {
            member_of: &[],
            open: &[],
        }),
    }
}

#[test]
fn a_profile_is_for_whom_it_is_assigned_to_and_what_excludes_goes_first() {
    let ids = |names: &[&str]| {
        names
            .iter()
            .map(|name| name.parse().unwrap())
            .collect::<Vec<_>>()
    };
    let asked = |change: serde_json::Value, groups: &[&str], device_groups: &[&str]| {
        let mut json = serde_json::json!({ "id": "p", "name": "p", "platform": "linux" });
        json.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let profile: ConfigurationProfile = serde_json::from_value(json).unwrap();
        let groups = ids(groups);
        let device_groups: Vec<_> = device_groups
            .iter()
            .map(|name| name.parse().unwrap())
            .collect();
        profile.is_for(&Candidate {
            device: Some(crate::ids::DeviceId::from_random([7; 16])),
            subject: subject(Platform::Linux),
            groups: &groups,
            device_groups: &device_groups,
            open_groups: &[],
        })
    };
    use serde_json::json;
    assert!(
        asked(json!({}), &[], &[]),
        "with no group it is for everyone"
    );
    assert!(!asked(json!({ "platform": "windows" }), &[], &[]));
    assert!(asked(json!({ "groups": ["sales"] }), &["sales"], &[]));
    assert!(!asked(json!({ "groups": ["sales"] }), &["lab"], &[]));
    assert!(asked(
        json!({ "groups": ["sales"], "device_groups": ["kiosks"] }),
        &[],
        &["kiosks"]
    ));
    assert!(!asked(
        json!({ "excluded_groups": ["lab"] }),
        &["lab", "sales"],
        &[]
    ));
    let both = json!({ "groups": ["sales"], "excluded_device_groups": ["kiosks"] });
    assert!(!asked(both, &["sales"], &["kiosks"]));
    let filter = |mode: &str, rule: &str| json!({ "filter": { "mode": mode, "rule": rule } });
    let model = r#"(device.model -eq "Book")"#;
    assert!(asked(filter("include", model), &[], &[]));
    assert!(!asked(filter("exclude", model), &[], &[]));
    // What is not known decides neither way.
    let maker = r#"(device.manufacturer -eq "Acme")"#;
    assert!(!asked(filter("include", maker), &[], &[]));
    assert!(!asked(filter("exclude", maker), &[], &[]));
    assert!(!asked(json!({ "percentage": 0 }), &[], &[]));
}

#[test]
fn of_a_device_that_has_still_to_enroll_nothing_is_said_that_hangs_on_what_it_has_to_tell() {
    let kiosks = ["kiosks".parse().unwrap()];
    let will = |assignment: serde_json::Value, device_groups: &[_], open_groups: &[_]| {
        let mut json = serde_json::json!({ "id": "p", "name": "p", "platform": "linux" });
        json.as_object_mut()
            .unwrap()
            .extend(assignment.as_object().unwrap().clone());
        let profile: ConfigurationProfile = serde_json::from_value(json).unwrap();
        profile.will_be_for(&Candidate {
            device: None,
            subject: subject(Platform::Linux),
            groups: &["sales".parse().unwrap()],
            device_groups,
            open_groups,
        })
    };
    use serde_json::json;
    assert_eq!(will(json!({}), &[], &kiosks), Some(true));
    assert_eq!(will(json!({ "percentage": 99 }), &[], &[]), None);
    assert_eq!(will(json!({ "percentage": 0 }), &[], &[]), Some(false));
    let filter = |mode: &str, rule: &str| json!({ "filter": { "mode": mode, "rule": rule } });
    let maker = r#"(device.manufacturer -eq "Acme")"#;
    for mode in ["include", "exclude"] {
        assert_eq!(will(filter(mode, maker), &[], &[]), None);
    }
    let model = r#"(device.model -eq "Book")"#;
    assert_eq!(will(filter("include", model), &[], &[]), Some(true));
    assert_eq!(will(filter("exclude", model), &[], &[]), Some(false));
    let of_kiosks = || json!({ "device_groups": ["kiosks"] });
    let but_kiosks = || json!({ "excluded_device_groups": ["kiosks"] });
    assert_eq!(will(of_kiosks(), &[], &kiosks), None);
    assert_eq!(will(of_kiosks(), &kiosks, &[]), Some(true));
    assert_eq!(will(of_kiosks(), &[], &[]), Some(false));
    assert_eq!(will(but_kiosks(), &[], &kiosks), None);
    assert_eq!(will(but_kiosks(), &[], &[]), Some(true));
    // Who is excluded for certain is excluded, whatever else is open.
    let neither = json!({ "device_groups": ["kiosks"], "excluded_groups": ["sales"] });
    assert_eq!(will(neither, &[], &kiosks), Some(false));
    let either = json!({ "groups": ["sales"], "device_groups": ["kiosks"] });
    assert_eq!(will(either, &[], &kiosks), Some(true));
}

#[test]
fn a_share_that_grows_only_adds_devices_and_is_about_as_large_as_it_says() {
    let with = |percentage: u8| ConfigurationProfile {
        percentage,
        ..profile("ring", &serde_json::json!({}))
    };
    let reached = |percentage: u8| -> Vec<u16> {
        let profile = with(percentage);
        (0..1_000_u16)
            .filter(|n| {
                let mut bits = [0; 16];
                bits[..2].copy_from_slice(&n.to_be_bytes());
                profile.is_for(&Candidate {
                    device: Some(crate::ids::DeviceId::from_random(bits)),
                    subject: subject(Platform::Linux),
                    groups: &[],
                    device_groups: &[],
                    open_groups: &[],
                })
            })
            .collect()
    };
    let (ten, half) = (reached(10), reached(50));
    assert!(ten.iter().all(|device| half.contains(device)));
    assert!((60..140).contains(&ten.len()), "{}", ten.len());
    assert!((430..570).contains(&half.len()), "{}", half.len());
    assert_eq!(reached(100).len(), 1_000);
}

#[test]
fn what_cannot_be_set_is_refused_with_its_field() {
    let fault = |platform: Platform, settings: serde_json::Value| {
        let settings: ProfileSettings = serde_json::from_value(settings).unwrap();
        settings
            .check(platform)
            .map_or_else(|fault| fault.path, |()| "fine".to_owned())
    };
    use serde_json::json;
    let linux = |settings| fault(Platform::Linux, settings);
    let file = |path: &str| json!({ "files": [{ "path": path, "content": "" }] });
    assert_eq!(linux(file("/etc/motd")), "fine");
    for bad in [
        "etc/motd",
        "/etc",
        "/etc/",
        "/etc//motd",
        "/etc/../etc/motd",
        "/etc/./motd",
        "/tmp/x",
        "/root/.bashrc",
        "/etc/mo td",
        "/etc/motd\n",
        "/etc/passwd",
        "/etc/shadow",
        "/usr/local/bin/muster-agent",
        "/etc/$(x)",
        linux::SYSCTL_FILE,
    ] {
        assert_eq!(linux(file(bad)), "files[0].path", "{bad}");
    }
    let with = |field: &str, value: &str| {
        let mut file = json!({ "path": "/etc/motd", "content": "" });
        file[field] = json!(value);
        linux(json!({ "files": [file] }))
    };
    for bad in ["4755", "755", "0999", "07777"] {
        assert_eq!(with("mode", bad), "files[0].mode", "{bad}");
    }
    assert_eq!(with("owner", "root root"), "files[0].owner");
    assert_eq!(with("group", ""), "files[0].group");
    assert_eq!(with("content", &"x".repeat(16_385)), "files[0].content");
    let twice = json!({ "files": [{ "path": "/etc/a", "content": "" }, { "path": "/etc/a", "content": "" }] });
    assert_eq!(linux(twice), "files[1].path");
    assert_eq!(linux(json!({ "sysctl": { "kernel": "1" } })), "sysctl[0]");
    assert_eq!(
        linux(json!({ "sysctl": { "kernel.panic": "1\n2" } })),
        "sysctl"
    );
    assert_eq!(
        linux(json!({ "password": { "minimum_length": 5 } })),
        "password.minimum_length"
    );
    assert_eq!(
        linux(json!({ "login_banner": "a\u{1b}[2J" })),
        "login_banner"
    );
    let root = json!({ "trusted_roots": [{ "name": "x", "certificate": "bm9uZQ==" }] });
    assert_eq!(linux(root), "trusted_roots[0].certificate");
    assert_eq!(fault(Platform::Windows, json!({ "sysctl": {} })), "sysctl");
    assert_eq!(
        fault(
            Platform::Windows,
            json!({ "password": { "minimum_length": 8 } })
        ),
        "fine"
    );
    assert_eq!(
        fault(
            Platform::Ios,
            json!({ "password": { "minimum_digits": 1 } })
        ),
        "password.minimum_digits"
    );
    assert_eq!(
        fault(Platform::Android, json!({ "login_banner": "hi" })),
        "login_banner"
    );
}

proptest! {
    /// Whatever the profiles want: the order does not matter, each key comes out in one place, and what is set is what every
    /// profile that sets it wants.
    #[test]
    fn what_profiles_come_to_does_not_hang_on_their_order(
        wants in proptest::collection::vec(
            proptest::collection::btree_map(0_u8..4, 0_u8..3, 0..4), 0..5),
        turn in 0_usize..5,
    ) {
        let mut profiles: Vec<ConfigurationProfile> = wants
            .iter()
            .enumerate()
            .map(|(place, wants)| {
                let parameters: serde_json::Map<String, serde_json::Value> = wants
                    .iter()
                    .map(|(key, value)| (format!("kernel.k{key}"), value.to_string().into()))
                    .collect();
                profile(&format!("p{place}"), &serde_json::json!({ "sysctl": parameters }))
            })
            .collect();
        let straight = effective(&profiles, [], CORPORATE);
        let by = turn.min(profiles.len());
        profiles.rotate_left(by);
        prop_assert_eq!(&effective(&profiles, [], CORPORATE), &straight);
        for key in 0_u8..4 {
            let text = format!("sysctl:kernel.k{key}");
            let wanted: std::collections::BTreeSet<u8> =
                wants.iter().filter_map(|wants| wants.get(&key).copied()).collect();
            let set = straight.items.iter().filter(|(item, _)| item.key.as_str() == text).count();
            let torn = straight.conflicts.iter().filter(|one| one.key.as_str() == text).count();
            prop_assert_eq!((set, torn), match wanted.len() { 0 => (0, 0), 1 => (1, 0), _ => (0, 1) });
        }
    }
}
