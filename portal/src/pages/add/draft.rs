//! The person's answers, kept while they look elsewhere and come back.
//!
//! They outlive a reload and an ended session in the tab's own storage, by whose they are; they are no secret. Making the
//! ticket and signing out end that.

use leptos::prelude::*;
use muster_shared::api::Me;
use muster_shared::ids::CategoryId;
use muster_shared::platform::{EnrollmentMethod, OsVersion, Ownership, Platform};

use crate::browser;
use crate::guidebook::Guidebook;
use crate::preflight::Answers;
use crate::recognition::Recognised;
use crate::session::Session;
use crate::ways::Ways;

/// The answers so far, for the whole portal (by context).
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    /// The session in which they were given, by its token.
    session: RwSignal<String>,
    /// The device in use; the outer none while that is being asked.
    pub recognised: RwSignal<Option<Option<Recognised>>>,
    /// What runs on the device to add.
    pub platform: RwSignal<Platform>,
    /// Whether the person has said so themselves.
    pub chosen: RwSignal<bool>,
    /// Its version as it was typed; empty where it is not known.
    pub version: RwSignal<String>,
    /// Its maker, in the same way.
    pub maker: RwSignal<String>,
    /// Who owns it.
    pub ownership: RwSignal<Ownership>,
    /// How the person wants to add it, where they have said so.
    pub method: RwSignal<Option<EnrollmentMethod>>,
    /// What it is for: one of the organisation's categories, or none.
    pub category: RwSignal<Option<CategoryId>>,
}

/// One line an answer, the person's name first.
const LINES: usize = 7;

impl Draft {
    /// Makes it known to every component below.
    pub fn provide() -> Self {
        let draft = Self {
            session: RwSignal::new(String::new()),
            recognised: RwSignal::new(None),
            platform: RwSignal::new(Platform::Linux),
            chosen: RwSignal::new(false),
            version: RwSignal::new(String::new()),
            maker: RwSignal::new(String::new()),
            ownership: RwSignal::new(Ownership::Personal),
            method: RwSignal::new(None),
            category: RwSignal::new(None),
        };
        provide_context(draft);
        Guidebook::provide();
        draft
    }

    /// Takes up what this person has answered: before in this session, or as the tab has kept it. What somebody else has
    /// answered is forgotten.
    pub fn resume(self, session: Session) {
        let person = move |me: &Me| me.user_id.to_string();
        let token = session.csrf_token();
        if self.session.get_untracked() != token {
            let person = untrack(|| session.with(person));
            self.restore(
                browser::kept_in_tab().as_deref().unwrap_or_default(),
                &person,
            );
            self.session.set(token);
        }
        Effect::watch(
            move || session.with(move |me| self.written(&person(me))),
            |written, _, _| {
                // Nobody is signed in any more: what was kept waits for who comes back.
                if !written.is_empty() {
                    browser::keep_in_tab(Some(written));
                }
            },
            false,
        );
    }

    fn written(self, person: &str) -> String {
        let platform = if self.chosen.get() {
            self.platform.get().as_str()
        } else {
            ""
        };
        let category = self.category.get();
        let lines: [&str; LINES] = [
            person,
            platform,
            &self.version.get(),
            &self.maker.get(),
            self.ownership.get().as_str(),
            self.method.get().map_or("", EnrollmentMethod::as_str),
            category.as_ref().map_or("", CategoryId::as_str),
        ];
        lines.join("\n")
    }

    fn restore(self, written: &str, person: &str) {
        let lines: Vec<&str> = written.split('\n').collect();
        let mine = lines.len() == LINES && lines.first() == Some(&person);
        let line = |number: usize| {
            let line = lines.get(number).filter(|_| mine);
            line.copied().unwrap_or_default()
        };
        let platform = Platform::ALL
            .into_iter()
            .find(|platform| platform.as_str() == line(1));
        self.chosen.set(platform.is_some());
        self.platform.set(platform.unwrap_or(Platform::Linux));
        self.version.set(line(2).to_owned());
        self.maker.set(line(3).to_owned());
        self.ownership
            .set(if line(4) == Ownership::Corporate.as_str() {
                Ownership::Corporate
            } else {
                Ownership::Personal
            });
        self.method.set(
            EnrollmentMethod::ALL
                .into_iter()
                .find(|method| method.as_str() == line(5)),
        );
        self.category.set(line(6).parse().ok());
        // A person who has said nothing is asked by what their browser tells, as at first.
        self.recognised.set(None);
    }

