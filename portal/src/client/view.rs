//! A JSON answer by the browser's own reader. A reader that serde derives is larger than all that is done with a few texts.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use super::reply::{Failure, Reply};

/// A value of an answer.
pub(super) struct View(JsValue);

impl View {
    /// A successful answer's body.
    pub(super) fn of(reply: &Reply) -> Result<Self, Failure> {
        reply.empty()?;
        JSON::parse(&reply.body)
            .map(Self)
            .map_err(|_| Failure::Unreadable {
                status: reply.status,
            })
    }

    /// A member; nothing where there is none.
    pub(super) fn get(&self, name: &str) -> Self {
        Self(Reflect::get(&self.0, &name.into()).unwrap_or_default())
    }

    /// The text of a member that is one.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).0.as_string()
    }

    /// What a member that is a list reads as; what cannot be read is left out.
    pub(super) fn list<T>(&self, name: &str, read: impl Fn(&Self) -> Option<T>) -> Vec<T> {
        let list = self.get(name).0.dyn_into::<Array>().unwrap_or_default();
        list.iter().filter_map(|one| read(&Self(one))).collect()
    }
}
