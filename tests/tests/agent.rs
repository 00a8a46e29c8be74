//! Muster's agent on Linux machines with throw-away roots, from the first line of a ticket to the last trace of it.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use muster_shared::api::{DeviceDetail, DeviceEventKind, DeviceFactName, DeviceStatus, DeviceView};
use muster_tests::agent::{Machine, Ran, SHELLS, Shell, ran, script};
use muster_tests::device::run;
use muster_tests::people::{self, Person, send};
use muster_tests::server::Server;
use serde_json::json;

/// A server with people, and Ana.
fn served(name: &str) -> (Server, Person) {
    let server = Server::start(name);
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    (server, ana)
}

fn enroll(machine: &Machine, server: &Server, ticket: &str) -> Ran {
    machine.agent(&["enroll", "--server", &server.url(), "--ticket", ticket])
}

/// The one device that a person has.
#[track_caller]
fn only(person: &Person) -> DeviceView {
    let devices = person.devices();
    assert_eq!(devices.len(), 1, "{devices:?}");
    devices[0].clone()
}

fn detail(person: &Person, device: &DeviceView) -> DeviceDetail {
    let answered = person.call(
        "GET",
        &format!("/api/v1/me/devices/{}", device.id),
        &[],
        None,
    );
    assert_eq!(answered.status, 200, "{}", answered.text());
    serde_json::from_value(answered.json()).unwrap()
}

fn fact(detail: &DeviceDetail, name: DeviceFactName) -> Option<&str> {
    detail
        .facts
        .iter()
        .find(|fact| fact.name == name)
        .map(|fact| fact.value.as_str())
}

fn remove(person: &Person, device: &DeviceView) {
    let answered = person.call(
        "DELETE",
        &format!("/api/v1/me/devices/{}", device.id),
        &[],
        None,
    );
    assert_eq!(answered.status, 204, "{}", answered.text());
}

/// A field of the machine's certificate.
fn shown(machine: &Machine, what: &str) -> String {
    run(Command::new("openssl")
        .args(["x509", "-noout", what, "-in"])
        .arg(machine.identity()))
}

