//! What the index keeps of what decisions are taken from.

use core::time::Duration;

use pollster::block_on;
use serde_json::{Value, json};

use super::*;
use crate::ids::TenantId;
use crate::ports::Objects as _;
use crate::testing::{MemoryHouse, MovedClock};

struct Index {
    house: MemoryHouse,
    clock: MovedClock,
    tenant: TenantId,
    sequence: u64,
}

const ANA: [u8; 16] = [1; 16];

impl Index {
    fn new() -> Self {
        let clock = MovedClock::at("2026-12-01T12:00:00Z".parse().unwrap());
        Self {
            house: MemoryHouse::new(clock.clone()),
            clock,
            tenant: "default".parse().unwrap(),
            sequence: 0,
        }
    }

    fn take(&mut self, event: Value) {
        self.sequence += 1;
        let mut row = event;
        row["sequence"] = json!(self.sequence);
        row["at"] = json!("2026-12-01T12:00:00Z");
        let take = TakeEvents {
            from: EnrolleeId::from_random(ANA),
            events: vec![serde_json::from_value(row).unwrap()],
        };
        block_on(self.house.fleet(&self.tenant, &take)).unwrap();
    }

    fn device(&mut self, n: u8, status: &str, inputs: &Value) {
        let record = json!({
            "enrollee": EnrolleeId::from_random(ANA),
            "device": {
                "id": DeviceId::from_random([n; 16]), "name": "d", "platform": "linux", "method": "est",
                "ownership": "personal", "status": status, "enrolled_at": "2026-12-01T12:00:00Z"
            },
            "inputs": inputs,
        });
        self.take(json!({ "event": "device-changed", "record": record }));
    }

    fn page(&self, after: Option<String>, limit: usize) -> InputsPage {
        block_on(self.house.fleet(&self.tenant, &ListInputs { after, limit })).unwrap()
    }

    fn all(&self, limit: usize) -> (Vec<KnownInput>, u32) {
        let (mut all, mut unknown, mut after) = (Vec::new(), 0, None);
        for _ in 0..50 {
            let page = self.page(after, limit);
            assert!(page.inputs.len() <= limit);
            all.extend(page.inputs);
            unknown += page.unknown;
            after = page.next;
            if after.is_none() {
                return (all, unknown);
            }
        }
        panic!("the list has no end")
    }
}

fn inputs(decided_at: Option<&str>, groups: &[&str], maker: &str) -> Value {
    json!({
        "decided_at": decided_at,
        "request": { "platform": "linux", "method": "est", "ownership": "personal" },
        "facts": {
            "groups": groups, "disabled": false, "devices_in_use": "unknown", "os_version": "unknown",
            "manufacturer": { "known": { "value": maker, "source": "claimed" } }
        }
    })
}

fn refused(number: u64, decided_at: &str) -> Value {
    json!({
        "event": "enrollment-refused", "ticket": "tkt_00000000000000000000000000", "code": "platform-blocked",
        "attempt": { "number": number, "inputs": inputs(Some(decided_at), &[], "Acme") }
    })
}

const NOW: &str = "2026-12-01T12:00:00Z";

#[test]
fn what_was_known_of_the_holder_is_kept_when_the_teller_no_longer_knows_it() {
    let mut index = Index::new();
    index.device(1, "enrolled", &inputs(Some(NOW), &["staff"], "Acme"));
    index.device(1, "enrolled", &inputs(None, &[], "Borealis"));
    let (all, _) = index.all(10);
    let facts = &all[0].inputs.facts;
    assert_eq!(facts.groups, ["staff".parse().unwrap()]);
    assert_eq!(facts.manufacturer.known().unwrap().0, "Borealis");
    assert_eq!(all[0].inputs.decided_at, Some(NOW.parse().unwrap()));
    // A newer decision takes the place of all of it.
    index.device(1, "enrolled", &inputs(Some(NOW), &["sales"], "Borealis"));
    assert_eq!(
        index.all(10).0[0].inputs.facts.groups,
        ["sales".parse().unwrap()]
    );
}

#[test]
fn devices_that_have_left_are_not_told_and_those_of_which_nothing_is_known_are_counted() {
    let mut index = Index::new();
    for n in 1..=5 {
        index.device(n, "enrolled", &inputs(Some(NOW), &[], "Acme"));
    }
    index.device(3, "retired", &inputs(Some(NOW), &[], "Acme"));
    index.device(6, "enrolled", &Value::Null);
    for limit in [1, 2, 3, 10] {
        let (all, unknown) = index.all(limit);
        let told: Vec<InputOf> = all.iter().map(|known| known.of).collect();
        let device = |n: u8| InputOf::Device(DeviceId::from_random([n; 16]));
        assert_eq!(told, [1, 2, 4, 5].map(device), "{limit}");
        assert_eq!(unknown, 1);
    }
}

#[test]
fn the_last_four_refused_attempts_are_kept_for_thirty_days() {
    let mut index = Index::new();
    for number in 1..=6 {
        index.take(refused(number, NOW));
    }
    // Without what it was decided from there is nothing to keep.
    index.take(json!({
        "event": "enrollment-refused", "ticket": "tkt_00000000000000000000000000", "code": "token-expired"
    }));
    let numbers = |index: &Index| -> Vec<u64> {
        let mut numbers: Vec<u64> = index
            .all(2)
            .0
            .iter()
            .map(|known| match known.of {
                InputOf::Attempt { number, .. } => number.unwrap(),
                InputOf::Device(device) => panic!("{device}"),
            })
            .collect();
        numbers.sort_unstable();
        numbers
    };
    assert_eq!(numbers(&index), [3, 4, 5, 6]);
    index.clock.advance(Duration::from_hours(30 * 24));
    assert!(numbers(&index).is_empty());
    // What is too old to be told is gone, not only passed over.
    let rows = index.house.fleet_rows(&index.tenant);
    assert!(
        rows.iter()
            .all(|(table, ..)| table != Table::IndexedAttempt)
    );
}
