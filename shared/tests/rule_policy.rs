//! What a policy set refuses to be, how it is named, and whose policy counts.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop there"
)]

use muster_shared::ids::{Digest, GroupId, PolicyId};
use muster_shared::platform::Platform;
use muster_shared::policy::filter::FilterSubject;
use muster_shared::policy::{
    Access, DeviceLimit, MAX_ASSIGNED_POLICIES, MAX_BLOCKED_MANUFACTURERS, MAX_GROUPS,
    PlatformRestrictions, PolicyDraft, PolicySet, PolicySetError, PolicyType, RestrictionRow,
};
use serde_json::{Value, json};

/// A set with one policy of each type, in JSON, to be spoilt by the tests.
fn sound() -> Value {
    json!({
        "platform_restrictions": {
            "assigned": [{
                "id": "field", "name": "Field staff", "groups": ["sales", "drivers"],
                "platforms": {"android": {
                    "minimum_version": "13", "maximum_version": "16", "blocked_manufacturers": ["Zenit", "Acme"]
                }}
            }],
            "default": {"ios": {"personally_owned": "block"}}
        },
        "device_limits": {
            "assigned": [{"id": "field", "name": "Field staff", "groups": ["sales"], "limit": 2}],
            "default": 5
        }
    })
}

fn set(json: &Value) -> PolicySet {
    serde_json::from_value(json.clone()).unwrap()
}

fn error(json: &Value) -> PolicySetError {
    let draft: PolicyDraft = serde_json::from_value(json.clone()).unwrap();
    let error = PolicySet::new(draft).unwrap_err();
    let read = serde_json::from_value::<PolicySet>(json.clone()).unwrap_err();
    assert_eq!(
        read.to_string(),
        error.to_string(),
        "reading JSON checks the same"
    );
    error
}

fn restriction(json: &mut Value) -> &mut Value {
    &mut json["platform_restrictions"]["assigned"][0]
}

fn limit(json: &mut Value) -> &mut Value {
    &mut json["device_limits"]["assigned"][0]
}

fn groups(names: &[&str]) -> Vec<GroupId> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// The restriction policy that counts for a device of which nothing is known.
fn restriction_of<'a>(
    set: &'a PolicySet,
    names: &[&str],
) -> (&'a PolicyId, &'a PlatformRestrictions) {
    let subject = FilterSubject {
        platform: Platform::Linux,
        manufacturer: None,
        model: None,
        os_version: None,
        os_edition: None,
        ownership: None,
        enrollment_profile: None,
        category: None,
        os_distribution: None,
        device_groups: None,
    };
    let groups = groups(names);
    let effective = set.effective(&groups);
    let counts = effective.restrictions(&subject).next().unwrap();
    (counts.id, counts.platforms)
}

#[test]
fn a_new_organisation_allows_everything_and_five_devices() {
    let starting = PolicySet::starting();
    assert_eq!(
        serde_json::to_string(&starting).unwrap(),
        r#"{"device_limits":{"assigned":[],"default":5},"platform_restrictions":{"assigned":[],"default":{}}}"#
    );
    assert_eq!(
        PolicySet::new(starting.clone().into_draft()),
        Ok(starting.clone())
    );
    let (id, platforms) = restriction_of(&starting, &["sales"]);
    assert_eq!(id.as_str(), "default");
    for platform in Platform::ALL {
        assert!(platforms.on(platform).is_unrestricted());
    }
    let (id, limit) = starting.effective_device_limit(&[]);
    assert_eq!((id.as_str(), limit.get()), ("default", 5));
}

#[test]
fn a_version_is_the_sha_256_of_the_canonical_json() {
    let starting = PolicySet::starting();
    // From `printf '{"device_limits":…}' | sha256sum`.
    assert_eq!(
        starting.version().to_string(),
        "8e6d19655c05d952315412465588da7ff9acf580b9c88a26de609a6306b225ac"
    );
    let other = set(&sound());
    let text = serde_json::to_string(&other).unwrap();
    assert_eq!(*other.version().digest(), Digest::of(text.as_bytes()));
    assert_eq!(other.version().to_string().parse(), Ok(other.version()));
    let quoted = serde_json::to_value(other.version()).unwrap();
    assert_eq!(quoted, json!(other.version().to_string()));
}

