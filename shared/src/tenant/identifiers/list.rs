//! The list, a page at a time.

use serde::{Deserialize, Serialize};

use super::super::Tenant;
use super::super::rows::TenantHeader;
use crate::identifier::{CorporateIdentifier, IdentifierCounts, IdentifierKind, ListedIdentifier};
use crate::store::{Command, Row as _, StoreFault, Unit};
use crate::time::Timestamp;

/// How many rows are read at a time.
const ROWS_AT_ONCE: usize = 500;

/// How many rows one search looks at; the next page goes on from there.
const LOOKED_AT_MOST: usize = 10_000;

/// Lists identifiers, by kind and then by what they name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListIdentifiers {
    /// Only of this kind.
    pub kind: Option<IdentifierKind>,
    /// Only those in which this text stands, or beside which it is written; the case of A to Z does not count.
    pub search: Option<String>,
    /// Where to go on; from the beginning when none.
    pub after: Option<String>,
    /// How many at most, up to 200.
    pub limit: usize,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierPage {
    /// The identifiers.
    pub identifiers: Vec<ListedIdentifier>,
    /// Where to go on; none at the end. A page of a search may hold few, or none, and yet have a next.
    pub next: Option<String>,
    /// How many there are of each kind in all.
    pub counts: IdentifierCounts,
}

impl Command for ListIdentifiers {
    type Object = Tenant;
    type Answer = IdentifierPage;
    const NAME: &'static str = "list-identifiers";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<IdentifierPage, StoreFault> {
        let counts = TenantHeader::load(unit)?.identifiers;
        let limit = self.limit.min(200);
        let search = self.search.as_deref().map(str::to_ascii_uppercase);
        let mut page = IdentifierPage {
            identifiers: Vec::new(),
            next: None,
            counts,
        };
        let mut after = self
            .after
            .or_else(|| self.kind.map(|kind| format!("{kind}\u{1f}")));
        let mut looked_at = 0_usize;
        loop {
            let rows: Vec<ListedIdentifier> = unit.scan(after.as_deref(), ROWS_AT_ONCE)?;
            let last = rows.len() < ROWS_AT_ONCE;
            for row in rows {
                if self.kind.is_some_and(|kind| row.identifier.kind() != kind) {
                    return Ok(page);
                }
                if page.identifiers.len() >= limit || looked_at >= LOOKED_AT_MOST {
                    page.next = after;
                    return Ok(page);
                }
                looked_at = looked_at.saturating_add(1);
                after = Some(row.key());
                if search.as_deref().is_none_or(|text| holds(&row, text)) {
                    page.identifiers.push(row);
                }
            }
            if last {
                return Ok(page);
            }
        }
    }
}

/// Whether `text`, in upper case, stands in an identifier or in its details.
fn holds(row: &ListedIdentifier, text: &str) -> bool {
    let named = match &row.identifier {
        CorporateIdentifier::Imei { imei } => imei.as_str().contains(text),
        CorporateIdentifier::SerialNumber { serial_number } => {
            serial_number.as_str().contains(text)
        }
        CorporateIdentifier::ManufacturerModelSerial {
            manufacturer,
            model,
            serial_number,
        } => {
            manufacturer.as_str().contains(text)
                || model.as_str().contains(text)
                || serial_number.as_str().contains(text)
        }
    };
    named || row.details.as_str().to_ascii_uppercase().contains(text)
}
