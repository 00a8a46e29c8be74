//! What is wrong with something that was sent: which field, and which rule it breaks.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

/// How much of a name that was sent is repeated in a path.
const LONGEST_NAME: usize = 64;

/// A field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}{rule}", place(path))]
pub struct FieldFault {
    /// Where it stands, such as `categories[2].name`; empty for the whole.
    pub path: String,
    /// What is asked of it, such as `must be 1 to 128 characters`.
    pub rule: String,
}

fn place(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!("`{path}`: ")
    }
}

impl FieldFault {
    /// The field at `path` breaks `rule`.
    #[must_use]
    pub fn at(path: impl Into<String>, rule: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            rule: rule.into(),
        }
    }

    /// The same, seen from outside: `path` is below `parent`.
    #[must_use]
    pub fn below(self, parent: &str) -> Self {
        let path = match (parent.is_empty(), self.path.as_str()) {
            (true, _) => self.path,
            (false, "") => parent.to_owned(),
            (false, inner) if inner.starts_with('[') => format!("{parent}{inner}"),
            (false, inner) => format!("{parent}.{inner}"),
        };
        Self { path, ..self }
    }
}

/// Reads JSON of the form `T`. It is read no deeper than 128 levels.
///
/// # Errors
/// The first field that does not fit, and why; of what was sent, no value is repeated.
pub fn read_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, FieldFault> {
    // As text, like everything else: code that reads octets would be compiled beside it.
    let json = core::str::from_utf8(text).map_err(|_| FieldFault::at("", "it is not UTF-8"))?;
    crate::json::from_str(json).map_err(|error| fault_of(text, &error))
}

fn fault_of(text: &[u8], error: &serde_json::Error) -> FieldFault {
    if error.classify() != Category::Data {
        let rule = format!(
            "it is not JSON (line {}, column {})",
            error.line(),
            error.column()
        );
        return FieldFault::at("", rule);
    }
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(message, _)| message);
    // What is missing from a whole is noticed at its end, and so is what is wrong with the last thing in it.
    let whole = message.starts_with("missing field ") || message.starts_with("invalid length ");
    let path = path_at(text, error.line(), error.column(), whole);
    if let Some(field) = quoted_after(message, "missing field ") {
        return FieldFault::at(field, "is missing").below(&path);
    }
    let rule = if message.starts_with("unknown field ") {
        "is not known here".to_owned()
    } else if message.starts_with("duplicate field ") {
        "stands here twice".to_owned()
    } else if message.starts_with("unknown variant ") || message.starts_with("invalid ") {
        // What was found instead stands before it, and is not repeated.
        match message.rsplit_once(", expected ") {
            // The names of our types are nobody's business.
            Some((_, expected)) if expected.starts_with("struct ") => {
                "must be an object".to_owned()
            }
            Some((_, expected)) => format!("must be {expected}"),
            None => "is of the wrong kind".to_owned(),
        }
    } else {
        message.to_owned()
    };
    FieldFault { path, rule }
}

fn quoted_after<'m>(message: &'m str, beginning: &str) -> Option<&'m str> {
    message
        .strip_prefix(beginning)?
        .strip_prefix('`')?
        .strip_suffix('`')
}

/// Where in an object or an array the walk is.
enum Level {
    /// In an object, at this member; none before its name.
    Object(Option<String>),
    /// In an array, at this place.
    Array(usize),
}

