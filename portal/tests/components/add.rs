//! Add a device, for every platform: the ways and their guides, what follows from each ownership, terms, the cap, and answers
//! that are not lost.

use leptos::prelude::*;
use muster_portal::App;
use muster_shared::api::{GuideList, PrivacyFacts};
use muster_shared::device::KeptFacts;
use muster_shared::guidance::{Guides, Language as GuideLanguage};
use muster_shared::platform::{EnrollmentMethod, Platform};
use muster_shared::tenant::section::Tip;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{self, Server, Stage, devices, me, problem};

/// The edge's own guides of a platform, with a tip of the organisation.
fn guides(server: &Server, platform: Platform) {
    let tip: Tip = serde_json::from_str(
        r#"{"platform":"windows","method":"windows_mdm","text":"Ask at desk 4 first.","text_de":"Tisch 4."}"#,
    )
    .unwrap();
    let for_androids: Tip = serde_json::from_str(
        r#"{"platform":"android","method":"android_work_profile","text":"Ask at desk 5 first.","text_de":"Tisch 5."}"#,
    )
    .unwrap();
    let guides = Guides::built_in().unwrap();
    server.answer(
        &format!(
            "GET /api/v1/guides?platform={}&language=en",
            platform.as_str()
        ),
        200,
        &GuideList::of(
            &guides,
            &[tip, for_androids],
            Some(platform),
            GuideLanguage::En,
        ),
    );
}

fn privacy(server: &Server, scripts: &[&str]) {
    let mut kept = PrivacyFacts::of(&KeptFacts::default(), &[]);
    kept.scripts_look_for = scripts.iter().map(|&name| name.to_owned()).collect();
    server.answer("GET /api/v1/me/privacy", 200, &kept);
}

