//! Apple's devices over HTTP: the profile for a ticket, check-in, sessions, and leaving from either side.

#![expect(
    clippy::needless_pass_by_value,
    reason = "messages are written where they are sent"
)]

use axum::body::Body;
use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use muster_shared::apple::push::PushAddress;
use muster_shared::ca::SoftwareVerifier;
use muster_shared::ca::cms::{Digests, SignedMessage};
use muster_shared::enrollment::enrollee::{RunDeadlines, TakeWakes, WAKE_INTERVAL};
use muster_shared::ports::Objects as _;
use muster_shared::protocol::plist::{self, Dict, Value};
use serde_json::{Value as Json, json};

use crate::http::who::verify_certificate;
use crate::testing::{
    Answered, Browser, CSR_P256, CSR_RSA, Deployment, PROXY_SECRET, certificate_of,
};

const UDID: &str = "00008110-001A2B3C4D5E801E";
const CHECK_IN: &str = "application/x-apple-aspen-mdm-checkin";

pub(super) fn ticket(
    deployment: &Deployment,
    browser: &Browser,
    platform: &str,
    method: &str,
) -> String {
    let body = json!({ "platform": platform, "method": method, "ownership": "personal" });
    let made = deployment.by(browser, Request::post("/api/v1/me/tickets"), Some(body));
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()["ticket"].as_str().unwrap().to_owned()
}

pub(super) fn profile(answered: &Answered) -> (Dict, Vec<Dict>) {
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    assert_eq!(
        answered.header("content-type"),
        "application/x-apple-aspen-config"
    );
    let whole = opened(&answered.body);
    let parts = whole.dicts("PayloadContent").cloned().collect();
    (whole, parts)
}

/// A signed profile, as a device opens it.
pub(super) fn opened(octets: &[u8]) -> Dict {
    let message = SignedMessage::read(octets, Digests::Modern).unwrap();
    let verified = message.verify(&SoftwareVerifier).unwrap();
    plist::read(verified.content()).unwrap()
}

pub(super) fn payload<'a>(parts: &'a [Dict], kind: &str) -> &'a Dict {
    let mut all = parts.iter();
    all.find(|part| part.text("PayloadType") == Some(kind))
        .unwrap()
}

/// A device that shows its certificate by TLS.
#[derive(Clone)]
pub(super) struct Phone<'a> {
    deployment: &'a Deployment,
    certificate: String,
    pub(super) check_in: String,
    server: String,
    topic: String,
    pub(super) product: &'static str,
    /// The identifiers of the profiles that were installed from here.
    installed: std::cell::RefCell<Vec<String>>,
}

impl<'a> Phone<'a> {
    /// One with its certificate, and the profile of its ticket.
    pub(super) fn with(deployment: &'a Deployment, ticket: &str, csr: &[u8]) -> Self {
        let got = deployment.send(Request::get(format!("/mdm/apple/profile/{ticket}")), None);
        let (_, parts) = profile(&got);
        let mdm = payload(&parts, "com.apple.mdm");
        let path = |name: &str| {
            let url = mdm.text(name).unwrap();
            url.strip_prefix("https://muster.test").unwrap().to_owned()
        };
        let enrolled = deployment.enroll(ticket, csr);
        Self {
            deployment,
            certificate: format!(":{}:", Base64::encode_string(&certificate_of(&enrolled))),
            check_in: path("CheckInURL"),
            server: path("ServerURL"),
            topic: mdm.text("Topic").unwrap().to_owned(),
            product: "iPhone14,2",
            installed: std::cell::RefCell::default(),
        }
    }

    /// Another, with a certificate that was issued elsewhere.
    pub(super) fn with_certificate_of(&self, enrolled: &Answered) -> Self {
        Self {
            certificate: format!(":{}:", Base64::encode_string(&certificate_of(enrolled))),
            ..self.clone()
        }
    }

