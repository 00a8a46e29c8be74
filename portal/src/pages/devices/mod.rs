//! P1, My devices: what the person has, what needs them, and the way to add one.

use core::time::Duration;

use futures_util::future::join;
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
}

impl Overview {
    /// Sorts a list; within each part the server's order stays.
    #[must_use]
    pub fn of(list: DeviceList, now: Timestamp) -> Self {
        let mut overview = Self {
            more: list.next.is_some(),
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

    /// Whether the person has never had a device.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.needs_person.is_empty() && self.fine.is_empty() && self.gone.is_empty()
    }

    /// Whether a device is about to change by itself.
    #[must_use]
    pub fn is_on_its_way(&self) -> bool {
        let waits = |device: &DeviceView| is_on_its_way(device.status);
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
    let load = move || {
        leptos::task::spawn_local(async move {
            // The number of used devices may have changed with the list. Where only this fails, the last known number stays.
            let (list, _) = join(client::devices(), session.refresh_if_older(FRESH)).await;
            devices.take(
                session
                    .heed(list)
                    .map(|list| Overview::of(list, browser::now())),
            );
        });
    };
    load();
    keep_asking(
        move || devices.known(Overview::is_on_its_way) == Some(true),
        load,
    );
    let used = Memo::new(move |_| session.with(|me| me.devices_in_use));
    let limit = Memo::new(move |_| session.with(|me| me.device_limit));
    let again = move |()| {
        devices.forget_failure();
        load();
    };
    view! {
        <div class="head">
            <div class="head__text">
                <h1 tabindex="-1">{say(|text| text.devices.title)}</h1>
                <Slots used=used limit=limit words=move || (text().devices.slots)(used.get(), limit.get())/>
            </div>
            <Link to=Route::Add class=ButtonKind::Primary.class()>
                <Icon name=IconName::Plus/>
                {say(|text| text.devices.add)}
            </Link>
        </div>
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
    let more = overview.more;
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
        {more.then(|| view! { <p class="section muted">{say(|text| text.devices.more)}</p> })}
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
    fn a_removed_device_is_not_counted_as_having_none() {
        assert!(!Overview::of(list(&["retired"]), Timestamp::EPOCH).is_empty());
        assert!(Overview::of(list(&[]), Timestamp::EPOCH).is_empty());
    }
}
