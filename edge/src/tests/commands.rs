//! Commands over HTTP: who may ask what of which device, and what the device hears and says.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{
    Answered, Browser, CSR_P256, CSR_RSA, Deployment, PROXY_SECRET, certificate_of,
};

/// A device of this person's with its certificate.
struct Device<'a> {
    deployment: &'a Deployment,
    certificate: Vec<u8>,
    id: String,
}

fn enroll<'a>(
    deployment: &'a Deployment,
    person: &Browser,
    method: &str,
    ownership: &str,
    csr: &[u8],
) -> Device<'a> {
    let body = json!({ "platform": "linux", "method": method, "ownership": ownership });
    let ticket = deployment.by(person, Request::post("/api/v1/me/tickets"), Some(body));
    let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
    let certificate = certificate_of(&deployment.enroll(&ticket, csr));
    let mut device = Device {
        deployment,
        certificate,
        id: String::new(),
    };
    let id = device.check_in(json!({}))["device_id"].clone();
    device.id = id.as_str().unwrap().to_owned();
    device
}

impl Device<'_> {
    fn check_in_with(&self, body: Value) -> Answered {
        let request = Request::post("/api/v1/device/check-in")
            .header(
                "client-cert",
                format!(":{}:", Base64::encode_string(&self.certificate)),
            )
            .header("x-muster-proxy-secret", PROXY_SECRET);
        self.deployment.send(request, Some(body))
    }

    fn check_in(&self, body: Value) -> Value {
        let answered = self.check_in_with(body);
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        answered.json()
    }

    fn ask(&self, by: &Browser, base: &str, body: Value) -> Answered {
        let address = format!("{base}/{}/commands", self.id);
        self.deployment.by(by, Request::post(address), Some(body))
    }

    fn listed(&self, by: &Browser, base: &str) -> Vec<Value> {
        let address = format!("{base}/{}/commands", self.id);
        let answered = self.deployment.by(by, Request::get(address), None);
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        answered.json()["commands"].as_array().unwrap().clone()
    }

    fn undo(&self, by: &Browser, base: &str, command: &Value) -> Answered {
        let id = command["id"].as_str().unwrap();
        let address = format!("{base}/{}/commands/{id}", self.id);
        self.deployment.by(by, Request::delete(address), None)
    }
}

const ALL: &str = "/api/v1/devices";
const MINE: &str = "/api/v1/me/devices";

fn command(kind: &str, key: &str) -> Value {
    json!({ "command": { "kind": kind }, "key": key })
}

#[test]
fn an_administrator_asks_the_device_does_and_the_result_is_read() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let device = enroll(&deployment, &ana, "agent", "corporate", CSR_P256);
    let body = json!({ "command": { "kind": "rename_host", "name": "build-7" }, "key": "r-1", "expires_in_seconds": 3600 });
    let created = device.ask(&admin, ALL, body.clone());
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    let asked = created.json();
    assert_eq!(
        (&asked["state"], &asked["expires_at"], &asked["asked_as"]),
        (
            &json!("queued"),
            &json!("2026-12-01T13:00:00Z"),
            &json!("administrator")
        )
    );
    let again = device.ask(&admin, ALL, body);
    assert_eq!(
        (again.status, again.json()),
        (StatusCode::OK, asked.clone())
    );

    let answered = device.check_in(json!({}));
    assert_eq!(
        answered["commands"],
        json!([{ "id": asked["id"], "kind": "rename_host", "name": "build-7" }])
    );
    let result = json!({ "id": asked["id"], "outcome": "failed", "output": "no such\u{7} tool" });
    let answered = device.check_in(json!({ "command_results": [result] }));
    assert_eq!(answered["commands"], Value::Null);
    for (by, base) in [(&admin, ALL), (&ana, MINE)] {
        let listed = device.listed(by, base);
        assert_eq!(listed.len(), 1);
        assert_eq!(
            (&listed[0]["state"], &listed[0]["output"]),
            (&json!("failed"), &json!("no such tool"))
        );
    }
    let chain = deployment
        .by(&admin, Request::get("/api/v1/audit"), None)
        .text();
    for kind in ["command-queued", "command-ended", "rename_host"] {
        assert!(chain.contains(kind), "{kind} is not in {chain}");
    }
    // What the device said is its own and its administrators' to read, not the chain's.
    assert!(!chain.contains("no such tool"), "{chain}");
}

