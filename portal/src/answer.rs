//! Answers of the edge that a page only shows, read with the browser's own JSON: a reader of their types would be larger than
//! all that is done with them. What is missing is empty. Tests hold the names that are read to the API's types.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

/// A piece of an answer.
#[derive(Debug, Clone)]
pub struct Answer(JsValue);

impl Answer {
    /// Reads an answer's body; none when it is no JSON.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        JSON::parse(json).ok().map(Self)
    }

    fn at(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or_default()
    }

    /// A member; nothing where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> Self {
        Self(self.at(name))
    }

    /// A text; none where there is none.
    #[must_use]
    pub fn said(&self, name: &str) -> Option<String> {
        self.at(name).as_string()
    }

    /// A text; empty where there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.said(name).unwrap_or_default()
    }

    /// Whether something is so.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.at(name).is_truthy()
    }

    /// A list.
    #[must_use]
    pub fn each(&self, name: &str) -> Vec<Self> {
        let list = self.at(name).dyn_into::<Array>();
        list.map(|list| list.iter().map(Self).collect())
            .unwrap_or_default()
    }

    /// A list of texts.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.each(name)
            .into_iter()
            .filter_map(|one| one.0.as_string())
            .collect()
    }

    /// A small number.
    #[must_use]
    pub fn number(&self, name: &str) -> u16 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float cast clamps"
        )]
        let number = self.at(name).as_f64().unwrap_or_default() as u16;
        number
    }
}
