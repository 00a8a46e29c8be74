//! Groups of devices over HTTP: what they change for a device that enrolls, and where they are shown.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{
    Answered, Browser, CSR_P256, CSR_RSA, Deployment, PASSWORD, PROXY_SECRET, SETUP_TOKEN,
    certificate_of,
};

/// A policy that blocks members of `lab`, by a filter on the group; and ana, whom it is assigned to.
struct Story {
    deployment: Deployment,
    admin: Browser,
    ana: Browser,
}

impl Story {
    fn begin(groups: &Value) -> Self {
        let deployment = Deployment::with_people();
        let admin = deployment.sign_in("admin");
        let people = json!({ "people": [{ "username": "ana@example.com", "display_name": "ana",
            "password": PASSWORD, "groups": ["staff"] }] });
        let setup =
            Request::post("/api/v1/setup").header("authorization", format!("Bearer {SETUP_TOKEN}"));
        let setup = deployment.send(setup, Some(people));
        assert_eq!(setup.status, StatusCode::NO_CONTENT, "{}", setup.text());
        let ana = deployment.sign_in("ana");
        let story = Self {
            deployment,
            admin,
            ana,
        };
        story.put(
            "categories",
            0,
            json!({ "categories": [{ "id": "desk", "name": "Desk" }, { "id": "lab", "name": "Lab" }] }),
        );
        story.put("device-groups", 0, json!({ "groups": groups }));
        story
    }

    fn put(&self, section: &str, revision: u8, body: Value) {
        let put = Request::put(format!("/api/v1/configuration/{section}"))
            .header("if-match", format!("\"{revision}\""));
        let put = self.deployment.by(&self.admin, put, Some(body));
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    }

    fn block(&self, rule: &str) {
        let policy = self
            .deployment
            .by(&self.admin, Request::get("/api/v1/policy"), None);
        let mut draft = policy.json();
        draft["filters"] = json!([{ "id": "f", "name": "F", "platform": "linux", "rule": rule }]);
        draft["platform_restrictions"]["assigned"] = json!([{ "id": "p", "name": "P", "groups": [],
            "filtered": [{ "group": "staff", "mode": "include", "filter": "f" }],
            "platforms": { "linux": { "personally_owned": "block" } } }]);
        let publish = Request::put("/api/v1/policy").header("if-match", policy.header("etag"));
        let published = self.deployment.by(&self.admin, publish, Some(draft));
        assert_eq!(published.status, StatusCode::OK, "{}", published.text());
    }

    fn ticket(&self, category: Option<&str>) -> Answered {
        let body = json!({ "platform": "linux", "method": "est", "ownership": "personal", "category": category });
        self.deployment
            .by(&self.ana, Request::post("/api/v1/me/tickets"), Some(body))
    }

    fn enroll(&self, ticket: &Answered) -> Answered {
        assert_eq!(ticket.status, StatusCode::CREATED, "{}", ticket.text());
        let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
        self.deployment.enroll(&ticket, CSR_P256)
    }

    fn get(&self, browser: &Browser, path: &str) -> Value {
        let answered = self.deployment.by(browser, Request::get(path), None);
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
        answered.json()
    }
}

#[test]
fn a_group_by_category_keeps_its_devices_out_and_lets_others_in() {
    let story =
        Story::begin(&json!([{ "id": "lab", "name": "Lab", "members": { "category": "lab" } }]));
    // Both tickets are from before the policy, so that the enrollments are decided and not the tickets.
    let (lab, desk) = (story.ticket(Some("lab")), story.ticket(Some("desk")));
    story.block("(device.deviceGroup -eq \"lab\")");
    let refused = story.enroll(&lab);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.text().contains("personal-blocked"),
        "{}",
        refused.text()
    );
    certificate_of(&story.enroll(&desk));
    // The same is said before a ticket is made; and without a category a device is in no group of one.
    assert_eq!(story.ticket(Some("lab")).code(), "personal-blocked");
    assert_eq!(story.ticket(None).status, StatusCode::CREATED);
}

#[test]
fn a_group_that_there_is_not_has_no_members() {
    let story = Story::begin(&json!([]));
    story.block("(device.deviceGroup -eq \"lab\")");
    certificate_of(&story.enroll(&story.ticket(Some("lab"))));
}

#[test]
fn who_chose_no_category_is_known_to_be_in_none() {
    let story = Story::begin(&json!([]));
    let (none, desk) = (story.ticket(None), story.ticket(Some("desk")));
    story.block("(device.deviceCategory -eq $null)");
    let refused = story.enroll(&none);
    assert!(
        refused.text().contains("personal-blocked"),
        "{}",
        refused.text()
    );
    certificate_of(&story.enroll(&desk));
    let devices = story.get(&story.ana, "/api/v1/me/devices");
    assert_eq!(devices["devices"][0]["status"], json!("enrolled"));
}

