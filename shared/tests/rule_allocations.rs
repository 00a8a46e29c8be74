//! A pre-check on the request path costs no memory: with nobody listening, an allow is reached without one allocation.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

#[path = "rule_support/counting.rs"]
mod counting;

use counting::counted;
use muster_shared::enrollment::{EnrolleeClass, EnrollmentRequest, Fact, Facts, Verdict, decide};
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::policy::PolicySet;
use muster_shared::time::Timestamp;

/// Every rule configured, so that every rule's code runs: filters of both modes over every kind of property, groups that are
/// excluded, the scope, the table of supported versions, claims that are verified.
const POLICY: &str = r#"{
    "corporate_claims": "verify",
    "enrollment_scope": {"for": "groups", "groups": ["drivers", "staff"]},
    "filters": [
        {"id": "book", "name": "Book", "platform": "linux",
         "rule": "device.model -startsWith \"Book\" and (device.osVersion -ge 9 or device.osVersion -contains \".\")"},
        {"id": "old", "name": "Old", "platform": "linux",
         "rule": "device.osDistribution -in [\"debian\", \"fedora\"] or device.enrollmentProfileName -ne $null or device.deviceCategory -eq \"kiosk\""},
        {"id": "ours", "name": "Ours", "platform": "linux", "rule": "device.deviceOwnership -eq \"Corporate\""}],
    "platform_restrictions": {"assigned": [
        {"id": "never", "name": "Never", "groups": ["staff"], "excluded_groups": ["drivers"], "platforms": {"linux": {"access": "block"}}},
        {"id": "kiosks", "name": "Kiosks", "groups": [], "filtered": [{"group": "staff", "filter": "old", "mode": "include"}],
         "platforms": {"linux": {"access": "block"}}},
        {"id": "staff", "name": "Staff", "groups": ["visitors"], "filtered": [
            {"group": "drivers", "filter": "ours", "mode": "include"}, {"group": "staff", "filter": "book", "mode": "include"}],
         "platforms": {"linux": {"personally_owned": "block", "minimum_version": "9.4", "maximum_version": "10",
                                 "blocked_manufacturers": ["Acme", "Zenit Corp"]}}}], "default": {"linux": {"access": "block"}}},
    "device_limits": {"assigned": [{"id": "few", "name": "Few", "groups": ["staff"], "excluded_groups": ["drivers"], "limit": 1}],
        "default": 5},
    "supported_versions": [{"platform": "linux", "distribution": "ubuntu", "minimum": "9", "maximum": "10"}],
    "unsupported_versions": "block"}"#;

fn allocations(facts: &Facts, listen: bool) -> (Verdict, u64) {
    let policy: PolicySet = serde_json::from_str(POLICY).unwrap();
    let request = EnrollmentRequest {
        platform: Platform::Linux,
        method: EnrollmentMethod::Est,
        ownership: Ownership::Corporate,
    };
    let now = Timestamp::EPOCH;
    let (verdict, count, _) = if listen {
        counted(|| decide(&policy, &request, facts, now, &mut Vec::new()))
    } else {
        counted(|| decide(&policy, &request, facts, now, &mut ()))
    };
    (verdict, count)
}

fn facts() -> Facts {
    Facts {
        groups: vec!["staff".parse().unwrap(), "drivers".parse().unwrap()],
        disabled: false,
        devices_in_use: Fact::attested(4),
        os_version: Fact::claimed("9.10".parse().unwrap()),
        manufacturer: Fact::claimed("Borealis  Ltd".to_owned()),
        model: Fact::claimed("Book Évora 9".to_owned()),
        os_distribution: Fact::claimed("ubuntu".to_owned()),
        category: Fact::claimed(Some("field".parse().unwrap())),
        identifier: Fact::claimed(true),
        identifiers_listed: true,
        ..Facts::default()
    }
}

#[test]
fn an_allow_that_nobody_listens_to_allocates_nothing() {
    let (verdict, quiet) = allocations(&facts(), false);
    assert!(matches!(verdict, Verdict::Allow { .. }), "{verdict:?}");
    assert_eq!(quiet, 0);
    // The counter counts: a trace is made of text.
    assert!(allocations(&facts(), true).1 > 20);
}

#[test]
fn a_managers_device_is_allowed_without_allocating_too() {
    let facts = Facts {
        enrollee: EnrolleeClass::EnrollmentManager,
        devices_in_use: Fact::attested(999),
        work_profiles_in_use: Fact::attested(1),
        ..facts()
    };
    let (verdict, quiet) = allocations(&facts, false);
    assert!(matches!(verdict, Verdict::Allow { .. }), "{verdict:?}");
    assert_eq!(quiet, 0);
}
