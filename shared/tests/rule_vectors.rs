//! The committed cases of the rule, run natively. `rule_vectors_web.rs` runs the same in a browser.
//!
//! `UPDATE_VECTORS=1` makes the first test write the outputs it gets into the files instead. Read every change by eye
//! against the case's name before committing it: the names are what must hold, not the outputs.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop there"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use muster_shared::enrollment::vectors::{
    DECIDE_DIGEST, DECIDE_VECTORS, VectorFile, run_decide_vectors,
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors");

#[test]
fn every_case_comes_out_as_committed_and_so_does_the_digest() {
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        return write_outputs();
    }
    let report = run_decide_vectors(DECIDE_VECTORS).unwrap();
    for failure in &report.failures {
        eprintln!(
            "{}\n  expected {}\n  output   {}",
            failure.name, failure.expected, failure.output
        );
    }
    assert!(
        report.failures.is_empty(),
        "{} of {}",
        report.failures.len(),
        report.count
    );
    assert!(report.count >= 60, "only {} cases", report.count);
    assert_eq!(report.output_digest.to_string(), DECIDE_DIGEST.trim_end());
}

#[test]
fn a_case_with_one_wrong_byte_is_reported_by_name() {
    let sound = r#""conclusion":"passed""#;
    let at = DECIDE_VECTORS.rfind(sound).unwrap();
    let mut changed = DECIDE_VECTORS.to_owned();
    changed.replace_range(at..at + sound.len(), r#""conclusion":"failed""#);
    let report = run_decide_vectors(&changed).unwrap();
    let names: Vec<_> = report
        .failures
        .iter()
        .map(|failure| failure.name.as_str())
        .collect();
    let last = VectorFile::read(DECIDE_VECTORS)
        .unwrap()
        .cases
        .pop()
        .unwrap()
        .name;
    assert_eq!(names, [last]);
    assert_eq!(report.output_digest.to_string(), DECIDE_DIGEST.trim_end());
}

#[test]
fn every_case_has_a_name_of_its_own_and_every_policy_is_used() {
    let file = VectorFile::read(DECIDE_VECTORS).unwrap();
    let names: BTreeSet<_> = file.cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), file.cases.len());
    let used: BTreeSet<_> = file.cases.iter().map(|case| &case.policy).collect();
    assert_eq!(used, file.policies.keys().collect());
}

#[test]
fn the_cases_reach_every_rule_with_every_conclusion_it_can_come_to() {
    let reached = |rule: &str, conclusion: &str| {
        let file = VectorFile::read(DECIDE_VECTORS).unwrap();
        file.cases.iter().any(|case| {
            let output: serde_json::Value = serde_json::from_str(case.expected.get()).unwrap();
            let entries = output["trace"].as_array().unwrap();
            assert!(entries.len() >= 13, "{}", case.name);
            entries
                .iter()
                .any(|entry| entry["rule"] == rule && entry["conclusion"] == conclusion)
        })
    };
    let all = [
        "passed",
        "failed",
        "not_evaluated",
        "not_configured",
        "not_applied",
    ];
    let always = ["passed", "failed"];
    let known = ["passed", "failed", "not_configured"];
    let owner = ["passed", "failed", "not_evaluated"];
    let optional = ["passed", "failed", "not_evaluated", "not_configured"];
    let expected: [(&str, &[&str]); 14] = [
        ("account_enabled", &always),
        ("enrollment_in_scope", &known),
        ("method_allowed", &known),
        ("ownership", &["passed", "not_evaluated"]),
        (
            "policy_applies",
            &["passed", "not_applied", "not_evaluated"],
        ),
        ("platform_allowed", &always),
        ("personally_owned_allowed", &owner),
        ("minimum_os_version", &optional),
        ("maximum_os_version", &optional),
        ("manufacturer_allowed", &optional),
        ("version_supported", &optional),
        ("device_limit", &optional),
        ("work_profile_limit", &optional),
        ("terms_accepted", &always),
    ];
    for (rule, conclusions) in expected {
        for conclusion in all {
            assert_eq!(
                reached(rule, conclusion),
                conclusions.contains(&conclusion),
                "{rule} {conclusion}"
            );
        }
    }
}

/// Writes the files again with the outputs of this build.
fn write_outputs() {
    // Read at run time, so that an edited file needs no new build.
    let path = format!("{FOLDER}/decide.json");
    let old = std::fs::read_to_string(&path).unwrap();
    let file = VectorFile::read(&old).unwrap();
    let mut new = String::from("{\n\"policies\": {\n");
    for (place, (name, policy)) in file.policies.iter().enumerate() {
        let end = if place + 1 == file.policies.len() {
            "\n"
        } else {
            ",\n"
        };
        write!(new, "{}: {policy}{end}", quoted(name)).unwrap();
    }
    new.push_str("},\n\"cases\": [\n");
    for (place, case) in file.cases.iter().enumerate() {
        let end = if place + 1 == file.cases.len() {
            "\n"
        } else {
            ",\n"
        };
        write!(
            new,
            "{{\"name\": {},\n \"policy\": {},\n \"request\": {},\n \"facts\": {},\n \"now\": \"{}\",\n \"expected\": {}}}{end}",
            quoted(&case.name),
            quoted(&case.policy),
            case.request,
            case.facts,
            case.now,
            file.output_of(case).unwrap()
        )
        .unwrap();
    }
    new.push_str("]\n}\n");
    let digest = run_decide_vectors(&new).unwrap().output_digest;
    std::fs::write(&path, new).unwrap();
    std::fs::write(format!("{FOLDER}/decide.digest"), format!("{digest}\n")).unwrap();
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}
