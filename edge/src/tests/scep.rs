//! SCEP in process: every operation, every way in, and one answer to everything that is refused.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use muster_shared::ca::cms::Cipher;
use muster_shared::ca::{CertificateRequest, SoftwareVerifier};
use muster_shared::enrollment::enrollee::{
    Admission, AdmitRenewal, FreshNames, LEASE_TIME, PENDING_TIME, RequestProof,
};
use muster_shared::ids::{CertificateSerial, DeviceId, Digest, LeaseId};
use muster_shared::ports::Objects as _;
use muster_shared::testing::{ScepAnswer, ScepDevice};
use serde_json::json;

use crate::app::Platform as _;
use crate::http::who::verify_certificate;
use crate::testing::{Answered, Browser, Deployment};

macro_rules! scep {
    ($name:literal) => {
        include_bytes!(concat!("../../../shared/vectors/scep/", $name)).as_slice()
    };
}

const RA: &[u8] = scep!("ra.der");
const KEY: &[u8] = scep!("device.key.der");
const OTHER_KEY: &[u8] = scep!("other.key.der");
const FOR_RA: (&[u8], Cipher) = (RA, Cipher::Aes128);

fn post(deployment: &Deployment, path: &str, body: &[u8]) -> Answered {
    let request = Request::post(format!("{path}?operation=PKIOperation"));
    deployment.send_raw(request.body(body.to_vec().into()).unwrap())
}

/// What a device is answered by a message, which it can read.
fn asked(deployment: &Deployment, device: &ScepDevice, path: &str, message: &[u8]) -> ScepAnswer {
    let answered = post(deployment, path, message);
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    assert_eq!(answered.header("content-type"), "application/x-pki-message");
    let answer = device.read(&answered.body).unwrap();
    assert_eq!(answer.answerer, RA);
    answer
}

fn enrolling(device: &ScepDevice, challenge: Option<&str>) -> Vec<u8> {
    let request = device.request(challenge).unwrap();
    device
        .message("19", "transaction", &request, FOR_RA)
        .unwrap()
}

fn certificate(answer: &ScepAnswer) -> Vec<u8> {
    assert_eq!(
        (answer.status.as_str(), answer.failure.as_deref()),
        ("0", None)
    );
    answer.certificate().unwrap()
}

/// Nothing but that it was refused, and why in the log.
fn refused(deployment: &Deployment, answer: &ScepAnswer, code: &str) {
    assert_eq!(answer.status, "2");
    assert_eq!(answer.failure.as_deref(), Some("2"));
    assert_eq!(answer.inside, None);
    let log = deployment.app.platform.log.lock().unwrap();
    let last = log.last().map(String::as_str).unwrap_or_default();
    assert!(last.contains(code), "{code}: {last}");
}

/// `IssuerAndSubject` of nobody: clients write what they like into it.
const NAMES: &[u8] = &[0x30, 0x04, 0x30, 0x00, 0x30, 0x00];

/// No request waits that was asked after.
fn unknown(answer: &ScepAnswer) {
    let said = (answer.status.as_str(), answer.failure.as_deref());
    assert_eq!((said, &answer.inside), (("2", Some("4")), &None));
}

fn configure(deployment: &Deployment, body: serde_json::Value) {
    let administrator = deployment.sign_in("admin");
    let section = "/api/v1/configuration/scep";
    let read = deployment.by(&administrator, Request::get(section), None);
    let put = Request::put(section).header("if-match", read.header("etag"));
    let answered = deployment.by(&administrator, put, Some(body));
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
}

fn ana(deployment: &Deployment) -> Browser {
    deployment.sign_in("ana")
}

#[test]
fn capabilities_name_what_the_organisation_allows() {
    let deployment = Deployment::with_people();
    let lines = || deployment.send(Request::get("/scep?operation=GetCACaps"), None);
    let answered = lines();
    assert_eq!(answered.header("content-type"), "text/plain");
    let modern = "AES\nPOSTPKIOperation\nRenewal\nSCEPStandard\nSHA-256\nSHA-384\nSHA-512\n";
    assert_eq!(answered.text(), modern);
    configure(&deployment, json!({ "legacy_ciphers": true, "sha1": true }));
    assert_eq!(lines().text(), format!("{modern}DES3\nSHA-1\n"));
}

