//! The router's table, walked with every identity.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::json;

use super::windows::{get_policies, soap};
use crate::http::problem::Speaks;
use crate::testing::{
    Browser, CSR_P256, Deployment, GATE_SECRET, PASSWORD, PROXY_SECRET, SETUP_TOKEN, certificate_of,
};

fn bearer() -> String {
    format!("Bearer {SETUP_TOKEN}")
}

/// Everyone who might knock, from nobody to the administrator.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Knocks {
    Nobody,
    Person,
    PersonWithoutToken,
    PersonOnOurPage,
    PersonOnAnotherPage,
    Reader,
    Administrator,
    Operator,
    TicketHolder,
    Device,
    DeviceWithoutProxy,
    Gate,
    PersonByForm,
    MessageSender,
}

const EVERYONE: [Knocks; 14] = [
    Knocks::Nobody,
    Knocks::PersonWithoutToken,
    Knocks::PersonOnAnotherPage,
    Knocks::PersonOnOurPage,
    Knocks::Person,
    Knocks::Reader,
    Knocks::Administrator,
    Knocks::Operator,
    Knocks::TicketHolder,
    Knocks::DeviceWithoutProxy,
    Knocks::Device,
    Knocks::Gate,
    Knocks::PersonByForm,
    Knocks::MessageSender,
];

/// Whether the statement of a row lets this one in.
fn may(who: &str, knocks: Knocks, writes: bool) -> bool {
    let has_session = matches!(
        knocks,
        Knocks::Person
            | Knocks::PersonOnOurPage
            | Knocks::PersonOnAnotherPage
            | Knocks::Reader
            | Knocks::Administrator
    );
    let only_reads = matches!(knocks, Knocks::PersonWithoutToken | Knocks::PersonByForm);
    match who {
        // A session asks by itself until that is shown.
        "a device with its certificate or its account" => true,
        "anyone" => true,
        "anyone, by no form of another site" => knocks != Knocks::PersonOnAnotherPage,
        "a signed-in person" => has_session || (only_reads && !writes),
        "a signed-in person on a page of ours" => knocks == Knocks::PersonOnOurPage,
        "the operator with the setup token" => knocks == Knocks::Operator,
        "the holder of a ticket or an enrollment token" => knocks == Knocks::TicketHolder,
        "a device with its certificate" => knocks == Knocks::Device,
        "an Apple device with its certificate, by TLS or by a signature" => {
            knocks == Knocks::Device
        }
        "anyone, by a message that shows who it is" => true,
        "the holder of a ticket or an enrollment token, in the address" => {
            knocks == Knocks::TicketHolder
        }
        // What is shown as a bearer nobody here has.
        "the holder of a ticket for an account, or whoever is asked for one" => false,
        "a signed-in person, by a form of ours" => knocks == Knocks::PersonByForm,
        "the holder of a ticket or of a device's key, in the message" => {
            knocks == Knocks::MessageSender
        }
        "a gate with the gate secret" => knocks == Knocks::Gate,
        permission if permission.starts_with("a person with ") && permission.ends_with("-read") => {
            matches!(knocks, Knocks::Reader | Knocks::Administrator)
        }
        permission if permission.starts_with("a person with ") => knocks == Knocks::Administrator,
        other => panic!("nobody said who {other:?} is"),
    }
}

