//! The fake Windows PC: `tests/windows/device.py`, which was written from Microsoft's documents and shares no code with us.

use core::ops::Deref;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::managed::{Managed as OfAna, Said};
use crate::people;
use crate::server::{Server, root, secret, work_dir};

/// A PC: a folder with its keys, its certificates and the tree of its settings.
pub struct Pc {
    dir: PathBuf,
    url: String,
    further: Vec<String>,
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
        Said::of(command, &output)
    }

    /// What stands at a node of its tree, which it keeps from session to session. `path` is without `./` and `Device/`.
    pub fn node(&self, path: &str) -> Option<String> {
        let tree = std::fs::read(self.dir.join("tree.json")).expect("it has had a session");
        let tree: Value = serde_json::from_slice(&tree).unwrap();
        // Each node is its path, its format, what may be done with it, and its value.
        let node = tree.get(path.to_ascii_lowercase())?;
        node[3].as_str().map(str::to_owned)
    }
}

/// A PC of Ana's, enrolled and managed by a server of its own, with her and an administrator.
pub struct Managed {
    pub pc: Pc,
    of: OfAna,
}

impl Deref for Managed {
    type Target = OfAna;

    fn deref(&self) -> &OfAna {
        &self.of
    }
}

impl Managed {
    /// With further options for its enrollment.
    pub fn new(name: &str, options: &[&str]) -> Self {
        let server = Server::start(name);
        people::provision(&server);
        let pc = Pc::new(&format!("{name}-pc"), &server).with(options);
        let said = pc.enroll("ana@example.com", &secret("DEV_ANA_PASSWORD"));
        assert!(said.succeeded, "{:#}", said.report);
        Self {
            pc,
            of: OfAna::of(server),
        }
    }

    /// The same as a PC of the organisation's.
    pub fn corporate(name: &str, options: &[&str]) -> Self {
        let managed = Self::new(name, options);
        managed.make_corporate();
        managed
    }

    /// A session, in which everything is right.
    #[track_caller]
    pub fn session(&self, options: &[&str]) -> Said {
        let said = self.pc.run("session", options);
        assert!(said.succeeded, "{:#}", said.report);
        said
    }

    /// One profile for all PCs, with these settings.
    pub fn profile(settings: &Value) -> Value {
        json!({ "profiles": [{ "id": "pcs", "name": "PCs", "platform": "windows", "settings": settings }] })
    }
}
