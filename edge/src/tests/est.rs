//! EST as clients see it.

use core::time::Duration;

use axum::body::Body;
use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use muster_shared::ports::{Copies as _, PublishedCrl};

use crate::app::Platform as _;
use crate::http::PlatformClientCert;
use crate::testing::{Answered, CSR_P256, CSR_RSA, Deployment, PROXY_SECRET, certificate_of};

fn code_of(answered: &Answered) -> String {
    let text = answered.text();
    let from = text.rfind('[').unwrap_or_else(|| panic!("no code: {text}"));
    text[from + 1..].split(';').next().unwrap().to_owned()
}

fn post(deployment: &Deployment, ticket: &str, content_type: &str, body: Vec<u8>) -> Answered {
    let credentials = Base64::encode_string(format!("anybody:{ticket}").as_bytes());
    let request = Request::post("/.well-known/est/linux/simpleenroll")
        .header("authorization", format!("Basic {credentials}"))
        .header("content-type", content_type)
        .body(Body::from(body))
        .unwrap();
    deployment.send_raw(request)
}

/// Renews over the operator's TLS proxy.
fn renew(
    deployment: &Deployment,
    certificate: &[u8],
    csr: &[u8],
    secret: Option<&str>,
) -> Answered {
    let mut request = Request::post("/.well-known/est/simplereenroll")
        .header("content-type", "application/pkcs10")
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(certificate)),
        );
    if let Some(secret) = secret {
        request = request.header("x-muster-proxy-secret", secret);
    }
    deployment.send_raw(
        request
            .body(Body::from(Base64::encode_string(csr)))
            .unwrap(),
    )
}

#[test]
fn the_same_request_twice_gets_the_same_bytes() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&deployment.sign_in("ana"), "est");
    let first = deployment.enroll(&ticket, CSR_P256);
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    deployment.clock.advance(Duration::from_secs(90));
    let second = deployment.enroll(&ticket, CSR_P256);
    assert_eq!(first.body, second.body);
    let other = deployment.enroll(&ticket, CSR_RSA);
    assert_eq!(
        (other.status, code_of(&other).as_str()),
        (StatusCode::FORBIDDEN, "ticket-spent")
    );
}

#[test]
fn an_answer_is_one_line_of_base64_and_its_header_block_stays_small() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&deployment.sign_in("ana"), "est");
    let answered = deployment.enroll(&ticket, CSR_P256);
    assert_eq!(
        answered.header("content-type"),
        "application/pkcs7-mime; smime-type=certs-only"
    );
    assert!(!answered.body.contains(&b'\n'));
    let block: usize = answered
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    assert!(
        block < 500,
        "{block} bytes of headers: {:?}",
        answered.headers
    );
    assert!(answered.headers.get("set-cookie").is_none());
}

#[test]
fn a_client_that_needs_lines_gets_lines() {
    let deployment = Deployment::new();
    let request = Request::get("/.well-known/est/cacerts").header("user-agent", "libest 3.2.0p");
    let wrapped = deployment.send(request, None);
    assert!(wrapped.text().lines().all(|line| line.len() <= 76) && wrapped.text().ends_with('\n'));
    let plain = deployment.send(Request::get("/.well-known/est/cacerts"), None);
    assert_eq!(plain.text(), wrapped.text().replace('\n', ""));
}

