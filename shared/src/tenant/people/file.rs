//! A file of people: `username,display_name,email,groups`, the groups separated by `;`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Person;
use super::import::MAX_IMPORTED_PEOPLE;
use super::record::sorted;
use crate::api::{NAME_RULE, is_name};
use crate::identifier::RowFault;
use crate::ids::GroupId;
use crate::mail::MailAddress;
use crate::protocol::csv::{self, CsvFault, Field, Record};

/// The heading, and the order of the fields.
const HEADING: [&str; 4] = ["username", "display_name", "email", "groups"];

/// The largest file: 500 rows of what may stand in one.
const MAX_FILE_BYTES: usize = 1024 * 1024;

/// How many groups one row names at most.
const MOST_GROUPS: usize = 100;

/// What a file says of one person: all of the three, so that an empty field takes away what was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The name they sign in with, in its normal form.
    pub username: String,
    /// The name people read.
    pub display_name: String,
    /// Where they get mail.
    pub email: Option<MailAddress>,
    /// Their groups, sorted.
    pub groups: Vec<GroupId>,
}

/// Reads a file with its heading. Each row with the line it stands in.
///
/// # Errors
/// Every row that cannot be taken, in order. Then nothing of the file is.
pub fn read_people_csv(bytes: &[u8]) -> Result<Vec<(u32, PersonRow)>, Vec<RowFault>> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(vec![fault(1, 1, None, "a file has at most 1 MB")]);
    }
    let mut records = csv::records(bytes).map_err(|broken| vec![of_csv(broken)])?;
    match records.next() {
        Some(Ok(record)) if is_heading(&record) => {}
        Some(Err(broken)) => return Err(vec![of_csv(broken)]),
        _ => {
            let rule = "the first line is username,display_name,email,groups";
            return Err(vec![fault(1, 1, None, rule)]);
        }
    }
    let mut rows: Vec<(u32, PersonRow)> = Vec::new();
    let mut faults = Vec::new();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for (before, record) in records.enumerate() {
        let read = record.map_err(of_csv).and_then(|record| {
            if before >= MAX_IMPORTED_PEOPLE {
                return Err(fault(record.line, 1, None, "a file has at most 500 rows"));
            }
            let row = row(&record)?;
            match seen.insert(row.username.clone(), record.line) {
                None => Ok((record.line, row)),
                Some(first) => {
                    let rule = format!("the same user name stands in line {first}");
                    Err(fault(record.line, 1, Some("username"), &rule))
                }
            }
        });
        match read {
            Ok(row) => rows.push(row),
            Err(broken) => faults.push(broken),
        }
        if before >= MAX_IMPORTED_PEOPLE {
            break;
        }
    }
    if faults.is_empty() && rows.is_empty() {
        faults.push(fault(1, 1, None, "a file has at least one row"));
    }
    if faults.is_empty() {
        Ok(rows)
    } else {
        Err(faults)
    }
}

fn is_heading(record: &Record<'_>) -> bool {
    let names = record.fields.iter().map(|field| field.text.trim());
    names.eq(HEADING)
}

fn fault(line: u32, column: u32, field: Option<&str>, rule: &str) -> RowFault {
    RowFault {
        line,
        column,
        field: field.map(str::to_owned),
        rule: rule.to_owned(),
    }
}

fn of_csv(broken: CsvFault) -> RowFault {
    fault(broken.line, broken.column, None, &broken.rule.to_string())
}

fn row(record: &Record<'_>) -> Result<PersonRow, RowFault> {
    let [username, display_name, email, groups] = record.fields.as_slice() else {
        let column = record
            .fields
            .get(HEADING.len())
            .map_or(1, |beyond| beyond.column);
        let rule = "a row holds username, display_name, email and groups, empty ones too";
        return Err(fault(record.line, column, None, rule));
    };
    let broken = |field: &Field<'_>, name: &str, rule: &str| {
        fault(record.line, field.column, Some(name), rule)
    };
    let normal = Person::normal_username(&username.text);
    if !is_name(&normal) {
        return Err(broken(username, "username", NAME_RULE));
    }
    let shown = display_name.text.trim();
    if !is_name(shown) {
        return Err(broken(display_name, "display_name", NAME_RULE));
    }
    let email_address = match email.text.trim() {
        "" => None,
        text => Some(
            text.parse::<MailAddress>()
                .map_err(|error| broken(email, "email", &error.to_string()))?,
        ),
    };
    let named: Vec<GroupId> = groups
        .text
        .split(';')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .take(MOST_GROUPS.saturating_add(1))
        .map(|name| {
            name.parse().map_err(|error: crate::ids::InvalidId| {
                broken(groups, "groups", &error.to_string())
            })
        })
        .collect::<Result<_, _>>()?;
    if named.len() > MOST_GROUPS {
        return Err(broken(groups, "groups", "at most 100 are possible"));
    }
    Ok(PersonRow {
        username: normal,
        display_name: shown.to_owned(),
        email: email_address,
        groups: sorted(named),
    })
}
