//! What the rule makes of a device that enrolls, step by step: by what it tells, by whose it is, by what counts.

use super::*;
use crate::api::Inventory;
use crate::device::RetireCause;
use crate::enrollment::RecordedDecision;
use crate::enrollment::{EnrolleeClass, Verdict};
use crate::identifier::candidates;
use crate::tenant::section::DeviceGroups;

const DAY: Duration = Duration::from_hours(24);

fn policy(json: &str) -> PolicySet {
    serde_json::from_str(json).unwrap()
}

fn with_default(restrictions: &str, rest: &str) -> PolicySet {
    policy(&format!(
        r#"{{"platform_restrictions":{{"assigned":[],"default":{restrictions}}},
            "device_limits":{{"assigned":[],"default":1}}{rest}}}"#
    ))
}

impl Story {
    /// Opens a ticket, enrolls with it and proves the key. Answers the refusal, if there is one.
    fn enrolls(
        &mut self,
        (platform, method, claim): (Platform, EnrollmentMethod, Ownership),
        facts: &Facts,
        policy: &PolicySet,
    ) -> Result<(DeviceId, CertificateSerial), Refusal> {
        let (id, secret) = (TicketId::from_random(self.draw()), Digest::of(&self.draw()));
        self.ask(&OpenTicket {
            id,
            secret,
            request: EnrollmentRequest {
                platform,
                method,
                ownership: claim,
            },
            category: None,
            expires_at: self.clock.now().plus(Duration::from_hours(4)),
            open_ticket_limit: 1_000,
        });
        self.tickets.push((id, secret));
        let key = u8::try_from(self.tickets.len()).unwrap();
        let admission = self.admit(self.tickets.len() - 1, key, facts.clone(), policy.clone());
        match admission.unwrap() {
            Admission::Refused { refusal, .. } => return Err(refusal),
            Admission::Granted { .. } => {}
            other @ Admission::AlreadyIssued { .. } => panic!("{other:?}"),
        }
        // Completed by hand: the tenant of these tests has another policy.
        let Some((
            Admission::Granted {
                lease,
                device,
                serial,
                ..
            },
            _,
        )) = self.granted.last().cloned()
        else {
            panic!("granted")
        };
        self.ask(&Complete {
            device,
            lease,
            serial,
            certificate: serial.to_string(),
            not_after: self.clock.now().plus(Duration::from_hours(365 * 24)),
        });
        let checked_in = self.check_in(device, serial);
        assert!(
            matches!(checked_in, CheckedIn::Accepted { .. }),
            "{checked_in:?}"
        );
        Ok((device, serial))
    }

    fn reports(
        &self,
        (device, presented): (DeviceId, CertificateSerial),
        report: CheckInReport,
        (facts, policy): (&Facts, &PolicySet),
        identifiers: LookUp,
    ) -> CheckedIn {
        self.ask(&CheckIn {
            device,
            presented,
            proof: RequestProof::Tls,
            report,
            decide_by: Some((policy.clone(), facts.clone())),
            under: DecidedUnder::default(),
            identifiers,
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            configuration: ConfigurationAsk::default(),
        })
    }

    fn status(&self, device: DeviceId) -> DeviceStatus {
        let detail = self.ask(&ShowDevice { device }).unwrap();
        detail.device.status
    }
}

const LINUX: (Platform, EnrollmentMethod, Ownership) = (
    Platform::Linux,
    EnrollmentMethod::Agent,
    Ownership::Corporate,
);

fn refused(answer: CheckedIn) -> &'static str {
    match answer {
        CheckedIn::Refused { refusal } => refusal.code(),
        CheckedIn::Accepted { .. } => "accepted",
    }
}

fn in_group(group: &str) -> Facts {
    Facts {
        groups: vec![group.parse().unwrap()],
        ..Facts::default()
    }
}

#[test]
fn a_device_that_is_not_seen_for_ninety_days_gives_its_place_and_takes_it_again_when_it_comes_back()
{
    let mut story = Story::begin();
    let one = with_default("{}", "");
    let facts = Facts::default();
    let first = story.enrolls(LINUX, &facts, &one).unwrap();
    let full = Err(Refusal::DeviceLimitReached { limit: 1 });
    assert_eq!(story.enrolls(LINUX, &facts, &one), full);
    story.clock.advance(DAY * 60);
    story.check_in(first.0, first.1);
    story.clock.advance(DAY * 89);
    assert_eq!(story.enrolls(LINUX, &facts, &one), full);
    story.clock.advance(DAY + Duration::from_secs(1));
    let second = story.enrolls(LINUX, &facts, &one).unwrap();
    assert_eq!(story.ask(&ListDevices {}).1, 1);
    // The first one comes back: it is still enrolled, though there are two now. A third is not.
    let back = story.check_in(first.0, first.1);
    assert!(matches!(back, CheckedIn::Accepted { .. }), "{back:?}");
    assert_eq!(story.ask(&ListDevices {}).1, 2);
    assert_eq!(story.enrolls(LINUX, &facts, &one), full);
    assert_eq!(story.status(second.0), DeviceStatus::Enrolled);
}

