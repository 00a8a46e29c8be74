use super::super::commands::{Order, order_of, outcome_of};
use super::pc::Pc;
use super::sessions::{Server, sent};
use super::*;
use crate::api::SentCommand;
use crate::command::{CommandName, CommandOutcome, carried_out_by};
use crate::platform::{EnrollmentMethod, Platform};

const NEW_NAME: &str =
    "The new name counts once the PC has been restarted: by hand, or by the command `reboot`.";

fn status(code: u16, error: Option<&str>) -> Status {
    Status {
        id: 1,
        message_ref: 1,
        command_ref: 1,
        command: String::new(),
        target_refs: Vec::new(),
        source_refs: Vec::new(),
        challenge: None,
        code,
        original_error: error.map(str::to_owned),
        items: Vec::new(),
    }
}

#[test]
fn each_command_asks_what_the_reference_says() {
    let order = |kind, name: Option<&str>| {
        let command = SentCommand {
            id: sent(1, kind).id,
            kind,
            name: name.map(str::to_owned),
        };
        order_of(&command, "Muster")
    };
    let node = |order| match order {
        Order::Node { verb, item } => (verb, item.target.unwrap().uri, item.meta.format, item.data),
        other => panic!("{other:?}"),
    };
    let owned = |verb, uri: &str, format: Option<&str>, data: Option<&str>| {
        (
            verb,
            uri.to_owned(),
            format.map(str::to_owned),
            data.map(str::to_owned),
        )
    };
    assert_eq!(order(CommandName::Sync, None), Order::Inventory);
    assert_eq!(
        node(order(CommandName::RenameHost, Some("AURORA-8"))),
        owned(
            Verb::Replace,
            "./DevDetail/Ext/Microsoft/DNSComputerName",
            Some("chr"),
            Some("AURORA-8")
        )
    );
    assert_eq!(
        node(order(CommandName::Wipe, None)),
        owned(
            Verb::Exec,
            "./Device/Vendor/MSFT/RemoteWipe/doWipe",
            None,
            None
        )
    );
    assert_eq!(
        node(order(CommandName::Retire, None)),
        owned(
            Verb::Exec,
            "./Device/Vendor/MSFT/DMClient/Provider/Muster/Unenroll",
            Some("chr"),
            Some("Muster")
        )
    );
    assert_eq!(
        node(order(CommandName::Reboot, None)),
        owned(
            Verb::Exec,
            "./Device/Vendor/MSFT/Reboot/RebootNow",
            None,
            None
        )
    );
    assert_eq!(
        node(order(CommandName::RenewCertificate, None)),
        owned(
            Verb::Exec,
            "./Device/Vendor/MSFT/CertificateStore/MY/WSTEP/Renew/RenewNow",
            None,
            None
        )
    );
}

#[test]
fn what_is_offered_for_windows_is_what_can_be_asked_of_it() {
    for kind in CommandName::ALL {
        let order = order_of(&sent(1, kind), "Muster");
        let offered =
            carried_out_by(Platform::Windows, EnrollmentMethod::WindowsMdm).contains(&kind);
        assert_eq!(!matches!(order, Order::Impossible(_)), offered, "{kind}");
    }
}

