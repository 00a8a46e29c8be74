//! Whose a device is: by the list, by an administrator's word, and what follows for what is kept of it.

use super::*;
use crate::api::{DeviceDetail, DeviceEventKind as Kind, DeviceFactName as Fact, Inventory};
use crate::audit::AuditKind;
use crate::device::Keep;
use crate::identifier::{
    CorporateIdentifier, Entry, IdentifierState, ListedIdentifier, candidates,
};
use crate::platform::Ownership::{Corporate, Personal};
use crate::tenant::section::DeviceGroups;
use crate::tenant::{Existing, ImportIdentifiers, ListIdentifiers, ReadAudit};

/// A device of this platform that has enrolled and told nothing yet.
struct Device {
    story: Story,
    id: DeviceId,
    presented: CertificateSerial,
}

impl Device {
    fn new(platform: Platform, method: EnrollmentMethod, claimed: Ownership) -> Self {
        let mut story = Story::begin();
        let (id, secret) = (
            TicketId::from_random(story.draw()),
            Digest::of(&story.draw()),
        );
        story.ask(&OpenTicket {
            id,
            secret,
            request: EnrollmentRequest {
                platform,
                method,
                ownership: claimed,
            },
            category: None,
            expires_at: story.clock.now().plus(Duration::from_hours(4)),
            open_ticket_limit: 10,
        });
        story.tickets.push((id, secret));
        story.admit(0, 1, Facts::default(), PolicySet::starting());
        story.complete(0);
        let (id, presented) = story.issued[0];
        Self {
            story,
            id,
            presented,
        }
    }

    /// Reports as the edge passes it on: looked up on the tenant's list.
    fn reports(&self, report: CheckInReport, keep: &KeptFacts) -> DeviceDetail {
        let listed = self.list();
        let mut kinds = ListedKinds::default();
        for row in &listed {
            match row.identifier {
                CorporateIdentifier::Imei { .. } => kinds.imei = true,
                CorporateIdentifier::SerialNumber { .. } => kinds.serial_number = true,
                CorporateIdentifier::ManufacturerModelSerial { .. } => {
                    kinds.manufacturer_model_serial = true;
                }
            }
        }
        let found = candidates(&report)
            .into_iter()
            .map(|identifier| {
                let on_list = listed.iter().any(|row| row.identifier == identifier);
                (identifier, on_list)
            })
            .collect();
        let answer = self.story.ask(&CheckIn {
            device: self.id,
            presented: self.presented,
            proof: RequestProof::Tls,
            report,
            decide_by: Some((PolicySet::starting(), Facts::default())),
            under: DecidedUnder::default(),
            identifiers: LookUp {
                listed: kinds,
                found,
            },
            device_groups: DeviceGroups::default(),
            keep: keep.clone(),
            configuration: ConfigurationAsk::default(),
        });
        assert!(matches!(answer, CheckedIn::Accepted { .. }), "{answer:?}");
        self.shown()
    }

    fn shown(&self) -> DeviceDetail {
        self.story.ask(&ShowDevice { device: self.id }).unwrap()
    }

    fn list(&self) -> Vec<ListedIdentifier> {
        let list = ListIdentifiers {
            kind: None,
            search: None,
            after: None,
            limit: 200,
        };
        let tenant = &self.story.tenant;
        block_on(self.story.house.tenant(tenant, &list))
            .unwrap()
            .identifiers
    }

    fn put_on_list(&self, identifier: &str) {
        let import = ImportIdentifiers {
            tenant: self.story.tenant.clone(),
            entries: vec![Entry {
                identifier: serde_json::from_str(identifier).unwrap(),
                details: Default::default(),
            }],
            existing: Existing::Refuse,
            dry_run: false,
            by: UserId::from_random([9; 16]),
            salt: [1; 16],
        };
        assert!(
            block_on(self.story.house.tenant(&self.story.tenant, &import))
                .unwrap()
                .applied
        );
    }

    fn is_said_to_be(&self, ownership: Ownership, keep: &KeptFacts) -> OwnershipChange {
        self.story.ask(&ChangeOwnership {
            device: self.id,
            ownership,
            keep: keep.clone(),
            by: UserId::from_random([9; 16]),
        })
    }
}

const SERIAL: &str = r#"{"kind":"serial_number","serial_number":"A1"}"#;
const OF_WINDOWS: &str = r#"{"kind":"manufacturer_model_serial","manufacturer":"Dell","model":"XPS","serial_number":"A1"}"#;