#[test]
fn canonical_json_has_its_members_in_alphabetical_order() {
    fn sorted(value: &Value) -> String {
        match value {
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
                let written: Vec<_> = members
                    .iter()
                    .map(|(name, value)| format!("{}:{}", json!(name), sorted(value)))
                    .collect();
                format!("{{{}}}", written.join(","))
            }
            Value::Array(items) => format!(
                "[{}]",
                items.iter().map(sorted).collect::<Vec<_>>().join(",")
            ),
            other => other.to_string(),
        }
    }
    let mut full = sound();
    for platform in Platform::ALL {
        full["platform_restrictions"]["default"][platform.as_str()] = json!({
            "access": "block", "personally_owned": "block", "minimum_version": "1.0.0", "maximum_version": "2.0.0",
            "blocked_manufacturers": ["Acme \"&\" Söhne"]
        });
    }
    let set = set(&full);
    let text = serde_json::to_string(&set).unwrap();
    assert_eq!(text, sorted(&serde_json::from_str(&text).unwrap()));
    assert!(
        text.contains("Söhne"),
        "letters beyond ASCII are not escaped"
    );
}

#[test]
fn what_has_no_order_does_not_change_the_version() {
    let version = set(&sound()).version();
    let mut other = sound();
    restriction(&mut other)["groups"] = json!(["drivers", "sales"]);
    restriction(&mut other)["platforms"]["android"]["blocked_manufacturers"] =
        json!(["Acme", "Zenit"]);
    assert_eq!(set(&other).version(), version);
    // The same members, written in another order and with what is not configured spelt out.
    let text = r#"{
        "device_limits": {"default": 5, "assigned": [
            {"limit": 2, "groups": ["sales"], "name": "Field staff", "id": "field"}]},
        "platform_restrictions": {
            "default": {"windows": {}, "linux": {"access": "allow", "minimum_version": null},
                        "ios": {"blocked_manufacturers": [], "personally_owned": "block"}},
            "assigned": [{"platforms": {"android": {"maximum_version": "16", "minimum_version": "13",
                "blocked_manufacturers": ["Zenit", "Acme"]}},
                "name": "Field staff", "groups": ["sales", "drivers"], "id": "field"}]}}"#;
    assert_eq!(
        serde_json::from_str::<PolicySet>(text).unwrap().version(),
        version
    );
}

#[test]
fn every_change_of_content_changes_the_version() {
    let mut versions = vec![set(&sound()).version(), PolicySet::starting().version()];
    let mut with = |change: &dyn Fn(&mut Value)| {
        let mut json = sound();
        change(&mut json);
        versions.push(set(&json).version());
    };
    with(&|json| limit(json)["limit"] = json!(3));
    with(&|json| limit(json)["name"] = json!("Field Staff"));
    with(&|json| limit(json)["id"] = json!("field-2"));
    with(&|json| limit(json)["groups"] = json!([]));
    with(&|json| json["device_limits"]["default"] = json!(6));
    with(&|json| restriction(json)["groups"] = json!(["sales"]));
    with(&|json| restriction(json)["platforms"] = json!({}));
    with(&|json| restriction(json)["platforms"]["android"]["minimum_version"] = json!("13.1"));
    with(&|json| restriction(json)["platforms"]["android"]["maximum_version"] = Value::Null);
    with(&|json| {
        restriction(json)["platforms"]["android"]["blocked_manufacturers"] =
            json!(["Acme", "Zenith"]);
    });
    with(&|json| {
        json["platform_restrictions"]["default"] = json!({"ipados": {"personally_owned": "block"}});
    });
    with(&|json| json["platform_restrictions"]["default"] = json!({"ios": {"access": "block"}}));
    let all = versions.len();
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions.len(), all);
}

