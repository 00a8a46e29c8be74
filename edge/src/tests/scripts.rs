//! Compliance scripts: from an administrator's rule file to the gate.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::profiles::{Machine, put_into_group};
use crate::testing::{Answered, Browser, Deployment, GATE_SECRET};

const SECTION: &str = "/api/v1/configuration/compliance";
const SCRIPT: &str = "#!/bin/sh\nid\n";
/// What `base64` makes of it.
const BASE64: &str = "IyEvYmluL3NoCmlkCg==";

/// A rule file as Microsoft's documentation shows one.
fn rules() -> Value {
    json!({ "Rules": [{
        "SettingName": "BiosVersion", "Operator": "GreaterEquals", "DataType": "Version", "Operand": "2.3",
        "MoreInfoUrl": "https://help.example/bios",
        "RemediationStrings": [
            { "Language": "en_US", "Title": "Update the BIOS. It is {ActualValue}.", "Description": "See the link." },
            { "Language": "de_DE", "Title": "BIOS aktualisieren: {ActualValue}." },
        ],
    }, {
        "SettingName": "TPMChipPresent", "Operator": "IsEquals", "DataType": "Boolean", "Operand": true,
        "RemediationStrings": [{ "Language": "en_US", "Title": "Turn the TPM on." }],
    }] })
}

fn policy(more: &Value) -> Value {
    let mut policy = json!({
        "id": "bios", "name": "BIOS", "platform": "linux",
        "settings": { "custom": { "script": SCRIPT, "rules": rules() } },
    });
    let more = more.as_object().unwrap().clone();
    policy.as_object_mut().unwrap().extend(more);
    policy
}

fn put(deployment: &Deployment, admin: &Browser, policies: &Value) -> Answered {
    let shown = deployment.by(admin, Request::get(SECTION), None);
    let put = Request::put(SECTION).header("if-match", shown.header("etag"));
    deployment.by(admin, put, Some(json!({ "policies": policies })))
}

fn publish(deployment: &Deployment, admin: &Browser, policies: &Value) {
    let answered = put(deployment, admin, policies);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
}

fn gate(machine: &Machine<'_>, deployment: &Deployment) -> u16 {
    let request = Request::get("/api/v1/access")
        .header("x-muster-gate-secret", GATE_SECRET)
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(&machine.certificate)),
        );
    deployment.send(request, None).status.as_u16()
}

fn found(output: &str) -> Value {
    json!({ "script_results": [{ "policy": "bios", "script": digest(), "output": output }] })
}

fn digest() -> String {
    muster_shared::ids::Digest::of(SCRIPT.as_bytes()).to_string()
}

