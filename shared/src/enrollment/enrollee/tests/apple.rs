//! What is kept of a device that Apple's client manages, and when it is woken.

use super::devices::enrolled;
use super::*;
use crate::api::{
    DeviceEvent, DeviceEventKind, Installed, InstalledApp, InstalledApps, InstalledCertificates,
};
use crate::apple::push::PushAddress;
use crate::apple::session::{Began, SessionState};
use crate::protocol::apple::{Authenticate, Enrollment, ManagementScope, TokenUpdate};

fn open(story: &Story, device: DeviceId, presented: CertificateSerial) -> Option<AppleManagement> {
    story.ask(&OpenApple { device, presented })
}

fn enrolled_state(presented: CertificateSerial) -> SessionState {
    let from = Enrollment {
        device: "UDID".to_owned(),
        user: None,
    };
    let topic = "com.apple.mgmt.External.1";
    let mut state = SessionState::default();
    let says = Authenticate {
        topic: topic.to_owned(),
        ..Authenticate::default()
    };
    let began = Began {
        from: &from,
        certificate: presented,
        scope: ManagementScope::Personal,
        platform: Platform::Ios,
        method: EnrollmentMethod::AppleDevice,
        topic,
    };
    state.begin(&says, &began).unwrap();
    let update = TokenUpdate {
        topic: topic.to_owned(),
        token: vec![1],
        push_magic: "M".to_owned(),
        unlock_token: None,
        awaiting_configuration: false,
    };
    state.wake_by(&from, presented, &update, None).unwrap();
    state
}

fn keep(story: &Story, device: DeviceId, revision: u64, state: SessionState) -> ManagementKept {
    story.ask(&KeepApple {
        device,
        revision,
        state,
        wakes: false,
        installed: Installed::default(),
        recovery_key: None,
        told: None,
    })
}

/// What is due is settled, and all devices that are to be woken then are: where they were.
fn woken(story: &Story) -> Vec<PushAddress> {
    story.ask(&RunDeadlines {});
    let taken = take(story, None, 64);
    let end = WakeEnd::Done;
    for wake in taken.clone() {
        story.ask(&SettleWake { wake, end });
    }
    taken.into_iter().map(|wake| wake.address).collect()
}

fn take(story: &Story, after: Option<DeviceId>, limit: usize) -> Vec<Wake> {
    story.ask(&TakeWakes { after, limit })
}

/// What there is left to be done about waking.
fn waits(story: &Story) -> Vec<()> {
    let rows = story.rows::<wake::WakeRow>();
    let deadlines = story.rows::<Deadline>();
    let of_waking = deadlines.into_iter().filter(|deadline| {
        matches!(
            deadline.kind,
            DeadlineKind::WakeDue { .. } | DeadlineKind::WakeAgain { .. }
        )
    });
    let rows = rows.into_iter().map(|_| ());
    rows.chain(of_waking.map(|_| ())).collect()
}

#[test]
fn a_state_is_taken_once_for_its_number() {
    let (story, device, presented) = enrolled();
    let begun = open(&story, device, presented).unwrap();
    assert_eq!(
        (begun.standing, begun.revision),
        (AppleStanding::Managed, 0)
    );
    let state = enrolled_state(presented);
    assert_eq!(keep(&story, device, 0, state.clone()), ManagementKept::Kept);
    assert_eq!(
        keep(&story, device, 0, SessionState::default()),
        ManagementKept::Overtaken
    );
    let next = open(&story, device, presented).unwrap();
    assert_eq!((next.state, next.revision), (state, 1));
}

#[test]
fn looking_at_a_device_proves_nothing_and_tells_whether_its_certificate_counts() {
    let (story, device, presented) = enrolled();
    let standing = |story: &Story| open(story, device, presented).unwrap().standing;
    assert_eq!(standing(&story), AppleStanding::Managed);
    let other = CertificateSerial::from_random([9; 16]);
    assert_eq!(
        open(&story, device, other).unwrap().standing,
        AppleStanding::Refused(Refusal::CertificateRevoked)
    );
    story.check_in(device, presented);
    story.clock.advance(Duration::from_hours(24 * 366));
    assert!(matches!(
        standing(&story),
        AppleStanding::Refused(Refusal::CertificateExpired { .. })
    ));
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    assert_eq!(standing(&story), AppleStanding::Retired);
    let stranger = DeviceId::from_random([9; 16]);
    assert_eq!(open(&story, stranger, presented), None);
}

