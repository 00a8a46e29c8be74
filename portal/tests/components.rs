//! Components and pages, drawn in a real browser and used as a person would: what is on the page, where the focus is, what is
//! sent. The server is a script in the page's own `fetch`, so that the real client is under test too.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken expectation is a failed test"
)]

#[path = "components/add.rs"]
mod add;
#[path = "components/device.rs"]
mod device;
#[path = "components/front.rs"]
mod front;
#[path = "components/handoff.rs"]
mod handoff;
#[cfg(feature = "help")]
#[path = "components/help.rs"]
mod help;
mod stage;
#[path = "components/words.rs"]
mod words;

use leptos::prelude::*;
use muster_portal::announcer::{Announcements, Announcer};
use muster_portal::client::Failure;
use muster_portal::components::{Button, Choice, CopyButton, DeviceTile, ProblemNotice, Slots};
use muster_portal::preferences::{Preferences, Theme};
use muster_portal::route::Route;
use muster_portal::text::{Language, Text};
use stage::{Server, Stage, devices, me, problem};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn english() -> Preferences {
    let preferences = Preferences::provide();
    preferences.language.set(Language::English);
    preferences.theme.set(Theme::System);
    preferences
}

// Components.

#[wasm_bindgen_test]
async fn a_busy_button_keeps_the_focus_and_does_nothing() {
    let pressed = RwSignal::new(Vec::new());
    let busy = RwSignal::new(false);
    let stage = Stage::draw(move || {
        view! { <Button busy=busy on_press=move |()| pressed.update(|n: &mut Vec<()>| n.push(()))>"Go"</Button> }
    });
    stage.focus("button");
    stage.click("button").await;
    busy.set(true);
    stage.click("button").await;
    assert_eq!(pressed.with_untracked(Vec::len), 1);
    assert_eq!(
        stage.attribute("button", "aria-disabled").as_deref(),
        Some("true")
    );
    assert!(stage.has_focus("button"));
}

#[wasm_bindgen_test]
async fn a_choice_tells_its_consequences_to_a_screen_reader() {
    let chosen = RwSignal::new(1);
    let stage = Stage::draw(move || {
        view! {
            <Choice name="own" value_name="mine" value=1 chosen label="Mine">
                <li>"Nothing is erased"</li>
            </Choice>
            <Choice name="own" value_name="theirs" value=2 chosen label="Theirs"/>
        }
    });
    let described_by = stage
        .attribute("input[value=mine]", "aria-describedby")
        .unwrap();
    assert!(
        stage
            .text(&format!("#{described_by}"))
            .contains("Nothing is erased")
    );
    assert_eq!(
        stage.attribute("input[value=theirs]", "aria-describedby"),
        None
    );
    stage.click("input[value=theirs]").await;
    assert_eq!(chosen.get_untracked(), 2);
}

#[wasm_bindgen_test]
async fn slots_show_as_many_marks_as_the_limit_and_say_it_in_words() {
    let used = RwSignal::new(2_u32);
    let stage = Stage::draw(move || {
        english();
        view! { <Slots used=used limit=Signal::stored(5_u32) words="2 of 5"/> }
    });
    assert_eq!(stage.count(".slots__used"), 2);
    assert_eq!(stage.count("rect"), 5);
    used.set(7);
    stage
        .until("all five are used", |stage| {
            stage.count(".slots__used") == 5
        })
        .await;
    assert_eq!(stage.count("rect"), 5);
}

#[wasm_bindgen_test]
async fn a_tile_follows_the_language_switch() {
    let preferences = RwSignal::new(None);
    let stage = Stage::draw(move || {
        preferences.set(Some(english()));
        let device = devices(&["enrolled"]).devices.remove(0);
        view! { <DeviceTile device to=Route::Devices/> }
    });
    assert!(stage.text(".tile").contains("Can access"));
    preferences
        .get_untracked()
        .unwrap()
        .language
        .set(Language::German);
    stage.says(".tile", "Hat Zugang").await;
    assert!(stage.attribute("time", "title").unwrap().contains("2026"));
    preferences
        .get_untracked()
        .unwrap()
        .language
        .set(Language::English);
}