#[test]
fn each_status_is_an_outcome_with_a_word_for_the_administrator() {
    use CommandOutcome::{Done, Failed, NotNow};
    let rename = CommandName::RenameHost;
    for (code, error, outcome, word) in [
        (200, None, Done, NEW_NAME),
        (202, None, Done, NEW_NAME),
        (
            215,
            None,
            Failed,
            "it was stopped at the device, or because something it belongs to failed (215)",
        ),
        (
            404,
            None,
            Failed,
            "this version or edition of Windows does not have it (404)",
        ),
        (
            405,
            Some("0x80070032"),
            Failed,
            "this version or edition of Windows does not have it (405, 0x80070032)",
        ),
        (417, None, NotNow, "Windows was busy (417)"),
        (
            425,
            None,
            Failed,
            "Windows does not let it be managed (425)",
        ),
        (
            500,
            Some("0x86000011"),
            Failed,
            "Windows could not do it (500, 0x86000011)",
        ),
        // What is no error number is not repeated.
        (
            500,
            Some("<script>"),
            Failed,
            "Windows could not do it (500)",
        ),
        (999, None, Failed, "Windows could not do it (999)"),
    ] {
        let told = outcome_of(rename, &status(code, error));
        assert_eq!(told, Some((outcome, word.to_owned())), "{code}");
    }
    assert_eq!(outcome_of(CommandName::Retire, &status(200, None)), None);
    let refused = outcome_of(CommandName::Retire, &status(500, None));
    assert!(matches!(refused, Some((Failed, _))));
}

#[test]
fn a_command_is_done_once_and_told_with_its_word() {
    let mut pc = Pc::new();
    let mut server = Server::asked(vec![
        sent(1, CommandName::RenameHost),
        sent(2, CommandName::RenewCertificate),
    ]);
    server.session(&mut pc);
    assert_eq!(
        pc.nodes["./DevDetail/Ext/Microsoft/DNSComputerName"],
        "NAME-1"
    );
    assert_eq!(
        pc.executed,
        ["./Device/Vendor/MSFT/CertificateStore/MY/WSTEP/Renew/RenewNow"]
    );
    let told: Vec<_> = server
        .results
        .iter()
        .map(|one| (one.id, one.outcome))
        .collect();
    let ids = [sent(1, CommandName::Sync).id, sent(2, CommandName::Sync).id];
    assert_eq!(told, ids.map(|id| (id, CommandOutcome::Done)));
    assert!(server.commands.is_empty());
    server.session(&mut pc);
    assert_eq!(pc.executed.len(), 1);
}

#[test]
fn a_new_name_and_the_restart_it_waits_for_go_into_one_session() {
    let mut pc = Pc::new();
    let mut server = Server::asked(vec![
        sent(1, CommandName::RenameHost),
        sent(2, CommandName::Reboot),
    ]);
    server.session(&mut pc);
    assert_eq!(pc.executed, ["./Device/Vendor/MSFT/Reboot/RebootNow"]);
    let said: Vec<_> = server.results.iter().map(|one| &one.output).collect();
    assert_eq!(said[0].as_deref(), Some(NEW_NAME));
    assert_eq!(
        said[1].as_deref(),
        Some("Windows restarts the PC within five minutes.")
    );
    // It is not restarted again at the next visit.
    server.session(&mut pc);
    assert_eq!(pc.executed.len(), 1);
}

#[test]
fn a_windows_before_version_2004_takes_its_name_from_the_accounts_provider_in_the_same_session() {
    let older = "./Device/Vendor/MSFT/Accounts/Domain/ComputerName";
    for code in [404, 405, 406] {
        let mut pc = Pc::new();
        let newer = "./DevDetail/Ext/Microsoft/DNSComputerName";
        pc.refuses.insert(newer.to_owned(), code);
        let mut server = Server::asked(vec![sent(1, CommandName::RenameHost)]);
        let answer = server.hears(&pc.begins());
        assert_eq!(ordered(&answer), [(Verb::Replace, newer.to_owned())]);
        let says = pc.hears(&answer).unwrap();
        let answer = server.hears(&says);
        assert_eq!(ordered(&answer), [(Verb::Add, older.to_owned())]);
        assert!(server.results.is_empty());
        // That answer is lost, and comes again.
        let again = server.hears(&says);
        assert_eq!(ordered(&again), [(Verb::Add, older.to_owned())]);
        let says = pc.hears(&again).unwrap();
        server.hears(&says);
        assert_eq!(pc.nodes[older], "NAME-1");
        assert_eq!(server.results.len(), 1);
        assert_eq!(server.results[0].outcome, CommandOutcome::Done);
        assert_eq!(server.results[0].output.as_deref(), Some(NEW_NAME));
    }
    // One that has neither says so, and is not asked a third time.
    let mut pc = Pc::new();
    for node in ["./DevDetail/Ext/Microsoft/DNSComputerName", older] {
        pc.refuses.insert(node.to_owned(), 404);
    }
    let mut server = Server::asked(vec![sent(1, CommandName::RenameHost)]);
    server.session(&mut pc);
    assert_eq!(server.results.len(), 1);
    assert_eq!(server.results[0].outcome, CommandOutcome::Failed);
    // What is refused for another reason is not tried elsewhere.
    let mut pc = Pc::new();
    pc.refuses
        .insert("./DevDetail/Ext/Microsoft/DNSComputerName".to_owned(), 500);
    let mut server = Server::asked(vec![sent(1, CommandName::RenameHost)]);
    server.session(&mut pc);
    assert_eq!(server.results.len(), 1);
    assert!(!pc.nodes.contains_key(older));
}

