//! Waking devices that come only when they are woken.

use muster_shared::enrollment::enrollee::ReadPushAddress;
use muster_shared::ids::{DeviceId, EnrolleeId};
use muster_shared::ports::{Objects as _, Waker as _, Woken};

use crate::app::{App, Platform};

impl<P: Platform> App<P> {
    /// Wakes a device, where it is one that has to be woken. What cannot be done is written to the log and holds up nobody: what is
    /// asked of the device waits for it, and the next thing that is asked wakes it again.
    pub async fn wake(&self, enrollee: &EnrolleeId, device: DeviceId) {
        let read = ReadPushAddress { device };
        let address = self
            .platform
            .objects()
            .enrollee(&self.config.tenant, enrollee, &read)
            .await;
        let Ok(Some(address)) = address else {
            return;
        };
        let trouble = match self.platform.waker().wake(&address, self.now()).await {
            Woken::Sent | Woken::NotConfigured => return,
            Woken::Refused(status, reason) => format!("{status} {reason}"),
            Woken::Unreachable(reason) => reason,
        };
        self.platform.log(
            &serde_json::json!({
                "level": "error",
                "message": "a device was not woken",
                "device": device,
                "detail": trouble,
            })
            .to_string(),
        );
    }
}
