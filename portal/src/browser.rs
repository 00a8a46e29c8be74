//! The few things asked of the browser itself. Each gives up silently: a browser that forbids storage, say, still shows devices.

use leptos::prelude::*;
use muster_shared::time::Timestamp;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, Node, Storage, Window};

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
