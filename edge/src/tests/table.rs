//! The router's table, walked with every identity.

use http::{Request, StatusCode};
use serde_json::json;

use crate::testing::{Browser, Deployment};

/// Everyone who might knock, from nobody to the administrator.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Knocks {
    Nobody,
    Person,
    PersonWithoutToken,
    Administrator,
    Operator,
}

/// Whether the statement of a row lets this one in; for devices and tickets, nobody of these.
fn may(who: &str, knocks: Knocks, writes: bool) -> bool {
    match who {
        "anyone" => true,
        "a signed-in person" => match knocks {
            Knocks::Person | Knocks::Administrator => true,
            Knocks::PersonWithoutToken => !writes,
            Knocks::Nobody | Knocks::Operator => false,
        },
        "the operator with the setup token" => knocks == Knocks::Operator,
        // These knock with more than a session; the tests of their routes show who is let in.
        "the holder of a ticket or an enrollment token"
        | "a device with its certificate"
        | "a signed-in person on a page of ours" => false,
        permission if permission.starts_with("a person with ") => knocks == Knocks::Administrator,
        other => panic!("nobody said who {other:?} is"),
    }
}

#[test]
fn every_route_lets_in_whom_its_statement_names_and_nobody_else() {
    let deployment = Deployment::with_people();
    let person = deployment.sign_in("ana");
    let administrator = deployment.sign_in("admin");
    assert!(deployment.rows.len() > 25);
    for row in &deployment.rows {
        let path = row
            .path
            .replace("{device}", "dev_00000000000000000000000000")
            .replace("{ticket}", "tkt_00000000000000000000000000")
            .replace("{section}", "categories")
            .replace("{version}", &"0".repeat(64))
            .replace("{terms}", "use")
            .replace("{token}", "tok_00000000000000000000000000")
            .replace("{label}", "linux");
        let path = path
            .replace("{file}", "none")
            .replace("{step}", "0")
            .replace("{seconds}", "0");
        let writes = !matches!(row.method, "GET" | "HEAD");
        for knocks in [
            Knocks::Nobody,
            Knocks::PersonWithoutToken,
            Knocks::Operator,
            Knocks::Administrator,
            Knocks::Person,
        ] {
            // Signing out would end the walk.
            if row.path == "/api/v1/session"
                && row.method == "DELETE"
                && may(row.who, knocks, writes)
            {
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
                Knocks::Administrator => with(&administrator, request),
                Knocks::Operator => request.header(
                    "authorization",
                    format!("Bearer {}", crate::testing::SETUP_TOKEN),
                ),
            };
            let answered = deployment.send(request, writes.then(|| json!({})));
            let turned_away = matches!(
                answered.status,
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
            ) && !answered.text().contains("sign-in-failed");
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
