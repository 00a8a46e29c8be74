//! How an Apple device comes to be enrolled, and as what: what its profile has in it, by whichever credential, and what it may not say
//! as it begins.

use axum::body::Body;
use http::{Request, StatusCode};
use muster_shared::ports::{Copies as _, PublishedPerson, PublishedUsername};
use muster_shared::protocol::plist::Dict;
use serde_json::json;

use super::apple::{Phone, devices, kinds, opened, order, payload, profile, ticket};
use crate::app::Platform as _;
use crate::testing::{Browser, CSR_P256, CSR_RSA, Deployment};

const WEB_CLIP: &str = "com.apple.webClip.managed";

fn types(parts: &[Dict]) -> Vec<&str> {
    parts
        .iter()
        .map(|part| part.text("PayloadType").unwrap())
        .collect()
}

/// An enrollment token's text.
fn token(deployment: &Deployment, admin: &Browser, platform: &str, method: &str) -> String {
    let body = json!({
        "name": "Kiosks", "platform": platform, "method": method, "quota": 1,
        "expires_at": "2027-03-01T00:00:00Z",
    });
    let request = Request::post("/api/v1/enrollment-tokens");
    let made = deployment.by(admin, request, Some(body));
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()["text"].as_str().unwrap().to_owned()
}

/// The profile that the device is given in its next session.
fn renewed(phone: &Phone<'_>) -> (Dict, Vec<Dict>) {
    let asked = phone.session();
    let payload = asked.iter().find_map(|command| command.data("Payload"));
    let whole = opened(payload.unwrap());
    let parts = whole.dicts("PayloadContent").cloned().collect();
    (whole, parts)
}

fn device_of(deployment: &Deployment, browser: &Browser) -> String {
    let list = devices(deployment, browser);
    list[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_mac_gets_no_web_clip_as_it_enrolls_and_as_it_renews_and_an_ipad_keeps_its_own() {
    let deployment = Deployment::with_people();
    let (ana, admin) = (deployment.sign_in("ana"), deployment.sign_in("admin"));
    for (platform, product, csr, has_clip) in [
        ("macos", "MacBookPro18,1", CSR_RSA, false),
        ("ipados", "iPad13,18", CSR_P256, true),
    ] {
        let made = ticket(&deployment, &ana, platform, "apple_device");
        let got = deployment.send(Request::get(format!("/mdm/apple/profile/{made}")), None);
        let (_, parts) = profile(&got);
        assert_eq!(types(&parts).contains(&WEB_CLIP), has_clip, "{platform}");
        let mut device = Phone::with(&deployment, &made, csr);
        device.product = product;
        device.enrolls();
        let list = devices(&deployment, &ana);
        let mut list = list.as_array().unwrap().iter();
        let own = list.find(|one| one["platform"] == platform).unwrap();
        let renew = json!({ "kind": "renew_certificate" });
        order(&deployment, &admin, own["id"].as_str().unwrap(), renew);
        let (_, after) = renewed(&device);
        assert_eq!(types(&after), types(&parts), "{platform}");
    }
}

#[test]
fn over_the_air_a_token_gives_the_enrollment_profile_at_once_so_that_a_device_takes_one_place() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let token = token(&deployment, &admin, "ios", "apple_device");
    let get = |way: &str| deployment.send(Request::get(format!("/mdm/apple/{way}/{token}")), None);
    let over_the_air = get("ota");
    let (_, parts) = profile(&over_the_air);
    assert_eq!(over_the_air.body, get("profile").body);
    // A token's devices are the organisation's.
    let mdm = payload(&parts, "com.apple.mdm");
    assert_eq!(mdm.number("AccessRights"), Some(8_191));
    // Whoever has the first profile of old gets the same, and no certificate of a step in between.
    let told = Request::post(format!("/mdm/apple/ota/{token}"))
        .body(Body::from(over_the_air.body.clone()))
        .unwrap();
    let answered = deployment.send_raw(told);
    assert_eq!(types(&profile(&answered).1), types(&parts));
    Phone::with(&deployment, &token, CSR_RSA).enrolls();
    let list = deployment.by(&admin, Request::get("/api/v1/enrollment-tokens"), None);
    assert!(list.text().contains("\"used\":1"), "{}", list.text());
    let another = deployment.enroll(&token, CSR_P256);
    assert!(
        another.text().contains("token-quota-reached"),
        "{}",
        another.text()
    );
}

#[test]
fn a_ticket_over_the_air_still_asks_the_device_what_it_is() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let made = ticket(&deployment, &ana, "ios", "apple_device");
    let path = format!("/mdm/apple/ota/{made}");
    let first = deployment.send(Request::get(&path), None);
    assert_eq!(
        opened(&first.body).text("PayloadType"),
        Some("Profile Service")
    );
    let told = Request::post(&path).body(Body::from(first.body)).unwrap();
    let (_, parts) = profile(&deployment.send_raw(told));
    assert_eq!(types(&parts), ["com.apple.security.scep"]);
}

#[test]
fn a_token_for_another_way_leads_to_no_profile() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let token = token(&deployment, &admin, "linux", "agent");
    for way in ["profile", "ota"] {
        let got = deployment.send(Request::get(format!("/mdm/apple/{way}/{token}")), None);
        assert_eq!(got.status, StatusCode::CONFLICT, "{}", got.text());
    }
}