#[wasm_bindgen_test]
async fn a_problem_takes_the_focus_and_names_its_code_and_reference() {
    let stage = Stage::draw(|| {
        english();
        let failure = Failure::Refused(Box::new(problem(403, "device-limit-reached")));
        view! { <ProblemNotice failure/> }
    });
    stage.focus_moves_to(".problem").await;
    let words = stage.text(".problem");
    for part in [
        "device-limit-reached",
        "c-1",
        "Cause of device-limit-reached.",
        "Fix it.",
    ] {
        assert!(words.contains(part), "{words}");
    }
}

#[wasm_bindgen_test]
async fn a_second_problem_takes_the_focus_again() {
    let failure = RwSignal::new(Failure::Refused(Box::new(problem(403, "platform-blocked"))));
    let stage = Stage::draw(move || {
        english();
        view! {
            <button id="elsewhere">"x"</button>
            {move || view! { <ProblemNotice failure=failure.get()/> }}
        }
    });
    stage.focus_moves_to(".problem").await;
    stage.focus("#elsewhere");
    failure.set(Failure::Refused(Box::new(problem(
        409,
        "too-many-open-tickets",
    ))));
    stage.says(".problem", "too-many-open-tickets").await;
    stage.focus_moves_to(".problem").await;
}

#[wasm_bindgen_test]
async fn copying_says_so_on_the_button_and_to_a_screen_reader() {
    let stage = Stage::draw(|| {
        english();
        Announcer::provide();
        view! {
            <CopyButton copies="abc" label="Copy it"/>
            <Announcements/>
        }
    });
    stage.click("button").await;
    stage
        .until("something is announced", |stage| {
            !stage.text("[role=status]").is_empty()
        })
        .await;
    let said = stage.text("[role=status]");
    let text = Text::of(Language::English).shell;
    // Headless browsers may refuse the clipboard: then the page must say what to do instead, not that it worked.
    assert!(said == text.copied || said == text.selected, "{said}");
    assert_eq!(stage.text("button"), said);
}

/// What a component's folder draws, where that is not named as the folder is.
#[cfg(feature = "gallery")]
const DRAWN_AS: [(&str, &str); 5] = [
    ("back_link", ".back"),
    ("copyable", ".command button"),
    ("device_tile", ".tile"),
    ("shell", ".bar"),
    ("verdict_card", ".verdict"),
];

#[cfg(feature = "gallery")]
#[wasm_bindgen_test]
async fn the_page_of_components_shows_every_one_of_them() {
    let stage = Stage::app("/components", Some(me(0))).await;
    let folders = include_str!("../src/components/mod.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    for folder in folders {
        let drawn = DRAWN_AS.iter().find(|(name, _)| *name == folder);
        let class = drawn.map_or_else(|| format!(".{folder}"), |(_, class)| (*class).to_owned());
        assert!(
            stage.count(&class) > 0,
            "{folder} is not among the components"
        );
    }
    stage
        .click(".gallery__part:last-of-type .button--danger")
        .await;
    stage
        .until("the dialog is open", |stage| {
            stage.count("dialog[open]") == 1
        })
        .await;
    assert!(stage.text("dialog[open]").contains("What follows"));
}

// Pages, with the real client against a scripted server.

