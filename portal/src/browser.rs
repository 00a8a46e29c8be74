//! The few things asked of the browser itself. Each gives up silently: a browser that forbids storage, say, still shows devices.

use core::time::Duration;

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::*;
use muster_shared::time::Timestamp;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDialogElement, HtmlElement, Node, Storage, Window};

use crate::recognition::Hints;

fn window() -> Option<Window> {
    web_sys::window()
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// What was stored under `key`.
pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Stores `value` under `key`, or forgets what was there.
pub fn store(key: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// Where this tab keeps what is half done.
const HALF_DONE_KEY: &str = "muster.half-done";

fn tab_storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}

/// What this tab keeps of something half done: it outlives a reload, and ends with the tab.
pub fn kept_in_tab() -> Option<String> {
    tab_storage()?.get_item(HALF_DONE_KEY).ok()?
}

/// Keeps that, or forgets it.
pub fn keep_in_tab(value: Option<&str>) {
    if let Some(storage) = tab_storage() {
        let _ = match value {
            Some(value) => storage.set_item(HALF_DONE_KEY, value),
            None => storage.remove_item(HALF_DONE_KEY),
        };
    }
}

/// That a link of ours leads to another bundle, whose page then begins at its heading, as a page of this one would.
const ARRIVING_KEY: &str = "muster.arriving";

/// A link to another bundle has been followed in this tab.
pub fn leave_for_another_bundle() {
    if let Some(storage) = tab_storage() {
        let _ = storage.set_item(ARRIVING_KEY, "1");
    }
}

/// Whether this page was come to by such a link. Says so once.
pub fn has_come_from_another_bundle() -> bool {
    tab_storage().is_some_and(|storage| {
        let arriving = storage.get_item(ARRIVING_KEY).ok().flatten();
        let _ = storage.remove_item(ARRIVING_KEY);
        arriving.is_some()
    })
}

/// The person's languages, most wanted first (BCP 47).
pub fn languages() -> Vec<String> {
    window().map_or_else(Vec::new, |window| {
        window
            .navigator()
            .languages()
            .iter()
            .filter_map(|tag| tag.as_string())
            .collect()
    })
}

/// Sets or removes an attribute of `<html>`.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let root = window()
        .and_then(|window| window.document())
        .and_then(|d| d.document_element());
    if let Some(root) = root {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// Sets the document's title.
pub fn set_title(title: &str) {
    if let Some(document) = window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// What time the browser has.
#[must_use]
pub fn now() -> Timestamp {
    // Whole seconds since 1970 of a clock that is set right fit an f64 exactly; a cast clamps one that is not.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast clamps, and the clock is no smaller than 0"
    )]
    let seconds = (js_sys::Date::now() / 1_000.0) as u64;
    Timestamp::from_unix_seconds(seconds)
}

/// A name that no other has, for what must be asked for once: no secret, so that any randomness will do.
#[must_use]
pub fn fresh_key() -> String {
    [js_sys::Date::now(), js_sys::Math::random()]
        .into_iter()
        .filter_map(|number| js_sys::Number::from(number).to_string_with_radix(36).ok())
        .map(String::from)
        .collect()
}

/// Moves the focus to the first element that `selector` finds, once what is being drawn has been drawn.
pub fn focus_soon(selector: &'static str) {
    request_animation_frame(move || {
        let found = window()
            .and_then(|window| window.document())
            .and_then(|document| document.query_selector(selector).ok().flatten())
            .and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(element) = found {
            let _ = element.focus();
        }
    });
}

/// The path and the query of the address that is open.
pub fn address() -> String {
    window().map_or_else(String::new, |window| {
        let location = window.location();
        let path = location.pathname().unwrap_or_default();
        path + &location.search().unwrap_or_default()
    })
}

/// Where the page comes from: scheme, host and port.
pub fn origin() -> String {
    window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// Waits.
pub async fn sleep(length: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        let milliseconds = i32::try_from(length.as_millis()).unwrap_or(i32::MAX);
        let set = window().map(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
        });
        // Without a timer, better at once than never.
        if !matches!(set, Some(Ok(_))) {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// What the browser tells of the machine it runs on. The exact version is asked for and takes a moment; a browser that does
/// not know the question (User-Agent Client Hints) is judged by its name alone.
pub async fn hints() -> Hints {
    let Some(navigator) = window().map(|window| window.navigator()) else {
        return Hints::default();
    };
    let mut hints = Hints {
        user_agent: navigator.user_agent().unwrap_or_default(),
        touch_points: navigator.max_touch_points(),
        ..Hints::default()
    };
    let text = |object: &JsValue, key: &str| {
        Reflect::get(object, &JsValue::from_str(key))
            .ok()
            .and_then(|value| value.as_string())
            .filter(|value| !value.is_empty())
    };
    let data = Reflect::get(&navigator, &JsValue::from_str("userAgentData")).unwrap_or_default();
    if data.is_undefined() {
        return hints;
    }
    hints.platform = text(&data, "platform");
    let asked = Reflect::get(&data, &JsValue::from_str("getHighEntropyValues"))
        .and_then(wasm_bindgen::JsCast::dyn_into::<Function>)
        .and_then(|ask| ask.call1(&data, &Array::of1(&JsValue::from_str("platformVersion"))))
        .and_then(wasm_bindgen::JsCast::dyn_into::<Promise>);
    if let Ok(asked) = asked
        && let Ok(answer) = JsFuture::from(asked).await
    {
        hints.platform_version = text(&answer, "platformVersion");
    }
    hints
}

/// Opens a modal dialog that stands in the page.
pub fn show_modal(dialog: &HtmlDialogElement) {
    let _ = dialog.show_modal();
}

/// Scrolls to the top of the page.
pub fn to_top() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Whether a text reached the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// It did.
    Clipboard,
    /// The browser forbids that here (no secure context, no permission): the text is selected instead, for the keyboard.
    Selection,
}

/// Copies `text`; where that is forbidden, selects `shown`, the element that shows it.
pub async fn copy(text: &str, shown: Option<&Node>) -> Copied {
    // Without a secure context `navigator.clipboard` is undefined, whatever its type says.
    if let Some(window) = window().filter(Window::is_secure_context) {
        let written = JsFuture::from(window.navigator().clipboard().write_text(text));
        if written.await.is_ok() {
            return Copied::Clipboard;
        }
    }
    if let (Some(selection), Some(shown)) = (
        window().and_then(|w| w.get_selection().ok().flatten()),
        shown,
    ) {
        let _ = selection.select_all_children(shown);
    }
    Copied::Selection
}