#[test]
fn an_apple_tv_or_what_nobody_knows_does_not_begin_and_is_told_so_without_a_401() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let made = ticket(&deployment, &ana, "ios", "apple_device");
    let mut phone = Phone::with(&deployment, &made, CSR_RSA);
    for product in ["AppleTV14,1", "RealityDevice14,1", "Watch7,5", "Toaster1,1"] {
        phone.product = product;
        let answered = phone.authenticates();
        assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{product}");
        assert_eq!(answered.header("content-type"), "text/plain; charset=utf-8");
        let text = answered.text();
        assert!(text.contains("another platform"), "{product}: {text}");
    }
    phone.product = "iPhone14,2";
    phone.enrolls();
}

#[test]
fn a_device_begins_only_at_the_address_of_its_kind_of_management() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let at = |phone: &mut Phone<'_>, scope: &str| {
        phone.check_in = format!("/mdm/apple/{scope}/checkin");
        phone.authenticates()
    };
    let own = ticket(&deployment, &ana, "ios", "apple_device");
    let mut phone = Phone::with(&deployment, &own, CSR_RSA);
    let refused = at(&mut phone, "account");
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused.text().contains("not managed by this address"),
        "{}",
        refused.text()
    );
    phone.check_in = "/mdm/apple/personal/checkin".to_owned();
    phone.enrolls();
    // Enrolled, it does not become the organisation's by another address.
    assert_eq!(
        at(&mut phone, "organisation").status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(at(&mut phone, "personal").status, StatusCode::OK);
}

#[test]
fn a_certificate_that_came_another_way_enrolls_no_apple_device() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let own = ticket(&deployment, &ana, "ios", "apple_device");
    let phone = Phone::with(&deployment, &own, CSR_RSA);
    let est = deployment.enroll(&deployment.ticket(&ana, "est"), CSR_P256);
    let stranger = phone.with_certificate_of(&est);
    for scope in ["organisation", "personal", "account"] {
        let mut stranger = stranger.clone();
        stranger.check_in = format!("/mdm/apple/{scope}/checkin");
        // Which product it is it does not say: its platform is not what it is refused for.
        let refused = stranger.says("Authenticate", Dict::new());
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{scope}");
        let text = refused.text();
        assert!(text.contains("not managed by this address"), "{text}");
    }
}

#[test]
fn a_device_that_was_made_over_to_its_person_still_checks_in_and_renews_as_it_was() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let token = token(&deployment, &admin, "ios", "apple_device");
    let phone = Phone::with(&deployment, &token, CSR_RSA);
    phone.enrolls();
    let list = deployment.by(&admin, Request::get("/api/v1/devices"), None);
    let id = list.json()["devices"][0]["device"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/devices/{id}");
    let body = json!({ "ownership": "personal" });
    let changed = deployment.by(&admin, Request::patch(path), Some(body));
    assert!(changed.status.is_success(), "{}", changed.text());
    order(
        &deployment,
        &admin,
        &id,
        json!({ "kind": "renew_certificate" }),
    );
    let (_, parts) = renewed(&phone);
    let mdm = payload(&parts, "com.apple.mdm");
    assert_eq!(mdm.number("AccessRights"), Some(8_191));
    assert!(
        mdm.text("ServerURL")
            .unwrap()
            .ends_with("/organisation/server")
    );
    phone.enrolls();
}

#[test]
fn without_the_person_an_account_gets_no_profile_but_a_fault_and_the_device_comes_again() {
    let deployment = Deployment::with_people();
    let (ana, admin) = (deployment.sign_in("ana"), deployment.sign_in("admin"));
    let made = ticket(&deployment, &ana, "ios", "apple_user");
    let phone = Phone::with(&deployment, &made, CSR_RSA);
    phone.enrolls();
    let id = device_of(&deployment, &ana);
    order(
        &deployment,
        &admin,
        &id,
        json!({ "kind": "renew_certificate" }),
    );

    let copies = deployment.app.platform.copies();
    let tenant = &deployment.app.config.tenant;
    let key = PublishedUsername::key_of("ana@example.com");
    let username: Option<PublishedUsername> =
        pollster::block_on(copies.read(tenant, &key)).unwrap();
    let key = PublishedPerson::key_of(&username.unwrap().enrollee);
    let person: Option<PublishedPerson> = pollster::block_on(copies.read(tenant, &key)).unwrap();
    let person = person.unwrap();
    pollster::block_on(copies.remove::<PublishedPerson>(tenant, &key)).unwrap();

    let get = || deployment.send(Request::get(format!("/mdm/apple/profile/{made}")), None);
    assert!(get().status.is_server_error(), "{}", get().text());
    let idle = phone.sends("Idle", None, Dict::new());
    assert!(idle.status.is_server_error(), "{}", idle.text());

    pollster::block_on(copies.publish(tenant, &person)).unwrap();
    let (_, parts) = renewed(&phone);
    let mdm = payload(&parts, "com.apple.mdm");
    assert_eq!(mdm.text("EnrollmentMode"), Some("BYOD"));
    assert_eq!(mdm.text("AssignedManagedAppleID"), Some("ana@example.com"));
    assert_eq!(mdm.get("AccessRights"), None);
    assert!(kinds(&phone.session()).contains(&"DeviceInformation"));
}
