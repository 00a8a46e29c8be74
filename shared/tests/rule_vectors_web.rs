//! The committed cases of the rule, run in a real browser (`scripts/in-browser.sh`).

#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use muster_shared::compliance::vectors::{
    COMPLIANCE_VECTORS, ComplianceVector, read_compliance_vectors,
};
use muster_shared::enrollment::vectors::{DECIDE_DIGEST, DECIDE_VECTORS, run_decide_vectors};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn every_case_comes_out_in_a_browser_as_committed_and_so_does_the_digest() {
    let report = run_decide_vectors(DECIDE_VECTORS).unwrap();
    assert!(report.failures.is_empty(), "{:#?}", report.failures);
    assert!(report.count >= 60, "only {} cases", report.count);
    assert_eq!(report.output_digest.to_string(), DECIDE_DIGEST.trim_end());
}

#[wasm_bindgen_test]
fn every_case_of_compliance_comes_out_in_a_browser_as_committed() {
    let cases = read_compliance_vectors(COMPLIANCE_VECTORS).unwrap();
    let failures: Vec<String> = cases.iter().filter_map(ComplianceVector::failure).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}
