//! Changing pages without loading anew: the address, the focus and the scroll position move together.

use leptos::prelude::*;
use web_sys::MouseEvent;

use crate::browser;

/// The pages of one app, as values: a link to a page that does not exist does not compile.
pub trait Place: Copy + PartialEq + Send + Sync + 'static {
    /// The page of an address's path and query, such as `/devices/dev_…` or `/admin/devices?after=…`.
    fn of_address(address: &str) -> Self;

    /// The address that a link to the page carries. A page that does not exist leads home.
    fn address(self) -> String;

    /// Whether the page is another app's: its link loads anew.
    fn is_elsewhere(self) -> bool {
        false
    }
}

/// The page that is shown, for every component (by context).
#[derive(Debug)]
pub struct Navigation<R: Place> {
    route: RwSignal<R>,
}

impl<R: Place> Clone for Navigation<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Place> Copy for Navigation<R> {}

impl<R: Place> Navigation<R> {
    /// Starts at the address that is open and follows the browser's back and forward.
    pub fn provide() -> Self {
        let navigation = Self {
            route: RwSignal::new(R::of_address(&browser::address())),
        };
        let back_or_forward = window_event_listener(leptos::ev::popstate, move |_| {
            let open = R::of_address(&browser::address());
            // An anchor such as that of the skip link fires the event too; it stays on the page and has a focus of its own.
            if open != navigation.route.get_untracked() {
                navigation.route.set(open);
                browser::focus_soon("h1");
            }
        });
        on_cleanup(move || back_or_forward.remove());
        provide_context(navigation);
        navigation
    }

    /// The page that is shown.
    #[must_use]
    pub fn route(self) -> R {
        self.route.get()
    }

    /// Goes to a page: the top of it, with the focus on its heading, so that it is read out.
    pub fn go(self, route: R) {
        let address = route.address();
        if route.is_elsewhere() {
            browser::leave_for_another_bundle();
            let _ = window().location().assign(&address);
            return;
        }
        let pushed = window().history().and_then(|history| {
            history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address))
        });
        if pushed.is_err() {
            let _ = window().location().assign(&address);
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

/// A link that loads another bundle's page anew is followed: that page then begins with the focus on its heading.
pub fn follow_elsewhere(event: &MouseEvent) {
    if stays_here(event) {
        browser::leave_for_another_bundle();
    }
}

/// A link to a page of the app. Where it leads to the page that is shown, it says so (`aria-current`).
#[component]
pub fn Link<R: Place>(
    /// The page.
    to: R,
    /// Classes, as of the component that it looks like.
    #[prop(into)]
    class: &'static str,
    /// Whether the link stands for the page that is shown, where more than the address decides that.
    #[prop(optional, into)]
    current: Option<Signal<bool>>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let navigation = use_context::<Navigation<R>>();
    let follow = move |event: MouseEvent| {
        let Some(navigation) = navigation.filter(|_| stays_here(&event)) else {
            return;
        };
        if to.is_elsewhere() {
            browser::leave_for_another_bundle();
        } else {
            event.prevent_default();
            navigation.go(to);
        }
    };
    let here = move || {
        current
            .is_some_and(|current| current.get())
            .then_some("page")
    };
    view! {
        <a class=class href=to.address() aria-current=here on:click=follow>
            {children()}
        </a>
    }
}
