//! What the agent does when it is asked, on machines with throw-away roots, against the real Worker.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that meets something unexpected ends there"
)]

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use muster_tests::agent::{Machine, SHELLS};
use muster_tests::device::run;
use muster_tests::people::{self, Answered, Person};
use muster_tests::server::Server;
use serde_json::{Value, json};

/// A server with people, and an administrator and Ana.
fn served(name: &str) -> (Server, Person, Person) {
    let server = Server::start(name);
    people::provision(&server);
    let (admin, ana) = (
        Person::sign_in(&server, "admin"),
        Person::sign_in(&server, "ana"),
    );
    (server, admin, ana)
}

/// Enrolls the machine as the organisation's; its identifier.
fn enroll(machine: &Machine, server: &Server, person: &Person) -> String {
    let body = json!({ "platform": "linux", "method": "agent", "ownership": "corporate" });
    let ticket = person.call("POST", "/api/v1/me/tickets", &[], Some(&body));
    let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
    machine
        .agent(&["enroll", "--server", &server.url(), "--ticket", &ticket])
        .well();
    person.devices()[0].id.to_string()
}

fn ask(admin: &Person, device: &str, command: &Value, key: &str) -> Answered {
    let body = json!({ "command": command, "key": key });
    let path = format!("/api/v1/devices/{device}/commands");
    admin.call("POST", &path, &[], Some(&body))
}

/// Asks for something that is taken up; its identifier.
#[track_caller]
fn asked(admin: &Person, device: &str, command: &Value, key: &str) -> String {
    let answered = ask(admin, device, command, key);
    assert_eq!(answered.status, 201, "{}", answered.text());
    answered.json()["id"].as_str().unwrap().to_owned()
}

/// A command of a device by its identifier.
#[track_caller]
fn shown(admin: &Person, device: &str, id: &str) -> Value {
    let path = format!("/api/v1/devices/{device}/commands");
    let answered = admin.call("GET", &path, &[], None);
    assert_eq!(answered.status, 200, "{}", answered.text());
    let listed = answered.json();
    let listed = listed["commands"].as_array().unwrap();
    let found = listed.iter().find(|command| command["id"] == id);
    found
        .unwrap_or_else(|| panic!("{id} is not in {listed:?}"))
        .clone()
}

/// A program that the machine's administrator has put there to be run.
fn offer(machine: &Machine, name: &str, script: &str) {
    let path = format!("/etc/muster/commands/{name}");
    machine.write(&path, format!("#!/bin/sh\n{script}\n"));
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(machine.path(&path), mode).unwrap();
}

/// A logind whose locking writes a line.
fn logind(machine: &Machine) {
    machine.write("/run/systemd/seats/seat0", "");
    let log = machine.path("/locked");
    machine.program("loginctl", &format!("echo \"$@\" >>{}", log.display()));
}

fn lines(machine: &Machine, path: &str) -> usize {
    std::fs::read_to_string(machine.path(path)).map_or(0, |text| text.lines().count())
}

fn serial(machine: &Machine) -> String {
    run(Command::new("openssl")
        .args(["x509", "-noout", "-serial", "-in"])
        .arg(machine.identity()))
}

