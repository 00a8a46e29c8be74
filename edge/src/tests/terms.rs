//! Terms of use over HTTP: a device enrolls when its person has accepted what stands now.

use core::time::Duration;

use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{Answered, Browser, CSR_P256, CSR_RSA, Deployment};

/// Publishes terms for everyone, over those at `revision`.
fn publish(deployment: &Deployment, admin: &Browser, revision: u32, version: u32, text: &str) {
    let terms = json!({ "terms": [
        { "id": "use", "version": version, "name": "Use", "title": "Use of devices", "text": text },
        { "id": "lab", "version": 1, "name": "Lab", "title": "In the lab", "text": "Mind the gas.",
          "groups": ["lab"] },
    ] });
    let put =
        Request::put("/api/v1/configuration/terms").header("if-match", format!("\"{revision}\""));
    let put = deployment.by(admin, put, Some(terms));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
}

fn accept(deployment: &Deployment, person: &Browser, terms: &str, version: u32) -> Answered {
    let body = json!({ "terms": [{ "terms": terms, "version": version }] });
    deployment.by(person, Request::post("/api/v1/me/terms/accept"), Some(body))
}

fn ask_for_ticket(deployment: &Deployment, person: &Browser) -> Answered {
    let body = json!({ "platform": "linux", "method": "est", "ownership": "personal" });
    deployment.by(person, Request::post("/api/v1/me/tickets"), Some(body))
}

fn is_refused_for_terms(answered: &Answered) -> bool {
    answered.status == StatusCode::FORBIDDEN && answered.text().contains("terms-not-accepted")
}

#[test]
fn a_device_is_refused_until_its_person_accepts_and_then_enrolls_with_the_same_ticket() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    let ticket = deployment.ticket(&ana, "est");
    publish(&deployment, &admin, 0, 1, "Be kind.");

    let refused = deployment.enroll(&ticket, CSR_P256);
    assert!(is_refused_for_terms(&refused), "{}", refused.text());
    assert_eq!(
        ask_for_ticket(&deployment, &ana).code(),
        "terms-not-accepted"
    );
    let preflight = deployment
        .by(&ana, Request::get("/api/v1/me/preflight"), None)
        .json();
    assert_eq!(
        preflight["facts"]["unaccepted_terms"],
        json!([{ "terms": "use", "version": 1 }])
    );

    let mine = || {
        deployment
            .by(&ana, Request::get("/api/v1/me/terms"), None)
            .json()
    };
    let before = mine();
    // Those of the lab are not for her.
    assert_eq!(before["terms"].as_array().unwrap().len(), 1);
    assert_eq!(before["terms"][0]["text"], "Be kind.");
    assert_eq!(before["terms"][0].get("accepted_at"), None);
    let accepted = accept(&deployment, &ana, "use", 1);
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.text());
    assert_eq!(accepted.json(), mine());
    assert_eq!(mine()["terms"][0]["accepted_at"], "2026-12-01T12:00:00Z");

    let enrolled = deployment.enroll(&ticket, CSR_P256);
    assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text());
    assert_eq!(
        ask_for_ticket(&deployment, &ana).status,
        StatusCode::CREATED
    );
    // Another person has accepted nothing.
    let ben = deployment.sign_in("ben");
    assert_eq!(
        ask_for_ticket(&deployment, &ben).code(),
        "terms-not-accepted"
    );
}

#[test]
fn a_raised_version_asks_again_and_a_corrected_text_does_not() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    publish(&deployment, &admin, 0, 1, "Be kind.");
    assert_eq!(accept(&deployment, &ana, "use", 1).status, StatusCode::OK);
    let tickets = [(); 2].map(|()| deployment.ticket(&ana, "est"));

    publish(&deployment, &admin, 1, 1, "Be kind!");
    let enrolled = deployment.enroll(&tickets[0], CSR_P256);
    assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text());

    publish(&deployment, &admin, 2, 2, "Be kind and careful.");
    let refused = deployment.enroll(&tickets[1], CSR_RSA);
    assert!(is_refused_for_terms(&refused), "{}", refused.text());
    // A device that is enrolled stays, and its answer can be had again.
    assert_eq!(deployment.enroll(&tickets[0], CSR_P256).body, enrolled.body);
    assert_eq!(accept(&deployment, &ana, "use", 2).status, StatusCode::OK);
    let enrolled = deployment.enroll(&tickets[1], CSR_RSA);
    assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text());
}

