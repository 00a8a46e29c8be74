//! The enrollee under any order of events: a model of what must hold, and thousands of stories that try to break it.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use pollster::block_on;
use proptest::prelude::*;

use super::rows::{CertificateRow, DeviceRow, LeaseRow};
use super::*;
use crate::api::{CheckInReport, DeviceStatus};
use crate::device::{KeptFacts, Life, RetireCause};
use crate::enrollment::{EnrollmentRequest, Facts, Refusal};
use crate::identifier::{ListedKinds, LookUp};
use crate::ids::{
    CertificateSerial, DeviceId, Digest, EnrolleeId, LeaseId, SessionId, TenantId, TicketId, UserId,
};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::policy::{DecidedUnder, PolicySet};
use crate::ports::{Clock as _, Objects as _, Rng as _};
use crate::store::Table;
use crate::tenant::section::DeviceGroups;
use crate::testing::{MemoryHouse, MovedClock, SeededRng};
use crate::time::Timestamp;

mod access;
mod apple;
mod close;
mod commands;
mod compliance;
mod devices;
mod duplicates;
mod hand_over;
mod life;
mod managers;
mod ownership;
mod progress;
mod records;
mod rules;
mod scripts;
mod sessions;
mod tally;
mod tokens;
mod wakes;
mod windows;

/// One person's object, with what its tickets' holders know.
struct Story {
    house: MemoryHouse,
    clock: MovedClock,
    rng: SeededRng,
    tenant: TenantId,
    enrollee: EnrolleeId,
    tickets: Vec<(TicketId, Digest)>,
    granted: Vec<(Admission, Digest)>,
    /// Certificates as devices hold them.
    issued: Vec<(DeviceId, CertificateSerial)>,
    refused_for_good: BTreeSet<CertificateSerial>,
    /// What the organisation has listed as its own.
    listed: ListedKinds,
}