#[test]
fn the_registration_authority_stands_alone_unless_its_chain_is_asked_for() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&ana(&deployment), "scep");
    for (path, query, alone) in [
        ("/scep", "", true),
        ("/scep", "&message=", true),
        ("/scep", "&message=CAIdentifier", true),
        ("/scep", "&message=chain", false),
        ("/scep", "&message=0", false),
        ("/scep/chain", "", false),
        (&format!("/scep/{ticket}"), "", true),
        (&format!("/scep/{ticket}/chain"), "", false),
    ] {
        let path = format!("{path}?operation=GetCACert{query}");
        let answered = deployment.send(Request::get(path), None);
        if alone {
            assert_eq!(
                answered.header("content-type"),
                "application/x-x509-ca-cert"
            );
            assert_eq!(answered.body, RA);
        } else {
            assert_eq!(
                answered.header("content-type"),
                "application/x-x509-ca-ra-cert"
            );
            assert!(answered.body.len() > RA.len());
        }
    }
}

#[test]
fn a_ticket_in_the_address_or_as_the_challenge_is_good_once_and_for_one_key() {
    let deployment = Deployment::with_people();
    let ana = ana(&deployment);
    let (device, other) = (
        ScepDevice::new(KEY).unwrap(),
        ScepDevice::new(OTHER_KEY).unwrap(),
    );
    let ticket = deployment.ticket(&ana, "scep");
    let in_address = format!("/scep/{ticket}");
    let message = enrolling(&device, None);
    let first = certificate(&asked(&deployment, &device, &in_address, &message));
    // The answer was lost: the same key gets the same certificate, however it asks.
    let again = asked(
        &deployment,
        &device,
        "/scep",
        &enrolling(&device, Some(&ticket)),
    );
    assert_eq!(certificate(&again), first);
    let encoded = Base64::encode_string(&message);
    assert!(encoded.contains('+') && encoded.contains('/'));
    for spelled in [
        encoded.clone(),
        encoded
            .replace('+', "%2B")
            .replace('/', "%2f")
            .replace('=', "%3D"),
        encoded.replace('+', "%20"),
        encoded.replace('+', "-").replace('/', "_"),
        encoded.trim_end_matches('=').to_owned(),
        encoded
            .as_bytes()
            .chunks(64)
            .fold(String::new(), |lines, line| {
                lines + core::str::from_utf8(line).unwrap() + "%0D%0A"
            }),
    ] {
        let path = format!("{in_address}/pkiclient.exe?operation=PKIOperation&message={spelled}");
        let answered = deployment.send(Request::get(path), None);
        let answer = device.read(&answered.body).unwrap();
        assert_eq!(certificate(&answer), first);
    }
    let another = asked(&deployment, &other, &in_address, &enrolling(&other, None));
    refused(&deployment, &another, "ticket-spent");

    let challenge = deployment.ticket(&ana, "scep");
    let second = asked(
        &deployment,
        &other,
        "/scep",
        &enrolling(&other, Some(&challenge)),
    );
    assert_ne!(certificate(&second), first);
}

