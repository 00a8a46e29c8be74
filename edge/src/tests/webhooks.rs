//! Webhooks over HTTP: administrators make them, and programs hear of what happens to devices.

use core::time::Duration;

use http::{Request, StatusCode};
use muster_shared::webhook::{Heard, WebhookRequest, WebhookSecret, signatures};
use serde_json::{Value, json};

use crate::testing::{Answered, Browser, CSR_P256, CSR_RSA, Deployment};

const RECEIVER: &str = "https://hooks.example.com/muster";

fn body(name: &str) -> Value {
    json!({"name": name, "url": RECEIVER, "events": ["device.enrolled", "enrollment.refused", "device.retired"]})
}

fn create(deployment: &Deployment, admin: &Browser, body: Value) -> Answered {
    deployment.by(admin, Request::post("/api/v1/webhooks"), Some(body))
}

/// A webhook: its path and its secret.
fn made(deployment: &Deployment, admin: &Browser, body: Value) -> (String, String) {
    let answered = create(deployment, admin, body);
    assert_eq!(answered.status, StatusCode::CREATED, "{}", answered.text());
    let made = answered.json();
    let id = made["webhook"]["id"].as_str().unwrap();
    let secret = made["secret"].as_str().unwrap().to_owned();
    (format!("/api/v1/webhooks/{id}"), secret)
}

fn get(deployment: &Deployment, admin: &Browser, path: &str) -> Answered {
    let answered = deployment.by(admin, Request::get(path), None);
    assert_eq!(
        answered.status,
        StatusCode::OK,
        "{path}: {}",
        answered.text()
    );
    answered
}

fn deliveries(deployment: &Deployment, admin: &Browser, path: &str) -> Vec<Value> {
    let listed = get(deployment, admin, &format!("{path}/deliveries")).json();
    listed["deliveries"].as_array().unwrap().clone()
}

fn sent(deployment: &Deployment) -> Vec<(WebhookRequest, Value)> {
    let requests = deployment.app.platform.house().receivers().requests();
    let read = |request: WebhookRequest| {
        let body = serde_json::from_str(&request.body).unwrap();
        (request, body)
    };
    requests.into_iter().map(read).collect()
}