#[test]
fn a_device_is_woken_every_eight_hours_until_it_leaves_and_a_removed_one_until_it_has_heard_of_it()
{
    let (story, device, presented) = enrolled();
    story.check_in(device, presented);
    let state = enrolled_state(presented);
    let address = state.push().unwrap().clone();
    keep(&story, device, 0, state);
    assert_eq!(woken(&story), []);
    for revision in 1..4 {
        // However often it comes by meanwhile, there is one next time.
        keep(&story, device, revision, enrolled_state(presented));
        story.clock.advance(WAKE_INTERVAL);
        assert_eq!(woken(&story), std::slice::from_ref(&address));
        assert_eq!(woken(&story), []);
    }
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    // It may be off, or Apple's service be down: it is woken until it has heard of it.
    for _ in 0..4 {
        assert_eq!(woken(&story), std::slice::from_ref(&address));
        assert_eq!(woken(&story), []);
        story.clock.advance(WAKE_INTERVAL);
    }
    // It comes, is told, and goes.
    let known = open(&story, device, presented).unwrap();
    assert_eq!(known.standing, AppleStanding::Retired);
    let mut state = known.state;
    state.forget_push();
    keep(&story, device, known.revision, state);
    for _ in 0..4 {
        assert_eq!(woken(&story), []);
        story.clock.advance(WAKE_INTERVAL);
    }
    assert_eq!(waits(&story), [(); 0]);
}

#[test]
fn a_removed_device_is_not_woken_once_its_certificate_has_ended() {
    let (story, device, presented) = enrolled();
    story.check_in(device, presented);
    keep(&story, device, 0, enrolled_state(presented));
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByAdministrator,
        by: None,
    });
    let mut times = 0;
    for _ in 0..366 * 3 {
        times += woken(&story).len();
        story.clock.advance(WAKE_INTERVAL);
    }
    assert_eq!(woken(&story), []);
    // Three times a day, for a year.
    assert!((364 * 3..=365 * 3 + 1).contains(&times), "{times}");
    assert_eq!(waits(&story), [(); 0]);
}

#[test]
fn a_device_that_has_gone_by_itself_is_not_woken() {
    for cause in [
        RetireCause::LeftByDevice,
        RetireCause::Wiped,
        RetireCause::Superseded,
    ] {
        let (story, device, presented) = enrolled();
        story.check_in(device, presented);
        keep(&story, device, 0, enrolled_state(presented));
        story.clock.advance(WAKE_INTERVAL);
        // Somebody has just asked something of it.
        story.ask(&RunDeadlines {});
        let by = None;
        story.ask(&Retire { device, cause, by });
        assert_eq!(woken(&story), [], "{cause:?}");
        story.clock.advance(WAKE_INTERVAL);
        assert_eq!(woken(&story), [], "{cause:?}");
        assert_eq!(waits(&story), [(); 0]);
    }
}

fn one_app(now: Timestamp) -> Installed {
    Installed {
        apps: Some(InstalledApps {
            listed_at: now,
            count: 1,
            apps: vec![InstalledApp {
                name: "Pages".to_owned(),
                identifier: None,
                version: None,
            }],
        }),
        certificates: None,
    }
}

fn no_certificate(now: Timestamp) -> Installed {
    Installed {
        apps: None,
        certificates: Some(InstalledCertificates {
            listed_at: now,
            count: 0,
            certificates: Vec::new(),
        }),
    }
}

const ADMINISTRATOR: UserId = UserId::from_random([9; 16]);

/// A message of the device by which it hands something over.
fn hands_over(
    (story, device, presented): &(Story, DeviceId, CertificateSerial),
    hand_over: impl FnOnce(&mut KeepApple),
) -> ManagementKept {
    let known = open(story, *device, *presented).unwrap();
    let mut keep = KeepApple {
        device: *device,
        revision: known.revision,
        state: known.state,
        wakes: false,
        installed: Installed::default(),
        recovery_key: None,
        told: None,
    };
    hand_over(&mut keep);
    story.ask(&keep)
}

fn recovery_key(text: &str) -> Option<HiddenRecoveryKey> {
    Some(HiddenRecoveryKey {
        hidden: text.to_owned(),
        digest: Digest::of(text.as_bytes()),
    })
}

fn is_made(story: &Story, device: DeviceId, ownership: Ownership) {
    story.ask(&ChangeOwnership {
        device,
        ownership,
        keep: KeptFacts::default(),
        by: ADMINISTRATOR,
    });
}