/// The path of what ends at this line and column, both counted from 1, of JSON that is sound up to there: of an object or an
/// array, or of the last thing in it if that is what was noticed at its end.
fn path_at(text: &[u8], line: usize, column: usize, whole: bool) -> String {
    let begins: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    let read = text
        .get(..begins.saturating_add(column).min(text.len()))
        .unwrap_or(text);
    let mut levels: Vec<Level> = Vec::new();
    let mut ended = None;
    let mut rest = read.iter().copied();
    while let Some(byte) = rest.next() {
        if !byte.is_ascii_whitespace() {
            ended = None;
        }
        match byte {
            b'{' => levels.push(Level::Object(None)),
            b'[' => levels.push(Level::Array(0)),
            b'}' | b']' => ended = levels.pop(),
            b',' => match levels.last_mut() {
                Some(Level::Object(name)) => *name = None,
                Some(Level::Array(place)) => *place = place.saturating_add(1),
                None => {}
            },
            b'"' => {
                let mut name = Vec::new();
                while let Some(inside) = rest.next() {
                    match inside {
                        b'"' => break,
                        b'\\' => name.extend(rest.next()),
                        other => name.push(other),
                    }
                }
                if let Some(Level::Object(member @ None)) = levels.last_mut() {
                    *member = Some(readable(&name));
                }
            }
            _ => {}
        }
    }
    levels.extend(ended.filter(|_| !whole));
    let mut path = String::new();
    for level in levels {
        match level {
            Level::Object(None) => {}
            Level::Object(Some(name)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&name);
            }
            Level::Array(place) => path.push_str(&format!("[{place}]")),
        }
    }
    path
}

fn readable(name: &[u8]) -> String {
    String::from_utf8_lossy(name)
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(LONGEST_NAME)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only that they are read is looked at")]
    struct Outer {
        list: Vec<Inner>,
        #[serde(default)]
        number: u8,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only that they are read is looked at")]
    struct Inner {
        id: crate::ids::GroupId,
        #[serde(default)]
        kind: Option<crate::platform::Platform>,
    }

    #[test]
    fn a_field_that_does_not_fit_is_named_with_its_rule() {
        for (text, path, rule) in [
            ("{", "", "it is not JSON (line 1, column 1)"),
            ("[]", "", "must be an object"),
            (r#"{"list":[],"more":1}"#, "more", "is not known here"),
            (r#"{"number":1}"#, "list", "is missing"),
            (r#"{"list":[{"id":"a"},{}]}"#, "list[1].id", "is missing"),
            (
                r#"{"list":[{"id":"a","x":{}}],"number":1}"#,
                "list[0].x",
                "is not known here",
            ),
            (r#"{"list":[],"list":[]}"#, "list", "stands here twice"),
            (r#"{"list":[],"number":300}"#, "number", "must be u8"),
            (r#"{"list":[],"number":"ninety"}"#, "number", "must be u8"),
            (
                "{\n \"list\":[],\n \"number\" : true }",
                "number",
                "must be u8",
            ),
            (r#"{"list":[{"id":7}]}"#, "list[0].id", "must be a string"),
            (
                r#"{"list":[{"id":"a, ]"}]}"#,
                "list[0].id",
                "not a group: expected 1 to 64 of a-z, 0-9 and inner hyphens",
            ),
            (
                r#"{"list":[{"id":"a","kind":"sun"}]}"#,
                "list[0].kind",
                "must be one of `windows`, `ios`, `ipados`, `macos`, `android`, `linux`",
            ),
        ] {
            let fault = read_json::<Outer>(text.as_bytes()).unwrap_err();
            assert_eq!(
                (fault.path.as_str(), fault.rule.as_str()),
                (path, rule),
                "{text}"
            );
        }
    }

    #[test]
    fn a_path_repeats_no_more_of_a_name_than_a_person_reads() {
        let text = format!(r#"{{"list":[],"{}\u0007":1}}"#, "x".repeat(9_000));
        let fault = read_json::<Outer>(text.as_bytes()).unwrap_err();
        assert_eq!(fault.path, "x".repeat(LONGEST_NAME));
        let deep = "[".repeat(100_000);
        assert!(read_json::<serde_json::Value>(deep.as_bytes()).is_err());
    }

    #[test]
    fn a_fault_below_another_field_has_the_whole_path() {
        let fault = FieldFault::at("[1].name", "must be shorter");
        assert_eq!(fault.clone().below("categories").path, "categories[1].name");
        assert_eq!(fault.below("").path, "[1].name");
        assert_eq!(
            FieldFault::at("", "is missing").below("terms").path,
            "terms"
        );
        let text = FieldFault::at("a", "is missing").below("b").to_string();
        assert_eq!(text, "`b.a`: is missing");
    }
}
