//! Twice the input costs at most about twice the work: memory that is taken and rows that are touched are counted, so that no
//! clock is asked.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop there"
)]

#[path = "rule_support/counting.rs"]
mod counting;
#[path = "rule_support/growth.rs"]
mod growth;

use counting::counted;

#[test]
fn no_input_costs_more_than_twice_as_much_when_there_is_twice_of_it() {
    for growth in growth::ALL {
        let mut before: Option<[u64; 3]> = None;
        for size in growth.sizes {
            let mut work = (growth.of)(size);
            // What is made once is made by now.
            work();
            let (rows, allocations, bytes) = counted(work);
            let cost = [allocations, bytes, rows as u64];
            println!("{}: {size}: {cost:?}", growth.name);
            if let Some(before) = before {
                for (before, now) in before.into_iter().zip(cost) {
                    // A list that grows by doubling may have to grow once more than twice as often.
                    assert!(
                        now * 100 <= before * 225 + 5_000,
                        "{}: {size} costs {cost:?}, half of it {before:?}",
                        growth.name
                    );
                }
            }
            before = Some(cost);
        }
    }
}

#[test]
fn a_decision_and_a_filter_take_no_memory_however_much_there_is() {
    let quiet = growth::ALL
        .into_iter()
        .filter(|growth| growth.name.starts_with("decide") || growth.name.starts_with("evaluate"));
    let mut seen = 0;
    for growth in quiet {
        for size in growth.sizes {
            let work = (growth.of)(size);
            assert_eq!(counted(work).1, 0, "{}: {size}", growth.name);
            seen += 1;
        }
    }
    assert_eq!(seen, 16);
}

/// What a file adds does not depend on how much there is already.
#[test]
fn a_change_touches_its_own_rows_however_many_others_there_are() {
    for growth in growth::ALL {
        if !(growth.name.starts_with("list 500") || growth.name.starts_with("take in 100")) {
            continue;
        }
        let rows: Vec<usize> = growth.sizes.map(|size| (growth.of)(size)()).to_vec();
        assert!(rows.iter().all(|count| *count == rows[0]), "{rows:?}");
        assert!(rows[0] > 100, "{rows:?}");
    }
}