fn told(serial: &str) -> CheckInReport {
    CheckInReport {
        manufacturer: Some("dell".to_owned()),
        inventory: Some(Inventory {
            host_name: Some("build-7".to_owned()),
            model: Some("xps".to_owned()),
            serial_number: Some(serial.to_owned()),
            imei: Some("490154203237518".to_owned()),
            ..Inventory::default()
        }),
        ..CheckInReport::default()
    }
}

fn facts(detail: &DeviceDetail) -> Vec<Fact> {
    detail.facts.iter().map(|fact| fact.name).collect()
}

fn happened(detail: &DeviceDetail, kind: Kind) -> bool {
    detail.history.iter().any(|event| event.kind == kind)
}

#[test]
fn a_device_that_tells_a_listed_serial_number_first_is_corporate_and_another_is_not() {
    let keep = KeptFacts::default();
    for (serial, ownership) in [("a.1", Corporate), ("a2", Personal), ("none", Personal)] {
        let device = Device::new(Platform::Macos, EnrollmentMethod::Est, Personal);
        device.put_on_list(SERIAL);
        let shown = device.reports(told(serial), &keep);
        assert_eq!(shown.device.ownership, ownership, "{serial}");
        assert_eq!(
            happened(&shown, Kind::MadeCorporate),
            ownership == Corporate
        );
    }
}

#[test]
fn a_windows_device_is_personal_when_there_is_a_list_that_it_is_not_on_whatever_was_claimed() {
    let keep = KeptFacts::default();
    for (serial, claimed, ownership) in [
        ("a2", Corporate, Personal),
        ("a1", Personal, Corporate),
        ("a1", Corporate, Corporate),
    ] {
        let device = Device::new(Platform::Windows, EnrollmentMethod::Est, claimed);
        device.put_on_list(OF_WINDOWS);
        let shown = device.reports(told(serial), &keep);
        assert_eq!(shown.device.ownership, ownership, "{serial} {claimed:?}");
    }
    // A list of other devices says nothing of Windows.
    let device = Device::new(Platform::Windows, EnrollmentMethod::Est, Corporate);
    device.put_on_list(SERIAL);
    assert_eq!(
        device.reports(told("a1"), &keep).device.ownership,
        Corporate
    );
}

#[test]
fn a_device_that_has_enrolled_stays_whose_it_is_when_the_list_changes() {
    let device = Device::new(Platform::Linux, EnrollmentMethod::Agent, Personal);
    let keep = KeptFacts::default();
    device.reports(told("a1"), &keep);
    device.put_on_list(SERIAL);
    let shown = device.reports(told("a1"), &keep);
    assert_eq!(shown.device.ownership, Personal);
    // The list shows all the same that it is here.
    let row = device.list().remove(0);
    assert_eq!(
        (row.state, row.device),
        (IdentifierState::Enrolled, Some(device.id))
    );
}

#[test]
fn the_list_tells_each_day_when_its_device_was_last_here() {
    let device = Device::new(Platform::Linux, EnrollmentMethod::Agent, Personal);
    device.put_on_list(SERIAL);
    device.reports(told("a1"), &KeptFacts::default());
    let first = device.list().remove(0).last_contact;
    assert_eq!(first, Some(device.story.clock.now()));
    device.story.clock.advance(Duration::from_hours(1));
    device.story.check_in(device.id, device.presented);
    assert_eq!(device.list().remove(0).last_contact, first);
    device.story.clock.advance(Duration::from_hours(24));
    device.story.check_in(device.id, device.presented);
    let last = device.list().remove(0).last_contact;
    assert_eq!(last, Some(device.story.clock.now()));
}

#[test]
fn what_only_a_corporate_device_may_give_is_not_kept_of_a_personal_one() {
    let device = Device::new(Platform::Linux, EnrollmentMethod::Agent, Personal);
    let shown = device.reports(told("a1"), &KeptFacts::default());
    assert_eq!(
        facts(&shown),
        [
            Fact::HostName,
            Fact::Manufacturer,
            Fact::Model,
            Fact::SerialNumber
        ]
    );

    let keep = [
        (Fact::SerialNumber, Keep::CorporateOnly),
        (Fact::HostName, Keep::Never),
    ];
    let keep = KeptFacts::new(keep.into_iter().collect());
    // The setting is new: what is no longer kept goes with the next report.
    let shown = device.reports(told("a1"), &keep);
    assert_eq!(facts(&shown), [Fact::Manufacturer, Fact::Model]);

    let corporate = Device::new(Platform::Linux, EnrollmentMethod::Agent, Corporate);
    let shown = corporate.reports(told("a1"), &keep);
    assert_eq!(
        facts(&shown),
        [
            Fact::Manufacturer,
            Fact::Model,
            Fact::SerialNumber,
            Fact::Imei
        ]
    );
    assert_ne!(
        shown.device.name, "build-7",
        "its host name is kept of no device"
    );
}