#[test]
fn what_a_device_lists_is_kept_as_long_as_it_is_the_organisations() {
    let of = enrolled();
    let (story, device) = (&of.0, of.1);
    story.check_in(device, of.2);
    let now = story.clock.now();
    let lists = |installed| hands_over(&of, |keep| keep.installed = installed);
    let shown = || story.ask(&ShowInstalled { device });
    // It is its person's, whatever it lists.
    assert_eq!(lists(one_app(now)), ManagementKept::Kept);
    assert_eq!(shown(), Some(Installed::default()));
    is_made(story, device, Ownership::Corporate);
    assert_eq!(shown(), Some(Installed::default()));
    lists(one_app(now));
    lists(no_certificate(now));
    let both = Installed {
        apps: one_app(now).apps,
        ..no_certificate(now)
    };
    assert_eq!(shown(), Some(both));
    is_made(story, device, Ownership::Personal);
    is_made(story, device, Ownership::Corporate);
    assert_eq!(shown(), Some(Installed::default()));
    lists(one_app(now));
    let by = ADMINISTRATOR;
    story.ask(&DeleteDevice { device, by });
    assert_eq!(shown(), None);
    assert!(story.rows::<installed::InstalledRow>().is_empty());
}

#[test]
fn what_opens_a_disk_outlives_management_and_every_look_is_written_down() {
    let of = enrolled();
    let (story, device, by) = (&of.0, of.1, ADMINISTRATOR);
    story.check_in(device, of.2);
    let hand_over = |text| hands_over(&of, |keep| keep.recovery_key = recovery_key(text));
    let read = || {
        let kept: Vec<KeptRecoveryKey> = story.ask(&ReadRecoveryKeys { device, by });
        let kept: Vec<String> = kept.into_iter().map(|kept| kept.key.hidden).collect();
        kept
    };
    let shown = || story.ask(&ShowDevice { device }).unwrap();
    let looks = || {
        let is_look = |event: &&DeviceEvent| event.kind == DeviceEventKind::RecoveryKeyRead;
        shown().history.iter().filter(is_look).count()
    };
    // Of a person's own nothing is kept, and nobody has looked at nothing.
    assert_eq!(hand_over("one"), ManagementKept::Kept);
    assert!(read().is_empty());
    assert_eq!((shown().recovery_key_since, looks()), (None, 0));
    is_made(story, device, Ownership::Corporate);
    for key in ["one", "two", "two", "three", "four", "three"] {
        hand_over(key);
    }
    assert!(shown().recovery_key_since.is_some());
    assert_eq!(read(), ["three", "four", "two"]);
    assert_eq!(looks(), 1);
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByAdministrator,
        by: Some(by),
    });
    assert_eq!(read().len(), 3);
    story.ask(&DeleteDevice { device, by });
    assert!(read().is_empty());
}

#[test]
fn what_opens_a_disk_goes_in_the_step_that_makes_it_a_persons_and_is_to_be_handed_over_again() {
    let of = enrolled();
    let (story, device, presented) = (&of.0, of.1, of.2);
    story.check_in(device, presented);
    is_made(story, device, Ownership::Corporate);
    hands_over(&of, |keep| keep.recovery_key = recovery_key("one"));
    let rows = || story.rows::<recovery_key::RecoveryKeyRow>().len();
    assert_eq!(rows(), 1);
    let under_way = open(story, device, presented).unwrap();
    is_made(story, device, Ownership::Personal);
    assert_eq!(rows(), 0);
    // A message that is under way knows the key as handed over: it does not count.
    let late = keep(story, device, under_way.revision, under_way.state);
    assert_eq!(late, ManagementKept::Overtaken);
}

#[test]
fn where_nobody_is_reached_any_more_a_device_is_not_woken_until_it_says_where_it_is() {
    let (story, device, presented) = enrolled();
    story.check_in(device, presented);
    let state = enrolled_state(presented);
    let address = state.push().unwrap().clone();
    keep(&story, device, 0, state.clone());
    let elsewhere = PushAddress {
        token: "02".to_owned(),
        ..address.clone()
    };
    for gone in [elsewhere, address] {
        let wake = Wake {
            device,
            address: gone.clone(),
            number: 0,
        };
        let end = WakeEnd::Gone;
        story.ask(&SettleWake { wake, end });
        let known = open(&story, device, presented).unwrap();
        assert_eq!(known.state.push().is_none(), gone.token == "01");
    }
    story.clock.advance(WAKE_INTERVAL);
    assert_eq!(woken(&story), []);
    let revision = open(&story, device, presented).unwrap().revision;
    keep(&story, device, revision, state);
    story.clock.advance(WAKE_INTERVAL);
    assert_eq!(woken(&story).len(), 1);
}
