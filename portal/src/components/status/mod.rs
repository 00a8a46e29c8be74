//! A status: one colour, one drawing, one word.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Icon, IconName};

/// A status line.
#[component]
pub fn Status(
    /// Its drawing.
    icon: IconName,
    /// The class that colours it: `status--ok`, `--warn`, `--stop`, `--wait`, `--pending`.
    class: &'static str,
    /// Its words.
    #[prop(into)]
    words: TextProp,
) -> impl IntoView {
    view! {
        <span class=format!("status {class}")>
            <Icon name=icon/>
            <span>{move || words.get()}</span>
        </span>
    }
}
