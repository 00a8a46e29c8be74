//! Many at once, and a power cut in the middle.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64ct::{Base64, Encoding as _};
use muster_tests::device::Device;
use muster_tests::people::{self, Answered, Person, try_send};
use muster_tests::server::Server;
use serde_json::json;

fn post_csr(url: &str, ticket: &str, csr: &str) -> Result<Answered, String> {
    let basic = format!(
        "Basic {}",
        Base64::encode_string(format!(":{ticket}").as_bytes())
    );
    let headers = [
        ("authorization", basic.as_str()),
        ("content-type", "application/pkcs10"),
    ];
    try_send(
        "POST",
        &format!("{url}/.well-known/est/simpleenroll"),
        &headers,
        csr.as_bytes(),
    )
}

/// Certificate requests, each with a key of its own.
fn requests(machine: &Device, count: usize) -> Vec<String> {
    (0..count)
        .map(|n| {
            machine.request(
                &format!("m{n}"),
                &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
                "/CN=m",
            )
        })
        .collect()
}

/// Runs `work` on every item, `width` at a time.
fn at_once<T: Send + Sync, R: Send>(
    items: &[T],
    width: usize,
    work: impl Fn(usize, &T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..width {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(item) = items.get(at) else { return };
                    let result = work(at, item);
                    done.lock().unwrap().push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[test]
fn a_hundred_tickets_used_at_once_under_a_limit_of_five_give_exactly_five_certificates() {
    let server = Server::start_release("race");
    people::provision(&server);
    Person::sign_in(&server, "admin")
        .change_settings(|settings| settings["open_ticket_limit"] = json!(100));
    let ana = Person::sign_in(&server, "ana");
    let tickets: Vec<String> = (0..100).map(|_| ana.ticket("est")).collect();
    let machine = Device::new("race");
    let csrs = requests(&machine, 100);
    let url = server.url();
    let answers = at_once(&tickets, 100, |n, ticket| {
        post_csr(&url, ticket, &csrs[n]).unwrap()
    });
    let issued: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .collect();
    let refused: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 403 && answer.text().contains("[device-limit-reached;"))
        .collect();
    assert_eq!(
        (issued.len(), refused.len()),
        (5, 95),
        "{:?}",
        answers.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    assert!(refused[0].text().contains('5'), "{}", refused[0].text());
    let distinct: BTreeSet<_> = issued.iter().map(|answer| answer.text()).collect();
    assert_eq!(distinct.len(), 5);
    assert_eq!(ana.devices().len(), 5);
    let admin = Person::sign_in(&server, "admin");
    let kinds = muster_tests::eventually("the audit chain tells of all hundred", || {
        let kinds: Vec<_> = admin
            .audit()
            .iter()
            .map(|entry| entry.event.kind.as_str())
            .collect();
        (kinds
            .iter()
            .filter(|kind| **kind == "enrollment-refused")
            .count()
            >= 95)
            .then_some(kinds)
    });
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "enrollment-refused")
            .count(),
        95
    );
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "device-enrolled")
            .count(),
        5
    );
}

