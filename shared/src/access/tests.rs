//! The rule by itself: whatever a record says, and however old it is.

use proptest::prelude::*;

use super::*;

const STATUSES: [DeviceStatus; 5] = [
    DeviceStatus::WaitingForFirstCheckIn,
    DeviceStatus::Pending,
    DeviceStatus::Enrolled,
    DeviceStatus::Expired,
    DeviceStatus::Retired,
];

fn record(status: DeviceStatus, ends: Option<u64>, pending_until: Option<u64>) -> AccessRecord {
    AccessRecord {
        device: DeviceId::from_random([1; 16]),
        enrollee: EnrolleeId::from_random([2; 16]),
        ownership: Ownership::Personal,
        status,
        certificate: None,
        certificate_expires_at: ends.map(Timestamp::from_unix_seconds),
        pending_until: pending_until.map(Timestamp::from_unix_seconds),
        compliance: ComplianceState::Unknown,
        grace_until: None,
        compliant_until: None,
    }
}

#[test]
fn each_status_has_its_answer() {
    let answers: Vec<_> = STATUSES.iter().map(|status| may_access(*status)).collect();
    assert_eq!(
        answers,
        [
            Err(Denial::NotCheckedIn),
            Ok(()),
            Ok(()),
            Err(Denial::CertificateExpired),
            Err(Denial::DeviceRetired),
        ]
    );
}

#[test]
fn what_time_has_ended_since_a_record_was_written_counts() {
    let at = Timestamp::from_unix_seconds;
    let enrolled = record(DeviceStatus::Enrolled, Some(100), None);
    assert_eq!(enrolled.decide(at(99)), Ok(()));
    assert_eq!(enrolled.decide(at(100)), Err(Denial::CertificateExpired));
    let pending = record(DeviceStatus::Pending, Some(100), Some(50));
    assert_eq!(pending.decide(at(49)), Ok(()));
    assert_eq!(pending.decide(at(50)), Err(Denial::FactsNotLearnt));
    // A record that does not say when it ends opens nothing.
    let endless = record(DeviceStatus::Enrolled, None, None);
    assert_eq!(endless.decide(at(1)), Err(Denial::CertificateExpired));
}

#[test]
fn every_denial_has_a_code_of_its_own_and_words() {
    let mut codes: Vec<_> = Denial::ALL.iter().map(|denial| denial.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Denial::ALL.len());
    for denial in Denial::ALL {
        assert!(denial.sentence().ends_with('.') && denial.fix().ends_with('.'));
    }
}

proptest! {
    #[test]
    fn nothing_but_an_enrolled_device_in_its_time_is_ever_let_in(
        status in prop::sample::select(&STATUSES[..]),
        ends in prop::option::of(0_u64..200),
        pending_until in prop::option::of(0_u64..200),
        now in 0_u64..200,
    ) {
        let allowed = record(status, ends, pending_until).decide(Timestamp::from_unix_seconds(now)).is_ok();
        let in_time = ends.is_some_and(|end| now < end);
        let stands = match status {
            DeviceStatus::Enrolled => true,
            DeviceStatus::Pending => pending_until.is_some_and(|end| now < end),
            _ => false,
        };
        prop_assert_eq!(allowed, in_time && stands);
    }
}
