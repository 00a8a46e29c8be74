//! An address that names no page.

use leptos::prelude::*;

use crate::components::ButtonKind;
use crate::navigation::Link;
use crate::preferences::use_text;
use crate::route::Route;

/// Says that there is no such page, and leads home.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let text = use_text();
    view! {
        <div class="stack">
            <h1 tabindex="-1">{move || text().shell.not_found_title}</h1>
            <p class="muted">{move || text().shell.not_found_text}</p>
            <Link to=Route::Devices class=ButtonKind::Primary.class()>
                {move || text().shell.not_found_go}
            </Link>
        </div>
    }
}