#[wasm_bindgen_test]
async fn devices_are_loading_and_then_there() {
    let server = Server::start();
    server.answer_late("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    let stage = Stage::app("/", Some(me(1))).await;
    assert_eq!(stage.count(".tile--blank"), 3);
    stage.says("h3", "d0").await;
    assert_eq!(stage.count(".tile--blank"), 0);
    stage.says(".slots", "1 of 5 devices used").await;
}

#[wasm_bindgen_test]
async fn a_person_without_devices_is_told_how_to_get_one() {
    let server = Server::start();
    server.answer("GET /api/v1/me", 200, &me(0));
    server.answer("GET /api/v1/me/devices", 200, &devices(&[]));
    let stage = Stage::app("/", Some(me(0))).await;
    stage.says(".empty", "No device yet").await;
}

#[wasm_bindgen_test]
async fn a_list_that_can_not_be_had_can_be_asked_for_again() {
    let server = Server::start();
    server.answer("GET /api/v1/me", 200, &me(0));
    server.unreachable("GET /api/v1/me/devices");
    let stage = Stage::app("/", Some(me(0))).await;
    stage.says(".problem", "can’t be reached").await;
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    stage.click(".problem button").await;
    stage.says("h3", "d0").await;
}

#[wasm_bindgen_test]
async fn who_asks_again_sees_that_it_is_asked() {
    let server = Server::start();
    server.unreachable("GET /api/v1/me/devices");
    let stage = Stage::app("/", Some(me(0))).await;
    stage.says(".problem", "can’t be reached").await;
    server.answer_late(
        "GET /api/v1/me/devices",
        500,
        &problem(500, "internal-fault"),
    );
    stage.click(".problem button").await;
    assert_eq!(stage.count(".tile--blank"), 3);
    stage.says(".problem", "Cause of internal-fault").await;
    stage.focus_moves_to(".problem").await;
}

#[wasm_bindgen_test]
async fn who_comes_back_to_the_page_finds_what_has_changed_and_loses_nothing_where_nothing_is_heard()
 {
    let server = Server::start();
    server.answer("GET /api/v1/me", 200, &me(1));
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    let stage = Stage::app("/", Some(me(1))).await;
    stage.says(".tile .status", "Can access").await;
    server.answer("GET /api/v1/me/devices", 200, &devices(&["expired"]));
    stage::come_back();
    stage.says(".tile .status", "No access").await;
    server.unreachable("GET /api/v1/me/devices");
    stage::come_back();
    stage::frames(10).await;
    assert!(stage.text(".tile .status").contains("No access"));
    assert_eq!(stage.count(".problem"), 0);
}

#[wasm_bindgen_test]
async fn when_the_session_has_ended_the_sign_in_says_so_and_knows_the_organisation() {
    let server = Server::start();
    server.answer("GET /api/v1/me", 401, &problem(401, "sign-in-required"));
    server.answer(
        "GET /api/v1/me/devices",
        401,
        &problem(401, "sign-in-required"),
    );
    let stage = Stage::app("/", Some(me(0))).await;
    stage.says(".sign-in", "Your session has ended").await;
    assert!(stage.text(".brand").contains("Northgate"));
    stage.focus_moves_to("h1").await;
}

#[wasm_bindgen_test]
async fn signing_in_again_goes_on_at_the_same_page() {
    let server = Server::start();
    server.answer("GET /api/v1/me", 200, &me(0));
    server.answer_json(
        "POST /api/v1/session",
        200,
        r#"{"csrf_token":"t","expires_at":"2026-11-23T16:14:01Z"}"#,
    );
    let stage = Stage::app("/add", None).await;
    stage.type_in("#username", "ana@example.com");
    stage.type_in("#password", "secret");
    stage.click("button[type=submit]").await;
    stage.says("h1", "Add a device").await;
    stage.focus_moves_to("h1").await;
    let sent = server.last_body("POST /api/v1/session");
    assert_eq!(
        sent,
        r#"{"username":"ana@example.com","password":"secret"}"#
    );
}

#[wasm_bindgen_test]
async fn a_wrong_password_is_told_at_the_fields_and_what_was_typed_stays() {
    let server = Server::start();
    server.answer("POST /api/v1/session", 401, &problem(401, "sign-in-failed"));
    let stage = Stage::app("/", None).await;
    stage.type_in("#username", "ana@example.com");
    stage.type_in("#password", "wrong");
    stage.click("button[type=submit]").await;
    stage.says("[role=alert]", "not right").await;
    assert_eq!(
        stage.attribute("#password", "aria-invalid").as_deref(),
        Some("true")
    );
    let described_by = stage.attribute("#username", "aria-describedby").unwrap();
    assert!(described_by.starts_with("sign-in-error "), "{described_by}");
    assert_eq!(stage.value("#username"), "ana@example.com");
    stage.focus_moves_to("#password").await;
}

#[wasm_bindgen_test]
async fn a_lock_out_says_when_it_ends() {
    let server = Server::start();
    let mut locked = problem(429, "sign-in-locked");
    locked.retry_after_seconds = Some(600);
    server.answer("POST /api/v1/session", 429, &locked);
    let stage = Stage::app("/", None).await;
    stage.type_in("#username", "ana@example.com");
    stage.type_in("#password", "x");
    stage.click("button[type=submit]").await;
    stage.says("[role=alert]", "try again at ").await;
    assert!(stage.text("[role=alert]").contains(':'));
    assert_eq!(stage.attribute("#password", "aria-invalid"), None);
}

#[wasm_bindgen_test]
async fn the_verdict_changes_with_each_answer_and_a_no_takes_the_next_step_away() {
    let server = Server::start();
    let restrictions = r#"{"macos":{"minimum_version":"14.0","personally_owned":"block"}}"#;
    server.answer_json(
        "GET /api/v1/me/preflight",
        200,
        &stage::preflight(2, restrictions),
    );
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.says("#verdict", "You can add").await;
    stage.choose_platform("macos").await;
    // Its own client makes it personal, whoever says what, unless the organisation has listed it.
    stage.click("input[value=est]").await;
    stage.says("#verdict", "You can’t add a Mac yet").await;
    assert_eq!(stage.count("button[type=submit]"), 0);
    stage.click("input[value=corporate]").await;
    stage.says("#verdict", "You can add a Mac").await;
    stage
        .says(".checks", "The version is checked when it joins")
        .await;
    stage.type_in("#version", "13.6");
    stage.says("#verdict", "You can’t add a Mac yet").await;
    stage.type_in("#version", "26.1");
    stage.says(".checks", "Version 26.1 is allowed").await;
    assert_eq!(stage.count("button[type=submit]"), 1);
}

#[wasm_bindgen_test]
async fn at_the_cap_a_device_is_removed_right_there() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(5, "{}"));
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    let stage = Stage::app("/add", Some(me(5))).await;
    stage.says(".pick", "d0").await;
    assert!(stage.text(".pick").contains("never seen"));
    server.answer_json(
        "DELETE /api/v1/me/devices/dev_00000000000000000000000000",
        204,
        "",
    );
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(4, "{}"));
    stage.click(".verdict .button--primary").await;
    stage.says("#verdict", "You can add").await;
    stage.focus_moves_to("#verdict").await;
    assert_eq!(stage.count(".pick"), 0);
    assert_eq!(stage::path(), "/add");
}

