//! The whole HTTP surface in process, on the in-memory house, for the tests of this crate.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use base64ct::{Base64, Encoding as _};
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use muster_shared::ca::{
    CryptoFault, Issuer, KeyDecrypter, SignatureAlgorithm, Signer, SoftwareDecrypter,
    SoftwareSigner, SoftwareVerifier,
};
use muster_shared::protocol::scep::RegistrationAuthority;
use muster_shared::store::StoreFault;
use muster_shared::testing::{MemoryCopies, MemoryHouse, MovedClock, SeededRng};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::app::{App, Platform};
use crate::config::Config;
use crate::http::Upgrade;
use crate::password::{Scrypt, ScryptCost};
use crate::router::{self, Row};

/// scrypt in Rust.
pub struct SoftwareScrypt;

impl Scrypt for SoftwareScrypt {
    fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        cost: ScryptCost,
    ) -> Result<[u8; 32], StoreFault> {
        let params =
            scrypt::Params::new(cost.log_n, cost.r, cost.p, 32).map_err(StoreFault::new)?;
        let mut derived = [0; 32];
        scrypt::scrypt(password, salt, &params, &mut derived).map_err(StoreFault::new)?;
        Ok(derived)
    }
}

/// The same with N = 16: what stands around a password is tested here a hundred times, its strength in `password`.
pub struct QuickScrypt;

impl Scrypt for QuickScrypt {
    fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        cost: ScryptCost,
    ) -> Result<[u8; 32], StoreFault> {
        SoftwareScrypt.derive(password, salt, ScryptCost { log_n: 4, ..cost })
    }
}

/// A registration authority's key in Rust.
pub struct SoftwareRegistrationKey {
    signer: SoftwareSigner,
    decrypter: SoftwareDecrypter,
}

impl SoftwareRegistrationKey {
    fn new(pkcs8: &[u8]) -> Self {
        Self {
            signer: SoftwareSigner::from_pkcs8_der(pkcs8).unwrap(),
            decrypter: SoftwareDecrypter::from_pkcs8_der(pkcs8, [4; 16]).unwrap(),
        }
    }
}

impl Signer for SoftwareRegistrationKey {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.signer.algorithm()
    }

    fn sign(&self, message: &[u8]) -> impl Future<Output = Result<Vec<u8>, CryptoFault>> + Send {
        self.signer.sign(message)
    }
}

impl KeyDecrypter for SoftwareRegistrationKey {
    fn decrypt(&self, encrypted: &[u8]) -> Result<Option<Vec<u8>>, CryptoFault> {
        self.decrypter.decrypt(encrypted)
    }
}

/// The platform of tests.
pub struct InMemory {
    house: MemoryHouse,
    clock: MovedClock,
    rng: SeededRng,
    signer: SoftwareSigner,
    registration_key: Option<SoftwareRegistrationKey>,
    pub log: Mutex<Vec<String>>,
}

impl InMemory {
    /// The objects, for a look from outside.
    pub const fn house(&self) -> &MemoryHouse {
        &self.house
    }
}

impl Platform for InMemory {
    type Objects = MemoryHouse;
    type Copies = MemoryCopies;
    type Clock = MovedClock;
    type Rng = SeededRng;
    type Signer = SoftwareSigner;
    type RegistrationKey = SoftwareRegistrationKey;
    type Verifier = SoftwareVerifier;
    type Scrypt = QuickScrypt;

    fn objects(&self) -> &MemoryHouse {
        &self.house
    }

    fn copies(&self) -> &MemoryCopies {
        self.house.copies()
    }

    fn clock(&self) -> &MovedClock {
        &self.clock
    }

    fn rng(&self) -> &SeededRng {
        &self.rng
    }

    fn signer(&self) -> &SoftwareSigner {
        &self.signer
    }

    fn registration_key(&self) -> Option<&SoftwareRegistrationKey> {
        self.registration_key.as_ref()
    }

    fn verifier(&self) -> &SoftwareVerifier {
        &SoftwareVerifier
    }

