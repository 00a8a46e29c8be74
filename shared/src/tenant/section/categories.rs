//! Categories: what a device may be used for, chosen by its person.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind, check};
use crate::field::FieldFault;
use crate::ids::CategoryId;

/// How many categories there may be.
const MOST: usize = 100;

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its short name, which never changes.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: CategoryId,
    /// Its name as people read it: 1 to 128 characters, unique.
    pub name: String,
    /// What it is for: at most 256 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// The organisation's categories, in the order in which they are offered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Categories {
    /// At most 100.
    pub categories: Vec<Category>,
}

impl Section for Categories {
    const KIND: SectionKind = SectionKind::Categories;

    fn check(&self) -> Result<(), FieldFault> {
        let all = &self.categories;
        check::at_most(all, MOST).map_err(|rule| FieldFault::at("categories", rule))?;
        for (place, category) in all.iter().enumerate() {
            let at = |field: &str| format!("categories[{place}].{field}");
            check::text(&category.name, 1..=128)
                .map_err(|rule| FieldFault::at(at("name"), rule))?;
            check::text(&category.description, 0..=256)
                .map_err(|rule| FieldFault::at(at("description"), rule))?;
        }
        let twice = |field: &str, place: usize| {
            FieldFault::at(format!("categories[{place}].{field}"), "is taken already")
        };
        if let Some(place) = check::twin(all.iter().map(|category| &category.id)) {
            return Err(twice("id", place));
        }
        // People tell categories apart by name alone.
        match check::twin(
            all.iter()
                .map(|category| category.name.trim().to_lowercase()),
        ) {
            Some(place) => Err(twice("name", place)),
            None => Ok(()),
        }
    }
}
