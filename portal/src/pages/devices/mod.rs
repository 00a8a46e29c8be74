//! P1, My devices: what the person has, what needs them, and the way to add one.

mod news;

use core::time::Duration;

use leptos::prelude::*;
use muster_shared::api::{DeviceList, DeviceView};
use muster_shared::time::Timestamp;

use crate::browser;
use crate::client::{self, Failure};
use crate::components::{
    BlankTiles, Button, ButtonKind, DeviceTile, Icon, IconName, ProblemNotice, Slots, Standing,
    is_on_its_way,
};
use crate::latest::{Latest, keep_asking};
use crate::navigation::Link;
use crate::own_device;
use crate::preferences::{say, use_text};
use crate::route::Route;
use crate::session::Session;
use crate::text::DevicesText;

use news::{LatestNews, NewsCard};

/// The person's devices, by what they ask of the person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overview {
    /// The person has to do something.
    pub needs_person: Vec<DeviceView>,
    /// All is well.
    pub fine: Vec<DeviceView>,
    /// No longer managed.
    pub gone: Vec<DeviceView>,
    /// There are more than the server sent.
    pub more: bool,
    /// How many that the person added are used by others.
    pub handed_over: u32,
    /// How many that were handed to the person can't be shown now.
    pub not_shown: u32,
}

impl Overview {
    /// Sorts a list; within each part the server's order stays.
    #[must_use]
    pub fn of(list: DeviceList, now: Timestamp) -> Self {
        let mut overview = Self {
            more: list.next.is_some(),
            handed_over: list.handed_over,
            not_shown: list.not_shown,
            ..Self::default()
        };
        for device in list.devices {
            match Standing::of(&device, now) {
                Standing::NeedsPerson => overview.needs_person.push(device),
                Standing::Fine => overview.fine.push(device),
                Standing::Gone => overview.gone.push(device),
            }
        }
        overview
    }

