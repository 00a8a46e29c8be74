//! What it costs to ask what another policy would say, natively: `cargo bench --features test-util --bench what_if`.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop there"
)]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use muster_shared::enrollment::what_if::what_if;
use muster_shared::testing::fleet::{crowded_policy, fleet};
use muster_shared::time::Timestamp;

/// 100,000 devices, decided by two policies of 25 policies of each type.
#[divan::bench(sample_count = 20)]
fn fleet_of_100_000_devices(bencher: Bencher<'_, '_>) {
    let fleet = fleet(100_000);
    let (old, new) = (
        crowded_policy("10.0.19045").unwrap(),
        crowded_policy("10.0.22631").unwrap(),
    );
    let now = Timestamp::from_unix_seconds(1_795_450_441);
    bencher
        .counter(ItemsCount::new(fleet.len()))
        .bench_local(|| what_if(black_box(&fleet), &old, &new, now, 100));
}

fn main() {
    divan::main();
}
