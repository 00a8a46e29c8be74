//! Device enrollment managers over HTTP.

use http::{Request, StatusCode};
use serde_json::json;

use crate::testing::{CSR_P256, CSR_RSA, Deployment, PASSWORD, SETUP_TOKEN};

/// Ana is a manager.
fn with_manager() -> Deployment {
    let deployment = Deployment::with_people();
    let people = json!({ "people": [{
        "username": "ana@example.com", "display_name": "ana", "password": PASSWORD, "enrollment_manager": true,
    }] });
    let request =
        Request::post("/api/v1/setup").header("authorization", format!("Bearer {SETUP_TOKEN}"));
    let answered = deployment.send(request, Some(people));
    assert_eq!(
        answered.status,
        StatusCode::NO_CONTENT,
        "{}",
        answered.text()
    );
    deployment
}

#[test]
fn a_managers_device_is_the_organisations_and_a_persons_is_their_own() {
    for (name, ownership) in [("ana", "corporate"), ("ben", "personal")] {
        let deployment = with_manager();
        let browser = deployment.sign_in(name);
        let ticket = deployment.ticket(&browser, "est");
        assert_eq!(deployment.enroll(&ticket, CSR_P256).status, StatusCode::OK);
        let devices = deployment
            .by(&browser, Request::get("/api/v1/me/devices"), None)
            .json();
        assert_eq!(devices["devices"][0]["ownership"], ownership, "{name}");
    }
}

#[test]
fn a_manager_neither_names_nor_removes_what_they_enrolled_and_an_administrator_does() {
    let deployment = with_manager();
    let ana = deployment.sign_in("ana");
    let ticket = deployment.ticket(&ana, "est");
    assert_eq!(deployment.enroll(&ticket, CSR_P256).status, StatusCode::OK);
    let devices = deployment
        .by(&ana, Request::get("/api/v1/me/devices"), None)
        .json();
    let id = devices["devices"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/me/devices/{id}");
    let name = json!({ "name": "Mine" });
    for answered in [
        deployment.by(&ana, Request::delete(&path), None),
        deployment.by(&ana, Request::patch(&path), Some(name)),
    ] {
        assert_eq!(
            (answered.status, answered.code().as_str()),
            (StatusCode::FORBIDDEN, "enrollment-managers-devices")
        );
    }
    let admin = deployment.sign_in("admin");
    let retire = Request::delete(format!("/api/v1/devices/{id}"));
    assert_eq!(
        deployment.by(&admin, retire, None).status,
        StatusCode::NO_CONTENT
    );
}

#[test]
fn who_is_signed_in_learns_whether_they_are_a_manager() {
    let deployment = with_manager();
    for (name, is_manager) in [("ana", json!(true)), ("ben", json!(null))] {
        let browser = deployment.sign_in(name);
        let me = deployment.by(&browser, Request::get("/api/v1/me"), None);
        assert_eq!(me.json()["enrollment_manager"], is_manager, "{name}");
    }
}

#[test]
fn the_policys_limit_does_not_count_for_a_manager() {
    for (name, status) in [("ana", StatusCode::OK), ("ben", StatusCode::FORBIDDEN)] {
        let deployment = with_manager();
        let admin = deployment.sign_in("admin");
        let read = deployment.by(&admin, Request::get("/api/v1/policy"), None);
        let mut policy = read.json();
        policy["device_limits"]["default"] = json!(1);
        let put = Request::put("/api/v1/policy").header("if-match", read.header("etag"));
        let put = deployment.by(&admin, put, Some(policy));
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
        let browser = deployment.sign_in(name);
        let tickets = [(); 2].map(|()| deployment.ticket(&browser, "est"));
        let first = deployment.enroll(&tickets[0], CSR_P256);
        assert_eq!(first.status, StatusCode::OK, "{name}: {}", first.text());
        let second = deployment.enroll(&tickets[1], CSR_RSA);
        assert_eq!(second.status, status, "{name}: {}", second.text());
    }
}
