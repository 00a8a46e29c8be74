//! A device changes hands: who uses it, who sees it, and what stays as it was.

use super::duplicates::beside;
use super::*;
use crate::audit::AuditKind;
use crate::tenant::ReadAudit;

type Held = (DeviceId, CertificateSerial);

const ADMIN: [u8; 16] = [9; 16];

impl Story {
    /// The person of this object.
    fn person(&self) -> PrimaryUser {
        let header: EnrolleeHeader = self.rows().pop().unwrap();
        PrimaryUser {
            user: header.kind.user().unwrap(),
            enrollee: self.enrollee,
        }
    }

    fn hand_over(&self, device: Held, to: Option<&Self>) -> PrimaryUserChange {
        self.ask(&ChangePrimaryUser {
            device: device.0,
            to: to.map(Self::person),
            by: UserId::from_random(ADMIN),
        })
    }

    fn listed(&self) -> OwnDevices {
        self.ask(&ListOwnDevices {})
    }

    /// Where the person acts on a device, as the edge finds it.
    fn finds(&self, device: Held) -> Option<EnrolleeId> {
        let find = FindOwnDevice {
            device: device.0,
            of: self.enrollee,
        };
        match self.ask(&find) {
            OwnDevice::Here => Some(self.enrollee),
            OwnDevice::Unknown => None,
            OwnDevice::At { holder } => {
                let told = block_on(self.house.enrollee(&self.tenant, &holder, &find)).unwrap();
                (told == OwnDevice::Here).then_some(holder)
            }
        }
    }

    fn audited(&self) -> Vec<String> {
        let read = ReadAudit {
            tenant: self.tenant.clone(),
            from: 0,
            limit: 200,
        };
        let page = block_on(self.house.tenant(&self.tenant, &read)).unwrap();
        page.entries
            .into_iter()
            .filter(|(entry, _)| entry.event.kind == AuditKind::PrimaryUserChanged)
            .map(|(_, detail)| detail.unwrap().text().to_owned())
            .collect()
    }
}

#[test]
fn a_device_that_is_handed_over_is_the_other_persons_and_takes_a_place_where_it_was_enrolled() {
    let mut ana = Story::begin();
    let ben = beside(&ana);
    let device = ana.enroll(1);
    ana.check_in(device.0, device.1);
    assert_eq!(ana.indexed(device).primary_user, Some(ana.person().user));
    let before: Vec<CertificateRow> = ana.rows();

    let answer = ana.hand_over(device, Some(&ben));
    assert!(matches!(answer, PrimaryUserChange::Is { .. }), "{answer:?}");
    assert_eq!(ana.finds(device), None);
    assert_eq!(ben.finds(device), Some(ana.enrollee));
    let hers = ana.listed();
    assert_eq!((hers.devices.len(), hers.handed_over), (0, 1));
    assert_eq!(ben.listed().elsewhere, [(ana.enrollee, device.0)]);
    let show = ShowUsedDevices {
        devices: vec![device.0],
        of: ben.enrollee,
    };
    assert_eq!(ana.ask(&show)[0].id, device.0);
    let others = ShowUsedDevices {
        of: ana.enrollee,
        ..show
    };
    assert!(ana.ask(&others).is_empty());
    let record = ana.indexed(device);
    assert_eq!(record.primary_user, Some(ben.person().user));
    assert_eq!(record.enrollee, ana.enrollee);
    // Certificate and places are as they were.
    assert_eq!(ana.rows::<CertificateRow>(), before);
    assert_eq!(ana.ask(&ListDevices {}).1, 1);
    assert_eq!(ben.ask(&ListDevices {}).1, 0);
    let checked_in = ana.check_in(device.0, device.1);
    assert!(matches!(checked_in, CheckedIn::Accepted { .. }));

    let audited = ana.audited();
    assert_eq!(audited.len(), 1, "{audited:?}");
    for part in [
        ADMIN,
        *ana.person().user.as_bytes(),
        *ben.person().user.as_bytes(),
    ] {
        let user = UserId::from_random(part).to_string();
        assert!(audited[0].contains(&user), "{audited:?}");
    }
    // The same again is no change.
    ana.hand_over(device, Some(&ben));
    assert_eq!(ana.audited().len(), 1);
}

