//! A question that must be answered before anything else goes on: what is about to be taken away.
//!
//! The browser's own modal dialog holds the focus inside, closes on Escape, and gives the focus back to what opened it.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::browser;

/// A modal dialog that is open while `open` holds. Escape and what is inside may close it.
#[component]
pub fn Dialog(
    /// Its id; its heading's is made of it.
    id: &'static str,
    /// The question.
    #[prop(into)]
    title: TextProp,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What follows from each answer, and the answers.
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else {
            return;
        };
        match (open.get(), dialog.open()) {
            (true, false) => browser::show_modal(&dialog),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // The browser tells of the end later: whoever has opened it again by then is not to lose it.
    let closed = move |_| {
        if element.get_untracked().is_none_or(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    let heading = format!("{id}-title");
    let labelled_by = heading.clone();
    view! {
        <dialog class="dialog" id=id node_ref=element aria-labelledby=labelled_by on:close=closed>
            <div class="stack">
                <h2 id=heading tabindex="-1" autofocus>{move || title.get()}</h2>
                {children()}
            </div>
        </dialog>
    }
}
