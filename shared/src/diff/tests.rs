use serde_json::json;

use super::*;

fn told(before: &Value, after: &Value) -> Vec<(String, Option<Value>, Option<Value>)> {
    diff(before, after)
        .into_iter()
        .map(|change| (change.path, change.before, change.after))
        .collect()
}

fn sentences(before: &Value, after: &Value) -> Vec<String> {
    let changes = diff(before, after);
    changes.into_iter().map(|change| change.sentence).collect()
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
            &json!({"a": {"b": 2, "new": {"deep": [1]}}, "same": 1, "empty": {}})
        ),
        [
            ("a.b".to_owned(), Some(json!(1)), Some(json!(2))),
            ("a.gone".to_owned(), Some(json!(true)), None),
            ("a.new.deep".to_owned(), None, Some(json!([1]))),
            ("empty".to_owned(), None, Some(json!({}))),
        ]
    );
}

#[test]
fn what_has_an_identifier_is_found_again_wherever_it_stands() {
    let before = json!({"list": [{"id": "a", "n": 1}, {"id": "b", "n": 1}, {"id": "c", "n": 1}]});
    let after = json!({"list": [{"id": "new", "n": 0}, {"id": "c", "n": 1}, {"id": "a", "n": 2}]});
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

#[test]
fn a_change_reads_as_a_sentence() {
    let before = json!({
        "device_limits": {"assigned": [], "default": 5},
        "platform_restrictions": {"assigned": [
            {"id": "contractors", "name": "Contractors", "groups": ["contractors"], "platforms": {}},
            {"id": "staff", "name": "Staff", "groups": ["staff"], "platforms": {"windows": {"access": "block"}}},
        ], "default": {"linux": {"personally_owned": "block"}}},
    });
    let after = json!({
        "device_limits": {"assigned": [{"id": "lab", "name": "Lab", "groups": ["lab"], "limit": 15}], "default": 3},
        "platform_restrictions": {"assigned": [
            {"id": "staff", "name": "Staff", "groups": ["it", "staff"], "platforms": {"windows": {"minimum_version": "10.0.22631"}}},
            {"id": "contractors", "name": "Contractors", "groups": [], "platforms": {}},
        ], "default": {"linux": {"personally_owned": "allow"}}},
    });
    assert_eq!(
        sentences(&before, &after),
        [
            "device limit: “Lab” is added.",
            "device limit: for everybody else goes from 5 to 3.",
            "platform restrictions: the order is now staff, contractors.",
            "platform restrictions, “Contractors”, groups: “contractors” is removed.",
            "platform restrictions, “Staff”, groups: “it” is added.",
            "platform restrictions, “Staff”, Windows: enrollment is no longer set; it was blocked.",
            "platform restrictions, “Staff”, Windows: the lowest version is now 10.0.22631; nothing was set.",
            "platform restrictions, for everybody else, Linux: personally-owned devices goes from blocked to allowed.",
        ]
    );
}

#[test]
fn a_sentence_tells_no_more_of_a_value_than_a_person_reads() {
    let long = "x".repeat(100_000);
    let sentence = sentences(&json!({"logo": ""}), &json!({"logo": long})).remove(0);
    assert!(sentence.chars().count() < 160, "{sentence}");
    assert!(
        sentence.starts_with("logo goes from empty to xxx"),
        "{sentence}"
    );
}

#[test]
fn a_passphrase_is_in_no_change_whether_it_came_alone_or_with_all_around_it() {
    let profile = |phrase: &str| json!({"id": "base", "wifi": {"Office": {"passphrase": phrase}}});
    let (old, new) = (profile("correct horse"), profile("battery staple"));
    let told = |before: &Value, after: &Value| {
        let changes = diff(before, after);
        let text = serde_json::to_string(&changes).unwrap();
        assert!(
            !text.contains("horse") && !text.contains("staple"),
            "{text}"
        );
        changes.len()
    };
    assert_eq!(told(&old, &new), 1);
    let list = |all: &[&Value]| json!({ "profiles": all });
    assert_eq!(told(&list(&[]), &list(&[&old])), 1);
    assert_eq!(told(&list(&[&old]), &list(&[])), 1);
    assert_eq!(
        told(&json!({"wifi": [1, old]}), &json!({"wifi": [1, new]})),
        1
    );
    let added = json!({"wifi": {"Office": {"passphrase": "correct horse"}}});
    assert_eq!(told(&json!({"wifi": {}}), &added), 1);
}
