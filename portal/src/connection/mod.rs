//! Whether there is a connection, and since when nothing has been heard: told above every page, so that what stands there does
//! not pass for new.

use core::cell::Cell;
use core::time::Duration;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use muster_shared::time::Timestamp;

use crate::browser;
use crate::clock::use_now;
use crate::preferences::{use_locale, use_text};

/// What is known of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Line {
    /// Whether the last that was asked for got no answer, or the browser says that it is offline.
    lost: bool,
    /// When an answer last came.
    heard: Timestamp,
}

/// How long answers may still arrive after the browser has lost its connection.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

thread_local! {
    /// One a page. The client asks on behalf of tasks, which have no context to find it by.
    static LINE: Cell<Option<RwSignal<Line>>> = const { Cell::new(None) };
}

fn change(how: impl FnOnce(&mut Line)) {
    if let Some(line) = LINE.get() {
        let _ = line.try_update(how);
    }
}

/// Whether there is none just now.
#[must_use]
pub fn is_lost() -> bool {
    let line = LINE.get().and_then(|line| line.try_get_untracked());
    line.is_some_and(|line| line.lost)
}

/// Runs something whenever the connection has come back, as long as the component that asks is there.
pub(crate) fn on_return(run: Rc<dyn Fn()>) {
    let Some(line) = LINE.get() else {
        return;
    };
    Effect::new(move |was_lost: Option<bool>| {
        let is_lost = line.with(|line| line.lost);
        if was_lost == Some(true) && !is_lost {
            untrack(|| run());
        }
        is_lost
    });
}

/// An answer has come.
pub(crate) fn heard() {
    let now = browser::now();
    change(|line| {
        *line = Line {
            lost: false,
            heard: now,
        }
    });
}

/// None has come.
pub(crate) fn not_heard() {
    change(|line| line.lost = true);
}

/// Says that there is no connection, and from when what is on the page is.
#[component]
pub fn ConnectionBar() -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let line = RwSignal::new(Line {
        lost: !window().navigator().on_line(),
        heard: browser::now(),
    });
    LINE.set(Some(line));
    let offline = window_event_listener(ev::offline, move |_| {
        not_heard();
        // An answer that was on its way still arrives, and would pass for a connection.
        set_timeout(
            || {
                if !window().navigator().on_line() {
                    not_heard();
                }
            },
            LAST_ANSWERS,
        );
    });
    let online = window_event_listener(ev::online, move |_| change(|line| line.lost = false));
    on_cleanup(move || {
        offline.remove();
        online.remove();
    });
    let words = move || {
        let Line { lost, heard } = line.get();
        lost.then(|| {
            let words = (text().shell.offline)(&locale().distance(now(), heard));
            view! { <p class="offline">{words}</p> }
        })
    };
    view! { <div role="status">{words}</div> }
}