impl Story {
    fn begin() -> Self {
        let clock = MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000));
        let rng = SeededRng::new(3);
        let enrollee = EnrolleeId::from_random(rng.draw().unwrap());
        let story = Self {
            house: MemoryHouse::new(clock.clone()),
            clock,
            tenant: "default".parse().unwrap(),
            enrollee,
            tickets: Vec::new(),
            granted: Vec::new(),
            issued: Vec::new(),
            refused_for_good: BTreeSet::new(),
            listed: ListedKinds::default(),
            rng,
        };
        let user = UserId::from_random(story.draw());
        story.ask(&Provision {
            tenant: story.tenant.clone(),
            enrollee,
            kind: EnrolleeKind::Person { user },
        });
        story
    }

    fn draw(&self) -> [u8; 16] {
        self.rng.draw().unwrap()
    }

    fn ask<C: crate::store::Command<Object = Enrollee>>(&self, command: &C) -> C::Answer {
        block_on(self.house.enrollee(&self.tenant, &self.enrollee, command)).unwrap()
    }

    fn fresh(&self) -> FreshNames {
        FreshNames {
            device: DeviceId::from_random(self.draw()),
            serial: CertificateSerial::from_random(self.draw()),
            lease: LeaseId::from_random(self.draw()),
        }
    }

    fn open_ticket(&mut self, method: EnrollmentMethod) {
        let (id, secret) = (TicketId::from_random(self.draw()), Digest::of(&self.draw()));
        let request = EnrollmentRequest {
            platform: Platform::Linux,
            method,
            ownership: Ownership::Personal,
        };
        let expires_at = self.clock.now().plus(Duration::from_hours(4));
        let open = OpenTicket {
            id,
            secret,
            request,
            category: None,
            expires_at,
            open_ticket_limit: 1_000,
        };
        if matches!(self.ask(&open), TicketOpening::Opened { .. }) {
            self.tickets.push((id, secret));
        }
    }

    fn admit(
        &mut self,
        ticket: usize,
        key: u8,
        facts: Facts,
        policy: PolicySet,
    ) -> Option<Admission> {
        let (ticket, secret) = *self.tickets.get(ticket)?;
        let key = Digest::of(&[key]);
        let admit = Admit {
            ticket,
            secret,
            key,
            policy,
            under: DecidedUnder::default(),
            facts,
            identifiers: self.listed,
            device_groups: DeviceGroups::default(),
            fresh: self.fresh(),
            holding: None,
            store: None,
        };
        let admission = self.ask(&admit);
        self.granted.push((admission.clone(), key));
        Some(admission)
    }

    /// Completes what was granted, as the Worker does after the tenant's word; whoever is told "kept" has the certificate.
    fn complete(&mut self, at: usize) {
        let Some((
            Admission::Granted {
                lease,
                device,
                serial,
                policy,
            },
            key,
        )) = self.granted.get(at).cloned()
        else {
            return;
        };
        let now = crate::tenant::ReadConfiguration {};
        let configuration = block_on(self.house.tenant(&self.tenant, &now))
            .unwrap()
            .number;
        let purpose = policy.map_or(crate::tenant::IntentPurpose::Renewal, |policy| {
            crate::tenant::IntentPurpose::Enrollment {
                policy,
                configuration,
            }
        });
        let intent = crate::tenant::AppendIntent {
            serial,
            enrollee: self.enrollee,
            device,
            key,
            purpose,
        };
        let answer = block_on(self.house.tenant(&self.tenant, &intent)).unwrap();
        if answer != crate::tenant::IntentAnswer::Recorded {
            self.ask(&GiveUp {
                device,
                lease,
                refusal: None,
            });
            return;
        }
        let complete = Complete {
            device,
            lease,
            serial,
            certificate: serial.to_string(),
            not_after: self.clock.now().plus(Duration::from_hours(365 * 24)),
        };
        if let Completion::Kept { .. } = self.ask(&complete)
            && !self.issued.contains(&(device, serial))
        {
            self.issued.push((device, serial));
        }
    }

    fn check_in(&self, device: DeviceId, presented: CertificateSerial) -> CheckedIn {
        let proof = RequestProof::Signature {
            created: self.clock.now(),
            nonce: Digest::of(&self.draw()),
        };
        self.ask(&CheckIn {
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
            compliance: None,
            hand_over: 0,
            command_results: Vec::new(),
        })
    }

    fn rows<R: crate::store::Row>(&self) -> Vec<R> {
        let rows = self.house.enrollee_rows(&self.tenant, &self.enrollee);
        rows.iter()
            .filter(|(table, _, _)| *table == R::TABLE)
            .map(|(_, _, text)| serde_json::from_str(text).unwrap())
            .collect()
    }

    /// One event, with what is known of the person.
    fn happen(&mut self, event: &Event, facts: &Facts) {
        match *event {
            Event::OpenTicket { agent } => self.open_ticket(if agent {
                EnrollmentMethod::Agent
            } else {
                EnrollmentMethod::Est
            }),
            Event::Admit { ticket, key } => {
                self.admit(ticket, key, facts.clone(), PolicySet::starting());
            }
            Event::Complete { granted } => {
                // Mostly the newest, sometimes one from long ago.
                let newest = self.granted.len().saturating_sub(1);
                self.complete(if granted > 20 {
                    granted
                } else {
                    newest.saturating_sub(granted % 3)
                });
            }
            Event::CheckIn { issued } => {
                if let Some((device, serial)) = self.issued.get(issued).copied() {
                    let answered = self.check_in(device, serial);
                    if self.refused_for_good.contains(&serial) {
                        let turned_away = matches!(answered, CheckedIn::Refused { .. });
                        assert!(turned_away, "an ended certificate was let in");
                    }
                }
            }
            Event::Renew { issued, key } => {
                if let Some((device, presented)) = self.issued.get(issued).copied() {
                    let key = Digest::of(&[key, 1]);
                    let renew = AdmitRenewal {
                        device,
                        presented,
                        key,
                        proof: RequestProof::Tls,
                        fresh: self.fresh(),
                        in_window_only: false,
                    };
                    let admission = self.ask(&renew);
                    self.granted.push((admission, key));
                    let newest = self.granted.len() - 1;
                    self.complete(newest);
                }
            }
            Event::Retire { issued } => {
                if let Some((device, _)) = self.issued.get(issued).copied() {
                    let cause = RetireCause::RemovedByPerson;
                    self.ask(&Retire {
                        device,
                        cause,
                        by: None,
                    });
                }
            }
            Event::Leave { issued } => {
                if let Some((device, presented)) = self.issued.get(issued).copied() {
                    let stands = !self.refused_for_good.contains(&presented);
                    let proof = RequestProof::Tls;
                    let left = self.ask(&Leave {
                        device,
                        presented,
                        proof,
                    });
                    assert!(
                        stands || left != Leaving::Left,
                        "an ended certificate made its device leave"
                    );
                }
            }
            Event::Wait { minutes } => {
                let time = Duration::from_mins(minutes) + Duration::from_secs(16);
                self.clock.advance(time);
                self.ask(&RunDeadlines {});
            }
        }
    }

    /// What must hold after every event.
    fn hold(&mut self) {
        let devices: Vec<DeviceRow> = self.rows();
        let certificates: Vec<CertificateRow> = self.rows();
        let leases: Vec<LeaseRow> = self.rows();
        let counting = devices.iter().filter(|device| device.counts()).count();
        assert!(counting <= 5, "{counting} devices under a limit of 5");
        let mut live: BTreeMap<DeviceId, usize> = BTreeMap::new();
        for certificate in certificates
            .iter()
            .filter(|certificate| certificate.is_live())
        {
            *live.entry(certificate.device).or_default() += 1;
            let device = devices
                .iter()
                .find(|device| device.id == certificate.device);
            let stands = device.is_some_and(DeviceRow::counts);
            assert!(
                stands,
                "certificate {} lives without a device",
                certificate.serial
            );
        }
        for (device, count) in live {
            assert!(
                count <= 2,
                "{device} has {count} live certificates; only a renewal may have a second"
            );
        }
        for lease in &leases {
            let device = devices.iter().find(|device| device.id == lease.device);
            assert!(
                device.is_some_and(DeviceRow::counts),
                "a lease without a device that counts"
            );
        }
        for device in devices
            .iter()
            .filter(|device| device.life == Life::Enrolled)
        {
            assert!(
                device.certificate.is_some(),
                "{} is enrolled without a certificate",
                device.id
            );
        }
        // No certificate comes back from the dead.
        for (_, serial) in &self.issued {
            let lives = certificates
                .iter()
                .any(|row| row.serial == *serial && row.is_live());
            if lives {
                assert!(
                    !self.refused_for_good.contains(serial),
                    "certificate {serial} was resurrected"
                );
            } else {
                self.refused_for_good.insert(*serial);
            }
        }
        self.gate_holds(&devices, &certificates);
        // The tenant's list carries every certificate that ended before its time.
        let outbox: Vec<OutboxRow> = self.rows();
        assert!(outbox.is_empty(), "events were left behind");
    }
}

