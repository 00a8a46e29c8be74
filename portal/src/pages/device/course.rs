//! How far a device is with what it was asked for, and how old that is.

use leptos::prelude::*;
use muster_shared::command::{CommandState, Requester};
use muster_shared::time::Timestamp;

use super::orders::{Order, Sent, is_undone};
use crate::client::Asked;
use crate::components::{Icon, IconName};
use crate::locale::Locale;
use crate::text::AskedText;

/// Where it stands: drawing, colour and words. What never came to the device differs from what it has not answered.
const fn look(
    state: CommandState,
    was_told: bool,
    text: &AskedText,
) -> (IconName, &'static str, &'static str) {
    match state {
        CommandState::Queued => (IconName::Wait, "status status--wait", text.queued),
        CommandState::Delivered => (IconName::Turn, "status status--wait", text.delivered),
        CommandState::NotNow => (IconName::Clock, "status status--warn", text.not_now),
        CommandState::Done => (IconName::Ok, "status status--ok", text.done),
        CommandState::Failed => (IconName::Stop, "status status--stop", text.failed),
        CommandState::Cancelled => (IconName::Exit, "status status--wait", text.cancelled),
        CommandState::Expired if was_told => {
            (IconName::Warn, "status status--warn", text.expired_told)
        }
        CommandState::Expired => (IconName::Warn, "status status--warn", text.expired),
    }
}

/// A command's course: asked, told, ended. It is drawn as a whole whenever the clock moves; a closure for each of its words is
/// ten times as much code.
pub(super) fn course(
    asked: Asked,
    order: Order,
    text: &'static AskedText,
    locale: &Locale,
    now: Timestamp,
) -> AnyView {
    let (icon, class, words) = look(asked.state, asked.delivered_at.is_some(), text);
    let ended = match asked.state {
        CommandState::Done => text.at_done,
        _ => text.at_ended,
    };
    let mut ages = (text.at_asked)(&locale.distance(now, asked.queued_at));
    for (part, moment) in [(text.at_told, asked.delivered_at), (ended, asked.ended_at)] {
        if let Some(moment) = moment {
            ages.push_str(" · ");
            ages.push_str(&part(&locale.distance(now, moment)));
        }
    }
    match asked.asked_as {
        Requester::Person => {}
        Requester::Administrator => ages = format!("{} · {ages}", text.by_it),
        Requester::Policy => ages = format!("{} · {ages}", text.by_policy),
    }
    let undo = is_undone(&asked).then(|| {
        let id = asked.id.clone();
        view! {
            <button
                type="button"
                class="button button--quiet"
                on:click=move |_| order.send(Sent::TakeBack(id.clone()))
            >
                {text.undo}
            </button>
        }
    });
    view! {
        <div class="course">
            <span class=class><Icon name=icon/><span>{words}</span></span>
            <p class="course__ages">{ages}</p>
            {asked.output.map(|output| view! { <pre class="course__output" tabindex="0">{output}</pre> })}
            {undo}
        </div>
    }
    .into_any()
}
