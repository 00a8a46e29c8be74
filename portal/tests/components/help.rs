//! The help's bundle: what IT sees, the account, and whom to ask.

use muster_shared::api::{DeviceFactName, PrivacyFacts};
use muster_shared::device::KeptFacts;
use muster_shared::device::rights::Keep;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{self, Server, Stage, devices, me, problem};

const PRIVACY: &str = "GET /api/v1/me/privacy";
const DEVICE: &str = "/privacy/dev_00000000000000000000000000";
const DEVICE_API: &str = "GET /api/v1/me/devices/dev_00000000000000000000000000";
const SET_API: &str = "GET /api/v1/me/devices/dev_00000000000000000000000000/configuration";
const ON_IT_API: &str = "GET /api/v1/me/devices/dev_00000000000000000000000000/installed";
const TERMS: &str = "GET /api/v1/me/terms";
const EVERYWHERE: &str = "DELETE /api/v1/session?everywhere=true";

/// What is kept with these choices of the organisation's.
fn kept(choices: &[(DeviceFactName, Keep)]) -> PrivacyFacts {
    PrivacyFacts::of(&KeptFacts::new(choices.iter().copied().collect()), &[])
}

/// A device by the agent, with a fact, and two things set on it.
fn answer_device(server: &Server, status: &str, ownership: &str) {
    let detail = stage::detail("Build box", status)
        .replace("\"est\"", "\"agent\"")
        .replace("\"personal\"", &format!("\"{ownership}\""));
    server.answer_json(DEVICE_API, 200, &detail);
    server.answer_json(
        SET_API,
        200,
        r#"{"settings":[{"key":"password:minimum_length","state":"success","value":"12","profiles":["base"]},
        {"key":"file:/etc/motd","state":"not_applicable","profiles":["base"],"reason":"only a device of the organisation's takes it"}]}"#,
    );
    // One's own lists nothing, and is not asked for it.
    if ownership == "corporate" {
        server.answer_json(ON_IT_API, 200, "{}");
    }
}

/// The row of the page's first table that begins with a fact's name: what it says of one's own devices and the company's.
fn row(stage: &Stage, name: &str) -> (String, String) {
    let rows = stage.count(".yesno th[scope=row]");
    let place = (0..rows)
        .find(|place| {
            let selector = format!(".yesno th[scope=row] >> {place}");
            stage.text(&selector).starts_with(name)
        })
        .expect(name);
    let cell = |column: u32| {
        let number = place.saturating_mul(2).saturating_add(column);
        stage.text(&format!(".yesno td >> {number}"))
    };
    (cell(0), cell(1))
}

#[wasm_bindgen_test]
async fn what_it_sees_lists_every_fact_as_the_settings_have_it_now() {
    let server = Server::start();
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    server.answer(PRIVACY, 200, &kept(&[]));
    let stage = Stage::help("/privacy", Some(me(1))).await;
    stage.says("#tells", "What devices tell").await;
    let facts = u32::try_from(DeviceFactName::ALL.len()).unwrap();
    // The second table is of what IT can do.
    let of_facts =
        stage.count(".yesno tbody + tbody th[scope=row], .yesno tbody:has(+ tbody) th[scope=row]");
    assert_eq!(of_facts, facts);
    let says = |own: &str, company: &str| (own.to_owned(), company.to_owned());
    assert_eq!(row(&stage, "IMEI"), says("Not kept", "Kept"));
    assert_eq!(row(&stage, "Serial number"), says("Kept", "Kept"));
    assert_eq!(
        row(&stage, "Erase everything"),
        says("Not possible", "Possible")
    );
    assert_eq!(row(&stage, "Set files"), says("Not possible", "Possible"));
    assert!(
        stage
            .text("section[aria-labelledby=scripts]")
            .contains("No scripts")
    );
    assert_eq!(stage.attribute(".yours a", "href").as_deref(), Some(DEVICE));
    drop(stage);

    // An administrator keeps less from now on, and has scripts look for something.
    let mut fewer = kept(&[
        (DeviceFactName::SerialNumber, Keep::CorporateOnly),
        (DeviceFactName::HostName, Keep::Never),
    ]);
    fewer.scripts_look_for.push("ScreenLockMinutes".to_owned());
    server.answer(PRIVACY, 200, &fewer);
    let stage = Stage::help("/privacy", Some(me(1))).await;
    stage.says("#tells", "What devices tell").await;
    assert_eq!(row(&stage, "Serial number"), says("Not kept", "Kept"));
    assert_eq!(row(&stage, "Its own name"), says("Not kept", "Not kept"));
    assert!(
        stage
            .text("section[aria-labelledby=scripts]")
            .contains("ScreenLockMinutes")
    );
}

