//! What differs between two forms of the same thing, told place by place and in words.

mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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
    /// The same, as an administrator reads it.
    pub sentence: String,
}

/// Every place in which `before` and `after` differ, in the order of their paths. Equal forms differ in none, and the cost is
/// linear in the size of both, but for sorting.
///
/// What stands in a list is found again by its `id`, where everything in the list has one, and so is what a list of texts or
/// numbers holds; a change of their order alone is one change of the whole list.
#[must_use]
pub fn diff(before: &Value, after: &Value) -> Vec<Change> {
    let mut walk = Walk::default();
    walk.compare(Some(before), Some(after));
    walk.changes
}

/// A step into a form.
enum Step {
    /// To a member.
    Member(String),
    /// To what a list holds under this key, and what people call it.
    Item { key: String, name: Option<String> },
}

#[derive(Default)]
struct Walk {
    steps: Vec<Step>,
    changes: Vec<Change>,
}

impl Walk {
    fn compare(&mut self, before: Option<&Value>, after: Option<&Value>) {
        if before == after {
            return;
        }
        let nothing = Map::new();
        match (before, after) {
            (Some(Value::Object(one)), Some(Value::Object(other))) => self.members(one, other),
            // What has no identifier came or went member by member.
            (None, Some(Value::Object(all))) if is_plain(all) => self.members(&nothing, all),
            (Some(Value::Object(all)), None) if is_plain(all) => self.members(all, &nothing),
            (Some(Value::Array(one)), Some(Value::Array(other))) => {
                match (List::of(one), List::of(other)) {
                    (Some(one), Some(other)) => self.items(&one, &other),
                    _ => self.changed(before, after),
                }
            }
            _ => self.changed(before, after),
        }
    }

    fn members(&mut self, one: &Map<String, Value>, other: &Map<String, Value>) {
        let mut names: Vec<&String> = one.keys().chain(other.keys()).collect();
        crate::few::sort_many(&mut names, Ord::cmp);
        names.dedup();
        for name in names {
            self.steps.push(Step::Member(name.clone()));
            self.compare(one.get(name), other.get(name));
            self.steps.pop();
        }
    }

    fn items(&mut self, one: &List<'_>, other: &List<'_>) {
        let (before, after) = (one.common(other), other.common(one));
        if before != after {
            let sentence = words::order(&self.steps, &after);
            self.push(Some(&before.into()), Some(&after.into()), sentence);
        }
        let mut keys: Vec<&String> = one.items.keys().chain(other.items.keys()).collect();
        crate::few::sort_many(&mut keys, Ord::cmp);
        keys.dedup();
        for key in keys {
            let (before, after) = (one.items.get(key), other.items.get(key));
            let named = after.or(before).and_then(|item| item.get("name")?.as_str());
            self.steps.push(Step::Item {
                key: key.clone(),
                name: named.map(str::to_owned),
            });
            self.compare(before.copied(), after.copied());
            self.steps.pop();
        }
    }

    fn changed(&mut self, before: Option<&Value>, after: Option<&Value>) {
        let is_secret = matches!(self.steps.last(), Some(Step::Member(name)) if SECRETS.contains(&name.as_str()));
        let shown = |value: Option<&Value>| value.map(|value| concealed(value, is_secret));
        let (before, after) = (shown(before), shown(after));
        let sentence = words::sentence(&self.steps, before.as_ref(), after.as_ref());
        self.push(before.as_ref(), after.as_ref(), sentence);
    }

    fn push(&mut self, before: Option<&Value>, after: Option<&Value>, sentence: String) {
        self.changes.push(Change {
            path: words::path(&self.steps),
            before: before.cloned(),
            after: after.cloned(),
            sentence,
        });
    }
}

/// Members whose values are nobody's to read but the device's they are for: what differs is kept where more may read it than
/// the form itself.
const SECRETS: [&str; 1] = ["passphrase"];

/// A value without the secrets in it.
fn concealed(value: &Value, is_secret: bool) -> Value {
    match value {
        _ if is_secret => Value::String("…".to_owned()),
        Value::Array(all) => all.iter().map(|one| concealed(one, false)).collect(),
        Value::Object(members) => {
            let one = |(name, value): (&String, &Value)| {
                let is_secret = SECRETS.contains(&name.as_str());
                (name.clone(), concealed(value, is_secret))
            };
            Value::Object(members.iter().map(one).collect())
        }
        other => other.clone(),
    }
}

fn is_plain(members: &Map<String, Value>) -> bool {
    !members.is_empty() && !members.contains_key("id")
}

/// What a list holds, in its order, each under what it is found by.
struct List<'v> {
    order: Vec<String>,
    items: BTreeMap<String, &'v Value>,
}

impl<'v> List<'v> {
    /// None when something in it has nothing to be found by, or two have the same.
    fn of(list: &'v [Value]) -> Option<Self> {
        let order: Vec<String> = list.iter().map(key_of).collect::<Option<_>>()?;
        let items: BTreeMap<String, &Value> = crate::few::map_of(order.iter().cloned().zip(list));
        (items.len() == order.len()).then_some(Self { order, items })
    }

    /// What is in the other too, in the order of this one.
    fn common(&self, other: &Self) -> Vec<String> {
        self.order
            .iter()
            .filter(|key| other.items.contains_key(*key))
            .cloned()
            .collect()
    }
}

fn key_of(item: &Value) -> Option<String> {
    match item {
        Value::Object(members) => Some(members.get("id")?.as_str()?.to_owned()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