#[wasm_bindgen_test]
async fn without_a_pre_flight_one_can_go_on_all_the_same() {
    let server = Server::start();
    server.unreachable("GET /api/v1/me/preflight");
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.says(".problem", "can’t be reached").await;
    assert_eq!(stage.count("button[type=submit]"), 1);
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    stage.click(".problem button").await;
    stage.says("#verdict", "You can add").await;
}

#[wasm_bindgen_test]
async fn a_linux_machine_gets_one_command_and_the_page_follows_it_to_the_end() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    server.answer_json("POST /api/v1/me/tickets", 201, stage::TICKET);
    let asked = format!("GET /api/v1/me/tickets/{}", stage::TICKET_ID);
    server.answer_json(&asked, 200, &stage::progress("waiting", "null"));
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("linux").await;
    stage.click("button[type=submit]").await;
    stage.says("h1", "Connect your Linux computer").await;
    stage.focus_moves_to("h1").await;
    assert_eq!(stage::path(), format!("/enroll/{}", stage::TICKET_ID));
    let sent = server.last_body("POST /api/v1/me/tickets");
    assert_eq!(
        sent,
        r#"{"platform":"linux","method":"agent","ownership":"personal"}"#
    );
    assert_eq!(
        server.last_header("POST /api/v1/me/tickets", "x-csrf-token"),
        "csrf"
    );
    assert!(stage.text("#command").ends_with("--ticket mt1.secret"));
    stage.says(".line", "Checking every few seconds").await;
    assert!(
        stage
            .text("[aria-current=step]")
            .contains("Certificate issued")
    );
    server.answer_json(&asked, 200, &stage::progress("issued", "null"));
    stage.says("[aria-current=step]", "Device reported").await;
    server.answer_json(&asked, 200, &stage::progress("enrolled", "null"));
    stage.says("h1", "You’re set").await;
    assert!(stage.text(".verdict--ok").contains("d0 is enrolled"));
    let link = stage.attribute(".verdict--ok a", "href").unwrap();
    assert!(link.starts_with("/devices/dev_"), "{link}");
}

