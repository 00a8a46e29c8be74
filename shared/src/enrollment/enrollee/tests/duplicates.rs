//! The same hardware enrolled twice: by the same enrollee, and by another.

use super::*;
use crate::api::{DeviceView, Inventory};
use crate::device::{DeviceRecord, Keep};
use crate::fleet::ListFleet;

const DAY: Duration = Duration::from_hours(24);

/// Somebody else in the same house.
pub(super) fn beside(story: &Story) -> Story {
    let enrollee = EnrolleeId::from_random(story.draw());
    let other = Story {
        house: story.house.clone(),
        clock: story.clock.clone(),
        rng: SeededRng::new(11),
        tenant: story.tenant.clone(),
        enrollee,
        tickets: Vec::new(),
        granted: Vec::new(),
        issued: Vec::new(),
        refused_for_good: BTreeSet::new(),
        listed: ListedKinds::default(),
    };
    let user = UserId::from_random(story.draw());
    other.ask(&Provision {
        tenant: other.tenant.clone(),
        enrollee,
        kind: EnrolleeKind::Person { user },
    });
    other
}

fn machine(serial: &str) -> CheckInReport {
    CheckInReport {
        manufacturer: Some("Dell Inc.".to_owned()),
        inventory: Some(Inventory {
            model: Some("XPS 13".to_owned()),
            serial_number: Some(serial.to_owned()),
            ..Inventory::default()
        }),
        ..CheckInReport::default()
    }
}

/// What an organisation keeps that does not want serial numbers of personal devices.
fn corporate_only() -> KeptFacts {
    use crate::api::DeviceFactName::SerialNumber;
    KeptFacts::new([(SerialNumber, Keep::CorporateOnly)].into())
}

impl Story {
    /// One more device, enrolled and not here yet.
    pub(super) fn enroll(&mut self, key: u8) -> (DeviceId, CertificateSerial) {
        self.open_ticket(EnrollmentMethod::Est);
        let ticket = self.tickets.len() - 1;
        self.admit(ticket, key, Facts::default(), PolicySet::starting());
        self.complete(self.granted.len() - 1);
        *self.issued.last().unwrap()
    }

    pub(super) fn report(
        &self,
        (device, presented): (DeviceId, CertificateSerial),
        report: CheckInReport,
        keep: &KeptFacts,
    ) -> CheckedIn {
        self.ask(&CheckIn {
            device,
            presented,
            proof: RequestProof::Tls,
            report,
            decide_by: Some((PolicySet::starting(), Facts::default())),
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: keep.clone(),
            hand_over: 0,
            configuration: ConfigurationAsk::default(),
        })
    }

    fn tells(&self, device: (DeviceId, CertificateSerial), serial: &str) {
        let answer = self.report(device, machine(serial), &KeptFacts::default());
        assert!(matches!(answer, CheckedIn::Accepted { .. }), "{answer:?}");
    }

    fn view(&self, device: (DeviceId, CertificateSerial)) -> DeviceView {
        let show = ShowDevice { device: device.0 };
        self.ask(&show).unwrap().device
    }

    pub(super) fn indexed(&self, device: (DeviceId, CertificateSerial)) -> DeviceRecord {
        let list = ListFleet {
            after: None,
            limit: 100,
        };
        let all = block_on(self.house.fleet(&self.tenant, &list)).unwrap();
        let found = all.into_iter().find(|record| record.device.id == device.0);
        found.unwrap()
    }

    fn hardware_rows(&self) -> usize {
        let own = self.house.enrollee_rows(&self.tenant, &self.enrollee);
        let index = self.house.fleet_rows(&self.tenant);
        let of = |rows: &crate::testing::MemoryRows| {
            let table = |(table, ..): &(Table, &str, &str)| *table == Table::Hardware;
            rows.iter().filter(table).count()
        };
        of(&own) + of(&index)
    }
}

#[test]
fn a_machine_that_was_installed_anew_takes_the_place_of_its_old_self_after_fourteen_silent_days() {
    let mut story = Story::begin();
    let old = story.enroll(1);
    story.tells(old, "PF5K2Q81");
    story.clock.advance(DAY);
    let new = story.enroll(2);
    // Nothing is known of it before it reports.
    assert_eq!(story.view(new).same_machine_as, None);
    story.tells(new, "pf5k2q81.");
    assert_eq!(story.view(old).same_machine_as, Some(new.0));
    assert_eq!(story.view(new).same_machine_as, Some(old.0));
    assert_eq!(story.indexed(old).duplicates, [new.0]);
    assert_eq!(story.indexed(new).duplicates, [old.0]);
    assert_eq!(
        story.indexed(old).device.same_machine_as,
        Some(new.0),
        "the index was not told"
    );

    story.clock.advance(SUPERSEDED_AFTER - DAY);
    story.check_in(new.0, new.1);
    assert_eq!(story.view(old).status, DeviceStatus::Enrolled);
    story.clock.advance(DAY);
    story.ask(&RunDeadlines {});
    assert_eq!(story.view(old).status, DeviceStatus::Retired);
    let row = story.rows::<DeviceRow>();
    let row = row.iter().find(|row| row.id == old.0).unwrap();
    assert!(
        matches!(
            row.life,
            Life::Retired {
                cause: RetireCause::Superseded,
                ..
            }
        ),
        "{:?}",
        row.life
    );
    let refused = story.check_in(old.0, old.1);
    assert!(matches!(refused, CheckedIn::Refused { .. }), "{refused:?}");
    // What is left is one machine of one device.
    assert_eq!(story.view(new).same_machine_as, None);
    assert!(story.indexed(new).duplicates.is_empty());
    assert_eq!(story.ask(&ListDevices {}).1, 1);
    assert_eq!(story.hardware_rows(), 2);
}

