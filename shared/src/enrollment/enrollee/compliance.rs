//! Whether a device keeps the organisation's rules, asked anew at each check-in. A change of a policy goes out to nobody: it
//! counts when the device comes by. What time alone changes, the alarm does.

use core::time::Duration;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::PENDING_TIME;
use super::commands::Enqueue;
use super::deadline::{Deadline, DeadlineKind, settle_overdue};
use super::events::{EnrolleeEvent, emit, emit_with};
use super::inventory::InventoryRow;
use super::provision::EnrolleeKind;
use super::rows::{DeviceRow, EnrolleeHeader, PresenceRow};
use crate::api::{ComplianceAnswer, DeviceFact};
use crate::command::{CommandKind, Requester};
use crate::compliance::{
    ActionKind, Asked, CompliancePolicy, ComplianceRule, ComplianceSetting, ComplianceStanding,
    ComplianceState, Course, Fired, NoPolicy, Observed, Outcome, RuleResult, ScriptResult,
    evaluate, remedy_of,
};
use crate::device::{DeviceGroupRules, KeptFacts, Life};
use crate::enrollment::groups_of_device;
use crate::ids::{DeviceGroupId, DeviceId, Digest, GroupId, PolicyId};
use crate::platform::{Ownership, Platform};
use crate::policy::CorporateClaims;
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::tenant::section::DeviceGroups;
use crate::time::Timestamp;

/// What a device is held to, as the edge knows it when the device checks in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplianceBasis {
    /// The organisation's policies, without the text of their scripts; which are the device's is found out here.
    pub policies: Vec<CompliancePolicy>,
    /// Which script each of those has that have one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scripts: BTreeMap<PolicyId, Digest>,
    /// What counts of a device without one.
    pub no_policy: NoPolicy,
    /// After how many days of silence a device is not compliant any more.
    pub validity_days: u8,
    /// The groups of the person; none when nobody was found, or when no policy names any.
    pub groups: Option<Vec<GroupId>>,
    /// The groups of devices that the policies name.
    #[serde(default, skip_serializing_if = "DeviceGroups::is_empty")]
    pub device_groups: DeviceGroups,
    /// What shows that a device is the organisation's, for those groups.
    #[serde(default)]
    pub claims: CorporateClaims,
    /// What the organisation keeps of its devices.
    #[serde(default)]
    pub keep: KeptFacts,
}

/// What a device's own row keeps of it: all that whoever shows the device or its access needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ComplianceMark {
    pub state: ComplianceState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_until: Option<Timestamp>,
    pub validity_days: u8,
    /// When it was put on the list of devices to be retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retire_listed_at: Option<Timestamp>,
}

impl ComplianceMark {
    pub fn validity(&self) -> Duration {
        Duration::from_hours(u64::from(self.validity_days).saturating_mul(24))
    }

    pub fn standing(&self, last_check_in: Option<Timestamp>) -> ComplianceStanding {
        ComplianceStanding {
            state: self.state,
            grace_until: self.grace_until,
            compliant_until: last_check_in.map(|last| last.plus(self.validity())),
        }
    }
}

/// What an evaluation came to, and what time does with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ComplianceRow {
    pub device: DeviceId,
    pub rules: Vec<ComplianceRule>,
    pub course: Course,
    /// When time next changes something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wakes_at: Option<Timestamp>,
}

