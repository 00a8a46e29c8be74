//! How devices are woken: by whoever holds the organisation's push certificate, tried as often as the object says that holds them.

use core::future::Future;

use super::Local;
use crate::apple::push::PushAddress;
use crate::enrollment::enrollee::{Enrollee, SettleWake, Wake, WakeEnd};
use crate::store::StoreFault;
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

impl Woken {
    /// What that means for the device
    /// (<https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns>): 410 says that nobody is
    /// reached there any more; too many requests (429), faults at the other end (5xx) and silence may pass; any other answer stays
    /// what it is until something is put right.
    #[must_use]
    pub const fn end(&self) -> WakeEnd {
        match self {
            Self::Sent | Self::NotConfigured => WakeEnd::Done,
            Self::Refused(410, _) => WakeEnd::Gone,
            Self::Refused(429 | 500..=599, _) | Self::Unreachable(_) => WakeEnd::TryAgain,
            Self::Refused(..) => WakeEnd::Done,
        }
    }

    /// What there is to be told to an operator, if anything: no device's token or magic.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        match self {
            Self::Sent | Self::NotConfigured | Self::Refused(410, _) => None,
            Self::Refused(status, reason) => Some(format!("{status} {reason}")),
            Self::Unreachable(reason) => Some(reason.clone()),
        }
    }
}

/// Whoever wakes devices.
pub trait Waker: Sync {
    /// Wakes one.
    fn wake(&self, address: &PushAddress, now: Timestamp) -> impl Future<Output = Woken> + Send;
}

/// Wakes one device that was taken, and notes what came of it.
///
/// # Errors
/// [`StoreFault`] when the object's own rows do not answer. What Apple says is no fault.
pub async fn wake_device(
    wake: Wake,
    now: Timestamp,
    local: &impl Local<Enrollee>,
    waker: &impl Waker,
) -> Result<Woken, StoreFault> {
    let woken = waker.wake(&wake.address, now).await;
    let end = woken.end();
    local.run(SettleWake { wake, end })?;
    Ok(woken)
}
