//! A person follows an enrollment over a WebSocket, under real workerd.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that meets something unexpected ends there"
)]

use core::time::Duration;

use muster_shared::api::{EnrollmentProgress, EnrollmentStage};
use muster_tests::device::Device;
use muster_tests::people::{self, Person, send};
use muster_tests::server::Server;
use muster_tests::websocket::{Message, WebSocket};

const P256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

fn served(name: &str) -> (Server, Person) {
    let server = Server::start(name);
    people::provision(&server);
    let ana = Person::sign_in(&server, "ana");
    (server, ana)
}

fn follow(server: &Server, person: &Person, id: &str) -> Result<WebSocket, u16> {
    let (origin, path) = (server.url(), format!("/api/v1/me/tickets/{id}/live"));
    let headers = [("origin", origin.as_str()), ("cookie", person.cookie())];
    WebSocket::open(server, &path, &headers)
}

fn progress(message: Message) -> EnrollmentProgress {
    match message {
        Message::Text(text) => serde_json::from_str(&text).unwrap(),
        closed @ Message::Close(_) => panic!("{closed:?}"),
    }
}

/// The next progress of this stage; those on the way are passed over.
fn until(socket: &mut WebSocket, stage: EnrollmentStage) -> EnrollmentProgress {
    loop {
        let next = progress(socket.receive());
        assert!(next.stage <= stage, "{next:?}");
        if next.stage == stage {
            return next;
        }
    }
}

/// How many enrollee objects were made since the question was last asked.
fn objects_made(server: &Server) -> u64 {
    let url = format!("{}/__test/objects-made", server.url());
    send("GET", &url, &[], b"").json().as_u64().unwrap()
}

#[test]
fn every_step_of_an_enrollment_is_told_as_it_happens_and_the_end_closes() {
    let (server, ana) = served("live");
    let (id, ticket) = ana.named_ticket("agent");
    let mut socket = follow(&server, &ana, &id).ok().unwrap();
    let first = progress(socket.receive());
    assert_eq!(
        (first.stage, first.device),
        (EnrollmentStage::Waiting, None)
    );

    let machine = Device::new("live");
    machine.request("machine", P256, "/CN=machine");
    assert_eq!(machine.enroll(&server, &ticket, "machine").status, 200);
    let issued = until(&mut socket, EnrollmentStage::Issued);
    assert!(issued.issued_at.is_some());
    // Two pages may follow the same.
    let mut second = follow(&server, &ana, &id).ok().unwrap();
    assert_eq!(progress(second.receive()), issued);

    let (accepted, text) = machine.check_in(&server, "machine", "machine", None);
    assert!(accepted, "{text}");
    until(&mut socket, EnrollmentStage::CheckedIn);
    let report = r#"{"name":"build-7","inventory":{"kernel":"6.1.0"}}"#;
    let (accepted, text) = machine.check_in(&server, "machine", "machine", Some(report));
    assert!(accepted, "{text}");
    let enrolled = until(&mut socket, EnrollmentStage::Enrolled);
    assert_eq!(enrolled.device.unwrap().name, "build-7");
    assert_eq!(socket.receive(), Message::Close(1000));
    until(&mut second, EnrollmentStage::Enrolled);
    assert_eq!(second.receive(), Message::Close(1000));
    // Whoever comes later is told the end at once.
    let mut late = follow(&server, &ana, &id).ok().unwrap();
    assert_eq!(progress(late.receive()).stage, EnrollmentStage::Enrolled);
    assert_eq!(late.receive(), Message::Close(1000));
}