#[test]
fn the_answer_with_a_ticket_for_scep_has_the_address_at_which_it_enrolls() {
    let deployment = Deployment::with_people();
    let ana = ana(&deployment);
    let made = |method: &str| {
        let body = json!({ "platform": "linux", "method": method, "ownership": "personal" });
        deployment.by(&ana, Request::post("/api/v1/me/tickets"), Some(body))
    };
    let answered = made("scep").json();
    let url = answered["scep_url"].as_str().unwrap();
    assert_eq!(
        url,
        format!(
            "https://muster.test/scep/{}",
            answered["ticket"].as_str().unwrap()
        )
    );
    let device = ScepDevice::new(KEY).unwrap();
    let path = url.strip_prefix("https://muster.test").unwrap();
    certificate(&asked(
        &deployment,
        &device,
        path,
        &enrolling(&device, None),
    ));
    assert_eq!(made("est").json().get("scep_url"), None);
    configure(&deployment, json!({ "allowed": false }));
    assert_eq!(made("scep").status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn what_is_refused_is_refused_by_one_answer_whatever_the_reason() {
    let deployment = Deployment::with_people();
    let ana = ana(&deployment);
    let (device, other) = (
        ScepDevice::new(KEY).unwrap(),
        ScepDevice::new(OTHER_KEY).unwrap(),
    );
    let est = deployment.ticket(&ana, "est");
    let ticket = deployment.ticket(&ana, "scep");
    let asked = |message: &[u8]| asked(&deployment, &device, "/scep", message);
    for (message, code) in [
        (enrolling(&device, None), "ticket-invalid"),
        (enrolling(&device, Some("a guess")), "ticket-invalid"),
        (enrolling(&device, Some(&est)), "ticket-invalid"),
        // Another's request, in a message of one's own.
        (
            device
                .message("19", "t", &other.request(Some(&ticket)).unwrap(), FOR_RA)
                .unwrap(),
            "csr-signature-invalid",
        ),
        // Nothing of ours to renew.
        (
            device
                .message("17", "t", &device.request(None).unwrap(), FOR_RA)
                .unwrap(),
            "device-not-identified",
        ),
        (
            device.message("19", "t", b"no request", FOR_RA).unwrap(),
            "csr-malformed",
        ),
        (
            device.message("20", "t", b"no names", FOR_RA).unwrap(),
            "scep-message-refused",
        ),
        // For somebody else, and by a cipher that is not allowed.
        (
            device
                .message(
                    "19",
                    "t",
                    &device.request(Some(&ticket)).unwrap(),
                    (scep_certificate(), Cipher::Aes128),
                )
                .unwrap(),
            "scep-message-refused",
        ),
        (
            device
                .message(
                    "19",
                    "t",
                    &device.request(Some(&ticket)).unwrap(),
                    (RA, Cipher::TripleDes),
                )
                .unwrap(),
            "scep-message-refused",
        ),
    ] {
        refused(&deployment, &asked(&message), code);
    }
    // A message that was changed on its way.
    let mut bent = enrolling(&device, Some(&ticket));
    *bent.last_mut().unwrap() ^= 1;
    refused(&deployment, &asked(&bent), "scep-message-refused");
    // The ticket has survived all of it.
    certificate(&asked(&enrolling(&device, Some(&ticket))));
}

#[test]
fn whoever_signs_with_a_key_that_no_answer_can_be_encrypted_for_is_refused_and_spends_nothing() {
    let deployment = Deployment::with_people();
    let ana = ana(&deployment);
    let curve = ScepDevice::new(include_bytes!(
        "../../../shared/tests/fixtures/ca/issuing_p256.key.der"
    ))
    .unwrap();
    let ticket = deployment.ticket(&ana, "scep");
    let message = enrolling(&curve, Some(&ticket));
    refused(
        &deployment,
        &asked(&deployment, &curve, "/scep", &message),
        "scep-message-refused",
    );
    let devices = deployment.by(&ana, Request::get("/api/v1/me/devices"), None);
    assert_eq!(devices.json()["devices"], json!([]));
    let device = ScepDevice::new(KEY).unwrap();
    let message = enrolling(&device, Some(&ticket));
    certificate(&asked(&deployment, &device, "/scep", &message));
}

/// Anybody's RSA certificate.
fn scep_certificate() -> &'static [u8] {
    include_bytes!("../../../shared/tests/fixtures/ca/device_rsa2048.der")
}

#[test]
fn triple_des_is_taken_where_the_organisation_allows_it_and_answered_with() {
    let deployment = Deployment::with_people();
    configure(&deployment, json!({ "legacy_ciphers": true }));
    let device = ScepDevice::new(KEY).unwrap();
    let ticket = deployment.ticket(&ana(&deployment), "scep");
    let request = device.request(Some(&ticket)).unwrap();
    let message = device
        .message("19", "t", &request, (RA, Cipher::TripleDes))
        .unwrap();
    certificate(&asked(&deployment, &device, "/scep", &message));
}

#[test]
fn a_device_renews_by_its_certificate_with_either_message() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&ana(&deployment), "scep");
    let address = format!("/scep/{ticket}");
    let fresh = ScepDevice::new(KEY).unwrap();
    let first = certificate(&asked(
        &deployment,
        &fresh,
        &address,
        &enrolling(&fresh, None),
    ));
    let device = ScepDevice::showing(KEY, &first).unwrap();
    let next = ScepDevice::new(OTHER_KEY).unwrap();
    let mut renewed = Vec::new();
    // A new key, and the old one.
    for key in [&next, &fresh] {
        for kind in ["17", "19"] {
            let request = key.request(None).unwrap();
            let message = device.message(kind, "renewal", &request, FOR_RA).unwrap();
            let answer = asked(&deployment, &device, &address, &message);
            let certificate = certificate(&answer);
            assert_ne!(certificate, first);
            renewed.push(certificate);
        }
    }
    // The same key again is answered by the same certificate.
    assert_eq!(renewed[0], renewed[1]);
    assert_eq!(renewed[2], renewed[3]);
    // Some show the challenge that they enrolled with again, and renew all the same: with the old key, and with a new one.
    let again = ScepDevice::showing(KEY, &renewed[2]).unwrap();
    for key in [&fresh, &next] {
        let request = key.request(Some(&ticket)).unwrap();
        let message = again.message("19", "renewal", &request, FOR_RA).unwrap();
        let answer = asked(&deployment, &again, "/scep", &message);
        assert!(!renewed.contains(&certificate(&answer)));
    }
    // A device that is removed renews no more.
    let ana = ana(&deployment);
    let devices = deployment
        .by(&ana, Request::get("/api/v1/me/devices"), None)
        .json();
    let id = devices["devices"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/me/devices/{id}");
    deployment.by(&ana, Request::delete(path), None);
    let message = device
        .message("17", "r", &next.request(None).unwrap(), FOR_RA)
        .unwrap();
    let answer = asked(&deployment, &device, "/scep", &message);
    assert_eq!(answer.status, "2");
}

