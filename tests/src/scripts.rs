//! A machine of the organisation's with compliance policies' scripts, whose agent's functions are called one by one.

use std::process::Command;

use base64ct::{Base64, Encoding as _};
use serde_json::Value;

use crate::agent::{Machine, Ran};
use crate::device::run;

/// Some policies, each with its script.
pub type Scripts<'a> = [(&'a str, &'a str)];

/// A visit to a server that takes all: what it is sent.
pub const VISIT: &str = "say '{}' >$work/report; with_scripts $work/report; cat $work/report\n\
                     if scripts_to_tell; then scripts_were_told; fi";

/// The text that sets these scripts, as a server sends it.
pub fn configuration(machine: &Machine, scripts: &Scripts<'_>) -> String {
    let lines: String = scripts
        .iter()
        .map(|(policy, script)| {
            let script = Base64::encode_string(script.as_bytes());
            format!("script {policy} {script}\n")
        })
        .collect();
    let version = digest(machine, &lines);
    format!("muster-configuration 1\nversion {version}\n{lines}end\n")
}

/// Has the organisation set these scripts, each with its policy.
pub fn set(machine: &Machine, scripts: &Scripts<'_>) {
    let text = configuration(machine, scripts);
    machine.write("/var/lib/muster/profile/current", text);
}

/// Calls functions of the agent.
pub fn functions(machine: &Machine, what: &str) -> Ran {
    let root = machine.root.display();
    machine.with_functions(&format!(
        "root={root} state={root}/var/lib/muster\nmkdir -p $state; work=$(mktemp -d $state/work.XXXXXX)\n{what}"
    ))
}

/// Runs the scripts and comes by: what the server is sent.
#[track_caller]
pub fn visit(machine: &Machine) -> Value {
    let said = functions(machine, &format!("run_scripts\n{VISIT}"));
    let said = said.well().said;
    assert!(said.is_ascii(), "{said}");
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Whether there is such a file of what is set.
pub fn is_there(machine: &Machine, file: &str) -> bool {
    machine
        .path("/var/lib/muster/profile")
        .join(file)
        .try_exists()
        .unwrap()
}

/// The SHA-256 of a text, in hexadecimal digits.
pub fn digest(machine: &Machine, text: &str) -> String {
    machine.write("/../digested", text);
    let said = run(Command::new("sha256sum").arg(machine.path("/../digested")));
    said.split(' ').next().unwrap_or_default().to_owned()
}
