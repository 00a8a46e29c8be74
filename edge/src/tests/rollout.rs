//! Policy versions and rollouts over HTTP, and what they mean for a device that enrolls.

use http::{Request, StatusCode};
use muster_shared::policy::PolicySet;
use muster_shared::store::{Rows as _, Table};
use serde_json::{Value, json};

use crate::testing::{Answered, Browser, CSR_P256, CSR_RSA, Deployment};

const DRAFT: &str = "/api/v1/policy/draft";
const ROLLOUT: &str = "/api/v1/policy/rollout";
const PUBLICATIONS: &str = "/api/v1/policy/publications";

/// The policy of a new organisation, and the same with Linux blocked.
fn policies() -> (Value, Value) {
    let start = serde_json::to_value(PolicySet::starting()).unwrap();
    let mut blocked = start.clone();
    blocked["platform_restrictions"]["default"] = json!({"linux": {"access": "block"}});
    (start, blocked)
}

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

    fn get(&self, path: &str) -> Answered {
        self.deployment.by(&self.admin, Request::get(path), None)
    }

    fn send(&self, method: &str, path: &str, version: &str, body: Value) -> Answered {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("if-match", version);
        self.deployment.by(&self.admin, request, Some(body))
    }

    fn steer(&self, version: &str, body: Value) -> Answered {
        let answered = self.send("POST", ROLLOUT, version, body);
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        answered
    }

    /// A rollout of a policy that blocks Linux, to members of `pilots`; the configuration has the number 1 then.
    fn block_linux_for_pilots(&self) {
        let (_, blocked) = policies();
        self.send("PUT", DRAFT, "\"0\"", blocked);
        let start = json!({"start": {"from": {"draft": 1}, "ring": {"groups": ["pilots"]}}});
        self.steer("\"0\"", start);
    }

    fn pilot(&self, name: &str) {
        let people = json!({"people": [
            {"username": format!("{name}@example.com"), "display_name": name, "groups": ["pilots"], "password": crate::testing::PASSWORD},
        ]});
        let operator = format!("Bearer {}", crate::testing::SETUP_TOKEN);
        let request = Request::post("/api/v1/setup").header("authorization", operator);
        let answered = self.deployment.send(request, Some(people));
        assert_eq!(
            answered.status,
            StatusCode::NO_CONTENT,
            "{}",
            answered.text()
        );
    }

    fn preflight(&self, person: &Browser) -> Value {
        let request = Request::get("/api/v1/me/preflight");
        self.deployment.by(person, request, None).json()["policy"]["platform_restrictions"].clone()
    }

    fn ask_for_ticket(&self, person: &Browser) -> Answered {
        let body = json!({ "platform": "linux", "method": "est", "ownership": "personal" });
        let request = Request::post("/api/v1/me/tickets");
        self.deployment.by(person, request, Some(body))
    }
}

#[test]
fn of_two_people_in_different_rings_one_enrolls_and_the_other_is_refused() {
    let story = Story::begin();
    story.pilot("ana");
    let (ana, ben) = (
        story.deployment.sign_in("ana"),
        story.deployment.sign_in("ben"),
    );
    // Both have a ticket from before.
    let tickets = [&ana, &ben].map(|person| story.deployment.ticket(person, "est"));
    story.block_linux_for_pilots();
    let refused = story.deployment.enroll(&tickets[0], CSR_P256);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.text().contains("platform-blocked"),
        "{}",
        refused.text()
    );
    let enrolled = story.deployment.enroll(&tickets[1], CSR_RSA);
    assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text());
    // The same before a ticket is made, and before a device is asked for one.
    assert_eq!(story.ask_for_ticket(&ana).code(), "platform-blocked");
    assert_eq!(story.ask_for_ticket(&ben).status, StatusCode::CREATED);
    assert_ne!(story.preflight(&ana), story.preflight(&ben));
}

#[test]
fn every_decision_is_recorded_with_the_ring_and_the_configuration_it_was_taken_under() {
    let story = Story::begin();
    story.pilot("ana");
    let people = ["ana", "ben"].map(|name| story.deployment.sign_in(name));
    let tickets = people
        .clone()
        .map(|person| story.deployment.ticket(&person, "est"));
    story.block_linux_for_pilots();
    let rollout = story.get(ROLLOUT).json()["rollout"].clone();
    for ((ticket, csr), ring) in tickets
        .iter()
        .zip([CSR_P256, CSR_RSA])
        .zip([&rollout["id"], &Value::Null])
    {
        story.deployment.enroll(ticket, csr);
        let ticket = muster_shared::enrollment::ticket::Ticket::open(
            ticket,
            &story.deployment.app.config.sealing_key,
        )
        .unwrap();
        let rows = story
            .deployment
            .app
            .platform
            .house()
            .enrollee_rows(&ticket.tenant, &ticket.enrollee);
        let (_, attempt) = rows
            .read_after(Table::Attempt, None, 10)
            .unwrap()
            .pop()
            .unwrap();
        let attempt: Value = serde_json::from_str(&attempt).unwrap();
        assert_eq!(attempt["under"]["configuration"], json!(1));
        assert_eq!(&attempt["under"]["ring"], ring);
        let decided_by = if ring.is_null() {
            PolicySet::starting().version().to_string()
        } else {
            rollout["candidate"].as_str().unwrap().to_owned()
        };
        assert_eq!(attempt["policy"], json!(decided_by));
    }
}