#[test]
fn the_answer_to_a_check_in_is_written_in_the_order_that_the_agent_reads() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let device = enroll(&deployment, &ana, "agent", "corporate", CSR_P256);
    let idle = device.check_in_with(json!({})).text();
    assert!(idle.ends_with(r#","renew":false}"#), "{idle}");
    device.ask(&admin, ALL, command("sync", "s"));
    let body = json!({ "command": { "kind": "custom", "name": "clean-up" }, "key": "c" });
    device.ask(&admin, ALL, body);
    let text = device.check_in_with(json!({})).text();
    let ids: Vec<String> = device
        .listed(&admin, ALL)
        .iter()
        .map(|command| command["id"].as_str().unwrap().to_owned())
        .collect();
    let expected = format!(
        r#","renew":false,"commands":[{{"id":"{}","kind":"sync"}},{{"id":"{}","kind":"custom","name":"clean-up"}}]}}"#,
        ids[1], ids[0]
    );
    assert!(text.ends_with(&expected), "{text}");
}

#[test]
fn a_person_asks_their_own_device_for_what_is_a_persons_to_ask() {
    let deployment = Deployment::with_people();
    let (ana, ben) = (deployment.sign_in("ana"), deployment.sign_in("ben"));
    let device = enroll(&deployment, &ana, "agent", "personal", CSR_P256);
    for kind in ["sync", "lock", "renew_certificate", "retire"] {
        let asked = device.ask(&ana, MINE, command(kind, kind));
        assert_eq!(
            asked.status,
            StatusCode::CREATED,
            "{kind}: {}",
            asked.text()
        );
        assert_eq!(asked.json()["asked_as"], "person");
        assert_eq!(
            device.ask(&ben, MINE, command(kind, kind)).code(),
            "not-found"
        );
    }
    // A wipe is a person's to ask, too: what stands against it here is whose the device is, and on the organisation's own what
    // manages it.
    let theirs = enroll(&deployment, &ana, "agent", "corporate", CSR_RSA);
    for (device, code) in [
        (&device, "command-not-for-personal-devices"),
        (&theirs, "command-not-possible"),
    ] {
        let refused = device.ask(&ana, MINE, command("wipe", "w"));
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::CONFLICT, code)
        );
    }
    for command in [
        json!({ "kind": "custom", "name": "clean-up" }),
        json!({ "kind": "rename_host", "name": "a" }),
    ] {
        let body = json!({ "command": command, "key": "x" });
        assert_eq!(device.ask(&ana, MINE, body).code(), "not-permitted");
    }
    let listed = device.listed(&ana, MINE);
    assert_eq!(listed.len(), 4);
    assert_eq!(device.undo(&ben, MINE, &listed[0]).code(), "not-found");
    let undone = device.undo(&ana, MINE, &listed[0]);
    assert_eq!(
        (undone.status, &undone.json()["state"]),
        (StatusCode::OK, &json!("cancelled"))
    );
    // Nobody asks anybody's device by the administrators' way without the permission.
    assert_eq!(
        device.ask(&ana, ALL, command("sync", "y")).code(),
        "not-permitted"
    );
}