#[test]
fn handed_over_and_back_and_on_within_a_second_it_is_the_last_ones() {
    let mut ana = Story::begin();
    let (ben, cem) = (beside(&ana), beside(&ana));
    let device = ana.enroll(1);
    ana.hand_over(device, Some(&ben));
    ana.hand_over(device, Some(&ana));
    assert_eq!(ana.finds(device), Some(ana.enrollee));
    assert_eq!(ben.finds(device), None);
    assert_eq!(
        (ana.listed().devices.len(), ana.listed().handed_over),
        (1, 0)
    );
    assert!(ben.listed().elsewhere.is_empty());
    ana.hand_over(device, Some(&ben));
    ana.hand_over(device, Some(&cem));
    ana.hand_over(device, Some(&ben));
    assert_eq!(ben.finds(device), Some(ana.enrollee));
    assert_eq!(cem.finds(device), None);
    assert_eq!(ben.listed().elsewhere.len(), 1);
    assert!(cem.listed().elsewhere.is_empty());
    ana.hand_over(device, None);
    for person in [&ana, &ben, &cem] {
        assert_eq!(person.finds(device), None);
    }
    assert_eq!(ana.indexed(device).primary_user, None);
}

#[test]
fn an_older_reference_never_takes_the_place_of_a_newer() {
    let mut ana = Story::begin();
    let ben = beside(&ana);
    let device = ana.enroll(1);
    let put = |number, reference| {
        ben.ask(&PutReference {
            device: device.0,
            holder: ana.enrollee,
            number,
            reference,
        });
        ben.listed().elsewhere.len()
    };
    assert_eq!(put(2, Reference::Passed), 0);
    assert_eq!(put(1, Reference::Stands), 0);
    assert_eq!(put(3, Reference::Stands), 1);
    assert_eq!(put(2, Reference::Passed), 1);
    assert_eq!(put(3, Reference::Stands), 1);
    assert_eq!(put(4, Reference::Gone), 0);
    let table = |table| table == Table::Reference;
    let rows = ben.house.enrollee_rows(&ben.tenant, &ben.enrollee);
    assert!(!rows.iter().any(|(found, ..)| table(found)), "it is left");
}

#[test]
fn a_hand_over_whose_worker_dies_reaches_the_other_person_later() {
    let mut ana = Story::begin();
    let ben = beside(&ana);
    let device = ana.enroll(1);
    ana.house.silence_tenant();
    let change = ChangePrimaryUser {
        device: device.0,
        to: Some(ben.person()),
        by: UserId::from_random(ADMIN),
    };
    let answered = block_on(ana.house.enrollee(&ana.tenant, &ana.enrollee, &change));
    assert!(answered.is_err(), "nobody was told");
    // It is no longer hers at once; his own object has not heard of it.
    let of = |story: &Story| FindOwnDevice {
        device: device.0,
        of: story.enrollee,
    };
    let row: DeviceRow = ana.rows().pop().unwrap();
    assert!(row.hand_over.is_some());
    assert_eq!(ben.finds(device), None);
    ana.house.hear_tenant();
    // What the alarm does.
    ana.ask(&RunDeadlines {});
    assert_eq!(ana.ask(&of(&ana)), OwnDevice::Unknown);
    assert_eq!(ben.finds(device), Some(ana.enrollee));
    assert_eq!(ana.audited().len(), 1);
}

#[test]
fn a_device_that_leaves_is_nobodys_any_more() {
    let mut ana = Story::begin();
    let ben = beside(&ana);
    let device = ana.enroll(1);
    ana.hand_over(device, Some(&ben));
    ana.ask(&Retire {
        device: device.0,
        cause: RetireCause::RemovedByPerson,
        by: None,
    });
    assert_eq!(ben.finds(device), None);
    assert_eq!(ana.finds(device), None);
    let left = (ben.listed().elsewhere.len(), ana.listed().handed_over);
    assert_eq!(left, (0, 0));
    let answer = ana.hand_over(device, Some(&ana));
    assert_eq!(answer, PrimaryUserChange::Unknown);
}

