//! How devices are woken: by whoever holds the organisation's push certificate.

use core::future::Future;

use crate::apple::push::PushAddress;
use crate::time::Timestamp;

/// What became of waking a device. A device may be woken as often as one likes: it comes once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Woken {
    /// Apple has taken the message.
    Sent,
    /// There is nothing here to wake devices with.
    NotConfigured,
    /// Apple, or a relay on the way, has not taken it: status, and reason as far as it was given.
    Refused(u16, String),
    /// Nobody answered.
    Unreachable(String),
}

/// Whoever wakes devices.
pub trait Waker: Sync {
    /// Wakes one.
    fn wake(&self, address: &PushAddress, now: Timestamp) -> impl Future<Output = Woken> + Send;
}
