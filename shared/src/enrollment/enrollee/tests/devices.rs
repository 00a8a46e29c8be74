//! What a device tells, what it is called, and what is remembered of it.

use super::super::rows::TicketRow;
use super::*;
use crate::api::{DeviceDetail, DeviceEventKind as Kind, DeviceFactName, Inventory};
use crate::enrollment::enrollee::inventory::{HISTORY_KEPT, HistoryRow};
use crate::tenant::section::DeviceGroups;

/// A device that has enrolled by the agent and not been here since.
pub(super) fn enrolled() -> (Story, DeviceId, CertificateSerial) {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    story.complete(0);
    let (device, presented) = story.issued[0];
    (story, device, presented)
}

pub(super) fn kernel(release: &str) -> CheckInReport {
    CheckInReport {
        name: Some("build-7".to_owned()),
        inventory: Some(Inventory {
            kernel: Some(release.to_owned()),
            ..Inventory::default()
        }),
        ..CheckInReport::default()
    }
}

pub(super) fn report(
    story: &Story,
    device: DeviceId,
    presented: CertificateSerial,
    report: CheckInReport,
) -> CheckedIn {
    let proof = RequestProof::Signature {
        created: story.clock.now(),
        nonce: Digest::of(&story.draw()),
    };
    story.ask(&CheckIn {
        device,
        presented,
        proof,
        report,
        decide_by: None,
        under: DecidedUnder::default(),
        identifiers: LookUp::default(),
        device_groups: DeviceGroups::default(),
        keep: KeptFacts::default(),
        configuration: ConfigurationAsk::default(),
    })
}

pub(super) fn shown(story: &Story, device: DeviceId) -> DeviceDetail {
    story.ask(&ShowDevice { device }).unwrap()
}

fn kinds(detail: &DeviceDetail) -> Vec<Kind> {
    detail.history.iter().map(|event| event.kind).collect()
}

/// Every row but those of the outbox's numbering, to see what a command wrote.
pub(super) fn stored(story: &Story) -> Vec<(Table, String, String)> {
    let rows = story.house.enrollee_rows(&story.tenant, &story.enrollee);
    rows.iter()
        .map(|(table, key, text)| (table, key.to_owned(), text.to_owned()))
        .collect()
}

#[test]
fn a_device_is_shown_with_what_it_told_and_when_it_first_told_it() {
    let (story, device, presented) = enrolled();
    let issued_at = story.clock.now();
    assert_eq!(kinds(&shown(&story, device)), [Kind::CertificateIssued]);
    story.clock.advance(Duration::from_mins(1));
    let told_at = story.clock.now();
    report(&story, device, presented, kernel("6.1.0"));
    story.clock.advance(Duration::from_hours(8));
    report(&story, device, presented, kernel("6.1.0"));
    let detail = shown(&story, device);
    assert_eq!(detail.device.name, "build-7");
    assert_eq!(
        detail
            .facts
            .iter()
            .map(|fact| (fact.name, fact.value.as_str(), fact.learnt_at))
            .collect::<Vec<_>>(),
        [
            (DeviceFactName::Kernel, "6.1.0", told_at),
            (DeviceFactName::HostName, "build-7", told_at)
        ]
    );
    assert_eq!(
        kinds(&detail),
        [
            Kind::FactsChanged,
            Kind::FirstCheckIn,
            Kind::CertificateIssued
        ]
    );
    assert_eq!(detail.history[2].at, issued_at);
}

#[test]
fn a_system_is_shown_by_the_name_it_gives_itself() {
    let (story, device, presented) = enrolled();
    assert_eq!(shown(&story, device).device.os_name, None);
    let named = CheckInReport {
        inventory: Some(Inventory {
            os_name: Some(" Debian GNU/Linux 12 ".to_owned()),
            ..Inventory::default()
        }),
        ..CheckInReport::default()
    };
    report(&story, device, presented, named);
    let name = Some("Debian GNU/Linux 12");
    assert_eq!(shown(&story, device).device.os_name.as_deref(), name);
    // What a later report leaves out stays known.
    report(&story, device, presented, CheckInReport::default());
    assert_eq!(shown(&story, device).device.os_name.as_deref(), name);
}