#[test]
fn what_is_no_certificate_request_gets_a_clear_error_and_leaves_the_ticket_open() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let ticket = deployment.ticket(&ana, "est");
    let csr = Base64::encode_string(CSR_P256);
    let mut flipped = CSR_P256.to_vec();
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    let pem =
        format!("-----BEGIN CERTIFICATE REQUEST-----\n{csr}\n-----END CERTIFICATE REQUEST-----\n");
    let bomb = [0x30, 0x80].repeat(3000);
    for (body, content_type, status, code) in [
        (
            csr.as_bytes()[..csr.len() / 2 / 4 * 4].to_vec(),
            "application/pkcs10",
            400,
            "csr-malformed",
        ),
        (
            b"not base64 at all!".to_vec(),
            "application/pkcs10",
            400,
            "csr-malformed",
        ),
        (
            CSR_P256.to_vec(),
            "application/pkcs10",
            400,
            "csr-malformed",
        ),
        (pem.into_bytes(), "application/pkcs10", 400, "csr-malformed"),
        (Vec::new(), "application/pkcs10", 400, "csr-malformed"),
        (
            Base64::encode_string(&bomb).into_bytes(),
            "application/pkcs10",
            400,
            "csr-malformed",
        ),
        (
            Base64::encode_string(&flipped).into_bytes(),
            "application/pkcs10",
            400,
            "csr-signature-invalid",
        ),
        (
            csr.clone().into_bytes(),
            "application/json",
            415,
            "unsupported-media-type",
        ),
        (
            vec![b'A'; 25 * 1024],
            "application/pkcs10",
            413,
            "body-too-large",
        ),
    ] {
        let answered = post(&deployment, &ticket, content_type, body);
        assert_eq!(
            (answered.status.as_u16(), code_of(&answered).as_str()),
            (status, code)
        );
        assert_eq!(answered.header("content-type"), "text/plain; charset=utf-8");
    }
    let devices = deployment
        .by(&ana, Request::get("/api/v1/me/devices"), None)
        .json();
    assert_eq!(
        devices["devices"],
        serde_json::json!([]),
        "something was stored"
    );
    assert_eq!(deployment.enroll(&ticket, CSR_P256).status, StatusCode::OK);
}

#[test]
fn a_forged_or_expired_ticket_is_told_so() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&deployment.sign_in("ana"), "est");
    let forged = deployment.enroll(&ticket.replacen("mt1.A", "mt1.B", 1), CSR_P256);
    assert_eq!(
        (forged.status, code_of(&forged).as_str()),
        (StatusCode::UNAUTHORIZED, "ticket-invalid")
    );
    assert!(
        forged
            .header("www-authenticate")
            .starts_with("Basic realm=")
    );
    deployment.clock.advance(Duration::from_hours(5));
    let expired = deployment.enroll(&ticket, CSR_P256);
    assert_eq!(code_of(&expired), "ticket-expired");
}

#[test]
fn a_key_that_another_device_has_is_refused_and_the_ticket_serves_a_new_key() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    assert_eq!(
        deployment
            .enroll(&deployment.ticket(&ana, "est"), CSR_P256)
            .status,
        StatusCode::OK
    );
    let ben = deployment.sign_in("ben");
    let ticket = deployment.ticket(&ben, "est");
    let reused = deployment.enroll(&ticket, CSR_P256);
    assert_eq!(
        (reused.status, code_of(&reused).as_str()),
        (StatusCode::CONFLICT, "key-reused")
    );
    assert_eq!(deployment.enroll(&ticket, CSR_RSA).status, StatusCode::OK);
}

#[test]
fn a_client_certificate_counts_only_beside_the_proxys_secret() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&deployment.sign_in("ana"), "est");
    let certificate = certificate_of(&deployment.enroll(&ticket, CSR_P256));
    for secret in [None, Some("proxy-secret-of-the-tests-0124"), Some("")] {
        let answered = renew(&deployment, &certificate, CSR_RSA, secret);
        assert_eq!(
            (answered.status, code_of(&answered).as_str()),
            (StatusCode::UNAUTHORIZED, "device-not-identified")
        );
    }
}

#[test]
fn a_certificate_that_the_platform_saw_itself_needs_no_proxy() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&deployment.sign_in("ana"), "est");
    let certificate = certificate_of(&deployment.enroll(&ticket, CSR_P256));
    let seen = |written: String| {
        let check_in =
            Request::post("/api/v1/device/check-in").extension(PlatformClientCert(written));
        deployment.send(check_in, None)
    };
    let encoded = Base64::encode_string(&certificate);
    assert_eq!(seen(format!(":{encoded}:")).status, StatusCode::OK);
    for broken in [encoded, "::".to_owned(), ":%:".to_owned()] {
        let answered = seen(broken);
        assert_eq!(
            (answered.status, answered.code().as_str()),
            (StatusCode::UNAUTHORIZED, "device-not-identified")
        );
    }
}

