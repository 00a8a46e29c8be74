//! What people and administrators do over the API.

use core::time::Duration;

use http::{Request, StatusCode};
use muster_shared::ports::Clock as _;
use serde_json::{Value, json};

use crate::testing::{Browser, CSR_P256, CSR_RSA, Deployment, PASSWORD};

#[test]
fn a_person_signs_in_gets_a_ticket_enrolls_and_finds_the_device() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let me = deployment.by(&ana, Request::get("/api/v1/me"), None).json();
    assert_eq!(
        (me["display_name"].as_str(), me["device_limit"].as_u64()),
        (Some("ana"), Some(5))
    );
    let ticket = deployment.ticket(&ana, "est");
    assert_eq!(deployment.enroll(&ticket, CSR_P256).status, StatusCode::OK);
    let devices = deployment
        .by(&ana, Request::get("/api/v1/me/devices"), None)
        .json();
    assert_eq!(devices["devices"][0]["status"], "enrolled");
    assert_eq!(devices["devices"].as_array().unwrap().len(), 1);
    let ben = deployment.sign_in("ben");
    let his = deployment
        .by(&ben, Request::get("/api/v1/me/devices"), None)
        .json();
    assert_eq!(his["devices"], json!([]));
}

#[test]
fn the_session_cookie_cannot_be_read_by_scripts_nor_sent_across_sites_nor_forged() {
    let deployment = Deployment::with_people();
    let body = json!({ "username": " ANA@example.com ", "password": PASSWORD });
    let answered = deployment.send(Request::post("/api/v1/session"), Some(body));
    let cookie = answered.header("set-cookie");
    for attribute in [
        "__Host-muster_session=ms1.",
        "; Path=/",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Lax",
    ] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let value = cookie.split(';').next().unwrap();
    let mut forged = value.to_owned();
    let last = if forged.pop() == Some('A') { 'B' } else { 'A' };
    forged.push(last);
    assert_eq!(
        deployment
            .send(Request::get("/api/v1/me").header("cookie", value), None)
            .status,
        StatusCode::OK
    );
    let answered = deployment.send(Request::get("/api/v1/me").header("cookie", forged), None);
    assert_eq!(answered.code(), "sign-in-required");
}

#[test]
fn a_wrong_password_an_unknown_name_and_a_disabled_account_are_told_apart_by_nobody() {
    let deployment = Deployment::with_people();
    let setup = Request::post("/api/v1/setup").header(
        "authorization",
        format!("Bearer {}", crate::testing::SETUP_TOKEN),
    );
    let ben = json!({ "username": "ben@example.com", "display_name": "ben", "password": PASSWORD, "disabled": true });
    let disabled = deployment.send(setup, Some(json!({ "people": [ben] })));
    assert_eq!(disabled.status, StatusCode::NO_CONTENT);
    // As often as it takes to be locked, and locked again.
    let answers = |username: &str| -> Vec<(StatusCode, String, Value)> {
        let before = deployment.clock.now();
        let mut answers = Vec::new();
        for wait in [0, 0, 0, 0, 0, 0, 59, 1, 0] {
            deployment.clock.advance(Duration::from_secs(wait));
            let body = json!({ "username": username, "password": "wrong password" });
            let answered = deployment.send(Request::post("/api/v1/session"), Some(body));
            let mut problem = answered.json();
            problem["correlation_id"] = Value::Null;
            // The minute it ends at is another for each; how long it lasts is not.
            let title = problem["title"].as_str().unwrap_or_default();
            problem["title"] = json!(title.split(" until ").next());
            let retry_after = answered.header("retry-after").to_owned();
            answers.push((answered.status, retry_after, problem));
        }
        assert!(deployment.clock.now() > before);
        answers
    };
    let known = answers("ana@example.com");
    let statuses: Vec<u16> = known.iter().map(|(status, _, _)| status.as_u16()).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 401, 429]);
    assert_eq!(answers("nobody@example.com"), known);
    assert_eq!(answers(" BEN@example.com"), known);
    assert_eq!(answers(""), known);
}

