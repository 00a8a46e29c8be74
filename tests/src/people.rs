//! People and operators over the JSON API.

use muster_shared::api::{AuditList, DeviceView, EnrollmentTokenCreated};
use muster_shared::time::Timestamp;
use serde_json::{Value, json};

use crate::server::{Server, secret};

/// An answer.
#[derive(Debug, Clone)]
pub struct Answered {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answered {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}: {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(core::time::Duration::from_secs(60)))
        .build()
        .into()
}

/// Sends a request; an error of the connection itself is the server's end.
pub fn try_send(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Answered, String> {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = if body.is_empty() && matches!(method, "GET" | "DELETE") {
        agent().run(request.body(()).unwrap())
    } else {
        agent().run(request.body(body).unwrap())
    }
    .map_err(|error| error.to_string())?;
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let status = response.status().as_u16();
    let body = response
        .body_mut()
        .read_to_vec()
        .map_err(|error| error.to_string())?;
    Ok(Answered {
        status,
        headers,
        body,
    })
}

/// Sends a request to a server that is there.
pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
    try_send(method, url, headers, body).unwrap_or_else(|error| panic!("{method} {url}: {error}"))
}

/// Makes admin, ana and ben, as `make run` does.
pub fn provision(server: &Server) {
    let person = |name: &str, roles: Value| {
        let password = secret(&format!("DEV_{}_PASSWORD", name.to_uppercase()));
        json!({ "username": format!("{name}@example.com"), "display_name": name, "password": password, "roles": roles })
    };
    set_up(
        server,
        &json!([
            person("admin", json!(["administrator"])),
            person("ana", json!([])),
            person("ben", json!([]))
        ]),
    );
}

/// Gives a person without roles another password, as an operator does.
pub fn set_password(server: &Server, name: &str, password: &str) {
    set_up(
        server,
        &json!([{ "username": format!("{name}@example.com"), "display_name": name, "password": password }]),
    );
}

fn set_up(server: &Server, people: &Value) {
    let bearer = format!("Bearer {}", secret("SETUP_TOKEN"));
    let answered = send(
        "POST",
        &format!("{}/api/v1/setup", server.url()),
        &[
            ("authorization", &bearer),
            ("content-type", "application/json"),
        ],
        json!({ "people": people }).to_string().as_bytes(),
    );
    assert_eq!(answered.status, 204, "{}", answered.text());
}

/// A signed-in person.
pub struct Person {
    base: String,
    cookie: String,
    csrf: String,
}

impl Person {
    pub fn sign_in(server: &Server, name: &str) -> Self {
        let password = secret(&format!("DEV_{}_PASSWORD", name.to_uppercase()));
        Self::sign_in_as(server, &format!("{name}@example.com"), &password)
    }

    pub fn sign_in_as(server: &Server, username: &str, password: &str) -> Self {
        let base = server.url();
        let body = json!({ "username": username, "password": password }).to_string();
        let answered = send(
            "POST",
            &format!("{base}/api/v1/session"),
            &[("content-type", "application/json")],
            body.as_bytes(),
        );
        assert_eq!(answered.status, 200, "{}", answered.text());
        let cookie = answered
            .header("set-cookie")
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let csrf = answered.json()["csrf_token"].as_str().unwrap().to_owned();
        Self { base, cookie, csrf }
    }

    pub fn call(
        &self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answered {
        let mut headers = vec![
            ("cookie", self.cookie.as_str()),
            ("x-csrf-token", self.csrf.as_str()),
        ];
        headers.extend_from_slice(more);
        let body = body.map(Value::to_string).unwrap_or_default();
        if !body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        send(
            method,
            &format!("{}{path}", self.base),
            &headers,
            body.as_bytes(),
        )
    }

    /// Sends a file.
    pub fn send_file(&self, path: &str, media_type: &str, file: &[u8]) -> Answered {
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("x-csrf-token", self.csrf.as_str()),
            ("content-type", media_type),
        ];
        send("POST", &format!("{}{path}", self.base), &headers, file)
    }

    /// The session's cookie, as a header's value.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub fn ticket(&self, method: &str) -> String {
        self.named_ticket(method).1
    }

    /// A ticket: its identifier and itself.
    pub fn named_ticket(&self, method: &str) -> (String, String) {
        let body = json!({ "platform": "linux", "method": method, "ownership": "personal" });
        let answered = self.call("POST", "/api/v1/me/tickets", &[], Some(&body));
        assert_eq!(answered.status, 201, "{}", answered.text());
        let text = |name: &str| answered.json()[name].as_str().unwrap().to_owned();
        (text("id"), text("ticket"))
    }

    /// An enrollment token that ends in a day, made as an administrator: what was answered.
    pub fn enrollment_token(
        &self,
        name: &str,
        (platform, method): (&str, &str),
        quota: u32,
    ) -> EnrollmentTokenCreated {
        use std::time::{Duration, SystemTime};
        let day = SystemTime::now() + Duration::from_secs(86_400);
        let seconds = day
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let body = json!({
            "name": name, "platform": platform, "method": method, "quota": quota,
            "expires_at": Timestamp::from_unix_seconds(seconds),
        });
        let answered = self.call("POST", "/api/v1/enrollment-tokens", &[], Some(&body));
        assert_eq!(answered.status, 201, "{}", answered.text());
        serde_json::from_value(answered.json()).unwrap()
    }

    pub fn devices(&self) -> Vec<DeviceView> {
        let answered = self.call("GET", "/api/v1/me/devices", &[], None);
        assert_eq!(answered.status, 200, "{}", answered.text());
        serde_json::from_value(answered.json()["devices"].clone()).unwrap()
    }

    /// Changes settings, as an administrator.
    pub fn change_settings(&self, change: impl FnOnce(&mut Value)) {
        self.change("/api/v1/settings", change);
    }

    /// Changes the policy, as an administrator.
    pub fn change_policy(&self, change: impl FnOnce(&mut Value)) {
        self.change("/api/v1/policy", change);
    }

    fn change(&self, path: &str, change: impl FnOnce(&mut Value)) {
        let read = self.call("GET", path, &[], None);
        let mut value = read.json();
        change(&mut value);
        let put = self.call(
            "PUT",
            path,
            &[("if-match", read.header("etag").unwrap())],
            Some(&value),
        );
        assert_eq!(put.status, 200, "{}", put.text());
    }

    /// The whole audit chain, verified.
    pub fn audit(&self) -> Vec<muster_shared::audit::AuditEntry> {
        let mut head = muster_shared::audit::ChainHead::genesis(&"default".parse().unwrap());
        let mut all = Vec::new();
        loop {
            let answered = self.call(
                "GET",
                &format!("/api/v1/audit?from={}", head.length),
                &[],
                None,
            );
            let list: AuditList = serde_json::from_slice(&answered.body).unwrap();
            if list.entries.is_empty() {
                assert_eq!(list.head, head, "the head is not where the entries lead");
                return all;
            }
            let entries: Vec<_> = list.entries.iter().map(|view| view.entry).collect();
            head = muster_shared::audit::verify(&entries, head)
                .unwrap_or_else(|broken| panic!("{broken}"));
            all.extend(entries);
        }
    }
}
