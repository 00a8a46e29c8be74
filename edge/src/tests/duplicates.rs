//! The same hardware enrolled by two people: both stay, an administrator sees them and decides.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{Browser, CSR_P256, CSR_RSA, Deployment, PROXY_SECRET, certificate_of};

/// Enrolls a device of this person's and has it tell its serial number. Answers its identifier.
fn machine(deployment: &Deployment, person: &Browser, csr: &[u8], serial: &str) -> String {
    let ticket = deployment.ticket(person, "est");
    let certificate = certificate_of(&deployment.enroll(&ticket, csr));
    let check_in = Request::post("/api/v1/device/check-in")
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(&certificate)),
        )
        .header("x-muster-proxy-secret", PROXY_SECRET);
    let report = json!({ "manufacturer": "Dell Inc.", "inventory": { "model": "XPS 13", "serial_number": serial } });
    let answered = deployment.send(check_in, Some(report));
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    answered.json()["device_id"].as_str().unwrap().to_owned()
}

fn listed(deployment: &Deployment, admin: &Browser, query: &str) -> Vec<Value> {
    let answered = deployment.by(admin, Request::get(format!("/api/v1/devices{query}")), None);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    assert!(!answered.text().contains("hardware"), "{}", answered.text());
    answered.json()["devices"].as_array().unwrap().clone()
}

#[test]
fn an_administrator_finds_devices_of_one_hardware_and_retires_one() {
    let deployment = Deployment::with_people();
    let [admin, ana, ben] = ["admin", "ana", "ben"].map(|name| deployment.sign_in(name));
    let hers = machine(&deployment, &ana, CSR_P256, "PF5K2Q81");
    assert_eq!(
        listed(&deployment, &admin, "?duplicates=true"),
        [] as [Value; 0]
    );
    let his = machine(&deployment, &ben, CSR_RSA, "pf5k2q81");
    let both = listed(&deployment, &admin, "?duplicates=true");
    assert_eq!(both.len(), 2);
    for record in &both {
        let other = if record["device"]["id"] == json!(hers) {
            &his
        } else {
            &hers
        };
        assert_eq!(record["duplicates"], json!([other]));
    }
    // A person is told nothing of another's device.
    let own = deployment.by(&ana, Request::get("/api/v1/me/devices"), None);
    assert!(!own.text().contains(&his), "{}", own.text());

    let retire = Request::delete(format!("/api/v1/devices/{his}"));
    let retired = deployment.by(&admin, retire, None);
    assert_eq!(retired.status, StatusCode::NO_CONTENT);
    assert!(listed(&deployment, &admin, "?duplicates=true").is_empty());
    assert_eq!(listed(&deployment, &admin, "?duplicates=false").len(), 2);
    let refused = deployment.by(
        &admin,
        Request::get("/api/v1/devices?duplicates=maybe"),
        None,
    );
    assert!(
        refused.text().contains("`duplicates`"),
        "{}",
        refused.text()
    );
}

#[test]
fn a_person_sees_that_two_of_their_devices_are_one_machine_and_removes_the_old_one() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let old = machine(&deployment, &ana, CSR_P256, "PF5K2Q81");
    deployment
        .clock
        .advance(core::time::Duration::from_secs(60));
    let new = machine(&deployment, &ana, CSR_RSA, "PF5K2Q81");
    let device = |id: &str| {
        let show = Request::get(format!("/api/v1/me/devices/{id}"));
        deployment.by(&ana, show, None).json()["device"].clone()
    };
    assert_eq!(device(&old)["same_machine_as"], json!(new));
    assert_eq!(device(&new)["same_machine_as"], json!(old));
    let remove = Request::delete(format!("/api/v1/me/devices/{old}"));
    assert_eq!(
        deployment.by(&ana, remove, None).status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(device(&new)["same_machine_as"], Value::Null);
}
