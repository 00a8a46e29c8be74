//! What has changed for the person since they last looked: one card, until they have seen it.

use core::time::Duration;

use leptos::prelude::*;
use muster_shared::api::DeviceView;

use crate::announcer::Announcer;
use crate::browser;
use crate::components::Button;
use crate::kinds;
use crate::news::{self, Item, Kind, News};
use crate::preferences::{say, use_text};
use crate::session::Session;
use crate::set_on::words;
use crate::text::{NewsText, Text};

/// The page itself comes first; nobody waits for this.
const AFTER: Duration = Duration::from_secs(1);

/// Whether there is anything that has not been seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct LatestNews {
    is_there: RwSignal<bool>,
    looked: RwSignal<bool>,
}

impl LatestNews {
    pub(super) fn none() -> Self {
        Self {
            is_there: RwSignal::new(false),
            looked: RwSignal::new(false),
        }
    }

    /// Looks once, for the person who is signed in and these devices.
    pub(super) fn look(self, session: Session, devices: Vec<DeviceView>) {
        let Some(person) = session.person() else {
            return;
        };
        if self.looked.try_get_untracked() != Some(false) {
            return;
        }
        self.looked.set(true);
        leptos::task::spawn_local(async move {
            browser::sleep(AFTER).await;
            // Who has left meanwhile, or is somebody else by now, is asked about the next time.
            let left = self.is_there.try_get_untracked().is_none();
            if left || session.person().as_ref() != Some(&person) {
                return;
            }
            if news::look(&person, &devices).await {
                let _ = self.is_there.try_set(true);
            }
        });
    }
}

/// A thing's name, with the devices that it is about.
fn name(item: &Item, devices: &str, text: &Text) -> String {
    let fact = item.fact.map_or("", |fact| kinds::fact(fact, &text.facts));
    let blank = if fact.is_empty() || item.name.is_empty() {
        ""
    } else {
        " "
    };
    let of_its_own = match item.kind {
        Kind::Setting => {
            let (kind, value) = words(&item.key, Some(&item.value), &text.set_on);
            format!("{kind}: {value}")
        }
        _ => item.name.clone(),
    };
    let devices = match devices {
        "" => String::new(),
        devices => format!(" ({devices})"),
    };
    format!("{fact}{blank}{of_its_own}{devices}")
}

fn of_whose(value: &str, text: &NewsText) -> &'static str {
    match value {
        "11" => text.of_all,
        "10" => text.of_personal,
        "01" => text.of_corporate,
        _ => text.of_none,
    }
}

/// Each change in a sentence; one that several devices have in common is told once.
fn sentences(news: &News, text: &Text) -> Vec<String> {
    let words = &text.news;
    let mut told: Vec<(Kind, bool, &Item, String)> = Vec::new();
    let new = news.new.iter().map(|item| (true, item));
    let changed = news.changed.iter().map(|item| (false, item));
    for (is_new, item) in new.chain(changed) {
        let same = told.iter_mut().find(|(kind, new, other, _)| {
            (*kind, *new) == (item.kind, is_new)
                && other.key == item.key
                && other.value == item.value
        });
        match same {
            Some((.., devices)) => {
                devices.push_str(", ");
                devices.push_str(&item.device_name);
            }
            None => told.push((item.kind, is_new, item, item.device_name.clone())),
        }
    }
    let mut sentences = Vec::new();
    for (kind, is_new, item, devices) in told {
        let name = name(item, &devices, text);
        let what = match (kind, is_new) {
            (Kind::Rule | Kind::Device, true) => words.new_rule,
            (Kind::Rule | Kind::Device, false) => words.changed_rule,
            (Kind::Setting, true) => words.new_setting,
            (Kind::Setting, false) => words.changed_setting,
            (Kind::Terms, true) => words.new_terms,
            (Kind::Terms, false) => words.changed_terms,
            (Kind::Kept, _) => {
                sentences.push((words.kept)(&name, of_whose(&item.value, words)));
                continue;
            }
        };
        sentences.push(format!("{what}: {name}"));
    }
    for kind in &news.gone {
        sentences.extend(match kind {
            Kind::Rule => Some(words.rules_gone.to_owned()),
            Kind::Setting => Some(words.settings_gone.to_owned()),
            Kind::Terms => Some(words.terms_gone.to_owned()),
            Kind::Device | Kind::Kept => None,
        });
    }
    sentences
}