#[test]
fn a_group_by_a_rule_that_hangs_on_what_the_device_has_yet_to_tell_makes_it_wait() {
    let story = Story::begin(
        &json!([{ "id": "acme", "name": "Acme", "members": { "rule": "(device.manufacturer -eq \"Acme\")" } }]),
    );
    story.block("(device.deviceGroup -eq \"acme\")");
    let ticket = story.ticket(None);
    assert_eq!(ticket.json()["verdict"]["missing"], json!(["manufacturer"]));
    certificate_of(&story.enroll(&ticket));
    let devices = story.get(&story.ana, "/api/v1/me/devices");
    assert_eq!(devices["devices"][0]["status"], json!("pending"));
}

#[test]
fn a_rule_that_looks_at_groups_or_does_not_read_is_refused_at_its_field() {
    let story = Story::begin(&json!([]));
    for (members, rule) in [
        (
            json!({ "rule": "(device.deviceGroup -eq \"lab\")" }),
            "may not look at groups",
        ),
        (json!({ "rule": "(device.manufacturer -eq)" }), "column 25"),
    ] {
        let body = json!({ "groups": [{ "id": "a", "name": "A", "members": members }] });
        let put = Request::put("/api/v1/configuration/device-groups").header("if-match", "\"0\"");
        let answered = story.deployment.by(&story.admin, put, Some(body));
        let problem = answered.json();
        assert_eq!(
            problem["field"],
            json!("groups[0].members.rule"),
            "{problem}"
        );
        assert!(
            problem["rule"].as_str().unwrap().contains(rule),
            "{problem}"
        );
    }
}

#[test]
fn a_device_is_listed_with_its_groups_and_found_by_them() {
    let story = Story::begin(&json!([
        { "id": "lab", "name": "Lab", "members": { "category": "lab" } },
        { "id": "linux", "name": "Linux", "members": { "rule": "(device.deviceOwnership -eq \"Personal\")" } },
        { "id": "acme", "name": "Acme", "members": { "rule": "(device.manufacturer -eq \"Acme\")" } },
    ]));
    certificate_of(&story.enroll(&story.ticket(Some("lab"))));
    let list = story.get(&story.admin, "/api/v1/devices");
    let device = &list["devices"][0];
    assert_eq!(device["groups"], json!(["lab", "linux"]));
    assert!(device["inputs"].is_null(), "{device}");
    let id = device["device"]["id"].as_str().unwrap();
    let detail = story.get(&story.ana, &format!("/api/v1/me/devices/{id}"));
    assert_eq!(detail["groups"], json!(["lab", "linux"]));
    assert!(detail["inputs"].is_null(), "{detail}");
    let found = |group: &str| {
        let list = story.get(&story.admin, &format!("/api/v1/devices?group={group}"));
        list["devices"].as_array().unwrap().len()
    };
    assert_eq!((found("lab"), found("acme"), found("nobody")), (1, 0, 0));
    let wrong = Request::get("/api/v1/devices?group=No%20id");
    let wrong = story.deployment.by(&story.admin, wrong, None);
    assert_eq!(wrong.json()["field"], json!("group"));
    // The category goes, and with it what hung on it.
    story.put(
        "categories",
        1,
        json!({ "categories": [{ "id": "desk", "name": "Desk" }] }),
    );
    let list = story.get(&story.admin, "/api/v1/devices");
    assert_eq!(list["devices"][0]["groups"], json!(["linux"]));
    assert!(list["devices"][0]["device"]["category"].is_null());
    let mine = story.get(&story.ana, "/api/v1/me/devices");
    assert!(mine["devices"][0]["category"].is_null());
}

