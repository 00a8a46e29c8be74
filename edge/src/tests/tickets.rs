//! How far an enrollment has come, as a page asks for it.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::http::Upgrade;
use crate::testing::{Answered, Browser, CSR_P256, Deployment, PROXY_SECRET, certificate_of};

const ORIGIN: &str = "https://muster.test";

/// A ticket for the agent: its identifier and itself.
fn ticket(deployment: &Deployment, browser: &Browser) -> (String, String) {
    let body = json!({ "platform": "linux", "method": "agent", "ownership": "personal" });
    let created = deployment
        .by(browser, Request::post("/api/v1/me/tickets"), Some(body))
        .json();
    let text = |name: &str| created[name].as_str().unwrap().to_owned();
    (text("id"), text("ticket"))
}

fn progress(deployment: &Deployment, browser: &Browser, id: &str) -> Answered {
    deployment.by(
        browser,
        Request::get(format!("/api/v1/me/tickets/{id}")),
        None,
    )
}

/// Asks for a WebSocket as a browser does on a page of `origin`.
fn follow(
    deployment: &Deployment,
    browser: Option<&Browser>,
    origin: Option<&str>,
    id: &str,
) -> Answered {
    let mut request = Request::get(format!("/api/v1/me/tickets/{id}/live"))
        .header("connection", "Upgrade")
        .header("upgrade", "websocket");
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    if let Some(browser) = browser {
        request = request.header("cookie", &browser.cookie);
    }
    deployment.send(request, None)
}

#[test]
fn a_page_that_asks_again_and_again_sees_the_enrollment_come_along() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let (id, ticket) = ticket(&deployment, &ana);
    let shown = progress(&deployment, &ana, &id).json();
    assert_eq!(
        (&shown["ticket"], &shown["stage"], &shown["device"]),
        (&json!(id), &json!("waiting"), &Value::Null)
    );
    let certificate = certificate_of(&deployment.enroll(&ticket, CSR_P256));
    assert_eq!(progress(&deployment, &ana, &id).json()["stage"], "issued");
    let request = Request::post("/api/v1/device/check-in")
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(&certificate)),
        )
        .header("x-muster-proxy-secret", PROXY_SECRET);
    let answered = deployment.send(request, Some(json!({ "inventory": { "kernel": "6.1" } })));
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    let shown = progress(&deployment, &ana, &id).json();
    assert_eq!(shown["stage"], "enrolled");
    assert_eq!(shown["device"]["status"], "enrolled");
}

#[test]
fn an_enrollment_that_the_kill_switch_stopped_says_so() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    let (id, ticket) = ticket(&deployment, &ana);
    let read = deployment.by(&admin, Request::get("/api/v1/settings"), None);
    let mut settings = read.json();
    settings["enrollment_paused"] = json!(true);
    let published = deployment.by(
        &admin,
        Request::put("/api/v1/settings").header("if-match", read.header("etag")),
        Some(settings),
    );
    assert_eq!(published.status, StatusCode::OK, "{}", published.text());
    deployment.enroll(&ticket, CSR_P256);
    let shown = progress(&deployment, &ana, &id).json();
    assert_eq!(shown["stage"], "waiting");
    assert_eq!(shown["refused"]["refusal"]["code"], "enrollment-paused");
}

#[test]
fn another_persons_ticket_is_not_there() {
    let deployment = Deployment::with_people();
    let (id, _) = ticket(&deployment, &deployment.sign_in("ana"));
    let ben = deployment.sign_in("ben");
    assert_eq!(progress(&deployment, &ben, &id).code(), "not-found");
    let followed = follow(&deployment, Some(&ben), Some(ORIGIN), &id);
    assert_eq!(
        (followed.status, followed.upgrade),
        (StatusCode::NOT_FOUND, None)
    );
}

#[test]
fn a_websocket_is_handed_to_the_object_of_the_person_who_is_signed_in() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let (id, sealed) = ticket(&deployment, &ana);
    let followed = follow(&deployment, Some(&ana), Some(ORIGIN), &id);
    assert_eq!(followed.status, StatusCode::SWITCHING_PROTOCOLS);
    let opened =
        muster_shared::enrollment::Ticket::open(&sealed, &deployment.app.config.sealing_key)
            .unwrap();
    let token = ana.cookie.split_once('=').unwrap().1;
    let token =
        muster_shared::identity::SessionToken::open(token, &deployment.app.config.sealing_key)
            .unwrap();
    assert_eq!(
        followed.upgrade,
        Some(Upgrade {
            tenant: opened.tenant,
            enrollee: opened.enrollee,
            session: token.session,
            ticket: opened.id,
        })
    );
}

#[test]
fn a_websocket_is_opened_only_by_a_page_of_ours_with_a_session() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let (id, _) = ticket(&deployment, &ana);
    for origin in [
        None,
        Some("null"),
        Some("https://muster.test.example.com"),
        Some("http://muster.test"),
        Some("https://muster.test:8443"),
        Some("https://MUSTER.test"),
        Some("https://muster.test/"),
    ] {
        let answered = follow(&deployment, Some(&ana), origin, &id);
        assert_eq!(
            (answered.status, answered.code().as_str()),
            (StatusCode::FORBIDDEN, "wrong-origin"),
            "{origin:?}"
        );
    }
    let nobody = follow(&deployment, None, Some(ORIGIN), &id);
    assert_eq!(nobody.code(), "sign-in-required");
    let plain = deployment.send(
        Request::get(format!("/api/v1/me/tickets/{id}/live"))
            .header("origin", ORIGIN)
            .header("cookie", &ana.cookie),
        None,
    );
    assert_eq!(
        (plain.status, plain.code().as_str()),
        (StatusCode::UPGRADE_REQUIRED, "upgrade-required")
    );
}
