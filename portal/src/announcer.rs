//! Telling a screen reader what has happened without moving the focus.

use leptos::prelude::*;

/// Where results are announced, for every component (by context).
#[derive(Debug, Clone, Copy)]
pub struct Announcer(RwSignal<String>);

impl Announcer {
    /// Makes it known to every component below.
    pub fn provide() -> Self {
        let announcer = Self(RwSignal::new(String::new()));
        provide_context(announcer);
        announcer
    }

    /// Announces a result. The same words twice are announced twice.
    pub fn say(self, words: &str) {
        self.0.set(String::new());
        let words = words.to_owned();
        request_animation_frame(move || self.0.set(words));
    }
}

/// The live region that announcements appear in; drawn once, at the end of the page.
#[component]
pub fn Announcements() -> impl IntoView {
    let announcer = use_context::<Announcer>();
    view! {
        <p class="visually-hidden" role="status">
            {move || announcer.map(|Announcer(words)| words.get())}
        </p>
    }
}
