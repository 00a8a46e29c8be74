//! A program that hears webhooks: `tests/harness/receiver.py`, which checks signatures with nothing of ours.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::server::{root, work_dir};

/// A receiver that listens.
pub struct Receiver {
    child: Child,
    dir: PathBuf,
    port: u16,
}

impl Receiver {
    /// Starts one that gives these answers first.
    pub fn start(name: &str, answers: &[u16]) -> Self {
        let dir = work_dir(name);
        std::fs::write(dir.join("secrets"), "").unwrap();
        let mut child = Command::new("python3")
            .arg(root().join("tests/harness/receiver.py"))
            .arg(dir.join("secrets"))
            .arg(dir.join("log"))
            .args(answers.iter().map(u16::to_string))
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().parse().unwrap();
        Self { child, dir, port }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/muster", self.port)
    }

    /// From now on it knows this secret alone.
    pub fn knows(&self, secret: &str) {
        std::fs::write(self.dir.join("secrets"), secret).unwrap();
    }

    /// Every request it got, the oldest first.
    pub fn heard(&self) -> Vec<Value> {
        let log = std::fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        let whole = log
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        whole.collect()
    }

    /// What it took, by its type.
    pub fn taken(&self) -> Vec<Value> {
        let heard = self.heard().into_iter();
        let taken = heard.filter(|one| one["status"] == 204);
        taken
            .map(|one| serde_json::from_str(one["body"].as_str().unwrap()).unwrap())
            .collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
