//! What people see in their browser: the Company Portal, its help, and the admin center for those who have it.
//!
//! Leptos apps that run in the browser only, four bundles of this one crate (cargo features `devices`, `enroll`, `help` and
//! `admin`; the first two are the Company Portal's, and share `portal`): what is seldom asked for does not stand in the way of
//! what is asked for every day.
//! `index.html` shows a sign-in form at once; `boot.js` loads a bundle beside it and starts it when somebody is signed in.
//! They speak to the edge by the JSON API alone and decide nothing: rules come from `muster_shared`.
//!
//! Where things are: [`pages`], `help` and `admin` draw a screen each out of [`components`]; [`client`] is the API; [`session`],
//! [`navigation`], [`preferences`], [`clock`] and [`announcer`] are what every page shares, by context; [`text`] holds every
//! word.

#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        reason = "tests count small numbers; an overflow there is a failed test"
    )
)]

pub mod announcer;
pub mod answer;
pub mod branding;
pub mod browser;
pub mod client;
pub mod clock;
pub mod components;
pub mod connection;
pub mod frame;
pub mod locale;
pub mod navigation;
pub mod once;
pub mod pages;
pub mod preferences;
pub mod recognition;
pub mod session;
pub mod span;
pub mod text;

#[cfg(feature = "admin")]
pub mod admin;
#[cfg(feature = "portal")]
mod app;
#[cfg(any(feature = "portal", feature = "help"))]
pub mod facts;
#[cfg(feature = "portal")]
pub mod guidebook;
#[cfg(feature = "help")]
pub mod help;
#[cfg(feature = "portal")]
pub mod kinds;
#[cfg(feature = "portal")]
pub mod latest;
#[cfg(feature = "portal")]
pub mod live;
#[cfg(feature = "portal")]
pub mod news;
#[cfg(feature = "portal")]
pub mod own_device;
#[cfg(feature = "portal")]
pub mod preflight;
#[cfg(feature = "portal")]
pub mod route;
#[cfg(any(feature = "portal", feature = "help"))]
mod set_on;
#[cfg(feature = "portal")]
mod ways;

#[cfg(feature = "portal")]
pub use app::App;

use leptos::prelude::*;
use muster_shared::api::Me;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the page over for the Company Portal; called by `boot.js`.
///
/// `me` is the answer of `GET /api/v1/me`; one that can't be read leads to the sign-in. `focus` says that the person has just
/// used the form, which goes away, so that the focus has to move on to the page's heading; so it does where a link of another
/// bundle has led here. `secret` is what the address
/// brought along from another device (`early.js`).
#[cfg(feature = "portal")]
#[wasm_bindgen]
pub fn start_portal(me: &str, focus: bool, secret: Option<String>) {
    take_over(me, focus, |me| view! { <App me secret/> });
}

/// Takes the page over for the admin center, as `start_portal` does for the portal.
#[cfg(feature = "admin")]
#[wasm_bindgen]
pub fn start_admin(me: &str, focus: bool) {
    take_over(me, focus, |me| view! { <admin::AdminApp me/> });
}

/// Takes the page over for the help, as `start_portal` does for the portal.
#[cfg(feature = "help")]
#[wasm_bindgen]
pub fn start_help(me: &str, focus: bool) {
    take_over(me, focus, |me| view! { <help::HelpApp me/> });
}

fn take_over<V: IntoView + 'static>(
    me: &str,
    focus: bool,
    app: impl FnOnce(Option<Me>) -> V + 'static,
) {
    console_error_panic_hook::set_once();
    let me = muster_shared::json::from_str::<Me>(me).ok();
    let Some(body) = document().body() else {
        return;
    };
    body.replace_children_with_node_0();
    browser::set_root_attribute("data-opening", None);
    mount_to(body.unchecked_into(), move || app(me)).forget();
    if browser::has_come_from_another_bundle() || focus {
        browser::focus_soon("h1");
    }
}
