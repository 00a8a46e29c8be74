//! What follows an enrollment: the device's policies come, its rules are checked. Asked for while the page is open.

use core::time::Duration;

use leptos::prelude::*;
use muster_shared::api::{DeviceDetail, DeviceView, EnrollmentStage};
use muster_shared::compliance::{ComplianceRule, ComplianceState};
use muster_shared::ids::DeviceId;
use muster_shared::platform::EnrollmentMethod;

use super::model::reports;
use super::outcome::Standing;
use crate::browser;
use crate::client::{self, Received};
use crate::latest::Latest;
use crate::live::Watch;
use crate::session::Session;

/// How often is asked while a device is on its way, which takes seconds where all goes well.
const SOON: Duration = Duration::from_secs(3);
/// How often is asked after [`QUICK_ROUNDS`]: it comes with the device's next visit, or by what a person does.
const LATER: Duration = Duration::from_secs(15);
const QUICK_ROUNDS: u32 = 20;

/// What is known of an enrolled device besides its enrollment. What reads it is told of changes.
#[derive(Debug, Clone, Copy)]
pub struct Beyond {
    watch: Watch,
    /// What is set on it and what of that has come, as the edge said it.
    configuration: RwSignal<Option<String>>,
    /// The device, as its own page has it.
    latest: Latest<DeviceDetail>,
}

impl Beyond {
    /// Asks about the device of an enrollment from when it is enrolled, until there is nothing more to come or the page goes.
    pub fn follow(watch: Watch, session: Session) -> Self {
        let beyond = Self {
            watch,
            configuration: RwSignal::new(None),
            latest: Latest::unknown(),
        };
        Effect::new(move |began: Option<bool>| {
            let joined = watch.progress.with(|known| {
                let known = known.as_ref()?;
                let device = known.device.as_ref()?;
                (known.stage == EnrollmentStage::Enrolled).then_some((device.id, known.method))
            });
            match joined {
                Some((device, method)) if began != Some(true) => {
                    leptos::task::spawn_local(beyond.ask(device, method, session));
                    true
                }
                _ => began == Some(true),
            }
        });
        beyond
    }

    async fn ask(self, device: DeviceId, method: EnrollmentMethod, session: Session) {
        let agent = reports(method);
        for round in 0_u32.. {
            // What is checked may have come with the policies: those first.
            if agent && let Ok(answer) = client::configuration(device).await {
                self.configuration.try_set(Some(answer));
            }
            let answer = session.heed(client::device(device).await);
            if self.configuration.is_disposed() {
                return;
            }
            let gone = matches!(&answer, Err(why) if matches!(why.status(), Some(401 | 403 | 404)));
            self.latest.take(answer);
            let over = untrack(move || {
                let told = !agent || self.received().is_some_and(|received| received.all);
                told && self.is_checked() && self.standing() == Some(Standing::Fine)
            });
            if gone || over {
                return;
            }
            browser::sleep(if round < QUICK_ROUNDS { SOON } else { LATER }).await;
        }
    }

    /// How much of its configuration has come.
    pub fn received(self) -> Option<Received> {
        self.configuration
            .with(|answer| Received::read(answer.as_ref()?))
    }

    /// Whether it is known whether it keeps the rules; where none is asked of it, it does.
    pub fn is_checked(self) -> bool {
        let checked = |detail: &DeviceDetail| {
            detail.device.compliance != ComplianceState::Unknown || detail.compliance.is_empty()
        };
        self.latest.known(checked) == Some(true)
    }

    /// Something of the device and of its rules, from itself where it has been asked for: the enrollment knows no rules.
    pub fn of_device<T>(self, read: impl Fn(&DeviceView, &[ComplianceRule]) -> T) -> Option<T> {
        let itself = self
            .latest
            .known(|detail| read(&detail.device, &detail.compliance));
        itself.or_else(|| {
            let watch = self.watch.progress;
            watch.with(|known| Some(read(known.as_ref()?.device.as_ref()?, &[])))
        })
    }

    /// Where it stands.
    pub fn standing(self) -> Option<Standing> {
        self.of_device(|device, _| Standing::of(device, browser::now()))
    }

    /// Whether nothing is asked of it.
    pub fn is_free(self) -> bool {
        self.of_device(|_, rules| rules.is_empty()) == Some(true)
    }
}
