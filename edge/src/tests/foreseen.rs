//! What will be set on a device is told before it enrolls, and is what is then set.

use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::profiles::{Machine, put_into_group};
use crate::testing::{Answered, Browser, Deployment, PASSWORD, SETUP_TOKEN};

pub(super) fn publish(deployment: &Deployment, admin: &Browser, section: &str, body: &Value) {
    let address = format!("/api/v1/configuration/{section}");
    let shown = deployment.by(admin, Request::get(&address), None);
    let put = Request::put(&address).header("if-match", shown.header("etag"));
    let answered = deployment.by(admin, put, Some(body.clone()));
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
}

fn ask(deployment: &Deployment, person: &Browser, query: &str) -> Answered {
    let address = format!("/api/v1/me/configuration?{query}");
    deployment.by(person, Request::get(address), None)
}

pub(super) fn foreseen(deployment: &Deployment, person: &Browser, query: &str) -> Value {
    let answered = ask(deployment, person, query);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    answered.json()
}

/// Key and state of each setting.
pub(super) fn settings(answer: &Value) -> Vec<(String, String)> {
    let word = |setting: &Value, field: &str| setting[field].as_str().unwrap().to_owned();
    let settings = answer["settings"].as_array().unwrap().iter();
    settings
        .map(|setting| (word(setting, "key"), word(setting, "state")))
        .collect()
}

const OWN: &str = "platform=linux&method=agent&ownership=personal";
const COMPANYS: &str = "platform=linux&method=agent&ownership=corporate";

/// Something for everyone, and something for the group that Ana is in.
fn with_profiles() -> Deployment {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    put_into_group(&deployment, &admin, "ana", "sales");
    let base = json!({ "sysctl": { "kernel.panic": "10" }, "password": { "minimum_length": 14 } });
    let profiles = json!({ "profiles": [
        { "id": "base", "name": "base", "platform": "linux", "settings": base },
        { "id": "sales", "name": "sales", "platform": "linux", "settings": { "login_banner": "Sales" }, "groups": ["sales"] },
    ] });
    publish(&deployment, &admin, "profiles", &profiles);
    deployment
}

#[test]
fn what_is_foreseen_is_worked_out_from_platform_ownership_and_the_persons_groups() {
    let deployment = Deployment::with_people();
    let nothing = json!({ "reachable": true, "settings": [], "may_change": false });
    let ana = deployment.sign_in("ana");
    assert_eq!(foreseen(&deployment, &ana, OWN), nothing);

    let deployment = with_profiles();
    let (ana, ben) = (deployment.sign_in("ana"), deployment.sign_in("ben"));
    let hers = foreseen(&deployment, &ana, COMPANYS);
    assert_eq!(hers["settings"][0]["value"], "Sales");
    assert_eq!(hers["may_change"], false);
    let keys: Vec<_> = settings(&hers).into_iter().map(|(key, _)| key).collect();
    assert_eq!(
        keys,
        [
            "login_banner",
            "password:minimum_length",
            "sysctl:kernel.panic"
        ]
    );
    // Of her own device the kernel is left alone, and who is not in the group is not greeted.
    let own = settings(&foreseen(&deployment, &ana, OWN));
    assert_eq!(own[2].1, "not_applicable");
    assert_eq!(settings(&foreseen(&deployment, &ben, COMPANYS)).len(), 2);
    let mac = foreseen(
        &deployment,
        &ana,
        "platform=macos&method=est&ownership=corporate",
    );
    assert_eq!(settings(&mac), []);
}

#[test]
fn what_is_foreseen_for_a_device_is_what_is_set_on_it_once_it_has_enrolled() {
    for (query, ownership) in [(OWN, "personal"), (COMPANYS, "corporate")] {
        let deployment = with_profiles();
        let ana = deployment.sign_in("ana");
        let before = settings(&foreseen(&deployment, &ana, query));
        let machine = Machine::of(&deployment, &ana, ownership);
        machine.check_in(json!({}));
        assert_eq!(before.len(), 3);
        assert_eq!(machine.status(&ana, "me/devices"), before, "{ownership}");
    }
}

