//! What compliance scripts have found, over a device's life.

use super::compliance::{Held, held_to};
use super::*;
use crate::access::Denial;
use crate::compliance::{
    ActionKind, CompliancePolicy, ComplianceRule, ComplianceSetting, ComplianceSettings,
    ComplianceState, CustomCompliance, PolicyAction, RuleResult, ScriptResult,
};
use crate::store::{Command as _, ObjectKind as _};

const SCRIPT: &str = "#!/bin/sh\necho '{\"Screen\": 300}'\n";

/// The screen is locked after five minutes, or whoever has the device gets a mail at once.
fn screen(script: &str) -> CompliancePolicy {
    let rules = serde_json::json!({"Rules": [{
        "SettingName": "Screen", "Operator": "LessEquals", "DataType": "Int64", "Operand": 300,
        "MoreInfoUrl": "https://help.example/screen",
        "RemediationStrings": [
            {"Language": "en_US", "Title": "Locks after {ActualValue} s.", "Description": "Set \"lock\" to 300."},
            {"Language": "de_DE", "Title": "Sperrt nach {ActualValue} s.", "Description": "Stellen Sie 300 ein."},
        ],
    }]});
    CompliancePolicy {
        id: "screen".parse().unwrap(),
        name: "Screen".to_owned(),
        platform: Platform::Linux,
        settings: ComplianceSettings {
            custom: Some(CustomCompliance {
                script: script.to_owned(),
                rules: serde_json::from_value(rules).unwrap(),
            }),
            ..ComplianceSettings::default()
        },
        groups: Vec::new(),
        device_groups: Vec::new(),
        excluded_groups: Vec::new(),
        excluded_device_groups: Vec::new(),
        actions: vec![PolicyAction {
            action: ActionKind::Lock,
            after_days: "0".parse().unwrap(),
            message: None,
        }],
    }
}

fn result(script: &str, output: Result<&str, &str>) -> ScriptResult {
    ScriptResult {
        policy: "screen".parse().unwrap(),
        script: Digest::of(script.as_bytes()),
        output: output.ok().map(str::to_owned),
        failed: output.err().map(str::to_owned),
    }
}

fn made(held: &Held, ownership: Ownership) {
    held.story.ask(&ChangeOwnership {
        device: held.device,
        ownership,
        keep: KeptFacts::default(),
        by: UserId::from_random([9; 16]),
    });
}

/// A device of the organisation's that has told what it is.
fn corporate() -> Held {
    let held = Held::new();
    made(&held, Ownership::Corporate);
    let report = CheckInReport {
        manufacturer: Some("QEMU".to_owned()),
        ..CheckInReport::default()
    };
    held.here(None, report);
    held
}

/// The device checks in, and tells what its scripts have found, or nothing of them.
fn tells(held: &Held, policy: &CompliancePolicy, results: Option<Vec<ScriptResult>>) {
    let basis = held_to(std::slice::from_ref(policy));
    let mut command = held.command(Some(&basis), CheckInReport::default());
    command.configuration.scripts = results;
    let answer = held.story.ask(&command);
    assert!(matches!(answer, CheckedIn::Accepted { .. }), "{answer:?}");
}

/// The only rule, as it is shown.
fn rule(held: &Held) -> ComplianceRule {
    let mut rules = held.shown().compliance;
    assert_eq!(rules.len(), 1);
    let rule = rules.remove(0);
    assert_eq!(rule.setting, ComplianceSetting::Script);
    rule
}

#[test]
fn what_a_script_finds_decides_and_the_rule_file_says_what_helps() {
    let held = corporate();
    tells(
        &held,
        &screen(SCRIPT),
        Some(vec![result(SCRIPT, Ok("{\"Screen\": 300}"))]),
    );
    assert_eq!(held.state(), ComplianceState::Compliant);
    assert_eq!(rule(&held).remedy, None);
    let found = Some(vec![result(SCRIPT, Ok("{\"Screen\": \"900\"}"))]);
    tells(&held, &screen(SCRIPT), found.clone());
    assert_eq!(held.state(), ComplianceState::NotCompliant);
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
    let broken = rule(&held);
    assert_eq!(
        (broken.expected.as_str(), broken.found.as_deref()),
        ("≤ 300", Some("900"))
    );
    // No quotation marks: the agent reads it out of JSON without a parser.
    assert_eq!(
        broken.remedy.as_deref(),
        Some("Locks after 900 s. Set 'lock' to 300.")
    );
    let custom = broken.custom.unwrap();
    assert_eq!(custom.setting_name, "Screen");
    assert_eq!(
        custom.more_info_url.as_deref(),
        Some("https://help.example/screen")
    );
    assert_eq!(
        custom.remedy("de", Some("900")),
        "Sperrt nach 900 s. Stellen Sie 300 ein."
    );
    assert_eq!(
        custom.remedy("fr", Some("900")),
        "Locks after 900 s. Set 'lock' to 300."
    );
    assert_eq!(held.audited(), ["compliant>not_compliant lock"]);
    // What is not told again stays.
    tells(&held, &screen(SCRIPT), None);
    assert_eq!(held.state(), ComplianceState::NotCompliant);
}

