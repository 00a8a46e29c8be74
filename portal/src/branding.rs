//! How the organisation presents itself, as far as the app shows it: its logo, whom people ask, what it says of itself. Its
//! colour is set by `branding.js`, before the app is there.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::tenant::section::Branding;

use crate::client;

/// What the organisation has set, for every component (by context).
#[derive(Debug, Clone, Copy)]
pub struct Presence(RwSignal<Branding>);

impl Presence {
    /// Shares what is known.
    pub fn provide(branding: Branding) -> Self {
        let presence = Self(RwSignal::new(branding));
        provide_context(presence);
        presence
    }

    /// Shares what the edge says, as soon as it has. Without an answer the page goes without.
    pub fn ask() {
        let Self(known) = Self::provide(Branding::default());
        spawn_local(async move {
            if let Ok(view) = client::branding().await {
                let _ = known.try_set(view.branding);
            }
        });
    }
}

/// Reads the branding, as a value that changes when it arrives.
pub fn read_branding<T: Default>(read: impl Fn(&Branding) -> T) -> impl Fn() -> T {
    let presence = use_context::<Presence>();
    move || {
        presence.map_or_else(T::default, |Presence(known)| {
            known.with(|known| read(known))
        })
    }
}