#[test]
fn the_order_of_priorities_is_content() {
    let mut one = sound();
    one["device_limits"]["assigned"] = json!([
        {"id": "a", "name": "A", "groups": ["sales"], "limit": 1},
        {"id": "b", "name": "B", "groups": ["sales"], "limit": 2}
    ]);
    let mut other = one.clone();
    other["device_limits"]["assigned"]
        .as_array_mut()
        .unwrap()
        .reverse();
    assert_ne!(set(&one).version(), set(&other).version());
    assert_eq!(
        set(&one)
            .effective_device_limit(&groups(&["sales"]))
            .1
            .get(),
        1
    );
    assert_eq!(
        set(&other)
            .effective_device_limit(&groups(&["sales"]))
            .1
            .get(),
        2
    );
}

#[test]
fn the_types_are_chosen_apart_and_a_second_group_reaches_a_policy_too() {
    let set = set(&sound());
    let drivers = groups(&["drivers"]);
    assert_eq!(restriction_of(&set, &["drivers"]).0.as_str(), "field");
    assert_eq!(set.effective_device_limit(&drivers).0.as_str(), "default");
    let both = groups(&["zoo", "sales", "aviary"]);
    assert_eq!(
        restriction_of(&set, &["zoo", "sales", "aviary"]).0.as_str(),
        "field"
    );
    assert_eq!(
        set.effective_device_limit(&both).1,
        DeviceLimit::try_from(2).unwrap()
    );
    let (id, platforms) = restriction_of(&set, &["zoo"]);
    assert_eq!(id.as_str(), "default");
    assert_eq!(platforms.on(Platform::Ios).personally_owned, Access::Block);
    assert!(platforms.on(Platform::Ipados).is_unrestricted());
}

#[test]
fn twenty_five_policies_of_a_type_fit_and_one_more_does_not() {
    let many = |count: usize| -> Value {
        let policy = |n| json!({"id": format!("p{n}"), "name": "P", "groups": ["sales"], "limit": 1, "platforms": {}});
        let mut list: Vec<Value> = (0..count).map(policy).collect();
        for policy in &mut list {
            policy.as_object_mut().unwrap().remove("platforms");
        }
        Value::Array(list)
    };
    let mut json = sound();
    json["device_limits"]["assigned"] = many(MAX_ASSIGNED_POLICIES);
    set(&json);
    json["device_limits"]["assigned"] = many(26);
    let too_many = |policy_type| PolicySetError::TooManyPolicies {
        policy_type,
        found: 26,
    };
    assert_eq!(error(&json), too_many(PolicyType::DeviceLimit));

    let mut json = sound();
    let mut list = many(26);
    for policy in list.as_array_mut().unwrap() {
        policy.as_object_mut().unwrap().remove("limit");
        policy["platforms"] = json!({});
    }
    json["platform_restrictions"]["assigned"] = list;
    assert_eq!(error(&json), too_many(PolicyType::PlatformRestriction));
}

#[test]
fn an_id_stands_once_in_its_type_and_is_not_the_default_s() {
    let mut json = sound();
    let twin = limit(&mut json).clone();
    let between = json!({"id": "zoo", "name": "Zoo", "groups": [], "limit": 1});
    let list = json["device_limits"]["assigned"].as_array_mut().unwrap();
    list.extend([between, twin]);
    assert_eq!(
        error(&json).to_string(),
        "two device limit policies have the id `field`"
    );
    let mut json = sound();
    restriction(&mut json)["id"] = json!("default");
    let policy_type = PolicyType::PlatformRestriction;
    assert_eq!(error(&json), PolicySetError::ReservedId { policy_type });
}

#[test]
fn a_group_stands_once_in_a_policy_and_there_are_not_too_many() {
    let mut json = sound();
    restriction(&mut json)["groups"] = json!(["sales", "drivers", "sales"]);
    assert_eq!(
        error(&json).to_string(),
        "platform restriction policy `field` names the group `sales` twice"
    );
    let names = |count| (0..count).map(|n| json!(format!("g{n}"))).collect();
    limit(&mut json)["groups"] = Value::Array(names(MAX_GROUPS + 1));
    restriction(&mut json)["groups"] = Value::Array(names(MAX_GROUPS));
    assert!(matches!(
        error(&json),
        PolicySetError::TooManyGroups { found: 201, .. }
    ));
    limit(&mut json)["groups"] = json!([]);
    set(&json);
}

