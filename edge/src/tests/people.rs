//! The directory over HTTP: who may, what is refused, and that disabling counts at once.

use axum::body::Body;
use http::{Request, StatusCode};
use muster_shared::ports::Copies as _;
use muster_shared::ports::{PublishedPerson, PublishedUsername};
use serde_json::{Value, json};

use crate::app::Platform as _;
use crate::testing::{Answered, Browser, CSR_P256, Deployment, PASSWORD, certificate_of};

fn people(deployment: &Deployment, admin: &Browser, search: &str) -> Vec<Value> {
    let request = Request::get(format!("/api/v1/people?search={search}"));
    let answered = deployment.by(admin, request, None);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    answered.json()["people"].as_array().unwrap().clone()
}

/// The path of the one person whose name begins so.
fn path_of(deployment: &Deployment, admin: &Browser, search: &str) -> String {
    let found = people(deployment, admin, search);
    assert_eq!(found.len(), 1, "{found:?}");
    format!("/api/v1/people/{}", found[0]["id"].as_str().unwrap())
}

fn post(deployment: &Deployment, admin: &Browser, path: &str, what: &str) -> Answered {
    deployment.by(admin, Request::post(format!("{path}/{what}")), None)
}

fn delete(deployment: &Deployment, admin: &Browser, path: &str) -> Answered {
    deployment.by(admin, Request::delete(path), None)
}

fn import(deployment: &Deployment, admin: &Browser, query: &str, csv: &str) -> Answered {
    let request = Request::post(format!("/api/v1/people/import{query}"))
        .header("cookie", &admin.cookie)
        .header("x-csrf-token", &admin.csrf)
        .header("content-type", "text/csv")
        .body(Body::from(csv.to_owned()))
        .unwrap();
    deployment.send_raw(request)
}

/// Puts the published copy back as it was, as a place that has not yet heard of the change sees it.
fn with_old_copy(deployment: &Deployment, name: &str, change: impl FnOnce() -> Answered) {
    let (copies, tenant) = (
        deployment.app.platform.copies(),
        &deployment.app.config.tenant,
    );
    let old = pollster::block_on(async {
        let key = PublishedUsername::key_of(&format!("{name}@example.com"));
        let username: PublishedUsername = copies.read(tenant, &key).await.unwrap().unwrap();
        let key = PublishedPerson::key_of(&username.enrollee);
        let person: PublishedPerson = copies.read(tenant, &key).await.unwrap().unwrap();
        person
    });
    let answered = change();
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    pollster::block_on(copies.publish(tenant, &old)).unwrap();
}

#[test]
fn an_administrator_creates_a_person_who_signs_in_once_they_have_a_password() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let body = json!({
        "username": "Eve@example.com", "display_name": "Eve", "email": "eve@example.com", "groups": ["sales"],
    });
    let request = || Request::post("/api/v1/people");
    let created = deployment.by(&admin, request(), Some(body.clone()));
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    assert_eq!(created.header("etag"), "\"1\"");
    assert_eq!(created.json()["unknown_groups"], json!(["sales"]));
    let again = deployment.by(&admin, request(), Some(body));
    assert_eq!(again.code(), "username-taken");
    let path = path_of(&deployment, &admin, "eve");
    let short = json!({ "password": "short" });
    let set = |body| {
        let request = Request::post(format!("{path}/password"));
        deployment.by(&admin, request, Some(body)).status
    };
    assert_eq!(set(short), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(set(json!({ "password": PASSWORD })), StatusCode::NO_CONTENT);
    let eve = deployment.sign_in("eve");
    let refused = deployment.by(&eve, Request::get("/api/v1/people"), None);
    assert_eq!(refused.code(), "not-permitted");
}

#[test]
fn a_reader_sees_people_and_changes_none() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let path = path_of(&deployment, &admin, "ana");
    let patch = |body: Value, etag: Option<&str>| {
        let mut request = Request::patch(&path);
        if let Some(etag) = etag {
            request = request.header("if-match", etag);
        }
        deployment.by(&admin, request, Some(body))
    };
    let reader = json!({ "roles": ["reader"] });
    assert_eq!(patch(reader.clone(), None).code(), "version-required");
    assert_eq!(
        patch(reader.clone(), Some("\"9\"")).code(),
        "version-conflict"
    );
    let bad = patch(json!({ "display_name": "\n" }), Some("\"1\""));
    assert_eq!(bad.json()["field"], "display_name");
    assert_eq!(patch(reader, Some("\"1\"")).status, StatusCode::OK);
    let ana = deployment.sign_in("ana");
    assert_eq!(people(&deployment, &ana, "").len(), 3);
    let refused = post(&deployment, &ana, &path, "disable");
    assert_eq!(refused.code(), "not-permitted");
}