/// The card; nothing where there is no news.
#[component]
pub(super) fn NewsCard(news: LatestNews) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let announcer = use_context::<Announcer>();
    let seen = move |()| {
        news::seen();
        news.is_there.set(false);
        browser::focus_soon("h1");
    };
    let lines = move || {
        let person = session.person().unwrap_or_default();
        let told = news::unseen(&person, |found| sentences(&found.news, text()));
        let lines = told.unwrap_or_default().into_iter();
        lines.map(|line| view! { <li>{line}</li> }).collect_view()
    };
    move || {
        news.is_there.get().then(|| {
            if let Some(announcer) = announcer {
                announcer.say(untrack(text).news.title);
            }
            view! {
                <section class="card card__body news">
                    <h2>{say(|text| text.news.title)}</h2>
                    <ul class="news__list">{lines}</ul>
                    <Button on_press=Callback::new(seen)>{say(|text| text.news.seen)}</Button>
                </section>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use muster_shared::api::DeviceFactName;

    fn rule(device: &str, fact: Option<DeviceFactName>, name: &str) -> Item {
        Item {
            kind: Kind::Rule,
            device: device.to_owned(),
            device_name: device.to_owned(),
            key: format!("{fact:?}"),
            value: name.to_owned(),
            fact,
            name: name.to_owned(),
        }
    }

    #[test]
    fn what_several_devices_have_in_common_is_told_once_and_in_each_language() {
        let disk = Some(DeviceFactName::DiskEncryption);
        let mut news = News {
            new: vec![rule("Build box", disk, ""), rule("Render Mac", disk, "")],
            changed: vec![rule(
                "Build box",
                Some(DeviceFactName::OsVersion),
                "≥ 24.04",
            )],
            ..News::default()
        };
        news.gone.push(Kind::Setting);
        let english = sentences(&news, Text::of(Language::English));
        assert_eq!(english.len(), 3);
        assert_eq!(
            english[0],
            "New rule: Disk encryption (Build box, Render Mac)"
        );
        assert!(
            english[1].ends_with("≥ 24.04 (Build box)"),
            "{}",
            english[1]
        );
        let german = sentences(&news, Text::of(Language::German));
        assert_eq!(
            german[0],
            "Neue Regel: Verschlüsselung (Build box, Render Mac)"
        );
    }

    #[test]
    fn a_setting_is_told_in_words_and_not_by_its_key() {
        let news = News {
            new: vec![Item {
                kind: Kind::Setting,
                key: "password:minimum_length".to_owned(),
                value: "12".to_owned(),
                ..rule("Build box", None, "")
            }],
            ..News::default()
        };
        assert_eq!(
            sentences(&news, Text::of(Language::German)),
            ["Neue Einstellung: Neue Passwörter: Mindestens 12 Zeichen (Build box)"]
        );
    }

    #[test]
    fn what_is_kept_says_of_whose_devices() {
        let kept = |value: &str| Item {
            kind: Kind::Kept,
            value: value.to_owned(),
            device_name: String::new(),
            ..rule("", Some(DeviceFactName::Imei), "")
        };
        let say = |value: &str| {
            let news = News {
                changed: vec![kept(value)],
                ..News::default()
            };
            sentences(&news, Text::of(Language::English)).remove(0)
        };
        assert!(say("01").ends_with("of the organisation’s devices only"));
        assert!(say("00").ends_with("of no device"));
    }
}
