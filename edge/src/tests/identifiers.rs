//! Corporate identifiers over HTTP: the list, its files, and what a bad one is told.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{Answered, Browser, Deployment};

/// Sends a file of identifiers, with these parameters.
pub fn import(deployment: &Deployment, browser: &Browser, query: &str, file: &str) -> Answered {
    let request = Request::post(format!("/api/v1/corporate-identifiers/import?{query}"))
        .header("cookie", &browser.cookie)
        .header("x-csrf-token", &browser.csrf)
        .header("content-type", "text/csv; charset=utf-8")
        .body(Body::from(file.to_owned()));
    deployment.send_raw(request.unwrap())
}

fn list(deployment: &Deployment, browser: &Browser, query: &str) -> Value {
    let address = format!("/api/v1/corporate-identifiers?{query}");
    let answered = deployment.by(browser, Request::get(address), None);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    answered.json()
}

fn outcomes(report: &Value) -> Vec<(u64, String)> {
    let rows = report["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let outcome = row["outcome"].as_str().unwrap().to_owned();
        (row["line"].as_u64().unwrap(), outcome)
    })
    .collect()
}

#[test]
fn a_file_is_asked_about_first_and_then_taken_and_the_chain_tells_who_did_it() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let file = "c02.x,spare\n\nD03X\nC02X,spare\n";
    let asked = import(&deployment, &admin, "kind=serial_number&dry_run=true", file);
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text());
    let asked = asked.json();
    assert_eq!(asked["applied"], false);
    assert_eq!(
        (&asked["added"], &asked["unchanged"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(list(&deployment, &admin, "")["counts"]["serial_number"], 0);

    let done = import(&deployment, &admin, "kind=serial_number", file).json();
    assert_eq!(done["applied"], true);
    assert_eq!(outcomes(&done), outcomes(&asked));
    assert_eq!(
        outcomes(&done),
        [
            (1, "added".to_owned()),
            (3, "added".to_owned()),
            (4, "repeated".to_owned())
        ]
    );
    assert_eq!(done["unlisted_become_personal"], json!([]));
    let listed = list(&deployment, &admin, "search=c02%2Ex&kind=serial_number");
    assert_eq!(
        listed["identifiers"],
        json!([]),
        "the period is not part of it"
    );
    let listed = list(&deployment, &admin, "search=02x");
    assert_eq!(
        listed["identifiers"][0]["identifier"],
        json!({ "kind": "serial_number", "serial_number": "C02X" })
    );
    assert_eq!(listed["identifiers"][0]["state"], "not_contacted");
    let chain = deployment.by(&admin, Request::get("/api/v1/audit"), None);
    assert!(
        chain.text().contains("identifiers-imported"),
        "{}",
        chain.text()
    );
}

#[test]
fn the_first_windows_list_says_that_others_will_be_personal() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let kind = "kind=manufacturer_model_serial";
    let file = "Microsoft,Surface 5,0123456";
    for query in [format!("{kind}&dry_run=true"), kind.to_owned()] {
        let told = import(&deployment, &admin, &query, file).json();
        assert_eq!(told["unlisted_become_personal"], json!(["windows"]));
    }
    let second = import(&deployment, &admin, kind, "Microsoft,Surface 5,0123457").json();
    assert_eq!(second["unlisted_become_personal"], json!([]));
}

#[test]
fn a_bad_file_is_refused_row_by_row_and_changes_nothing() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let file = "490154203237518\n490154203237519\nno number\n";
    let refused = import(&deployment, &admin, "kind=imei", file);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let problem = refused.json();
    assert_eq!(problem["code"], "rows-refused");
    assert_eq!(
        problem["rows"],
        json!([
            { "line": 2, "column": 1, "field": "imei",
              "rule": "the check digit does not fit the other digits of this IMEI" },
            { "line": 3, "column": 1, "field": "imei", "rule": "an IMEI is 15 digits" },
        ])
    );
    assert_eq!(list(&deployment, &admin, "")["counts"]["imei"], 0);

    import(&deployment, &admin, "kind=serial_number", "a1,spare\nb1");
    let other = "c1\na1,sold\n";
    let refused = import(&deployment, &admin, "kind=serial_number", other);
    assert_eq!(refused.json()["rows"][0]["line"], 2);
    assert_eq!(list(&deployment, &admin, "")["counts"]["serial_number"], 2);
    let asked = import(
        &deployment,
        &admin,
        "kind=serial_number&dry_run=true",
        other,
    )
    .json();
    assert_eq!(
        (&asked["added"], &asked["needs_overwrite"]),
        (&json!(1), &json!(1))
    );
    let done = import(
        &deployment,
        &admin,
        "kind=serial_number&existing=overwrite",
        other,
    )
    .json();
    assert_eq!(
        (&done["added"], &done["overwritten"]),
        (&json!(1), &json!(1))
    );
    let details =
        |query: &str| list(&deployment, &admin, query)["identifiers"][0]["details"].clone();
    assert_eq!(details("search=a1"), "sold");
    let kept = import(
        &deployment,
        &admin,
        "kind=serial_number&existing=keep",
        "a1,lost",
    )
    .json();
    assert_eq!(
        (&kept["applied"], &kept["unchanged"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(details("search=a1"), "sold");
}

#[test]
fn parameters_and_bodies_that_do_not_fit_are_named() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    for (query, field) in [
        ("", "`kind`"),
        ("kind=meid", "`kind`"),
        ("kind=imei&existing=maybe", "`existing`"),
        ("kind=imei&dry_run=yes", "`dry_run`"),
    ] {
        let refused = import(&deployment, &admin, query, "490154203237518");
        assert_eq!(refused.code(), "bad-request-body", "{query}");
        assert!(refused.text().contains(field), "{}", refused.text());
    }
    for query in ["after=xyz", "after=ff", "limit=0", "limit=201", "kind=meid"] {
        let address = format!("/api/v1/corporate-identifiers?{query}");
        let refused = deployment.by(&admin, Request::get(address), None);
        assert_eq!(refused.code(), "bad-request-body", "{query}");
    }
    let as_json = deployment.by(
        &admin,
        Request::post("/api/v1/corporate-identifiers/import?kind=imei"),
        Some(json!({})),
    );
    assert_eq!(as_json.code(), "unsupported-media-type");
    for body in [
        json!({ "identifiers": [] }),
        json!({ "identifiers": [{ "kind": "imei", "imei": "1" }] }),
    ] {
        let delete = Request::post("/api/v1/corporate-identifiers/delete");
        let refused = deployment.by(&admin, delete, Some(body));
        assert_eq!(refused.code(), "bad-request-body");
    }
}

#[test]
fn one_identifier_is_added_overwritten_and_deleted() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let identifier = json!({ "kind": "imei", "imei": "49-015420-323751-8" });
    let add = |details: &str, overwrite: bool| {
        let body = json!({ "identifier": identifier, "details": details, "overwrite": overwrite });
        deployment.by(
            &admin,
            Request::post("/api/v1/corporate-identifiers"),
            Some(body),
        )
    };
    assert_eq!(add("spare", false).status, StatusCode::CREATED);
    assert_eq!(add("spare", false).status, StatusCode::OK);
    assert_eq!(add("lost", false).code(), "rows-refused");
    assert_eq!(add("lost", true).json()["overwritten"], 1);
    let delete = || {
        let body = json!({ "identifiers": [identifier] });
        let request = Request::post("/api/v1/corporate-identifiers/delete");
        deployment.by(&admin, request, Some(body)).json()
    };
    assert_eq!(delete()["deleted"], 1);
    assert_eq!(
        delete(),
        json!({ "deleted": 0, "unknown": 1,
        "counts": { "imei": 0, "serial_number": 0, "manufacturer_model_serial": 0 } })
    );
}

#[test]
fn pages_follow_one_another_to_the_end() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let file: String = (0..5).map(|row| format!("S{row}\n")).collect();
    import(&deployment, &admin, "kind=serial_number", &file);
    let mut seen = Vec::new();
    let mut query = "limit=2".to_owned();
    loop {
        let page = list(&deployment, &admin, &query);
        for row in page["identifiers"].as_array().unwrap() {
            let serial = row["identifier"]["serial_number"].as_str().unwrap();
            seen.push(serial.to_owned());
        }
        match page["next"].as_str() {
            Some(next) => query = format!("limit=2&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["S0", "S1", "S2", "S3", "S4"]);
}