    /// The same, that another isolate answers.
    pub(super) fn at<'b>(self, deployment: &'b Deployment) -> Phone<'b>
    where
        'a: 'b,
    {
        Phone { deployment, ..self }
    }

    fn put(&self, path: &str, kind: &str, body: Dict) -> Answered {
        let request = Request::put(path)
            .header("client-cert", &self.certificate)
            .header("x-muster-proxy-secret", PROXY_SECRET)
            .header("content-type", kind)
            .body(Body::from(plist::write(&body)));
        let answered = self.deployment.send_raw(request.unwrap());
        assert_ne!(answered.status, StatusCode::UNAUTHORIZED);
        answered
    }

    pub(super) fn says(&self, kind: &str, more: Dict) -> Answered {
        let mut message = Dict::new()
            .with("MessageType", kind)
            .with("UDID", UDID)
            .with("Topic", self.topic.as_str());
        for (name, value) in more.iter() {
            message.set(name, value.clone());
        }
        self.put(&self.check_in, CHECK_IN, message)
    }

    pub(super) fn authenticates(&self) -> Answered {
        let said = Dict::new()
            .with("ProductName", self.product)
            .with("OSVersion", "17.5.1")
            .with("SerialNumber", "C39ABCDEFGHI")
            .with("DeviceName", "Ana's phone");
        self.says("Authenticate", said)
    }

    fn updates_token(&self) -> Answered {
        let said = Dict::new()
            .with("Token", &[0xab_u8; 32][..])
            .with("PushMagic", "MAGIC")
            .with("UnlockToken", &b"the unlock token"[..]);
        self.says("TokenUpdate", said)
    }

    pub(super) fn enrolls(&self) {
        for answered in [self.authenticates(), self.updates_token()] {
            assert_eq!(
                (answered.status, answered.body.len()),
                (StatusCode::OK, 0),
                "{}",
                answered.text()
            );
        }
    }

    /// Sends a report.
    pub(super) fn sends(&self, status: &str, uuid: Option<&str>, more: Dict) -> Answered {
        let mut report = Dict::new()
            .with("UDID", UDID)
            .with("Status", status)
            .with_some("CommandUUID", uuid);
        for (name, value) in more.iter() {
            report.set(name, value.clone());
        }
        self.put(&self.server, "application/x-apple-aspen-mdm", report)
    }

    /// Sends a report; the next command, by its name and all of it.
    fn reports(&self, status: &str, uuid: Option<&str>, more: Dict) -> Option<(String, Dict)> {
        let answered = self.sends(status, uuid, more);
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        if answered.body.is_empty() {
            return None;
        }
        assert_eq!(answered.header("content-type"), "application/xml");
        let whole = plist::read(&answered.body).unwrap();
        let uuid = whole.text("CommandUUID").unwrap().to_owned();
        Some((uuid, whole.dict("Command").unwrap().clone()))
    }

    /// Where the device is to be woken just then.
    fn woken(&self) -> Vec<PushAddress> {
        let der = Base64::decode_vec(self.certificate.trim_matches(':')).unwrap();
        let app = &self.deployment.app;
        let certificate = verify_certificate(app, &der).unwrap_or_else(|_| panic!());
        let house = app.platform.house();
        let (tenant, enrollee) = (certificate.tenant(), certificate.enrollee());
        pollster::block_on(house.enrollee(tenant, &enrollee, &RunDeadlines {})).unwrap();
        let take = TakeWakes {
            after: None,
            limit: 8,
        };
        let woken = pollster::block_on(house.enrollee(tenant, &enrollee, &take)).unwrap();
        woken.into_iter().map(|wake| wake.address).collect()
    }

    /// A whole session: says what it is where it is asked, acknowledges everything, and gives back what it was asked.
    pub(super) fn session(&self) -> Vec<Dict> {
        let mut asked = Vec::new();
        let mut next = self.reports("Idle", None, Dict::new());
        while let Some((uuid, command)) = next {
            let more = match command.text("RequestType").unwrap() {
                "DeviceInformation" => Dict::new().with(
                    "QueryResponses",
                    Dict::new()
                        .with("OSVersion", "17.6")
                        .with("ProductName", self.product)
                        .with("SerialNumber", "C39ABCDEFGHI")
                        .with("DeviceName", "Ana's phone"),
                ),
                "SecurityInfo" => Dict::new().with(
                    "SecurityInfo",
                    Dict::new()
                        .with("PasscodePresent", true)
                        .with("HardwareEncryptionCaps", 3),
                ),
                "InstallProfile" => {
                    let payload = command.data("Payload").unwrap();
                    let profile = plist::read(payload).unwrap_or_else(|_| opened(payload));
                    let identifier = profile.text("PayloadIdentifier").unwrap().to_owned();
                    self.installed.borrow_mut().push(identifier);
                    Dict::new()
                }
                "RemoveProfile" => {
                    let removed = command.text("Identifier").unwrap();
                    self.installed.borrow_mut().retain(|one| one != removed);
                    Dict::new()
                }
                "ProfileList" => {
                    let installed = self.installed.borrow();
                    let list = installed.iter().map(|one| {
                        Value::from(Dict::new().with("PayloadIdentifier", one.as_str()))
                    });
                    Dict::new().with("ProfileList", list.collect::<Vec<_>>())
                }
                _ => Dict::new(),
            };
            asked.push(command);
            assert!(asked.len() < 40, "{asked:?}");
            next = self.reports("Acknowledged", Some(&uuid), more);
        }
        asked
    }
}

