//! What an organisation sets on a Linux machine: in force in every shell, put back as it was, and never half done.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use muster_tests::agent::{Machine, Ran, SHELLS, Shell};
use muster_tests::device::run;
use muster_tests::people::{self, Person};
use muster_tests::server::Server;
use serde_json::{Value, json};

/// A machine with the files and programs that settings look for.
fn machine(name: &str, shell: Shell) -> Machine {
    let machine = Machine::with(name, shell);
    machine.write("/etc/motd", "as it was\n");
    mode(&machine, "/etc/motd", 0o640);
    machine.write("/etc/issue", "Debian \\n \\l\n");
    machine.write("/etc/security/pwquality.conf", "# minlen = 8\n");
    machine.write("/usr/local/share/ca-certificates/ours.crt", "ours\n");
    machine.write("/kernel/kernel.panic", "0");
    let root = machine.root.display();
    // Of the kernel there is only one: this one is the machine's own.
    let sysctl = format!(
        "#!/bin/sh\ncase $1 in\n-n) cat {root}/kernel/$2 ;;\n-q) case $3 in locked.*) echo 'permission denied' >&2; exit 1 ;; esac\n\
         printf '%s' \"${{3#*=}}\" >\"{root}/kernel/${{3%%=*}}\" ;;\nesac\n"
    );
    let trust = format!("#!/bin/sh\nls {root}/usr/local/share/ca-certificates >{root}/trusted\n");
    for (tool, script) in [("sysctl", sysctl), ("update-ca-certificates", trust)] {
        let path = format!("/usr/sbin/{tool}");
        machine.write(&path, script);
        mode(&machine, &path, 0o755);
    }
    machine
}

fn mode(machine: &Machine, path: &str, mode: u32) {
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(machine.path(path), permissions).unwrap();
}

fn mode_of(machine: &Machine, path: &str) -> u32 {
    let metadata = machine.path(path).metadata().unwrap();
    metadata.permissions().mode() & 0o7777
}

fn read(machine: &Machine, path: &str) -> String {
    std::fs::read_to_string(machine.path(path)).unwrap()
}

/// Every file that is not Muster's own, with its content and mode.
fn others(machine: &Machine) -> BTreeMap<PathBuf, (Vec<u8>, u32)> {
    let own = machine.path("/var/lib/muster");
    let count = machine.path("/../count");
    machine
        .files()
        .into_iter()
        .filter(|(path, _)| !path.starts_with(&own) && *path != count)
        .filter(|(path, _)| !path.ends_with("trusted"))
        .map(|(path, content)| {
            let mode = path.metadata().unwrap().permissions().mode();
            (path, (content, mode))
        })
        .collect()
}

fn base64(text: &str) -> String {
    use base64ct::{Base64, Encoding as _};
    Base64::encode_string(text.as_bytes())
}

/// The base64 of the certificate of an authority.
fn authority() -> String {
    run(Command::new("sh").args([
        "-c",
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=root -days 9 \
         -outform DER 2>/dev/null | openssl base64 -A",
    ]))
}

/// Has the machine be as these lines say, or as nothing says.
fn set(machine: &Machine, lines: &[String]) -> Ran {
    let text = format!(
        "muster-configuration 1\nversion v1\n{}\nend\n",
        lines.join("\n")
    );
    machine.write("/var/lib/muster/profile/current", text);
    functions(machine, "apply_profile")
}

fn functions(machine: &Machine, what: &str) -> Ran {
    let root = machine.root.display();
    machine.with_functions(&format!(
        "root={root} state={root}/var/lib/muster\nwork=$(mktemp -d {root}/../work.XXXXXX)\n{what}"
    ))
}

fn everything() -> Vec<String> {
    vec![
        format!("file 0600 root root /etc/motd {}", base64("ours\n")),
        format!(
            "file 0755 root root /opt/tools/bin/hello {}",
            base64("#!/bin/sh\n")
        ),
        format!("login_banner {}", base64("Owned by \\us")),
        "password minimum_length 12".to_owned(),
        "password minimum_digits 2".to_owned(),
        format!("sysctl kernel.panic {}", base64("10")),
        format!("trusted_root abc {}", authority()),
    ]
}

