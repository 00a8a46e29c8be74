//! Compliance from an administrator's section to the gate, over HTTP alone.

use core::time::Duration;

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use muster_shared::ports::{Copies as _, PublishedDevice};
use serde_json::{Value, json};

use crate::testing::{
    Answered, Browser, CSR_P256, Deployment, GATE_SECRET, PROXY_SECRET, certificate_of,
};

const SECTION: &str = "/api/v1/configuration/compliance";

struct Stage {
    deployment: Deployment,
    certificate: Vec<u8>,
    device: String,
}

impl Stage {
    /// Ana has an address and a Linux machine, which has checked in once.
    fn new() -> Self {
        let deployment = Deployment::with_people();
        let admin = deployment.sign_in("admin");
        let people = deployment.by(&admin, Request::get("/api/v1/people"), None);
        let people = people.json()["people"].as_array().unwrap().clone();
        let is_ana = |person: &&Value| person["username"] == "ana@example.com";
        let ana = people.iter().find(is_ana).unwrap();
        let path = format!("/api/v1/people/{}", ana["id"].as_str().unwrap());
        let shown = deployment.by(&admin, Request::get(&path), None);
        let edit = Request::patch(&path).header("if-match", shown.header("etag"));
        let body = json!({"email": "ana@mail.example", "groups": ["lab"]});
        let edited = deployment.by(&admin, edit, Some(body));
        assert_eq!(edited.status, StatusCode::OK, "{}", edited.text());
        let ana = deployment.sign_in("ana");
        let enrolled = deployment.enroll(&deployment.ticket(&ana, "agent"), CSR_P256);
        let certificate = certificate_of(&enrolled);
        let listed = deployment.by(&ana, Request::get("/api/v1/me/devices"), None);
        let device = listed.json()["devices"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let stage = Self {
            deployment,
            certificate,
            device,
        };
        stage.check_in(json!({}));
        stage
    }

    /// Signed in anew, since sessions end while time is moved.
    fn admin(&self) -> Browser {
        self.deployment.sign_in("admin")
    }

    fn put(&self, revision: u32, section: Value) -> Answered {
        let put = Request::put(SECTION).header("if-match", format!("\"{revision}\""));
        let kept = self.deployment.by(&self.admin(), put, Some(section));
        // An isolate looks at a section again after 15 seconds.
        self.deployment.clock.advance(Duration::from_secs(16));
        kept
    }

    fn keep(&self, revision: u32, section: Value) {
        let kept = self.put(revision, section);
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    }

    fn rfc9440(&self) -> String {
        format!(":{}:", Base64::encode_string(&self.certificate))
    }

    fn check_in(&self, report: Value) -> Value {
        self.deployment.clock.advance(Duration::from_mins(1));
        let request = Request::post("/api/v1/device/check-in")
            .header("client-cert", self.rfc9440())
            .header("x-muster-proxy-secret", PROXY_SECRET);
        let answered = self.deployment.send(request, Some(report));
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        answered.json()
    }

    fn gate(&self) -> (u16, String) {
        let request = Request::get("/api/v1/access")
            .header("x-muster-gate-secret", GATE_SECRET)
            .header("client-cert", self.rfc9440());
        let answered = self.deployment.send(request, None);
        (
            answered.status.as_u16(),
            answered.header("x-muster-code").to_owned(),
        )
    }

    fn detail(&self) -> Value {
        let path = format!("/api/v1/me/devices/{}", self.device);
        self.deployment
            .by(&self.deployment.sign_in("ana"), Request::get(path), None)
            .json()
    }

    fn listed(&self, query: &str) -> Answered {
        let path = format!("/api/v1/devices?{query}");
        self.deployment.by(&self.admin(), Request::get(path), None)
    }

    fn mails(&self) -> Vec<Value> {
        let listed = self
            .deployment
            .by(&self.admin(), Request::get("/api/v1/mail-outbox"), None);
        listed.json()["mails"].as_array().unwrap().clone()
    }
}

fn disk(value: &str) -> Value {
    json!({"inventory": {"disk_encryption": value}})
}

fn policy(more: Value) -> Value {
    let mut policy = json!({
        "id": "disk", "name": "Disk", "platform": "linux", "settings": {"require": ["disk_encryption"]},
    });
    if let (Value::Object(policy), Value::Object(more)) = (&mut policy, more) {
        policy.extend(more);
    }
    policy
}

#[test]
fn the_gate_denies_a_device_that_reports_what_the_rules_forbid_and_lets_it_in_at_its_next_good_report()
 {
    let stage = Stage::new();
    stage.keep(0, json!({"policies": [policy(json!({}))]}));
    assert_eq!(stage.gate(), (200, String::new()));
    let told = stage.check_in(disk("not_encrypted"));
    let answer = &told["compliance"];
    assert_eq!(answer["state"], "not_compliant");
    assert_eq!(answer["rules"][0]["setting"], "disk_encryption");
    assert_eq!(stage.gate(), (403, "device-not-compliant".to_owned()));
    let shown = stage.detail();
    assert_eq!(shown["device"]["compliance"], "not_compliant");
    assert_eq!(shown["device"]["status"], "enrolled");
    let rule = &shown["compliance"][0];
    assert_eq!(
        (&rule["expected"], &rule["found"]),
        (&json!("encrypted"), &json!("not_encrypted"))
    );
    assert!(rule["remedy"].as_str().unwrap().contains("LUKS"));
    let devices = |query: &str| {
        stage.listed(query).json()["devices"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(devices("compliance=not_compliant"), 1);
    assert_eq!(devices("compliance=compliant"), 0);
    assert_eq!(stage.listed("compliance=well").code(), "bad-request-body");
    let told = stage.check_in(disk("encrypted"));
    assert_eq!(told["compliance"], Value::Null);
    assert_eq!(stage.gate(), (200, String::new()));
    assert_eq!(devices("compliance=compliant"), 1);
    assert_eq!(stage.detail()["compliance"][0]["result"], "compliant");
}

#[test]
fn grace_opens_the_gate_until_it_ends_by_itself() {
    let stage = Stage::new();
    let mark = json!({"actions": [{"action": "mark", "after_days": "0.25"}]});
    stage.keep(0, json!({"policies": [policy(mark)]}));
    stage.check_in(disk("not_encrypted"));
    assert_eq!(stage.detail()["device"]["compliance"], "in_grace_period");
    assert_eq!(stage.gate(), (200, String::new()));
    stage.deployment.clock.advance(Duration::from_hours(6));
    assert_eq!(stage.gate(), (403, "device-not-compliant".to_owned()));
    assert_eq!(
        stage.listed("compliance=not_compliant").json()["devices"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_person_is_mailed_once_in_the_organisations_words_and_the_device_comes_onto_the_retire_list() {
    let stage = Stage::new();
    let actions = json!({"actions": [
        {"action": "mail", "after_days": "0", "message": "told"},
        {"action": "retire_list", "after_days": "1"},
        {"action": "lock", "after_days": "1"},
    ]});
    let message = json!({
        "id": "told", "subject": "{{DeviceName}} needs you",
        "body": "<p>{{UserName}}: {{DeviceName}}, {{DeviceId}}, {{OSAndVersion}}</p>",
    });
    stage.keep(
        0,
        json!({"policies": [policy(actions)], "messages": [message]}),
    );
    let mut report = disk("not_encrypted");
    report["os_version"] = json!("12.8");
    report["name"] = json!("build-7");
    stage.check_in(report.clone());
    stage.check_in(report.clone());
    stage.deployment.clock.advance(Duration::from_hours(25));
    stage.check_in(json!({}));
    stage.check_in(report);
    let mails = stage.mails();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0]["subject"], "build-7 needs you");
    let html = mails[0]["html"].as_str().unwrap();
    let words = format!("<p>ana: build-7, {}, Linux 12.8</p>", stage.device);
    assert!(html.starts_with(&words), "{html}");
    let listed = || {
        stage.listed("retire_list=1").json()["devices"]
            .as_array()
            .unwrap()
            .clone()
    };
    assert_eq!(listed()[0]["device"]["id"], json!(stage.device));
    let path = format!("/api/v1/devices/{}/retire-list", stage.device);
    let dismiss = || {
        stage
            .deployment
            .by(&stage.admin(), Request::delete(&path), None)
    };
    assert_eq!(dismiss().status, StatusCode::NO_CONTENT);
    assert_eq!(listed(), Vec::<Value>::new());
    assert_eq!(dismiss().status, StatusCode::NOT_FOUND);
    let chain = stage
        .deployment
        .by(&stage.admin(), Request::get("/api/v1/audit"), None);
    assert!(
        chain.text().contains("compliance-changed"),
        "{}",
        chain.text()
    );
}

#[test]
fn a_copy_that_cannot_know_how_long_a_device_has_been_silent_is_not_the_last_word() {
    let stage = Stage::new();
    stage.keep(
        0,
        json!({"validity_days": 3, "policies": [policy(json!({}))]}),
    );
    stage.check_in(disk("encrypted"));
    let tenant = "default".parse().unwrap();
    let copies = stage.deployment.app.platform.house().copies();
    let old = pollster::block_on(copies.read::<PublishedDevice>(&tenant, &stage.device));
    let old = old.unwrap().unwrap();
    stage.deployment.clock.advance(Duration::from_hours(2 * 24));
    stage.check_in(json!({}));
    pollster::block_on(copies.publish(&tenant, &old)).unwrap();
    stage.deployment.clock.advance(Duration::from_hours(2 * 24));
    assert_eq!(stage.gate(), (200, String::new()));
    stage.deployment.clock.advance(Duration::from_hours(24));
    assert_eq!(stage.gate(), (403, "device-not-compliant".to_owned()));
    assert_eq!(stage.detail()["device"]["compliance"], "not_compliant");
    stage.check_in(json!({}));
    assert_eq!(stage.gate(), (200, String::new()));
}

#[test]
fn policies_are_assigned_to_groups_of_people_and_of_devices() {
    let stage = Stage::new();
    let bad = disk("not_encrypted");
    let mut revision = 0;
    let mut seen = |assignment: Value| {
        stage.keep(revision, json!({"policies": [policy(assignment)]}));
        revision += 1;
        stage.check_in(bad.clone());
        stage.detail()["device"]["compliance"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let put = Request::put("/api/v1/configuration/device-groups").header("if-match", "\"0\"");
    let groups = json!({"groups": [{"id": "machines", "name": "Machines",
        "members": {"rule": "(device.deviceOwnership -eq \"Personal\")"}}]});
    let kept = stage.deployment.by(&stage.admin(), put, Some(groups));
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    assert_eq!(seen(json!({"groups": ["lab"]})), "not_compliant");
    assert_eq!(seen(json!({"groups": ["office"]})), "compliant");
    assert_eq!(
        seen(json!({"device_groups": ["machines"]})),
        "not_compliant"
    );
    assert_eq!(
        seen(json!({"device_groups": ["machines"], "excluded_groups": ["lab"]})),
        "compliant"
    );
    assert_eq!(
        seen(json!({"excluded_device_groups": ["machines"]})),
        "compliant"
    );
    assert_eq!(seen(json!({"platform": "windows"})), "compliant");
}

#[test]
fn what_cannot_be_asked_is_refused_by_its_field() {
    let stage = Stage::new();
    let with = |more: Value| json!({"policies": [policy(more)]});
    let message = |body: &str| json!({"messages": [{"id": "m", "subject": "s", "body": body}]});
    for (section, field) in [
        (json!({"validity_days": 0}), "validity_days"),
        (json!({"validity_days": 121}), "validity_days"),
        (json!({"colour": 1}), "colour"),
        (with(json!({"name": ""})), "policies[0].name"),
        (
            with(json!({"settings": {"require": ["tpm"]}})),
            "policies[0].settings.require[0]",
        ),
        (
            with(json!({"settings": {"require": ["disk_encryption", "disk_encryption"]}})),
            "policies[0].settings.require[1]",
        ),
        (
            with(json!({"settings": {"allowed_os_versions": [{"minimum": "1", "maximum": "2"}]}})),
            "policies[0].settings.allowed_os_versions",
        ),
        (
            with(json!({"settings": {"minimum_os_version": "2", "maximum_os_version": "1"}})),
            "policies[0].settings.minimum_os_version",
        ),
        (
            with(
                json!({"settings": {"allowed_distributions": [{"id": "debian", "minimum": "13", "maximum": "12"}]}}),
            ),
            "policies[0].settings.allowed_distributions[0].minimum",
        ),
        (
            with(json!({"actions": [{"action": "mail"}]})),
            "policies[0].actions[0].message",
        ),
        (
            with(json!({"actions": [{"action": "mail", "message": "none"}]})),
            "policies[0].actions[0].message",
        ),
        (
            with(json!({"actions": [{"action": "lock", "message": "none"}]})),
            "policies[0].actions[0].message",
        ),
        (
            with(json!({"actions": [{"action": "mark"}, {"action": "mark", "after_days": "1"}]})),
            "policies[0].actions[1].action",
        ),
        (
            json!({"policies": [policy(json!({})), policy(json!({}))]}),
            "policies[1].id",
        ),
        (message("<script>"), "messages[0].body"),
        (message(&"x".repeat(2_001)), "messages[0].body"),
    ] {
        let answered = stage.put(0, section.clone());
        assert_eq!(
            answered.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{section}"
        );
        assert_eq!(answered.json()["field"], field, "{}", answered.text());
    }
    let after = |days: Value| with(json!({"actions": [{"action": "mark", "after_days": days}]}));
    for bad in [json!("400"), json!("0.333"), json!(-1), json!(0.5)] {
        let answered = stage.put(0, after(bad.clone()));
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let read = stage
        .deployment
        .by(&stage.admin(), Request::get(SECTION), None);
    assert_eq!(
        read.json(),
        json!({"no_policy": "compliant", "policies": []})
    );
}

#[test]
fn a_deployment_that_asks_nothing_says_nothing_of_compliance() {
    let stage = Stage::new();
    let told = stage.check_in(disk("not_encrypted"));
    assert_eq!(told["compliance"], Value::Null);
    let shown = stage.detail();
    assert_eq!(
        (&shown["device"]["compliance"], &shown["compliance"]),
        (&Value::Null, &Value::Null)
    );
    stage
        .deployment
        .clock
        .advance(Duration::from_hours(40 * 24));
    assert_eq!(stage.gate(), (200, String::new()));
}
