//! How the agent runs compliance policies' scripts: within limits, and with a reason where there is no result, in every shell.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that meets something unexpected ends there"
)]

use std::time::{Duration, Instant};

use muster_tests::agent::{Machine, SHELLS};
use muster_tests::scripts::{digest, functions, set, visit};
use serde_json::{Value, json};

/// What came of one script that is run with these constants of the agent set differently.
#[track_caller]
fn result_with(machine: &Machine, constants: &str, script: &str) -> Value {
    set(machine, &[("p", script)]);
    let ran = functions(machine, &format!("{constants}\nrun_scripts")).well();
    assert_eq!(ran.said, "", "{script}");
    let text = std::fs::read_to_string(machine.path("/var/lib/muster/profile/scripts")).unwrap();
    let result: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let told = result.as_object().unwrap();
    assert_eq!(told.len(), 3, "{result}");
    result
}

#[track_caller]
fn result(machine: &Machine, script: &str) -> Value {
    result_with(machine, "", script)
}

#[test]
fn a_script_is_a_setting_and_one_that_is_none_is_told_as_failed() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-setting", shell);
        let applied = |machine: &Machine, before: &str| -> Value {
            functions(machine, &format!("{before}\napply_profile")).well();
            let file = machine.path("/var/lib/muster/profile/report");
            serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
        };
        let long = format!("#!/bin/sh\n{}\necho '{{}}'", "#".repeat(16_350));
        set(&machine, &[("a", &long), ("b", "echo '{}'"), ("c", "")]);
        let reason = "that is no script: it does not begin with #!/";
        let failed = json!([
            { "key": "script:b", "reason": reason }, { "key": "script:c", "reason": reason },
        ]);
        assert_eq!(applied(&machine, "")["failed"], failed, "{shell:?}");
        let told = visit(&machine);
        assert_eq!(told["script_results"][0]["output"], "{}\n", "{shell:?}");
        assert_eq!(told["script_results"][1]["failed"], reason);
        assert_eq!(told["script_results"][2]["failed"], reason);

        set(&machine, &[("a", "#!/bin/sh\n")]);
        let without = "command() { if [ \"$2\" = timeout ]; then return 1; fi; }";
        let reason = "timeout is missing on this machine";
        let failed = json!([{ "key": "script:a", "reason": reason }]);
        assert_eq!(applied(&machine, without)["failed"], failed, "{shell:?}");
        let told = result_with(&machine, without, "#!/bin/sh\n");
        assert_eq!(told["failed"], reason, "{shell:?}");
    }
}

#[test]
fn a_script_that_fails_says_why_in_its_last_line_of_errors_in_every_shell() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-failed", shell);
        let long = "x".repeat(300);
        let cut = format!("it ended with exit code 1: {}", &long[..173]);
        for (script, reason) in [
            (
                "#!/bin/sh\necho '{}'; echo first >&2; echo 'no \"disk\" \\' >&2; echo >&2; exit 7",
                "it ended with exit code 7: no \"disk\" \\",
            ),
            ("#!/bin/sh\nexit 3", "it ended with exit code 3"),
            (
                "#!/bin/sh\nyes err | head -n 30000 >&2; echo last >&2; exit 1",
                "it ended with exit code 1: last",
            ),
            (&format!("#!/bin/sh\necho {long} >&2; exit 1"), &cut),
            (
                "#!/nowhere/python9 -u\n",
                "there is no /nowhere/python9 on this machine",
            ),
            ("#!/etc\n", "there is no /etc on this machine"),
            (
                "#!/bin/sh\r\necho '{}'\r\n",
                "its lines end with a carriage return, as on Windows",
            ),
        ] {
            let told = result(&machine, script);
            assert_eq!(told["failed"], reason, "{shell:?}: {script}");
            assert_eq!(told["script"], digest(&machine, script), "{shell:?}");
        }
        let told = result(&machine, "#!/usr/bin/env nothing-of-this-name\n");
        let reason = told["failed"].as_str().unwrap();
        assert!(
            reason.starts_with("it ended with exit code 127: "),
            "{reason}"
        );
        assert!(reason.contains("nothing-of-this-name"), "{reason}");
    }
}

