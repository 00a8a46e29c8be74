//! What one decision costs, natively: `cargo bench --bench decide`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a bench that cannot go on should stop there, and its numbers are small"
)]

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use muster_shared::enrollment::{EnrollmentRequest, Fact, Facts, TraceEntry, Verdict, decide};
use muster_shared::platform::{EnrollmentMethod, OsVersion, Ownership, Platform};
use muster_shared::policy::PolicySet;
use muster_shared::time::Timestamp;
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_450_441);

const REQUEST: EnrollmentRequest = EnrollmentRequest {
    platform: Platform::Windows,
    method: EnrollmentMethod::Agent,
    ownership: Ownership::Corporate,
};

/// 25 policies of each type with four groups each and every rule configured.
fn crowded_json() -> Value {
    let groups = |n: u32| {
        [
            format!("a{n}"),
            format!("b{n}"),
            format!("c{n}"),
            format!("d{n}"),
        ]
    };
    let platforms = json!({"windows": {
        "personally_owned": "block", "minimum_version": "10.0.19045", "maximum_version": "10.0.26200",
        "blocked_manufacturers": ["Acme", "Zenit Corp", "Halcyon", "Meridian", "Ostra", "Quill", "Rook", "Umbra"]
    }});
    let restriction = |n| json!({"id": format!("r{n}"), "name": format!("R {n}"), "groups": groups(n), "platforms": platforms});
    let limit = |n| json!({"id": format!("l{n}"), "name": format!("L {n}"), "groups": groups(n), "limit": 10});
    json!({
        "platform_restrictions": {"assigned": (0..25).map(restriction).collect::<Vec<_>>(), "default": {}},
        "device_limits": {"assigned": (0..25).map(limit).collect::<Vec<_>>(), "default": 5}
    })
}

fn crowded() -> PolicySet {
    serde_json::from_value(crowded_json()).unwrap()
}

/// A person in 20 groups, of which only the last one is named, by the policies with the lowest priority.
fn facts(build: u32, devices_in_use: u32) -> Facts {
    let mut groups: Vec<_> = (0..19).map(|n| format!("g{n}").parse().unwrap()).collect();
    groups.push("d24".parse().unwrap());
    let os_version: OsVersion = format!("10.0.{build}.1").parse().unwrap();
    Facts {
        groups,
        disabled: false,
        devices_in_use: Fact::attested(devices_in_use),
        os_version: Fact::claimed(os_version),
        manufacturer: Fact::claimed("Borealis Computers".to_owned()),
        ..Facts::default()
    }
}

fn allowed(policy: &PolicySet) -> Facts {
    let facts = facts(22631, 3);
    let verdict = decide(policy, &REQUEST, &facts, NOW, &mut ());
    assert!(matches!(verdict, Verdict::Allow { .. }), "{verdict:?}");
    facts
}

#[divan::bench]
fn default_policy_without_trace(bencher: Bencher<'_, '_>) {
    let policy = PolicySet::starting();
    let facts = allowed(&policy);
    bencher.bench_local(|| {
        decide(
            black_box(&policy),
            &REQUEST,
            black_box(&facts),
            NOW,
            &mut (),
        )
    });
}

#[divan::bench]
fn default_policy_with_trace(bencher: Bencher<'_, '_>) {
    let policy = PolicySet::starting();
    let facts = allowed(&policy);
    bencher.bench_local(|| traced(black_box(&policy), black_box(&facts)));
}

#[divan::bench]
fn policies_25_of_each_type_without_trace(bencher: Bencher<'_, '_>) {
    let policy = crowded();
    let facts = allowed(&policy);
    bencher.bench_local(|| {
        decide(
            black_box(&policy),
            &REQUEST,
            black_box(&facts),
            NOW,
            &mut (),
        )
    });
}

#[divan::bench]
fn policies_25_of_each_type_with_trace(bencher: Bencher<'_, '_>) {
    let policy = crowded();
    let facts = allowed(&policy);
    bencher.bench_local(|| traced(black_box(&policy), black_box(&facts)));
}

