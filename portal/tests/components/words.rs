//! What is said before it happens, what waits, who may do what, and pages that go on by themselves when a connection returns.

use leptos::prelude::*;
use muster_portal::client::Failure;
use muster_portal::components::ProblemNotice;
use muster_portal::preferences::{Preferences, Theme};
use muster_portal::text::Language;
use muster_shared::api::Me;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{self, Server, Stage, devices, me, problem};

const OWN: &str = "GET /api/v1/me/configuration?platform=linux&method=agent&ownership=personal";
const COMPANYS: &str =
    "GET /api/v1/me/configuration?platform=linux&method=agent&ownership=corporate";
const NOTHING: &str = r#"{"reachable":true,"settings":[],"may_change":false}"#;
const DEVICE: &str = "/devices/dev_00000000000000000000000000";
const DEVICE_API: &str = "GET /api/v1/me/devices/dev_00000000000000000000000000";

/// So many files, a rule for passwords, a text that profiles do not agree on, and what a device like this does not take.
fn foreseen(files: usize) -> String {
    let files: String = (0..files)
        .map(|number| {
            format!(r#"{{"key":"file:/etc/f{number}","state":"pending","value":"9 bytes","profiles":["base"]}},"#)
        })
        .collect();
    format!(
        r#"{{"reachable":true,"may_change":true,"settings":[{files}
        {{"key":"login_banner","state":"conflict","profiles":["a","b"]}},
        {{"key":"password:minimum_length","state":"pending","value":"14","profiles":["base"]}},
        {{"key":"sysctl:kernel.panic","state":"not_applicable","profiles":["base"]}}]}}"#
    )
}

/// Add a device, on a Linux machine.
async fn add(server: &Server) -> Stage {
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("linux").await;
    stage
}

#[wasm_bindgen_test]
async fn before_a_device_is_added_it_is_said_what_will_be_set_on_it_for_each_answer() {
    let server = Server::start();
    server.answer_json(OWN, 200, NOTHING);
    server.answer_json(COMPANYS, 200, &foreseen(6));
    let stage = add(&server).await;
    let way = "fieldset .stack";
    stage
        .says(way, "Your organisation sets nothing on it.")
        .await;
    stage.click("input[value=corporate]").await;
    stage.says(way, "What will be set on it (7)").await;
    let told = stage.text("fieldset .stack details:has(dl)");
    for part in [
        "/etc/f0",
        "2 more",
        "At least 14 characters",
        "it is wanted in two ways",
        "As soon as it has joined.",
        "can still change this",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("kernel.panic"), "{told}");
    let shown = "fieldset .stack > details > .more__body > dl > div";
    assert_eq!(stage.count(shown), 6);
    // By a bare certificate client nothing is set, which its consequences say.
    stage.click("input[value=est]").await;
    stage
        .until("nothing is said of settings", |stage| {
            stage.count("fieldset .stack dl") == 0
        })
        .await;
    assert!(!stage.text(way).contains("sets nothing"));
}

#[wasm_bindgen_test]
async fn the_page_with_the_command_says_what_will_be_set_before_it_is_run() {
    let server = Server::start();
    let asked = format!("GET /api/v1/me/tickets/{}", stage::TICKET_ID);
    server.answer_json(&asked, 200, &stage::progress("waiting", "null"));
    server.answer_json("POST /api/v1/me/tickets", 201, stage::TICKET);
    server.unreachable(OWN);
    let stage = add(&server).await;
    stage.click("button[type=submit]").await;
    stage.says("#command", "mt1.secret").await;
    stage
        .says("[aria-labelledby=set-before]", "could not be loaded")
        .await;
    server.answer_json(OWN, 200, &foreseen(0));
    stage::happens("offline");
    stage::happens("online");
    stage
        .says("[aria-labelledby=set-before] dl", "At least 14 characters")
        .await;
    // It is said while there is something to do, and no longer.
    server.answer_json(&asked, 200, &stage::progress("issued", "null"));
    stage
        .until("the command is gone", |stage| stage.count("#command") == 0)
        .await;
    assert_eq!(stage.count("#set-before"), 0);
}

#[wasm_bindgen_test]
async fn a_tile_says_how_much_its_device_is_still_asked_for_and_follows_it() {
    let server = Server::start();
    server.answer("GET /api/v1/me", 200, &me(1));
    let mut list = devices(&["enrolled"]);
    list.devices[0].open_commands = 1;
    server.answer("GET /api/v1/me/devices", 200, &list);
    let stage = Stage::app("/", Some(me(1))).await;
    stage.says(".tile__waiting", "1 action waiting").await;
    list.devices[0].open_commands = 2;
    server.answer("GET /api/v1/me/devices", 200, &list);
    stage::come_back();
    stage.says(".tile__waiting", "2 actions waiting").await;
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    stage::come_back();
    stage
        .until("nothing waits", |stage| stage.count(".tile__waiting") == 0)
        .await;
}

#[wasm_bindgen_test]
async fn terms_that_have_changed_are_explained_in_the_persons_language() {
    let stage = Stage::draw(|| {
        let preferences = Preferences::provide();
        preferences.language.set(Language::German);
        preferences.theme.set(Theme::System);
        let failure = Failure::Refused(Box::new(problem(422, "terms-changed")));
        view! { <ProblemNotice failure/> }
    });
    stage.says(".problem__cause", "haben sich geändert").await;
    assert_eq!(stage.attribute(".problem__cause", "lang"), None);
    muster_portal::browser::store("muster.language", Some("en"));
}

fn manager() -> Me {
    let mut me = me(5);
    me.enrollment_manager = true;
    me
}