#[test]
fn each_refusal_has_its_problem() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let personal = enroll(&deployment, &ana, "agent", "personal", CSR_P256);
    let bare = enroll(&deployment, &ana, "est", "corporate", CSR_RSA);
    let refused = |device: &Device<'_>, body: Value, code: &str| {
        let answered = device.ask(&admin, ALL, body);
        assert_eq!(
            (answered.status, answered.code().as_str()),
            (StatusCode::CONFLICT, code),
            "{}",
            answered.text()
        );
        answered.json()["title"].as_str().unwrap().to_owned()
    };
    refused(
        &personal,
        command("wipe", "a"),
        "command-not-for-personal-devices",
    );
    let rename = json!({ "command": { "kind": "rename_host", "name": "a" }, "key": "a" });
    refused(&personal, rename, "command-not-for-personal-devices");
    let title = refused(&bare, command("lock", "a"), "command-not-possible");
    assert_eq!(
        title,
        "No command, such as `lock`, reaches a device that enrolled by EST."
    );
    let created = personal.ask(&admin, ALL, command("lock", "a"));
    assert_eq!(created.status, StatusCode::CREATED);
    refused(&personal, command("lock", "b"), "command-already-open");
    refused(&personal, command("sync", "a"), "command-key-reused");
    let person = personal.undo(&ana, MINE, &created.json());
    assert_eq!(person.code(), "command-of-an-administrator");
    personal.check_in(json!({}));
    assert_eq!(
        personal.undo(&admin, ALL, &created.json()).code(),
        "command-delivered"
    );
    let result = json!({ "id": created.json()["id"], "outcome": "done" });
    personal.check_in(json!({ "command_results": [result] }));
    assert_eq!(
        personal.undo(&admin, ALL, &created.json()).code(),
        "command-ended"
    );
    for number in 0..32 {
        let body = json!({ "command": { "kind": "custom", "name": format!("t{number}") }, "key": format!("t{number}") });
        assert_eq!(personal.ask(&admin, ALL, body).status, StatusCode::CREATED);
    }
    refused(&personal, command("sync", "z"), "too-many-open-commands");
}

#[test]
fn a_body_that_does_not_fit_is_refused_by_its_field() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let device = enroll(&deployment, &ana, "agent", "corporate", CSR_P256);
    for (body, field) in [
        (
            json!({ "command": { "kind": "shout" }, "key": "a" }),
            "command.kind",
        ),
        (
            json!({ "command": { "kind": "rename_host", "name": "-a" }, "key": "a" }),
            "command.name",
        ),
        (
            json!({ "command": { "kind": "custom", "name": "../sh" }, "key": "a" }),
            "command.name",
        ),
        (
            json!({ "command": { "kind": "custom" }, "key": "a" }),
            "command.kind",
        ),
        (
            json!({ "command": { "kind": "lock", "name": "a" }, "key": "a" }),
            "command.name",
        ),
        (
            json!({ "command": { "kind": "lock", "script": "id" }, "key": "a" }),
            "command.script",
        ),
        (json!({ "command": { "kind": "lock" } }), "key"),
        (
            json!({ "command": { "kind": "lock" }, "key": "a b" }),
            "key",
        ),
        (
            json!({ "command": { "kind": "lock" }, "key": "a", "expires_in_seconds": 3599 }),
            "expires_in_seconds",
        ),
        (
            json!({ "command": { "kind": "lock" }, "key": "a", "expires_in_seconds": 2_592_001 }),
            "expires_in_seconds",
        ),
    ] {
        let answered = device.ask(&admin, ALL, body.clone());
        assert_eq!(answered.code(), "bad-request-body", "{body}");
        assert_eq!(
            answered.json()["field"],
            field,
            "{body}: {}",
            answered.text()
        );
    }
    assert_eq!(device.listed(&admin, ALL), Vec::<Value>::new());
    let gone = deployment.by(
        &admin,
        Request::get("/api/v1/devices/dev_00000000000000000000000000/commands"),
        None,
    );
    assert_eq!(gone.code(), "not-found");
}