#[test]
fn a_disabled_persons_session_and_ticket_end_at_once_though_the_copy_is_old() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    let ticket = deployment.ticket(&ana, "est");
    let path = path_of(&deployment, &admin, "ana");
    with_old_copy(&deployment, "ana", || {
        post(&deployment, &admin, &path, "disable")
    });
    // The copy in KV still says that she is enabled: it is her own object that refuses.
    let me = deployment.by(&ana, Request::get("/api/v1/me"), None);
    assert_eq!(me.code(), "sign-in-required");
    let refused = deployment.enroll(&ticket, CSR_P256);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.text().contains("[account-disabled;"),
        "{}",
        refused.text()
    );
    let body = json!({ "username": "ana@example.com", "password": PASSWORD });
    let sign_in = deployment.send(Request::post("/api/v1/session"), Some(body));
    assert_eq!(sign_in.code(), "sign-in-failed");
    let enabled = post(&deployment, &admin, &path, "enable");
    assert_eq!(enabled.json()["disabled"], false);
    deployment.sign_in("ana");
    certificate_of(&deployment.enroll(&ticket, CSR_P256));
}

#[test]
fn the_last_administrator_cannot_be_disabled_or_demoted() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let path = path_of(&deployment, &admin, "admin");
    let disabled = post(&deployment, &admin, &path, "disable");
    assert_eq!(disabled.status, StatusCode::CONFLICT);
    assert_eq!(disabled.code(), "last-administrator");
    let request = Request::patch(&path).header("if-match", "\"1\"");
    let demoted = deployment.by(&admin, request, Some(json!({ "roles": [] })));
    assert_eq!(demoted.code(), "last-administrator");
    deployment.sign_in("admin");
}

#[test]
fn a_person_with_a_device_is_deleted_only_after_it_is_retired() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    let ticket = deployment.ticket(&ana, "est");
    certificate_of(&deployment.enroll(&ticket, CSR_P256));
    let path = path_of(&deployment, &admin, "ana");
    assert_eq!(
        delete(&deployment, &admin, &path).code(),
        "person-not-disabled"
    );
    post(&deployment, &admin, &path, "disable");
    let refused = delete(&deployment, &admin, &path);
    assert_eq!(refused.code(), "person-has-devices");
    assert!(refused.text().contains("devices: 1"), "{}", refused.text());
    let fleet = deployment.by(&admin, Request::get("/api/v1/devices"), None);
    let device = fleet.json()["devices"][0]["device"]["id"].clone();
    let device = device
        .as_str()
        .map(str::to_owned)
        .unwrap_or_else(|| panic!("{}", fleet.text()));
    let retired = delete(&deployment, &admin, &format!("/api/v1/devices/{device}"));
    assert!(retired.status.is_success(), "{}", retired.text());
    let deleted = delete(&deployment, &admin, &path);
    assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{}", deleted.text());
    assert!(people(&deployment, &admin, "ana").is_empty());
    assert_eq!(delete(&deployment, &admin, &path).code(), "not-found");
}

#[test]
fn a_file_of_people_is_taken_whole_or_not_at_all() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let heading = "username,display_name,email,groups\n";
    let good =
        format!("{heading}eve@example.com,Eve,eve@example.com,sales;all\nana@example.com,Ana,,\n");
    let bad = format!("{good}fay@example.com,Fay,nowhere,\n");
    let refused = import(&deployment, &admin, "", &bad);
    assert_eq!(refused.code(), "rows-refused");
    let row = &refused.json()["rows"][0];
    assert_eq!((&row["line"], &row["field"]), (&json!(4), &json!("email")));
    let rehearsed = import(&deployment, &admin, "?dry_run=true", &good).json();
    assert_eq!(rehearsed["applied"], false);
    assert!(people(&deployment, &admin, "eve").is_empty());
    let done = import(&deployment, &admin, "", &good).json();
    assert_eq!((&done["created"], &done["changed"]), (&json!(1), &json!(1)));
    assert_eq!(done["rows"], rehearsed["rows"]);
    assert_eq!(done["unknown_groups"], json!(["all", "sales"]));
    let eve = people(&deployment, &admin, "eve").remove(0);
    assert_eq!(eve["groups"], json!(["all", "sales"]));
}