#[wasm_bindgen_test]
async fn after_a_reload_the_command_is_gone_and_a_new_one_can_be_had() {
    let server = Server::start();
    let asked = format!("GET /api/v1/me/tickets/{}", stage::TICKET_ID);
    server.answer_json(&asked, 200, &stage::progress("waiting", "null"));
    let stage = Stage::app(&format!("/enroll/{}", stage::TICKET_ID), Some(me(2))).await;
    stage.says("#run", "was shown once").await;
    server.answer_json("POST /api/v1/me/tickets", 201, stage::TICKET);
    stage.click(".button--primary").await;
    stage.says("#command", "mt1.secret").await;
}

#[wasm_bindgen_test]
async fn a_refused_device_says_the_one_cause_and_the_one_fix() {
    let server = Server::start();
    let asked = format!("GET /api/v1/me/tickets/{}", stage::TICKET_ID);
    let refused = r#"{"at":"2026-11-23T16:14:01Z","refusal":{"code":"os-too-old","minimum":"24.04","found":"20.04"}}"#;
    server.answer_json(&asked, 200, &stage::progress("waiting", refused));
    let stage = Stage::app(&format!("/enroll/{}", stage::TICKET_ID), Some(me(2))).await;
    stage.says(".verdict--stop", "runs version 20.04").await;
    let words = stage.text(".verdict--stop");
    for part in [
        "Update the operating system",
        "os-too-old",
        stage::TICKET_ID,
    ] {
        assert!(words.contains(part), "{words}");
    }
}

#[wasm_bindgen_test]
async fn a_device_that_the_rules_removed_says_why_and_how_to_come_back() {
    let server = Server::start();
    let asked = format!("GET /api/v1/me/tickets/{}", stage::TICKET_ID);
    let refused = r#"{"at":"2026-11-23T16:14:01Z","refusal":{"code":"os-too-old","minimum":"24.04","found":"20.04"}}"#;
    let ended = stage::progress("issued", refused).replace(r#""issued","#, r#""ended","#);
    server.answer_json(&asked, 200, &ended);
    let stage = Stage::app(&format!("/enroll/{}", stage::TICKET_ID), Some(me(2))).await;
    stage.says(".verdict--stop", "runs version 20.04").await;
    // Its ticket is spent: the same command would be refused, and nothing is watched any more.
    assert!(!stage.text(".verdict--stop").contains("same command"));
    assert_eq!(stage.count("#command"), 0);
    server.answer_json("POST /api/v1/me/tickets", 201, stage::TICKET);
    server.answer_json(&asked, 200, &stage::progress("waiting", "null"));
    stage.click(".verdict--stop .button--primary").await;
    stage.says("#command", "mt1.secret").await;
}

#[wasm_bindgen_test]
async fn a_server_in_trouble_is_asked_until_it_answers_again() {
    let server = Server::start();
    let asked = format!("GET /api/v1/me/tickets/{}", stage::TICKET_ID);
    server.answer(&asked, 500, &problem(500, "internal-fault"));
    let stage = Stage::app(&format!("/enroll/{}", stage::TICKET_ID), Some(me(2))).await;
    stage.says(".problem", "Cause of internal-fault").await;
    server.answer_json(&asked, 200, &stage::progress("enrolled", "null"));
    stage.says("h1", "You’re set").await;
}

#[wasm_bindgen_test]
async fn who_adds_the_device_in_use_is_told_to_stay_there_and_finds_it_marked() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    server.answer_json("POST /api/v1/me/tickets", 201, stage::TICKET);
    let asked = format!("GET /api/v1/me/tickets/{}", stage::TICKET_ID);
    server.answer_json(&asked, 200, &stage::progress("waiting", "null"));
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    for (own, place) in [
        (false, "On the computer you want to add"),
        (true, "On this computer"),
    ] {
        server.answer_json(&asked, 200, &stage::progress("waiting", "null"));
        stage::forget("muster.this-ticket");
        stage::forget("muster.this-device");
        let stage = Stage::app("/add", Some(me(2))).await;
        stage.says(".subject", "This Linux computer").await;
        if !own {
            // Another one, though of the same kind.
            stage.click(".subject button").await;
            stage.says(".subject", "your choice").await;
        }
        stage.click("button[type=submit]").await;
        stage.says("#run + p", place).await;
        server.answer_json(&asked, 200, &stage::progress("enrolled", "null"));
        stage.says("h1", "You’re set").await;
        stage.click(".back").await;
        stage.says("h3", "d0").await;
        assert_eq!(stage.count(".chip--accent"), u32::from(own), "{place}");
    }
}