pub(super) fn kinds(asked: &[Dict]) -> Vec<&str> {
    asked
        .iter()
        .map(|command| command.text("RequestType").unwrap())
        .collect()
}

pub(super) fn devices(deployment: &Deployment, browser: &Browser) -> Json {
    deployment
        .by(browser, Request::get("/api/v1/me/devices"), None)
        .json()["devices"]
        .clone()
}

#[test]
fn a_profile_for_a_ticket_leads_the_device_here_with_no_more_rights_than_its_person_gives() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let ticket = ticket(&deployment, &ana, "ios", "apple_device");
    let path = format!("/mdm/apple/profile/{ticket}");
    let got = deployment.send(Request::get(&path), None);
    let (_, parts) = profile(&got);
    let mdm = payload(&parts, "com.apple.mdm");
    assert_eq!(
        mdm.text("ServerURL"),
        Some("https://muster.test/mdm/apple/personal/server")
    );
    // Not to erase.
    assert_eq!(mdm.number("AccessRights").unwrap() & 8, 0);
    assert!(
        mdm.text("Topic")
            .unwrap()
            .starts_with("com.apple.mgmt.External.")
    );
    // The same again, to the octet.
    assert_eq!(deployment.send(Request::get(&path), None).body, got.body);
    let est = deployment.ticket(&ana, "est");
    let other = deployment.send(Request::get(format!("/mdm/apple/profile/{est}")), None);
    assert_eq!(other.status, StatusCode::CONFLICT);
    let nonsense = deployment.send(Request::get("/mdm/apple/profile/mt1.x"), None);
    assert_eq!(nonsense.status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_device_enrolls_tells_what_it_is_and_is_its_persons() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let ticket = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &ticket, CSR_RSA);
    // What has not enrolled is managed by nobody.
    let early = phone.put(
        &phone.server,
        "application/x-apple-aspen-mdm",
        Dict::new().with("UDID", UDID).with("Status", "Idle"),
    );
    assert_eq!(early.status, StatusCode::BAD_REQUEST, "{}", early.text());
    phone.enrolls();
    let woken = phone.woken();
    assert_eq!(woken.len(), 1);
    assert_eq!(
        (woken[0].token.as_str(), woken[0].magic.as_str()),
        ("ab".repeat(32).as_str(), "MAGIC")
    );
    let asked = phone.session();
    assert_eq!(kinds(&asked), ["DeviceInformation", "SecurityInfo"]);
    let device = devices(&deployment, &ana)[0].clone();
    assert_eq!(
        (&device["status"], &device["os_version"], &device["name"]),
        (&json!("enrolled"), &json!("17.6"), &json!("Ana's phone")),
        "{device}"
    );
    let path = format!("/api/v1/me/devices/{}", device["id"].as_str().unwrap());
    let detail = deployment.by(&ana, Request::get(path), None).json();
    let fact = |name: &str| {
        let facts = detail["facts"].as_array().unwrap();
        let fact = facts.iter().find(|fact| fact["name"] == name);
        fact.map(|fact| fact["value"].as_str().unwrap().to_owned())
    };
    assert_eq!(fact("model").as_deref(), Some("iPhone14,2"));
    assert_eq!(fact("passcode").as_deref(), Some("yes"));
    assert_eq!(fact("disk_encryption").as_deref(), Some("encrypted"));
    // A next session asks the same afresh.
    assert_eq!(phone.session().len(), 2);
}

