//! A token under any order of events: the quota, and one device for each key.

use super::*;
use crate::enrollment::RecordedDecision;
use crate::enrollment::enrollee::rows::TicketRow;
use crate::enrollment::enrollee::token::TokenRow;
use crate::enrollment::token::{TokenTerms, enrollment_of};
use crate::enrollment::{EnrolleeClass, Fact};
use crate::ids::TokenId;
use crate::tenant::section::DeviceGroups;

/// A token's object, with what its administrators and its devices know.
struct TokenStory {
    story: Story,
    terms: TokenTerms,
    /// Secrets that were good once.
    old: Vec<Digest>,
    /// The devices that were seen enrolled.
    proven: BTreeSet<DeviceId>,
    /// The device of each key.
    of_key: BTreeMap<Digest, DeviceId>,
}

impl TokenStory {
    fn begin(quota: u32, method: EnrollmentMethod) -> Self {
        let mut story = Story::begin();
        story.enrollee = EnrolleeId::from_random(story.draw());
        let terms = TokenTerms {
            id: TokenId::from_random(story.draw()),
            name: "Kiosks".parse().unwrap(),
            request: EnrollmentRequest {
                platform: Platform::Linux,
                method,
                ownership: Ownership::Corporate,
            },
            category: Some("kiosk".parse().unwrap()),
            quota,
            expires_at: story.clock.now().plus(Duration::from_hours(100)),
            revoked_at: None,
            secret: Digest::of(&story.draw()),
            revision: 0,
        };
        let mut token = Self {
            story,
            terms,
            old: Vec::new(),
            proven: BTreeSet::new(),
            of_key: BTreeMap::new(),
        };
        token.change(|_| {});
        token
    }

    fn change(&mut self, change: impl FnOnce(&mut TokenTerms)) {
        change(&mut self.terms);
        self.terms.revision += 1;
        self.put(self.terms.clone());
    }

    fn put(&self, terms: TokenTerms) {
        let (tenant, enrollee) = (self.story.tenant.clone(), self.story.enrollee);
        self.story.ask(&PutToken {
            tenant,
            enrollee,
            terms,
        });
    }

    fn redeem(&mut self, key: Digest, secret: Digest) -> Admission {
        self.redeem_by(key, secret, PolicySet::starting(), None)
    }

    fn redeem_by(
        &mut self,
        key: Digest,
        secret: Digest,
        policy: PolicySet,
        holding: Option<LeaseId>,
    ) -> Admission {
        let facts = Facts {
            enrollee: EnrolleeClass::Token,
            ..Facts::default()
        };
        let ticket = enrollment_of(&self.terms.id, &key);
        let fresh = self.story.fresh();
        let admission = self.story.ask(&Admit {
            ticket,
            secret,
            key,
            policy,
            under: DecidedUnder::default(),
            facts,
            identifiers: ListedKinds::default(),
            device_groups: DeviceGroups::default(),
            fresh,
            holding,
            store: None,
        });
        self.story.granted.push((admission.clone(), key));
        admission
    }

    /// Redeems with the newest text and takes the enrollment to its end.
    fn enroll(&mut self, key: u8) -> (DeviceId, CertificateSerial) {
        let admission = self.redeem(Digest::of(&[key]), self.terms.secret);
        assert!(
            matches!(admission, Admission::Granted { .. }),
            "{admission:?}"
        );
        self.story.complete(self.story.granted.len() - 1);
        self.hold();
        *self.story.issued.last().unwrap()
    }

