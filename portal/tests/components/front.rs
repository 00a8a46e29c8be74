//! My devices: what a tile says, what is said without a connection, and what has changed since the last visit.

use muster_portal::browser;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stage::{self, Server, Stage, devices, me};

const DEVICE: &str = "dev_00000000000000000000000000";

#[wasm_bindgen_test]
async fn a_device_that_breaks_a_rule_says_so_and_where_to_put_it_right() {
    let server = Server::start();
    server.answer("GET /api/v1/me", 200, &me(2));
    let mut list = devices(&["enrolled", "enrolled"]);
    list.devices[0].grace_until = "2036-11-23T14:00:00Z".parse().ok();
    list.devices[1].grace_until = "2026-11-23T14:00:00Z".parse().ok();
    list.handed_over = 1;
    server.answer("GET /api/v1/me/devices", 200, &list);
    let stage = Stage::app("/", Some(me(2))).await;
    stage.says(".tile .status", "Action needed by").await;
    assert_eq!(stage.text(".tile .status >> 1"), "No access");
    assert!(stage.text(".tile >> 1").contains("It breaks a rule"));
    assert_eq!(
        stage.attribute(".tile__how", "href"),
        Some(format!("/devices/{DEVICE}"))
    );
    assert!(stage.text(".head").contains("2 devices, 2 need you"));
    assert!(
        stage
            .text(".devices__notes")
            .contains("1 device that you added")
    );
}

#[wasm_bindgen_test]
async fn without_a_connection_the_page_says_so_keeps_what_it_shows_and_goes_on_by_itself() {
    let server = Server::start();
    server.answer("GET /api/v1/me", 200, &me(1));
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    let stage = Stage::app("/", Some(me(1))).await;
    stage.says(".tile .status", "Can access").await;
    assert_eq!(stage.count(".offline"), 0);
    server.unreachable("GET /api/v1/me/devices");
    server.unreachable("GET /api/v1/me");
    stage::happens("offline");
    stage
        .says(".offline", "No connection. Last up to date: just now.")
        .await;
    stage::come_back();
    stage::frames(10).await;
    assert!(stage.text(".tile .status").contains("Can access"));
    server.answer("GET /api/v1/me", 200, &me(1));
    server.answer("GET /api/v1/me/devices", 200, &devices(&["expired"]));
    stage::happens("online");
    stage.says(".tile .status", "No access").await;
    assert_eq!(stage.count(".offline"), 0);
}

/// A page whose answers are those of a person with one device, held to this version, with terms of this version.
fn with_rules(server: &Server, version: &str, terms: u32) {
    let device = serde_json::to_string(&devices(&["enrolled"]).devices[0]).unwrap();
    let at = format!("GET /api/v1/me/devices/{DEVICE}");
    server.answer("GET /api/v1/me", 200, &me(1));
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    server.answer_json(
        &at,
        200,
        &format!(
            r#"{{"device":{device},"facts":[],"refused":null,"history":[],"compliance":[
            {{"setting":"minimum_os_version","result":"compliant","expected":"≥ {version}"}}]}}"#
        ),
    );
    server.answer_json(&format!("{at}/configuration"), 200, r#"{"settings":[]}"#);
    server.answer_json(
        "GET /api/v1/me/terms",
        200,
        &format!(r#"{{"terms":[{{"terms":"use","version":{terms},"title":"Use of devices","summary":"","text":"x"}}]}}"#),
    );
    server.answer_json("GET /api/v1/me/privacy", 200, r#"{"facts":[]}"#);
}

fn an_hour_passes() {
    browser::store("muster.news-looked", None);
}

#[wasm_bindgen_test]
async fn what_has_changed_is_told_once_and_never_on_a_first_visit() {
    browser::store("muster.news", None);
    an_hour_passes();
    let server = Server::start();
    with_rules(&server, "22.04", 1);
    let stage = Stage::app("/", Some(me(1))).await;
    stage
        .until("what there is has been remembered", |_| {
            browser::stored("muster.news").is_some()
        })
        .await;
    assert_eq!(stage.count(".news"), 0);
    drop(stage);

    an_hour_passes();
    with_rules(&server, "24.04", 2);
    let stage = Stage::app("/", Some(me(1))).await;
    stage.says(".news h2", "What changed for you").await;
    let news = stage.text(".news");
    assert!(news.contains("≥ 24.04 (d0)"), "{news}");
    assert!(
        news.contains("Changed terms of use: Use of devices"),
        "{news}"
    );
    stage.click(".news button").await;
    assert_eq!(stage.count(".news"), 0);
    stage.focus_moves_to("h1").await;
    drop(stage);

    an_hour_passes();
    let stage = Stage::app("/", Some(me(1))).await;
    stage
        .until("it has been looked again", |_| {
            browser::stored("muster.news-looked").is_some()
        })
        .await;
    assert_eq!(stage.count(".news"), 0);
    let kept = browser::stored("muster.news").unwrap();
    for word in ["usr_", "dev_", "24.04", "Use of devices"] {
        assert!(!kept.contains(word), "{kept}");
    }
}