#[test]
fn a_certificate_is_tied_to_the_first_device_that_shows_it() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let ticket = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &ticket, CSR_RSA);
    phone.enrolls();
    let other = Dict::new().with("UDID", "ANOTHER");
    for answered in [
        phone.says("Authenticate", other.clone()),
        phone.says("CheckOut", other.clone()),
        phone.put(&phone.server, "x", other.with("Status", "Idle")),
    ] {
        assert_eq!(answered.status, StatusCode::BAD_REQUEST);
        assert_eq!(answered.header("x-muster-code"), "device-not-identified");
    }
    assert_eq!(phone.session().len(), 2);
}

#[test]
fn a_device_of_another_platform_or_topic_does_not_begin() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let ticket = ticket(&deployment, &ana, "ios", "apple_device");
    let mut phone = Phone::with(&deployment, &ticket, CSR_RSA);
    phone.product = "MacBookPro18,1";
    assert_eq!(phone.authenticates().status, StatusCode::BAD_REQUEST);
    phone.product = "iPhone14,2";
    let topic = Dict::new().with("Topic", "com.apple.mgmt.External.other");
    assert_eq!(
        phone.says("Authenticate", topic).status,
        StatusCode::BAD_REQUEST
    );
    phone.enrolls();
}

#[test]
fn what_is_wrong_is_never_answered_with_401_and_says_what_it_is() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let ticket = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &ticket, CSR_RSA);
    phone.enrolls();
    let nobody = |signature: Option<&str>, body: &str| {
        let mut request = Request::put(&phone.server);
        if let Some(signature) = signature {
            request = request.header("mdm-signature", signature);
        }
        let body = Body::from(body.to_owned());
        deployment.send_raw(request.body(body).unwrap())
    };
    for (signature, body) in [
        (None, "x"),
        (Some("?"), "x"),
        (Some("MIAGCSqGSIb3DQEHAqCAMIA="), "x"),
        (Some(""), ""),
    ] {
        let answered = nobody(signature, body);
        assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{signature:?}");
    }
    // Of a kind that nobody knows, and of kinds that are not served.
    for kind in ["Nothing", "GetToken", "DeclarativeManagement"] {
        let answered = phone.says(kind, Dict::new());
        assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{kind}");
        assert_eq!(answered.header("content-type"), "text/plain; charset=utf-8");
        assert!(answered.text().contains("(apple-message-refused, "));
    }
    let unread = phone.says("TokenUpdate", Dict::new());
    assert_eq!(unread.status, StatusCode::BAD_REQUEST, "no Token");
    assert_eq!(
        phone.says("UserAuthenticate", Dict::new()).status,
        StatusCode::GONE
    );
    let elsewhere = deployment.send(Request::put("/mdm/apple/else/server"), None);
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

#[test]
fn what_a_mac_has_kept_it_gets_back_and_nobody_reads_it_in_between() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let ticket = ticket(&deployment, &ana, "macos", "apple_device");
    let mut mac = Phone::with(&deployment, &ticket, CSR_RSA);
    mac.product = "MacBookPro18,1";
    mac.enrolls();
    let ask = || {
        let answered = mac.says("GetBootstrapToken", Dict::new());
        assert_eq!(answered.status, StatusCode::OK);
        plist::read(&answered.body).unwrap()
    };
    assert_eq!(ask(), Dict::new());
    let token = Dict::new().with("BootstrapToken", &b"a bootstrap token"[..]);
    assert_eq!(mac.says("SetBootstrapToken", token).status, StatusCode::OK);
    assert_eq!(
        ask().data("BootstrapToken"),
        Some(&b"a bootstrap token"[..])
    );
    assert_eq!(
        mac.says("SetBootstrapToken", Dict::new()).status,
        StatusCode::OK
    );
    assert_eq!(ask(), Dict::new());
}