    fn code(&mut self, key: u8) -> Option<&'static str> {
        let admission = self.redeem(Digest::of(&[key]), self.terms.secret);
        refusal_of(Some(admission))
    }

    fn row(&self) -> TokenRow {
        self.story.rows().remove(0)
    }

    /// What must hold after every event.
    fn hold(&mut self) {
        let devices: Vec<DeviceRow> = self.story.rows();
        for device in &devices {
            if device.life == Life::Enrolled {
                self.proven.insert(device.id);
            }
        }
        let enrolling = devices
            .iter()
            .filter(|device| matches!(device.life, Life::Reserved | Life::AwaitingProof))
            .count();
        assert_eq!(
            usize::try_from(self.row().used).unwrap(),
            self.proven.len() + enrolling,
            "what is used is what was proven and what is enrolling"
        );
        for (admission, key) in &self.story.granted {
            if let Admission::Granted { device, .. } = admission {
                let known = self.of_key.entry(*key).or_insert(*device);
                assert_eq!(known, device, "a key has two devices");
            }
        }
        let mut live: BTreeMap<DeviceId, usize> = BTreeMap::new();
        for certificate in self.story.rows::<CertificateRow>() {
            if certificate.is_live() {
                *live.entry(certificate.device).or_default() += 1;
            }
        }
        assert!(live.values().all(|count| *count == 1), "{live:?}");
        // A key that was refused leaves nothing behind.
        let tickets: Vec<TicketRow> = self.story.rows();
        assert_eq!(tickets.len(), devices.len());
    }
}

