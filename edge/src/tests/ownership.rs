//! Devices that enroll where personally-owned devices are blocked, with and without a list of corporate identifiers; and
//! what an administrator says of whose a device is.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::identifiers::import;
use crate::testing::{
    Answered, Browser, CSR_P256, CSR_RSA, Deployment, PROXY_SECRET, certificate_of,
};

/// Blocks personally-owned devices on Linux, macOS and Windows.
fn block_personal(deployment: &Deployment, admin: &Browser) {
    let policy = deployment.by(admin, Request::get("/api/v1/policy"), None);
    let mut draft = policy.json();
    for platform in ["linux", "macos", "windows"] {
        draft["platform_restrictions"]["default"][platform]["personally_owned"] = json!("block");
    }
    let put = Request::put("/api/v1/policy").header("if-match", policy.header("etag"));
    let published = deployment.by(admin, put, Some(draft));
    assert_eq!(published.status, StatusCode::OK, "{}", published.text());
}

fn ask_for_ticket(
    deployment: &Deployment,
    person: &Browser,
    platform: &str,
    ownership: &str,
) -> Answered {
    let body = json!({ "platform": platform, "method": "est", "ownership": ownership });
    deployment.by(person, Request::post("/api/v1/me/tickets"), Some(body))
}

/// Enrolls with a ticket of this kind, and reports.
fn enroll(
    deployment: &Deployment,
    person: &Browser,
    (platform, ownership): (&str, &str),
    csr: &[u8],
    serial: &str,
) -> Answered {
    let ticket = ask_for_ticket(deployment, person, platform, ownership);
    assert_eq!(ticket.status, StatusCode::CREATED, "{}", ticket.text());
    let certificate =
        certificate_of(&deployment.enroll(ticket.json()["ticket"].as_str().unwrap(), csr));
    let report = json!({ "manufacturer": "Dell Inc.", "os_version": "12.1", "inventory": {
        "model": "XPS 13", "serial_number": serial, "imei": "490154203237518" } });
    let check_in = Request::post("/api/v1/device/check-in")
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(&certificate)),
        )
        .header("x-muster-proxy-secret", PROXY_SECRET);
    deployment.send(check_in, Some(report))
}

fn devices(deployment: &Deployment, person: &Browser) -> Vec<Value> {
    let listed = deployment.by(person, Request::get("/api/v1/me/devices"), None);
    listed.json()["devices"].as_array().unwrap().clone()
}

fn state_of(deployment: &Deployment, admin: &Browser, search: &str) -> Value {
    let address = format!("/api/v1/corporate-identifiers?search={search}");
    deployment.by(admin, Request::get(address), None).json()["identifiers"][0].clone()
}

#[test]
fn a_listed_serial_number_passes_where_personal_devices_are_blocked_and_another_does_not() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    block_personal(&deployment, &admin);
    // Without a list nothing can be learnt that would help.
    let refused = ask_for_ticket(&deployment, &ana, "linux", "personal");
    assert_eq!(refused.code(), "personal-blocked");

    import(&deployment, &admin, "kind=serial_number", "PF5K2Q81,Berlin");
    // What an isolate has read of the configuration it uses for a quarter of a minute.
    deployment
        .clock
        .advance(core::time::Duration::from_secs(16));
    let kind = ("linux", "personal");
    let passed = enroll(&deployment, &ana, kind, CSR_P256, "pf5k2q81");
    assert_eq!(passed.json()["status"], "enrolled", "{}", passed.text());
    assert_eq!(devices(&deployment, &ana)[0]["ownership"], "corporate");
    let row = state_of(&deployment, &admin, "pf5k");
    assert_eq!(
        (&row["state"], &row["device"]),
        (&json!("enrolled"), &passed.json()["device_id"])
    );

    let ben = deployment.sign_in("ben");
    let refused = enroll(&deployment, &ben, kind, CSR_RSA, "ANOTHER1");
    assert_eq!(refused.code(), "personal-blocked", "{}", refused.text());
    // It is gone, and shown as gone: that it went must be no riddle.
    assert_eq!(devices(&deployment, &ben)[0]["status"], "retired");
}