#[test]
fn a_machine_does_what_it_is_asked_once_and_tells_what_became_of_it_in_every_shell() {
    let (server, admin, ana) = served("commands");
    for shell in SHELLS {
        let machine = Machine::with("commands", shell);
        logind(&machine);
        let device = enroll(&machine, &server, &ana);
        let ran = machine.path("/ran");
        offer(
            &machine,
            "clean-up",
            &format!(
                "echo \"$# $HOME\" >>{}\necho 'freed \"12 GB\"'\necho done >&2",
                ran.display()
            ),
        );
        offer(&machine, "fails", "echo no disk; exit 7");
        let ids: Vec<String> = [
            json!({ "kind": "sync" }),
            json!({ "kind": "rename_host", "name": "build-7" }),
            json!({ "kind": "lock" }),
            json!({ "kind": "renew_certificate" }),
            json!({ "kind": "custom", "name": "clean-up" }),
            json!({ "kind": "custom", "name": "fails" }),
            json!({ "kind": "custom", "name": "not-there" }),
        ]
        .iter()
        .enumerate()
        .map(|(number, command)| asked(&admin, &device, command, &format!("k{number}")))
        .collect();
        let before = serial(&machine);
        // One run: it is told, does it, and tells what became of it.
        machine.installed(&["check-in"]).well();
        let outcome = |number: usize| {
            let command = shown(&admin, &device, &ids[number]);
            let text = |name: &str| command[name].as_str().unwrap_or_default().to_owned();
            (text("state"), command["exit_code"].as_i64(), text("output"))
        };
        let done = |code: Option<i64>, output: &str| ("done".to_owned(), code, output.to_owned());
        let failed =
            |code: Option<i64>, output: &str| ("failed".to_owned(), code, output.to_owned());
        assert_eq!(outcome(0), done(None, ""), "{shell:?}");
        assert_eq!(outcome(1), done(None, ""), "{shell:?}");
        assert_eq!(outcome(2), done(None, ""), "{shell:?}");
        let (state, _, said) = outcome(3);
        assert_eq!(state, "done", "{shell:?}: {said}");
        assert!(said.contains("The certificate has been renewed"), "{said}");
        assert_eq!(
            outcome(4),
            done(Some(0), "freed \"12 GB\"\ndone"),
            "{shell:?}"
        );
        assert_eq!(outcome(5), failed(Some(7), "no disk"), "{shell:?}");
        let none = "there is no program /etc/muster/commands/not-there";
        assert_eq!(outcome(6), failed(None, none), "{shell:?}");
        let host = std::fs::read_to_string(machine.path("/etc/hostname")).unwrap();
        assert_eq!(host, "build-7\n");
        assert_eq!(
            std::fs::read_to_string(machine.path("/locked")).unwrap(),
            "lock-sessions\n"
        );
        assert_eq!(std::fs::read_to_string(&ran).unwrap(), "0 /root\n");
        assert_ne!(serial(&machine), before);

        // Nothing of it is done again.
        let after = serial(&machine);
        machine.installed(&["check-in"]).well();
        assert_eq!(
            (lines(&machine, "/locked"), lines(&machine, "/ran")),
            (1, 1)
        );
        assert_eq!(serial(&machine), after);

        // And it leaves when it is asked to, with what it was asked besides done before.
        let lock = asked(&admin, &device, &json!({ "kind": "lock" }), "last");
        let retire = asked(&admin, &device, &json!({ "kind": "retire" }), "leave");
        machine
            .installed(&["check-in"])
            .well()
            .says("Nothing of Muster is left on this machine.");
        for id in [&lock, &retire] {
            assert_eq!(shown(&admin, &device, id)["state"], "done", "{shell:?}");
        }
        assert!(!machine.path("/var/lib/muster").exists());
        assert!(!machine.path("/usr/local/bin/muster-agent").exists());
        assert_eq!(ana.devices().len(), 0);
    }
}

/// A machine whose `shutdown` writes down how it was called, and then does as it is said here.
fn restarts(machine: &Machine, then: &str) {
    let path = "/sbin/shutdown";
    let log = machine.path("/restarted");
    machine.write(
        path,
        format!("#!/bin/sh\necho \"$1 $2\" >>{}\n{then}\n", log.display()),
    );
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(machine.path(path), mode).unwrap();
}

#[test]
fn a_machine_restarts_in_a_minute_once_all_else_is_done_and_says_so_before() {
    let (server, admin, ana) = served("commands-reboot");
    let reboot = json!({ "kind": "reboot" });
    for shell in SHELLS {
        let machine = Machine::with("commands-reboot", shell);
        let device = enroll(&machine, &server, &ana);
        let state = |id: &str| {
            let command = shown(&admin, &device, id);
            let said = command["output"].as_str().unwrap_or_default().to_owned();
            (command["state"].as_str().unwrap().to_owned(), said)
        };
        let none = asked(&admin, &device, &reboot, "none");
        machine.installed(&["check-in"]).well();
        let why = "there is no shutdown on this machine that could restart it";
        assert_eq!(state(&none), ("failed".to_owned(), why.to_owned()));

        restarts(&machine, "echo 'Reboot scheduled.' >&2");
        let ran = machine.path("/restarted");
        offer(&machine, "count", &format!("echo ran >>{}", ran.display()));
        let first = asked(&admin, &device, &reboot, "first");
        asked(
            &admin,
            &device,
            &json!({ "kind": "custom", "name": "count" }),
            "c",
        );
        machine.installed(&["check-in"]).well();
        let done = ("done".to_owned(), "Reboot scheduled.".to_owned());
        assert_eq!(state(&first), done, "{shell:?}");
        // Once, although the machine has come by since.
        machine.installed(&["check-in"]).well();
        let said = std::fs::read_to_string(&ran).unwrap();
        assert_eq!(said, "ran\n-r +1\n", "{shell:?}");

        // One that waits itself, as System V's does, is not waited for.
        restarts(&machine, "exec sleep 8");
        let waits = asked(&admin, &device, &reboot, "waits");
        let began = std::time::Instant::now();
        machine.installed(&["check-in"]).well();
        assert_eq!(state(&waits).0, "done", "{shell:?}");
        assert!(began.elapsed().as_secs() < 8, "{shell:?}");

        restarts(&machine, "echo 'not permitted'; exit 1");
        let fails = asked(&admin, &device, &reboot, "fails");
        machine.installed(&["check-in"]).well();
        assert_eq!(
            state(&fails),
            ("failed".to_owned(), "not permitted".to_owned()),
            "{shell:?}"
        );
    }
}

