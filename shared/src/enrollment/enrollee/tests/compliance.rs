//! Whether a device keeps the rules, over its life: by reports, by alarms, and by its silence.

use super::super::compliance::ComplianceRow;
use super::*;
use crate::access::{Access, Denial};
use crate::api::{ComplianceAnswer, DeviceDetail, DiskEncryption, Inventory};
use crate::audit::AuditKind;
use crate::command::{CommandKind, CommandRecord, Requester};
use crate::compliance::{
    ActionKind, CompliancePolicy, ComplianceSetting, ComplianceSettings, ComplianceState,
    Condition, NoPolicy, PolicyAction, RuleResult,
};
use crate::fleet::FindDevice;
use crate::ids::GroupId;
use crate::policy::CorporateClaims;
use crate::ports::{Copies as _, PublishedDevice};
use crate::store::{Command as _, ObjectKind as _, Rows as _};
use crate::tenant::section::VALIDITY_DAYS;

const DAY: Duration = Duration::from_hours(24);

/// A policy for encrypted disks, with what is done about others.
fn encrypted(actions: &[(ActionKind, &str)]) -> CompliancePolicy {
    CompliancePolicy {
        id: "disk".parse().unwrap(),
        name: "Disk".to_owned(),
        platform: Platform::Linux,
        settings: ComplianceSettings {
            require: vec![Condition::DiskEncryption],
            ..ComplianceSettings::default()
        },
        groups: Vec::new(),
        device_groups: Vec::new(),
        excluded_groups: Vec::new(),
        excluded_device_groups: Vec::new(),
        actions: actions
            .iter()
            .map(|(action, after)| PolicyAction {
                action: *action,
                after_days: after.parse().unwrap(),
                message: (*action == ActionKind::Mail).then(|| "told".parse().unwrap()),
            })
            .collect(),
    }
}

pub(super) fn held_to(policies: &[CompliancePolicy]) -> ComplianceBasis {
    let (policies, scripts) = CompliancePolicy::without_scripts(policies);
    ComplianceBasis {
        policies,
        scripts,
        no_policy: NoPolicy::Compliant,
        validity_days: VALIDITY_DAYS,
        groups: None,
        device_groups: DeviceGroups::default(),
        claims: CorporateClaims::default(),
        keep: KeptFacts::default(),
    }
}

/// A device that has enrolled and not been here yet.
pub(super) struct Held {
    pub story: Story,
    pub device: DeviceId,
    presented: CertificateSerial,
}

const YES: Option<DiskEncryption> = Some(DiskEncryption::Encrypted);
const NO: Option<DiskEncryption> = Some(DiskEncryption::NotEncrypted);

impl Held {
    pub fn new() -> Self {
        let mut story = Story::begin();
        story.open_ticket(EnrollmentMethod::Agent);
        story.admit(0, 1, Facts::default(), PolicySet::starting());
        story.complete(0);
        let (device, presented) = story.issued[0];
        Self {
            story,
            device,
            presented,
        }
    }

    pub fn command(&self, basis: Option<&ComplianceBasis>, report: CheckInReport) -> CheckIn {
        CheckIn {
            device: self.device,
            presented: self.presented,
            proof: RequestProof::Tls,
            report,
            decide_by: None,
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            configuration: ConfigurationAsk::default(),
            compliance: basis.cloned().map(Box::new),
            hand_over: 0,
            command_results: Vec::new(),
        }
    }

    /// The device checks in; what it is told to put right.
    pub fn here(
        &self,
        basis: Option<&ComplianceBasis>,
        report: CheckInReport,
    ) -> Option<ComplianceAnswer> {
        match self.story.ask(&self.command(basis, report)) {
            CheckedIn::Accepted { compliance, .. } => compliance.map(|answer| *answer),
            CheckedIn::Refused { refusal } => panic!("refused: {}", refusal.code()),
            CheckedIn::HandedOver { .. } => panic!("handed over"),
        }
    }