#[test]
fn a_refused_attempt_is_told_as_it_happens() {
    let (server, ana) = served("live-refused");
    let admin = Person::sign_in(&server, "admin");
    let (id, ticket) = ana.named_ticket("agent");
    let mut socket = follow(&server, &ana, &id).ok().unwrap();
    assert_eq!(progress(socket.receive()).refused, None);
    admin.change_settings(|settings| settings["enrollment_paused"] = true.into());
    let machine = Device::new("live-refused");
    machine.request("machine", P256, "/CN=machine");
    assert_eq!(machine.enroll(&server, &ticket, "machine").status, 503);
    let told = progress(socket.receive());
    assert_eq!(told.refused.unwrap().refusal.code(), "enrollment-paused");
}

#[test]
fn only_a_page_of_ours_with_a_session_follows_its_own_persons_ticket() {
    let (server, ana) = served("live-doors");
    let ben = Person::sign_in(&server, "ben");
    let (id, _) = ana.named_ticket("agent");
    let path = format!("/api/v1/me/tickets/{id}/live");
    let own = server.url();
    let status = |headers: &[(&str, &str)]| WebSocket::open(&server, &path, headers).err();
    let cookie = ("cookie", ana.cookie());
    assert_eq!(
        status(&[("origin", "http://evil.example"), cookie]),
        Some(403)
    );
    assert_eq!(status(&[cookie]), Some(403));
    assert_eq!(status(&[("origin", &own)]), Some(401));
    assert_eq!(follow(&server, &ben, &id).err(), Some(404));
    assert!(follow(&server, &ana, &id).is_ok());
}

#[test]
fn signing_out_ends_the_connection() {
    let (server, ana) = served("live-session");
    let (id, _) = ana.named_ticket("agent");
    let mut socket = follow(&server, &ana, &id).ok().unwrap();
    socket.receive();
    let elsewhere = Person::sign_in(&server, "ana");
    let mut other = follow(&server, &elsewhere, &id).ok().unwrap();
    other.receive();
    assert_eq!(ana.call("DELETE", "/api/v1/session", &[], None).status, 204);
    assert_eq!(socket.receive(), Message::Close(1008));
    assert_eq!(other.receive_within(Duration::from_secs(1)), None);
}

#[test]
fn the_seventeenth_connection_closes_the_first_and_what_people_say_closes_theirs() {
    let (server, ana) = served("live-many");
    let (id, _) = ana.named_ticket("agent");
    let mut sockets: Vec<WebSocket> = (0..16)
        .map(|_| {
            let mut socket = follow(&server, &ana, &id).ok().unwrap();
            socket.receive();
            socket
        })
        .collect();
    // Made in one second or in several, the first made is the first to go.
    std::thread::sleep(Duration::from_millis(1100));
    let mut last = follow(&server, &ana, &id).ok().unwrap();
    last.receive();
    let closed = sockets
        .iter_mut()
        .filter_map(|socket| socket.receive_within(Duration::from_millis(200)))
        .collect::<Vec<_>>();
    assert_eq!(closed, [Message::Close(1008)]);
    last.send("ping");
    assert_eq!(last.receive(), Message::Text("pong".to_owned()));
    last.send("hello?");
    assert_eq!(last.receive(), Message::Close(1008));
}

#[test]
fn an_object_that_slept_meanwhile_still_tells_and_pings_do_not_wake_it() {
    let (server, ana) = served("live-sleep");
    let (id, ticket) = ana.named_ticket("agent");
    let mut socket = follow(&server, &ana, &id).ok().unwrap();
    socket.receive();
    let machine = Device::new("live-sleep");
    machine.request("machine", P256, "/CN=machine");
    objects_made(&server);
    // workerd puts an object to sleep after ten seconds without work.
    for _ in 0..14 {
        std::thread::sleep(Duration::from_secs(1));
        socket.send("ping");
        assert_eq!(socket.receive(), Message::Text("pong".to_owned()));
    }
    assert_eq!(objects_made(&server), 0, "a ping woke the object");
    assert_eq!(machine.enroll(&server, &ticket, "machine").status, 200);
    until(&mut socket, EnrollmentStage::Issued);
    assert_eq!(objects_made(&server), 1, "the object had not slept");
}