/// A ticket for a device of this platform, by this method.
fn ticket(platform: Platform, method: EnrollmentMethod) -> String {
    let named = format!(r#""platform":"{}""#, platform.as_str());
    let by = format!(r#""method":"{}""#, method.as_str());
    stage::MAC_TICKET
        .replace(r#""platform":"macos""#, &named)
        .replace(r#""method":"est""#, &by)
}

#[wasm_bindgen_test]
async fn a_way_that_is_still_to_come_shows_its_guide_beside_the_one_of_today() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    guides(&server, Platform::Android);
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("android").await;
    stage.says(".notice", "is not there yet").await;
    stage.says(".notice .more__body", "From Northgate").await;
    let guide = stage.text(".notice .more__body");
    for part in [
        "Nothing is erased",
        "Ask at desk 5 first.",
        "From Northgate",
    ] {
        assert!(guide.contains(part), "{part} in {guide}");
    }
    // What concerns only those who run the service is not asked of a person.
    assert!(!guide.contains("issuing CA"), "{guide}");
    let way = stage.text("fieldset .stack");
    assert!(way.contains("Any device, with an EST client"), "{way}");
    server.answer_json(
        "POST /api/v1/me/tickets",
        201,
        &ticket(Platform::Android, EnrollmentMethod::Est),
    );
    stage.click("button[type=submit]").await;
    stage.says("h1", "Connect your Android device").await;
    stage.says("#ticket", "mt1.secret").await;
}

#[wasm_bindgen_test]
async fn a_mac_installs_a_profile_that_fits_whose_it_is() {
    for (ownership, way) in [("personal", "profile"), ("corporate", "ota")] {
        let server = Server::start();
        server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
        guides(&server, Platform::Macos);
        let stage = Stage::app("/add", Some(me(2))).await;
        stage.choose_platform("macos").await;
        stage.click(&format!("input[value={ownership}]")).await;
        assert!(stage.checked("input[value=apple_device]"));
        let made = ticket(Platform::Macos, EnrollmentMethod::AppleDevice).replace(
            r#""ownership":"corporate""#,
            &format!(r#""ownership":"{ownership}""#),
        );
        server.answer_json("POST /api/v1/me/tickets", 201, &made);
        stage.click("button[type=submit]").await;
        stage.says("#client", "Install the profile").await;
        stage.says(".in-settings", "double-click").await;
        let link = format!("a[href='/mdm/apple/{way}/mt1.secret']");
        assert_eq!(stage.count(&link), 1, "{ownership}");
    }
}

#[wasm_bindgen_test]
async fn an_ipad_of_ones_own_is_signed_in_with_in_its_settings_and_shows_no_secret() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    guides(&server, Platform::Ipados);
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("ipados").await;
    stage.click("input[value=apple_user]").await;
    server.answer_json(
        "POST /api/v1/me/tickets",
        201,
        &ticket(Platform::Ipados, EnrollmentMethod::AppleUser),
    );
    stage.click("button[type=submit]").await;
    stage.says("#client", "Sign in in Settings").await;
    stage.says(".in-settings", "ana@example.com").await;
    assert!(!stage.text("main").contains("mt1.secret"));
}

#[wasm_bindgen_test]
async fn a_windows_pc_goes_on_in_its_own_settings_and_needs_no_secret_for_that() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    guides(&server, Platform::Windows);
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("windows").await;
    stage.says("fieldset .stack", "Windows, by Settings").await;
    assert!(stage.checked("input[value=windows_mdm]"));
    server.answer_json(
        "POST /api/v1/me/tickets",
        201,
        &ticket(Platform::Windows, EnrollmentMethod::WindowsMdm),
    );
    stage.click("button[type=submit]").await;
    stage.says("h1", "Connect your Windows PC").await;
    assert_eq!(
        server.last_body("POST /api/v1/me/tickets"),
        r#"{"platform":"windows","method":"windows_mdm","ownership":"personal"}"#
    );
    stage.says("#client", "Go on in Windows").await;
    stage.says(".in-settings", "Access work or school").await;
    assert_eq!(stage.count("#commands"), 0);
}

#[wasm_bindgen_test]
async fn a_windows_pc_without_that_runs_commands_that_windows_has() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    guides(&server, Platform::Windows);
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("windows").await;
    stage.click("input[value=est]").await;
    server.answer_json(
        "POST /api/v1/me/tickets",
        201,
        &ticket(Platform::Windows, EnrollmentMethod::Est),
    );
    stage.click("button[type=submit]").await;
    stage.says("#commands", "certreq -new").await;
    assert!(!stage.text("#commands").contains("openssl"));
    stage.says("h2", "PowerShell").await;
}

#[wasm_bindgen_test]
async fn of_several_ways_one_is_chosen_and_the_ticket_and_what_follows_go_by_it() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    server.answer_json("POST /api/v1/me/tickets", 201, stage::TICKET);
    guides(&server, Platform::Linux);
    privacy(&server, &["usb", "proxy"]);
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("linux").await;
    assert!(stage.checked("input[value=agent]"));
    assert_eq!(stage.count(".notice"), 0);
    let personal = "#ownership-personal-details";
    let company = "#ownership-corporate-details";
    stage.says(personal, "serial number").await;
    assert!(stage.text(personal).contains("lock its screen"));
    assert!(!stage.text(personal).contains("another name"));
    assert!(stage.text(company).contains("give it another name"));
    assert!(stage.text(company).contains("look for: usb, proxy"));
    // A script may look for anything.
    assert!(stage.text(personal).contains("IT never sees"));
    assert!(!stage.text(company).contains("IT never sees"));
    stage.click("input[value=est]").await;
    stage.says(personal, "tells nothing").await;
    assert!(!stage.text(personal).contains("lock its screen"));
    stage.says("fieldset .stack", "about 5 minutes").await;
    stage.click("button[type=submit]").await;
    stage.says("h1", "Connect your").await;
    assert_eq!(
        server.last_body("POST /api/v1/me/tickets"),
        r#"{"platform":"linux","method":"est","ownership":"personal"}"#
    );
}

