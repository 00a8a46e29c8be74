//! A short property of a thing.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A property in one or two words.
#[component]
pub fn Chip(
    /// The words.
    #[prop(into)]
    words: TextProp,
) -> impl IntoView {
    view! { <span class="chip">{move || words.get()}</span> }
}
