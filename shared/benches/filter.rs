//! What reading and asking a filter costs, natively: `cargo bench --bench filter`.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a bench that cannot go on should stop there, and its numbers are small"
)]

use divan::{AllocProfiler, Bencher, black_box};
use muster_shared::platform::{Ownership, Platform};
use muster_shared::policy::filter::{Evaluation, FilterRule, FilterSubject, MAX_RULE_CHARACTERS};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

/// As an administrator writes one.
const USUAL: &str = r#"(device.manufacturer -eq "Acme") and (device.osVersion -ge 10.0.22631 or device.model -startsWith "Book") and (device.deviceOwnership -eq "Corporate")"#;

/// The longest there may be: every term is looked at, and none holds until the last.
fn longest() -> String {
    let mut rule = r#"device.manufacturer -contains "Acme""#.to_owned();
    let term = r#"device.model -contains "xyz" or "#;
    while rule.len() + term.len() <= MAX_RULE_CHARACTERS {
        rule.insert_str(0, term);
    }
    rule
}

fn subject() -> FilterSubject<'static> {
    FilterSubject {
        platform: Platform::Windows,
        manufacturer: Some("Acme"),
        model: Some(
            "A model with a name as long as a device may tell one, that is all of one hundred and twenty-eight bytes, no less and no more",
        ),
        os_version: "10.0.22631.3235".parse().ok(),
        os_edition: None,
        ownership: Some(Ownership::Corporate),
        enrollment_profile: None,
        category: None,
        os_distribution: None,
        device_groups: None,
    }
}

#[divan::bench(args = ["usual", "longest"])]
fn parse(bencher: Bencher<'_, '_>, which: &str) {
    let rule = text(which);
    bencher.bench_local(|| FilterRule::parse(black_box(&rule), None).unwrap());
}

#[divan::bench(args = ["usual", "longest"])]
fn evaluate(bencher: Bencher<'_, '_>, which: &str) {
    let rule = FilterRule::parse(&text(which), None).unwrap();
    let subject = subject();
    assert_eq!(rule.evaluate(&subject), Evaluation::Match);
    bencher.bench_local(|| rule.evaluate(black_box(&subject)));
}

fn text(which: &str) -> String {
    match which {
        "usual" => USUAL.to_owned(),
        _ => longest(),
    }
}

fn main() {
    divan::main();
}
