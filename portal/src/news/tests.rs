use super::*;
use std::collections::BTreeSet;

const ANA: &str = "usr_ana";

fn item(kind: Kind, device: &str, key: &str, value: &str) -> Item {
    Item {
        kind,
        device: device.to_owned(),
        device_name: device.to_owned(),
        key: key.to_owned(),
        value: value.to_owned(),
        fact: None,
        name: key.to_owned(),
    }
}

fn before() -> Vec<Item> {
    vec![
        item(Kind::Device, "box", "", ""),
        item(Kind::Rule, "box", "version", "22.04"),
        item(Kind::Setting, "box", "password.length", "8"),
        item(Kind::Terms, "", "use", "1"),
        item(Kind::Kept, "", "imei", "01"),
    ]
}

fn news(after: &[Item]) -> News {
    compare(ANA, &remember(ANA, &before()), after).unwrap()
}

fn keys(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.key.as_str()).collect()
}

#[test]
fn a_first_visit_and_another_person_s_browser_bring_no_news() {
    assert_eq!(compare(ANA, "", &before()), None);
    assert_eq!(
        compare("usr_ben", &remember(ANA, &before()), &before()),
        None
    );
}

#[test]
fn what_stays_as_it_is_is_no_news() {
    assert!(news(&before()).is_empty());
}

#[test]
fn what_is_new_what_has_changed_and_what_is_gone_are_told_apart() {
    let mut after = before();
    after[1].value = "24.04".to_owned();
    after[4].value = "00".to_owned();
    after.remove(2);
    after.push(item(Kind::Rule, "box", "disk", "encrypted"));
    let news = news(&after);
    assert_eq!(keys(&news.new), ["disk"]);
    assert_eq!(keys(&news.changed), ["version", "imei"]);
    assert_eq!(news.gone, [Kind::Setting]);
}

#[test]
fn what_comes_and_goes_with_a_device_is_no_news() {
    let mut after = before();
    after.push(item(Kind::Device, "mac", "", ""));
    after.push(item(Kind::Rule, "mac", "version", "26"));
    assert!(news(&after).is_empty());
    let after = before().split_off(3);
    assert!(news(&after).is_empty());
}

#[test]
fn what_is_remembered_says_nothing_without_the_person() {
    let kept = remember(ANA, &before());
    for word in ["ana", "box", "version", "22.04", "password", "imei"] {
        assert!(!kept.contains(word), "{kept}");
    }
    // The same things of another person leave nothing in common but their kinds.
    let other = remember("usr_ben", &before());
    let words = |kept: &str| BTreeSet::from_iter(kept.split_whitespace().map(str::to_owned));
    assert!(words(&kept).is_disjoint(&words(&other)));
}
