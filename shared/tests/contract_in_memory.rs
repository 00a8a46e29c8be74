//! The in-memory house passes the contract that the real objects pass under workerd.
#![cfg(feature = "test-util")]

use muster_shared::testing::contract::{House, run};
use muster_shared::testing::{MemoryHouse, MovedClock, SeededRng};
use muster_shared::time::Timestamp;

#[test]
fn the_in_memory_house_keeps_the_contract() {
    let clock = MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000));
    let memory = MemoryHouse::new(clock.clone());
    let house = House {
        objects: &memory,
        copies: memory.copies(),
        rng: &SeededRng::new(1),
        clock: &clock,
        tenant: "default".parse().unwrap(),
    };
    let checked = pollster::block_on(run(&house));
    assert!(checked.len() > 10);
    let failed: Vec<_> = checked
        .iter()
        .filter(|check| check.failure.is_some())
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}
