//! The guides of one platform, in the person's language: how long a way takes, what to do, what must be ready.

use leptos::prelude::*;
use muster_shared::platform::{EnrollmentMethod, Platform};

use crate::answer::Answer;
use crate::client::{self, Failure};
use crate::once::{Known, ask_again, take};
use crate::preferences::use_locale;
use crate::session::Session;
use crate::text::Language;

/// How a platform enrolls by one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// The method's name in the API.
    pub method: String,
    /// About how long it takes.
    pub minutes: u16,
    /// Its name for people.
    pub title: String,
    /// Which devices it suits.
    pub suits: String,
    /// What to do first where another management has the device.
    pub leave: Vec<String>,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// What the organisation adds.
    pub tips: Vec<String>,
}

/// The guides of a platform.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guides {
    guides: Vec<Guide>,
    /// What must be ready, and whether others see to that.
    pub ready: Vec<(String, bool)>,
}

/// The API's names of what is read, in the order of [`Guides::read`].
const NAMES: [&str; 12] = [
    "guides",
    "method",
    "minutes",
    "title",
    "suits",
    "leave_other_mdm",
    "steps",
    "tips",
    "prerequisites",
    "acts",
    "platforms",
    "title",
];

impl Guides {
    fn read(json: &str) -> Option<Self> {
        let [
            guides,
            method,
            minutes,
            title,
            suits,
            leave,
            steps,
            tips,
            ready,
            acts,
            platforms,
            what,
        ] = NAMES;
        let answer = Answer::read(json)?;
        let guides = answer.each(guides).into_iter().map(|guide| Guide {
            method: guide.text(method),
            minutes: guide.number(minutes),
            title: guide.text(title),
            suits: guide.text(suits),
            leave: guide.texts(leave),
            steps: guide.texts(steps),
            tips: guide.texts(tips),
        });
        // What every platform needs of others is there, or nobody would have signed in.
        let ready = answer.each(ready).into_iter().filter_map(|one| {
            let others = one.text(acts) != "person";
            let own = one.each(platforms).len() < Platform::ALL.len();
            (own || !others).then(|| (one.text(what), others))
        });
        Some(Self {
            guides: guides.collect(),
            ready: ready.collect(),
        })
    }

    /// The guide of a method.
    #[must_use]
    pub fn of(&self, method: EnrollmentMethod) -> Option<&Guide> {
        self.guides
            .iter()
            .find(|guide| guide.method == method.as_str())
    }
}

/// The guides of the platform that is looked at, for the whole portal (by context).
#[derive(Debug, Clone, Copy)]
pub struct Guidebook {
    open: RwSignal<Option<(Platform, Language)>>,
    /// The guides, or why they could not be had; none while they are asked for.
    known: Known<Guides>,
    cut_off: RwSignal<bool>,
}

impl Guidebook {
    /// Makes it known to every component below.
    pub fn provide() {
        provide_context(Self {
            open: RwSignal::new(None),
            known: RwSignal::new(None),
            cut_off: RwSignal::new(false),
        });
    }

    /// Opens it at a platform, and again whenever that or the language changes.
    pub fn open(platform: impl Fn() -> Option<Platform> + Send + Sync + 'static) -> Self {
        let book = expect_context::<Self>();
        let session = expect_context::<Session>();
        let locale = use_locale();
        Effect::new(move |_| {
            let Some(platform) = platform() else {
                return;
            };
            let wanted = (platform, locale().language());
            let is_open = book.open.get_untracked() == Some(wanted)
                && book
                    .known
                    .with_untracked(|known| matches!(known, Some(Ok(_))));
            if is_open {
                return;
            }
            book.open.set(Some(wanted));
            book.known.set(None);
            book.cut_off.set(false);
            book.ask(session);
        });
        ask_again(book.cut_off, move || book.ask(session));
        book
    }

    /// Asks for what it is open at.
    fn ask(self, session: Session) {
        let Some(Some(wanted)) = self.open.try_get_untracked() else {
            return;
        };
        leptos::task::spawn_local(async move {
            let answer = session.heed(client::guides_of(wanted.0, wanted.1).await);
            let read = answer
                .and_then(|json| Guides::read(&json).ok_or(Failure::Unreadable { status: 200 }));
            if self.open.try_get_untracked() == Some(Some(wanted)) {
                take(self.known, self.cut_off, read);
            }
        });
    }

    /// What a guide says; none while that is not known.
    pub fn read<T>(self, method: EnrollmentMethod, read: impl FnOnce(&Guide) -> T) -> Option<T> {
        self.known.with(|known| match known {
            Some(Ok(guides)) => guides.of(method).map(read),
            _ => None,
        })
    }

    /// Whether they could not be had.
    #[must_use]
    pub fn is_missing(self) -> bool {
        self.known.with(|known| matches!(known, Some(Err(_))))
    }

    /// What must be ready on the platform.
    #[must_use]
    pub fn ready(self) -> Vec<(String, bool)> {
        self.known.with(|known| match known {
            Some(Ok(guides)) => guides.ready.clone(),
            _ => Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::api::GuideList;
    use muster_shared::guidance;

    #[test]
    fn each_name_is_one_of_the_apis() {
        let guides = guidance::Guides::built_in().unwrap();
        let list = GuideList::of(&guides, &[], Some(Platform::Linux), guidance::Language::En);
        let list = serde_json::to_value(list).unwrap();
        let (guide, ready) = (&list["guides"][0], &list["prerequisites"][0]);
        for name in &NAMES[1..8] {
            assert!(!guide[name].is_null(), "{name}");
        }
        for name in &NAMES[9..] {
            assert!(!ready[name].is_null(), "{name}");
        }
        assert_eq!(
            serde_json::to_value(guidance::Acts::Person).unwrap(),
            "person"
        );
    }
}
