//! An export put in place again is what it was, whatever the configuration holds.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop there"
)]

mod rule_support;

use muster_shared::ids::TenantId;
use muster_shared::policy::{PolicyDraft, PolicySet};
use muster_shared::ports::Objects as _;
use muster_shared::store::Command;
use muster_shared::tenant::{
    ConfigurationExported, ConfigurationImported, ExportConfiguration, ImportConfiguration,
    ReadConfiguration, Tenant,
};
use muster_shared::testing::{MemoryHouse, MovedClock};
use muster_shared::time::Timestamp;
use pollster::block_on;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

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

    fn export(&self) -> ConfigurationExported {
        self.ask(&ExportConfiguration {})
    }

    /// The paths of what has changed, or would.
    fn import(&self, text: &str, dry_run: bool) -> Result<Vec<String>, String> {
        let imported = self.ask(&ImportConfiguration {
            tenant: self.tenant.clone(),
            expected: self.export().number,
            text: text.to_owned(),
            dry_run,
            by: None,
            salt: [1; 16],
        });
        match imported {
            ConfigurationImported::Done { changes, .. } => {
                Ok(changes.into_iter().map(|change| change.path).collect())
            }
            ConfigurationImported::Wrong { fault } => Err(fault.path),
            ConfigurationImported::Conflict { .. } => panic!("nobody else is there"),
        }
    }
}

/// Text that is awkward in JSON, in files and for eyes.
fn text(most: usize) -> impl Strategy<Value = String> {
    let characters = select(vec![
        'a', 'Z', '9', ' ', '"', '\\', 'é', 'ß', '東', '🜁', '/', '<', '{',
    ]);
    vec(characters, 1..=most)
        .prop_map(|characters| format!("x{}", String::from_iter(&characters[1..])))
}

fn ids(most: usize) -> impl Strategy<Value = Vec<String>> {
    btree_set("[a-z][a-z0-9]{0,5}", 0..most).prop_map(|ids| ids.into_iter().collect())
}

/// A list of what has an id and a name of its own.
fn named(list: &'static str, most: usize) -> impl Strategy<Value = Value> {
    (ids(most), vec((text(40), option::of(text(80))), most)).prop_map(move |(ids, texts)| {
        let one = |(id, (name, description)): (String, (String, Option<String>))| {
            // People tell them apart by name alone.
            let mut one = json!({"id": id, "name": format!("{id} {name}")});
            if let Some(description) = description {
                one["description"] = json!(description);
            }
            one
        };
        json!({ list: ids.into_iter().zip(texts).map(one).collect::<Vec<_>>() })
    })
}

fn terms() -> impl Strategy<Value = Value> {
    (ids(4), vec((1..9_u32, text(30), text(90), ids(4)), 4)).prop_map(|(ids, texts)| {
        let one = |(id, (version, name, text, groups)): (String, (u32, String, String, Vec<String>))| {
            json!({"id": id, "version": version, "name": name, "title": name, "text": format!("{text}\n\n{text}"), "groups": groups})
        };
        json!({ "terms": ids.into_iter().zip(texts).map(one).collect::<Vec<_>>() })
    })
}

fn notifications() -> impl Strategy<Value = Value> {
    let one = (text(40), ids(4), any::<bool>(), any::<bool>());
    (ids(4), vec(one, 4), any::<bool>()).prop_map(|(ids, texts, from)| {
        let one = |(id, (subject, groups, contact, device)): (String, (String, Vec<String>, bool, bool))| {
            json!({
                "id": id, "subject": subject, "message": "<p>Hello <b>you</b></p>", "groups": groups,
                "show_contact": contact, "show_device": device,
            })
        };
        let mut section = json!({ "notifications": ids.into_iter().zip(texts).map(one).collect::<Vec<_>>() });
        if from {
            section["from"] = json!("muster@example.com");
        }
        section
    })
}

fn branding() -> impl Strategy<Value = Value> {
    (
        option::of(text(30)),
        option::of(text(90)),
        option::of(Just("#1f6feb")),
    )
        .prop_map(|(name, note, accent)| {
            let mut section = json!({});
            for (member, value) in [
                ("name", name),
                ("note", note),
                ("accent", accent.map(str::to_owned)),
            ] {
                if let Some(value) = value {
                    section[member] = json!(value);
                }
            }
            section
        })
}

fn guidance() -> impl Strategy<Value = Value> {
    let tip = (
        option::of(select(vec!["linux", "windows"])),
        option::of(select(vec!["est", "scep"])),
        text(90),
    )
        .prop_map(|(platform, method, text)| {
            let mut tip = json!({"text": text});
            for (member, value) in [("platform", platform), ("method", method)] {
                if let Some(value) = value {
                    tip[member] = json!(value);
                }
            }
            tip
        });
    vec(tip, 0..5).prop_map(|tips| json!({ "tips": tips }))
}

