//! P2 and P3, Add a device: what runs on it, whose it is and what follows from that, and one button.

use leptos::prelude::*;
use muster_shared::api::{TicketCreated, TicketRequest};
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};

use super::TicketView;
use crate::announcer::Announcer;
use crate::browser;
use crate::client::{self, Failure};
use crate::components::{
    Button, ButtonKind, Choice, Consequence, Icon, IconName, ProblemNotice, Slots,
};
use crate::navigation::Link;
use crate::preferences::use_text;
use crate::route::Route;
use crate::session::Session;
use crate::text::AddText;

/// The platforms in the order they are offered: those first where a shell and openssl are at hand.
const PLATFORMS: [Platform; 6] = [
    Platform::Linux,
    Platform::Macos,
    Platform::Windows,
    Platform::Ios,
    Platform::Ipados,
    Platform::Android,
];

/// What adding a device of a platform takes today.
const fn what_it_takes(platform: Platform, text: &AddText) -> &'static str {
    match platform {
        Platform::Linux => text.on_linux,
        Platform::Macos => text.on_macos,
        Platform::Windows => text.on_windows,
        Platform::Ios | Platform::Ipados | Platform::Android => text.on_phone,
    }
}

/// Add a device. Once there is a ticket, it takes the page's place: its address must not, since it is a secret.
#[component]
pub fn AddPage() -> impl IntoView {
    let ticket = RwSignal::new(None::<TicketCreated>);
    move || match ticket.get() {
        Some(ticket) => view! { <TicketView ticket/> }.into_any(),
        None => view! { <AddForm ticket/> }.into_any(),
    }
}

#[component]
fn AddForm(ticket: RwSignal<Option<TicketCreated>>) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let announcer = use_context::<Announcer>();
    let platform = RwSignal::new(Platform::Linux);
    let ownership = RwSignal::new(Ownership::Personal);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let request = TicketRequest {
            platform: platform.get_untracked(),
            method: EnrollmentMethod::Est,
            ownership: ownership.get_untracked(),
        };
        leptos::task::spawn_local(async move {
            let outcome = client::make_ticket(&session.csrf_token(), &request).await;
            match session.heed(outcome) {
                Ok(made) => {
                    if let Some(announcer) = announcer {
                        announcer.say(untrack(text).ticket.made);
                    }
                    ticket.set(Some(made));
                    browser::to_top();
                    browser::focus_soon("h1");
                }
                // The sign-in has taken the page's place.
                Err(Failure::SessionEnded) => {}
                Err(why_not) => {
                    busy.set(false);
                    failure.set(Some(why_not));
                }
            }
        });
    };
    view! {
        <Link to=Route::Devices class="back">
            <Icon name=IconName::Back/>
            {move || text().add.back}
        </Link>
        <div class="head">
            <h1 tabindex="-1">{move || text().add.title}</h1>
        </div>
        <form class="flow" on:submit=submit>
            <div class="flow__questions">
                <PlatformQuestion platform/>
                <OwnershipQuestion ownership/>
            </div>
            <div class="flow__side">
                <WhatNext/>
                {move || failure.get().map(|failure| view! { <ProblemNotice failure/> })}
                <div class="action">
                    <Button kind=ButtonKind::Primary submit=true icon=IconName::Ticket busy=busy>
                        {move || if busy.get() { text().add.busy } else { text().add.submit }}
                    </Button>
                </div>
            </div>
        </form>
    }
}

#[component]
fn PlatformQuestion(platform: RwSignal<Platform>) -> impl IntoView {
    let text = use_text();
    view! {
        <fieldset class="question">
            <legend class="question__title">{move || text().add.platform}</legend>
            <div class="platforms">
                {PLATFORMS
                    .into_iter()
                    .map(|value| {
                        view! {
                            <Choice
                                name="platform"
                                value_name=value.as_str()
                                value
                                chosen=platform
                                label=value.display_name()
                                icon=IconName::of_platform(value)
                            />
                        }
                    })
                    .collect_view()}
            </div>
            <p class="question__note" role="status">
                <Icon name=IconName::Info/>
                <span>{move || what_it_takes(platform.get(), &text().add)}</span>
            </p>
        </fieldset>
    }
}

#[component]
fn OwnershipQuestion(ownership: RwSignal<Ownership>) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let organisation = Memo::new(move |_| session.with(|me| me.organisation.clone()));
    view! {
        <fieldset class="question">
            <legend class="question__title">{move || text().add.ownership}</legend>
            <div class="ownerships">
                <Choice
                    name="ownership"
                    value_name=Ownership::Personal.as_str()
                    value=Ownership::Personal
                    chosen=ownership
                    label=move || text().add.personal
                >
                    <Consequences
                        can=|text| text.can_personal
                        leave=|text| text.leave_personal
                    />
                </Choice>
                <Choice
                    name="ownership"
                    value_name=Ownership::Corporate.as_str()
                    value=Ownership::Corporate
                    chosen=ownership
                    label=move || organisation.with(|name| (text().add.corporate)(name))
                >
                    <Consequences
                        can=|text| text.can_corporate
                        leave=|text| text.leave_corporate
                    />
                </Choice>
            </div>
        </fieldset>
    }
}

/// What follows from who owns the device; the two answers differ in two lines.
#[component]
fn Consequences(
    can: fn(&AddText) -> &'static str,
    leave: fn(&AddText) -> &'static str,
) -> impl IntoView {
    let text = use_text();
    view! {
        <Consequence icon=IconName::Eye of=move || text().add.it_sees words=move || text().add.sees/>
        <Consequence icon=IconName::EyeOff of=move || text().add.it_never_sees words=move || text().add.never_sees/>
        <Consequence icon=IconName::Tool of=move || text().add.it_can words=move || can(&text().add)/>
        <Consequence icon=IconName::Exit of=move || text().add.when_you_leave words=move || leave(&text().add)/>
        <Consequence
            icon=IconName::Ok
            of=move || text().add.nothing_erased
            words=move || text().add.nothing_erased_text
            good=true
        />
    }
}

#[component]
fn WhatNext() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let used = Memo::new(move |_| session.with(|me| me.devices_in_use));
    let limit = Memo::new(move |_| session.with(|me| me.device_limit));
    view! {
        <section class="next">
            <h2>{move || text().add.next}</h2>
            <ul class="next__steps">
                <li>
                    <Icon name=IconName::Ticket/>
                    <span>{move || text().add.next_ticket}</span>
                </li>
                <li>
                    <Icon name=IconName::Key/>
                    <span>{move || text().add.next_key}</span>
                </li>
                <li>
                    <Icon name=IconName::Ok/>
                    <span>{move || text().add.next_listed}</span>
                </li>
            </ul>
            <Slots used=used limit=limit words=move || (text().devices.slots)(used.get(), limit.get())/>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};

    #[test]
    fn every_platform_is_offered_once_and_linux_first() {
        let mut offered = PLATFORMS;
        assert_eq!(offered.first(), Some(&Platform::Linux));
        offered.sort_unstable();
        assert_eq!(offered, Platform::ALL);
    }

    #[test]
    fn a_phone_is_not_promised_a_terminal() {
        for language in Language::ALL {
            let text = &Text::of(language).add;
            for phone in [Platform::Ios, Platform::Ipados, Platform::Android] {
                assert_eq!(what_it_takes(phone, text), text.on_phone);
            }
        }
    }
}
