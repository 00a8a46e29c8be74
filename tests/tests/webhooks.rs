//! Webhooks under the real Worker, heard by a program that checks them with nothing of ours.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that meets something unexpected ends there"
)]

use std::net::TcpListener;
use std::time::{Duration, Instant};

use muster_tests::device::Device;
use muster_tests::eventually;
use muster_tests::people::{self, Person, send};
use muster_tests::receiver::Receiver;
use muster_tests::server::Server;
use serde_json::{Value, json};

const P256: [&str; 4] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

/// A webhook for everything at `url`: its path and its secret.
fn webhook(admin: &Person, url: &str) -> (String, String) {
    let body = json!({
        "name": url, "url": url, "events": ["device.enrolled", "enrollment.refused", "device.retired"],
    });
    let made = admin.call("POST", "/api/v1/webhooks", &[], Some(&body));
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let path = format!("/api/v1/webhooks/{}", text(&made["webhook"]["id"]));
    (path, text(&made["secret"]))
}

fn deliveries(admin: &Person, path: &str) -> Vec<Value> {
    let listed = admin.call("GET", &format!("{path}/deliveries"), &[], None);
    assert_eq!(listed.status, 200, "{}", listed.text());
    listed.json()["deliveries"].as_array().unwrap().clone()
}

fn test(admin: &Person, path: &str) {
    let tested = admin.call("POST", &format!("{path}/test"), &[], None);
    assert_eq!(tested.status, 202, "{}", tested.text());
}

fn kinds(receiver: &Receiver) -> Vec<String> {
    let taken = receiver.taken().into_iter();
    taken
        .map(|body| body["type"].as_str().unwrap().to_owned())
        .collect()
}

/// Sends again what the receiver has heard, as somebody on the line would, with one thing changed.
fn replay(receiver: &Receiver, heard: &Value, changed: &[(&str, &str)], body: &str) -> u16 {
    let header = |name: &str| {
        let changed = changed.iter().find(|(other, _)| *other == name);
        changed.map_or_else(
            || heard["headers"][name].as_str().unwrap().to_owned(),
            |(_, value)| (*value).to_owned(),
        )
    };
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let values = names.map(header);
    let headers: Vec<(&str, &str)> = names
        .iter()
        .zip(&values)
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    send("POST", &receiver.url(), &headers, body.as_bytes()).status
}