    fn tells(
        &self,
        basis: &ComplianceBasis,
        disk: Option<DiskEncryption>,
    ) -> Option<ComplianceAnswer> {
        let inventory = Inventory {
            disk_encryption: disk,
            os_name: Some("Debian".to_owned()),
            ..Inventory::default()
        };
        let report = CheckInReport {
            inventory: Some(inventory),
            ..CheckInReport::default()
        };
        self.here(Some(basis), report)
    }

    pub fn idle(&self, basis: &ComplianceBasis) -> Option<ComplianceAnswer> {
        self.here(Some(basis), CheckInReport::default())
    }

    pub fn wait(&self, time: Duration) {
        self.story.clock.advance(time);
        self.story.ask(&RunDeadlines {});
    }

    pub fn shown(&self) -> DeviceDetail {
        let device = self.device;
        self.story.ask(&ShowDevice { device }).unwrap()
    }

    pub fn state(&self) -> ComplianceState {
        self.shown().device.compliance
    }

    pub fn denial(&self) -> Option<Denial> {
        let read = ReadAccess {
            device: self.device,
            presented: Some(self.presented),
        };
        match self.story.ask(&read) {
            Access::Allowed { .. } => None,
            Access::Denied { denial } => Some(denial),
        }
    }

    fn copy(&self) -> PublishedDevice {
        let copies = self.story.house.copies();
        let key = self.device.to_string();
        block_on(copies.read(&self.story.tenant, &key))
            .unwrap()
            .unwrap()
    }

    fn copy_says(&self) -> Result<(), Denial> {
        self.copy().record.decide(self.story.clock.now())
    }

    /// What each entry of the audit about compliance says was done.
    pub fn audited(&self) -> Vec<String> {
        let read = crate::tenant::ReadAudit {
            tenant: self.story.tenant.clone(),
            from: 0,
            limit: 200,
        };
        let entries = block_on(self.story.house.tenant(&self.story.tenant, &read)).unwrap();
        entries
            .entries
            .into_iter()
            .filter(|(entry, _)| entry.event.kind == AuditKind::ComplianceChanged)
            .map(|(_, detail)| {
                let detail = detail.unwrap();
                let detail: serde_json::Value = serde_json::from_str(detail.text()).unwrap();
                let actions: Vec<&str> = detail["actions"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|action| action.as_str().unwrap().split('/').nth(1).unwrap())
                    .collect();
                let change = format!("{}>{}", detail["before"], detail["after"]).replace('"', "");
                format!("{change} {}", actions.join("+"))
            })
            .collect()
    }

    fn retire_listed(&self) -> bool {
        let find = FindDevice {
            device: self.device,
        };
        let found = block_on(self.story.house.fleet(&self.story.tenant, &find)).unwrap();
        found.unwrap().retire_listed.is_some()
    }
}

#[test]
fn a_report_makes_a_device_not_compliant_and_the_next_good_one_compliant_again() {
    let held = Held::new();
    let basis = held_to(&[encrypted(&[])]);
    assert_eq!(held.tells(&basis, YES), None);
    assert_eq!(
        (held.state(), held.denial()),
        (ComplianceState::Compliant, None)
    );
    let answer = held.tells(&basis, NO).unwrap();
    assert_eq!(answer.state, ComplianceState::NotCompliant);
    let rule = &answer.rules[0];
    assert_eq!(rule.setting, ComplianceSetting::DiskEncryption);
    assert_eq!(
        (rule.expected.as_str(), rule.found.as_deref()),
        ("encrypted", Some("not_encrypted"))
    );
    assert!(rule.remedy.as_deref().unwrap().contains("LUKS"));
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
    assert_eq!(held.copy_says(), Err(Denial::NotCompliant));
    // It still enrolls, checks in and renews: that is its way back.
    assert_eq!(held.shown().device.status, DeviceStatus::Enrolled);
    assert_eq!(held.tells(&basis, YES), None);
    assert_eq!((held.denial(), held.copy_says()), (None, Ok(())));
    assert_eq!(
        held.audited(),
        ["compliant>not_compliant ", "not_compliant>compliant "]
    );
}