#[test]
fn a_script_that_takes_or_prints_too_much_has_no_result_in_every_shell() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-limits", shell);
        let begun = Instant::now();
        let slow = result_with(
            &machine,
            "SCRIPT_TIME=2",
            "#!/bin/sh\necho '{}'\nsleep 40\n",
        );
        let reason = "it took longer than 2 seconds and was ended";
        assert_eq!(slow["failed"], reason, "{shell:?}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{shell:?}");

        // Exactly as much as it may, and one byte more; what is too much does not block it.
        let just = result(&machine, "#!/bin/sh\nyes | head -c 2048");
        assert_eq!(just["output"], "y\n".repeat(1024), "{shell:?}");
        let ran = machine.path("/ran");
        for bytes in [2_049, 300_000] {
            let script = format!(
                "#!/bin/sh\nyes | head -c {bytes} && echo >>{}",
                ran.display()
            );
            let told = result(&machine, &script);
            assert_eq!(told["failed"], "it printed more than 2048 bytes");
        }
        assert_eq!(std::fs::read_to_string(&ran).unwrap(), "\n\n", "{shell:?}");
    }
}

#[test]
fn what_a_script_leaves_running_does_not_hold_up_the_agent_in_any_shell() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-left", shell);
        let script = "#!/bin/sh\nsleep 45 &\necho '{\"a\":1}'\n";
        set(&machine, &[("one", script), ("two", script)]);
        let begun = Instant::now();
        let told = visit(&machine);
        assert!(begun.elapsed() < Duration::from_secs(30), "{shell:?}");
        for result in told["script_results"].as_array().unwrap() {
            assert_eq!(result["output"], "{\"a\":1}\n", "{shell:?}");
        }
        // Nor does what is left keep the lock, so that the next run can begin.
        let lock = "mkdir -p $state; exec 9>$state/lock; flock -n 9";
        set(&machine, &[("one", script)]);
        functions(&machine, &format!("{lock}\nrun_scripts")).well();
        functions(&machine, lock).well();
    }
}

#[test]
fn what_a_script_prints_arrives_as_the_same_text_in_every_shell() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-text", shell);
        let text = "{\"a\": \"q\\\"uo'te\",\n \"b\": \"back\\\\slash $(id) `id` %s *\",\n\n \"c\": \"Zoë’s € 😀\"}\n";
        let script = format!("#!/bin/cat\n{text}");
        assert_eq!(
            result(&machine, &script)["output"],
            script.as_str(),
            "{shell:?}"
        );
        assert_eq!(result(&machine, "#!/bin/sh\n")["output"], "", "{shell:?}");
        // The first line is read as the kernel reads it: one argument, in which nothing is filled in.
        let script = "#!/usr/bin/printf  %s|* $HOME `id`  \n";
        let output = result(&machine, script)["output"].clone();
        let output = output.as_str().unwrap();
        assert!(output.ends_with("|* $HOME `id`"), "{shell:?}: {output}");
        assert!(output.starts_with('/'), "{shell:?}: {output}");
    }
}

#[test]
fn a_script_gets_nothing_of_the_agents_environment_in_any_shell() {
    for shell in SHELLS {
        let mut machine = Machine::with("scripts-environment", shell);
        machine.set("MUSTER_TICKET", "mt1.secret");
        machine.set("ENV", "/tmp/theirs");
        let script = "#!/bin/sh\ntr '\\0' '\\n' </proc/$$/environ; pwd; readlink /proc/$$/fd/0\n\
                      for fd in 3 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$fd ] || readlink /proc/$$/fd/$fd; done\n";
        let told = result(&machine, script);
        let expected = "HOME=/root\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n/\n/dev/null\n";
        let output = told["output"].as_str().unwrap_or_else(|| panic!("{told}"));
        assert_eq!(output, expected, "{shell:?}");
    }
}

#[test]
fn a_script_may_be_for_python_found_by_env() {
    for shell in SHELLS {
        let machine = Machine::with("scripts-python", shell);
        let script = "#!/usr/bin/env python3\nimport json, sys\nprint(json.dumps({'é': len(sys.argv)}))\nprint('é')\n";
        assert_eq!(
            result(&machine, script)["output"],
            "{\"\\u00e9\": 1}\né\n",
            "{shell:?}"
        );
    }
}