    /// Looks at the device in use, once.
    pub async fn recognise(self) {
        // By then the page may be gone, and all of this with it.
        if self.recognised.try_with_untracked(Option::is_some) != Some(false) {
            return;
        }
        let recognised = Recognised::of(&browser::hints().await);
        if let (Some(found), Some(false)) = (recognised, self.chosen.try_get_untracked()) {
            self.platform.set(found.platform);
            // What was typed before a reload counts for more.
            if self.version.try_with_untracked(String::is_empty) == Some(true) {
                self.fill_in(found.version);
            }
        }
        self.recognised.try_set(Some(recognised));
    }

    /// Takes the person's word for what runs on the device.
    pub fn choose(self, platform: Platform) {
        self.chosen.set(true);
        if self.platform.get_untracked() != platform {
            self.platform.set(platform);
            self.version.set(String::new());
            self.maker.set(String::new());
        }
    }

    /// It is not the device in use, be it of the same kind: what was recognised of that is not said of this one.
    pub fn another(self) {
        if !self.chosen.get_untracked() {
            self.chosen.set(true);
            self.version.set(String::new());
        }
    }

    fn fill_in(self, version: Option<OsVersion>) {
        self.version.set(
            version
                .map(|version| version.to_string())
                .unwrap_or_default(),
        );
    }

    /// The device in use, where it is the one to add.
    #[must_use]
    pub fn this_device(self) -> Option<Recognised> {
        let chosen = self.chosen.get();
        self.recognised
            .get()
            .flatten()
            .filter(|found| !chosen && found.platform == self.platform.get())
    }

    /// How it would be added if it were theirs.
    #[must_use]
    pub fn way(self, ownership: Ownership) -> EnrollmentMethod {
        Ways::of(self.platform.get(), ownership).taken(self.method.get())
    }

    /// The answers as the rules take them. A version that is none counts as not known.
    #[must_use]
    pub fn answers(self) -> Answers {
        let ownership = self.ownership.get();
        let maker = self.maker.with(|text| text.trim().to_owned());
        Answers {
            platform: self.platform.get(),
            method: self.way(ownership),
            version: self.version.with(|text| text.trim().parse().ok()),
            maker: (!maker.is_empty()).then_some(maker),
            ownership,
            category: self.category.get(),
        }
    }

    /// Whether something was typed that is no version.
    #[must_use]
    pub fn version_is_wrong(self) -> bool {
        self.version
            .with(|text| !text.trim().is_empty() && text.trim().parse::<OsVersion>().is_err())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_taken_up_again_by_the_same_person_alone() {
        let owner = Owner::new();
        owner.set();
        let draft = Draft::provide();
        draft.choose(Platform::Android);
        draft.version.set("16".to_owned());
        draft.maker.set("Samsung".to_owned());
        draft.ownership.set(Ownership::Corporate);
        draft.method.set(Some(EnrollmentMethod::Est));
        draft.category.set("lab".parse().ok());
        let written = draft.written("usr_ana");
        let answers = draft.answers();
        draft.restore("", "usr_ana");
        assert_ne!(draft.answers(), answers);
        assert!(!draft.chosen.get());
        draft.restore(&written, "usr_ana");
        assert_eq!(draft.answers(), answers);
        assert!(draft.chosen.get());
        draft.restore(&written, "usr_ben");
        assert_eq!(draft.answers().ownership, Ownership::Personal);
        assert_eq!(draft.answers().version, None);
    }
}