#[test]
fn grace_ends_by_the_alarm_and_for_the_copy_by_itself() {
    let held = Held::new();
    let basis = held_to(&[encrypted(&[(ActionKind::Mark, "0.25")])]);
    let begin = held.story.clock.now();
    let answer = held.tells(&basis, NO).unwrap();
    let end = begin.plus(Duration::from_hours(6));
    assert_eq!(
        (answer.state, answer.grace_until),
        (ComplianceState::InGracePeriod, Some(end))
    );
    assert_eq!(held.shown().device.grace_until, Some(end));
    assert_eq!((held.denial(), held.copy_says()), (None, Ok(())));
    let alarms: Vec<Deadline> = held.story.rows();
    assert!(alarms.iter().any(|alarm| alarm.at == end));
    // A copy that nobody has renewed denies at the second at which grace ends.
    held.story.clock.advance(Duration::from_hours(6));
    assert_eq!(held.copy_says(), Err(Denial::NotCompliant));
    held.wait(Duration::from_secs(1));
    assert_eq!(held.state(), ComplianceState::NotCompliant);
    assert_eq!(held.copy().record.compliance, ComplianceState::NotCompliant);
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
}

#[test]
fn whoever_comes_before_the_alarm_finds_grace_ended_too() {
    let held = Held::new();
    let basis = held_to(&[encrypted(&[(ActionKind::Mark, "0.25")])]);
    held.tells(&basis, NO);
    held.story.clock.advance(Duration::from_hours(6));
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
    assert_eq!(
        held.idle(&basis).unwrap().state,
        ComplianceState::NotCompliant
    );
}

#[test]
fn each_action_is_told_once_at_its_time() {
    let held = Held::new();
    let basis = held_to(&[encrypted(&[
        (ActionKind::Mark, "1"),
        (ActionKind::Mail, "0"),
        (ActionKind::Mail, "1.5"),
        (ActionKind::Lock, "2"),
        (ActionKind::RetireList, "2"),
    ])]);
    held.tells(&basis, NO);
    for _ in 0..8 {
        held.wait(Duration::from_hours(12));
        held.idle(&basis);
        // An alarm that comes twice does nothing twice.
        held.story.ask(&RunDeadlines {});
    }
    assert_eq!(
        held.audited(),
        [
            "unknown>in_grace_period mail",
            "in_grace_period>not_compliant ",
            "not_compliant>not_compliant mail",
            "not_compliant>not_compliant lock+retire_list",
        ]
    );
    // The lock waits in the device's queue, or has been told already; it was asked for once, by nobody.
    let locks: Vec<CommandRecord> = held.story.rows();
    assert_eq!(locks.len(), 1);
    assert_eq!(locks[0].command, CommandKind::Lock);
    assert_eq!((locks[0].by, locks[0].asked_as), (None, Requester::Policy));
    assert!(held.retire_listed());
    // Dismissed, it is listed no more while it stays as it is; and one that is well again is on no list.
    let device = held.device;
    assert!(held.story.ask(&DismissRetirement { device }));
    assert!(!held.story.ask(&DismissRetirement { device }));
    assert!(!held.retire_listed());
    held.wait(DAY);
    held.idle(&basis);
    assert!(!held.retire_listed());
    held.tells(&basis, YES);
    held.tells(&basis, NO);
    held.wait(DAY * 2);
    assert!(held.retire_listed());
    held.tells(&basis, YES);
    assert!(!held.retire_listed());
}

#[test]
fn an_idle_check_in_of_a_device_that_stands_as_it_stood_writes_one_row() {
    let broken = encrypted(&[(ActionKind::Mark, "9")]);
    for (policies, disk) in [
        (vec![], YES),
        (vec![encrypted(&[])], YES),
        (vec![broken.clone()], NO),
        (vec![encrypted(&[])], NO),
    ] {
        let held = Held::new();
        let basis = held_to(&policies);
        held.tells(&basis, disk);
        for _ in 0..2 {
            held.story.clock.advance(Duration::from_hours(8));
            let command = held.command(Some(&basis), CheckInReport::default());
            let body = serde_json::to_vec(&command).unwrap();
            let rows = held
                .story
                .house
                .enrollee_rows(&held.story.tenant, &held.story.enrollee);
            let handled =
                Enrollee::dispatch(CheckIn::NAME, &body, &rows, held.story.clock.now()).unwrap();
            assert_eq!(handled.changes.len(), 1, "{policies:?} {disk:?}");
            assert!(handled.changes.touches(Table::Presence));
            held.idle(&basis);
        }
    }
}

