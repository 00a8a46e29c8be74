//! How long everything takes that may grow, and how much longer when there is twice of it:
//! `cargo bench --features test-util --bench growth`.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    reason = "a bench that cannot go on should stop there, its numbers are small, and it goes by the machine's clock"
)]

#[path = "../tests/rule_support/growth.rs"]
mod growth;

use std::time::{Duration, Instant};

/// How often every size is measured, in turns, so that a busy moment does not meet one of them alone.
const ROUNDS: usize = 15;

/// How long one run takes, by as many as the clock needs.
fn once(work: &mut dyn FnMut() -> usize) -> Duration {
    let begun = Instant::now();
    work();
    let once = begun.elapsed().max(Duration::from_nanos(20));
    let times = (Duration::from_millis(3).as_nanos() / once.as_nanos()).clamp(1, 20_000);
    let times = u32::try_from(times).unwrap();
    let begun = Instant::now();
    for _ in 0..times {
        std::hint::black_box(work());
    }
    begun.elapsed() / times
}

fn main() {
    println!(
        "microseconds, the shortest of {ROUNDS} rounds; in brackets, how many times that of half as much"
    );
    for growth in growth::ALL {
        let mut works = growth.sizes.map(growth.of);
        let mut shortest = [Duration::MAX; 4];
        for _ in 0..ROUNDS {
            for (work, shortest) in works.iter_mut().zip(&mut shortest) {
                *shortest = (*shortest).min(once(&mut **work));
            }
        }
        let mut line = String::new();
        let mut before: Option<Duration> = None;
        for (size, took) in growth.sizes.into_iter().zip(shortest) {
            line.push_str(&format!("  {size}: {:.2}", took.as_secs_f64() * 1e6));
            if let Some(before) = before {
                line.push_str(&format!(
                    " ({:.2})",
                    took.as_secs_f64() / before.as_secs_f64()
                ));
            }
            before = Some(took);
        }
        println!("{}\n {line}", growth.name);
    }
}
