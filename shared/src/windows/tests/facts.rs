use super::super::inventory::{Answers, InventoryNode, MAX_ANSWER, report_of};
use super::super::session::{Identified, SessionState, Work, answer, receive};
use super::*;
use crate::api::{CheckInReport, DeviceFactName, DiskEncryption, Inventory, YesNo};
use crate::compliance::ComplianceSetting;
use crate::platform::Platform;
use InventoryNode as Node;

fn of(answers: &[(Node, &str)]) -> CheckInReport {
    let answers = answers
        .iter()
        .map(|(node, text)| (*node, (*text).to_owned()));
    report_of(&answers.collect::<Answers>())
}

fn inventory(answers: &[(Node, &str)]) -> Inventory {
    of(answers).inventory.unwrap_or_default()
}

/// Takes in the first message and then another, and answers what was learnt of the second.
fn learnt(second: &str) -> CheckInReport {
    let random = [1; 16];
    let state = SessionState::default();
    let first = receive(
        state,
        &message("first.xml"),
        Identified::Already,
        NOW,
        random,
    );
    let (state, _) = answer(first, &Work::NOTHING, NOW);
    receive(state, &message(second), Identified::Already, NOW, random)
        .learnt
        .report
}

#[test]
fn what_a_pc_answers_becomes_facts() {
    assert_eq!(
        learnt("inventory.xml"),
        CheckInReport {
            os_version: Some("10.0.22631.3296".parse().unwrap()),
            manufacturer: Some("Borealis Computers".to_owned()),
            inventory: Some(Inventory {
                os_name: Some("Windows 11 Pro".to_owned()),
                os_edition: Some("Professional".to_owned()),
                architecture: Some("x86_64".to_owned()),
                host_name: Some("AURORA-7".to_owned()),
                model: Some("Aurora 14 G2".to_owned()),
                serial_number: Some("BC-4711-08".to_owned()),
                disk_encryption: Some(DiskEncryption::Encrypted),
                secure_boot: Some(YesNo::Yes),
                firewall: Some(YesNo::Yes),
                antivirus: Some(YesNo::Yes),
                tpm: Some(YesNo::Yes),
                passcode: Some(YesNo::Yes),
                ..Inventory::default()
            }),
            ..CheckInReport::default()
        }
    );
}

#[test]
fn the_first_message_alone_tells_maker_and_model() {
    let state = SessionState::default();
    let first = receive(
        state,
        &message("first.xml"),
        Identified::Already,
        NOW,
        [1; 16],
    );
    let learnt = first.learnt;
    assert_eq!(
        learnt.report.manufacturer.as_deref(),
        Some("Borealis Computers")
    );
    let inventory = learnt.report.inventory.unwrap();
    assert_eq!(inventory.model.as_deref(), Some("Aurora 14 G2"));
    assert_eq!(inventory.secure_boot, None);
    assert_eq!(
        learnt.hardware_id.as_deref(),
        Some("6C3C4E7A0B1D2F485960718293A4B5C6D7E8F9010203040506070809A0B1C2D3")
    );
}

#[test]
fn what_is_not_there_is_not_known_and_never_a_no() {
    assert_eq!(of(&[]), CheckInReport::default());
    let with = |node, text| inventory(&[(node, text)]);
    assert_eq!(with(Node::FirewallStatus, "4").firewall, None);
    assert_eq!(with(Node::AntivirusStatus, "4").antivirus, None);
    assert_eq!(with(Node::BitLockerStatus, "2").disk_encryption, None);
    assert_eq!(with(Node::EncryptionCompliance, "").disk_encryption, None);
    // Windows' default for passwords, which nobody need have set.
    assert_eq!(with(Node::PasswordPolicy, "0").passcode, None);
    assert_eq!(with(Node::PasswordLength, "8").passcode, None);
    assert_eq!(with(Node::LicensedEdition, "9999").os_edition, None);
    assert_eq!(with(Node::DevInfoMod, "Unknown").model, None);
    assert_eq!(of(&[(Node::SwV, "10.0.x")]).os_version, None);
}

#[test]
fn every_value_of_the_reference_means_what_stands_there() {
    use YesNo::{Error, No, Yes};
    let with = |node, text| inventory(&[(node, text)]);
    for (text, expected) in [("0", No), ("1", Yes), ("2", No), ("3", Error), ("", Error)] {
        assert_eq!(
            with(Node::SecureBootState, text).secure_boot,
            Some(expected)
        );
    }
    for (text, expected) in [("0", Yes), ("1", No), ("2", No), ("3", No), ("5", Error)] {
        assert_eq!(with(Node::FirewallStatus, text).firewall, Some(expected));
        assert_eq!(with(Node::AntivirusStatus, text).antivirus, Some(expected));
    }
    for (text, expected) in [
        ("2.0", Yes),
        ("1.2, 2, 3", Yes),
        (" 2.0, 0, 1.38 ", Yes),
        ("Not supported", Error),
        ("0", Error),
        ("", Error),
    ] {
        assert_eq!(with(Node::TpmVersion, text).tpm, Some(expected), "{text}");
    }
    for (text, expected) in [
        ("0", "x86"),
        ("5", "arm"),
        ("9", "x86_64"),
        ("12", "aarch64"),
        ("x86", "x86"),
    ] {
        let architecture = with(Node::ProcessorArchitecture, text).architecture;
        assert_eq!(architecture.as_deref(), Some(expected));
    }
    let passcode = |policy, length| {
        inventory(&[
            (Node::PasswordPolicy, policy),
            (Node::PasswordLength, length),
        ])
        .passcode
    };
    assert_eq!(passcode("0", "8"), Some(Yes));
    assert_eq!(passcode("1", "8"), Some(No));
    assert_eq!(passcode("0", "0"), None);
}

