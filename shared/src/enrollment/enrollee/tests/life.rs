//! From the first certificate to the end of the record, by a clock moved by hand.

use super::devices::{enrolled, kernel, report, shown, stored};
use super::*;
use crate::api::{DeviceFactName, Renewal};
use crate::device::RenewalState;
use crate::profile::ConfigurationReport;
use crate::tenant::{ReadAudit, ReadRevocations};

const DAY: Duration = Duration::from_hours(24);

fn is_told(answer: &CheckedIn) -> bool {
    match answer {
        CheckedIn::Accepted { renew, .. } => *renew,
        other => panic!("{other:?}"),
    }
}

fn renewal(story: &Story, device: DeviceId) -> Renewal {
    shown(story, device).renewal.unwrap()
}

pub(super) fn ask_to_renew(
    story: &Story,
    (device, presented): (DeviceId, CertificateSerial),
    key: Digest,
) -> Admission {
    story.ask(&AdmitRenewal {
        device,
        presented,
        key,
        proof: RequestProof::Tls,
        fresh: story.fresh(),
        in_window_only: false,
    })
}

#[test]
fn a_renewal_is_seen_to_be_due_attempted_with_pauses_issued_and_proven() {
    let (mut story, device, presented) = enrolled();
    story.check_in(device, presented);
    let issued_at = story.clock.now();
    let due_at = issued_at.plus(DAY * 365).minus(DAY * 365 / 3);
    let before = renewal(&story, device);
    assert_eq!(
        (before.state, before.due_at),
        (RenewalState::NotDue, due_at)
    );

    story
        .clock
        .advance(due_at.since(issued_at) - Duration::from_hours(1));
    assert!(!is_told(&story.check_in(device, presented)));
    story.clock.advance(Duration::from_hours(1));
    assert!(is_told(&story.check_in(device, presented)));
    let due = renewal(&story, device);
    assert_eq!((due.state, due.told_at), (RenewalState::Due, Some(due_at)));

    // What is told again writes no more than that the device was here.
    let rows = stored(&story);
    story.clock.advance(Duration::from_hours(8));
    assert!(is_told(&story.check_in(device, presented)));
    let written: Vec<Table> = stored(&story)
        .into_iter()
        .filter(|row| !rows.contains(row))
        .map(|(table, _, _)| table)
        .collect();
    assert_eq!(written, [Table::Presence]);

    // The lease ends with nothing signed, twice: each time the device is left alone for longer.
    for (tried, pause) in [(1, 1), (2, 2)] {
        ask_to_renew(&story, (device, presented), Digest::of(&[tried]));
        let attempted = renewal(&story, device);
        let state = (attempted.state, attempted.attempts);
        assert_eq!(state, (RenewalState::Attempted, u16::from(tried)));
        story
            .clock
            .advance(Duration::from_hours(pause) - Duration::from_mins(1));
        assert!(!is_told(&story.check_in(device, presented)));
        story.clock.advance(Duration::from_mins(1));
        assert!(is_told(&story.check_in(device, presented)));
    }

    let key = Digest::of(b"next");
    let admission = ask_to_renew(&story, (device, presented), key);
    story.granted.push((admission, key));
    story.complete(story.granted.len() - 1);
    let issued = renewal(&story, device);
    assert_eq!(issued.state, RenewalState::Issued);
    assert_eq!(issued.issued_at, Some(story.clock.now()));

    let (_, next) = *story.issued.last().unwrap();
    assert!(!is_told(&story.check_in(device, next)));
    let proven = renewal(&story, device);
    assert_eq!(proven.state, RenewalState::Proven);
    assert_eq!(proven.proven_at, Some(story.clock.now()));
    assert!(proven.due_at > due_at);
    let refusal = Refusal::CertificateRevoked;
    assert_eq!(
        story.check_in(device, presented),
        CheckedIn::Refused { refusal }
    );
}

#[test]
fn a_device_that_is_retired_or_silent_until_its_certificate_has_ended_renews_nothing() {
    let (story, device, presented) = enrolled();
    story.check_in(device, presented);
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByAdministrator,
        by: None,
    });
    let refused = ask_to_renew(&story, (device, presented), Digest::of(b"k"));
    assert_eq!(refusal_of(Some(refused)), Some("device-retired"));
    assert_eq!(shown(&story, device).renewal, None);

    let (story, device, presented) = enrolled();
    story.check_in(device, presented);
    story.clock.advance(DAY * 365);
    let refused = ask_to_renew(&story, (device, presented), Digest::of(b"k"));
    assert_eq!(refusal_of(Some(refused)), Some("certificate-expired"));
    assert_eq!(shown(&story, device).renewal, None);
    assert_eq!(shown(&story, device).device.status, DeviceStatus::Expired);
}

#[test]
fn the_record_goes_180_days_after_the_certificate_has_expired_and_not_a_day_before() {
    let (story, device, presented) = enrolled();
    story.check_in(device, presented);
    story.clock.advance(DAY * (365 + 179));
    story.ask(&RunDeadlines {});
    assert!(story.ask(&ShowDevice { device }).is_some());
    story.clock.advance(DAY);
    story.ask(&RunDeadlines {});
    assert_eq!(story.ask(&ShowDevice { device }), None);
    let left: Vec<Table> = stored(&story)
        .into_iter()
        .map(|(table, _, _)| table)
        .filter(|table| !matches!(table, Table::Header | Table::Attempt))
        .collect();
    assert_eq!(left, []);
}

