//! Sections of the configuration over HTTP.

use http::{Request, StatusCode};
use muster_shared::tenant::section::Categories;
use serde_json::{Value, json};

use crate::testing::{Answered, Browser, Deployment};

const CATEGORIES: &str = "/api/v1/configuration/categories";

fn replace(deployment: &Deployment, browser: &Browser, version: &str, body: Value) -> Answered {
    let request = Request::put(CATEGORIES).header("if-match", version);
    deployment.by(browser, request, Some(body))
}

#[test]
fn a_section_is_read_with_its_revision_and_replaced_only_against_it() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let kiosk = json!({"categories": [{"id": "kiosk", "name": "Kiosk"}]});
    let empty = deployment.by(&admin, Request::get(CATEGORIES), None);
    assert_eq!(
        (empty.header("etag"), empty.json()),
        ("\"0\"", json!({"categories": []}))
    );
    let blind = deployment.by(&admin, Request::put(CATEGORIES), Some(kiosk.clone()));
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let kept = replace(&deployment, &admin, "\"0\"", kiosk.clone());
    assert_eq!(
        (kept.status, kept.header("etag"), kept.json()),
        (StatusCode::OK, "\"1\"", kiosk.clone())
    );
    let late = replace(&deployment, &admin, "\"0\"", json!({"categories": []}));
    assert_eq!(
        (late.status, late.code().as_str()),
        (StatusCode::PRECONDITION_FAILED, "version-conflict")
    );
    let read = deployment.by(&admin, Request::get(CATEGORIES), None);
    assert_eq!((read.header("etag"), read.json()), ("\"1\"", kiosk));
    let none = deployment.by(&admin, Request::get("/api/v1/configuration/weather"), None);
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[test]
fn a_field_that_breaks_a_rule_is_named_with_the_rule() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let bad = json!({"categories": [{"id": "a", "name": "A"}, {"id": "b", "name": ""}]});
    let answered = replace(&deployment, &admin, "\"0\"", bad);
    assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answered.json();
    assert_eq!(
        (&problem["code"], &problem["field"], &problem["rule"]),
        (
            &json!("bad-request-body"),
            &json!("categories[1].name"),
            &json!("must be 1 to 128 characters that can be read")
        )
    );
    let unknown = replace(
        &deployment,
        &admin,
        "\"0\"",
        json!({"categories": [{"id": "a", "name": "A", "icon": 1}]}),
    );
    assert_eq!(unknown.json()["field"], json!("categories[0].icon"));
}

#[test]
fn the_edge_reads_a_section_as_it_was_published() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let section = || pollster::block_on(deployment.app.section::<Categories>()).unwrap();
    assert_eq!(*section(), Categories::default());
    replace(
        &deployment,
        &admin,
        "\"0\"",
        json!({"categories": [{"id": "kiosk", "name": "Kiosk"}]}),
    );
    // Who has replaced it knows it at once; others when they look again.
    assert_eq!(section().categories.len(), 1);
    let other = Deployment::beside(&deployment);
    let seen = pollster::block_on(other.app.section::<Categories>()).unwrap();
    assert_eq!(seen.categories[0].name, "Kiosk");
}
