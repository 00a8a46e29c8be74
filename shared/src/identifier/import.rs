//! A file of identifiers, read whole or not at all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CorporateIdentifier, Details, IdentifierKind};
use crate::protocol::csv::{self, Field, Record};

/// The largest file: 5 MB, as Intune takes it.
pub const MAX_FILE_BYTES: usize = 5 * 1024 * 1024;

/// The most rows of one file: 5,000, as Intune takes them.
pub const MAX_ROWS: usize = 5_000;

/// What is wrong with one row of an imported file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowFault {
    /// The line, counted from 1.
    pub line: u32,
    /// The character of the line, counted from 1.
    pub column: u32,
    /// The field, where it is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The rule that is broken.
    pub rule: String,
}

/// One identifier to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The identifier.
    pub identifier: CorporateIdentifier,
    /// What is written beside it.
    #[serde(default)]
    pub details: Details,
}

/// A file that has been read: each identifier once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// What it holds, with the line that says so first.
    pub entries: Vec<(u32, Entry)>,
    /// Lines that say again what an earlier line says.
    pub repeated: Vec<u32>,
}

/// Reads a file without heading: `identifier,details` with the details left out where there are none, or for Windows
/// `manufacturer,model,serial`. All of it is of one kind.
///
/// # Errors
/// Every row that cannot be taken, in order. Then nothing of the file is.
pub fn read_csv(kind: IdentifierKind, bytes: &[u8]) -> Result<Batch, Vec<RowFault>> {
    let whole = |line, column, rule: String| {
        vec![RowFault {
            line,
            column,
            field: None,
            rule,
        }]
    };
    if bytes.len() > MAX_FILE_BYTES {
        return Err(whole(1, 1, "a file has at most 5 MB".to_owned()));
    }
    let records = csv::records(bytes)
        .map_err(|fault| whole(fault.line, fault.column, fault.rule.to_string()))?;
    let mut batch = Batch::default();
    let mut faults = Vec::new();
    let mut seen: BTreeMap<CorporateIdentifier, (u32, Details)> = BTreeMap::new();
    for (before, record) in records.enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(fault) => {
                faults.extend(whole(fault.line, fault.column, fault.rule.to_string()));
                continue;
            }
        };
        if before >= MAX_ROWS {
            faults.extend(whole(
                record.line,
                1,
                "a file has at most 5,000 rows".to_owned(),
            ));
            break;
        }
        let entry = match entry(kind, &record) {
            Ok(entry) => entry,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        match seen.get(&entry.identifier) {
            None => {
                let known = (record.line, entry.details.clone());
                seen.insert(entry.identifier.clone(), known);
                batch.entries.push((record.line, entry));
            }
            Some((_, details)) if *details == entry.details => batch.repeated.push(record.line),
            Some((first, _)) => {
                let rule = format!("the same identifier stands in line {first} with other details");
                faults.extend(whole(record.line, 1, rule));
            }
        }
    }
    if faults.is_empty() && batch.entries.is_empty() {
        faults = whole(1, 1, "a file has at least one row".to_owned());
    }
    if faults.is_empty() {
        Ok(batch)
    } else {
        Err(faults)
    }
}

/// Parses one field, or says which one it is and which rule it breaks.
fn parse<T: core::str::FromStr<Err: core::fmt::Display>>(
    record: &Record<'_>,
    name: &str,
    field: Option<&Field<'_>>,
) -> Result<T, RowFault> {
    let fault = |column, rule| RowFault {
        line: record.line,
        column,
        field: Some(name.to_owned()),
        rule,
    };
    let field = field.ok_or_else(|| fault(1, format!("`{name}` is missing")))?;
    field
        .text
        .parse()
        .map_err(|error: T::Err| fault(field.column, error.to_string()))
}

