//! A section is read by its type, replaced against its revision, and told of once.

use pollster::block_on;

use super::*;
use crate::ids::TenantId;
use crate::ports::{Copies as _, Objects as _};
use crate::store::Command;
use crate::tenant::{ReadAudit, Tenant};
use crate::testing::{MemoryHouse, MovedClock};
use crate::time::Timestamp;

struct House {
    house: MemoryHouse,
    tenant: TenantId,
}

impl House {
    fn new() -> Self {
        let clock = MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000));
        Self {
            house: MemoryHouse::new(clock),
            tenant: "default".parse().unwrap(),
        }
    }

    fn ask<C: Command<Object = Tenant>>(&self, command: &C) -> C::Answer {
        block_on(self.house.tenant(&self.tenant, command)).unwrap()
    }

    fn put(&self, expected: u64, text: &str) -> SectionPut {
        self.ask(&PutSection {
            tenant: self.tenant.clone(),
            kind: SectionKind::Categories,
            expected,
            text: text.to_owned(),
            by: None,
            salt: [1; 16],
        })
    }

    fn audit(&self) -> Vec<String> {
        let read = ReadAudit {
            tenant: self.tenant.clone(),
            from: 0,
            limit: 200,
        };
        let entries = self.ask(&read).entries;
        entries
            .into_iter()
            .map(|(_, detail)| detail.unwrap().text().to_owned())
            .collect()
    }

    fn published(&self) -> Option<SectionText> {
        block_on(self.house.copies().read(&self.tenant, "categories")).unwrap()
    }
}

const KIOSK: &str = r#"{"categories":[{"id":"kiosk","name":"Kiosk"}]}"#;

#[test]
fn a_section_is_replaced_against_its_revision_published_and_told_of() {
    let house = House::new();
    let read = ReadSection {
        kind: SectionKind::Categories,
    };
    assert_eq!(house.ask(&read).text, r#"{"categories":[]}"#);
    assert_eq!(house.published(), None);
    let SectionPut::Kept { section } = house.put(0, &format!(" {KIOSK} ")) else {
        panic!("not kept")
    };
    assert_eq!((section.revision, section.text.as_str()), (1, KIOSK));
    assert_eq!(house.ask(&read), section);
    assert_eq!(house.published(), Some(section));
    assert_eq!(
        house.put(0, r#"{"categories":[]}"#),
        SectionPut::Conflict { current: 1 }
    );
    let told = house.audit();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains(r#""path":"categories[kiosk]""#),
        "{}",
        told[0]
    );
}

#[test]
fn what_is_the_same_changes_nothing() {
    let house = House::new();
    house.put(0, KIOSK);
    let SectionPut::Kept { section } = house.put(1, &KIOSK.replace(',', " , ")) else {
        panic!("not kept")
    };
    assert_eq!(section.revision, 1);
    assert_eq!(house.audit().len(), 1);
}

#[test]
fn what_breaks_a_rule_is_named_and_changes_nothing() {
    let house = House::new();
    for (text, path) in [
        (
            r#"{"categories":[{"id":"a","name":""}]}"#.to_owned(),
            "categories[0].name",
        ),
        (
            format!(
                r#"{{"categories":[{{"id":"a","name":"{}"}}]}}"#,
                "x".repeat(129)
            ),
            "categories[0].name",
        ),
        (
            format!(
                r#"{{"categories":[{{"id":"a","name":"A","description":"{}"}}]}}"#,
                "x".repeat(257)
            ),
            "categories[0].description",
        ),
        (
            r#"{"categories":[{"id":"a","name":"A"},{"id":"a","name":"B"}]}"#.to_owned(),
            "categories[1].id",
        ),
        (
            r#"{"categories":[{"id":"a","name":"A"},{"id":"b","name":" a"}]}"#.to_owned(),
            "categories[1].name",
        ),
        (r#"{"categories":[],"colour":"red"}"#.to_owned(), "colour"),
        ("{}".to_owned(), "categories"),
    ] {
        let SectionPut::Wrong { fault } = house.put(0, &text) else {
            panic!("kept: {text}")
        };
        assert_eq!(fault.path, path, "{text}");
    }
    let many: Vec<_> = (0..101)
        .map(|n| format!(r#"{{"id":"c{n}","name":"C {n}"}}"#))
        .collect();
    let list = |n: usize| format!(r#"{{"categories":[{}]}}"#, many[..n].join(","));
    assert!(matches!(house.put(0, &list(101)), SectionPut::Wrong { .. }));
    assert_eq!(house.audit(), Vec::<String>::new());
    assert!(matches!(house.put(0, &list(100)), SectionPut::Kept { .. }));
}

#[test]
fn every_kind_has_a_start_that_keeps_its_own_rules() {
    for kind in SectionKind::ALL {
        let start = kind.normal(None).unwrap();
        assert_eq!(kind.normal(Some(&start)), Ok(start), "{kind}");
        assert_eq!(kind.as_str().parse::<SectionKind>().unwrap(), *kind);
        assert_eq!(
            serde_json::to_value(kind).unwrap(),
            serde_json::Value::from(kind.as_str())
        );
    }
}

#[test]
fn a_thousand_groups_are_possible_and_no_more() {
    let groups = |n: usize| Groups {
        groups: (0..n)
            .map(|n| Group {
                id: format!("g{n}").parse().unwrap(),
                name: "Group".to_owned(),
                description: String::new(),
            })
            .collect(),
    };
    assert_eq!(groups(1_000).check(), Ok(()));
    assert_eq!(groups(1_001).check().unwrap_err().path, "groups");
    let mut twice = groups(2);
    twice.groups[1].id = twice.groups[0].id.clone();
    assert_eq!(twice.check().unwrap_err().path, "groups[1].id");
}
