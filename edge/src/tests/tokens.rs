//! Enrollment tokens over HTTP: administrators make them, devices enroll with them.

use core::time::Duration;

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{
    Answered, Browser, CSR_P256, CSR_RSA, Deployment, PROXY_SECRET, certificate_of,
};

fn body(name: &str, quota: u32) -> Value {
    json!({
        "name": name, "platform": "linux", "method": "est", "quota": quota,
        "expires_at": "2027-03-01T00:00:00Z",
    })
}

fn create(deployment: &Deployment, admin: &Browser, body: Value) -> Answered {
    let request = Request::post("/api/v1/enrollment-tokens");
    deployment.by(admin, request, Some(body))
}

/// A token: its path and its text.
fn made(deployment: &Deployment, admin: &Browser, body: Value) -> (String, String) {
    let answered = create(deployment, admin, body);
    assert_eq!(answered.status, StatusCode::CREATED, "{}", answered.text());
    let text = |name: &str| answered.json()[name].as_str().unwrap().to_owned();
    (
        format!("/api/v1/enrollment-tokens/{}", text("id")),
        text("text"),
    )
}

fn show(deployment: &Deployment, admin: &Browser, path: &str) -> Answered {
    let answered = deployment.by(admin, Request::get(path), None);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    answered
}

fn code_of(answered: &Answered) -> (u16, String) {
    let text = answered.text();
    let from = text.rfind('[').unwrap_or_else(|| panic!("no code: {text}"));
    let code = text[from + 1..].split(';').next().unwrap().to_owned();
    (answered.status.as_u16(), code)
}

fn check_in(deployment: &Deployment, certificate: &[u8], report: Value) -> Answered {
    let request = Request::post("/api/v1/device/check-in")
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(certificate)),
        )
        .header("x-muster-proxy-secret", PROXY_SECRET);
    deployment.send(request, Some(report))
}

#[test]
fn a_token_enrolls_devices_up_to_its_quota_and_each_key_once() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let (path, text) = made(&deployment, &admin, body("Kiosks", 1));
    let first = deployment.enroll(&text, CSR_P256);
    let certificate = certificate_of(&first);
    let again = deployment.enroll(&text, CSR_P256);
    assert_eq!(first.body, again.body, "the same key got other bytes");
    let beyond = deployment.enroll(&text, CSR_RSA);
    assert_eq!(
        code_of(&beyond),
        (403, "token-quota-reached".to_owned()),
        "{}",
        beyond.text()
    );
    let shown = show(&deployment, &admin, &path).json();
    assert_eq!(shown["used"], 1);
    assert_eq!(shown["state"], "used_up");
    assert_eq!(shown["refusals"], 1);
    assert_eq!(shown["refused"]["refusal"]["code"], "token-quota-reached");
    let checked = check_in(&deployment, &certificate, json!({ "name": "kiosk-1" }));
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.text());
    let fleet = deployment
        .by(&admin, Request::get("/api/v1/devices"), None)
        .json();
    let device = &fleet["devices"][0];
    assert_eq!(device["device"]["ownership"], "corporate");
    assert_eq!(device["device"]["name"], "kiosk-1");
    assert_eq!(device["enrollee"], shown["enrollee"]);
}

#[test]
fn a_token_that_is_revoked_replaced_or_over_enrolls_nobody_and_its_devices_stay() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let (path, old) = made(&deployment, &admin, body("Kiosks", 5));
    let certificate = certificate_of(&deployment.enroll(&old, CSR_P256));

    let replaced = deployment.by(&admin, Request::post(format!("{path}/replace")), None);
    assert_eq!(replaced.status, StatusCode::OK, "{}", replaced.text());
    let text = replaced.json()["text"].as_str().unwrap().to_owned();
    assert_ne!(text, old);
    let refused = deployment.enroll(&old, CSR_RSA);
    assert_eq!(code_of(&refused), (401, "token-revoked".to_owned()));
    // The new text is the same token: a device that lost its answer gets it again.
    assert_eq!(deployment.enroll(&text, CSR_P256).status, StatusCode::OK);

    deployment.clock.advance(Duration::from_hours(24 * 200));
    let over = deployment.enroll(&text, CSR_RSA);
    assert_eq!(code_of(&over), (401, "token-expired".to_owned()));
    let admin = deployment.sign_in("admin");
    let state = || show(&deployment, &admin, &path).json()["state"].clone();
    assert_eq!(state(), "expired");

    for _ in 0..2 {
        let revoked = deployment.by(&admin, Request::delete(&path), None);
        assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(state(), "revoked");
    let refused = deployment.enroll(&text, CSR_RSA);
    assert_eq!(code_of(&refused), (401, "token-revoked".to_owned()));
    let again = deployment.by(&admin, Request::post(format!("{path}/replace")), None);
    assert_eq!(
        (again.status, again.code().as_str()),
        (StatusCode::CONFLICT, "enrollment-token-is-revoked")
    );
    let checked = check_in(&deployment, &certificate, json!({}));
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.text());
}