#[wasm_bindgen_test]
async fn what_can_not_be_learnt_is_said_and_stands_in_nobodys_way() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    server.unreachable("GET /api/v1/me/privacy");
    server.unreachable("GET /api/v1/guides?platform=android&language=en");
    let stage = Stage::app("/add", Some(me(2))).await;
    stage
        .says("#ownership-personal-details", "could not be loaded")
        .await;
    stage.choose_platform("android").await;
    stage
        .says(".notice .more__body", "could not be loaded")
        .await;
    stage.says(".notice summary", "Android work profile").await;
    assert_eq!(stage.count("button[type=submit]"), 1);
}

#[wasm_bindgen_test]
async fn an_organisation_that_lists_its_devices_says_so_where_that_counts() {
    let server = Server::start();
    let preflight = stage::preflight(2, "{}").replace(
        r#""facts":"#,
        r#""identifiers":{"serial_number":true},"facts":"#,
    );
    server.answer_json("GET /api/v1/me/preflight", 200, &preflight);
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("macos").await;
    stage
        .says(
            ".question__more .notice",
            "Northgate has a list of its devices",
        )
        .await;
    // Windows devices are listed by maker, model and serial number together.
    stage.choose_platform("windows").await;
    stage
        .until("nothing is said of a list", |stage| {
            stage.count(".question__more .notice") == 0
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_maker_is_asked_for_where_a_rule_waits_for_it() {
    let server = Server::start();
    let restrictions = r#"{"android":{"blocked_manufacturers":["Acme"]}}"#;
    server.answer_json(
        "GET /api/v1/me/preflight",
        200,
        &stage::preflight(2, restrictions),
    );
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.says("#verdict", "You can add").await;
    assert_eq!(stage.count("#maker"), 0);
    stage.choose_platform("android").await;
    stage
        .says(".checks", "The maker is checked when it joins")
        .await;
    stage.type_in("#maker", "Acme");
    stage
        .says("#verdict", "You can’t add an Android device yet")
        .await;
    stage.type_in("#maker", "Samsung");
    stage
        .says(".checks", "Devices by Samsung are allowed")
        .await;
}

#[wasm_bindgen_test]
async fn terms_may_be_declined_and_the_verdict_leads_to_them() {
    let server = Server::start();
    let preflight = stage::preflight(2, "{}").replace(
        r#""groups":[]"#,
        r#""groups":[],"unaccepted_terms":[{"terms":"use","version":1}]"#,
    );
    server.answer_json("GET /api/v1/me/preflight", 200, &preflight);
    server.answer_json(
        "GET /api/v1/me/terms",
        200,
        r#"{"terms":[{"terms":"use","version":1,"title":"Use of devices","summary":"","text":"Be kind.","accepted_at":null}]}"#,
    );
    server.answer("GET /api/v1/me/devices", 200, &devices(&["enrolled"]));
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.says("#verdict + p", "on this page").await;
    assert_eq!(
        stage.attribute(".action a", "href").as_deref(),
        Some("#terms")
    );
    stage.says("h3", "Use of devices").await;
    stage
        .click("[aria-labelledby=terms] .row .button >> 1")
        .await;
    stage.focus_moves_to("#declined").await;
    stage
        .says("#declined", "The devices that you have stay as they are")
        .await;
    // It may still be accepted.
    assert_eq!(stage.count("[aria-labelledby=terms] .button--primary"), 1);
    stage.click("#declined a").await;
    stage.says("h1", "My devices").await;
}

#[wasm_bindgen_test]
async fn at_the_cap_devices_that_are_not_listed_are_told_in_words() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(5, "{}"));
    server.answer_json(
        "GET /api/v1/me/devices",
        200,
        r#"{"devices":[],"handed_over":5}"#,
    );
    let stage = Stage::app("/add", Some(me(5))).await;
    stage.says(".verdict", "you added them: 5").await;
    assert!(stage.text(".verdict").contains("Ask your IT"));
    assert_eq!(stage.count(".pick"), 0);
    assert_eq!(stage.count(".verdict .button--primary"), 0);
}

#[wasm_bindgen_test]
async fn answers_outlive_a_reload_and_an_ended_session_and_end_with_the_ticket_and_the_sign_out() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    let reload = || Stage::draw(|| view! { <App me=Some(me(2))/> });
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("windows").await;
    stage.click("input[value=corporate]").await;
    drop(stage);

    let stage = reload();
    stage.says(".subject", "your choice").await;
    assert!(stage.checked("input[value=windows]") && stage.checked("input[value=corporate]"));

    // The session ends while the ticket is asked for.
    server.answer(
        "POST /api/v1/me/tickets",
        401,
        &problem(401, "sign-in-required"),
    );
    stage.click("button[type=submit]").await;
    stage.says(".sign-in", "Your session has ended").await;
    drop(stage);
    let stage = reload();
    stage.says(".subject", "your choice").await;
    assert!(stage.checked("input[value=corporate]"));

    // Who else signs in here finds nothing of it.
    drop(stage);
    let other = || {
        let mut other = me(2);
        other.user_id = "usr_00000000000000000000000001".parse().unwrap();
        other
    };
    let stage = Stage::draw(move || view! { <App me=Some(other())/> });
    stage.says("#verdict", "You can add").await;
    assert!(stage.checked("input[value=personal]"));
    drop(stage);

    let stage = reload();
    stage.says("#verdict", "You can add").await;
    stage.choose_platform("windows").await;
    stage.click("input[value=corporate]").await;
    server.answer_json(
        "POST /api/v1/me/tickets",
        201,
        &ticket(Platform::Windows, EnrollmentMethod::Est),
    );
    stage.click("button[type=submit]").await;
    stage.says("h1", "Connect your Windows PC").await;
    assert_eq!(muster_portal::browser::kept_in_tab(), None);
    // Back in the same visit they are still there.
    stage.click(".back").await;
    stage.says(".subject", "your choice").await;
    assert!(stage.checked("input[value=corporate]"));

    stage.click("input[value=personal]").await;
    stage
        .until("the answer is kept", |_| {
            muster_portal::browser::kept_in_tab().is_some()
        })
        .await;
    server.answer_json("DELETE /api/v1/session", 204, "");
    stage.click(".menu__end button").await;
    stage.says(".sign-in", "You are signed out.").await;
    assert_eq!(muster_portal::browser::kept_in_tab(), None);
}

