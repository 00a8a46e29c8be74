//! What a device tells of itself, and what happened to it, each kept in one row a device. A report that says nothing new
//! writes neither.

use serde::{Deserialize, Serialize};

use super::rows::DeviceRow;
use crate::api::{
    CheckInReport, DeviceEvent, DeviceEventKind, DeviceFact, DeviceFactName, DiskEncryption,
    FactChange, YesNo,
};
use crate::compliance::ScriptResult;
use crate::device::rights::Requires;
use crate::device::{DeviceName, KeptFacts, Life};
use crate::enrollment::{Fact, Source};
use crate::few::sort_few;
use crate::ids::DeviceId;
use crate::platform::Ownership;
use crate::store::{Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// How many events a device's history keeps and shows.
pub const HISTORY_KEPT: usize = 50;

/// What is known of a device, in the order of [`DeviceFactName`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InventoryRow {
    pub device: DeviceId,
    pub facts: Vec<DeviceFact>,
    /// What compliance scripts have found, which run on the organisation's devices alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scripts: Vec<ScriptResult>,
}

impl Row for InventoryRow {
    const TABLE: Table = Table::Inventory;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

/// What happened to a device beyond its enrollment and its end, which its own row tells; oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HistoryRow {
    pub device: DeviceId,
    pub events: Vec<DeviceEvent>,
}

impl Row for HistoryRow {
    const TABLE: Table = Table::History;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

/// How many changes of facts are kept of a device and shown.
pub const CHANGES_KEPT: usize = 50;

/// How what is known of a device changed; oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FactHistoryRow {
    pub device: DeviceId,
    pub changes: Vec<FactChange>,
}