#[test]
fn a_command_whose_answer_is_lost_is_asked_again_and_in_one_session_once() {
    let mut pc = Pc::new();
    let mut server = Server::asked(vec![sent(1, CommandName::RenewCertificate)]);
    // The device hears it, and its answer never comes.
    let answer = server.hears(&pc.begins());
    assert_eq!(ordered(&answer).len(), 1);
    assert!(pc.hears(&answer).is_some());
    assert!(server.results.is_empty());
    // Another session: again, and once.
    server.session(&mut pc);
    assert_eq!(pc.executed.len(), 2);
    assert_eq!(server.results.len(), 1);
}

#[test]
fn what_windows_puts_off_is_told_so_and_asked_again_in_the_next_session_only() {
    let mut pc = Pc::new();
    let node = "./Device/Vendor/MSFT/CertificateStore/MY/WSTEP/Renew/RenewNow";
    pc.refuses.insert(node.to_owned(), 417);
    let mut server = Server::asked(vec![sent(1, CommandName::RenewCertificate)]);
    server.session(&mut pc);
    assert_eq!(server.results.len(), 1);
    assert_eq!(server.results[0].outcome, CommandOutcome::NotNow);
    pc.refuses.clear();
    server.session(&mut pc);
    assert_eq!(server.results.last().unwrap().outcome, CommandOutcome::Done);
}

#[test]
fn everything_is_told_afresh_and_then_sync_is_done() {
    let mut pc = Pc::new();
    let mut server = Server::asked(vec![sent(1, CommandName::Sync)]);
    let answer = server.hears(&pc.begins());
    assert!(asked(&answer).iter().all(|(verb, _)| *verb == Verb::Get));
    assert!(server.results.is_empty());
    let says = pc.hears(&answer).unwrap();
    let last = server.hears(&says);
    assert!(asked(&last).is_empty());
    assert_eq!(server.results.len(), 1);
    // Asked for in the middle of a session that has told everything already, it asks once more.
    let first = server.hears(&pc.begins());
    let says = pc.hears(&first).unwrap();
    server.commands = vec![sent(2, CommandName::Sync)];
    let again = server.hears(&says);
    assert!(asked(&again).len() > 10);
    let says = pc.hears(&again).unwrap();
    server.hears(&says);
    assert_eq!(server.results.len(), 2);
}

#[test]
fn a_device_that_is_to_leave_is_asked_nothing_else_and_answers_by_leaving() {
    for kind in [CommandName::Retire, CommandName::Wipe] {
        let mut pc = Pc::new();
        let mut server = Server::setting(json_plan(
            &serde_json::json!({ "windows": { "camera": false } }),
        ));
        server.commands = vec![sent(1, kind), sent(2, CommandName::RenewCertificate)];
        let answer = server.hears(&pc.begins());
        let orders = ordered(&answer);
        assert_eq!(orders.len(), 2, "{orders:?}");
        assert!(orders[0].1.ends_with("RenewNow"));
        assert_eq!(asked(&answer).len(), 2);
        let says = pc.hears(&answer).unwrap();
        let last = server.hears(&says);
        assert!(asked(&last).is_empty());
        let done = server.results.iter().any(|one| one.id == sent(1, kind).id);
        assert_eq!(done, kind == CommandName::Wipe);
    }
}

