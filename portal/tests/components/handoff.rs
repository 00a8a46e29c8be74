//! The end of an enrollment as it is, its steps, and going on with it on another device.

use leptos::prelude::*;
use muster_portal::App;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{self, Server, Stage, devices, me};

const DEVICE: &str = "GET /api/v1/me/devices/dev_00000000000000000000000000";
const CONFIGURATION: &str = "GET /api/v1/me/devices/dev_00000000000000000000000000/configuration";
const DIGEST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn asked() -> String {
    format!("GET /api/v1/me/tickets/{}", stage::TICKET_ID)
}

fn page() -> String {
    format!("/enroll/{}", stage::TICKET_ID)
}

/// A device that is asked for its disk's encryption, with this much said of its compliance.
fn device(compliance: &str, result: &str) -> (String, String) {
    let device = serde_json::to_string(&devices(&["enrolled"]).devices.remove(0)).unwrap();
    let device = device.replacen('{', &format!("{{{compliance}"), 1);
    let remedy = if result == "compliant" {
        ""
    } else {
        r#","remedy":"Encrypt it.""#
    };
    let detail = format!(
        r#"{{"device":{device},"facts":[],"refused":null,"history":[],
        "compliance":[{{"setting":"disk_encryption","result":"{result}","expected":"encrypted"{remedy}}}]}}"#
    );
    (device, detail)
}

/// The progress of an enrolled device.
fn enrolled(device: &str) -> String {
    let plain = serde_json::to_string(&devices(&["enrolled"]).devices.remove(0)).unwrap();
    stage::progress("enrolled", "null").replace(&plain, device)
}

