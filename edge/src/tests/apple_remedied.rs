//! What a compliance policy requires of Apple's devices is set on them: on whom, under whose name, and with nothing else there.

use http::{Request, StatusCode};
use muster_shared::protocol::plist::{self, Dict};
use serde_json::{Value as Json, json};

use super::apple::{Phone, devices, kinds, ticket};
use super::foreseen::{foreseen, publish, settings};
use super::profiles::put_into_group;
use crate::testing::{Browser, CSR_RSA, Deployment};

fn policy(platform: &str, require: &[&str], more: &Json) -> Json {
    let mut policy = json!({
        "id": "safe", "name": "Safe", "platform": platform, "settings": { "require": require },
    });
    let more = more.as_object().unwrap().clone();
    policy.as_object_mut().unwrap().extend(more);
    policy
}

fn put(deployment: &Deployment, admin: &Browser, policies: &Json) {
    let section = json!({ "policies": policies });
    publish(deployment, admin, "compliance", &section);
}

/// The payloads that a device was given.
fn given(asked: &[Dict]) -> Vec<Dict> {
    asked
        .iter()
        .filter_map(|command| command.data("Payload"))
        .map(|profile| {
            let profile = plist::read(profile).unwrap();
            profile.dicts("PayloadContent").next().unwrap().clone()
        })
        .collect()
}

#[test]
fn a_policy_alone_without_any_profile_sets_the_passcode_under_its_own_name() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let require = ["passcode", "not_jailbroken"];
    put(
        &deployment,
        &admin,
        &json!([policy("ios", &require, &json!({}))]),
    );
    let made = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &made, CSR_RSA);
    phone.enrolls();
    let given = given(&phone.session());
    assert_eq!(given.len(), 1, "{given:?}");
    assert_eq!(
        given[0].text("PayloadType"),
        Some("com.apple.mobiledevice.passwordpolicy")
    );
    assert_eq!(given[0].flag("forcePIN"), Some(true));
    let id = devices(&deployment, &ana)[0]["id"].clone();
    let path = format!("/api/v1/devices/{}/configuration", id.as_str().unwrap());
    let shown = deployment.by(&admin, Request::get(path), None);
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    let set = &shown.json()["settings"];
    assert_eq!(
        *set,
        json!([{
            "key": "apple:passcode", "state": "success", "value": "required", "profiles": ["safe"],
        }])
    );
    // Without the policy, the profile goes again.
    put(&deployment, &admin, &json!([]));
    let beside = deployment.beside();
    assert!(kinds(&phone.at(&beside).session()).contains(&"RemoveProfile"));
}

const MAC: &str = "platform=macos&method=apple_device&ownership=personal";

fn keys(deployment: &Deployment, person: &Browser, query: &str) -> Vec<String> {
    let answer = foreseen(deployment, person, query);
    let settings = settings(&answer).into_iter();
    settings
        .map(|(key, state)| format!("{key} {state}"))
        .collect()
}

#[test]
fn it_is_set_on_the_devices_of_the_policys_groups_and_on_no_others() {
    let deployment = Deployment::with_people();
    let (admin, ana, ben) = (
        deployment.sign_in("admin"),
        deployment.sign_in("ana"),
        deployment.sign_in("ben"),
    );
    put_into_group(&deployment, &admin, "ana", "sales");
    let for_whom = |more: Json| {
        put(
            &deployment,
            &admin,
            &json!([policy("macos", &["passcode"], &more)]),
        );
        [&ana, &ben].map(|person| !keys(&deployment, person, MAC).is_empty())
    };
    assert_eq!(for_whom(json!({})), [true, true]);
    assert_eq!(for_whom(json!({ "groups": ["sales"] })), [true, false]);
    assert_eq!(
        for_whom(json!({ "excluded_groups": ["sales"] })),
        [false, true]
    );
    assert_eq!(for_whom(json!({ "platform": "ipados" })), [false, false]);
    // What only the Mac can tell is left open, and said to be.
    let groups = json!({ "groups": [{ "id": "new", "name": "New",
        "members": { "rule": "(device.model -startsWith \"Mac14\")" } }] });
    publish(&deployment, &admin, "device-groups", &groups);
    assert_eq!(
        for_whom(json!({ "device_groups": ["new"] })),
        [false, false]
    );
    assert_eq!(foreseen(&deployment, &ana, MAC)["may_change"], true);
}

#[test]
fn a_persons_own_mac_is_left_to_encrypt_itself_and_by_account_nothing_at_all_is_sent() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let require = ["passcode", "firewall", "disk_encryption"];
    put(
        &deployment,
        &admin,
        &json!([policy("macos", &require, &json!({}))]),
    );
    let states = |query: &str| {
        let all = keys(&deployment, &ana, query);
        ["apple:file_vault", "apple:firewall", "apple:passcode"].map(|key| {
            let mut found = all.iter().filter_map(|one| one.strip_prefix(key));
            found.next().unwrap().trim().to_owned()
        })
    };
    assert_eq!(states(MAC), ["not_applicable", "pending", "pending"]);
    assert_eq!(
        states("platform=macos&method=apple_user&ownership=personal"),
        ["not_applicable", "not_applicable", "not_applicable"]
    );
}

#[test]
fn windows_and_linux_are_set_nothing_by_what_is_required_of_them() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let mut linux = policy("linux", &["disk_encryption"], &json!({}));
    linux["id"] = json!("linux");
    let require = ["disk_encryption", "firewall", "passcode"];
    put(
        &deployment,
        &admin,
        &json!([linux, policy("windows", &require, &json!({}))]),
    );
    for query in [
        "platform=linux&method=agent&ownership=corporate",
        "platform=windows&method=windows_mdm&ownership=corporate",
    ] {
        assert!(keys(&deployment, &ana, query).is_empty(), "{query}");
    }
    assert!(!pollster::block_on(deployment.app.has_profiles()).unwrap());
}