#[test]
fn a_page_of_members_says_where_to_go_on() {
    let story =
        Story::begin(&json!([{ "id": "lab", "name": "Lab", "members": { "category": "lab" } }]));
    for (csr, category) in [(CSR_P256, "desk"), (CSR_RSA, "lab")] {
        let ticket = story.ticket(Some(category)).json()["ticket"]
            .as_str()
            .unwrap()
            .to_owned();
        certificate_of(&story.deployment.enroll(&ticket, csr));
    }
    let (mut after, mut found) = (String::new(), 0);
    for _ in 0..3 {
        let page = story.get(
            &story.admin,
            &format!("/api/v1/devices?group=lab&limit=1{after}"),
        );
        found += page["devices"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(found, 1);
}

#[test]
fn a_policy_that_names_groups_that_there_are_not_says_so_until_they_are_made() {
    let story = Story::begin(&json!([]));
    story.block("(device.deviceGroup -eq \"lab\")");
    let show = || {
        let request = Request::get("/api/v1/policy");
        story.deployment.by(&story.admin, request, None)
    };
    let policy = show();
    assert_eq!(policy.header("x-muster-unknown-groups"), "staff");
    assert_eq!(policy.header("x-muster-unknown-device-groups"), "lab");
    let state = story.get(&story.admin, "/api/v1/policy/rollout");
    assert_eq!(
        (&state["unknown_groups"], &state["unknown_device_groups"]),
        (&json!(["staff"]), &json!(["lab"]))
    );
    // A draft and a ring say it in their answers.
    let put = Request::put("/api/v1/policy/draft").header("if-match", "\"0\"");
    let draft = story.deployment.by(&story.admin, put, Some(policy.json()));
    assert_eq!(draft.json()["unknown_device_groups"], json!(["lab"]));
    let start = json!({ "start": { "from": { "draft": 1 }, "ring": { "groups": ["pilots"] } } });
    let start_it =
        Request::post("/api/v1/policy/rollout").header("if-match", policy.header("etag"));
    let started = story.deployment.by(&story.admin, start_it, Some(start));
    assert_eq!(started.json()["unknown_groups"], json!(["pilots", "staff"]));
    story.put(
        "groups",
        0,
        json!({ "groups": [{ "id": "staff", "name": "Staff" }] }),
    );
    let lab = json!([{ "id": "lab", "name": "Lab", "members": { "category": "lab" } }]);
    story.put("device-groups", 0, json!({ "groups": lab }));
    let policy = show();
    assert_eq!(policy.header("x-muster-unknown-groups"), "");
    assert_eq!(policy.header("x-muster-unknown-device-groups"), "");
}

#[test]
fn a_device_joins_a_group_by_what_it_tells() {
    let story = Story::begin(&json!([{ "id": "book", "name": "Book",
        "members": { "rule": "(device.model -startsWith \"Book\")" } }]));
    let certificate = certificate_of(&story.enroll(&story.ticket(None)));
    let groups = || story.get(&story.admin, "/api/v1/devices")["devices"][0]["groups"].clone();
    assert!(groups().is_null());
    let request = Request::post("/api/v1/device/check-in")
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(&certificate)),
        )
        .header("x-muster-proxy-secret", PROXY_SECRET);
    let report = json!({ "inventory": { "model": "Book 3" } });
    let answered = story.deployment.send(request, Some(report));
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    assert_eq!(groups(), json!(["book"]));
}

#[test]
fn a_device_that_told_what_its_group_may_not_be_is_removed() {
    let story = Story::begin(&json!([{ "id": "acme", "name": "Acme",
        "members": { "rule": "(device.manufacturer -eq \"Acme\")" } }]));
    story.block("(device.deviceGroup -eq \"acme\")");
    let certificate = certificate_of(&story.enroll(&story.ticket(None)));
    let check_in = |maker: &str| {
        let request = Request::post("/api/v1/device/check-in")
            .header(
                "client-cert",
                format!(":{}:", Base64::encode_string(&certificate)),
            )
            .header("x-muster-proxy-secret", PROXY_SECRET);
        story
            .deployment
            .send(request, Some(json!({ "manufacturer": maker })))
    };
    assert_eq!(check_in("Acme").code(), "personal-blocked");
    // As an attempt that was refused it is still there to be asked about.
    let start = muster_shared::policy::PolicySet::starting()
        .version()
        .to_string();
    let ask = Request::post("/api/v1/policy/what-if");
    let question = json!({ "from": "current", "to": start });
    let answered = story
        .deployment
        .by(&story.admin, ask, Some(question))
        .json();
    assert_eq!(
        answered["changes"]["no_longer_refused"],
        json!(1),
        "{answered}"
    );
    assert!(answered["changes"]["differences"][0]["of"]["attempt"].is_object());
}

#[test]
fn the_pre_flight_check_knows_the_groups_that_the_policy_names_and_no_device_in_them() {
    let story = Story::begin(&json!([
        { "id": "loan", "name": "Loan", "members": { "devices": ["dev_00000000000000000000000000"] } },
        { "id": "other", "name": "Other", "members": { "category": "lab" } },
    ]));
    story.block("(device.deviceGroup -eq \"loan\")");
    let preflight = story.get(&story.ana, "/api/v1/me/preflight");
    assert_eq!(
        preflight["device_groups"],
        json!({ "groups": [{ "id": "loan", "name": "Loan", "members": { "devices": [] } }] })
    );
}

#[test]
fn a_device_that_is_named_while_it_waits_is_decided_as_a_member_at_its_next_report() {
    let story = Story::begin(&json!([]));
    // It waits for its maker, and whether it is on loan decides as well.
    story.block("(device.deviceGroup -eq \"loan\")");
    let rule = json!({ "rule": "(device.manufacturer -eq \"Acme\")" });
    story.put(
        "device-groups",
        0,
        json!({ "groups": [{ "id": "loan", "name": "Loan", "members": rule }] }),
    );
    let certificate = certificate_of(&story.enroll(&story.ticket(None)));
    let devices = story.get(&story.ana, "/api/v1/me/devices");
    assert_eq!(devices["devices"][0]["status"], json!("pending"));
    let id = devices["devices"][0]["id"].clone();
    let others = json!({ "devices": ["dev_00000000000000000000000000", id] });
    story.put(
        "device-groups",
        1,
        json!({ "groups": [{ "id": "loan", "name": "Loan", "members": others }] }),
    );
    let request = Request::post("/api/v1/device/check-in")
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(&certificate)),
        )
        .header("x-muster-proxy-secret", PROXY_SECRET);
    let report = json!({ "manufacturer": "Borealis" });
    let answered = story.deployment.send(request, Some(report));
    assert_eq!(answered.code(), "personal-blocked", "{}", answered.text());
}