fn entry(kind: IdentifierKind, record: &Record<'_>) -> Result<Entry, RowFault> {
    let names: &[&str] = match kind {
        IdentifierKind::Imei => &["imei", "details"],
        IdentifierKind::SerialNumber => &["serial_number", "details"],
        IdentifierKind::ManufacturerModelSerial => &["manufacturer", "model", "serial_number"],
    };
    if let Some(beyond) = record.fields.get(names.len()) {
        return Err(RowFault {
            line: record.line,
            column: beyond.column,
            field: None,
            rule: format!("a row holds {} and no more", names.join(", ")),
        });
    }
    let field = |place: usize| record.fields.get(place);
    let details = || match field(1) {
        None => Ok(Details::default()),
        some => parse(record, "details", some),
    };
    Ok(match kind {
        IdentifierKind::Imei => Entry {
            identifier: CorporateIdentifier::Imei {
                imei: parse(record, "imei", field(0))?,
            },
            details: details()?,
        },
        IdentifierKind::SerialNumber => Entry {
            identifier: CorporateIdentifier::SerialNumber {
                serial_number: parse(record, "serial_number", field(0))?,
            },
            details: details()?,
        },
        IdentifierKind::ManufacturerModelSerial => Entry {
            identifier: CorporateIdentifier::ManufacturerModelSerial {
                manufacturer: parse(record, "manufacturer", field(0))?,
                model: parse(record, "model", field(1))?,
                serial_number: parse(record, "serial_number", field(2))?,
            },
            details: Details::default(),
        },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(kind: IdentifierKind, text: &str) -> Result<Vec<(u32, String, String)>, String> {
        read_csv(kind, text.as_bytes())
            .map(|batch| {
                let texts = batch.entries.into_iter().map(|(line, entry)| {
                    let normal = entry.identifier.normal_form().replace('\u{1f}', "/");
                    (line, normal, entry.details.into())
                });
                texts.collect()
            })
            .map_err(|faults| {
                let texts = faults.into_iter().map(|fault| {
                    let field = fault.field.unwrap_or_default();
                    format!("{}:{} {field}: {}", fault.line, fault.column, fault.rule)
                });
                texts.collect::<Vec<_>>().join("\n")
            })
    }

    #[test]
    fn each_kind_is_read_in_its_own_columns() {
        let row = |line, normal: &str, details: &str| (line, normal.to_owned(), details.to_owned());
        assert_eq!(
            lines(IdentifierKind::Imei, "49-015420-323751-8, spare \r\n\n"),
            Ok(vec![row(1, "imei/490154203237518", "spare")])
        );
        assert_eq!(
            lines(IdentifierKind::SerialNumber, "c02.x\nd03x,\"a, b\"\n"),
            Ok(vec![
                row(1, "serial_number/C02X", ""),
                row(2, "serial_number/D03X", "a, b")
            ])
        );
        assert_eq!(
            lines(
                IdentifierKind::ManufacturerModelSerial,
                "Microsoft,surface 5,01234567890123"
            ),
            Ok(vec![row(
                1,
                "manufacturer_model_serial/MICROSOFT/SURFACE 5/01234567890123",
                ""
            )])
        );
    }

    #[test]
    fn every_bad_row_is_named_with_its_place_and_rule_and_nothing_is_taken() {
        let told = lines(
            IdentifierKind::Imei,
            "490154203237518\n490154203237519,x\n\n4901542032375189,\n\"3\n1,2,3\n490154203237518,other",
        );
        assert_eq!(
            told.unwrap_err().lines().collect::<Vec<_>>(),
            [
                "2:1 imei: the check digit does not fit the other digits of this IMEI",
                "4:1 imei: 16 digits are an IMEISV, which changes with the software: give the IMEI of 15 digits",
                "5:1 : a quoted field ends on its line",
                "6:5 : a row holds imei, details and no more",
                "7:1 : the same identifier stands in line 1 with other details",
            ]
        );
        let details = format!("a1,{}", "x".repeat(129));
        assert_eq!(
            lines(IdentifierKind::SerialNumber, &details).unwrap_err(),
            "1:4 details: details are at most 128 characters without control characters"
        );
        assert_eq!(
            lines(IdentifierKind::ManufacturerModelSerial, "Dell,XPS;1").unwrap_err(),
            "1:1 serial_number: `serial_number` is missing"
        );
    }

    #[test]
    fn a_line_that_says_the_same_again_changes_nothing() {
        let batch = read_csv(IdentifierKind::SerialNumber, b"a1,x\nA.1, x\nb1").unwrap();
        assert_eq!((batch.entries.len(), batch.repeated), (2, vec![2]));
    }

    #[test]
    fn an_empty_file_and_one_of_too_many_rows_are_refused() {
        for empty in ["", "\n\n", "\u{feff}"] {
            let told = lines(IdentifierKind::SerialNumber, empty);
            assert_eq!(told.unwrap_err(), "1:1 : a file has at least one row");
        }
        let rows = |count: usize| (0..count).map(|n| format!("S{n:05}\n")).collect::<String>();
        let full = lines(IdentifierKind::SerialNumber, &rows(MAX_ROWS));
        assert_eq!(full.map(|entries| entries.len()), Ok(MAX_ROWS));
        let told = lines(IdentifierKind::SerialNumber, &rows(MAX_ROWS + 1));
        assert_eq!(told.unwrap_err(), "5001:1 : a file has at most 5,000 rows");
        let told = read_csv(IdentifierKind::Imei, &vec![b'\n'; MAX_FILE_BYTES + 1]);
        assert_eq!(told.unwrap_err()[0].rule, "a file has at most 5 MB");
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_taken_in_its_normal_form_or_refused_at_a_place_in_the_file(
            text in "([0-9a-cA.,\"; \\-ü\r\n\t]|490154203237518){0,60}"
        ) {
            let lines = text.matches('\n').count() + 1;
            for kind in IdentifierKind::ALL {
                match read_csv(kind, text.as_bytes()) {
                    Ok(batch) => for (line, entry) in batch.entries {
                        prop_assert!((1..=lines).contains(&(line as usize)));
                        prop_assert_eq!(entry.identifier.kind(), kind);
                        let json = serde_json::to_string(&entry).unwrap();
                        prop_assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
                    },
                    Err(faults) => for fault in faults {
                        prop_assert!((1..=lines).contains(&(fault.line as usize)) && fault.column >= 1);
                    },
                }
            }
        }
    }
}