#[test]
fn an_idle_check_in_that_is_told_of_once_a_day_publishes_nothing_for_ten_days() {
    let held = Held::new();
    let basis = held_to(&[encrypted(&[])]);
    held.tells(&basis, YES);
    let writes = held.story.house.copies().writes();
    for _ in 0..9 {
        held.wait(DAY);
        held.idle(&basis);
    }
    assert_eq!(held.story.house.copies().writes(), writes);
    held.wait(DAY);
    held.idle(&basis);
    assert_eq!(held.story.house.copies().writes(), writes + 1);
}

#[test]
fn a_device_that_is_silent_for_longer_than_the_validity_period_is_not_compliant_until_it_is_back() {
    let held = Held::new();
    let basis = held_to(&[encrypted(&[])]);
    held.tells(&basis, YES);
    held.wait(DAY * 9);
    held.idle(&basis);
    // The copy does not know of the last time; the object does.
    held.wait(DAY * 22);
    assert_eq!(held.copy_says(), Err(Denial::NotCompliant));
    assert!(
        held.copy()
            .record
            .may_have_been_heard_of(held.story.clock.now())
    );
    assert_eq!(
        (held.denial(), held.state()),
        (None, ComplianceState::Compliant)
    );
    held.wait(DAY * 8);
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
    let shown = held.shown();
    assert_eq!(shown.device.compliance, ComplianceState::NotCompliant);
    let silent = shown.compliance.last().unwrap();
    assert_eq!(
        (silent.setting, silent.result),
        (ComplianceSetting::Activity, RuleResult::NotCompliant)
    );
    assert_eq!(held.idle(&basis), None);
    assert_eq!((held.denial(), held.copy_says()), (None, Ok(())));
    assert_eq!(held.state(), ComplianceState::Compliant);
}

#[test]
fn an_error_is_tolerated_for_seven_days() {
    let held = Held::new();
    let newer = ComplianceSettings {
        minimum_agent_version: Some("2".parse().unwrap()),
        ..ComplianceSettings::default()
    };
    let policy = CompliancePolicy {
        settings: newer,
        ..encrypted(&[])
    };
    let basis = held_to(&[policy]);
    let inventory = Inventory {
        agent_version: Some("from source".to_owned()),
        ..Inventory::default()
    };
    let report = CheckInReport {
        inventory: Some(inventory),
        ..CheckInReport::default()
    };
    held.here(Some(&basis), report);
    assert_eq!(
        (held.state(), held.denial()),
        (ComplianceState::Error, None)
    );
    held.wait(DAY * 7 - Duration::from_secs(1));
    assert_eq!(
        (held.state(), held.denial()),
        (ComplianceState::Error, None)
    );
    held.wait(Duration::from_secs(1));
    assert_eq!(held.state(), ComplianceState::NotCompliant);
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
}

#[test]
fn a_device_that_has_told_nothing_has_a_day_to_report() {
    let held = Held::new();
    let basis = held_to(&[encrypted(&[])]);
    held.story.clock.advance(Duration::from_hours(1));
    let answer = held.idle(&basis).unwrap();
    assert_eq!(answer.state, ComplianceState::Unknown);
    assert_eq!(answer.rules[0].result, RuleResult::Unknown);
    assert_eq!(held.denial(), None);
    held.wait(Duration::from_hours(23));
    assert_eq!(
        (held.state(), held.denial()),
        (ComplianceState::NotCompliant, Some(Denial::NotCompliant))
    );
    held.tells(&basis, YES);
    assert_eq!(
        (held.state(), held.denial()),
        (ComplianceState::Compliant, None)
    );
}