    fn scrypt(&self) -> &QuickScrypt {
        &QuickScrypt
    }

    fn log(&self, line: &str) {
        self.log.lock().unwrap().push(line.to_owned());
    }
}

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../shared/tests/fixtures/ca/", $name))
    };
}

macro_rules! scep {
    ($name:literal) => {
        include_bytes!(concat!("../../shared/vectors/scep/", $name))
    };
}

pub const CSR_P256: &[u8] = fixture!("csr_p256_sha256.der");
pub const CSR_RSA: &[u8] = fixture!("csr_rsa2048_sha256.der");
/// A push certificate of Apple's, and one of another topic.
pub const PUSH_CERTIFICATES: [&[u8]; 2] = [fixture!("push_one.der"), fixture!("push_other.der")];
pub const SETUP_TOKEN: &str = "setup-token-of-the-tests-0123";
pub const PROXY_SECRET: &str = "proxy-secret-of-the-tests-0123";
pub const GATE_SECRET: &str = "gate-secret-of-the-tests-01234";
pub const PASSWORD: &str = "correct horse battery";

/// A deployment in memory with an administrator and two people.
pub struct Deployment {
    pub app: Arc<App<InMemory>>,
    pub router: axum::Router,
    pub rows: Vec<Row>,
    pub clock: MovedClock,
}

/// A session as a browser holds it.
#[derive(Clone)]
pub struct Browser {
    pub cookie: String,
    pub csrf: String,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub body: Vec<u8>,
    /// What the platform's entry would be told to do.
    pub upgrade: Option<Upgrade>,
}

impl Answered {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Deployment {
    pub fn new() -> Self {
        let clock = MovedClock::at("2026-12-01T12:00:00Z".parse().unwrap());
        Self::in_house(MemoryHouse::new(clock.clone()), clock, 7)
    }

    /// Another isolate of the same deployment: the same objects and copies, and nothing remembered.
    pub fn beside(&self) -> Self {
        let house = self.app.platform.house.clone();
        Self::in_house(house, self.clock.clone(), 8)
    }

    fn in_house(house: MemoryHouse, clock: MovedClock, seed: u64) -> Self {
        let variables = |name: &str| {
            Some(match name {
                "TENANT_ID" => "default".to_owned(),
                "PUBLIC_URL" => "https://muster.test".to_owned(),
                "SEALING_KEY" => Base64::encode_string(&[9; 32]),
                "SETUP_TOKEN" => SETUP_TOKEN.to_owned(),
                "PROXY_SECRET" => PROXY_SECRET.to_owned(),
                "GATE_SECRET" => GATE_SECRET.to_owned(),
                "CA_ISSUING_KEY" => Base64::encode_string(fixture!("issuing_p256.key.der")),
                "CA_ISSUING_CERTIFICATE" => Base64::encode_string(fixture!("issuing_p256.der")),
                "SCEP_RA_KEY" => Base64::encode_string(scep!("ra.key.der")),
                "SCEP_RA_CERTIFICATE" => Base64::encode_string(scep!("ra.der")),
                "CA_ROOT_CERTIFICATE" => Base64::encode_string(fixture!("root.der")),
                _ => return None,
            })
        };
        let config = Config::read(variables).unwrap_or_else(|problems| panic!("{problems:?}"));
        let issuer = Issuer::from_der(
            &config.issuing_certificate,
            vec![config.root_certificate.clone()],
            &SoftwareVerifier,
        )
        .unwrap();
        let scep = config.scep.as_ref();
        let registration = scep.map(|scep| {
            RegistrationAuthority::from_der(&scep.certificate, &issuer, &SoftwareVerifier).unwrap()
        });
        let platform = InMemory {
            house,
            clock: clock.clone(),
            rng: SeededRng::new(seed),
            signer: SoftwareSigner::from_pkcs8_der(&config.issuing_key).unwrap(),
            registration_key: scep.map(|scep| SoftwareRegistrationKey::new(&scep.key)),
            log: Mutex::default(),
        };
        let app = Arc::new(App::new(config, issuer, registration, platform));
        let (router, rows) = router::routes(&app);
        Self {
            app,
            router,
            rows,
            clock,
        }
    }

