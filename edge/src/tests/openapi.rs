//! The API's description is the code's.

use crate::api::OPERATIONS;
use crate::testing::Deployment;

#[test]
fn every_route_of_the_api_is_described_and_nothing_else() {
    let deployment = Deployment::new();
    let mut routes: Vec<_> = deployment
        .rows
        .iter()
        .filter(|row| row.path.starts_with("/api/"))
        .map(|row| (row.method.to_lowercase(), row.path.to_owned()))
        .collect();
    let mut described: Vec<_> = OPERATIONS
        .iter()
        .map(|op| (op.method.to_owned(), op.path.to_owned()))
        .collect();
    routes.sort();
    described.sort();
    assert_eq!(routes, described);
}

/// `UPDATE_OPENAPI=1` writes the file anew (`make openapi`).
#[cfg(feature = "openapi")]
#[test]
fn the_kept_description_is_what_the_types_say() {
    let deployment = Deployment::new();
    let mut written =
        serde_json::to_string_pretty(&crate::api::document(&deployment.rows)).unwrap();
    written.push('\n');
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(path, &written).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(
        kept == written,
        "edge/openapi.json is not what the types say: run `make openapi`"
    );
}

/// Every `$ref` of the description leads somewhere.
#[test]
fn every_reference_of_the_description_leads_to_a_schema() {
    let document: serde_json::Value =
        serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let text = document.to_string();
    let mut references = 0;
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(
            document["components"]["schemas"][name].is_object(),
            "{name}"
        );
        references += 1;
    }
    assert!(references > 20, "{references}");
}
