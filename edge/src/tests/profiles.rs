//! Configuration profiles: whom they reach, what a device is told of them, and how it stands with each setting.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{Answered, Browser, CSR_P256, Deployment, PROXY_SECRET, certificate_of};

/// An enrolled Linux device of Ana's with the agent.
pub(super) struct Machine<'a> {
    deployment: &'a Deployment,
    pub certificate: Vec<u8>,
    pub id: String,
}

impl<'a> Machine<'a> {
    pub fn of(deployment: &'a Deployment, person: &Browser, ownership: &str) -> Self {
        let body = json!({ "platform": "linux", "method": "agent", "ownership": ownership });
        let ticket = deployment.by(person, Request::post("/api/v1/me/tickets"), Some(body));
        let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
        let certificate = certificate_of(&deployment.enroll(&ticket, CSR_P256));
        let listed = deployment.by(person, Request::get("/api/v1/me/devices"), None);
        let id = listed.json()["devices"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        Self {
            deployment,
            certificate,
            id,
        }
    }

    pub fn send(&self, path: &str, body: Value) -> Answered {
        let certificate = format!(":{}:", Base64::encode_string(&self.certificate));
        let request = Request::post(path)
            .header("client-cert", certificate)
            .header("x-muster-proxy-secret", PROXY_SECRET);
        self.deployment.send(request, Some(body))
    }

    pub fn check_in(&self, body: Value) -> Value {
        let answered = self.send("/api/v1/device/check-in", body);
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        answered.json()
    }

    /// The lines that set something.
    pub fn fetch(&self) -> Vec<String> {
        let answered = self.send("/api/v1/device/configuration", json!({}));
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        assert_eq!(answered.header("content-type"), "text/plain; charset=utf-8");
        let lines: Vec<String> = answered.text().lines().map(str::to_owned).collect();
        lines[2..lines.len() - 1].to_vec()
    }

    pub fn status(&self, by: &Browser, of: &str) -> Vec<(String, String)> {
        let path = format!("/api/v1/{of}/{}/configuration", self.id);
        let shown = self.deployment.by(by, Request::get(path), None);
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
        let settings = shown.json()["settings"].as_array().unwrap().clone();
        let word = |setting: &Value, field: &str| setting[field].as_str().unwrap().to_owned();
        settings
            .iter()
            .map(|setting| (word(setting, "key"), word(setting, "state")))
            .collect()
    }
}

fn put(deployment: &Deployment, admin: &Browser, profiles: &Value) -> Answered {
    let address = "/api/v1/configuration/profiles";
    let shown = deployment.by(admin, Request::get(address), None);
    let put = Request::put(address).header("if-match", shown.header("etag"));
    deployment.by(admin, put, Some(json!({ "profiles": profiles })))
}

fn publish(deployment: &Deployment, admin: &Browser, profiles: &Value) {
    let answered = put(deployment, admin, profiles);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
}

fn profile(id: &str, settings: &Value) -> Value {
    json!({ "id": id, "name": id, "platform": "linux", "settings": settings })
}

/// Puts a person into one group, and answers who that is.
pub(super) fn put_into_group(
    deployment: &Deployment,
    admin: &Browser,
    name: &str,
    group: &str,
) -> Value {
    let search = Request::get(format!("/api/v1/people?search={name}"));
    let person = deployment.by(admin, search, None).json()["people"][0].clone();
    let edit = Request::patch(format!("/api/v1/people/{}", person["id"].as_str().unwrap()))
        .header("if-match", format!("\"{}\"", person["revision"]));
    let edited = deployment.by(admin, edit, Some(json!({ "groups": [group] })));
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.text());
    person
}