#[test]
fn a_machine_enrolls_with_the_line_from_the_portal_and_is_found_with_its_facts_in_every_shell() {
    let (server, ana) = served("agent-journey");
    for (shell, key_type, shown_key) in [
        (Shell::Dash, "ec", "ASN1 OID: prime256v1"),
        (Shell::Busybox, "rsa", "Public-Key: (2048 bit)"),
        (Shell::Bash, "ec", "ASN1 OID: prime256v1"),
    ] {
        let machine = Machine::with("agent-journey", shell);
        machine.program("sudo", "exec \"$@\"");
        machine.program(
            "uname",
            "case $1 in -n) echo Zoë’s \\\"bench\\\";; *) exec $REAL \"$@\" ;; esac",
        );
        machine.write(
            "/etc/os-release",
            "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12.5\"\nID=debian\n",
        );
        machine.write("/sys/class/dmi/id/sys_vendor", "Framework\n");
        machine.write("/sys/class/dmi/id/product_name", "Laptop 13\n");
        machine.write("/sys/class/dmi/id/product_serial", "FRANDGCPA5\n");
        machine.write(
            "/proc/self/mountinfo",
            "27 1 253:0 / / rw - ext4 /dev/mapper/root rw\n",
        );
        machine.write("/sys/dev/block/253:0/dm/uuid", "CRYPT-LUKS2-00-root\n");

        let body = json!({ "platform": "linux", "method": "agent", "ownership": "personal" });
        let ticket = ana
            .call("POST", "/api/v1/me/tickets", &[], Some(&body))
            .json();
        let line = format!(
            "{} --key-type {key_type} --root {}",
            ticket["command"].as_str().unwrap(),
            machine.root.display()
        );
        machine.program(
            "sh",
            &format!("exec {} \"$@\"", machine.shell_words().join(" ")),
        );
        // What is tried out below a folder says how to go on there.
        let root = machine.root.display();
        let leave = format!("sh {root}/usr/local/bin/muster-agent unenroll --root {root}");
        ran(machine.shell().args(["-c", &line]))
            .well()
            .says("This machine is enrolled, as dev_")
            .says(&format!("To leave: {leave}"));

        let device = only(&ana);
        assert_eq!(device.status, DeviceStatus::Enrolled, "{shell:?}");
        assert!(device.last_check_in.is_some());
        let detail = detail(&ana, &device);
        for (name, value) in [
            (DeviceFactName::OsName, "Debian GNU/Linux 12 (bookworm)"),
            (DeviceFactName::OsDistribution, "debian"),
            (DeviceFactName::OsVersion, "12.5"),
            (DeviceFactName::HostName, "Zoë’s \"bench\""),
            (DeviceFactName::Manufacturer, "Framework"),
            (DeviceFactName::Model, "Laptop 13"),
            (DeviceFactName::SerialNumber, "FRANDGCPA5"),
            (DeviceFactName::DiskEncryption, "encrypted"),
            (DeviceFactName::AgentVersion, "4"),
        ] {
            assert_eq!(fact(&detail, name), Some(value), "{shell:?}");
        }
        let kernel = run(Command::new("uname").arg("-r"));
        assert_eq!(fact(&detail, DeviceFactName::Kernel), Some(kernel.trim()));

        // The key is of the kind that was asked for, for root only, and nowhere else.
        let key = run(Command::new("openssl")
            .args(["pkey", "-noout", "-text_pub", "-in"])
            .arg(machine.identity()));
        assert!(key.contains(shown_key), "{key}");
        for (path, content) in machine.files() {
            let name = path.display();
            let has_key = String::from_utf8_lossy(&content).contains("PRIVATE KEY");
            assert_eq!(has_key, path == machine.identity(), "{name}");
            if path.starts_with(machine.path("/var")) {
                assert_eq!(
                    path.metadata().unwrap().permissions().mode() & 0o777,
                    0o600,
                    "{name}"
                );
            }
            assert!(
                !String::from_utf8_lossy(&content).contains(ticket["ticket"].as_str().unwrap()),
                "{name}"
            );
        }
        let state = machine
            .path("/var/lib/muster")
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(state & 0o777, 0o700);

        // What was installed is the agent that came, and goes on by itself.
        machine.installed(&["check-in"]).well().says("enrolled");
        machine
            .installed(&["status"])
            .well()
            .says(&format!("device         {}", device.id))
            .says(&format!("server         {}", server.url()))
            .says("UTC: enrolled");
        machine
            .installed(&["unenroll"])
            .well()
            .says("has ended the enrollment");
        assert_eq!(ana.devices().len(), 0);
    }
}

#[test]
fn enrolling_twice_changes_nothing() {
    let (server, ana) = served("agent-twice");
    let machine = Machine::new("agent-twice");
    enroll(&machine, &server, &ana.ticket("agent")).well();
    let (files, device) = (machine.files(), only(&ana));
    enroll(&machine, &server, &ana.ticket("agent"))
        .well()
        .says("already enrolled")
        .says(&device.id.to_string());
    machine
        .installed(&["enroll"])
        .well()
        .says("already enrolled");
    assert_eq!(machine.files(), files);
    assert_eq!(only(&ana), device);
    // Another server gets a no.
    machine
        .agent(&[
            "enroll",
            "--server",
            "https://other.example.com",
            "--ticket",
            "mt1.x",
        ])
        .ended(1)
        .says("this machine is enrolled with");
    assert_eq!(machine.files(), files);
}