#[wasm_bindgen_test]
async fn platforms_are_called_what_people_call_them() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    let stage = Stage::app("/add", Some(me(2))).await;
    stage.choose_platform("linux").await;
    let names: Vec<_> = (0..6)
        .map(|number| stage.text(&format!(".platforms label >> {number}")))
        .collect();
    assert_eq!(
        names,
        [
            "Linux",
            "Windows PC",
            "Mac",
            "iPhone",
            "iPad",
            "Android phone"
        ]
    );
}

#[wasm_bindgen_test]
async fn a_phone_gets_address_and_ticket_and_no_commands() {
    let server = Server::start();
    server.answer_json("GET /api/v1/me/preflight", 200, &stage::preflight(2, "{}"));
    for platform in [Platform::Ios, Platform::Ipados, Platform::Android] {
        guides(&server, platform);
        server.answer_json(
            "POST /api/v1/me/tickets",
            201,
            &ticket(platform, EnrollmentMethod::Est),
        );
        let stage = Stage::app("/add", Some(me(2))).await;
        stage.choose_platform(platform.as_str()).await;
        stage.click("button[type=submit]").await;
        stage.says("#ticket", "mt1.secret").await;
        assert_eq!(stage.count("#commands"), 0, "{platform}");
        assert!(stage.text("#address").ends_with("/.well-known/est"));
        stage.says(".notice", "not there yet").await;
    }
}