impl Row for ComplianceRow {
    const TABLE: Table = Table::Compliance;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

impl ComplianceRow {
    fn alarm(&self) -> Option<Deadline> {
        let kind = DeadlineKind::ComplianceDue {
            device: self.device,
        };
        self.wakes_at.map(|at| Deadline { at, kind })
    }
}

/// Evaluates a device that is here. Nothing is written when it stands as it stood.
pub(super) fn comply(
    unit: &mut Unit<'_>,
    row: DeviceRow,
    basis: Option<&ComplianceBasis>,
    now: Timestamp,
) -> Result<DeviceRow, StoreFault> {
    let kept: Option<ComplianceRow> = unit.get(&row.id.to_string())?;
    let Some(basis) = basis else {
        return forget(unit, row, kept, now);
    };
    let header = EnrolleeHeader::require(unit)?;
    let groups = match (&basis.groups, header.kind) {
        (Some(groups), _) => groups.as_slice(),
        // The copy of the person could not be had: what is not known of them changes nothing.
        (None, EnrolleeKind::Person { .. })
            if basis.policies.iter().any(CompliancePolicy::names_groups) =>
        {
            return Ok(row);
        }
        _ => &[],
    };
    let device_groups = device_groups(unit, &header, &row, basis)?;
    let policies: Vec<&CompliancePolicy> = basis
        .policies
        .iter()
        .filter(|policy| policy.is_for(row.request.platform, groups, &device_groups))
        .collect();
    let told: Option<InventoryRow> = unit.get(&row.id.to_string())?;
    let (facts, mut scripts): (Vec<DeviceFact>, Vec<ScriptResult>) = told.map_or_else(
        || (Vec::new(), Vec::new()),
        |told| (told.facts, told.scripts),
    );
    // What another script has found says nothing of the one that is asked for.
    scripts.retain(|result| basis.scripts.get(&result.policy) == Some(&result.script));
    let ownership = row.request.ownership;
    let outcome = evaluate(&Asked {
        policies: &policies,
        no_policy: basis.no_policy,
        facts: &facts,
        keeps: &|fact| basis.keep.keeps(fact, ownership),
        scripts: (ownership == Ownership::Corporate).then_some(&scripts),
    });
    let mut next = ComplianceRow {
        device: row.id,
        course: kept
            .as_ref()
            .map_or_else(Course::default, |kept| kept.course.clone()),
        rules: Vec::new(),
        wakes_at: None,
    };
    let observed = Observed {
        outcome: &outcome,
        unknown_until: unknown_until(&row, &outcome, &next.course, now),
    };
    next.course.observe(&observed, now);
    next.rules = outcome.rules;
    carry_on(
        unit,
        row,
        kept.as_ref(),
        next,
        Some(basis.validity_days),
        now,
    )
}

/// Until when it is no fault of a device that something is not known of it. Before it has told anything it owes that, as a
/// pending device owes its facts; and what a script finds that it has only now been given, it owes as long.
fn unknown_until(
    row: &DeviceRow,
    outcome: &Outcome,
    before: &Course,
    now: Timestamp,
) -> Option<Timestamp> {
    if row.reported_at.is_none() {
        return Some(row.enrolled_at.plus(PENDING_TIME));
    }
    let unknown = || {
        let rules = outcome.rules.iter();
        rules.filter(|rule| rule.result == RuleResult::Unknown)
    };
    let owes_scripts_alone = unknown().all(|rule| rule.setting == ComplianceSetting::Script);
    (unknown().next().is_some() && owes_scripts_alone).then(|| {
        before
            .unknown_until
            .unwrap_or_else(|| now.plus(PENDING_TIME))
    })
}

/// The groups among those that the policies name in which a device is.
fn device_groups(
    unit: &Unit<'_>,
    header: &EnrolleeHeader,
    row: &DeviceRow,
    basis: &ComplianceBasis,
) -> Result<Vec<DeviceGroupId>, StoreFault> {
    if basis.device_groups.is_empty() {
        return Ok(Vec::new());
    }
    let inputs = row.inputs(unit, header)?;
    let rules = DeviceGroupRules::from(&basis.device_groups);
    let (request, facts) = (&inputs.request, &inputs.facts);
    Ok(groups_of_device(&rules, Some(row.id), basis.claims, request, facts).member_of)
}

/// The organisation asks nothing any more.
fn forget(
    unit: &mut Unit<'_>,
    mut row: DeviceRow,
    kept: Option<ComplianceRow>,
    now: Timestamp,
) -> Result<DeviceRow, StoreFault> {
    if let Some(kept) = kept {
        if let Some(alarm) = kept.alarm() {
            unit.delete::<Deadline>(&alarm.key());
        }
        unit.delete::<ComplianceRow>(&kept.key());
    }
    if row.compliance.take().is_some() {
        unit.put(&row)?;
        let mut header = EnrolleeHeader::require(unit)?;
        let record = row.record(unit, &header, now)?;
        emit(
            unit,
            &mut header,
            EnrolleeEvent::DeviceChanged { record },
            now,
        )?;
    }
    Ok(row)
}

/// Time has come for something: grace has ended, or an action is due.
pub(super) fn settle_compliance(
    unit: &mut Unit<'_>,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let row = unit
        .get::<DeviceRow>(&device.to_string())?
        .filter(|row| row.life == Life::Enrolled);
    let kept: Option<ComplianceRow> = unit.get(&device.to_string())?;
    let (Some(row), Some(kept)) = (row, kept) else {
        return Ok(());
    };
    if kept.wakes_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    let mut next = kept.clone();
    next.course.advance(now);
    carry_on(unit, row, Some(&kept), next, None, now)?;
    Ok(())
}

/// Does what is due, and writes and tells what differs from before.
fn carry_on(
    unit: &mut Unit<'_>,
    mut row: DeviceRow,
    kept: Option<&ComplianceRow>,
    mut next: ComplianceRow,
    validity_days: Option<u8>,
    now: Timestamp,
) -> Result<DeviceRow, StoreFault> {
    let fired = next.course.fire(now);
    next.wakes_at = next.course.wakes_at(now);
    let (state, grace_until) = next.course.state(now);
    let before = row.compliance;
    let listed = fired
        .iter()
        .any(|fired| fired.action == ActionKind::RetireList)
        .then_some(now);
    let mark = ComplianceMark {
        state,
        grace_until,
        validity_days: validity_days
            .or_else(|| before.map(|mark| mark.validity_days))
            .unwrap_or(crate::tenant::section::VALIDITY_DAYS),
        // Who keeps the rules again is on no list any more.
        retire_listed_at: listed
            .or_else(|| before.and_then(|mark| mark.retire_listed_at))
            .filter(|_| next.course.broken_since.is_some()),
    };
    if kept != Some(&next) {
        let (was, is) = (kept.and_then(ComplianceRow::alarm), next.alarm());
        if was != is {
            if let Some(was) = was {
                unit.delete::<Deadline>(&was.key());
            }
            if let Some(is) = is {
                unit.put(&is)?;
            }
        }
        unit.put(&next)?;
    }
    if fired.iter().any(|fired| fired.action == ActionKind::Lock) {
        order_lock(unit, &mut row, now)?;
    }
    if before == Some(mark) && fired.is_empty() {
        return Ok(row);
    }
    row.compliance = Some(mark);
    unit.put(&row)?;
    tell(unit, &row, before, mark, fired, now)?;
    Ok(row)
}

/// Tells the rest of the house. That a device has been looked at and is well is no event of its own.
fn tell(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    before: Option<ComplianceMark>,
    mark: ComplianceMark,
    actions: Vec<Fired>,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let mut header = EnrolleeHeader::require(unit)?;
    if let Some(mut presence) = unit.get::<PresenceRow>(&row.key())? {
        presence.published_at = Some(presence.last_check_in);
        unit.put(&presence)?;
    }
    let record = row.record(unit, &header, now)?;
    let was = before.map_or(ComplianceState::Unknown, |mark| mark.state);
    let is_well = was == ComplianceState::Unknown && mark.state <= ComplianceState::Compliant;
    let event = if actions.is_empty() && (was == mark.state || is_well) {
        EnrolleeEvent::DeviceChanged { record }
    } else {
        EnrolleeEvent::ComplianceChanged {
            record,
            before: was,
            after: mark.state,
            actions,
            tell: header.kind.user(),
        }
    };
    emit(unit, &mut header, event, now)
}

/// A policy wants the device locked: it is asked so at its next check-in. A client that cannot lock, or one that is asked
/// already, is asked nothing; the event tells of the action all the same.
fn order_lock(unit: &mut Unit<'_>, row: &mut DeviceRow, now: Timestamp) -> Result<(), StoreFault> {
    let key = format!("compliance-{}", now.unix_seconds());
    let name = Digest::of(format!("{key}/{}", row.id).as_bytes());
    let (random, _) = name
        .as_bytes()
        .split_first_chunk::<16>()
        .unwrap_or((&[0; 16], &[]));
    let lock = Enqueue {
        device: row.id,
        command: CommandKind::Lock,
        key: key.parse().map_err(StoreFault::new)?,
        expires_in_seconds: None,
        by: None,
        requester: Requester::Policy,
        random: *random,
    };
    lock.place(unit, row, now)?;
    Ok(())
}

/// The rule with what helps.
fn shown(mut rule: ComplianceRule, platform: Platform) -> ComplianceRule {
    let is_kept = matches!(
        rule.result,
        RuleResult::Compliant | RuleResult::NotApplicable
    );
    rule.remedy = (!is_kept).then(|| remedy_of(&rule, platform));
    rule
}

/// Every rule of a device, as it is shown; with the one of which only its silence knows.
pub(super) fn rules_of(
    unit: &Unit<'_>,
    row: &DeviceRow,
    presence: Option<&PresenceRow>,
    now: Timestamp,
) -> Result<Vec<ComplianceRule>, StoreFault> {
    let Some(mark) = row.compliance else {
        return Ok(Vec::new());
    };
    let kept: Option<ComplianceRow> = unit.get(&row.id.to_string())?;
    let mut rules = kept.map_or_else(Vec::new, |kept| kept.rules);
    let last = presence.map(|presence| presence.last_check_in);
    if mark.standing(last).is_silent(now) {
        rules.push(ComplianceRule {
            policy: None,
            setting: ComplianceSetting::Activity,
            result: RuleResult::NotCompliant,
            expected: format!("≤ {} d", mark.validity_days),
            found: last.map(|last| last.to_string()),
            remedy: None,
            custom: None,
        });
    }
    let platform = row.request.platform;
    Ok(rules
        .into_iter()
        .map(|rule| shown(rule, platform))
        .collect())
}

/// What a device is told of itself; none when there is nothing to put right.
pub(super) fn answer(
    unit: &Unit<'_>,
    row: &DeviceRow,
    now: Timestamp,
) -> Result<Option<Box<ComplianceAnswer>>, StoreFault> {
    let Some(mark) = row.compliance else {
        return Ok(None);
    };
    if mark.state <= ComplianceState::Compliant && mark.grace_until.is_none() {
        return Ok(None);
    }
    let mut rules = rules_of(unit, row, None, now)?;
    // What its scripts find, the device does not know better for being told that it is not known.
    rules.retain(|rule| {
        let is_owed =
            rule.setting == ComplianceSetting::Script && rule.result == RuleResult::Unknown;
        rule.remedy.is_some() && !is_owed
    });
    Ok(Some(Box::new(ComplianceAnswer {
        state: mark.state,
        grace_until: mark.grace_until,
        rules,
    })))
}

/// Takes a device off the list of those that are to be retired. It comes onto it again when it has kept the rules, and broken
/// them anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DismissRetirement {
    /// The device.
    pub device: DeviceId,
}

impl Command for DismissRetirement {
    type Object = Enrollee;
    /// Whether it was on the list.
    type Answer = bool;
    const NAME: &'static str = "dismiss-retirement";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<bool, StoreFault> {
        settle_overdue(unit, now)?;
        let Some(mut row) = unit.get::<DeviceRow>(&self.device.to_string())? else {
            return Ok(false);
        };
        let was_listed = row
            .compliance
            .as_mut()
            .and_then(|mark| mark.retire_listed_at.take());
        if was_listed.is_none() || !row.counts() {
            return Ok(false);
        }
        unit.put(&row)?;
        let mut header = EnrolleeHeader::require(unit)?;
        let record = row.record(unit, &header, now)?;
        let event = EnrolleeEvent::DeviceChanged { record };
        emit_with(unit, &mut header, event, true, now)?;
        Ok(true)
    }
}
