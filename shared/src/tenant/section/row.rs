use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::store::{Row, StoreFault, Table, Unit};

/// A section as it is kept and published: its JSON, and how often it has been replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionText {
    /// Which.
    pub kind: SectionKind,
    /// Counts up with every change; 0 before the first.
    pub revision: u64,
    /// The section, JSON of its type.
    pub text: String,
}

impl Row for SectionText {
    const TABLE: Table = Table::Section;

    fn key(&self) -> String {
        self.kind.as_str().to_owned()
    }
}

impl SectionText {
    /// The section as it would be kept if it were replaced by itself: a type may have gained fields since.
    pub(in crate::tenant) fn in_todays_form(&self) -> String {
        let read = self.kind.normal(Some(&self.text));
        read.unwrap_or_else(|_| self.text.clone())
    }

    /// A section of this type as it is kept; before anything was, what a new organisation has.
    pub(in crate::tenant) fn typed<S: Section>(unit: &Unit<'_>) -> Result<S, StoreFault> {
        let Some(kept) = unit.get::<Self>(S::KIND.as_str())? else {
            return Ok(S::default());
        };
        crate::json::from_str(&kept.text)
            .map_err(|error| StoreFault::new(format_args!("section {}: {error}", S::KIND)))
    }

    /// The section as it is kept; before anything was, what a new organisation has.
    pub(in crate::tenant) fn load(unit: &Unit<'_>, kind: SectionKind) -> Result<Self, StoreFault> {
        match unit.get(kind.as_str())? {
            Some(kept) => Ok(kept),
            None => Ok(Self {
                kind,
                revision: 0,
                text: kind.normal(None).map_err(StoreFault::new)?,
            }),
        }
    }
}