#[test]
fn a_report_is_sent_again_only_when_something_has_changed() {
    let (server, ana) = served("agent-report");
    let mut machine = Machine::new("agent-report");
    machine.program(
        "uname",
        "case $1 in -r) echo $KERNEL ;; *) exec $REAL \"$@\" ;; esac",
    );
    machine.program(
        "curl",
        "body=$(printf '%s' \"$*\" | sed -n 's/.*--data-binary @\\([^ ]*\\) .*check-in$/\\1/p')\n\
         [ -z \"$body\" ] || wc -c <\"$body\" >>\"$SIZES\"\nexec $REAL \"$@\"",
    );
    let sizes = machine.path("/sizes");
    machine.set("SIZES", sizes.to_str().unwrap());
    machine.set("KERNEL", "6.1.0-1");
    enroll(&machine, &server, &ana.ticket("agent")).well();
    machine.agent(&["check-in"]).well();
    let device = only(&ana);
    assert_eq!(
        fact(&detail(&ana, &device), DeviceFactName::Kernel),
        Some("6.1.0-1")
    );
    machine.set("KERNEL", "6.1.0-2");
    machine.agent(&["check-in"]).well();
    machine.agent(&["check-in"]).well();
    let detail = detail(&ana, &device);
    assert_eq!(fact(&detail, DeviceFactName::Kernel), Some("6.1.0-2"));
    let changed = detail
        .history
        .iter()
        .filter(|event| event.kind == DeviceEventKind::FactsChanged)
        .count();
    assert_eq!(changed, 2, "{:?}", detail.history);
    let sizes: Vec<usize> = std::fs::read_to_string(sizes)
        .unwrap()
        .lines()
        .map(|line| line.trim().parse().unwrap())
        .collect();
    assert!(
        matches!(sizes[..], [first, 3, second, 3] if first > 100 && second > 100),
        "the bodies' sizes: {sizes:?}"
    );
}

#[test]
fn a_renewal_comes_when_it_is_time_or_asked_for_and_ends_the_certificate_before() {
    let (server, _) = served("agent-renewal");
    let mut machine = Machine::new("agent-renewal");
    // This machine's clock is moved with the server's.
    machine.program(
        "date",
        "[ \"$*\" = +%s ] || exec $REAL \"$@\"\necho $(($($REAL +%s) + ${OFFSET:-0}))",
    );
    for key_type in ["ec", "rsa"] {
        let ticket = Person::sign_in(&server, "ana").ticket("agent");
        machine
            .agent(&[
                "enroll",
                "--server",
                &server.url(),
                "--ticket",
                &ticket,
                "--key-type",
                key_type,
            ])
            .well();
        let serial = |machine: &Machine| shown(machine, "-serial");
        let first = serial(&machine);
        let public = shown(&machine, "-pubkey");
        std::fs::copy(machine.identity(), machine.path("/first.pem")).unwrap();
        machine.agent(&["check-in"]).well();
        assert_eq!(serial(&machine), first, "it is not time");

        machine
            .agent(&["renew"])
            .well()
            .says("The certificate has been renewed");
        let second = serial(&machine);
        assert_ne!(second, first);
        assert_ne!(
            shown(&machine, "-pubkey"),
            public,
            "a renewal has a key of its own"
        );
        machine.agent(&["status"]).well();

        // Eight months on, the last third of the year has begun.
        let offset = 250 * 24 * 3600;
        let clock = format!("{}/__test/clock/{offset}", server.url());
        assert_eq!(send("PUT", &clock, &[], b"").status, 204);
        machine.set("OFFSET", &offset.to_string());
        machine
            .agent(&["check-in"])
            .well()
            .says("The certificate has been renewed");
        let third = serial(&machine);
        assert_ne!(third, second);
        let key = run(Command::new("openssl")
            .args(["pkey", "-noout", "-text_pub", "-in"])
            .arg(machine.identity()));
        assert_eq!(
            key.contains("prime256v1"),
            key_type == "ec",
            "a renewal keeps the kind of key: {key}"
        );

        // The one before is at an end: whoever has it gets nowhere.
        let ana = Person::sign_in(&server, "ana");
        let device = only(&ana);
        assert_eq!(
            device.certificate_serial.unwrap().to_string(),
            third.trim().replace("serial=", "").to_lowercase()
        );
        let good = std::fs::read(machine.identity()).unwrap();
        std::fs::copy(machine.path("/first.pem"), machine.identity()).unwrap();
        machine
            .agent(&["check-in"])
            .ended(6)
            .says("has been revoked");
        std::fs::write(machine.identity(), good).unwrap();
        machine.agent(&["check-in"]).well();
        machine.agent(&["unenroll"]).well();
        assert_eq!(
            send("PUT", &format!("{}/__test/clock/0", server.url()), &[], b"").status,
            204
        );
        machine.set("OFFSET", "0");
    }
}