#[test]
fn a_clone_that_comes_by_is_kept_and_stays_marked() {
    let mut story = Story::begin();
    let first = story.enroll(1);
    story.tells(first, "PF5K2Q81");
    story.clock.advance(DAY);
    let second = story.enroll(2);
    story.tells(second, "PF5K2Q81");
    story.clock.advance(DAY);
    story.check_in(first.0, first.1);
    story.clock.advance(SUPERSEDED_AFTER * 3);
    story.check_in(second.0, second.1);
    assert_eq!(story.view(first).status, DeviceStatus::Enrolled);
    assert_eq!(story.view(first).same_machine_as, Some(second.0));
    assert_eq!(story.view(second).same_machine_as, Some(first.0));
    // A third takes the place of those of the two that are silent from then on.
    let third = story.enroll(3);
    story.tells(third, "PF5K2Q81");
    assert_eq!(story.view(first).same_machine_as, Some(third.0));
    assert_eq!(story.view(third).same_machine_as, Some(second.0));
    assert_eq!(story.indexed(third).duplicates.len(), 2);
    story.clock.advance(DAY);
    story.check_in(second.0, second.1);
    story.clock.advance(SUPERSEDED_AFTER);
    story.ask(&RunDeadlines {});
    assert_eq!(story.view(first).status, DeviceStatus::Retired);
    assert_eq!(story.view(second).status, DeviceStatus::Enrolled);
    assert_eq!(story.view(second).same_machine_as, Some(third.0));
    assert_eq!(story.indexed(second).duplicates, [third.0]);
}

#[test]
fn an_older_device_that_tells_its_hardware_later_is_here_and_supersedes_nobody() {
    let mut story = Story::begin();
    let older = story.enroll(1);
    story.check_in(older.0, older.1);
    story.clock.advance(DAY);
    let newer = story.enroll(2);
    story.tells(newer, "PF5K2Q81");
    story.clock.advance(DAY);
    story.tells(older, "PF5K2Q81");
    assert_eq!(story.view(newer).same_machine_as, Some(older.0));
    story.clock.advance(SUPERSEDED_AFTER * 2);
    story.ask(&RunDeadlines {});
    assert_eq!(story.view(older).status, DeviceStatus::Enrolled);
    assert_eq!(story.view(newer).status, DeviceStatus::Enrolled);
}