#[derive(Debug, Clone)]
enum Event {
    OpenTicket { agent: bool },
    Admit { ticket: usize, key: u8 },
    Complete { granted: usize },
    CheckIn { issued: usize },
    Renew { issued: usize, key: u8 },
    Retire { issued: usize },
    Leave { issued: usize },
    Wait { minutes: u64 },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => any::<bool>().prop_map(|agent| Event::OpenTicket { agent }),
        6 => (0..12_usize, 0..16_u8).prop_map(|(ticket, key)| Event::Admit { ticket, key }),
        6 => (0..40_usize).prop_map(|granted| Event::Complete { granted }),
        3 => (0..12_usize).prop_map(|issued| Event::CheckIn { issued }),
        2 => (0..12_usize, 0..16_u8).prop_map(|(issued, key)| Event::Renew { issued, key }),
        1 => (0..12_usize).prop_map(|issued| Event::Retire { issued }),
        1 => (0..12_usize).prop_map(|issued| Event::Leave { issued }),
        2 => prop_oneof![Just(0), Just(1), Just(30), Just(250), Just(1500)].prop_map(|minutes| Event::Wait { minutes }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_story_breaks_the_cap_resurrects_a_certificate_or_leaves_one_without_a_device(
        events in prop::collection::vec(event(), 1..60)
    ) {
        let mut story = Story::begin();
        for event in events {
            story.happen(&event, &Facts::default());
            story.hold();
        }
    }
}

fn refusal_of(admission: Option<Admission>) -> Option<&'static str> {
    match admission {
        Some(Admission::Refused { refusal, .. }) => Some(refusal.code()),
        _ => None,
    }
}

