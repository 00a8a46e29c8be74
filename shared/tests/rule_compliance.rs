//! The committed cases of compliance, run natively. `rule_vectors_web.rs` runs the same in a browser.

use muster_shared::compliance::ComplianceSetting;
use muster_shared::compliance::vectors::{
    COMPLIANCE_VECTORS, ComplianceVector, read_compliance_vectors,
};
use muster_shared::platform::Platform;

#[test]
fn every_case_comes_out_as_committed() {
    let cases = read_compliance_vectors(COMPLIANCE_VECTORS).unwrap();
    let failures: Vec<String> = cases.iter().filter_map(ComplianceVector::failure).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_setting_of_every_platform_is_met_not_met_not_set_and_not_known_in_some_case() {
    let cases = read_compliance_vectors(COMPLIANCE_VECTORS).unwrap();
    let mut pairs = 0;
    for setting in ComplianceSetting::ALL {
        let word = serde_json::to_value(setting).unwrap();
        for platform in Platform::ALL {
            let place = format!("{} on {}", word.as_str().unwrap(), platform.display_name());
            let has = |ending: &str| {
                let name = format!("{place}: {ending}");
                cases
                    .iter()
                    .any(|case| case.name == name && case.platform == platform)
            };
            let of_platform = setting.is_of(platform);
            for ending in ["met", "not met", "unset", "unknown"] {
                assert_eq!(has(ending), of_platform, "{place}: {ending}");
            }
            pairs += usize::from(of_platform);
        }
    }
    assert_eq!(pairs, 34);
}

#[test]
fn a_case_that_expects_something_else_is_reported_by_its_name() {
    let changed =
        COMPLIANCE_VECTORS.replacen("\"state\": \"compliant\"", "\"state\": \"error\"", 1);
    let cases = read_compliance_vectors(&changed).unwrap();
    let failures: Vec<String> = cases.iter().filter_map(ComplianceVector::failure).collect();
    assert_eq!(failures.len(), 1);
    assert!(
        failures
            .iter()
            .all(|failure| failure.starts_with(&cases[0].name))
    );
}