#[test]
fn a_hundred_keys_at_once_with_a_token_for_twenty_give_exactly_twenty_certificates() {
    let server = Server::start_release("token");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    let token = admin.enrollment_token("Kiosks", ("linux", "est"), 20);
    let machine = Device::new("token");
    let csrs = requests(&machine, 100);
    let url = server.url();
    let send = |csr: &String| {
        loop {
            let answer = post_csr(&url, &token.text, csr).unwrap();
            if answer.status != 202 {
                return answer;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    };
    let answers = at_once(&csrs, 100, |_, csr| send(csr));
    let (issued, refused): (Vec<usize>, Vec<usize>) =
        (0..100).partition(|n| answers[*n].status == 200);
    assert_eq!(issued.len(), 20, "{} were issued", issued.len());
    for n in &refused {
        let answer = &answers[*n];
        let says_so = answer.text().contains("[token-quota-reached;");
        assert!(answer.status == 403 && says_so, "{}", answer.text());
    }
    assert_eq!(refused.len(), 80);
    // Asked again, everybody gets what they got: the same bytes, or the same no.
    let again = at_once(&csrs, 16, |_, csr| send(csr));
    for n in &issued {
        assert_eq!(again[*n].text(), answers[*n].text(), "key {n} got another");
    }
    assert!(refused.iter().all(|n| again[*n].status == 403));
    let distinct: BTreeSet<_> = issued.iter().map(|n| answers[*n].text()).collect();
    assert_eq!(distinct.len(), 20);

    let path = format!("/api/v1/enrollment-tokens/{}", token.token.id);
    let shown = admin.call("GET", &path, &[], None).json();
    assert_eq!(
        (&shown["used"], &shown["state"]),
        (&json!(20), &json!("used_up"))
    );
    assert_eq!(shown["refusals"], 160);
    muster_tests::eventually("the list says what is used", || {
        let list = admin
            .call("GET", "/api/v1/enrollment-tokens", &[], None)
            .json();
        (list["enrollment_tokens"][0]["used"] == 20).then_some(())
    });
    let enrolled = muster_tests::eventually("the fleet shows all twenty", || {
        let fleet = admin.call("GET", "/api/v1/devices", &[], None).json();
        let devices = fleet["devices"].as_array().unwrap().clone();
        (devices.len() == 20).then_some(devices)
    });
    for device in &enrolled {
        assert_eq!(device["enrollee"], shown["enrollee"]);
        assert_eq!(device["device"]["ownership"], "corporate");
    }
    let told = muster_tests::eventually("the audit chain tells of all twenty", || {
        let audit = admin.audit();
        let count = |kind: &str| {
            audit
                .iter()
                .filter(|e| e.event.kind.as_str() == kind)
                .count()
        };
        (count("device-enrolled") >= 20)
            .then(|| (count("device-enrolled"), count("enrollment-refused")))
    });
    assert_eq!(told, (20, 1), "a machine that keeps asking fills the chain");
}

#[test]
fn the_same_request_ten_times_at_once_gives_one_certificate() {
    let server = Server::start_release("duplicates");
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    let ticket = ana.ticket("est");
    let machine = Device::new("duplicates");
    let csr = requests(&machine, 1).remove(0);
    let url = server.url();
    let answers = at_once(&[(); 10], 10, |_, ()| {
        loop {
            let answer = post_csr(&url, &ticket, &csr).unwrap();
            if answer.status != 202 {
                return answer;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    });
    let distinct: BTreeSet<_> = answers
        .iter()
        .map(|answer| (answer.status, answer.text()))
        .collect();
    assert_eq!(distinct.len(), 1, "{distinct:?}");
    assert_eq!(answers[0].status, 200);
    assert_eq!(ana.devices().len(), 1);
}

#[test]
fn a_power_cut_in_the_middle_of_two_hundred_enrollments_loses_no_acknowledged_device() {
    let mut server = Server::start_release("power-cut");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    admin.change_settings(|settings| settings["open_ticket_limit"] = json!(100));
    admin.change_policy(|policy| policy["device_limits"]["default"] = json!(15));
    // Two hundred enrollments of twenty people: the limit of one person is 15.
    let people: Vec<String> = (0..20).map(|n| format!("person{n}@example.com")).collect();
    let bearer = format!("Bearer {}", muster_tests::server::secret("SETUP_TOKEN"));
    for ten in people.chunks(10) {
        let body: Vec<_> = ten
            .iter()
            .map(|name| json!({ "username": name, "display_name": name, "password": "correct horse battery" }))
            .collect();
        let url = format!("{}/api/v1/setup", server.url());
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let answered = try_send(
            "POST",
            &url,
            &headers,
            json!({ "people": body }).to_string().as_bytes(),
        )
        .unwrap();
        assert_eq!(answered.status, 204, "{}", answered.text());
    }
    let sessions: Vec<Person> = people
        .iter()
        .map(|name| Person::sign_in_as(&server, name, "correct horse battery"))
        .collect();
    let tickets: Vec<(usize, String)> = (0..200)
        .map(|n| (n % 20, sessions[n % 20].ticket("est")))
        .collect();
    let machine = Device::new("power-cut");
    let csrs = requests(&machine, 200);

    let url = server.url();
    let acknowledged: Arc<Mutex<Vec<(usize, String)>>> = Arc::default();
    let cut = Mutex::new(Some(&mut server));
    at_once(&tickets, 8, |n, (_, ticket)| {
        if let Ok(answer) = post_csr(&url, ticket, &csrs[n])
            && answer.status == 200
        {
            let mut acknowledged = acknowledged.lock().unwrap();
            acknowledged.push((n, answer.text()));
            if acknowledged.len() == 90 {
                // In the middle: others are between any two of their steps.
                if let Some(server) = cut.lock().unwrap().take() {
                    server.kill();
                }
            }
        }
    });
    let acknowledged = Arc::try_unwrap(acknowledged).unwrap().into_inner().unwrap();
    assert!(
        (90..200).contains(&acknowledged.len()),
        "{} were acknowledged",
        acknowledged.len()
    );
    server.restart();

    // Whoever got an answer gets it again, to the byte; whoever did not gets one now.
    let answers = at_once(&tickets, 8, |n, (_, ticket)| {
        loop {
            let answer = post_csr(&url, ticket, &csrs[n]).unwrap();
            if answer.status != 202 {
                assert_eq!(answer.status, 200, "{}", answer.text());
                return answer.text();
            }
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
    });
    for (n, body) in &acknowledged {
        assert_eq!(&answers[*n], body, "enrollment {n} changed its certificate");
    }
    let mut listed = BTreeSet::new();
    for name in &people {
        let devices = Person::sign_in_as(&server, name, "correct horse battery").devices();
        assert_eq!(devices.len(), 10, "{name}");
        listed.extend(
            devices
                .iter()
                .map(|device| device.certificate_serial.unwrap()),
        );
    }
    assert_eq!(listed.len(), 200);
    let admin = Person::sign_in(&server, "admin");
    let enrolled = muster_tests::eventually("the audit chain tells of all two hundred", || {
        let audit = admin.audit();
        let enrolled: Vec<_> = audit
            .iter()
            .filter(|entry| entry.event.kind.as_str() == "device-enrolled")
            .filter_map(|entry| entry.event.serial)
            .collect();
        (enrolled.len() >= 200).then_some(enrolled)
    });
    assert_eq!(enrolled.len(), 200);
    assert_eq!(enrolled.into_iter().collect::<BTreeSet<_>>(), listed);
}
