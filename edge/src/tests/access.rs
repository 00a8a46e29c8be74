//! The gate: who may ask, what it answers for each status, and that what has ended is told at once where it counts.

use core::time::Duration;

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use muster_shared::ports::{Copies as _, PublishedDevice};
use serde_json::json;

use crate::testing::{
    Answered, Browser, CSR_P256, Deployment, GATE_SECRET, PROXY_SECRET, certificate_of,
};

/// A deployment with a device of ana's that has not been used yet.
struct Stage {
    deployment: Deployment,
    ana: Browser,
    certificate: Vec<u8>,
    device: String,
}

impl Stage {
    fn new() -> Self {
        let deployment = Deployment::with_people();
        let ana = deployment.sign_in("ana");
        let enrolled = deployment.enroll(&deployment.ticket(&ana, "agent"), CSR_P256);
        let certificate = certificate_of(&enrolled);
        let listed = deployment.by(&ana, Request::get("/api/v1/me/devices"), None);
        let device = listed.json()["devices"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        Self {
            deployment,
            ana,
            certificate,
            device,
        }
    }

    fn checked_in() -> Self {
        let stage = Self::new();
        stage.check_in();
        stage
    }

    fn rfc9440(&self) -> String {
        format!(":{}:", Base64::encode_string(&self.certificate))
    }

    fn check_in(&self) {
        let request = Request::post("/api/v1/device/check-in")
            .header("client-cert", self.rfc9440())
            .header("x-muster-proxy-secret", PROXY_SECRET);
        let answered = self.deployment.send(request, None);
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    }

    /// A question of the gate's about the device's certificate.
    fn ask(&self, query: &str) -> Answered {
        self.ask_with(query, &self.rfc9440())
    }

    fn ask_with(&self, query: &str, certificate: &str) -> Answered {
        let request = Request::get(format!("/api/v1/access{query}"))
            .header("x-muster-gate-secret", GATE_SECRET)
            .header("client-cert", certificate);
        self.deployment.send(request, None)
    }

    /// A question about a device by its identifier.
    fn ask_by_name(&self, query: &str) -> Answered {
        let request = Request::get(format!("/api/v1/access?{query}"))
            .header("x-muster-gate-secret", GATE_SECRET);
        self.deployment.send(request, None)
    }

    fn remove(&self) {
        let path = format!("/api/v1/me/devices/{}", self.device);
        let removed = self.deployment.by(&self.ana, Request::delete(path), None);
        assert_eq!(removed.status, StatusCode::NO_CONTENT, "{}", removed.text());
    }
}

/// The status and the code that a proxy sees.
fn seen(answered: &Answered) -> (u16, &str) {
    (answered.status.as_u16(), answered.header("x-muster-code"))
}

#[test]
fn a_device_passes_from_its_first_check_in_until_it_is_removed() {
    let stage = Stage::new();
    assert_eq!(seen(&stage.ask("")), (403, "device-not-checked-in"));
    stage.check_in();
    let answered = stage.ask("");
    assert_eq!(seen(&answered), (200, ""), "{}", answered.text());
    assert_eq!(answered.header("x-muster-device"), stage.device);
    assert_eq!(answered.header("x-muster-ownership"), "personal");
    assert!(answered.header("x-muster-enrollee").starts_with("enr_"));
    assert_eq!(answered.header("cache-control"), "private, max-age=0");
    assert_eq!(answered.json()["status"], "enrolled");
    stage.remove();
    for query in ["", "?exact=1"] {
        let answered = stage.ask(query);
        assert_eq!(seen(&answered), (403, "device-retired"));
        assert_eq!(answered.header("cache-control"), "no-store");
        assert_eq!(answered.header("x-muster-device"), "");
    }
}

#[test]
fn the_device_is_named_by_its_certificate_in_either_form_or_by_its_identifier() {
    let stage = Stage::checked_in();
    // As nginx writes `$ssl_client_escaped_cert`.
    let base64 = Base64::encode_string(&stage.certificate);
    let lines: Vec<&str> = base64
        .as_bytes()
        .chunks(64)
        .map(|line| core::str::from_utf8(line).unwrap())
        .collect();
    let escaped = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
    .replace('\n', "%0A")
    .replace(' ', "%20")
    .replace('+', "%2B")
    .replace('/', "%2F")
    .replace('=', "%3D");
    for answered in [
        stage.ask_with("", &escaped),
        stage.ask("?exact=1"),
        stage.ask_by_name(&format!("device={}", stage.device)),
        stage.ask_by_name(&format!("device={}&exact=1", stage.device)),
    ] {
        assert_eq!(seen(&answered), (200, ""), "{}", answered.text());
        assert_eq!(answered.header("x-muster-device"), stage.device);
    }
    for certificate in [
        "",
        "nonsense",
        ":bm9uc2Vuc2U=:",
        &escaped[..200],
        &escaped.repeat(2),
    ] {
        let answered = stage.ask_with("", certificate);
        assert_eq!(
            seen(&answered),
            (401, "device-not-identified"),
            "{certificate}"
        );
    }
}

#[test]
fn a_question_that_names_no_device_or_two_is_no_yes() {
    let stage = Stage::checked_in();
    for (answered, expected) in [
        (stage.ask_by_name(""), (401, "device-not-identified")),
        (
            stage.ask_by_name("device=nonsense"),
            (401, "device-not-identified"),
        ),
        (
            stage.ask(&format!("?device={}", stage.device)),
            (401, "device-not-identified"),
        ),
        (
            stage.ask_by_name("device=dev_00000000000000000000000000"),
            (403, "device-unknown"),
        ),
        (stage.ask("?exact=yes"), (422, "bad-request-body")),
    ] {
        assert_eq!(seen(&answered), expected, "{}", answered.text());
    }
}

#[test]
fn who_does_not_hold_the_secret_learns_nothing() {
    let stage = Stage::checked_in();
    let named = format!("/api/v1/access?device={}", stage.device);
    let unknown = "/api/v1/access?device=dev_00000000000000000000000000";
    let mut told = Vec::new();
    for path in [named.as_str(), unknown, "/api/v1/access"] {
        for secret in [None, Some(""), Some("wrong"), Some(PROXY_SECRET)] {
            let mut request = Request::get(path).header("client-cert", stage.rfc9440());
            if let Some(secret) = secret {
                request = request.header("x-muster-gate-secret", secret);
            }
            let answered = stage.deployment.send(request, None);
            assert_eq!(seen(&answered), (401, "gate-secret-wrong"));
            let mut problem = answered.json();
            problem["correlation_id"] = json!("");
            told.push(problem.to_string());
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    // A device's own request asks for itself nowhere either.
    let by_device = Request::get("/api/v1/access")
        .header("client-cert", stage.rfc9440())
        .header("x-muster-proxy-secret", PROXY_SECRET);
    let answered = stage.deployment.send(by_device, None);
    assert_eq!(seen(&answered), (401, "gate-secret-wrong"));
}

#[test]
fn a_certificate_that_has_ended_does_not_pass_however_old_the_copy_is() {
    let stage = Stage::checked_in();
    stage
        .deployment
        .clock
        .advance(Duration::from_hours(366 * 24));
    assert_eq!(seen(&stage.ask("")), (403, "certificate-expired"));
    let named = stage.ask_by_name(&format!("device={}", stage.device));
    assert_eq!(seen(&named), (403, "certificate-expired"));
}

#[test]
fn head_answers_the_same_without_a_body() {
    let stage = Stage::checked_in();
    let head = || {
        let request = Request::head("/api/v1/access")
            .header("x-muster-gate-secret", GATE_SECRET)
            .header("client-cert", stage.rfc9440());
        stage.deployment.send(request, None)
    };
    let answered = head();
    assert_eq!((seen(&answered), answered.body.len()), ((200, ""), 0));
    assert_eq!(answered.header("x-muster-device"), stage.device);
    stage.remove();
    let answered = head();
    assert_eq!(
        (seen(&answered), answered.body.len()),
        ((403, "device-retired"), 0)
    );
}

#[test]
fn an_old_copy_still_opens_where_copies_are_asked_and_never_where_the_object_is() {
    let stage = Stage::checked_in();
    let tenant = "default".parse().unwrap();
    let copies = stage.deployment.app.platform.house().copies();
    let read = copies.read::<PublishedDevice>(&tenant, &stage.device);
    let before = pollster::block_on(read).unwrap().unwrap();
    stage.remove();
    // As an edge location sees it that has read the copy within the last minute.
    pollster::block_on(copies.publish(&tenant, &before)).unwrap();
    let named = format!("device={}", stage.device);
    for answered in [stage.ask(""), stage.ask_by_name(&named)] {
        assert_eq!(seen(&answered), (200, ""));
    }
    for answered in [
        stage.ask("?exact=1"),
        stage.ask_by_name(&format!("{named}&exact=1")),
    ] {
        assert_eq!(seen(&answered), (403, "device-retired"));
    }
}

#[test]
fn where_there_is_no_copy_the_object_is_asked() {
    let stage = Stage::checked_in();
    let tenant = "default".parse().unwrap();
    let copies = stage.deployment.app.platform.house().copies();
    let lost = copies.remove::<PublishedDevice>(&tenant, &stage.device);
    pollster::block_on(lost).unwrap();
    for answered in [
        stage.ask(""),
        stage.ask_by_name(&format!("device={}", stage.device)),
    ] {
        assert_eq!(seen(&answered), (200, ""), "{}", answered.text());
        assert_eq!(answered.header("cache-control"), "no-store");
    }
}