#[test]
fn a_lease_that_nobody_returned_to_is_abandoned_and_its_serial_revoked() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Est);
    let first = story.admit(0, 1, Facts::default(), PolicySet::starting());
    let Some(Admission::Granted {
        serial: abandoned, ..
    }) = first
    else {
        panic!("{first:?}")
    };
    assert_eq!(
        refusal_of(story.admit(0, 1, Facts::default(), PolicySet::starting())),
        Some("enrollment-in-progress")
    );
    story.clock.advance(LEASE_TIME);
    let second = story.admit(0, 1, Facts::default(), PolicySet::starting());
    let Some(Admission::Granted { serial, .. }) = second else {
        panic!("{second:?}")
    };
    assert_ne!(serial, abandoned);
    // The one who comes back too late may not hand in what it signed.
    story.complete(0);
    assert!(story.issued.is_empty());
    story.complete(2);
    assert_eq!(story.issued.len(), 1);
    let listed = block_on(
        story
            .house
            .tenant(&story.tenant, &crate::tenant::ReadRevocations {}),
    )
    .unwrap();
    assert_eq!(
        listed
            .entries
            .iter()
            .map(|(serial, _, _)| *serial)
            .collect::<Vec<_>>(),
        [abandoned]
    );
}

#[test]
fn a_pending_device_is_kept_when_its_report_satisfies_the_policy_and_retired_when_it_does_not() {
    for (version, kept) in [("12.0", true), ("9.0", false)] {
        let mut draft = PolicySet::starting().into_draft();
        draft.platform_restrictions.default.linux.minimum_version = Some("11.0".parse().unwrap());
        let policy = PolicySet::new(draft).unwrap();
        let mut story = Story::begin();
        publish(&story, &policy);
        story.open_ticket(EnrollmentMethod::Est);
        story.admit(0, 1, Facts::default(), policy.clone());
        story.complete(0);
        let (device, presented) = story.issued[0];
        let (devices, _) = story.ask(&ListDevices {});
        assert_eq!(devices[0].status, DeviceStatus::Pending);
        assert_eq!(
            devices[0].pending_until,
            Some(story.clock.now().plus(PENDING_TIME))
        );
        let report = CheckInReport {
            os_version: Some(version.parse().unwrap()),
            ..CheckInReport::default()
        };
        let decide_by = Some((policy, Facts::default()));
        let answered = story.ask(&CheckIn {
            device,
            presented,
            proof: RequestProof::Tls,
            report,
            decide_by,
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            configuration: ConfigurationAsk::default(),
            compliance: None,
            hand_over: 0,
            command_results: Vec::new(),
        });
        if kept {
            assert_eq!(
                answered,
                CheckedIn::Accepted {
                    compliance: None,
                    status: DeviceStatus::Enrolled,
                    renew: false,
                    inputs: None,
                    commands: Vec::new(),
                }
            );
        } else {
            assert_eq!(
                answered,
                CheckedIn::Refused {
                    refusal: Refusal::OsTooOld {
                        minimum: "11.0".parse().unwrap(),
                        found: "9.0".parse().unwrap(),
                    }
                }
            );
            assert!(matches!(
                story.check_in(device, presented),
                CheckedIn::Refused { .. }
            ));
        }
        story.hold();
    }
}

fn publish(story: &Story, policy: &PolicySet) {
    let publish = crate::tenant::PublishPolicy {
        tenant: story.tenant.clone(),
        expected: 0,
        set: policy.clone(),
        by: None,
        salt: [1; 16],
    };
    block_on(story.house.tenant(&story.tenant, &publish)).unwrap();
}

#[test]
fn a_pending_device_that_never_reports_is_retired_after_a_day() {
    let mut draft = PolicySet::starting().into_draft();
    draft.platform_restrictions.default.linux.minimum_version = Some("11.0".parse().unwrap());
    let policy = PolicySet::new(draft).unwrap();
    let mut story = Story::begin();
    publish(&story, &policy);
    story.open_ticket(EnrollmentMethod::Est);
    story.admit(0, 1, Facts::default(), policy);
    story.complete(0);
    let (device, presented) = story.issued[0];
    story.clock.advance(PENDING_TIME);
    assert_eq!(
        story.check_in(device, presented),
        CheckedIn::Refused {
            refusal: Refusal::FactsNotLearnt
        }
    );
    story.hold();
}