impl Row for FactHistoryRow {
    const TABLE: Table = Table::FactHistory;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

/// Keeps that facts have changed from what was known; one that is told for the first time has not changed.
fn note_changes(
    unit: &mut Unit<'_>,
    device: DeviceId,
    known: &[DeviceFact],
    facts: &[DeviceFact],
    now: Timestamp,
) -> Result<(), StoreFault> {
    let news: Vec<FactChange> = known
        .iter()
        .filter_map(|before| {
            let after = facts.iter().find(|fact| fact.name == before.name)?;
            (after.value != before.value).then(|| FactChange {
                at: now,
                name: before.name,
                before: before.value.clone(),
                after: after.value.clone(),
            })
        })
        .collect();
    if news.is_empty() {
        return Ok(());
    }
    let kept: Option<FactHistoryRow> = unit.get(&device.to_string())?;
    let mut changes = kept.map_or_else(Vec::new, |row| row.changes);
    changes.extend(news);
    let too_many = changes.len().saturating_sub(CHANGES_KEPT);
    changes.drain(..too_many);
    unit.put(&FactHistoryRow { device, changes })
}

/// How what is known of a device changed, newest first.
pub(super) fn changes_of(unit: &Unit<'_>, device: DeviceId) -> Result<Vec<FactChange>, StoreFault> {
    let kept: Option<FactHistoryRow> = unit.get(&device.to_string())?;
    let mut changes = kept.map_or_else(Vec::new, |row| row.changes);
    changes.reverse();
    Ok(changes)
}

/// Forgets how facts changed that are not kept.
fn forget_changes(
    unit: &mut Unit<'_>,
    device: DeviceId,
    beyond: &[DeviceFactName],
) -> Result<(), StoreFault> {
    let Some(mut row) = unit.get::<FactHistoryRow>(&device.to_string())? else {
        return Ok(());
    };
    row.changes.retain(|change| !beyond.contains(&change.name));
    unit.put(&row)
}

/// The facts that a report tells. Blank text tells nothing.
pub(super) fn told(report: &CheckInReport) -> Vec<(DeviceFactName, String)> {
    use DeviceFactName as Name;
    let nothing = crate::api::Inventory::default();
    let inventory = report.inventory.as_ref().unwrap_or(&nothing);
    let host_name = inventory.host_name.as_ref().or(report.name.as_ref());
    let version = report.os_version.map(|version| version.to_string());
    let encryption = inventory.disk_encryption.map(|encryption| {
        match encryption {
            DiskEncryption::Encrypted => "encrypted",
            DiskEncryption::NotEncrypted => "not_encrypted",
        }
        .to_owned()
    });
    let said = |answer: Option<YesNo>| answer.map(|answer| answer.as_str().to_owned());
    let secure_boot = said(inventory.secure_boot);
    let firewall = said(inventory.firewall);
    let antivirus = said(inventory.antivirus);
    let tpm = said(inventory.tpm);
    let jailbroken = said(inventory.jailbroken);
    let passcode = said(inventory.passcode);
    [
        (Name::OsName, inventory.os_name.as_ref()),
        (Name::OsDistribution, inventory.os_id.as_ref()),
        (Name::OsVersion, version.as_ref()),
        (Name::OsEdition, inventory.os_edition.as_ref()),
        (Name::Kernel, inventory.kernel.as_ref()),
        (Name::Architecture, inventory.architecture.as_ref()),
        (Name::HostName, host_name),
        (Name::Manufacturer, report.manufacturer.as_ref()),
        (Name::Model, inventory.model.as_ref()),
        (Name::SerialNumber, inventory.serial_number.as_ref()),
        (Name::Imei, inventory.imei.as_ref()),
        (Name::DiskEncryption, encryption.as_ref()),
        (Name::AgentVersion, inventory.agent_version.as_ref()),
        (Name::SecureBoot, secure_boot.as_ref()),
        (Name::Firewall, firewall.as_ref()),
        (Name::Antivirus, antivirus.as_ref()),
        (Name::Tpm, tpm.as_ref()),
        (Name::Jailbroken, jailbroken.as_ref()),
        (Name::Passcode, passcode.as_ref()),
    ]
    .into_iter()
    .filter_map(|(name, text)| Some((name, text?.trim())))
    .filter(|(_, text)| !text.is_empty())
    .map(|(name, text)| (name, text.to_owned()))
    .collect()
}

/// What is known of a device once `told` has been told, fact by fact. All of it is what the device says of itself.
pub(super) fn known_by_now(
    unit: &Unit<'_>,
    device: DeviceId,
    told: &[(DeviceFactName, String)],
) -> Result<impl Fn(DeviceFactName) -> Fact<String>, StoreFault> {
    let kept: Option<InventoryRow> = unit.get(&device.to_string())?;
    Ok(move |name: DeviceFactName| {
        let newly = told.iter().find(|(fact, _)| *fact == name);
        let before = || {
            kept.iter()
                .flat_map(|row| &row.facts)
                .find(|fact| fact.name == name)
        };
        newly
            .map(|(_, value)| value)
            .or_else(|| before().map(|fact| &fact.value))
            .map_or(Fact::Unknown, |value| Fact::claimed(value.clone()))
    })
}

/// The name by which a report calls its device, if it gives one that can be a device's name.
pub(super) fn own_name(report: &CheckInReport) -> Option<String> {
    let host_name = report.inventory.as_ref().and_then(|i| i.host_name.as_ref());
    let name: DeviceName = report.name.as_ref().or(host_name)?.parse().ok()?;
    Some(name.into())
}

/// What is known once `told` has been told; none when that is what was known before. What is not told again stays.
fn learnt(
    known: &[DeviceFact],
    told: Vec<(DeviceFactName, String)>,
    now: Timestamp,
) -> Option<Vec<DeviceFact>> {
    let news: Vec<DeviceFact> = told
        .into_iter()
        .filter(|(name, value)| {
            !known
                .iter()
                .any(|fact| fact.name == *name && fact.value == *value)
        })
        .map(|(name, value)| DeviceFact {
            name,
            value,
            source: Source::Claimed,
            learnt_at: now,
        })
        .collect();
    if news.is_empty() {
        return None;
    }
    let mut facts: Vec<DeviceFact> = known
        .iter()
        .filter(|fact| !news.iter().any(|newer| newer.name == fact.name))
        .cloned()
        .collect();
    facts.extend(news);
    sort_few(&mut facts, |one, other| one.name.cmp(&other.name));
    Some(facts)
}

/// Whose a device must be for what scripts find on it: a script looks wherever it likes.
const SCRIPTS_REQUIRE: Requires = Requires::Company;

/// What is known of a device and kept of one of this ownership, and the facts that are not kept; whether anything is not.
fn known(
    unit: &Unit<'_>,
    device: DeviceId,
    keep: &KeptFacts,
    ownership: Ownership,
) -> Result<(InventoryRow, Vec<DeviceFactName>, bool), StoreFault> {
    let row: Option<InventoryRow> = unit.get(&device.to_string())?;
    let mut row = row.unwrap_or(InventoryRow {
        device,
        facts: Vec::new(),
        scripts: Vec::new(),
    });
    let mut beyond = Vec::new();
    row.facts.retain(|fact| {
        let keeps = keep.keeps(fact.name, ownership);
        if !keeps {
            beyond.push(fact.name);
        }
        keeps
    });
    let mut loses = !beyond.is_empty();
    if !SCRIPTS_REQUIRE.is_met_by(ownership) {
        loses |= !row.scripts.is_empty();
        row.scripts.clear();
    }
    Ok((row, beyond, loses))
}

/// Takes in what a device tells, as far as it is kept of one of this ownership. Answers whether any of it is new.
pub(super) fn take_in(
    unit: &mut Unit<'_>,
    device: DeviceId,
    mut told: Vec<(DeviceFactName, String)>,
    keep: &KeptFacts,
    ownership: Ownership,
    now: Timestamp,
) -> Result<bool, StoreFault> {
    told.retain(|(name, _)| keep.keeps(*name, ownership));
    let (mut known, beyond, loses) = known(unit, device, keep, ownership)?;
    let news = learnt(&known.facts, told, now);
    let is_new = news.is_some();
    if !beyond.is_empty() {
        forget_changes(unit, device, &beyond)?;
    }
    if is_new || loses {
        if let Some(facts) = news {
            note_changes(unit, device, &known.facts, &facts, now)?;
            known.facts = facts;
        }
        unit.put(&known)?;
    }
    Ok(is_new)
}

/// Takes in what a device's scripts have found, in place of what they had; the same again writes nothing. Of a person's own
/// device nothing is kept.
pub(super) fn take_in_scripts(
    unit: &mut Unit<'_>,
    device: DeviceId,
    results: Vec<ScriptResult>,
    ownership: Ownership,
) -> Result<(), StoreFault> {
    if !SCRIPTS_REQUIRE.is_met_by(ownership) {
        return Ok(());
    }
    let (mut known, ..) = known(unit, device, &KeptFacts::default(), ownership)?;
    if known.scripts != results {
        known.scripts = results;
        unit.put(&known)?;
    }
    Ok(())
}

/// Erases what is known of a device and not kept of one of this ownership. Answers which facts that were.
pub(super) fn forget(
    unit: &mut Unit<'_>,
    device: DeviceId,
    keep: &KeptFacts,
    ownership: Ownership,
) -> Result<Vec<DeviceFactName>, StoreFault> {
    let (known, beyond, loses) = known(unit, device, keep, ownership)?;
    if loses {
        unit.put(&known)?;
    }
    if !beyond.is_empty() {
        forget_changes(unit, device, &beyond)?;
    }
    Ok(beyond)
}

/// Writes down that something happened to a device, and forgets what is older than the last [`HISTORY_KEPT`] things.
pub(super) fn note(
    unit: &mut Unit<'_>,
    device: DeviceId,
    kind: DeviceEventKind,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let kept: Option<HistoryRow> = unit.get(&device.to_string())?;
    let mut events = kept.map_or_else(Vec::new, |row| row.events);
    events.push(DeviceEvent { at: now, kind });
    let too_many = events.len().saturating_sub(HISTORY_KEPT);
    events.drain(..too_many);
    unit.put(&HistoryRow { device, events })
}

/// A device's history, newest first: what was noted, with what its own row says of its enrollment and its end.
pub(super) fn history_of(row: &DeviceRow, noted: Option<HistoryRow>) -> Vec<DeviceEvent> {
    use DeviceEventKind as Kind;
    let event = |kind, at: Option<Timestamp>| at.map(|at| DeviceEvent { at, kind });
    let retired_at = match row.life {
        Life::Retired { at, .. } => Some(at),
        _ => None,
    };
    let mut history: Vec<DeviceEvent> = [
        event(Kind::CertificateIssued, row.issued_at()),
        event(Kind::FirstCheckIn, row.checked_in_at),
        event(Kind::FactsChanged, row.reported_at),
    ]
    .into_iter()
    .flatten()
    .chain(noted.map_or_else(Vec::new, |row| row.events))
    .chain(event(Kind::Retired, retired_at))
    .collect();
    // Stable, so that what happened in one second stays in the order it happened in.
    sort_few(&mut history, |one, other| one.at.cmp(&other.at));
    history.reverse();
    history.truncate(HISTORY_KEPT);
    history
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Inventory;

    const fn at(seconds: u64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    fn report(kernel: &str, model: &str) -> CheckInReport {
        CheckInReport {
            os_version: Some("12.8".parse().unwrap()),
            name: Some("build-7".to_owned()),
            inventory: Some(Inventory {
                kernel: Some(kernel.to_owned()),
                model: Some(model.to_owned()),
                disk_encryption: Some(DiskEncryption::NotEncrypted),
                ..Inventory::default()
            }),
            ..CheckInReport::default()
        }
    }

    #[test]
    fn a_fact_keeps_the_moment_it_was_first_told_and_goes_only_for_another() {
        let first = learnt(&[], told(&report("6.1.0", " ")), at(1)).unwrap();
        let names: Vec<DeviceFactName> = first.iter().map(|fact| fact.name).collect();
        assert_eq!(
            names,
            [
                DeviceFactName::OsVersion,
                DeviceFactName::Kernel,
                DeviceFactName::HostName,
                DeviceFactName::DiskEncryption,
            ]
        );
        assert_eq!(learnt(&first, told(&report("6.1.0", "")), at(2)), None);
        assert_eq!(learnt(&first, told(&CheckInReport::default()), at(2)), None);
        let second = learnt(&first, told(&report("6.1.1", "Q35")), at(3)).unwrap();
        let moments: Vec<(&str, Timestamp)> = second
            .iter()
            .map(|fact| (fact.value.as_str(), fact.learnt_at))
            .collect();
        assert_eq!(
            moments,
            [
                ("12.8", at(1)),
                ("6.1.1", at(3)),
                ("build-7", at(1)),
                ("Q35", at(3)),
                ("not_encrypted", at(1)),
            ]
        );
    }

    #[test]
    fn a_disk_is_told_in_the_words_of_the_api() {
        for encryption in [DiskEncryption::Encrypted, DiskEncryption::NotEncrypted] {
            let report = CheckInReport {
                inventory: Some(Inventory {
                    disk_encryption: Some(encryption),
                    ..Inventory::default()
                }),
                ..CheckInReport::default()
            };
            let word = serde_json::to_value(encryption).unwrap();
            assert_eq!(word.as_str(), Some(told(&report)[0].1.as_str()));
        }
    }

    #[test]
    fn a_device_is_called_by_its_name_and_else_by_its_host_name_if_that_can_be_a_name() {
        let named = |name: Option<&str>, host: &str| {
            own_name(&CheckInReport {
                name: name.map(str::to_owned),
                inventory: Some(Inventory {
                    host_name: Some(host.to_owned()),
                    ..Inventory::default()
                }),
                ..CheckInReport::default()
            })
        };
        assert_eq!(named(Some("desk"), "host"), Some("desk".to_owned()));
        assert_eq!(named(None, "host"), Some("host".to_owned()));
        assert_eq!(named(None, &"h".repeat(65)), None);
        assert_eq!(named(None, "  "), None);
    }
}