#[test]
fn a_device_is_told_of_its_configuration_fetches_it_and_says_how_it_went() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let machine = Machine::of(&deployment, &ana, "corporate");
    assert_eq!(machine.check_in(json!({}))["configuration"], Value::Null);

    let settings = json!({ "sysctl": { "kernel.panic": "10" }, "login_banner": "Ours" });
    publish(&deployment, &admin, &json!([profile("base", &settings)]));
    let version = machine.check_in(json!({}))["configuration"].clone();
    assert_eq!(version.as_str().unwrap().len(), 64);
    assert_eq!(
        machine.fetch(),
        ["login_banner T3Vycw==", "sysctl kernel.panic MTA="]
    );
    let pending = |key: &str| (key.to_owned(), "pending".to_owned());
    assert_eq!(
        machine.status(&admin, "devices"),
        [pending("login_banner"), pending("sysctl:kernel.panic")]
    );

    let failed = json!([{ "key": "sysctl:kernel.panic", "reason": "read-only" }]);
    machine.check_in(json!({ "configuration": { "version": version, "failed": failed } }));
    let shown = machine.status(&ana, "me/devices");
    assert_eq!(shown[0].1, "success");
    assert_eq!(shown[1].1, "error");
    machine.check_in(json!({ "configuration": { "version": version } }));
    assert_eq!(machine.status(&ana, "me/devices")[1].1, "success");

    // Taken away again: nothing is to be had, and what is fetched sets nothing.
    publish(&deployment, &admin, &json!([]));
    assert_eq!(machine.check_in(json!({}))["configuration"], Value::Null);
    assert_eq!(machine.fetch(), [""; 0]);
}

#[test]
fn a_profile_reaches_whom_it_is_assigned_to_by_person_device_group_and_filter() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let machine = Machine::of(&deployment, &ana, "corporate");
    machine.check_in(json!({ "manufacturer": "Acme", "inventory": { "model": "Book 1" } }));
    let groups = json!({ "groups": [{ "id": "books", "name": "Books",
        "members": { "rule": "(device.model -startsWith \"Book\")" } }] });
    let address = "/api/v1/configuration/device-groups";
    let shown = deployment.by(&admin, Request::get(address), None);
    let request = Request::put(address).header("if-match", shown.header("etag"));
    let answered = deployment.by(&admin, request, Some(groups));
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());

    put_into_group(&deployment, &admin, "ana", "sales");
    let is_for = |change: Value| {
        let mut one = profile("one", &json!({ "login_banner": "Ours" }));
        one.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        publish(&deployment, &admin, &json!([one]));
        !machine.check_in(json!({}))["configuration"].is_null()
    };
    assert!(is_for(json!({ "groups": ["sales"] })));
    assert!(!is_for(json!({ "excluded_groups": ["sales"] })));
    assert!(!is_for(json!({ "groups": ["nobody"] })));
    assert!(is_for(
        json!({ "groups": ["nobody"], "device_groups": ["books"] })
    ));
    assert!(!is_for(json!({ "excluded_device_groups": ["books"] })));
    let filter = |mode: &str| json!({ "filter": { "mode": mode, "rule": "(device.manufacturer -eq \"acme\")" } });
    assert!(is_for(filter("include")));
    assert!(!is_for(filter("exclude")));
    assert!(!is_for(json!({ "percentage": 0 })));
    assert!(!is_for(json!({ "platform": "windows" })));
}

#[test]
fn a_conflict_names_both_sides_and_neither_is_set() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let machine = Machine::of(&deployment, &ana, "corporate");
    let with = |id: &str, panic: &str| {
        profile(
            id,
            &json!({ "sysctl": { "kernel.panic": panic }, "login_banner": "Ours" }),
        )
    };
    publish(
        &deployment,
        &admin,
        &json!([with("north", "10"), with("south", "20")]),
    );
    assert_eq!(machine.fetch(), ["login_banner T3Vycw=="]);
    let path = format!("/api/v1/devices/{}/configuration", machine.id);
    let shown = deployment.by(&admin, Request::get(path), None).json();
    let conflict = &shown["settings"][1];
    assert_eq!(conflict["state"], "conflict");
    assert_eq!(conflict["profiles"], json!(["north", "south"]));
    assert_eq!(conflict["reason"], "north wants 10; south wants 20");
}

#[test]
fn a_persons_own_machine_gets_no_file_and_is_shown_why() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let machine = Machine::of(&deployment, &ana, "personal");
    let settings =
        json!({ "files": [{ "path": "/etc/motd", "content": "x" }], "login_banner": "Ours" });
    publish(&deployment, &admin, &json!([profile("base", &settings)]));
    assert_eq!(machine.fetch(), ["login_banner T3Vycw=="]);
    let shown = machine.status(&ana, "me/devices");
    assert_eq!(
        shown[0],
        ("file:/etc/motd".to_owned(), "not_applicable".to_owned())
    );
    // The organisation's, it takes it.
    let body = json!({ "ownership": "corporate" });
    let path = format!("/api/v1/devices/{}", machine.id);
    deployment.by(&admin, Request::patch(path), Some(body));
    assert_eq!(machine.fetch().len(), 2);
}