#[test]
fn a_decision_taken_again_under_a_newer_policy_that_refuses_frees_slot_and_ticket() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Est);
    let granted = story.admit(0, 1, Facts::default(), PolicySet::starting());
    let Some(Admission::Granted { lease, .. }) = granted else {
        panic!("{granted:?}")
    };
    let mut draft = PolicySet::starting().into_draft();
    draft.platform_restrictions.default.linux.access = crate::policy::Access::Block;
    let (ticket, secret) = story.tickets[0];
    let again = Admit {
        ticket,
        secret,
        key: Digest::of(&[1]),
        policy: PolicySet::new(draft).unwrap(),
        under: DecidedUnder::default(),
        facts: Facts::default(),
        identifiers: ListedKinds::default(),
        device_groups: DeviceGroups::default(),
        fresh: story.fresh(),
        holding: Some(lease),
        store: None,
    };
    assert_eq!(
        refusal_of(Some(story.ask(&again))),
        Some("platform-blocked")
    );
    story.hold();
    assert_eq!(story.ask(&ListDevices {}).1, 0);
    assert!(matches!(
        story.admit(0, 1, Facts::default(), PolicySet::starting()),
        Some(Admission::Granted { .. })
    ));
}

#[test]
fn the_record_of_a_device_is_deleted_180_days_after_its_certificate_expired_and_not_before() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Est);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    story.complete(0);
    let (device, _) = story.issued[0];
    story
        .clock
        .advance(Duration::from_hours((365 + 180) * 24) - Duration::from_secs(1));
    story.ask(&RunDeadlines {});
    assert_eq!(
        story.ask(&ShowDevice { device }).unwrap().device.status,
        DeviceStatus::Expired
    );
    story.clock.advance(Duration::from_secs(1));
    story.ask(&RunDeadlines {});
    assert_eq!(story.ask(&ShowDevice { device }), None);
    let rows = story.house.enrollee_rows(&story.tenant, &story.enrollee);
    let left: Vec<_> = rows
        .iter()
        .map(|(table, _, _)| table)
        .filter(|table| *table != Table::Attempt)
        .collect();
    assert_eq!(left, [Table::Header]);
}

#[test]
fn a_device_may_renew_five_times_a_day_and_is_told_when_again() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Est);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    story.complete(0);
    let began = story.clock.now();
    for n in 0..6_u8 {
        let (device, presented) = *story.issued.last().unwrap();
        let key = Digest::of(&[n, 9]);
        let admission = story.ask(&AdmitRenewal {
            device,
            presented,
            key,
            proof: RequestProof::Tls,
            fresh: story.fresh(),
            in_window_only: false,
        });
        if n < 5 {
            story.granted.push((admission, key));
            story.complete(story.granted.len() - 1);
            story.hold();
        } else {
            let Admission::Refused { refusal, .. } = admission else {
                panic!("{admission:?}")
            };
            assert_eq!(
                refusal,
                Refusal::RenewedTooOften {
                    again_at: began.plus(Duration::from_hours(24))
                }
            );
        }
    }
}

#[test]
fn a_second_key_that_is_refused_leaves_the_first_one_and_its_device_as_they_were() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    story.complete(0);
    let (device, presented) = story.issued[0];
    let mut draft = PolicySet::starting().into_draft();
    draft.platform_restrictions.default.linux.access = crate::policy::Access::Block;
    let blocking = PolicySet::new(draft).unwrap();
    let refused = story.admit(0, 2, Facts::default(), blocking);
    assert_eq!(refusal_of(refused), Some("platform-blocked"));
    story.hold();
    // The tenant refuses after the admission: the same.
    let granted = story.admit(0, 3, Facts::default(), PolicySet::starting());
    let Some(Admission::Granted { lease, .. }) = granted else {
        panic!("{granted:?}")
    };
    story.ask(&GiveUp {
        device,
        lease,
        refusal: None,
    });
    story.hold();
    assert_eq!(story.ask(&ListDevices {}).0.len(), 1);
    assert!(matches!(
        story.admit(0, 1, Facts::default(), PolicySet::starting()),
        Some(Admission::AlreadyIssued { .. })
    ));
    let answered = story.check_in(device, presented);
    assert!(
        matches!(answered, CheckedIn::Accepted { .. }),
        "{answered:?}"
    );
}

