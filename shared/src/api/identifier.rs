use serde::{Deserialize, Serialize};

use crate::identifier::{CorporateIdentifier, Details, IdentifierCounts, ListedIdentifier};
use crate::platform::Platform;
use crate::tenant::RowOutcome;

/// A page of the corporate identifiers (`GET /api/v1/corporate-identifiers`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorporateIdentifierList {
    /// The identifiers, by kind and then by what they name.
    pub identifiers: Vec<ListedIdentifier>,
    /// Where the next page begins; none on the last. A page of a search may hold none and yet have a next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many there are of each kind in all.
    pub counts: IdentifierCounts,
}

/// The body of `POST /api/v1/corporate-identifiers`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddCorporateIdentifier {
    /// The identifier.
    pub identifier: CorporateIdentifier,
    /// What to write beside it; at most 128 characters.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub details: Details,
    /// Whether other details that are there already give way.
    #[serde(default)]
    pub overwrite: bool,
}

/// The body of `POST /api/v1/corporate-identifiers/delete`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteCorporateIdentifiers {
    /// Which; 1 to 500.
    pub identifiers: Vec<CorporateIdentifier>,
}

/// What becomes of a file of identifiers, or became of it (`POST /api/v1/corporate-identifiers/import`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// Whether it was done; otherwise this is what would happen.
    pub applied: bool,
    /// How many identifiers are new: devices that tell one of them when they enroll become corporate. Devices that are
    /// enrolled stay whose they are.
    pub added: u32,
    /// How many get other details.
    pub overwritten: u32,
    /// How many stay as they are: the same row again, or one that is to keep its details.
    pub unchanged: u32,
    /// How many are there with other details and need a word: keep or overwrite.
    pub needs_overwrite: u32,
    /// The platforms on which this is the first list that tells corporate devices from others: whoever enrolls a device that
    /// is not on it will find it personal.
    pub unlisted_become_personal: Vec<Platform>,
    /// What becomes of each row, in the order of the file.
    pub rows: Vec<ImportedRow>,
    /// How many there are of each kind when it is done.
    pub counts: IdentifierCounts,
}

/// What becomes of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedRow {
    /// The line, counted from 1.
    pub line: u32,
    /// What becomes of it.
    pub outcome: RowOutcome,
}

impl ImportReport {
    /// Counts one more row.
    pub fn push(&mut self, line: u32, outcome: RowOutcome) {
        let count = match outcome {
            RowOutcome::Added => &mut self.added,
            RowOutcome::Overwritten => &mut self.overwritten,
            RowOutcome::Unchanged | RowOutcome::Repeated | RowOutcome::Kept => &mut self.unchanged,
            RowOutcome::NeedsOverwrite => &mut self.needs_overwrite,
        };
        *count = count.saturating_add(1);
        self.rows.push(ImportedRow { line, outcome });
    }
}