#[test]
fn a_policy_s_name_can_be_read() {
    for bad in ["", "  ", "a\nb", &"n".repeat(129)] {
        let mut json = sound();
        limit(&mut json)["name"] = json!(bad);
        assert!(
            matches!(error(&json), PolicySetError::InvalidName { .. }),
            "{bad:?}"
        );
    }
    let mut json = sound();
    limit(&mut json)["name"] = json!("ü".repeat(128));
    set(&json);
}

#[test]
fn a_minimum_above_its_maximum_is_refused_wherever_it_stands() {
    let mut json = sound();
    restriction(&mut json)["platforms"]["android"]["minimum_version"] = json!("16.0.1");
    assert_eq!(
        error(&json).to_string(),
        "policy `field` asks for android from 16.0.1 to 16: no version is both"
    );
    restriction(&mut json)["platforms"]["android"]["minimum_version"] = json!("16.0.0");
    set(&json);
    for platform in Platform::ALL {
        let mut json = sound();
        json["platform_restrictions"]["default"][platform.as_str()] =
            json!({"minimum_version": "10.0.1", "maximum_version": "9.0.0"});
        let PolicySetError::MinimumAboveMaximum { policy, row, .. } = error(&json) else {
            panic!("{platform}");
        };
        let expected = RestrictionRow::Platform(platform);
        assert_eq!((policy.as_str(), row), ("default", expected));
    }
}

#[test]
fn a_manufacturer_stands_once_whatever_the_spelling_and_there_are_not_too_many() {
    let mut json = sound();
    restriction(&mut json)["platforms"]["android"]["blocked_manufacturers"] =
        json!(["Acme Corp", "X", " ACME  corp"]);
    assert!(matches!(
        error(&json),
        PolicySetError::DuplicateManufacturer {
            row: RestrictionRow::Platform(Platform::Android),
            ..
        }
    ));
    let names = |count| (0..count).map(|n| json!(format!("m{n}"))).collect();
    restriction(&mut json)["platforms"]["android"]["blocked_manufacturers"] =
        Value::Array(names(MAX_BLOCKED_MANUFACTURERS + 1));
    assert!(matches!(
        error(&json),
        PolicySetError::TooManyManufacturers { found: 51, .. }
    ));
    restriction(&mut json)["platforms"]["android"]["blocked_manufacturers"] =
        Value::Array(names(MAX_BLOCKED_MANUFACTURERS));
    set(&json);
}

#[test]
fn a_member_that_is_not_known_is_refused_at_every_level() {
    let places: [&dyn Fn(&mut Value) -> &mut Value; 7] = [
        &|json| json,
        &|json| &mut json["device_limits"],
        &|json| limit(json),
        &|json| &mut json["platform_restrictions"],
        &|json| restriction(json),
        &|json| &mut restriction(json)["platforms"],
        &|json| &mut restriction(json)["platforms"]["android"],
    ];
    for (number, place) in places.iter().enumerate() {
        let mut json = sound();
        place(&mut json)["personal"] = json!(null);
        let error = serde_json::from_value::<PolicySet>(json)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("unknown field `personal`"),
            "{number}: {error}"
        );
    }
}

#[test]
fn a_limit_is_a_whole_number_from_1_to_15() {
    for bad in [
        json!(0),
        json!(16),
        json!(256),
        json!(-1),
        json!(2.5),
        json!("5"),
        json!(null),
    ] {
        let mut json = sound();
        json["device_limits"]["default"] = bad.clone();
        assert!(serde_json::from_value::<PolicySet>(json).is_err(), "{bad}");
    }
    assert_eq!(u8::from(DeviceLimit::MIN), 1);
    assert_eq!(DeviceLimit::try_from(15), Ok(DeviceLimit::MAX));
}

#[test]
fn both_parts_and_both_defaults_must_be_there() {
    for (part, member) in [
        ("device_limits", "default"),
        ("device_limits", "assigned"),
        ("platform_restrictions", "default"),
        ("platform_restrictions", "assigned"),
    ] {
        let mut json = sound();
        json[part].as_object_mut().unwrap().remove(member);
        assert!(
            serde_json::from_value::<PolicySet>(json).is_err(),
            "{part}.{member}"
        );
    }
}