#[test]
fn a_key_that_was_given_up_and_taken_again_gets_the_certificate_that_stands() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    for key in [1, 2, 1] {
        story.admit(0, key, Facts::default(), PolicySet::starting());
        story.complete(story.granted.len() - 1);
        story.hold();
    }
    let (device, presented) = *story.issued.last().unwrap();
    let answered = story.check_in(device, presented);
    assert!(
        matches!(answered, CheckedIn::Accepted { .. }),
        "{answered:?}"
    );
    assert_eq!(
        story.admit(0, 1, Facts::default(), PolicySet::starting()),
        Some(Admission::AlreadyIssued {
            certificate: presented.to_string()
        })
    );
}

#[test]
fn the_proof_of_the_first_key_bars_a_second_one_that_was_about_to_take_over() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    story.complete(0);
    let (device, presented) = story.issued[0];
    story.admit(0, 2, Facts::default(), PolicySet::starting());
    let answered = story.check_in(device, presented);
    assert!(
        matches!(answered, CheckedIn::Accepted { .. }),
        "{answered:?}"
    );
    story.complete(1);
    story.hold();
    assert_eq!(story.issued.len(), 1, "the second key got a certificate");
    let first = story.admit(0, 1, Facts::default(), PolicySet::starting());
    assert!(
        matches!(first, Some(Admission::AlreadyIssued { .. })),
        "{first:?}"
    );
}

#[test]
fn a_ticket_whose_time_is_over_takes_no_new_key() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Agent);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    story.complete(0);
    story.clock.advance(Duration::from_hours(5));
    let late = story.admit(0, 2, Facts::default(), PolicySet::starting());
    assert_eq!(refusal_of(late), Some("ticket-expired"));
    let same = story.admit(0, 1, Facts::default(), PolicySet::starting());
    assert!(
        matches!(same, Some(Admission::AlreadyIssued { .. })),
        "{same:?}"
    );
}

#[test]
fn a_recorded_renewal_displaces_no_newer_one() {
    let mut story = Story::begin();
    story.open_ticket(EnrollmentMethod::Est);
    story.admit(0, 1, Facts::default(), PolicySet::starting());
    story.complete(0);
    let (device, presented) = story.issued[0];
    let renew = |key: u8, nonce: u8, story: &Story| AdmitRenewal {
        device,
        presented,
        key: Digest::of(&[key, 7]),
        proof: RequestProof::Signature {
            created: story.clock.now(),
            nonce: Digest::of(&[nonce]),
        },
        fresh: story.fresh(),
        in_window_only: false,
    };
    for (key, nonce) in [(1, 1), (2, 2)] {
        let command = renew(key, nonce, &story);
        let admission = story.ask(&command);
        story.granted.push((admission, command.key));
        story.complete(story.granted.len() - 1);
    }
    let replayed = story.ask(&renew(1, 1, &story));
    assert_eq!(refusal_of(Some(replayed)), Some("request-replayed"));
}

#[test]
fn enrolling_and_removing_for_years_does_not_hide_the_devices_that_are_there() {
    let mut story = Story::begin();
    for n in 0..530_u32 {
        story.open_ticket(EnrollmentMethod::Est);
        let (ticket, secret) = *story.tickets.last().unwrap();
        let admit = Admit {
            ticket,
            secret,
            key: Digest::of(&n.to_be_bytes()),
            policy: PolicySet::starting(),
            under: DecidedUnder::default(),
            facts: Facts::default(),
            identifiers: ListedKinds::default(),
            device_groups: DeviceGroups::default(),
            fresh: story.fresh(),
            holding: None,
            store: None,
        };
        let admission = story.ask(&admit);
        story.granted.push((admission, admit.key));
        story.complete(story.granted.len() - 1);
        let (device, _) = *story.issued.last().unwrap();
        if n < 525 {
            story.ask(&Retire {
                device,
                cause: RetireCause::RemovedByPerson,
                by: None,
            });
        }
    }
    assert_eq!(story.ask(&ListDevices {}).1, 5);
    story.open_ticket(EnrollmentMethod::Est);
    let last = story.tickets.len() - 1;
    let sixth = story.admit(last, 1, Facts::default(), PolicySet::starting());
    assert_eq!(refusal_of(sixth), Some("device-limit-reached"));
}