#[test]
fn an_enrollment_killed_at_any_point_and_run_again_ends_with_one_device() {
    let (server, ana) = served("agent-killed");
    let url = server.url();
    let mut points = 0;
    for stop in 1..100 {
        let mut machine = Machine::fragile("agent-killed");
        let ticket = ana.ticket("agent");
        let arguments = ["enroll", "--server", &url, "--ticket", &ticket];
        let ended = machine.killed_at(stop, &arguments);
        if ended.is_none() {
            machine.agent(&arguments).well();
        }
        let device = only(&ana);
        assert_eq!(device.status, DeviceStatus::Enrolled, "killed at {stop}");
        let serial = shown(&machine, "-serial")
            .trim()
            .replace("serial=", "")
            .to_lowercase();
        assert_eq!(
            device.certificate_serial.unwrap().to_string(),
            serial,
            "killed at {stop}"
        );
        // Never more than one key: what was made before is used again.
        let issued = detail(&ana, &device)
            .history
            .iter()
            .filter(|event| event.kind == DeviceEventKind::CertificateIssued)
            .count();
        assert_eq!(issued, 1, "killed at {stop}");
        let left: Vec<_> = machine.files().into_keys().collect();
        assert!(
            !left
                .iter()
                .any(|path| path.to_string_lossy().contains("work.")
                    || path.ends_with("request.pem")),
            "killed at {stop}: {left:?}"
        );
        machine.agent(&arguments).well().says("already enrolled");
        remove(&ana, &device);
        if let Some(ran) = ended {
            ran.well();
            break;
        }
        points = stop;
    }
    assert!(
        (12..60).contains(&points),
        "it was killed at {points} points"
    );
}

#[test]
fn a_renewal_killed_at_any_point_and_run_again_leaves_the_device_with_one_certificate_that_works() {
    let (server, ana) = served("agent-renewal-killed");
    let mut machine = Machine::fragile("agent-renewal-killed");
    enroll(&machine, &server, &ana.ticket("agent")).well();
    let mut points = 0;
    for stop in 1..100 {
        let before = shown(&machine, "-serial");
        let ended = machine.killed_at(stop, &["renew"]);
        // Whenever it was, the machine is enrolled and can show it.
        machine.agent(&["check-in"]).well();
        if ended.is_none() {
            machine.agent(&["renew"]).well();
        }
        assert_ne!(shown(&machine, "-serial"), before, "killed at {stop}");
        let device = only(&ana);
        let serial = shown(&machine, "-serial")
            .trim()
            .replace("serial=", "")
            .to_lowercase();
        assert_eq!(
            device.certificate_serial.unwrap().to_string(),
            serial,
            "killed at {stop}"
        );
        if let Some(ran) = ended {
            ran.well();
            break;
        }
        points = stop;
        // A device may renew five times a day: the next one does.
        remove(&ana, &device);
        machine = Machine::fragile("agent-renewal-killed");
        enroll(&machine, &server, &ana.ticket("agent")).well();
    }
    assert!(
        (8..60).contains(&points),
        "it was killed at {points} points"
    );
}

#[test]
fn two_runs_at_once_enroll_one_device() {
    let (server, ana) = served("agent-at-once");
    let machine = Machine::new("agent-at-once");
    let ticket = ana.ticket("agent");
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| enroll(&machine, &server, &ticket).well()))
            .collect();
        let said: Vec<_> = runs
            .into_iter()
            .map(|run| run.join().unwrap().said)
            .collect();
        let already = said
            .iter()
            .filter(|said| said.contains("already enrolled"))
            .count();
        assert_eq!(already, 2, "{said:?}");
    });
    assert_eq!(only(&ana).status, DeviceStatus::Enrolled);
}