#[test]
fn a_change_names_the_version_it_changes() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let categories = json!({ "categories": [{ "id": "kiosk", "name": "Kiosk" }] });
    let put = Request::put("/api/v1/configuration/categories").header("if-match", "\"0\"");
    let put = deployment.by(&admin, put, Some(categories));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let (path, text) = made(&deployment, &admin, body("Kiosks", 1));
    let change = |version: Option<&str>, body: Value| {
        let request = Request::patch(&path);
        let request = match version {
            Some(version) => request.header("if-match", version),
            None => request,
        };
        deployment.by(&admin, request, Some(body))
    };
    let quota = json!({ "quota": 2, "category": "kiosk" });
    assert_eq!(
        change(None, quota.clone()).status,
        StatusCode::PRECONDITION_REQUIRED
    );
    let etag = show(&deployment, &admin, &path).header("etag").to_owned();
    let changed = change(Some(&etag), quota.clone());
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_eq!(changed.json()["quota"], 2);
    assert_eq!(changed.json()["category"], "kiosk");
    let conflict = change(Some(&etag), quota);
    assert_eq!(conflict.status, StatusCode::PRECONDITION_FAILED);
    // Both devices enroll now.
    assert_eq!(deployment.enroll(&text, CSR_P256).status, StatusCode::OK);
    assert_eq!(deployment.enroll(&text, CSR_RSA).status, StatusCode::OK);
    let etag = changed.header("etag").to_owned();
    let taken_away = change(Some(&etag), json!({ "category": null }));
    assert_eq!(taken_away.json()["category"], Value::Null);
    assert_eq!(taken_away.json()["quota"], 2);
}

#[test]
fn what_does_not_fit_is_named_and_makes_no_token() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let with = |field: &str, value: Value| {
        let mut body = body("Kiosks", 5);
        body[field] = value;
        create(&deployment, &admin, body)
    };
    for (field, value) in [
        ("name", json!(" ")),
        ("name", json!("x".repeat(65))),
        ("quota", json!(0)),
        ("quota", json!(1001)),
        ("expires_at", json!("2026-11-30T00:00:00Z")),
        ("expires_at", json!("2027-12-01T12:00:01Z")),
        ("category", json!("unheard-of")),
    ] {
        let answered = with(field, value);
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answered.json()["field"], field);
        let rule = answered.json()["rule"].as_str().unwrap().to_owned();
        assert!(rule.starts_with("must be "), "{rule}");
    }
    // Nobody is behind a token, and an account is somebody's.
    let mut by_account = body("Kiosks", 5);
    by_account["platform"] = json!("ipados");
    by_account["method"] = json!("apple_user");
    let answered = create(&deployment, &admin, by_account);
    assert_eq!(answered.json()["field"], "method", "{}", answered.text());
    for (field, value) in [
        ("surprise", json!(1)),
        ("quota", json!(-1)),
        ("quota", json!(1.5)),
        ("expires_at", json!("tomorrow")),
        ("category", json!("A B")),
        ("ownership", json!("ours")),
    ] {
        let answered = with(field, value);
        assert_eq!(answered.code(), "bad-request-body", "{field}");
        assert_eq!(answered.json()["field"], field, "{}", answered.text());
    }
    let list = show(&deployment, &admin, "/api/v1/enrollment-tokens").json();
    assert_eq!(list["enrollment_tokens"], json!([]));
    made(&deployment, &admin, body("Kiosks", 5));
    let taken = create(&deployment, &admin, body("kiosks", 5));
    assert_eq!(
        (taken.status, taken.code().as_str()),
        (StatusCode::CONFLICT, "name-taken")
    );
}