#[test]
fn a_sync_tells_everything_afresh() {
    let (server, admin, ana) = served("commands-sync");
    let machine = Machine::new("commands-sync");
    let bodies = machine.path("/../bodies");
    let copy = format!(
        "for word in \"$@\"; do case $word in @*/report) cat \"${{word#@}}\" >>{0}; echo >>{0} ;; esac; done\nexec $REAL \"$@\"",
        bodies.display()
    );
    machine.program("curl", &copy);
    let device = enroll(&machine, &server, &ana);
    machine.agent(&["check-in"]).well();
    std::fs::remove_file(&bodies).unwrap();
    asked(&admin, &device, &json!({ "kind": "sync" }), "s");
    machine.agent(&["check-in"]).well();
    let sent = std::fs::read_to_string(&bodies).unwrap();
    let sent: Vec<Value> = sent
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{sent}")))
        .collect();
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert_eq!(sent[0], json!({}));
    assert!(sent[1]["inventory"]["kernel"].is_string(), "{sent:?}");
    assert_eq!(sent[1]["command_results"][0]["outcome"], "done");
}

#[test]
fn a_machine_that_is_killed_at_any_point_on_the_way_does_what_it_was_asked_and_a_program_once_at_most()
 {
    let (server, admin, ana) = served("commands-killed");
    let mut machine = Machine::fragile("commands-killed");
    let (mut device, mut given, mut points) = (String::new(), 8, 0);
    for stop in 1..120 {
        if given == 8 {
            // A device is given fifty commands a day, and comes by at most 32 times in ten minutes.
            if points > 0 {
                machine.agent(&["unenroll"]).well();
            }
            machine = Machine::fragile("commands-killed");
            logind(&machine);
            let ran = machine.path("/ran");
            offer(&machine, "count", &format!("echo ran >>{}", ran.display()));
            device = enroll(&machine, &server, &ana);
            given = 0;
        }
        let (locked, ran) = (lines(&machine, "/locked"), lines(&machine, "/ran"));
        let lock = asked(
            &admin,
            &device,
            &json!({ "kind": "lock" }),
            &format!("lock-{stop}"),
        );
        let count = json!({ "kind": "custom", "name": "count" });
        let count = asked(&admin, &device, &count, &format!("count-{stop}"));
        given += 1;
        let ended = machine.killed_at(stop, &["check-in"]);
        if ended.is_none() {
            machine.agent(&["check-in"]).well();
        }
        assert_eq!(
            shown(&admin, &device, &lock)["state"],
            "done",
            "killed at {stop}"
        );
        let counted = shown(&admin, &device, &count);
        let times = lines(&machine, "/ran") - ran;
        match counted["state"].as_str().unwrap() {
            "done" => assert_eq!(times, 1, "killed at {stop}"),
            "failed" => {
                let output = counted["output"].as_str().unwrap();
                assert!(
                    output.contains("stopped while it ran"),
                    "killed at {stop}: {output}"
                );
                assert!(times <= 1, "killed at {stop}: ran {times} times");
            }
            other => panic!("killed at {stop}: {other}"),
        }
        let times = lines(&machine, "/locked") - locked;
        assert!(
            (1..=2).contains(&times),
            "killed at {stop}: locked {times} times"
        );
        if let Some(ran) = ended {
            ran.well();
            break;
        }
        points = stop;
    }
    assert!(
        (10..100).contains(&points),
        "it was killed at {points} points"
    );
}

#[test]
fn a_result_that_did_not_get_through_is_told_again_and_nothing_is_done_twice() {
    let (server, admin, ana) = served("commands-lost");
    let machine = Machine::new("commands-lost");
    logind(&machine);
    let device = enroll(&machine, &server, &ana);
    let lock = asked(&admin, &device, &json!({ "kind": "lock" }), "k");
    // The line breaks after the server has the result, and before the answer is here; and then before the server has it.
    let once = machine.path("/../once");
    machine.program(
        "curl",
        &format!(
            "for word in \"$@\"; do case $word in @*/report) grep -q command_results \"${{word#@}}\" && \
             [ ! -e {0} ] && echo >{0} && kill -9 0 ;; esac; done\nexec $REAL \"$@\"",
            once.display()
        ),
    );
    let ran = machine.agent(&["check-in"]);
    assert_eq!(ran.code, None, "{}", ran.said);
    assert_eq!(shown(&admin, &device, &lock)["state"], "delivered");
    machine.agent(&["check-in"]).well();
    assert_eq!(shown(&admin, &device, &lock)["state"], "done");
    assert_eq!(lines(&machine, "/locked"), 1);
}

