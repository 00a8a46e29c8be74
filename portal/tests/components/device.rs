//! The page of one device: what is to be put right, what is asked of it, what is set on it.

use crate::stage::{self, Server, Stage, me, problem};
use wasm_bindgen_test::wasm_bindgen_test;

const ID: &str = "dev_00000000000000000000000000";
const PAGE: &str = "/devices/dev_00000000000000000000000000";
const API: &str = "/api/v1/me/devices/dev_00000000000000000000000000";

/// A machine with the agent; `device` and `more` go before what is usual.
fn detail(device: &str, more: &str) -> String {
    format!(
        r#"{{"device":{{{device}"id":"{ID}","name":"Build box","platform":"linux","method":"agent",
        "status":"enrolled","enrolled_at":"2026-11-23T16:14:01Z","last_check_in":"2026-11-23T16:14:01Z","os_version":null,
        "certificate_serial":"fa5ee06a72be5bd03d9998ea8f278d84","certificate_expires_at":"2036-11-23T16:14:01Z",
        "pending_until":null}},"facts":[],{more}"refused":null,"history":[]}}"#
    )
}

const PERSONAL: &str = r#""ownership":"personal","#;
const CORPORATE: &str = r#""ownership":"corporate","#;
const GRACE: &str = r#""ownership":"personal","compliance":"in_grace_period","grace_until":"2098-11-23T16:14:01Z","#;
const BARRED: &str = r#""ownership":"personal","compliance":"not_compliant","#;

/// One rule broken, one unknown, one that could not be found out, one of a script, and two kept.
const RULES: &str = r#""compliance":[
{"setting":"disk_encryption","result":"not_compliant","expected":"encrypted","found":"not_encrypted","remedy":"Use LUKS."},
{"setting":"minimum_os_version","result":"unknown","expected":"≥ 24.04","remedy":"Upgrade."},
{"setting":"minimum_agent_version","result":"error","expected":"≥ 2","found":"x","remedy":"Install it."},
{"setting":"script","result":"not_compliant","expected":"no","found":"yes","remedy":"Root may log in (yes).",
 "custom":{"setting_name":"SshRoot","more_info_url":"https://wiki.example/ssh","remediation_strings":[
 {"Language":"en_US","Title":"Root may log in ({ActualValue}).","Description":"Set it to no."}]}},
{"setting":"allowed_distributions","result":"compliant","expected":"debian","found":"debian"},
{"setting":"maximum_os_version","result":"compliant","expected":"≤ 26","found":"24.04"}],"#;

fn command(kind: &str, state: &str, asked_as: &str, more: &str) -> String {
    format!(
        r#"{{"id":"cmd_{kind}","device":"{ID}","command":{{"kind":"{kind}"{more}}},"key":"k","asked_as":"{asked_as}","state":"{state}",
        "queued_at":"2026-11-23T16:14:01Z","expires_at":"2098-11-23T16:14:01Z"{}}}"#,
        match state {
            "queued" | "cancelled" => "",
            _ => r#","delivered_at":"2026-11-23T16:14:01Z""#,
        }
    )
}

