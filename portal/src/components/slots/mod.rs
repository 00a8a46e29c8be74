//! How many of the person's devices are used, as marks and as words.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// The width of a mark and the gap after it, in the drawing's own units.
const STEP: u32 = 15;

/// How many marks are still taken in at a glance: those of the highest limit that a policy sets. Beyond it there are words.
const MARKS_AT_MOST: u32 = 15;

/// One mark a device that the person may have, the used ones filled, and the words beside them.
#[component]
pub fn Slots(
    /// How many are used.
    #[prop(into)]
    used: Signal<u32>,
    /// How many there may be.
    #[prop(into)]
    limit: Signal<u32>,
    /// Whether the next free one is about to be used.
    #[prop(optional, into)]
    next: Signal<bool>,
    /// The same in words.
    #[prop(into)]
    words: TextProp,
) -> impl IntoView {
    let count = move || {
        Some(limit.get())
            .filter(|limit| *limit <= MARKS_AT_MOST)
            .unwrap_or(0)
    };
    let marks = move || {
        (0..count())
            .map(|mark| {
                let class = if mark < used.get() {
                    "slots__used"
                } else if next.get() && mark == used.get() {
                    "slots__next"
                } else {
                    "slots__free"
                };
                let x = mark.saturating_mul(STEP).saturating_add(1);
                view! { <rect class=class x=x y="1" width="11" height="8" rx="2.5"></rect> }
            })
            .collect_view()
    };
    let width = move || count().saturating_mul(STEP);
    view! {
        <p class="slots">
            <svg
                class="slots__marks"
                width=width
                height="10"
                viewBox=move || format!("0 0 {} 10", width())
                aria-hidden="true"
                focusable="false"
            >
                {marks}
            </svg>
            <span>{move || words.get()}</span>
        </p>
    }
}
