//! A device that a server of its own manages, as its person and an administrator see it.

use std::collections::BTreeMap;
use std::process::Output;
use std::time::Duration;

use serde_json::{Value, json};

use crate::people::{Answered, Person};
use crate::server::Server;

/// What a command of a fake device came to.
#[derive(Debug)]
pub struct Said {
    /// Whether everything was right.
    pub succeeded: bool,
    /// What it reports.
    pub report: Value,
}

impl Said {
    /// Reads the report, the last line of what a command printed.
    pub fn of(command: &str, output: &Output) -> Self {
        let said = String::from_utf8_lossy(&output.stdout);
        let last = said.lines().last().unwrap_or_default();
        let report = serde_json::from_str(last).unwrap_or_else(|_| {
            let error = String::from_utf8_lossy(&output.stderr);
            panic!("{command} reported nothing: {said}\n{error}")
        });
        Self {
            succeeded: output.status.success(),
            report,
        }
    }
}

/// Ana's one device, with her and an administrator.
pub struct Managed {
    /// Where it is managed.
    pub server: Server,
    pub ana: Person,
    pub admin: Person,
    pub device: String,
}

impl Managed {
    /// The device that has just enrolled there.
    pub fn of(server: Server) -> Self {
        let ana = Person::sign_in(&server, "ana");
        let device = ana.devices()[0].id.to_string();
        Self {
            admin: Person::sign_in(&server, "admin"),
            server,
            ana,
            device,
        }
    }

    /// Has an administrator say that it is the organisation's.
    pub fn make_corporate(&self) {
        let path = format!("/api/v1/devices/{}", self.device);
        let body = json!({ "ownership": "corporate" });
        let changed = self.admin.call("PATCH", &path, &[], Some(&body));
        assert_eq!(changed.status, 200, "{}", changed.text());
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

    /// Asks for something as the person whose device it is; the command's identifier.
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

    /// How far each setting is in force, as its person is shown it.
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

/// An isolate looks at a section again after 15 seconds.
pub fn until_sections_are_read_again() {
    std::thread::sleep(Duration::from_secs(16));
}
