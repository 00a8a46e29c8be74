//! A short property of a thing.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A property in one or two words.
#[component]
pub fn Chip(
    /// The words.
    #[prop(into)]
    words: TextProp,
    /// Whether it tells one thing from all others.
    #[prop(optional)]
    accent: bool,
) -> impl IntoView {
    let class = if accent { "chip chip--accent" } else { "chip" };
    view! { <span class=class>{move || words.get()}</span> }
}
