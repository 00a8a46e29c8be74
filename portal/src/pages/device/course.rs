//! How far a device is with what it was asked for, and how old that is.

use leptos::prelude::*;
use muster_shared::command::{CommandState, Requester};

use super::orders::{Order, is_undone};
use crate::client::Asked;
use crate::clock::use_now;
use crate::components::{Button, ButtonKind, IconName, Status};
use crate::preferences::{say, use_locale, use_text};
use crate::text::AskedText;

struct Look {
    icon: IconName,
    class: &'static str,
    words: &'static str,
}

/// Where it stands: drawing, colour and words. What never came to the device differs from what it has not answered.
const fn look(state: CommandState, was_told: bool, text: &AskedText) -> Look {
    let (icon, class, words) = match state {
        CommandState::Queued => (IconName::Wait, "status--wait", text.queued),
        CommandState::Delivered => (IconName::Turn, "status--wait", text.delivered),
        CommandState::NotNow => (IconName::Clock, "status--warn", text.not_now),
        CommandState::Done => (IconName::Ok, "status--ok", text.done),
        CommandState::Failed => (IconName::Stop, "status--stop", text.failed),
        CommandState::Cancelled => (IconName::Exit, "status--wait", text.cancelled),
        CommandState::Expired if was_told => (IconName::Warn, "status--warn", text.expired_told),
        CommandState::Expired => (IconName::Warn, "status--warn", text.expired),
    };
    Look { icon, class, words }
}

/// A command's course: asked, told, ended.
#[component]
pub(super) fn Course(asked: Asked, order: Order) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let (state, was_told) = (asked.state, asked.delivered_at.is_some());
    let shown = look(state, was_told, &untrack(text).asked);
    let words = move || look(state, was_told, &text().asked).words;
    let ages = move || {
        let (text, locale, now) = (&text().asked, locale(), now());
        let mut ages = (text.at_asked)(&locale.distance(now, asked.queued_at));
        let mut add = |part: fn(&str) -> String, moment| {
            if let Some(moment) = moment {
                ages.push_str(" · ");
                ages.push_str(&part(&locale.distance(now, moment)));
            }
        };
        add(text.at_told, asked.delivered_at);
        let ended = match state {
            CommandState::Done => text.at_done,
            _ => text.at_ended,
        };
        add(ended, asked.ended_at);
        ages
    };
    let by = move || match asked.asked_as {
        Requester::Person => None,
        Requester::Administrator => Some(text().asked.by_it),
        Requester::Policy => Some(text().asked.by_policy),
    };
    let undo = is_undone(&asked).then(|| {
        let id = asked.id.clone();
        let take_back = move |()| order.take_back(id.clone());
        view! {
            <Button kind=ButtonKind::Quiet busy=order.busy on_press=Callback::new(take_back)>
                {say(|text| text.asked.undo)}
            </Button>
        }
    });
    view! {
        <div class="course">
            <Status icon=shown.icon class=shown.class words=words/>
            <p class="course__ages">{ages}</p>
            {move || by().map(|words| view! { <p class="course__ages">{words}</p> })}
            {asked.output.map(|output| view! { <pre class="course__output" tabindex="0">{output}</pre> })}
            {undo}
        </div>
    }
}