#[test]
fn a_removed_device_stops_says_so_and_keeps_nothing_secret() {
    let (server, ana) = served("agent-removed");
    let machine = Machine::new("agent-removed");
    std::fs::create_dir_all(machine.path("/run/systemd/system")).unwrap();
    let below = machine.root.display();
    // As on a machine with systemd: what would be told to it is written down.
    let as_root = |command: &str| {
        machine.with_functions(&format!(
            "systemd() {{ printf '%s\\n' \"$*\" >>{below}/systemctl; }}\nmain {command} --root {below} </dev/null"
        ))
    };
    as_root(&format!(
        "enroll --server {} --ticket {}",
        server.url(),
        ana.ticket("agent")
    ))
    .well();
    let told = || std::fs::read_to_string(machine.path("/systemctl")).unwrap();
    assert_eq!(told(), "daemon-reload\nenable --now muster-agent.timer\n");
    let timer =
        std::fs::read_to_string(machine.path("/etc/systemd/system/muster-agent.timer")).unwrap();
    for line in [
        "OnCalendar=*-*-* 00/8:00:00",
        "RandomizedDelaySec=4h",
        "Persistent=true",
        "WantedBy=timers.target",
    ] {
        assert!(timer.contains(line), "{timer}");
    }
    let service =
        std::fs::read_to_string(machine.path("/etc/systemd/system/muster-agent.service")).unwrap();
    assert!(
        service.contains("ExecStart=/usr/local/bin/muster-agent check-in\n"),
        "{service}"
    );

    remove(&ana, &only(&ana));
    as_root("check-in")
        .ended(6)
        .says("The device has been removed from management.");
    assert!(
        told().ends_with("disable --now muster-agent.timer\n"),
        "{}",
        told()
    );
    for (path, content) in machine.files() {
        assert!(
            !String::from_utf8_lossy(&content).contains("PRIVATE KEY-----\n"),
            "{}",
            path.display()
        );
    }
    machine
        .agent(&["status"])
        .ended(6)
        .says("has been removed from management");
    machine
        .agent(&["check-in"])
        .ended(6)
        .says("has been removed from management");
    // A new ticket begins anew.
    as_root(&format!(
        "enroll --server {} --ticket {}",
        server.url(),
        ana.ticket("agent")
    ))
    .well();
    machine.agent(&["status"]).well();
    as_root("unenroll").well().says("Nothing of Muster is left");
    let left: Vec<_> = machine
        .files()
        .into_keys()
        .filter(|path| !path.ends_with("systemctl"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(
        told().ends_with("disable --now muster-agent.timer\ndaemon-reload\n"),
        "{}",
        told()
    );
}

#[test]
fn a_refusal_is_shown_in_the_servers_words_and_a_ticket_opens_for_one_machine() {
    let (server, ana) = served("agent-refused");
    let (first, second) = (Machine::new("agent-first"), Machine::new("agent-second"));
    let ticket = ana.ticket("agent");
    enroll(&first, &server, &ticket).well();
    enroll(&second, &server, &ticket).ended(4).says(
        "This enrollment ticket has already enrolled a device. Make a new ticket in the portal",
    );
    assert!(!second.identity().exists());
    let tampered = format!("{}x", &ticket[..ticket.len() - 1]);
    enroll(&second, &server, &tampered)
        .ended(4)
        .says("This is not a valid enrollment ticket.");
    // Paused is not for ever.
    let admin = Person::sign_in(&server, "admin");
    admin.change_settings(|settings| settings["enrollment_paused"] = json!(true));
    let fresh = ana.ticket("agent");
    enroll(&second, &server, &fresh)
        .ended(5)
        .says("An administrator has paused new enrollments.");
    admin.change_settings(|settings| settings["enrollment_paused"] = json!(false));
    enroll(&second, &server, &fresh).well();
    assert_eq!(ana.devices().len(), 2);
}

#[test]
fn a_machine_that_the_policy_does_not_want_learns_it_at_its_first_report() {
    let (server, ana) = served("agent-policy");
    let admin = Person::sign_in(&server, "admin");
    admin.change_policy(|policy| {
        policy["platform_restrictions"]["default"]["linux"] = json!({ "minimum_version": "13" });
    });
    let machine = Machine::new("agent-policy");
    machine.write("/etc/os-release", "VERSION_ID=12\n");
    enroll(&machine, &server, &ana.ticket("agent"))
        .ended(6)
        .says("The device runs version 12, but your organisation asks for 13 or later.");
    machine
        .agent(&["status"])
        .ended(6)
        .says("asks for 13 or later");
    assert!(!machine.identity().exists());
    machine.write("/etc/os-release", "VERSION_ID=13\n");
    enroll(&machine, &server, &ana.ticket("agent")).well();
}

#[test]
fn who_leaves_without_the_server_must_say_so() {
    let (mut server, ana) = served("agent-leaves");
    let machine = Machine::new("agent-leaves");
    enroll(&machine, &server, &ana.ticket("agent")).well();
    server.kill();
    machine.program("sleep", "");
    machine
        .agent(&["unenroll"])
        .ended(5)
        .says("can't be reached")
        .says("unenroll --force");
    assert!(machine.identity().exists());
    machine
        .agent(&["check-in"])
        .ended(5)
        .says("can't be reached");
    machine.agent(&["status"]).ended(5).says("can't be reached");
    machine
        .agent(&["unenroll", "--force"])
        .well()
        .says("remove it in the portal");
    assert!(machine.files().is_empty());
    machine.agent(&["unenroll"]).well().says("not enrolled");
    server.restart();
    assert_eq!(
        only(&Person::sign_in(&server, "ana")).status,
        DeviceStatus::Enrolled
    );
}

#[test]
fn the_ticket_and_the_key_are_never_among_the_arguments_of_a_process() {
    let (server, ana) = served("agent-arguments");
    let mut machine = Machine::new("agent-arguments");
    for command in ["curl", "openssl", "sed", "cat", "awk"] {
        machine.program(
            command,
            "printf '%s\\n' \"$0 $*\" >>\"$SEEN\"\nenv >>\"$SEEN\"\nexec $REAL \"$@\"",
        );
    }
    let seen = machine.path("/../seen");
    machine.set("SEEN", seen.to_str().unwrap());
    let ticket = ana.ticket("agent");
    machine.set("MUSTER_TICKET", &ticket);
    machine.agent(&["enroll", "--server", &server.url()]).well();
    let seen = std::fs::read_to_string(seen).unwrap();
    assert!(seen.contains("simpleenroll"), "{seen}");
    assert!(!seen.contains(&ticket));
}

#[test]
fn without_a_ticket_the_person_is_asked_and_what_they_type_is_not_shown() {
    let (server, ana) = served("agent-asks");
    let machine = Machine::new("agent-asks");
    let ticket = ana.ticket("agent");
    // `script` is a terminal for whom it runs.
    let command = format!(
        "(sleep 1; echo {ticket}) | script -qec 'dash {} enroll --server {} --root {}' /dev/null",
        script().display(),
        server.url(),
        machine.root.display()
    );
    let asked = ran(machine.shell().args(["-c", &command]))
        .well()
        .says("The ticket from the portal");
    assert!(
        asked.said.contains("This machine is enrolled") && !asked.said.contains(&ticket),
        "{}",
        asked.said
    );
    // Nobody is there to be asked.
    ran(Command::new("setsid")
        .arg("--wait")
        .arg(script())
        .args(["enroll", "--server", &server.url(), "--root"])
        .arg(Machine::new("agent-asks-nobody").root))
    .ended(2)
    .says("there is no ticket");
}

#[test]
fn a_machine_works_in_every_shell_on_a_second_and_third_run() {
    let (server, ana) = served("agent-shells");
    for shell in SHELLS {
        let machine = Machine::with("agent-shells", shell);
        enroll(&machine, &server, &ana.ticket("agent")).well();
        machine.agent(&["renew"]).well();
        machine.agent(&["check-in"]).well();
        machine.agent(&["status"]).well();
        machine.agent(&["unenroll"]).well();
        assert!(machine.files().is_empty(), "{shell:?}");
    }
}
