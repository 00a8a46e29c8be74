//! SCEP clients as people have them: what Debian ships.

use std::process::{Command, Output};

use crate::device::{Device, output};
use crate::server::root;

/// What a client's run has come to.
#[derive(Debug)]
pub struct Ran {
    pub succeeded: bool,
    /// What it printed, on both ways.
    pub said: String,
}

fn ran(output: &Output) -> Ran {
    Ran {
        succeeded: output.status.success(),
        said: String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned(),
    }
}

/// micromdm's `scepclient` with a key and a certificate file of this name; what it does not find, it makes or asks for.
pub fn scepclient(machine: &Device, url: &str, name: &str, more: &[&str]) -> Ran {
    ran(&output(
        Command::new("timeout")
            .args(["120", "scepclient", "-server-url", url])
            .args(["-private-key", &format!("{name}.key")])
            .args(["-certificate", &format!("{name}.pem")])
            .args(more)
            .current_dir(&machine.dir),
    ))
}

/// strongSwan's `pki`. What it prints on standard output is kept as `{name}.pem`.
pub fn strongswan(machine: &Device, name: &str, arguments: &[&str]) -> Ran {
    let output = output(
        Command::new("timeout")
            .args(["120", "pki"])
            .args(arguments)
            .args(["--outform", "pem"])
            .current_dir(&machine.dir),
    );
    if output.status.success() && !output.stdout.is_empty() {
        std::fs::write(machine.path(&format!("{name}.pem")), &output.stdout).unwrap();
    }
    ran(&output)
}

/// certmonger: a daemon of its own asks for a certificate, into `certmonger/device.crt`; `then` is what it does besides
/// (`shared/vectors/scep/certmonger.sh`).
pub fn certmonger(machine: &Device, url: &str, challenge: &str, then: &str) -> Ran {
    ran(&output(
        Command::new("sh")
            .arg(root().join("shared/vectors/scep/certmonger.sh"))
            .arg(url)
            .arg(&machine.dir)
            .args([challenge, then]),
    ))
}