#[test]
fn a_newer_one_that_has_left_takes_nobodys_place() {
    let mut story = Story::begin();
    let old = story.enroll(1);
    story.tells(old, "PF5K2Q81");
    story.clock.advance(DAY);
    let new = story.enroll(2);
    story.tells(new, "PF5K2Q81");
    story.ask(&Retire {
        device: new.0,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    assert_eq!(story.view(old).same_machine_as, None);
    story.clock.advance(SUPERSEDED_AFTER * 2);
    story.ask(&RunDeadlines {});
    assert_eq!(story.view(old).status, DeviceStatus::Enrolled);
}

#[test]
fn the_hardware_of_another_enrollee_is_shown_in_both_until_one_is_retired() {
    let mut ana = Story::begin();
    let mut ben = beside(&ana);
    let hers = ana.enroll(1);
    let his = ben.enroll(2);
    ana.tells(hers, "PF5K2Q81");
    ben.tells(his, "PF5K2Q81");
    assert_eq!(ana.indexed(hers).duplicates, [his.0]);
    assert_eq!(ana.indexed(his).duplicates, [hers.0]);
    // Neither person is told of the other's device, and neither device goes.
    assert_eq!(ana.view(hers).same_machine_as, None);
    ana.clock.advance(SUPERSEDED_AFTER * 2);
    ana.ask(&RunDeadlines {});
    ben.check_in(his.0, his.1);
    assert_eq!(ana.view(hers).status, DeviceStatus::Enrolled);
    // What is told again keeps what is shown.
    assert_eq!(ana.indexed(his).duplicates, [hers.0]);

    ben.ask(&Retire {
        device: his.0,
        cause: RetireCause::RemovedByAdministrator,
        by: None,
    });
    assert!(ana.indexed(hers).duplicates.is_empty());
    assert!(ana.indexed(his).duplicates.is_empty());
}

#[test]
fn a_device_that_tells_another_serial_number_is_no_duplicate_any_more() {
    let mut ana = Story::begin();
    let mut ben = beside(&ana);
    let (hers, his) = (ana.enroll(1), ben.enroll(2));
    ana.tells(hers, "PF5K2Q81");
    ben.tells(his, "PF5K2Q81");
    ben.tells(his, "PF5K2Q82");
    assert!(ana.indexed(hers).duplicates.is_empty());
    assert!(ana.indexed(his).duplicates.is_empty());
}

#[test]
fn where_serial_numbers_are_not_kept_nothing_is_marked_and_no_digest_is_left() {
    let mut story = Story::begin();
    let keep = corporate_only();
    let (one, two) = (story.enroll(1), story.enroll(2));
    for device in [one, two] {
        story.report(device, machine("PF5K2Q81"), &keep);
    }
    assert_eq!(story.view(one).same_machine_as, None);
    assert!(story.indexed(one).duplicates.is_empty());
    assert_eq!(story.hardware_rows(), 0);
    let named = |ownership| {
        for device in [one, two] {
            story.ask(&ChangeOwnership {
                device: device.0,
                ownership,
                keep: keep.clone(),
                by: UserId::from_random([9; 16]),
            });
        }
    };
    named(Ownership::Corporate);
    for device in [one, two] {
        story.report(device, machine("PF5K2Q81"), &keep);
    }
    assert_eq!(story.view(one).same_machine_as, Some(two.0));
    assert_eq!(story.indexed(one).duplicates, [two.0]);
    named(Ownership::Personal);
    assert_eq!(story.view(one).same_machine_as, None);
    assert!(story.indexed(one).duplicates.is_empty());
    assert_eq!(story.hardware_rows(), 0);
    for row in story.rows::<DeviceRow>() {
        assert_eq!(row.hardware, None);
    }
}

#[test]
fn a_record_that_is_deleted_leaves_no_hardware_behind() {
    let mut ana = Story::begin();
    let mut ben = beside(&ana);
    let (hers, his) = (ana.enroll(1), ben.enroll(2));
    ana.tells(hers, "PF5K2Q81");
    ben.tells(his, "PF5K2Q81");
    // Never retired: its certificate ends, and half a year later its record does.
    ana.clock.advance(DAY * 365 + RECORD_KEPT_AFTER_EXPIRY);
    ana.ask(&RunDeadlines {});
    assert!(ana.indexed(his).duplicates.is_empty());
    assert_eq!(ana.hardware_rows(), 1);
}

#[test]
fn more_devices_of_one_hardware_than_are_shown_each_show_sixteen_and_all_clear_at_the_end() {
    let mut story = Story::begin();
    let facts = Facts {
        enrollee: crate::enrollment::EnrolleeClass::EnrollmentManager,
        ..Facts::default()
    };
    let mut all = Vec::new();
    for key in 0..20 {
        story.open_ticket(EnrollmentMethod::Est);
        let ticket = story.tickets.len() - 1;
        story.admit(ticket, key, facts.clone(), PolicySet::starting());
        story.complete(story.granted.len() - 1);
        let device = *story.issued.last().unwrap();
        story.tells(device, "PF5K2Q81");
        all.push(device);
    }
    for device in &all {
        let shown = story.indexed(*device).duplicates;
        assert!((1..=16).contains(&shown.len()) && !shown.contains(&device.0));
    }
    let last = all.pop().unwrap();
    for device in all {
        story.ask(&Retire {
            device: device.0,
            cause: RetireCause::RemovedByAdministrator,
            by: None,
        });
    }
    assert!(story.indexed(last).duplicates.is_empty());
    assert_eq!(story.view(last).same_machine_as, None);
}

#[test]
fn a_report_that_says_nothing_new_and_an_idle_check_in_write_one_row() {
    let mut story = Story::begin();
    let (old, new) = (story.enroll(1), story.enroll(2));
    story.tells(old, "PF5K2Q81");
    story.tells(new, "PF5K2Q81");
    let before = story.house.enrollee_rows(&story.tenant, &story.enrollee);
    story.clock.advance(Duration::from_secs(60));
    let changed = |what: &str| {
        let after = story.house.enrollee_rows(&story.tenant, &story.enrollee);
        let rows: Vec<_> = after
            .iter()
            .filter(|row| !before.iter().any(|known| known == *row))
            .map(|(table, ..)| table)
            .collect();
        assert_eq!(rows, [Table::Presence], "{what}");
    };
    story.check_in(new.0, new.1);
    changed("idle");
    story.tells(new, "PF5K2Q81");
    changed("told again");
}