#[wasm_bindgen_test]
async fn who_adds_devices_for_others_is_offered_nothing_that_only_it_does_and_is_told_why() {
    let server = Server::start();
    server.answer_json(DEVICE_API, 200, &stage::detail("Build box", "enrolled"));
    let stage = Stage::app(DEVICE, Some(manager())).await;
    stage.says("h1", "Build box").await;
    stage
        .says("[aria-labelledby=actions]", "You add devices for others.")
        .await;
    for action in ["#rename", "#do-remove", "#do-lock", "#do-sync"] {
        assert_eq!(stage.count(action), 0, "{action}");
    }
    drop(stage);

    // At the cap, too.
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(5, "{}"));
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    let stage = Stage::app("/add", Some(manager())).await;
    stage.says(".verdict--stop", "only IT removes them").await;
    assert_eq!(stage.count(".pick"), 0);
    assert_eq!(stage.count(".verdict .button--primary"), 0);
}

#[wasm_bindgen_test]
async fn of_another_device_the_version_can_be_said_and_counts() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.says("#verdict", "You can add").await;
    stage.choose_platform("macos").await;
    stage.says("label[for=version]", "Which version?").await;
    assert!(stage.text(".version").contains("If you know it"));
    stage.type_in("#version", "nonsense");
    stage.says("#version-error", "one to four numbers").await;
    drop(stage);

    let restrictions = r#"{"macos":{"minimum_version":"14.0"}}"#;
    server.answer_json(
        "GET /api/v1/me/preflight",
        200,
        &stage::preflight(2, restrictions),
    );
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("macos").await;
    stage
        .says(".version", "Your IT asks for certain versions")
        .await;
    stage.type_in("#version", "13.6");
    stage.says("#verdict", "You can’t add a Mac yet").await;
}

#[wasm_bindgen_test]
async fn the_card_that_waits_for_the_terms_leads_to_them() {
    let server = Server::start();
    let terms = r#""groups":[],"unaccepted_terms":[{"terms":"use","version":1}]"#;
    let preflight = stage::preflight(2, "{}").replace(r#""groups":[]"#, terms);
    server.answer_json("GET /api/v1/me/preflight", 200, &preflight);
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.says(".verdict .card__link", "Go to the terms").await;
    assert_eq!(
        stage.attribute(".verdict .card__link", "href").as_deref(),
        Some("#terms")
    );
}

#[wasm_bindgen_test]
async fn what_is_loaded_once_is_asked_for_again_when_the_connection_returns() {
    let server = Server::start();
    let terms = r#""groups":[],"unaccepted_terms":[{"terms":"use","version":1}]"#;
    let preflight = stage::preflight(5, "{}").replace(r#""groups":[]"#, terms);
    for route in [
        "GET /api/v1/me/preflight",
        "GET /api/v1/me/privacy",
        "GET /api/v1/guides?platform=linux&language=en",
    ] {
        server.unreachable(route);
    }
    let stage = Stage::app("/add", Some(me(5))).await;
    stage.choose_platform("linux").await;
    stage.says(".verdict .problem", "can’t be reached").await;
    stage
        .says("#ownership-personal-details", "could not be loaded")
        .await;
    // Lost once more: the same is said, and whoever is on the button stays there.
    stage.focus(".verdict .problem button");
    let asked = server.times("GET /api/v1/me/preflight");
    stage::happens("offline");
    stage::happens("online");
    stage
        .until("it is asked again", |_| {
            server.times("GET /api/v1/me/preflight") > asked
        })
        .await;
    stage::frames(5).await;
    assert!(stage.has_focus(".verdict .problem button"));

    server.answer_json("GET /api/v1/me/preflight", 200, &preflight);
    server.answer_json("GET /api/v1/me/privacy", 200, r#"{"facts":[]}"#);
    server.unreachable("GET /api/v1/me/terms");
    stage::happens("offline");
    stage::happens("online");
    stage.says("#verdict", "You can’t add").await;
    stage
        .until("what is kept is known", |stage| {
            !stage
                .text("#ownership-personal-details")
                .contains("could not be loaded")
        })
        .await;
    stage
        .says("[aria-labelledby=terms]", "can’t be reached")
        .await;
    server.answer_json(
        "GET /api/v1/me/terms",
        200,
        r#"{"terms":[{"terms":"use","version":1,"title":"Use of devices","summary":"","text":"Be kind."}]}"#,
    );
    stage::happens("offline");
    stage::happens("online");
    stage
        .says("[aria-labelledby=terms]", "Use of devices")
        .await;
}

#[cfg(feature = "help")]
#[wasm_bindgen_test]
async fn the_help_s_pages_go_on_by_themselves_too() {
    use muster_shared::api::{GuideList, PrivacyFacts};
    use muster_shared::device::KeptFacts;
    use muster_shared::guidance::{Guides, Language as GuideLanguage};

    let server = Server::start();
    let guides = "GET /api/v1/guides?language=en";
    let seen = "GET /api/v1/me/privacy";
    let terms = "GET /api/v1/me/terms";
    for (page, route) in [("/privacy", seen), ("/help/", guides), ("/account", terms)] {
        server.unreachable(route);
        let stage = Stage::help(page, Some(me(1))).await;
        stage.says(".problem", "can’t be reached").await;
        server.answer(seen, 200, &PrivacyFacts::of(&KeptFacts::default(), &[]));
        server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
        let all = GuideList::of(&Guides::built_in().unwrap(), &[], None, GuideLanguage::En);
        server.answer(guides, 200, &all);
        server.answer_json(terms, 200, r#"{"terms":[]}"#);
        stage::happens("offline");
        stage::happens("online");
        stage
            .until("the page is there", |stage| stage.count(".problem") == 0)
            .await;
        assert!(stage.count("section") > 0, "{page}");
    }
}
