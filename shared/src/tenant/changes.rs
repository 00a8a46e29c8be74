//! What history keeps of a change of the configuration: the places that differ, within bounds.

use serde_json::Value;

use crate::diff::{Change, diff};

/// How many changes an audit entry lists; the rest is counted.
const CHANGES_TOLD: usize = 200;

/// How much of a text it keeps. A picture or a page of terms is told by its beginning and its hash.
const CHARACTERS_TOLD: usize = 400;

/// The changes from `before` to `after`, and how many there were too many of.
pub(super) fn told(before: &Value, after: &Value) -> (Vec<Change>, usize) {
    let mut changes = diff(before, after);
    let untold = changes.len().saturating_sub(CHANGES_TOLD);
    changes.truncate(CHANGES_TOLD);
    for change in &mut changes {
        for value in [&mut change.before, &mut change.after]
            .into_iter()
            .flatten()
        {
            shorten(value);
        }
    }
    (changes, untold)
}

fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(CHARACTERS_TOLD) {
                let hash = crate::ids::Digest::of(text.as_bytes());
                text.truncate(end);
                text.push_str(&format!("… (SHA-256 {hash})"));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(members) => members.values_mut().for_each(shorten),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn history_keeps_the_beginning_of_a_long_text_and_counts_what_is_too_much() {
        let many: serde_json::Map<_, _> = (0..250).map(|n| (format!("n{n}"), json!(n))).collect();
        let (changes, untold) = told(&json!({}), &json!({"all": many}));
        assert_eq!((changes.len(), untold), (200, 50));
        let (changes, untold) = told(&json!({"logo": ""}), &json!({"logo": "é".repeat(100_000)}));
        assert_eq!((changes.len(), untold), (1, 0));
        let kept = changes[0].after.as_ref().unwrap().as_str().unwrap();
        assert_eq!(kept.chars().count(), 400 + 2 + 8 + 64 + 1 + 1);
    }
}
