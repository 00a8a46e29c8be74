//! Guides and readiness over HTTP.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{Browser, Deployment, PUSH_CERTIFICATES};

#[test]
fn the_organisations_tip_stands_in_the_guides_it_is_for_in_the_language_of_the_reader() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let tips = json!({"tips": [
        {"platform": "linux", "method": "agent", "text": "Ask at the desk.", "text_de": "Fragen Sie am Empfang."},
        {"text": "Bring your badge."},
    ]});
    let request = Request::put("/api/v1/configuration/guidance").header("if-match", "\"0\"");
    assert_eq!(
        deployment.by(&admin, request, Some(tips)).status,
        StatusCode::OK
    );

    let ana = deployment.sign_in("ana");
    let read = |address: &str| deployment.by(&ana, Request::get(address), None);
    let german = read("/api/v1/guides?platform=linux&language=de").json();
    let tips_of = |list: &Value, method: &str| -> Value {
        let guides = list["guides"].as_array().unwrap();
        guides
            .iter()
            .find(|guide| guide["method"] == method)
            .unwrap()["tips"]
            .clone()
    };
    assert_eq!(
        tips_of(&german, "agent"),
        json!(["Fragen Sie am Empfang.", "Bring your badge."])
    );
    assert_eq!(tips_of(&german, "est"), json!(["Bring your badge."]));
    assert!(
        german["guides"]
            .as_array()
            .unwrap()
            .iter()
            .all(|guide| guide["platform"] == "linux")
    );

    let all = read("/api/v1/guides").json();
    assert_eq!(all["language"], "en");
    let mut erasing: Vec<&str> = all["guides"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|guide| guide["erases"] == true)
        .map(|guide| guide["method"].as_str().unwrap())
        .collect();
    erasing.dedup();
    erasing.sort_unstable();
    erasing.dedup();
    assert_eq!(
        erasing,
        [
            "android_corporate_work_profile",
            "android_dedicated",
            "android_fully_managed",
            "apple_automated"
        ]
    );
    let wrong = read("/api/v1/guides?language=fr");
    assert_eq!(
        (wrong.status, wrong.json()["field"].clone()),
        (StatusCode::UNPROCESSABLE_ENTITY, json!("language"))
    );
    assert_eq!(
        read("/api/v1/guides?platform=beos").json()["field"],
        json!("platform")
    );
}

#[test]
fn readiness_names_what_lacks_until_it_is_there() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let state = |check: &str| -> Value {
        let list = deployment
            .by(&admin, Request::get("/api/v1/readiness"), None)
            .json();
        let items = list["readiness"].as_array().unwrap();
        items.iter().find(|item| item["check"] == check).unwrap()["state"].clone()
    };
    assert_eq!(
        (state("people"), state("groups"), state("pilot")),
        (json!("ready"), json!("recommended"), json!("recommended"))
    );
    let groups = json!({"groups": [{"id": "pilot", "name": "Pilot"}]});
    let request = Request::put("/api/v1/configuration/groups").header("if-match", "\"0\"");
    assert_eq!(
        deployment.by(&admin, request, Some(groups)).status,
        StatusCode::OK
    );
    assert_eq!(state("groups"), json!("ready"));
    let ana = deployment.sign_in("ana");
    let other = deployment.by(&ana, Request::get("/api/v1/readiness"), None);
    assert_eq!(other.status, StatusCode::FORBIDDEN);
}

#[test]
fn what_ends_is_in_a_calendar_for_whoever_renews_it() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let calendar =
        |browser: &Browser| deployment.by(browser, Request::get("/api/v1/calendar.ics"), None);
    let shown = calendar(&admin);
    assert_eq!(shown.header("content-type"), "text/calendar; charset=utf-8");
    assert!(shown.text().contains("UID:issuing-ca@"), "{}", shown.text());
    assert!(!shown.text().contains("push-certificate"));
    let section = json!({ "push_certificate": Base64::encode_string(PUSH_CERTIFICATES[0]) });
    let put = Request::put("/api/v1/configuration/apple").header("if-match", "\"0\"");
    assert_eq!(
        deployment.by(&admin, put, Some(section)).status,
        StatusCode::OK
    );
    assert!(calendar(&admin).text().contains("UID:push-certificate@"));
    let ana = deployment.sign_in("ana");
    assert_eq!(calendar(&ana).status, StatusCode::FORBIDDEN);
}
