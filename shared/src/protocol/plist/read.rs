//! Reads a property list.

use base64ct::{Base64, Encoding as _};

use super::{Dict, LIMITS, PlistError, Value};
use crate::protocol::xml::{self, Node};

/// Reads a property list in XML whose outermost value is a dictionary, within [`LIMITS`].
///
/// # Errors
/// [`PlistError`]; nothing of it was taken then.
pub fn read(octets: &[u8]) -> Result<Dict, PlistError> {
    let document = xml::read_typed(octets, &LIMITS, "plist")?;
    let root = document.root_element();
    if !root.has_tag_name("plist") {
        return Err(PlistError::Misfit("it does not begin with `plist`"));
    }
    let mut values = root.children().filter(Node::is_element);
    match (values.next(), values.next()) {
        (Some(one), None) => match value(one)? {
            Value::Dict(dict) => Ok(dict),
            _ => Err(PlistError::Misfit("its outermost value is no dictionary")),
        },
        _ => Err(PlistError::Misfit("it has not one outermost value")),
    }
}

/// As deep as the document may be; the reader of XML has counted.
fn value(node: Node<'_, '_>) -> Result<Value, PlistError> {
    let name = node.tag_name().name();
    match name {
        "dict" => return Ok(Value::Dict(dict(node)?)),
        "array" => {
            let values = node.children().filter(Node::is_element).map(value);
            return Ok(Value::Array(values.collect::<Result<_, _>>()?));
        }
        "true" => return Ok(Value::Boolean(true)),
        "false" => return Ok(Value::Boolean(false)),
        _ => {}
    }
    let text = xml::text(node).ok_or(PlistError::Misfit("elements stand in a text"))?;
    Ok(match name {
        "string" => Value::String(text.into_owned()),
        "integer" => Value::Integer(integer(text.trim())?),
        "real" => Value::Real(text.trim().to_owned()),
        "date" => Value::Date(text.trim().to_owned()),
        "data" => Value::Data(data(&text)?),
        _ => return Err(PlistError::Misfit("it has an element of no known kind")),
    })
}

fn dict(node: Node<'_, '_>) -> Result<Dict, PlistError> {
    let mut entries: Vec<(String, Value)> = Vec::new();
    let mut parts = node.children().filter(Node::is_element);
    while let Some(key) = parts.next() {
        if !key.has_tag_name("key") {
            return Err(PlistError::Misfit("a value has no name"));
        }
        let name = xml::text(key).ok_or(PlistError::Misfit("elements stand in a name"))?;
        let of = parts
            .next()
            .ok_or(PlistError::Misfit("a name has no value"))?;
        entries.push((name.into_owned(), value(of)?));
    }
    // Two readers could see two different messages.
    let mut names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(PlistError::Misfit("a name stands there twice"));
    }
    Ok(Dict(entries))
}

/// Decimal, or hexadecimal after `0x` (`PropertyList-1.0.dtd`).
fn integer(text: &str) -> Result<i64, PlistError> {
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let number = match unsigned.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16),
        None => unsigned.parse(),
    };
    number.map_err(|_| PlistError::Misfit("an integer is none of 64 bits"))
}

/// Base64 with blanks and line ends wherever the writer likes them.
fn data(text: &str) -> Result<Vec<u8>, PlistError> {
    let base64: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    Base64::decode_vec(&base64).map_err(|_| PlistError::Misfit("data is not in base64"))
}
