//! What it costs to hold devices to rules, natively: `cargo bench --features test-util --bench compliance`.
//!
//! Each device is evaluated and followed from its last course, as at a check-in. The rows stand beside each other: what ten
//! times as many settings cost is a ratio that does not hang on the machine.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop there"
)]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use muster_shared::api::{DeviceFact, DeviceFactName};
use muster_shared::compliance::{Asked, CompliancePolicy, Course, NoPolicy, Observed, evaluate};
use muster_shared::enrollment::Source;
use muster_shared::time::Timestamp;

/// Policies of ten settings each, for Windows.
fn policies(settings: usize) -> Vec<CompliancePolicy> {
    (0..settings / 10)
        .map(|place| {
            let text = format!(
                r#"{{"id":"p{place}","name":"P","platform":"windows","settings":{{
                "minimum_os_version":"10.0.19045","maximum_os_version":"10.0.30000",
                "allowed_os_versions":[{{"minimum":"10.0.1","maximum":"10.1"}}],"minimum_agent_version":"1",
                "require":["disk_encryption","secure_boot","firewall","antivirus","tpm","passcode"]}},
                "actions":[{{"action":"mark","after_days":"1"}}]}}"#
            );
            serde_json::from_str(&text).unwrap()
        })
        .collect()
}

/// What a device of ten has told: one in ten has no firewall.
fn facts(device: usize) -> Vec<DeviceFact> {
    use DeviceFactName as Name;
    let firewall = if device.is_multiple_of(10) {
        "no"
    } else {
        "yes"
    };
    [
        (Name::OsVersion, "10.0.22631"),
        (Name::HostName, "host"),
        (Name::DiskEncryption, "encrypted"),
        (Name::AgentVersion, "1"),
        (Name::SecureBoot, "yes"),
        (Name::Firewall, firewall),
        (Name::Antivirus, "yes"),
        (Name::Tpm, "yes"),
        (Name::Passcode, "yes"),
    ]
    .into_iter()
    .map(|(name, value)| DeviceFact {
        name,
        value: value.to_owned(),
        source: Source::Claimed,
        learnt_at: Timestamp::EPOCH,
    })
    .collect()
}

/// 100,000 devices, each without a setting or with ten.
#[divan::bench(args = [0, 10], sample_count = 10)]
fn fleet_of_100_000_devices_with_settings(bencher: Bencher<'_, '_>, settings: usize) {
    hold(bencher, 100_000, settings);
}

/// A tenth of that with ten times as many.
#[divan::bench(sample_count = 10)]
fn fleet_of_10_000_devices_with_100_settings(bencher: Bencher<'_, '_>) {
    hold(bencher, 10_000, 100);
}

fn hold(bencher: Bencher<'_, '_>, devices: usize, settings: usize) {
    let policies = policies(settings);
    let assigned: Vec<&CompliancePolicy> = policies.iter().collect();
    let told: Vec<Vec<DeviceFact>> = (0..10).map(facts).collect();
    let now = Timestamp::from_unix_seconds(1_795_450_441);
    bencher.counter(ItemsCount::new(devices)).bench_local(|| {
        let all = told.iter().cycle().take(devices);
        all.filter(|facts| {
            let outcome = evaluate(black_box(&Asked {
                policies: &assigned,
                no_policy: NoPolicy::Compliant,
                facts,
                keeps: &|_| true,
                scripts: None,
            }));
            let mut course = Course::default();
            let observed = Observed {
                outcome: &outcome,
                unknown_until: None,
            };
            course.observe(&observed, now);
            course.state(now).1.is_some()
        })
        .count()
    });
}

fn main() {
    divan::main();
}