#[test]
fn only_what_is_asked_for_is_accepted_and_all_of_a_request_or_nothing() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    publish(&deployment, &admin, 0, 2, "Be kind.");
    let wrong = |terms: Value, field: &str, code: &str| {
        let request = Request::post("/api/v1/me/terms/accept");
        let answered = deployment.by(&ana, request, Some(json!({ "terms": terms })));
        assert_eq!(
            (answered.status, answered.json()["field"].clone()),
            (StatusCode::UNPROCESSABLE_ENTITY, json!(field)),
            "{}",
            answered.text()
        );
        assert_eq!(answered.code(), code);
    };
    let right = json!({ "terms": "use", "version": 2 });
    wrong(
        json!([right, { "terms": "lab", "version": 1 }]),
        "terms[1].terms",
        "terms-changed",
    );
    wrong(
        json!([right, { "terms": "use", "version": 1 }]),
        "terms[1].version",
        "terms-changed",
    );
    wrong(
        json!([right, { "terms": "use", "version": 3 }]),
        "terms[1].version",
        "terms-changed",
    );
    wrong(
        Value::Array(vec![right.clone(); 21]),
        "terms",
        "bad-request-body",
    );
    assert_eq!(
        ask_for_ticket(&deployment, &ana).code(),
        "terms-not-accepted"
    );
}

#[test]
fn a_token_enrolls_devices_whatever_people_have_to_accept() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    publish(&deployment, &admin, 0, 1, "Be kind.");
    let body = json!({ "name": "Kiosks", "platform": "linux", "method": "est", "quota": 1,
        "expires_at": "2027-03-01T00:00:00Z" });
    let made = deployment.by(
        &admin,
        Request::post("/api/v1/enrollment-tokens"),
        Some(body),
    );
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let enrolled = deployment.enroll(made.json()["text"].as_str().unwrap(), CSR_P256);
    assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text());
}

#[test]
fn administrators_see_who_accepted_what_and_the_chain_tells_of_it() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let people = ["ana", "ben"].map(|name| deployment.sign_in(name));
    publish(&deployment, &admin, 0, 1, "Be kind.");
    for person in &people {
        assert_eq!(accept(&deployment, person, "use", 1).status, StatusCode::OK);
    }
    publish(&deployment, &admin, 1, 2, "Be kind and careful.");
    deployment.clock.advance(Duration::from_secs(60));
    for _ in 0..2 {
        assert_eq!(
            accept(&deployment, &people[0], "use", 2).status,
            StatusCode::OK
        );
    }
    let page = |address: &str| deployment.by(&admin, Request::get(address), None).json();
    let all = page("/api/v1/terms/use/acceptances");
    let mut versions: Vec<u64> = all["acceptances"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["version"].as_u64().unwrap())
        .collect();
    versions.sort_unstable();
    assert_eq!(versions, [1, 2]);
    let first = page("/api/v1/terms/use/acceptances?limit=1");
    assert_eq!(first["acceptances"][0], all["acceptances"][0]);
    let next = first["next"].as_str().unwrap();
    let second = page(&format!(
        "/api/v1/terms/use/acceptances?limit=1&after={next}"
    ));
    assert_eq!(second["acceptances"][0], all["acceptances"][1]);
    assert_eq!(
        page("/api/v1/terms/us/acceptances")["acceptances"],
        json!([])
    );

    let audit = page("/api/v1/audit");
    let told = audit["entries"].as_array().unwrap().iter();
    let told = told.filter(|entry| entry["entry"]["kind"] == "terms-accepted");
    assert_eq!(told.count(), 3, "{audit}");
    let request = Request::get("/api/v1/terms/use/acceptances");
    let other = deployment.by(&people[0], request, None);
    assert_eq!(other.status, StatusCode::FORBIDDEN);
}