#[test]
fn a_device_that_has_just_been_given_a_script_has_a_day_to_tell_what_it_finds() {
    let held = corporate();
    tells(&held, &screen(SCRIPT), None);
    assert_eq!((held.denial(), held.audited()), (None, vec![]));
    let owed = rule(&held);
    assert_eq!(owed.result, RuleResult::Unknown);
    held.wait(Duration::from_hours(23));
    tells(&held, &screen(SCRIPT), None);
    assert_eq!(held.denial(), None);
    held.wait(Duration::from_hours(1));
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
    tells(
        &held,
        &screen(SCRIPT),
        Some(vec![result(SCRIPT, Ok("{\"Screen\": 1}"))]),
    );
    assert_eq!(held.denial(), None);
}

#[test]
fn what_another_script_has_found_says_nothing_of_the_one_that_is_asked_for() {
    let held = corporate();
    let newer = "#!/bin/sh\nnewer\n";
    tells(
        &held,
        &screen(SCRIPT),
        Some(vec![result(SCRIPT, Ok("{\"Screen\": 900}"))]),
    );
    assert_eq!(held.state(), ComplianceState::NotCompliant);
    tells(&held, &screen(newer), None);
    assert_eq!(rule(&held).result, RuleResult::Unknown);
    assert_eq!(held.denial(), None);
    tells(
        &held,
        &screen(newer),
        Some(vec![result(newer, Ok("{\"Screen\": 60}"))]),
    );
    assert_eq!(held.state(), ComplianceState::Compliant);
}

#[test]
fn a_script_that_fails_is_an_error_for_seven_days_and_says_so_to_administrators() {
    let held = corporate();
    for output in [
        Err("exit code 3: no gsettings"),
        Ok("not JSON"),
        Ok("[]"),
        Ok("{}"),
    ] {
        tells(&held, &screen(SCRIPT), Some(vec![result(SCRIPT, output)]));
        assert_eq!(
            (held.state(), held.denial()),
            (ComplianceState::Error, None)
        );
        assert_eq!(rule(&held).result, RuleResult::Error);
    }
    tells(
        &held,
        &screen(SCRIPT),
        Some(vec![result(SCRIPT, Err("exit code 3: no gsettings"))]),
    );
    let failed = rule(&held);
    assert_eq!(failed.found.as_deref(), Some("exit code 3: no gsettings"));
    assert!(failed.remedy.unwrap().contains("ask IT"));
    held.wait(Duration::from_hours(7 * 24));
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
}

#[test]
fn on_a_persons_own_device_no_script_counts_and_nothing_of_one_is_kept() {
    let held = corporate();
    let found = || Some(vec![result(SCRIPT, Ok("{\"Screen\": 900}"))]);
    tells(&held, &screen(SCRIPT), found());
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
    made(&held, Ownership::Personal);
    tells(&held, &screen(SCRIPT), found());
    assert_eq!(rule(&held).result, RuleResult::NotApplicable);
    assert_eq!(held.denial(), None);
    // Had it been kept, it would count now.
    made(&held, Ownership::Corporate);
    tells(&held, &screen(SCRIPT), None);
    assert_eq!(rule(&held).result, RuleResult::Unknown);
}

#[test]
fn an_idle_check_in_of_a_device_with_a_script_writes_one_row() {
    let held = corporate();
    tells(
        &held,
        &screen(SCRIPT),
        Some(vec![result(SCRIPT, Ok("{\"Screen\": 900}"))]),
    );
    tells(&held, &screen(SCRIPT), None);
    held.story.clock.advance(Duration::from_hours(8));
    let basis = held_to(&[screen(SCRIPT)]);
    let command = held.command(Some(&basis), CheckInReport::default());
    let body = serde_json::to_vec(&command).unwrap();
    let rows = held
        .story
        .house
        .enrollee_rows(&held.story.tenant, &held.story.enrollee);
    let handled = Enrollee::dispatch(CheckIn::NAME, &body, &rows, held.story.clock.now()).unwrap();
    assert_eq!(handled.changes.len(), 1);
    assert!(handled.changes.touches(Table::Presence));
}
