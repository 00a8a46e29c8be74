//! Changing pages without loading anew: the address, the focus and the scroll position move together.

use leptos::prelude::*;
use web_sys::MouseEvent;

use crate::browser;
use crate::route::Route;

/// The page that is shown, for every component (by context).
#[derive(Debug, Clone, Copy)]
pub struct Navigation {
    route: RwSignal<Route>,
}

impl Navigation {
    /// Starts at the address that is open and follows the browser's back and forward.
    pub fn provide() -> Self {
        let open = || Route::of_path(&window().location().pathname().unwrap_or_default());
        let navigation = Self {
            route: RwSignal::new(open()),
        };
        let back_or_forward = window_event_listener(leptos::ev::popstate, move |_| {
            // An anchor such as that of the skip link fires the event too; it stays on the page and has a focus of its own.
            if open() != navigation.route.get_untracked() {
                navigation.route.set(open());
                browser::focus_soon("h1");
            }
        });
        on_cleanup(move || back_or_forward.remove());
        provide_context(navigation);
        navigation
    }

    /// The page that is shown.
    #[must_use]
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// Goes to a page: the top of it, with the focus on its heading, so that it is read out.
    pub fn go(self, route: Route) {
        let pushed = window().history().and_then(|history| {
            history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(route.path()))
        });
        if pushed.is_err() {
            let _ = window().location().assign(route.path());
            return;
        }
        self.route.set(route);
        browser::to_top();
        browser::focus_soon("h1");
    }
}

/// Whether a click on a link asks for this tab, and not for a new one or a download.
fn stays_here(event: &MouseEvent) -> bool {
    event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// A link to a page of the portal.
#[component]
pub fn Link(
    /// The page.
    to: Route,
    /// Classes, as of the component that it looks like.
    #[prop(into)]
    class: &'static str,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let navigation = use_context::<Navigation>();
    let follow = move |event: MouseEvent| {
        if let Some(navigation) = navigation.filter(|_| stays_here(&event)) {
            event.prevent_default();
            navigation.go(to);
        }
    };
    view! {
        <a class=class href=to.path() on:click=follow>
            {children()}
        </a>
    }
}