#[test]
fn while_enrollment_is_paused_a_client_is_told_to_wait_and_asks_after_its_request() {
    let deployment = Deployment::with_people();
    let administrator = deployment.sign_in("admin");
    let pause = |paused: bool| {
        let read = deployment.by(&administrator, Request::get("/api/v1/settings"), None);
        let mut settings = read.json();
        settings["enrollment_paused"] = json!(paused);
        let put = Request::put("/api/v1/settings").header("if-match", read.header("etag"));
        let answered = deployment.by(&administrator, put, Some(settings));
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    };
    let ana = ana(&deployment);
    let device = ScepDevice::new(KEY).unwrap();
    let tickets = [
        deployment.ticket(&ana, "scep"),
        deployment.ticket(&ana, "scep"),
    ];
    let other = ScepDevice::new(OTHER_KEY).unwrap();
    for (device, stranger, ticket, in_address) in [
        (&device, &other, &tickets[0], true),
        (&other, &device, &tickets[1], false),
    ] {
        pause(true);
        let (path, challenge) = if in_address {
            (format!("/scep/{ticket}"), None)
        } else {
            ("/scep".to_owned(), Some(ticket.as_str()))
        };
        let poll = device.message("20", "transaction", NAMES, FOR_RA).unwrap();
        let answer = asked(&deployment, device, &path, &enrolling(device, challenge));
        assert_eq!((answer.status.as_str(), answer.inside), ("3", None));
        let answer = asked(&deployment, device, &path, &poll);
        assert_eq!(answer.status, "3");
        if in_address {
            let poll = stranger.message("20", "transaction", NAMES, FOR_RA);
            unknown(&asked(&deployment, stranger, &path, &poll.unwrap()));
        }
        pause(false);
        // Another key, and another transaction, are nobody's: not even where the address would let them enroll.
        for (device, transaction) in [(stranger, "nobody's"), (device, "other")] {
            let another = device.message("20", transaction, NAMES, FOR_RA).unwrap();
            unknown(&asked(&deployment, device, &path, &another));
        }
        let first = certificate(&asked(&deployment, device, &path, &poll));
        assert_eq!(
            certificate(&asked(&deployment, device, &path, &poll)),
            first
        );
    }
}

