//! The whole configuration as a file, over HTTP, and what it means for a device that enrolls.

use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::router::{
    LARGEST_BODY, LARGEST_CONFIGURATION, LARGEST_IMPORT, LARGEST_PICTURE_BODY, largest_body_at,
};
use crate::testing::{Answered, Browser, CSR_P256, Deployment};

const IMPORT: &str = "/api/v1/configuration/import";
const EXPORT: &str = "/api/v1/configuration/export";

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

    fn import(&self, query: &str, version: &str, file: &Value) -> Answered {
        let request = Request::post(format!("{IMPORT}{query}")).header("if-match", version);
        self.deployment.by(&self.admin, request, Some(file.clone()))
    }
}

#[test]
fn an_export_that_is_changed_and_imported_refuses_the_next_device() {
    let story = Story::begin();
    let ana = story.deployment.sign_in("ana");
    let ticket = story.deployment.ticket(&ana, "est");
    let exported = story.get(EXPORT);
    assert_eq!(exported.header("etag"), "\"0\"");
    assert!(
        exported
            .header("content-disposition")
            .contains("muster-configuration.json")
    );
    let mut file = exported.json();
    file["policy"]["platform_restrictions"]["default"] = json!({"linux": {"access": "block"}});
    file["sections"]["categories"] = json!({"categories": [{"id": "kiosk", "name": "Kiosk"}]});
    let foreseen = story.import("?dry_run=true", "\"0\"", &file);
    assert_eq!(foreseen.json()["applied"], json!(false));
    assert_eq!(story.get(EXPORT).json(), exported.json());
    let done = story.import("", "\"0\"", &file);
    assert_eq!(
        (done.status, done.header("etag")),
        (StatusCode::OK, "\"2\"")
    );
    assert_eq!(done.json()["changes"], foreseen.json()["changes"]);
    let sentences: Vec<_> = done.json()["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["sentence"].clone())
        .collect();
    assert_eq!(
        sentences,
        [
            json!(
                "platform restrictions, for everybody else, Linux: enrollment is now blocked; nothing was set."
            ),
            json!("categories, categories: “Kiosk” is added."),
        ]
    );
    let refused = story.deployment.enroll(&ticket, CSR_P256);
    assert!(
        refused.text().contains("platform-blocked"),
        "{}",
        refused.text()
    );
    let section = story.get("/api/v1/configuration/categories");
    assert_eq!(
        (section.header("etag"), section.json()),
        ("\"1\"", file["sections"]["categories"].clone())
    );

    let again = story.import("", "\"2\"", &file);
    assert_eq!(again.json(), json!({"applied": true, "changes": []}));
    assert_eq!(again.header("etag"), "\"2\"");
    assert_eq!(story.get(EXPORT).json(), file);
}

#[test]
fn an_import_needs_the_state_it_was_made_for_and_leaves_nothing_half_done() {
    let story = Story::begin();
    let mut file = story.get(EXPORT).json();
    let blind = story
        .deployment
        .by(&story.admin, Request::post(IMPORT), Some(file.clone()));
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let late = story.import("", "\"7\"", &file);
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    file["settings"]["organisation"] = json!("Acme");
    file["sections"]["categories"]["categories"] =
        json!([{"id": "kiosk", "name": "Kiosk", "icon": 1}]);
    let wrong = story.import("", "\"0\"", &file);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wrong.json()["field"],
        json!("sections.categories.categories[0].icon")
    );
    assert_eq!(wrong.json()["rule"], json!("is not known here"));
    assert_eq!(
        story.import("?dry_run=perhaps", "\"0\"", &file).json()["field"],
        json!("dry_run")
    );
    assert_eq!(
        story.get("/api/v1/settings").json()["organisation"],
        json!("Muster")
    );
    assert_eq!(story.get(EXPORT).header("etag"), "\"0\"");
}

#[test]
fn only_an_import_may_be_larger_than_other_bodies_and_it_is_bounded_too() {
    let story = Story::begin();
    let mut file = story.get(EXPORT).json();
    let groups: Vec<_> = (0..900).map(|n| json!({"id": format!("g{n}"), "name": "n".repeat(100), "description": "d".repeat(100)})).collect();
    file["sections"]["groups"] = json!({"groups": groups});
    let padded =
        |bytes: usize| json!({"format": "muster-configuration/1", "padding": "x".repeat(bytes)});
    assert_eq!(story.import("", "\"0\"", &file).status, StatusCode::OK);
    let more_than_others = story.import("", "\"1\"", &padded(LARGEST_BODY + 1));
    assert_eq!(more_than_others.json()["field"], json!("padding"));
    let too_large = story.import("", "\"1\"", &padded(LARGEST_CONFIGURATION));
    assert_eq!(too_large.status, StatusCode::PAYLOAD_TOO_LARGE);
    for (url, most) in [
        (
            "https://muster.test/api/v1/configuration/import?dry_run=true",
            LARGEST_IMPORT,
        ),
        (
            "https://muster.test/api/v1/configuration/groups",
            LARGEST_BODY,
        ),
        (
            "https://muster.test/api/v1/branding/logo",
            LARGEST_PICTURE_BODY,
        ),
        (
            "https://muster.test/?/api/v1/configuration/import",
            LARGEST_BODY,
        ),
    ] {
        assert_eq!(largest_body_at(url), most, "{url}");
    }
}
