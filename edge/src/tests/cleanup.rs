//! Cleanup rules over HTTP: who is silent for too long is listed no more, until they come back.

use core::time::Duration;

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{Answered, CSR_P256, CSR_RSA, Deployment, PROXY_SECRET, certificate_of};

/// Two devices of ana's, enrolled today: one of them can check in.
struct Story {
    deployment: Deployment,
    certificate: String,
}

impl Story {
    fn begin() -> Self {
        let deployment = Deployment::with_people();
        let ana = deployment.sign_in("ana");
        let certificates = [CSR_P256, CSR_RSA].map(|csr| {
            let enrolled = deployment.enroll(&deployment.ticket(&ana, "est"), csr);
            format!(":{}:", Base64::encode_string(&certificate_of(&enrolled)))
        });
        let [certificate, _] = certificates;
        Self {
            deployment,
            certificate,
        }
    }

    fn check_in(&self) {
        let request = Request::post("/api/v1/device/check-in")
            .header("client-cert", &self.certificate)
            .header("x-muster-proxy-secret", PROXY_SECRET);
        let answered = self.deployment.send(request, None);
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    }

    /// As somebody who signs in for it: sessions do not last for months.
    fn get(&self, name: &str, path: &str) -> Answered {
        let browser = self.deployment.sign_in(name);
        self.deployment.by(&browser, Request::get(path), None)
    }

    fn put(&self, revision: u8, rules: &Value) -> Answered {
        let admin = self.deployment.sign_in("admin");
        let put = Request::put("/api/v1/configuration/cleanup")
            .header("if-match", format!("\"{revision}\""));
        self.deployment
            .by(&admin, put, Some(json!({ "rules": rules })))
    }

    /// The devices of a list, each with whether it is marked.
    fn listed(&self, query: &str) -> Vec<bool> {
        let answered = self.get("admin", &format!("/api/v1/devices{query}"));
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        let devices = answered.json()["devices"].as_array().unwrap().clone();
        let is_marked = |record: &Value| record["device"]["hidden_since"].is_string();
        devices.iter().map(is_marked).collect()
    }

    fn days(&self, days: u64) {
        self.deployment
            .clock
            .advance(Duration::from_hours(24 * days));
    }
}

#[test]
fn a_device_leaves_the_list_after_its_days_of_silence_and_is_back_when_it_checks_in() {
    let story = Story::begin();
    story.check_in();
    let kept = story.put(0, &json!([{ "platform": "linux", "after_days": 90 }]));
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    story.days(60);
    story.check_in();
    assert_eq!(story.listed(""), [false, false]);
    // One has been silent for 90 days, the other for 30.
    story.days(30);
    assert_eq!(story.listed(""), [false]);
    assert_eq!(story.listed("?hidden=only"), [true]);
    assert_eq!(story.listed("?hidden=include").len(), 2);
    story.days(60);
    assert_eq!(story.listed(""), [] as [bool; 0]);
    assert_eq!(story.listed("?hidden=only"), [true, true]);
    // Nothing has ended: it checks in with the certificate it had, and is listed at once.
    story.check_in();
    assert_eq!(story.listed(""), [false]);
    assert_eq!(story.listed("?hidden=only"), [true]);
    let nothing_ended = story.get("admin", "/api/v1/audit").text();
    for kind in ["device-retired", "certificate-revoked"] {
        assert!(!nothing_ended.contains(kind), "{kind}");
    }
}

#[test]
fn ones_own_device_stays_in_ones_list_and_is_marked() {
    let story = Story::begin();
    story.put(0, &json!([{ "after_days": 30 }]));
    story.days(30);
    let devices = story.get("ana", "/api/v1/me/devices").json();
    let devices = devices["devices"].as_array().unwrap().clone();
    assert_eq!(devices.len(), 2);
    for device in devices {
        assert_eq!(device["hidden_since"], "2026-12-31T12:00:00Z");
        let path = format!("/api/v1/me/devices/{}", device["id"].as_str().unwrap());
        let shown = story.get("ana", &path).json();
        assert_eq!(shown["device"]["hidden_since"], "2026-12-31T12:00:00Z");
    }
}

#[test]
fn a_hidden_device_counts_against_the_limit_as_long_as_any_other() {
    let story = Story::begin();
    story.put(0, &json!([{ "after_days": 30 }]));
    story.days(31);
    assert_eq!(story.listed(""), [] as [bool; 0]);
    let in_use = || story.get("ana", "/api/v1/me").json()["devices_in_use"].clone();
    assert_eq!(in_use(), 2);
    story.days(60);
    assert_eq!(in_use(), 0);
}

#[test]
fn another_platforms_rule_hides_nobody_and_one_that_is_taken_away_no_more() {
    let story = Story::begin();
    story.put(0, &json!([{ "platform": "windows", "after_days": 30 }]));
    story.days(40);
    assert_eq!(story.listed("").len(), 2);
    story.put(
        1,
        &json!([{ "platform": "linux", "after_days": 60 }, { "after_days": 30 }]),
    );
    story.days(1);
    assert_eq!(story.listed("").len(), 2, "the platform's own rule counts");
    story.put(2, &json!([{ "after_days": 30 }]));
    story.days(1);
    assert_eq!(story.listed("").len(), 0);
    story.put(3, &json!([]));
    story.days(1);
    assert_eq!(story.listed("").len(), 2);
}

#[test]
fn a_rule_is_tried_before_it_is_kept() {
    let story = Story::begin();
    story.days(40);
    story.check_in();
    let preview = |query: &str| story.listed(&format!("/cleanup-preview?{query}"));
    assert_eq!(preview("after_days=30"), [true]);
    assert_eq!(preview("after_days=30&platform=linux"), [true]);
    assert_eq!(preview("after_days=30&platform=ios"), [] as [bool; 0]);
    assert_eq!(preview("after_days=41"), [] as [bool; 0]);
    assert_eq!(story.listed("").len(), 2, "nothing was kept");
    for (path, field) in [
        ("/cleanup-preview?after_days=29", "after_days"),
        ("/cleanup-preview?after_days=271", "after_days"),
        ("/cleanup-preview", "after_days"),
        ("/cleanup-preview?after_days=30&platform=beos", "platform"),
        ("?hidden=yes", "hidden"),
    ] {
        let refused = story.get("admin", &format!("/api/v1/devices{path}"));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(refused.json()["field"], field, "{}", refused.text());
    }
}

#[test]
fn what_is_no_rule_is_not_kept() {
    let story = Story::begin();
    for (rules, field) in [
        (json!([{ "after_days": 29 }]), "rules[0].after_days"),
        (json!([{ "after_days": 271 }]), "rules[0].after_days"),
        (
            json!([{ "after_days": 30 }, { "after_days": 60 }]),
            "rules[1].platform",
        ),
        (
            json!([{ "platform": "beos", "after_days": 60 }]),
            "rules[0].platform",
        ),
    ] {
        let refused = story.put(0, &rules);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["field"], field, "{}", refused.text());
    }
}

#[test]
fn pages_of_what_is_listed_are_whole() {
    let story = Story::begin();
    story.put(0, &json!([{ "after_days": 30 }]));
    story.days(30);
    story.check_in();
    let first = story.get("admin", "/api/v1/devices?limit=1").json();
    let second = first["next"]
        .as_str()
        .map_or(json!({"devices": []}), |next| {
            let path = format!("/api/v1/devices?limit=1&after={next}");
            story.get("admin", &path).json()
        });
    let count = |page: &Value| page["devices"].as_array().unwrap().len();
    assert_eq!(count(&first) + count(&second), 1);
}