/// With this ended moment the page still shows it, whenever the test runs.
fn ended(command: &str, more: &str) -> String {
    let now = muster_portal::browser::now();
    command.replacen('{', &format!(r#"{{"ended_at":"{now}"{more},"#), 1)
}

fn asked(server: &Server, commands: &[String]) {
    let list = format!(r#"{{"commands":[{}]}}"#, commands.join(","));
    server.answer_json(&format!("GET {API}/commands"), 200, &list);
}

fn serve(detail: &str, commands: &[String]) -> Server {
    let server = Server::start();
    server.answer_json(&format!("GET {API}"), 200, detail);
    asked(&server, commands);
    server.answer_json(
        &format!("GET {API}/configuration"),
        200,
        r#"{"settings":[]}"#,
    );
    server
}

async fn page() -> Stage {
    let stage = Stage::app(PAGE, Some(me(1))).await;
    stage.says("h1", "Build box").await;
    stage
}

#[wasm_bindgen_test]
async fn each_rule_to_put_right_is_a_card_and_those_that_are_kept_are_folded() {
    let _server = serve(&detail(GRACE, RULES), &[]);
    let stage = page().await;
    stage.says(".rules", "Disk encryption").await;
    assert!(stage.text("#standing").contains("Put something right by"));
    assert_eq!(stage.count(".rule"), 4);
    let disk = stage.text(".rule >> 0");
    // The moment, and what is left of the time until then.
    for part in [
        "Expected",
        "Encrypted",
        "Found",
        "Not encrypted",
        "Until",
        "2098",
        "(in ",
        "Use LUKS.",
    ] {
        assert!(disk.contains(part), "{part}: {disk}");
    }
    assert!(stage.text(".rule >> 1").contains("has not told this yet"));
    assert!(stage.text(".rule >> 2").contains("could not find this out"));
    let script = stage.text(".rule >> 3");
    assert!(
        script.contains("SshRoot") && script.contains("Root may log in (yes). Set it to no."),
        "{script}"
    );
    for (name, value) in [
        ("href", "https://wiki.example/ssh"),
        ("target", "_blank"),
        ("rel", "noopener"),
    ] {
        assert_eq!(stage.attribute(".rule a", name).as_deref(), Some(value));
    }
    assert_eq!(
        stage.text(".verdict summary >> 0"),
        "At once: run this on the machine"
    );
    assert_eq!(stage.text(".verdict summary >> 1"), "2 rules are met");
}

#[wasm_bindgen_test]
async fn a_barred_device_says_so_its_rule_is_over_and_checking_again_is_the_next_step() {
    let server = serve(&detail(BARRED, RULES), &[]);
    let stage = page().await;
    stage.says(".rules", "Now: it has no access").await;
    assert_eq!(stage.text("#standing"), "It has no access");
    assert_eq!(stage.count(".button--primary"), 1);
    assert!(
        stage
            .attribute("#do-sync", "class")
            .unwrap()
            .contains("primary")
    );
    // Put right: the page says so by itself, and asks for nothing any more.
    server.answer_json(&format!("GET {API}"), 200, &detail(PERSONAL, ""));
    stage::come_back();
    stage.says("#standing", "It can access work").await;
    assert_eq!(stage.count(".rule"), 0);
    assert_eq!(stage.count(".button--primary"), 0);
}

#[wasm_bindgen_test]
async fn checking_again_is_asked_told_and_done_and_what_it_finds_is_shown() {
    let server = serve(&detail(GRACE, RULES), &[]);
    let stage = page().await;
    let post = format!("POST {API}/commands");
    server.answer_json(&post, 201, "{}");
    asked(&server, &[command("sync", "queued", "person", "")]);
    stage.focus("#do-sync");
    stage.click("#do-sync").await;
    stage
        .says(".verdict .course", "Waiting for the device")
        .await;
    let sent = server.last_body(&post);
    assert!(
        sent.starts_with(r#"{"command":{"kind":"sync"},"key":""#),
        "{sent}"
    );
    assert_eq!(server.last_header(&post, "x-csrf-token"), "csrf");
    assert!(stage.text(".verdict .course").contains("asked "));
    assert!(
        stage
            .text(".verdict")
            .contains("sudo muster-agent check-in")
    );
    // The button stays where the focus is, and asks for nothing more.
    assert!(stage.has_focus("#do-sync"));
    stage.click("#do-sync").await;
    assert_eq!(server.times(&post), 1);
    asked(&server, &[command("sync", "delivered", "person", "")]);
    stage::come_back();
    stage.says(".verdict .course", "Told, no answer yet").await;
    assert_eq!(stage.count(".course button"), 0);
    asked(
        &server,
        &[ended(&command("sync", "done", "person", ""), "")],
    );
    server.answer_json(&format!("GET {API}"), 200, &detail(PERSONAL, ""));
    stage::come_back();
    stage.says(".verdict .course", "Done").await;
    stage.says("#standing", "It can access work").await;
    assert_eq!(stage.text("#do-sync"), "Check again");
}

#[wasm_bindgen_test]
async fn a_restart_says_what_is_lost_by_it_before_it_is_asked_for() {
    let server = serve(&detail(PERSONAL, ""), &[]);
    let stage = page().await;
    stage
        .says(".acts", "What is not saved on it is lost.")
        .await;
    let post = format!("POST {API}/commands");
    server.answer(&post, 201, &());
    asked(&server, &[command("reboot", "queued", "person", "")]);
    stage.click("#do-reboot").await;
    stage.says(".acts .course", "Waiting for the device").await;
    assert!(server.last_body(&post).contains(r#""kind":"reboot""#));
    assert_eq!(stage.count("dialog[open]"), 0);
}

#[wasm_bindgen_test]
async fn a_lost_answer_and_a_second_press_ask_for_one_thing() {
    let server = serve(&detail(PERSONAL, ""), &[]);
    let stage = page().await;
    let post = format!("POST {API}/commands");
    server.unreachable(&post);
    stage.click("#do-lock").await;
    stage.says(".problem", "can’t be reached").await;
    let first = server.last_body(&post);
    server.answer_late(&post, 201, &());
    // What is asked for once the answer has come, however soon that is.
    asked(&server, &[command("lock", "queued", "person", "")]);
    stage.click("#do-lock").await;
    stage.click("#do-lock").await;
    stage.says(".acts .course", "Waiting for the device").await;
    assert_eq!(server.last_body(&post), first, "under the same key");
    assert_eq!(server.times(&post), 2, "the second press sent nothing");
    // The next one is another.
    asked(&server, &[]);
    stage::come_back();
    stage
        .until("it can be asked again", |stage| {
            stage.attribute("#do-lock", "aria-disabled").is_none()
        })
        .await;
    stage.click("#do-lock").await;
    stage
        .until("it is sent", |_| server.times(&post) == 3)
        .await;
    assert_ne!(server.last_body(&post), first);
}

#[wasm_bindgen_test]
async fn what_was_asked_is_taken_back_unless_the_device_has_been_told_meanwhile() {
    let waits = command("lock", "queued", "person", "");
    let server = serve(&detail(PERSONAL, ""), core::slice::from_ref(&waits));
    let stage = page().await;
    stage.says(".acts .course", "Waiting for the device").await;
    let undo = format!("DELETE {API}/commands/cmd_lock");
    server.answer(&undo, 409, &problem(409, "command-delivered"));
    asked(&server, &[command("lock", "delivered", "person", "")]);
    stage.click(".acts .course button").await;
    stage.says(".problem", "Cause of command-delivered").await;
    stage.says(".acts .course", "Told, no answer yet").await;
    assert_eq!(stage.count(".course button"), 0);

    asked(&server, &[waits]);
    stage::come_back();
    stage.says(".acts .course", "Waiting for the device").await;
    server.answer_json(&undo, 200, "{}");
    asked(
        &server,
        &[ended(&command("lock", "cancelled", "person", ""), "")],
    );
    stage.click(".acts .course button").await;
    stage.says(".acts .course", "Taken back").await;
    stage.focus_moves_to("#do-lock").await;
    assert_eq!(stage.count(".problem"), 0);
}

#[wasm_bindgen_test]
async fn every_state_is_told_and_what_others_ask_is_not_to_be_taken_back() {
    let failed = ended(
        &command(
            "rename_host",
            "failed",
            "administrator",
            r#","name":"build-7""#,
        ),
        r#","output":"hostnamectl: no""#,
    );
    let _server = serve(
        &detail(CORPORATE, ""),
        &[
            command("lock", "queued", "policy", ""),
            command("retire", "not_now", "administrator", ""),
            failed,
            ended(&command("renew_certificate", "expired", "person", ""), ""),
            command("custom", "queued", "administrator", r#","name":"clean-up""#),
        ],
    );
    let stage = page().await;
    stage
        .says(".acts", "Your organisation’s rules ask for this")
        .await;
    let rows = stage.text(".acts");
    for part in [
        "Not just now; it is asked again",
        "IT asks for this",
        "has not said whether it did it",
    ] {
        assert!(rows.contains(part), "{part}: {rows}");
    }
    let others = stage.text("section[aria-labelledby=tasks]");
    for part in [
        "Take the host name build-7",
        "It could not do it",
        "hostnamectl: no",
        "Run clean-up",
    ] {
        assert!(others.contains(part), "{part}: {others}");
    }
    assert_eq!(stage.count(".course button"), 0);
}

#[wasm_bindgen_test]
async fn leaving_is_asked_with_all_that_follows_by_whose_device_it_is() {
    for (ownership, mine) in [(PERSONAL, true), (CORPORATE, false)] {
        let server = serve(&detail(ownership, ""), &[]);
        let stage = page().await;
        stage.click("#do-retire").await;
        let follows = stage.text("#retire");
        assert_eq!(follows.contains("It is your own"), mine, "{follows}");
        assert_eq!(follows.contains("belongs to your organisation"), !mine);
        let post = format!("POST {API}/commands");
        assert_eq!(server.times(&post), 0);
        server.answer_json(&post, 201, "{}");
        asked(&server, &[command("retire", "queued", "person", "")]);
        stage.click("#retire .button--stop").await;
        stage.says(".acts .course", "Waiting for the device").await;
        assert!(server.last_body(&post).contains(r#""kind":"retire""#));
        stage
            .until("the dialog is closed", |stage| {
                stage.count("dialog[open]") == 0
            })
            .await;
    }
}

#[wasm_bindgen_test]
async fn erasing_asks_for_the_devices_name_and_stands_where_a_device_can_do_it() {
    let windows = detail(CORPORATE, "")
        .replace(r#""linux""#, r#""windows""#)
        .replace(r#""agent""#, r#""windows_mdm""#);
    let server = serve(&windows, &[]);
    let stage = page().await;
    stage.click("#do-wipe").await;
    let post = format!("POST {API}/commands");
    server.answer_json(&post, 201, "{}");
    stage.type_in("#wipe-name", "Build");
    stage.click("#wipe .button--stop").await;
    stage.says("#wipe-error", "not its name").await;
    stage.focus_moves_to("#wipe-name").await;
    assert_eq!(server.times(&post), 0);
    stage.type_in("#wipe-name", " Build box ");
    stage.click("#wipe .button--stop").await;
    stage
        .until("it is sent", |_| server.times(&post) == 1)
        .await;
    assert!(server.last_body(&post).contains(r#""kind":"wipe""#));
    drop(stage);
    drop(server);
    // Neither Muster's agent nor anything on a person's own device erases.
    for shown in [
        detail(CORPORATE, ""),
        windows.replace("corporate", "personal"),
    ] {
        let _server = serve(&shown, &[]);
        let stage = page().await;
        stage.says(".acts", "Rename").await;
        assert_eq!(stage.count("#do-wipe"), 0);
    }
}

#[wasm_bindgen_test]
async fn a_device_that_hears_nothing_is_asked_for_nothing() {
    let est = detail(PERSONAL, "").replace(r#""agent""#, r#""est""#);
    let old = detail(PERSONAL, "").replace(
        r#""facts":[]"#,
        r#""facts":[{"name":"agent_version","value":"1","source":"claimed","learnt_at":"2026-11-23T16:14:01Z"}]"#,
    );
    for shown in [est, old] {
        let server = serve(&shown, &[]);
        let stage = page().await;
        stage.says(".acts", "Rename").await;
        for id in ["#do-sync", "#do-lock", "#do-renew", "#do-retire"] {
            assert_eq!(stage.count(id), 0, "{id}");
        }
        assert_eq!(server.times(&format!("POST {API}/commands")), 0);
    }
}

#[wasm_bindgen_test]
async fn who_adds_devices_for_others_is_told_that_it_is_for_it_once_the_edge_has_said_so() {
    let server = serve(&detail(CORPORATE, ""), &[]);
    let stage = page().await;
    let code = "enrollment-managers-devices";
    server.answer(&format!("POST {API}/commands"), 403, &problem(403, code));
    stage.click("#do-lock").await;
    stage
        .says("section[aria-labelledby=actions]", "So only IT renames")
        .await;
    assert_eq!(stage.count(".acts"), 0);
    assert_eq!(stage.count("#do-sync"), 0);
}

#[wasm_bindgen_test]
async fn what_is_known_beyond_the_facts_is_told_too() {
    let device = r#""ownership":"corporate","category":"lab","compliant_until":"2098-11-23T16:14:01Z",
        "same_machine_as":"dev_10000000000000000000000000","hidden_since":"2026-11-23T16:14:01Z","#;
    let more = r#""changes":[{"at":"2026-11-23T16:14:01Z","name":"kernel","before":"6.8","after":"6.9"}],
        "renewal":{"state":"attempted","due_at":"2026-11-23T16:14:01Z","attempts":3},"#;
    let server = serve(&detail(device, more), &[]);
    server.answer_json(
        "GET /api/v1/me/preflight",
        200,
        r#"{"categories":[{"id":"office","name":"Office"},{"id":"lab","name":"The laboratory"}]}"#,
    );
    server.answer_json(
        &format!("GET {API}/configuration"),
        200,
        r#"{"settings":[{"key":"login_banner","state":"success","value":"Property of Example","profiles":["base"]},
        {"key":"password:minimum_length","state":"error","value":"14","profiles":["base"],"reason":"no pam_pwquality"},
        {"key":"sysctl:a.b","state":"conflict","profiles":["base","other"],"reason":"base wants 1; other wants 0"}]}"#,
    );
    let stage = page().await;
    let about = "section[aria-labelledby=about]";
    stage.says(about, "The laboratory").await;
    for part in [
        "added as a company device",
        "or it loses its access",
        "has not managed it yet; attempts: 3",
    ] {
        assert!(
            stage.text(about).contains(part),
            "{part}: {}",
            stage.text(about)
        );
    }
    assert!(!stage.text(about).contains("renews by itself"));
    assert!(stage.text(".notice >> 0").contains("IT no longer lists it"));
    let other = stage.attribute(".notice a", "href").unwrap();
    assert_eq!(other, "/devices/dev_10000000000000000000000000");
    assert!(stage.text(".more .log").contains("Kernel: 6.9, before 6.8"));
    stage
        .says("section[aria-labelledby=set-on]", "Property of Example")
        .await;
    let set_on = stage.text("section[aria-labelledby=set-on]");
    for part in [
        "Notice before sign-in",
        "In force",
        "At least 14 characters",
        "Could not be set: no pam_pwquality",
        "Kernel setting",
        "IT has to settle it",
    ] {
        assert!(set_on.contains(part), "{part}: {set_on}");
    }
}

#[wasm_bindgen_test]
async fn what_opens_a_macs_disk_is_shown_when_it_is_asked_for_and_not_before() {
    let kept = r#""recovery_key_since":"2026-11-01T10:00:00Z","#;
    let server = serve(&detail(CORPORATE, ""), &[]);
    let stage = page().await;
    assert_eq!(stage.count("#recovery"), 0);
    drop(stage);
    server.answer_json(&format!("GET {API}"), 200, &detail(CORPORATE, kept));
    let keys = format!("POST {API}/recovery-keys");
    server.answer(&keys, 404, &problem(404, "not-found"));
    let stage = page().await;
    stage.says("#recovery", "Recovery key").await;
    let card = "section[aria-labelledby=recovery]";
    assert!(!stage.text(card).contains("ABCD"));
    stage.click(&format!("{card} button")).await;
    stage.says(&format!("{card} .notice"), "").await;
    let key = "ABCD-2345-EFGH-6789-JKLM-NPQR";
    server.answer_json(
        &keys,
        200,
        &format!(r#"{{"recovery_keys":[{{"recovery_key":"{key}"}}]}}"#),
    );
    stage.click(&format!("{card} button")).await;
    stage.says("#recovery-key", key).await;
    assert_eq!(stage.count(&format!("{card} .notice")), 0);
}

#[wasm_bindgen_test]
async fn what_cannot_be_loaded_is_said_and_takes_nothing_else_away() {
    let server = serve(&detail(PERSONAL, ""), &[]);
    server.unreachable(&format!("GET {API}/commands"));
    server.answer(
        &format!("GET {API}/configuration"),
        500,
        &problem(500, "internal-fault"),
    );
    let stage = page().await;
    stage.says(".acts", "could not be loaded").await;
    stage
        .says("section[aria-labelledby=set-on]", "could not be loaded")
        .await;
    assert_eq!(stage.count("#do-lock"), 1);
    assert!(stage.text("#standing").contains("It can access work"));
}