#[test]
fn a_renewal_must_name_what_the_certificate_names() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&deployment.sign_in("ana"), "est");
    let certificate = certificate_of(&deployment.enroll(&ticket, CSR_P256));
    let answered = renew(&deployment, &certificate, CSR_RSA, Some(PROXY_SECRET));
    assert_eq!(
        (answered.status, code_of(&answered).as_str()),
        (StatusCode::BAD_REQUEST, "renewal-subject-differs")
    );
}

#[test]
fn a_retired_devices_certificate_is_refused_at_once_and_listed_as_revoked() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let certificate = certificate_of(&deployment.enroll(&deployment.ticket(&ana, "est"), CSR_P256));
    let list = |deployment: &Deployment| {
        let path = format!("/crl/{}.crl", deployment.app.issuer.id());
        let answered = deployment.send(Request::get(path), None);
        assert_eq!(answered.status, StatusCode::OK);
        answered.body.len()
    };
    let empty = list(&deployment);
    let devices = deployment
        .by(&ana, Request::get("/api/v1/me/devices"), None)
        .json();
    let id = devices["devices"][0]["id"].as_str().unwrap().to_owned();
    deployment.by(
        &ana,
        Request::delete(format!("/api/v1/me/devices/{id}")),
        None,
    );
    let check_in = Request::post("/api/v1/device/check-in")
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(&certificate)),
        )
        .header("x-muster-proxy-secret", PROXY_SECRET);
    let answered = deployment.send(check_in, None);
    assert_eq!(
        (answered.status, answered.code().as_str()),
        (StatusCode::FORBIDDEN, "device-retired")
    );
    // The house in memory publishes lists unsigned under another name, so a day later this one is made anew.
    deployment.clock.advance(Duration::from_hours(25));
    assert!(list(&deployment) > empty, "the list did not grow");
}

#[test]
fn a_list_that_cannot_be_made_anew_is_served_for_as_long_as_it_counts() {
    let deployment = Deployment::with_people();
    let (app, now) = (&deployment.app, deployment.app.now());
    let published = PublishedCrl {
        issuer: app.issuer.id().to_owned(),
        number: 1,
        this_update: now,
        next_update: now.plus(Duration::from_hours(7 * 24)),
        der: Base64::encode_string(b"the list of that day"),
    };
    pollster::block_on(
        app.platform
            .copies()
            .publish(&app.config.tenant, &published),
    )
    .unwrap();
    app.platform.objects().silence_tenant();
    let list = || {
        let path = format!("/crl/{}.crl", app.issuer.id());
        deployment.send(Request::get(path), None)
    };
    deployment.clock.advance(Duration::from_hours(7 * 24 - 1));
    assert_eq!(list().text(), "the list of that day");
    deployment.clock.advance(Duration::from_hours(1));
    assert_eq!(list().status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn what_is_optional_in_est_and_not_offered_says_so() {
    let deployment = Deployment::new();
    for operation in ["fullcmc", "serverkeygen"] {
        let request = Request::post(format!("/.well-known/est/{operation}"));
        assert_eq!(
            deployment.send(request, None).status,
            StatusCode::NOT_IMPLEMENTED
        );
    }
}

#[test]
fn the_log_names_what_failed_and_repeats_no_secret() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&deployment.sign_in("ana"), "est");
    post(
        &deployment,
        &ticket,
        "application/pkcs10",
        b"ana@example.com".to_vec(),
    );
    let logged = deployment.logged().join("\n");
    assert!(logged.contains("csr-malformed"), "{logged}");
    assert!(
        !logged.contains(&ticket) && !logged.contains("ana@example.com"),
        "{logged}"
    );
}
