//! The relay between Muster and Apple, with a stand-in for Apple behind it: `tests/push/serve.mjs`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::server::{root, work_dir};

/// A relay that listens, and what arrived behind it.
pub struct Relay {
    child: Child,
    started: Value,
    heard: Arc<Mutex<Vec<Value>>>,
}

impl Relay {
    /// Starts both.
    pub fn start(name: &str) -> Self {
        let mut child = Command::new("node")
            .arg("tests/push/serve.mjs")
            .arg(work_dir(name))
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let started = lines.next().expect("it says where it listens").unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&heard);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                hears
                    .lock()
                    .unwrap()
                    .push(serde_json::from_str(&line).unwrap());
            }
        });
        Self {
            child,
            started: serde_json::from_str(&started).unwrap(),
            heard,
        }
    }

    /// What a server is set up with to push by it.
    pub fn bindings(&self) -> Value {
        json!({ "PUSH_RELAY_URL": self.started["relay"], "PUSH_RELAY_SECRET": self.started["secret"] })
    }

    /// The same by a service in the place of Cloudflare's mTLS binding; a relay that does not answer is there, too.
    pub fn by_binding(&self) -> Value {
        json!({ "APNS": { "service": self.started["binding"] },
            "PUSH_RELAY_URL": "http://127.0.0.1:9", "PUSH_RELAY_SECRET": "of nobody" })
    }

    /// Answers the next push so.
    pub fn answer_next(&self, status: u16, reason: &str) {
        let mut to = self.child.stdin.as_ref().expect("it listens");
        writeln!(to, "{status} {reason}").expect("it is told");
    }

    /// The push certificate, as the section `apple` takes it.
    pub fn section(&self) -> Value {
        json!({ "push_certificate": self.started["certificate"] })
    }

    /// Every push that arrived at the stand-in, the oldest first.
    pub fn heard(&self) -> Vec<Value> {
        self.heard.lock().unwrap().clone()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
