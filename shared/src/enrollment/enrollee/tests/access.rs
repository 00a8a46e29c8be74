//! What the gate is told: the object's word and the published copy, at any point of any story.

use super::*;
use crate::access::{Access, Denial};
use crate::ports::{Copies as _, PublishedDevice};

impl Story {
    fn access(&self, device: DeviceId, presented: Option<CertificateSerial>) -> Access {
        self.ask(&ReadAccess { device, presented })
    }

    fn copy(&self, device: DeviceId) -> Option<PublishedDevice> {
        let key = device.to_string();
        block_on(self.house.copies().read(&self.tenant, &key)).unwrap()
    }

    /// What has ended is never let in, by the object or by the copy; and both say the same of every device.
    pub(super) fn gate_holds(&self, devices: &[DeviceRow], certificates: &[CertificateRow]) {
        let now = self.clock.now();
        for (device, serial) in &self.issued {
            let lives = certificates
                .iter()
                .any(|row| row.serial == *serial && row.is_live() && row.not_after > now);
            let stands = devices
                .iter()
                .any(|row| row.id == *device && row.life == Life::Enrolled);
            let by_certificate = self.access(*device, Some(*serial));
            if matches!(by_certificate, Access::Allowed { .. }) {
                assert!(
                    lives && stands,
                    "{device} is let in with {serial}: {by_certificate:?}"
                );
            }
            let exact = self.access(*device, None);
            let copied = self.copy(*device).map(|copy| copy.record.decide(now));
            match exact {
                Access::Allowed { record } => {
                    assert!(stands, "{device} is let in: {record:?}");
                    assert_eq!(copied, Some(Ok(())), "{device}");
                }
                Access::Denied { denial } => {
                    assert_eq!(
                        copied.unwrap_or(Err(Denial::DeviceUnknown)),
                        Err(denial),
                        "{device}"
                    );
                }
            }
        }
    }

    fn with_a_device(method: EnrollmentMethod) -> (Self, DeviceId, CertificateSerial) {
        let mut story = Self::begin();
        story.open_ticket(method);
        story.admit(0, 1, Facts::default(), PolicySet::starting());
        story.complete(0);
        let (device, serial) = story.issued[0];
        (story, device, serial)
    }
}

fn denial(access: Access) -> Option<Denial> {
    match access {
        Access::Allowed { .. } => None,
        Access::Denied { denial } => Some(denial),
    }
}

#[test]
fn a_device_is_let_in_from_its_first_check_in_until_it_is_retired_and_never_again() {
    let (story, device, serial) = Story::with_a_device(EnrollmentMethod::Agent);
    assert_eq!(
        denial(story.access(device, Some(serial))),
        Some(Denial::NotCheckedIn)
    );
    story.check_in(device, serial);
    assert_eq!(denial(story.access(device, Some(serial))), None);
    assert_eq!(denial(story.access(device, None)), None);
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByAdministrator,
        by: None,
    });
    for presented in [Some(serial), None] {
        assert_eq!(
            denial(story.access(device, presented)),
            Some(Denial::DeviceRetired)
        );
    }
}

#[test]
fn both_certificates_of_a_renewal_are_let_in_until_the_new_one_is_used() {
    let (mut story, device, old) = Story::with_a_device(EnrollmentMethod::Est);
    story.check_in(device, old);
    story.happen(&Event::Renew { issued: 0, key: 2 }, &Facts::default());
    let (_, new) = story.issued[1];
    assert_eq!(denial(story.access(device, Some(old))), None);
    assert_eq!(denial(story.access(device, Some(new))), None);
    story.check_in(device, new);
    assert_eq!(
        denial(story.access(device, Some(old))),
        Some(Denial::CertificateRevoked)
    );
    assert_eq!(denial(story.access(device, Some(new))), None);
}

#[test]
fn nobody_else_s_device_and_no_device_are_let_in() {
    let (story, device, serial) = Story::with_a_device(EnrollmentMethod::Est);
    let another = DeviceId::from_random([9; 16]);
    assert_eq!(
        denial(story.access(another, Some(serial))),
        Some(Denial::DeviceUnknown)
    );
    let forged = CertificateSerial::from_random([9; 16]);
    story.check_in(device, serial);
    assert_eq!(
        denial(story.access(device, Some(forged))),
        Some(Denial::CertificateRevoked)
    );
}

#[test]
fn asking_writes_nothing_and_a_device_that_is_only_seen_again_is_not_published_again() {
    let (story, device, serial) = Story::with_a_device(EnrollmentMethod::Est);
    story.check_in(device, serial);
    let published = story.copy(device).unwrap();
    let writes = story.house.copies().writes();
    let stored = || {
        let rows = story.house.enrollee_rows(&story.tenant, &story.enrollee);
        rows.iter()
            .map(|(table, key, text)| format!("{table:?} {key} {text}"))
            .collect::<Vec<_>>()
    };
    let before = stored();
    story.access(device, Some(serial));
    assert_eq!(stored(), before);
    // The index hears once a day that the device is here; the copies do not.
    for _ in 0..3 {
        story.clock.advance(Duration::from_hours(25));
        assert!(matches!(
            story.check_in(device, serial),
            CheckedIn::Accepted { .. }
        ));
    }
    assert_eq!(story.house.copies().writes(), writes);
    assert_eq!(story.copy(device), Some(published));
}

#[test]
fn the_copy_of_a_device_goes_when_its_record_is_deleted() {
    let (story, device, serial) = Story::with_a_device(EnrollmentMethod::Est);
    story.check_in(device, serial);
    story.ask(&Retire {
        device,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    assert!(story.copy(device).is_some());
    story.clock.advance(Duration::from_hours((365 + 181) * 24));
    story.ask(&RunDeadlines {});
    assert_eq!(story.copy(device), None);
    assert_eq!(
        denial(story.access(device, None)),
        Some(Denial::DeviceUnknown)
    );
}
