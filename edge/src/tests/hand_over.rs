//! A device changes hands over HTTP: who sees it, who acts on it, and whose groups count.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{
    Answered, Browser, CSR_P256, CSR_RSA, Deployment, PROXY_SECRET, certificate_of,
};

struct Story {
    deployment: Deployment,
    admin: Browser,
    ana: Browser,
    ben: Browser,
}

fn story() -> Story {
    let deployment = Deployment::with_people();
    let [admin, ana, ben] = ["admin", "ana", "ben"].map(|name| deployment.sign_in(name));
    Story {
        deployment,
        admin,
        ana,
        ben,
    }
}

impl Story {
    fn get(&self, who: &Browser, path: &str) -> Answered {
        self.deployment.by(who, Request::get(path), None)
    }

    /// A person of the directory.
    fn person(&self, name: &str) -> Value {
        let found = self.get(&self.admin, &format!("/api/v1/people?search={name}"));
        found.json()["people"][0].clone()
    }

    fn user(&self, name: &str) -> Value {
        self.person(name)["id"].clone()
    }

    /// A device of this person's: its identifier and certificate.
    fn device(&self, who: &Browser, csr: &[u8]) -> (String, Vec<u8>) {
        let ticket = self.deployment.ticket(who, "est");
        let certificate = certificate_of(&self.deployment.enroll(&ticket, csr));
        (
            self.devices(who)[0]["id"].as_str().unwrap().to_owned(),
            certificate,
        )
    }

    fn devices(&self, who: &Browser) -> Vec<Value> {
        let listed = self.get(who, "/api/v1/me/devices").json();
        listed["devices"].as_array().unwrap().clone()
    }

    fn change(&self, device: &str, body: Value) -> Answered {
        let patch = Request::patch(format!("/api/v1/devices/{device}"));
        self.deployment.by(&self.admin, patch, Some(body))
    }

    fn hand_over(&self, device: &str, to: &Value) {
        let changed = self.change(device, json!({ "primary_user": to }));
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    }

    fn check_in(&self, certificate: &[u8], report: Value) -> Answered {
        let request = Request::post("/api/v1/device/check-in")
            .header(
                "client-cert",
                format!(":{}:", Base64::encode_string(certificate)),
            )
            .header("x-muster-proxy-secret", PROXY_SECRET);
        self.deployment.send(request, Some(report))
    }

    /// What a person may do with a device: look, rename, remove.
    fn rename(&self, who: &Browser, device: &str) -> Answered {
        let patch = Request::patch(format!("/api/v1/me/devices/{device}"));
        self.deployment
            .by(who, patch, Some(json!({ "name": "Field laptop" })))
    }

    fn remove(&self, who: &Browser, device: &str) -> Answered {
        let delete = Request::delete(format!("/api/v1/me/devices/{device}"));
        self.deployment.by(who, delete, None)
    }

    fn used_by(&self, name: &str) -> Vec<Value> {
        let user = self.user(name);
        let path = format!("/api/v1/devices?primary_user={}", user.as_str().unwrap());
        let listed = self.get(&self.admin, &path).json();
        listed["devices"].as_array().unwrap().clone()
    }
}

