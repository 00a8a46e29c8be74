//! The person's answers, kept while they look elsewhere and come back.

use leptos::prelude::*;
use muster_shared::ids::CategoryId;
use muster_shared::platform::{OsVersion, Ownership, Platform};

use crate::browser;
use crate::preflight::Answers;
use crate::recognition::Recognised;

/// The answers so far, for the whole portal (by context).
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    /// The device in use; the outer none while that is being asked.
    pub recognised: RwSignal<Option<Option<Recognised>>>,
    /// What runs on the device to add.
    pub platform: RwSignal<Platform>,
    /// Whether the person has said so themselves.
    pub chosen: RwSignal<bool>,
    /// Its version as it was typed; empty where it is not known.
    pub version: RwSignal<String>,
    /// Who owns it.
    pub ownership: RwSignal<Ownership>,
    /// What it is for: one of the organisation's categories, or none.
    pub category: RwSignal<Option<CategoryId>>,
}

impl Draft {
    /// Makes it known to every component below.
    pub fn provide() -> Self {
        let draft = Self {
            recognised: RwSignal::new(None),
            platform: RwSignal::new(Platform::Linux),
            chosen: RwSignal::new(false),
            version: RwSignal::new(String::new()),
            ownership: RwSignal::new(Ownership::Personal),
            category: RwSignal::new(None),
        };
        provide_context(draft);
        draft
    }

    /// Looks at the device in use, once.
    pub async fn recognise(self) {
        if self.recognised.with_untracked(Option::is_some) {
            return;
        }
        let recognised = Recognised::of(&browser::hints().await);
        if let (Some(found), Some(false)) = (recognised, self.chosen.try_get_untracked()) {
            self.platform.set(found.platform);
            self.fill_in(found.version);
        }
        self.recognised.try_set(Some(recognised));
    }

    /// Takes the person's word for what runs on the device.
    pub fn choose(self, platform: Platform) {
        self.chosen.set(true);
        if self.platform.get_untracked() != platform {
            self.platform.set(platform);
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

    /// The answers as the rules take them. A version that is none counts as not known.
    #[must_use]
    pub fn answers(self) -> Answers {
        Answers {
            platform: self.platform.get(),
            version: self.version.with(|text| text.trim().parse().ok()),
            ownership: self.ownership.get(),
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