    /// Whether there is nothing to tell of: the person has never had a device.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.needs_person.is_empty()
            && self.fine.is_empty()
            && self.gone.is_empty()
            && self.handed_over == 0
            && self.not_shown == 0
    }

    /// How many devices there are, and how many of them need the person; empty where not all of them are known, or none is.
    fn count_words(&self, text: &DevicesText) -> String {
        let need = self.needs_person.len();
        let all = need.saturating_add(self.fine.len());
        let devices = match all {
            _ if self.more || self.not_shown > 0 => return String::new(),
            0 => return String::new(),
            1 => text.count_one.to_owned(),
            _ => (text.count_many)(all),
        };
        match need {
            0 => devices,
            1 => (text.need_one)(&devices),
            _ => (text.need_many)(&devices, need),
        }
    }

    /// What else there is to know of the list, in sentences; empty where there is nothing.
    fn notes(&self, text: &DevicesText) -> String {
        let several = |count, one: &str, many: fn(u32) -> String| match count {
            0 => None,
            1 => Some(one.to_owned()),
            _ => Some(many(count)),
        };
        let notes = [
            several(
                self.handed_over,
                text.handed_over_one,
                text.handed_over_many,
            ),
            several(self.not_shown, text.not_shown_one, text.not_shown_many),
            self.more.then(|| text.more.to_owned()),
        ];
        let mut told = String::new();
        for note in notes.into_iter().flatten() {
            told.push_str(&note);
            told.push('\n');
        }
        told
    }

    /// Whether a device is about to change by itself.
    #[must_use]
    pub fn is_on_its_way(&self) -> bool {
        let waits = |device: &DeviceView| is_on_its_way(device.status) || device.open_commands > 0;
        self.needs_person.iter().chain(&self.fine).any(waits)
    }

    /// The parts that hold something, in the order of the page, each with its heading. A heading that would only repeat the
    /// page's own is there for screen readers alone.
    fn sections(self) -> Vec<Section> {
        let alone = self.needs_person.is_empty();
        let section = |heading, look, devices| Section {
            heading,
            look,
            devices,
        };
        let sections = [
            section(|text| text.needs_you, SectionLook::Wide, self.needs_person),
            if alone {
                section(|text| text.yours, SectionLook::HeadingHidden, self.fine)
            } else {
                section(|text| text.everything_else, SectionLook::Usual, self.fine)
            },
            section(|text| text.removed, SectionLook::Usual, self.gone),
        ];
        sections
            .into_iter()
            .filter(|section| !section.devices.is_empty())
            .collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SectionLook {
    Usual,
    Wide,
    HeadingHidden,
}

struct Section {
    heading: fn(&DevicesText) -> &'static str,
    look: SectionLook,
    devices: Vec<DeviceView>,
}

/// How old what is known of the person may be: the app itself has just asked when it opens here.
const FRESH: Duration = Duration::from_secs(5);

/// My devices.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let devices = Latest::unknown();
    let news = LatestNews::none();
    let load = move || {
        // The number of used devices may have changed with the list. Where only this fails, the last known number stays.
        leptos::task::spawn_local(async move {
            let _ = session.refresh_if_older(FRESH).await;
        });
        leptos::task::spawn_local(async move {
            let list = session.heed(client::devices().await);
            let listed = list.as_ref().ok().map(|list| list.devices.clone());
            devices.take(list.map(|list| Overview::of(list, browser::now())));
            if let Some(listed) = listed {
                news.look(session, listed);
            }
        });
    };
    load();
    keep_asking(
        move || devices.known(Overview::is_on_its_way) == Some(true),
        load,
    );
    let used = Memo::new(move |_| session.with(|me| me.devices_in_use));
    let limit = Memo::new(move |_| session.with(|me| me.device_limit));
    let count = move || {
        devices
            .known(|overview| overview.count_words(&text().devices))
            .unwrap_or_default()
    };
    let again = move |()| {
        devices.forget_failure();
        load();
    };
    view! {
        <div class="head">
            <div class="head__text">
                <h1 tabindex="-1">{say(|text| text.devices.title)}</h1>
                <p class="muted">{count}</p>
                <Slots used=used limit=limit words=move || (text().devices.slots)(used.get(), limit.get())/>
            </div>
            <Link to=Route::Add class=ButtonKind::Primary.class()>
                <Icon name=IconName::Plus/>
                {say(|text| text.devices.add)}
            </Link>
        </div>
        <NewsCard news/>
        {move || match devices.answer() {
            None => view! { <Loading/> }.into_any(),
            Some(Ok(overview)) if overview.is_empty() => view! { <Empty/> }.into_any(),
            Some(Ok(overview)) => view! { <Tiles overview/> }.into_any(),
            Some(Err(failure)) => view! { <Failed failure again=Callback::new(again)/> }.into_any(),
        }}
    }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">
            {say(|text| text.devices.loading)}
        </p>
        <BlankTiles number=3/>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <section class="card empty">
            <span class="glyph">
                <Icon name=IconName::Devices/>
            </span>
            <h2>{say(|text| text.devices.empty_title)}</h2>
            <p class="muted">{say(|text| text.devices.empty_text)}</p>
        </section>
    }
}

#[component]
fn Tiles(overview: Overview) -> impl IntoView {
    let text = use_text();
    let notes = {
        let overview = overview.clone();
        move || overview.notes(&text().devices)
    };
    view! {
        {overview
            .sections()
            .into_iter()
            .map(|Section { heading, look, devices }| {
                let heading_class = match look {
                    SectionLook::HeadingHidden => "visually-hidden",
                    SectionLook::Usual | SectionLook::Wide => "section__title",
                };
                let tiles_class = if look == SectionLook::Wide { "tiles tiles--wide" } else { "tiles" };
                view! {
                    <section class="section">
                        <h2 class=heading_class>{move || heading(&text().devices)}</h2>
                        <ul class=tiles_class>
                            {devices
                                .into_iter()
                                .map(|device| {
                                    let to = Route::Device(device.id);
                                    let this = own_device::is(device.id);
                                    view! { <DeviceTile device to this/> }
                                })
                                .collect_view()}
                        </ul>
                    </section>
                }
            })
            .collect_view()}
        <p class="section muted devices__notes">{notes}</p>
    }
}

