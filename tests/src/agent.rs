//! A Linux machine with Muster's agent on it: everything below a throw-away root.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::device::output;
use crate::server::{root, work_dir};

/// The shells that the agent must run in; `busybox` also brings its own awk, sed and so on.
pub const SHELLS: [Shell; 3] = [Shell::Dash, Shell::Busybox, Shell::Bash];

/// A shell with the tools beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    Dash,
    Busybox,
    Bash,
}

/// A machine.
pub struct Machine {
    /// Everything of it is below this.
    pub root: PathBuf,
    shell: Shell,
    /// Programs that are found before the system's.
    bin: PathBuf,
    environment: BTreeMap<String, String>,
}

/// What a run of the agent came to.
#[derive(Debug)]
pub struct Ran {
    /// None when it was killed.
    pub code: Option<i32>,
    /// What it printed, errors too.
    pub said: String,
}

impl Machine {
    pub fn new(name: &str) -> Self {
        Self::with(name, Shell::Dash)
    }

    pub fn with(name: &str, shell: Shell) -> Self {
        let dir = work_dir(name);
        let machine = Self {
            root: dir.join("root"),
            shell,
            bin: dir.join("bin"),
            environment: BTreeMap::new(),
        };
        std::fs::create_dir_all(&machine.root).unwrap();
        std::fs::create_dir_all(&machine.bin).unwrap();
        machine
    }

    /// A machine whose commands count themselves and can kill the process group that they run in.
    pub fn fragile(name: &str) -> Self {
        let mut machine = Self::new(name);
        let count = machine.path("/../count");
        machine.set("COUNT", count.to_str().unwrap());
        for command in ["curl", "dd", "mv", "rm"] {
            machine.program(
                command,
                "$REAL \"$@\"\nended=$?\n[ \"${STOP_AT:-0}\" != 0 ] || exit $ended\n\
                 number=$(($(cat \"$COUNT\") + 1))\necho $number >\"$COUNT\"\n\
                 [ $number != $STOP_AT ] || kill -9 0\nexit $ended",
            );
        }
        machine
    }

    /// Runs the agent of a fragile machine so that it is killed, with all its children, after the `stop`th change of a file or
    /// answer of the server; or, where a program reads for the agent in a process group of its own, this reader. What it
    /// came to when it ended before.
    pub fn killed_at(&mut self, stop: u32, arguments: &[&str]) -> Option<Ran> {
        self.write("/../count", "0");
        self.set("STOP_AT", &stop.to_string());
        let ran = self.agent(arguments);
        self.set("STOP_AT", "0");
        let count = std::fs::read_to_string(self.path("/../count")).unwrap();
        let count: u32 = count.trim().parse().unwrap();
        (count < stop).then_some(ran)
    }

    /// A program of the machine's own, found before the system's. `$REAL` in it is the system's.
    pub fn program(&self, name: &str, script: &str) {
        let file = self.bin.join(name);
        let real = system_program(name).unwrap_or_default();
        std::fs::write(&file, format!("#!/bin/sh\nREAL={real}\n{script}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A file of the machine, such as `/etc/os-release`.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.path(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    pub fn set(&mut self, variable: &str, value: &str) {
        self.environment
            .insert(variable.to_owned(), value.to_owned());
    }

    /// This machine's shell as it is called.
    pub fn shell_words(&self) -> Vec<String> {
        let (name, option) = match self.shell {
            Shell::Dash => ("dash", None),
            Shell::Bash => ("bash", Some("--posix")),
            Shell::Busybox => ("busybox", Some("sh")),
        };
        let program = system_program(name)
            .unwrap_or_else(|| panic!("{name} is missing: scripts/setup.sh test installs it"));
        core::iter::once(program)
            .chain(option.map(str::to_owned))
            .collect()
    }

    /// A shell with this machine's programs and nothing in its environment that is not said here, in a process group of
    /// its own.
    pub fn shell(&self) -> Command {
        let mut folders = vec![self.bin.clone()];
        if self.shell == Shell::Busybox {
            folders.push(busybox_tools());
        }
        let words = self.shell_words();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        let path: Vec<String> = folders
            .iter()
            .map(|folder| folder.display().to_string())
            .chain([system_path()])
            .collect();
        command
            .env_clear()
            .env("PATH", path.join(":"))
            .envs(&self.environment)
            .current_dir(&self.bin)
            .stdin(Stdio::null())
            .process_group(0);
        command
    }

    /// Runs the agent as it stands in the checkout: `agent COMMAND`, below this machine's root.
    pub fn agent(&self, arguments: &[&str]) -> Ran {
        ran(self.shell().arg(script()).args(self.below_root(arguments)))
    }

    /// Runs the agent as it was installed.
    pub fn installed(&self, arguments: &[&str]) -> Ran {
        ran(self
            .shell()
            .arg(self.path("/usr/local/bin/muster-agent"))
            .args(self.below_root(arguments)))
    }

    /// A command and its options, with the root between them.
    fn below_root(&self, arguments: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = arguments
            .iter()
            .map(|argument| (*argument).to_owned())
            .collect();
        all.splice(1..1, ["--root".to_owned(), self.root.display().to_string()]);
        all
    }

    /// Runs a few lines of shell with the agent's functions at hand.
    pub fn with_functions(&self, lines: &str) -> Ran {
        let script = script();
        let text = format!("MUSTER_AGENT_SOURCED=1\n. {}\n{lines}", script.display());
        ran(self.shell().args(["-c", &text]))
    }

    /// Every file with its content, for what must not have changed.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let content = std::fs::read(&path).unwrap();
                    found.insert(path, content);
                }
            }
        }
        found
    }

    /// The file with the key and the certificate.
    pub fn identity(&self) -> PathBuf {
        self.path("/var/lib/muster/device.pem")
    }
}

impl Ran {
    /// This run, which must have ended with 0.
    #[track_caller]
    pub fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.said);
        self
    }

    /// This run, which must have ended with `code`.
    #[track_caller]
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.said);
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(
            self.said.contains(text),
            "{text:?} is not in: {}",
            self.said
        );
        self
    }
}

/// Runs a command to its end.
pub fn ran(command: &mut Command) -> Ran {
    let output = output(command);
    Ran {
        code: output.status.code(),
        said: format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

fn system_program(name: &str) -> Option<String> {
    system_path()
        .split(':')
        .map(|folder| format!("{folder}/{name}"))
        .find(|file| Path::new(file).exists())
}

fn system_path() -> String {
    std::env::var("PATH").unwrap()
}

/// The agent as a deployment serves it, but for the address: its parts in the order of their names, in one file.
pub fn script() -> PathBuf {
    static MADE: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let mut parts: Vec<PathBuf> = std::fs::read_dir(root().join("edge/agent/linux"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        parts.sort();
        let text: String = parts
            .iter()
            .map(|part| std::fs::read_to_string(part).unwrap())
            .collect();
        let file = work_dir("agent").join("linux.sh");
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        file
    })
    .clone()
}

/// A folder with each of busybox's programs under its own name.
pub fn busybox_tools() -> PathBuf {
    static MADE: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let folder = work_dir("busybox");
        let made = Command::new("busybox")
            .args(["--install", "-s"])
            .arg(&folder)
            .status()
            .expect("busybox is there: scripts/setup.sh test installs it");
        assert!(made.success());
        folder
    })
    .clone()
}