#[test]
fn a_receiver_hears_of_enrolled_refused_and_retired_devices_once_each() {
    let server = Server::start("webhooks");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    // Its first answer is a failure.
    let receiver = Receiver::start("webhooks-receiver", &[500]);
    let (path, secret) = webhook(&admin, &receiver.url());
    receiver.knows(&secret);
    admin.change_policy(|policy| policy["device_limits"]["default"] = json!(1));

    let ana = Person::sign_in(&server, "ana");
    let (first, second) = (ana.ticket("est"), ana.ticket("est"));
    let machine = Device::new("webhooks");
    machine.request("first", &P256, "/CN=first");
    machine.request("second", &P256, "/CN=second");
    assert_eq!(machine.enroll(&server, &first, "first").status, 200);
    let device = ana.devices()[0].id.to_string();
    eventually("the first failure comes", || {
        (receiver.heard().len() == 1).then_some(())
    });
    assert_eq!(machine.enroll(&server, &second, "second").status, 403);
    eventually("the refusal does not wait for what failed", || {
        (kinds(&receiver) == ["enrollment.refused"]).then_some(())
    });
    eventually("the failed one comes again", || {
        (kinds(&receiver).len() == 2).then_some(())
    });
    let removed = admin.call("DELETE", &format!("/api/v1/devices/{device}"), &[], None);
    assert_eq!(removed.status, 204, "{}", removed.text());
    eventually("the retirement comes", || {
        (kinds(&receiver).len() == 3).then_some(())
    });
    let taken = receiver.taken();
    assert_eq!(
        kinds(&receiver),
        ["enrollment.refused", "device.enrolled", "device.retired"]
    );
    assert_eq!(taken[0]["data"]["code"], "device-limit-reached");
    assert_eq!(taken[1]["data"]["device"], device);
    assert_eq!(taken[2]["data"]["device"], device);
    assert_eq!(taken[2]["data"]["cause"], "removed-by-administrator");

    let heard = receiver.heard();
    assert!(heard.iter().all(|one| one["wrong"].is_null()), "{heard:?}");
    let enrolled: Vec<&Value> = heard
        .iter()
        .filter(|one| one["body"].as_str().unwrap().contains("device.enrolled"))
        .collect();
    assert_eq!(enrolled.len(), 2);
    let of = |one: &Value, name: &str| one["headers"][name].as_str().unwrap().to_owned();
    assert_eq!(of(enrolled[0], "webhook-id"), of(enrolled[1], "webhook-id"));
    assert_ne!(
        of(enrolled[0], "webhook-signature"),
        of(enrolled[1], "webhook-signature"),
        "each try is signed for its own time"
    );
    eventually("the deliveries say so", || {
        let listed = deliveries(&admin, &path);
        let of_enrolled = listed
            .iter()
            .find(|one| one["event"] == "device.enrolled")?;
        (listed.iter().all(|one| one["state"] == "delivered") && of_enrolled["tries"] == 2)
            .then_some(())
    });

    // Somebody who has listened in sends it again, late, changed, or to another end.
    let last = heard.last().unwrap();
    let body = last["body"].as_str().unwrap();
    assert_eq!(replay(&receiver, last, &[], body), 409, "a replay");
    let old = [("webhook-timestamp", "1614265330")];
    assert_eq!(replay(&receiver, last, &old, body), 401, "an old one");
    let later = (of(last, "webhook-timestamp").parse::<u64>().unwrap() + 1).to_string();
    let redated = [("webhook-timestamp", later.as_str())];
    assert_eq!(replay(&receiver, last, &redated, body), 401, "redated");
    let renamed = [("webhook-id", "msg_another")];
    assert_eq!(replay(&receiver, last, &renamed, body), 401, "renamed");
    let changed = body.replace("personal", "corporate");
    assert_ne!(changed, body);
    assert_eq!(replay(&receiver, last, &[], &changed), 401, "changed");
}

#[test]
fn while_a_secret_is_replaced_either_is_enough_for_a_receiver() {
    let server = Server::start_release("webhooks-rotation");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    let receiver = Receiver::start("rotation-receiver", &[]);
    let (path, old) = webhook(&admin, &receiver.url());
    receiver.knows(&old);
    test(&admin, &path);
    eventually("one signature", || {
        (kinds(&receiver).len() == 1).then_some(())
    });
    let rotated = admin.call("POST", &format!("{path}/rotate"), &[], None);
    let new = rotated.json()["secret"].as_str().unwrap().to_owned();
    test(&admin, &path);
    eventually("the old secret is still enough", || {
        (kinds(&receiver).len() == 2).then_some(())
    });
    receiver.knows(&new);
    test(&admin, &path);
    eventually("so is the new one", || {
        (kinds(&receiver).len() == 3).then_some(())
    });
    let signatures: Vec<usize> = receiver
        .heard()
        .iter()
        .map(|one| {
            let header = one["headers"]["webhook-signature"].as_str().unwrap();
            header.split(' ').count()
        })
        .collect();
    assert_eq!(signatures, [1, 2, 2]);
}

#[test]
fn a_receiver_that_never_answers_holds_up_no_other_and_one_that_redirects_is_not_followed() {
    let server = Server::start_release("webhooks-dead");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    // It takes connections, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_url = format!("http://{}/", silent.local_addr().unwrap());
    let (dead, _) = webhook(&admin, &silent_url);
    let receiver = Receiver::start("beside-dead", &[302]);
    let (path, secret) = webhook(&admin, &receiver.url());
    receiver.knows(&secret);
    let began = Instant::now();
    for _ in 0..3 {
        test(&admin, &dead);
    }
    for _ in 0..3 {
        test(&admin, &path);
    }
    eventually("the one that answers hears of everything", || {
        (kinds(&receiver).len() == 3).then_some(())
    });
    assert!(
        began.elapsed() < Duration::from_secs(14),
        "it waited for the other: {:?}",
        began.elapsed()
    );
    // The first was redirected, counted as a failure and came again where the webhook points.
    let heard = receiver.heard();
    assert_eq!(heard.len(), 4);
    assert_eq!(heard[0]["status"], 302);
    let silence = eventually("the silence is noted", || {
        let listed = deliveries(&admin, &dead);
        let noted = listed.into_iter().find(|one| one["reason"].is_string())?;
        Some(noted["reason"].as_str().unwrap().to_owned())
    });
    assert_eq!(silence, "no answer within 15 seconds");
    assert!(began.elapsed() > Duration::from_secs(14));
    let shown = admin.call("GET", &dead, &[], None).json();
    assert_eq!(
        (&shown["waiting"], &shown["enabled"]),
        (&json!(3), &json!(true))
    );
}

