//! Mail to people, from an enrollment to the outbox.

use http::{Request, StatusCode};
use muster_shared::ports::Carried;
use serde_json::{Value, json};

use crate::testing::{Browser, CSR_P256, CSR_RSA, Deployment};

/// Ana has an address, and there is one notification for everybody.
fn deployment() -> (Deployment, Browser) {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let people = deployment.by(&admin, Request::get("/api/v1/people"), None);
    let people = people.json()["people"].as_array().unwrap().clone();
    let ana = people
        .iter()
        .find(|person| person["username"] == "ana@example.com")
        .unwrap();
    let path = format!("/api/v1/people/{}", ana["id"].as_str().unwrap());
    let shown = deployment.by(&admin, Request::get(&path), None);
    let edit = Request::patch(&path).header("if-match", shown.header("etag"));
    let edited = deployment.by(&admin, edit, Some(json!({"email": "ana@mail.example"})));
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.text());
    let put = Request::put("/api/v1/configuration/notifications").header("if-match", "\"0\"");
    let note = json!({"id": "all", "subject": "New", "message": "<p>Hello {{UserName}}</p>", "show_portal_link": true});
    let kept = deployment.by(
        &admin,
        put,
        Some(json!({"from": "muster@example.com", "notifications": [note]})),
    );
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    (deployment, admin)
}

fn outbox(deployment: &Deployment, admin: &Browser) -> Vec<Value> {
    let listed = deployment.by(admin, Request::get("/api/v1/mail-outbox"), None);
    assert_eq!(listed.status, StatusCode::OK, "{}", listed.text());
    listed.json()["mails"].as_array().unwrap().clone()
}

#[test]
fn who_enrolls_a_device_gets_a_mail_and_administrators_see_what_became_of_it() {
    let (deployment, admin) = deployment();
    let ana = deployment.sign_in("ana");
    let ticket = deployment.ticket(&ana, "est");
    for _ in 0..2 {
        let enrolled = deployment.enroll(&ticket, CSR_P256);
        assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text());
    }
    let sent = deployment.app.platform.house().mailer().sent();
    assert_eq!(sent.len(), 1, "the same request again is no other device");
    let mails = outbox(&deployment, &admin);
    assert_eq!(mails.len(), 1);
    assert_eq!(
        (&mails[0]["state"], &mails[0]["to"], &mails[0]["html"]),
        (
            &json!("sent"),
            &json!("ana@mail.example"),
            &json!("<p>Hello ana</p><p><a href=\"https://portal.test\">See your devices</a></p>")
        )
    );
    // Ben has no address.
    let ben = deployment.sign_in("ben");
    let enrolled = deployment.enroll(&deployment.ticket(&ben, "est"), CSR_RSA);
    assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text());
    assert_eq!(outbox(&deployment, &admin).len(), 1);
}

#[test]
fn a_new_key_that_takes_an_enrollment_over_is_no_other_device() {
    let (deployment, admin) = deployment();
    let ana = deployment.sign_in("ana");
    let ticket = deployment.ticket(&ana, "agent");
    for csr in [CSR_P256, CSR_RSA] {
        let enrolled = deployment.enroll(&ticket, csr);
        assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text());
    }
    assert_eq!(outbox(&deployment, &admin).len(), 1);
}

#[test]
fn without_a_mail_server_the_outbox_is_where_mails_are_read() {
    let (deployment, admin) = deployment();
    let house = deployment.app.platform.house();
    house.mailer().say(Some(Ok(Carried::NoServer)));
    let ana = deployment.sign_in("ana");
    deployment.enroll(&deployment.ticket(&ana, "est"), CSR_P256);
    let mails = outbox(&deployment, &admin);
    assert_eq!(
        (&mails[0]["state"], &mails[0]["reason"], &mails[0]["text"]),
        (
            &json!("kept"),
            &json!("this deployment has no mail binding"),
            &json!("Hello ana\n\nSee your devices: https://portal.test")
        )
    );
}

#[test]
fn who_loses_a_device_to_the_organisation_gets_a_mail_whatever_the_notifications_say() {
    let (deployment, admin) = deployment();
    let put = Request::put("/api/v1/configuration/notifications").header("if-match", "\"1\"");
    let none = json!({"from": "muster@example.com", "notifications": []});
    let kept = deployment.by(&admin, put, Some(none));
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    let ana = deployment.sign_in("ana");
    deployment.enroll(&deployment.ticket(&ana, "est"), CSR_P256);
    assert_eq!(outbox(&deployment, &admin), [] as [Value; 0]);
    let mine = deployment.by(&ana, Request::get("/api/v1/me/devices"), None);
    let device = mine.json()["devices"][0]["id"].as_str().unwrap().to_owned();
    for (ownership, mails) in [
        ("personal", 0),
        ("corporate", 1),
        ("corporate", 1),
        ("personal", 1),
    ] {
        let request = Request::patch(format!("/api/v1/devices/{device}"));
        let changed = deployment.by(&admin, request, Some(json!({"ownership": ownership})));
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_eq!(outbox(&deployment, &admin).len(), mails);
    }
}

#[test]
fn who_uses_a_device_hears_that_it_became_the_organisations_and_who_enrolled_it_does_not() {
    let (deployment, admin) = deployment();
    let ben = deployment.sign_in("ben");
    let enrolled = deployment.enroll(&deployment.ticket(&ben, "est"), CSR_P256);
    assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text());
    let devices = deployment.by(&admin, Request::get("/api/v1/devices"), None);
    let device = devices.json()["devices"][0]["device"]["id"].clone();
    let people = deployment.by(&admin, Request::get("/api/v1/people?search=ana"), None);
    let ana = people.json()["people"][0]["id"].clone();
    let change = |body: Value| {
        let path = format!("/api/v1/devices/{}", device.as_str().unwrap());
        let changed = deployment.by(&admin, Request::patch(path), Some(body));
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    };
    change(json!({ "primary_user": ana }));
    assert!(
        outbox(&deployment, &admin).is_empty(),
        "of a hand-over no mail is sent"
    );
    change(json!({ "ownership": "corporate" }));
    let mails = outbox(&deployment, &admin);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0]["to"], "ana@mail.example");
}