/// Has somebody else in between: until this request's time to be answered is over, every other one of the device waits.
fn renewal_elsewhere(deployment: &Deployment, present: &[u8]) {
    let app = &deployment.app;
    let present = verify_certificate(app, present).unwrap();
    let admit = AdmitRenewal {
        device: present.device(),
        presented: present.serial(),
        key: Digest::of(b"another key"),
        proof: RequestProof::Tls,
        fresh: FreshNames {
            device: DeviceId::from_random([1; 16]),
            serial: CertificateSerial::from_random([1; 16]),
            lease: LeaseId::from_random([1; 16]),
        },
        in_window_only: false,
    };
    let enrollee = present.enrollee();
    let admitted = app
        .platform
        .objects()
        .enrollee(present.tenant(), &enrollee, &admit);
    let admitted = pollster::block_on(admitted).unwrap();
    assert!(matches!(admitted, Admission::Granted { .. }));
}

#[test]
fn a_renewal_that_has_to_wait_is_asked_after_by_either_key_and_gives_the_certificate_for_the_new_one()
 {
    let deployment = Deployment::with_people();
    let ana = ana(&deployment);
    let fresh = ScepDevice::new(KEY).unwrap();
    let next = ScepDevice::new(OTHER_KEY).unwrap();
    let ticket = deployment.ticket(&ana, "scep");
    let address = format!("/scep/{ticket}");
    let first = certificate(&asked(
        &deployment,
        &fresh,
        &address,
        &enrolling(&fresh, None),
    ));
    let device = ScepDevice::showing(KEY, &first).unwrap();
    renewal_elsewhere(&deployment, &first);
    let request = next.request(None).unwrap();
    for path in ["/scep", &address] {
        let poll = device.message("20", "renewal", NAMES, FOR_RA).unwrap();
        unknown(&asked(&deployment, &device, path, &poll));
    }
    for (kind, transaction) in [("17", "renewal"), ("19", "plain")] {
        let message = device.message(kind, transaction, &request, FOR_RA).unwrap();
        assert_eq!(asked(&deployment, &device, "/scep", &message).status, "3");
    }
    let polled = |asking: &ScepDevice, transaction: &str, path: &str| {
        let poll = asking.message("20", transaction, NAMES, FOR_RA).unwrap();
        asked(&deployment, asking, path, &poll)
    };
    assert_eq!(polled(&device, "renewal", "/scep").status, "3");
    deployment.clock.advance(LEASE_TIME);
    // Signed with the present key, or the one that the certificate is for; at whatever address.
    let renewed = certificate(&polled(&device, "renewal", "/scep"));
    assert_ne!(renewed, first);
    let is_for = verify_certificate(&deployment.app, &renewed).unwrap();
    assert_eq!(
        Digest::of(is_for.spki_der()),
        CertificateRequest::parse(&request)
            .unwrap()
            .verify(&SoftwareVerifier)
            .unwrap()
            .key_digest()
    );
    for transaction in ["renewal", "plain"] {
        for asking in [&device, &next] {
            for path in ["/scep", &address] {
                assert_eq!(certificate(&polled(asking, transaction, path)), renewed);
            }
        }
    }
    unknown(&polled(&device, "other", &address));
    let devices = deployment.by(&ana, Request::get("/api/v1/me/devices"), None);
    assert_eq!(devices.json()["devices"].as_array().unwrap().len(), 1);
    // A day later, nobody waits any more.
    deployment.clock.advance(PENDING_TIME);
    unknown(&polled(&device, "renewal", &address));
}

#[test]
fn whoever_asks_after_nothing_enrolls_nothing_even_where_the_address_would_let_it() {
    let deployment = Deployment::with_people();
    let ana = ana(&deployment);
    let device = ScepDevice::new(KEY).unwrap();
    let path = format!("/scep/{}", deployment.ticket(&ana, "scep"));
    let poll = device.message("20", "t", NAMES, FOR_RA).unwrap();
    unknown(&asked(&deployment, &device, &path, &poll));
    let devices = deployment.by(&ana, Request::get("/api/v1/me/devices"), None);
    assert_eq!(devices.json()["devices"], json!([]));
    certificate(&asked(
        &deployment,
        &device,
        &path,
        &enrolling(&device, None),
    ));
}

