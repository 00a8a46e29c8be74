//! The time that ages on the page are told by. It moves, so that "just now" does not stay on the page for an hour.

use core::time::Duration;

use leptos::prelude::*;
use muster_shared::time::Timestamp;

use crate::browser;

const TICK: Duration = Duration::from_secs(20);

#[derive(Clone, Copy)]
struct Clock(RwSignal<Timestamp>);

/// Starts the clock for every component below.
pub fn provide_clock() {
    let now = RwSignal::new(browser::now());
    if let Ok(ticking) = set_interval_with_handle(move || now.set(browser::now()), TICK) {
        on_cleanup(move || ticking.clear());
    }
    provide_context(Clock(now));
}

/// Now, to within 20 seconds; what draws with it draws again as time goes on.
pub fn use_now() -> impl Fn() -> Timestamp + Copy + Send + Sync + 'static {
    let clock = use_context::<Clock>();
    move || clock.map_or_else(browser::now, |Clock(now)| now.get())
}