#[wasm_bindgen_test]
async fn an_enrollment_of_somebody_else_is_none() {
    let _server = Server::start();
    let stage = Stage::app(&format!("/enroll/{}", stage::TICKET_ID), Some(me(2))).await;
    stage.says("h1", "There is no such enrollment").await;
}

#[wasm_bindgen_test]
async fn a_platform_without_an_agent_gets_a_ticket_and_is_told_that_more_is_to_come() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    server.answer_json("POST /api/v1/me/tickets", 201, stage::MAC_TICKET);
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("macos").await;
    stage.click("input[value=corporate]").await;
    stage.click("input[value=est]").await;
    stage.click("button[type=submit]").await;
    stage.says("h1", "Connect your Mac").await;
    stage.says(".notice", "not there yet").await;
    assert!(stage.text("#commands").contains("TICKET='mt1.secret'"));
    let sent = server.last_body("POST /api/v1/me/tickets");
    assert_eq!(
        sent,
        r#"{"platform":"macos","method":"est","ownership":"corporate"}"#
    );
}

#[wasm_bindgen_test]
async fn a_refused_ticket_keeps_the_answers_and_can_be_asked_for_again() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    server.answer(
        "POST /api/v1/me/tickets",
        403,
        &problem(403, "personal-blocked"),
    );
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("windows").await;
    stage.click("button[type=submit]").await;
    stage.focus_moves_to(".problem").await;
    assert!(stage.checked("input[value=windows]"));
    server.answer_json("POST /api/v1/me/tickets", 201, stage::TICKET);
    stage.click("button[type=submit]").await;
    stage.says("#command", "mt1.secret").await;
}

// A device's page.

const DEVICE: &str = "/devices/dev_00000000000000000000000000";
const DEVICE_API: &str = "/api/v1/me/devices/dev_00000000000000000000000000";

