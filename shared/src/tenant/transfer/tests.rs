//! The file: what it holds, what it changes, and that it changes nothing twice.

use pollster::block_on;
use proptest::prelude::*;

use super::*;
use crate::ids::TenantId;
use crate::policy::PolicySet;
use crate::ports::{Copies as _, Objects as _};
use crate::store::Command;
use crate::tenant::section::{Categories, Category, Group, Groups};
use crate::tenant::{
    Configuration, PublishPolicy, PublishSettings, PutSection, ReadAudit, ReadConfiguration,
    ReadPublications, Section, SectionText, Settings, Tenant,
};
use crate::testing::{MemoryHouse, MovedClock};
use crate::time::Timestamp;

struct House {
    house: MemoryHouse,
    tenant: TenantId,
}

const SALT: [u8; 16] = [1; 16];

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

    fn export(&self) -> ConfigurationExported {
        self.ask(&ExportConfiguration {})
    }

    fn import(&self, expected: u64, text: &str, dry_run: bool) -> ConfigurationImported {
        self.ask(&ImportConfiguration {
            tenant: self.tenant.clone(),
            expected,
            text: text.to_owned(),
            dry_run,
            by: None,
            salt: SALT,
        })
    }

    fn put<S: Section>(&self, section: &S) {
        let expected = self
            .ask(&crate::tenant::ReadSection { kind: S::KIND })
            .revision;
        self.ask(&PutSection {
            tenant: self.tenant.clone(),
            kind: S::KIND,
            expected,
            text: serde_json::to_string(section).unwrap(),
            by: None,
            salt: SALT,
        });
    }

    fn publish(&self, set: PolicySet, settings: Settings) {
        let number = || self.ask(&ReadConfiguration {}).number;
        self.ask(&PublishPolicy {
            tenant: self.tenant.clone(),
            expected: number(),
            set,
            by: None,
            salt: SALT,
        });
        self.ask(&PublishSettings {
            tenant: self.tenant.clone(),
            expected: number(),
            settings,
            by: None,
            salt: SALT,
        });
    }

    fn audited(&self) -> Vec<String> {
        let read = ReadAudit {
            tenant: self.tenant.clone(),
            from: 0,
            limit: 200,
        };
        let entries = self.ask(&read).entries;
        entries
            .into_iter()
            .map(|(entry, _)| entry.event.kind.to_string())
            .collect()
    }
}

fn limited_to(devices: u8) -> PolicySet {
    let mut draft = PolicySet::starting().into_draft();
    draft.device_limits.default = devices.try_into().unwrap();
    PolicySet::new(draft).unwrap()
}

