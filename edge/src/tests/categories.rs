//! Categories over HTTP: what a person says a device is for, and a policy that looks at it.

use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{
    Answered, Browser, CSR_P256, Deployment, PASSWORD, SETUP_TOKEN, certificate_of,
};

fn put(deployment: &Deployment, admin: &Browser, section: &str, body: Value) {
    let put = Request::put(format!("/api/v1/configuration/{section}")).header("if-match", "\"0\"");
    let put = deployment.by(admin, put, Some(body));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
}

fn ask_for_ticket(deployment: &Deployment, person: &Browser, category: Value) -> Answered {
    let mut body = json!({ "platform": "linux", "method": "est", "ownership": "personal" });
    body["category"] = category;
    deployment.by(person, Request::post("/api/v1/me/tickets"), Some(body))
}

#[test]
fn a_filter_on_the_category_treats_the_devices_of_one_person_differently() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let people = json!({ "people": [{ "username": "ana@example.com", "display_name": "ana",
        "password": PASSWORD, "groups": ["staff"] }] });
    let setup =
        Request::post("/api/v1/setup").header("authorization", format!("Bearer {SETUP_TOKEN}"));
    let setup = deployment.send(setup, Some(people));
    assert_eq!(setup.status, StatusCode::NO_CONTENT, "{}", setup.text());
    put(
        &deployment,
        &admin,
        "groups",
        json!({ "groups": [{ "id": "staff", "name": "Staff" }] }),
    );
    put(
        &deployment,
        &admin,
        "categories",
        json!({ "categories": [{ "id": "desk", "name": "Desk" }, { "id": "lab", "name": "Lab" }] }),
    );
    let policy = deployment.by(&admin, Request::get("/api/v1/policy"), None);
    let mut draft = policy.json();
    draft["filters"] = json!([{ "id": "in-lab", "name": "In the lab", "platform": "linux",
        "rule": "(device.deviceCategory -eq \"lab\")" }]);
    draft["platform_restrictions"]["assigned"] = json!([{ "id": "lab", "name": "Lab", "groups": [],
        "filtered": [{ "group": "staff", "mode": "include", "filter": "in-lab" }],
        "platforms": { "linux": { "personally_owned": "block" } } }]);
    let publish = Request::put("/api/v1/policy").header("if-match", policy.header("etag"));
    let published = deployment.by(&admin, publish, Some(draft));
    assert_eq!(published.status, StatusCode::OK, "{}", published.text());

    let ana = deployment.sign_in("ana");
    let preflight = deployment.by(&ana, Request::get("/api/v1/me/preflight"), None);
    assert_eq!(
        preflight.json()["categories"],
        json!([{ "id": "desk", "name": "Desk" }, { "id": "lab", "name": "Lab" }])
    );
    let refused = ask_for_ticket(&deployment, &ana, json!("lab"));
    assert_eq!(refused.code(), "personal-blocked", "{}", refused.text());
    let passed = ask_for_ticket(&deployment, &ana, json!("desk"));
    assert_eq!(passed.status, StatusCode::CREATED, "{}", passed.text());
    let ticket = passed.json()["ticket"].as_str().unwrap().to_owned();
    certificate_of(&deployment.enroll(&ticket, CSR_P256));
    let devices = deployment
        .by(&ana, Request::get("/api/v1/me/devices"), None)
        .json();
    let device = &devices["devices"][0];
    assert_eq!(
        (&device["category"], &device["status"]),
        (&json!("desk"), &json!("enrolled"))
    );
}

#[test]
fn a_category_that_there_is_not_makes_no_ticket() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let answered = ask_for_ticket(&deployment, &ana, json!("lab"));
    assert_eq!(
        (answered.status, answered.json()["field"].clone()),
        (StatusCode::UNPROCESSABLE_ENTITY, json!("category"))
    );
    let without = ask_for_ticket(&deployment, &ana, Value::Null);
    assert_eq!(without.status, StatusCode::CREATED, "{}", without.text());
}
