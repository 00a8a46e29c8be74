//! The tenant takes each event once, in order, and its chain tells of it once.

use pollster::block_on;

use super::*;
use crate::device::RevokeCause;
use crate::enrollment::enrollee::{EnrolleeEvent, OutboxRow};
use crate::ids::{CertificateSerial, DeviceId, EnrolleeId, TenantId};
use crate::policy::PolicySet;
use crate::ports::Objects as _;
use crate::testing::{MemoryHouse, MovedClock};

struct House {
    house: MemoryHouse,
    clock: MovedClock,
    tenant: TenantId,
}

impl House {
    fn new() -> Self {
        let clock = MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000));
        Self {
            house: MemoryHouse::new(clock.clone()),
            clock,
            tenant: "default".parse().unwrap(),
        }
    }

    fn ask<C: Command<Object = Tenant>>(&self, command: &C) -> C::Answer {
        block_on(self.house.tenant(&self.tenant, command)).unwrap()
    }

    fn revoked(&self, sequence: u64, serial: u8) -> OutboxRow {
        use crate::ports::Clock as _;
        OutboxRow {
            sequence,
            at: self.clock.now(),
            same_access: false,
            event: EnrolleeEvent::CertificateRevoked {
                device: DeviceId::from_random([1; 16]),
                serial: CertificateSerial::from_random([serial; 16]),
                cause: RevokeCause::Abandoned,
                not_after: self.clock.now().plus(core::time::Duration::from_hours(24)),
            },
        }
    }

    fn receive(&self, events: Vec<OutboxRow>) -> u64 {
        let from = EnrolleeId::from_random([2; 16]);
        self.ask(&Receive {
            tenant: self.tenant.clone(),
            from,
            events,
            salt: [3; 16],
            portal: String::new(),
        })
    }
}

#[test]
fn an_event_that_is_delivered_twice_is_told_once() {
    let house = House::new();
    assert_eq!(
        house.receive(vec![house.revoked(1, 1), house.revoked(2, 2)]),
        2
    );
    assert_eq!(
        house.receive(vec![
            house.revoked(1, 1),
            house.revoked(2, 2),
            house.revoked(3, 3)
        ]),
        3
    );
    assert_eq!(house.receive(vec![house.revoked(2, 2)]), 3);
    let page = house.ask(&ReadAudit {
        tenant: house.tenant.clone(),
        from: 0,
        limit: 200,
    });
    assert_eq!(page.entries.len(), 3);
    assert_eq!(house.ask(&ReadRevocations {}).entries.len(), 3);
}

#[test]
fn a_revocation_list_has_a_higher_number_each_time_and_forgets_what_has_long_expired() {
    let house = House::new();
    house.receive(vec![house.revoked(1, 1)]);
    let first = house.ask(&ReadRevocations {});
    let second = house.ask(&ReadRevocations {});
    assert!(second.number > first.number);
    assert_eq!(second.entries.len(), 1);
    house
        .clock
        .advance(core::time::Duration::from_hours(24) + CRL_LIFETIME);
    assert_eq!(house.ask(&ReadRevocations {}).entries, []);
}

#[test]
fn a_policy_is_kept_under_the_name_of_its_content_and_an_old_one_comes_back_as_itself() {
    let house = House::new();
    let mut draft = PolicySet::starting().into_draft();
    draft.device_limits.default = 2_u8.try_into().unwrap();
    let stricter = PolicySet::new(draft).unwrap();
    let publish = |expected: u64, set: PolicySet| {
        house.ask(&PublishPolicy {
            tenant: house.tenant.clone(),
            expected,
            set,
            by: None,
            salt: [4; 16],
        })
    };
    let Published::Yes { configuration } = publish(0, stricter.clone()) else {
        panic!("conflict")
    };
    assert_eq!(
        (configuration.number, configuration.policy.version()),
        (1, stricter.version())
    );
    assert_eq!(publish(0, stricter), Published::Conflict { current: 1 });
    let Published::Yes { configuration } = publish(1, PolicySet::starting()) else {
        panic!("conflict")
    };
    assert_eq!(configuration.policy, PolicySet::starting());
}

#[test]
fn settings_out_of_range_name_the_field() {
    let sound = Settings::default();
    assert_eq!(sound.fault(), None);
    for (settings, field) in [
        (
            Settings {
                organisation: String::new(),
                ..sound.clone()
            },
            "organisation",
        ),
        (
            Settings {
                organisation: "x".repeat(65),
                ..sound.clone()
            },
            "organisation",
        ),
        (
            Settings {
                open_ticket_limit: 0,
                ..sound.clone()
            },
            "open_ticket_limit",
        ),
        (
            Settings {
                open_ticket_limit: 1001,
                ..sound.clone()
            },
            "open_ticket_limit",
        ),
        (
            Settings {
                ticket_minutes: 4,
                ..sound.clone()
            },
            "ticket_minutes",
        ),
        (
            Settings {
                ticket_minutes: 1441,
                ..sound
            },
            "ticket_minutes",
        ),
    ] {
        assert_eq!(settings.fault().map(|(name, _)| name), Some(field));
    }
}