#[derive(Debug, Clone)]
enum Event {
    Redeem { key: u8, old: bool },
    Complete { back: usize },
    GiveUp { back: usize },
    CheckIn { issued: usize },
    Retire { issued: usize },
    Wait { minutes: u64 },
    Replace,
    Revoke,
    Quota { quota: u32 },
    Extend,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        10 => (0..12_u8, prop::bool::weighted(0.1)).prop_map(|(key, old)| Event::Redeem { key, old }),
        8 => (0..4_usize).prop_map(|back| Event::Complete { back }),
        1 => (0..3_usize).prop_map(|back| Event::GiveUp { back }),
        4 => (0..12_usize).prop_map(|issued| Event::CheckIn { issued }),
        2 => (0..12_usize).prop_map(|issued| Event::Retire { issued }),
        4 => prop_oneof![Just(0), Just(1), Just(30), Just(1500)].prop_map(|minutes| Event::Wait { minutes }),
        1 => Just(Event::Replace),
        1 => prop::bool::weighted(0.3).prop_map(|yes| if yes { Event::Revoke } else { Event::Extend }),
        1 => (1..6_u32).prop_map(|quota| Event::Quota { quota }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_story_exceeds_a_tokens_quota_or_gives_a_key_two_devices(
        events in prop::collection::vec(event(), 1..80), agent in any::<bool>(), quota in 1..5_u32,
    ) {
        let method = if agent { EnrollmentMethod::Agent } else { EnrollmentMethod::Est };
        let mut token = TokenStory::begin(quota, method);
        for event in events {
            match event {
                Event::Redeem { key, old } => {
                    let old = token.old.last().copied().filter(|_| old);
                    let before = token.row();
                    let now = token.story.clock.now();
                    let admission = token.redeem(Digest::of(&[key]), old.unwrap_or(token.terms.secret));
                    if let Admission::Granted { .. } = admission {
                        prop_assert!(old.is_none(), "an old text was let in");
                        prop_assert!(token.terms.revoked_at.is_none(), "a revoked token was let in");
                        prop_assert!(now < token.terms.expires_at, "an expired token was let in");
                        let after = token.row().used;
                        prop_assert!(after <= before.used.max(token.terms.quota), "{after} under {}", token.terms.quota);
                    }
                }
                Event::Complete { back } => {
                    let newest = token.story.granted.len().saturating_sub(1);
                    token.story.complete(newest.saturating_sub(back));
                }
                Event::GiveUp { back } => {
                    let newest = token.story.granted.len().saturating_sub(1);
                    if let Some((Admission::Granted { device, lease, .. }, _)) =
                        token.story.granted.get(newest.saturating_sub(back)).cloned()
                    {
                        token.story.ask(&GiveUp { device, lease, refusal: Some(Refusal::EnrollmentPaused) });
                    }
                }
                Event::CheckIn { issued } => {
                    if let Some((device, serial)) = token.story.issued.get(issued).copied() {
                        token.story.check_in(device, serial);
                    }
                }
                Event::Retire { issued } => {
                    if let Some((device, _)) = token.story.issued.get(issued).copied() {
                        token.story.ask(&Retire { device, cause: RetireCause::RemovedByAdministrator, by: None });
                    }
                }
                Event::Wait { minutes } => {
                    token.story.clock.advance(Duration::from_mins(minutes) + Duration::from_secs(16));
                    token.story.ask(&RunDeadlines {});
                }
                Event::Replace => {
                    token.old.push(token.terms.secret);
                    let secret = Digest::of(&token.story.draw());
                    token.change(|terms| terms.secret = secret);
                }
                Event::Revoke => {
                    let now = token.story.clock.now();
                    token.change(|terms| terms.revoked_at = Some(now));
                }
                Event::Quota { quota } => token.change(|terms| terms.quota = quota),
                Event::Extend => {
                    let until = token.story.clock.now().plus(Duration::from_hours(100));
                    token.change(|terms| terms.expires_at = until);
                }
            }
            token.hold();
        }
    }
}

#[test]
fn a_token_enrolls_until_its_quota_is_used_and_a_device_that_left_gives_no_place_back() {
    let mut token = TokenStory::begin(2, EnrollmentMethod::Est);
    let (first, _) = token.enroll(1);
    token.enroll(2);
    assert_eq!(token.code(3), Some("token-quota-reached"));
    token.story.ask(&Retire {
        device: first,
        cause: RetireCause::RemovedByAdministrator,
        by: None,
    });
    assert_eq!(token.code(3), Some("token-quota-reached"));
    assert_eq!(token.code(1), Some("device-retired"));
    token.change(|terms| terms.quota = 3);
    token.enroll(3);
    token.hold();
}

#[test]
fn an_enrollment_that_is_never_proven_gives_its_place_back_and_its_key_may_begin_anew() {
    let mut token = TokenStory::begin(1, EnrollmentMethod::Agent);
    let (device, first) = token.enroll(1);
    assert_eq!(token.code(2), Some("token-quota-reached"));
    token.story.clock.advance(PENDING_TIME);
    assert_eq!(token.story.ask(&ShowTokenUse {}).unwrap().used, 0);
    let (again, second) = token.enroll(1);
    assert_eq!(device, again, "the key belongs to its device for good");
    assert!(matches!(
        token.story.check_in(device, first),
        CheckedIn::Refused { .. }
    ));
    assert!(matches!(
        token.story.check_in(device, second),
        CheckedIn::Accepted { .. }
    ));
    token.hold();
}

#[test]
fn the_time_of_a_token_ends_for_new_keys_and_not_for_an_answer_that_was_lost() {
    let mut token = TokenStory::begin(5, EnrollmentMethod::Est);
    token.enroll(1);
    token.story.clock.advance(Duration::from_hours(100));
    assert_eq!(token.code(2), Some("token-expired"));
    let again = token.redeem(Digest::of(&[1]), token.terms.secret);
    assert!(
        matches!(again, Admission::AlreadyIssued { .. }),
        "{again:?}"
    );
    let until = token.story.clock.now().plus(Duration::from_hours(1));
    token.change(|terms| terms.expires_at = until);
    token.enroll(2);
}

#[test]
fn a_token_that_is_revoked_while_a_key_enrolls_takes_its_place_back_when_it_is_decided_again() {
    let mut token = TokenStory::begin(5, EnrollmentMethod::Est);
    let key = Digest::of(&[1]);
    let Admission::Granted { lease, .. } = token.redeem(key, token.terms.secret) else {
        panic!("not granted")
    };
    let now = token.story.clock.now();
    token.change(|terms| terms.revoked_at = Some(now));
    let secret = token.terms.secret;
    let again = token.redeem_by(key, secret, PolicySet::starting(), Some(lease));
    assert_eq!(refusal_of(Some(again)), Some("token-revoked"));
    token.story.complete(0);
    assert_eq!(token.story.issued, [], "something was signed all the same");
    assert_eq!(token.row().used, 0);
    token.hold();
}

#[test]
fn only_the_default_policies_count_and_what_the_policy_refuses_costs_no_place() {
    let mut draft = PolicySet::starting().into_draft();
    draft.platform_restrictions.default.linux.access = crate::policy::Access::Block;
    let blocked = PolicySet::new(draft).unwrap();
    let mut token = TokenStory::begin(5, EnrollmentMethod::Est);
    let secret = token.terms.secret;
    for key in 0..40_u8 {
        let refused = token.redeem_by(Digest::of(&[key]), secret, blocked.clone(), None);
        assert_eq!(refusal_of(Some(refused)), Some("platform-blocked"));
    }
    assert_eq!(token.row().used, 0);
    token.hold();
    // The limit of devices is a person's: a token has its quota.
    for key in 0..5 {
        token.enroll(key);
    }
    let attempts: Vec<RecordedDecision> = token.story.rows();
    let facts = &attempts.last().unwrap().facts;
    assert_eq!(facts.enrollee, EnrolleeClass::Token);
    assert_eq!(facts.enrollment_profile.as_deref(), Some("Kiosks"));
    assert_eq!(
        facts.category,
        Fact::attested(Some("kiosk".parse().unwrap()))
    );
}

#[test]
fn old_terms_that_come_late_change_nothing() {
    let mut token = TokenStory::begin(5, EnrollmentMethod::Est);
    let before = token.terms.clone();
    token.change(|terms| terms.quota = 1);
    token.put(before);
    assert_eq!(token.row().terms.quota, 1);
}

#[test]
fn a_refusal_is_counted_each_time_and_told_once_an_hour() {
    let mut token = TokenStory::begin(1, EnrollmentMethod::Est);
    token.enroll(1);
    let told = |token: &TokenStory| {
        let page = block_on(token.story.house.tenant(
            &token.story.tenant,
            &crate::tenant::ReadAudit {
                tenant: token.story.tenant.clone(),
                from: 0,
                limit: 200,
            },
        ))
        .unwrap();
        page.entries
            .iter()
            .filter(|(entry, _)| entry.event.kind == crate::audit::AuditKind::EnrollmentRefused)
            .count()
    };
    for key in 2..12 {
        assert_eq!(token.code(key), Some("token-quota-reached"));
    }
    assert_eq!((token.row().refusals, told(&token)), (10, 1));
    token.story.clock.advance(Duration::from_hours(1));
    assert_eq!(token.code(2), Some("token-quota-reached"));
    assert_eq!((token.row().refusals, told(&token)), (11, 2));
    let now = token.story.clock.now();
    token.change(|terms| terms.revoked_at = Some(now));
    assert_eq!(token.code(2), Some("token-revoked"));
    assert_eq!(told(&token), 3, "another cause is told at once");
}

#[test]
fn an_enrollment_under_another_name_than_its_keys_is_refused() {
    let mut token = TokenStory::begin(1, EnrollmentMethod::Est);
    let facts = Facts {
        enrollee: EnrolleeClass::Token,
        ..Facts::default()
    };
    let (key, secret) = (Digest::of(&[1]), token.terms.secret);
    let fresh = token.story.fresh();
    let ticket = enrollment_of(&token.terms.id, &Digest::of(&[2]));
    let policy = PolicySet::starting();
    let admission = token.story.ask(&Admit {
        ticket,
        secret,
        key,
        policy,
        under: DecidedUnder::default(),
        facts,
        identifiers: ListedKinds::default(),
        device_groups: DeviceGroups::default(),
        fresh,
        holding: None,
        store: None,
    });
    assert_eq!(refusal_of(Some(admission)), Some("ticket-invalid"));
    token.hold();
}