fn changes(imported: ConfigurationImported) -> Vec<String> {
    match imported {
        ConfigurationImported::Done { changes, .. } => {
            changes.into_iter().map(|change| change.path).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// A file with one change in each part.
const FILE: &str = r#"{
    "format": "muster-configuration/1",
    "policy": {"device_limits": {"assigned": [], "default": 3}, "platform_restrictions": {"assigned": [], "default": {}}},
    "settings": {"organisation": "Acme", "open_ticket_limit": 10, "ticket_minutes": 240, "enrollment_paused": false},
    "sections": {"categories": {"categories": [{"id": "kiosk", "name": "Kiosk"}]}}
}"#;

#[test]
fn a_file_changes_every_part_at_once_and_twice_nothing() {
    let house = House::new();
    let foreseen = changes(house.import(0, FILE, true));
    assert_eq!(
        foreseen,
        [
            "policy.device_limits.default",
            "sections.categories.categories[kiosk]",
            "settings.organisation",
        ]
    );
    assert_eq!((house.export().number, house.audited()), (0, vec![]));
    assert_eq!(changes(house.import(0, FILE, false)), foreseen);
    let now: Configuration = house.ask(&ReadConfiguration {});
    assert_eq!((now.number, now.policy.clone()), (1, limited_to(3)));
    assert_eq!(now.settings.organisation, "Acme");
    assert_eq!(house.audited(), ["configuration-imported"]);
    let published: Option<SectionText> =
        block_on(house.house.copies().read(&house.tenant, "categories")).unwrap();
    assert_eq!(published.unwrap().revision, 1);
    let published: Option<Configuration> =
        block_on(house.house.copies().read(&house.tenant, "")).unwrap();
    assert_eq!(published, Some(now));

    let number = house.export().number;
    assert_eq!(number, 2);
    assert_eq!(
        changes(house.import(number, FILE, false)),
        Vec::<String>::new()
    );
    assert_eq!(house.export().number, number);
    assert_eq!(house.audited().len(), 1);
    let publications = ReadPublications {
        before: None,
        limit: 10,
    };
    assert_eq!(house.ask(&publications).len(), 1);
}

#[test]
fn what_a_file_leaves_out_stays_as_it_is() {
    let house = House::new();
    house.import(0, FILE, false);
    let before = house.export();
    let only = r#"{"format": "muster-configuration/1", "sections": {"groups": {"groups": []}}}"#;
    assert_eq!(
        changes(house.import(before.number, only, false)),
        Vec::<String>::new()
    );
    assert_eq!(house.export(), before);
}

#[test]
fn a_file_against_an_older_state_is_refused() {
    let house = House::new();
    house.put(&Groups::default());
    assert_eq!(house.export().number, 0);
    house.put(&Groups {
        groups: vec![Group {
            id: "it".parse().unwrap(),
            name: "IT".to_owned(),
            description: String::new(),
        }],
    });
    assert_eq!(
        house.import(0, FILE, false),
        ConfigurationImported::Conflict { current: 1 }
    );
    assert_eq!(
        house.import(0, FILE, true),
        ConfigurationImported::Conflict { current: 1 }
    );
}

#[test]
fn one_wrong_field_and_nothing_of_the_file_is_put_in_place() {
    let house = House::new();
    let huge = format!(
        r#"{{"format": "muster-configuration/1", "sections": {{"groups": {{"groups": [{}]}}}}}}"#,
        (0..1_000)
            .map(|n| format!(
                r#"{{"id": "g{n}", "name": "{}", "description": "{}"}}"#,
                "x".repeat(128),
                "x".repeat(256)
            ))
            .collect::<Vec<_>>()
            .join(",")
    );
    for (text, path) in [
        (FILE.replace("configuration/1", "configuration/2"), "format"),
        (FILE.replace("\"format\"", "\"form\""), "form"),
        (
            FILE.replace("\"name\": \"Kiosk\"", "\"name\": \"\""),
            "sections.categories.categories[0].name",
        ),
        (
            FILE.replace("\"id\": \"kiosk\"", "\"icon\": 1"),
            "sections.categories.categories[0].icon",
        ),
        (
            FILE.replace("\"sections\": {", "\"sections\": {\"weather\": {},"),
            "sections.weather",
        ),
        (FILE.replace("\"Acme\"", "\"\""), "settings.organisation"),
        (
            FILE.replace("\"ticket_minutes\"", "\"ticket_hours\""),
            "settings.ticket_hours",
        ),
        (
            FILE.replace("\"default\": 3", "\"default\": 16"),
            "policy.device_limits.default",
        ),
        (
            FILE.replace(
                "\"assigned\": [], \"default\": {}",
                "\"assigned\": [], \"default\": {\"solaris\": {}}",
            ),
            "policy.platform_restrictions.default.solaris",
        ),
        (huge, "sections.groups"),
        ("[".repeat(200_000), ""),
        (String::new(), ""),
    ] {
        match house.import(0, &text, false) {
            ConfigurationImported::Wrong { fault } => assert_eq!(fault.path, path, "{fault}"),
            other => panic!("{path}: {other:?}"),
        }
    }
    assert_eq!((house.export().number, house.audited()), (0, vec![]));
}

#[test]
fn an_export_is_sorted_and_has_nobody_in_it() {
    let house = House::new();
    house.import(0, FILE, false);
    let text = house.export().text;
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let again = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
    assert_eq!(text, again);
    let parts: Vec<_> = value.as_object().unwrap().keys().collect();
    assert_eq!(parts, ["format", "policy", "sections", "settings"]);
}

fn groups() -> impl Strategy<Value = Groups> {
    let group = ("[a-z]{1,8}", "[a-zA-Z ]{0,7}[a-z]", "[ -~]{0,20}");
    proptest::collection::btree_map("[a-z][a-z0-9]{0,7}", group, 0..6).prop_map(|all| Groups {
        groups: all
            .into_iter()
            .map(|(id, (_, name, description))| Group {
                id: id.parse().unwrap(),
                name,
                description,
            })
            .collect(),
    })
}

fn categories() -> impl Strategy<Value = Categories> {
    proptest::collection::btree_map("[a-z]{1,8}", "[ -~]{0,20}", 0..6).prop_map(|all| Categories {
        categories: all
            .into_iter()
            .map(|(id, description)| Category {
                name: format!("The {id}"),
                id: id.parse().unwrap(),
                description,
            })
            .collect(),
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    (
        "[a-zA-Zäöü\"\\\\]{1,20}",
        1_u32..=1000,
        5_u32..=1440,
        any::<bool>(),
    )
        .prop_map(
            |(organisation, open_ticket_limit, ticket_minutes, enrollment_paused)| Settings {
                organisation,
                open_ticket_limit,
                ticket_minutes,
                enrollment_paused,
                ..Settings::default()
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_import_of_an_export_is_what_was_exported(
        groups in groups(), categories in categories(), settings in settings(), limit in 1_u8..=15,
    ) {
        let house = House::new();
        house.put(&groups);
        house.put(&categories);
        house.publish(limited_to(limit), settings);
        let exported = house.export();
        // Where it came from, it changes nothing.
        prop_assert_eq!(changes(house.import(exported.number, &exported.text, false)), Vec::<String>::new());
        prop_assert_eq!(&house.export(), &exported);
        // Elsewhere, it makes everything what it was.
        let other = House::new();
        let foreseen = changes(other.import(0, &exported.text, true));
        prop_assert_eq!(changes(other.import(0, &exported.text, false)), foreseen);
        prop_assert_eq!(other.export().text, exported.text);
    }
}