#[test]
fn what_waits_is_sent_after_a_power_cut_without_anybody_asking() {
    let mut server = Server::start_release("webhooks-cut");
    people::provision(&server);
    let admin = Person::sign_in(&server, "admin");
    let receiver = Receiver::start("cut-receiver", &[503]);
    let (path, secret) = webhook(&admin, &receiver.url());
    receiver.knows(&secret);
    test(&admin, &path);
    eventually("the failure comes", || {
        (receiver.heard().len() == 1).then_some(())
    });
    // Time to note what came of it, and to set the alarm.
    eventually("the failure is noted", || {
        let listed = deliveries(&admin, &path);
        (listed[0]["status"] == 503).then_some(())
    });
    server.kill();
    std::thread::sleep(Duration::from_secs(6));
    assert_eq!(kinds(&receiver).len(), 0);
    server.restart();
    eventually("the alarm sends it", || {
        (kinds(&receiver) == ["webhook.test"]).then_some(())
    });
}

/// A piece of `docs/webhooks.md`, by its language.
fn documented(language: &str) -> String {
    let text =
        std::fs::read_to_string(muster_tests::server::root().join("docs/webhooks.md")).unwrap();
    let fence = format!("```{language}\n");
    let pieces = text.split(&fence).skip(1);
    pieces
        .map(|piece| piece.split("```").next().unwrap())
        .find(|piece| piece.contains("$SIGNATURE") || piece.contains("def verify"))
        .unwrap()
        .to_owned()
}

#[test]
fn the_documented_ways_to_verify_take_what_is_published_once_and_nothing_changed() {
    let dir = muster_tests::server::work_dir("webhooks-documented");
    std::fs::write(dir.join("body"), r#"{"test": 2432232314}"#).unwrap();
    let published = [
        ("SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("ID", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("AT", "1614265330"),
        (
            "SIGNATURE",
            "v1,other v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        ("NOW", "1614265400"),
    ];
    std::fs::write(dir.join("verify.sh"), documented("sh")).unwrap();
    let program = format!(
        "import os\n{}\nheaders = {{'webhook-id': os.environ['ID'], 'webhook-timestamp': os.environ['AT'], \
         'webhook-signature': os.environ['SIGNATURE']}}\ntaken = set(os.listdir('.'))\n\
         taken = {{one.removeprefix('taken-') for one in taken}}\n\
         good = verify(os.environ['SECRET'], headers, open('body', 'rb').read(), taken, int(os.environ['NOW']))\n\
         raise SystemExit(0 if good else 1)\n",
        documented("python")
    );
    std::fs::write(dir.join("verify.py"), program).unwrap();
    let says = |command: &str, script: &str, changed: Option<(&str, &str)>| {
        let mut command = std::process::Command::new(command);
        command.arg(script).current_dir(&dir).envs(published);
        command.envs(changed);
        command.output().unwrap().status.success()
    };
    let ways = [("python3", "verify.py"), ("sh", "verify.sh")];
    for (command, script) in ways {
        for changed in [
            ("AT", "1614265331"),
            ("NOW", "1614265631"),
            ("ID", "msg_other"),
            ("SIGNATURE", "v1,g0hM9SsE"),
            ("SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx"),
        ] {
            assert!(
                !says(command, script, Some(changed)),
                "{command} {changed:?}"
            );
        }
        assert!(says(command, script, None), "{command}");
    }
    // The shell has kept its name; now both have seen it.
    for (command, script) in ways {
        assert!(!says(command, script, None), "{command} takes it twice");
    }
}