#[test]
fn a_candidate_that_is_paused_or_given_up_refuses_nobody_and_one_that_is_promoted_everybody() {
    let story = Story::begin();
    story.pilot("ana");
    let people = ["ana", "ben"].map(|name| story.deployment.sign_in(name));
    let allowed = || {
        people
            .clone()
            .map(|person| story.ask_for_ticket(&person).status == StatusCode::CREATED)
    };
    story.block_linux_for_pilots();
    assert_eq!(allowed(), [false, true]);
    story.steer("\"1\"", json!("pause"));
    assert_eq!(allowed(), [true, true]);
    story.steer("\"2\"", json!("resume"));
    assert_eq!(allowed(), [false, true]);
    story.steer("\"3\"", json!({"change": {"ring": {"percentage": 100}}}));
    assert_eq!(allowed(), [false, false]);
    story.steer("\"4\"", json!({"change": {"ring": {}}}));
    assert_eq!(allowed(), [true, true]);
    story.steer("\"5\"", json!("promote"));
    assert_eq!(allowed(), [false, false]);
    let back = story.send(
        "POST",
        PUBLICATIONS,
        "\"6\"",
        json!({"version": PolicySet::starting().version()}),
    );
    assert_eq!(back.status, StatusCode::OK, "{}", back.text());
    assert_eq!(allowed(), [true, true]);
}

#[test]
fn an_isolate_that_knows_an_older_configuration_is_corrected_before_anything_is_signed() {
    let story = Story::begin();
    story.pilot("ana");
    let ana = story.deployment.sign_in("ana");
    let ticket = story.deployment.ticket(&ana, "est");
    // Another isolate has read the configuration from before the rollout.
    let other = story.deployment.beside();
    pollster::block_on(other.app.configuration()).unwrap();
    story.block_linux_for_pilots();
    let refused = other.enroll(&ticket, CSR_P256);
    assert!(
        refused.text().contains("platform-blocked"),
        "{}",
        refused.text()
    );
}

#[test]
fn a_draft_is_compared_published_and_gone_back_from() {
    let story = Story::begin();
    let (start, blocked) = policies();
    let none = story.get(DRAFT);
    assert_eq!(
        (none.header("etag"), none.json()),
        ("\"0\"", json!({"draft": null}))
    );
    let kept = story.send("PUT", DRAFT, "\"0\"", blocked.clone());
    assert_eq!(
        (kept.header("etag"), kept.json()["draft"].clone()),
        ("\"1\"", blocked.clone())
    );
    assert_eq!(
        story.send("PUT", DRAFT, "\"0\"", start.clone()).status,
        StatusCode::PRECONDITION_FAILED
    );
    let changes = story.get("/api/v1/policy/diff").json();
    assert_eq!(changes["changes"].as_array().unwrap().len(), 1);
    assert_eq!(
        changes["changes"][0]["path"],
        json!("platform_restrictions.default.linux.access")
    );
    let blind = story.deployment.by(
        &story.admin,
        Request::post(PUBLICATIONS),
        Some(json!({"draft": 1})),
    );
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let published = story.send("POST", PUBLICATIONS, "\"0\"", json!({"draft": 1}));
    assert_eq!(published.header("etag"), "\"1\"");
    let version = published.json()["version"].as_str().unwrap().to_owned();
    assert_eq!(
        story
            .get(&format!("/api/v1/policy/versions/{version}"))
            .json(),
        blocked
    );
    assert_eq!(story.get(DRAFT).json(), json!({"draft": null}));
    let same = story.get(&format!("/api/v1/policy/diff?from={version}&to=current"));
    assert_eq!(same.json(), json!({"changes": []}));
    let first = PolicySet::starting().version().to_string();
    let back = story.send("POST", PUBLICATIONS, "\"1\"", json!({"version": first}));
    assert_eq!(back.json()["version"], json!(first));
    assert_eq!(story.get("/api/v1/policy").json(), start);
    let list = story.get(PUBLICATIONS).json();
    let origins: Vec<_> = list["publications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["number"].clone(), one["origin"].clone()))
        .collect();
    assert_eq!(
        origins,
        [(json!(2), json!("version")), (json!(1), json!("draft"))]
    );
    assert!(list["publications"][0]["by"].is_string() && list["publications"][0]["at"].is_string());
}

#[test]
fn what_does_not_fit_names_the_field_and_changes_nothing() {
    let story = Story::begin();
    let (_, blocked) = policies();
    story.send("PUT", DRAFT, "\"0\"", blocked);
    for (body, field) in [
        (
            json!({"start": {"from": {"draft": 1}, "ring": {"percentage": 101}}}),
            "start.ring.percentage",
        ),
        (
            json!({"start": {"from": {"draft": 1}, "ring": {"percentage": -1}}}),
            "start.ring.percentage",
        ),
        (
            json!({"start": {"from": {"draft": 1}, "ring": {}, "for": 1}}),
            "start.for",
        ),
    ] {
        let answered = story.send("POST", ROLLOUT, "\"0\"", body.clone());
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(
            answered.json()["field"],
            json!(field),
            "{body}: {}",
            answered.text()
        );
    }
    assert_eq!(
        story.get("/api/v1/policy/diff?from=yesterday").json()["field"],
        json!("from")
    );
    assert_eq!(
        story
            .get(&format!("/api/v1/policy/versions/{}", "0".repeat(64)))
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(story.get(ROLLOUT).header("etag"), "\"0\"");
    assert_eq!(story.get(PUBLICATIONS).json(), json!({"publications": []}));
}
