//! Drafts, publications and rollouts, as the tenant object keeps them.

use pollster::block_on;

use super::*;
use crate::ids::{CertificateSerial, DeviceId, Digest, EnrolleeId, RolloutId, TenantId, UserId};
use crate::policy::{PolicySet, Ring};
use crate::ports::Objects as _;
use crate::store::Command;
use crate::tenant::{
    AppendIntent, Configuration, IntentAnswer, IntentPurpose, PublishSettings, ReadAudit,
    ReadConfiguration, Settings, Tenant,
};
use crate::testing::{MemoryHouse, MovedClock};
use crate::time::Timestamp;

struct House {
    house: MemoryHouse,
    tenant: TenantId,
}

const SALT: [u8; 16] = [1; 16];

impl House {
    fn new() -> Self {
        let clock = MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000));
        Self {
            house: MemoryHouse::new(clock),
            tenant: "default".parse().unwrap(),
        }
    }

    fn ask<C: Command<Object = Tenant>>(&self, command: &C) -> C::Answer {
        block_on(self.house.tenant(&self.tenant, command)).unwrap()
    }

    fn publish(&self, expected: u64, set: PolicySet) -> Published {
        self.ask(&PublishPolicy {
            tenant: self.tenant.clone(),
            expected,
            set,
            by: Some(UserId::from_random([9; 16])),
            salt: SALT,
        })
    }

    fn publish_from(&self, expected: u64, from: PolicySource) -> Published {
        self.ask(&PublishFrom {
            tenant: self.tenant.clone(),
            expected,
            from,
            by: None,
            salt: SALT,
        })
    }

    fn put_draft(&self, expected: u64, set: Option<&PolicySet>) -> DraftPut {
        self.ask(&PutDraft {
            tenant: self.tenant.clone(),
            expected,
            draft: set.map(|set| set.content().clone()),
            by: None,
            salt: SALT,
        })
    }

    fn steer(&self, expected: u64, step: RolloutStep) -> Published {
        self.ask(&SteerRollout {
            tenant: self.tenant.clone(),
            expected,
            step,
            fresh: RolloutId::from_random([5; 16]),
            by: None,
            salt: SALT,
        })
    }

    fn publications(&self) -> Vec<(u64, PolicySet, PublicationOrigin)> {
        let read = ReadPublications {
            before: None,
            limit: 100,
        };
        let of = |version| self.ask(&ReadPolicy { version }).unwrap();
        self.ask(&read)
            .into_iter()
            .map(|one| (one.number, of(one.version), one.origin))
            .collect()
    }

    fn audited(&self) -> usize {
        let read = ReadAudit {
            tenant: self.tenant.clone(),
            from: 0,
            limit: 200,
        };
        self.ask(&read).entries.len()
    }

    fn intent(&self, configuration: u64) -> IntentAnswer {
        self.ask(&AppendIntent {
            serial: CertificateSerial::from_random([u8::try_from(configuration).unwrap(); 16]),
            enrollee: EnrolleeId::from_random([1; 16]),
            device: DeviceId::from_random([2; 16]),
            key: Digest::of(b"key"),
            purpose: IntentPurpose::Enrollment {
                policy: PolicySet::starting().version(),
                configuration,
            },
        })
    }
}

fn limited_to(devices: u8) -> PolicySet {
    let mut draft = PolicySet::starting().into_draft();
    draft.device_limits.default = devices.try_into().unwrap();
    PolicySet::new(draft).unwrap()
}