#[component]
fn Failed(failure: Failure, again: Callback<()>) -> impl IntoView {
    view! {
        <ProblemNotice failure>
            <Button on_press=again>{say(|text| text.devices.try_again)}</Button>
        </ProblemNotice>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};

    fn list(statuses: &[&str]) -> DeviceList {
        let devices: Vec<String> = statuses
            .iter()
            .enumerate()
            .map(|(i, status)| {
                format!(
                    r#"{{"id":"dev_{}","name":"d{i}","platform":"linux","method":"est","ownership":"personal",
                    "status":"{status}","enrolled_at":"2026-11-23T16:14:01Z","last_check_in":null,"os_version":null,
                    "certificate_serial":null,"certificate_expires_at":null,"pending_until":null}}"#,
                    "0".repeat(26)
                )
            })
            .collect();
        serde_json::from_str(&format!(r#"{{"devices":[{}]}}"#, devices.join(","))).unwrap()
    }

    fn headings(statuses: &[&str]) -> Vec<(&'static str, SectionLook)> {
        let text = Text::of(Language::English).devices;
        Overview::of(list(statuses), Timestamp::EPOCH)
            .sections()
            .into_iter()
            .map(|section| ((section.heading)(&text), section.look))
            .collect()
    }

    #[test]
    fn what_needs_the_person_stands_first() {
        let overview = Overview::of(
            list(&["enrolled", "expired", "waiting_for_first_check_in"]),
            Timestamp::EPOCH,
        );
        let names: Vec<&str> = overview
            .needs_person
            .iter()
            .map(|device| device.name.as_str())
            .collect();
        assert_eq!(names, ["d1"]);
        assert_eq!(
            headings(&["enrolled", "expired"]),
            [
                ("Needs you", SectionLook::Wide),
                ("Everything else", SectionLook::Usual)
            ]
        );
    }

    #[test]
    fn when_all_is_well_no_heading_repeats_the_page_s_own() {
        assert_eq!(
            headings(&["enrolled"]),
            [("Your devices", SectionLook::HeadingHidden)]
        );
    }

    #[test]
    fn how_many_there_are_and_need_the_person_is_said_in_words() {
        let count = |statuses: &[&str]| {
            let overview = Overview::of(list(statuses), Timestamp::EPOCH);
            overview.count_words(&Text::of(Language::English).devices)
        };
        assert_eq!(count(&[]), "");
        assert_eq!(count(&["retired"]), "");
        assert_eq!(count(&["enrolled", "retired"]), "1 device");
        assert_eq!(count(&["expired"]), "1 device, 1 needs you");
        assert_eq!(
            count(&["enrolled", "expired", "pending"]),
            "3 devices, 2 need you"
        );
    }

    #[test]
    fn devices_that_others_use_or_that_cannot_be_shown_are_no_riddle() {
        let mut list = list(&[]);
        list.handed_over = 1;
        let overview = Overview::of(list.clone(), Timestamp::EPOCH);
        assert!(!overview.is_empty());
        let text = &Text::of(Language::English).devices;
        assert_eq!(overview.notes(text).trim(), text.handed_over_one);
        list.handed_over = 0;
        list.not_shown = 2;
        let overview = Overview::of(list, Timestamp::EPOCH);
        assert!(!overview.is_empty());
        assert!(overview.notes(text).starts_with("2 devices"));
        assert_eq!(overview.count_words(text), "");
    }

    #[test]
    fn a_removed_device_is_not_counted_as_having_none() {
        assert!(!Overview::of(list(&["retired"]), Timestamp::EPOCH).is_empty());
        assert!(Overview::of(list(&[]), Timestamp::EPOCH).is_empty());
    }
}