#[test]
fn a_list_shows_what_is_used_and_nothing_secret_and_goes_page_by_page() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let texts: Vec<String> = (0..3)
        .map(|n| made(&deployment, &admin, body(&format!("Kiosks {n}"), 5)).1)
        .collect();
    deployment.enroll(&texts[1], CSR_P256);
    let mut seen = Vec::new();
    let mut path = "/api/v1/enrollment-tokens?limit=2".to_owned();
    loop {
        let page = show(&deployment, &admin, &path);
        for text in &texts {
            assert!(!page.text().contains(text.as_str()), "a text is listed");
        }
        assert!(!page.text().contains("secret"), "{}", page.text());
        let page = page.json();
        seen.extend(page["enrollment_tokens"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/enrollment-tokens?limit=2&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 3);
    let used = seen
        .iter()
        .find(|token| token["name"] == "Kiosks 1")
        .unwrap();
    assert_eq!(used["used"], 1);
    assert_eq!(used["last_used_at"], "2026-12-01T12:00:00Z");
    assert_eq!(used["state"], "open");
}

#[test]
fn a_qr_code_carries_server_organisation_and_token_and_linux_has_one_line() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let mut asked = body("Kiosks", 5);
    asked["method"] = json!("agent");
    let made = create(&deployment, &admin, asked).json();
    let text = made["text"].as_str().unwrap();
    assert!(text.starts_with("mk1."), "{text}");
    let payload: Value = serde_json::from_str(made["qr_payload"].as_str().unwrap()).unwrap();
    assert_eq!(
        payload,
        json!({
            "muster": 1, "server": "https://muster.test", "organisation": "Muster",
            "platform": "linux", "method": "agent", "token": text,
        })
    );
    assert_eq!(
        made["command"],
        format!(
            "curl -fsS https://muster.test/agent/linux.sh | sudo sh -s -- enroll --ticket {text}"
        )
    );
    assert_eq!(made["est_url"], "https://muster.test/.well-known/est");
}

/// A device that joined by a token is decided again when it tells what it is, by the default policies.
#[test]
fn a_tokens_device_that_the_policy_refuses_once_it_reports_is_removed_and_one_that_fits_stays() {
    for (version, status) in [("22.04", StatusCode::OK), ("18.04", StatusCode::FORBIDDEN)] {
        let deployment = Deployment::with_people();
        let admin = deployment.sign_in("admin");
        let read = show(&deployment, &admin, "/api/v1/policy");
        let mut policy = read.json();
        policy["platform_restrictions"]["default"]["linux"]["minimum_version"] = json!("20.04");
        let put = Request::put("/api/v1/policy").header("if-match", read.header("etag"));
        let put = deployment.by(&admin, put, Some(policy));
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
        let (_, text) = made(&deployment, &admin, body("Kiosks", 5));
        let certificate = certificate_of(&deployment.enroll(&text, CSR_P256));
        let pending = check_in(&deployment, &certificate, json!({ "name": "kiosk-1" }));
        assert_eq!(pending.json()["status"], "pending", "{}", pending.text());
        let told = check_in(&deployment, &certificate, json!({ "os_version": version }));
        assert_eq!(told.status, status, "{}", told.text());
        if status == StatusCode::OK {
            assert_eq!(told.json()["status"], "enrolled");
        } else {
            assert_eq!(told.code(), "os-too-old");
        }
    }
}

#[test]
fn a_forged_token_is_told_nothing() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let (_, text) = made(&deployment, &admin, body("Kiosks", 5));
    for forged in [
        text.replacen("mk1.A", "mk1.B", 1),
        text.replacen("mk1.", "mt1.", 1),
        "mk1.".to_owned(),
        format!("{text}A"),
    ] {
        let answered = deployment.enroll(&forged, CSR_P256);
        assert_eq!(code_of(&answered), (401, "ticket-invalid".to_owned()));
    }
    let logged = deployment.logged().join("\n");
    assert!(!logged.contains(&text), "{logged}");
}
