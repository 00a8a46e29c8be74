//! A push certificate of another topic would orphan every Apple device: it is not taken by accident.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{Answered, Browser, CSR_RSA, Deployment, PUSH_CERTIFICATES};

fn section(which: usize) -> Value {
    json!({ "push_certificate": Base64::encode_string(PUSH_CERTIFICATES[which]) })
}

fn put(
    deployment: &Deployment,
    admin: &Browser,
    query: &str,
    revision: u8,
    body: Value,
) -> Answered {
    let path = format!("/api/v1/configuration/apple{query}");
    let request = Request::put(path).header("if-match", format!("\"{revision}\""));
    deployment.by(admin, request, Some(body))
}

#[test]
fn another_topic_is_refused_with_the_number_of_devices_it_would_orphan() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let ana = deployment.sign_in("ana");
    // Nobody is orphaned yet.
    assert_eq!(
        put(&deployment, &admin, "", 0, section(0)).status,
        StatusCode::OK
    );
    assert_eq!(
        put(&deployment, &admin, "", 1, section(1)).status,
        StatusCode::OK
    );
    assert_eq!(
        put(&deployment, &admin, "", 2, section(0)).status,
        StatusCode::OK
    );

    let body = json!({ "platform": "ios", "method": "apple_device", "ownership": "personal" });
    let made = deployment.by(&ana, Request::post("/api/v1/me/tickets"), Some(body));
    let ticket = made.json()["ticket"].as_str().unwrap().to_owned();
    assert_eq!(deployment.enroll(&ticket, CSR_RSA).status, StatusCode::OK);

    let refused = put(&deployment, &admin, "", 3, section(1));
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = refused.json();
    assert_eq!(problem["field"], "push_certificate");
    let rule = problem["rule"].as_str().unwrap();
    assert!(
        rule.contains("1 enrolled devices") && rule.contains("External.one"),
        "{rule}"
    );
    // Nor is the certificate taken away, nor does it go with a whole configuration.
    let none = put(&deployment, &admin, "", 3, json!({}));
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let export = deployment.by(&admin, Request::get("/api/v1/configuration/export"), None);
    let mut file = export.json();
    file["sections"]["apple"] = section(1);
    let import =
        Request::post("/api/v1/configuration/import").header("if-match", export.header("etag"));
    let refused = deployment.by(&admin, import, Some(file));
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.json()["field"], "sections.apple.push_certificate");

    // The renewed certificate has the same topic; and who knows how many it costs may.
    assert_eq!(
        put(&deployment, &admin, "", 3, section(0)).status,
        StatusCode::OK
    );
    let wrong = put(&deployment, &admin, "?orphans=2", 3, section(1));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let meant = put(&deployment, &admin, "?orphans=1", 3, section(1));
    assert_eq!(meant.status, StatusCode::OK, "{}", meant.text());
}
