//! What is wrong with what an administrator sends: the answer names the field and the rule, and nothing has changed.

use axum::body::Body;
use http::{Request, StatusCode};
use muster_shared::platform::{EnrollmentMethod, Platform};
use serde_json::{Value, json};

use crate::testing::{Answered, Browser, Deployment};

/// A sound policy, to be broken in one place.
fn sound() -> Value {
    json!({
        "device_limits": {
            "assigned": [{"id": "field", "name": "Field", "groups": ["sales"], "limit": 2}],
            "default": 5,
        },
        "filters": [{"id": "acme", "name": "Acme", "platform": "linux", "rule": "device.model -eq \"A\""}],
        "platform_restrictions": {
            "assigned": [{"id": "field", "name": "Field", "groups": ["sales"], "platforms": {}}],
            "default": {},
        },
        "supported_versions": [{"platform": "linux"}],
    })
}

/// What breaks a policy: the member that is set, to what, and which field and rule the answer names.
type Case = (&'static str, Value, &'static str, &'static str);

/// Every rule that a policy can break, once.
fn cases() -> Vec<Case> {
    const LIMITS: &str = "/device_limits/assigned";
    const LIMIT: &str = "/device_limits/assigned/0";
    const FIELD: &str = "/platform_restrictions/assigned/0";
    const DEFAULT: &str = "/platform_restrictions/default";
    let limit = |id: &str| json!({"id": id, "name": "L", "groups": [], "limit": 1});
    let many = |count: usize| (0..count).map(|n| format!("g{n}")).collect::<Vec<_>>();
    let filter = |id: &str, name: &str, rule: &str| json!([{"id": id, "name": name, "platform": "linux", "rule": rule}]);
    let rule = "device.model -eq \"A\"";
    let filtered =
        |group: &str, filter: &str| json!({"group": group, "filter": filter, "mode": "include"});
    vec![
        (
            LIMITS,
            many(26).iter().map(|id| limit(id)).collect(),
            "device_limits.assigned",
            "26 device limit policies: at most 25 can stand beside the default",
        ),
        (
            LIMITS,
            json!([limit("a"), limit("b"), limit("a")]),
            "device_limits.assigned[a].id",
            "two device limit policies have the id `a`",
        ),
        (
            LIMITS,
            json!([limit("default")]),
            "device_limits.assigned[default].id",
            "the id `default` belongs to the default device limit policy",
        ),
        (
            "/platform_restrictions/assigned/0/name",
            json!("  "),
            "platform_restrictions.assigned[field].name",
            "the name of platform restriction policy `field` must be 1 to 128 characters that can be read",
        ),
        (
            "/device_limits/assigned/0/groups",
            json!(many(201)),
            "device_limits.assigned[field].groups",
            "device limit policy `field` has 201 groups: at most 200 are possible",
        ),
        (
            LIMIT,
            json!({"id": "field", "name": "F", "groups": [], "excluded_groups": many(201), "limit": 1}),
            "device_limits.assigned[field].excluded_groups",
            "device limit policy `field` has 201 groups: at most 200 are possible",
        ),
        (
            FIELD,
            json!({"id": "field", "name": "F", "groups": ["sales", "drivers", "sales"], "platforms": {}}),
            "platform_restrictions.assigned[field].groups",
            "platform restriction policy `field` names the group `sales` twice",
        ),
        (
            FIELD,
            json!({"id": "field", "name": "F", "groups": ["sales"], "excluded_groups": ["sales"], "platforms": {}}),
            "platform_restrictions.assigned[field].excluded_groups",
            "platform restriction policy `field` names the group `sales` twice",
        ),
        (
            "/platform_restrictions/assigned/0/filtered",
            json!([filtered("sales", "acme")]),
            "platform_restrictions.assigned[field].filtered",
            "platform restriction policy `field` names the group `sales` twice",
        ),
        (
            "/platform_restrictions/assigned/0/platforms",
            json!({"android": {"minimum_version": "16", "maximum_version": "15"}}),
            "platform_restrictions.assigned[field].platforms.android.minimum_version",
            "policy `field` asks for android from 16 to 15: no version is both",
        ),
        (
            DEFAULT,
            json!({"windows": {"maximum_version": "11"}}),
            "platform_restrictions.default.windows.maximum_version",
            "policy `default` asks for windows 11: a version is written major.minor.build or major.minor.build.revision, like 10.0.22631",
        ),
        (
            DEFAULT,
            json!({"android_device_administrator": {"blocked_manufacturers": many(51)}}),
            "platform_restrictions.default.android_device_administrator.blocked_manufacturers",
            "policy `default` blocks 51 manufacturers on android_device_administrator: at most 50 are possible",
        ),
        (
            DEFAULT,
            json!({"linux": {"blocked_manufacturers": ["Acme", " ACME "]}}),
            "platform_restrictions.default.linux.blocked_manufacturers",
            "on linux twice",
        ),
        (
            "/enrollment_scope",
            json!({"for": "groups", "groups": many(1_001)}),
            "enrollment_scope.groups",
            "groups may enroll devices: at most",
        ),
        (
            "/enrollment_scope",
            json!({"for": "groups", "groups": ["a", "a"]}),
            "enrollment_scope.groups",
            "the group `a` is named twice among those that may enroll devices",
        ),
        (
            "/filters",
            many(201)
                .iter()
                .map(|id| filter(id, "F", rule)[0].clone())
                .collect(),
            "filters",
            "201 filters: at most 200 are possible",
        ),
        (
            "/filters",
            json!([filter("a", "A", rule)[0], filter("a", "B", rule)[0]]),
            "filters[a].id",
            "two filters have the id `a`",
        ),
        (
            "/filters",
            filter("a", "", rule),
            "filters[a].name",
            "the name of filter `a` must be 1 to 128 characters that can be read",
        ),
        (
            "/platform_restrictions/assigned/0/filtered",
            many(65)
                .iter()
                .map(|group| filtered(group, "acme"))
                .collect(),
            "platform_restrictions.assigned[field].filtered",
            "policy `field` has 65 groups with a filter: at most 64 are possible",
        ),
        (
            "/platform_restrictions/assigned/0/filtered",
            json!([filtered("drivers", "other")]),
            "platform_restrictions.assigned[field].filtered",
            "policy `field` names the filter `other`, which there is not",
        ),
        (
            "/supported_versions",
            json!(vec![json!({"platform": "linux"}); 201]),
            "supported_versions",
            "201 supported versions: at most 200 rows are possible",
        ),
        (
            "/supported_versions",
            json!([{"platform": "linux"}, {"platform": "ios", "distribution": "ubuntu"}]),
            "supported_versions[1].distribution",
            "row 2 of the supported versions: a distribution is named for linux only, as the ID in os-release, not for ios",
        ),
        (
            "/supported_versions",
            json!([{"platform": "linux", "minimum": "9", "maximum": "8"}]),
            "supported_versions[0].minimum",
            "row 1 of the supported versions goes from 9 to 8: no version is both",
        ),
        (
            "/supported_versions",
            json!([{"platform": "windows", "maximum": "11"}]),
            "supported_versions[0].maximum",
            "row 1 of the supported versions says 11: a version of windows is written major.minor.build",
        ),
        // What is not even of the form of a policy is found by its place, since it may have no id.
        (
            "/device_limits/assigned/0/limit",
            json!(16),
            "device_limits.assigned[0].limit",
            "1 to 15",
        ),
        (
            "/platform_restrictions/assigned/0/platforms",
            json!({"android": {"access": "perhaps"}}),
            "platform_restrictions.assigned[0].platforms.android.access",
            "must be `allow` or `block`",
        ),
        ("/scope", json!({}), "scope", "is not known here"),
    ]
}

/// Filters' rules, each with the column that the answer points at.
fn rules() -> Vec<(String, usize, &'static str)> {
    let sentence = "expected a property such as device.manufacturer, but the rule ends";
    vec![
        (String::new(), 1, sentence),
        (r#"device.model -eq "É" and"#.to_owned(), 25, sentence),
        (
            "device.model -eq Acme".to_owned(),
            18,
            "expected a text in double quotes, found `Acme`",
        ),
        (
            r#"device.model -eq "Acme"#.to_owned(),
            18,
            "the quotation that begins here does not end",
        ),
        (
            "device.operatingSystemSKU -eq \"Home\"".to_owned(),
            1,
            "expected a property that devices of this platform have, found `device.operatingSystemSKU`",
        ),
        (
            "device.osVersion -ge \"ten\"".to_owned(),
            22,
            "expected a version such as \"10.0.22631\", found `\"ten\"`",
        ),
        (
            "x".repeat(3_073),
            3_073,
            "a rule is at most 3072 characters long",
        ),
        ("(".repeat(40), 33, "parentheses stand at most 32 deep"),
    ]
}

fn broken(path: &str, value: Value) -> Value {
    let mut policy = sound();
    let (parent, member) = path.rsplit_once('/').unwrap();
    match policy.pointer_mut(parent).unwrap() {
        Value::Array(list) => list[member.parse::<usize>().unwrap()] = value,
        object => object[member] = value,
    }
    policy
}

/// An administrator at work.
struct Office {
    deployment: Deployment,
    admin: Browser,
}

impl Office {
    fn open() -> Self {
        let deployment = Deployment::with_people();
        let admin = deployment.sign_in("admin");
        Self { deployment, admin }
    }

    fn get(&self, path: &str) -> Answered {
        self.deployment.by(&self.admin, Request::get(path), None)
    }

    fn send(&self, request: http::request::Builder, version: &str, body: &Value) -> Answered {
        let request = request.header("if-match", version);
        self.deployment.by(&self.admin, request, Some(body.clone()))
    }

    fn send_csv(&self, path: &str, csv: &str) -> Answered {
        let request = Request::post(path)
            .header("cookie", &self.admin.cookie)
            .header("x-csrf-token", &self.admin.csrf)
            .header("content-type", "text/csv")
            .body(Body::from(csv.to_owned()));
        self.deployment.send_raw(request.unwrap())
    }

    /// Everything that an administrator can see.
    fn seen(&self) -> Vec<(String, String)> {
        [
            "/api/v1/policy",
            "/api/v1/policy/publications",
            "/api/v1/settings",
            "/api/v1/configuration/export",
            "/api/v1/people",
            "/api/v1/corporate-identifiers",
            "/api/v1/enrollment-tokens",
            "/api/v1/audit",
        ]
        .into_iter()
        .map(|path| {
            let answered = self.get(path);
            assert_eq!(answered.status, StatusCode::OK, "{path}");
            (answered.header("etag").to_owned(), answered.text())
        })
        .collect()
    }
}

/// The answer is a problem document about `field`.
fn assert_names(answered: &Answered, field: &str, rule: &str) {
    let text = answered.text();
    assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    assert_eq!(answered.header("content-type"), "application/problem+json");
    let problem = answered.json();
    assert_eq!(problem["field"], json!(field), "{text}");
    let told = problem["rule"].as_str().unwrap();
    assert!(told.contains(rule), "{told} / {rule}");
    assert!(problem["title"].as_str().unwrap().contains(field), "{text}");
}

#[test]
fn whatever_is_wrong_with_a_policy_is_named_at_every_door_and_changes_nothing() {
    let office = Office::open();
    let rules = rules().into_iter().map(|(rule, column, sentence)| {
        let policy = broken("/filters/0/rule", json!(rule));
        let told = format!("the rule of filter `acme`, column {column}: {sentence}");
        (policy, "filters[acme].rule".to_owned(), told)
    });
    let cases = cases()
        .into_iter()
        .map(|(path, value, field, rule)| (broken(path, value), field.to_owned(), rule.to_owned()));
    let mut draft = "\"0\"".to_owned();
    for (policy, field, rule) in cases.chain(rules) {
        let mut before = office.seen();
        let sent = office.send(Request::put("/api/v1/policy"), "\"0\"", &policy);
        assert_names(&sent, &field, &rule);

        let file = json!({"format": "muster-configuration/1", "policy": policy, "sections": {"categories": {"categories": [{"id": "kiosk", "name": "Kiosk"}]}}});
        for query in ["", "?dry_run=true"] {
            let import = Request::post(format!("/api/v1/configuration/import{query}"));
            let imported = office.send(import, "\"0\"", &file);
            assert_names(&imported, &format!("policy.{field}"), &rule);
        }

        // A draft is checked when it is published; what is none is not kept.
        let put = office.send(Request::put("/api/v1/policy/draft"), &draft, &policy);
        if put.status == StatusCode::OK {
            put.header("etag").clone_into(&mut draft);
            // The chain tells of the draft.
            before = office.seen();
            let number: u64 = draft.trim_matches('"').parse().unwrap();
            let publish = Request::post("/api/v1/policy/publications");
            let published = office.send(publish, "\"0\"", &json!({"draft": number}));
            assert_names(&published, &field, &rule);
            let rollout = Request::post("/api/v1/policy/rollout");
            let start =
                json!({"start": {"from": {"draft": number}, "ring": {"groups": ["sales"]}}});
            assert_names(&office.send(rollout, "\"0\"", &start), &field, &rule);
        } else {
            assert_names(&put, &field, &rule);
        }
        assert!(office.seen() == before, "{field}: something has changed");
    }
    // And the doors are open to what is right.
    let sent = office.send(Request::put("/api/v1/policy"), "\"0\"", &sound());
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
}

#[test]
fn the_problem_and_the_diff_name_a_place_alike() {
    let office = Office::open();
    let published = office.send(Request::put("/api/v1/policy"), "\"0\"", &sound());
    let version = published.header("etag").to_owned();
    let draft = broken("/device_limits/assigned/0/name", json!(" "));
    office.send(Request::put("/api/v1/policy/draft"), "\"0\"", &draft);
    let changes = office
        .get("/api/v1/policy/diff?from=current&to=draft")
        .json();
    let path = changes["changes"][0]["path"].as_str().unwrap().to_owned();
    let sent = office.send(Request::put("/api/v1/policy"), &version, &draft);
    assert_names(&sent, &path, "the name of device limit policy `field`");
}

#[test]
fn a_batch_with_one_wrong_entry_changes_nothing() {
    let office = Office::open();
    let before = office.seen();
    let refused = |answered: &Answered, what: &str| {
        let text = answered.text();
        assert_eq!(
            answered.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{what}: {text}"
        );
        assert_eq!(office.seen(), before, "{what}");
    };
    let people = "username,display_name,email,groups\nnew@example.com,New,,\n,Nobody,,\n";
    let answered = office.send_csv("/api/v1/people/import", people);
    refused(&answered, "people");
    let row = answered.json()["rows"][0].clone();
    assert_eq!(
        (&row["line"], &row["column"]),
        (&json!(3), &json!(1)),
        "{row}"
    );

    let path = "/api/v1/corporate-identifiers/import?kind=imei";
    let answered = office.send_csv(
        path,
        "490154203237518,good\n490154203237519,bad check digit\n",
    );
    refused(&answered, "identifiers");
    assert_eq!(answered.json()["rows"][0]["line"], json!(2));

    let token = json!({
        "name": "Kiosks", "platform": "linux", "method": "est", "quota": 1_001,
        "expires_at": "2027-03-01T00:00:00Z",
    });
    let answered = office.send(Request::post("/api/v1/enrollment-tokens"), "\"0\"", &token);
    refused(&answered, "token");
    assert_eq!(answered.json()["field"], json!("quota"));

    let categories = json!({"categories": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]});
    let put = Request::put("/api/v1/configuration/categories");
    let answered = office.send(put, "\"0\"", &categories);
    refused(&answered, "section");
    assert_eq!(answered.json()["field"], json!("categories[1].id"));

    let file = json!({
        "format": "muster-configuration/1", "policy": sound(),
        "sections": {"categories": categories},
    });
    let import = Request::post("/api/v1/configuration/import");
    let answered = office.send(import, "\"0\"", &file);
    refused(&answered, "file");
    assert_eq!(
        answered.json()["field"],
        json!("sections.categories.categories[1].id")
    );
}

#[test]
fn a_ticket_for_a_method_that_is_not_served_is_refused_and_names_those_that_are() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let mut refused = 0;
    for platform in Platform::ALL {
        for method in EnrollmentMethod::ALL {
            if method.is_served() && method.is_offered_on(platform) {
                continue;
            }
            let body = json!({ "platform": platform, "method": method, "ownership": "personal" });
            let request = Request::post("/api/v1/me/tickets");
            let answered = deployment.by(&ana, request, Some(body));
            let served = match platform {
                Platform::Linux => "`est`, `agent`, `scep`",
                Platform::Windows => "`est`, `scep`, `windows_mdm`",
                Platform::Android => "`est`, `scep`",
                Platform::Ios | Platform::Ipados | Platform::Macos => {
                    "`est`, `scep`, `apple_device`, `apple_user`"
                }
            };
            let unfit = if method.is_offered_on(platform) {
                "is not served here yet".to_owned()
            } else {
                format!("is not offered on the platform `{platform}`")
            };
            let rule = format!("{unfit}: choose one of {served}");
            assert_names(&answered, "method", &rule);
            refused += 1;
        }
    }
    assert_eq!(refused, 6 * 13 - 20);
    // None of them opened one: as many as ever may be opened.
    for _ in 0..10 {
        deployment.ticket(&ana, "est");
    }
}