#[test]
fn every_route_lets_in_whom_its_statement_names_and_nobody_else() {
    let deployment = Deployment::with_people();
    let person = deployment.sign_in("ana");
    let administrator = deployment.sign_in("admin");
    let setup = Request::post("/api/v1/setup").header("authorization", bearer());
    let reader = json!({ "username": "reader@example.com", "display_name": "reader", "password": PASSWORD, "roles": ["reader"] });
    deployment.send(setup, Some(json!({ "people": [reader] })));
    let reader = deployment.sign_in("reader");
    let enrolled = deployment.enroll(&deployment.ticket(&person, "est"), CSR_P256);
    let certificate = format!(":{}:", Base64::encode_string(&certificate_of(&enrolled)));
    let ticket = deployment.ticket(&person, "est");
    assert!(deployment.rows.len() > 25);
    for row in &deployment.rows {
        let path = row
            .path
            .replace("{device}", "dev_00000000000000000000000000")
            .replace("{ticket}", "tkt_00000000000000000000000000")
            .replace("{command}", "cmd_00000000000000000000000000")
            .replace("{section}", "categories")
            .replace("{picture}", "logo")
            .replace("{version}", &"0".repeat(64))
            .replace("{terms}", "use")
            .replace("{enrollee}", "enr_00000000000000000000000000")
            .replace("{number}", "0")
            .replace("{token}", "tok_00000000000000000000000000")
            .replace("{webhook}", "whk_00000000000000000000000000")
            .replace("{label}", "linux")
            .replace("{scope}", "personal")
            .replace("{platform}", "ios");
        let path = path
            .replace("/scep/tok_00000000000000000000000000", "/scep/{credential}")
            .replace("{file}", "none")
            .replace("{step}", "0")
            .replace("{seconds}", "0");
        let path = match row.path {
            "/api/v1/access" => format!("{path}?device=dev_00000000000000000000000000"),
            _ => path,
        };
        let writes = !matches!(row.method, "GET" | "HEAD");
        for knocks in EVERYONE {
            let shown = if knocks == Knocks::TicketHolder {
                ticket.as_str()
            } else {
                "mt1.nonsense"
            };
            let path = path.replace("{credential}", shown);
            // Signing out would end the walk.
            let signs_out = (row.path == "/api/v1/session" && row.method == "DELETE")
                || row.path.ends_with("/auth/sign-out");
            if signs_out && may(row.who, knocks, writes) {
                continue;
            }
            let request = Request::builder().method(row.method).uri(&path);
            let with = |browser: &Browser, request: http::request::Builder| {
                request
                    .header("cookie", &browser.cookie)
                    .header("x-csrf-token", &browser.csrf)
            };
            let request = match knocks {
                Knocks::Nobody => request,
                Knocks::Person => with(&person, request),
                Knocks::PersonWithoutToken => request.header("cookie", &person.cookie),
                Knocks::PersonOnOurPage => {
                    with(&person, request).header("origin", "https://muster.test")
                }
                Knocks::PersonOnAnotherPage => {
                    with(&person, request).header("origin", "https://muster.test.example")
                }
                Knocks::Reader => with(&reader, request),
                Knocks::Administrator => with(&administrator, request),
                Knocks::Operator => request.header("authorization", bearer()),
                Knocks::TicketHolder => request.header(
                    "authorization",
                    format!(
                        "Basic {}",
                        Base64::encode_string(format!(":{ticket}").as_bytes())
                    ),
                ),
                Knocks::Device => request
                    .header("client-cert", &certificate)
                    .header("x-muster-proxy-secret", PROXY_SECRET),
                Knocks::DeviceWithoutProxy => request.header("client-cert", &certificate),
                Knocks::Gate => request.header("x-muster-gate-secret", GATE_SECRET),
                Knocks::PersonByForm => request.header("cookie", &person.cookie),
                Knocks::MessageSender => request,
            };
            let answered = if row.speaks == Speaks::Soap && writes {
                let shown = if knocks == Knocks::MessageSender {
                    ticket.as_str()
                } else {
                    "mt1.nonsense"
                };
                deployment.send_raw(soap(request, get_policies(shown)))
            } else if knocks == Knocks::PersonByForm && writes {
                let form = format!("csrf_token={}", person.csrf);
                let kind = "application/x-www-form-urlencoded";
                deployment.send_raw(
                    request
                        .header("content-type", kind)
                        .body(form.into())
                        .unwrap(),
                )
            } else {
                deployment.send(request, writes.then(|| json!({})))
            };
            let turned_away = matches!(
                answered.status,
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
            ) || answered.text().contains("s:Authentication")
                // A device takes a 401 for the end of its management.
                || (row.speaks == Speaks::Apple
                    && ["device-not-identified", "ticket-invalid"]
                        .contains(&answered.header("x-muster-code")));
            let turned_away = turned_away
                && !answered.text().contains("sign-in-failed")
                && !["sign-in-failed", "sign-in-locked"]
                    .contains(&answered.header("x-muster-code"))
                && !answered.text().contains("device-unknown")
                // A page that asks anew for name and password.
                && !answered.text().contains("name=\"password\"")
                && !answered.text().contains("com.apple.well-known.failed");
            assert_eq!(
                !turned_away,
                may(row.who, knocks, writes),
                "{} {} for {knocks:?}: {} {}",
                row.method,
                row.path,
                answered.status,
                answered.text()
            );
        }
    }
}

#[test]
fn an_unknown_address_and_a_wrong_method_are_problems_too() {
    let deployment = Deployment::new();
    let missing = deployment.send(Request::get("/api/v1/nothing"), None);
    assert_eq!(
        (missing.status, missing.code().as_str()),
        (StatusCode::NOT_FOUND, "not-found")
    );
    let wrong = deployment.send(Request::put("/api/v1/session"), Some(json!({})));
    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed")
    );
    assert_eq!(wrong.header("content-type"), "application/problem+json");
    // RFC 9110 section 15.5.6: the answer names the methods that there are.
    assert_eq!(wrong.header("allow"), "POST,DELETE");
}

#[test]
fn below_ests_base_address_errors_are_plain_text_whatever_is_wrong_with_the_request() {
    let deployment = Deployment::new();
    for (method, path, status, code) in [
        ("GET", "/.well-known/est", 404, "not-found"),
        ("GET", "/.well-known/est/nothing", 404, "not-found"),
        (
            "POST",
            "/.well-known/est/a/b/simpleenroll",
            404,
            "not-found",
        ),
        (
            "GET",
            "/.well-known/est/simpleenroll",
            405,
            "method-not-allowed",
        ),
        (
            "PUT",
            "/.well-known/est/linux/cacerts",
            405,
            "method-not-allowed",
        ),
    ] {
        let request = Request::builder().method(method).uri(path);
        let answered = deployment.send(request, None);
        assert_eq!(answered.status.as_u16(), status, "{method} {path}");
        assert_eq!(answered.header("content-type"), "text/plain; charset=utf-8");
        assert!(answered.text().contains(code), "{}", answered.text());
        assert!(status != 405 || !answered.header("allow").is_empty());
    }
    let elsewhere = deployment.send(Request::get("/.well-known/established"), None);
    assert_eq!(elsewhere.header("content-type"), "application/problem+json");
}

#[test]
fn every_answer_says_how_long_it_is_and_what_it_is_called_in_the_log() {
    let deployment = Deployment::new();
    for row in deployment.rows.iter().filter(|row| row.method == "GET") {
        let path = row
            .path
            .replace("{device}", "x")
            .replace("{label}", "linux")
            .replace("{file}", "x");
        let answered = deployment.send(Request::get(path), None);
        assert_eq!(
            answered.header("content-length"),
            answered.body.len().to_string(),
            "{}",
            row.path
        );
        assert_eq!(
            answered.header("x-correlation-id").len(),
            16,
            "{}",
            row.path
        );
    }
}
