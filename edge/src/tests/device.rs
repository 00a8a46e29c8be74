//! What a device tells, and what its person then sees and does.

use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{
    Answered, Browser, CSR_P256, CSR_RSA, Deployment, PROXY_SECRET, certificate_of,
};

/// A device of this person's, enrolled over EST: its certificate and its identifier.
fn device_of(deployment: &Deployment, browser: &Browser, csr: &[u8]) -> (Vec<u8>, String) {
    let ticket = deployment.ticket(browser, "est");
    let certificate = certificate_of(&deployment.enroll(&ticket, csr));
    let listed = deployment
        .by(browser, Request::get("/api/v1/me/devices"), None)
        .json();
    let device = listed["devices"][0]["id"].as_str().unwrap().to_owned();
    (certificate, device)
}

/// A request of the device's over the operator's TLS proxy.
fn by_device(
    deployment: &Deployment,
    certificate: &[u8],
    path: &str,
    body: Option<Value>,
) -> Answered {
    let request = Request::post(path)
        .header(
            "client-cert",
            format!(":{}:", Base64::encode_string(certificate)),
        )
        .header("x-muster-proxy-secret", PROXY_SECRET);
    deployment.send(request, body)
}

fn detail(deployment: &Deployment, browser: &Browser, device: &str) -> Answered {
    deployment.by(
        browser,
        Request::get(format!("/api/v1/me/devices/{device}")),
        None,
    )
}

fn rename(deployment: &Deployment, browser: &Browser, device: &str, name: &str) -> Answered {
    deployment.by(
        browser,
        Request::patch(format!("/api/v1/me/devices/{device}")),
        Some(json!({ "name": name })),
    )
}

#[test]
fn a_person_sees_what_the_device_told_and_gives_it_a_name_that_stays() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let (certificate, device) = device_of(&deployment, &ana, CSR_P256);
    let report = json!({ "os_version": "12.8", "manufacturer": "QEMU", "name": "build-7", "inventory": {
        "os_name": "Debian GNU/Linux 12 (bookworm)", "kernel": "6.1.0", "disk_encryption": "not_encrypted",
    } });
    let check_in = |report: Value| {
        by_device(
            &deployment,
            &certificate,
            "/api/v1/device/check-in",
            Some(report),
        )
    };
    assert_eq!(check_in(report).status, StatusCode::OK);
    let shown = detail(&deployment, &ana, &device).json();
    assert_eq!(shown["device"]["name"], "build-7");
    let facts: Vec<(&str, &str)> = shown["facts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| {
            (
                fact["name"].as_str().unwrap(),
                fact["value"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        facts,
        [
            ("os_name", "Debian GNU/Linux 12 (bookworm)"),
            ("os_version", "12.8"),
            ("kernel", "6.1.0"),
            ("host_name", "build-7"),
            ("manufacturer", "QEMU"),
            ("disk_encryption", "not_encrypted"),
        ]
    );
    assert_eq!(shown["facts"][0]["source"], "claimed");
    assert_eq!(shown["facts"][0]["learnt_at"], "2026-12-01T12:00:00Z");

    let renamed = rename(&deployment, &ana, &device, " Anas Rechner ");
    assert_eq!(
        (renamed.status, &renamed.json()["name"]),
        (StatusCode::OK, &json!("Anas Rechner"))
    );
    assert_eq!(
        check_in(json!({ "name": "build-8" })).status,
        StatusCode::OK
    );
    let shown = detail(&deployment, &ana, &device).json();
    assert_eq!(shown["device"]["name"], "Anas Rechner");
    let history: Vec<&str> = shown["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        history,
        [
            "facts_changed",
            "renamed",
            "facts_changed",
            "first_check_in",
            "certificate_issued"
        ]
    );
}

#[test]
fn another_persons_device_is_neither_shown_nor_renamed() {
    let deployment = Deployment::with_people();
    let (_, device) = device_of(&deployment, &deployment.sign_in("ana"), CSR_P256);
    let ben = deployment.sign_in("ben");
    assert_eq!(detail(&deployment, &ben, &device).code(), "not-found");
    assert_eq!(
        rename(&deployment, &ben, &device, "mine").code(),
        "not-found"
    );
}

#[test]
fn what_cannot_be_a_name_is_refused() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let (_, device) = device_of(&deployment, &ana, CSR_P256);
    for bad in ["", "  ", "a\nb", &"a".repeat(65)] {
        let answered = rename(&deployment, &ana, &device, bad);
        assert_eq!(answered.code(), "bad-request-body", "{bad:?}");
        assert!(answered.text().contains("`name`"), "{}", answered.text());
    }
}

#[test]
fn an_inventory_that_is_too_long_or_cannot_be_printed_is_refused_by_the_fields_name() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let (certificate, device) = device_of(&deployment, &ana, CSR_RSA);
    for field in [
        "os_name",
        "os_id",
        "os_edition",
        "kernel",
        "architecture",
        "host_name",
        "model",
        "serial_number",
        "imei",
        "agent_version",
    ] {
        for bad in ["a".repeat(129), "a\u{1b}[2J".to_owned()] {
            let report = json!({ "inventory": { field: bad } });
            let answered = by_device(
                &deployment,
                &certificate,
                "/api/v1/device/check-in",
                Some(report),
            );
            assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(
                answered.text().contains(&format!("`{field}`")),
                "{}",
                answered.text()
            );
        }
    }
    assert_eq!(
        detail(&deployment, &ana, &device).json()["facts"],
        json!([])
    );
}

