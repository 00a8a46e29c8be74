//! What only some want to know, folded away.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A line that opens.
#[component]
pub fn More(
    /// The line.
    #[prop(into)]
    summary: TextProp,
    /// What it opens to.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="more">
            <summary>{move || summary.get()}</summary>
            <div class="more__body">{children()}</div>
        </details>
    }
}
