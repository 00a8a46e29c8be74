//! The Company Portal: what people see in their browser.
//!
//! A Leptos app that runs in the browser only. `index.html` shows a sign-in form at once; `boot.js` loads this crate beside it
//! and calls [`start`] when somebody is signed in. It speaks to the edge by the JSON API alone and decides nothing: rules come
//! from `muster_shared`.
//!
//! Where things are: [`pages`] draw a screen each out of [`components`]; [`client`] is the API; [`session`], [`navigation`],
//! [`preferences`], [`clock`] and [`announcer`] are what every page shares, by context; [`text`] holds every word.

#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        reason = "tests count small numbers; an overflow there is a failed test"
    )
)]

pub mod announcer;
mod app;
pub mod browser;
pub mod client;
pub mod clock;
pub mod components;
pub mod locale;
pub mod navigation;
pub mod pages;
pub mod preferences;
pub mod route;
pub mod session;
pub mod span;
pub mod text;

pub use app::App;

use leptos::prelude::*;
use muster_shared::api::Me;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the page over; called by `boot.js`.
///
/// `me` is the answer of `GET /api/v1/me`; one that can't be read leads to the sign-in. `focus` says that the person has just
/// used the form, which goes away, so that the focus has to move on to the page's heading.
#[wasm_bindgen]
pub fn start(me: &str, focus: bool) {
    console_error_panic_hook::set_once();
    let me = serde_json::from_str::<Me>(me).ok();
    let Some(body) = document().body() else {
        return;
    };
    body.replace_children_with_node_0();
    browser::set_root_attribute("data-opening", None);
    mount_to(body.unchecked_into(), move || view! { <App me/> }).forget();
    if focus {
        browser::focus_soon("h1");
    }
}