#[test]
fn the_sixth_wrong_password_locks_the_account_and_says_until_when() {
    let deployment = Deployment::with_people();
    let wrong = json!({ "username": "ana@example.com", "password": "wrong password" });
    for _ in 0..5 {
        assert_eq!(
            deployment
                .send(Request::post("/api/v1/session"), Some(wrong.clone()))
                .code(),
            "sign-in-failed"
        );
    }
    let right = json!({ "username": "ana@example.com", "password": PASSWORD });
    let locked = deployment.send(Request::post("/api/v1/session"), Some(right));
    assert_eq!(
        (locked.status, locked.code().as_str()),
        (StatusCode::TOO_MANY_REQUESTS, "sign-in-locked")
    );
    assert!(
        locked.text().contains("2026-12-01T12:01:00Z"),
        "{}",
        locked.text()
    );
    assert_eq!(locked.json()["retry_after_seconds"], 60);
    assert_eq!(locked.header("retry-after"), "60");
    deployment.clock.advance(Duration::from_secs(61));
    deployment.sign_in("ana");
}

#[test]
fn after_signing_out_the_cookie_opens_nothing() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    assert_eq!(
        deployment
            .by(&ana, Request::delete("/api/v1/session"), None)
            .status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        deployment.by(&ana, Request::get("/api/v1/me"), None).code(),
        "sign-in-required"
    );
}

#[test]
fn signing_out_everywhere_ends_the_persons_other_sessions_and_nobody_elses() {
    let deployment = Deployment::with_people();
    let (here, there) = (deployment.sign_in("ana"), deployment.sign_in("ana"));
    let ben = deployment.sign_in("ben");
    let ends = |browser: &Browser, query: &str| {
        let address = format!("/api/v1/session{query}");
        let answered = deployment.by(browser, Request::delete(address), None);
        assert_eq!(answered.status, StatusCode::NO_CONTENT);
        assert!(answered.header("set-cookie").contains("Max-Age=0"));
    };
    let state = |browser: &Browser| {
        let answered = deployment.by(browser, Request::get("/api/v1/me"), None);
        answered.status
    };
    // The token that every change carries is asked for here, too: no other page signs anybody out.
    let without =
        Request::delete("/api/v1/session?everywhere=true").header("cookie", &there.cookie);
    assert_eq!(deployment.send(without, None).code(), "csrf-token-wrong");
    assert_eq!(state(&here), StatusCode::OK);
    ends(&here, "?everywhere=true");
    assert_eq!(state(&here), StatusCode::UNAUTHORIZED);
    assert_eq!(state(&there), StatusCode::UNAUTHORIZED);
    assert_eq!(state(&ben), StatusCode::OK);
    // Without it only the one ends, and with a value that says neither, none.
    let unsure = Request::delete("/api/v1/session?everywhere=yes");
    let refused = deployment.by(&ben, unsure, None);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("everywhere"));
    assert_eq!(state(&ben), StatusCode::OK);
    for query in ["", "?everywhere=false"] {
        let (one, other) = (deployment.sign_in("ana"), deployment.sign_in("ana"));
        ends(&one, query);
        assert_eq!(state(&one), StatusCode::UNAUTHORIZED);
        assert_eq!(state(&other), StatusCode::OK, "{query}");
    }
}

#[test]
fn a_session_ends_by_itself_after_twelve_hours() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    deployment.clock.advance(Duration::from_hours(12));
    assert_eq!(
        deployment.by(&ana, Request::get("/api/v1/me"), None).code(),
        "sign-in-required"
    );
}