fn settings() -> impl Strategy<Value = Value> {
    let kept = option::of(select(vec!["corporate_only", "never"]));
    (text(40), 1..=1_000_u32, 5..=1_440_u32, any::<bool>(), kept).prop_map(
        |(organisation, open_ticket_limit, ticket_minutes, enrollment_paused, kept)| {
            let mut settings = json!({
                "organisation": organisation, "open_ticket_limit": open_ticket_limit,
                "ticket_minutes": ticket_minutes, "enrollment_paused": enrollment_paused,
            });
            if let Some(kept) = kept {
                settings["keep"] = json!({"host_name": kept});
            }
            settings
        },
    )
}

/// A configuration as an administrator writes it. Its lists are in no order that an export would choose.
fn file() -> impl Strategy<Value = (Value, PolicyDraft)> {
    let sections = (
        named("groups", 6),
        named("categories", 6),
        terms(),
        notifications(),
        branding(),
        guidance(),
    );
    (rule_support::draft(), settings(), sections).prop_map(
        |(policy, settings, (groups, categories, terms, notifications, branding, guidance))| {
            let file = json!({
                "format": "muster-configuration/1",
                "policy": policy,
                "settings": settings,
                "sections": {
                    "groups": groups, "categories": categories, "terms": terms, "notifications": notifications,
                    "branding": branding, "guidance": guidance,
                },
            });
            (file, policy)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn an_export_put_in_place_is_what_was_exported((file, policy) in file(), other in file()) {
        let house = House::new();
        prop_assert_eq!(house.import(&file.to_string(), false).err(), None);
        let exported = house.export();
        // What was written is what is there.
        let set = PolicySet::new(policy).unwrap();
        prop_assert_eq!(house.ask(&ReadConfiguration {}).policy.version(), set.version());
        let read: Value = serde_json::from_str(&exported.text).unwrap();
        prop_assert_eq!(&read["settings"], &file["settings"]);
        for section in ["groups", "categories", "branding"] {
            prop_assert_eq!(&read["sections"][section], &file["sections"][section], "{}", section);
        }
        // Where it came from, it changes nothing, and neither does what was written.
        for text in [&exported.text, &file.to_string()] {
            prop_assert_eq!(house.import(text, false), Ok(Vec::new()));
        }
        prop_assert_eq!(&house.export(), &exported);
        // Elsewhere, it makes everything what it was, whatever was there, and the dry run says what that changes.
        for elsewhere in [House::new(), {
            let elsewhere = House::new();
            elsewhere.import(&other.0.to_string(), false).unwrap();
            elsewhere
        }] {
            let before = elsewhere.export();
            let foreseen = elsewhere.import(&exported.text, true);
            prop_assert_eq!(&elsewhere.export(), &before);
            prop_assert_eq!(elsewhere.import(&exported.text, false), foreseen);
            prop_assert_eq!(&elsewhere.export().text, &exported.text);
        }
    }

    #[test]
    fn a_part_that_a_file_leaves_out_stays_and_a_wrong_one_keeps_every_other_out(
        (file, _) in file(), (other, _) in file(), part in select(vec!["policy", "settings", "sections"]), wrong: Index
    ) {
        let house = House::new();
        house.import(&file.to_string(), false).unwrap();
        let before = house.export();
        let broken = [
            ("/policy/device_limits/default", json!(16), "policy.device_limits.default"),
            ("/policy/filters/0/rule", json!("device."), "policy.filters[f0].rule"),
            ("/settings/ticket_minutes", json!(1), "settings.ticket_minutes"),
            ("/sections/groups/groups", json!([{"id": "a", "name": ""}]), "sections.groups.groups[0].name"),
        ];
        let (pointer, value, field) = &broken[wrong.index(broken.len())];
        let mut text = other.clone();
        *text.pointer_mut(pointer).unwrap() = value.clone();
        for dry_run in [true, false] {
            prop_assert_eq!(house.import(&text.to_string(), dry_run), Err((*field).to_owned()));
        }
        prop_assert_eq!(&house.export(), &before);

        let mut text = other;
        text.as_object_mut().unwrap().remove(part);
        house.import(&text.to_string(), false).unwrap();
        let after: Value = serde_json::from_str(&house.export().text).unwrap();
        let before: Value = serde_json::from_str(&before.text).unwrap();
        prop_assert_eq!(&after[part], &before[part]);
    }
}
