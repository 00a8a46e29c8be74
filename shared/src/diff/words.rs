//! A change in words: where, and what became of what.

use serde_json::Value;

use super::Step;

/// How much of a value is told in a sentence.
const LONGEST: usize = 120;

pub(super) fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Member(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            Step::Item { key, .. } => {
                path.push('[');
                path.push_str(key);
                path.push(']');
            }
        }
    }
    path
}

pub(super) fn order(steps: &[Step], after: &[String]) -> String {
    let order = shortened(&after.join(", "));
    format!("{}the order is now {order}.", place(steps))
}

pub(super) fn sentence(steps: &[Step], before: Option<&Value>, after: Option<&Value>) -> String {
    let Some((last, above)) = steps.split_last() else {
        return "All of it changes.".to_owned();
    };
    let place = place(above);
    let what = word(last);
    match (last, before, after) {
        (Step::Item { .. }, None, _) => format!("{place}{what} is added."),
        (Step::Item { .. }, _, None) => format!("{place}{what} is removed."),
        (_, None, Some(after)) => format!("{place}{what} is now {}; nothing was set.", told(after)),
        (_, Some(before), None) => {
            format!("{place}{what} is no longer set; it was {}.", told(before))
        }
        (_, before, after) => {
            let told = |value: Option<&Value>| value.map_or_else(String::new, told);
            format!(
                "{place}{what} goes from {} to {}.",
                told(before),
                told(after)
            )
        }
    }
}

/// Where something is, with a colon, or nothing for the top.
fn place(steps: &[Step]) -> String {
    let words: Vec<String> = steps
        .iter()
        .map(word)
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return String::new();
    }
    format!("{}: ", words.join(", "))
}

/// A step as people say it. What a form needs only to be a form is left out.
fn word(step: &Step) -> String {
    let name = match step {
        Step::Item { key, name } => return format!("“{}”", name.as_ref().unwrap_or(key)),
        Step::Member(name) => name.as_str(),
    };
    match name {
        "policy" | "sections" | "assigned" | "platforms" => "",
        "device_limits" => "device limit",
        "platform_restrictions" => "platform restrictions",
        "default" => "for everybody else",
        "access" => "enrollment",
        "minimum_version" => "the lowest version",
        "maximum_version" => "the highest version",
        "personally_owned" => "personally-owned devices",
        "windows" => "Windows",
        "ios" => "iPhone",
        "ipados" => "iPad",
        "macos" => "Mac",
        "android" => "Android",
        "android_device_administrator" => "Android device administrator",
        "linux" => "Linux",
        other => return other.replace(['_', '-'], " "),
    }
    .to_owned()
}

fn told(value: &Value) -> String {
    match value {
        Value::String(text) => match text.as_str() {
            "allow" => "allowed".to_owned(),
            "block" => "blocked".to_owned(),
            "" => "empty".to_owned(),
            text => shortened(text),
        },
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::Null => "nothing".to_owned(),
        Value::Array(items) if items.is_empty() => "nothing".to_owned(),
        Value::Array(items) => {
            let words: Vec<String> = items.iter().map(told).collect();
            shortened(&words.join(", "))
        }
        Value::Object(members) => match members.get("name").and_then(Value::as_str) {
            Some(name) => format!("“{}”", shortened(name)),
            None => shortened(&value.to_string()),
        },
        Value::Number(number) => number.to_string(),
    }
}

fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let beginning: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        format!("{beginning}…")
    } else {
        beginning
    }
}
