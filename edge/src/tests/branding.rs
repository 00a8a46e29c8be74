//! How the organisation presents itself, over HTTP.

use axum::body::Body;
use http::{Request, StatusCode};
use muster_shared::ids::Digest;
use serde_json::json;

use crate::testing::{Answered, Browser, Deployment};

const BRANDING: &str = "/api/v1/configuration/branding";

/// The head of a PNG: what is recognised of it.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file
}

fn upload(
    deployment: &Deployment,
    by: &Browser,
    which: &str,
    version: &str,
    file: &[u8],
) -> Answered {
    let request = Request::put(format!("/api/v1/branding/{which}"))
        .header("cookie", &by.cookie)
        .header("x-csrf-token", &by.csrf)
        .header("if-match", version)
        // What the sender calls it makes no difference.
        .header("content-type", "text/html")
        .body(Body::from(file.to_vec()));
    deployment.send_raw(request.unwrap())
}

#[test]
fn a_picture_is_taken_into_its_place_and_served_as_what_it_is_for_ever() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let file = png(300, 100);
    let digest = Digest::of(&file).to_string();
    for (number, which) in ["logo", "logo_on_dark"].into_iter().enumerate() {
        let taken = upload(&deployment, &admin, which, &format!("\"{number}\""), &file);
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
        assert_eq!(taken.json()[which], json!(digest));
    }
    let wide = upload(&deployment, &admin, "image", "\"2\"", &png(1_200, 300));
    assert_eq!(wide.json()["logo"], json!(digest), "the others stay");
    assert!(wide.json()["image"].is_string());
    let served = deployment.send(Request::get(format!("/branding/{digest}")), None);
    assert_eq!((served.status, &served.body), (StatusCode::OK, &file));
    for (name, value) in [
        ("content-type", "image/png"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
    ] {
        assert_eq!(served.header(name), value);
    }
    let other = Digest::of(b"never uploaded");
    for nothing in [other.to_string(), "x".to_owned()] {
        let missing = deployment.send(Request::get(format!("/branding/{nothing}")), None);
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn a_bad_picture_names_field_and_rule_and_changes_nothing() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let writes = deployment.app.platform.house().copies().writes();
    for (which, file, rule) in [
        ("logo", png(300, 72), "must be higher than 72 pixels"),
        ("image", png(1_125, 900), "must be wider than 1125 pixels"),
        (
            "logo_on_dark",
            b"<svg onload=alert(1)>".to_vec(),
            "must be a PNG or JPEG picture",
        ),
        ("logo", vec![0; 768_001], "must be at most 768000 bytes"),
        ("image", vec![0; 1_363_149], "must be at most 1363148 bytes"),
    ] {
        let refused = upload(&deployment, &admin, which, "\"0\"", &file);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let problem = refused.json();
        assert_eq!(
            (&problem["field"], &problem["rule"]),
            (&json!(which), &json!(rule))
        );
    }
    let late = upload(&deployment, &admin, "logo", "\"7\"", &png(300, 100));
    assert_eq!(late.code(), "version-conflict");
    let unknown = upload(&deployment, &admin, "favicon", "\"0\"", &png(300, 100));
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let read = deployment.by(&admin, Request::get(BRANDING), None);
    assert_eq!((read.header("etag"), read.json()), ("\"0\"", json!({})));
    assert_eq!(deployment.app.platform.house().copies().writes(), writes);
}

#[test]
fn everybody_sees_how_the_organisation_presents_itself() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let shown = || {
        deployment
            .send(Request::get("/api/v1/branding"), None)
            .json()
    };
    assert_eq!(shown(), json!({"organisation": "Muster", "branding": {}}));
    let name = |browser: &Browser| {
        let me = deployment.by(browser, Request::get("/api/v1/me"), None);
        me.json()["organisation"].clone()
    };
    assert_eq!(name(&admin), json!("Muster"));
    let branding = json!({
        "name": "Acme", "accent": "#ffd400", "contact_name": "Service Desk", "contact_phone": "+49 30 1",
        "contact_email": "it@acme.example", "support_name": "Help", "support_url": "https://help.acme.example",
        "note": "Mon to Fri", "privacy_url": "https://acme.example/privacy", "cannot_see": "Your photos", "can_see": "The model",
    });
    let request = Request::put(BRANDING).header("if-match", "\"0\"");
    let kept = deployment.by(&admin, request, Some(branding.clone()));
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    assert_eq!(
        shown(),
        json!({"organisation": "Acme", "text_on_accent": "black", "branding": branding})
    );
    assert_eq!(name(&admin), json!("Acme"));
}

#[test]
fn the_portal_can_be_installed_under_the_name_and_with_the_icon_of_the_organisation() {
    let deployment = Deployment::with_people();
    let manifest = || {
        let request = Request::get("/branding/portal.webmanifest");
        let answer = deployment.send(request, None);
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "application/manifest+json");
        answer.json()
    };
    let ours = manifest();
    assert_eq!(ours["name"], json!("Muster"));
    assert_eq!(ours["start_url"], json!("/"));
    assert_eq!(ours["display"], json!("standalone"));
    assert_eq!(ours["theme_color"], json!("#0b5f78"));
    assert_eq!(ours["icons"][0]["src"], json!("/icon.svg"));

    let admin = deployment.sign_in("admin");
    let request = Request::put(BRANDING).header("if-match", "\"0\"");
    let branding = json!({"name": "Northgate", "accent": "#ffd400"});
    assert_eq!(
        deployment.by(&admin, request, Some(branding)).status,
        StatusCode::OK
    );
    // A wide logo makes no icon; the one on dark ground does.
    let (wide, square) = (png(300, 100), png(192, 192));
    upload(&deployment, &admin, "logo", "\"1\"", &wide);
    assert_eq!(manifest()["icons"][0]["src"], json!("/icon.svg"));
    upload(&deployment, &admin, "logo_on_dark", "\"2\"", &square);
    let dressed = manifest();
    assert_eq!(dressed["name"], json!("Northgate"));
    assert_eq!(dressed["theme_color"], json!("#ffd400"));
    let icon = json!({
        "src": format!("/branding/{}", Digest::of(&square)), "sizes": "192x192", "type": "image/png",
    });
    assert_eq!(dressed["icons"], json!([icon]));
}
