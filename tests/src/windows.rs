//! The fake Windows PC: `tests/windows/device.py`, which was written from Microsoft's documents and shares no code with us.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::people::{self, Answered, Person};
use crate::server::{Server, root, secret, work_dir};

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
    _server: Server,
    pub pc: Pc,
    pub ana: Person,
    pub admin: Person,
    pub device: String,
}

impl Managed {
    /// With further options for its enrollment.
    pub fn new(name: &str, options: &[&str]) -> Self {
        let server = Server::start(name);
        people::provision(&server);
        let pc = Pc::new(&format!("{name}-pc"), &server).with(options);
        let said = pc.enroll("ana@example.com", &secret("DEV_ANA_PASSWORD"));
        assert!(said.succeeded, "{:#}", said.report);
        let ana = Person::sign_in(&server, "ana");
        let device = ana.devices()[0].id.to_string();
        Self {
            admin: Person::sign_in(&server, "admin"),
            _server: server,
            pc,
            ana,
            device,
        }
    }

    /// The same as a PC of the organisation's.
    pub fn corporate(name: &str, options: &[&str]) -> Self {
        let managed = Self::new(name, options);
        let path = format!("/api/v1/devices/{}", managed.device);
        let body = json!({ "ownership": "corporate" });
        let changed = managed.admin.call("PATCH", &path, &[], Some(&body));
        assert_eq!(changed.status, 200, "{}", changed.text());
        managed
    }

    /// A session, in which everything is right.
    #[track_caller]
    pub fn session(&self, options: &[&str]) -> Said {
        let said = self.pc.run("session", options);
        assert!(said.succeeded, "{:#}", said.report);
        said
    }

    pub fn detail(&self) -> Value {
        let path = format!("/api/v1/me/devices/{}", self.device);
        self.ana.call("GET", &path, &[], None).json()
    }

    pub fn fact(&self, name: &str) -> Value {
        let detail = self.detail();
        let facts = detail["facts"].as_array().unwrap();
        let fact = facts.iter().find(|fact| fact["name"] == name);
        fact.map_or(Value::Null, |fact| fact["value"].clone())
    }

    /// Asks for something as the person whose PC it is; the command's identifier.
    #[track_caller]
    pub fn command(&self, body: &Value) -> String {
        Self::asked(&self.ask(&self.ana, "/api/v1/me/devices", body))
    }

    /// The same as an administrator.
    #[track_caller]
    pub fn command_of_it(&self, body: &Value) -> String {
        Self::asked(&self.ask(&self.admin, "/api/v1/devices", body))
    }

    /// Asks for something, be it taken up or not.
    pub fn ask(&self, person: &Person, devices: &str, body: &Value) -> Answered {
        let path = format!("{devices}/{}/commands", self.device);
        let key = format!("key-{}", body["kind"].as_str().unwrap());
        let body = json!({ "command": body, "key": key });
        person.call("POST", &path, &[], Some(&body))
    }

    #[track_caller]
    fn asked(answered: &Answered) -> String {
        assert_eq!(answered.status, 201, "{}", answered.text());
        answered.json()["id"].as_str().unwrap().to_owned()
    }

    /// How it stands with a command, as its person is shown it.
    #[track_caller]
    pub fn state_of(&self, command: &str) -> Value {
        let path = format!("/api/v1/me/devices/{}/commands", self.device);
        let all = self.ana.call("GET", &path, &[], None).json();
        let all = all["commands"].as_array().unwrap().clone();
        all.into_iter()
            .find(|known| known["id"] == command)
            .unwrap()
    }

    /// Puts a section of the configuration in place, as an administrator who has read that revision of it.
    #[track_caller]
    pub fn put(&self, section: &str, revision: u64, body: &Value) {
        let path = format!("/api/v1/configuration/{section}");
        let revision = format!("\"{revision}\"");
        let put = self
            .admin
            .call("PUT", &path, &[("if-match", &revision)], Some(body));
        assert_eq!(put.status, 200, "{}", put.text());
    }

    /// One profile for all PCs, with these settings.
    pub fn profile(settings: &Value) -> Value {
        json!({ "profiles": [{ "id": "pcs", "name": "PCs", "platform": "windows", "settings": settings }] })
    }

    /// An isolate looks at a section again after 15 seconds.
    pub fn until_sections_are_read_again() {
        std::thread::sleep(Duration::from_secs(16));
    }

    /// How far each setting is in force, as the PC's person is shown it.
    pub fn settings(&self) -> BTreeMap<String, String> {
        let path = format!("/api/v1/me/devices/{}/configuration", self.device);
        let state = self.ana.call("GET", &path, &[], None).json();
        let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        let settings = state["settings"].as_array().unwrap().iter();
        settings
            .map(|one| (text(one, "key"), text(one, "state")))
            .collect()
    }
}
