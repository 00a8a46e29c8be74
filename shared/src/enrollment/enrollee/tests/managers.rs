//! A device enrollment manager has a thousand devices and not one more, whatever the policy says of people.

use super::*;
use crate::enrollment::EnrolleeClass;
use crate::store::{Command, ObjectKind as _, Unit};
use crate::tenant::section::DeviceGroups;
use crate::testing::MemoryRows;

/// The object of a person with `count` enrolled devices, each a copy of one that really enrolled, before they are a manager.
fn with_devices(story: &mut Story, count: u32) -> MemoryRows {
    story.open_ticket(EnrollmentMethod::Est);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    story.complete(0);
    let mut rows = story.house.enrollee_rows(&story.tenant, &story.enrollee);
    let one: DeviceRow = story.rows().remove(0);
    for n in 1..count {
        let mut unit = Unit::new(&rows);
        let mut bits = [0; 16];
        bits[..4].copy_from_slice(&n.to_be_bytes());
        let id = DeviceId::from_random(bits);
        unit.put(&DeviceRow { id, ..one.clone() }).unwrap();
        let changes = unit.into_changes();
        rows.apply(&changes);
    }
    rows
}

fn manager() -> Facts {
    Facts {
        enrollee: EnrolleeClass::EnrollmentManager,
        ..Facts::default()
    }
}

fn ask<C: Command<Object = Enrollee>>(
    rows: &mut MemoryRows,
    command: &C,
    now: Timestamp,
) -> C::Answer {
    let body = serde_json::to_vec(command).unwrap();
    let handled = Enrollee::dispatch(C::NAME, &body, rows, now).unwrap();
    rows.apply(&handled.changes);
    serde_json::from_slice(&handled.answer).unwrap()
}

#[test]
fn a_manager_enrolls_a_thousand_devices_and_not_one_more_however_many_ask_at_once() {
    let mut story = Story::begin();
    let mut rows = with_devices(&mut story, 995);
    let now = story.clock.now();
    let tickets: Vec<(TicketId, Digest)> = (0..20)
        .map(|_| {
            let ticket = (
                TicketId::from_random(story.draw()),
                Digest::of(&story.draw()),
            );
            let open = OpenTicket {
                id: ticket.0,
                secret: ticket.1,
                request: EnrollmentRequest {
                    platform: Platform::Linux,
                    method: EnrollmentMethod::Est,
                    ownership: Ownership::Corporate,
                },
                category: None,
                expires_at: now.plus(Duration::from_hours(1)),
                open_ticket_limit: 1_000,
            };
            ask(&mut rows, &open, now);
            ticket
        })
        .collect();
    // All are admitted before any is completed: what is enrolling counts.
    let admissions: Vec<Admission> = tickets
        .iter()
        .map(|(ticket, secret)| {
            let admit = Admit {
                ticket: *ticket,
                secret: *secret,
                key: Digest::of(ticket.as_bytes()),
                policy: PolicySet::starting(),
                under: DecidedUnder::default(),
                identifiers: ListedKinds::default(),
                device_groups: DeviceGroups::default(),
                facts: manager(),
                fresh: story.fresh(),
                holding: None,
                store: None,
            };
            ask(&mut rows, &admit, now)
        })
        .collect();
    let granted = admissions
        .iter()
        .filter(|admission| matches!(admission, Admission::Granted { .. }));
    assert_eq!(granted.count(), 5);
    for admission in &admissions[5..] {
        let Admission::Refused { refusal, .. } = admission else {
            panic!("{admission:?}")
        };
        assert_eq!(*refusal, Refusal::DeviceLimitReached { limit: 1_000 });
    }
}

#[test]
fn a_manager_enrolls_ten_android_work_profiles_and_not_one_more() {
    let mut story = Story::begin();
    let mut rows = with_devices(&mut story, 10);
    let devices: Vec<DeviceRow> = rows
        .iter()
        .filter(|(table, _, _)| *table == Table::Device)
        .map(|(_, _, text)| serde_json::from_str(text).unwrap())
        .collect();
    // Nine of the ten are work profiles.
    for mut device in devices.into_iter().skip(1) {
        device.request.platform = Platform::Android;
        device.request.method = EnrollmentMethod::AndroidWorkProfile;
        let mut unit = Unit::new(&rows);
        unit.put(&device).unwrap();
        let changes = unit.into_changes();
        rows.apply(&changes);
    }
    let now = story.clock.now();
    let mut admit = |story: &Story| {
        let (ticket, secret) = (
            TicketId::from_random(story.draw()),
            Digest::of(&story.draw()),
        );
        let open = OpenTicket {
            id: ticket,
            secret,
            request: EnrollmentRequest {
                platform: Platform::Android,
                method: EnrollmentMethod::AndroidWorkProfile,
                ownership: Ownership::Corporate,
            },
            category: None,
            expires_at: now.plus(Duration::from_hours(1)),
            open_ticket_limit: 1_000,
        };
        ask(&mut rows, &open, now);
        let admit = Admit {
            ticket,
            secret,
            key: Digest::of(ticket.as_bytes()),
            policy: PolicySet::starting(),
            under: DecidedUnder::default(),
            identifiers: ListedKinds::default(),
            device_groups: DeviceGroups::default(),
            facts: manager(),
            fresh: story.fresh(),
            holding: None,
            store: None,
        };
        ask(&mut rows, &admit, now)
    };
    let tenth = admit(&story);
    assert!(matches!(tenth, Admission::Granted { .. }), "{tenth:?}");
    assert_eq!(
        refusal_of(Some(admit(&story))),
        Some("work-profile-limit-reached")
    );
}
