//! The list of corporate identifiers: what is written for it, and how it is read.

use core::cell::Cell;

use pollster::block_on;

use super::*;
use crate::audit::AuditKind;
use crate::enrollment::enrollee::{EnrolleeEvent, OutboxRow};
use crate::identifier::{
    CorporateIdentifier, Details, Entry, IdentifierKind, IdentifierState, MAX_ROWS, SHARDS,
    read_csv,
};
use crate::ids::{DeviceId, EnrolleeId, TenantId, UserId};
use crate::ports::{Clock as _, Copies as _, Objects as _};
use crate::store::{Command, Rows, StoreFault, Table, Unit};
use crate::tenant::{Configuration, ReadAudit, ReadConfiguration, Receive, Tenant, TenantHeader};
use crate::testing::{MemoryHouse, MemoryRows, MovedClock};
use crate::time::Timestamp;

struct House {
    house: MemoryHouse,
    clock: MovedClock,
    tenant: TenantId,
}

fn serial(text: &str) -> CorporateIdentifier {
    CorporateIdentifier::SerialNumber {
        serial_number: text.parse().unwrap(),
    }
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

    fn import_of(&self, kind: IdentifierKind, file: &str) -> Imported {
        let batch = read_csv(kind, file.as_bytes()).unwrap();
        let entries: Vec<Entry> = batch.entries.into_iter().map(|(_, entry)| entry).collect();
        self.ask(&ImportIdentifiers {
            tenant: self.tenant.clone(),
            entries,
            existing: Existing::Refuse,
            dry_run: false,
            by: UserId::from_random([1; 16]),
            salt: [3; 16],
        })
    }

    fn delete(&self, identifiers: Vec<CorporateIdentifier>) -> Deleted {
        self.ask(&DeleteIdentifiers {
            tenant: self.tenant.clone(),
            identifiers,
            by: UserId::from_random([1; 16]),
            salt: [4; 16],
        })
    }

    fn list(
        &self,
        kind: Option<IdentifierKind>,
        search: &str,
        after: Option<String>,
        limit: usize,
    ) -> IdentifierPage {
        self.ask(&ListIdentifiers {
            kind,
            search: (!search.is_empty()).then(|| search.to_owned()),
            after,
            limit,
        })
    }

    fn audit(&self) -> Vec<(AuditKind, String)> {
        let read = ReadAudit {
            tenant: self.tenant.clone(),
            from: 0,
            limit: 200,
        };
        let page = self.ask(&read);
        let told = page
            .entries
            .into_iter()
            .map(|(entry, detail)| (entry.event.kind, detail.unwrap().text().to_owned()));
        told.collect()
    }
}

fn file_of(rows: usize) -> String {
    (0..rows)
        .map(|row| format!("SN{row:06},desk {row}\n"))
        .collect()
}

#[test]
fn five_thousand_rows_are_at_most_256_values_in_kv_and_one_entry_in_the_chain() {
    let house = House::new();
    let before = house.house.copies().writes();
    let imported = house.import_of(IdentifierKind::SerialNumber, &file_of(MAX_ROWS));
    assert!(imported.applied);
    // The configuration once, to say that there are any.
    let writes = house.house.copies().writes() - before;
    assert!(writes <= 256 + 1, "{writes}");
    assert_eq!(house.audit().len(), 1);
    let rows = house.house.tenant_rows(&house.tenant);
    let stored = rows
        .iter()
        .filter(|(table, ..)| *table == Table::Identifier);
    assert_eq!(stored.count(), MAX_ROWS);
    // Nobody reads a serial number in KV.
    for row in [0, 17, 4_999] {
        assert!(
            !house
                .house
                .copies()
                .texts()
                .contains(&format!("SN{row:06}"))
        );
    }

    // One more touches one shard, and the configuration says nothing new.
    let before = house.house.copies().writes();
    house.import_of(IdentifierKind::SerialNumber, "one-more");
    assert_eq!(house.house.copies().writes() - before, 1);
    // The same again touches nothing.
    let again = house.import_of(IdentifierKind::SerialNumber, &file_of(MAX_ROWS));
    assert_eq!(again.rows, vec![RowOutcome::Unchanged; MAX_ROWS]);
    assert_eq!(house.house.copies().writes() - before, 1);
    assert_eq!(house.audit().len(), 2);
}

/// Counts what is read.
struct Counted(MemoryRows, Cell<usize>);