#[test]
fn a_change_of_policy_counts_at_the_next_check_in_and_nothing_is_kept_where_nothing_is_asked() {
    let held = Held::new();
    let nothing = held_to(&[]);
    held.tells(&nothing, NO);
    assert_eq!(held.state(), ComplianceState::Compliant);
    let strict = ComplianceBasis {
        no_policy: NoPolicy::NotCompliant,
        ..held_to(&[])
    };
    let answer = held.idle(&strict).unwrap();
    assert_eq!(answer.rules[0].setting, ComplianceSetting::AssignedPolicy);
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
    held.idle(&held_to(&[encrypted(&[(ActionKind::Mark, "3")])]));
    assert_eq!(held.state(), ComplianceState::InGracePeriod);
    assert_eq!(held.denial(), None);
    assert_eq!(held.here(None, CheckInReport::default()), None);
    assert_eq!(
        (held.state(), held.denial()),
        (ComplianceState::Unknown, None)
    );
    assert_eq!(held.story.rows::<ComplianceRow>(), []);
    let alarms: Vec<Deadline> = held.story.rows();
    assert!(
        !alarms
            .iter()
            .any(|alarm| matches!(alarm.kind, DeadlineKind::ComplianceDue { .. }))
    );
}

#[test]
fn a_policy_for_groups_counts_for_their_members_and_for_nobody_while_they_are_not_known() {
    let mut policy = encrypted(&[]);
    let lab: GroupId = "lab".parse().unwrap();
    policy.groups = vec![lab.clone()];
    let of = |groups: Option<Vec<GroupId>>| ComplianceBasis {
        groups,
        ..held_to(&[policy.clone()])
    };
    let held = Held::new();
    held.tells(&of(Some(vec![lab])), NO);
    assert_eq!(held.state(), ComplianceState::NotCompliant);
    // The copy of the person is missing: everything stays as it was.
    assert!(held.idle(&of(None)).is_some());
    assert_eq!(held.state(), ComplianceState::NotCompliant);
    held.idle(&of(Some(vec![])));
    assert_eq!(held.state(), ComplianceState::Compliant);
}

#[test]
fn a_device_that_is_not_compliant_renews_enrolls_again_and_leaves() {
    let mut held = Held::new();
    let basis = held_to(&[encrypted(&[])]);
    held.tells(&basis, NO);
    assert_eq!(held.denial(), Some(Denial::NotCompliant));
    held.story
        .happen(&Event::Renew { issued: 0, key: 2 }, &Facts::default());
    assert_eq!(held.story.issued.len(), 2);
    held.story.open_ticket(EnrollmentMethod::Agent);
    let admitted = held
        .story
        .admit(1, 9, Facts::default(), PolicySet::starting());
    assert!(
        matches!(admitted, Some(Admission::Granted { .. })),
        "{admitted:?}"
    );
    let device = held.device;
    let cause = RetireCause::RemovedByPerson;
    held.story.ask(&Retire {
        device,
        cause,
        by: None,
    });
    assert_eq!(held.denial(), Some(Denial::DeviceRetired));
    assert_eq!(held.state(), ComplianceState::Unknown);
    // What was due for it is due no more, and its row goes with its record.
    held.wait(DAY * 600);
    assert_eq!(held.story.rows::<ComplianceRow>(), []);
}

#[test]
fn a_device_row_of_before_there_was_compliance_can_be_read() {
    let held = Held::new();
    held.story.check_in(held.device, held.presented);
    let rows = held
        .story
        .house
        .enrollee_rows(&held.story.tenant, &held.story.enrollee);
    for table in [Table::Device, Table::Presence] {
        let text = rows.read(table, &held.device.to_string()).unwrap().unwrap();
        assert!(
            !text.contains("compliance") && !text.contains("published_at"),
            "{text}"
        );
    }
    assert_eq!(
        (held.state(), held.denial()),
        (ComplianceState::Unknown, None)
    );
}