#[test]
fn a_receiver_hears_of_an_enrollment_a_refusal_and_a_retirement_and_of_nobodys_name() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let (path, secret) = made(&deployment, &admin, body("SIEM"));
    let ana = deployment.sign_in("ana");
    let policy = get(&deployment, &admin, "/api/v1/policy");
    let put = Request::put("/api/v1/policy").header("if-match", policy.header("etag"));
    let mut one_each = policy.json();
    one_each["device_limits"]["default"] = json!(1);
    let put = deployment.by(&admin, put, Some(one_each));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let ticket = || deployment.ticket(&ana, "est");
    let (first, second) = (ticket(), ticket());
    assert_eq!(deployment.enroll(&first, CSR_P256).status, StatusCode::OK);
    let refused = deployment.enroll(&second, CSR_RSA);
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    let devices = get(&deployment, &ana, "/api/v1/me/devices").json();
    let device = devices["devices"][0]["id"].as_str().unwrap().to_owned();
    let retire = Request::delete(format!("/api/v1/devices/{device}"));
    assert_eq!(
        deployment.by(&admin, retire, None).status,
        StatusCode::NO_CONTENT
    );

    let sent = sent(&deployment);
    let kinds: Vec<&str> = sent
        .iter()
        .map(|(_, body)| body["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["device.enrolled", "enrollment.refused", "device.retired"]
    );
    let secret: WebhookSecret = secret.parse().unwrap();
    for (request, body) in &sent {
        let by_us = signatures(
            core::slice::from_ref(&secret),
            &request.id,
            request.at,
            &request.body,
        );
        assert_eq!(request.signature, by_us);
        for personal in ["ana", "example.com", "Ana"] {
            assert!(!request.body.contains(personal), "{body}");
        }
    }
    assert_eq!(sent[0].1["data"]["device"], device);
    assert_eq!(sent[0].1["data"]["platform"], "linux");
    assert_eq!(sent[1].1["data"]["code"], "device-limit-reached");
    assert_eq!(sent[1].1["data"]["platform"], "linux");
    assert_eq!(sent[2].1["data"]["cause"], "removed-by-administrator");

    let listed = deliveries(&deployment, &admin, &path);
    let states: Vec<(&str, &str)> = listed
        .iter()
        .map(|one| {
            (
                one["event"].as_str().unwrap(),
                one["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        states,
        [
            ("device.retired", "delivered"),
            ("enrollment.refused", "delivered"),
            ("device.enrolled", "delivered")
        ]
    );
    assert_eq!(listed[2]["id"], sent[0].0.id);
    assert_eq!(
        (&listed[2]["tries"], &listed[2]["status"]),
        (&json!(1), &json!(204))
    );
}

#[test]
fn a_secret_is_shown_once_and_then_only_hinted_at() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let (path, secret) = made(&deployment, &admin, body("SIEM"));
    assert!(secret.starts_with("whsec_"), "{secret}");
    let rotated = deployment.by(&admin, Request::post(format!("{path}/rotate")), None);
    assert_eq!(rotated.status, StatusCode::OK, "{}", rotated.text());
    let new = rotated.json()["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, secret);
    let tested = deployment.by(&admin, Request::post(format!("{path}/test")), None);
    assert_eq!(tested.status, StatusCode::ACCEPTED, "{}", tested.text());
    let (request, _) = sent(&deployment).pop().unwrap();
    let both = [new.parse().unwrap(), secret.parse().unwrap()];
    assert_eq!(
        request.signature,
        signatures(&both, &request.id, request.at, &request.body)
    );

    let shown = get(&deployment, &admin, &path);
    assert_eq!(
        shown.json()["secret_hint"],
        new.trim_end_matches('=')[new.trim_end_matches('=').len() - 4..]
    );
    assert_ne!(shown.json()["previous_secret_until"], Value::Null);
    // Neither here nor elsewhere is it shown again.
    let pages = [
        path.as_str(),
        "/api/v1/webhooks",
        "/api/v1/configuration/export",
        "/api/v1/audit",
        &format!("{path}/deliveries"),
    ];
    for page in pages {
        let text = get(&deployment, &admin, page).text();
        assert!(!text.contains(&secret) && !text.contains(&new), "{page}");
        assert!(!text.contains("whsec_"), "{page}");
    }
    let export = get(&deployment, &admin, "/api/v1/configuration/export").text();
    assert!(
        !export.contains("hooks.example.com"),
        "webhooks are in no export"
    );
    let audit = get(&deployment, &admin, "/api/v1/audit").text();
    for kind in ["webhook-created", "webhook-rotated"] {
        assert!(audit.contains(kind), "{kind}");
    }
    assert!(
        !deployment
            .app
            .platform
            .house()
            .copies()
            .texts()
            .contains("whsec_")
    );
}

#[test]
fn what_does_not_fit_is_named_and_makes_no_webhook() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let with = |field: &str, value: Value| {
        let mut body = body("SIEM");
        body[field] = value;
        create(&deployment, &admin, body)
    };
    for (field, value, place) in [
        ("url", json!("http://hooks.example.com"), "url"),
        ("url", json!("https://10.0.0.1/"), "url"),
        ("url", json!("https://[fd00::1]/"), "url"),
        ("url", json!("https://user:pass@example.com/"), "url"),
        // Only a deployment on one's own machine sends there.
        ("url", json!("http://localhost:9000/"), "url"),
        (
            "url",
            json!(format!("https://example.com/{}", "x".repeat(500))),
            "url",
        ),
        ("name", json!(""), "name"),
        ("name", json!("x".repeat(129)), "name"),
        ("events", json!([]), "events"),
        ("events", json!(["webhook.test"]), "events"),
        ("events", json!(["device.exploded"]), "events[0]"),
        (
            "secret",
            json!("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            "secret",
        ),
    ] {
        let answered = with(field, value.clone());
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
        assert_eq!(answered.json()["field"], place, "{}", answered.text());
    }
    let listed = get(&deployment, &admin, "/api/v1/webhooks").json();
    assert_eq!(listed["webhooks"], json!([]));
    for field in ["name", "url", "events"] {
        let mut incomplete = body("SIEM");
        incomplete.as_object_mut().unwrap().remove(field);
        let answered = create(&deployment, &admin, incomplete);
        let said = answered.json();
        assert_eq!(
            (&said["field"], &said["rule"]),
            (&json!(field), &json!("is missing"))
        );
    }
    for number in 0..10 {
        made(&deployment, &admin, body(&format!("w{number}")));
    }
    let one_too_many = create(&deployment, &admin, body("x"));
    assert_eq!(
        (one_too_many.status, one_too_many.code().as_str()),
        (StatusCode::CONFLICT, "too-many-webhooks")
    );
    let listed = get(&deployment, &admin, "/api/v1/webhooks").json();
    assert_eq!(listed["webhooks"].as_array().unwrap().len(), 10);
}

#[test]
fn a_change_names_the_version_it_changes_and_a_disabled_webhook_hears_nothing() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let (path, _) = made(&deployment, &admin, body("SIEM"));
    let change = |version: Option<&str>, body: Value| {
        let request = Request::patch(&path);
        let request = match version {
            Some(version) => request.header("if-match", version),
            None => request,
        };
        deployment.by(&admin, request, Some(body))
    };
    let disable = json!({"enabled": false});
    assert_eq!(
        change(None, disable.clone()).status,
        StatusCode::PRECONDITION_REQUIRED
    );
    let etag = get(&deployment, &admin, &path).header("etag").to_owned();
    let changed = change(Some(&etag), disable.clone());
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_eq!(changed.json()["enabled"], false);
    assert_eq!(changed.json()["name"], "SIEM");
    assert_eq!(
        change(Some(&etag), disable).status,
        StatusCode::PRECONDITION_FAILED
    );
    let test = || deployment.by(&admin, Request::post(format!("{path}/test")), None);
    let tested = test();
    assert_eq!(
        (tested.status, tested.code().as_str()),
        (StatusCode::CONFLICT, "webhook-disabled")
    );
    let ana = deployment.sign_in("ana");
    deployment.enroll(&deployment.ticket(&ana, "est"), CSR_P256);
    assert_eq!(sent(&deployment).len(), 0);

    let etag = changed.header("etag").to_owned();
    let wrong = change(Some(&etag), json!({"url": "https://127.0.0.1/"}));
    assert_eq!(wrong.json()["field"], "url");
    let elsewhere = json!({"enabled": true, "url": "https://other.example.com/", "events": ["device.retired"], "name": "Other"});
    let changed = change(Some(&etag), elsewhere);
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_eq!(changed.json()["events"], json!(["device.retired"]));
    assert_eq!(test().status, StatusCode::ACCEPTED);
    assert_eq!(
        sent(&deployment)[0].0.url.as_str(),
        "https://other.example.com/"
    );
}

#[test]
fn a_webhook_that_is_not_there_is_not_found() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let (path, _) = made(&deployment, &admin, body("SIEM"));
    let gone = |expected: StatusCode| {
        for request in [
            Request::get(&path),
            Request::get(format!("{path}/deliveries")),
            Request::post(format!("{path}/rotate")),
            Request::post(format!("{path}/test")),
            Request::delete(&path),
        ] {
            let answered = deployment.by(&admin, request, None);
            assert_eq!(answered.status, expected, "{}", answered.text());
        }
        let patch = Request::patch(&path).header("if-match", "\"1\"");
        let patched = deployment.by(&admin, patch, Some(json!({"name": "x"})));
        assert_eq!(patched.status, expected);
    };
    let deleted = deployment.by(&admin, Request::delete(&path), None);
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    gone(StatusCode::NOT_FOUND);
    let unknown = deployment.by(&admin, Request::get("/api/v1/webhooks/tok_1"), None);
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[test]
fn what_became_of_a_try_is_shown_with_when_the_next_is() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let (path, _) = made(&deployment, &admin, body("SIEM"));
    let receivers = deployment.app.platform.house().receivers().clone();
    receivers.say(RECEIVER, Heard::answer(500));
    let tested = deployment.by(&admin, Request::post(format!("{path}/test")), None);
    let listed = deliveries(&deployment, &admin, &path);
    assert_eq!(listed[0]["id"], tested.json()["id"]);
    assert_eq!(
        (
            &listed[0]["state"],
            &listed[0]["status"],
            &listed[0]["tries"]
        ),
        (&json!("waiting"), &json!(500), &json!(1))
    );
    assert_eq!(listed[0]["next_try_at"], "2026-12-01T12:00:05Z");
    assert_eq!(
        get(&deployment, &admin, &path).json()["failing_since"],
        "2026-12-01T12:00:00Z"
    );
    receivers.say(RECEIVER, Heard::answer(410));
    deployment.clock.advance(Duration::from_secs(5));
    // Whoever asks next wakes the object, as its alarm would.
    get(&deployment, &admin, &path);
    let shown = get(&deployment, &admin, &path).json();
    assert_eq!(
        (&shown["enabled"], &shown["disabled_reason"]),
        (&json!(false), &json!("its receiver answered 410 Gone"))
    );
    assert_eq!(deliveries(&deployment, &admin, &path)[0]["state"], "failed");
}