#[test]
fn a_policy_that_blocks_linux_refuses_the_ticket_with_one_cause_and_the_trace() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let read = deployment.by(&admin, Request::get("/api/v1/policy"), None);
    let mut policy = read.json();
    policy["platform_restrictions"]["default"]["linux"] = json!({ "access": "block" });
    let put = Request::put("/api/v1/policy").header("if-match", read.header("etag"));
    let published = deployment.by(&admin, put, Some(policy.clone()));
    assert_eq!(published.status, StatusCode::OK, "{}", published.text());
    let ana = deployment.sign_in("ana");
    let body = json!({ "platform": "linux", "method": "est", "ownership": "personal" });
    let refused = deployment.by(&ana, Request::post("/api/v1/me/tickets"), Some(body));
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::FORBIDDEN, "platform-blocked")
    );
    assert!(refused.json()["trace"].as_array().unwrap().len() >= 6);
    // Somebody else's change is not overwritten.
    let put = Request::put("/api/v1/policy").header("if-match", read.header("etag"));
    let conflict = deployment.by(&admin, put, Some(policy.clone()));
    assert_eq!(conflict.code(), "version-conflict");
    let unversioned = deployment.by(&admin, Request::put("/api/v1/policy"), Some(policy));
    assert_eq!(unversioned.code(), "version-required");
}

#[test]
fn the_kill_switch_stops_enrollments_and_leaves_the_ticket_usable() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    let ticket = deployment.ticket(&ana, "est");
    let switch = |paused: bool| {
        let read = deployment.by(&admin, Request::get("/api/v1/settings"), None);
        let mut settings = read.json();
        settings["enrollment_paused"] = json!(paused);
        let put = Request::put("/api/v1/settings").header("if-match", read.header("etag"));
        assert_eq!(
            deployment.by(&admin, put, Some(settings)).status,
            StatusCode::OK
        );
    };
    switch(true);
    let paused = deployment.enroll(&ticket, CSR_P256);
    assert_eq!(paused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        paused.text().contains("[enrollment-paused;"),
        "{}",
        paused.text()
    );
    switch(false);
    assert_eq!(deployment.enroll(&ticket, CSR_P256).status, StatusCode::OK);
}

#[test]
fn an_administrator_finds_everybodys_devices_and_retires_one() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    for csr in [CSR_P256, CSR_RSA] {
        assert_eq!(
            deployment
                .enroll(&deployment.ticket(&ana, "est"), csr)
                .status,
            StatusCode::OK
        );
    }
    let admin = deployment.sign_in("admin");
    let first = deployment
        .by(&admin, Request::get("/api/v1/devices?limit=1"), None)
        .json();
    let next = first["next"].as_str().unwrap();
    let second = deployment
        .by(
            &admin,
            Request::get(format!("/api/v1/devices?limit=1&after={next}")),
            None,
        )
        .json();
    assert_ne!(
        first["devices"][0]["device"]["id"],
        second["devices"][0]["device"]["id"]
    );
    let path = format!("/api/v1/devices/{next}");
    assert_eq!(
        deployment.by(&admin, Request::delete(path), None).status,
        StatusCode::NO_CONTENT
    );
    let left = deployment
        .by(&ana, Request::get("/api/v1/me/devices"), None)
        .json();
    assert_eq!(left["devices"].as_array().unwrap().len(), 1);
    let none = deployment.by(&admin, Request::get("/api/v1/devices?limit=0"), None);
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn nobody_removes_a_device_of_somebody_else() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    deployment.enroll(&deployment.ticket(&ana, "est"), CSR_P256);
    let devices = deployment
        .by(&ana, Request::get("/api/v1/me/devices"), None)
        .json();
    let id = devices["devices"][0]["id"].as_str().unwrap().to_owned();
    let ben = deployment.sign_in("ben");
    let path = format!("/api/v1/me/devices/{id}");
    assert_eq!(
        deployment.by(&ben, Request::delete(&path), None).status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        deployment.by(&ana, Request::delete(&path), None).status,
        StatusCode::NO_CONTENT
    );
}

