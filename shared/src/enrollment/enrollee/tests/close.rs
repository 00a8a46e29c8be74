//! An account with devices is not deleted.

use super::*;

#[test]
fn an_account_with_devices_is_not_closed_and_one_without_enrolls_nobody_any_more() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Est);
    story.open_ticket(EnrollmentMethod::Est);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    // A device that is just enrolling would be nobody's, too.
    let one = Closing::HoldsDevices { devices: 1 };
    assert_eq!(story.ask(&Close {}), one);
    story.complete(0);
    assert_eq!(story.ask(&Close {}), one);
    let (device, _) = story.issued[0];
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByAdministrator,
        by: None,
    });
    story.ask(&SetPassword {
        password: "hash".to_owned(),
    });
    let session = SessionId::from_random(story.draw());
    let secret = Digest::of(b"session");
    let checked = Digest::of(b"hash");
    story.ask(&FinishSignIn {
        checked,
        session,
        secret,
    });

    assert_eq!(story.ask(&Close {}), Closing::Closed);
    assert_eq!(story.ask(&Close {}), Closing::Closed);
    assert_eq!(
        story.ask(&ResolveSession { session, secret }),
        SessionState::Ended
    );
    assert_eq!(story.ask(&ReadPassword {}), None);
    let refused = story.admit(1, 2, Facts::default(), PolicySet::starting());
    assert_eq!(refusal_of(refused), Some("ticket-invalid"));
    let before = story.tickets.len();
    story.open_ticket(EnrollmentMethod::Est);
    assert_eq!(story.tickets.len(), before, "a ticket was made");
    // What was is still known, until its time.
    assert!(story.ask(&ShowDevice { device }).is_some());
}