#[test]
fn a_windows_device_that_is_not_on_the_windows_list_is_personal_whatever_its_person_says() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    block_personal(&deployment, &admin);
    let kind = ("windows", "corporate");
    import(
        &deployment,
        &admin,
        "kind=manufacturer_model_serial",
        "Dell Inc.,XPS 13,LISTED1",
    );
    let refused = enroll(&deployment, &ana, kind, CSR_P256, "ANOTHER1");
    assert_eq!(refused.code(), "personal-blocked", "{}", refused.text());
    let passed = enroll(&deployment, &ana, kind, CSR_RSA, "LISTED1");
    assert_eq!(passed.json()["status"], "enrolled", "{}", passed.text());
    assert_eq!(devices(&deployment, &ana)[0]["ownership"], "corporate");
}

#[test]
fn a_listed_device_that_is_refused_for_something_else_is_shown_as_failed() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    import(&deployment, &admin, "kind=serial_number", "PF5K2Q81");
    let policy = deployment.by(&admin, Request::get("/api/v1/policy"), None);
    let mut draft = policy.json();
    draft["platform_restrictions"]["default"]["linux"]["minimum_version"] = json!("99");
    let put = Request::put("/api/v1/policy").header("if-match", policy.header("etag"));
    assert_eq!(
        deployment.by(&admin, put, Some(draft)).status,
        StatusCode::OK
    );
    let refused = enroll(
        &deployment,
        &ana,
        ("linux", "personal"),
        CSR_P256,
        "PF5K2Q81",
    );
    assert_eq!(refused.code(), "os-too-old", "{}", refused.text());
    let row = state_of(&deployment, &admin, "PF5K");
    assert_eq!(
        (&row["state"], &row["failure"]),
        (&json!("failed"), &json!("os-too-old"))
    );
    assert_eq!(row["last_contact"], "2026-12-01T12:00:00Z");
}

#[test]
fn settings_say_what_is_kept_of_a_personal_device_and_an_administrator_whose_it_is() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    let settings = deployment.by(&admin, Request::get("/api/v1/settings"), None);
    let mut changed = settings.json();
    let publish = |settings: &Value, etag: &str| {
        let put = Request::put("/api/v1/settings").header("if-match", etag);
        deployment.by(&admin, put, Some(settings.clone()))
    };
    changed["keep"] = json!({ "os_version": "never" });
    let refused = publish(&changed, settings.header("etag"));
    assert_eq!(refused.code(), "bad-request-body");
    assert!(refused.text().contains("`keep`"), "{}", refused.text());
    changed["keep"] = json!({ "serial_number": "corporate_only" });
    assert_eq!(
        publish(&changed, settings.header("etag")).status,
        StatusCode::OK
    );

    let reported = enroll(
        &deployment,
        &ana,
        ("linux", "personal"),
        CSR_P256,
        "PF5K2Q81",
    )
    .json();
    let device = reported["device_id"].as_str().unwrap();
    let facts = || -> Vec<String> {
        let address = format!("/api/v1/me/devices/{device}");
        let shown = deployment.by(&ana, Request::get(address), None).json();
        let facts = shown["facts"].as_array().unwrap().iter();
        facts
            .map(|fact| fact["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(facts(), ["os_version", "manufacturer", "model"]);

    let change = |device: &str, ownership: Value| {
        let patch = Request::patch(format!("/api/v1/devices/{device}"));
        deployment.by(&admin, patch, Some(json!({ "ownership": ownership })))
    };
    let made = change(device, json!("corporate"));
    assert_eq!(
        (made.status, &made.json()["ownership"]),
        (StatusCode::OK, &json!("corporate"))
    );
    let address = format!("/api/v1/me/devices/{device}");
    let shown = deployment.by(&ana, Request::get(address), None);
    assert!(shown.text().contains("made_corporate"), "{}", shown.text());
    assert_eq!(change(device, json!("mine")).code(), "bad-request-body");
    let nobodys = "dev_00000000000000000000000000";
    assert_eq!(change(nobodys, json!("personal")).code(), "not-found");
    let chain = deployment.by(&admin, Request::get("/api/v1/audit"), None);
    assert!(
        chain.text().contains("ownership-changed"),
        "{}",
        chain.text()
    );
}