#[wasm_bindgen_test]
async fn a_device_tells_what_is_known_who_says_so_and_what_happened() {
    let server = Server::start();
    server.answer_json(
        &format!("GET {DEVICE_API}"),
        200,
        &stage::detail("Build box", "enrolled"),
    );
    let stage = Stage::app(DEVICE, Some(me(1))).await;
    stage.says("h1", "Build box").await;
    assert!(stage.text("#standing").contains("It can access work"));
    assert!(stage.text(".known").contains("Encrypted"));
    // Said once for all of them.
    assert_eq!(stage.count(".known__since"), 1);
    assert!(stage.text(".known__since").contains("The device says so"));
    assert!(stage.text(".log").contains("Certificate issued"));
    stage
        .until("the title names it", |_| {
            document().title() == "Build box · Northgate"
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_new_name_is_checked_sent_and_shown_and_a_lost_connection_keeps_it() {
    let server = Server::start();
    server.answer_json(
        &format!("GET {DEVICE_API}"),
        200,
        &stage::detail("Build box", "enrolled"),
    );
    let stage = Stage::app(DEVICE, Some(me(1))).await;
    stage.says("h1", "Build box").await;
    stage.click("#rename").await;
    stage.focus_moves_to("#new-name").await;
    stage.type_in("#new-name", "   ");
    stage.click(".act__form button[type=submit]").await;
    stage.says("#new-name-error", "1 to 64").await;
    stage.type_in("#new-name", "Render box");
    server.unreachable(&format!("PATCH {DEVICE_API}"));
    stage.click(".act__form button[type=submit]").await;
    stage.says(".problem", "can’t be reached").await;
    assert_eq!(stage.value("#new-name"), "Render box");
    let mut renamed = devices(&["enrolled"]).devices.remove(0);
    renamed.name = "Render box".to_owned();
    server.answer(&format!("PATCH {DEVICE_API}"), 200, &renamed);
    server.answer_json(
        &format!("GET {DEVICE_API}"),
        200,
        &stage::detail("Render box", "enrolled"),
    );
    stage.click(".act__form button[type=submit]").await;
    stage.says("h1", "Render box").await;
    stage.focus_moves_to("#rename").await;
    let sent = server.last_body(&format!("PATCH {DEVICE_API}"));
    assert_eq!(sent, r#"{"name":"Render box"}"#);
}

#[wasm_bindgen_test]
async fn removing_a_device_is_asked_once_more_and_then_shown() {
    let server = Server::start();
    server.answer_json(
        &format!("GET {DEVICE_API}"),
        200,
        &stage::detail("Build box", "enrolled"),
    );
    let stage = Stage::app(DEVICE, Some(me(1))).await;
    stage.says("h1", "Build box").await;
    stage.click(".button--danger").await;
    assert!(stage.text("#remove").contains("Remove Build box?"));
    server.answer_json(&format!("DELETE {DEVICE_API}"), 204, "");
    server.answer_json(
        &format!("GET {DEVICE_API}"),
        200,
        &stage::detail("Build box", "retired"),
    );
    stage.click("#remove .button--stop").await;
    stage.says("#standing", "It is removed").await;
    stage.focus_moves_to("h1").await;
    assert_eq!(stage.count(".acts"), 0);
}

#[wasm_bindgen_test]
async fn a_device_of_somebody_else_is_none() {
    let _server = Server::start();
    let stage = Stage::app(DEVICE, Some(me(1))).await;
    stage.says("h1", "There is no such device").await;
}

#[wasm_bindgen_test]
async fn a_sign_out_that_fails_is_not_shown_as_done() {
    let server = Server::start();
    server.unreachable("DELETE /api/v1/session");
    let stage = Stage::app("/add", Some(me(0))).await;
    stage.click(".menu__end button").await;
    stage.says(".menu [role=alert]", "can’t be reached").await;
    assert_eq!(stage.text("h1"), "Add a device");
    server.answer_json("DELETE /api/v1/session", 204, "");
    stage.click(".menu__end button").await;
    stage.says(".sign-in", "You are signed out.").await;
}

#[wasm_bindgen_test]
async fn a_link_changes_the_address_the_title_and_the_focus() {
    let server = Server::start();
    server.answer("GET /api/v1/me", 200, &me(0));
    server.answer("GET /api/v1/me/devices", 200, &devices(&[]));
    let stage = Stage::app("/", Some(me(0))).await;
    stage.click("a[href='/add']").await;
    stage.says("h1", "Add a device").await;
    stage.focus_moves_to("h1").await;
    assert_eq!(stage::path(), "/add");
    assert_eq!(document().title(), "Add a device · Northgate");
    stage::back();
    stage.says("h1", "My devices").await;
}

// Found by the keyboard journey: following an anchor fires `popstate`, which took the focus back to the heading.
#[wasm_bindgen_test]
async fn the_skip_link_moves_the_focus_past_the_frame_and_leaves_it_there() {
    let _server = Server::start();
    let stage = Stage::app("/nowhere", Some(me(0))).await;
    stage.click(".skip").await;
    stage.focus_moves_to("main").await;
    stage::frames(3).await;
    let has_it = document()
        .active_element()
        .map(|has_it| has_it.outer_html());
    assert!(stage.has_focus("main"), "the focus is on {has_it:?}");
}

#[wasm_bindgen_test]
async fn the_theme_switch_sets_the_root_and_is_remembered() {
    let server = Server::start();
    server.answer("GET /api/v1/me", 200, &me(0));
    let stage = Stage::app("/nowhere", Some(me(0))).await;
    assert_eq!(stage.text("h1"), "There is no such page");
    stage.click(".menu input[name=theme] >> 2").await;
    let root = document().document_element().unwrap();
    stage
        .until("the page is dark", |_| {
            root.get_attribute("data-theme").as_deref() == Some("dark")
        })
        .await;
    assert_eq!(
        muster_portal::browser::stored("muster.theme").as_deref(),
        Some("dark")
    );
    stage.click(".menu input[name=theme] >> 0").await;
    stage
        .until("the device decides", |_| {
            root.get_attribute("data-theme").is_none()
        })
        .await;
    assert_eq!(muster_portal::browser::stored("muster.theme"), None);
}
