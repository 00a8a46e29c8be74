//! What differs between two forms of the same thing, told place by place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One place in which two forms differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// Where, such as `platform_restrictions.default.windows.minimum_version`. What has an identifier is named by it:
    /// `device_limits.assigned[contractors].limit`.
    pub path: String,
    /// What stood there before; absent when nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What stands there afterwards; absent when nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// Every place in which `before` and `after` differ, in the order of their paths. Equal forms differ in none, and the cost is
/// linear in the size of both, but for sorting.
///
/// What stands in a list is found again by its `id`, where everything in the list has one, and so is what a list of texts or
/// numbers holds; a change of their order alone is one change of the whole list.
#[must_use]
pub fn diff(before: &Value, after: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    compare("", Some(before), Some(after), &mut changes);
    changes
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<Change>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let mut names: Vec<&String> = one.keys().chain(other.keys()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let inner = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                compare(&inner, one.get(name), other.get(name), changes);
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => match (keyed(one), keyed(other)) {
            (Some(one), Some(other)) => compare_lists(path, &one, &other, changes),
            _ => changes.push(change(path, before, after)),
        },
        _ => changes.push(change(path, before, after)),
    }
}

fn change(path: &str, before: Option<&Value>, after: Option<&Value>) -> Change {
    Change {
        path: path.to_owned(),
        before: before.cloned(),
        after: after.cloned(),
    }
}

/// What a list holds, in its order, each under what it is found by; none when something in it has no such name, or two have
/// the same.
struct Keyed<'v> {
    order: Vec<String>,
    items: BTreeMap<String, &'v Value>,
}

fn keyed(list: &[Value]) -> Option<Keyed<'_>> {
    let order: Vec<String> = list.iter().map(key_of).collect::<Option<_>>()?;
    let items: BTreeMap<String, &Value> = order.iter().cloned().zip(list).collect();
    (items.len() == order.len()).then_some(Keyed { order, items })
}

fn key_of(item: &Value) -> Option<String> {
    match item {
        Value::Object(members) => Some(members.get("id")?.as_str()?.to_owned()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn compare_lists(path: &str, one: &Keyed<'_>, other: &Keyed<'_>, changes: &mut Vec<Change>) {
    let stays = |list: &Keyed<'_>, elsewhere: &Keyed<'_>| -> Vec<Value> {
        list.order
            .iter()
            .filter(|key| elsewhere.items.contains_key(*key))
            .map(|key| Value::from(key.as_str()))
            .collect()
    };
    let (before, after) = (stays(one, other), stays(other, one));
    if before != after {
        changes.push(change(path, Some(&before.into()), Some(&after.into())));
    }
    let mut keys: Vec<&String> = one.items.keys().chain(other.items.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let (before, after) = (one.items.get(key), other.items.get(key));
        compare(
            &format!("{path}[{key}]"),
            before.copied(),
            after.copied(),
            changes,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(before: &Value, after: &Value) -> Vec<(String, Option<Value>, Option<Value>)> {
        diff(before, after)
            .into_iter()
            .map(|change| (change.path, change.before, change.after))
            .collect()
    }

    #[test]
    fn equal_forms_differ_in_nothing() {
        let form = json!({"a": [1, 2, {"id": "x"}], "b": {"c": null}});
        assert_eq!(diff(&form, &form), []);
    }

    #[test]
    fn a_member_that_came_went_or_changed_is_named_by_its_path() {
        assert_eq!(
            told(
                &json!({"a": {"b": 1, "gone": true}, "same": 1}),
                &json!({"a": {"b": 2, "new": [1]}, "same": 1})
            ),
            [
                ("a.b".to_owned(), Some(json!(1)), Some(json!(2))),
                ("a.gone".to_owned(), Some(json!(true)), None),
                ("a.new".to_owned(), None, Some(json!([1]))),
            ]
        );
    }

    #[test]
    fn what_has_an_identifier_is_found_again_wherever_it_stands() {
        let before =
            json!({"list": [{"id": "a", "n": 1}, {"id": "b", "n": 1}, {"id": "c", "n": 1}]});
        let after =
            json!({"list": [{"id": "new", "n": 0}, {"id": "c", "n": 1}, {"id": "a", "n": 2}]});
        assert_eq!(
            told(&before, &after),
            [
                (
                    "list".to_owned(),
                    Some(json!(["a", "c"])),
                    Some(json!(["c", "a"]))
                ),
                ("list[a].n".to_owned(), Some(json!(1)), Some(json!(2))),
                ("list[b]".to_owned(), Some(json!({"id": "b", "n": 1})), None),
                (
                    "list[new]".to_owned(),
                    None,
                    Some(json!({"id": "new", "n": 0}))
                ),
            ]
        );
    }

    #[test]
    fn a_list_of_words_tells_which_came_and_which_went() {
        assert_eq!(
            told(&json!(["it", "ops"]), &json!(["dev", "it"])),
            [
                ("[dev]".to_owned(), None, Some(json!("dev"))),
                ("[ops]".to_owned(), Some(json!("ops")), None),
            ]
        );
        let twice = json!(["it", "it"]);
        assert_eq!(
            told(&twice, &json!(["it"])),
            [(String::new(), Some(twice.clone()), Some(json!(["it"])))]
        );
    }
}