#[test]
fn a_disk_is_encrypted_only_where_neither_provider_denies_it() {
    use DiskEncryption::{Encrypted, NotEncrypted};
    let disk = |compliance: &str, bits: &str| {
        let mut answers = Vec::new();
        if !compliance.is_empty() {
            answers.push((Node::EncryptionCompliance, compliance));
        }
        if !bits.is_empty() {
            answers.push((Node::BitLockerStatus, bits));
        }
        inventory(&answers).disk_encryption
    };
    for (compliance, bits, expected) in [
        ("1", "0", Some(Encrypted)),
        ("1", "", Some(Encrypted)),
        ("", "0", Some(Encrypted)),
        // Another method than the policy asks for, or another drive: the system's disk is encrypted all the same.
        ("1", "2", Some(Encrypted)),
        ("1", "512", Some(Encrypted)),
        ("0", "0", Some(NotEncrypted)),
        ("0", "", Some(NotEncrypted)),
        ("1", "4", Some(NotEncrypted)),
        ("", "260", Some(NotEncrypted)),
        ("", "1", None),
        ("", "", None),
    ] {
        assert_eq!(disk(compliance, bits), expected, "{compliance:?} {bits:?}");
    }
}

#[test]
fn windows_11_is_called_so_though_it_calls_itself_10() {
    let name = |name, version, mode| {
        let answers = [
            (Node::OsPlatform, name),
            (Node::SwV, version),
            (Node::OsMode, mode),
        ];
        inventory(&answers).os_name.unwrap()
    };
    assert_eq!(
        name("Windows 10 Pro", "10.0.19045.1", "0"),
        "Windows 10 Pro"
    );
    assert_eq!(
        name("Windows 10 Pro", "10.0.22000.1", "0"),
        "Windows 11 Pro"
    );
    assert_eq!(
        name("Windows 11 Pro", "10.0.26100.1", "0"),
        "Windows 11 Pro"
    );
    assert_eq!(
        name("Windows 10 Home", "10.0.22631.1", "1"),
        "Windows 11 Home in S mode"
    );
    assert_eq!(
        name("Windows Server 2022", "10.0.26100.1", "0"),
        "Windows Server 2022"
    );
}

#[test]
fn the_first_imei_that_is_one_is_told() {
    let imei = |names| inventory(&[(Node::CellularIdentities, names)]).imei;
    assert_eq!(
        imei("490154203237518/356938035643809").as_deref(),
        Some("490154203237518")
    );
    assert_eq!(
        imei("Unknown/356938035643809").as_deref(),
        Some("356938035643809")
    );
    assert_eq!(imei("000000000000000"), None);
}

#[test]
fn texts_are_fit_to_be_kept_whatever_a_pc_says() {
    let long = "ü".repeat(500);
    let report = of(&[
        (Node::DevInfoMan, &long),
        (Node::DeviceName, &long),
        (Node::DevInfoMod, "a\u{7}b\r\n"),
    ]);
    assert_eq!(report.manufacturer.unwrap().len(), 64);
    let inventory = report.inventory.unwrap();
    assert_eq!(inventory.host_name.unwrap().len(), 128);
    assert_eq!(inventory.model.as_deref(), Some("ab"));
}

/// The facts that compliance settings of Windows hang on, each delivered by a node that is asked for.
#[test]
fn every_compliance_setting_of_windows_has_its_fact_from_the_inventory() {
    let told = learnt("inventory.xml");
    let json = serde_json::to_value(&told).unwrap();
    let mut facts = 0;
    for setting in ComplianceSetting::ALL {
        if !setting.is_of(Platform::Windows) {
            continue;
        }
        let fact = setting.fact().unwrap();
        let name = serde_json::to_value(fact).unwrap();
        let told = match fact {
            DeviceFactName::OsVersion => &json["os_version"],
            _ => &json["inventory"][name.as_str().unwrap()],
        };
        assert!(told.is_string(), "{setting:?}: {fact:?}");
        if !setting.wanted().is_empty() {
            assert_eq!(told.as_str(), Some(setting.wanted()), "{setting:?}");
        }
        facts += 1;
    }
    assert_eq!(facts, 9);
}

