//! The fake iPhone, iPad and Mac: `tests/apple/device.py`, which was written from Apple's documents and shares no code with us.

use core::ops::Deref;
use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use crate::managed::{Managed as OfAna, Said};
use crate::people::{self, Person};
use crate::server::{Server, root, secret, work_dir};

/// A device: a folder with its keys, its certificates and what is installed on it.
pub struct Apple {
    dir: PathBuf,
    url: String,
    model: &'static str,
}

impl Apple {
    /// A device that has never enrolled: `iphone`, `ipad` or `mac`.
    pub fn new(name: &str, server: &Server, model: &'static str) -> Self {
        Self {
            dir: work_dir(name),
            url: server.url(),
            model,
        }
    }

    /// Its platform, as Muster names it.
    pub fn platform(&self) -> &'static str {
        match self.model {
            "iphone" => "ios",
            "ipad" => "ipados",
            _ => "macos",
        }
    }

    /// A ticket for it.
    pub fn ticket(&self, person: &Person) -> String {
        let body = json!({ "platform": self.platform(), "method": "apple_device", "ownership": "personal" });
        let made = person.call("POST", "/api/v1/me/tickets", &[], Some(&body));
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["ticket"].as_str().unwrap().to_owned()
    }

    /// Installs a profile from Muster, as its person would: `way` is `profile` or `ota`.
    pub fn enroll(&self, way: &str, ticket: &str, options: &[&str]) -> Said {
        let url = format!("{}/mdm/apple/{way}/{ticket}", self.url);
        let all = [&["--model", self.model, "--local-http"], options, &[&url]].concat();
        self.run("enroll", &all)
    }

    /// Enrolls by an account, as its person would in Settings.
    pub fn enroll_by_account(&self, account: &str, password: &str, options: &[&str]) -> Said {
        let entered = format!("password={password}");
        let all = [
            "--model",
            self.model,
            "--local-http",
            "--server",
            &self.url,
            "--choose",
            &entered,
        ];
        self.run("account-enroll", &[&all[..], options, &[account]].concat())
    }

    /// Runs one of its commands.
    pub fn run(&self, command: &str, arguments: &[&str]) -> Said {
        let output = Command::new("python3")
            .arg(root().join("tests/apple/device.py"))
            .arg(command)
            .arg("--state")
            .arg(&self.dir)
            .args(arguments)
            .output()
            .expect("python3 starts");
        Said::of(command, &output)
    }

    /// What would be restored from a copy of it that somebody has taken just now, with its key.
    pub fn copied(&self) -> Self {
        let mut name = self.dir.clone().into_os_string();
        name.push("-copied");
        let dir = PathBuf::from(name);
        let mut copy = Command::new("cp");
        copy.arg("-a").arg(&self.dir).arg(&dir);
        assert!(copy.status().expect("cp starts").success());
        Self {
            dir,
            url: self.url.clone(),
            model: self.model,
        }
    }

    /// Where it keeps itself.
    pub fn dir(&self) -> &str {
        self.dir.to_str().unwrap()
    }
}

/// A device of Ana's, enrolled and managed by a server of its own, with her and an administrator.
pub struct Managed {
    pub apple: Apple,
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
    pub fn new(name: &str, model: &'static str, way: &str, options: &[&str]) -> Self {
        let server = Server::start(name);
        people::provision(&server);
        Self::at(server, name, model, way, options)
    }

    /// The same at a server that runs already, with its people.
    pub fn at(
        server: Server,
        name: &str,
        model: &'static str,
        way: &str,
        options: &[&str],
    ) -> Self {
        let apple = Apple::new(&format!("{name}-{model}"), &server, model);
        let ticket = apple.ticket(&Person::sign_in(&server, "ana"));
        let said = apple.enroll(way, &ticket, options);
        assert!(said.succeeded, "{:#}", said.report);
        Self::of(apple, server)
    }

    /// A device that has just enrolled there.
    pub fn of(apple: Apple, server: Server) -> Self {
        Self {
            apple,
            of: OfAna::of(server),
        }
    }

    /// The same, enrolled by Ana's account.
    pub fn by_account(server: Server, name: &str, model: &'static str, options: &[&str]) -> Self {
        let apple = Apple::new(&format!("{name}-{model}"), &server, model);
        let password = secret("DEV_ANA_PASSWORD");
        let said = apple.enroll_by_account("ana@example.com", &password, options);
        assert!(said.succeeded, "{:#}", said.report);
        Self {
            apple,
            of: OfAna::of(server),
        }
    }

    /// A session, in which everything is right.
    #[track_caller]
    pub fn session(&self, options: &[&str]) -> Said {
        let said = self.apple.run("session", options);
        assert!(said.succeeded, "{:#}", said.report);
        said
    }
}