#[wasm_bindgen_test]
async fn of_ones_own_device_its_values_stand_there_and_what_it_can_and_cannot_do() {
    let server = Server::start();
    let mut facts = kept(&[]);
    facts.scripts_look_for.push("ScreenLockMinutes".to_owned());
    server.answer(PRIVACY, 200, &facts);
    answer_device(&server, "enrolled", "personal");
    let stage = Stage::help(DEVICE, Some(me(1))).await;
    stage.says("h1", "What IT sees of Build box").await;
    let known = stage.text("section[aria-labelledby=known]");
    for words in [
        "Encrypted",
        "It says so, ",
        "It may tell, and has not: System, ",
        "Not kept of it, even if it tells: IMEI",
    ] {
        assert!(known.contains(words), "{words}: {known}");
    }
    let can = stage.text("section[aria-labelledby=can] ul >> 0");
    let cannot = stage.text("section[aria-labelledby=can] ul >> 1");
    assert!(
        can.contains("Lock its screen") && can.contains("Declare it a company device"),
        "{can}"
    );
    assert!(
        cannot.contains("Erase everything on itNot on your own device"),
        "{cannot}"
    );
    let set = stage.text("section[aria-labelledby=set]");
    assert!(
        set.contains("At least 12 characters") && set.contains("In force"),
        "{set}"
    );
    assert!(!set.contains("motd"), "{set}");
    // No script ever runs on it, so none is spoken of.
    assert_eq!(stage.count("#scripts"), 0);
    assert_eq!(
        stage.attribute(".card__foot a", "href").as_deref(),
        Some("/devices/dev_00000000000000000000000000")
    );
}

#[wasm_bindgen_test]
async fn on_a_company_device_more_can_be_done_and_scripts_may_look() {
    let server = Server::start();
    let mut facts = kept(&[]);
    facts.scripts_look_for.push("ScreenLockMinutes".to_owned());
    server.answer(PRIVACY, 200, &facts);
    answer_device(&server, "enrolled", "corporate");
    let stage = Stage::help(DEVICE, Some(me(1))).await;
    stage.says("#can", "What IT can do").await;
    let can = stage.text("section[aria-labelledby=can] ul >> 0");
    assert!(
        can.contains("Set files") && can.contains("name it has in the network"),
        "{can}"
    );
    assert!(!can.contains("Declare it"), "{can}");
    assert!(
        stage
            .text("section[aria-labelledby=scripts]")
            .contains("ScreenLockMinutes")
    );
}

#[wasm_bindgen_test]
async fn what_a_company_device_has_listed_stands_there_as_it_sees_it() {
    let server = Server::start();
    server.answer(PRIVACY, 200, &kept(&[]));
    answer_device(&server, "enrolled", "corporate");
    let stage = Stage::help(DEVICE, Some(me(1))).await;
    stage.says("#can", "What IT can do").await;
    assert_eq!(stage.count("#on-it"), 0);
    drop(stage);

    server.answer_json(
        ON_IT_API,
        200,
        r#"{"apps":{"listed_at":"2026-11-01T10:00:00Z","count":3,"apps":[{"name":"Pages","identifier":"com.apple.Pages","version":"14.2"},
        {"name":"Sketch"}]},"certificates":{"listed_at":"2026-11-01T10:00:00Z","count":1,"certificates":[{"name":"VPN",
        "issuer":"Example CA","not_after":"2027-05-01T10:00:00Z","sha256":"00","is_identity":true}]}}"#,
    );
    let stage = Stage::help(DEVICE, Some(me(1))).await;
    stage.says("#on-it", "What is on it").await;
    let lists = stage.text("section[aria-labelledby=on-it]");
    for words in [
        "Apps: 3, listed ",
        "PagesVersion 14.2",
        "And 1 more, which are not kept.",
        "Certificates: 1",
        "from Example CA, ends ",
    ] {
        assert!(lists.contains(words), "{words}: {lists}");
    }
}

#[wasm_bindgen_test]
async fn of_a_device_that_has_left_nothing_is_said_to_be_possible() {
    let server = Server::start();
    server.answer(PRIVACY, 200, &kept(&[]));
    answer_device(&server, "retired", "personal");
    server.answer(SET_API, 404, &problem(404, "not-found"));
    let stage = Stage::help(DEVICE, Some(me(1))).await;
    stage.says(".notice", "It has left.").await;
    assert_eq!(stage.count("#can"), 0);
    assert_eq!(stage.count("#set"), 0);
    assert!(
        stage
            .text("section[aria-labelledby=known]")
            .contains("Encrypted")
    );
}

#[wasm_bindgen_test]
async fn a_device_of_somebody_else_is_none_here_either() {
    let server = Server::start();
    server.answer(PRIVACY, 200, &kept(&[]));
    server.answer(DEVICE_API, 404, &problem(404, "not-found"));
    let stage = Stage::help(DEVICE, Some(me(1))).await;
    stage.says("h1", "There is no such device").await;
    assert_eq!(
        stage.attribute("a.button--primary", "href").as_deref(),
        Some("/")
    );
    assert_eq!(stage.count(".privacy"), 0);
}

#[wasm_bindgen_test]
async fn what_is_never_read_stands_there_while_the_rest_cannot_be_loaded() {
    let server = Server::start();
    server.unreachable(PRIVACY);
    let stage = Stage::help("/privacy", Some(me(1))).await;
    stage.says(".problem", "can’t be reached").await;
    assert_eq!(stage.count("[aria-labelledby=never] li"), 5);
    server.answer(PRIVACY, 200, &kept(&[]));
    server.answer("GET /api/v1/me/devices", 200, &devices(&[]));
    stage.click(".problem__actions button").await;
    stage
        .says("[aria-labelledby=yours]", "You have no devices.")
        .await;
}

