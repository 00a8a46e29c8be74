//! What a compliance script prints: whatever it is, it comes to one result for each rule, the same each time, and what is shown
//! of it has no control characters and no more characters than were printed, or than the reason why there is nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::compliance::{
    Asked, CompliancePolicy, NoPolicy, RuleResult, ScriptResult, evaluate, remedy_of,
};
use muster_shared::ids::Digest;
use muster_shared::platform::Platform;

fn policy() -> CompliancePolicy {
    let rules: Vec<serde_json::Value> = [
        ("Boolean", serde_json::json!(true)),
        ("Int64", serde_json::json!(-3)),
        ("Double", serde_json::json!(0.5)),
        ("String", serde_json::json!("text")),
        ("DateTime", serde_json::json!("2026-11-23")),
        ("Version", serde_json::json!("2.3")),
    ]
    .into_iter()
    .flat_map(|(data_type, operand)| {
        ["s", "b"].map(|name| {
            serde_json::json!({
                "SettingName": name, "Operator": "NotEquals", "DataType": data_type, "Operand": operand,
                "RemediationStrings": [{ "Language": "en_US", "Title": "It is {ActualValue}." }],
            })
        })
    })
    .collect();
    serde_json::from_value(serde_json::json!({
        "id": "p", "name": "P", "platform": "linux",
        "settings": { "custom": { "script": "#!/bin/sh", "rules": { "Rules": rules } } },
    }))
    .expect("the policy is one")
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return;
    };
    let policy = policy();
    let told = [ScriptResult {
        policy: policy.id.clone(),
        script: Digest::of(b""),
        output: Some(text.to_owned()),
        failed: None,
    }];
    let outcome = || {
        evaluate(&Asked {
            policies: &[&policy],
            no_policy: NoPolicy::Compliant,
            facts: &[],
            keeps: &|_| true,
            scripts: Some(&told),
        })
    };
    let first = outcome();
    assert_eq!(first, outcome());
    assert_eq!(first.rules.len(), 12);
    for rule in &first.rules {
        assert!(rule.result != RuleResult::Unknown && rule.result != RuleResult::NotApplicable);
        let found = rule.found.as_deref().unwrap_or_default();
        assert!(!found.contains(char::is_control));
        assert!(found.len() <= text.len().max(32));
        assert!(!remedy_of(rule, Platform::Linux).contains('"'));
    }
});
