//! `make run`, as somebody uses it who has just come.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that meets something unexpected ends there"
)]

use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use muster_tests::people::send;
use muster_tests::server::{root, work_dir};

/// A `make run` that serves; ended with all it started.
struct Served {
    child: Child,
    took: Duration,
    /// User names and passwords, as printed.
    accounts: Vec<(String, String)>,
}

impl Served {
    fn start(dir: &Path, port: u16) -> Self {
        let began = Instant::now();
        let mut child = Command::new("make")
            .args(["--no-print-directory", "run"])
            .env("PORT", port.to_string())
            .env("STATE", dir.join("state"))
            .env("SECRETS", dir.join("secrets"))
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let mut accounts = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some((name, password)) = line.trim().split_once("  ")
                && name.contains('@')
            {
                accounts.push((name.to_owned(), password.trim().to_owned()));
            }
            if line.contains("Ctrl-C stops") {
                let took = began.elapsed();
                return Self {
                    child,
                    took,
                    accounts,
                };
            }
        }
        panic!("`make run` ended without serving: {:?}", child.wait());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // What Ctrl-C does.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-INT", "--", &group]).status();
        let _ = self.child.wait();
    }
}

#[test]
fn a_second_make_run_serves_within_fifteen_seconds_and_prints_three_accounts_that_sign_in() {
    let dir = work_dir("make-run");
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let first = Served::start(&dir, port);
    let printed = first.accounts.clone();
    drop(first);
    assert!(
        TcpStream::connect(("127.0.0.1", port)).is_err(),
        "something still serves"
    );

    let second = Served::start(&dir, port);
    assert!(
        second.took < Duration::from_secs(15),
        "it took {:?}",
        second.took
    );
    assert_eq!(second.accounts, printed, "the accounts have changed");
    let names: Vec<&str> = printed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["admin@example.com", "ana@example.com", "ben@example.com"]
    );
    let kept = std::fs::read_to_string(dir.join("secrets")).unwrap();
    for ((name, password), variable) in printed.iter().zip(["ADMIN", "ANA", "BEN"]) {
        assert!(
            kept.contains(&format!("DEV_{variable}_PASSWORD=\"{password}\"\n")),
            "{kept}"
        );
        let body = serde_json::json!({ "username": name, "password": password }).to_string();
        let url = format!("http://127.0.0.1:{port}/api/v1/session");
        let answered = send(
            "POST",
            &url,
            &[("content-type", "application/json")],
            body.as_bytes(),
        );
        assert_eq!(answered.status, 200, "{name}: {}", answered.text());
        assert!(
            answered.header("set-cookie").is_some() && answered.json()["csrf_token"].is_string()
        );
    }
}