pub(super) fn order(
    deployment: &Deployment,
    by: &Browser,
    device: &str,
    command: Json,
) -> Answered {
    let key = format!("k{}", command["kind"].as_str().unwrap());
    let path = format!("/api/v1/devices/{device}/commands");
    let body = json!({ "command": command, "key": key });
    let answered = deployment.by(by, Request::post(path), Some(body));
    assert_eq!(answered.status, StatusCode::CREATED, "{}", answered.text());
    answered
}

fn state_of(deployment: &Deployment, by: &Browser, device: &str, kind: &str) -> Json {
    let path = format!("/api/v1/devices/{device}/commands");
    let list = deployment.by(by, Request::get(path), None).json();
    let commands = list["commands"].as_array().unwrap().clone();
    commands
        .into_iter()
        .find(|command| command["command"]["kind"] == kind)
        .unwrap()
}

#[test]
fn what_is_asked_wakes_the_device_and_what_it_puts_off_comes_again() {
    let deployment = Deployment::with_people();
    let (ana, admin) = (deployment.sign_in("ana"), deployment.sign_in("admin"));
    let ticket = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &ticket, CSR_RSA);
    phone.enrolls();
    phone.session();
    let id = devices(&deployment, &ana)[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    phone.woken();
    order(&deployment, &admin, &id, json!({ "kind": "lock" }));
    assert_eq!(phone.woken().len(), 1);
    let (uuid, command) = phone.reports("Idle", None, Dict::new()).unwrap();
    assert_eq!(command.text("RequestType"), Some("DeviceLock"));
    // Not now: something else is asked, and the lock not in this session.
    let (next, other) = phone.reports("NotNow", Some(&uuid), Dict::new()).unwrap();
    assert_eq!(other.text("RequestType"), Some("DeviceInformation"));
    let (third, _) = phone.reports("NotNow", Some(&next), Dict::new()).unwrap();
    assert_eq!(phone.reports("NotNow", Some(&third), Dict::new()), None);
    assert_eq!(
        state_of(&deployment, &admin, &id, "lock")["state"],
        "not_now"
    );
    // The same, under the same name, the next time.
    let (again, command) = phone.reports("Idle", None, Dict::new()).unwrap();
    assert_eq!(
        (again.as_str(), command.text("RequestType")),
        (uuid.as_str(), Some("DeviceLock"))
    );
    // The answer is lost, and the device comes anew: it is asked the same.
    let (again, _) = phone.reports("Idle", None, Dict::new()).unwrap();
    assert_eq!(again, uuid);
    let next = phone.reports("Acknowledged", Some(&uuid), Dict::new());
    assert_eq!(state_of(&deployment, &admin, &id, "lock")["state"], "done");
    // What is said twice changes nothing.
    assert_eq!(
        phone.reports("Acknowledged", Some(&uuid), Dict::new()),
        next
    );
}

#[test]
fn what_a_device_cannot_do_is_told_in_its_words() {
    let deployment = Deployment::with_people();
    let (ana, admin) = (deployment.sign_in("ana"), deployment.sign_in("admin"));
    let ticket = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &ticket, CSR_RSA);
    phone.enrolls();
    let id = devices(&deployment, &ana)[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    order(&deployment, &admin, &id, json!({ "kind": "lock" }));
    let (uuid, _) = phone.reports("Idle", None, Dict::new()).unwrap();
    let error = Dict::new()
        .with("ErrorCode", 12_021)
        .with("ErrorDomain", "MCMDMErrorDomain")
        .with("USEnglishDescription", "It may not.");
    let chain = Dict::new().with("ErrorChain", vec![Value::from(error)]);
    phone.reports("Error", Some(&uuid), chain);
    let told = state_of(&deployment, &admin, &id, "lock");
    assert_eq!(
        (&told["state"], &told["output"]),
        (
            &json!("failed"),
            &json!("It may not. (MCMDMErrorDomain 12021)")
        )
    );
}