#[test]
fn a_device_that_is_found_by_its_imei_is_corporate_and_keeps_it() {
    let device = Device::new(Platform::Ipados, EnrollmentMethod::Est, Personal);
    device.put_on_list(r#"{"kind":"imei","imei":"490154203237518"}"#);
    let shown = device.reports(told("a2"), &KeptFacts::default());
    assert_eq!(shown.device.ownership, Corporate);
    assert!(facts(&shown).contains(&Fact::Imei));
}

#[test]
fn a_device_that_is_said_to_be_personal_loses_at_once_what_only_a_corporate_one_may_give() {
    let keep = [
        (Fact::SerialNumber, Keep::CorporateOnly),
        (Fact::HostName, Keep::CorporateOnly),
    ];
    let keep = KeptFacts::new(keep.into_iter().collect());
    let device = Device::new(Platform::Linux, EnrollmentMethod::Agent, Corporate);
    device.put_on_list(SERIAL);
    assert_eq!(device.reports(told("a1"), &keep).device.name, "build-7");
    let OwnershipChange::Is { device: view } = device.is_said_to_be(Personal, &keep) else {
        panic!("refused")
    };
    assert_eq!(view.ownership, Personal);
    assert_ne!(view.name, "build-7");
    let shown = device.shown();
    assert_eq!(facts(&shown), [Fact::Manufacturer, Fact::Model]);
    assert!(happened(&shown, Kind::MadePersonal));
    // The list would have it otherwise; the word stands.
    let shown = device.reports(told("a1"), &keep);
    assert_eq!((shown.device.ownership, facts(&shown).len()), (Personal, 2));

    let read = ReadAudit {
        tenant: device.story.tenant.clone(),
        from: 0,
        limit: 200,
    };
    let chain = block_on(device.story.house.tenant(&device.story.tenant, &read)).unwrap();
    let changed: Vec<_> = chain
        .entries
        .iter()
        .filter(|(entry, _)| entry.event.kind == AuditKind::OwnershipChanged)
        .collect();
    assert_eq!(changed.len(), 1);
    let detail = changed[0].1.as_ref().unwrap().text();
    assert!(
        detail.contains("\"imei\"") && detail.contains("usr_"),
        "{detail}"
    );
}

#[test]
fn a_device_that_is_said_to_be_corporate_has_it_in_its_history_and_saying_it_twice_changes_nothing()
{
    let device = Device::new(Platform::Linux, EnrollmentMethod::Agent, Personal);
    let keep = KeptFacts::default();
    device.reports(told("a1"), &keep);
    for _ in 0..2 {
        device.is_said_to_be(Corporate, &keep);
        let told = device.shown().history;
        let made = told
            .iter()
            .filter(|event| event.kind == Kind::MadeCorporate);
        assert_eq!(made.count(), 1);
    }
    assert!(facts(&device.reports(told("a1"), &keep)).contains(&Fact::Imei));
}

#[test]
fn an_apple_device_that_its_person_enrolled_is_always_personal() {
    let device = Device::new(Platform::Ios, EnrollmentMethod::AppleUser, Personal);
    device.put_on_list(SERIAL);
    assert_eq!(
        device
            .reports(told("a1"), &KeptFacts::default())
            .device
            .ownership,
        Personal
    );
    assert_eq!(
        device.is_said_to_be(Corporate, &KeptFacts::default()),
        OwnershipChange::Refused {
            refusal: Refusal::OwnershipFixed {
                method: EnrollmentMethod::AppleUser
            }
        }
    );
    let shown = device.shown();
    assert_eq!(shown.device.ownership, Personal);
}

#[test]
fn a_device_that_has_left_has_no_owner_to_name() {
    let device = Device::new(Platform::Linux, EnrollmentMethod::Agent, Personal);
    device.story.ask(&Retire {
        device: device.id,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    let keep = KeptFacts::default();
    assert_eq!(
        device.is_said_to_be(Corporate, &keep),
        OwnershipChange::Unknown
    );
}
