//! What another policy would say to a whole fleet, in a real browser (`scripts/in-browser.sh`).

#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use muster_shared::enrollment::what_if::what_if;
use muster_shared::testing::fleet::{crowded_policy, fleet, recorded};
use muster_shared::time::Timestamp;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The whole fleet in an optimised build (`--release`); a part of it in a build for tests, which takes some
/// fifty times as long.
const DEVICES: u32 = if cfg!(debug_assertions) {
    2_000
} else {
    100_000
};

/// The aim for the whole fleet is a tenth of a second; what is held here leaves room for a busy machine.
const LONGEST_MS: f64 = 2_000.0;

#[wasm_bindgen_test]
fn a_whole_fleet_is_decided_by_two_policies_in_a_moment() {
    let fleet = recorded(&fleet(DEVICES));
    let (old, new) = (
        crowded_policy("10.0.19045").unwrap(),
        crowded_policy("10.0.17300").unwrap(),
    );
    let now = Timestamp::from_unix_seconds(1_795_450_441);
    let mut quickest = f64::INFINITY;
    for _ in 0..5 {
        let began = js_sys::Date::now();
        let answered = what_if(&fleet, &old, &new, now, 100);
        quickest = quickest.min(js_sys::Date::now() - began);
        assert!(answered.no_longer_refused > DEVICES / 10);
        assert_eq!(answered.differences.len(), 100);
    }
    console_log!("what-if over {DEVICES} devices by two policies: {quickest} ms");
    assert!(quickest < LONGEST_MS, "{quickest} ms");
}