impl Rows for Counted {
    fn read(&self, table: Table, key: &str) -> Result<Option<String>, StoreFault> {
        self.1.set(self.1.get() + 1);
        self.0.read(table, key)
    }

    fn read_after(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, StoreFault> {
        let rows = self.0.read_after(table, after, limit)?;
        self.1.set(self.1.get() + rows.len() + 1);
        Ok(rows)
    }
}

#[test]
fn each_row_is_read_once_and_written_once_however_many_there_are() {
    let mut rows = Counted(MemoryRows::default(), Cell::default());
    for batch in 0..4 {
        let entries = (0..MAX_ROWS).map(|row| Entry {
            identifier: serial(&format!("{batch}-{row}")),
            details: Details::default(),
        });
        let command = ImportIdentifiers {
            tenant: "default".parse().unwrap(),
            entries: entries.collect(),
            existing: Existing::Refuse,
            dry_run: false,
            by: UserId::from_random([1; 16]),
            salt: [3; 16],
        };
        let read_before = rows.1.get();
        let mut unit = Unit::new(&rows);
        let answer = command.run(&mut unit, Timestamp::from_unix_seconds(1_800_000_000));
        assert!(answer.unwrap().applied);
        let changes = unit.into_changes();
        let read = rows.1.get() - read_before;
        // Beside the rows: the header, the shards, and one outbox row for each of these.
        assert!(read <= MAX_ROWS + SHARDS + 1, "{read} read");
        assert!(
            changes.len() <= MAX_ROWS + 2 * SHARDS + 4,
            "{}",
            changes.len()
        );
        rows.0.apply(&changes);
    }
}

#[test]
fn the_configuration_says_which_kinds_there_are_and_changes_only_with_that() {
    let house = House::new();
    let published = || -> Configuration {
        block_on(house.house.copies().read(&house.tenant, ""))
            .unwrap()
            .unwrap()
    };
    house.import_of(
        IdentifierKind::ManufacturerModelSerial,
        "Dell,XPS,1\nDell,XPS,2",
    );
    assert!(published().identifiers.manufacturer_model_serial);
    assert!(!published().identifiers.serial_number);
    let number = published().number;
    house.import_of(IdentifierKind::ManufacturerModelSerial, "Dell,XPS,3");
    assert_eq!(house.ask(&ReadConfiguration {}).number, number);
    let all = house.list(None, "", None, 10).identifiers;
    let all: Vec<_> = all.into_iter().map(|row| row.identifier).collect();
    let deleted = house.delete(all.clone());
    assert_eq!((deleted.deleted, deleted.counts.total()), (3, 0));
    assert!(published().identifiers.is_empty());
    assert_eq!(published().number, number + 1);
    assert_eq!(house.delete(all).unknown, 3);
    let told = house.audit();
    let kinds: Vec<AuditKind> = told.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(
        kinds,
        [
            AuditKind::IdentifiersImported,
            AuditKind::IdentifiersImported,
            AuditKind::IdentifiersDeleted
        ]
    );
    assert!(told[0].1.contains("\"added\":2"), "{}", told[0].1);
    assert!(
        told[2].1.contains("\"deleted\":3") && told[2].1.contains("DELL"),
        "{}",
        told[2].1
    );
}

#[test]
fn the_list_is_read_page_by_page_by_kind_and_by_what_stands_in_it() {
    let house = House::new();
    house.import_of(IdentifierKind::SerialNumber, "a1,spare\na2\nb1,for Ana");
    house.import_of(IdentifierKind::Imei, "490154203237518");
    house.import_of(IdentifierKind::ManufacturerModelSerial, "Dell,XPS,A1");
    let named = |page: &IdentifierPage| {
        let named = page.identifiers.iter();
        named.map(|row| row.identifier.clone()).collect::<Vec<_>>()
    };
    let serials = Some(IdentifierKind::SerialNumber);
    let first = house.list(serials, "", None, 2);
    assert_eq!(named(&first), [serial("A1"), serial("A2")]);
    let second = house.list(serials, "", first.next.clone(), 2);
    assert_eq!((named(&second), second.next), (vec![serial("B1")], None));
    assert_eq!(house.list(None, "", None, 10).identifiers.len(), 5);
    assert_eq!(
        house
            .list(Some(IdentifierKind::Imei), "", None, 10)
            .identifiers
            .len(),
        1
    );
    assert_eq!(house.list(None, "a1", None, 10).identifiers.len(), 2);
    assert_eq!(named(&house.list(None, "ana", None, 10)), [serial("B1")]);
    assert_eq!(house.list(None, "nothing", None, 10).identifiers, []);
    assert_eq!(first.counts.total(), 5);
}

#[test]
fn a_search_that_finds_little_goes_on_on_the_next_page() {
    let house = House::new();
    for thousands in 0..3 {
        let file: String = (0..MAX_ROWS)
            .map(|row| format!("{thousands}-{row:04}\n"))
            .collect();
        house.import_of(IdentifierKind::SerialNumber, &file);
    }
    let first = house.list(None, "2-4999", None, 10);
    assert_eq!(first.identifiers, []);
    let second = house.list(None, "2-4999", first.next, 10);
    assert_eq!((second.identifiers.len(), second.next), (1, None));
}

#[test]
fn a_list_that_would_be_too_long_takes_nothing() {
    let mut rows = MemoryRows::default();
    let mut unit = Unit::new(&rows);
    let mut header = TenantHeader::load(&unit).unwrap();
    header.identifiers.serial_number = MAX_IDENTIFIERS - 2;
    unit.put(&header).unwrap();
    let changes = unit.into_changes();
    rows.apply(&changes);
    let import = |file: &str| {
        let batch = read_csv(IdentifierKind::Imei, file.as_bytes()).unwrap();
        let command = ImportIdentifiers {
            tenant: "default".parse().unwrap(),
            entries: batch.entries.into_iter().map(|(_, entry)| entry).collect(),
            existing: Existing::Refuse,
            dry_run: false,
            by: UserId::from_random([1; 16]),
            salt: [3; 16],
        };
        let mut unit = Unit::new(&rows);
        let answer = command.run(&mut unit, Timestamp::from_unix_seconds(1_800_000_000));
        (answer.unwrap(), unit.into_changes())
    };
    let (fits, changes) = import("490154203237518\n352099001761481");
    assert!(fits.applied && !changes.is_empty());
    let (beyond, changes) = import("490154203237518\n352099001761481\n356938035643809");
    assert!(beyond.full && !beyond.applied && changes.is_empty());
}

#[test]
fn the_list_shows_what_has_become_of_a_device_and_forgets_nothing_of_it() {
    let house = House::new();
    house.import_of(IdentifierKind::SerialNumber, "a1,spare");
    let row = || house.list(None, "", None, 1).identifiers.remove(0);
    assert_eq!(
        (row().state, row().last_contact),
        (IdentifierState::NotContacted, None)
    );
    let device = DeviceId::from_random([5; 16]);
    let tell = |sequence: u64, text: &str, failure: Option<&str>| {
        house.ask(&Receive {
            tenant: house.tenant.clone(),
            from: EnrolleeId::from_random([2; 16]),
            events: vec![OutboxRow {
                same_access: false,
                sequence,
                at: house.clock.now(),
                event: EnrolleeEvent::IdentifierSeen {
                    device,
                    identifier: serial(text),
                    failure: failure.map(str::to_owned),
                },
            }],
            salt: [3; 16],
            portal: String::new(),
        })
    };
    tell(1, "a1", Some("os-too-old"));
    assert_eq!(row().state, IdentifierState::Failed);
    assert_eq!(row().failure.as_deref(), Some("os-too-old"));
    house.clock.advance(core::time::Duration::from_hours(24));
    tell(2, "a1", None);
    tell(3, "not-listed", None);
    let known = row();
    assert_eq!(
        (
            known.state,
            known.device,
            known.failure.clone(),
            known.last_contact
        ),
        (
            IdentifierState::Enrolled,
            Some(device),
            None,
            Some(house.clock.now())
        )
    );
    // New details are no new device.
    let batch = read_csv(IdentifierKind::SerialNumber, b"a1,sold").unwrap();
    house.ask(&ImportIdentifiers {
        tenant: house.tenant.clone(),
        entries: batch.entries.into_iter().map(|(_, entry)| entry).collect(),
        existing: Existing::Overwrite,
        dry_run: false,
        by: UserId::from_random([1; 16]),
        salt: [3; 16],
    });
    assert_eq!(
        (row().state, row().details.as_str()),
        (IdentifierState::Enrolled, "sold")
    );
    assert_eq!(house.list(None, "", None, 10).identifiers.len(), 1);
}
