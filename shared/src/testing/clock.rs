use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use core::time::Duration;

use crate::ids::Digest;
use crate::ports::{Clock, Rng};
use crate::store::StoreFault;
use crate::time::Timestamp;

/// A clock that stands still until it is moved. Clones share one time.
#[derive(Debug, Clone)]
pub struct MovedClock(Arc<AtomicU64>);

impl MovedClock {
    /// Stands at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicU64::new(now.unix_seconds())))
    }

    /// Moves on; there is no way back.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(by.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// Bits that look random and are the same in every run.
#[derive(Debug, Clone)]
pub struct SeededRng {
    seed: u64,
    drawn: Arc<AtomicU64>,
}

impl SeededRng {
    /// Begins a sequence.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: Arc::new(AtomicU64::new(0)),
        }
    }
}

impl Rng for SeededRng {
    fn draw(&self) -> Result<[u8; 16], StoreFault> {
        let count = self.drawn.fetch_add(1, Ordering::SeqCst);
        let digest = Digest::of(format!("{}/{count}", self.seed).as_bytes());
        let (half, _) = digest
            .as_bytes()
            .split_first_chunk::<16>()
            .ok_or_else(|| StoreFault::new("a short digest"))?;
        Ok(*half)
    }
}