/// 25 policies of each type that name 1,000 groups, each policy narrowed for some of them by a filter, and every rule
/// configured. The person is in 20 groups; the last policy counts, because its filter means the device.
fn thousand_groups() -> (PolicySet, Facts) {
    let groups = |n: u32, from: u32| (from..from + 20).map(move |g| format!("g{n}-{g}"));
    let mut json = crowded_json();
    let rule = r#"device.manufacturer -startsWith "Borealis" and (device.osVersion -ge 10.0.22000 or device.model -eq "Book")"#;
    json["filters"] = (0..25)
        .map(|n| json!({"id": format!("f{n}"), "name": "F", "platform": "windows", "rule": rule}))
        .collect();
    json["enrollment_scope"] = json!({"for": "groups", "groups": ["g24-19", "g24-39"]});
    json["supported_versions"] =
        json!([{"platform": "windows", "minimum": "10.0", "maximum": "10.0"}]);
    for (n, list) in (0..25).flat_map(|n| [(n, "platform_restrictions"), (n, "device_limits")]) {
        let policy = &mut json[list]["assigned"][n as usize];
        policy["groups"] = groups(n, 0).collect();
        if list == "device_limits" {
            policy["groups"] = groups(n, 0).chain(groups(n, 20)).collect();
        } else {
            let entry =
                |group| json!({"group": group, "filter": format!("f{n}"), "mode": "include"});
            policy["filtered"] = groups(n, 20).map(entry).collect();
        }
    }
    let policy: PolicySet = serde_json::from_value(json).unwrap();
    let mut facts = facts(22631, 3);
    facts.groups.pop();
    facts.groups.push("g24-39".parse().unwrap());
    let verdict = decide(&policy, &REQUEST, &facts, NOW, &mut ());
    assert!(matches!(verdict, Verdict::Allow { .. }), "{verdict:?}");
    (policy, facts)
}

#[divan::bench]
fn policies_25_and_1_000_groups_without_trace(bencher: Bencher<'_, '_>) {
    let (policy, facts) = thousand_groups();
    bencher.bench_local(|| {
        decide(
            black_box(&policy),
            &REQUEST,
            black_box(&facts),
            NOW,
            &mut (),
        )
    });
}

#[divan::bench]
fn policies_25_and_1_000_groups_with_trace(bencher: Bencher<'_, '_>) {
    let (policy, facts) = thousand_groups();
    bencher.bench_local(|| traced(black_box(&policy), black_box(&facts)));
}

fn traced(policy: &PolicySet, facts: &Facts) -> (Verdict, Vec<TraceEntry>) {
    let mut trace = Vec::new();
    let verdict = decide(policy, &REQUEST, facts, NOW, &mut trace);
    (verdict, trace)
}

/// A what-if over a fleet: one policy set, 100,000 devices, counting those it would refuse.
#[divan::bench(sample_count = 10)]
fn fleet_of_100_000_devices(bencher: Bencher<'_, '_>) {
    let policy = crowded();
    let fleet: Vec<Facts> = (0..100_000_u32)
        .map(|n| facts(17_000 + n % 10_000, n % 12))
        .collect();
    bencher
        .counter(ItemsCount::new(fleet.len()))
        .bench_local(|| {
            let refused = |facts: &&Facts| {
                let verdict = decide(black_box(&policy), &REQUEST, facts, NOW, &mut ());
                matches!(verdict, Verdict::Refuse { .. })
            };
            fleet.iter().filter(refused).count()
        });
}

/// Reading, checking and naming a set, as an isolate does once for each version it meets.
#[divan::bench]
fn read_25_policies_of_each_type(bencher: Bencher<'_, '_>) {
    let text = crowded_json().to_string();
    bencher.bench_local(|| serde_json::from_str::<PolicySet>(black_box(&text)));
}

fn main() {
    divan::main();
}