fn now(published: Published) -> Configuration {
    match published {
        Published::Yes { configuration } => *configuration,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_in_force_is_listed_and_comes_back_as_itself() {
    let house = House::new();
    now(house.publish(0, limited_to(2)));
    now(house.publish(1, limited_to(3)));
    let back = now(house.publish_from(2, PolicySource::Version(limited_to(2).version())));
    assert_eq!((back.number, back.policy), (3, limited_to(2)));
    assert_eq!(
        house.publications(),
        [
            (3, limited_to(2), PublicationOrigin::Version),
            (2, limited_to(3), PublicationOrigin::Sent),
            (1, limited_to(2), PublicationOrigin::Sent),
        ]
    );
    let older = ReadPublications {
        before: Some(2),
        limit: 100,
    };
    let older = house.ask(&older);
    assert_eq!((older.len(), older[0].number), (1, 1));
    assert_eq!(older[0].by, Some(UserId::from_random([9; 16])));
    // What a new organisation starts with was never written down, and can be gone back to all the same.
    let start = now(house.publish_from(3, PolicySource::Version(PolicySet::starting().version())));
    assert_eq!(start.policy, PolicySet::starting());
    let unheard_of = PolicySource::Version(limited_to(9).version());
    assert_eq!(house.publish_from(4, unheard_of), Published::Unknown);
}

#[test]
fn publishing_what_is_in_force_changes_nothing() {
    let house = House::new();
    now(house.publish(0, limited_to(2)));
    assert_eq!(now(house.publish(1, limited_to(2))).number, 1);
    assert_eq!((house.publications().len(), house.audited()), (1, 1));
}

#[test]
fn a_draft_is_written_against_its_revision_and_is_gone_once_it_is_published() {
    let house = House::new();
    assert_eq!(
        house.ask(&ReadDraft {}),
        Draft {
            revision: 0,
            draft: None
        }
    );
    assert_eq!(
        house.publish_from(0, PolicySource::Draft(0)),
        Published::Unknown
    );
    house.put_draft(0, Some(&limited_to(7)));
    assert_eq!(
        house.put_draft(0, Some(&limited_to(8))),
        DraftPut::Conflict { current: 1 }
    );
    // The same again is not another draft.
    house.put_draft(1, Some(&limited_to(7)));
    assert_eq!(house.ask(&ReadDraft {}).revision, 1);
    assert_eq!(
        house.publish_from(0, PolicySource::Draft(0)),
        Published::Conflict { current: 1 }
    );
    assert_eq!(
        now(house.publish_from(0, PolicySource::Draft(1))).policy,
        limited_to(7)
    );
    let after = house.ask(&ReadDraft {});
    assert_eq!((after.revision, after.draft), (2, None));
    assert_eq!(house.publications()[0].2, PublicationOrigin::Draft);
}

#[test]
fn a_draft_that_breaks_a_rule_is_kept_and_not_published() {
    let house = House::new();
    let mut draft = limited_to(7).into_draft();
    let windows = &mut draft.platform_restrictions.default.windows;
    windows.minimum_version = Some("10.0.2".parse().unwrap());
    windows.maximum_version = Some("10.0.1".parse().unwrap());
    let put = PutDraft {
        tenant: house.tenant.clone(),
        expected: 0,
        draft: Some(draft.clone()),
        by: None,
        salt: SALT,
    };
    house.ask(&put);
    let refused = house.publish_from(0, PolicySource::Draft(1));
    assert!(matches!(refused, Published::Wrong { .. }), "{refused:?}");
    assert_eq!(house.ask(&ReadDraft {}).draft, Some(draft));
    assert_eq!(house.publications(), []);
}

#[test]
fn a_decision_is_stale_when_what_decides_has_changed_since_and_not_when_settings_have() {
    let house = House::new();
    now(house.publish(0, limited_to(2)));
    assert!(matches!(house.intent(0), IntentAnswer::Stale { .. }));
    assert_eq!(house.intent(1), IntentAnswer::Recorded);
    let settings = PublishSettings {
        tenant: house.tenant.clone(),
        expected: 1,
        settings: Settings {
            ticket_minutes: 5,
            ..Settings::default()
        },
        by: None,
        salt: SALT,
    };
    now(house.ask(&settings));
    assert_eq!(house.intent(1), IntentAnswer::Recorded);
    let start = RolloutStep::Start {
        from: PolicySource::Version(limited_to(2).version()),
        ring: Ring::default(),
    };
    now(house.steer(2, start));
    assert!(matches!(house.intent(2), IntentAnswer::Stale { .. }));
    assert_eq!(house.intent(3), IntentAnswer::Recorded);
}

#[test]
fn a_rollout_is_raised_paused_resumed_and_promoted_or_given_up() {
    let house = House::new();
    house.put_draft(0, Some(&limited_to(2)));
    let ring = |percentage| Ring {
        groups: Vec::new(),
        percentage,
    };
    let start = RolloutStep::Start {
        from: PolicySource::Draft(1),
        ring: ring(10),
    };
    assert_eq!(house.steer(0, RolloutStep::Pause), Published::Unknown);
    let started = now(house.steer(0, start.clone()));
    let rollout = started.rollout.unwrap();
    assert_eq!(
        (rollout.candidate, rollout.ring.percentage),
        (limited_to(2), 10)
    );
    assert_eq!(started.policy, PolicySet::starting());
    assert!(matches!(house.steer(1, start), Published::Wrong { fault } if fault.path == "start"));
    let too_much = RolloutStep::Change { ring: ring(101) };
    assert!(
        matches!(house.steer(1, too_much), Published::Wrong { fault } if fault.path == "change.ring.percentage")
    );
    let raised = now(house.steer(1, RolloutStep::Change { ring: ring(50) }));
    assert_eq!(raised.rollout.unwrap().id, rollout.id);
    assert!(
        now(house.steer(2, RolloutStep::Pause))
            .rollout
            .unwrap()
            .paused
    );
    // What is so already is no change.
    assert_eq!(now(house.steer(3, RolloutStep::Pause)).number, 3);
    assert!(
        !now(house.steer(3, RolloutStep::Resume))
            .rollout
            .unwrap()
            .paused
    );
    let promoted = now(house.steer(4, RolloutStep::Promote));
    assert_eq!((promoted.policy, promoted.rollout), (limited_to(2), None));
    assert_eq!(house.publications()[0].2, PublicationOrigin::Rollout);
    let again = RolloutStep::Start {
        from: PolicySource::Version(PolicySet::starting().version()),
        ring: ring(100),
    };
    now(house.steer(5, again));
    let stopped = now(house.steer(6, RolloutStep::Stop));
    assert_eq!((stopped.policy, stopped.rollout), (limited_to(2), None));
    assert_eq!(house.ask(&ReadConfiguration {}).number, 7);
}

#[test]
fn a_header_from_before_rollouts_is_read_and_calls_every_older_decision_stale() {
    let text = serde_json::json!({
        "configuration": 4, "policy": PolicySet::starting().version(), "settings": Settings::default(),
        "audit": null, "crl_number": 0, "next_event": 1,
    });
    let header: crate::tenant::TenantHeader = serde_json::from_value(text).unwrap();
    assert!(header.decides_anew_since(3));
    assert!(!header.decides_anew_since(4));
}
