//! An address that names no page.

use leptos::prelude::*;

use crate::components::ButtonKind;
use crate::navigation::{Link, Place};
use crate::preferences::say;

/// Says that there is no such page, and leads home.
#[component]
pub fn NotFoundPage<R: Place>(
    /// Where home is.
    home: R,
) -> impl IntoView {
    view! {
        <div class="stack">
            <h1 tabindex="-1">{say(|text| text.shell.not_found_title)}</h1>
            <p class="muted">{say(|text| text.shell.not_found_text)}</p>
            <Link to=home class=ButtonKind::Primary.class()>
                {say(|text| text.shell.not_found_go)}
            </Link>
        </div>
    }
}
