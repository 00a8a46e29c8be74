//! Having a device look again whether it keeps the rules: asked, told, done.

use leptos::prelude::*;
use muster_shared::command::CommandName;
use muster_shared::platform::EnrollmentMethod;

use super::course::course;
use super::orders::{Order, Sent, is_offered};
use super::{Known, region};
use crate::clock::use_now;
use crate::components::{ButtonKind, Command, Icon, IconName, ProblemNotice, Tone};
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
    let body = region(move || {
        let (words, locale, now) = (text(), locale(), now());
        let told = known.with(|detail| {
            let last = detail.device.last_check_in.map_or_else(
                || words.device.never_checked_in.to_owned(),
                |moment| (words.device.checked_in)(&locale.distance(now, moment)),
            );
            (last, is_offered(detail, CommandName::Sync))
        });
        let Some((last, can)) = told else {
            return ().into_any();
        };
        let can = can && !known.is_managers.get();
        let newest = order.newest();
        let is_open = newest.as_ref().is_some_and(|asked| asked.state.is_open());
        let busy = order.busy.get();
        let asked = &words.asked;
        let says = match (is_open, busy) {
            (true, _) => asked.asked,
            (false, true) => asked.asking,
            (false, false) => asked.sync,
        };
        let kind = match tone.get() {
            Tone::Warn | Tone::Stop => ButtonKind::Primary.class(),
            Tone::Info | Tone::Ok => ButtonKind::Plain.class(),
        };
        let course = match newest.filter(|_| can) {
            Some(one) => course(one, order, asked, &locale, now),
            None if can => view! { <p class="small muted">{asked.sync_text}</p> }.into_any(),
            None => ().into_any(),
        };
        view! {
            <div class="row">
                {can.then(|| view! {
                    <button
                        id="do-sync"
                        type="button"
                        class=kind
                        aria-disabled=(busy || is_open).then_some("true")
                        on:click=move |_| order.send(Sent::Ask(None))
                    >
                        <Icon name=IconName::Turn/>
                        <span>{says}</span>
                    </button>
                })}
                <span class="small muted">{last}</span>
            </div>
            {course}
        }
        .into_any()
    });
    let is_at_hand = Memo::new(move |_| {
        known.with(|detail| {
            let is_agent = detail.device.method == EnrollmentMethod::Agent;
            is_agent && detail.device.certificate_serial.is_some()
        }) == Some(true)
    });
    view! {
        <div class="check-again">{body}</div>
        {move || order.failure.get().map(|failure| view! { <ProblemNotice failure/> })}
        <Show when=move || is_at_hand.get()>
            <details class="more" open=move || order.is_open()>
                <summary>{say(|text| text.asked.sync_here)}</summary>
                <div class="more__body">
                    <Command
                        id="check-in"
                        text=AT_ONCE
                        label=say(|text| text.asked.sync_label)
                        copy=say(|text| text.asked.copy)
                        kind=ButtonKind::Plain
                    />
                </div>
            </details>
        </Show>
    }
}
