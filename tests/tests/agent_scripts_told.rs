//! What the agent tells of compliance policies' scripts, and when; and that it leaves nothing of them behind.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use muster_tests::agent::{Machine, SHELLS};
use muster_tests::scripts::{VISIT, configuration, digest, functions, is_there, set, visit};
use serde_json::{Value, json};

#[test]
fn what_scripts_print_is_told_once_and_again_when_it_changes_in_every_shell() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-told", shell);
        let answer = machine.path("/answer");
        let first = format!("#!/bin/sh\ncat {}\n", answer.display());
        let second = "#!/bin/sh -e\nfalse\necho '{}'";
        set(&machine, &[("disk-2", &first), ("b", second)]);
        machine.write("/answer", "{\"free\": 12}\n");
        let told = |output: &str| {
            json!({ "script_results": [
                { "policy": "disk-2", "script": digest(&machine, &first), "output": output },
                { "policy": "b", "script": digest(&machine, second), "failed": "it ended with exit code 1" },
            ] })
        };
        assert_eq!(visit(&machine), told("{\"free\": 12}\n"), "{shell:?}");
        assert_eq!(visit(&machine), json!({}), "{shell:?}");
        machine.write("/answer", "{\"free\": 11}\n");
        assert_eq!(visit(&machine), told("{\"free\": 11}\n"), "{shell:?}");
        assert_eq!(visit(&machine), json!({}), "{shell:?}");

        // After a sync all is told afresh.
        let sync = "serial() { say serial=1; }\nid=cmd_1 kind=sync name='' begun=''; do_command";
        functions(&machine, sync).well();
        assert_eq!(visit(&machine), told("{\"free\": 11}\n"), "{shell:?}");

        // What the organisation takes away leaves nothing, and nothing is told of it.
        set(&machine, &[]);
        assert_eq!(visit(&machine), json!({}), "{shell:?}");
        assert!(!is_there(&machine, "scripts") && !is_there(&machine, "scripts.told"));
    }
}

#[test]
fn results_stand_beside_the_rest_of_a_report() {
    let machine = Machine::new("scripts-beside");
    set(&machine, &[("p", "#!/bin/sh\necho '{\"a\":\"\\\"}'")]);
    let said = functions(
        &machine,
        r#"run_scripts
say '{"version":"v1","failed":[]}' | put profile/report
say '{"name":"\"x\""}' >"$work/report"
with_configuration "$work/report"
with_scripts "$work/report"
cat "$work/report""#,
    );
    let report: Value = serde_json::from_str(&said.well().said).unwrap();
    assert_eq!(report["name"], "\"x\"");
    assert_eq!(report["configuration"]["version"], "v1");
    assert_eq!(report["script_results"][0]["output"], "{\"a\":\"\\\"}\n");
}

#[test]
fn a_run_that_is_killed_leaves_nothing_wrong_and_the_next_one_tells() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-killed", shell);
        let once = machine.path("/once");
        // The script ends the agent, and at its next run does its work.
        let script = format!(
            "#!/bin/sh\n[ -e {0} ] || {{ echo >{0}; echo half; kill -9 $(cat {0}.agent); exit 1; }}\necho '{{}}'",
            once.display()
        );
        set(&machine, &[("a", "#!/bin/sh\necho '[]'"), ("b", &script)]);
        let killed = functions(
            &machine,
            &format!("say $$ >{}.agent\nrun_scripts", once.display()),
        );
        assert_eq!(killed.code, None, "{shell:?}: {}", killed.said);
        assert!(!is_there(&machine, "scripts"), "{shell:?}");
        let told = visit(&machine);
        assert_eq!(told["script_results"][1]["output"], "{}\n", "{shell:?}");
        assert_eq!(visit(&machine), json!({}), "{shell:?}");
    }
}

#[test]
fn a_run_that_is_killed_at_any_point_has_told_all_or_the_next_one_does() {
    let scripts = [("a", "#!/bin/sh\necho '{}'"), ("b", "#!/bin/sh\nexit 1")];
    let machine = Machine::new("scripts-whole");
    set(&machine, &scripts);
    let whole = visit(&machine);
    let mut points = 0;
    for stop in 1..60 {
        let mut machine = Machine::fragile("scripts-killed-at");
        set(&machine, &scripts);
        machine.write("/../count", "0");
        machine.set("STOP_AT", &stop.to_string());
        let killed = functions(&machine, &format!("run_scripts\n{VISIT}")).said;
        machine.set("STOP_AT", "0");
        let count = std::fs::read_to_string(machine.path("/../count")).unwrap();
        if count.trim().parse::<u32>().unwrap() < stop {
            break;
        }
        points = stop;
        let again = visit(&machine);
        if again == json!({}) {
            let told: Value = serde_json::from_str(killed.trim()).unwrap();
            assert_eq!(told, whole, "killed at {stop}");
        } else {
            assert_eq!(again, whole, "killed at {stop}");
        }
        assert_eq!(visit(&machine), json!({}), "killed at {stop}");
    }
    assert!(
        (6..50).contains(&points),
        "it was killed at {points} points"
    );
}