#[test]
fn a_device_leaves_from_either_side() {
    let deployment = Deployment::with_people();
    let (ana, admin) = (deployment.sign_in("ana"), deployment.sign_in("admin"));
    // By the person at it.
    let first = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &first, CSR_RSA);
    phone.enrolls();
    assert_eq!(phone.says("CheckOut", Dict::new()).status, StatusCode::OK);
    assert_eq!(devices(&deployment, &ana), json!([]));
    // Once more says nothing new, and nothing is asked of it but to go.
    assert_eq!(phone.says("CheckOut", Dict::new()).status, StatusCode::OK);
    // By IT.
    let second = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &second, CSR_P256);
    phone.enrolls();
    let list = devices(&deployment, &ana);
    let live = |device: &&Json| device["status"] == "enrolled";
    let id = list.as_array().unwrap().iter().find(live).unwrap()["id"].clone();
    let id = id.as_str().unwrap();
    order(&deployment, &admin, id, json!({ "kind": "retire" }));
    let asked = phone.session();
    let last = asked.last().unwrap();
    assert_eq!(last.text("RequestType"), Some("RemoveProfile"));
    assert_eq!(
        last.text("Identifier"),
        Some("test.muster.muster.enrollment")
    );
    assert_eq!(state_of(&deployment, &admin, id, "retire")["state"], "done");
    // It had not heard of it: it is told again.
    assert_eq!(kinds(&phone.session()), ["RemoveProfile"]);
}

