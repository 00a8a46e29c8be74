//! What the wire tests share: a bench with the real `openssl` on it, so that nothing is tested against itself.

#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A directory of a test's own, in which `openssl` works.
pub struct Bench(PathBuf);

impl Bench {
    /// Makes an empty directory; `name` is unique among all wire tests.
    pub fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    pub fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.path(file)).unwrap()
    }

    pub fn write(&self, file: &str, octets: impl AsRef<[u8]>) {
        fs::write(self.path(file), octets).unwrap();
    }

    /// Runs `openssl` with the arguments between blanks, and gives what it printed.
    pub fn openssl(&self, arguments: &str) -> String {
        let output = self.run(Command::new("openssl").args(arguments.split(' ')));
        assert!(
            output.status.success(),
            "openssl {arguments}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command in the directory.
    pub fn run(&self, command: &mut Command) -> Output {
        command.current_dir(&self.0).output().unwrap()
    }

    /// Makes `NAME.key` and a certificate for it, `NAME.pem` and `NAME.der`.
    pub fn identity(&self, name: &str, kind: Kind) -> Vec<u8> {
        let key = match kind {
            Kind::Rsa => "-newkey rsa:2048",
            Kind::P256 => "-newkey ec -pkeyopt ec_paramgen_curve:P-256",
            Kind::P384 => "-newkey ec -pkeyopt ec_paramgen_curve:P-384",
        };
        self.openssl(&format!(
            "req -x509 {key} -nodes -keyout {name}.key -out {name}.pem -subj /CN={name} -days 2"
        ));
        self.openssl(&format!("x509 -in {name}.pem -outform DER -out {name}.der"));
        self.read(&format!("{name}.der"))
    }
}

/// A kind of key.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Rsa,
    P256,
    P384,
}