#[test]
fn a_device_leaves_by_itself_once_and_the_chain_says_so() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let (certificate, device) = device_of(&deployment, &ana, CSR_P256);
    let leave = |body| by_device(&deployment, &certificate, "/api/v1/device/unenroll", body);
    assert_eq!(
        leave(Some(json!({ "why": "sold" }))).code(),
        "bad-request-body"
    );
    let left = leave(Some(json!({})));
    assert_eq!(left.status, StatusCode::NO_CONTENT, "{}", left.text());
    assert_eq!(leave(None).code(), "device-retired");
    let shown = detail(&deployment, &ana, &device).json();
    assert_eq!(shown["device"]["status"], "retired");
    assert_eq!(shown["history"][0]["kind"], "retired");
    let admin = deployment.sign_in("admin");
    let chain = deployment.by(&admin, Request::get("/api/v1/audit"), None);
    assert!(chain.text().contains("left-by-device"), "{}", chain.text());
}

#[test]
fn an_administrator_sees_anybodys_device_and_deletes_its_record_for_good() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let admin = deployment.sign_in("admin");
    let (certificate, device) = device_of(&deployment, &ana, CSR_P256);
    let check_in = |kernel: &str| {
        let report = json!({ "inventory": { "kernel": kernel } });
        let path = "/api/v1/device/check-in";
        by_device(&deployment, &certificate, path, Some(report))
    };
    check_in("6.1.0");
    check_in("6.1.1");
    let address = format!("/api/v1/devices/{device}");
    let shown = deployment.by(&admin, Request::get(&address), None).json();
    assert_eq!(shown["facts"][0]["value"], "6.1.1");
    assert_eq!(shown["changes"][0]["before"], "6.1.0");
    assert_eq!(shown["renewal"]["state"], "not_due");
    assert_eq!(shown["inputs"], Value::Null);
    assert_eq!(shown, detail(&deployment, &ana, &device).json());

    let record = format!("{address}/record");
    let by_ana = deployment.by(&ana, Request::delete(&record), None);
    assert_eq!(by_ana.code(), "not-permitted");
    let deleted = deployment.by(&admin, Request::delete(&record), None);
    assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{}", deleted.text());
    for gone in [&address, &record] {
        let request = Request::get(gone.as_str());
        let request = if gone == &record {
            Request::delete(gone.as_str())
        } else {
            request
        };
        assert_eq!(deployment.by(&admin, request, None).code(), "not-found");
    }
    assert_eq!(check_in("6.1.2").code(), "certificate-revoked");
}

#[test]
fn a_person_reads_what_is_kept_by_whose_the_device_is_and_it_is_what_the_settings_say() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let admin = deployment.sign_in("admin");
    let kept = |fact: &str| {
        let shown = deployment.by(&ana, Request::get("/api/v1/me/privacy"), None);
        let facts = shown.json()["facts"].as_array().unwrap().clone();
        let of = facts.into_iter().find(|one| one["name"] == fact).unwrap();
        (
            of["class"].clone(),
            of["personal"].clone(),
            of["corporate"].clone(),
        )
    };
    let (yes, no) = (json!(true), json!(false));
    assert_eq!(kept("imei"), (json!("identity"), no.clone(), yes.clone()));
    assert_eq!(kept("kernel"), (json!("system"), yes.clone(), yes.clone()));
    let settings = deployment.by(&admin, Request::get("/api/v1/settings"), None);
    let mut changed = settings.json();
    changed["keep"] = json!({ "kernel": "corporate_only" });
    let put = Request::put("/api/v1/settings").header("if-match", settings.header("etag"));
    let put = deployment.by(&admin, put, Some(changed));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    assert_eq!(kept("kernel"), (json!("system"), no, yes));
}

#[test]
fn the_agent_is_served_with_this_deployments_address_to_anyone() {
    let deployment = Deployment::new();
    let answered = deployment.send(Request::get("/agent/linux.sh"), None);
    assert_eq!(answered.status, StatusCode::OK);
    for (name, value) in [
        ("content-type", "text/x-shellscript; charset=utf-8"),
        ("cache-control", "no-cache"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answered.header(name), value);
    }
    let script = answered.text();
    assert!(script.starts_with("#!/bin/sh\n"), "{script}");
    assert!(script.contains("https://muster.test") && !script.contains("@MUSTER_URL@"));
    // Every part is in it, in the order of their names.
    let parts = concat!(env!("CARGO_MANIFEST_DIR"), "/agent/linux");
    let mut parts: Vec<_> = std::fs::read_dir(parts)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    parts.sort();
    let text: String = parts
        .iter()
        .map(|part| std::fs::read_to_string(part).unwrap())
        .collect();
    assert_eq!(script, text.replace("@MUSTER_URL@", "https://muster.test"));
}

#[test]
fn a_ticket_for_the_agent_comes_with_the_one_line_to_run() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let ask = |platform: &str, method: &str| {
        let body = json!({ "platform": platform, "method": method, "ownership": "personal" });
        deployment.by(&ana, Request::post("/api/v1/me/tickets"), Some(body))
    };
    let created = ask("linux", "agent").json();
    let ticket = created["ticket"].as_str().unwrap();
    let command = format!(
        "curl -fsS https://muster.test/agent/linux.sh | sudo sh -s -- enroll --ticket {ticket}"
    );
    assert_eq!(created["command"], command);
    // The line is pasted into a shell: nothing in it may mean something there.
    assert!(
        ticket
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)),
        "{ticket}"
    );
    assert_eq!(ask("linux", "est").json()["command"], Value::Null);
    let refused = ask("windows", "agent");
    assert_eq!(refused.code(), "bad-request-body");
    assert!(
        refused
            .text()
            .contains("not offered on the platform `windows`")
    );
}