#[test]
fn a_device_is_given_its_own_certificate_and_the_revocation_list() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&ana(&deployment), "scep");
    let fresh = ScepDevice::new(KEY).unwrap();
    let first = certificate(&asked(
        &deployment,
        &fresh,
        "/scep",
        &enrolling(&fresh, Some(&ticket)),
    ));
    let device = ScepDevice::showing(KEY, &first).unwrap();
    let own = device
        .message("21", "t", &device.own_name(), FOR_RA)
        .unwrap();
    assert_eq!(
        certificate(&asked(&deployment, &device, "/scep", &own)),
        first
    );
    let list = device
        .message("22", "t", &device.own_name(), FOR_RA)
        .unwrap();
    let answer = asked(&deployment, &device, "/scep", &list);
    assert_eq!(answer.status, "0");
    assert!(answer.inside.is_some());
    // Of another's, there is none.
    for kind in ["21", "22"] {
        let message = fresh.message(kind, "t", &fresh.own_name(), FOR_RA).unwrap();
        let answer = asked(&deployment, &fresh, "/scep", &message);
        assert_eq!(
            (answer.status.as_str(), answer.failure.as_deref()),
            ("2", Some("4"))
        );
    }
    let others = fresh
        .message("21", "t", &device.own_name(), FOR_RA)
        .unwrap();
    assert_eq!(
        asked(&deployment, &fresh, "/scep", &others)
            .failure
            .as_deref(),
        Some("4")
    );
}

#[test]
fn what_is_no_message_is_one_plain_sentence() {
    let deployment = Deployment::with_people();
    let message = enrolling(&ScepDevice::new(KEY).unwrap(), None);
    for (body, status, code) in [
        (&[][..], 400, "scep-message-refused"),
        (b"nonsense", 400, "scep-message-refused"),
        (&message[..message.len() - 1], 400, "scep-message-refused"),
        (&[0x30, 0x80].repeat(30_000), 400, "scep-message-refused"),
        (&vec![0x30; 70_000], 413, "body-too-large"),
    ] {
        let answered = post(&deployment, "/scep", body);
        assert_eq!(answered.status.as_u16(), status, "{}", answered.text());
        assert_eq!(answered.header("content-type"), "text/plain; charset=utf-8");
        assert!(answered.text().contains(code), "{}", answered.text());
    }
    for (path, status, code) in [
        ("/scep", 400, "bad-request-body"),
        ("/scep?operation=GetNextCACert", 400, "bad-request-body"),
        ("/scep?operation=PKIOperation", 400, "bad-request-body"),
        (
            "/scep?operation=PKIOperation&message=%",
            400,
            "bad-request-body",
        ),
        (
            "/scep?operation=PKIOperation&message=MAA=",
            400,
            "scep-message-refused",
        ),
        ("/scep/mt1.guess?operation=GetCACaps", 403, "ticket-invalid"),
        ("/scep/a/b", 404, "not-found"),
    ] {
        let answered = deployment.send(Request::get(path), None);
        assert_eq!(
            answered.status.as_u16(),
            status,
            "{path}: {}",
            answered.text()
        );
        assert_eq!(answered.header("content-type"), "text/plain; charset=utf-8");
        assert!(
            answered.text().contains(code),
            "{path}: {}",
            answered.text()
        );
    }
}

#[test]
fn where_scep_is_not_allowed_it_is_closed() {
    let deployment = Deployment::with_people();
    let ticket = deployment.ticket(&ana(&deployment), "scep");
    let closed =
        |path: &str| deployment.send(Request::get(format!("{path}?operation=GetCACaps")), None);
    configure(&deployment, json!({ "credential_in_message": false }));
    assert_eq!(closed("/scep").status, StatusCode::FORBIDDEN);
    assert_eq!(closed(&format!("/scep/{ticket}")).status, StatusCode::OK);
    configure(&deployment, json!({ "allowed": false }));
    let answered = closed(&format!("/scep/{ticket}"));
    assert!(
        answered.text().contains("scep-not-allowed"),
        "{}",
        answered.text()
    );
}
