//! What is kept of a device that Windows' own client manages.

use super::devices::enrolled;
use super::life::ask_to_renew;
use super::*;
use crate::windows::session::SessionState;

fn open(story: &Story, device: DeviceId) -> Management {
    story.ask(&OpenManagement { device }).unwrap()
}

fn keep(story: &Story, device: DeviceId, revision: u64) -> ManagementKept {
    story.ask(&KeepManagement {
        device,
        revision,
        state: SessionState::default(),
    })
}

#[test]
fn a_state_is_taken_once_for_its_number_so_that_a_nonce_is_good_once() {
    let (story, device, presented) = enrolled();
    let begun = open(&story, device);
    assert_eq!(
        (begun.standing, begun.state, begun.revision),
        (
            ManagementStanding::Managed {
                certificate: presented
            },
            None,
            0
        )
    );
    assert_eq!(keep(&story, device, 0), ManagementKept::Kept);
    assert_eq!(keep(&story, device, 0), ManagementKept::Overtaken);
    let next = open(&story, device);
    assert_eq!((next.state.is_some(), next.revision), (true, 1));
    assert_eq!(keep(&story, device, 1), ManagementKept::Kept);
}

#[test]
fn the_certificate_that_has_been_used_manages_until_it_ends() {
    let (mut story, device, presented) = enrolled();
    story.check_in(device, presented);
    story.clock.advance(Duration::from_hours(24 * 300));
    let key = Digest::of(b"another key");
    let admission = ask_to_renew(&story, (device, presented), key);
    story.granted.push((admission, key));
    story.complete(story.granted.len() - 1);
    let (_, next) = *story.issued.last().unwrap();
    assert_ne!(next, presented);
    let managed_by = |certificate| ManagementStanding::Managed { certificate };
    assert_eq!(open(&story, device).standing, managed_by(presented));
    story.clock.advance(Duration::from_hours(24 * 66));
    assert_eq!(open(&story, device).standing, managed_by(next));
    story.clock.advance(Duration::from_hours(24 * 366));
    assert_eq!(open(&story, device).standing, ManagementStanding::Expired);
}

#[test]
fn a_device_that_has_left_is_still_known_for_a_while_so_that_it_can_be_told() {
    let (story, device, _) = enrolled();
    keep(&story, device, 0);
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    let left = open(&story, device);
    assert_eq!(left.standing, ManagementStanding::Retired);
    assert!(left.state.is_some());
    let stranger = DeviceId::from_random([9; 16]);
    assert_eq!(story.ask(&OpenManagement { device: stranger }), None);
    assert_eq!(keep(&story, stranger, 0), ManagementKept::Overtaken);
}

#[test]
fn windows_renews_when_it_is_time_or_when_it_was_told_to_and_not_before() {
    let (story, device, presented) = enrolled();
    story.check_in(device, presented);
    let renew = |key: &[u8]| {
        story.ask(&AdmitRenewal {
            device,
            presented,
            key: Digest::of(key),
            proof: RequestProof::Tls,
            fresh: story.fresh(),
            in_window_only: true,
        })
    };
    let issued = story.clock.now();
    let early = renew(b"one");
    let Admission::Refused {
        refusal: Refusal::RenewalTooEarly { again_at },
        ..
    } = early
    else {
        panic!("{early:?}")
    };
    let third = Duration::from_hours(24 * 365) / 3;
    assert_eq!(
        again_at.plus(third).since(issued),
        Duration::from_hours(24 * 365)
    );
    story.clock.advance(again_at.since(issued));
    assert!(matches!(renew(b"two"), Admission::Granted { .. }));
}
