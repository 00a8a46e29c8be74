//! The `openssl` command as the other side: a CA made with the project's own `scripts/dev-ca.cnf`, devices, and a verifier.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use muster_shared::ca::{Issuer, SoftwareSigner, SoftwareVerifier};
use muster_shared::time::Timestamp;

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/dev-ca.cnf");

/// A folder of one test, empty at its start.
pub struct Bench(PathBuf);

impl Bench {
    pub fn new(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ca").join(test);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    /// Runs `openssl` in the folder.
    pub fn try_openssl(&self, arguments: &[&str]) -> Output {
        Command::new("openssl")
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .unwrap()
    }

    /// Runs `openssl`, which must succeed, and gives what it printed.
    #[track_caller]
    pub fn openssl(&self, arguments: &[&str]) -> String {
        let output = self.try_openssl(arguments);
        let printed =
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(
            output.status.success(),
            "openssl {}: {printed}",
            arguments.join(" ")
        );
        printed
    }

    /// Makes `NAME.key` of this kind.
    pub fn key(&self, name: &str, kind: &[&str]) {
        let out = format!("{name}.key");
        self.openssl(&[&["genpkey", "-out", &out, "-algorithm"], kind].concat());
    }

    /// Makes a request with `NAME.key` and gives its DER.
    pub fn request(&self, name: &str, more: &[&str]) -> Vec<u8> {
        let (key, out) = (format!("{name}.key"), format!("{name}.csr"));
        let request = [
            "req", "-new", "-config", CONFIG, "-key", &key, "-outform", "DER", "-out", &out,
        ];
        self.openssl(&[&request, more].concat());
        self.read(&out)
    }

    /// Makes a certificate that `NAME.key` signs for itself, with these extensions, and gives its DER.
    pub fn self_signed(&self, name: &str, hash: &str, extensions: &[&str]) -> Vec<u8> {
        let (key, out) = (format!("{name}.key"), format!("{name}.crt"));
        let mut arguments = vec![
            "req", "-new", "-x509", "-config", CONFIG, "-key", &key, hash, "-subj", "/CN=a CA",
            "-outform", "DER", "-out", &out,
        ];
        for extension in extensions {
            arguments.extend(["-addext", *extension]);
        }
        self.openssl(&arguments);
        self.read(&out)
    }

    /// Makes a root and an issuing CA, each with a key of its kind, as `root.pem` and `issuing.pem`.
    pub fn authority(&self, root: &[&str], issuing: &[&str]) -> (Issuer, SoftwareSigner) {
        self.key("root", root);
        self.openssl(&[
            "req",
            "-new",
            "-x509",
            "-config",
            CONFIG,
            "-extensions",
            "root_ca",
            "-key",
            "root.key",
            "-sha256",
            "-days",
            "3650",
            "-set_serial",
            "0x01",
            "-subj",
            "/CN=Muster development root",
            "-out",
            "root.pem",
        ]);
        self.key("issuing", issuing);
        self.request(
            "issuing",
            &[
                "-sha256",
                "-subj",
                "/O=Münster & Söhne/CN=Muster development issuing CA",
            ],
        );
        self.openssl(&[
            "x509",
            "-req",
            "-inform",
            "DER",
            "-in",
            "issuing.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-sha256",
            "-days",
            "1825",
            "-set_serial",
            "0x02",
            "-extfile",
            CONFIG,
            "-extensions",
            "issuing_ca",
            "-out",
            "issuing.pem",
        ]);
        let der = |name: &str| {
            let out = format!("{name}.der");
            self.openssl(&[
                "x509",
                "-in",
                &format!("{name}.pem"),
                "-outform",
                "DER",
                "-out",
                &out,
            ]);
            self.read(&out)
        };
        let issuer =
            Issuer::from_der(&der("issuing"), vec![der("root")], &SoftwareVerifier).unwrap();
        self.openssl(&[
            "pkcs8",
            "-topk8",
            "-nocrypt",
            "-in",
            "issuing.key",
            "-outform",
            "DER",
            "-out",
            "issuing.p8",
        ]);
        (
            issuer,
            SoftwareSigner::from_pkcs8_der(&self.read("issuing.p8")).unwrap(),
        )
    }

    /// Puts a certificate of ours into `NAME.pem`.
    pub fn put_certificate(&self, name: &str, der: &[u8]) {
        let file = format!("{name}.crt");
        self.write(&file, der);
        self.openssl(&[
            "x509",
            "-inform",
            "DER",
            "-in",
            &file,
            "-out",
            &format!("{name}.pem"),
        ]);
    }

    /// Puts a revocation list of ours into `list.pem`.
    pub fn put_list(&self, der: &[u8]) {
        self.write("list.crl", der);
        self.openssl(&[
            "crl", "-inform", "DER", "-in", "list.crl", "-out", "list.pem",
        ]);
    }

    /// `openssl verify` of a client's certificate with the chain and the list, at this moment.
    pub fn verify(&self, name: &str, at: Timestamp) -> Output {
        self.try_openssl(&[
            "verify",
            "-x509_strict",
            "-purpose",
            "sslclient",
            "-crl_check",
            "-CRLfile",
            "list.pem",
            "-CAfile",
            "root.pem",
            "-untrusted",
            "issuing.pem",
            "-attime",
            &at.unix_seconds().to_string(),
            &format!("{name}.pem"),
        ])
    }
}

pub const P256: &[&str] = &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
pub const P384: &[&str] = &["EC", "-pkeyopt", "ec_paramgen_curve:P-384"];
pub const P521: &[&str] = &["EC", "-pkeyopt", "ec_paramgen_curve:P-521"];
pub const RSA_1024: &[&str] = &["RSA", "-pkeyopt", "rsa_keygen_bits:1024"];
pub const RSA_2048: &[&str] = &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
pub const RSA_3072: &[&str] = &["RSA", "-pkeyopt", "rsa_keygen_bits:3072"];
pub const RSA_4096: &[&str] = &["RSA", "-pkeyopt", "rsa_keygen_bits:4096"];