#[test]
fn a_record_that_is_deleted_takes_its_certificate_with_it() {
    let (story, device, presented) = enrolled();
    story.check_in(device, presented);
    report(&story, device, presented, kernel("6.1.0"));
    let by = UserId::from_random(story.draw());
    let delete = DeleteDevice { device, by };
    assert_eq!(story.ask(&delete), Deletion::Deleted);
    assert_eq!(story.ask(&delete), Deletion::Unknown);
    assert_eq!(story.ask(&ShowDevice { device }), None);
    let refusal = Refusal::CertificateRevoked;
    assert_eq!(
        story.check_in(device, presented),
        CheckedIn::Refused { refusal }
    );
    let tenant = |question| block_on(story.house.tenant(&story.tenant, question));
    let revoked = tenant(&ReadRevocations {}).unwrap().entries;
    assert_eq!(revoked[0].0, presented);
    let audit = ReadAudit {
        tenant: story.tenant.clone(),
        from: 0,
        limit: 100,
    };
    let chain = block_on(story.house.tenant(&story.tenant, &audit)).unwrap();
    let named = chain
        .entries
        .iter()
        .filter_map(|(_, detail)| detail.as_ref())
        .filter(|detail| detail.text().contains(&by.to_string()));
    assert_eq!(
        named.count(),
        2,
        "who retired and deleted it stands nowhere"
    );
}

#[test]
fn a_device_managed_as_a_whole_is_removed_by_no_person_and_deleted_only_after_it_has_left() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::AndroidDedicated);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    story.complete(0);
    let (device, _) = story.issued[0];
    let retire = |cause| {
        story.ask(&Retire {
            device,
            cause,
            by: None,
        })
    };
    assert_eq!(
        retire(RetireCause::RemovedByPerson),
        RetireAnswer::NotByPerson
    );
    let by = UserId::from_random(story.draw());
    let delete = DeleteDevice { device, by };
    assert_eq!(story.ask(&delete), Deletion::WipeFirst);
    assert!(story.rows::<DeviceRow>()[0].counts());
    retire(RetireCause::RemovedByAdministrator);
    assert_eq!(story.ask(&delete), Deletion::Deleted);
}

#[test]
fn a_fact_that_changes_is_kept_with_what_it_was_before_and_forgotten_with_the_fact() {
    let (story, device, presented) = enrolled();
    for release in ["6.1.0", "6.1.1", "6.1.1", "6.1.2"] {
        story.clock.advance(Duration::from_hours(8));
        report(&story, device, presented, kernel(release));
    }
    let changes: Vec<_> = shown(&story, device)
        .changes
        .into_iter()
        .map(|change| (change.name, change.before, change.after))
        .collect();
    let kernel =
        |before: &str, after: &str| (DeviceFactName::Kernel, before.to_owned(), after.to_owned());
    assert_eq!(
        changes,
        [kernel("6.1.1", "6.1.2"), kernel("6.1.0", "6.1.1")]
    );
    let corporate_only = [(DeviceFactName::Kernel, crate::device::Keep::CorporateOnly)];
    story.ask(&ChangeOwnership {
        device,
        ownership: Ownership::Corporate,
        keep: KeptFacts::default(),
        by: UserId::from_random(story.draw()),
    });
    assert_eq!(shown(&story, device).changes.len(), 2);
    story.ask(&ChangeOwnership {
        device,
        ownership: Ownership::Personal,
        keep: KeptFacts::new(corporate_only.into_iter().collect()),
        by: UserId::from_random(story.draw()),
    });
    assert_eq!(shown(&story, device).changes, []);
}

#[test]
fn a_check_in_with_profiles_writes_one_row_and_a_report_is_kept_once() {
    let (story, device, presented) = enrolled();
    let check_in = |report: Option<&ConfigurationReport>| {
        story.clock.advance(Duration::from_hours(1));
        let before = stored(&story);
        let answered = story.ask(&CheckIn {
            device,
            presented,
            proof: RequestProof::Tls,
            report: CheckInReport::default(),
            decide_by: None,
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            command_results: Vec::new(),
            configuration: ConfigurationAsk {
                scripts: None,
                report: report.cloned(),
                wants_inputs: true,
            },
            compliance: None,
            hand_over: 0,
        });
        let CheckedIn::Accepted { inputs, .. } = answered else {
            panic!("{answered:?}");
        };
        assert_eq!(inputs.unwrap().inputs.request.platform, Platform::Linux);
        let written: Vec<Table> = stored(&story)
            .into_iter()
            .filter(|row| !before.contains(row))
            .map(|(table, _, _)| table)
            .collect();
        written
    };
    check_in(None);
    assert_eq!(check_in(None), [Table::Presence]);
    let report = ConfigurationReport {
        version: Digest::of(b"one"),
        failed: Vec::new(),
    };
    assert_eq!(
        check_in(Some(&report)),
        [Table::Presence, Table::Configuration]
    );
    let told_at = story.clock.now();
    assert_eq!(check_in(Some(&report)), [Table::Presence]);
    let read = ReadConfigurationState { device };
    let state = story.ask(&read).unwrap();
    assert_eq!(state.report, Some((report, told_at)));
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    assert_eq!(story.ask(&read), None);
}
