//! Property lists in XML, as Apple's devices write and read them (`plist(5)`; `PropertyList-1.0.dtd`).
//!
//! Read over [`crate::protocol::xml`], which bounds what a document may cost and refuses every entity but XML's own five; the
//! document type that Apple writes is passed over unread. There is no binary form here: devices speak XML to a server. A real
//! number stays text, since the rules use no float.

mod read;
mod write;

#[cfg(test)]
mod tests;

use super::xml::{Limits, XmlError};

pub use read::read;
pub use write::write;

/// How large a property list of a device's may be. What a Mac says of fifteen hundred apps fits.
pub const LIMITS: Limits = Limits {
    octets: 1024 * 1024,
    depth: 16,
    nodes: 60_000,
    attributes: 2,
    namespaces: 1,
};

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `dict`.
    Dict(Dict),
    /// `array`.
    Array(Vec<Value>),
    /// `string`.
    String(String),
    /// `integer`.
    Integer(i64),
    /// `true` and `false`.
    Boolean(bool),
    /// `data`.
    Data(Vec<u8>),
    /// `real`, as it is written.
    Real(String),
    /// `date`, as it is written: ISO 8601 in UTC.
    Date(String),
}

/// Values by name, in the order in which they stand; each name once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dict(Vec<(String, Value)>);

/// Why a property list was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlistError {
    /// It is not XML within its bounds.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// It is XML and no property list.
    #[error("the property list does not fit: {0}")]
    Misfit(&'static str),
}

impl Dict {
    /// An empty one.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The same with one value more; a name that is there already gets another.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// The same with a value where there is one.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Sets a value.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, kept)) => *kept = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// A value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut entries = self.0.iter();
        entries
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// A text; none where something else stands.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Octets.
    #[must_use]
    pub fn data(&self, name: &str) -> Option<&[u8]> {
        match self.get(name)? {
            Value::Data(octets) => Some(octets),
            _ => None,
        }
    }

    /// Yes or no.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A whole number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// Values by name.
    #[must_use]
    pub fn dict(&self, name: &str) -> Option<&Dict> {
        self.get(name).and_then(Value::as_dict)
    }

    /// The dictionaries in an array; whatever else stands in it is passed over.
    pub fn dicts(&self, name: &str) -> impl Iterator<Item = &Dict> {
        let list = match self.get(name) {
            Some(Value::Array(list)) => list.as_slice(),
            _ => &[],
        };
        list.iter().filter_map(Value::as_dict)
    }

    /// Every name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl Value {
    /// Values by name, where it is that.
    #[must_use]
    pub const fn as_dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) => Some(dict),
            _ => None,
        }
    }
}

impl From<Dict> for Value {
    fn from(dict: Dict) -> Self {
        Self::Dict(dict)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<&[u8]> for Value {
    fn from(octets: &[u8]) -> Self {
        Self::Data(octets.to_vec())
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Self {
        Self::Array(values)
    }
}