#[test]
fn a_device_that_is_handed_over_is_seen_named_and_removed_by_the_other_person_alone() {
    let story = story();
    let (device, certificate) = story.device(&story.ana, CSR_P256);
    assert_eq!(story.used_by("ana").len(), 1);
    story.hand_over(&device, &story.user("ben"));

    let hers = story.get(&story.ana, "/api/v1/me/devices").json();
    assert_eq!(
        (&hers["devices"], &hers["handed_over"]),
        (&json!([]), &json!(1))
    );
    let path = format!("/api/v1/me/devices/{device}");
    for refused in [
        story.get(&story.ana, &path),
        story.rename(&story.ana, &device),
        story.remove(&story.ana, &device),
    ] {
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text());
    }
    // It still takes her place and none of his.
    for (who, devices_in_use) in [(&story.ana, 1), (&story.ben, 0)] {
        let me = story.get(who, "/api/v1/me").json();
        assert_eq!(me["devices_in_use"], devices_in_use);
    }

    assert_eq!(story.devices(&story.ben)[0]["id"], json!(device));
    let shown = story.get(&story.ben, &path);
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    assert_eq!(shown.json()["primary_user"], story.user("ben"));
    assert_eq!(
        story.rename(&story.ben, &device).json()["name"],
        "Field laptop"
    );
    let listed = story.used_by("ben");
    assert_eq!(listed[0]["device"]["name"], "Field laptop");
    assert_eq!(listed[0]["primary_user"], story.user("ben"));
    assert!(story.used_by("ana").is_empty());
    // The certificate names what it named, and stands.
    let serial = &shown.json()["device"]["certificate_serial"];
    assert_eq!(&listed[0]["device"]["certificate_serial"], serial);
    let checked_in = story.check_in(&certificate, json!({ "os_version": "12.1" }));
    assert_eq!(checked_in.status, StatusCode::OK, "{}", checked_in.text());

    let removed = story.remove(&story.ben, &device);
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(
        story.check_in(&certificate, json!({})).code(),
        "device-retired"
    );
    assert!(story.devices(&story.ben).is_empty());
    let hers = story.get(&story.ana, "/api/v1/me/devices").json();
    assert_eq!(hers["handed_over"], Value::Null);
    let chain = story.get(&story.admin, "/api/v1/audit").text();
    assert!(chain.contains("primary-user-changed"), "{chain}");
}

#[test]
fn handed_back_it_is_as_it_was() {
    let story = story();
    let (device, _) = story.device(&story.ana, CSR_P256);
    story.hand_over(&device, &story.user("ben"));
    story.hand_over(&device, &story.user("ana"));
    assert_eq!(story.devices(&story.ana).len(), 1);
    assert!(story.devices(&story.ben).is_empty());
    assert_eq!(story.rename(&story.ana, &device).status, StatusCode::OK);
    assert_eq!(story.rename(&story.ben, &device).code(), "not-found");
}

#[test]
fn nobody_disabled_and_nothing_are_refused_by_the_fields_name() {
    let story = story();
    let (device, _) = story.device(&story.ana, CSR_P256);
    let refused = |body: Value, words: &str| {
        let answered = story.change(&device, body);
        assert_eq!(answered.code(), "bad-request-body", "{}", answered.text());
        assert!(answered.text().contains(words), "{}", answered.text());
    };
    let nobody = "usr_00000000000000000000000000";
    refused(
        json!({ "ownership": "corporate", "primary_user": nobody }),
        "`primary_user`",
    );
    assert_eq!(story.devices(&story.ana)[0]["ownership"], "personal");
    refused(json!({ "primary_user": "ben" }), "`primary_user`");
    refused(json!({}), "`primary_user`");
    let ben = story.user("ben");
    let disable = format!("/api/v1/people/{}/disable", ben.as_str().unwrap());
    story
        .deployment
        .by(&story.admin, Request::post(disable), None);
    refused(json!({ "primary_user": ben }), "disabled");
    let nobodys = story.change(
        "dev_00000000000000000000000000",
        json!({ "primary_user": null }),
    );
    assert_eq!(nobodys.code(), "not-found");
    let both = json!({ "ownership": "corporate", "primary_user": null });
    let changed = story.change(&device, both);
    assert_eq!(
        changed.json()["ownership"],
        "corporate",
        "{}",
        changed.text()
    );
    assert!(story.devices(&story.ana).is_empty());
}

