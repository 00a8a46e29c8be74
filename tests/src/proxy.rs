//! nginx on the loopback, in front of a served Worker: it ends TLS and hands client certificates on.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use base64ct::{Base64, Encoding as _};

use crate::device::run;
use crate::server::{Server, root, secret, work_dir};

/// A proxy that runs, with a throw-away CA for its own certificate.
pub struct Proxy {
    child: Child,
    /// Its folder; `tls-ca.crt` in it is the CA of its own certificate.
    pub dir: PathBuf,
    port: u16,
}

impl Proxy {
    /// Starts nginx in front of `server` with the configuration of `tests/harness/nginx.conf`.
    pub fn in_front_of(server: &Server, name: &str) -> Self {
        Self::configured(server, name, "nginx.conf")
    }

    /// Starts nginx in front of a page that says `for enrolled devices`, with the configuration of
    /// `tests/harness/access.conf`: `server` is its gate.
    pub fn guarded_by(server: &Server, name: &str) -> Self {
        Self::configured(server, name, "access.conf")
    }

    fn configured(server: &Server, name: &str, template: &str) -> Self {
        let dir = work_dir(name);
        std::fs::create_dir(dir.join("protected")).unwrap();
        std::fs::write(dir.join("protected/index.html"), "for enrolled devices").unwrap();
        let openssl =
            |arguments: &[&str]| run(Command::new("openssl").args(arguments).current_dir(&dir));
        let p256 = [
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-x509",
            "-days",
            "2",
        ];
        openssl(
            &[
                &[
                    "req",
                    "-keyout",
                    "tls-ca.key",
                    "-out",
                    "tls-ca.crt",
                    "-subj",
                    "/CN=Throw-away CA of the proxy",
                ],
                &p256[..],
            ]
            .concat(),
        );
        let names = [
            "-CA",
            "tls-ca.crt",
            "-CAkey",
            "tls-ca.key",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-addext",
            "extendedKeyUsage=serverAuth",
        ];
        openssl(
            &[
                &[
                    "req",
                    "-keyout",
                    "server.key",
                    "-out",
                    "server.crt",
                    "-subj",
                    "/CN=localhost",
                ],
                &p256[..],
                &names[..],
            ]
            .concat(),
        );
        // Whose certificates are accepted in the handshake: the issuing CA's, under its root.
        let devices: String = ["CA_ISSUING_CERTIFICATE", "CA_ROOT_CERTIFICATE"]
            .iter()
            .map(|name| {
                std::fs::write(
                    dir.join("ca.der"),
                    Base64::decode_vec(&secret(name)).unwrap(),
                )
                .unwrap();
                openssl(&["x509", "-inform", "DER", "-in", "ca.der"])
            })
            .collect();
        std::fs::write(dir.join("devices.pem"), devices).unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let template = root().join("tests/harness").join(template);
        let template = std::fs::read_to_string(template).unwrap();
        let configuration = template
            .replace("@WORK@", dir.to_str().unwrap())
            .replace("@PORT@", &port.to_string())
            .replace("@UPSTREAM@", &server.url())
            .replace("@PROXY_SECRET@", &secret("PROXY_SECRET"))
            .replace("@GATE_SECRET@", &secret("GATE_SECRET"));
        std::fs::write(dir.join("nginx.conf"), configuration).unwrap();
        // One process in the foreground, which ends with the test.
        let mut child = Command::new(program())
            .arg("-p")
            .arg(&dir)
            .arg("-c")
            .arg(dir.join("nginx.conf"))
            .args(["-g", "daemon off; master_process off;"])
            .stdin(Stdio::null())
            .stderr(std::fs::File::create(dir.join("stderr")).unwrap())
            .spawn()
            .expect("nginx starts: scripts/setup.sh test installs it");
        crate::eventually("nginx listens", || {
            assert_eq!(
                child.try_wait().unwrap(),
                None,
                "nginx ended: see {}",
                dir.display()
            );
            TcpStream::connect(("127.0.0.1", port)).ok()
        });
        Self { child, dir, port }
    }

    /// Where it serves.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// The CA of its own certificate.
    pub fn tls_ca(&self) -> PathBuf {
        self.dir.join("tls-ca.crt")
    }
}

/// Debian keeps nginx where only root looks for programs.
fn program() -> &'static str {
    if std::path::Path::new("/usr/sbin/nginx").exists() {
        "/usr/sbin/nginx"
    } else {
        "nginx"
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