#[test]
fn what_cannot_be_set_is_refused_by_its_field_and_changes_nothing() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let settings = json!({ "files": [{ "path": "/etc/shadow", "content": "" }] });
    for (bad, field) in [
        (
            profile("a", &settings),
            "profiles[0].settings.files[0].path",
        ),
        (
            profile("a", &json!({ "wallpaper": "x" })),
            "profiles[0].settings.wallpaper",
        ),
        (
            json!({ "id": "a", "name": "a", "platform": "linux", "filter": { "mode": "include", "rule": "(x" } }),
            "profiles[0].filter.rule",
        ),
        (
            json!({ "id": "a", "name": "a", "platform": "linux", "percentage": 101 }),
            "profiles[0].percentage",
        ),
    ] {
        let refused = put(&deployment, &admin, &json!([bad]));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["field"], field, "{}", refused.text());
    }
    let shown = deployment.by(&admin, Request::get("/api/v1/configuration/profiles"), None);
    assert_eq!(shown.json(), json!({ "profiles": [] }));
}

#[test]
fn a_report_that_is_too_long_or_not_plain_is_refused_and_a_device_without_an_agent_gets_nothing() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let machine = Machine::of(&deployment, &ana, "corporate");
    let version = "0".repeat(64);
    for failed in [
        json!([{ "key": "a", "reason": "x".repeat(201) }]),
        json!([{ "key": "a b", "reason": "x" }]),
        json!([{ "key": "a", "reason": "\u{1b}[2J" }]),
        json!(vec![json!({ "key": "a", "reason": "x" }); 201]),
    ] {
        let report = json!({ "configuration": { "version": version, "failed": failed } });
        let answered = machine.send("/api/v1/device/check-in", report);
        assert_eq!(answered.code(), "bad-request-body");
    }
    let settings = json!({ "login_banner": "Ours" });
    publish(&deployment, &admin, &json!([profile("base", &settings)]));
    let ticket = deployment.ticket(&ana, "est");
    let certificate = certificate_of(&deployment.enroll(&ticket, crate::testing::CSR_RSA));
    let by_est = Machine {
        deployment: &deployment,
        certificate,
        id: machine.id.clone(),
    };
    assert_eq!(by_est.check_in(json!({}))["configuration"], Value::Null);
    let answered = by_est.send("/api/v1/device/configuration", json!({}));
    assert_eq!(answered.code(), "not-found");
    // A device that has left is told so, and gets nothing.
    let retire = Request::delete(format!("/api/v1/devices/{}", machine.id));
    deployment.by(&admin, retire, None);
    let answered = machine.send("/api/v1/device/configuration", json!({}));
    assert_eq!(answered.code(), "device-retired");
}

#[test]
fn a_profile_for_people_reaches_the_devices_that_they_use_and_whoever_uses_one_sees_how_it_stands()
{
    let deployment = Deployment::with_people();
    let [admin, ana, ben] = ["admin", "ana", "ben"].map(|name| deployment.sign_in(name));
    let person = put_into_group(&deployment, &admin, "ben", "lab");
    let mut one = profile("one", &json!({ "login_banner": "Laboratory" }));
    one["groups"] = json!(["lab"]);
    publish(&deployment, &admin, &json!([one]));

    let machine = Machine::of(&deployment, &ana, "corporate");
    let is_set = || !machine.check_in(json!({}))["configuration"].is_null();
    assert!(!is_set());
    let hand_over = |to: &Value| {
        let patch = Request::patch(format!("/api/v1/devices/{}", machine.id));
        let changed = deployment.by(&admin, patch, Some(json!({ "primary_user": to })));
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    };
    hand_over(&person["id"]);
    assert!(is_set());
    assert_eq!(machine.fetch().len(), 1);
    assert_eq!(machine.status(&ben, "me/devices").len(), 1);
    assert_eq!(machine.status(&admin, "devices").len(), 1);
    let path = format!("/api/v1/me/devices/{}/configuration", machine.id);
    assert_eq!(
        deployment.by(&ana, Request::get(path), None).code(),
        "not-found"
    );
    hand_over(&Value::Null);
    assert!(!is_set());
}
