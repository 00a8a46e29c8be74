//! Machines of nobody in particular: one token, Muster's agent unchanged.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use muster_tests::agent::{Machine, ran};
use muster_tests::people::{self, Person};
use muster_tests::server::Server;

#[test]
fn machines_enroll_with_the_one_line_of_a_token_until_its_quota_is_used() {
    let server = Server::start("agent-token");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    let token = admin.enrollment_token("Kiosks", ("linux", "agent"), 2);
    let command = token.command.unwrap();
    let machines = [(); 3].map(|()| {
        let machine = Machine::new("agent-token");
        machine.program("sudo", "exec \"$@\"");
        machine.program(
            "sh",
            &format!("exec {} \"$@\"", machine.shell_words().join(" ")),
        );
        machine
    });
    let run = |machine: &Machine| {
        let line = format!("{command} --root {}", machine.root.display());
        ran(machine.shell().args(["-c", &line]))
    };
    for machine in &machines[..2] {
        run(machine)
            .well()
            .says("This machine is enrolled, as dev_");
        machine.installed(&["check-in"]).well().says("enrolled");
    }
    let refused = run(&machines[2]);
    assert_ne!(refused.code, Some(0));
    assert!(refused.said.contains("token"), "{}", refused.said);

    // A machine that leaves may come back with a new key, if there is a place: a device that left gives none back.
    machines[0].installed(&["unenroll"]).well();
    let path = format!("/api/v1/enrollment-tokens/{}", token.token.id);
    let read = admin.call("GET", &path, &[], None);
    let change = serde_json::json!({ "quota": 3 });
    let etag = [("if-match", read.header("etag").unwrap())];
    let changed = admin.call("PATCH", &path, &etag, Some(&change));
    assert_eq!(changed.status, 200, "{}", changed.text());
    run(&machines[0])
        .well()
        .says("This machine is enrolled, as dev_");
    let shown = admin.call("GET", &path, &[], None).json();
    assert_eq!(shown["used"], 3);

    // The token's end is not its machines'.
    assert_eq!(admin.call("DELETE", &path, &[], None).status, 204);
    machines[1].installed(&["check-in"]).well().says("enrolled");
}