#[test]
fn the_audit_chain_read_over_the_api_verifies_and_tells_the_story() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    deployment.enroll(&deployment.ticket(&ana, "est"), CSR_P256);
    let admin = deployment.sign_in("admin");
    let list = deployment.by(&admin, Request::get("/api/v1/audit"), None);
    let list: muster_shared::api::AuditList = serde_json::from_slice(&list.body).unwrap();
    let entries: Vec<_> = list.entries.iter().map(|view| view.entry).collect();
    let genesis = muster_shared::audit::ChainHead::genesis(&"default".parse().unwrap());
    assert_eq!(
        muster_shared::audit::verify(&entries, genesis),
        Ok(list.head)
    );
    let kinds: Vec<_> = entries
        .iter()
        .map(|entry| entry.event.kind.as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "person-created",
            "person-created",
            "person-created",
            "device-enrolled"
        ]
    );
}

#[test]
fn setting_up_the_same_people_twice_changes_nothing() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let before = deployment
        .by(&admin, Request::get("/api/v1/audit"), None)
        .json();
    let people = json!({ "people": [{ "username": "ana@example.com", "display_name": "ana", "password": PASSWORD }] });
    let setup = Request::post("/api/v1/setup").header(
        "authorization",
        format!("Bearer {}", crate::testing::SETUP_TOKEN),
    );
    assert_eq!(
        deployment.send(setup, Some(people)).status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        deployment
            .by(&admin, Request::get("/api/v1/audit"), None)
            .json(),
        before
    );
}

#[test]
fn a_name_that_is_blank_is_nobodys() {
    let deployment = Deployment::new();
    for (username, display_name) in [(" ", "Ana"), ("ana@example.com", "\u{3000} ")] {
        let person =
            json!({ "username": username, "display_name": display_name, "password": PASSWORD });
        let setup = Request::post("/api/v1/setup").header(
            "authorization",
            format!("Bearer {}", crate::testing::SETUP_TOKEN),
        );
        let answered = deployment.send(setup, Some(json!({ "people": [person] })));
        assert_eq!(answered.code(), "bad-request-body", "{username:?}");
    }
}

#[test]
fn the_pre_flight_decides_in_the_browser_what_the_ticket_would_be_refused_for() {
    use muster_shared::api::Preflight;
    use muster_shared::enrollment::{EnrollmentRequest, Verdict, decide};
    use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};

    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let read = deployment.by(&admin, Request::get("/api/v1/policy"), None);
    let mut policy = read.json();
    policy["platform_restrictions"]["default"]["linux"] = json!({ "personally_owned": "block" });
    policy["platform_restrictions"]["assigned"] = json!([
        { "id": "others", "name": "Others", "groups": ["board"], "platforms": {} },
    ]);
    let published = deployment.by(
        &admin,
        Request::put("/api/v1/policy").header("if-match", read.header("etag")),
        Some(policy),
    );
    assert_eq!(published.status, StatusCode::OK, "{}", published.text());
    deployment.clock.advance(Duration::from_mins(1));
    let ana = deployment.sign_in("ana");
    let answered = deployment.by(&ana, Request::get("/api/v1/me/preflight"), None);
    assert!(!answered.text().contains("board"), "{}", answered.text());
    let preflight: Preflight = serde_json::from_slice(&answered.body).unwrap();
    let now = deployment.app.now();
    for (ownership, allowed) in [("personal", false), ("corporate", true)] {
        let request = EnrollmentRequest {
            platform: Platform::Linux,
            method: EnrollmentMethod::Est,
            ownership: if allowed {
                Ownership::Corporate
            } else {
                Ownership::Personal
            },
        };
        let verdict = decide(&preflight.policy, &request, &preflight.facts, now, &mut ());
        assert_eq!(matches!(verdict, Verdict::Allow { .. }), allowed);
        let body = json!({ "platform": "linux", "method": "est", "ownership": ownership });
        let ticket = deployment.by(&ana, Request::post("/api/v1/me/tickets"), Some(body));
        assert_eq!(ticket.status == StatusCode::CREATED, allowed);
    }
}