#[test]
fn a_report_that_tells_nothing_new_writes_only_that_the_device_was_here() {
    let (story, device, presented) = enrolled();
    report(&story, device, presented, kernel("6.1.0"));
    let before = stored(&story);
    story.clock.advance(Duration::from_hours(8));
    report(&story, device, presented, kernel("6.1.0"));
    let written: Vec<Table> = stored(&story)
        .into_iter()
        .filter(|row| !before.contains(row))
        .map(|(table, _, _)| table)
        .collect();
    assert_eq!(written, [Table::Presence]);
}

#[test]
fn a_device_that_changes_what_it_tells_for_years_keeps_fifty_events() {
    let (story, device, presented) = enrolled();
    for release in 0..HISTORY_KEPT + 20 {
        story.clock.advance(Duration::from_hours(8));
        report(&story, device, presented, kernel(&release.to_string()));
    }
    let detail = shown(&story, device);
    assert_eq!(detail.history.len(), HISTORY_KEPT);
    assert_eq!(detail.history[0].at, story.clock.now());
    let kept: Vec<HistoryRow> = story.rows();
    assert_eq!(kept[0].events.len(), HISTORY_KEPT);
}

#[test]
fn a_name_that_a_person_gave_no_longer_follows_the_host_name() {
    let (story, device, presented) = enrolled();
    report(&story, device, presented, kernel("6.1.0"));
    let name = || "Anas Rechner".parse().unwrap();
    let renamed = story.ask(&Rename {
        device,
        name: name(),
    });
    assert!(
        matches!(&renamed, Renaming::Renamed { device } if device.name == "Anas Rechner"),
        "{renamed:?}"
    );
    let before = stored(&story);
    story.ask(&Rename {
        device,
        name: name(),
    });
    assert_eq!(
        stored(&story),
        before,
        "the same name again wrote something"
    );
    report(&story, device, presented, kernel("6.1.1"));
    let detail = shown(&story, device);
    assert_eq!(detail.device.name, "Anas Rechner");
    assert_eq!(
        kinds(&detail)[..3],
        [Kind::FactsChanged, Kind::Renamed, Kind::FactsChanged]
    );
}

#[test]
fn a_device_that_has_left_is_shown_with_its_end_and_takes_no_name() {
    let (story, device, _) = enrolled();
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    let detail = shown(&story, device);
    assert_eq!(detail.device.status, DeviceStatus::Retired);
    assert_eq!(kinds(&detail), [Kind::Retired, Kind::CertificateIssued]);
    let name = "late".parse().unwrap();
    assert_eq!(story.ask(&Rename { device, name }), Renaming::Unknown);
}

#[test]
fn a_slot_without_a_certificate_is_not_a_device_to_show_or_name() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    let device = story.rows::<DeviceRow>()[0].id;
    assert_eq!(story.ask(&ShowDevice { device }), None);
    let name = "early".parse().unwrap();
    assert_eq!(story.ask(&Rename { device, name }), Renaming::Unknown);
}

#[test]
fn a_device_of_before_facts_were_kept_is_still_read() {
    let old = r#"{"id":"dev_00000000000000000000000001","name":"Linux 0001","request":{"platform":"linux","method":"est","ownership":"personal"},"ticket":"tkt_00000000000000000000000001","enrolled_at":"2026-01-01T00:00:00Z","life":"enrolled","certificate":"8123456789abcdef0123456789abcdef"}"#;
    let row: DeviceRow = serde_json::from_str(old).unwrap();
    assert!(!row.named_by_person);
    assert_eq!((row.checked_in_at, row.reported_at), (None, None));
    assert_eq!(row.issued_at(), Some(row.enrolled_at));
}

