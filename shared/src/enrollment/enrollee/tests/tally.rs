//! The number that is kept of a manager's devices is the number that there is, and costs the same however many there are.

use super::*;
use crate::enrollment::EnrolleeClass;
use crate::enrollment::enrollee::deadline::{Deadline, DeadlineKind};
use crate::enrollment::enrollee::in_use::{InUse, in_use, looked_at};
use crate::enrollment::enrollee::rows::{TicketRow, TicketState};
use crate::enrollment::enrollee::tickets::open_tickets;
use crate::store::{ObjectKind as _, Unit};
use crate::tenant::section::DeviceGroups;
use crate::testing::CountingRows;

fn manager() -> Facts {
    Facts {
        enrollee: EnrolleeClass::EnrollmentManager,
        ..Facts::default()
    }
}

impl Story {
    /// What is kept, if anything is, and what there is.
    fn counts(&self) -> (Option<InUse>, InUse) {
        let rows = self.house.enrollee_rows(&self.tenant, &self.enrollee);
        let now = self.clock.now();
        let keeps = rows.iter().any(|(table, ..)| table == Table::Tally);
        let mut unit = Unit::new(&rows);
        let kept = in_use(&mut unit, None, now).unwrap();
        let there_is = looked_at(&Unit::new(&rows), None, now).unwrap();
        (keeps.then_some(kept), there_is)
    }

    /// How many tickets are open, by their deadlines and by the tickets.
    fn tickets_open(&self) -> (u32, usize) {
        let rows = self.house.enrollee_rows(&self.tenant, &self.enrollee);
        let now = self.clock.now();
        let tickets: Vec<TicketRow> = self.rows();
        let is_open = |row: &&TicketRow| row.state == TicketState::Open && row.expires_at > now;
        (
            open_tickets(&Unit::new(&rows), now).unwrap(),
            tickets.iter().filter(is_open).count(),
        )
    }

    fn assert_counts(&self, devices: u32) {
        let (kept, there_is) = self.counts();
        assert_eq!((kept, there_is.devices), (Some(there_is), devices));
    }

    /// A device that is enrolled, and has been seen.
    fn enrolled(&mut self, facts: &Facts) -> (DeviceId, CertificateSerial) {
        let ticket = self.tickets.len();
        self.open_ticket(EnrollmentMethod::Est);
        let key = u8::try_from(ticket % 250).unwrap();
        self.admit(ticket, key, facts.clone(), PolicySet::starting());
        self.complete(self.granted.len() - 1);
        *self.issued.last().unwrap()
    }
}

fn long_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => event(),
        2 => prop_oneof![Just(89 * 1440), Just(30 * 1440), Just(1440), Just(91 * 1440)]
            .prop_map(|minutes| Event::Wait { minutes }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn the_number_that_is_kept_is_the_number_there_is_in_any_story(
        events in prop::collection::vec((long_event(), prop::bool::weighted(0.9)), 1..80)
    ) {
        let mut story = Story::begin();
        for (event, as_manager) in events {
            let facts = if as_manager { manager() } else { Facts::default() };
            let before = story.granted.len();
            story.happen(&event, &facts);
            let (open, there_are) = story.tickets_open();
            prop_assert_eq!(open as usize, there_are, "after {:?}", event);
            let (kept, there_is) = story.counts();
            if let Some(kept) = kept {
                prop_assert_eq!(kept, there_is, "after {:?}", event);
            } else {
                let decided = story.granted.split_off(before);
                let managed = as_manager && matches!(event, Event::Admit { .. })
                    && matches!(decided.last(), Some((Admission::Granted { .. }, _)));
                story.granted.extend(decided);
                prop_assert!(!managed, "a manager's devices were not counted");
            }
        }
    }
}

#[test]
fn devices_from_before_the_number_was_kept_are_counted_once() {
    let mut story = Story::begin();
    for _ in 0..3 {
        story.enrolled(&Facts::default());
    }
    assert_eq!(
        story.counts().0,
        None,
        "a person's are counted as they stand"
    );
    story.enrolled(&manager());
    story.assert_counts(4);
    story.enrolled(&manager());
    story.assert_counts(5);
}

