//! At the cap: the person's devices with when each was last seen, to remove one right here.

use leptos::prelude::*;
use muster_shared::api::{DeviceList, DeviceStatus, DeviceView};
use muster_shared::ids::DeviceId;
use muster_shared::platform::Ownership;

use crate::announcer::Announcer;
use crate::browser;
use crate::client::{self, Failure};
use crate::clock::use_now;
use crate::components::{Button, ButtonKind, Pick, PickItem, ProblemNotice, system_words};
use crate::once::once;
use crate::preferences::{say, use_locale, use_text};
use crate::session::Session;
use crate::text::VerdictText;

/// The devices that can make room, the one unseen for longest first: it is the likeliest to be given up.
#[must_use]
pub fn candidates(devices: Vec<DeviceView>) -> Vec<DeviceView> {
    let mut devices: Vec<_> = devices
        .into_iter()
        .filter(|device| device.status != DeviceStatus::Retired)
        .collect();
    devices.sort_by_key(|device| device.last_check_in.unwrap_or(device.enrolled_at));
    devices
}

/// What takes places, or may, and stands in no list here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Others {
    handed_over: u32,
    not_shown: u32,
    more: bool,
}

impl Others {
    const fn of(list: &DeviceList) -> Self {
        Self {
            handed_over: list.handed_over,
            not_shown: list.not_shown,
            more: list.next.is_some(),
        }
    }

    /// A sentence for each of them; none where there is nothing.
    fn words(self, text: &VerdictText) -> Option<String> {
        let mut words = Vec::new();
        if self.handed_over > 0 {
            words.push((text.handed_over)(self.handed_over));
        }
        if self.not_shown > 0 {
            words.push((text.not_shown)(self.not_shown));
        }
        if self.more {
            words.push(text.more_elsewhere.to_owned());
        }
        (!words.is_empty()).then(|| words.join(" "))
    }
}

/// The list, and one button.
#[component]
pub fn MakeRoom(
    /// Called once a device is removed.
    changed: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    // Others alone remove what a manager has added.
    if untrack(|| session.with(|me| me.enrollment_manager)) {
        return view! { <p>{say(|text| text.verdict.make_room_manager)}</p> }.into_any();
    }
    let announcer = use_context::<Announcer>();
    let others = RwSignal::new(Others::default());
    let picked = RwSignal::new(None::<DeviceId>);
    let (devices, again) = once(session, move || async move {
        let list = client::devices().await?;
        others.try_set(Others::of(&list));
        let list = candidates(list.devices);
        picked.try_set(list.first().map(|device| device.id));
        Ok(list)
    });
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let name = Memo::new(move |_| {
        let picked = picked.get()?;
        devices.with(|devices| {
            let devices = devices.as_ref()?.as_ref().ok()?;
            let device = devices.iter().find(|device| device.id == picked)?;
            Some(device.name.clone())
        })
    });
    let remove = move |()| {
        let (Some(device), Some(name)) = (picked.get_untracked(), name.get_untracked()) else {
            return;
        };
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = session.heed(client::remove(&session.csrf_token(), device).await);
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(()) => {
                    if let Some(announcer) = announcer {
                        announcer.say(&(untrack(text).verdict.removed)(&name));
                    }
                    session.forget_age();
                    again.run(());
                    changed.run(());
                    browser::focus_soon("#verdict");
                }
                Err(why_not) => failure.set(Some(why_not)),
            }
        });
    };
    view! {
        <div class="stack">
            {move || match devices.get() {
                None => view! { <p class="small muted">{text().verdict.make_room_loading}</p> }.into_any(),
                Some(Err(failure)) => view! {
                    <ProblemNotice failure quiet=true>
                        <Button on_press=again>{say(|text| text.verdict.try_again)}</Button>
                    </ProblemNotice>
                }
                .into_any(),
                Some(Ok(devices)) if devices.is_empty() => view! {
                    <p>{say(|text| text.verdict.make_room_none)}</p>
                }
                .into_any(),
                Some(Ok(devices)) => view! { <Candidates devices picked/> }.into_any(),
            }}
            {move || others.get().words(&text().verdict).map(|words| view! { <p class="small muted">{words}</p> })}
            {move || name.get().map(|name| view! {
                <p class="small">{(text().verdict.removes)(&name)}</p>
                <Button kind=ButtonKind::Primary busy on_press=Callback::new(remove)>
                    {if busy.get() { text().verdict.removing.to_owned() } else { (text().verdict.remove)(&name) }}
                </Button>
            })}
            {move || failure.get().map(|failure| view! { <ProblemNotice failure/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Candidates(devices: Vec<DeviceView>, picked: RwSignal<Option<DeviceId>>) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let items = devices
        .into_iter()
        .map(|device| {
            let system = system_words(&device);
            let ownership = device.ownership;
            let (seen, added) = (device.last_check_in, device.enrolled_at);
            PickItem {
                value: device.id,
                platform: device.platform,
                name: device.name,
                detail: (move || match ownership {
                    Ownership::Personal => (text().kinds.personal)(&system),
                    Ownership::Corporate => (text().kinds.corporate)(&system),
                })
                .into(),
                seen: (move || match seen {
                    Some(seen) => (text().verdict.last_seen)(&locale().distance(now(), seen)),
                    None => (text().verdict.never_seen)(&locale().distance(now(), added)),
                })
                .into(),
            }
        })
        .collect();
    view! { <Pick name="remove" legend=move || text().verdict.make_room items picked/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(name: &str, status: &str, last_check_in: &str) -> DeviceView {
        serde_json::from_str(&format!(
            r#"{{"id":"dev_{}","name":"{name}","platform":"linux","method":"est","ownership":"personal",
            "status":"{status}","enrolled_at":"2026-11-20T16:14:01Z","last_check_in":{last_check_in},"os_version":null,
            "certificate_serial":null,"certificate_expires_at":null,"pending_until":null}}"#,
            "0".repeat(26)
        ))
        .unwrap()
    }

    #[test]
    fn the_device_unseen_for_longest_stands_first_and_removed_ones_are_left_out() {
        let devices = vec![
            device("today", "enrolled", r#""2026-11-23T16:14:01Z""#),
            device("gone", "retired", r#""2026-11-01T16:14:01Z""#),
            device("summer", "expired", r#""2026-07-23T16:14:01Z""#),
            device("never", "waiting_for_first_check_in", "null"),
        ];
        let names: Vec<_> = candidates(devices)
            .into_iter()
            .map(|device| device.name)
            .collect();
        assert_eq!(names, ["summer", "never", "today"]);
    }

    #[test]
    fn what_takes_a_place_without_being_listed_is_told_in_words() {
        let text = &crate::text::Text::of(crate::text::Language::English).verdict;
        let words = |json: &str| {
            let list: DeviceList = serde_json::from_str(json).unwrap();
            Others::of(&list).words(text)
        };
        assert_eq!(words(r#"{"devices":[]}"#), None);
        let all = words(r#"{"devices":[],"handed_over":2,"not_shown":1,"next":"x"}"#).unwrap();
        for part in ["you added them: 2.", "just now: 1.", text.more_elsewhere] {
            assert!(all.contains(part), "{all}");
        }
    }
}
