//! Which groups of devices a device is in, for any groups and any facts.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod rule_support;

use muster_shared::device::DeviceGroupRules;
use muster_shared::enrollment::{Fact, FactName, Facts, GroupsOfDevice, groups_of_device};
use muster_shared::ids::{DeviceGroupId, DeviceId};
use muster_shared::policy::CorporateClaims;
use muster_shared::policy::filter::FilterRule;
use muster_shared::tenant::section::{DeviceGroups, Section as _};
use proptest::prelude::*;
use proptest::sample::select;
use rule_support::{facts, forgotten, request};
use serde_json::json;

fn device(n: u8) -> DeviceId {
    DeviceId::from_random([n; 16])
}

fn rules(groups: &serde_json::Value) -> DeviceGroupRules {
    let section = DeviceGroups::read(&json!({ "groups": groups }).to_string()).unwrap();
    DeviceGroupRules::from(&section)
}

fn some_rules() -> DeviceGroupRules {
    rules(&json!([
        { "id": "z-named", "name": "Z", "members": { "devices": [device(1), device(2)] } },
        { "id": "field", "name": "F", "members": { "category": "field" } },
        { "id": "acme", "name": "A", "members": { "rule": "(device.manufacturer -eq \"Acme\")" } },
        { "id": "ours", "name": "O", "members": { "rule":
            "(device.deviceOwnership -eq \"Corporate\") and (device.osVersion -ge \"12\" or device.model -ne \"Old\")" } },
    ]))
}

fn of(rules: &DeviceGroupRules, n: u8, facts: &Facts) -> GroupsOfDevice {
    let request = serde_json::from_value(
        json!({ "platform": "linux", "method": "est", "ownership": "personal" }),
    );
    let claims = CorporateClaims::Accept;
    groups_of_device(rules, Some(device(n)), claims, &request.unwrap(), facts)
}

fn ids(names: &[&str]) -> Vec<DeviceGroupId> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

#[test]
fn a_device_is_in_the_groups_that_name_it_its_category_or_what_it_is() {
    let rules = some_rules();
    let known = Facts {
        category: Fact::claimed(Some("field".parse().unwrap())),
        manufacturer: Fact::claimed("ACME".to_owned()),
        ..Facts::default()
    };
    let in_three = of(&rules, 1, &known);
    assert_eq!(in_three.member_of, ids(&["acme", "field", "z-named"]));
    assert_eq!((in_three.open, in_three.missing), (vec![], vec![]));
    let elsewhere = Facts {
        category: Fact::claimed(None),
        manufacturer: Fact::claimed("Acme Corp".to_owned()),
        ..Facts::default()
    };
    assert_eq!(of(&rules, 3, &elsewhere), GroupsOfDevice::default());
}

#[test]
fn what_is_not_known_makes_nobody_a_member_and_is_named() {
    let unknown = of(&some_rules(), 9, &Facts::default());
    assert_eq!(unknown.member_of, []);
    // Who asks as a person's own is surely not the organisation's; the rule of `ours` is settled by that.
    assert_eq!(unknown.open, ids(&["acme", "field"]));
    assert_eq!(
        unknown.missing,
        [FactName::Manufacturer, FactName::Category]
    );
}

#[test]
fn a_filter_names_groups_whole_and_reads_back_as_the_same() {
    let rule = "(device.deviceGroup -in [\"lab\", \"desk\"]) and (device.deviceGroup -ne \"old\")";
    let read = FilterRule::parse(rule, None).unwrap();
    assert_eq!(
        read.to_string(),
        "device.deviceGroup -in [\"lab\", \"desk\"] and device.deviceGroup -ne \"old\""
    );
    assert_eq!(FilterRule::parse(&read.to_string(), None).unwrap(), read);
    let mut named: Vec<_> = read.device_groups().cloned().collect();
    named.sort();
    assert_eq!(named, ids(&["desk", "lab", "old"]));
    for (wrong, column) in [
        ("device.deviceGroup -startsWith \"l\"", 20),
        ("device.deviceGroup -eq $null", 24),
        ("device.deviceGroup -eq \"No id\"", 24),
    ] {
        assert_eq!(FilterRule::parse(wrong, None).unwrap_err().column, column);
    }
}

#[test]
fn a_section_from_before_there_were_groups_of_devices_is_read() {
    assert_eq!(DeviceGroups::read("{}"), Ok(DeviceGroups::default()));
}

#[test]
fn no_more_devices_are_named_than_a_section_holds() {
    let named = |count: u32| {
        let devices: Vec<DeviceId> = (0..count)
            .map(|n| DeviceId::from_random(u128::from(n).to_be_bytes()))
            .collect();
        let members = json!({ "devices": devices });
        json!({ "groups": [{ "id": "a", "name": "A", "members": members }] }).to_string()
    };
    assert!(DeviceGroups::read(&named(5_000)).is_ok());
    assert!(named(5_000).len() < 256 * 1024);
    let fault = DeviceGroups::read(&named(5_001)).unwrap_err();
    assert_eq!(fault.path, "groups[0].members.devices");
    let twice = json!({ "groups": [{ "id": "a", "name": "A", "members": { "devices": [device(1), device(1)] } }] });
    let fault = DeviceGroups::read(&twice.to_string()).unwrap_err();
    assert_eq!(fault.path, "groups[0].members.devices[1]");
}

proptest! {
    #[test]
    fn it_is_said_of_any_device_and_learning_more_ends_no_membership(
        facts in facts(), request in request(), n in 0_u8..4,
        claims in select(vec![CorporateClaims::Accept, CorporateClaims::Verify]),
    ) {
        let rules = rules(&json!([
            { "id": "named", "name": "N", "members": { "devices": [device(1)] } },
            { "id": "field", "name": "F", "members": { "category": "field" } },
            { "id": "acme", "name": "A", "members": { "rule": "(device.manufacturer -contains \"a\")" } },
            { "id": "new", "name": "V", "members": { "rule": "(device.osVersion -ge \"5\" or device.model -ne \"x\")" } },
        ]));
        let ask = |facts: &Facts| groups_of_device(&rules, Some(device(n)), claims, &request, facts);
        let now = ask(&facts);
        prop_assert_eq!(&now, &ask(&facts));
        for group in &now.open {
            prop_assert!(!now.member_of.contains(group));
        }
        prop_assert_eq!(now.open.is_empty(), now.missing.is_empty());
        // What was said before the device had told anything holds afterwards.
        let before = ask(&forgotten(&facts));
        for group in &before.member_of {
            prop_assert!(now.member_of.contains(group), "{} was left", group);
        }
        for group in &now.member_of {
            prop_assert!(before.member_of.contains(group) || before.open.contains(group));
        }
    }
}