#[test]
fn a_person_who_is_disabled_acts_on_nothing_and_whose_device_it_was_when_deleted_it_is_nobodys() {
    let story = story();
    let (device, certificate) = story.device(&story.ana, CSR_P256);
    story.hand_over(&device, &story.user("ben"));
    let ben = format!("/api/v1/people/{}", story.user("ben").as_str().unwrap());
    let post = Request::post(format!("{ben}/disable"));
    assert_eq!(
        story.deployment.by(&story.admin, post, None).status,
        StatusCode::OK
    );
    assert_eq!(
        story.rename(&story.ben, &device).status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(story.used_by("ben").len(), 1);

    let deleted = story
        .deployment
        .by(&story.admin, Request::delete(&ben), None);
    assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{}", deleted.text());
    let all = story.get(&story.admin, "/api/v1/devices").json();
    assert_eq!(all["devices"][0]["primary_user"], Value::Null);
    let checked_in = story.check_in(&certificate, json!({ "os_version": "12.1" }));
    assert_eq!(checked_in.status, StatusCode::OK, "{}", checked_in.text());
    story.hand_over(&device, &story.user("ana"));
    assert_eq!(story.devices(&story.ana).len(), 1);
}

#[test]
fn a_tokens_device_is_nobodys_until_it_is_handed_to_somebody() {
    let story = story();
    let body = json!({
        "name": "Loan", "platform": "linux", "method": "est", "quota": 1, "expires_at": "2027-03-01T00:00:00Z",
    });
    let create = Request::post("/api/v1/enrollment-tokens");
    let token = story.deployment.by(&story.admin, create, Some(body)).json();
    let enrolled = story
        .deployment
        .enroll(token["text"].as_str().unwrap(), CSR_P256);
    let certificate = certificate_of(&enrolled);
    let record = || story.get(&story.admin, "/api/v1/devices").json()["devices"][0].clone();
    assert_eq!(record()["primary_user"], Value::Null);
    let device = record()["device"]["id"].as_str().unwrap().to_owned();
    story.hand_over(&device, &story.user("ana"));
    assert_eq!(record()["primary_user"], story.user("ana"));
    assert_eq!(story.devices(&story.ana)[0]["id"], json!(device));
    assert_eq!(story.rename(&story.ana, &device).status, StatusCode::OK);
    let report = json!({ "os_version": "12.1", "name": "host" });
    assert_eq!(story.check_in(&certificate, report).status, StatusCode::OK);
    story.hand_over(&device, &Value::Null);
    assert!(story.devices(&story.ana).is_empty());
    assert_eq!(story.rename(&story.ana, &device).code(), "not-found");
}

#[test]
fn an_object_that_does_not_answer_takes_its_devices_alone_out_of_a_list() {
    let story = story();
    let (hers, _) = story.device(&story.ana, CSR_P256);
    let (his, _) = story.device(&story.ben, CSR_RSA);
    story.hand_over(&hers, &story.user("ben"));
    assert_eq!(story.devices(&story.ben).len(), 2);
    let all = story.get(&story.admin, "/api/v1/devices").json();
    let holder = all["devices"].as_array().unwrap().iter();
    let holder = holder
        .filter(|record| record["device"]["id"] == json!(hers))
        .find_map(|record| record["enrollee"].as_str())
        .unwrap();
    let house = story.deployment.app.platform.house();
    house.silence_enrollee(holder.parse().unwrap());
    let listed = story.get(&story.ben, "/api/v1/me/devices").json();
    assert_eq!(listed["devices"].as_array().unwrap().len(), 1);
    assert_eq!(listed["devices"][0]["id"], json!(his));
    assert_eq!(listed["not_shown"], 1);
}

#[test]
fn what_a_device_may_be_goes_by_the_groups_of_whoever_uses_it() {
    let story = story();
    // Versions count, so that a device waits for its first report; in the laboratory only the newest will do.
    let policy = story.get(&story.admin, "/api/v1/policy");
    let mut draft = policy.json();
    let restrictions = &mut draft["platform_restrictions"];
    restrictions["default"]["linux"]["minimum_version"] = json!("1");
    restrictions["assigned"] = json!([{ "id": "lab", "name": "Lab", "groups": ["lab"],
        "platforms": { "linux": { "minimum_version": "99" } } }]);
    let put = Request::put("/api/v1/policy").header("if-match", policy.header("etag"));
    let published = story.deployment.by(&story.admin, put, Some(draft));
    assert_eq!(published.status, StatusCode::OK, "{}", published.text());
    let ben = story.person("ben");
    let edit = Request::patch(format!("/api/v1/people/{}", ben["id"].as_str().unwrap()))
        .header("if-match", format!("\"{}\"", ben["revision"]));
    let edited = story
        .deployment
        .by(&story.admin, edit, Some(json!({ "groups": ["lab"] })));
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.text());

    let (_, kept) = story.device(&story.ana, CSR_P256);
    story
        .deployment
        .clock
        .advance(core::time::Duration::from_secs(60));
    let (given, certificate) = story.device(&story.ana, CSR_RSA);
    story.hand_over(&given, &ben["id"]);
    let report = json!({ "os_version": "12.1" });
    let passed = story.check_in(&kept, report.clone());
    assert_eq!(passed.json()["status"], "enrolled", "{}", passed.text());
    let refused = story.check_in(&certificate, report);
    assert_eq!(refused.code(), "os-too-old", "{}", refused.text());
}