#[wasm_bindgen_test]
async fn a_device_that_the_rules_bar_is_not_said_to_have_access_until_it_has() {
    let server = Server::start();
    let (barred, detail) = device(r#""compliance":"not_compliant","#, "not_compliant");
    server.answer_json(&asked(), 200, &enrolled(&barred));
    server.answer_json(DEVICE, 200, &detail);
    server.answer_json(CONFIGURATION, 200, r#"{"settings":[]}"#);
    let stage = Stage::app(&page(), Some(me(2))).await;
    stage.says(".verdict--stop", "Disk encryption").await;
    stage.says("h1", "One thing is left to do").await;
    let words = stage.text(".page");
    assert!(!words.contains("can access work"), "{words}");
    let link = stage.attribute(".verdict--stop a.button--primary", "href");
    assert_eq!(
        link.as_deref(),
        Some("/devices/dev_00000000000000000000000000")
    );
    // The person puts it right, and the page sees it by itself.
    let (_, detail) = device(r#""compliance":"compliant","#, "compliant");
    server.answer_json(DEVICE, 200, &detail);
    stage.says("h1", "You’re set").await;
    assert!(stage.text(".verdict--ok").contains("can access work"));
}

#[wasm_bindgen_test]
async fn a_device_with_a_term_says_until_when_and_for_what() {
    let server = Server::start();
    let term = r#""compliance":"in_grace_period","grace_until":"2036-11-23T16:14:01Z","#;
    let (tolerated, detail) = device(term, "not_compliant");
    server.answer_json(&asked(), 200, &enrolled(&tolerated));
    server.answer_json(DEVICE, 200, &detail);
    server.answer_json(CONFIGURATION, 200, r#"{"settings":[]}"#);
    let stage = Stage::app(&page(), Some(me(2))).await;
    stage.says(".verdict--warn", "Disk encryption").await;
    let words = stage.text(".verdict--warn");
    assert!(words.contains("2036"), "{words}");
    assert!(!words.contains("can access work"), "{words}");
    stage.says(".steps", "It breaks a rule").await;
}

#[wasm_bindgen_test]
async fn the_steps_go_on_until_the_policies_have_come() {
    let server = Server::start();
    let (device, detail) = device(r#""compliance":"compliant","#, "compliant");
    server.answer_json(&asked(), 200, &enrolled(&device));
    server.answer_json(DEVICE, 200, &detail);
    let configuration = |reported: &str, state: &str| {
        format!(
            r#"{{"version":"{DIGEST}"{reported},"settings":[{{"key":"password.length","state":"{state}","profiles":[]}},
            {{"key":"wifi","state":"not_applicable","profiles":[]}}]}}"#
        )
    };
    server.answer_json(CONFIGURATION, 200, &configuration("", "pending"));
    let stage = Stage::app(&page(), Some(me(2))).await;
    stage.says("[aria-current=step]", "Policies received").await;
    stage.says("[aria-current=step]", "on their way: 1").await;
    let reported = format!(r#","reported_version":"{DIGEST}""#);
    server.answer_json(CONFIGURATION, 200, &configuration(&reported, "success"));
    stage.says(".steps", "in force: 1 of 1").await;
    stage
        .says(".steps", "It keeps your organisation’s rules")
        .await;
    assert_eq!(stage.count(".step--done"), 4);
}

/// The portal as a link from another device opens it.
fn handed(ticket: &str) -> Stage {
    let history = window().history().unwrap();
    let address = format!("/enroll/{ticket}");
    history
        .push_state_with_url(&JsValue::NULL, "", Some(&address))
        .unwrap();
    muster_portal::browser::store("muster.language", Some("en"));
    Stage::draw(|| {
        let secret = Some("mt1.handed".to_owned());
        view! { <App me=Some(me(2)) secret/> }
    })
}

#[wasm_bindgen_test]
async fn who_opens_a_link_from_another_device_gets_exactly_its_ticket() {
    let server = Server::start();
    server.answer_json(&asked(), 200, &stage::progress("waiting", "null"));
    let stage = handed(stage::TICKET_ID);
    stage.says("#command", "--ticket mt1.handed").await;
    // It was asked for by nobody: there is one ticket, and it is this one.
    assert_eq!(stage.count(".notice"), 0);
}

#[wasm_bindgen_test]
async fn a_link_whose_ticket_has_been_used_says_so() {
    let server = Server::start();
    server.answer_json(&asked(), 200, &stage::progress("issued", "null"));
    let stage = handed(stage::TICKET_ID);
    stage.says(".notice", "has been used").await;
    assert_eq!(stage.count("#command"), 0);
}

#[wasm_bindgen_test]
async fn a_link_is_of_no_use_to_somebody_else() {
    let _server = Server::start();
    let stage = handed(stage::TICKET_ID);
    stage.says("h1", "There is no such enrollment").await;
    assert!(!stage.text(".page").contains("mt1.handed"));
}

#[wasm_bindgen_test]
async fn a_phone_is_offered_the_link_as_text_even_where_no_picture_can_be_drawn() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    let ticket = stage::MAC_TICKET.replace("macos", "ios");
    server.answer_json("POST /api/v1/me/tickets", 201, &ticket);
    server.answer_json(&asked(), 200, &stage::progress("waiting", "null"));
    stage::forget("muster.this-ticket");
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("ios").await;
    stage.click("button[type=submit]").await;
    let origin = window().location().origin().unwrap();
    let link = format!("{origin}/enroll/{}#mt1.secret", stage::TICKET_ID);
    stage.says("#link", &link).await;
    // What draws it is in no build of these tests.
    stage.says(".qr", "Use the link below").await;
}

#[wasm_bindgen_test]
async fn a_computer_s_way_to_another_device_is_folded_away() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    server.answer_json("POST /api/v1/me/tickets", 201, stage::MAC_TICKET);
    let waiting = stage::progress("waiting", "null").replace("linux", "macos");
    server.answer_json(&asked(), 200, &waiting);
    stage::forget("muster.this-ticket");
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("macos").await;
    stage.click("button[type=submit]").await;
    let summary = "section > details > summary";
    stage.says(summary, "Continue on the new device").await;
    assert_eq!(stage.count("#link"), 0);
    stage.click(summary).await;
    stage.says("#link", "#mt1.secret").await;
}

#[wasm_bindgen_test]
async fn a_renewed_ticket_keeps_the_category() {
    let server = Server::start();
    let waiting = stage::progress("waiting", "null");
    let waiting = waiting.replacen('{', r#"{"category":"lab","#, 1);
    server.answer_json(&asked(), 200, &waiting);
    let stage = Stage::app(&page(), Some(me(2))).await;
    stage.says("#run", "was shown once").await;
    server.answer_json("POST /api/v1/me/tickets", 201, stage::TICKET);
    stage.click(".button--primary").await;
    stage.says("#command", "mt1.secret").await;
    assert_eq!(
        server.last_body("POST /api/v1/me/tickets"),
        r#"{"platform":"linux","method":"agent","ownership":"personal","category":"lab"}"#
    );
}

#[wasm_bindgen_test]
async fn a_link_for_it_is_offered_where_a_decision_is_recorded_and_nowhere_else() {
    let server = Server::start();
    let refused = |decision: &str| {
        let refused = format!(
            r#"{{"at":"2026-11-23T16:14:01Z","refusal":{{"code":"os-too-old","minimum":"24.04","found":"20.04"}}{decision}}}"#
        );
        stage::progress("waiting", &refused)
    };
    server.answer_json(&asked(), 200, &refused(""));
    {
        let stage = Stage::app(&page(), Some(me(2))).await;
        stage.says(".verdict--stop", "os-too-old").await;
        assert!(!stage.text(".verdict--stop").contains("link for IT"));
    }
    let recorded = refused(r#","decision":7"#);
    let enrollee = r#"{"enrollee":"enr_00000000000000000000000000","#;
    server.answer_json(&asked(), 200, &recorded.replacen('{', enrollee, 1));
    let stage = Stage::app(&page(), Some(me(2))).await;
    stage.says(".verdict--stop", "Copy a link for IT").await;
    assert!(stage.text(".verdict--stop").contains("os-too-old"));
}
