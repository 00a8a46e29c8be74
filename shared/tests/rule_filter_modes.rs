//! Which of a policy's groups count for a device, and which of their filters are asked.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use muster_shared::platform::Platform;
use muster_shared::policy::filter::{FilterRule, FilterSubject, Properties, Property};
use muster_shared::policy::{Applicable, PolicySet};
use serde_json::json;

/// What is shown to administrators is a policy, and does what is said of it.
#[test]
fn the_example_in_the_documentation_is_a_policy() {
    let page = include_str!("../../docs/filters.md");
    let example = page
        .split("```json\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    let set: PolicySet = serde_json::from_str(example).unwrap();
    let book = |model, os_version: &str| FilterSubject {
        platform: Platform::Windows,
        manufacturer: Some("Acme"),
        model: Some(model),
        os_version: os_version.parse().ok(),
        os_edition: None,
        ownership: None,
        enrollment_profile: None,
        category: None,
        os_distribution: None,
        device_groups: None,
    };
    for (subject, counts) in [
        (book("Book 9", "10.0.26100"), "no-old-books"),
        (book("Desk 9", "10.0.22000"), "no-old-books"),
        (book("Desk 9", "10.0.26100"), "default"),
    ] {
        let groups = ["sales".parse().unwrap()];
        let effective = set.effective(&groups);
        let policy = effective
            .restrictions(&subject)
            .find(|policy| policy.applicable == Applicable::Yes);
        assert_eq!(policy.map(|policy| policy.id.as_str()), Some(counts));
    }
    let wrong = FilterRule::parse("device.manufacturer -eq Acme", None).unwrap_err();
    assert!(page.contains(&wrong.to_string()), "{wrong}");
    for property in Property::ALL {
        assert!(page.contains(&format!("device.{}", property.as_str())));
    }
}

/// A policy with groups of every kind; which of them count depends on whose groups a person is in.
fn policies() -> PolicySet {
    let filtered = |group: &str, filter: &str, mode: &str| json!({"group": group, "filter": filter, "mode": mode});
    serde_json::from_value(json!({
        "filters": [
            {"id": "acme", "name": "Acme", "platform": "linux", "rule": "device.manufacturer -startsWith \"Acme\""},
            {"id": "zenit", "name": "Zenit", "platform": "linux", "rule": "device.manufacturer -eq \"Zenit\""},
            {"id": "new", "name": "New", "platform": "linux", "rule": "device.osVersion -ge 10"},
            {"id": "mac", "name": "Mac", "platform": "macos", "rule": "device.manufacturer -ne \"x\""},
        ],
        "device_limits": {"assigned": [], "default": 5},
        "platform_restrictions": {"default": {}, "assigned": [{
            "id": "p", "name": "P", "platforms": {}, "groups": ["plain"], "excluded_groups": ["never"],
            "filtered": [
                filtered("with-acme", "acme", "include"), filtered("with-zenit", "zenit", "include"),
                filtered("with-new", "new", "include"), filtered("with-mac", "mac", "include"),
                filtered("but-acme", "acme", "exclude"), filtered("but-zenit", "zenit", "exclude"),
                filtered("but-new", "new", "exclude"), filtered("but-mac", "mac", "exclude"),
            ],
        }]},
    }))
    .unwrap()
}

#[test]
fn groups_that_exclude_come_before_plain_ones_and_those_before_groups_that_include() {
    let set = policies();
    let acme = FilterSubject {
        platform: Platform::Linux,
        manufacturer: Some("Acme"),
        model: None,
        os_version: None,
        os_edition: None,
        ownership: None,
        enrollment_profile: None,
        category: None,
        os_distribution: None,
        device_groups: None,
    };
    let new = Applicable::Unknown(Properties::only(Property::OsVersion));
    // Of the device its maker is known, and its version is not.
    for (groups, expected) in [
        (&[][..], None),
        (&["elsewhere"], None),
        (&["plain"], Some((Applicable::Yes, None))),
        (
            &["with-acme"],
            Some((Applicable::Yes, Some("include acme"))),
        ),
        (
            &["with-zenit"],
            Some((Applicable::No, Some("include zenit"))),
        ),
        (&["with-new"], Some((new, Some("include new")))),
        (&["with-mac"], Some((Applicable::No, Some("include mac")))),
        (&["but-acme"], Some((Applicable::No, Some("exclude acme")))),
        (
            &["but-zenit"],
            Some((Applicable::Yes, Some("exclude zenit"))),
        ),
        (&["but-new"], Some((new, Some("exclude new")))),
        (&["but-mac"], Some((Applicable::Yes, Some("exclude mac")))),
        // Of one mode, one that matches suffices, and what is not known does not matter then.
        (
            &["with-zenit", "with-acme"],
            Some((Applicable::Yes, Some("include acme, zenit"))),
        ),
        (
            &["with-new", "with-acme"],
            Some((Applicable::Yes, Some("include acme, new"))),
        ),
        (
            &["with-new", "with-zenit"],
            Some((new, Some("include new, zenit"))),
        ),
        (
            &["but-zenit", "but-acme"],
            Some((Applicable::No, Some("exclude acme, zenit"))),
        ),
        (
            &["but-new", "but-acme"],
            Some((Applicable::No, Some("exclude acme, new"))),
        ),
        (
            &["but-new", "but-zenit"],
            Some((new, Some("exclude new, zenit"))),
        ),
        // Plain before including.
        (&["plain", "with-zenit"], Some((Applicable::Yes, None))),
        (&["plain", "with-new"], Some((Applicable::Yes, None))),
        // Excluding before both, and then it alone is looked at.
        (
            &["plain", "but-acme"],
            Some((Applicable::No, Some("exclude acme"))),
        ),
        (
            &["plain", "but-zenit", "with-acme"],
            Some((Applicable::Yes, Some("exclude zenit"))),
        ),
        (
            &["with-acme", "but-acme"],
            Some((Applicable::No, Some("exclude acme"))),
        ),
        (
            &["with-zenit", "but-zenit"],
            Some((Applicable::Yes, Some("exclude zenit"))),
        ),
        (&["plain", "but-new"], Some((new, Some("exclude new")))),
        // An excluded group before everything.
        (&["never"], None),
        (&["never", "plain", "but-zenit", "with-acme"], None),
    ] {
        let groups: Vec<_> = groups.iter().map(|group| group.parse().unwrap()).collect();
        let effective = set.effective(&groups);
        let asked: Vec<_> = effective
            .restrictions(&acme)
            .map(|policy| {
                let filters = policy.filters.map(|filters| filters.to_string());
                (policy.id.as_str().to_owned(), policy.applicable, filters)
            })
            .collect();
        let default = ("default".to_owned(), Applicable::Yes, None);
        let wanted = match expected {
            None => vec![default],
            Some((applicable, filters)) => {
                let policy = ("p".to_owned(), applicable, filters.map(str::to_owned));
                // One that applies for certain ends the search.
                match applicable {
                    Applicable::Yes => vec![policy],
                    _ => vec![policy, default],
                }
            }
        };
        assert_eq!(asked, wanted, "{groups:?}");
    }
}