/// A check-in at a server that has the machine set as `/../configuration` says, asks what stands in `/../asked`, and refuses a report, `$2`, of which the
/// shell says that `refuses` is so: the bodies it was sent.
#[track_caller]
fn check_in(machine: &Machine, refuses: &str) -> Vec<Value> {
    let version = "$(sed -n 's/^version //p' $root/../configuration)";
    let lines = format!(
        r#"server=https://muster.example.com renewed=no configured=no
serial() {{ say serial=1; }}
report() {{ say '{{"name":"it"}}'; }}
signed() {{
    status=200 kind=application/json digest=of-the-body
    case $1 in
        */configuration) cp "$root/../configuration" "$work/answer" ;;
        */check-in)
            cat "$2" >>"$root/../bodies"; echo >>"$root/../bodies"
            asked=$(cat "$root/../asked" 2>/dev/null) || true
            say "{{\"status\":\"managed\",\"configuration\":\"{version}\",\"commands\":[$asked]}}" >"$work/answer"
            if {refuses}; then status=${{refusal:-422}}; fi ;;
    esac
}}
check_in"#
    );
    machine.write("/../bodies", "");
    functions(machine, &lines).well();
    let sent = std::fs::read_to_string(machine.path("/../bodies")).unwrap();
    sent.lines()
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{sent}")))
        .collect()
}

/// What the scripts of a report printed.
fn outputs(body: &Value) -> Vec<&str> {
    let results = body["script_results"].as_array();
    let results = results.unwrap_or_else(|| panic!("{body}"));
    results
        .iter()
        .map(|one| one["output"].as_str().unwrap())
        .collect()
}

#[test]
fn a_check_in_runs_what_it_brings_and_tells_at_once_in_every_shell() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-check-in", shell);
        let ran = machine.path("/ran");
        let counted = format!("#!/bin/sh\necho >>{0}; echo 1\n", ran.display());
        let runs = || std::fs::read_to_string(&ran).map_or(0, |text| text.len());
        let serve = |scripts: &[(&str, &str)]| {
            machine.write("/../configuration", configuration(&machine, scripts));
        };
        serve(&[("a", &counted)]);
        let sent = check_in(&machine, "false");
        assert_eq!(sent.len(), 2, "{shell:?}: {sent:?}");
        assert_eq!(sent[0], json!({ "name": "it" }));
        assert_eq!(outputs(&sent[1]), ["1\n"], "{shell:?}");
        assert_eq!(sent[1]["configuration"]["failed"], json!([]), "{shell:?}");
        assert_eq!(runs(), 1, "{shell:?}");

        // Each check-in runs it once, and says nothing when it comes to the same.
        assert_eq!(check_in(&machine, "false"), [json!({})], "{shell:?}");
        assert_eq!(runs(), 2, "{shell:?}");

        // What is another now is told by the first visit, what is new by the second.
        let tick = machine.path("/tick");
        let ticking = format!("#!/bin/sh\necho >>{0}; wc -l <{0}\n", tick.display());
        serve(&[("a", &counted), ("tick", &ticking)]);
        let sent = check_in(&machine, "false");
        assert_eq!(sent.len(), 2, "{shell:?}: {sent:?}");
        assert_eq!(sent[0], json!({}), "{shell:?}");
        assert_eq!(outputs(&sent[1]), ["1\n", "1\n"], "{shell:?}");
        let sent = check_in(&machine, "false");
        assert_eq!(sent.len(), 1, "{shell:?}: {sent:?}");
        assert_eq!(outputs(&sent[0]), ["1\n", "2\n"], "{shell:?}");

        // What is taken away is told no more, and nothing of it is left.
        serve(&[]);
        let sent = check_in(&machine, "false");
        assert_eq!(outputs(&sent[0]), ["1\n", "3\n"], "{shell:?}");
        assert_eq!(sent.len(), 1, "{shell:?}: {sent:?}");
        assert!(!machine.path("/var/lib/muster/profile").exists());
    }
}

