//! What happened, and when.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use muster_shared::time::Timestamp;

use crate::preferences::use_locale;

/// One thing that happened.
#[derive(Clone)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub words: TextProp,
}

/// What happened, in the order given.
#[component]
pub fn Log(
    /// It.
    entries: Vec<LogEntry>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <ol class="log">
            {entries
                .into_iter()
                .map(|LogEntry { at, words }| {
                    view! {
                        <li>
                            <time datetime=at.to_string()>{move || locale().moment(at)}</time>
                            <span>{move || words.get()}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}
