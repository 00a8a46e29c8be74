//! The built Worker under real workerd.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// A new empty folder below `tests/.work`.
pub fn work_dir(name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    let dir = root()
        .join("tests/.work")
        .join(format!("{name}-{}-{count}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// The secrets that every test server is given, made once.
pub fn secrets() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let file = root().join("tests/.work/secrets");
        let made = Command::new("bash")
            .arg("scripts/dev-secrets.sh")
            .arg(&file)
            .current_dir(root())
            .status();
        assert!(made.unwrap().success());
        file
    })
}

/// One secret by its name.
pub fn secret(name: &str) -> String {
    let text = std::fs::read_to_string(secrets()).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}=")))
        .unwrap();
    line.trim_matches('"').to_owned()
}

/// A Worker that serves.
pub struct Server {
    child: Option<Child>,
    /// Where its state is kept.
    pub state: PathBuf,
    port: u16,
    test_build: bool,
    bindings: serde_json::Value,
}

impl Server {
    /// Starts the test build (with the fault switch) on a new, empty state.
    pub fn start(name: &str) -> Self {
        Self::start_with(name, &serde_json::json!({}))
    }

    /// The same with more variables.
    pub fn start_with(name: &str, bindings: &serde_json::Value) -> Self {
        Self::on(work_dir(name).join("state"), true, bindings)
    }

    /// Starts the build that is deployed.
    pub fn start_release(name: &str) -> Self {
        Self::on(work_dir(name).join("state"), false, &serde_json::json!({}))
    }

    fn on(state: PathBuf, test_build: bool, bindings: &serde_json::Value) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut server = Self {
            child: None,
            state,
            port,
            test_build,
            bindings: bindings.clone(),
        };
        server.restart();
        server
    }

    /// Where it serves.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts again on the same state; kills what still runs.
    pub fn restart(&mut self) {
        self.kill();
        let mut bindings = self.bindings.clone();
        bindings["PUBLIC_URL"] = self.url().into();
        let mut command = Command::new("node");
        command
            .arg("tests/harness/serve.mjs")
            .args(["--port", &self.port.to_string(), "--follow-stdin"])
            .arg("--persist")
            .arg(&self.state)
            .arg("--vars")
            .arg(secrets())
            .env("MUSTER_BINDINGS", bindings.to_string())
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(
                std::fs::File::create(self.state.with_extension("log")).unwrap(),
            ))
            .process_group(0);
        if self.test_build {
            command.arg("--test");
        }
        let mut child = command.spawn().expect("node starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(
            line.starts_with("ready "),
            "the server did not start; see {}",
            self.log().display()
        );
        self.child = Some(child);
    }

    /// What the server has said.
    pub fn log(&self) -> PathBuf {
        self.state.with_extension("log")
    }

    /// Ends the whole process group at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let group = format!("-{}", child.id());
            let _ = Command::new("kill")
                .args(["-9", "--", &group])
                .stderr(Stdio::null())
                .status();
            let _ = child.wait();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