#[test]
fn what_is_set_is_in_force_and_is_put_back_as_it_was_in_every_shell() {
    for shell in SHELLS {
        let machine = machine("profile-shells", shell);
        let before = others(&machine);
        let lines = everything();
        set(&machine, &lines).well();
        assert_eq!(read(&machine, "/etc/motd"), "ours\n", "{shell:?}");
        assert_eq!(mode_of(&machine, "/etc/motd"), 0o600);
        assert_eq!(mode_of(&machine, "/opt/tools/bin/hello"), 0o755);
        assert_eq!(read(&machine, "/etc/issue"), "Owned by \\\\us\n");
        assert_eq!(read(&machine, "/etc/issue.net"), "Owned by \\us\n");
        let password = read(&machine, "/etc/security/pwquality.conf.d/99-muster.conf");
        assert_eq!(password, "minlen = 12\ndcredit = -2\n");
        assert_eq!(read(&machine, "/kernel/kernel.panic"), "10");
        assert!(read(&machine, "/trusted").contains("muster-abc.crt"));
        let report: Value =
            serde_json::from_str(&read(&machine, "/var/lib/muster/profile/report")).unwrap();
        assert_eq!(report, json!({ "version": "v1", "failed": [] }));

        // What somebody has changed since is set right, and what is right is not touched.
        let banner = machine
            .path("/etc/issue")
            .metadata()
            .unwrap()
            .modified()
            .unwrap();
        machine.write("/etc/motd", "theirs\n");
        set(&machine, &lines).well();
        assert_eq!(read(&machine, "/etc/motd"), "ours\n");
        let after = machine
            .path("/etc/issue")
            .metadata()
            .unwrap()
            .modified()
            .unwrap();
        assert_eq!(banner, after);

        // What is set no more goes back, and the rest stays.
        set(&machine, &lines[2..3]).well();
        assert_eq!(read(&machine, "/etc/motd"), "as it was\n");
        assert_eq!(read(&machine, "/kernel/kernel.panic"), "0");
        assert!(!read(&machine, "/trusted").contains("muster-abc.crt"));
        assert_eq!(read(&machine, "/etc/issue.net"), "Owned by \\us\n");
        functions(&machine, "unconfigure").well();
        assert_eq!(others(&machine), before, "{shell:?}");
        assert!(!machine.path("/opt").exists(), "a folder is left");
    }
}

#[test]
fn what_cannot_be_set_is_told_with_its_reason_and_the_rest_is_set() {
    let machine = machine("profile-failed", Shell::Dash);
    std::fs::remove_file(machine.path("/etc/security/pwquality.conf")).unwrap();
    std::fs::create_dir_all(machine.path("/srv/open")).unwrap();
    mode(&machine, "/srv/open", 0o777);
    let ran = set(
        &machine,
        &[
            format!("file 0644 root root /usr/sbin {}", base64("x")),
            format!("file 0644 root root /srv/open/x {}", base64("x")),
            format!("file 0644 nobody-at-all root /etc/x {}", base64("x")),
            "password minimum_length 12".to_owned(),
            format!("sysctl locked.one {}", base64("1")),
            "wallpaper blue".to_owned(),
            format!("file 0644 root root /etc/motd {}", base64("ours\n")),
        ],
    );
    ran.well();
    assert_eq!(read(&machine, "/etc/motd"), "ours\n");
    assert!(!machine.path("/srv/open/x").exists());
    let report: Value =
        serde_json::from_str(&read(&machine, "/var/lib/muster/profile/report")).unwrap();
    let failed: BTreeMap<&str, &str> = report["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["key"].as_str().unwrap(),
                one["reason"].as_str().unwrap(),
            )
        })
        .collect();
    let mut keys = vec![
        "file:/srv/open/x",
        "file:/usr/sbin",
        "password:minimum_length",
        "sysctl:locked.one",
        "wallpaper:blue",
    ];
    if run(Command::new("id").arg("-u")).trim() == "0" {
        keys.insert(0, "file:/etc/x");
    }
    assert_eq!(failed.keys().copied().collect::<Vec<_>>(), keys);
    assert_eq!(failed["sysctl:locked.one"], "permission denied");
    assert_eq!(
        failed["file:/srv/open/x"],
        "the folder of /srv/open/x is not root's alone"
    );
}

/// A machine whose commands count themselves and can kill the process group that they run in.
fn fragile(name: &str) -> Machine {
    let mut machine = machine(name, Shell::Dash);
    let count = machine.path("/../count");
    machine.set("COUNT", count.to_str().unwrap());
    for command in ["cp", "mv", "rm", "chmod", "mkdir", "rmdir"] {
        machine.program(
            command,
            "$REAL \"$@\"\nended=$?\n[ \"${STOP_AT:-0}\" != 0 ] || exit $ended\n\
             number=$(($(cat \"$COUNT\") + 1))\necho $number >\"$COUNT\"\n\
             [ $number != $STOP_AT ] || kill -9 0\nexit $ended",
        );
    }
    machine
}

