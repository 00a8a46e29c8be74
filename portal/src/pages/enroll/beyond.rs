//! What follows an enrollment: the device's policies come, its rules are checked. Asked for while the page is open.

use core::time::Duration;

use leptos::prelude::*;
use muster_shared::api::{DeviceDetail, DeviceView, EnrollmentStage};
use muster_shared::compliance::ComplianceState;
use muster_shared::ids::DeviceId;
use muster_shared::platform::EnrollmentMethod;

use crate::browser;
use crate::client::{self, Received};
use crate::components::{in_grace, is_barred};
use crate::live::Watch;
use crate::session::Session;

/// How often is asked while a device is on its way, which takes seconds where all goes well.
const SOON: Duration = Duration::from_secs(3);
/// How often is asked after [`QUICK_ROUNDS`]: it comes with the device's next visit, or by what a person does.
const LATER: Duration = Duration::from_secs(15);
const QUICK_ROUNDS: u32 = 20;

/// What is known of an enrolled device besides its enrollment; nothing until it has been asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beyond {
    /// How much of its configuration has come.
    pub received: Option<Received>,
    /// The device, as its own page has it.
    pub detail: Option<DeviceDetail>,
}

impl Beyond {
    /// Whether it has all that is set on it.
    pub fn has_policies(&self) -> bool {
        self.received.as_ref().is_some_and(|received| received.all)
    }

    /// Whether it is known whether it keeps the rules; where none is asked of it, it does.
    pub fn is_checked(&self) -> bool {
        self.detail.as_ref().is_some_and(|detail| {
            detail.device.compliance != ComplianceState::Unknown || detail.compliance.is_empty()
        })
    }

    /// Whether nothing more is to come by itself.
    fn is_over(&self, method: EnrollmentMethod) -> bool {
        let told = method != EnrollmentMethod::Agent || self.has_policies();
        told && self.is_checked() && self.device().is_some_and(is_fine)
    }

    /// The device, as it stood when it was last asked for.
    pub fn device(&self) -> Option<&DeviceView> {
        self.detail.as_ref().map(|detail| &detail.device)
    }
}

fn is_fine(device: &DeviceView) -> bool {
    !is_barred(device, browser::now()) && in_grace(device).is_none()
}

/// Asks about the device of an enrollment from when it is enrolled, until there is nothing more to come or the page goes.
pub fn follow(watch: Watch, session: Session) -> RwSignal<Beyond> {
    let beyond = RwSignal::new(Beyond::default());
    let joined = Memo::new(move |_| {
        watch.progress.with(|known| {
            let known = known.as_ref()?;
            let device = known.device.as_ref()?;
            (known.stage == EnrollmentStage::Enrolled).then_some((device.id, known.method))
        })
    });
    Effect::new(move |_| {
        if let Some((device, method)) = joined.get() {
            leptos::task::spawn_local(ask(beyond, device, method, session));
        }
    });
    beyond
}

async fn ask(
    beyond: RwSignal<Beyond>,
    device: DeviceId,
    method: EnrollmentMethod,
    session: Session,
) {
    for round in 0_u32.. {
        // What is checked may have come with the policies: those first.
        let received = match method {
            EnrollmentMethod::Agent => client::received(device).await.ok(),
            _ => None,
        };
        let detail = session.heed(client::device(device).await);
        let gone = detail
            .as_ref()
            .is_err_and(|why| matches!(why.status(), Some(401 | 403 | 404)));
        let Some(before) = beyond.try_get_untracked() else {
            return;
        };
        let now = Beyond {
            received: received.or_else(|| before.received.clone()),
            detail: detail.ok().or_else(|| before.detail.clone()),
        };
        let over = gone || now.is_over(method);
        if now != before {
            beyond.set(now);
        }
        if over {
            return;
        }
        browser::sleep(if round < QUICK_ROUNDS { SOON } else { LATER }).await;
    }
}