#[test]
fn a_check_in_with_results_alone_reads_what_an_idle_one_does_and_takes_thirty_two() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let device = enroll(&deployment, &ana, "agent", "corporate", CSR_P256);
    let asked = device.ask(&admin, ALL, command("lock", "a")).json();
    device.check_in(json!({}));
    // What a check-in reads of KV in an isolate that has read nothing yet.
    let reads = |body: Value| {
        let beside = deployment.beside();
        let device = Device {
            deployment: &beside,
            certificate: device.certificate.clone(),
            id: device.id.clone(),
        };
        let before = deployment.app.platform.house().copies().reads();
        device.check_in(body);
        deployment.app.platform.house().copies().reads() - before
    };
    let idle = reads(json!({}));
    let result = json!({ "id": asked["id"], "outcome": "done", "output": "x".repeat(10_000) });
    assert_eq!(reads(json!({ "command_results": [result] })), idle);
    assert!(reads(json!({ "os_version": "12.1" })) > idle);
    let output = device.listed(&admin, ALL)[0]["output"]
        .as_str()
        .unwrap()
        .len();
    assert_eq!(output, 2_048);

    let results = vec![json!({ "id": asked["id"], "outcome": "done" }); 33];
    let many = device.check_in_with(json!({ "command_results": results }));
    assert_eq!(many.json()["field"], "command_results", "{}", many.text());
    device.check_in(json!({ "command_results": results[..32] }));
    for bad in [
        json!({ "id": "cmd_x", "outcome": "done" }),
        json!({ "id": asked["id"], "outcome": "perhaps" }),
        json!({ "id": asked["id"], "outcome": "done", "more": 1 }),
    ] {
        let refused = device.check_in_with(json!({ "command_results": [bad] }));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[test]
fn a_device_that_leaves_as_it_was_asked_has_carried_that_out() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let device = enroll(&deployment, &ana, "agent", "personal", CSR_P256);
    let asked = device.ask(&admin, ALL, command("retire", "a"));
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
    device.check_in(json!({}));
    let leave = Request::post("/api/v1/device/unenroll")
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(&device.certificate)),
        )
        .header("x-muster-proxy-secret", PROXY_SECRET);
    assert_eq!(
        deployment.send(leave, Some(json!({}))).status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(device.listed(&admin, ALL)[0]["state"], "done");
    assert_eq!(
        device.ask(&admin, ALL, command("sync", "b")).code(),
        "not-found"
    );
}

#[test]
fn a_device_that_changed_hands_is_asked_by_who_uses_it_and_no_longer_by_who_enrolled_it() {
    let deployment = Deployment::with_people();
    let [admin, ana, ben] = ["admin", "ana", "ben"].map(|name| deployment.sign_in(name));
    let device = enroll(&deployment, &ana, "agent", "corporate", CSR_P256);
    let asked = device.ask(&ana, MINE, command("lock", "hers")).json();
    let search = Request::get("/api/v1/people?search=ben");
    let found = deployment.by(&admin, search, None).json();
    let patch = Request::patch(format!("{ALL}/{}", device.id));
    let to = json!({ "primary_user": found["people"][0]["id"] });
    let changed = deployment.by(&admin, patch, Some(to));
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());

    for kind in ["retire", "lock", "sync"] {
        let refused = device.ask(&ana, MINE, command(kind, kind));
        assert_eq!(refused.code(), "not-found", "{kind}");
    }
    assert_eq!(device.undo(&ana, MINE, &asked).code(), "not-found");
    let list = Request::get(format!("{MINE}/{}/commands", device.id));
    assert_eq!(deployment.by(&ana, list, None).code(), "not-found");

    let his = device.ask(&ben, MINE, command("sync", "his"));
    assert_eq!(his.status, StatusCode::CREATED, "{}", his.text());
    assert_eq!(device.listed(&ben, MINE).len(), 2);
    let undone = device.undo(&ben, MINE, &asked);
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.text());
}

#[test]
fn a_persons_list_says_how_much_their_device_is_still_asked_for_and_the_fleets_does_not() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let device = enroll(&deployment, &ana, "agent", "personal", CSR_P256);
    let read = |by: &Browser, address: &str| deployment.by(by, Request::get(address), None).json();
    let waiting = || {
        let one = read(&ana, &format!("{MINE}/{}", device.id))["device"]["open_commands"].clone();
        let listed = read(&ana, MINE)["devices"][0]["open_commands"].clone();
        assert_eq!(one, listed);
        listed
    };
    assert_eq!(waiting(), Value::Null);
    device.ask(&ana, MINE, command("lock", "l-1"));
    let sync = device.ask(&admin, ALL, command("sync", "s-1")).json();
    assert_eq!(waiting(), 2);
    assert_eq!(
        read(&admin, ALL)["devices"][0]["device"]["open_commands"],
        Value::Null
    );
    device.undo(&admin, ALL, &sync);
    assert_eq!(waiting(), 1);
    let told = device.check_in(json!({}))["commands"].clone();
    let result = json!({ "id": told[0]["id"], "outcome": "done" });
    device.check_in(json!({ "command_results": [result] }));
    assert_eq!(waiting(), Value::Null);
}