#[test]
fn a_removed_device_is_woken_until_it_has_been_told_and_goes() {
    let says_that_it_goes: [fn(&Phone<'_>); 2] = [
        |phone| assert_eq!(kinds(&phone.session()), ["RemoveProfile"]),
        |phone| assert_eq!(phone.says("CheckOut", Dict::new()).status, StatusCode::OK),
    ];
    for goes in says_that_it_goes {
        let deployment = Deployment::with_people();
        let ana = deployment.sign_in("ana");
        let ticket = ticket(&deployment, &ana, "ios", "apple_device");
        let phone = Phone::with(&deployment, &ticket, CSR_RSA);
        phone.enrolls();
        phone.session();
        let id = devices(&deployment, &ana)[0]["id"].clone();
        let path = format!("/api/v1/me/devices/{}", id.as_str().unwrap());
        let removed = deployment.by(&ana, Request::delete(path), None);
        assert!(removed.status.is_success(), "{}", removed.text());
        for _ in 0..5 {
            assert_eq!(phone.woken().len(), 1);
            deployment.clock.advance(WAKE_INTERVAL);
        }
        // What it says of a user of it, or as another device, is not that it goes.
        let user = Dict::new().with("UserID", "8B2A0C5E-0000-4000-8000-000000000000");
        phone.says("CheckOut", user);
        let other = Dict::new().with("UDID", "00008110-00000000000000FF");
        phone.says("CheckOut", other);
        assert_eq!(phone.woken().len(), 1);
        // It comes, and its answer is lost; then it comes again.
        phone.reports("Idle", None, Dict::new());
        goes(&phone);
        for _ in 0..5 {
            deployment.clock.advance(WAKE_INTERVAL);
            assert_eq!(phone.woken(), []);
        }
    }
}

#[test]
fn settings_come_as_profiles_each_with_an_answer_of_its_own_and_go_when_they_are_not_wanted() {
    let deployment = Deployment::with_people();
    let (ana, admin) = (deployment.sign_in("ana"), deployment.sign_in("admin"));
    let root = Base64::encode_string(include_bytes!("../../../shared/tests/fixtures/ca/root.der"));
    let put = |revision: &str, profiles: Json| {
        let put = Request::put("/api/v1/configuration/profiles").header("if-match", revision);
        let put = deployment.by(&admin, put, Some(json!({ "profiles": profiles })));
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    };
    put(
        "\"0\"",
        json!([{
            "id": "phones", "name": "Phones", "platform": "ios",
            "settings": { "password": { "minimum_length": 8 }, "trusted_roots": [{ "name": "Root", "certificate": root }] }
        }]),
    );
    let ticket = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &ticket, CSR_RSA);
    phone.enrolls();
    let asked = phone.session();
    assert_eq!(
        kinds(&asked),
        [
            "DeviceInformation",
            "SecurityInfo",
            "InstallProfile",
            "InstallProfile",
            "ProfileList"
        ]
    );
    let installed: Vec<_> = asked
        .iter()
        .filter_map(|command| command.data("Payload"))
        .map(|profile| plist::read(profile).unwrap())
        .collect();
    let sets: Vec<_> = installed
        .iter()
        .map(|profile| {
            profile
                .dicts("PayloadContent")
                .next()
                .unwrap()
                .text("PayloadType")
                .unwrap()
                .to_owned()
        })
        .collect();
    assert!(
        sets.contains(&"com.apple.mobiledevice.passwordpolicy".to_owned()),
        "{sets:?}"
    );
    assert!(
        sets.contains(&"com.apple.security.root".to_owned()),
        "{sets:?}"
    );
    let id = devices(&deployment, &ana)[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let status = Request::get(format!("/api/v1/devices/{id}/configuration"));
    let status = deployment.by(&admin, status, None);
    assert_eq!(
        status.text().matches("\"success\"").count(),
        2,
        "{}",
        status.text()
    );
    // What is not wanted any more is removed.
    put("\"1\"", json!([]));
    let beside = deployment.beside();
    let phone = phone.at(&beside);
    let asked = phone.session();
    let removed = kinds(&asked)
        .iter()
        .filter(|kind| **kind == "RemoveProfile")
        .count();
    assert_eq!(removed, 2, "{asked:?}");
}

#[test]
fn a_device_that_is_told_to_renew_gets_a_profile_that_changes_nothing_but_its_certificate() {
    let deployment = Deployment::with_people();
    let (ana, admin) = (deployment.sign_in("ana"), deployment.sign_in("admin"));
    let made = ticket(&deployment, &ana, "ios", "apple_device");
    let before = deployment.send(Request::get(format!("/mdm/apple/profile/{made}")), None);
    let (whole, parts) = profile(&before);
    let phone = Phone::with(&deployment, &made, CSR_RSA);
    phone.enrolls();
    let id = devices(&deployment, &ana)[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    order(
        &deployment,
        &admin,
        &id,
        json!({ "kind": "renew_certificate" }),
    );
    let asked = phone.session();
    let renewed = asked
        .iter()
        .find_map(|command| command.data("Payload"))
        .unwrap();
    let renewed = opened(renewed);
    assert_eq!(
        renewed.text("PayloadIdentifier"),
        whole.text("PayloadIdentifier")
    );
    let after: Vec<Dict> = renewed.dicts("PayloadContent").cloned().collect();
    let (old, new) = (
        payload(&parts, "com.apple.mdm"),
        payload(&after, "com.apple.mdm"),
    );
    for name in [
        "Topic",
        "ServerURL",
        "CheckInURL",
        "AccessRights",
        "ServerCapabilities",
    ] {
        assert_eq!(old.get(name), new.get(name), "{name}");
    }
    let challenge = |parts: &[Dict]| {
        let scep = payload(parts, "com.apple.security.scep");
        let content = scep.dict("PayloadContent").unwrap();
        content.text("Challenge").unwrap().to_owned()
    };
    assert!(challenge(&after).starts_with("mr1."));
    assert_ne!(challenge(&after), challenge(&parts));
}

#[test]
fn an_account_leads_to_our_page_and_from_there_to_a_profile_without_rights() {
    let deployment = Deployment::with_people();
    let known = deployment.send(
        Request::get("/.well-known/com.apple.remotemanagement?user-identifier=ana%40example.com&model-family=iPhone"),
        None,
    );
    assert_eq!(known.header("content-type"), "application/json");
    let server = known.json()["Servers"][0].clone();
    assert_eq!(server["Version"], "mdm-byod");
    let base = server["BaseURL"].as_str().unwrap();
    let base = base.strip_prefix("https://muster.test").unwrap();
    let family = Request::get("/.well-known/com.apple.remotemanagement?model-family=Watch");
    assert_eq!(deployment.send(family, None).status, StatusCode::FORBIDDEN);
    let asks = deployment.send(Request::post(base), None);
    assert_eq!(asks.status, StatusCode::UNAUTHORIZED);
    let challenge = asks.header("www-authenticate").to_owned();
    assert!(challenge.starts_with("Bearer method=\"apple-as-web\", url=\"https://muster.test/"));
    let page = challenge.split("url=\"https://muster.test").nth(1).unwrap();
    let page = page.trim_end_matches('"').to_owned();
    // The page: the form, signing in, what enrolling means, and the way back to the device.
    let shown = deployment.send(
        Request::get(format!("{page}?user-identifier=ana%40example.com")),
        None,
    );
    assert!(
        shown.text().contains("value=\"ana@example.com\""),
        "{}",
        shown.text()
    );
    assert!(shown.text().contains(&format!("action=\"{page}/sign-in\"")));
    let ana = deployment.sign_in("ana");
    let offered = deployment.by(&ana, Request::get(&page), None);
    assert!(
        offered.text().contains("Enroll this device"),
        "{}",
        offered.text()
    );
    let form = Request::post(format!("{page}/enroll"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", &ana.cookie)
        .body(Body::from(format!("csrf_token={}", ana.csrf)));
    let done = deployment.send_raw(form.unwrap());
    assert_eq!(
        done.status,
        StatusCode::PERMANENT_REDIRECT,
        "{}",
        done.text()
    );
    let location = done.header("location");
    let token = location
        .strip_prefix("apple-remotemanagement-user-login://authentication-results?access-token=")
        .unwrap();
    let bearer = Request::post(base).header("authorization", format!("Bearer {token}"));
    let (_, parts) = profile(&deployment.send(bearer, None));
    let mdm = payload(&parts, "com.apple.mdm");
    assert_eq!(mdm.get("AccessRights"), None);
    assert_eq!(mdm.text("AssignedManagedAppleID"), Some("ana@example.com"));
    let scep = payload(&parts, "com.apple.security.scep");
    let challenge = scep
        .dict("PayloadContent")
        .unwrap()
        .text("Challenge")
        .unwrap();
    let phone = Phone::with(&deployment, challenge, CSR_RSA);
    phone.enrolls();
}

#[test]
fn over_the_air_the_device_is_first_asked_what_it_is() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let ticket = ticket(&deployment, &ana, "ios", "apple_device");
    let path = format!("/mdm/apple/ota/{ticket}");
    let first = deployment.send(Request::get(&path), None);
    let service = opened(&first.body);
    assert_eq!(service.text("PayloadType"), Some("Profile Service"));
    let content = service.dict("PayloadContent").unwrap();
    assert_eq!(
        content.text("URL"),
        Some(format!("https://muster.test{path}").as_str())
    );
    let unsigned = Request::post(&path).body(Body::from("<plist/>")).unwrap();
    let refused = deployment.send_raw(unsigned);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn the_push_certificate_says_the_topic_and_its_end_and_nothing_else_is_taken_for_one() {
    let deployment = Deployment::with_people();
    let (ana, admin) = (deployment.sign_in("ana"), deployment.sign_in("admin"));
    let show = |deployment: &Deployment| {
        let show = Request::get("/api/v1/apple/push-certificate");
        deployment.by(&admin, show, None)
    };
    assert_eq!(show(&deployment).status, StatusCode::NOT_FOUND);
    let put = |certificate: &str| {
        let put = Request::put("/api/v1/configuration/apple").header("if-match", "\"0\"");
        let body = json!({ "push_certificate": certificate });
        deployment.by(&admin, put, Some(body))
    };
    let root = Base64::encode_string(include_bytes!("../../../shared/tests/fixtures/ca/root.der"));
    for (wrong, words) in [("no base64!", "base64"), (root.as_str(), "com.apple.mgmt.")] {
        let refused = put(wrong);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["field"], "push_certificate");
        assert!(refused.text().contains(words), "{}", refused.text());
    }
    let put = put(include_str!("../../../shared/vectors/apple/push.pem"));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let beside = deployment.beside();
    let shown = show(&beside).json();
    let topic = "com.apple.mgmt.External.8e0a2a1c-3f8b-4b1e-9a53-5f2f0a9c1d77";
    assert_eq!(
        (&shown["topic"], &shown["expires_at"], &shown["renew_now"]),
        (&json!(topic), &json!("2036-11-24T16:21:40Z"), &json!(false))
    );
    // Profiles have it from then on, and a device enrolls by it.
    let ticket = ticket(&beside, &ana, "ios", "apple_device");
    let phone = Phone::with(&beside, &ticket, CSR_RSA);
    assert_eq!(phone.topic, topic);
    phone.enrolls();
    assert_eq!(phone.woken()[0].topic, topic);
}