#[test]
fn what_no_limit_applies_to_takes_nobodys_place() {
    let mut story = Story::begin();
    let one = with_default("{}", "");
    let kiosk = (
        Platform::Android,
        EnrollmentMethod::AndroidDedicated,
        Ownership::Corporate,
    );
    for _ in 0..3 {
        story.enrolls(kiosk, &Facts::default(), &one).unwrap();
    }
    assert_eq!(story.ask(&ListDevices {}).1, 0);
    story.enrolls(LINUX, &Facts::default(), &one).unwrap();
}

#[test]
fn an_enrollment_manager_enrolls_beyond_the_policys_limit_but_no_eleventh_work_profile() {
    let mut story = Story::begin();
    let one = with_default("{}", "");
    let manager = Facts {
        enrollee: EnrolleeClass::EnrollmentManager,
        ..Facts::default()
    };
    let profile = (
        Platform::Android,
        EnrollmentMethod::AndroidWorkProfile,
        Ownership::Personal,
    );
    let mut devices = Vec::new();
    for _ in 0..10 {
        devices.push(story.enrolls(profile, &manager, &one).unwrap());
    }
    let full = Refusal::WorkProfileLimitReached { limit: 10 };
    assert_eq!(story.enrolls(profile, &manager, &one), Err(full));
    story.enrolls(LINUX, &manager, &one).unwrap();
    story.ask(&Retire {
        device: devices[0].0,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    story.enrolls(profile, &manager, &one).unwrap();
    // They are the organisation's, whatever was claimed.
    let (views, _) = story.ask(&ListDevices {});
    assert!(
        views
            .iter()
            .all(|view| view.ownership == Ownership::Corporate)
    );
}

#[test]
fn a_filter_waits_for_the_first_report_and_then_one_maker_stays_and_another_goes() {
    let acme_blocked = policy(
        r#"{"filters":[{"id":"acme","name":"Acme","platform":"linux","rule":"(device.manufacturer -eq \"acme\")"}],
            "platform_restrictions":{"assigned":[{"id":"no-acme","name":"No Acme","groups":[],
                "filtered":[{"group":"staff","filter":"acme","mode":"include"}],
                "platforms":{"linux":{"access":"block"}}}],"default":{}},
            "device_limits":{"assigned":[],"default":5}}"#,
    );
    let staff = in_group("staff");
    let mut story = Story::begin();
    for (maker, outcome) in [("Borealis", "accepted"), ("ACME ", "platform-blocked")] {
        let device = story.enrolls(LINUX, &staff, &acme_blocked).unwrap();
        assert_eq!(story.status(device.0), DeviceStatus::Pending);
        let report = CheckInReport {
            manufacturer: Some(maker.to_owned()),
            ..CheckInReport::default()
        };
        let answer = story.reports(device, report, (&staff, &acme_blocked), LookUp::default());
        assert_eq!(refused(answer), outcome, "{maker}");
    }
    // Who is in another group waits for nothing.
    let other = story
        .enrolls(LINUX, &in_group("sales"), &acme_blocked)
        .unwrap();
    assert_eq!(story.status(other.0), DeviceStatus::Enrolled);
}

#[test]
fn a_device_that_the_policy_sent_away_stays_on_its_persons_list_for_fourteen_days() {
    let acme_blocked = with_default(r#"{"linux":{"blocked_manufacturers":["Acme"]}}"#, "");
    let anyone = Facts::default();
    let mut story = Story::begin();
    let removed = story.enrolls(LINUX, &anyone, &acme_blocked).unwrap();
    story.ask(&Retire {
        device: removed.0,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    let sent_away = story.enrolls(LINUX, &anyone, &acme_blocked).unwrap();
    let report = CheckInReport {
        manufacturer: Some("Acme".to_owned()),
        ..CheckInReport::default()
    };
    let answer = story.reports(
        sent_away,
        report,
        (&anyone, &acme_blocked),
        LookUp::default(),
    );
    assert_eq!(refused(answer), "manufacturer-blocked");

    let (shown, in_use) = story.ask(&ListDevices {});
    let shown: Vec<_> = shown.iter().map(|view| (view.id, view.status)).collect();
    assert_eq!(shown, [(sent_away.0, DeviceStatus::Retired)]);
    assert_eq!(in_use, 0);
    story.clock.advance(Duration::from_hours(14 * 24));
    assert_eq!(story.ask(&ListDevices {}).0, []);
}

#[test]
fn a_filter_on_model_and_edition_is_answered_by_what_a_device_told_earlier() {
    let only_pro = policy(
        r#"{"filters":[{"id":"pro","name":"Pro","platform":"windows",
                "rule":"(device.operatingSystemSKU -eq \"Professional\") and (device.model -startsWith \"Book\")"}],
            "platform_restrictions":{"assigned":[{"id":"pro","name":"Pro","groups":[],
                "filtered":[{"group":"staff","filter":"pro","mode":"include"}],"platforms":{}}],
                "default":{"windows":{"access":"block"}}},
            "device_limits":{"assigned":[],"default":5}}"#,
    );
    let staff = in_group("staff");
    let mut story = Story::begin();
    let windows = (
        Platform::Windows,
        EnrollmentMethod::Est,
        Ownership::Corporate,
    );
    let device = story.enrolls(windows, &staff, &only_pro).unwrap();
    let told = |inventory: Inventory| CheckInReport {
        inventory: Some(inventory),
        ..CheckInReport::default()
    };
    let model = told(Inventory {
        model: Some("Book 3".to_owned()),
        ..Inventory::default()
    });
    let answer = story.reports(device, model, (&staff, &only_pro), LookUp::default());
    assert_eq!(refused(answer), "accepted");
    assert_eq!(story.status(device.0), DeviceStatus::Pending);
    let edition = told(Inventory {
        os_edition: Some("Professional".to_owned()),
        ..Inventory::default()
    });
    let answer = story.reports(device, edition, (&staff, &only_pro), LookUp::default());
    assert_eq!(refused(answer), "accepted");
    assert_eq!(story.status(device.0), DeviceStatus::Enrolled);
}

#[test]
fn a_distribution_whose_version_is_not_supported_goes_with_its_first_report() {
    let supported = with_default(
        "{}",
        r#","supported_versions":[{"platform":"linux","distribution":"ubuntu","minimum":"22.04","maximum":"24.04"}],
            "unsupported_versions":"block""#,
    );
    for (id, version, outcome) in [
        ("ubuntu", "24.04", "accepted"),
        ("ubuntu", "20.04", "version-not-supported"),
        ("fedora", "24.04", "version-not-supported"),
    ] {
        let mut story = Story::begin();
        let facts = Facts::default();
        let device = story.enrolls(LINUX, &facts, &supported).unwrap();
        let report = CheckInReport {
            os_version: version.parse().ok(),
            inventory: Some(Inventory {
                os_id: Some(id.to_owned()),
                ..Inventory::default()
            }),
            ..CheckInReport::default()
        };
        let answer = story.reports(device, report, (&facts, &supported), LookUp::default());
        assert_eq!(refused(answer), outcome, "{id} {version}");
    }
}

#[test]
fn a_corporate_claim_that_the_list_does_not_bear_out_ends_and_the_record_says_what_was_claimed() {
    let verified = with_default(
        r#"{"linux":{"personally_owned":"block"}}"#,
        r#","corporate_claims":"verify""#,
    );
    let listed = ListedKinds {
        serial_number: true,
        ..ListedKinds::default()
    };
    for (is_listed, outcome) in [(true, "accepted"), (false, "personal-blocked")] {
        let mut story = Story::begin();
        let facts = Facts {
            identifiers_listed: true,
            ..Facts::default()
        };
        let device = story.enrolls_listed(&facts, &verified, listed);
        assert_eq!(story.status(device.0), DeviceStatus::Pending);
        let report = CheckInReport {
            inventory: Some(Inventory {
                serial_number: Some("S1234".to_owned()),
                ..Inventory::default()
            }),
            ..CheckInReport::default()
        };
        let found = candidates(&report)
            .into_iter()
            .map(|identifier| (identifier, is_listed))
            .collect();
        let answer = story.reports(
            device,
            report,
            (&facts, &verified),
            LookUp { listed, found },
        );
        assert_eq!(refused(answer), outcome);
        let attempts: Vec<RecordedDecision> = story.rows();
        let last = attempts.last().unwrap();
        assert_eq!(last.request.ownership, Ownership::Corporate);
        assert!(matches!(
            (&last.verdict, is_listed),
            (Verdict::Allow { .. }, true) | (Verdict::Refuse { .. }, false)
        ));
    }
}

impl Story {
    /// As [`Story::enrolls`], in an organisation that has listed devices.
    fn enrolls_listed(
        &mut self,
        facts: &Facts,
        policy: &PolicySet,
        listed: ListedKinds,
    ) -> (DeviceId, CertificateSerial) {
        let before = core::mem::replace(&mut self.listed, listed);
        let device = self.enrolls(LINUX, facts, policy).unwrap();
        self.listed = before;
        device
    }
}
