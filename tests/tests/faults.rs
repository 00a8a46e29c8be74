//! The fault switch: an enrollment stops after each numbered step, the process group is killed, started again on the same
//! state, and the client tries again. It must end with one device, one live certificate, one record, a verified chain.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::time::Duration;

use muster_tests::device::Device;
use muster_tests::people::{self, Person, send};
use muster_tests::server::Server;

/// Tries until the lease of the dead attempt is over.
fn enroll_patiently(machine: &Device, server: &Server, ticket: &str) {
    for _ in 0..40 {
        let answered = machine.enroll(server, ticket, "machine");
        if answered.status == 200 {
            return;
        }
        assert_eq!(answered.status, 202, "{}", answered.body);
        assert!(
            answered.body.contains("enrollment-in-progress"),
            "{}",
            answered.body
        );
        std::thread::sleep(Duration::from_secs(1));
    }
    panic!("the lease never ended");
}

#[test]
fn an_enrollment_killed_after_any_step_ends_with_one_device_one_live_certificate_one_record_and_a_whole_chain()
 {
    let mut server = Server::start("faults");
    people::provision(&server);
    for step in 1..=6 {
        let ana = Person::sign_in(&server, "ana");
        let machine = Device::new(&format!("fault-{step}"));
        machine.request(
            "machine",
            &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
            "/CN=machine",
        );
        let ticket = ana.ticket("est");
        let before = Person::sign_in(&server, "admin").audit();
        let stop = format!("{}/__test/stop-after/{step}", server.url());
        assert_eq!(send("PUT", &stop, &[], b"").status, 204);
        let stopped = machine.enroll(&server, &ticket, "machine");
        assert_eq!(stopped.status, 500, "step {step}: {}", stopped.body);
        server.kill();
        server.restart();
        enroll_patiently(&machine, &server, &ticket);
        assert_eq!(machine.verify(&server, "machine"), Ok(()), "step {step}");
        // Once more: the same bytes.
        let first = std::fs::read(machine.path("machine.der")).unwrap();
        assert_eq!(machine.enroll(&server, &ticket, "machine").status, 200);
        assert_eq!(
            std::fs::read(machine.path("machine.der")).unwrap(),
            first,
            "step {step}"
        );

        let ana = Person::sign_in(&server, "ana");
        let devices = ana.devices();
        assert_eq!(devices.len(), 1, "step {step}: {devices:?}");
        let serial = machine
            .shown("machine", "-serial")
            .trim()
            .replace("serial=", "")
            .to_lowercase();
        assert_eq!(
            devices[0].certificate_serial.unwrap().to_string(),
            serial,
            "step {step}"
        );
        let admin = Person::sign_in(&server, "admin");
        let new = muster_tests::eventually("the audit chain tells of the enrollment", || {
            let audit = admin.audit();
            let new: Vec<_> = audit[before.len()..].to_vec();
            new.iter()
                .any(|entry| entry.event.kind.as_str() == "device-enrolled")
                .then_some(new)
        });
        let enrolled: Vec<_> = new
            .iter()
            .filter(|entry| entry.event.kind.as_str() == "device-enrolled")
            .collect();
        assert_eq!(enrolled.len(), 1, "step {step}: {new:?}");
        assert_eq!(
            enrolled[0].event.serial.unwrap().to_string(),
            serial,
            "step {step}"
        );
        // Once the right to sign was granted, nobody knows whether its serial was signed: it is revoked, and none but it.
        let revoked: Vec<_> = new
            .iter()
            .filter(|entry| entry.event.kind.as_str() == "certificate-revoked")
            .map(|entry| entry.event.serial.unwrap().to_string())
            .collect();
        let abandoned = usize::from((3..=5).contains(&step));
        assert_eq!(revoked.len(), abandoned, "step {step}: {new:?}");
        assert!(!revoked.contains(&serial), "step {step}: {new:?}");
        let fleet = admin.call("GET", "/api/v1/devices", &[], None).json();
        let live = fleet["devices"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|record| record["device"]["status"] == "enrolled");
        assert_eq!(live.count(), 1, "step {step}: {fleet}");
        // Make room, so that the next step begins with none.
        let path = format!("/api/v1/me/devices/{}", devices[0].id);
        assert_eq!(ana.call("DELETE", &path, &[], None).status, 204);
        muster_tests::eventually("the index knows the device is gone", || {
            let fleet = admin.call("GET", "/api/v1/devices", &[], None).json();
            fleet["devices"]
                .as_array()
                .unwrap()
                .iter()
                .all(|record| record["device"]["status"] == "retired")
                .then_some(())
        });
    }
}
