//! What another policy would say, and what was decided, over HTTP.

use http::{Request, StatusCode};
use muster_shared::api::WhatIfInputs;
use muster_shared::enrollment::what_if::{RecordedInputs, what_if};
use muster_shared::policy::PolicySet;
use serde_json::{Value, json};

use crate::testing::{Answered, Browser, CSR_P256, CSR_RSA, Deployment, certificate_of};

struct Story {
    deployment: Deployment,
    admin: Browser,
}

impl Story {
    fn begin() -> Self {
        let deployment = Deployment::with_people();
        let admin = deployment.sign_in("admin");
        Self { deployment, admin }
    }

    fn get(&self, path: &str) -> Value {
        let answered = self.deployment.by(&self.admin, Request::get(path), None);
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        answered.json()
    }

    fn ask(&self, body: Value) -> Answered {
        let request = Request::post("/api/v1/policy/what-if");
        self.deployment.by(&self.admin, request, Some(body))
    }

    /// The policy of now, changed, with its version.
    fn changed(&self, change: impl Fn(&mut Value)) -> (Value, String) {
        let policy = self
            .deployment
            .by(&self.admin, Request::get("/api/v1/policy"), None);
        let mut draft = policy.json();
        change(&mut draft);
        (draft, policy.header("etag").to_owned())
    }

    fn publish(&self, change: impl Fn(&mut Value)) {
        let (draft, version) = self.changed(change);
        let request = Request::put("/api/v1/policy").header("if-match", version);
        let published = self.deployment.by(&self.admin, request, Some(draft));
        assert_eq!(published.status, StatusCode::OK, "{}", published.text());
    }

    fn draft(&self, change: impl Fn(&mut Value)) {
        let (draft, _) = self.changed(change);
        let request = Request::put("/api/v1/policy/draft").header("if-match", "\"0\"");
        let kept = self.deployment.by(&self.admin, request, Some(draft));
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    }
}

fn block_linux(policy: &mut Value) {
    policy["platform_restrictions"]["default"] = json!({ "linux": { "access": "block" } });
}

fn allow_linux(policy: &mut Value) {
    policy["platform_restrictions"]["default"] = json!({});
}

/// Ana's device is in, and ben's attempt was refused. The policy in force blocks Linux.
fn one_in_and_one_refused() -> Story {
    let story = Story::begin();
    let (ana, ben) = (
        story.deployment.sign_in("ana"),
        story.deployment.sign_in("ben"),
    );
    let tickets = [&ana, &ben].map(|person| story.deployment.ticket(person, "est"));
    certificate_of(&story.deployment.enroll(&tickets[0], CSR_P256));
    story.publish(block_linux);
    let refused = story.deployment.enroll(&tickets[1], CSR_RSA);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    story
}