#[test]
fn a_script_reaches_a_device_and_what_it_finds_decides_who_gets_in() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let machine = Machine::of(&deployment, &ana, "corporate");
    machine.check_in(json!({ "inventory": { "os_name": "Debian" } }));
    publish(&deployment, &admin, &json!([policy(&json!({}))]));
    let first = machine.check_in(json!({}));
    let version = first["configuration"].clone();
    assert!(version.is_string(), "{first}");
    assert_eq!(first["compliance"]["rules"], json!([]));
    assert_eq!(machine.fetch(), [format!("script bios {BASE64}")]);
    let status = || machine.status(&admin, "devices");
    assert_eq!(status(), [("script:bios".to_owned(), "pending".to_owned())]);
    machine.check_in(json!({ "configuration": { "version": version } }));
    assert_eq!(status()[0].1, "success");
    assert_eq!(gate(&machine, &deployment), 200);

    let told = machine.check_in(found(r#"{"BiosVersion":"2.2.9","TPMChipPresent":true}"#));
    let told = &told["compliance"];
    assert_eq!(told["state"], "not_compliant");
    assert_eq!(told["rules"].as_array().unwrap().len(), 1);
    let rule = &told["rules"][0];
    assert_eq!(
        (&rule["setting"], &rule["found"]),
        (&json!("script"), &json!("2.2.9"))
    );
    assert_eq!(
        rule["remedy"],
        "Update the BIOS. It is 2.2.9. See the link."
    );
    assert_eq!(gate(&machine, &deployment), 403);

    // Whoever has the device sees the same, and what the file says in other languages.
    let path = format!("/api/v1/me/devices/{}", machine.id);
    let shown = deployment.by(&ana, Request::get(path), None).json();
    let custom = &shown["compliance"][0]["custom"];
    assert_eq!(custom["setting_name"], "BiosVersion");
    assert_eq!(custom["more_info_url"], "https://help.example/bios");
    assert_eq!(custom["remediation_strings"][1]["Language"], "de_DE");

    let better = machine.check_in(found(r#"{"BiosVersion":2.3,"TPMChipPresent":"True"}"#));
    assert_eq!(better["compliance"], Value::Null);
    assert_eq!(gate(&machine, &deployment), 200);

    let privacy = deployment.by(&ana, Request::get("/api/v1/me/privacy"), None);
    let looked_for = &privacy.json()["scripts_look_for"];
    assert_eq!(*looked_for, json!(["BiosVersion", "TPMChipPresent"]));

    // Taken away: the device is told of a configuration that sets nothing.
    publish(&deployment, &admin, &json!([]));
    assert_eq!(machine.check_in(json!({}))["configuration"], Value::Null);
    assert_eq!(machine.fetch(), [""; 0]);
}

#[test]
fn a_script_goes_to_the_devices_of_its_policy_and_never_to_a_persons_own() {
    let deployment = Deployment::with_people();
    let (admin, ana) = (deployment.sign_in("admin"), deployment.sign_in("ana"));
    let own = Machine::of(&deployment, &ana, "personal");
    publish(&deployment, &admin, &json!([policy(&json!({}))]));
    assert_eq!(own.fetch(), [""; 0]);
    let shown = own.status(&ana, "me/devices");
    assert_eq!(
        shown,
        [("script:bios".to_owned(), "not_applicable".to_owned())]
    );
    let told = own.check_in(found(r#"{"BiosVersion":"1","TPMChipPresent":false}"#));
    assert_eq!(told["compliance"], Value::Null);
    assert_eq!(gate(&own, &deployment), 200);

    // Made the organisation's, it gets the script; of what it told before nothing was kept.
    let path = format!("/api/v1/devices/{}", own.id);
    let made = json!({ "ownership": "corporate" });
    let made = deployment.by(&admin, Request::patch(path), Some(made));
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    assert_eq!(own.check_in(json!({}))["compliance"]["rules"], json!([]));
    assert_eq!(gate(&own, &deployment), 200);
    let reaches = |more: Value| {
        publish(&deployment, &admin, &json!([policy(&more)]));
        !own.fetch().is_empty()
    };
    put_into_group(&deployment, &admin, "ana", "sales");
    assert!(reaches(json!({ "groups": ["sales"] })));
    assert!(!reaches(json!({ "excluded_groups": ["sales"] })));
    assert!(!reaches(json!({ "groups": ["nobody"] })));
}

#[test]
fn a_rule_file_is_kept_as_it_was_written_and_a_wrong_one_refused_by_its_field() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    publish(&deployment, &admin, &json!([policy(&json!({}))]));
    let kept = deployment.by(&admin, Request::get(SECTION), None).json();
    let custom = &kept["policies"][0]["settings"]["custom"];
    assert_eq!(
        (&custom["script"], &custom["rules"]),
        (&json!(SCRIPT), &rules())
    );

    let refused = |change: &dyn Fn(&mut Value)| {
        let mut policy = policy(&json!({}));
        change(&mut policy);
        let answered = put(&deployment, &admin, &json!([policy]));
        assert_eq!(
            answered.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answered.text()
        );
        let path = answered.json()["field"].as_str().unwrap().to_owned();
        path.replace("policies[0].settings.custom.", "")
    };
    let custom = |change: &dyn Fn(&mut Value)| {
        refused(&|policy: &mut Value| change(&mut policy["settings"]["custom"]))
    };
    let first = |field: &'static str, value: Value| {
        custom(&move |custom| custom["rules"]["Rules"][0][field] = value.clone())
    };
    for script in ["echo {}", "#!/bin/sh\r\nid\r\n"] {
        let change = |custom: &mut Value| custom["script"] = json!(script);
        assert_eq!(custom(&change), "script");
    }
    assert_eq!(
        custom(&|custom| custom["script"] = json!(format!("#!/bin/sh\n{}", "x".repeat(16_384)))),
        "script"
    );
    assert_eq!(
        custom(&|custom| custom["rules"]["Rules"] = json!([])),
        "rules.Rules"
    );
    assert_eq!(
        first("SettingName", json!("")),
        "rules.Rules[0].SettingName"
    );
    assert_eq!(first("Operand", json!("two")), "rules.Rules[0].Operand");
    assert_eq!(first("Operand", json!([2])), "rules.Rules[0].Operand");
    assert_eq!(
        first("MoreInfoUrl", json!("http://help.example")),
        "rules.Rules[0].MoreInfoUrl"
    );
    assert_eq!(
        first("RemediationStrings", json!([])),
        "rules.Rules[0].RemediationStrings"
    );
    let wrong = json!([{ "Language": "english", "Title": "T" }]);
    assert_eq!(
        first("RemediationStrings", wrong),
        "rules.Rules[0].RemediationStrings[0].Language"
    );
    let twice = |custom: &mut Value| {
        let rules = custom["rules"]["Rules"].as_array_mut().unwrap();
        rules[0] = rules[1].clone();
    };
    assert_eq!(custom(&twice), "rules.Rules[1]");
    let order = |custom: &mut Value| custom["rules"]["Rules"][1]["Operator"] = json!("LessThan");
    assert_eq!(custom(&order), "rules.Rules[1].Operator");
    let on_windows = refused(&|policy: &mut Value| policy["platform"] = json!("windows"));
    assert_eq!(on_windows, "policies[0].settings.custom");

    let many: Vec<Value> = (0..6)
        .map(|n| policy(&json!({ "id": format!("p{n}") })))
        .collect();
    let answered = put(&deployment, &admin, &json!(many));
    assert_eq!(answered.json()["field"], "policies");
}

#[test]
fn what_a_device_tells_of_its_scripts_is_few_short_and_either_a_result_or_a_reason() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let machine = Machine::of(&deployment, &ana, "corporate");
    let one = |more: Value| {
        let mut one = json!({ "policy": "bios", "script": digest() });
        one.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        one
    };
    for results in [
        json!(vec![one(json!({ "output": "{}" })); 6]),
        json!([one(json!({ "output": " ".repeat(2_049) }))]),
        json!([one(json!({ "failed": "x".repeat(201) }))]),
        json!([one(json!({ "failed": "two\nlines" }))]),
        json!([one(json!({}))]),
        json!([one(json!({ "output": "{}", "failed": "both" }))]),
        json!([{ "policy": "bios", "script": "short", "output": "{}" }]),
    ] {
        let answered = machine.send(
            "/api/v1/device/check-in",
            json!({ "script_results": results }),
        );
        assert!(
            answered.status.is_client_error(),
            "{results} {}",
            answered.text()
        );
    }
    machine.check_in(json!({ "script_results": [] }));
}