#[test]
fn a_device_that_leaves_by_itself_has_left_for_good_and_its_slot_is_free() {
    let (story, device, presented) = enrolled();
    let leave = Leave {
        device,
        presented,
        proof: RequestProof::Tls,
    };
    assert_eq!(story.ask(&leave), Leaving::Left);
    let rows: Vec<DeviceRow> = story.rows();
    let left = Life::Retired {
        at: story.clock.now(),
        cause: RetireCause::LeftByDevice,
    };
    assert_eq!(rows[0].life, left);
    assert_eq!(story.ask(&ListDevices {}).1, 0);
    let refused = CheckedIn::Refused {
        refusal: Refusal::DeviceRetired,
    };
    assert_eq!(story.check_in(device, presented), refused);
    assert_eq!(
        story.ask(&leave),
        Leaving::Refused {
            refusal: Refusal::DeviceRetired
        }
    );
    let listed = block_on(
        story
            .house
            .tenant(&story.tenant, &crate::tenant::ReadRevocations {}),
    );
    assert_eq!(listed.unwrap().entries[0].0, presented);
}

#[test]
fn a_recorded_request_to_leave_is_refused() {
    let (story, device, presented) = enrolled();
    let proof = RequestProof::Signature {
        created: story.clock.now(),
        nonce: Digest::of(b"once"),
    };
    let check_in = CheckIn {
        device,
        presented,
        proof,
        report: CheckInReport::default(),
        decide_by: None,
        under: DecidedUnder::default(),
        identifiers: LookUp::default(),
        device_groups: DeviceGroups::default(),
        keep: KeptFacts::default(),
        configuration: ConfigurationAsk::default(),
    };
    story.ask(&check_in);
    let leave = Leave {
        device,
        presented,
        proof,
    };
    let refusal = Refusal::RequestReplayed;
    assert_eq!(story.ask(&leave), Leaving::Refused { refusal });
}

#[test]
fn however_many_tickets_end_at_once_what_was_due_after_them_is_settled_too() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(0, 0, Facts::default(), PolicySet::starting());
    story.complete(0);
    for _ in 0..100 {
        story.open_ticket(EnrollmentMethod::Est);
    }
    let (device, presented) = story.issued[0];
    // Nobody and no alarm has come by for a day: the tickets are first in line.
    story.clock.advance(Duration::from_hours(25));
    let CheckedIn::Refused { refusal } = story.check_in(device, presented) else {
        panic!("a device that was never proven is let in");
    };
    assert_eq!(refusal, Refusal::DeviceRetired);
    assert_eq!(story.rows::<TicketRow>().len(), 1, "tickets are left open");
}

#[test]
fn tickets_that_enrolled_a_device_do_not_hide_the_open_ones() {
    let mut story = Story::begin();
    for n in 0..510 {
        story.open_ticket(EnrollmentMethod::Est);
        let Some(Admission::Granted { device, .. }) =
            story.admit(n, 0, Facts::default(), PolicySet::starting())
        else {
            panic!("not admitted");
        };
        story.ask(&Retire {
            device,
            cause: RetireCause::RemovedByPerson,
            by: None,
        });
    }
    let open = |story: &Story| {
        story.ask(&OpenTicket {
            id: TicketId::from_random(story.draw()),
            secret: Digest::of(&story.draw()),
            request: EnrollmentRequest {
                platform: Platform::Linux,
                method: EnrollmentMethod::Est,
                ownership: Ownership::Personal,
            },
            category: None,
            expires_at: story.clock.now().plus(Duration::from_hours(4)),
            open_ticket_limit: 10,
        })
    };
    for _ in 0..10 {
        assert!(matches!(open(&story), TicketOpening::Opened { .. }));
    }
    assert!(matches!(open(&story), TicketOpening::Refused { .. }));
}