    /// With admin, ana and ben, each with [`PASSWORD`].
    pub fn with_people() -> Self {
        let deployment = Self::new();
        let person = |name: &str, roles: Value| json!({ "username": format!("{name}@example.com"), "display_name": name, "password": PASSWORD, "roles": roles });
        let people = json!({ "people": [
            person("admin", json!(["administrator"])), person("ana", json!([])), person("ben", json!([])),
        ] });
        let answered = deployment.send(
            Request::post("/api/v1/setup").header("authorization", format!("Bearer {SETUP_TOKEN}")),
            Some(people),
        );
        assert_eq!(
            answered.status,
            StatusCode::NO_CONTENT,
            "{}",
            answered.text()
        );
        deployment
    }

    /// Sends one request with a JSON body, or with none.
    pub fn send(&self, request: http::request::Builder, body: Option<Value>) -> Answered {
        let request = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.send_raw(request.unwrap())
    }

    /// Sends one request as it is.
    pub fn send_raw(&self, request: Request<Body>) -> Answered {
        pollster::block_on(async {
            let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes().to_vec();
            Answered {
                status: parts.status,
                headers: parts.headers,
                body,
                upgrade: parts.extensions.get().cloned(),
            }
        })
    }

    pub fn sign_in(&self, name: &str) -> Browser {
        let body = json!({ "username": format!("{name}@example.com"), "password": PASSWORD });
        let answered = self.send(Request::post("/api/v1/session"), Some(body));
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        let cookie = answered
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        Browser {
            cookie,
            csrf: answered.json()["csrf_token"].as_str().unwrap().to_owned(),
        }
    }

    pub fn by(
        &self,
        browser: &Browser,
        request: http::request::Builder,
        body: Option<Value>,
    ) -> Answered {
        let request = request
            .header("cookie", &browser.cookie)
            .header("x-csrf-token", &browser.csrf);
        self.send(request, body)
    }

    /// A ticket of this person's.
    pub fn ticket(&self, browser: &Browser, method: &str) -> String {
        let body = json!({ "platform": "linux", "method": method, "ownership": "personal" });
        let answered = self.by(browser, Request::post("/api/v1/me/tickets"), Some(body));
        assert_eq!(answered.status, StatusCode::CREATED, "{}", answered.text());
        answered.json()["ticket"].as_str().unwrap().to_owned()
    }

    /// Enrolls over EST.
    pub fn enroll(&self, ticket: &str, csr: &[u8]) -> Answered {
        let credentials = Base64::encode_string(format!(":{ticket}").as_bytes());
        let request = Request::post("/.well-known/est/simpleenroll")
            .header("authorization", format!("Basic {credentials}"))
            .header("content-type", "application/pkcs10")
            .body(Body::from(Base64::encode_string(csr)));
        self.send_raw(request.unwrap())
    }

    /// What the deployment has logged.
    pub fn logged(&self) -> Vec<String> {
        self.app.platform.log.lock().unwrap().clone()
    }
}

/// The one certificate of an EST answer, DER.
pub fn certificate_of(answered: &Answered) -> Vec<u8> {
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    let der = Base64::decode_vec(&answered.text()).unwrap();
    // The certificate is the only SEQUENCE in the message that itself begins with a SEQUENCE of version 3.
    let marker = [0xa0, 0x03, 0x02, 0x01, 0x02];
    let at = der
        .windows(marker.len())
        .position(|window| window == marker)
        .unwrap();
    // SEQUENCE (4 octets of header) of tbsCertificate, itself with 4 octets of header.
    let start = at - 8;
    let length = usize::from(der[start + 2]) << 8 | usize::from(der[start + 3]);
    der[start..start + 4 + length].to_vec()
}