#[test]
fn every_node_has_an_address_of_its_own_and_is_asked_once() {
    let all: std::collections::BTreeSet<_> = Node::ALL.iter().map(|node| node.uri()).collect();
    assert_eq!(all.len(), Node::ALL.len());
    for node in Node::ALL {
        assert!(node.uri().starts_with("./"), "{node:?}");
        assert_eq!(
            Node::told_at(&node.uri().to_uppercase()).is_some(),
            !node.is_asked()
        );
    }
}

#[test]
fn a_value_in_parts_is_put_together() {
    let random = [1; 16];
    let first = receive(
        SessionState::default(),
        &message("first.xml"),
        Identified::Already,
        NOW,
        random,
    );
    let (state, _) = answer(first, &Work::NOTHING, NOW);
    let second = receive(
        state,
        &message("chunk-1.xml"),
        Identified::Already,
        NOW,
        random,
    );
    assert_eq!(
        second.learnt.report.inventory.as_ref().unwrap().os_name,
        None
    );
    let (state, asks) = answer(second, &Work::NOTHING, NOW);
    let codes: Vec<u16> = statuses(&asks).iter().map(|status| status.code).collect();
    assert_eq!(codes, [200, 213]);
    let last = asks.commands.last().unwrap();
    assert!(
        matches!(last, Command::Alert(alert) if alert.code == 1222),
        "{last:?}"
    );
    let text = serde_json::to_string(&state).unwrap();
    let state: SessionState = serde_json::from_str(&text).unwrap();
    let third = receive(
        state,
        &message("chunk-2.xml"),
        Identified::Already,
        NOW,
        random,
    );
    let inventory = third.learnt.report.inventory.as_ref().unwrap();
    assert_eq!(inventory.os_name.as_deref(), Some("Windows 10 Enterprise"));
    let (_, done) = answer(third, &Work::NOTHING, NOW);
    assert!(statuses(&done).iter().all(|status| status.code == 200));
}

#[test]
fn a_value_that_is_too_large_or_not_as_large_as_was_said_is_refused_and_not_kept() {
    let random = [1; 16];
    let begin = || {
        let first = receive(
            SessionState::default(),
            &message("first.xml"),
            Identified::Already,
            NOW,
            random,
        );
        answer(first, &Work::NOTHING, NOW).0
    };
    let part = |name: &str, from: &str, to: &str| {
        let text = String::from_utf8(vector(name)).unwrap();
        assert!(text.contains(from));
        Message::read(text.replace(from, to).as_bytes()).unwrap()
    };
    let last_code = |state: SessionState, message: &Message| {
        let received = receive(state, message, Identified::Already, NOW, random);
        assert_eq!(
            received.learnt.report.inventory.as_ref().unwrap().os_name,
            None
        );
        let (state, answer) = answer(received, &Work::NOTHING, NOW);
        (state, statuses(&answer).last().unwrap().code)
    };
    let said = part("chunk-1.xml", ">21<", ">262145<");
    assert_eq!(last_code(begin(), &said).1, 413);
    let long = "x".repeat(200_000);
    let come = part("chunk-1.xml", "Windows 10 ", &long);
    let come = Message::read(come.write().replace(">21<", ">100<").as_bytes()).unwrap();
    let (state, code) = last_code(begin(), &come);
    assert_eq!(code, 213);
    let more = part("chunk-2.xml", "Enterprise", &long);
    let (state, code) = last_code(state, &more);
    assert_eq!(code, 413);
    assert!(serde_json::to_string(&state).unwrap().len() < 20_000);
    let other = part("chunk-2.xml", "Enterprise", "Home");
    let (state, code) = last_code(begin(), &message("chunk-1.xml"));
    assert_eq!(code, 213);
    assert_eq!(last_code(state, &other).1, 424);
}

#[test]
fn what_tells_one_device_from_all_others_is_told_on_and_kept_nowhere() {
    let random = [1; 16];
    let first = receive(
        SessionState::default(),
        &message("first.xml"),
        Identified::Already,
        NOW,
        random,
    );
    let (state, _) = answer(first, &Work::NOTHING, NOW);
    let second = receive(
        state,
        &message("inventory.xml"),
        Identified::Already,
        NOW,
        random,
    );
    let (state, _) = answer(second, &Work::NOTHING, NOW);
    let kept = serde_json::to_string(&state).unwrap();
    for secret in ["BC-4711-08", "AURORA-7", "9F1C7D6C"] {
        assert!(!kept.contains(secret), "{kept}");
    }
    assert!(kept.len() < 6_000, "{}", kept.len());
}

#[test]
fn an_answer_that_no_fact_is_as_long_as_is_not_kept() {
    let long = "9".repeat(MAX_ANSWER + 1);
    let text = String::from_utf8(vector("inventory.xml")).unwrap();
    let text = text.replace("BC-4711-08", &long);
    let random = [1; 16];
    let first = receive(
        SessionState::default(),
        &message("first.xml"),
        Identified::Already,
        NOW,
        random,
    );
    let (state, _) = answer(first, &Work::NOTHING, NOW);
    let message = Message::read(text.as_bytes()).unwrap();
    let second = receive(state, &message, Identified::Already, NOW, random);
    assert_eq!(second.learnt.report.inventory.unwrap().serial_number, None);
}