#[test]
fn a_program_that_others_may_change_or_that_is_a_link_is_not_run() {
    let (server, admin, ana) = served("commands-open");
    let machine = Machine::new("commands-open");
    let device = enroll(&machine, &server, &ana);
    let ran = machine.path("/ran");
    let script = format!("echo ran >>{}", ran.display());
    offer(&machine, "sound", &script);
    offer(&machine, "open", &script);
    let open = machine.path("/etc/muster/commands/open");
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o757)).unwrap();
    let link = machine.path("/etc/muster/commands/link");
    std::os::unix::fs::symlink(machine.path("/etc/muster/commands/sound"), link).unwrap();
    machine.write("/etc/muster/commands/text", "no program");
    for name in ["open", "link", "text"] {
        let id = asked(
            &admin,
            &device,
            &json!({ "kind": "custom", "name": name }),
            name,
        );
        machine.agent(&["check-in"]).well();
        assert_eq!(shown(&admin, &device, &id)["state"], "failed", "{name}");
    }
    let folder = machine.path("/etc/muster/commands");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o775)).unwrap();
    let id = asked(
        &admin,
        &device,
        &json!({ "kind": "custom", "name": "sound" }),
        "s1",
    );
    machine.agent(&["check-in"]).well();
    let refused = shown(&admin, &device, &id);
    assert_eq!(
        refused["output"],
        "others than root may change /etc/muster/commands, so it is not run"
    );
    assert!(!ran.exists());
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let id = asked(
        &admin,
        &device,
        &json!({ "kind": "custom", "name": "sound" }),
        "s2",
    );
    machine.agent(&["check-in"]).well();
    assert_eq!(shown(&admin, &device, &id)["state"], "done");
    assert!(ran.exists());
}

#[test]
fn a_hundred_requests_at_once_open_thirty_two_commands() {
    let (server, admin, ana) = served("commands-raced");
    let machine = Machine::new("commands-raced");
    let device = enroll(&machine, &server, &ana);
    let statuses: Vec<(u16, String)> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..100)
            .map(|number| {
                let (admin, device) = (&admin, &device);
                scope.spawn(move || {
                    let command = json!({ "kind": "custom", "name": format!("task-{number}") });
                    let answered = ask(admin, device, &command, &format!("key-{number}"));
                    let code = answered.json()["code"]
                        .as_str()
                        .unwrap_or_default()
                        .to_owned();
                    (answered.status, code)
                })
            })
            .collect();
        asking.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let created = statuses.iter().filter(|(status, _)| *status == 201).count();
    let refused = statuses
        .iter()
        .filter(|(status, code)| *status == 409 && code == "too-many-open-commands")
        .count();
    assert_eq!((created, refused), (32, 68), "{statuses:?}");
}

#[test]
fn a_program_is_ended_after_its_time_and_what_it_says_is_cut_in_every_shell() {
    for shell in SHELLS {
        let machine = Machine::with("commands-time", shell);
        offer(&machine, "slow", "echo begun; exec sleep 30");
        offer(
            &machine,
            "chatty",
            "yes | head -c 300000; echo >&2; sleep 30 & exit 0",
        );
        offer(&machine, "leaver", "echo begun; sleep 30 & exit 0");
        let run = |name: &str| {
            let lines = format!(
                "root={0} state={0}/state work={0}/work; mkdir -p $state $work; serial() {{ say serial=1; }}\n\
                 PROGRAM_TIME=2 id=cmd_1 kind=custom name={name} begun=''; do_command\ncommand_line cmd_1",
                machine.root.display()
            );
            let begun = std::time::Instant::now();
            let said = machine.with_functions(&lines).well().said;
            let result: Value =
                serde_json::from_str(said.lines().find(|line| line.starts_with('{')).unwrap())
                    .unwrap_or_else(|_| panic!("{said}"));
            (result, begun.elapsed())
        };
        let (slow, took) = run("slow");
        assert_eq!(
            slow,
            json!({ "id": "cmd_1", "outcome": "failed", "output": "it took longer than 2 seconds and was ended\nbegun\n" }),
            "{shell:?}"
        );
        assert!(took.as_secs() < 20, "{took:?}");
        // What it leaves running keeps nobody waiting for ever.
        let (chatty, took) = run("chatty");
        assert_eq!(chatty["outcome"], "done", "{shell:?}: {chatty}");
        assert_eq!(chatty["output"].as_str().unwrap().len(), 2_048, "{shell:?}");
        assert!(took.as_secs() < 20, "{took:?}");
        let (leaver, _) = run("leaver");
        assert_eq!(leaver["output"], "begun\n", "{shell:?}: {leaver}");
    }
}
