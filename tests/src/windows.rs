//! The fake Windows PC: `tests/windows/device.py`, which was written from Microsoft's documents and shares no code with us.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::server::{Server, root, work_dir};

/// A PC: a folder with its keys, its certificates and the tree of its settings.
pub struct Pc {
    dir: PathBuf,
    url: String,
    further: Vec<String>,
}

/// What a command of the PC came to.
#[derive(Debug)]
pub struct Said {
    /// Whether everything was right.
    pub succeeded: bool,
    /// What it reports.
    pub report: Value,
}

impl Pc {
    /// A PC that has never enrolled.
    pub fn new(name: &str, server: &Server) -> Self {
        Self {
            dir: work_dir(name),
            url: server.url(),
            further: Vec::new(),
        }
    }

    /// The same with further options for its enrollment.
    pub fn with(mut self, options: &[&str]) -> Self {
        self.further.extend(options.iter().map(ToString::to_string));
        self
    }

    /// Enrolls for a person, as they would by Settings › Accounts › Access work or school.
    pub fn enroll(&self, upn: &str, password: &str) -> Said {
        let mut arguments = vec!["--server", &self.url, "--upn", upn, "--password", password];
        arguments.extend(self.further.iter().map(String::as_str));
        self.run("enroll", &arguments)
    }

    /// Runs one of its commands.
    pub fn run(&self, command: &str, arguments: &[&str]) -> Said {
        let output = Command::new("python3")
            .arg(root().join("tests/windows/device.py"))
            .arg(command)
            .arg("--state")
            .arg(&self.dir)
            .args(arguments)
            .output()
            .expect("python3 starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let last = said.lines().last().unwrap_or_default();
        let report = serde_json::from_str(last).unwrap_or_else(|_| {
            let error = String::from_utf8_lossy(&output.stderr);
            panic!("{command} reported nothing: {said}\n{error}")
        });
        Said {
            succeeded: output.status.success(),
            report,
        }
    }
}