#[test]
fn the_device_of_a_person_who_is_deleted_is_nobodys_and_stays() {
    let mut ana = Story::begin();
    let (ben, cem) = (beside(&ana), beside(&ana));
    let (one, two) = (ana.enroll(1), ana.enroll(2));
    ana.hand_over(one, Some(&ben));
    ana.hand_over(two, Some(&ben));
    ana.hand_over(two, Some(&cem));
    let delete = TellPerson {
        tenant: ben.tenant.clone(),
        enrollee: ben.enrollee,
        user: ben.person().user,
        revision: 9,
        standing: Standing::Deleted,
    };
    ben.ask(&delete);
    assert_eq!(ana.indexed(one).primary_user, None);
    assert_eq!(ana.indexed(two).primary_user, Some(cem.person().user));
    assert_eq!(ana.indexed(one).device.status, DeviceStatus::Enrolled);
    let audited = ana.audited();
    assert!(
        audited.last().unwrap().contains(r#""by":null"#),
        "{audited:?}"
    );
    // One that is handed to them while they leave comes back, too.
    ana.hand_over(one, Some(&ben));
    assert_eq!(ana.indexed(one).primary_user, None);
    assert!(ben.listed().elsewhere.is_empty());
}

#[test]
fn a_device_that_tells_something_is_decided_by_the_groups_of_whoever_uses_it() {
    let mut ana = Story::begin();
    let ben = beside(&ana);
    let device = ana.enroll(1);
    let tell = |hand_over, report: &CheckInReport| {
        ana.ask(&CheckIn {
            device: device.0,
            presented: device.1,
            proof: RequestProof::Tls,
            report: report.clone(),
            decide_by: (report != &CheckInReport::default())
                .then(|| (PolicySet::starting(), Facts::default())),
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            hand_over,
            configuration: ConfigurationAsk::default(),
        })
    };
    let report = CheckInReport {
        os_version: Some("12.1".parse().unwrap()),
        ..CheckInReport::default()
    };
    let accepted = |answer: &CheckedIn| matches!(answer, CheckedIn::Accepted { .. });
    assert!(accepted(&tell(0, &report)), "it was never handed over");
    ana.hand_over(device, Some(&ben));
    let told = tell(0, &report);
    let CheckedIn::HandedOver { to, number } = told else {
        panic!("{told:?}")
    };
    assert_eq!(to.unwrap().person, Some(ben.enrollee));
    assert!(accepted(&tell(number, &report)));
    // One with nothing to tell is decided by nothing.
    assert!(accepted(&tell(0, &CheckInReport::default())));
    ana.hand_over(device, None);
    let told = tell(number, &report);
    let CheckedIn::HandedOver { to, .. } = told else {
        panic!("{told:?}")
    };
    assert_eq!(to.unwrap().person, None);
    // Back where it was, it costs nothing again.
    ana.hand_over(device, Some(&ana));
    assert!(accepted(&tell(0, &report)));
}

#[test]
fn a_row_from_before_hand_overs_is_its_enrollees() {
    let mut ana = Story::begin();
    ana.enroll(1);
    let row: DeviceRow = ana.rows().pop().unwrap();
    let mut text = serde_json::to_value(&row).unwrap();
    let fields = text.as_object_mut().unwrap();
    for new in ["hand_over", "hardware", "same_machine_as"] {
        assert_eq!(fields.remove(new), None, "{new} is skipped when it is none");
    }
    let header: EnrolleeHeader = ana.rows().pop().unwrap();
    let read: DeviceRow = serde_json::from_value(text).unwrap();
    assert_eq!(read.used_by(&header), Some(ana.enrollee));
}