#[wasm_bindgen_test]
async fn a_session_that_ends_in_the_help_leads_to_the_sign_in_and_back() {
    let server = Server::start();
    server.answer(PRIVACY, 401, &problem(401, "sign-in-required"));
    let stage = Stage::help("/privacy", Some(me(1))).await;
    stage.says(".sign-in", "Your session has ended.").await;
    let created = r#"{"csrf_token":"t","expires_at":"2036-11-23T16:14:01Z"}"#;
    server.answer_json("POST /api/v1/session", 200, created);
    server.answer("GET /api/v1/me", 200, &me(1));
    server.answer(PRIVACY, 200, &kept(&[]));
    server.answer("GET /api/v1/me/devices", 200, &devices(&[]));
    stage.type_in("#username", "ana@example.com");
    stage.type_in("#password", "right");
    stage.click(".sign-in button[type=submit]").await;
    stage.says("#tells", "What devices tell").await;
    assert_eq!(stage::path(), "/privacy");
}

#[wasm_bindgen_test]
async fn the_account_tells_which_terms_are_accepted_and_in_which_version() {
    let server = Server::start();
    server.answer(TERMS, 500, &problem(500, "internal-fault"));
    let stage = Stage::help("/account", Some(me(1))).await;
    assert!(
        stage
            .text("[aria-labelledby=account-who]")
            .contains("ana@example.com")
    );
    stage.says(".problem", "internal-fault").await;
    server.answer_json(
        TERMS,
        200,
        r#"{"terms":[{"terms":"use","version":3,"title":"Use of devices","summary":"Be kind.","text":"Be kind.\nBe careful.",
        "accepted_at":"2026-11-23T16:14:01Z"},{"terms":"lab","version":1,"title":"The laboratory","summary":"","text":"No food."}]}"#,
    );
    stage.click(".problem__actions button").await;
    stage
        .says("[aria-labelledby=account-terms] li", "Version 3, accepted ")
        .await;
    let open = stage.text("[aria-labelledby=account-terms] li >> 1");
    assert!(
        open.contains("Version 1, not accepted yet") && open.contains("No food."),
        "{open}"
    );
    server.answer_json(TERMS, 200, r#"{"terms":[]}"#);
    drop(stage);
    let stage = Stage::help("/account", Some(me(1))).await;
    stage
        .says("[aria-labelledby=account-terms]", "asks you to accept none")
        .await;
}

#[wasm_bindgen_test]
async fn signing_out_everywhere_is_asked_for_once_and_not_shown_as_done_when_it_failed() {
    let server = Server::start();
    server.answer_json(TERMS, 200, r#"{"terms":[]}"#);
    server.unreachable(EVERYWHERE);
    let stage = Stage::help("/account", Some(me(1))).await;
    stage.click(".way .button--danger").await;
    stage.says(".problem", "can’t be reached").await;
    stage.says("h1", "Account").await;
    server.answer_json(EVERYWHERE, 204, "");
    stage.click(".way .button--danger").await;
    stage.says(".sign-in", "You are signed out.").await;
    assert_eq!(server.last_header(EVERYWHERE, "x-csrf-token"), "csrf");
}

#[wasm_bindgen_test]
async fn the_switches_of_the_account_and_of_the_menu_are_one() {
    let server = Server::start();
    server.answer_json(TERMS, 200, r#"{"terms":[]}"#);
    let stage = Stage::help("/account", Some(me(1))).await;
    stage.click("input[name=account-language] >> 1").await;
    stage.says("h1", "Konto").await;
    assert!(stage.checked(".menu input[name=language] >> 1"));
    stage.click(".menu input[name=language] >> 0").await;
    stage.says("h1", "Account").await;
    assert!(stage.checked("input[name=account-language] >> 0"));
}

#[wasm_bindgen_test]
async fn the_help_says_first_whom_to_ask_also_while_the_guides_cannot_be_loaded() {
    let server = Server::start();
    server.answer_json(
        "GET /api/v1/branding",
        200,
        r#"{"branding":{"contact_name":"Service Desk","contact_phone":"+49 30 1","note":"Mon to Fri"}}"#,
    );
    server.answer(
        "GET /api/v1/guides?language=en",
        500,
        &problem(500, "internal-fault"),
    );
    let stage = Stage::help("/help/", Some(me(1))).await;
    stage.says(".problem", "internal-fault").await;
    stage
        .says("[aria-labelledby=contact]", "Service Desk")
        .await;
    assert_eq!(
        stage.attribute(".ask a", "href").as_deref(),
        Some("tel:+49301")
    );
    assert_eq!(stage.text("main section h2 >> 0"), "Ask your IT");
    assert!(stage.count("[aria-labelledby=faq] details") >= 8);
    stage.click("[aria-labelledby=faq] summary").await;
    assert!(
        stage
            .text("[aria-labelledby=faq] details[open]")
            .contains("What IT sees")
    );
}