#[test]
fn a_machine_killed_at_any_point_while_it_is_set_or_put_back_ends_as_it_should_when_asked_again() {
    // One of each way in which a file is set: over another, where there was none, and one that a program has to read.
    let all = everything();
    let lines = [all[0].clone(), all[1].clone(), all[6].clone()];
    for leaving in [false, true] {
        let mut points = 0;
        for stop in 1..200 {
            let mut machine = fragile("profile-killed");
            let before = others(&machine);
            if leaving {
                set(&machine, &lines).well();
            }
            machine.write("/../count", "0");
            machine.set("STOP_AT", &stop.to_string());
            let killed = if leaving {
                functions(&machine, "unconfigure")
            } else {
                set(&machine, &lines)
            };
            machine.set("STOP_AT", "0");
            // No file is ever half written, whenever it was.
            let is = read(&machine, "/etc/motd");
            let whole = ["as it was\n", "ours\n"];
            assert!(whole.contains(&is.as_str()), "killed at {stop}: {is:?}");
            if !leaving {
                set(&machine, &lines).well();
                assert_eq!(read(&machine, "/etc/motd"), "ours\n", "killed at {stop}");
            }
            functions(&machine, "unconfigure").well();
            let after = others(&machine);
            let leftover = |path: &&PathBuf| path.to_string_lossy().ends_with(".muster-new");
            assert_eq!(after.keys().filter(leftover).count(), 0, "killed at {stop}");
            assert_eq!(after, before, "killed at {stop}, leaving: {leaving}");
            if killed.code.is_some() {
                killed.well();
                break;
            }
            points = stop;
        }
        assert!(
            (12..150).contains(&points),
            "it was killed at {points} points"
        );
    }
}

fn publish(admin: &Person, profiles: &Value) {
    let address = "/api/v1/configuration/profiles";
    let shown = admin.call("GET", address, &[], None);
    let revision = shown.header("etag").unwrap().to_owned();
    let body = json!({ "profiles": profiles });
    let put = admin.call("PUT", address, &[("if-match", &revision)], Some(&body));
    assert_eq!(put.status, 200, "{}", put.text());
}

fn states(person: &Person) -> BTreeMap<String, String> {
    let device = person.devices()[0].id;
    let path = format!("/api/v1/me/devices/{device}/configuration");
    let shown = person.call("GET", &path, &[], None);
    assert_eq!(shown.status, 200, "{}", shown.text());
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let settings = shown.json()["settings"].as_array().unwrap().clone();
    settings
        .iter()
        .map(|setting| (word(&setting["key"]), word(&setting["state"])))
        .collect()
}

#[test]
fn a_machine_is_set_as_the_organisation_says_at_its_check_in_and_left_as_it_was() {
    let server = Server::start("agent-profile");
    people::provision(&server);
    let (ana, admin) = (
        Person::sign_in(&server, "ana"),
        Person::sign_in(&server, "admin"),
    );
    let machine = machine("agent-profile", Shell::Dash);
    let before = others(&machine);
    let base = |banner: &str| {
        json!([{ "id": "base", "name": "Base", "platform": "linux", "settings": {
            "login_banner": banner, "password": { "minimum_length": 14 },
            "files": [{ "path": "/etc/motd", "content": "ours\n" }],
        } }])
    };
    publish(&admin, &base("Ours"));
    let ticket = ana.call(
        "POST",
        "/api/v1/me/tickets",
        &[],
        Some(&json!({ "platform": "linux", "method": "agent", "ownership": "corporate" })),
    );
    let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
    machine
        .agent(&["enroll", "--server", &server.url(), "--ticket", &ticket])
        .well();
    // In force with the enrollment itself, and told at once.
    assert_eq!(read(&machine, "/etc/issue.net"), "Ours\n");
    assert_eq!(read(&machine, "/etc/motd"), "ours\n");
    let told = states(&ana);
    assert_eq!(told.len(), 3);
    assert!(told.values().all(|state| state == "success"), "{told:?}");

    machine.write("/etc/motd", "theirs\n");
    machine.agent(&["check-in"]).well();
    assert_eq!(read(&machine, "/etc/motd"), "ours\n");

    // What an isolate has read of the profiles it uses for a quarter of a minute.
    publish(&admin, &base("Still ours"));
    muster_tests::eventually("the new banner", || {
        machine.agent(&["check-in"]).well();
        (read(&machine, "/etc/issue.net") == "Still ours\n").then_some(())
    });
    assert_eq!(states(&ana)["login_banner"], "success");

    machine.agent(&["unenroll"]).well();
    let program = machine.path("/usr/local/bin/muster-agent");
    let mut after = others(&machine);
    after.remove(&program);
    assert_eq!(after, before);
}
