//! A device with nothing but the `openssl` and `curl` commands.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::server::{Server, root, secret, work_dir};

/// A machine's folder: its key, its requests, its certificates.
pub struct Device {
    pub dir: PathBuf,
}

/// Runs a command that must succeed; answers what it printed.
pub fn run(command: &mut Command) -> String {
    let output = output(command);
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs a command.
pub fn output(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// What EST answered.
#[derive(Debug)]
pub struct Enrolled {
    pub status: u16,
    pub body: String,
}

impl Device {
    /// A new machine.
    pub fn new(name: &str) -> Self {
        Self {
            dir: work_dir(name),
        }
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.dir.join(file)
    }

    pub fn openssl(&self, arguments: &[&str]) -> String {
        run(Command::new("openssl")
            .args(arguments)
            .current_dir(&self.dir))
    }

    /// Makes a key and a request for it, DER in base64 in `{name}.b64`.
    pub fn request(&self, name: &str, algorithm: &[&str], subject: &str) -> String {
        let (key, csr) = (format!("{name}.key"), format!("{name}.csr"));
        let mut arguments = vec![
            "req", "-new", "-nodes", "-keyout", &key, "-outform", "DER", "-out", &csr, "-subj",
            subject,
        ];
        arguments.extend_from_slice(algorithm);
        self.openssl(&arguments);
        self.openssl(&["base64", "-A", "-in", &csr, "-out", &format!("{name}.b64")]);
        std::fs::read_to_string(self.path(&format!("{name}.b64"))).unwrap()
    }

    /// Enrolls with curl; keeps a certificate as `{name}.pem`.
    pub fn enroll(&self, server: &Server, ticket: &str, name: &str) -> Enrolled {
        let url = format!("{}/.well-known/est/simpleenroll", server.url());
        let body = format!("@{name}.b64");
        let printed = run(Command::new("curl")
            .args([
                "-sS",
                "--user",
                &format!(":{ticket}"),
                "-H",
                "content-type: application/pkcs10",
            ])
            .args([
                "--data-binary",
                &body,
                "-o",
                "answer",
                "-w",
                "%{http_code}",
                &url,
            ])
            .current_dir(&self.dir));
        let status = printed.trim().parse().unwrap();
        let body = std::fs::read_to_string(self.path("answer")).unwrap_or_default();
        if status == 200 {
            self.unpack("answer", name);
        }
        Enrolled { status, body }
    }

    /// Takes the certificate out of an EST answer.
    pub fn unpack(&self, answer: &str, name: &str) {
        self.openssl(&["base64", "-d", "-A", "-in", answer, "-out", "answer.p7"]);
        self.openssl(&[
            "pkcs7",
            "-inform",
            "DER",
            "-in",
            "answer.p7",
            "-print_certs",
            "-out",
            "answer.pem",
        ]);
        self.openssl(&["x509", "-in", "answer.pem", "-out", &format!("{name}.pem")]);
        self.openssl(&[
            "x509",
            "-in",
            "answer.pem",
            "-outform",
            "DER",
            "-out",
            &format!("{name}.der"),
        ]);
    }

    /// Fetches chain and revocation list, and has openssl verify `{name}.pem`.
    pub fn verify(&self, server: &Server, name: &str) -> Result<(), String> {
        use base64ct::{Base64, Encoding as _};
        let decode = |secret_name: &str| Base64::decode_vec(&secret(secret_name)).unwrap();
        std::fs::write(self.path("root.der"), decode("CA_ROOT_CERTIFICATE")).unwrap();
        self.openssl(&[
            "x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem",
        ]);
        // The chain as EST hands it out.
        run(Command::new("curl")
            .args([
                "-sSf",
                "-o",
                "cacerts",
                &format!("{}/.well-known/est/cacerts", server.url()),
            ])
            .current_dir(&self.dir));
        self.openssl(&["base64", "-d", "-A", "-in", "cacerts", "-out", "cacerts.p7"]);
        self.openssl(&[
            "pkcs7",
            "-inform",
            "DER",
            "-in",
            "cacerts.p7",
            "-print_certs",
            "-out",
            "chain.pem",
        ]);
        // The list from where the certificate says it is.
        let text = self.openssl(&[
            "x509",
            "-in",
            &format!("{name}.pem"),
            "-noout",
            "-ext",
            "crlDistributionPoints",
        ]);
        let url = text
            .split("URI:")
            .nth(1)
            .unwrap()
            .split_whitespace()
            .next()
            .unwrap()
            .to_owned();
        run(Command::new("curl")
            .args(["-sSf", "-o", "list.crl", &url])
            .current_dir(&self.dir));
        self.openssl(&[
            "crl", "-inform", "DER", "-in", "list.crl", "-out", "list.pem",
        ]);
        let verified = output(
            Command::new("openssl")
                .args([
                    "verify",
                    "-x509_strict",
                    "-purpose",
                    "sslclient",
                    "-crl_check",
                    "-CAfile",
                    "root.pem",
                ])
                .args([
                    "-untrusted",
                    "chain.pem",
                    "-CRLfile",
                    "list.pem",
                    &format!("{name}.pem"),
                ])
                .current_dir(&self.dir),
        );
        if verified.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&verified.stderr).into_owned())
        }
    }

    /// A field of a certificate.
    pub fn shown(&self, name: &str, what: &str) -> String {
        self.openssl(&["x509", "-in", &format!("{name}.pem"), "-noout", what])
    }

    /// Checks in with the signing shell client, certificate `{name}.pem` and key `{key}.key`.
    pub fn check_in(
        &self,
        server: &Server,
        key: &str,
        name: &str,
        report: Option<&str>,
    ) -> (bool, String) {
        let mut command = Command::new("sh");
        command
            .arg(root().join("tests/client/check-in.sh"))
            .arg(server.url())
            .arg(self.path(&format!("{key}.key")))
            .arg(self.path(&format!("{name}.pem")));
        if let Some(report) = report {
            std::fs::write(self.path("report.json"), report).unwrap();
            command.arg(self.path("report.json"));
        }
        let output = output(&mut command);
        let text = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        (output.status.success(), text)
    }
}