#[test]
fn a_way_that_takes_no_settings_foresees_none_and_says_so() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let profile = json!({ "id": "base", "name": "base", "platform": "linux", "settings": { "login_banner": "Ours" } });
    publish(
        &deployment,
        &admin,
        "profiles",
        &json!({ "profiles": [profile] }),
    );
    let by_est = foreseen(
        &deployment,
        &ana,
        "platform=linux&method=est&ownership=corporate",
    );
    assert_eq!(
        by_est,
        json!({ "reachable": false, "settings": [], "may_change": false })
    );
}

#[test]
fn what_hangs_on_the_device_itself_is_not_promised_and_that_is_said() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let profile = |change: Value| {
        let mut profile = json!({ "id": "p", "name": "p", "platform": "linux", "settings": { "login_banner": "Ours" } });
        let change = change.as_object().unwrap().clone();
        profile.as_object_mut().unwrap().extend(change);
        json!({ "profiles": [profile] })
    };
    let rule = r#"(device.manufacturer -eq "Acme")"#;
    for open in [
        json!({ "percentage": 50 }),
        json!({ "filter": { "mode": "include", "rule": rule } }),
    ] {
        publish(&deployment, &admin, "profiles", &profile(open));
        let answer = foreseen(&deployment, &ana, COMPANYS);
        assert_eq!(settings(&answer), []);
        assert_eq!(answer["may_change"], true);
    }
    let categories = json!({ "categories": [{ "id": "lab", "name": "Lab" }] });
    publish(&deployment, &admin, "categories", &categories);
    let groups =
        json!({ "groups": [{ "id": "labs", "name": "Labs", "members": { "category": "lab" } }] });
    publish(&deployment, &admin, "device-groups", &groups);
    publish(
        &deployment,
        &admin,
        "profiles",
        &profile(json!({ "device_groups": ["labs"] })),
    );
    let of_lab = foreseen(&deployment, &ana, &format!("{COMPANYS}&category=lab"));
    assert_eq!(settings(&of_lab).len(), 1);
    assert_eq!(settings(&foreseen(&deployment, &ana, COMPANYS)), []);
}

#[test]
fn a_managers_device_is_the_organisations_whatever_is_said() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let manager = json!({ "people": [{
        "username": "ana@example.com", "display_name": "ana", "password": PASSWORD, "enrollment_manager": true,
    }] });
    let setup =
        Request::post("/api/v1/setup").header("authorization", format!("Bearer {SETUP_TOKEN}"));
    deployment.send(setup, Some(manager));
    let profile = json!({ "id": "base", "name": "base", "platform": "linux", "settings": { "sysctl": { "kernel.panic": "10" } } });
    publish(
        &deployment,
        &admin,
        "profiles",
        &json!({ "profiles": [profile] }),
    );
    for (name, state) in [("ana", "pending"), ("ben", "not_applicable")] {
        let person = deployment.sign_in(name);
        assert_eq!(settings(&foreseen(&deployment, &person, OWN))[0].1, state);
    }
}

#[test]
fn what_does_not_say_which_device_is_meant_is_refused_with_its_parameter() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    for (query, parameter) in [
        ("", "platform"),
        ("platform=beos&method=agent&ownership=personal", "platform"),
        ("platform=linux&method=magic&ownership=personal", "method"),
        ("platform=linux&method=agent", "ownership"),
        (
            "platform=linux&method=agent&ownership=personal&category=a%20b",
            "category",
        ),
    ] {
        let refused = ask(&deployment, &ana, query);
        assert_eq!(
            (refused.status, refused.json()["field"].clone()),
            (StatusCode::UNPROCESSABLE_ENTITY, json!(parameter)),
            "{query}"
        );
    }
}