#[test]
fn what_a_draft_changes_is_said_of_devices_and_of_refused_attempts() {
    let story = one_in_and_one_refused();
    assert_eq!(
        story.ask(json!({})).status,
        StatusCode::NOT_FOUND,
        "there is no draft yet"
    );
    story.draft(allow_linux);
    let answered = story.ask(json!({})).json();
    assert_eq!(
        (&answered["decided"], &answered["unknown"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(answered["oldest_decided_at"], json!("2026-12-01T12:00:00Z"));
    let changes = &answered["changes"];
    assert_eq!(changes["no_longer_refused"], json!(2));
    assert_eq!(
        changes["before"],
        json!({ "allowed": 0, "pending": 0, "refused": 2 })
    );
    let differences = changes["differences"].as_array().unwrap();
    assert!(
        differences[0]["of"]["device"]
            .as_str()
            .unwrap()
            .starts_with("dev_")
    );
    assert_eq!(differences[1]["of"]["attempt"]["number"], json!(1));
    assert_eq!(
        differences[1]["before"]["refusal"]["code"],
        json!("platform-blocked"),
        "{changes}"
    );
    assert!(answered["next"].is_null());
    // The other way round, and between versions that are kept.
    let start = PolicySet::starting().version().to_string();
    let back = story.ask(json!({ "from": start, "to": "current" })).json();
    assert_eq!(back["changes"]["newly_refused"], json!(2));
    let wrong = story.ask(json!({ "to": "tomorrow" }));
    assert_eq!(wrong.json()["field"], json!("to"));
}

#[test]
fn a_browser_gets_what_the_answer_is_worked_out_from() {
    let story = one_in_and_one_refused();
    let (mut after, mut inputs, mut pages) = (String::new(), RecordedInputs::default(), 0);
    loop {
        let page = story.get(&format!("/api/v1/what-if/inputs{after}"));
        for personal in ["ana", "username", "display_name", "enr_", "usr_"] {
            let devices = page["inputs"].as_array().unwrap();
            let devices = devices.iter().filter(|one| one["of"]["device"].is_string());
            assert!(
                devices
                    .clone()
                    .all(|one| !one.to_string().contains(personal)),
                "{personal}"
            );
        }
        let page: WhatIfInputs = serde_json::from_value(page).unwrap();
        for input in page.inputs {
            let mut facts = input.facts;
            facts
                .groups
                .clone_from(&page.group_sets[usize::try_from(input.group_set).unwrap()]);
            inputs.push(input.of, input.request, facts);
        }
        pages += 1;
        match page.next {
            Some(next) => after = format!("?after={}", next.replace('/', "%2F")),
            None => break,
        }
    }
    assert_eq!((inputs.len(), pages), (2, 2));
    let blocked: PolicySet = serde_json::from_value(story.get("/api/v1/policy")).unwrap();
    let now = "2026-12-01T12:00:00Z".parse().unwrap();
    let found = what_if(&inputs, &blocked, &PolicySet::starting(), now, 10);
    assert_eq!((found.no_longer_refused, found.different), (2, 2));
}

#[test]
fn a_draft_may_name_a_group_of_devices_that_no_decision_has_asked_for() {
    let story = Story::begin();
    let put = |section: &str, body: Value| {
        let put =
            Request::put(format!("/api/v1/configuration/{section}")).header("if-match", "\"0\"");
        let put = story.deployment.by(&story.admin, put, Some(body));
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    };
    let ana = story.deployment.sign_in("ana");
    certificate_of(
        &story
            .deployment
            .enroll(&story.deployment.ticket(&ana, "est"), CSR_P256),
    );
    let id = story.get("/api/v1/devices")["devices"][0]["device"]["id"].clone();
    put(
        "device-groups",
        json!({ "groups": [{ "id": "loan", "name": "Loan", "members": { "devices": [id] } }] }),
    );
    let people = json!({ "people": [{ "username": "ana@example.com", "display_name": "ana",
        "password": crate::testing::PASSWORD, "groups": ["staff"] }] });
    let operator = format!("Bearer {}", crate::testing::SETUP_TOKEN);
    let setup = Request::post("/api/v1/setup").header("authorization", operator);
    story.deployment.send(setup, Some(people));
    let ana = story.deployment.sign_in("ana");
    certificate_of(
        &story
            .deployment
            .enroll(&story.deployment.ticket(&ana, "est"), CSR_RSA),
    );
    story.draft(|policy| {
        policy["filters"] = json!([{ "id": "f", "name": "F", "platform": "linux",
            "rule": "(device.deviceGroup -ne \"loan\")" }]);
        policy["platform_restrictions"]["assigned"] = json!([{ "id": "p", "name": "P", "groups": [],
            "filtered": [{ "group": "staff", "mode": "include", "filter": "f" }],
            "platforms": { "linux": { "access": "block" } } }]);
    });
    let changes = story.ask(json!({})).json()["changes"].clone();
    // The first was decided when ana was in no group, the second is not on loan.
    assert_eq!(changes["newly_refused"], json!(1), "{changes}");
    assert_ne!(changes["differences"][0]["of"]["device"], id);
}

#[test]
fn decisions_are_listed_with_every_rule_and_come_out_the_same_again() {
    let story = one_in_and_one_refused();
    let device = story.get("/api/v1/devices")["devices"][0].clone();
    let id = device["device"]["id"].as_str().unwrap();
    let list = story.get(&format!("/api/v1/devices/{id}/decisions"));
    assert_eq!(list["enrollee"], device["enrollee"]);
    let decision = &list["decisions"][0];
    assert_eq!(
        (
            &decision["replay"],
            &decision["recorded"]["device"],
            &decision["recorded"]["under"]
        ),
        (&json!("equal"), &json!(id), &json!({ "configuration": 0 }))
    );
    assert_eq!(decision["trace"][0]["rule"], json!("account_enabled"));
    assert!(list["next"].is_null());
    let start = PolicySet::starting().version().to_string();
    assert_eq!(decision["recorded"]["policy"], json!(start));

    // The refused attempt is found where the what-if names it.
    let refused = story.ask(json!({ "from": start, "to": "current" })).json()["changes"].clone();
    let attempt = &refused["differences"][1]["of"]["attempt"];
    let enrollee = attempt["enrollee"].as_str().unwrap();
    let number = &attempt["number"];
    let replayed = story.get(&format!(
        "/api/v1/enrollees/{enrollee}/decisions/{number}/replay"
    ));
    assert_eq!(replayed["replay"], json!("equal"));
    assert_eq!(replayed["recorded"]["verdict"]["outcome"], json!("refuse"));
    let all = story.get(&format!("/api/v1/enrollees/{enrollee}/decisions"));
    assert_eq!(all["decisions"][0], replayed);
    let beyond = Request::get(format!("/api/v1/enrollees/{enrollee}/decisions/9/replay"));
    let beyond = story.deployment.by(&story.admin, beyond, None);
    assert_eq!(beyond.status, StatusCode::NOT_FOUND);
    let wrong = Request::get(format!("/api/v1/enrollees/{enrollee}/decisions?before=x"));
    let wrong = story.deployment.by(&story.admin, wrong, None);
    assert_eq!(wrong.json()["field"], json!("before"));
}