#[test]
fn a_server_that_does_not_take_results_sees_the_device_and_is_asked_once_a_check_in() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-refused", shell);
        let text = configuration(&machine, &[("a", "#!/bin/sh\necho 1")]);
        machine.write("/../configuration", text);
        let sent = check_in(&machine, "grep -q script_results \"$2\"");
        assert_eq!(sent.len(), 3, "{shell:?}: {sent:?}");
        assert_eq!(sent[0], json!({ "name": "it" }));
        assert_eq!(outputs(&sent[1]), ["1\n"], "{shell:?}");
        assert_eq!(sent[1]["configuration"], sent[2]["configuration"]);
        assert_eq!(sent[2].get("script_results"), None, "{shell:?}");

        // The rest of it was taken. At the next check-in it is tried again, once, however often that visits.
        machine.write("/../asked", r#"{"id":"cmd_1","kind":"sync"}"#);
        let sent = check_in(&machine, "grep -q script_results \"$2\"");
        assert_eq!(sent.len(), 3, "{shell:?}: {sent:?}");
        assert_eq!(outputs(&sent[0]), ["1\n"], "{shell:?}");
        assert_eq!(sent[1], json!({}), "{shell:?}");
        assert_eq!(sent[2]["command_results"][0]["id"], "cmd_1", "{shell:?}");
        assert_eq!(sent[2].get("script_results"), None, "{shell:?}");
        let sent = check_in(&machine, "false");
        assert_eq!(sent.len(), 1, "{shell:?}: {sent:?}");
        assert_eq!(outputs(&sent[0]), ["1\n"], "{shell:?}");
        assert_eq!(check_in(&machine, "false"), [json!({})], "{shell:?}");
    }
}

#[test]
fn a_server_to_which_all_is_too_much_is_sent_less_and_less() {
    let machine = Machine::new("scripts-less");
    set(&machine, &[("a", "#!/bin/sh\necho 1")]);
    machine.write(
        "/../configuration",
        configuration(&machine, &[("a", "#!/bin/sh\necho 1")]),
    );
    machine.write("/var/lib/muster/commands", "cmd_1 {\"id\":\"cmd_1\"}\n");
    let sent = check_in(&machine, "[ $(wc -c <\"$2\") -gt 3 ] && refusal=413");
    let members: Vec<Vec<&String>> = sent
        .iter()
        .map(|body| body.as_object().unwrap().keys().collect())
        .collect();
    assert_eq!(
        members[..4],
        [
            &["command_results", "name", "script_results"][..],
            &["command_results", "name"],
            &["command_results"],
            &[]
        ]
    );
}

#[test]
fn a_machine_that_leaves_or_enrolls_again_keeps_no_script_and_no_result() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-left-behind", shell);
        let ran = machine.path("/ran");
        let script = format!("#!/bin/sh\necho >>{}", ran.display());
        let have = |machine: &Machine| {
            set(machine, &[("a", &script)]);
            visit(machine);
            std::fs::remove_file(&ran).unwrap();
            assert!(is_there(machine, "scripts") && is_there(machine, "scripts.told"));
        };
        let nothing = |machine: &Machine, after: &str| {
            let left: Vec<_> = machine
                .files()
                .into_iter()
                .filter(|(path, text)| {
                    path.to_string_lossy().contains("/profile/scripts")
                        || String::from_utf8_lossy(text).contains("script a")
                })
                .collect();
            assert_eq!(left, [], "{shell:?}: {after}");
            assert!(!ran.exists(), "{shell:?}: {after}");
        };
        // The server has ended the enrollment.
        have(&machine);
        machine.write("/var/lib/muster/device.pem", "");
        functions(
            &machine,
            "server=https://muster.example.com status=403 kind=application/problem+json\n\
             say '{\"title\":\"No.\",\"code\":\"device-retired\"}' >$work/answer\ngive_up",
        )
        .ended(6);
        nothing(&machine, "the enrollment has ended");

        // Somebody has deleted the key by hand, and enrolls the machine anew.
        have(&machine);
        functions(
            &machine,
            "begin() { :; }; fetch_ca() { :; }; fetch_program() { :; }; make_request() { :; }\n\
             take_certificate() { :; }; install_program() { :; }; device_id() { say dev_1; }\n\
             persistently() { status=200; }\nvisit() { : >$work/answer; }\n\
             server=https://muster.example.com ticket=mt1.x key_type=ec renewed=no configured=no; enroll",
        )
        .well();
        nothing(&machine, "enrolled anew");

        have(&machine);
        functions(&machine, "remove_everything").well();
        nothing(&machine, "it left");
        assert!(!machine.path("/var/lib/muster").exists());
    }
}