#[test]
fn a_place_is_free_when_a_device_leaves_or_is_not_seen_for_90_days_and_taken_when_it_comes_back() {
    let mut story = Story::begin();
    let (gone, _) = story.enrolled(&manager());
    let (idle, certificate) = story.enrolled(&manager());
    let (seen, its_certificate) = story.enrolled(&manager());
    story.ask(&Retire {
        device: gone,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    story.assert_counts(2);
    story.clock.advance(Duration::from_hours(89 * 24));
    story.check_in(seen, its_certificate);
    story.assert_counts(2);
    story.clock.advance(Duration::from_hours(24));
    story.assert_counts(1);
    story.clock.advance(Duration::from_hours(30 * 24));
    story.check_in(idle, certificate);
    story.assert_counts(2);
    // The one that was seen on the 89th day is out of use 90 days later; the one that came back is not.
    story.clock.advance(Duration::from_hours(60 * 24));
    story.assert_counts(1);
    story.clock.advance(Duration::from_hours(30 * 24));
    story.assert_counts(0);
}

#[test]
fn an_enrollment_that_is_not_proven_or_given_up_gives_its_place_back() {
    let mut story = Story::begin();
    story.enrolled(&manager());
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(1, 7, manager(), PolicySet::starting());
    story.assert_counts(2);
    story.clock.advance(Duration::from_hours(24));
    story.assert_counts(1);
    story.ask(&RunDeadlines {});
    story.assert_counts(1);

    story.open_ticket(EnrollmentMethod::Est);
    let granted = story.admit(2, 8, manager(), PolicySet::starting());
    let Some(Admission::Granted { lease, device, .. }) = granted else {
        panic!("{granted:?}")
    };
    story.assert_counts(2);
    story.ask(&GiveUp {
        device,
        lease,
        refusal: None,
    });
    story.assert_counts(1);
}

/// How many rows one more ticket and admission of a manager with `devices` reads.
fn rows_read(devices: u32) -> usize {
    let mut story = Story::begin();
    story.enrolled(&Facts::default());
    let mut rows = story.house.enrollee_rows(&story.tenant, &story.enrollee);
    let one: DeviceRow = story.rows().remove(0);
    let spent: TicketRow = story.rows().remove(0);
    let mut unit = Unit::new(&rows);
    for n in 1..devices {
        let mut bits = [0; 16];
        bits[..4].copy_from_slice(&n.to_be_bytes());
        let id = DeviceId::from_random(bits);
        unit.put(&DeviceRow { id, ..one.clone() }).unwrap();
        // Each has its ticket, and the day on which its record is deleted.
        let id = TicketId::from_random(bits);
        unit.put(&TicketRow {
            id,
            ..spent.clone()
        })
        .unwrap();
        let device = DeviceId::from_random(bits);
        let kind = DeadlineKind::RecordDeletion { device };
        let at = story.clock.now().plus(Duration::from_hours(400 * 24));
        unit.put(&Deadline { at, kind }).unwrap();
    }
    let changes = unit.into_changes();
    rows.apply(&changes);
    let mut read = 0;
    // The first decision about a manager counts them all, once.
    for ticket in 0..2 {
        let (id, secret) = (
            TicketId::from_random(story.draw()),
            Digest::of(&story.draw()),
        );
        let now = story.clock.now();
        let open = OpenTicket {
            id,
            secret,
            request: EnrollmentRequest {
                platform: Platform::Linux,
                method: EnrollmentMethod::Est,
                ownership: Ownership::Corporate,
            },
            category: None,
            expires_at: now.plus(Duration::from_hours(1)),
            open_ticket_limit: 1_000,
        };
        let admit = Admit {
            ticket: id,
            secret,
            key: Digest::of(&[ticket, 99]),
            policy: PolicySet::starting(),
            under: DecidedUnder::default(),
            identifiers: ListedKinds::default(),
            device_groups: DeviceGroups::default(),
            facts: manager(),
            fresh: story.fresh(),
            holding: None,
            store: None,
        };
        read = 0;
        for (name, body) in [
            (
                <OpenTicket as crate::store::Command>::NAME,
                serde_json::to_vec(&open).unwrap(),
            ),
            (
                <Admit as crate::store::Command>::NAME,
                serde_json::to_vec(&admit).unwrap(),
            ),
        ] {
            let counting = CountingRows::new(&rows);
            let handled = Enrollee::dispatch(name, &body, &counting, now).unwrap();
            read += counting.rows_read();
            let changes = handled.changes;
            rows.apply(&changes);
        }
    }
    read
}

#[test]
fn one_more_device_costs_a_manager_the_same_however_many_there_are() {
    let few = rows_read(100);
    assert!(few < 120, "{few} rows read with 100 devices");
    assert_eq!(rows_read(900), few);
}

#[test]
fn a_managers_device_whose_record_is_deleted_while_it_is_managed_is_taken_off_once() {
    let mut story = Story::begin();
    let (first, _) = story.enrolled(&manager());
    for _ in 0..3 {
        story.enrolled(&manager());
    }
    story.assert_counts(4);
    let answer = story.ask(&DeleteDevice {
        device: first,
        by: UserId::from_random([9; 16]),
    });
    assert_eq!(answer, Deletion::Deleted);
    story.assert_counts(3);
}
