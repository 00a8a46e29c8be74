//! Having a device look again whether it keeps the rules: asked, told, done.

use leptos::prelude::*;
use muster_shared::command::CommandName;
use muster_shared::platform::EnrollmentMethod;

use super::Known;
use super::course::Course;
use super::orders::{Order, is_offered};
use crate::clock::use_now;
use crate::components::{ButtonKind, Command, Icon, IconName, More, ProblemNotice, Tone};
use crate::preferences::{say, use_locale, use_text};

/// What lets a machine with Muster's agent check in at once.
const AT_ONCE: &str = "sudo muster-agent check-in";

/// How old what is known is, and what gets it anew. It is the page's next step where there is something to put right.
#[component]
pub(super) fn CheckAgain(known: Known, tone: Signal<Tone>) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let order = Order::new(known, CommandName::Sync);
    let seen = Memo::new(move |_| known.with(|detail| detail.device.last_check_in).flatten());
    let last = move || match seen.get() {
        Some(moment) => (text().device.checked_in)(&locale().distance(now(), moment)),
        None => text().device.never_checked_in.to_owned(),
    };
    let can = Memo::new(move |_| {
        known.with(|detail| is_offered(detail, CommandName::Sync)) == Some(true)
            && !known.is_managers.get()
    });
    let is_at_hand = Memo::new(move |_| {
        known.with(|detail| {
            let is_agent = detail.device.method == EnrollmentMethod::Agent;
            is_agent && detail.device.certificate_serial.is_some()
        }) == Some(true)
    });
    let newest = Memo::new(move |_| order.newest());
    let is_open = Memo::new(move |_| order.is_open());
    let kind = move || match tone.get() {
        Tone::Warn | Tone::Stop => ButtonKind::Primary.class(),
        Tone::Info | Tone::Ok => ButtonKind::Plain.class(),
    };
    let stays = move || order.busy.get() || is_open.get();
    let words = move || match (order.busy.get(), is_open.get()) {
        (_, true) => text().asked.asked,
        (true, false) => text().asked.asking,
        (false, false) => text().asked.sync,
    };
    let command = move |kind| {
        view! {
            <Command
                id="check-in"
                text=AT_ONCE
                label=say(|text| text.asked.sync_label)
                copy=say(|text| text.asked.copy)
                kind
            />
        }
    };
    view! {
        <div class="row">
            <Show when=move || can.get()>
                <button
                    id="do-sync"
                    type="button"
                    class=kind
                    aria-disabled=move || stays().then_some("true")
                    on:click=move |_| order.ask(move || known.load())
                >
                    <Icon name=IconName::Turn/>
                    <span>{words}</span>
                </button>
            </Show>
            <span class="small muted">{last}</span>
        </div>
        <Show when=move || can.get()>
            {move || match newest.get() {
                Some(asked) => view! { <Course asked order/> }.into_any(),
                None => view! { <p class="small muted">{say(|text| text.asked.sync_text)}</p> }.into_any(),
            }}
        </Show>
        {move || order.failure.get().map(|failure| view! { <ProblemNotice failure/> })}
        {move || match (is_at_hand.get(), is_open.get()) {
            (false, _) => ().into_any(),
            (true, true) => view! {
                <p class="small">{say(|text| text.asked.sync_here)}</p>
                {command(ButtonKind::Plain)}
            }
            .into_any(),
            (true, false) => view! {
                <More summary=say(|text| text.asked.sync_here)>{command(ButtonKind::Plain)}</More>
            }
            .into_any(),
        }}
    }
}
