//! What the parts of a device's page know, and where they ask for it.

use leptos::prelude::*;
use muster_shared::api::{DeviceDetail, DeviceStatus};
use muster_shared::command::carried_out_by;
use muster_shared::ids::DeviceId;

use crate::announcer::Announcer;
use crate::client::{self, Asked, Failure, SetOn};
use crate::components::is_on_its_way;
use crate::latest::Latest;
use crate::preferences::Preferences;
use crate::session::Session;
use crate::text::Text;

/// What is known of a device beside its record.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Heard {
    /// What is asked of it, the newest first.
    pub(super) asked: Vec<Asked>,
    /// That could not be learnt.
    pub(super) is_lost: bool,
    /// What is set on it; nothing before that is known.
    pub(super) set_on: Option<Vec<SetOn>>,
    /// That could not be learnt.
    pub(super) is_set_lost: bool,
    /// What its category is called.
    pub(super) category: Option<String>,
}

/// What is known, for the parts of the page.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) id: DeviceId,
    pub(super) latest: Latest<DeviceDetail>,
    pub(super) heard: RwSignal<Heard>,
    /// A person who adds devices for others does nothing with them: so says the session, or the edge when it refuses.
    pub(super) is_managers: RwSignal<bool>,
    pub(super) session: Session,
    pub(super) announcer: Option<Announcer>,
    pub(super) preferences: Option<Preferences>,
}

impl Known {
    /// Nothing is known yet.
    pub(super) fn of(id: DeviceId) -> Self {
        let session = expect_context::<Session>();
        Self {
            id,
            latest: Latest::unknown(),
            heard: RwSignal::default(),
            is_managers: RwSignal::new(untrack(|| session.with(|me| me.enrollment_manager))),
            session,
            announcer: use_context(),
            preferences: use_context(),
        }
    }

    /// Asks, and asks again.
    pub(super) fn load(self) {
        leptos::task::spawn_local(async move {
            let answer = self.session.heed(client::device(self.id).await);
            let detail = answer.as_ref().ok();
            let is_heard = detail.is_some_and(hears);
            let category = detail.and_then(|detail| detail.device.category.clone());
            self.latest.take(answer);
            if is_heard {
                self.ask_commands().await;
                let set_on = client::set_on(self.id).await;
                self.hear(|heard| {
                    heard.is_set_lost = set_on.is_err();
                    heard.set_on = set_on.ok().or(heard.set_on.take());
                });
            }
            if let Some(category) = category {
                let id = category.to_string();
                // Without an answer its short name says what it is, too.
                let name = client::category_name(&id).await.ok().flatten();
                self.hear(|heard| heard.category = Some(name.unwrap_or(id)));
            }
        });
    }

    /// Asks what is asked of it.
    pub(super) async fn ask_commands(self) {
        let asked = self.session.heed(client::commands(self.id).await);
        self.hear(|heard| {
            heard.is_lost = asked.is_err();
            if let Ok(asked) = asked {
                heard.asked = asked;
            }
        });
    }

    /// Takes something in, if the page is still there.
    pub(super) fn hear(self, take: impl FnOnce(&mut Heard)) {
        let _ = self.heard.try_update(take);
    }

    pub(super) fn with<T>(self, read: impl FnOnce(&DeviceDetail) -> T) -> Option<T> {
        let (mut read, mut out) = (Some(read), None);
        self.look(&mut |detail| out = read.take().map(|read| read(detail)));
        out
    }

    /// The same, compiled once.
    fn look(self, read: &mut dyn FnMut(&DeviceDetail)) {
        self.latest.known(read);
    }

    /// What is known beside the record.
    pub(super) fn beside<T: Default>(self, read: impl FnOnce(&Heard) -> T) -> T {
        let (mut read, mut out) = (Some(read), T::default());
        self.listen(&mut |heard| {
            if let Some(read) = read.take() {
                out = read(heard);
            }
        });
        out
    }

    /// The same, compiled once.
    fn listen(self, read: &mut dyn FnMut(&Heard)) {
        self.heard.with(read);
    }

    /// Whether something will change by itself.
    pub(super) fn is_on_its_way(self) -> bool {
        self.with(|detail| is_on_its_way(detail.device.status)) == Some(true)
            || self.beside(|heard| heard.asked.iter().any(|one| one.state.is_open()))
    }

    /// Notices what a refusal says of who is signed in.
    pub(super) fn note(self, failure: &Failure) {
        if let Failure::Refused(problem) = failure
            && problem.code == "enrollment-managers-devices"
        {
            self.is_managers.try_set(true);
            self.tell(|text| text.asked.manager);
        }
    }

    /// Tells a screen reader.
    pub(super) fn tell(self, words: fn(&'static Text) -> &'static str) {
        if let (Some(announcer), Some(preferences)) = (self.announcer, self.preferences) {
            announcer.say(words(Text::of(preferences.language.get_untracked())));
        }
    }
}

/// Whether a device can be asked for anything, and reads what is set.
pub(super) fn hears(detail: &DeviceDetail) -> bool {
    let device = &detail.device;
    device.status != DeviceStatus::Retired
        && !carried_out_by(device.platform, device.method).is_empty()
}