#[test]
fn a_pc_that_resets_itself_is_not_asked_to_leave_besides() {
    let mut pc = Pc::new();
    let mut server = Server::asked(vec![sent(1, CommandName::Wipe)]);
    let answer = server.hears(&pc.begins());
    let says = pc.hears(&answer).unwrap();
    // It has left by what it says, and whatever has left is told to leave.
    server.commands = vec![sent(1, CommandName::Wipe), sent(2, CommandName::Retire)];
    assert!(asked(&server.hears(&says)).is_empty());
    // Windows could not reset it after all: it comes by again.
    server.commands = vec![sent(2, CommandName::Retire)];
    let orders = ordered(&server.hears(&pc.begins()));
    assert_eq!(orders.len(), 1, "{orders:?}");
    assert!(orders[0].1.ends_with("/Unenroll"));
}

#[test]
fn what_else_fails_does_not_keep_a_device_that_is_to_leave() {
    let mut pc = Pc::new();
    let node = "./Device/Vendor/MSFT/CertificateStore/MY/WSTEP/Renew/RenewNow";
    pc.refuses.insert(node.to_owned(), 500);
    let mut server = Server::asked(vec![
        sent(1, CommandName::Retire),
        sent(2, CommandName::RenewCertificate),
    ]);
    let answer = server.hears(&pc.begins());
    let says = pc.hears(&answer).unwrap();
    assert!(asked(&server.hears(&says)).is_empty());
    assert_eq!(server.results.len(), 1);
}

#[test]
fn a_device_that_cannot_leave_is_managed_further() {
    let mut pc = Pc::new();
    let node = "./Device/Vendor/MSFT/DMClient/Provider/Muster/Unenroll";
    pc.refuses.insert(node.to_owned(), 500);
    let mut server = Server::asked(vec![sent(1, CommandName::Retire)]);
    let answer = server.hears(&pc.begins());
    let says = pc.hears(&answer).unwrap();
    let next = server.hears(&says);
    assert_eq!(server.results[0].outcome, CommandOutcome::Failed);
    assert!(asked(&next).len() > 10);
}

#[test]
fn what_windows_does_not_have_fails_with_a_word_at_the_next_message() {
    let mut pc = Pc::new();
    let mut server = Server::asked(vec![sent(1, CommandName::Lock)]);
    server.session(&mut pc);
    assert_eq!(server.results.len(), 1);
    assert_eq!(server.results[0].outcome, CommandOutcome::Failed);
    assert_eq!(
        server.results[0].output.as_deref(),
        Some("Windows lets nobody lock a PC from afar.")
    );
}

#[test]
fn the_alert_of_a_person_who_leaves_ends_it_all() {
    let mut server = Server::asked(vec![sent(1, CommandName::RenewCertificate)]);
    let answer = server.hears(&message("unenroll.xml"));
    assert!(server.unenrolled);
    assert!(asked(&answer).is_empty());
    assert!(statuses(&answer).iter().all(|status| status.code == 200));
}

/// The plan of settings given as JSON, for a device of the organisation's.
pub fn json_plan(settings: &serde_json::Value) -> Vec<crate::windows::settings::Planned> {
    let profile = serde_json::json!({
        "id": "base", "name": "Base", "platform": "windows", "settings": settings,
    });
    let profile: crate::profile::ConfigurationProfile = serde_json::from_value(profile).unwrap();
    profile.settings.check(Platform::Windows).unwrap();
    let effective =
        crate::profile::effective([&profile], [], crate::platform::Ownership::Corporate);
    crate::windows::settings::plan(&effective)
}
